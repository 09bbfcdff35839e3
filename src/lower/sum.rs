//! Sums and counts over lines, where they are compared with a number.

use std::collections::BTreeMap;

use super::Lowering;
use crate::hir::{Expr, ExprId, FactId, Rates, RatesId, Type};
use crate::ir::{Column, Compute, Domain, Op, PLACES, Rate, RateMonths, Sum};
use crate::syntax::ast::CompareOp;
use crate::value::{Currency, End, Number};

/// An amount of a line, as far as a sum can take it up.
struct Amount {
    fact: FactId,
    /// What it is converted to, and at which rates.
    to: Option<(Currency, RatesId)>,
}

impl Lowering<'_> {
    /// A sum compared with a number; `None` where that cannot be carried out.
    pub fn sum(&mut self, body: ExprId, filter: Option<ExprId>, op: CompareOp, than: &Number) -> Option<Op> {
        let amount = self.amount(body)?;
        let def = self.edition.schema.get(amount.fact)?.clone();
        let slot = self.layout.slot(amount.fact).filter(|s| s.line && s.column == Column::Number)?;
        let from_nought = def.at_least.as_ref().is_some_and(|least| !least.is_negative());
        let mut sum = Sum {
            amount: slot.at,
            from_nought,
            currency: None,
            to: 0,
            dated_by: Vec::new(),
            months: Vec::new(),
            filter: None,
            op,
            than: than.whole_at(PLACES)?,
        };
        match (amount.to, def.ty) {
            (None, _) => {}
            (Some((to, _)), Type::Money(Some(fixed))) if fixed == to => {}
            (Some((to, rates)), Type::Money(None)) if from_nought => {
                self.converted(&mut sum, def.currency?, to, rates)?;
            }
            _ => return None,
        }
        if let Some(filter) = filter {
            sum.filter = Some(self.line_truth(filter));
        }
        Some(Op::Sum(Box::new(sum)))
    }

    fn amount(&self, body: ExprId) -> Option<Amount> {
        match self.edition.exprs.get(body)? {
            Expr::Fact(fact) => match self.edition.schema.get(*fact)?.ty {
                // Money of several currencies cannot be added as it stands.
                Type::Money(None) => None,
                _ => Some(Amount { fact: *fact, to: None }),
            },
            Expr::Convert(amount, to, rates) => match self.edition.exprs.get(*amount)? {
                Expr::Fact(fact) => Some(Amount { fact: *fact, to: Some((*to, *rates)) }),
                _ => None,
            },
            _ => None,
        }
    }

    /// The rates by which a sum is converted.
    fn converted(&self, sum: &mut Sum, currency: FactId, to: Currency, rates: RatesId) -> Option<()> {
        let slot = self.layout.slot(currency).filter(|s| s.line)?;
        let domain = self.layout.domain(slot)?;
        let rates = self.edition.rates.get(rates)?;
        sum.currency = Some(slot.at);
        sum.to = domain.symbol(to.as_str());
        sum.dated_by = self.dated_by(rates)?;
        sum.months = months(rates, domain, to)?;
        Some(())
    }

    /// The days that date the rates of a table.
    pub fn dated_by(&self, rates: &Rates) -> Option<Vec<(usize, Option<i64>)>> {
        let dated = rates.dated_by.iter().map(|(fact, from)| {
            let slot = self.layout.slot(*fact).filter(|s| !s.line && s.column == Column::Date)?;
            Some((slot.at, from.map(|day| day.packed())))
        });
        dated.collect()
    }

    /// How many kinds of goods there are, compared with a number.
    pub fn kinds(&self, op: CompareOp, than: &Number) -> Option<(Op, bool)> {
        let place = |fact: Option<FactId>| {
            let slot = self.layout.slot(fact?).filter(|slot| slot.line)?;
            Some((slot.at, slot.words?))
        };
        let texts = [place(self.layout.name)?, place(self.edition.schema.find("good.spec"))?];
        let (low, high, negated) = super::expr::bounds(op, than, 0);
        Some((Op::Kinds(texts, low, high), negated))
    }

    /// How many lines count, compared with a number.
    pub fn count(&mut self, filter: Option<ExprId>, op: CompareOp, than: &Number) -> (Op, bool) {
        let filter = filter.map(|f| self.line_truth(f));
        let (low, high, negated) = super::expr::bounds(op, than, 0);
        (Op::Count(filter, low, high), negated)
    }
}

/// The rates of a table by month, for the currencies of a domain.
pub fn months(rates: &Rates, domain: &Domain, to: Currency) -> Option<Vec<RateMonths>> {
    let one = 10i64.checked_pow(Compute::RATE_PLACES)?;
    let cny = Rate { low: one, high: one };
    let known: BTreeMap<&str, u16> = domain.iter().collect();
    let mut found = Vec::new();
    for (month, rows) in &rates.table.months {
        let mut own = RateMonths { month: digits(month)?, rates: vec![None; domain.len()], to: None };
        let mut set = |code: &str, rate: Option<Rate>| {
            if code == to.as_str() {
                own.to = rate;
            }
            let place = known.get(code).and_then(|symbol| own.rates.get_mut(usize::from(*symbol)));
            place.into_iter().for_each(|place| *place = rate);
        };
        for (currency, row) in rows.iter() {
            let interval = row.interval();
            let end = |end: &End<Number>| end.value()?.whole_at(Compute::RATE_PLACES);
            let (low, high) = (end(&interval.low), end(&interval.high));
            set(currency.as_str(), low.zip(high).map(|(low, high)| Rate { low, high }));
        }
        set("CNY", Some(cny));
        found.push(own);
    }
    found.sort_by_key(|month| month.month);
    Some(found)
}

/// `2026-03` → 202603.
fn digits(month: &str) -> Option<i64> {
    month.replace('-', "").parse().ok()
}
