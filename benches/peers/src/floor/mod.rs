//! The floor: the nineteen rules written by hand in Rust, three-valued, over typed structs
//! with scaled whole numbers. What a good programmer would write for this one policy.

mod careful;
mod columns;
mod prepared;
mod rows;
pub mod table;

pub use columns::Columns;
pub use prepared::{CONFIRMED, Doc, Line, MISSING, NO, NONE, Rows, YES};

use std::collections::HashMap;

use crate::law::{LISTS, Law, SUSPENDED, WATCHED, WATCHED_LOCAL, WINDOW};
use crate::model::{CAP, Day, MONEY};
use table::{Memo, Table};

/// The law, made ready.
pub struct Floor {
    table: Table,
    /// CNY by month and currency, scaled.
    rates: Vec<[i64; 4]>,
    /// The cap in CNY, by month; scaled by money and rate.
    caps: Vec<i64>,
    /// How far a total may lie from its product, by month and currency: 0.10 CNY.
    slack: Vec<[i64; 4]>,
    markets: Vec<(Day, u16)>,
    names: HashMap<String, u16>,
}

/// What one thread keeps between declarations.
pub struct Scratch {
    memo: Memo,
    bits: Vec<u16>,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch { memo: Memo::default(), bits: vec![0; columns::STRIP] }
    }
}

/// The lists that bind a declaration for certain, and those that may.
#[derive(Clone, Copy)]
struct Live {
    sure: u16,
    maybe: u16,
}

impl Floor {
    /// The floor of a law.
    pub fn new(law: &Law) -> Floor {
        let slack = |rates: &[i64; 4]| rates.map(|rate| 100_000_000_000 / rate);
        Floor {
            table: Table::new(&law.lists),
            rates: law.rates.clone(),
            caps: law.rates.iter().map(|r| CAP * MONEY * r[0]).collect(),
            slack: law.rates.iter().map(slack).collect(),
            markets: law.markets.iter().map(|m| (m.open_from, m.office.parse().unwrap_or(0))).collect(),
            names: law.markets.iter().enumerate().map(|(i, m)| (m.id.clone(), i as u16)).collect(),
        }
    }

    /// The number of a market; one that is not in the list has none of these.
    pub fn market(&self, id: &str) -> u16 {
        self.names.get(id).copied().unwrap_or(NONE - 1)
    }

    /// What does not depend on the line: which lists bind.
    fn live(&self, doc: &Doc) -> Live {
        let mut sure = (1u16 << LISTS) - 1;
        if doc.day < WINDOW.0 || doc.day > WINDOW.1 {
            sure &= !(1 << SUSPENDED);
        }
        if doc.count() <= 5 {
            sure &= !(1 << WATCHED | 1 << WATCHED_LOCAL);
        }
        let maybe = if doc.transit == prepared::YES { sure & !(1 << WATCHED_LOCAL) } else { sure };
        let sure = if doc.transit == prepared::NO { sure } else { sure & !(1 << WATCHED_LOCAL) };
        Live { sure, maybe }
    }

    /// Whether the head breaks nothing, for certain.
    fn head_is_clean(&self, doc: &Doc) -> bool {
        let Some((open_from, office)) = self.markets.get(usize::from(doc.market)) else { return false };
        let valid = |(from, until): (Day, Day)| (from <= doc.day) & (doc.day <= until);
        valid(doc.commerce)
            & valid(doc.customs)
            & (doc.filing == doc.market)
            & (doc.day >= *open_from)
            & (doc.office == *office)
    }
}
