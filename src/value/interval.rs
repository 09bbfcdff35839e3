//! Intervals: what is known of an ordered value that is not fully known.

use super::Truth;

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum End<T> {
    /// No bound on this side.
    Unbounded,
    /// The bound belongs to the interval.
    Closed(T),
    /// The bound does not belong to it.
    Open(T),
}

impl<T> End<T> {
    /// The bound itself, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            End::Unbounded => None,
            End::Closed(v) | End::Open(v) => Some(v),
        }
    }

    /// The bound carried over by `f`, open or closed as before.
    pub fn map<U>(&self, f: impl FnOnce(&T) -> U) -> End<U> {
        match self {
            End::Unbounded => End::Unbounded,
            End::Closed(v) => End::Closed(f(v)),
            End::Open(v) => End::Open(f(v)),
        }
    }

    /// The bound of a sum: bounded only if both are, closed only if both are.
    pub fn combine<U>(&self, other: &End<T>, f: impl FnOnce(&T, &T) -> U) -> End<U> {
        match (self, other) {
            (End::Closed(a), End::Closed(b)) => End::Closed(f(a, b)),
            _ => match (self.value(), other.value()) {
                (Some(a), Some(b)) => End::Open(f(a, b)),
                _ => End::Unbounded,
            },
        }
    }
}

/// All values between two ends.
///
/// ```
/// use mp1039::value::{Interval, Truth};
/// let some = Interval::at_least(5);
/// assert_eq!(some.less(&Interval::point(5)), Truth::False);
/// assert_eq!(some.less(&Interval::point(6)), Truth::Unknown);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Interval<T> {
    /// The lower end.
    pub low: End<T>,
    /// The upper end.
    pub high: End<T>,
}

impl<T: Ord + Clone> Interval<T> {
    /// Just one value.
    pub fn point(value: T) -> Interval<T> {
        Interval { low: End::Closed(value.clone()), high: End::Closed(value) }
    }

    /// Anything.
    pub fn any() -> Interval<T> {
        Interval { low: End::Unbounded, high: End::Unbounded }
    }

    /// This value or more.
    pub fn at_least(value: T) -> Interval<T> {
        Interval { low: End::Closed(value), high: End::Unbounded }
    }

    /// From one value to another, both included.
    pub fn between(low: T, high: T) -> Interval<T> {
        Interval { low: End::Closed(low), high: End::Closed(high) }
    }

    /// The value, when only one is left.
    pub fn known(&self) -> Option<&T> {
        match (&self.low, &self.high) {
            (End::Closed(a), End::Closed(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Whether every value here is below every value there.
    pub fn less(&self, other: &Interval<T>) -> Truth {
        if below(&self.high, &other.low, true) {
            Truth::True
        } else if below(&other.high, &self.low, false) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// Whether every value here is at most every value there.
    pub fn at_most(&self, other: &Interval<T>) -> Truth {
        !other.less(self)
    }

    /// Whether both hold the same single value.
    pub fn equal(&self, other: &Interval<T>) -> Truth {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Truth::from(a == b),
            _ if self.less(other) == Truth::True || other.less(self) == Truth::True => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The values that are in both.
    pub fn intersect(&self, other: &Interval<T>) -> Interval<T> {
        let low =
            if tighter(&self.low, &other.low, std::cmp::Ordering::Greater) { &self.low } else { &other.low };
        let high =
            if tighter(&self.high, &other.high, std::cmp::Ordering::Less) { &self.high } else { &other.high };
        Interval { low: low.clone(), high: high.clone() }
    }

    /// Whether nothing lies between its ends.
    pub fn is_empty(&self) -> bool {
        match (self.low.value(), self.high.value()) {
            (Some(a), Some(b)) if a == b => self.known().is_none(),
            (Some(a), Some(b)) => a > b,
            _ => false,
        }
    }
}

/// Whether an upper end lies below a lower end: strictly so for every pair of
/// values when `strict`, else touching at a shared value is enough.
fn below<T: Ord>(high: &End<T>, low: &End<T>, strict: bool) -> bool {
    match (high.value(), low.value()) {
        (Some(a), Some(b)) if a == b => !strict || !matches!((high, low), (End::Closed(_), End::Closed(_))),
        (Some(a), Some(b)) => a < b,
        _ => false,
    }
}

/// Whether `a` bounds more than `b` on the side where `side` is inward.
fn tighter<T: Ord>(a: &End<T>, b: &End<T>, side: std::cmp::Ordering) -> bool {
    match (a.value(), b.value()) {
        (Some(x), Some(y)) if x == y => matches!(a, End::Open(_)),
        (Some(x), Some(y)) => x.cmp(y) == side,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
