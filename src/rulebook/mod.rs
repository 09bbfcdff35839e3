//! The rulebook: all instruments of a folder with what they use, and the law of
//! any day resolved from them.
//!
//! 1. [`load`] reads the files, follows `use`, and reads rows of data ([`rows`]).
//! 2. [`links`] finds what instruments say of each other, [`verify`] what of it
//!    cannot be.
//! 3. [`force`] computes on which days each instrument is in force, and
//!    [`version`] which versions of the law are possible on a day.
//! 4. [`resolve`] writes one version out as a plain text without dates of law;
//!    [`edits`] applies amendments.
//! 5. [`timeline`] tells what changes when, [`consolidate`] prints one version as
//!    a policy text.
//!
//! What comes out knows nothing of dates of law any more.

pub mod consolidate;
mod edits;
mod errors;
mod force;
mod links;
mod load;
mod names;
mod order;
mod resolve;
mod rows;
mod settle;
pub mod timeline;
mod verify;
mod version;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{CodeRows, Explanation, RateTable, Successor, Tariff, Templates};
use crate::source::Span;
use crate::syntax::ast::{self, Consolidated, Item, ItemKind, Sample, Test};
use crate::value::{Date, Later, Text};

pub use edits::{Authored, Edits, List, Worded, list as list_of};
pub use force::{Stretch, Window};
pub use links::{Act, Link, Links};
pub use load::Start;
pub use names::{Named, Names, english_id};
pub use resolve::{InForce, Resolved, Visible};
pub use verify::verify;
pub use version::{Calendar, FactDay, MOST_OPEN, Version, Versions};

/// The index of an instrument in its [`Rulebook`].
pub type InstrumentId = usize;
/// The index of a file in its [`Rulebook`].
pub type FileId = usize;

/// An instrument with its articles and what it does to other law.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// The file it stands in.
    pub file: FileId,
    /// Its head.
    pub head: ast::Instrument,
    /// Its first line.
    pub span: Span,
    /// Head and statements.
    pub whole: Span,
    /// What its statements are indented by.
    pub indent: String,
    /// Its articles.
    pub articles: Vec<Written<ast::Article>>,
    /// Amendments, suspensions, repeals, announced days.
    pub actions: Vec<Written<Action>>,
}

/// Something with its place in a text.
#[derive(Clone, Debug)]
pub struct Written<T> {
    /// What it is.
    pub it: T,
    /// Its first line.
    pub head: Span,
    /// Head and statements.
    pub whole: Span,
}

/// What an instrument does to other law.
#[derive(Clone, Debug)]
pub enum Action {
    /// `amend …`
    Amend(ast::Amend),
    /// `suspend …`
    Suspend(ast::Suspend),
    /// `repeal …`
    Repeal(Vec<ast::InstrumentRef>),
    /// `bring … into force from …`
    Bring(ast::Bring),
}

impl Instrument {
    /// `GACC 221/2019`, or the title of an unnumbered notice.
    pub fn id(&self) -> String {
        let title = || self.head.title.en.as_ref().or(self.head.title.zh.as_ref()).map(|t| t.text.clone());
        self.head.id.as_ref().map(ToString::to_string).or_else(title).unwrap_or_default()
    }

    /// Its title; one language stands in for the other.
    pub fn title(&self) -> Text {
        self.head.title.text("")
    }

    /// Its amendments.
    pub fn amendments(&self) -> impl Iterator<Item = &ast::Amend> {
        self.actions.iter().filter_map(|action| match &action.it {
            Action::Amend(amend) => Some(amend),
            _ => None,
        })
    }
}

/// A file of the rulebook.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the rulebook's folder.
    pub name: String,
    /// The files that it uses.
    pub uses: Vec<FileId>,
    /// The statements that say so.
    pub use_items: Vec<(FileId, Span)>,
    /// Whether it belongs to the rulebook by itself, not only through `use`.
    pub listed: bool,
    /// The days on which it holds, for a consolidated text.
    pub holds: Option<Consolidated>,
}

/// Where an item belongs: its file, and the instrument above it there, if any.
pub type Owner = (FileId, Option<InstrumentId>);

/// An item with its owner.
#[derive(Clone, Debug)]
pub struct Owned {
    /// Where it belongs.
    pub owner: Owner,
    /// The item.
    pub item: Item,
}

impl Owned {
    /// The name of a `let`.
    pub fn let_name(&self) -> Option<&str> {
        match &self.item.kind {
            ItemKind::Let(own) => Some(own.name.name.as_str()),
            _ => None,
        }
    }
}

/// How codes became others, and pairs of headings, as one tariff names them.
pub type Became = (Vec<Successor>, Vec<(u32, u32)>);

/// Everything that a rulebook holds, at all times.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// Its files.
    pub files: Vec<File>,
    /// Instruments in the order of their files.
    pub instruments: Vec<Instrument>,
    /// Items that are not part of an instrument: catalogs, facts, `let`s, …
    pub items: Vec<Owned>,
    /// What instruments say of each other.
    pub links: Links,
    /// Tariff editions whose rows could be read.
    pub tariffs: BTreeMap<u16, Arc<Tariff>>,
    /// Rate tables whose rows could be read, by name.
    pub rates: BTreeMap<String, Arc<RateTable>>,
    /// How codes became others, and pairs of headings, by the tariff that names them.
    pub successors: BTreeMap<u16, Arc<Became>>,
    /// Rows that explain catalogs, by name.
    pub explanations: BTreeMap<String, Arc<Later<Vec<Explanation>>>>,
    /// Tables of codes, by name.
    pub codes: BTreeMap<String, Arc<CodeRows>>,
    /// Templates of specifications, by year.
    pub elements: BTreeMap<u16, Arc<Templates>>,
    /// The file that was asked for.
    pub start: Option<String>,
    /// What is called how in Chinese.
    pub names: Names,
}

impl Rulebook {
    /// The id of the instrument in the file that was asked for: a regime
    /// instrument first.
    pub fn chosen(&self) -> Option<String> {
        let start = self.start.as_ref();
        let file = |i: &Instrument| self.files.get(i.file).map(|f| &f.name);
        let own = |i: &&Instrument| start.is_none_or(|s| Some(s) == file(i));
        // By identity, so that moving one to another file of a folder changes nothing.
        let first = self.instruments.iter().filter(own).map(|i| (i.head.applies.is_none(), i.id())).min();
        first.map(|(_, id)| id).or_else(|| self.instruments.first().map(Instrument::id))
    }

    /// Every `test` item.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.items.iter().filter_map(|owned| match &owned.item.kind {
            ItemKind::Test(test) => Some(test),
            _ => None,
        })
    }

    /// Every `sample` item.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.items.iter().filter_map(|owned| match &owned.item.kind {
            ItemKind::Sample(sample) => Some(sample),
            _ => None,
        })
    }

    /// The instrument with an identity.
    pub fn find(&self, id: &str) -> Option<InstrumentId> {
        self.links.by_id.get(id).copied()
    }

    /// The name of an instrument; empty where there is none.
    pub fn name(&self, id: InstrumentId) -> String {
        self.instruments.get(id).map(Instrument::id).unwrap_or_default()
    }

    /// An instrument as a person calls it: by its number, or a notice by its title.
    pub fn called(&self, id: InstrumentId) -> Text {
        let Some(instrument) = self.instruments.get(id) else { return Text::default() };
        match &instrument.head.id {
            Some(number) => Text::same(number.to_string()),
            None => instrument.title(),
        }
    }

    /// The facts that date instruments: `export_date`.
    pub fn dating_facts(&self) -> impl Iterator<Item = &str> {
        self.instruments.iter().filter_map(|i| i.head.dated_by.as_ref().map(|f| f.name.as_str()))
    }

    /// Files that hold something on account of the instruments in `living`: those
    /// with such an instrument, those of the rulebook without any, and whatever
    /// these use.
    pub fn living_files(&self, living: impl Fn(InstrumentId) -> bool) -> Vec<bool> {
        let mut own: Vec<Option<bool>> = vec![None; self.files.len()];
        for (i, instrument) in self.instruments.iter().enumerate() {
            if let Some(known) = own.get_mut(instrument.file) {
                *known = Some(known.unwrap_or(false) || living(i));
            }
        }
        let start = self.start.as_deref();
        // A consolidated text holds its items on all its days.
        let root = |(file, own): (&File, &Option<bool>)| {
            file.holds.is_some() || own.unwrap_or(file.listed || start == Some(file.name.as_str()))
        };
        let mut found = vec![false; self.files.len()];
        let mut open: Vec<FileId> =
            self.files.iter().zip(&own).enumerate().filter(|(_, f)| root(*f)).map(|(i, _)| i).collect();
        while let Some(file) = open.pop() {
            if let Some(seen @ false) = found.get_mut(file) {
                *seen = true;
                open.extend(self.files.get(file).iter().flat_map(|f| &f.uses));
            }
        }
        found
    }
}

/// Whether something published on a day, if one is stated, was known on another.
pub(crate) fn known(published: Option<&ast::DateLit>, known_on: Option<Date>) -> bool {
    match (published, known_on) {
        (Some((day, _)), Some(known_on)) => *day <= known_on,
        _ => true,
    }
}
