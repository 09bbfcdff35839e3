//! A rate table: for each month and currency, how much CNY one unit is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::syntax::ast::GradeLevel;
use crate::value::{Currency, Date, Interval, Number};

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

/// The rows of a rate table by month (`YYYY-MM`), then currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RateTable {
    /// The rows.
    pub months: BTreeMap<String, BTreeMap<Currency, RateRow>>,
}

impl RateTable {
    /// The rate of a currency in a month.
    pub fn get(&self, month: &str, currency: Currency) -> Option<&RateRow> {
        self.months.get(month)?.get(&currency)
    }

    /// The rows that were known on a day.
    pub fn known_on(&self, day: Date) -> RateTable {
        let known = |row: &RateRow| row.published.is_none_or(|published| published <= day);
        let months = self.months.iter().map(|(month, rows)| {
            let rows = rows.iter().filter(|(_, row)| known(row));
            (month.clone(), rows.map(|(currency, row)| (*currency, row.clone())).collect())
        });
        RateTable { months: months.filter(|(_, rows): &(_, BTreeMap<_, _>)| !rows.is_empty()).collect() }
    }

    /// How many rates differ from those of another table.
    pub fn differences(&self, other: &RateTable) -> usize {
        let rows = |table: &RateTable| -> BTreeMap<(String, Currency), RateRow> {
            let all = table.months.iter().flat_map(|(month, rows)| {
                rows.iter().map(move |(currency, row)| ((month.clone(), *currency), row.clone()))
            });
            all.collect()
        };
        let (own, others) = (rows(self), rows(other));
        let changed = own.iter().filter(|(key, row)| others.get(*key) != Some(*row)).count();
        changed + others.keys().filter(|key| !own.contains_key(*key)).count()
    }
}
