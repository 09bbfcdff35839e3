//! Computed columns of numbers, and their comparisons.
//!
//! Numbers are computed a word of 64 rows at a time: in 64 bits where these hold all of them,
//! which they nearly always do, else in 128; what these do not hold is not known. A test can
//! have all of it done in 128.

use super::registers::Filling;
use super::run::{holds, known_as, mask_of};
use super::sum::Months;
use crate::ir::{
    Batch, Bits, Bounds, Compute, Computed, Converted, OTHER, Operand, PLACES, RateMonths, Series, Space,
    Symbol,
};
use crate::syntax::ast::CompareOp;

/// A computed column.
#[derive(Debug, Default)]
pub struct Numbers {
    /// Its values, those apart that are among the wide ones.
    values: Vec<i64>,
    /// Words of rows that 64 bits do not hold, and their values.
    wide: Vec<usize>,
    wide_values: Vec<i128>,
    /// Which rows are known.
    known: Bits,
}

impl Numbers {
    fn reset(&mut self, rows: usize) {
        self.values.clear();
        self.wide.clear();
        self.wide_values.clear();
        self.known.reset(rows);
    }

    /// The values of a word, where 64 bits do not hold them.
    fn wide(&self, word: usize) -> Option<&[i128]> {
        let at = self.wide.binary_search(&word).ok()?;
        self.wide_values.get(at * 64..)
    }
}

/// Room for the operands of 64 rows, kept from batch to batch.
#[derive(Debug, Default)]
pub struct Room {
    narrow: (Vec<i64>, Vec<i64>),
    wide: (Vec<i128>, Vec<i128>),
    /// Whether everything is computed in 128 bits.
    pub only_wide: bool,
}

/// Room for two operands.
type Two<'r, T> = (&'r mut [T], &'r mut [T]);

impl Room {
    /// Room for the rows of a word of so many rows in all.
    fn of(&mut self, word: usize, rows: usize) -> (Two<'_, i64>, Two<'_, i128>) {
        let count = rows.saturating_sub(word * 64).min(64);
        let (narrow, wide) = (&mut self.narrow, &mut self.wide);
        [&mut narrow.0, &mut narrow.1].into_iter().for_each(|room| room.resize(64, 0));
        [&mut wide.0, &mut wide.1].into_iter().for_each(|room| room.resize(64, 0));
        let narrow = (narrow.0.split_at_mut(count).0, narrow.1.split_at_mut(count).0);
        (narrow, (wide.0.split_at_mut(count).0, wide.1.split_at_mut(count).0))
    }
}

/// Computes the columns of a program.
pub fn compute(computed: &[Computed], batch: &Batch, made: &mut Vec<Numbers>, room: &mut Room) {
    made.resize_with(computed.len().max(made.len()), Numbers::default);
    for (at, own) in computed.iter().enumerate() {
        let mut numbers = made.get_mut(at).map(std::mem::take).unwrap_or_default();
        Source { computed, made, batch, space: own.space }.fill(own, &mut numbers, room);
        if let Some(place) = made.get_mut(at) {
            *place = numbers;
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
    Column(&'a [i64]),
    Made(&'a Numbers),
    Always(i128),
}

/// CNY for one CNY, as rates are kept.
const ONE: i64 = 10i64.pow(Compute::RATE_PLACES);

impl Operands<'_> {
    /// Nothing is there.
    const NONE: Operands<'static> = Operands { values: Values::Column(&[]), known: None, factor: 1 };

    /// The numbers of the rows of a word; says whether 64 bits hold them all.
    fn narrow(&self, word: usize, rows: &mut [i64]) -> bool {
        let own = match self.values {
            Values::Always(value) => {
                rows.fill(i64::try_from(value).unwrap_or(0));
                return i64::try_from(value).is_ok();
            }
            Values::Column(values) => values,
            Values::Made(made) if made.wide(word).is_none() => &made.values,
            Values::Made(_) => return false,
        };
        let Some(own) = own.get(word * 64..).and_then(|own| own.get(..rows.len())) else { return false };
        rows.copy_from_slice(own);
        self.factor == 1 || each_in_64(rows, &[self.factor; 64], i64::overflowing_mul)
    }

    /// The numbers of the rows of a word; a bit for each that is not there, or that 128 bits do
    /// not hold.
    fn wide(&self, word: usize, rows: &mut [i128]) -> u64 {
        let from_narrow = |values: &[i64], rows: &mut [i128]| {
            let own = values.get(word * 64..).unwrap_or(&[]);
            rows.iter_mut().zip(own).for_each(|(row, value)| *row = i128::from(*value));
            own.len()
        };
        let there = match self.values {
            Values::Always(value) => {
                rows.fill(value);
                return 0;
            }
            Values::Column(values) => from_narrow(values, rows),
            Values::Made(made) => match made.wide(word) {
                Some(values) => {
                    rows.iter_mut().zip(values).for_each(|(row, value)| *row = *value);
                    values.len()
                }
                None => from_narrow(&made.values, rows),
            },
        };
        let missing = if there < 64 { u64::MAX << there } else { 0 };
        if self.factor == 1 {
            missing
        } else {
            missing | each(rows, &[0; 64], |row, _| product(row, self.factor))
        }
    }
}

/// Changes each of at most 64 numbers by another; says whether 64 bits hold them all.
fn each_in_64(rows: &mut [i64], others: &[i64], change: impl Fn(i64, i64) -> (i64, bool)) -> bool {
    let mut lost = false;
    for (row, other) in rows.iter_mut().zip(others) {
        let over;
        (*row, over) = change(*row, *other);
        lost |= over;
    }
    !lost
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

/// Computes the rows of a word in 64 bits; says whether these hold them all.
fn in_64(how: &Compute, left: &mut [i64], right: &[i64]) -> bool {
    match how {
        Compute::Add(..) => each_in_64(left, right, i64::overflowing_add),
        Compute::Sub(..) => each_in_64(left, right, i64::overflowing_sub),
        Compute::Mul(..) => each_in_64(left, right, i64::overflowing_mul),
        Compute::ToCny { .. } => false,
    }
}

impl<'a> Source<'a> {
    fn fill(&self, own: &'a Computed, numbers: &mut Numbers, room: &mut Room) {
        let rows = self.batch.rows(self.space);
        numbers.reset(rows);
        let (a, b) = match &own.how {
            Compute::Add(a, b) | Compute::Sub(a, b) => self.aligned(a, b),
            Compute::Mul(a, b) => (self.of(a), self.of(b)),
            Compute::ToCny { amount, .. } => (self.of(amount), Operands::NONE),
        };
        self.known(&[a, b], rows, &mut numbers.known);
        let only_wide = room.only_wide || matches!(own.how, Compute::ToCny { .. });
        let mut months = Months::new();
        for (word, known) in numbers.known.words_mut().iter_mut().enumerate() {
            let ((left, right), wide) = room.of(word, rows);
            let narrow = !only_wide && a.narrow(word, left) && b.narrow(word, right);
            if narrow && in_64(&own.how, left, right) {
                numbers.values.extend_from_slice(left);
                continue;
            }
            let (left, right) = wide;
            let mut lost = a.wide(word, left);
            lost |= match &own.how {
                Compute::ToCny { .. } => self.rates(&own.how, word, right, &mut months),
                _ => b.wide(word, right),
            };
            lost |= match &own.how {
                Compute::Add(..) => each(left, right, i128::overflowing_add),
                Compute::Sub(..) => each(left, right, i128::overflowing_sub),
                Compute::Mul(..) => each(left, right, i128::overflowing_mul),
                Compute::ToCny { .. } => each(left, right, |a, b| product(a, i64::try_from(b).unwrap_or(0))),
            };
            *known &= !lost;
            numbers.values.resize(word * 64 + left.len(), 0);
            numbers.wide.push(word);
            numbers.wide_values.extend_from_slice(left);
        }
    }

    /// The currencies of the lines of a word, each with the declaration of the line.
    fn currencies(&self, word: usize, currency: usize) -> impl Iterator<Item = (usize, Symbol)> + 'a {
        let symbols = self.batch.line.texts.get(currency).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
        let owners = self.batch.owner.get(word * 64..).unwrap_or(&[]);
        owners.iter().copied().zip(symbols.get(word * 64..).unwrap_or(&[]).iter().copied())
    }

    /// The rates of the lines of a word; a bit for each that has not one exact rate.
    fn rates(
        &self,
        how: &'a Compute,
        word: usize,
        rates: &mut [i128],
        of: &mut Months<'a, RateMonths>,
    ) -> u64 {
        let Compute::ToCny { currency, cny, dated_by, months, .. } = how else { return u64::MAX };
        let mut lost = 0u64;
        for (at, ((owner, symbol), rate)) in self.currencies(word, *currency).zip(&mut *rates).enumerate() {
            let month = of.of(dated_by, months, |month| month.month, (self.batch, owner));
            let exact = match symbol {
                own if own <= OTHER => None,
                own if own == *cny => Some(ONE),
                own => month.and_then(|month| month.rate(own)?.exact()),
            };
            *rate = i128::from(exact.unwrap_or(0));
            lost |= u64::from(exact.is_none()) << at;
        }
        lost
    }

    /// Sets what is known of so many rows: those of which every operand is.
    fn known(&self, operands: &[Operands], rows: usize, known: &mut Bits<impl AsMut<[u64]>>) {
        known.fill(0..rows);
        for own in operands.iter().filter_map(|operand| operand.known) {
            known.words_mut().iter_mut().zip(own.words()).for_each(|(known, own)| *known &= own);
        }
    }

    /// A column of operands.
    fn of(&self, operand: &Operand) -> Operands<'a> {
        let columns = self.batch.columns(self.space);
        let (values, known) = match operand {
            Operand::Always(value) => (Values::Always(i128::from(*value)), None),
            Operand::Computed(at) => match self.made.get(*at) {
                Some(made) => (Values::Made(made), Some(&made.known)),
                None => return Operands::NONE,
            },
            Operand::Column(Series::Number(at)) => match columns.numbers.get(*at) {
                Some((values, known)) => (Values::Column(values), Some(known)),
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
    pub fn compare(&self, out: &mut Filling, op: CompareOp, (a, b): (&Operand, &Operand), room: &mut Room) {
        let (a, b) = self.aligned(a, b);
        let rows = self.batch.rows(self.space);
        self.known(&[a, b], rows, &mut out.no);
        let only_wide = room.only_wide;
        let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
        for (word, out) in own.enumerate() {
            let ((left, right), wide) = room.of(word, rows);
            if !only_wide && a.narrow(word, left) && b.narrow(word, right) {
                let known = *out.1;
                known_as(out, mask_of(left.iter().zip(&*right), |(a, b)| holds(op, a, b)), known);
                continue;
            }
            let (left, right) = wide;
            let known = *out.1 & !(a.wide(word, left) | b.wide(word, right));
            known_as(out, mask_of(left.iter().zip(&*right), |(a, b)| holds(op, a, b)), known);
        }
    }

    /// Compares amounts in CNY with a number, each with what that comes to at its rate.
    pub fn converted(&self, out: &mut Filling, own: &'a Converted, room: &mut Room) {
        let (amounts, rows) = (self.of(&own.amount), self.batch.rows(self.space));
        self.known(&[amounts], rows, &mut out.no);
        let only_wide = room.only_wide;
        let mut months = Months::new();
        let words = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
        for (word, out) in words.enumerate() {
            let ((left, _), (wide, _)) = room.of(word, rows);
            let bounds = self.currencies(word, own.currency).map(|(owner, symbol)| {
                let month = months.of(&own.dated_by, &own.months, |month| month.0, (self.batch, owner));
                let month = month.map_or(&own.otherwise, |(_, own)| own);
                month.get(usize::from(symbol)).copied().flatten()
            });
            let (within, exact) = if !only_wide && amounts.narrow(word, left) {
                within(left, bounds, |ends| ends)
            } else {
                *out.1 &= !amounts.wide(word, wide);
                let low = |low: i64| if low == i64::MIN { i128::MIN } else { i128::from(low) };
                let high = |high: i64| if high == i64::MAX { i128::MAX } else { i128::from(high) };
                within(wide, bounds, |ends| (low(ends.0), high(ends.1)))
            };
            let known = *out.1 & exact;
            known_as(out, within, known);
        }
    }
}

/// Which of at most 64 numbers lie within their bounds, and which have such.
fn within<T: Ord>(
    rows: &[T],
    bounds: impl Iterator<Item = Option<Bounds>>,
    ends: impl Fn(Bounds) -> (T, T),
) -> (u64, u64) {
    let (mut within, mut there) = (0u64, 0u64);
    for (at, (row, bounds)) in rows.iter().zip(bounds).enumerate() {
        let Some((low, high)) = bounds.map(&ends) else { continue };
        within |= u64::from(low <= *row && *row <= high) << at;
        there |= 1 << at;
    }
    (within, there)
}
