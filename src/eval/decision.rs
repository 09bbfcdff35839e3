//! `mp1039/decision@1`: the answer, with its reasons. The order of the fields
//! is the order of the keys in JSON, and part of the contract.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::RateRow;
use crate::syntax::ast::{Effect, GradeLevel};
use crate::value::{Currency, Number, Text};

/// The word of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No obstacle found.
    Admit,
    /// A person must look.
    Review,
    /// May not use the mode.
    Reject,
    /// Facts are missing.
    Undecided,
    /// No regime instrument is about it.
    OutOfScope,
}

impl Verdict {
    /// `admit`, `review`, `reject`, `undecided`, `out_of_scope`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Admit => "admit",
            Verdict::Review => "review",
            Verdict::Reject => "reject",
            Verdict::Undecided => "undecided",
            Verdict::OutOfScope => "out_of_scope",
        }
    }
}

impl From<Effect> for Verdict {
    fn from(effect: Effect) -> Verdict {
        match effect {
            Effect::Admit => Verdict::Admit,
            Effect::Review => Verdict::Review,
            Effect::Reject => Verdict::Reject,
        }
    }
}

/// The chosen policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyRef {
    /// `GACC 221/2019`.
    pub id: String,
    /// `sha256:…` of the edition with its data.
    pub digest: String,
}

/// A norm that is violated, or may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What a violation is worth.
    pub effect: Effect,
    /// The least that it can come to.
    pub best: Effect,
    /// The most that it can come to.
    pub worst: Effect,
    /// The instrument.
    pub policy: String,
    /// The article.
    pub article: String,
    /// The statement in the article, from 1.
    pub norm: usize,
    /// The number of the line, for a finding about one line.
    pub line: Option<u64>,
    /// The catalog that was hit, or may be.
    pub catalog: Option<String>,
    /// The article's title.
    pub title: Text,
    /// The reason in one sentence.
    pub message: Text,
    /// The fact at fault: `/items/2/hs_code`.
    pub pointer: String,
    /// Words of the law, if any are cited.
    pub cites: Option<String>,
    /// The weakest grade that it rests on.
    pub grade: GradeLevel,
    /// Facts that the norm looked at, by their last key.
    pub values: BTreeMap<String, String>,
    /// Why it is open, for a finding whose ends differ.
    pub cause: Option<String>,
    /// The instrument that gave the article its words, where it was amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_by: Option<String>,
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unknown {
    /// Where it would stand.
    pub fact: String,
    /// Why it is not known: `absent`, `malformed`, `no-rate`, ….
    pub cause: String,
    /// What to ask a person.
    pub asks: Text,
}

/// A catalog that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CatalogRef {
    /// Its name.
    pub id: String,
    /// Its tariff edition.
    pub tariff: Option<String>,
}

/// A rate that was used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct RateRef {
    /// The table.
    pub table: String,
    /// `YYYY-MM`.
    pub month: String,
    /// The currency.
    pub currency: String,
    /// CNY for one unit.
    pub cny: String,
    /// How far the true rate may lie from it: `2 %`; null when exact.
    pub tolerance: Option<String>,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Where it comes from.
    pub source: String,
}

impl RateRef {
    /// A row of a table of rates.
    pub fn new(table: &str, month: &str, currency: Currency, row: &RateRow) -> RateRef {
        let percent = row.tolerance.times(&Number::from(100i64));
        RateRef {
            table: table.to_owned(),
            month: month.to_owned(),
            currency: currency.to_string(),
            cny: row.cny.to_text(4),
            tolerance: (!row.tolerance.is_zero()).then(|| format!("{} %", percent.to_text(0))),
            grade: row.grade,
            source: row.source.clone(),
        }
    }
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Checked {
    /// Norms that were judged.
    pub norms: usize,
    /// Lines of goods.
    pub lines: usize,
    /// Instruments in force, or possibly so.
    pub instruments: Vec<String>,
    /// Catalogs.
    pub catalogs: Vec<CatalogRef>,
    /// Catalog entries that no code can decide.
    pub not_checkable: usize,
    /// Rates that were used.
    pub rates: Vec<RateRef>,
    /// Answers to questions of lists, as they were stated.
    pub stated: Vec<Stated>,
}

/// The answer to a permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Permit {
    /// `yes`, `no` or `unknown`.
    pub answer: String,
    /// Lines (numbers) or facts (pointers) that stand against it.
    pub because: Vec<String>,
}

/// What stands in place of an instrument for a note that is no law.
pub const ADVICE: &str = "advice";

/// Information that a norm gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Note {
    /// The instrument; `advice` for what is no law of the trade mode.
    pub policy: String,
    /// The article, or the name of the advice.
    pub article: String,
    /// What it says.
    pub message: Text,
    /// The number of the line, for a note about one line.
    pub line: Option<u64>,
    /// How sure it is.
    pub grade: GradeLevel,
}

/// An answer to a question of a list, as it was stated: never a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stated {
    /// The number of the line.
    pub line: u64,
    /// The list.
    pub catalog: String,
    /// The entry that asks.
    pub entry: String,
    /// What it asks about.
    pub title: Text,
    /// `yes`, `no`, or `unknown` where what was stated does not answer.
    pub answer: String,
    /// Attributes that were stated, by label in English.
    pub values: BTreeMap<String, String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// Always `mp1039/decision@1`.
    pub schema: &'static str,
    /// The declaration's own number, if it has one.
    pub declaration: Option<String>,
    /// The policy.
    pub policy: PolicyRef,
    /// The day of the law; null when it is not known.
    pub as_of: Option<String>,
    /// The day of knowledge: what was published later is left out; null when all is known.
    pub known_on: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// The best that it can come to.
    pub best: Verdict,
    /// The worst that it can come to.
    pub worst: Verdict,
    /// Whether the ends are exact.
    pub refined: bool,
    /// Norms violated or open, by article, then line.
    pub findings: Vec<Finding>,
    /// Missing facts.
    pub unknowns: Vec<Unknown>,
    /// What was looked at.
    pub checked: Checked,
    /// Permissions by name.
    pub permits: BTreeMap<String, Permit>,
    /// Information.
    pub notes: Vec<Note>,
    /// The last day on which this answer is known to stand.
    pub holds_until: Option<String>,
}
