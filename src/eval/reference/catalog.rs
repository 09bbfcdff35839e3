//! Whether a line is in a catalog (manual: "Catalogs").
//!
//! A code that hits whole decides. An entry with a question hits only if the
//! answer is yes: given, in the words of the declared name, or by a condition
//! over the line. A code of another tariff edition is traced by its successors,
//! else by its headings: in if all of them are, out if nothing of them is.

use super::abs::{Abs, Open, Opens};
use super::context::{Context, Key, Stale};
use crate::hir::{Catalog, CatalogId, Entry, Share, is_own};
use crate::input::{CauseKind, Fact};
use crate::value::{HsCode, Truth, Value};

/// A line as entries see it.
pub struct Good {
    line: usize,
    code: Option<HsCode>,
    /// The declared name in small letters.
    name: Option<String>,
}

/// What a line answers to a question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    None,
    /// This.
    Stated(bool),
    /// Something that cannot be read, or contradicts itself.
    Bad,
}

impl Context<'_> {
    /// Whether the line at hand is in the catalog.
    pub fn in_catalog(&self, id: CatalogId) -> (Truth, Opens) {
        self.seen.borrow_mut().catalogs.insert(id);
        let (Some(line), Some(catalog)) = (self.line, self.edition.catalogs.get(id)) else {
            return (Truth::Unknown, Opens::new());
        };
        if catalog.suspended {
            return match self.stale.is_open(id) {
                true => Context::unknown(Open::Stale { catalog: id }),
                false => (Truth::False, Opens::new()),
            };
        }
        let good = self.good(line);
        let entries = catalog.entries.iter().enumerate().filter(|(_, e)| !self.passes_by(&good, catalog, e));
        let (out, open) = self.all(
            std::iter::once(self.by_code(&good, id, catalog))
                .chain(entries.map(|(index, _)| self.by_entry(&good, id, catalog, index)))
                .map(|(truth, open)| (!truth, open)),
        );
        let stale = super::norms::stale(self, id) != Truth::False;
        match (self.stale, !out) {
            (Stale::MissOpen, Truth::False) if stale => Context::unknown(Open::Stale { catalog: id }),
            (worth, _) if stale && worth.is_open(id) => Context::unknown(Open::Stale { catalog: id }),
            (_, truth) => (truth, open),
        }
    }

    fn good(&self, line: usize) -> Good {
        Good { line, code: self.code(line), name: self.name(line).map(str::to_lowercase) }
    }

    /// The entries of a catalog that the line at hand hits, or may hit.
    pub fn hits<'c>(&self, id: CatalogId, catalog: &'c Catalog) -> Vec<(&'c Entry, Truth)> {
        let Some(line) = self.line else { return Vec::new() };
        let good = self.good(line);
        let entries = catalog.entries.iter().enumerate();
        entries
            .filter(|(_, entry)| !self.passes_by(&good, catalog, entry))
            .map(|(i, entry)| (entry, self.by_entry(&good, id, catalog, i).0))
            .filter(|(_, truth)| truth.possible())
            .collect()
    }

    /// The questions of a catalog that concern the line at hand, whatever their answers.
    pub fn questions<'c>(&self, id: CatalogId, catalog: &'c Catalog) -> Vec<&'c Entry> {
        let Some(line) = self.line else { return Vec::new() };
        let good = self.good(line);
        let entries = catalog.entries.iter().filter(|e| e.ex.is_some());
        entries
            .filter(|e| {
                !self.passes_by(&good, catalog, e) && self.concerned(&good, id, catalog, e).0.possible()
            })
            .collect()
    }

    /// Whether an entry plainly has nothing to do with a line, seen without
    /// weighing anything.
    fn passes_by(&self, good: &Good, catalog: &Catalog, entry: &Entry) -> bool {
        let (Some(code), Some(name)) = (good.code, &good.name) else { return false };
        match entry.range {
            Some((first, last)) => {
                (code.last() < first || code.first() > last)
                    && self.same_edition(entry.tariff.or(catalog.tariff))
            }
            None => {
                !entry.near.iter().any(|n| n.covers(code) || code.covers(*n))
                    && !entry.words.iter().chain(&entry.asks_on).any(|w| name.contains(w.as_str()))
                    && matches!(
                        self.answer_of(good.line, entry.ex.as_deref()),
                        Answer::None | Answer::Stated(false)
                    )
            }
        }
    }

    /// By the codes that hit whole.
    fn by_code(&self, good: &Good, id: CatalogId, catalog: &Catalog) -> (Truth, Opens) {
        if catalog.held.is_empty() {
            return (Truth::False, Opens::new());
        }
        let Some(code) = good.code else { return self.open_code(good.line) };
        let share = self.edition.share(code, catalog, self.tariff_year());
        match share {
            Share::All => (Truth::True, Opens::new()),
            Share::None => (Truth::False, Opens::new()),
            Share::Some if self.same_edition(catalog.tariff) => self.open_code(good.line),
            Share::Some => self.other_edition(good.line, id),
        }
    }

    /// By one entry.
    fn by_entry(&self, good: &Good, id: CatalogId, catalog: &Catalog, index: usize) -> (Truth, Opens) {
        let Some(entry) = catalog.entries.get(index) else { return (Truth::False, Opens::new()) };
        let (code, open) = self.concerned(good, id, catalog, entry);
        let line = good.line;
        let answer = match &entry.ex {
            _ if code == Truth::False => (Truth::True, Opens::new()),
            // As long as the code is open, it is asked for first.
            Some(ex) if code == Truth::Unknown => (self.answer(line, id, index, entry, ex).0, Opens::new()),
            Some(ex) => self.answer(line, id, index, entry, ex),
            None => (Truth::True, Opens::new()),
        };
        self.all([(code, open), answer].into_iter())
    }

    /// Whether an entry has to do with a line, by code or by what raises its question.
    fn concerned(&self, good: &Good, id: CatalogId, catalog: &Catalog, entry: &Entry) -> (Truth, Opens) {
        match entry.range {
            Some(range) => {
                let by_code = self.by_range(good, id, catalog, entry, range);
                let raised = self.raised(good, id, entry);
                if entry.asks_on.is_empty() { by_code } else { self.all([by_code, raised].into_iter()) }
            }
            None => self.without_code(good, id, entry),
        }
    }

    /// Whether the declared name, or an answer, raises the question of an entry; an
    /// answer that cannot be read may.
    fn raised(&self, good: &Good, id: CatalogId, entry: &Entry) -> (Truth, Opens) {
        let (said, open) = self.says(good, &entry.asks_on);
        match self.answer_of(good.line, entry.ex.as_deref()) {
            Answer::Stated(true) => (Truth::True, Opens::new()),
            Answer::Bad if said != Truth::True => Context::unknown(self.open_answer(good.line, id, entry)),
            _ => (said, open),
        }
    }

    fn open_answer(&self, line: usize, catalog: CatalogId, entry: &Entry) -> Open {
        let entries = self.edition.catalogs.get(catalog).map(|c| c.entries.as_slice()).unwrap_or_default();
        let position = entries.iter().position(|e| std::ptr::eq(e, entry)).unwrap_or_default();
        match self.goods_line(line).is_some_and(|l| l.unanswered.is_some()) {
            true => Open::Answers { line },
            false => Open::Answer { line, catalog, entry: position },
        }
    }

    /// Whether the declared name has one of several words; one that is not known may.
    fn says(&self, good: &Good, words: &[String]) -> (Truth, Opens) {
        if words.is_empty() {
            return (Truth::False, Opens::new());
        }
        let Some(name) = &good.name else {
            let fact = self.name_fact.map(|fact| Open::Fact { fact, line: Some(good.line) });
            return (Truth::Unknown, fact.into_iter().collect());
        };
        (words.iter().any(|w| name.contains(w.as_str())).into(), Opens::new())
    }

    /// Whether the code of the line lies in the range of an entry.
    fn by_range(
        &self,
        good: &Good,
        id: CatalogId,
        catalog: &Catalog,
        entry: &Entry,
        (first, last): (u64, u64),
    ) -> (Truth, Opens) {
        let line = good.line;
        let Some(code) = good.code else { return self.open_code(line) };
        let year = entry.tariff.or(catalog.tariff);
        if self.same_edition(year) {
            return match () {
                () if code.first() >= first && code.last() <= last => (Truth::True, Opens::new()),
                () if code.last() < first || code.first() > last => (Truth::False, Opens::new()),
                () => self.open_code(line),
            };
        }
        if catalog.speaks_elsewhere(entry, self.tariff_year()) {
            return (Truth::False, Opens::new());
        }
        match self.edition.share_of_range(code, year, (first, last), self.tariff_year()) {
            Share::All => (Truth::True, Opens::new()),
            Share::None => (Truth::False, Opens::new()),
            Share::Some => self.other_edition(line, id),
        }
    }

    /// An entry without a code is asked about only near its headings, or on its words.
    fn without_code(&self, good: &Good, id: CatalogId, entry: &Entry) -> (Truth, Opens) {
        let (said, open) = self.says(good, &entry.words);
        let (raised, also) = self.raised(good, id, entry);
        if said == Truth::True || raised == Truth::True {
            return (Truth::True, Opens::new());
        }
        let (near, more) = match good.code {
            _ if entry.near.is_empty() => (Truth::False, Opens::new()),
            Some(code) => (entry.near.iter().any(|n| n.covers(code) || code.covers(*n)).into(), Opens::new()),
            None => self.open_code(good.line),
        };
        match near.or(said).or(raised) {
            Truth::Unknown => (Truth::Unknown, open.into_iter().chain(also).chain(more).collect()),
            truth => (truth, Opens::new()),
        }
    }

    /// The answer to the question of an entry.
    fn answer(&self, line: usize, id: CatalogId, index: usize, entry: &Entry, ex: &str) -> (Truth, Opens) {
        if let Some(condition) = entry.condition {
            return self.by_condition(line, id, entry, (condition, ex));
        }
        let (said, unnamed) = self.said(line, entry);
        if self.answer_of(line, Some(ex)) == Answer::Bad && said != Truth::True {
            return Context::unknown(self.open_answer(line, id, entry));
        }
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

    /// The answer of a condition over the line, or the one that is stated; where the
    /// two contradict each other, a person must look. What is there and cannot be
    /// read is not answered by a no.
    fn by_condition(
        &self,
        line: usize,
        id: CatalogId,
        entry: &Entry,
        (condition, ex): (crate::hir::ExprId, &str),
    ) -> (Truth, Opens) {
        let (holds, open) = self.at(line).truth(condition);
        match (self.answer_of(line, Some(ex)), holds) {
            (Answer::None, _) => (holds, open),
            (Answer::Stated(false), Truth::Unknown) if self.unreadable(&open) => (holds, open),
            (Answer::Bad, _)
            | (Answer::Stated(true), Truth::False)
            | (Answer::Stated(false), Truth::True) => Context::unknown(self.open_answer(line, id, entry)),
            (Answer::Stated(stated), _) => (stated.into(), Opens::new()),
        }
    }

    /// Whether one of several open facts is there, and cannot be read.
    fn unreadable(&self, open: &Opens) -> bool {
        open.iter().any(|one| match one {
            Open::Fact { fact, line } => {
                let facts = match line {
                    Some(line) => self.goods_line(*line).map(|l| &l.facts),
                    None => Some(&self.declaration.head),
                };
                facts.is_some_and(|f| f.cause(*fact).kind != CauseKind::Absent)
            }
            _ => false,
        })
    }

    /// Whether the declared name has one of the entry's words.
    pub fn said(&self, line: usize, entry: &Entry) -> (Truth, Opens) {
        self.says(&self.good(line), &entry.words)
    }

    /// The answer that is stated on a line.
    pub fn stated_answer(&self, line: usize, ex: Option<&str>) -> Option<bool> {
        match self.answer_of(line, ex) {
            Answer::Stated(answer) => Some(answer),
            _ => None,
        }
    }

    fn answer_of(&self, line: usize, ex: Option<&str>) -> Answer {
        let (Some(goods), Some(ex)) = (self.goods_line(line), ex) else { return Answer::None };
        match goods.answers.get(ex) {
            Some(Fact::Known(Value::Bool(answer))) => Answer::Stated(*answer),
            Some(Fact::Unknown(cause)) if cause.kind != CauseKind::Absent => Answer::Bad,
            _ if goods.unanswered.is_some() => Answer::Bad,
            _ => Answer::None,
        }
    }

    /// How a ten-digit code stands in a list: for [`super::refine`], which tries
    /// one code for each way in which codes can stand.
    pub fn stands(&self, catalog: &Catalog, code: HsCode, marks: &mut Vec<u64>) {
        let share = self.edition.share(code, catalog, self.tariff_year());
        // A sign between lists; entries count from 1.
        marks.push(match share {
            Share::None => u64::MAX,
            Share::Some => u64::MAX - 1,
            Share::All => u64::MAX - 2,
        });
        if share == Share::All {
            return;
        }
        for (index, entry) in (1u64..).zip(&catalog.entries) {
            let year = entry.tariff.or(catalog.tariff);
            let meets = match entry.range {
                Some((first, last)) if self.same_edition(year) => {
                    first <= code.first() && code.last() <= last
                }
                Some(range) => {
                    let share = self.edition.share_of_range(code, year, range, self.tariff_year());
                    marks.extend((share == Share::All).then_some(0));
                    share != Share::None
                }
                None => entry.near.iter().any(|n| n.covers(code)),
            };
            marks.extend(meets.then_some(index));
        }
    }

    /// Whether a code, whatever is answered, has to do with a list.
    pub fn touches(&self, catalog: &Catalog, code: HsCode) -> bool {
        let mut marks = Vec::new();
        self.stands(catalog, code, &mut marks);
        marks != [u64::MAX]
    }

    /// Whether declared codes are of this tariff's year; a list without a tariff is of every year.
    fn same_edition(&self, year: Option<u16>) -> bool {
        is_own(year, self.tariff_year())
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
