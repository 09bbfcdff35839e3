//! Declarations changed at random.

use serde_json::{Value, json};

/// A number that the environment states: `MP1039_SEED`, `MP1039_CASES`.
fn stated(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// How many cases are asked for, else `most`.
pub fn cases(most: usize) -> usize {
    stated("MP1039_CASES").and_then(|cases| usize::try_from(cases).ok()).unwrap_or(most)
}

/// The seed that is asked for, else the first.
pub fn seed() -> u64 {
    stated("MP1039_SEED").unwrap_or(1)
}

/// A small generator, so that a case is found again by its seed.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        let at = self.below(of.len());
        &of[at]
    }

    /// Changes one thing of a declaration.
    pub fn change(&mut self, declaration: &mut Value) {
        let values = [
            json!(null),
            json!(true),
            json!(false),
            json!(""),
            json!("无"),
            json!("1039"),
            json!("0110"),
            json!("150000"),
            json!("150000.01"),
            json!("0.0001"),
            json!("99999999999999.999999"),
            json!("0.00000001"),
            json!("-1"),
            json!("2026-12-31"),
            json!("2025-06-01"),
            json!("2026-02-30"),
            json!("open"),
            json!("USD"),
            json!("EUR"),
            json!("JPY"),
            json!("XXX"),
            json!("yiwu"),
            json!("2921"),
            json!("9999"),
            json!("9404210010"),
            json!("94042100"),
            json!("0000000000"),
            json!("9503.0083.90"),
            json!("一次性医用口罩"),
            json!("ŞEKER Ǆ"),
            json!("KN95 mask"),
            json!({"mask": false, "charcoal": true}),
            json!([]),
            json!(3),
        ];
        let lines = declaration["items"].as_array().map_or(0, Vec::len);
        let line = if lines == 0 { 0 } else { self.below(lines) };
        let paths = [
            "/supervision_mode",
            "/direction",
            "/declared_on",
            "/accepted_on",
            "/export_date",
            "/declaring_customs",
            "/exit_customs",
            "/transit",
            "/market/id",
            "/market/customs",
            "/operator/commerce_filing/market",
            "/operator/commerce_filing/valid_until",
            "/operator/customs_filing/valid_from",
            "/principal/kind",
            "/transaction_mode",
            "/settlement/method",
            "/documents",
            "/simplified",
        ];
        let keys = [
            "hs_code",
            "name",
            "spec",
            "total",
            "currency",
            "quantity",
            "identification/status",
            "control_exemption",
            "not_listed_certificate",
            "answers",
            "food",
            "attributes",
        ];
        match self.below(10) {
            0 => {
                let items = declaration["items"].as_array_mut().filter(|items| !items.is_empty());
                let copy = items.as_ref().map(|items| items[line.min(items.len() - 1)].clone());
                items.into_iter().for_each(|items| items.extend(copy.clone()));
            }
            1 => {
                let papers = [
                    json!([{"letter": "B", "number": "123", "valid_until": "2026-12-31"}]),
                    json!([{"letter": "B", "number": "无"}, {"letter": "4", "number": "7", "lines": [1]}]),
                    json!([{"letter": "B", "number": "5", "valid_until": "2020-01-01", "lines": [2]}]),
                ];
                declaration["documents"] = self.pick(&papers).clone();
            }
            2..=5 => {
                let path = *self.pick(&paths);
                set(declaration, path, self.pick(&values).clone());
            }
            _ => {
                let path = format!("/items/{line}/{}", self.pick(&keys));
                set(declaration, &path, self.pick(&values).clone());
            }
        }
    }
}

/// Puts a value at a pointer, where there is something to put it into.
fn set(declaration: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    if let Some(Value::Object(members)) = declaration.pointer_mut(parent) {
        members.insert(key.to_owned(), value);
    }
}
