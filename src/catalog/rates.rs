//! A rate table: for each month and currency, how much CNY one unit is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::syntax::ast::GradeLevel;
use crate::value::{Currency, Interval, Number};

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
}
