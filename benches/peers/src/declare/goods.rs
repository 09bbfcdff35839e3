//! Goods: a universe of codes that are in no list, names in several scripts, and lines
//! whose total is the quantity times the unit price, rounded to cents.

use crate::law::{LISTS, Law, Prefix, heading, month};
use crate::model::{Day, Item, MONEY, QUANTITY, RATE};
use crate::rng::Rng;

/// Codes that are in no list, and some under each.
pub struct Universe {
    pub clean: Vec<u64>,
    /// For each list, its beginnings.
    pub listed: Vec<Vec<Prefix>>,
    names: Vec<&'static str>,
}

impl Universe {
    /// About 13,000 codes in a few thousand headings.
    pub fn new(law: &Law, rng: &mut Rng) -> Universe {
        let segments = crate::floor::table::Table::new(&law.lists);
        let mut clean = Vec::new();
        while clean.len() < 13_000 {
            let code = heading(rng) * 1_000_000 + rng.below(1_000_000) as u64;
            // Goods of one heading often share a subheading, and end in noughts.
            let code = if rng.one_in(2) { code / 100 * 100 } else { code };
            if segments.search(code) == 0 {
                clean.push(code);
            }
        }
        let listed = (0..LISTS).map(|list| law.lists[list].clone()).collect();
        Universe { clean, listed, names: NAMES.to_vec() }
    }

    /// A code under a list.
    pub fn in_list(&self, rng: &mut Rng, list: usize) -> u64 {
        let (low, high) = rng.pick(&self.listed[list]).range();
        low + rng.below((high - low) as usize) as u64
    }
}

const NAMES: [&str; 12] = [
    "儿童滑板车",
    "plush bear, 30 cm",
    "不锈钢保温杯",
    "LED-Leuchte für Außen",
    "塑料收纳盒",
    "hosiery, knitted",
    "纸质平面拼图",
    "sac à dos",
    "惯性玩具小汽车",
    "kitchen scissors",
    "晴雨伞",
    "phone case",
];

/// Names whose JSON has escapes.
const ESCAPED: [&str; 3] = ["7\" tablet stand", "C:\\part\tNo. 4", "塑料\"积木\"\n一套"];

/// A line worth about so much (USD, scaled), in the main currency or, rarely, another.
pub fn item(
    law: &Law,
    universe: &Universe,
    rng: &mut Rng,
    (line, main, worth, day): (usize, u8, i64, Day),
) -> Item {
    let currency = if rng.one_in(12) { rng.below(4) as u8 } else { main };
    let rates = &law.rates[month(day)];
    let worth = worth / 100 * rng.between(40, 110);
    let worth = (i128::from(worth) * i128::from(rates[0]) / i128::from(rates[usize::from(currency)])) as i64;
    let quantity = *rng.pick(&[1, 3, 12, 24, 60, 100, 144, 300, 1_000, 2_400]);
    let (quantity, unit_price, total) = priced(quantity, worth.max(MONEY));
    let name =
        if rng.one_in(100) { *rng.pick(&ESCAPED) } else { universe.names[rng.popular(universe.names.len())] };
    Item {
        line_no: line as u16,
        code: Some(universe.clean[rng.popular(universe.clean.len())]),
        name: name.to_owned(),
        quantity: Some(quantity),
        unit_price: Some(unit_price),
        total: Some(total),
        currency: Some(currency),
        status: Some("confirmed"),
        merchant: format!("{}{}-{:04}", ['A', 'B', 'D'][line % 3], 1 + line % 5, rng.below(10_000)),
    }
}

/// Quantity, unit price and total (rounded to cents) for a worth; all scaled.
pub fn priced(pieces: i64, worth: i64) -> (i64, i64, i64) {
    let price = (worth / pieces).max(100);
    let exact = price * pieces;
    (pieces * QUANTITY, price, (exact + 50) / 100 * 100)
}

/// A total for so many US dollars (scaled), at least.
pub fn total_above(law: &Law, day: Day, currency: u8, usd: i64) -> i64 {
    let rates = &law.rates[month(day)];
    debug_assert!(RATE > 0);
    (i128::from(usd) * i128::from(rates[0]) / i128::from(rates[usize::from(currency)])) as i64 + 100
}
