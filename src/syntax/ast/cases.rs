//! The tree of tests and samples.

use super::{DateLit, Effect, Ident, InstrumentRef, Path, Str, Title};
use crate::source::Span;
use crate::value::Value;

/// `test "at the cap"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name.
    pub name: Str,
    /// What it starts from.
    pub start: Start,
    /// `expect …`; of every case, where there are cases.
    pub expect: Vec<(Expect, Span)>,
    /// `cases …` and the lines below.
    pub cases: Option<Cases>,
}

/// `sample dear-toy "…" zh "…"`: what several tests start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name.
    pub name: Ident,
    /// What it is.
    pub title: Title,
    /// What it starts from itself.
    pub start: Start,
}

/// What is judged: a sample, and what differs from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// `from one-toy`.
    pub from: Option<From>,
    /// `on 2026-08-20`: the day of the law.
    pub on: Option<DateLit>,
    /// `known on 2026-07-01`: judged as one who knew what had been published by then.
    pub known_on: Option<DateLit>,
    /// `given PATH is VALUE, PATH is missing`.
    pub given: Vec<GivenFact>,
}

/// A fact, what is stated of it, and where.
pub type GivenFact = (Path, Given, Span);

/// Where a declaration comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From {
    /// The sample.
    pub file: SampleFile,
    /// `record 2`: which of several, from 1.
    pub record: Option<(usize, Span)>,
    /// The whole.
    pub span: Span,
}

/// How a sample is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleFile {
    /// `one-toy`: a `sample` item, or a file of this name in `samples`.
    Name(Ident),
    /// `"lists/yiwu.xlsx"`: a file of the rulebook by its path.
    Path(Str),
}

/// `cases goods[1].total | expect`: one test, many lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cases {
    /// The columns.
    pub columns: Vec<(Column, Span)>,
    /// A line for each case.
    pub rows: Vec<Case>,
    /// The line of the columns.
    pub span: Span,
}

/// What a column of `cases` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// What is stated of a fact.
    Fact(Path),
    /// `from`
    From,
    /// `on`
    On,
    /// `known on`
    KnownOn,
    /// `expect`
    Expect,
}

/// A line below `cases`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// What it states, beside what the test states.
    pub start: Start,
    /// What it expects.
    pub expect: Vec<(Expect, Span)>,
    /// The line.
    pub span: Span,
}

/// What a test states of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// `is VALUE`
    Value(Value),
    /// `is "text"` that is written into the declaration as it stands, however bad.
    Raw(String),
    /// `is missing`
    Missing,
}

/// What a test expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// `admit`, `reject by article 1.2 at line 3`, `no review by article 1 of GACC 31/2027`.
    Verdict {
        /// `no`: nothing that the article says is worth as much as this, or may be.
        denied: bool,
        /// The word: `admit`, `review`, `reject`, `undecided`, `out of scope`.
        word: String,
        /// `by article 1.2`: a finding of this article is there.
        article: Option<Ident>,
        /// `of GACC 31/2027`: of this instrument; of any where absent.
        of: Option<InstrumentRef>,
        /// `at line 3`: and on this line.
        line: Option<usize>,
    },
    /// `between admit and reject`: undecided with these ends.
    Between(Effect, Effect),
    /// `permit simplified yes|no|unknown`.
    Permit(Ident, String),
    /// `note [by INSTRUMENT]`: at least one note is shown; `no note …`: none is.
    Note {
        /// Whether one is expected.
        wanted: bool,
        /// Of which instrument.
        by: Option<InstrumentRef>,
    },
}
