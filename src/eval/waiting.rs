//! What an open decision waits for: each missing fact with the norms that it keeps
//! open. Not part of the decision; made when someone asks for the next question.

use std::collections::BTreeSet;

use crate::input::CauseKind;
use crate::value::Text;

/// A missing fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Where it would stand; empty where the declaration has no place for it.
    pub fact: String,
    /// Why it is not known.
    pub cause: CauseKind,
    /// What to ask a person.
    pub asks: Text,
    /// The same without the line, for a question that is put once for many.
    pub plain: Text,
    /// The line that it is about, by position.
    pub line: Option<usize>,
    /// Who could tell, where no value at [`Wait::fact`] would settle it.
    pub who: Option<Text>,
    /// The norms that it keeps open.
    pub norms: BTreeSet<Waiter>,
}

/// A norm that is open, on a line or as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiter {
    /// The instrument, as people call it.
    pub policy: Text,
    /// The article.
    pub article: String,
    /// The statement in the article, from 1.
    pub norm: usize,
    /// The number of the line.
    pub line: Option<u64>,
    /// The article's title.
    pub title: Text,
    /// Words of the law, if any are cited.
    pub cites: Option<String>,
}
