//! A declaration bound to a schema: every fact known, or unknown for a cause.

use std::collections::BTreeMap;

use crate::hir::FactId;
use crate::source::Span;
use crate::value::{Text, Value};

/// Why a fact is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CauseKind {
    /// Not there, or null.
    Absent,
    /// There, but not a value of its type.
    Malformed,
    /// A number below what the fact allows, or too large to hold.
    OutOfRange,
    /// Its key stands twice, or its line number does.
    Duplicate,
    /// A code that its tariff edition does not have.
    NotInTariff,
    /// No rate for the month and currency.
    NoRate,
    /// The goods are behind merged lines, or their list is missing.
    NoGoodsList,
    /// Known only within bounds.
    Approximate,
}

impl CauseKind {
    /// As decisions print it.
    pub fn as_str(self) -> &'static str {
        match self {
            CauseKind::Absent => "absent",
            CauseKind::Malformed => "malformed",
            CauseKind::OutOfRange => "out-of-range",
            CauseKind::Duplicate => "duplicate",
            CauseKind::NotInTariff => "not-in-tariff",
            CauseKind::NoRate => "no-rate",
            CauseKind::NoGoodsList => "no-goods-list",
            CauseKind::Approximate => "approximate",
        }
    }
}

/// Why a fact is not known, with the words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind.
    pub kind: CauseKind,
    /// What was found; empty for [`CauseKind::Absent`].
    pub detail: Text,
}

impl Cause {
    /// Simply not there.
    pub fn absent() -> Cause {
        Cause { kind: CauseKind::Absent, detail: Text::default() }
    }
}

/// A fact of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Known. Money is bound as [`Value::Number`]; its currency is another fact.
    Known(Value),
    /// Unknown, for a cause.
    Unknown(Cause),
}

/// Facts by [`FactId`] of the schema; those of another place are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(pub Vec<Fact>);

impl Facts {
    /// The value, where it is known.
    pub fn known(&self, id: FactId) -> Option<&Value> {
        match self.0.get(id) {
            Some(Fact::Known(value)) => Some(value),
            _ => None,
        }
    }

    /// Why it is not known.
    pub fn cause(&self, id: FactId) -> Cause {
        match self.0.get(id) {
            Some(Fact::Unknown(cause)) => cause.clone(),
            _ => Cause::absent(),
        }
    }
}

/// One line of goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `line_no` where it is a whole number that no other line has, else the position from 1.
    pub number: u64,
    /// `/items/2`.
    pub pointer: String,
    /// Its facts.
    pub facts: Facts,
    /// What its specification states, by the names of its declaration elements.
    pub elements: Vec<(String, String)>,
    /// Answers to questions of catalog entries, by entry id.
    pub answers: BTreeMap<String, Fact>,
    /// Why the answers cannot be read at all, so that any may have been given.
    pub unanswered: Option<Cause>,
}

/// The goods of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// `/items` or `/goods_list`.
    pub pointer: String,
    /// The lines; empty when the goods are not known.
    pub lines: Vec<Line>,
    /// Why the goods are not known at all; `None` when `lines` are all of them.
    pub unknown: Option<Cause>,
}

/// The lines that a paper covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Every line.
    All,
    /// These line numbers.
    Some(Vec<u64>),
    /// Not said.
    Unknown,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The letter of its kind (text).
    pub letter: Fact,
    /// Its number (text); a paper without one is not known to exist.
    pub number: Fact,
    /// Its last day (date; `open` is [`crate::value::Date::OPEN`]); absent means unknown.
    pub valid_until: Fact,
    /// What it covers.
    pub lines: Lines,
}

/// Something that the reader changed or doubts; never changes the verdict by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where in the declaration: `/items/0/total`.
    pub pointer: String,
    /// Where in the file, if it came from one.
    pub span: Option<Span>,
    /// What.
    pub message: Text,
}

/// A declaration bound to a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// `declaration_no`, else `client_ref`, where there is one.
    pub id: Option<String>,
    /// Facts of the head.
    pub head: Facts,
    /// The goods that norms look at.
    pub goods: Goods,
    /// Papers; `None` when it is not known which there are.
    pub documents: Option<Vec<Document>>,
    /// What the reader changed or doubts.
    pub warnings: Vec<Warning>,
    /// Where each value stands in its file, by pointer.
    pub places: BTreeMap<String, Span>,
    /// Pointers of facts that came from standing facts, with their name ("office").
    pub stated: BTreeMap<String, String>,
}
