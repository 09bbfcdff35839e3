//! What the law of an edition says, looked up without a declaration: of a code,
//! an article, a list, a market, a paper; which facts it asks for; how trade
//! modes differ.
//!
//! [`diff`] says how two editions differ. [`cards`] answers `show`, [`facts`] answers `facts`, [`phrase`] puts norms and
//! conditions into words, [`titles`] names things for people. Everything is data; reports draw it.

pub mod cards;
pub mod diff;
pub mod facts;
pub mod phrase;
mod titles;

use serde::Serialize;

use crate::hir::{CatalogId, Edition, NormKind};
use crate::syntax::ast::{Effect, GradeLevel};
use crate::value::{Date, Text};

pub use cards::{Card, cards};
pub use diff::{Difference, diff};
pub use facts::{Question, Sheet, sheet};
pub use titles::titles;

/// Where something comes from, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// How sure.
    pub grade: GradeLevel,
    /// Source or reason.
    pub reason: Option<String>,
}

/// A norm that looks into a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The instrument.
    pub policy: String,
    /// The instrument as a person calls it.
    #[serde(skip)]
    pub called: Text,
    /// The days on which it is in force, where no day was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<(Date, Option<Date>)>,
    /// The article.
    pub article: String,
    /// What a violation is worth; nothing for a note or a permission.
    pub effect: Option<Effect>,
    /// What it says, in words.
    pub says: Text,
}

/// The norms that look into a list, in the order of the law.
pub fn rules(edition: &Edition, list: CatalogId) -> Vec<Rule> {
    let mut found = Vec::new();
    for instrument in &edition.instruments {
        for article in &instrument.articles {
            for norm in &article.norms {
                let (uses, effect) = match &norm.kind {
                    NormKind::Demand(demand) => (demand.catalogs.contains(&list), Some(demand.effect)),
                    NormKind::NoteEach { catalogs, .. } => (catalogs.contains(&list), None),
                    NormKind::Permit { condition, .. } => {
                        (phrase::looks_into(edition, *condition, list), None)
                    }
                    NormKind::Note { when, .. } => {
                        (when.is_some_and(|w| phrase::looks_into(edition, w, list)), None)
                    }
                };
                if uses {
                    found.push(Rule {
                        policy: instrument.id.clone(),
                        called: instrument.called(),
                        days: instrument.days.clone(),
                        article: article.number.clone(),
                        effect,
                        says: phrase::norm(edition, norm),
                    });
                }
            }
        }
    }
    found
}
