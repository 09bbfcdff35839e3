//! Computed columns of numbers, in 128 bits; what they do not hold is not known.

use super::run::{all, holds};
use crate::ir::{
    Batch, Bits, Compute, Computed, OTHER, Operand, PLACES, Planes, Rate, RateMonths, Series, Space,
};
use crate::syntax::ast::CompareOp;

/// A computed column: its values, and which of them are known.
pub type Numbers = (Vec<i128>, Bits);

/// Computes the columns of a program.
pub fn compute(computed: &[Computed], batch: &Batch, made: &mut Vec<Numbers>) {
    made.resize_with(computed.len().max(made.len()), Numbers::default);
    for (at, own) in computed.iter().enumerate() {
        let rows = if own.space == Space::Head { batch.len() } else { batch.lines() };
        let (mut values, mut known) = made.get_mut(at).map(std::mem::take).unwrap_or_default();
        values.clear();
        known.reset(rows);
        Source { computed, made, batch, space: own.space }.fill(own, rows, &mut values, &mut known);
        if let Some(place) = made.get_mut(at) {
            *place = (values, known);
        }
    }
}

/// Where operands come from.
pub struct Source<'a> {
    /// How columns are computed.
    pub computed: &'a [Computed],
    /// Those that have been.
    pub made: &'a [Numbers],
    /// The facts.
    pub batch: &'a Batch,
    /// Over what.
    pub space: Space,
}

/// A column of operands, each to be multiplied by a power of ten.
#[derive(Clone, Copy)]
struct Operands<'a> {
    values: Values<'a>,
    /// Which are known; all where there is no plane.
    known: Option<&'a Bits>,
    factor: i128,
}

#[derive(Clone, Copy)]
enum Values<'a> {
    Narrow(&'a [i64]),
    Wide(&'a [i128]),
    Always(i128),
}

impl Operands<'_> {
    const NONE: Operands<'static> = Operands { values: Values::Narrow(&[]), known: None, factor: 1 };

    /// The number at a row; nought where it is not known.
    fn at(&self, row: usize) -> Option<i128> {
        let value = match self.values {
            Values::Narrow(values) => i128::from(*values.get(row)?),
            Values::Wide(values) => *values.get(row)?,
            Values::Always(value) => value,
        };
        if self.factor == 1 { Some(value) } else { product(value, self.factor) }
    }
}

/// A product, if 128 bits hold it. Most factors have 64 bits and are not negative, for which
/// two multiplications do.
fn product(a: i128, b: i128) -> Option<i128> {
    let (Ok(narrow), Ok(factor)) = (i64::try_from(b), u64::try_from(b)) else { return a.checked_mul(b) };
    if let Ok(a) = i64::try_from(a) {
        return Some(i128::from(a) * i128::from(narrow));
    }
    let low = (a & i128::from(u64::MAX)).unsigned_abs() * u128::from(factor);
    let high = (a >> 64) * i128::from(narrow);
    let top = high.checked_add(i128::try_from(low >> 64).ok()?)?;
    i64::try_from(top).ok()?;
    Some((top << 64) | i128::try_from(low & u128::from(u64::MAX)).ok()?)
}

impl<'a> Source<'a> {
    fn fill(&self, own: &Computed, rows: usize, values: &mut Vec<i128>, known: &mut Bits) {
        values.reserve(rows);
        let mut put = |known: &mut Bits, row: usize, value: Option<i128>| {
            values.push(value.unwrap_or(0));
            if value.is_none() {
                known.unset(row);
            }
        };
        match &own.how {
            Compute::Add(a, b) | Compute::Sub(a, b) => {
                let subtract = matches!(own.how, Compute::Sub(..));
                let (a, b) = self.aligned(a, b);
                self.known(&[a, b], rows, known);
                for row in 0..rows {
                    let pair = a.at(row).zip(b.at(row));
                    let value = pair.and_then(|(a, b)| match subtract {
                        true => a.checked_sub(b),
                        false => a.checked_add(b),
                    });
                    put(known, row, value);
                }
            }
            Compute::Mul(a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                self.known(&[a, b], rows, known);
                for row in 0..rows {
                    put(known, row, a.at(row).zip(b.at(row)).and_then(|(a, b)| product(a, b)));
                }
            }
            Compute::ToCny { amount, currency, cny, dated_by, months } => {
                let amount = self.of(amount);
                self.known(&[amount], rows, known);
                let symbols = self.batch.line.texts.get(*currency).map(|t| t.symbols.as_slice());
                let symbols = symbols.unwrap_or(&[]);
                let one = 10i128.checked_pow(Compute::RATE_PLACES).unwrap_or(0);
                let mut month: (usize, Option<&RateMonths>) = (usize::MAX, None);
                for (row, (owner, symbol)) in self.batch.owner.iter().zip(symbols).enumerate() {
                    if month.0 != *owner {
                        month = (*owner, super::sum::rates(dated_by, months, self.batch, *owner));
                    }
                    let rate = match *symbol {
                        own if own <= OTHER => None,
                        own if own == *cny => Some(one),
                        own => match month.1.and_then(|m| m.rates.get(usize::from(own)).copied().flatten()) {
                            Some(Rate { low, high }) if low == high => Some(i128::from(low)),
                            // Within a tolerance there is more than one amount.
                            _ => None,
                        },
                    };
                    put(known, row, rate.zip(amount.at(row)).and_then(|(rate, own)| product(own, rate)));
                }
            }
        }
    }

    /// Sets what is known of so many rows: those of which every operand is.
    fn known(&self, operands: &[Operands], rows: usize, known: &mut Bits) {
        all(known, rows);
        for own in operands.iter().filter_map(|operand| operand.known) {
            known.words_mut().iter_mut().zip(own.words()).for_each(|(known, own)| *known &= own);
        }
    }

    /// A column of operands.
    fn of(&self, operand: &Operand) -> Operands<'a> {
        let columns = if self.space == Space::Head { &self.batch.head } else { &self.batch.line };
        let (values, known) = match operand {
            Operand::Always(value) => (Values::Always(i128::from(*value)), None),
            Operand::Computed(at) => match self.made.get(*at) {
                Some((values, known)) => (Values::Wide(values), Some(known)),
                None => return Operands::NONE,
            },
            Operand::Column(Series::Number(at)) => match columns.numbers.get(*at) {
                Some((values, known)) => (Values::Narrow(values), Some(known)),
                None => return Operands::NONE,
            },
            Operand::Column(_) => return Operands::NONE,
        };
        Operands { values, known, factor: 1 }
    }

    fn places(&self, operand: &Operand) -> u32 {
        match operand {
            Operand::Computed(at) => self.computed.get(*at).map_or(PLACES, |own| own.places),
            Operand::Column(_) | Operand::Always(_) => PLACES,
        }
    }

    /// Two columns with the same decimal places.
    fn aligned(&self, a: &Operand, b: &Operand) -> (Operands<'a>, Operands<'a>) {
        let (x, y) = (self.places(a), self.places(b));
        let most = x.max(y);
        let shifted = |operand: &Operand, places: u32| {
            let own = self.of(operand);
            let Some(factor) = 10i128.checked_pow(most - places) else { return Operands::NONE };
            match own.values {
                // Once for all rows.
                Values::Always(value) => value
                    .checked_mul(factor)
                    .map_or(Operands::NONE, |value| Operands { values: Values::Always(value), ..own }),
                _ => Operands { factor, ..own },
            }
        };
        (shifted(a, x), shifted(b, y))
    }

    /// Compares two columns.
    pub fn compare(&self, out: &mut Planes, op: CompareOp, (a, b): (&Operand, &Operand), rows: usize) {
        let (a, b) = self.aligned(a, b);
        self.known(&[a, b], rows, &mut out.no);
        let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
        for (at, (yes, no)) in own.enumerate() {
            let first = at * 64;
            let (mut is, mut known) = (0u64, *no);
            for row in first..rows.min(first + 64) {
                match a.at(row).zip(b.at(row)) {
                    Some((a, b)) => is |= u64::from(holds(op, &a, &b)) << (row - first),
                    None => known &= !(1 << (row - first)),
                }
            }
            (*yes, *no) = (is & known, !is & known);
        }
    }
}
