//! Computed columns of numbers, in 128 bits; what they do not hold is not known.

use super::run::{holds, known_as, mask_of};
use crate::ir::{Batch, Bits, Compute, Computed, OTHER, Operand, PLACES, Planes, RateMonths, Series, Space};
use crate::syntax::ast::CompareOp;

/// A computed column: its values, and which of them are known.
pub type Numbers = (Vec<i128>, Bits);

/// Room for the operands of 64 rows, kept from batch to batch.
#[derive(Debug, Default)]
pub struct Room {
    left: Vec<i128>,
    right: Vec<i128>,
}

impl Room {
    /// The first row of a word of so many rows in all, and room for its rows.
    fn of(&mut self, word: usize, rows: usize) -> (usize, &mut [i128], &mut [i128]) {
        let first = word * 64;
        let count = rows.saturating_sub(first).min(64);
        self.left.resize(64, 0);
        self.right.resize(64, 0);
        (first, self.left.split_at_mut(count).0, self.right.split_at_mut(count).0)
    }
}

/// Computes the columns of a program.
pub fn compute(computed: &[Computed], batch: &Batch, made: &mut Vec<Numbers>, room: &mut Room) {
    made.resize_with(computed.len().max(made.len()), Numbers::default);
    for (at, own) in computed.iter().enumerate() {
        let rows = if own.space == Space::Head { batch.len() } else { batch.lines() };
        let (mut values, mut known) = made.get_mut(at).map(std::mem::take).unwrap_or_default();
        values.clear();
        known.reset(rows);
        let source = Source { computed, made, batch, space: own.space };
        source.fill(own, (&mut values, &mut known), rows, room);
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
    factor: i64,
}

#[derive(Clone, Copy)]
enum Values<'a> {
    Narrow(&'a [i64]),
    Wide(&'a [i128]),
    Always(i128),
}

/// CNY for one CNY, as rates are kept.
const ONE: i64 = 10i64.pow(Compute::RATE_PLACES);

impl Operands<'_> {
    /// Nothing is there.
    const NONE: Operands<'static> = Operands { values: Values::Narrow(&[]), known: None, factor: 1 };

    /// The numbers of some rows from a row on, 64 at most; a bit for each that is not there,
    /// or that 128 bits do not hold.
    fn rows(&self, first: usize, rows: &mut [i128]) -> u64 {
        let there = match self.values {
            Values::Always(value) => {
                rows.fill(value);
                return 0;
            }
            Values::Wide(values) => {
                let own = values.get(first..).unwrap_or(&[]);
                rows.iter_mut().zip(own).for_each(|(row, value)| *row = *value);
                own.len()
            }
            Values::Narrow(values) => {
                let own = values.get(first..).unwrap_or(&[]);
                rows.iter_mut().zip(own).for_each(|(row, value)| *row = i128::from(*value));
                own.len()
            }
        };
        let missing = if there < 64 { u64::MAX << there } else { 0 };
        if self.factor == 1 {
            missing
        } else {
            missing | each(rows, &[0; 64], |row, _| product(row, self.factor))
        }
    }
}

/// Changes each of at most 64 numbers by another; a bit for each that 128 bits do not hold.
fn each(rows: &mut [i128], others: &[i128], change: impl Fn(i128, i128) -> (i128, bool)) -> u64 {
    let mut lost = 0u64;
    for (at, (row, other)) in rows.iter_mut().zip(others).enumerate() {
        let (value, over) = change(*row, *other);
        *row = value;
        lost |= u64::from(over) << at;
    }
    lost
}

/// A product, and whether 128 bits do not hold it: the halves of the first by the second,
/// which is not below nought.
fn product(a: i128, b: i64) -> (i128, bool) {
    let low = (a & i128::from(u64::MAX)) * i128::from(b);
    let high = (a >> 64) * i128::from(b) + (low >> 64);
    ((high << 64) | (low & i128::from(u64::MAX)), i64::try_from(high).is_err())
}

impl<'a> Source<'a> {
    fn fill(
        &self,
        own: &'a Computed,
        (values, known): (&mut Vec<i128>, &mut Bits),
        rows: usize,
        room: &mut Room,
    ) {
        let (a, b) = match &own.how {
            Compute::Add(a, b) | Compute::Sub(a, b) => self.aligned(a, b),
            Compute::Mul(a, b) => (self.of(a), self.of(b)),
            Compute::ToCny { amount, .. } => (self.of(amount), Operands::NONE),
        };
        self.known(&[a, b], rows, known);
        let narrow = matches!((a.values, b.values), (Values::Narrow(_), Values::Narrow(_)));
        let mut month = (usize::MAX, None);
        for (at, known) in known.words_mut().iter_mut().enumerate() {
            let (first, left, right) = room.of(at, rows);
            let mut lost = a.rows(first, left);
            lost |= match &own.how {
                Compute::ToCny { .. } => self.rates(&own.how, first, right, &mut month),
                _ => b.rows(first, right),
            };
            lost |= match &own.how {
                Compute::Add(..) => each(left, right, |a, b| a.overflowing_add(b)),
                Compute::Sub(..) => each(left, right, |a, b| a.overflowing_sub(b)),
                // Two numbers of 64 bits: 128 hold their product.
                Compute::Mul(..) if narrow => each(left, right, |a, b| (a.wrapping_mul(b), false)),
                Compute::Mul(..) => each(left, right, |a, b| a.overflowing_mul(b)),
                Compute::ToCny { .. } => each(left, right, |a, b| product(a, i64::try_from(b).unwrap_or(0))),
            };
            *known &= !lost;
            values.extend_from_slice(left);
        }
    }

    /// The rates of some lines; a bit for each that has not one exact rate.
    fn rates(
        &self,
        how: &'a Compute,
        first: usize,
        rates: &mut [i128],
        month: &mut (usize, Option<&'a RateMonths>),
    ) -> u64 {
        let Compute::ToCny { currency, cny, dated_by, months, .. } = how else { return u64::MAX };
        let symbols = self.batch.line.texts.get(*currency).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
        let lines =
            self.batch.owner.get(first..).unwrap_or(&[]).iter().zip(symbols.get(first..).unwrap_or(&[]));
        let mut lost = 0u64;
        for (at, ((owner, symbol), rate)) in lines.zip(rates.iter_mut()).enumerate() {
            if month.0 != *owner {
                *month = (*owner, super::sum::rates(dated_by, months, self.batch, *owner));
            }
            let exact = match *symbol {
                own if own <= OTHER => None,
                own if own == *cny => Some(ONE),
                own => month.1.and_then(|month| month.rate(own)?.exact()),
            };
            *rate = i128::from(exact.unwrap_or(0));
            lost |= u64::from(exact.is_none()) << at;
        }
        lost
    }

    /// Sets what is known of so many rows: those of which every operand is.
    fn known(&self, operands: &[Operands], rows: usize, known: &mut Bits) {
        known.fill(0..rows);
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
            let Some(factor) = 10i64.checked_pow(most - places) else { return Operands::NONE };
            match own.values {
                // Once for all rows.
                Values::Always(value) => value
                    .checked_mul(i128::from(factor))
                    .map_or(Operands::NONE, |value| Operands { values: Values::Always(value), ..own }),
                _ => Operands { factor, ..own },
            }
        };
        (shifted(a, x), shifted(b, y))
    }

    /// Compares two columns.
    pub fn compare(
        &self,
        out: &mut Planes,
        op: CompareOp,
        (a, b): (&Operand, &Operand),
        rows: usize,
        room: &mut Room,
    ) {
        let (a, b) = self.aligned(a, b);
        self.known(&[a, b], rows, &mut out.no);
        let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
        for (at, word) in own.enumerate() {
            let (first, left, right) = room.of(at, rows);
            let known = *word.1 & !(a.rows(first, left) | b.rows(first, right));
            known_as(word, mask_of(left.iter().zip(&*right), |(a, b)| holds(op, a, b)), known);
        }
    }
}
