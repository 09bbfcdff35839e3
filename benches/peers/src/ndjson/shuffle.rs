//! The same declarations with the keys of every object in another order, line by line.

use serde_json::{Map, Value};

use crate::rng::Rng;

/// Every line with its keys shuffled.
pub fn shuffled(ndjson: &str, seed: u64) -> String {
    let mut rng = Rng::new(seed ^ 0x5F);
    let mut out = String::with_capacity(ndjson.len());
    for line in ndjson.lines() {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        shuffle(&mut value, &mut rng);
        out.push_str(&value.to_string());
        out.push('\n');
    }
    out
}

fn shuffle(value: &mut Value, rng: &mut Rng) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|v| shuffle(v, rng)),
        Value::Object(all) => {
            let mut pairs: Vec<(String, Value)> = std::mem::take(all).into_iter().collect();
            for last in (1..pairs.len()).rev() {
                pairs.swap(last, rng.below(last + 1));
            }
            pairs.iter_mut().for_each(|(_, v)| shuffle(v, rng));
            *all = pairs.into_iter().collect::<Map<_, _>>();
        }
        _ => {}
    }
}
