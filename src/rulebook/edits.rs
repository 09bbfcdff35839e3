//! Amendments at work: articles, `let`s, lists of codes and of markets as they
//! read in one version of the law.
//!
//! Edits are applied in the order in which the instruments that make them begin,
//! then were published. An edit holds while its instrument is in force: what it
//! inserted falls with it, and what it replaced or repealed comes back. Words that it
//! put over words of another stay when those fall, until it falls itself. Each edit
//! must match exactly one thing; what does not is given back with its author.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::version::Version;
use super::{Action, FileId, Instrument, InstrumentId, Rulebook, errors, known, order};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{
    Article, Catalog, Edit, EditKind, Entry, EntryRef, Ident, ItemKind, Let, Market, Markets, Suspended,
};
use crate::value::{Date, HsCode};

/// An article as it reads in a version.
#[derive(Clone, Copy, Debug)]
pub struct Worded<'a> {
    /// Its words.
    pub article: &'a Article,
    /// Who gave it these words, if it was not the instrument itself.
    pub by: Option<&'a Instrument>,
    /// Where it stands.
    pub whole: Span,
}

/// An edit with its author.
#[derive(Clone, Copy, Debug)]
pub struct Authored<'a> {
    /// Who makes it.
    pub by: InstrumentId,
    /// What it is.
    pub edit: &'a Edit,
}

/// A suspension of a part of the law: who says so, and for which days.
type Paused = (InstrumentId, Option<Date>, Option<Date>);

/// Every edit of a rulebook by what it edits, in the order of application.
pub struct Edits<'a> {
    book: &'a Rulebook,
    of_law: BTreeMap<InstrumentId, Vec<Authored<'a>>>,
    of_catalog: BTreeMap<&'a str, Vec<Authored<'a>>>,
    of_markets: BTreeMap<&'a str, Vec<Authored<'a>>>,
    paused_articles: BTreeMap<InstrumentId, Vec<(&'a Ident, Paused)>>,
    paused_catalogs: BTreeMap<&'a str, Vec<(&'a Ident, Paused)>>,
}

/// An edit that does not match exactly one thing in a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Who made it.
    pub by: InstrumentId,
    /// What is wrong.
    pub problem: Diagnostic,
    /// What it edited has fallen with the instrument that had put it there: no fault,
    /// unless that was so from the beginning.
    pub lapsed: bool,
}

/// What does not match.
pub type Unmatched = Vec<Mismatch>;

fn mismatch(by: InstrumentId, problem: Diagnostic) -> Mismatch {
    Mismatch { by, problem, lapsed: false }
}

impl<'a> Edits<'a> {
    /// All edits of a rulebook.
    pub fn new(book: &'a Rulebook) -> Edits<'a> {
        let mut edits = Edits {
            book,
            of_law: BTreeMap::new(),
            of_catalog: BTreeMap::new(),
            of_markets: BTreeMap::new(),
            paused_articles: BTreeMap::new(),
            paused_catalogs: BTreeMap::new(),
        };
        let mut order: Vec<InstrumentId> = (0..book.instruments.len()).collect();
        order.sort_by_cached_key(|i| {
            let last = |window: super::Window| window.last.unwrap_or(Date::OPEN);
            (last(book.beginning(*i, None)), last(book.published(*i)), book.name(*i))
        });
        for by in order {
            for action in book.instruments.get(by).iter().flat_map(|i| &i.actions) {
                edits.add(by, &action.it);
            }
        }
        edits
    }

    fn add(&mut self, by: InstrumentId, action: &'a Action) {
        match action {
            Action::Amend(amend) => {
                let target = amend.target.as_ref().and_then(|t| self.book.find(&t.id()));
                for edit in &amend.edits {
                    let authored = Authored { by, edit };
                    match (list(&edit.kind), target) {
                        (Some(List::Catalog(name)), _) => {
                            self.of_catalog.entry(name).or_default().push(authored);
                        }
                        (Some(List::Markets(name)), _) => {
                            self.of_markets.entry(name).or_default().push(authored);
                        }
                        (None, Some(target)) => self.of_law.entry(target).or_default().push(authored),
                        (None, None) => {}
                    }
                }
            }
            Action::Suspend(suspend) => {
                let paused = (by, suspend.from.map(|(d, _)| d), suspend.until.map(|(d, _)| d));
                match &suspend.what {
                    Suspended::Article(number, target) => {
                        if let Some(target) = self.book.find(&target.id()) {
                            self.paused_articles.entry(target).or_default().push((number, paused));
                        }
                    }
                    Suspended::Catalog(name) => {
                        self.paused_catalogs.entry(&name.name).or_default().push((name, paused));
                    }
                    Suspended::Instrument(_) => {}
                }
            }
            Action::Repeal(_) | Action::Bring(_) => {}
        }
    }

    /// What edits one instrument.
    pub fn of_law(&self, target: InstrumentId) -> &[Authored<'a>] {
        self.of_law.get(&target).map_or(&[], Vec::as_slice)
    }

    /// Every group of edits of one thing.
    pub fn groups(&self) -> impl Iterator<Item = (Option<InstrumentId>, &[Authored<'a>])> {
        let law = self.of_law.iter().map(|(target, own)| (Some(*target), own.as_slice()));
        let lists = self.of_catalog.values().chain(self.of_markets.values());
        law.chain(lists.map(|own| (None, own.as_slice())))
    }

    /// The articles of an instrument as they read in a version.
    pub fn articles(&self, target: InstrumentId, version: &Version) -> (Vec<Worded<'a>>, Unmatched) {
        let Some(instrument) = self.book.instruments.get(target) else { return (Vec::new(), Vec::new()) };
        // By number; of two with one number, which is an error of its own, the first.
        let mut text: BTreeMap<&str, Worded> = BTreeMap::new();
        for article in &instrument.articles {
            text.entry(&article.it.number.name).or_insert(super::resolve::worded(article));
        }
        let mut unmatched = Vec::new();
        for Authored { by, edit } in self.of_law(target).iter().filter(|e| version.has(e.by)) {
            let (EditKind::Insert(Article { number, .. })
            | EditKind::Replace(Article { number, .. })
            | EditKind::RepealArticle(number)) = &edit.kind
            else {
                continue;
            };
            let author = self.book.instruments.get(*by);
            match (&edit.kind, text.get(number.name.as_str())) {
                (EditKind::Insert(_), Some(there)) => {
                    unmatched.push(mismatch(*by, errors::article_there(number, there, instrument)));
                }
                (EditKind::Insert(article), None) | (EditKind::Replace(article), Some(_)) => {
                    text.insert(&number.name, Worded { article, by: author, whole: edit.span });
                }
                (EditKind::RepealArticle(_), Some(_)) => drop(text.remove(number.name.as_str())),
                (kind, _) => {
                    let problem = errors::no_article(number, text.keys().copied(), instrument);
                    let lapsed = self.fallen(target, &number.name, version);
                    unmatched.push(Mismatch { by: *by, problem, lapsed });
                    if let (EditKind::Replace(article), true) = (kind, lapsed) {
                        text.insert(&number.name, Worded { article, by: author, whole: edit.span });
                    }
                }
            }
        }
        for (number, (by, ..)) in self.pauses(self.paused_articles.get(&target), version) {
            if text.remove(number.name.as_str()).is_none() {
                let problem = errors::no_article(number, text.keys().copied(), instrument);
                let lapsed = self.fallen(target, &number.name, version);
                unmatched.push(Mismatch { by: *by, problem, lapsed });
            }
        }
        (text.into_values().collect(), unmatched)
    }

    /// Whether an article was another's, and has fallen with it.
    fn fallen(&self, target: InstrumentId, number: &str, version: &Version) -> bool {
        let inserts = |e: &&Authored| match &e.edit.kind {
            EditKind::Insert(article) => article.number.name == number && !version.has(e.by),
            _ => false,
        };
        self.of_law(target).iter().any(|e| inserts(&e))
    }

    /// Pairs of instruments of which it was not certain, to one who knew what had been
    /// published by a day, whose edit of one thing comes first.
    pub fn unordered(&self, known_on: Option<Date>) -> Vec<(InstrumentId, InstrumentId)> {
        let pairs = self.groups().flat_map(|(_, own)| order::uncertain(self.book, own, known_on));
        let mut pairs: Vec<_> = pairs.map(|(a, b)| (a.by, b.by)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Who suspends articles of an instrument.
    pub fn pausing(&self, target: InstrumentId) -> Vec<InstrumentId> {
        self.paused_articles.get(&target).into_iter().flatten().map(|(_, (by, ..))| *by).collect()
    }

    /// The first days of suspensions of articles of an instrument, where these are
    /// stated, with who suspends.
    pub fn pause_days(&self, target: InstrumentId) -> Vec<(Date, InstrumentId)> {
        let all = self.paused_articles.get(&target).into_iter().flatten();
        let first = |(by, from): (InstrumentId, Option<Date>)| {
            from.or(self.book.beginning(by, None).last).map(|day| (day, by))
        };
        all.filter_map(|(_, (by, from, _))| first((*by, *from))).collect()
    }

    /// Instruments of which articles are suspended, and nothing is edited.
    pub fn paused_only(&self) -> Vec<InstrumentId> {
        let edited = |t: &&InstrumentId| !self.of_law.contains_key(*t);
        self.paused_articles.keys().filter(edited).copied().collect()
    }

    /// The articles of an instrument that are suspended in a version, and by whom.
    pub fn paused(&self, target: InstrumentId, version: &Version) -> Vec<(&'a str, InstrumentId)> {
        let all = self.pauses(self.paused_articles.get(&target), version);
        all.map(|(number, (by, ..))| (number.name.as_str(), *by)).collect()
    }

    /// The suspensions that hold in a version.
    fn pauses<'s>(
        &'s self,
        of: Option<&'s Vec<(&'a Ident, Paused)>>,
        version: &'s Version,
    ) -> impl Iterator<Item = &'s (&'a Ident, Paused)> {
        of.into_iter().flatten().filter(|(_, (by, from, until))| {
            let begun = from.is_none_or(|from| from <= version.day);
            version.has(*by) && begun && until.is_none_or(|until| version.day <= until)
        })
    }

    /// What stands behind a `let` of an instrument in a version, and who says so.
    pub fn value_of(
        &self,
        target: InstrumentId,
        name: &str,
        version: &Version,
    ) -> Option<(&'a Let, InstrumentId)> {
        let set = |e: &Authored<'a>| match &e.edit.kind {
            EditKind::Set(value) if value.name.name == name => Some((value, e.by)),
            _ => None,
        };
        self.of_law(target).iter().filter(|e| version.has(e.by)).filter_map(set).next_back()
    }

    /// `set` of a name that the instrument does not define.
    pub fn unset(&self, target: InstrumentId) -> Unmatched {
        let Some(instrument) = self.book.instruments.get(target) else { return Vec::new() };
        let names: Vec<&str> = self.book.lets_of(target).map(|l| l.name.name.as_str()).collect();
        let wrong = |e: &Authored| match &e.edit.kind {
            EditKind::Set(value) if !names.contains(&value.name.name.as_str()) => {
                Some(mismatch(e.by, errors::no_let(&value.name, names.iter().copied(), instrument)))
            }
            _ => None,
        };
        self.of_law(target).iter().filter_map(wrong).collect()
    }

    /// Whether a catalog is suspended in a version.
    pub fn is_paused(&self, name: &str, version: &Version) -> bool {
        self.pauses(self.paused_catalogs.get(name), version).next().is_some()
    }

    /// The names of lists that are edited or suspended, with a place and who does it.
    pub fn lists(&self) -> impl Iterator<Item = (InstrumentId, &'a Ident, bool)> {
        let edited = self.of_catalog.values().chain(self.of_markets.values()).flatten();
        let edited = edited.filter_map(|e| {
            let (EditKind::AddEntries(name, _)
            | EditKind::RemoveEntries(name, _)
            | EditKind::AddMarkets(name, _)
            | EditKind::Extend(name, _)) = &e.edit.kind
            else {
                return None;
            };
            Some((e.by, name, matches!(e.edit.kind, EditKind::AddMarkets(..))))
        });
        let paused = self.paused_catalogs.values().flatten().map(|(name, (by, ..))| (*by, *name, false));
        edited.chain(paused)
    }

    /// A catalog as it reads in a version.
    pub fn catalog(&self, base: &'a Catalog, version: &Version) -> (Cow<'a, Catalog>, Unmatched) {
        let mut text = Cow::Borrowed(base);
        let mut unmatched = Vec::new();
        let edits = self.of_catalog.get(base.name.name.as_str()).into_iter().flatten();
        for Authored { by, edit } in edits.filter(|e| version.has(e.by)) {
            match &edit.kind {
                EditKind::AddEntries(_, entries) => {
                    for entry in entries {
                        let there = text.entries.iter().find(|e| same(e, entry, &text, version));
                        match there {
                            Some(there) => unmatched.push(mismatch(*by, errors::entry_there(entry, there))),
                            None => text.to_mut().entries.push(self.graded(entry, *by)),
                        }
                    }
                }
                EditKind::RemoveEntries(_, entries) => {
                    for entry in entries {
                        if let Err(problem) = remove(&mut text, entry) {
                            unmatched.push(mismatch(*by, *problem));
                        }
                    }
                }
                EditKind::Extend(_, until) => match &mut text.to_mut().complete {
                    Some((_, end)) => *end = *until,
                    None => unmatched.push(mismatch(*by, errors::nothing_to_extend(edit.span, &base.name))),
                },
                _ => {}
            }
        }
        if self.is_paused(&base.name.name, version) {
            text.to_mut().suspended = true;
        }
        (text, unmatched)
    }

    /// An added entry rests on the instrument that adds it, unless it says more.
    pub fn graded(&self, entry: &Entry, by: InstrumentId) -> Entry {
        let own = self.book.instruments.get(by).and_then(|i| i.head.grade.clone());
        Entry { grade: entry.grade.clone().or(own), ..entry.clone() }
    }

    /// The same with the days of that instrument, where the entry has none of its own.
    pub fn dated(&self, entry: &Entry, by: InstrumentId) -> Entry {
        let span = entry.span;
        let (from, until) = (self.book.beginning(by, None).last, self.book.own_end(by));
        Entry {
            from: entry.from.or(from.map(|day| (day, span))),
            until: entry.until.or(until.map(|day| (day, span))),
            ..self.graded(entry, by)
        }
    }

    /// The same of a market.
    pub fn graded_market(&self, market: &Market, by: InstrumentId) -> Market {
        let own = self.book.instruments.get(by).and_then(|i| i.head.grade.clone());
        Market { grade: market.grade.clone().or(own), ..market.clone() }
    }

    /// A list of markets as it reads in a version: without what was not known yet.
    pub fn markets(&self, base: &'a Markets, version: &Version) -> (Cow<'a, Markets>, Unmatched) {
        let mut text = Cow::Borrowed(base);
        let mut unmatched = Vec::new();
        let edits = self.of_markets.get(base.name.name.as_str()).into_iter().flatten();
        for Authored { by, edit } in edits.filter(|e| version.has(e.by)) {
            let EditKind::AddMarkets(_, markets) = &edit.kind else { continue };
            for market in markets {
                match text.markets.iter().find(|m| m.id.name == market.id.name) {
                    Some(there) => unmatched.push(mismatch(*by, errors::market_there(&market.id, &there.id))),
                    None => text.to_mut().markets.push(self.graded_market(market, *by)),
                }
            }
        }
        let named = |m: &Market| known(m.named_on.as_ref(), version.known_on);
        let opened = |m: &Market| known(m.published.as_ref(), version.known_on);
        if !text.markets.iter().all(|m| named(m) && opened(m)) {
            let own = text.to_mut();
            own.markets.retain(named);
            own.markets.iter_mut().filter(|m| !opened(m)).for_each(|m| m.open = None);
        }
        (text, unmatched)
    }
}

impl Rulebook {
    /// Whether a file has one instrument, whose own its `let`s then are.
    pub fn has_one_instrument(&self, file: FileId) -> bool {
        self.instruments.iter().filter(|i| i.file == file).count() == 1
    }

    /// Whether the `let`s above the only instrument of a file are that one's own, as far as
    /// names go: it says none of them anew.
    pub fn owns_names_above(&self, file: FileId) -> bool {
        let lets = |above: bool| {
            let own = self.items.iter().filter(move |o| o.owner.0 == file && o.owner.1.is_none() == above);
            own.filter_map(super::Owned::let_name)
        };
        self.has_one_instrument(file) && !lets(true).any(|name| lets(false).any(|own| own == name))
    }

    /// The `let`s of an instrument: those below it, and those of its file if that has no
    /// other instrument.
    pub fn lets_of(&self, target: InstrumentId) -> impl Iterator<Item = &Let> {
        let file = self.instruments.get(target).map(|i| i.file);
        let alone = file.is_some_and(|file| self.has_one_instrument(file));
        let own = move |o: &&super::Owned| {
            Some(o.owner.0) == file && o.owner.1.map_or(alone, |section| section == target)
        };
        self.items.iter().filter(own).filter_map(|o| match &o.item.kind {
            ItemKind::Let(own) => Some(own),
            _ => None,
        })
    }
}

/// The list that an edit is about.
pub enum List<'a> {
    /// A list of codes.
    Catalog(&'a str),
    /// A list of markets.
    Markets(&'a str),
}

/// The list that an edit is about, if it is about one.
pub fn list(kind: &EditKind) -> Option<List<'_>> {
    match kind {
        EditKind::AddEntries(name, _) | EditKind::RemoveEntries(name, _) | EditKind::Extend(name, _) => {
            Some(List::Catalog(&name.name))
        }
        EditKind::AddMarkets(name, _) => Some(List::Markets(&name.name)),
        _ => None,
    }
}

/// The tariff under which a code of an entry is read.
fn year(own: Option<(u16, Span)>, catalog: &Catalog) -> Option<u16> {
    own.or(catalog.tariff).map(|(year, _)| year)
}

fn code(of: &Option<(HsCode, Span)>) -> Option<HsCode> {
    of.map(|(code, _)| code)
}

fn id(of: &Option<Ident>) -> Option<&str> {
    of.as_ref().map(|id| id.name.as_str())
}

/// Whether an entry that holds on the day is the one that is to be added.
fn same(there: &Entry, new: &Entry, catalog: &Catalog, version: &Version) -> bool {
    let over = there.until.is_some_and(|(until, _)| until < version.day);
    let apart = new.from.is_some_and(|(from, _)| there.until.is_some_and(|(until, _)| until < from));
    let key = |e: &Entry| (code(&e.code), year(e.tariff, catalog));
    !over && !apart && key(there) == key(new) && id(&there.ex) == id(&new.ex)
}

/// Takes the one entry that is meant out of a list; a code that the list has by its
/// letters or ranges is excepted from them.
fn remove(catalog: &mut Cow<Catalog>, meant: &EntryRef) -> Result<(), Box<Diagnostic>> {
    let fits = |e: &Entry| {
        code(&e.code) == code(&meant.code)
            && meant.ex.as_ref().is_none_or(|ex| id(&e.ex) == Some(ex.name.as_str()))
            && meant.tariff.is_none_or(|(tariff, _)| year(e.tariff, catalog) == Some(tariff))
    };
    let found: Vec<usize> =
        catalog.entries.iter().enumerate().filter(|(_, e)| fits(e)).map(|(at, _)| at).collect();
    match (found.as_slice(), &meant.code) {
        ([at], _) => drop(catalog.to_mut().entries.remove(*at)),
        ([], Some((code, span)))
            if meant.ex.is_none() && !(catalog.criteria.is_empty() && catalog.ranges.is_empty()) =>
        {
            catalog.to_mut().except.push((*code, *code, *span));
        }
        _ => {
            let found = found.iter().filter_map(|at| catalog.entries.get(*at)).collect();
            return Err(Box::new(errors::no_entry(meant, found, catalog)));
        }
    }
    Ok(())
}
