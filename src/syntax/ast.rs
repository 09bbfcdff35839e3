//! The tree of a policy text, as its author wrote it.

mod cases;
mod data;
mod expr;
mod time;

pub use cases::{Case, Cases, Column, Expect, From, Given, GivenFact, Sample, SampleFile, Start, Test};
pub use data::{
    Advice, Aspects, By, Catalog, Codes, Criterion, Elements, Entry, Fact, FactType, Facts, Market, Markets,
    Mode, MoneyIn, Paper, Papers, Point, Rates, Tariff,
};
pub use expr::{ArithOp, CompareOp, Expr, ExprKind, Quantifier};
pub use time::{Amend, Bring, Consolidated, Edit, EditKind, EntryRef, InstrumentRef, Suspend, Suspended};

use crate::source::Span;
use crate::value::{Date, Text};

/// A name with its place. Names may hold letters of any script, digits, `-`, `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// As written.
    pub name: String,
    /// Where.
    pub span: Span,
}

/// A quoted string, escapes resolved, with the place of the whole literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Str {
    /// What stands between the quotes.
    pub text: String,
    /// Where, quotes included.
    pub span: Span,
}

/// `"English" zh "中文"`; either may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// The plain string.
    pub en: Option<Str>,
    /// The string after `zh`.
    pub zh: Option<Str>,
}

impl Title {
    /// The title in both languages; one stands in for the other, and `name` for both.
    pub fn text(&self, name: &str) -> Text {
        let en = self.en.as_ref().or(self.zh.as_ref()).map_or(name, |t| &t.text);
        let zh = self.zh.as_ref().or(self.en.as_ref()).map_or(name, |t| &t.text);
        Text::new(en, zh)
    }
}

/// How sure a fact is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum GradeLevel {
    /// No source was found.
    Unverified,
    /// A secondary source says so.
    Reported,
    /// Read in the instrument itself.
    Verified,
}

/// `verified "where"`, `reported "why"`, `unverified "why"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// How sure.
    pub level: GradeLevel,
    /// Source or reason.
    pub reason: Option<Str>,
    /// The whole clause.
    pub span: Span,
}

/// A date with its place.
pub type DateLit = (Date, Span);

/// A day of law that may be known only within a window; `None` is unbounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// On this very day: `on D`, `from D`.
    On(DateLit),
    /// `between A and B`.
    Between(DateLit, DateLit),
    /// `no later than D`.
    NoLaterThan(DateLit),
    /// `from publication`.
    FromPublication(Span),
    /// `on a day to be announced by "Nanjing Customs" zh "南京海关"`.
    Announced(Title, Span),
}

/// The identity of a numbered instrument: `GACC 221/2019`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstrumentId {
    /// The issuer: `GACC`.
    pub issuer: String,
    /// Number and year: `221/2019`.
    pub number: String,
    /// Where.
    pub span: Span,
}

impl std::fmt::Display for InstrumentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.issuer, self.number)
    }
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its items that could be read, in order.
    pub items: Vec<Item>,
}

/// One item with its place (head and statements).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The first line, without its statements.
    pub head: Span,
    /// Head and statements.
    pub whole: Span,
    /// What it is.
    pub kind: ItemKind,
}

/// The kinds of items.
#[allow(clippy::large_enum_variant, reason = "a file has few items, and each is visited once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `policy GACC 221/2019 …` or `unnumbered notice …`.
    Instrument(Instrument),
    /// `use "path"`.
    Use(Str),
    /// `let name = expr`.
    Let(Let),
    /// `article 1.3(1) …`; belongs to the instrument above it in the file.
    Article(Article),
    /// `catalog name …`.
    Catalog(Catalog),
    /// `tariff 2026 …`.
    Tariff(Tariff),
    /// `rates name …`.
    Rates(Rates),
    /// `codes name …`.
    Codes(Codes),
    /// `elements 2026 …`.
    Elements(Elements),
    /// `markets name …`.
    Markets(Markets),
    /// `facts name …`.
    Facts(Facts),
    /// `papers name …`.
    Papers(Papers),
    /// `aspects …`.
    Aspects(Aspects),
    /// `mode 1039 …`.
    Mode(Mode),
    /// `advice name …`.
    Advice(Advice),
    /// `amend GACC 221/2019` and its edits; this and the next three belong to the
    /// instrument above them.
    Amend(Amend),
    /// `suspend …`.
    Suspend(Suspend),
    /// `repeal GACC 5/2020, GACC 12/2020`.
    Repeal(Vec<InstrumentRef>),
    /// `bring … into force from D`.
    Bring(Bring),
    /// `consolidated from A until B`.
    Consolidated(Consolidated),
    /// `sample name …`.
    Sample(Sample),
    /// `test "name"`.
    Test(Test),
}

/// The head of an instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instrument {
    /// `None` for an unnumbered notice.
    pub id: Option<InstrumentId>,
    /// Its title.
    pub title: Title,
    /// `language 1`.
    pub language: Option<(u32, Span)>,
    /// `issued by …`.
    pub issued_by: Option<Title>,
    /// `published on|between|no later than …`, with its grade.
    pub published: Option<(When, Option<Grade>)>,
    /// `in force from …`, with its grade.
    pub in_force: Option<(When, Option<Grade>)>,
    /// `in force until D`: the last day.
    pub until: Option<DateLit>,
    /// `replaces …`: these end when it begins.
    pub replaces: Vec<InstrumentRef>,
    /// `dated by export_date`: the fact by whose day it is chosen; the day of the law
    /// where absent.
    pub dated_by: Option<Ident>,
    /// `only in markets yiwu, keqiao`; everywhere where empty.
    pub only_in: Vec<Ident>,
    /// `applies when EXPR`: makes it a regime instrument.
    pub applies: Option<Expr>,
    /// `verified|reported|unverified "…"` as a statement: the grade of the text.
    pub grade: Option<Grade>,
}

/// `let name "…" zh "…" = expr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Let {
    /// The name.
    pub name: Ident,
    /// What it is called; the Chinese title is its name in Chinese.
    pub title: Title,
    /// What it stands for.
    pub value: Expr,
}

/// `article 1.3(1) "…" zh "…" reported "…"` and its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// `1.3(1)`, as written without spaces.
    pub number: Ident,
    /// Its title.
    pub title: Title,
    /// How sure the text is.
    pub grade: Option<Grade>,
    /// `as amended by GACC 12/2027`: whose words it has, in a consolidated text.
    pub origin: Option<InstrumentRef>,
    /// `cites "…"`: words of the law.
    pub cites: Vec<Str>,
    /// Norms, permissions and notes in order.
    pub norms: Vec<Norm>,
}

/// One statement of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Norm {
    /// The whole statement.
    pub span: Span,
    /// What it does.
    pub kind: NormKind,
}

/// What a statement of an article does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NormKind {
    /// `require EXPR` / `forbid EXPR`, then any of `otherwise …`, `except when …`, each at most once or repeated (exceptions).
    Demand {
        /// `forbid` rather than `require`.
        forbid: bool,
        /// The condition.
        condition: Expr,
        /// `otherwise reject|review "…" zh "…"`.
        otherwise: Option<Otherwise>,
        /// `except when EXPR`.
        exceptions: Vec<Expr>,
        /// A grade of its own.
        grade: Option<Grade>,
    },
    /// `permit NAME [when] EXPR`.
    Permit {
        /// The question that it answers.
        name: Ident,
        /// When the answer is yes.
        condition: Expr,
    },
    /// `note "…" zh "…" [when EXPR]`.
    Note {
        /// What it says.
        message: Message,
        /// When it says it; always if absent.
        when: Option<Expr>,
        /// How sure it is.
        grade: Option<Grade>,
    },
    /// `note each good in A`: a note for each line for which this holds.
    NoteEach(Expr),
}

/// What follows `otherwise`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// `reject` or `review`, with its place.
    pub effect: Option<(Effect, Span)>,
    /// A message of the author's.
    pub message: Option<Message>,
}

/// How strongly a norm bites.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Nothing stands against it.
    Admit,
    /// A person must look.
    Review,
    /// It may not use the mode.
    Reject,
}

impl Effect {
    /// `admit`, `review`, `reject`.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Admit => "admit",
            Effect::Review => "review",
            Effect::Reject => "reject",
        }
    }
}

/// A message in one or two languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The plain string.
    pub en: Option<Vec<Piece>>,
    /// The string after `zh`.
    pub zh: Option<Vec<Piece>>,
    /// Where.
    pub span: Span,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// `{expr}`.
    Hole(Expr),
}

/// `a.b.c`, with `[1]` only in tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The segments.
    pub segments: Vec<Ident>,
    /// `goods[1]`: the 1-based position behind the first segment.
    pub index: Option<usize>,
    /// The whole path.
    pub span: Span,
}

impl Path {
    /// With dots between the segments, without the index.
    pub fn dotted(&self) -> String {
        self.segments.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(".")
    }
}
