//! Computed columns of numbers, in 128 bits; what they do not hold is not known.

use super::run::holds;
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

impl Source<'_> {
    fn fill(&self, own: &Computed, rows: usize, values: &mut Vec<i128>, known: &mut Bits) {
        let dated = match &own.how {
            Compute::ToCny { dated_by, months, .. } => Some((dated_by.as_slice(), months.as_slice())),
            _ => None,
        };
        let mut month: (usize, Option<&RateMonths>) = (usize::MAX, None);
        for row in 0..rows {
            if let (Some((dated_by, months)), Some(owner)) = (dated, self.batch.owner.get(row))
                && month.0 != *owner
            {
                month = (*owner, super::sum::rates(dated_by, months, self.batch, *owner));
            }
            let value = self.value(&own.how, row, month.1);
            values.push(value.unwrap_or(0));
            if value.is_some() {
                known.set(row);
            }
        }
    }

    fn value(&self, how: &Compute, row: usize, month: Option<&RateMonths>) -> Option<i128> {
        let aligned = |a: &Operand, b: &Operand| self.aligned(a, b, row);
        match how {
            Compute::Add(a, b) => aligned(a, b).and_then(|(a, b)| a.checked_add(b)),
            Compute::Sub(a, b) => aligned(a, b).and_then(|(a, b)| a.checked_sub(b)),
            Compute::Mul(a, b) => self.of(a, row)?.checked_mul(self.of(b, row)?),
            Compute::ToCny { amount, currency, cny, .. } => {
                let rate = match *self.batch.line.texts.get(*currency)?.symbols.get(row)? {
                    own if own <= OTHER => return None,
                    own if own == *cny => 10i128.checked_pow(Compute::RATE_PLACES)?,
                    own => match month?.rates.get(usize::from(own)).copied().flatten()? {
                        Rate { low, high } if low == high => i128::from(low),
                        // Within a tolerance there is more than one amount.
                        _ => return None,
                    },
                };
                self.of(amount, row)?.checked_mul(rate)
            }
        }
    }

    /// A number at a row.
    fn of(&self, operand: &Operand, row: usize) -> Option<i128> {
        let columns = if self.space == Space::Head { &self.batch.head } else { &self.batch.line };
        match operand {
            Operand::Always(value) => Some(i128::from(*value)),
            Operand::Computed(at) => {
                let (values, known) = self.made.get(*at)?;
                values.get(row).copied().filter(|_| known.has(row))
            }
            Operand::Column(Series::Number(at)) => {
                let (values, known) = columns.numbers.get(*at)?;
                values.get(row).map(|value| i128::from(*value)).filter(|_| known.has(row))
            }
            Operand::Column(_) => None,
        }
    }

    fn places(&self, operand: &Operand) -> u32 {
        match operand {
            Operand::Computed(at) => self.computed.get(*at).map_or(PLACES, |own| own.places),
            Operand::Column(_) | Operand::Always(_) => PLACES,
        }
    }

    /// Two numbers with the same decimal places.
    fn aligned(&self, a: &Operand, b: &Operand, row: usize) -> Option<(i128, i128)> {
        let (x, y) = (self.places(a), self.places(b));
        let most = x.max(y);
        let shift = |value: i128, places: u32| match most - places {
            0 => Some(value),
            more => value.checked_mul(10i128.checked_pow(more)?),
        };
        Some((shift(self.of(a, row)?, x)?, shift(self.of(b, row)?, y)?))
    }

    /// Compares two numbers at each row.
    pub fn compare(&self, out: &mut Planes, op: CompareOp, (a, b): (&Operand, &Operand), rows: usize) {
        for row in 0..rows {
            if let Some((a, b)) = self.aligned(a, b, row) {
                out.set(row, holds(op, &a, &b));
            }
        }
    }
}
