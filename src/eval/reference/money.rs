//! Conversion at a dated table of rates (manual: "Money").
//!
//! An amount in the target currency is not converted. Others go to CNY and
//! from there to the target, as exact fractions. A rate with a tolerance makes
//! an interval; a rate that is missing leaves the amount open.

use super::abs::{Abs, Open, Opens};
use super::context::Context;
use super::expr::{multiply, reciprocal};
use crate::eval::decision::RateRef;
use crate::hir::{ExprId, Rates, RatesId};
use crate::value::{Currency, Date, Interval, Number, Value};

impl Context<'_> {
    /// An amount in another currency.
    pub fn convert(&self, amount: ExprId, to: Currency, rates: RatesId) -> (Abs, Opens) {
        let (abs, mut open) = self.eval(amount);
        let Abs::Money(range, currency) = abs else {
            return (Abs::Money(Interval::any(), Some(to)), open);
        };
        let unknown = match range.low.value() {
            Some(low) if !low.is_negative() => Interval::at_least(Number::zero()),
            _ => Interval::any(),
        };
        if currency == Some(to) {
            return (Abs::Money(range, Some(to)), open);
        }
        let rates = self.edition.rates.get(rates);
        let (Some(from), Some(rates)) = (currency, rates) else {
            return (Abs::Money(unknown, Some(to)), open);
        };
        let Some(day) = self.rate_day(rates, &mut open) else {
            return (Abs::Money(unknown, Some(to)), open);
        };
        let pair = (self.rate(rates, day, from, &mut open), self.rate(rates, day, to, &mut open));
        let converted = match pair {
            (Some(a), Some(b)) => reciprocal(&b).map(|b| multiply(&multiply(&range, &a), &b)),
            _ => None,
        };
        (Abs::Money(converted.unwrap_or(unknown), Some(to)), open)
    }

    /// The day by which the table's own law dates a rate.
    fn rate_day(&self, rates: &Rates, open: &mut Opens) -> Option<Date> {
        for (fact, from) in rates.dated_by.iter().rev() {
            match self.declaration.head.known(*fact) {
                Some(Value::Date(day)) if from.is_none_or(|from| *day >= from) => return Some(*day),
                Some(_) => {}
                None => {
                    open.insert(Open::Fact { fact: *fact, line: None });
                    return None;
                }
            }
        }
        None
    }

    /// CNY for one unit, as far as it is known.
    fn rate(
        &self,
        rates: &Rates,
        day: Date,
        currency: Currency,
        open: &mut Opens,
    ) -> Option<Interval<Number>> {
        if currency == Currency::CNY {
            return Some(Interval::point(Number::from(1i64)));
        }
        let month = day.month();
        let Some(row) = rates.table.get(&month, currency) else {
            open.insert(Open::Rate { month, currency });
            return None;
        };
        self.seen.borrow_mut().rates.insert(RateRef::new(&rates.id, &month, currency, row));
        if !row.tolerance.is_zero() {
            open.insert(Open::Tolerance { month, currency });
        }
        Some(row.interval())
    }
}
