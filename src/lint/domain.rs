//! Which values a fact can have at all, and whether several things said of one value
//! can all be right.

use std::cmp::Ordering;

use super::logic::{Orders, orders};
use crate::hir::{Edition, Expr, ExprId, FactDef, Type};
use crate::syntax::ast::{ArithOp, CompareOp};
use crate::value::{Date, HsCode, Number, Value};

/// Something said of a value.
#[derive(Clone, Debug)]
pub enum Says {
    /// It is true, or false; or anything else that just holds or does not.
    Is(bool),
    /// How it stands to a known value.
    Compare(CompareOp, Value),
    /// A text that begins with this, or does not.
    Starts(String, bool),
    /// A code that begins with this, or does not.
    CodeStarts(HsCode, bool),
    /// A text that has this in it, or does not.
    Contains(String, bool),
    /// How two values stand to each other.
    Order(Orders),
}

/// A value with an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(Number),
    Day(Date),
}

/// One end of a range; the flag says whether the end itself belongs to it.
type End = Option<(Key, bool)>;

/// What values an expression can have.
#[derive(Default)]
struct Domain {
    /// Only these, where there are some.
    choices: Vec<Value>,
    /// A text of so many digits.
    digits: Option<u8>,
    at_least: Option<Number>,
    whole: bool,
}

/// Whether a comparison of two known values holds; nothing when they have no common
/// order.
pub fn holds(op: CompareOp, a: &Value, b: &Value) -> Option<bool> {
    let wanted = orders(op);
    if let (Some(a), Some(b)) = (key(a), key(b)) {
        return Some(match a.cmp(&b) {
            Ordering::Less => wanted.less,
            Ordering::Equal => wanted.same,
            Ordering::Greater => wanted.more,
        });
    }
    match op {
        CompareOp::Eq => Some(a == b),
        CompareOp::Ne => Some(a != b),
        _ => None,
    }
}

/// Whether all that is said of one value can be right.
pub fn consistent(edition: &Edition, of: Option<ExprId>, says: &[&Says]) -> bool {
    let is = |wanted: bool| says.iter().any(|s| matches!(s, Says::Is(is) if *is == wanted));
    if is(true) && is(false) || !ordered(says) {
        return false;
    }
    let domain = of.map(|id| domain(edition, id)).unwrap_or_default();
    let mut candidates = domain.choices.clone();
    if let Some(value) = says.iter().find_map(|s| match s {
        Says::Compare(CompareOp::Eq, value) => Some(value),
        _ => None,
    }) {
        candidates = vec![value.clone()];
    }
    if !candidates.is_empty() {
        return candidates.iter().any(|value| domain.has(value) && says.iter().all(|s| fits(value, s)));
    }
    in_range(&domain, says) && beginnings(&domain, says)
}

/// Whether two values can stand to each other as is said.
fn ordered(says: &[&Says]) -> bool {
    let mut left = Orders { less: true, same: true, more: true };
    for one in says {
        if let Says::Order(own) = one {
            left.less &= own.less;
            left.same &= own.same;
            left.more &= own.more;
        }
    }
    left.less || left.same || left.more
}

/// Whether a known value is as is said; where that is not understood it is.
fn fits(value: &Value, says: &Says) -> bool {
    match (says, value) {
        (Says::Compare(op, other), _) => holds(*op, value, other).unwrap_or(true),
        (Says::Starts(with, wanted), Value::Text(text)) => text.starts_with(with.as_str()) == *wanted,
        (Says::Contains(part, wanted), Value::Text(text)) => text.contains(part.as_str()) == *wanted,
        (Says::CodeStarts(with, wanted), Value::Code(code)) => with.covers(*code) == *wanted,
        (Says::Is(wanted), Value::Bool(is)) => is == wanted,
        _ => true,
    }
}

/// Whether some value lies within all the bounds.
fn in_range(domain: &Domain, says: &[&Says]) -> bool {
    let mut low: End = domain.at_least.clone().map(|n| (Key::Number(n), true));
    let mut high: End = None;
    for one in says {
        let Says::Compare(op, value) = one else { continue };
        let Some(key) = key(value) else { continue };
        match op {
            CompareOp::Gt => narrow(&mut low, (key, false), Ordering::Greater),
            CompareOp::Ge => narrow(&mut low, (key, true), Ordering::Greater),
            CompareOp::Lt => narrow(&mut high, (key, false), Ordering::Less),
            CompareOp::Le => narrow(&mut high, (key, true), Ordering::Less),
            CompareOp::Eq | CompareOp::Ne => {}
        }
    }
    let (Some(low), Some(high)) = (low, high) else { return true };
    let step = |end: (Key, bool), by: i64| match end {
        (Key::Number(n), false) if domain.whole && is_whole(&n) => {
            (Key::Number(n.plus(&Number::from(by))), true)
        }
        end => end,
    };
    let (low, high) = (step(low, 1), step(high, -1));
    let same_kind =
        matches!((&low.0, &high.0), (Key::Number(_), Key::Number(_)) | (Key::Day(_), Key::Day(_)));
    let only = |key: &Key| {
        let differs =
            |s: &&&Says| matches!(s, Says::Compare(CompareOp::Ne, v) if self::key(v).as_ref() == Some(key));
        !says.iter().any(|s| differs(&s))
    };
    !same_kind
        || match low.0.cmp(&high.0) {
            Ordering::Less => true,
            Ordering::Equal => low.1 && high.1 && only(&low.0),
            Ordering::Greater => false,
        }
}

/// Takes the closer of two ends: the greater of lower ends, the lesser of upper ones.
fn narrow(end: &mut End, new: (Key, bool), closer: Ordering) {
    let replaces = end.as_ref().is_none_or(|(key, closed)| match new.0.cmp(key) {
        Ordering::Equal => *closed && !new.1,
        order => order == closer,
    });
    if replaces {
        *end = Some(new);
    }
}

/// Whether one text, or one code, can begin in all the ways that are said.
fn beginnings(domain: &Domain, says: &[&Says]) -> bool {
    let begins: Vec<(String, bool)> = says
        .iter()
        .filter_map(|s| match s {
            Says::Starts(with, wanted) => Some((with.clone(), *wanted)),
            Says::CodeStarts(with, wanted) => Some((with.digits(), *wanted)),
            _ => None,
        })
        .collect();
    let fits_digits = |with: &str| {
        domain.digits.is_none_or(|n| with.len() <= usize::from(n) && with.bytes().all(|b| b.is_ascii_digit()))
    };
    begins.iter().filter(|(_, wanted)| *wanted).all(|(with, _)| {
        fits_digits(with)
            && begins.iter().all(|(other, wanted)| match wanted {
                true => with.starts_with(other.as_str()) || other.starts_with(with.as_str()),
                false => !with.starts_with(other.as_str()),
            })
    })
}

impl Domain {
    fn has(&self, value: &Value) -> bool {
        let digits = self.digits.is_none_or(|n| match value {
            Value::Text(text) => text.len() == usize::from(n) && text.bytes().all(|b| b.is_ascii_digit()),
            _ => true,
        });
        let least = match (&self.at_least, key(value)) {
            (Some(least), Some(Key::Number(n))) => n >= *least,
            _ => true,
        };
        let whole = !self.whole || !matches!(key(value), Some(Key::Number(n)) if !is_whole(&n));
        let chosen = self.choices.is_empty() || self.choices.contains(value);
        digits && least && whole && chosen
    }
}

/// Which values an expression can have.
fn domain(edition: &Edition, id: ExprId) -> Domain {
    let both = || vec![Value::Bool(true), Value::Bool(false)];
    let choices = if edition.exprs.ty(id) == Type::Bool { both() } else { Vec::new() };
    let plain = Domain { choices, ..Domain::default() };
    let digits = |n| Domain { digits: Some(n), ..Domain::default() };
    match edition.exprs.get(id) {
        Some(Expr::Fact(fact)) => match edition.schema.get(*fact) {
            Some(fact) => of_fact(fact, plain),
            None => plain,
        },
        Some(Expr::Count(_) | Expr::Kinds) => Domain { at_least: Some(Number::zero()), whole: true, ..plain },
        Some(Expr::Call("chapter", _)) => digits(2),
        Some(Expr::Call("heading", _)) => digits(4),
        Some(_) if never_negative(edition, id) => Domain { at_least: Some(Number::zero()), ..plain },
        _ => plain,
    }
}

fn of_fact(fact: &FactDef, plain: Domain) -> Domain {
    let named = fact.choices.iter().map(|c| Value::Text(c.clone()));
    Domain {
        choices: plain.choices.into_iter().chain(named).collect(),
        digits: fact.digits,
        at_least: fact.at_least.clone(),
        whole: fact.whole,
    }
}

/// Whether an amount is nought or more whatever is declared.
fn never_negative(edition: &Edition, id: ExprId) -> bool {
    let own = |id: &ExprId| never_negative(edition, *id);
    match edition.exprs.get(id) {
        Some(Expr::Literal(value)) => matches!(key(value), Some(Key::Number(n)) if !n.is_negative()),
        Some(Expr::Fact(fact)) => {
            let least = edition.schema.get(*fact).and_then(|f| f.at_least.as_ref());
            least.is_some_and(|n| !n.is_negative())
        }
        Some(Expr::Count(_) | Expr::Kinds) => true,
        Some(Expr::Sum(of, _) | Expr::Convert(of, ..)) => own(of),
        Some(Expr::Arith(ArithOp::Add | ArithOp::Mul | ArithOp::Div, a, b)) => own(a) && own(b),
        _ => false,
    }
}

/// A value by its order; amounts of one currency, quantities in base units.
fn key(value: &Value) -> Option<Key> {
    match value {
        Value::Number(n) | Value::Percent(n) => Some(Key::Number(n.clone())),
        Value::Money(money) => Some(Key::Number(money.amount.clone())),
        Value::Quantity(quantity) => Some(Key::Number(quantity.in_base())),
        Value::Date(day) => Some(Key::Day(*day)),
        Value::Bool(_) | Value::Code(_) | Value::Text(_) => None,
    }
}

fn is_whole(n: &Number) -> bool {
    n.to_plain().bytes().all(|b| b.is_ascii_digit() || b == b'-')
}
