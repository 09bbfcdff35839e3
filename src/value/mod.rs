//! Values: what a fact of a declaration, and a word of a policy, can be.
//!
//! Everything here is exact. A number is read as a decimal of at most 28
//! digits ([`decimal`]) and computed with as a fraction ([`Number`]), so that
//! converting, summing and comparing never round; only [`Number::to_text`]
//! does, for people. Nothing here knows policies, files or time of day.

pub mod date;
pub mod decimal;
pub mod hs_code;
pub mod interval;
mod later;
pub mod money;
pub mod number;
pub mod quantity;
pub mod text;
mod truth;

pub use date::Date;
pub use hs_code::HsCode;
pub use interval::{End, Interval};
pub use later::Later;
pub use money::{Currency, Money};
pub use number::Number;
pub use quantity::{Quantity, Unit};
pub use text::Text;
pub use truth::Truth;

use serde::Serialize;

/// A known value of a fact, or a literal of a policy.
///
/// ```
/// use mp1039::value::{Value, HsCode};
/// assert_eq!(Value::Code(HsCode::parse("9404.2100.10").unwrap()).to_string(), "9404.2100.10");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A plain number: a count or a ratio.
    Number(Number),
    /// A percentage, kept as written: `99.9 %` holds 99.9.
    Percent(Number),
    /// An amount with its currency.
    Money(Money),
    /// An amount with its unit.
    Quantity(Quantity),
    /// A calendar day.
    Date(Date),
    /// A tariff code.
    Code(HsCode),
    /// A text, compared letter by letter.
    Text(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Bool(true) => f.write_str("yes"),
            Value::Bool(false) => f.write_str("no"),
            Value::Number(n) => f.write_str(&n.to_text(0)),
            Value::Percent(n) => write!(f, "{} %", n.to_text(0)),
            Value::Money(m) => m.fmt(f),
            Value::Quantity(q) => q.fmt(f),
            Value::Date(d) => d.fmt(f),
            Value::Code(c) => c.fmt(f),
            Value::Text(t) => f.write_str(t),
        }
    }
}
