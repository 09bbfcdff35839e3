//! The tree of what changes other law: amendments, suspensions, repeals, and
//! days that are announced. Each belongs to the instrument above it in the file.

use super::{Article, DateLit, Entry, Ident, InstrumentId, Let, Market, Str};
use crate::source::Span;
use crate::value::HsCode;

/// Which instrument is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstrumentRef {
    /// `GACC 221/2019`.
    Numbered(InstrumentId),
    /// `notice "Medical goods suspended"`: by its English (else Chinese) title.
    Notice(Str),
}

impl InstrumentRef {
    /// The identity that is meant: `GACC 221/2019`, or the title.
    pub fn id(&self) -> String {
        match self {
            InstrumentRef::Numbered(id) => id.to_string(),
            InstrumentRef::Notice(title) => title.text.clone(),
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            InstrumentRef::Numbered(id) => id.span,
            InstrumentRef::Notice(title) => title.span,
        }
    }
}

/// `amend GACC 221/2019` and its edits; without a target only lists are edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amend {
    /// Whose articles and `let`s are edited.
    pub target: Option<InstrumentRef>,
    /// The edits, in the order of the text.
    pub edits: Vec<Edit>,
}

/// One edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The whole statement.
    pub span: Span,
    /// What it does.
    pub kind: EditKind,
}

/// What an edit does.
#[allow(clippy::large_enum_variant, reason = "an amendment has few edits")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// `insert article 1.4 "…"` with its statements.
    Insert(Article),
    /// `replace article 1.2 "…"` with its statements.
    Replace(Article),
    /// `repeal article 1.3(2)`.
    RepealArticle(Ident),
    /// `set cap = USD 200,000`.
    Set(Let),
    /// `add to catalog NAME [under tariff 2020]`, one entry a line.
    AddEntries(Ident, Vec<Entry>),
    /// `remove from catalog NAME`, one entry a line.
    RemoveEntries(Ident, Vec<EntryRef>),
    /// `add to markets NAME`, one market a line.
    AddMarkets(Ident, Vec<Market>),
    /// `extend catalog NAME until D`: the list is complete until then.
    Extend(Ident, DateLit),
}

/// An entry as an amendment names it: `6307.9010.10 ex mask under tariff 2020`,
/// `no code test-reagent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRef {
    /// Where.
    pub span: Span,
    /// Its code; `None` for `no code NAME`.
    pub code: Option<(HsCode, Span)>,
    /// The id after `ex`, or after `no code`.
    pub ex: Option<Ident>,
    /// `under tariff 2020`.
    pub tariff: Option<(u16, Span)>,
}

/// `suspend WHAT [from D] [until D] [review by D]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspend {
    /// What is suspended.
    pub what: Suspended,
    /// The first day; the first of the suspending instrument where absent.
    pub from: Option<DateLit>,
    /// The last day; open where absent.
    pub until: Option<DateLit>,
    /// `review by D`: when a person must look whether it still stands.
    pub review: Option<DateLit>,
}

/// What can be suspended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspended {
    /// `suspend GACC 5/2020`.
    Instrument(InstrumentRef),
    /// `suspend article 1.3(3) of GACC 221/2019`.
    Article(Ident, InstrumentRef),
    /// `suspend catalog gold`.
    Catalog(Ident),
}

/// `bring GACC 7/2027 into force from D`: the day that was to be announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bring {
    /// Which instrument.
    pub target: InstrumentRef,
    /// Its first day.
    pub from: DateLit,
}

/// `consolidated from A until B`: the text holds on these days only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consolidated {
    /// The first day; of all time where absent.
    pub from: Option<DateLit>,
    /// The last day; open where absent.
    pub until: Option<DateLit>,
}
