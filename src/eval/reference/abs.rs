//! Abstract values: what is known of an expression, and which open facts keep
//! it from being known (manual: "Unknown").

use std::collections::BTreeSet;

use crate::value::{Currency, Date, HsCode, Interval, Number, Text, Truth, Value};

/// What keeps a value from being known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// The day of the law.
    Day,
    /// A fact, of a line (by position) or of the head.
    Fact { fact: usize, line: Option<usize> },
    /// The answer to the question of a catalog entry.
    Answer { line: usize, catalog: usize, entry: usize },
    /// All answers of a line, which cannot be read.
    Answers { line: usize },
    /// A rate that the table does not have.
    Rate { month: String, currency: Currency },
    /// A rate that is known only within a tolerance.
    Tolerance { month: String, currency: Currency },
    /// The list of goods.
    Goods,
    /// The list of papers.
    Documents,
    /// A market that the list does not have, or whose opening is not known.
    Market { id: String },
    /// A stated day of opening that the list rules out.
    Since { fact: usize, market: String },
    /// An office that a partial list does not have.
    Office { code: String },
    /// A code of another tariff edition than the list's.
    Edition { line: usize, catalog: usize },
    /// No regime instrument is in force on the day.
    NoRegime,
    /// A list is not complete for the day.
    Stale { catalog: usize },
    /// Something is divided by nought.
    Division,
}

/// The open facts behind a value.
pub type Opens = BTreeSet<Open>;

/// What is known of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// This one.
    Known(String),
    /// None of these; used when cases are tried.
    NoneOf(BTreeSet<String>),
    /// Nothing.
    Unknown,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Abs {
    /// Yes, no, or not known.
    Truth(Truth),
    /// A number, percentage, or quantity in base units.
    Range(Interval<Number>),
    /// Money; the currency may be unknown.
    Money(Interval<Number>, Option<Currency>),
    /// A day.
    Day(Interval<Date>),
    /// A text.
    Words(Words),
    /// A tariff code.
    Code(Option<HsCode>),
}

impl Abs {
    /// A known value.
    pub fn known(value: &Value) -> Abs {
        match value {
            Value::Bool(b) => Abs::Truth(Truth::from(*b)),
            Value::Number(n) | Value::Percent(n) => Abs::Range(Interval::point(n.clone())),
            Value::Money(m) => Abs::Money(Interval::point(m.amount.clone()), Some(m.currency)),
            Value::Quantity(q) => Abs::Range(Interval::point(q.in_base())),
            Value::Date(d) => Abs::Day(Interval::point(*d)),
            Value::Code(c) => Abs::Code(Some(*c)),
            Value::Text(t) => Abs::Words(Words::Known(t.clone())),
        }
    }

    /// Whether nothing about it is open.
    pub fn is_known(&self) -> bool {
        match self {
            Abs::Truth(t) => *t != Truth::Unknown,
            Abs::Range(r) => r.known().is_some(),
            Abs::Money(r, c) => r.known().is_some() && c.is_some(),
            Abs::Day(d) => d.known().is_some(),
            Abs::Words(w) => matches!(w, Words::Known(_)),
            Abs::Code(c) => c.is_some(),
        }
    }
}

/// The words for what is known of a number, with `show` for each end.
pub fn range_text<T: Ord + Clone>(range: &Interval<T>, show: impl Fn(&T) -> String) -> Text {
    if let Some(value) = range.known() {
        return Text::same(show(value));
    }
    match (range.low.value().map(&show), range.high.value().map(&show)) {
        (Some(low), Some(high)) => {
            Text::new(format!("between {low} and {high}"), format!("{low}至{high}之间"))
        }
        (Some(low), None) => Text::new(format!("at least {low}"), format!("至少{low}")),
        (None, Some(high)) => Text::new(format!("at most {high}"), format!("至多{high}")),
        (None, None) => Text::new("not known", "不详"),
    }
}
