//! Sums and counts over the lines of each declaration, compared (manual: "Quantifiers
//! and sums", "Money").
//!
//! A sum is never divided: Σ total × rate is held against limit × rate, in 128 bits. What
//! they do not hold is not known here.

use super::registers::{Filling, Known};
use super::run::holds;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::ir::{Batch, Bits, Rate, RateMonths, Sum, Symbol, UNKNOWN};
use crate::syntax::ast::CompareOp;
use crate::value::Truth;

/// What is known of a sum, in the units of its [`Sum`].
#[derive(Clone, Copy, Default)]
struct Total {
    /// Amounts in the currency that is asked for.
    plain: i128,
    /// Others, at the least and the most that their rates may be.
    low: i128,
    high: i128,
    /// Whether there are others.
    converted: bool,
    /// Whether something is missing, so that this is the least only.
    partial: bool,
}

/// Compares the sum of each declaration.
pub fn sum(out: &mut Filling, sum: &Sum, batch: &Batch, filter: Option<Known>) {
    let mut months = Months::new();
    for declaration in batch.goods.ones() {
        let month = months.of(&sum.dated_by, &sum.months, |month| month.month, (batch, declaration));
        let Some(total) = total(sum, batch, declaration, filter, month) else { continue };
        let truth = compared(sum, &total, month.and_then(|m| m.to));
        truth.known().into_iter().for_each(|yes| out.set(declaration, yes));
    }
}

/// The month by which the declaration at hand is converted; the ones beside it mostly have
/// the same.
pub struct Months<'m, M> {
    declaration: Option<usize>,
    month: i64,
    found: Option<&'m M>,
}

impl<'m, M> Months<'m, M> {
    /// Of no declaration yet.
    pub fn new() -> Months<'m, M> {
        Months { declaration: None, month: 0, found: None }
    }

    /// The month of a declaration, among those that are sorted by `key`.
    pub fn of(
        &mut self,
        dated_by: &[(usize, Option<i64>)],
        months: &'m [M],
        key: impl Fn(&M) -> i64,
        (batch, declaration): (&Batch, usize),
    ) -> Option<&'m M> {
        if self.declaration != Some(declaration) {
            self.declaration = Some(declaration);
            let month = dating(dated_by, batch, declaration).map_or(0, |day| day / 100);
            if self.month != month {
                self.month = month;
                self.found = months.first().and_then(|first| {
                    // Most tables have every month.
                    let count = |month: i64| month / 100 * 12 + month % 100;
                    let at = usize::try_from(count(month) - count(key(first))).ok()?;
                    let found = months.get(at).filter(|own| key(own) == month);
                    found.or_else(|| months.get(months.binary_search_by_key(&month, &key).ok()?))
                });
            }
        }
        self.found
    }
}

/// The day that dates the rates of a declaration, packed.
pub fn dating(dated_by: &[(usize, Option<i64>)], batch: &Batch, declaration: usize) -> Option<i64> {
    for (at, from) in dated_by.iter().rev() {
        let (values, known) = batch.head.dates.get(*at)?;
        let day = values.get(declaration).copied().filter(|_| known.has(declaration))?;
        if from.is_none_or(|from| day >= from) {
            return Some(day);
        }
    }
    None
}

/// What is known of the sum of a declaration; `None` where that is nothing.
fn total(
    sum: &Sum,
    batch: &Batch,
    declaration: usize,
    filter: Option<Known>,
    month: Option<&RateMonths>,
) -> Option<Total> {
    let mut total = Total::default();
    let amounts = batch.line.numbers.get(sum.amount)?;
    let lines = batch.lines_of(declaration);
    match sum.currency {
        None => total.plain = total.amount(amounts, lines, filter).unwrap_or(0),
        Some(at) => {
            let symbols = batch.line.texts.get(at)?.symbols.get(lines.clone())?;
            let mut end = lines.start;
            // Amounts of one currency are added before they are converted.
            for run in symbols.chunk_by(PartialEq::eq) {
                let own = end..end + run.len();
                end = own.end;
                let currency = run.first().copied().unwrap_or(UNKNOWN);
                if currency == UNKNOWN {
                    total.partial |= !filter.is_some_and(|filter| filter.no.covers(own));
                } else if let Some(amount) = total.amount(amounts, own, filter) {
                    total.convert(sum.to, (currency, amount), month)?;
                }
            }
        }
    }
    (!total.partial || sum.from_nought).then_some(total)
}

impl Total {
    /// What the lines of a stretch that count come to, as far as that is known; `None` where
    /// none certainly counts.
    fn amount(
        &mut self,
        (amounts, known): &(Vec<i64>, Bits),
        lines: Range<usize>,
        filter: Option<Known>,
    ) -> Option<i128> {
        let own = amounts.get(lines.clone()).unwrap_or(&[]).iter().map(|amount| i128::from(*amount));
        if filter.is_none() && known.covers(lines.clone()) {
            return Some(own.sum());
        }
        let mut found = None;
        for (line, amount) in lines.zip(own).filter(|(line, _)| !filter.is_some_and(|f| f.no.has(*line))) {
            if known.has(line) && filter.is_none_or(|filter| filter.yes.has(line)) {
                found = Some(found.unwrap_or(0) + amount);
            } else {
                self.partial = true;
            }
        }
        found
    }

    /// Adds an amount in a currency; `None` where 128 bits do not hold it.
    fn convert(
        &mut self,
        to: Symbol,
        (currency, amount): (Symbol, i128),
        month: Option<&RateMonths>,
    ) -> Option<()> {
        if currency == to {
            self.plain = self.plain.checked_add(amount)?;
            return Some(());
        }
        let Some(Rate { low, high }) = month.and_then(|month| month.rate(currency)) else {
            self.partial = true;
            return Some(());
        };
        self.low = self.low.checked_add(amount.checked_mul(i128::from(low))?)?;
        self.high = self.high.checked_add(amount.checked_mul(i128::from(high))?)?;
        self.converted = true;
        Some(())
    }
}

/// Whether the comparison holds.
fn compared(sum: &Sum, total: &Total, to: Option<Rate>) -> Truth {
    let rest = i128::from(sum.than) - total.plain;
    // Each end of what is left, held against the limit at the rate that belongs to it.
    let ends = match (total.converted, to) {
        (false, _) => Some(((0, rest), (0, rest))),
        (true, Some(to)) => {
            // A dearer currency makes the sum less.
            let at = |rate: i64| rest.checked_mul(i128::from(rate));
            at(to.high).zip(at(to.low)).map(|(a, b)| ((total.low, a), (total.high, b)))
        }
        (true, None) => return Truth::Unknown,
    };
    let Some(((low, at_low), (high, at_high))) = ends else { return Truth::Unknown };
    let exact = !total.partial && (low, at_low) == (high, at_high);
    if exact {
        return Truth::from(holds(sum.op, &low, &at_low));
    }
    // Between its ends: certain only where both agree, and nothing above is open.
    let above = low > at_low;
    let below = !total.partial && high < at_high;
    match (sum.op, above, below) {
        (CompareOp::Gt | CompareOp::Ge | CompareOp::Ne, true, _) => Truth::True,
        (CompareOp::Lt | CompareOp::Le | CompareOp::Eq, true, _) => Truth::False,
        (CompareOp::Lt | CompareOp::Le | CompareOp::Ne, _, true) => Truth::True,
        (CompareOp::Gt | CompareOp::Ge | CompareOp::Eq, _, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

/// Counts the lines of each declaration.
pub fn count(out: &mut Filling, batch: &Batch, filter: Option<Known>, (low, high): (i64, i64)) {
    for declaration in batch.goods.ones() {
        let lines = batch.lines_of(declaration);
        let (least, most) = match filter {
            None => (lines.len(), lines.len()),
            Some(filter) => {
                let yes = lines.clone().filter(|line| filter.yes.has(*line)).count();
                let no = lines.clone().filter(|line| filter.no.has(*line)).count();
                (yes, lines.len() - no)
            }
        };
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let (least, most) = (number(least), number(most));
        if low <= least && most <= high {
            out.yes.set(declaration);
        } else if most < low || least > high {
            out.no.set(declaration);
        }
    }
}

/// Counts the kinds of goods of each declaration: lines that differ in code, name or
/// specification. Where one of these is missing on a line, only their greatest number is known.
pub fn kinds(
    out: &mut Filling,
    batch: &Batch,
    codes: &Bits,
    texts: [(usize, usize); 2],
    (low, high): (i64, i64),
) {
    let text = |(text, words): (usize, usize), line: usize| {
        let symbol = batch.line.texts.get(text)?.symbols.get(line).filter(|symbol| **symbol != UNKNOWN);
        symbol.and_then(|_| batch.line.words.get(words)?.get(line)).map(|place| batch.text(*place))
    };
    let kind = |line: usize| {
        let code = batch.codes.get(line).filter(|_| codes.has(line))?;
        let [name, spec] = texts;
        Some((*code, text(name, line)?, text(spec, line)?))
    };
    for declaration in batch.goods.ones() {
        let lines = batch.lines_of(declaration);
        let most = i64::try_from(lines.len()).unwrap_or(i64::MAX).max(1);
        if most < low {
            out.no.set(declaration);
            continue;
        }
        let Some(kinds) = lines.map(kind).collect::<Option<BTreeSet<_>>>() else { continue };
        let count = i64::try_from(kinds.len()).unwrap_or(i64::MAX).max(1);
        out.set(declaration, low <= count && count <= high);
    }
}
