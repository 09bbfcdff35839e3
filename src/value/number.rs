//! An exact number. Sums, products and quotients of decimals stay fractions,
//! so that no line, rate or comparison is ever rounded.

use std::fmt;

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// An exact rational number.
///
/// ```
/// use mp1039::value::Number;
/// let third = Number::from(1).divided_by(&Number::from(3)).unwrap();
/// assert_eq!(third.times(&Number::from(3)), Number::from(1));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(BigRational);

impl Number {
    /// Nought.
    pub fn zero() -> Number {
        Number(BigRational::zero())
    }

    /// The sum.
    pub fn plus(&self, other: &Number) -> Number {
        self.with(other, Ratio::checked_add, |a, b| a + b)
    }

    /// The difference.
    pub fn minus(&self, other: &Number) -> Number {
        self.with(other, Ratio::checked_sub, |a, b| a - b)
    }

    /// The product.
    pub fn times(&self, other: &Number) -> Number {
        self.with(other, Ratio::checked_mul, |a, b| a * b)
    }

    /// The quotient; `None` for a division by nought.
    pub fn divided_by(&self, other: &Number) -> Option<Number> {
        (!other.0.is_zero()).then(|| self.with(other, Ratio::checked_div, |a, b| a / b))
    }

    /// Whether it is nought.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below nought.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The number for a person, in groups of three: exact where six decimal
    /// places can say it, else rounded half up to two; at least `places` decimal
    /// places are shown, and as many as it takes for a number that is not
    /// nought not to look like nought.
    ///
    /// ```
    /// use mp1039::value::Number;
    /// let cent = Number::from(1).divided_by(&Number::from(30_000)).unwrap();
    /// assert_eq!(cent.to_text(2), "0.00003");
    /// assert_eq!(Number::from(1234567).to_text(2), "1,234,567.00");
    /// ```
    pub fn to_text(&self, places: usize) -> String {
        let exact = (0..=6usize).find(|&p| self.is_whole_at(p));
        let shown = match exact {
            Some(p) => p.max(places),
            None => (places.max(2)..=40).find(|&p| !self.rounded(p).is_zero()).unwrap_or(40),
        };
        group(&self.rounded(shown), shown)
    }

    /// The number as a plain decimal, without grouping, exact to 28 places.
    ///
    /// ```
    /// use mp1039::value::Number;
    /// assert_eq!(Number::from(150_000i64).to_plain(), "150000");
    /// ```
    pub fn to_plain(&self) -> String {
        let places = (0..28usize).find(|&p| self.is_whole_at(p)).unwrap_or(28);
        group(&self.rounded(places), places).replace(',', "")
    }

    /// The number times 10^places, where that is a whole number that 64 bits hold.
    ///
    /// ```
    /// use mp1039::value::Number;
    /// assert_eq!(Number::from(3).whole_at(2), Some(300));
    /// let third = Number::from(1).divided_by(&Number::from(3)).unwrap();
    /// assert_eq!(third.whole_at(6), None);
    /// ```
    pub fn whole_at(&self, places: u32) -> Option<i64> {
        if let (Some(above), Some(below)) = (self.0.numer().to_i64(), self.0.denom().to_i64()) {
            let above = i128::from(above).checked_mul(10i128.checked_pow(places)?)?;
            let below = i128::from(below);
            return if above % below == 0 { i64::try_from(above / below).ok() } else { None };
        }
        let scaled = self.scaled(usize::try_from(places).ok()?);
        if scaled.is_integer() { scaled.to_integer().to_i64() } else { None }
    }

    /// The greatest number of 64 bits that is not above the number times 10^places;
    /// `None` where the number is out of their reach.
    ///
    /// ```
    /// use mp1039::value::Number;
    /// let third = Number::from(1).divided_by(&Number::from(3)).unwrap();
    /// assert_eq!(third.floor_at(2), Some(33));
    /// ```
    pub fn floor_at(&self, places: u32) -> Option<i64> {
        self.scaled(usize::try_from(places).ok()?).floor().to_integer().to_i64()
    }

    /// What stands above and below the line, in lowest terms, where 64 bits hold both.
    ///
    /// ```
    /// use mp1039::value::Number;
    /// let half = Number::from(3).divided_by(&Number::from(6)).unwrap();
    /// assert_eq!(half.fraction(), Some((1, 2)));
    /// assert_eq!(Number::of_fraction(1, 2), Some(half));
    /// ```
    pub fn fraction(&self) -> Option<(i64, i64)> {
        Some((self.0.numer().to_i64()?, self.0.denom().to_i64()?))
    }

    /// The number of a [`Number::fraction`], which is in lowest terms; `None` where
    /// nothing, or less, stands below the line.
    pub fn of_fraction(above: i64, below: i64) -> Option<Number> {
        (below > 0).then(|| Number(BigRational::new_raw(BigInt::from(above), BigInt::from(below))))
    }

    /// What comes of the two: in 128 bits where 64 hold each, which is sooner done and the
    /// same, else in full.
    fn with(
        &self,
        other: &Number,
        small: fn(&Ratio<i128>, &Ratio<i128>) -> Option<Ratio<i128>>,
        full: fn(&BigRational, &BigRational) -> BigRational,
    ) -> Number {
        let both = self.small().zip(other.small());
        match both.and_then(|(one, other)| small(&one, &other)) {
            Some(found) => Number::of_small(found),
            None => Number(full(&self.0, &other.0)),
        }
    }

    fn small(&self) -> Option<Ratio<i128>> {
        let (above, below) = self.fraction()?;
        Some(Ratio::new_raw(i128::from(above), i128::from(below)))
    }

    fn of_small(found: Ratio<i128>) -> Number {
        let (above, below) = found.into_raw();
        Number(BigRational::new_raw(BigInt::from(above), BigInt::from(below)))
    }

    fn scaled(&self, places: usize) -> BigRational {
        &self.0 * BigRational::from_integer(power(places))
    }

    /// Whether the number times 10^places is whole: it is in lowest terms.
    fn is_whole_at(&self, places: usize) -> bool {
        (power(places) % self.0.denom()).is_zero()
    }

    /// The number times 10^places, rounded half away from nought.
    fn rounded(&self, places: usize) -> BigInt {
        self.scaled(places).round().to_integer()
    }
}

/// Ten to the power of so many places.
fn power(places: usize) -> BigInt {
    BigInt::from(10).pow(u32::try_from(places).unwrap_or(u32::MAX))
}

/// Writes `digits` × 10^-places with a comma every three digits.
fn group(digits: &BigInt, places: usize) -> String {
    let plain = format!("{:0>width$}", digits.abs().to_string(), width = places + 1);
    let (whole, fraction) = plain.split_at_checked(plain.len() - places).unwrap_or((&plain, ""));
    let mut out = String::from(if digits.is_negative() { "-" } else { "" });
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if places > 0 {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Number {
        // 28 places at most, so that 128 bits hold both, and find the lowest terms sooner.
        Number::of_small(Ratio::new(value.mantissa(), 10i128.pow(value.scale())))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(BigRational::from_integer(BigInt::from(value)))
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Number {
        Number::from(i64::from(value))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Number {
        Number(BigRational::from_integer(BigInt::from(value)))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
