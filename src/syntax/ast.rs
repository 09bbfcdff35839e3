//! The tree of a policy text, as its author wrote it.

mod expr;

pub use expr::{ArithOp, CompareOp, Expr, ExprKind, Quantifier};

use crate::source::Span;
use crate::value::{Currency, Date, HsCode, Value};

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

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
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
    /// `markets name …`.
    Markets(Markets),
    /// `facts name …`.
    Facts(Facts),
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
    /// `replaces …`: kept, without effect in this version.
    pub replaces: Vec<InstrumentId>,
    /// `applies when EXPR`: makes it a regime instrument.
    pub applies: Option<Expr>,
    /// `verified|reported|unverified "…"` as a statement: the grade of the text.
    pub grade: Option<Grade>,
}

/// `let name = expr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Let {
    /// The name.
    pub name: Ident,
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
    },
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
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

/// `catalog name "…" zh "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// `under tariff 2026`.
    pub tariff: Option<(u16, Span)>,
    /// `complete from A until B`.
    pub complete: Option<(DateLit, DateLit)>,
    /// `codes lettered 4, x, y`: single characters, case kept.
    pub letters: Vec<(char, Span)>,
    /// `codes bearing export duty`: the duty letter set, by rate above zero.
    pub export_duty: Option<Span>,
    /// `codes 9404.21, 0101.2100.10 to 0101.2900.90, 25`.
    pub ranges: Vec<(HsCode, HsCode, Span)>,
    /// `entries come by notice`.
    pub by_notice: bool,
    /// Entries of their own.
    pub entries: Vec<Entry>,
    /// `note "…" zh "…"`: what to know about a hit or a miss.
    pub notes: Vec<Title>,
    /// How sure the list is.
    pub grade: Option<Grade>,
}

/// One entry: `6307.9000.10 ex mask "…" zh "…" words "口罩" from 2020-05-13 reported "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub span: Span,
    /// Its code; `None` for `no code NAME`.
    pub code: Option<(HsCode, Span)>,
    /// The stable id after `ex`, or after `no code`.
    pub ex: Option<Ident>,
    /// What it is.
    pub title: Title,
    /// `words "…", "…"`.
    pub words: Vec<Str>,
    /// `near 3822, 3002`: headings near which an entry without a code asks.
    pub near: Vec<(HsCode, Span)>,
    /// `under tariff 2020`, when it is not the catalog's.
    pub tariff: Option<(u16, Span)>,
    /// `from D`.
    pub from: Option<DateLit>,
    /// `until D`.
    pub until: Option<DateLit>,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// `tariff 2026 "…" zh "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// The year.
    pub year: (u16, Span),
    /// Its title.
    pub title: Title,
    /// `complete from A until B`; without it the edition is partial.
    pub complete: Option<(DateLit, DateLit)>,
    /// `rows in "2026.tsv"`, beside the file.
    pub rows: Option<Str>,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// `rates customs-monthly "…" zh "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// `dated by declared_on [from D]`, in the order of the dates.
    pub dated_by: Vec<(Ident, Option<DateLit>)>,
    /// `rows in "customs-monthly.tsv"`.
    pub rows: Option<Str>,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// `markets pilot-markets "…" zh "…"` and its markets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markets {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// Its markets.
    pub markets: Vec<Market>,
    /// How sure the list is.
    pub grade: Option<Grade>,
}

/// `market yiwu "…" zh "…" named on D open no later than D offices 2921 in district 29 partial reported "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Market {
    /// Its id.
    pub id: Ident,
    /// Its title.
    pub title: Title,
    /// `named on D`.
    pub named_on: Option<DateLit>,
    /// `open from D`, `open between A and B`, `open no later than D`; unknown if absent.
    pub open: Option<When>,
    /// `offices 2921, 2923`.
    pub offices: Vec<(String, Span)>,
    /// `in district 29`: the first two digits of its offices.
    pub district: Option<(String, Span)>,
    /// `partial`: the list of offices may lack some of the district.
    pub partial: bool,
    /// How sure the row is.
    pub grade: Option<Grade>,
}

/// `facts export-declaration "…" zh "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// Its facts.
    pub facts: Vec<Fact>,
}

/// `good.total money in good.currency at least 0 "line value" zh "货值"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Dotted path; the first segment `good` or `document` or `container` puts it on a line.
    pub path: Path,
    /// Its type.
    pub ty: FactType,
    /// `at least 0`.
    pub at_least: Option<(Value, Span)>,
    /// Labels.
    pub title: Title,
}

/// The type of a fact, as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactType {
    /// `text`
    Text,
    /// `4 digits`: a text of so many digits.
    Digits(u8),
    /// `yes/no`
    Bool,
    /// `date`
    Date,
    /// `decimal`
    Decimal,
    /// `count`
    Count,
    /// `percentage`
    Percent,
    /// `hs code`
    Code,
    /// `money in good.currency`, or `money in USD`.
    Money(MoneyIn),
    /// `quantity kg`
    Quantity(Ident),
    /// `one of "a", "b"`
    OneOf(Vec<Str>),
    /// `list`: a list that no rule looks into.
    List,
    /// `record`: kept, no rule looks into it.
    Record,
}

/// Where the currency of a money fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoneyIn {
    /// Always this one.
    Fixed(Currency, Span),
    /// In another fact.
    Fact(Path),
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

/// `test "at the cap"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name.
    pub name: Str,
    /// `from one-toy`: a sample of the rulebook.
    pub from: Option<Ident>,
    /// `on 2026-08-20`: the day of the law.
    pub on: Option<DateLit>,
    /// `given PATH is VALUE, PATH is missing`.
    pub given: Vec<(Path, Given, Span)>,
    /// `expect …`, at least one.
    pub expect: Vec<(Expect, Span)>,
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
    /// `admit`, `reject by article 1.2 at line 3`, `review …`.
    Verdict {
        /// The word: `admit`, `review`, `reject`, `undecided`, `out of scope`.
        word: String,
        /// `by article 1.2`: a finding of this article is there.
        article: Option<Ident>,
        /// `at line 3`: and on this line.
        line: Option<usize>,
    },
    /// `between admit and reject`: undecided with these ends.
    Between(Effect, Effect),
    /// `permit simplified yes|no|unknown`.
    Permit(Ident, String),
    /// `note`: at least one note is shown.
    Note,
}
