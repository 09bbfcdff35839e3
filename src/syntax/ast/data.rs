//! The tree of what holds data: catalogs, tariffs, rates, markets, facts, papers,
//! trade modes, advice.

use super::{DateLit, Expr, Grade, Ident, Norm, Path, Str, Title, When};
use crate::source::Span;
use crate::value::{Currency, HsCode, Value};

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
    /// `codes lettered 4, x, y`, `codes bearing export duty`, …: by what the tariff says of a code.
    pub criteria: Vec<Criterion>,
    /// `codes 9404.21, 0101.2100.10 to 0101.2900.90, 25`.
    pub ranges: Vec<(HsCode, HsCode, Span)>,
    /// `except codes 9404.21`: not these, whatever the tariff says of them.
    pub except: Vec<(HsCode, HsCode, Span)>,
    /// `suspended`: by an instrument; binds nobody on these days.
    pub suspended: bool,
    /// `entries come by notice`.
    pub by_notice: bool,
    /// Entries of their own.
    pub entries: Vec<Entry>,
    /// `explained by "FILE.tsv"`, beside the file.
    pub explained: Option<Str>,
    /// `note "…" zh "…"`: what to know about a hit or a miss.
    pub notes: Vec<Title>,
    /// How sure the list is.
    pub grade: Option<Grade>,
}

/// `codes lettered E not named "濒危"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// The whole statement.
    pub span: Span,
    /// What the tariff says of the code.
    pub by: By,
    /// `in 02 to 22`: of these codes only; of all where there are none.
    pub within: Vec<(HsCode, HsCode, Span)>,
    /// `named "…"` (true), `not named "…"` (false): texts in the name of the code.
    pub named: Option<(bool, Vec<Str>)>,
}

/// What a tariff says of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// `lettered 4, x, y`: letters of papers; case kept.
    Letters(Vec<(char, Span)>),
    /// `inspected S`: letters of inspection.
    Inspection(Vec<(char, Span)>),
    /// `bearing export duty`: at a rate above nought.
    ExportDuty,
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
    /// `words "…", "…"`: in the declared name they answer yes.
    pub words: Vec<Str>,
    /// `asks on "…", "…"`: in the declared name they raise the question.
    pub asks_on: Vec<Str>,
    /// `numbered "1C108.b"`.
    pub numbered: Option<Str>,
    /// `when EXPR`: the condition, over one line, that answers.
    pub condition: Option<Expr>,
    /// `note "…" zh "…"`.
    pub note: Option<Title>,
    /// `near 3822, 3002`: headings near which an entry without a code asks.
    pub near: Vec<(HsCode, Span)>,
    /// `under tariff 2020`, when it is not the catalog's.
    pub tariff: Option<(u16, Span)>,
    /// `from D`.
    pub from: Option<DateLit>,
    /// `until D`.
    pub until: Option<DateLit>,
    /// `published on D`: known from then on; always where absent.
    pub published: Option<DateLit>,
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
    /// `successors in "successors.tsv"`: codes that became others.
    pub successors: Option<Str>,
    /// `correlated in "hs2017-hs2022.tsv"`: headings of one nomenclature and the next.
    pub correlated: Option<Str>,
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

/// `codes currencies "…" zh "…"`: the codes of one kind, as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// `complete on D` or `partial on D`: whether it holds all codes, and of which day.
    pub held: Option<(bool, DateLit)>,
    /// `rows in "currencies.tsv"`.
    pub rows: Option<Str>,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// `elements 2026 "…" zh "…"`: what the parts of a specification mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elements {
    /// The year.
    pub year: (u16, Span),
    /// Its title.
    pub title: Title,
    /// `complete from A until B`: the days on which specifications follow it.
    pub complete: Option<(DateLit, DateLit)>,
    /// `rows in "elements-2026.tsv"`: the template of each code.
    pub rows: Option<Str>,
    /// `templates in "templates-2026.tsv"`.
    pub templates: Option<Str>,
    /// `element "品牌类型" coded by brand-types`.
    pub coded: Vec<(Str, Ident)>,
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
    /// Where.
    pub span: Span,
    /// Its id.
    pub id: Ident,
    /// Its title.
    pub title: Title,
    /// `named on D`.
    pub named_on: Option<DateLit>,
    /// `open from D`, `open between A and B`, `open no later than D`; unknown if absent.
    pub open: Option<When>,
    /// `published on D`: since when the day of opening is known; always where absent.
    pub published: Option<DateLit>,
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
    /// `coded by currencies`: the table of its codes.
    pub coded_by: Option<Ident>,
    /// `at least 0`.
    pub at_least: Option<(Value, Span)>,
    /// Labels.
    pub title: Title,
    /// `stated in "CAS"`: elements of a specification that state it.
    pub stated_in: Vec<Str>,
    /// `known to operator`: who can usually say.
    pub known_to: Option<Ident>,
}

/// `papers supervision-documents "…"` and its papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Papers {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// Its papers.
    pub papers: Vec<Paper>,
    /// How sure the list is.
    pub grade: Option<Grade>,
}

/// `paper 4 "export licence" zh "出口许可证" reported "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its letter; case kept.
    pub letter: (char, Span),
    /// Its name.
    pub title: Title,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// `aspects "…"`: in what modes of trade are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aspects {
    /// Its title.
    pub title: Title,
    /// By name, in order; a mode's points have the same shape.
    pub aspects: Vec<Point>,
}

/// `mode 1039 "…"` and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Four digits.
    pub code: (String, Span),
    /// Its title.
    pub title: Title,
    /// By aspect.
    pub points: Vec<Point>,
    /// How sure what it says is, where a point says nothing else.
    pub grade: Option<Grade>,
}

/// `vat "…" zh "…" reported "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The aspect.
    pub aspect: Ident,
    /// What is said of it.
    pub title: Title,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// `advice tax "…"`: notes that are no law of the trade mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Title,
    /// Its notes.
    pub notes: Vec<Norm>,
    /// How sure it is.
    pub grade: Option<Grade>,
}

/// The type of a fact, as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactType {
    /// `text`
    Text,
    /// `4 digits`: a text of so many digits.
    Digits(u8),
    /// `cas number`: a text with the form of one.
    Cas,
    /// `scientific name`: a text, genus and species in Latin.
    Species,
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
