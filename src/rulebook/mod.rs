//! The rulebook: all instruments of a folder with what they use, and the law of
//! a day chosen from them.
//!
//! 1. [`load`] reads the files, follows `use`, and reads rows of data ([`rows`]).
//! 2. [`Rulebook::edition_on`] resolves time ([`time`]): which instruments and
//!    entries are in force on a day, and for which days around it that holds.
//!
//! What comes out knows nothing of dates of law any more.

mod load;
mod rows;
mod time;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Explanation, RateTable, Successors, Tariff};
use crate::syntax::ast::{self, Item, ItemKind, Test};
use crate::value::{Date, Truth};

pub use load::Start;
pub use time::entry_in_force;

/// An instrument with its articles.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// The file it stands in.
    pub file: String,
    /// Its head.
    pub head: ast::Instrument,
    /// Its first line.
    pub span: crate::source::Span,
    /// Its articles.
    pub articles: Vec<(ast::Article, crate::source::Span)>,
}

impl Instrument {
    /// `GACC 221/2019`, or the title of an unnumbered notice.
    pub fn id(&self) -> String {
        let title = || self.head.title.en.as_ref().or(self.head.title.zh.as_ref()).map(|t| t.text.clone());
        self.head.id.as_ref().map(ToString::to_string).or_else(title).unwrap_or_default()
    }
}

/// Everything that a rulebook holds, at all times.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// Instruments in the order of their files.
    pub instruments: Vec<Instrument>,
    /// Items that are not instruments or articles: catalogs, facts, `let`s, …
    pub items: Vec<Item>,
    /// Tariff editions whose rows could be read.
    pub tariffs: BTreeMap<u16, Arc<Tariff>>,
    /// Rate tables whose rows could be read, by name.
    pub rates: BTreeMap<String, Arc<RateTable>>,
    /// How codes became others.
    pub successors: Arc<Successors>,
    /// Rows that explain catalogs, by name.
    pub explanations: BTreeMap<String, Arc<Vec<Explanation>>>,
    /// The file that was asked for.
    pub start: Option<String>,
}

/// A rulebook on a day: what is, or may be, in force.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// Instruments that are or may be in force.
    pub instruments: Vec<(&'a Instrument, Truth)>,
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// The day, where it is known.
    pub day: Option<Date>,
    /// The first and last day on which this is the law.
    pub span: (Option<Date>, Option<Date>),
}

impl Rulebook {
    /// The id of the instrument in the file that was asked for: a regime
    /// instrument first.
    pub fn chosen(&self) -> Option<String> {
        let own = |i: &&Instrument| self.start.as_ref().is_none_or(|s| *s == i.file);
        let regime = self.instruments.iter().filter(own).find(|i| i.head.applies.is_some());
        regime.or_else(|| self.instruments.iter().find(own)).or(self.instruments.first()).map(Instrument::id)
    }

    /// Every `test` item.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Test(test) => Some(test),
            _ => None,
        })
    }

    /// The law of a day; of no known day, everything that may be in force.
    pub fn edition_on(&self, day: Option<Date>) -> Resolved<'_> {
        let instruments = self.instruments.iter().map(|i| (i, time::in_force(&i.head, day)));
        Resolved {
            instruments: instruments.filter(|(_, force)| force.possible()).collect(),
            rulebook: self,
            day,
            span: self.span_around(day),
        }
    }

    /// The days around a day between which nothing starts or ends.
    fn span_around(&self, day: Option<Date>) -> (Option<Date>, Option<Date>) {
        let Some(day) = day else { return (None, None) };
        let starts = self.change_dates();
        let from = starts.iter().rev().find(|d| **d <= day).copied();
        let until = starts.iter().find(|d| **d > day).map(|d| d.previous());
        (from, until)
    }

    /// The first days of all changes, in order.
    pub fn change_dates(&self) -> Vec<Date> {
        let mut dates: Vec<Date> = self.instruments.iter().flat_map(|i| time::changes(&i.head)).collect();
        for item in &self.items {
            if let ItemKind::Catalog(catalog) = &item.kind {
                for entry in &catalog.entries {
                    dates.extend(entry.from.map(|(d, _)| d));
                    dates.extend(entry.until.map(|(d, _)| d.next()));
                }
            }
        }
        dates.sort_unstable();
        dates.dedup();
        dates
    }
}
