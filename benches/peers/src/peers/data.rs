//! The law as JSON, for engines that take data beside the policy: one object of prefixes,
//! the rates by month, the markets by name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::law::{FIRST_YEAR, Law, MONTHS, WINDOW};
use crate::model::{CURRENCIES, Day, RATE, decimal, iso};

/// How a day is given to an engine.
#[derive(Clone, Copy)]
pub enum Days {
    /// `"2024-01-31"`.
    Text,
    /// `20240131`.
    Number,
}

impl Days {
    /// A day.
    pub fn day(self, day: Day) -> Value {
        match self {
            Days::Text => json!(iso(day)),
            Days::Number => json!(day),
        }
    }
}

/// Prefix to the lists that have it, by number.
pub fn index(law: &Law) -> BTreeMap<String, Vec<u64>> {
    let mut index: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (list, prefixes) in law.lists.iter().enumerate() {
        for prefix in prefixes {
            index.entry(prefix.text()).or_default().push(list as u64);
        }
    }
    index
}

/// The law; rates are JSON numbers with a fraction.
pub fn law(law: &Law, days: Days) -> Value {
    let month = |m: usize| format!("{}-{:02}", FIRST_YEAR as usize + m / 12, m % 12 + 1);
    let number = |rate: i64| serde_json::from_str::<Value>(&decimal(rate, RATE, 1)).expect("a number");
    let row = |m: usize| -> BTreeMap<&str, Value> {
        CURRENCIES.iter().copied().zip(law.rates[m].map(number)).collect()
    };
    let rates: BTreeMap<String, _> = (0..MONTHS).map(|m| (month(m), row(m))).collect();
    let market = |m: &crate::law::Market| json!({"open_from": days.day(m.open_from), "office": m.office});
    let markets: BTreeMap<&str, Value> = law.markets.iter().map(|m| (m.id.as_str(), market(m))).collect();
    json!({
        "index": index(law),
        "rates": rates,
        "markets": markets,
        "window": {"from": days.day(WINDOW.0), "until": days.day(WINDOW.1)},
    })
}
