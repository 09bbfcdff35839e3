//! Whether a line is in a catalog (manual: "Catalogs").
//!
//! A code that hits whole decides. An entry with a question hits only if the
//! answer is yes, given or in the words of the declared name. A code of another
//! tariff edition is out only if nothing of its heading is in the list.

use super::abs::{Abs, Open, Opens};
use super::context::{Context, Key, Stale};
use crate::hir::{Catalog, CatalogId, Entry};
use crate::input::Fact;
use crate::value::{HsCode, Truth, Value};

/// The first year whose codes follow the nomenclature of 2022.
const HS2022: u16 = 2022;

impl Context<'_> {
    /// Whether the line at hand is in the catalog.
    pub fn in_catalog(&self, id: CatalogId) -> (Truth, Opens) {
        self.seen.borrow_mut().catalogs.insert(id);
        let (Some(line), Some(catalog)) = (self.line, self.edition.catalogs.get(id)) else {
            return (Truth::Unknown, Opens::new());
        };
        let (out, open) = self.all(
            std::iter::once(self.by_code(line, id, catalog))
                .chain((0..catalog.entries.len()).map(|entry| self.by_entry(line, id, catalog, entry)))
                .map(|(truth, open)| (!truth, open)),
        );
        let stale = super::norms::stale(self, id) != Truth::False;
        match (self.stale, !out) {
            (Stale::MissOpen, Truth::False) | (Stale::Open, _) if stale => {
                Context::unknown(Open::Stale { catalog: id })
            }
            (_, truth) => (truth, open),
        }
    }

    /// The entries of a catalog that a line hits, or may hit.
    pub fn hits<'c>(&self, id: CatalogId, catalog: &'c Catalog) -> Vec<(&'c Entry, Truth)> {
        let Some(line) = self.line else { return Vec::new() };
        let entries = catalog.entries.iter().enumerate();
        entries
            .map(|(i, entry)| (entry, self.by_entry(line, id, catalog, i).0))
            .filter(|(_, truth)| truth.possible())
            .collect()
    }

    /// By the codes that hit whole.
    fn by_code(&self, line: usize, id: CatalogId, catalog: &Catalog) -> (Truth, Opens) {
        if catalog.codes.is_empty() {
            return (Truth::False, Opens::new());
        }
        let Some(code) = self.code(line) else { return self.open_code(line) };
        let listed = |first: u64, last: u64| {
            let start = catalog.codes.partition_point(|c| *c < first);
            let end = catalog.codes.partition_point(|c| *c <= last);
            end - start
        };
        if self.same_edition(catalog.tariff) {
            let hits = listed(code.first(), code.last());
            let all = match catalog.tariff.and_then(|y| self.edition.tariff(y)) {
                Some(tariff) => tariff.under(code).len(),
                None => 1,
            };
            return match hits {
                0 => (Truth::False, Opens::new()),
                _ if hits >= all.max(1) => (Truth::True, Opens::new()),
                _ => self.open_code(line),
            };
        }
        let related = self.related(code, catalog.tariff);
        match listed(related.first(), related.last()) {
            0 => (Truth::False, Opens::new()),
            _ => self.other_edition(line, id),
        }
    }

    /// By one entry.
    fn by_entry(&self, line: usize, id: CatalogId, catalog: &Catalog, index: usize) -> (Truth, Opens) {
        let Some(entry) = catalog.entries.get(index) else { return (Truth::False, Opens::new()) };
        let (code, open) = match entry.range {
            Some((first, last)) => self.by_range(line, id, catalog, entry, (first, last)),
            None => self.without_code(line, entry),
        };
        let force = if entry.force == Truth::Unknown {
            Context::unknown(Open::Force { what: entry.title.en.clone() })
        } else {
            (entry.force, Opens::new())
        };
        let answer = match &entry.ex {
            _ if code == Truth::False || entry.force == Truth::False => (Truth::True, Opens::new()),
            // As long as the code is open, it is asked for first.
            Some(ex) if code == Truth::Unknown => (self.answer(line, id, index, entry, ex).0, Opens::new()),
            Some(ex) => self.answer(line, id, index, entry, ex),
            None => (Truth::True, Opens::new()),
        };
        self.all([(code, open), force, answer].into_iter())
    }

    /// Whether the code of the line lies in the range of an entry.
    fn by_range(
        &self,
        line: usize,
        id: CatalogId,
        catalog: &Catalog,
        entry: &Entry,
        (first, last): (u64, u64),
    ) -> (Truth, Opens) {
        let Some(code) = self.code(line) else { return self.open_code(line) };
        let year = entry.tariff.or(catalog.tariff);
        if self.same_edition(year) {
            return match () {
                () if code.first() >= first && code.last() <= last => (Truth::True, Opens::new()),
                () if code.last() < first || code.first() > last => (Truth::False, Opens::new()),
                () => self.open_code(line),
            };
        }
        // The list itself says where the same good stands in the declared code's own tariff.
        let titled = !entry.title.en.is_empty();
        let same = |other: &Entry| {
            (other.ex.is_some() && other.ex == entry.ex) || (titled && other.title == entry.title)
        };
        let own = |other: &Entry| other.range.is_some() && self.same_edition(other.tariff.or(catalog.tariff));
        if catalog.entries.iter().any(|other| same(other) && own(other)) {
            return (Truth::False, Opens::new());
        }
        let related = self.related(code, year);
        if related.last() < first || related.first() > last {
            return (Truth::False, Opens::new());
        }
        self.other_edition(line, id)
    }

    /// An entry without a code is asked about only near its headings, or on its words.
    fn without_code(&self, line: usize, entry: &Entry) -> (Truth, Opens) {
        let (said, open) = self.said(line, entry);
        if said == Truth::True || self.stated_answer(line, entry.ex.as_deref()) == Some(true) {
            return (Truth::True, Opens::new());
        }
        let (near, more) = match self.code(line) {
            _ if entry.near.is_empty() => (Truth::False, Opens::new()),
            Some(code) => (entry.near.iter().any(|n| n.covers(code) || code.covers(*n)).into(), Opens::new()),
            None => self.open_code(line),
        };
        match near.or(said) {
            Truth::Unknown => (Truth::Unknown, open.into_iter().chain(more).collect()),
            truth => (truth, Opens::new()),
        }
    }

    /// The answer to the question of an entry.
    fn answer(&self, line: usize, id: CatalogId, index: usize, entry: &Entry, ex: &str) -> (Truth, Opens) {
        let (said, unnamed) = self.said(line, entry);
        let stated = self.stated_answer(line, Some(ex));
        match (stated, said) {
            (Some(true), _) | (None, Truth::True) => return (Truth::True, Opens::new()),
            (Some(false), Truth::False) => return (Truth::False, Opens::new()),
            (Some(false), Truth::Unknown) => {
                return (Truth::Unknown, unnamed);
            }
            // The declared name says yes and the answer says no: a person must look.
            (Some(false), Truth::True) | (None, _) => {}
        }
        let open = Opens::from([Open::Answer { line, catalog: id, entry: index }]);
        if stated.is_some() {
            return (Truth::Unknown, open);
        }
        let key = Key::Answer(line, ex.to_owned());
        if let Some(Abs::Truth(assumed)) = self.assume.get(&key) {
            return (*assumed, Opens::new());
        }
        self.note(key, &open, |theory| theory.yes_no = true);
        (Truth::Unknown, open)
    }

    /// Whether the declared name has one of the entry's words; a name that is
    /// not known may have them.
    pub fn said(&self, line: usize, entry: &Entry) -> (Truth, Opens) {
        if entry.words.is_empty() {
            return (Truth::False, Opens::new());
        }
        let Some(name) = self.name(line).map(str::to_lowercase) else {
            let fact = self.name_fact.map(|fact| Open::Fact { fact, line: Some(line) });
            return (Truth::Unknown, fact.into_iter().collect());
        };
        (entry.words.iter().any(|w| name.contains(&w.to_lowercase())).into(), Opens::new())
    }

    /// The answer that is stated on a line.
    pub fn stated_answer(&self, line: usize, ex: Option<&str>) -> Option<bool> {
        match self.goods_line(line)?.answers.get(ex?)? {
            Fact::Known(Value::Bool(answer)) => Some(*answer),
            _ => None,
        }
    }

    /// How a ten-digit code stands in a list: for [`super::refine`], which tries
    /// one code for each way in which codes can stand.
    pub fn stands(&self, catalog: &Catalog, code: HsCode, bits: &mut Vec<u64>) {
        let reach = |year: Option<u16>| if self.same_edition(year) { code } else { self.related(code, year) };
        let list = reach(catalog.tariff);
        let first = catalog.codes.partition_point(|c| *c < list.first());
        bits.push(u64::from(catalog.codes.get(first).is_some_and(|c| *c <= list.last())));
        for entry in &catalog.entries {
            let own = reach(entry.tariff.or(catalog.tariff));
            let meets = |(first, last): (u64, u64)| own.first() <= last && own.last() >= first;
            let near = || entry.near.iter().any(|n| n.covers(code));
            bits.push(u64::from(entry.range.map_or_else(near, meets)));
        }
    }

    /// Whether declared codes are of this tariff's year; a list without a tariff is of every year.
    fn same_edition(&self, year: Option<u16>) -> bool {
        year.is_none() || self.tariff_year() == year
    }

    /// The codes of another edition that may have become this one: its six-digit
    /// heading, or its four-digit one across the change of nomenclature in 2022.
    fn related(&self, code: HsCode, year: Option<u16>) -> HsCode {
        let new = |y: Option<u16>| y.is_some_and(|y| y >= HS2022);
        if new(self.tariff_year()) == new(year) && self.day.is_some() {
            code.prefix(6)
        } else {
            code.prefix(4)
        }
    }

    fn open_code(&self, line: usize) -> (Truth, Opens) {
        let open: Opens =
            self.code_fact.map(|fact| Open::Fact { fact, line: Some(line) }).into_iter().collect();
        self.note(Key::Code(line), &open, |theory| theory.code = true);
        (Truth::Unknown, open)
    }

    fn other_edition(&self, line: usize, catalog: CatalogId) -> (Truth, Opens) {
        let open = if self.day.is_none() { Open::Day } else { Open::Edition { line, catalog } };
        Context::unknown(open)
    }
}
