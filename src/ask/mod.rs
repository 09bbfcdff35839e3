//! Asking for what is missing: which question to put next, what its answer may be,
//! and where the answer is kept, so that it is asked once and not per container.
//!
//! 1. [`Case`] is a declaration that is being completed: it gives the questions that
//!    are open, the one that most norms wait for first, and takes answers.
//! 2. [`answer`] reads what a person wrote as the type of the fact.
//! 3. [`remember`] says what an office file keeps of an answer, and puts it there.
//! 4. [`list`] makes one list of the questions of many declarations, and reads it back.
//!
//! Nothing here touches a terminal or a file.

pub mod answer;
mod case;
pub mod list;
pub mod remember;

use std::collections::BTreeSet;

use crate::eval::waiting::Waiter;
use crate::hir::FactId;
use crate::value::Text;

pub use case::Case;

/// A question to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where the answer stands in the declaration; empty where there is no place.
    pub fact: String,
    /// In words.
    pub asks: Text,
    /// The same without the line.
    pub plain: Text,
    /// What answers it.
    pub kind: Kind,
    /// The good that it is about.
    pub good: Option<Good>,
    /// Norms that wait for it.
    pub norms: BTreeSet<Waiter>,
    /// Where the answer holds.
    pub holds: Holds,
    /// The declaration states something here that cannot be used: an answer corrects it.
    pub corrects: bool,
}

/// What answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A yes or no about the good.
    YesNo,
    /// A value of this fact of the schema.
    Fact(FactId),
    /// The papers of the declaration.
    Papers,
    /// Nothing that is said here; who could tell.
    Nobody(Text),
}

/// A good of the declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// The number of its line.
    pub line: u64,
    /// Where the line stands: `/items/2`.
    pub pointer: String,
    /// Its name.
    pub name: Option<String>,
    /// The market's goods code.
    pub goods_code: Option<String>,
    /// The 8 or 10 digits of its tariff code.
    pub hs_code: Option<String>,
}

/// Where an answer holds, beside the declaration that it was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// For the good, in any declaration.
    Good,
    /// For the office, in any declaration.
    Office,
    /// For the office, if it says so.
    IfOffice,
    /// Nowhere else.
    Here,
}

impl Question {
    /// The end of the pointer: below the line, or the whole.
    pub fn end(&self) -> &str {
        let line = self.good.as_ref().map(|g| g.pointer.as_str()).unwrap_or_default();
        self.fact.strip_prefix(line).unwrap_or(&self.fact)
    }

    /// What is the same for questions that one answer settles: the good where the
    /// market has a code for it, else the place.
    pub fn key(&self) -> (Option<&str>, &str) {
        let goods_code = self.good.as_ref().and_then(|g| g.goods_code.as_deref());
        match (self.holds, goods_code) {
            (Holds::Good, Some(code)) => (Some(code), self.end()),
            _ if self.fact.is_empty() => (None, &self.asks.en),
            _ => (None, &self.fact),
        }
    }
}
