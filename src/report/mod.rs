//! Reports: a [`Decision`](crate::eval::decision::Decision) → text, for people
//! ([`human`](fn@human)) or for programs ([`json`]).
//!
//! A report adds no judgement of its own. What a program reads is the decision
//! as it is; what a person reads are the same findings in plain words, with the
//! place in the file and what to do next. [`cards`](fn@cards), [`sheet`](fn@sheet) and
//! [`comparison`] draw what was looked up.

mod advice;
mod article;
mod cards;
pub mod comparison;
mod csv;
mod diff;
mod facts;
mod findings;
pub mod flat;
mod human;
pub mod json;
pub mod marks;
mod page;
pub mod schema;
mod sheet;
mod simplified;
mod tally;
mod timeline;
pub mod workbook;

use std::collections::BTreeMap;

use crate::value::Text;

pub use article::article;
pub use cards::{card_json, cards};
pub use csv::csv;
pub use diff::{diff, diff_json};
pub use human::{human, verdict};
pub use sheet::{sheet, sheet_json};
pub use simplified::{refused, simplified, simplified_json};
pub use tally::{Tally, Told};
pub use timeline::{timeline, timeline_json};

/// Something that the reader of a file changed or doubts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Where in the declaration: `/items/0/total`.
    pub pointer: String,
    /// Where in the file: `decl.json:31:18`; empty when it is not known.
    pub place: String,
    /// What.
    pub message: Text,
}

/// What travels around a decision: where its facts came from, and names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The name of the source: a path, or `-`.
    pub source: String,
    /// Which record of the source, from 1.
    pub record: usize,
    /// Where each value stands, by pointer: `decl.json:31:18`.
    pub places: BTreeMap<String, String>,
    /// Who stated what the declaration itself does not: pointer → `office`.
    pub stated: BTreeMap<String, String>,
    /// What the reader changed or doubts.
    pub warnings: Vec<Notice>,
    /// Names for people, by id: of instruments, catalogs, rate tables and permits.
    pub titles: BTreeMap<String, Text>,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin<'a> {
    /// A place in the file, of the value or of what should hold it.
    File(&'a str),
    /// Stated by someone else.
    Stated(&'a str),
}

impl Context {
    /// An instrument as a person calls it: by its number, or a notice by its title.
    pub(crate) fn called<'a>(&'a self, page: &page::Page, id: &'a str) -> &'a str {
        match self.titles.get(id).filter(|title| title.en == id) {
            Some(title) => page.text(title),
            None => id,
        }
    }

    /// Where the value at a pointer comes from; if it is not there, where the
    /// nearest record around it stands. The whole file is no place.
    pub(crate) fn origin(&self, pointer: &str) -> Option<Origin<'_>> {
        let mut at = pointer;
        while !at.is_empty() {
            if let Some(place) = self.places.get(at) {
                return Some(Origin::File(place));
            }
            if let Some(name) = self.stated.get(at) {
                return Some(Origin::Stated(name));
            }
            at = at.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
        None
    }
}
