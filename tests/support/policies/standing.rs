//! What an office states for all declarations of a case, which leave it to the office.

use serde_json::{Map, Value};

use super::{Named, declaration};
use crate::support::random::Random;

/// Keys that each declaration states by itself.
const OWN: &[&str] = &["client_ref", "items", "goods_list", "documents"];
/// Keys of a line that stand for a good, wherever it is declared.
const OF_GOOD: &[&str] = &["name", "spec", "brand", "fresh", "origin", "status", "weight", "answers"];

/// Standing facts; most of the declarations lose what the office states.
pub fn stated(random: &mut Random, named: &Named, declarations: &mut [String]) -> String {
    let whole = declaration::made_up(random, named);
    let Ok(Value::Object(whole)) = serde_json::from_str(&whole) else { return "{}".to_owned() };
    let mut office = Map::new();
    let heads: Vec<&String> = whole.keys().filter(|key| !OWN.contains(&key.as_str())).collect();
    for _ in 0..1 + random.below(4) {
        let Some(key) = (!heads.is_empty()).then(|| *random.pick(&heads)) else { break };
        office.insert(key.clone(), whole[key].clone());
    }
    for text in declarations {
        if random.below(10) > 0
            && let Ok(Value::Object(mut own)) = serde_json::from_str(text)
        {
            own.retain(|key, _| !office.contains_key(key));
            *text = Value::Object(own).to_string();
        }
    }
    if let Some(Value::Object(line)) = whole.get("items").and_then(|lines| lines.get(0)) {
        of_lines(random, named, line, &mut office);
    }
    Value::Object(office).to_string()
}

/// What holds for lines: for all, or for those of a tariff code.
fn of_lines(random: &mut Random, named: &Named, line: &Map<String, Value>, office: &mut Map<String, Value>) {
    match random.below(4) {
        0 => {
            for key in ["answers", "attributes"] {
                office.extend(line.get(key).map(|value| (key.to_owned(), value.clone())));
            }
        }
        1 => {
            let of_good = line.iter().filter(|(key, _)| OF_GOOD.contains(&key.as_str()));
            let good: Map<_, _> = of_good.map(|(key, value)| (key.clone(), value.clone())).collect();
            let code = random.pick(&named.codes)[..*random.pick(&[8, 10])].to_owned();
            let table = Map::from_iter([(code, Value::Object(good))]);
            office.insert("by_hs_code".to_owned(), Value::Object(table));
        }
        _ => {}
    }
}

/// A declaration that states by itself what the office states, where the two say nothing of
/// one fact, nor the office of lines.
pub fn filled(declaration: &str, office: &str) -> Option<String> {
    let [own, stated] = [declaration, office].map(serde_json::from_str::<Map<String, Value>>);
    let (own, stated) = (own.ok()?, stated.ok().filter(|stated| !stated.is_empty())?);
    let of_lines = ["answers", "attributes", "by_hs_code"];
    if stated.keys().any(|key| own.contains_key(key) || of_lines.contains(&key.as_str())) {
        return None;
    }
    // The rest stays as it is written, with keys that stand twice.
    Some(format!("{},{}", office.strip_suffix('}')?, declaration.strip_prefix('{')?))
}
