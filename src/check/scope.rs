//! What has a name, and where. One kind of thing has a name once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, errors};
use crate::hir::{ExprId, Type};
use crate::rulebook::{FileId, InstrumentId, Names, Owner};
use crate::source::Span;
use crate::syntax::ast::{
    Catalog, Column, EditKind, Expect, Expr, Ident, ItemKind, Let, Markets, Rates, Test,
};

/// How far a `let` has come.
#[derive(Clone, Copy, Debug)]
pub enum LetState {
    /// Not looked at yet.
    Waiting,
    /// Being resolved: to meet it again is a circle.
    Open,
    /// Resolved; nothing if it was wrong, which has been said.
    Done(Option<ExprId>),
}

/// A `let`: its name, and where it belongs.
pub type LetKey<'a> = (&'a str, Owner);

/// Names by kind, sorted, so that the order of files does not matter.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    pub lets: BTreeMap<LetKey<'a>, (&'a Let, LetState)>,
    /// Which `let`s are said where: in the value of another, or elsewhere in the law.
    pub said: BTreeMap<Option<LetKey<'a>>, BTreeSet<LetKey<'a>>>,
    /// The `let` whose value is read.
    inside: Option<LetKey<'a>>,
    /// Where each catalog belongs.
    pub owners: BTreeMap<&'a str, Owner>,
    pub catalogs: BTreeMap<&'a str, &'a Catalog>,
    pub markets: BTreeMap<&'a str, &'a Markets>,
    pub rates: BTreeMap<&'a str, &'a Rates>,
}

impl<'a> Scope<'a> {
    /// The position of a name among its kind.
    pub fn position<T>(map: &BTreeMap<&'a str, T>, name: &str) -> Option<usize> {
        map.keys().position(|k| *k == name)
    }
}

impl<'a> Checker<'a> {
    /// Collects names; a second one of a kind is an error at both places.
    pub fn scope(&mut self) {
        let mut seen: BTreeMap<(u8, String), Span> = BTreeMap::new();
        for (owner, item) in self.owned_items() {
            let (kind, name): (u8, &Ident) = match item {
                ItemKind::Let(l) => {
                    let key = (l.name.name.as_str(), owner);
                    self.names.lets.entry(key).or_insert((l, LetState::Waiting));
                    // Each instrument has names of its own.
                    self.once(&mut seen, 0, &format!("{} {owner:?}", l.name.name), l.name.span);
                    continue;
                }
                ItemKind::Catalog(c) => {
                    self.names.owners.entry(&c.name.name).or_insert(owner);
                    self.names.catalogs.entry(&c.name.name).or_insert(c);
                    (1, &c.name)
                }
                ItemKind::Markets(m) => {
                    self.names.markets.entry(&m.name.name).or_insert(m);
                    (2, &m.name)
                }
                ItemKind::Rates(r) => {
                    self.names.rates.entry(&r.name.name).or_insert(r);
                    (3, &r.name)
                }
                ItemKind::Codes(c) => (6, &c.name),
                ItemKind::Elements(e) => {
                    let (year, span) = e.year;
                    self.once(&mut seen, 7, &format!("elements {year}"), span);
                    continue;
                }
                ItemKind::Tariff(t) => {
                    let (year, span) = t.year;
                    self.once(&mut seen, 5, &format!("tariff {year}"), span);
                    continue;
                }
                _ => continue,
            };
            self.once(&mut seen, kind, &name.name, name.span);
        }
    }

    /// Reports a name that stands twice.
    pub fn once(&mut self, seen: &mut BTreeMap<(u8, String), Span>, kind: u8, name: &str, span: Span) {
        if let Some(first) = seen.insert((kind, name.to_owned()), span) {
            let name = if kind == 0 { name.split(' ').next().unwrap_or(name) } else { name };
            self.report(errors::twice(name, span, first));
        }
    }

    /// Names of tests and samples stand once, and a test expects something.
    pub fn tests(&mut self) {
        let mut seen = BTreeMap::new();
        for item in self.items() {
            match item {
                ItemKind::Test(test) => {
                    self.once(&mut seen, 4, &test.name.text, test.name.span);
                    self.expectations(test);
                }
                ItemKind::Sample(sample) => {
                    self.once(&mut seen, 5, &sample.name.name, sample.name.span);
                    sample.start.given.iter().for_each(|(path, ..)| self.given(path));
                }
                _ => {}
            }
        }
    }

    fn expectations(&mut self, test: &Test) {
        let columns = test.cases.iter().flat_map(|c| &c.columns);
        let of_columns = columns.clone().filter_map(|(column, _)| match column {
            Column::Fact(path) => Some(path),
            _ => None,
        });
        for path in test.start.given.iter().map(|(path, ..)| path).chain(of_columns) {
            self.given(path);
        }
        let of_rows = test.cases.iter().flat_map(|c| &c.rows).flat_map(|row| &row.expect);
        for (expect, _) in test.expect.iter().chain(of_rows) {
            self.expectation(expect);
        }
        if test.expect.is_empty() && !columns.clone().any(|(column, _)| *column == Column::Expect) {
            self.report(errors::test_without_expect(test.name.span));
        }
    }

    /// What a test expects of a permit or of an instrument is one that there is.
    fn expectation(&mut self, expect: &Expect) {
        match expect {
            Expect::Permit(name, _) => {
                if let Some(near) = Names::near_permit(&name.name) {
                    self.report(errors::near_permit(name.span, &name.name, near));
                }
            }
            Expect::Note { by: Some(by), .. } => {
                let known: Vec<String> = self.resolved.rulebook.instruments.iter().map(|i| i.id()).collect();
                let id = by.id();
                if !known.contains(&id) {
                    let known = known.iter().map(String::as_str);
                    self.report(errors::expected_of_nobody(by.span(), &id, known));
                }
            }
            _ => {}
        }
    }

    /// What a test states is a fact, or an answer or attribute of a line.
    fn given(&mut self, path: &crate::syntax::ast::Path) {
        let name = path.dotted();
        let name = name.strip_prefix("goods").map_or(name.clone(), |rest| format!("good{rest}"));
        if let Some(asked) = name.strip_prefix("good.answers.") {
            return self.given_answer(path.span, asked);
        }
        let whole = ["good", "document", "container", "good.answers", "good.attributes"]
            .contains(&name.as_str())
            || name == "documents"
            || name == "containers";
        let within = format!("{name}.");
        let record = self.schema.facts.iter().any(|f| f.path == name || f.path.starts_with(&within));
        // An attribute may have any name; one that is a letter off is meant to be another.
        let free = name.starts_with("good.attributes.")
            && self.schema.facts.iter().all(|f| strsim::damerau_levenshtein(&f.path, &name) > 1);
        if !whole && !record && !free {
            let facts = self.schema.facts.iter().map(|f| f.path.as_str());
            // As lines are written in a test, and as what is answered of one.
            let mut written: Vec<String> =
                facts.clone().filter_map(|f| Some(format!("goods.{}", f.strip_prefix("good.")?))).collect();
            if let [_, part, asked] = name.splitn(3, '.').collect::<Vec<_>>().as_slice()
                && !matches!(*part, "answers" | "attributes")
            {
                written.extend(["answers", "attributes"].map(|part| format!("good.{part}.{asked}")));
            }
            let known = facts.chain(written.iter().map(String::as_str)).chain(self.chinese());
            let problem = errors::unknown_name(path.span, &name, known, &[]);
            self.report(problem);
        }
    }

    /// An answer answers a question of some list.
    fn given_answer(&mut self, span: Span, asked: &str) {
        // A version may lack the list; what is asked at some time can be answered.
        if self.resolved.version.is_some() {
            return;
        }
        let book = self.resolved.rulebook;
        let lists = book.items.iter().filter_map(|owned| match &owned.item.kind {
            ItemKind::Catalog(list) => Some(&list.entries),
            _ => None,
        });
        let edits = book.instruments.iter().flat_map(|i| i.amendments()).flat_map(|amend| &amend.edits);
        let added = edits.filter_map(|edit| match &edit.kind {
            EditKind::AddEntries(_, entries) => Some(entries),
            _ => None,
        });
        let ids = lists.chain(added).flatten().filter_map(|entry| entry.ex.as_ref());
        let ids: BTreeSet<&str> = ids.map(|id| id.name.as_str()).collect();
        if !ids.contains(asked) {
            let problem = errors::unknown_name(span, asked, ids.iter().copied(), &[]);
            self.report(problem);
        }
    }

    /// Every `let`, resolved, in the order of names.
    pub fn lets(&mut self) -> Vec<(LetKey<'a>, ExprId)> {
        let keys: Vec<LetKey<'a>> = self.names.lets.keys().copied().collect();
        keys.into_iter().filter_map(|key| Some((key, self.resolve_let(key, None)?))).collect()
    }

    /// The names of a version: those of files and of what is in force, and those by which its
    /// law calls something, directly or through others. One of an instrument to come names
    /// nothing yet.
    pub fn named(&self, lets: Vec<(LetKey<'a>, ExprId)>) -> Vec<(String, ExprId)> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<Option<LetKey>> = vec![None];
        while let Some(from) = open.pop() {
            let said = self.names.said.get(&from).into_iter().flatten();
            open.extend(said.filter(|to| reached.insert(**to)).map(|to| Some(*to)));
        }
        let in_force = |section: Option<InstrumentId>| match (&self.resolved.version, section) {
            (Some(version), Some(i)) => version.has(i),
            _ => true,
        };
        let lets = lets.into_iter().filter(|(key, _)| reached.contains(key) || in_force(key.1.1));
        let mut named: Vec<(String, ExprId)> = lets.map(|(key, id)| (key.0.to_owned(), id)).collect();
        named.dedup();
        named
    }

    /// The `let` that a name means where it is read: the instrument's own, its
    /// file's, one of a file that it uses, or the only one that there is.
    pub fn find_let(&mut self, name: &str, span: Span) -> Option<LetKey<'a>> {
        let all: Vec<LetKey<'a>> = self.names.lets.keys().copied().filter(|(n, _)| *n == name).collect();
        let (file, section) = self.here;
        let used = self.used_files(file);
        let nearer: [&dyn Fn(Owner) -> bool; 5] = [
            &|owner| owner == (file, section),
            &|owner| owner == (file, None),
            &|owner| owner.0 == file,
            &|owner| used.contains(&owner.0),
            &|_| true,
        ];
        let mut near: Vec<LetKey<'a>> = nearer
            .iter()
            .map(|near| all.iter().copied().filter(|(_, owner)| near(*owner)).collect::<Vec<_>>())
            .find(|found| !found.is_empty())?;
        // Of several, what is in force speaks.
        if near.len() > 1
            && let Some(version) = &self.resolved.version
        {
            let active = |(_, (_, section)): &LetKey| section.is_none_or(|i| version.has(i));
            if near.iter().any(active) {
                near.retain(active);
            }
        }
        if near.len() > 1 && self.resolved.version.is_some() {
            let places = near.iter().filter_map(|key| self.names.lets.get(key)).map(|(l, _)| l.name.span);
            let problem = errors::ambiguous(name, span, places);
            self.report(problem);
        }
        let found = near.first().copied()?;
        if self.resolved.version.is_none()
            && found.1.0 != file
            && !used.contains(&found.1.0)
            && file != usize::MAX
        {
            let from = self.resolved.rulebook.files.get(found.1.0).map_or("", |f| f.name.as_str());
            self.report(errors::not_used(name, span, from));
        }
        Some(found)
    }

    /// The files that a file uses, and those that they use.
    fn used_files(&self, file: FileId) -> BTreeSet<FileId> {
        let files = &self.resolved.rulebook.files;
        let mut found = BTreeSet::new();
        let mut open = vec![file];
        while let Some(next) = open.pop() {
            for used in files.get(next).into_iter().flat_map(|f| &f.uses) {
                if found.insert(*used) {
                    open.push(*used);
                }
            }
        }
        found
    }

    /// The expression of a `let`; a circle is reported where it is closed.
    pub fn resolve_let(&mut self, key: LetKey<'a>, from: Option<&Expr>) -> Option<ExprId> {
        let name = key.0;
        let (item, state) = *self.names.lets.get(&key)?;
        if from.is_some() {
            self.names.said.entry(self.names.inside).or_default().insert(key);
        }
        match state {
            LetState::Done(id) => return id,
            LetState::Open => {
                self.report(errors::cyclic_let(name, from.map_or(item.name.span, |e| e.span)));
                return None;
            }
            LetState::Waiting => {}
        }
        self.set_let(key, LetState::Open);
        if self.schema.find(name).is_some() {
            self.report(errors::hides_fact(name, item.name.span));
        }
        let outside = std::mem::replace(&mut self.here, key.1);
        let within = self.names.inside.replace(key);
        let id = self.infer(&item.value, super::expr::Env::head());
        (self.here, self.names.inside) = (outside, within);
        let id = id.filter(|id| self.not_too_large(*id, item.value.span));
        self.set_let(key, LetState::Done(id));
        id
    }

    fn set_let(&mut self, key: LetKey<'a>, to: LetState) {
        if let Some((_, state)) = self.names.lets.get_mut(&key) {
            *state = to;
        }
    }

    /// What amendments set has the type that it had, and codes that they take out of a
    /// list by its letters or ranges are in it.
    pub fn edits(&mut self) {
        self.removed_codes();
        let book = self.resolved.rulebook;
        for (by, instrument) in book.instruments.iter().enumerate() {
            for amend in instrument.amendments() {
                let Some(target) = amend.target.as_ref().and_then(|t| book.find(&t.id())) else { continue };
                let Some(file) = book.instruments.get(target).map(|i| i.file) else { continue };
                for edit in &amend.edits {
                    let EditKind::Set(value) = &edit.kind else { continue };
                    self.here = (file, Some(target));
                    let new = self.infer(&value.value, super::expr::Env::head());
                    let old = self.find_let(&value.name.name, value.name.span);
                    let old = old.and_then(|key| self.resolve_let(key, None));
                    if let (Some(new), Some(old)) = (new, old)
                        && self.ty(new) != self.ty(old)
                    {
                        let problem = errors::wrong_type(value.value.span, self.ty(new), self.ty(old));
                        self.report(match self.ty(old) {
                            Type::Money(Some(currency)) => problem.help(errors::amount(currency)),
                            _ => problem,
                        });
                    }
                    self.here = (book.instruments.get(by).map_or(file, |i| i.file), Some(by));
                }
            }
        }
    }

    fn removed_codes(&mut self) {
        let edits =
            self.resolved.rulebook.instruments.iter().flat_map(|i| i.amendments()).flat_map(|a| &a.edits);
        for edit in edits {
            let EditKind::RemoveEntries(name, entries) = &edit.kind else { continue };
            let Some(catalog) = self.names.catalogs.get(name.name.as_str()).copied() else { continue };
            let by_code = !catalog.criteria.is_empty() || !catalog.ranges.is_empty();
            let tariff =
                catalog.tariff.and_then(|(year, _)| self.resolved.rulebook.tariffs.get(&year).cloned());
            let Some(tariff) = tariff.filter(|_| by_code) else { continue };
            let listed = self.codes(catalog, &tariff);
            for (code, span) in entries.iter().filter_map(|e| e.code) {
                let entry = catalog.entries.iter().any(|e| e.code.is_some_and(|(c, _)| c == code));
                let there = listed.iter().any(|c| code.first() <= *c && *c <= code.last());
                if !entry && !there {
                    self.report(errors::excepts_nothing(span, &code.to_string(), &catalog.name));
                }
            }
        }
    }
}
