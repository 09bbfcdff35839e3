//! What a decision says of what was looked at, whoever evaluated.

use std::collections::BTreeSet;

use super::decision::{CatalogRef, Checked, RateRef};
use crate::hir::{Catalog, CatalogId, Edition};
use crate::value::Date;

/// What finding the words of a decision looked at.
#[derive(Clone, Debug, Default)]
pub struct Used {
    /// Rates.
    pub rates: BTreeSet<RateRef>,
    /// Lists, by position.
    pub lists: BTreeSet<CatalogId>,
    /// Last days before something changes.
    pub changes: BTreeSet<Date>,
}

/// Lists, by position, and rates.
pub struct Looked<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Lists that were looked into.
    pub lists: &'a BTreeSet<CatalogId>,
    /// Rates that were used.
    pub rates: &'a BTreeSet<RateRef>,
}

impl Looked<'_> {
    fn catalogs(&self) -> impl Iterator<Item = &Catalog> {
        self.lists.iter().filter_map(|list| self.edition.catalogs.get(*list))
    }

    /// The last day on which the answer is known to stand: the edition's, a consulted
    /// list's, rate's, or that of something else that changes, whichever ends first.
    pub fn holds_until(&self, day: Date, changes: impl Iterator<Item = Date>) -> Option<String> {
        let lists = self.catalogs().filter(|list| !list.suspended).filter_map(|list| list.complete);
        let lists = lists.flat_map(|(from, until)| [from.previous(), until]);
        // Codes are read by the tariff of the year.
        let year = (!self.lists.is_empty()).then(|| day.last_of_year());
        // Rates are those of the month.
        let month = (!self.rates.is_empty()).then(|| day.last_of_month());
        let ends = lists.chain(self.edition.span.1).chain(year).chain(month).chain(changes);
        ends.filter(|end| *end >= day && *end != Date::OPEN).min().map(|end| end.to_string())
    }

    /// What was looked at, for so many norms and lines; nothing stated.
    pub fn checked(&self, norms: usize, lines: usize) -> Checked {
        let catalog = |c: &Catalog| CatalogRef { id: c.id.clone(), tariff: c.tariff.map(|y| y.to_string()) };
        Checked {
            norms,
            lines,
            instruments: self.edition.instruments.iter().map(|i| i.id.clone()).collect(),
            catalogs: self.catalogs().map(catalog).collect(),
            not_checkable: self.catalogs().flat_map(|c| &c.entries).filter(|e| e.range.is_none()).count(),
            rates: self.rates.iter().cloned().collect(),
            stated: Vec::new(),
        }
    }
}
