//! A rate table: for each month and currency, how much CNY one unit is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::syntax::ast::GradeLevel;
use crate::value::{Currency, Date, Interval, Later, Number};

/// The rate of one currency in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RateRow {
    /// CNY for one unit.
    pub cny: Number,
    /// How far the true rate may lie from it, as a share of it (2 % is 1/50).
    pub tolerance: Number,
    /// How sure the row is.
    pub grade: GradeLevel,
    /// Where it comes from.
    pub source: String,
    /// The day from which it is known; `None` for always. No part of what it decides.
    #[serde(skip)]
    pub published: Option<Date>,
}

impl RateRow {
    /// The rates that it leaves possible.
    pub fn interval(&self) -> Interval<Number> {
        let slack = self.cny.times(&self.tolerance);
        Interval::between(self.cny.minus(&slack), self.cny.plus(&slack))
    }
}

/// The rates of a month by currency.
pub type Month = BTreeMap<Currency, RateRow>;

/// The rows of a rate table by month (`YYYY-MM`), then currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RateTable {
    /// The rows.
    pub months: BTreeMap<String, Later<Month>>,
}

impl RateTable {
    /// A table of months.
    pub fn of(months: BTreeMap<String, Month>) -> RateTable {
        RateTable { months: months.into_iter().map(|(month, rows)| (month, rows.into())).collect() }
    }

    /// The rate of a currency in a month.
    pub fn get(&self, month: &str, currency: Currency) -> Option<&RateRow> {
        self.months.get(month)?.get(&currency)
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Currency, &RateRow)> {
        self.months.iter().flat_map(|(month, rows)| {
            rows.iter().map(move |(currency, row)| (month.as_str(), *currency, row))
        })
    }

    /// The rows that were known on a day.
    pub fn known_on(&self, day: Date) -> RateTable {
        let known = |row: &RateRow| row.published.is_none_or(|published| published <= day);
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        for (month, currency, row) in self.rows().filter(|(.., row)| known(row)) {
            months.entry(month.to_owned()).or_default().insert(currency, row.clone());
        }
        RateTable::of(months)
    }

    /// How many rates differ from those of another table.
    pub fn differences(&self, other: &RateTable) -> usize {
        let changed = self.rows().filter(|(month, currency, row)| other.get(month, *currency) != Some(row));
        changed.count()
            + other.rows().filter(|(month, currency, _)| self.get(month, *currency).is_none()).count()
    }
}
