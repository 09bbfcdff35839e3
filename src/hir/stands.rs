//! How a tariff code stands in a list: questions of an edition alone, which both
//! evaluators ask (manual: "Catalogs").
//!
//! `own` is the year of the tariff by which declared codes are read; not known without a day.

use super::{Catalog, Edition, Entry};
use crate::catalog::successors::same_nomenclature;
use crate::value::{Date, HsCode};

/// How many of several are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// None.
    None,
    /// Some, and not all.
    Some,
    /// All.
    All,
}

impl Share {
    /// `whole` is asked for only where there is a part.
    fn of(parts: usize, whole: impl FnOnce() -> usize) -> Share {
        match parts {
            0 => Share::None,
            _ if parts >= whole() => Share::All,
            _ => Share::Some,
        }
    }
}

/// Codes of another edition that a code was or became.
enum Reach {
    /// By rows of successors.
    Codes(Vec<u64>),
    /// By headings, each of which may hold it.
    Headings(Vec<HsCode>),
}

/// Whether codes of a year's tariff are those that are declared; a list without a tariff is
/// of every year.
pub fn is_own(year: Option<u16>, own: Option<u16>) -> bool {
    year.is_none() || year == own
}

impl Edition {
    /// The year of the tariff by which codes are read on a day: the latest edition of the
    /// day's nomenclature that is not after the day, else the day's own year.
    pub fn tariff_year(&self, day: Date) -> Option<u16> {
        let year = u16::try_from(day.year()).ok()?;
        let editions = self.tariffs.iter().map(|t| t.year);
        editions.filter(|y| *y <= year && same_nomenclature(*y, year)).max().or(Some(year))
    }

    /// Whether a code may be one: a code that its tariff, where that is complete, does not
    /// have is none. Without a year, one that no complete edition has.
    pub fn is_code(&self, code: HsCode, own: Option<u16>) -> bool {
        let editions = self.tariffs.iter().filter(|t| own.is_none_or(|own| t.year == own));
        let mut complete = editions.filter(|t| t.complete.is_some()).peekable();
        complete.peek().is_none() || complete.any(|t| !t.under(code).is_empty())
    }

    /// How many of the codes that a declared code can mean hit a list whole.
    pub fn share(&self, code: HsCode, catalog: &Catalog, own: Option<u16>) -> Share {
        let listed = |first: u64, last: u64| {
            let start = catalog.held.partition_point(|c| *c < first);
            catalog.held.partition_point(|c| *c <= last) - start
        };
        let tariff = catalog.tariff.and_then(|y| self.tariff(y));
        let all = |code: HsCode| tariff.map_or(1, |t| t.under(code).len().max(1));
        if is_own(catalog.tariff, own) {
            return Share::of(listed(code.first(), code.last()), || all(code));
        }
        match self.reach(code, catalog.tariff, own) {
            Reach::Codes(codes) => Share::of(codes.iter().map(|c| listed(*c, *c)).sum(), || codes.len()),
            Reach::Headings(headings) => {
                let there = |h: &HsCode| tariff.is_none_or(|t| !t.under(*h).is_empty());
                if tariff.is_some_and(|t| t.complete.is_some()) && !headings.iter().any(there) {
                    // The list's tariff has nothing like it: where it went is not known.
                    return Share::Some;
                }
                let listed = headings.iter().map(|h| listed(h.first(), h.last())).sum();
                Share::of(listed, || headings.iter().map(|h| all(*h)).sum())
            }
        }
    }

    /// How much of what a code of another edition than `year` can mean lies in a range.
    pub fn share_of_range(
        &self,
        code: HsCode,
        year: Option<u16>,
        (first, last): (u64, u64),
        own: Option<u16>,
    ) -> Share {
        match self.reach(code, year, own) {
            Reach::Codes(codes) => {
                let within = codes.iter().filter(|c| first <= **c && **c <= last).count();
                Share::of(within, || codes.len())
            }
            Reach::Headings(headings) => {
                let within = |h: &HsCode| first <= h.first() && h.last() <= last;
                let meets = |h: &HsCode| h.first() <= last && h.last() >= first;
                match () {
                    () if headings.iter().all(within) => Share::All,
                    () if headings.iter().any(meets) => Share::Some,
                    () => Share::None,
                }
            }
        }
    }

    fn reach(&self, code: HsCode, year: Option<u16>, own: Option<u16>) -> Reach {
        let list = year.or(own).unwrap_or_default();
        let codes = own.map(|own| self.successors.of(code, own, list)).unwrap_or_default();
        match codes.is_empty() {
            true => Reach::Headings(self.successors.related(code, own, list)),
            false => Reach::Codes(codes),
        }
    }
}

impl Catalog {
    /// Whether the list itself says where the good of an entry of another edition stands in
    /// the declared code's own tariff.
    pub fn speaks_elsewhere(&self, entry: &Entry, own: Option<u16>) -> bool {
        let titled = !entry.title.en.is_empty();
        let same = |other: &Entry| {
            (other.ex.is_some() && other.ex == entry.ex) || (titled && other.title == entry.title)
        };
        let of_own = |other: &Entry| other.range.is_some() && is_own(other.tariff.or(self.tariff), own);
        self.entries.iter().any(|other| same(other) && of_own(other))
    }
}
