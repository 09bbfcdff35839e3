//! What cannot be, whatever is judged: edits that match nothing on the day on which
//! they begin, edits that collide, lists that do not exist, more open days at once
//! than can be told apart.
//!
//! An edit is tried when it begins, in every version that is then possible. What it
//! matched may fall later; then it lapses, and that is no fault.

use std::collections::BTreeMap;

use super::edits::{Authored, Edits, Unmatched};
use super::force::Window;
use super::links::links;
use super::version::{Calendar, MOST_OPEN, Version};
use super::{FactDay, InstrumentId, Rulebook, errors};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{EditKind, ItemKind};
use crate::value::{Date, HsCode};

/// Every problem of the law through time.
pub fn verify(book: &Rulebook) -> Vec<Diagnostic> {
    let calendar = book.calendar(None);
    let edits = Edits::new(book);
    let mut problems = links(book).1;
    let open = too_open(book);
    let told_apart = open.is_empty();
    problems.extend(open);
    if told_apart {
        unmatched(book, &calendar, &edits, &mut problems);
    }
    for (_, own) in edits.groups() {
        clashes(book, own, &mut problems);
    }
    problems.extend(no_such_list(book, &edits));
    problems.extend(no_target(book));
    problems
}

/// Days on which more instruments than can be told apart may or may not be in force.
fn too_open(book: &Rulebook) -> Vec<Diagnostic> {
    let mut open: Vec<(Date, Date, InstrumentId)> = (0..book.instruments.len())
        .filter_map(|i| {
            let window = book.beginning(i, None);
            let until = book.own_end(i).unwrap_or(Date::OPEN);
            let last = window.last.map_or(until, |last| last.previous().min(until));
            let first = window.first.unwrap_or(Date::FIRST);
            (window.exact().is_none() && first <= last).then_some((first, last, i))
        })
        .collect();
    open.sort_unstable();
    let mut now: Vec<(Date, Date, InstrumentId)> = Vec::new();
    for window in open {
        now.retain(|(_, last, _)| *last >= window.0);
        now.push(window);
        if now.len() > MOST_OPEN {
            let open: Vec<InstrumentId> = now.iter().map(|(_, _, i)| *i).collect();
            return vec![errors::too_open(window.0, &open, book)];
        }
    }
    Vec::new()
}

fn unmatched(book: &Rulebook, calendar: &Calendar, edits: &Edits, problems: &mut Vec<Diagnostic>) {
    let mut add = |by: InstrumentId, found: Unmatched| {
        for (author, problem) in found {
            if author == by && !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    };
    for (target, own) in edits.groups() {
        if let Some(target) = target {
            for (by, problem) in edits.unset(target) {
                add(by, vec![(by, problem)]);
            }
        }
        let mut tried: Vec<(InstrumentId, Date)> = Vec::new();
        for by in own.iter().map(|e| e.by) {
            for day in first_days(book, by, target) {
                if tried.contains(&(by, day)) {
                    continue;
                }
                tried.push((by, day));
                for version in versions(book, calendar, day).iter().filter(|v| v.has(by)) {
                    match target {
                        Some(target) if version.has(target) => add(by, edits.articles(target, version).1),
                        Some(_) => {}
                        None => add(by, lists(book, edits, version, own)),
                    }
                }
            }
        }
    }
    for (by, target) in edits.pausing() {
        for day in first_days(book, by, Some(target)) {
            for version in versions(book, calendar, day).iter().filter(|v| v.has(by) && v.has(target)) {
                add(by, edits.articles(target, version).1);
            }
        }
    }
}

/// Days on which an edit begins to speak of what it edits.
fn first_days(book: &Rulebook, by: InstrumentId, target: Option<InstrumentId>) -> Vec<Date> {
    let own = book.beginning(by, None);
    let later = |window: &Window| own.first.is_none_or(|first| window.last.is_some_and(|last| last > first));
    let others = target.map(|t| book.beginning(t, None)).filter(later);
    let windows = [Some(own), others];
    let mut days: Vec<Date> =
        windows.into_iter().flatten().flat_map(|w| [w.first, w.last]).flatten().collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn versions(book: &Rulebook, calendar: &Calendar, day: Date) -> Vec<Version> {
    // A fact that dates instruments is taken to be the day itself.
    book.versions(calendar, day, &|_| FactDay::Known(day)).map(|v| v.all).unwrap_or_default()
}

/// What is wrong with the edits of the lists of a group.
fn lists(book: &Rulebook, edits: &Edits, version: &Version, own: &[Authored]) -> Unmatched {
    let Some(list) = own.first().and_then(|e| super::edits::list(&e.edit.kind)) else { return Vec::new() };
    let mut found = Vec::new();
    for owned in &book.items {
        match (&owned.item.kind, &list) {
            (ItemKind::Catalog(c), super::edits::List::Catalog(name)) if c.name.name == *name => {
                found.extend(edits.catalog(c, version).1);
            }
            (ItemKind::Markets(m), super::edits::List::Markets(name)) if m.name.name == *name => {
                found.extend(edits.markets(m, version).1);
            }
            _ => {}
        }
    }
    found
}

/// What an edit is about, so that two edits of one thing are seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Article(String),
    Let(String),
    Entry(Option<HsCode>, Option<String>, Option<u16>),
    Completeness,
    Market(String),
}

fn things(kind: &EditKind) -> Vec<Thing> {
    let id = |id: &Option<crate::syntax::ast::Ident>| id.as_ref().map(|id| id.name.clone());
    match kind {
        EditKind::Insert(article) | EditKind::Replace(article) => {
            vec![Thing::Article(article.number.name.clone())]
        }
        EditKind::RepealArticle(number) => vec![Thing::Article(number.name.clone())],
        EditKind::Set(value) => vec![Thing::Let(value.name.name.clone())],
        EditKind::AddEntries(_, entries) => entries
            .iter()
            .map(|e| Thing::Entry(e.code.map(|(c, _)| c), id(&e.ex), e.tariff.map(|(y, _)| y)))
            .collect(),
        EditKind::RemoveEntries(_, entries) => entries
            .iter()
            .map(|e| Thing::Entry(e.code.map(|(c, _)| c), id(&e.ex), e.tariff.map(|(y, _)| y)))
            .collect(),
        EditKind::AddMarkets(_, markets) => {
            markets.iter().map(|m| Thing::Market(m.id.name.clone())).collect()
        }
        EditKind::Extend(..) => vec![Thing::Completeness],
    }
}

/// Edits of one thing whose order is not certain.
fn clashes(book: &Rulebook, own: &[Authored], problems: &mut Vec<Diagnostic>) {
    let mut by_thing: BTreeMap<Thing, Vec<&Authored>> = BTreeMap::new();
    for authored in own {
        for thing in things(&authored.edit.kind) {
            by_thing.entry(thing).or_default().push(authored);
        }
    }
    for edits in by_thing.values() {
        for pair in edits.windows(2) {
            if let [a, b] = pair
                && !in_order(book, a, b)
            {
                problems.push(errors::clash((a.by, a.edit.span), (b.by, b.edit.span), book));
            }
        }
    }
}

/// Whether it is certain which of two edits comes first.
fn in_order(book: &Rulebook, a: &Authored, b: &Authored) -> bool {
    let apart = |a: Window, b: Window| match (a.last, b.first) {
        (Some(last), Some(first)) => last < first,
        _ => false,
    };
    let begin = (book.beginning(a.by, None), book.beginning(b.by, None));
    let same_day = begin.0.exact().is_some() && begin.0.exact() == begin.1.exact();
    let never_both = book.own_end(a.by).is_some_and(|end| begin.1.first.is_some_and(|first| end < first));
    a.by != b.by
        && (apart(begin.0, begin.1)
            || never_both
            || same_day && apart(book.published(a.by), book.published(b.by)))
}

/// Edits of articles under an `amend` that does not say whose.
fn no_target(book: &Rulebook) -> Vec<Diagnostic> {
    let bare = book.instruments.iter().flat_map(|i| i.amendments()).filter(|a| a.target.is_none());
    let edits = bare.flat_map(|a| &a.edits).filter(|e| super::edits::list(&e.kind).is_none());
    edits.map(|e| errors::no_target(e.span)).collect()
}

/// Names of lists that nothing has.
fn no_such_list(book: &Rulebook, edits: &Edits) -> Vec<Diagnostic> {
    let named = |markets: bool| {
        book.items.iter().filter_map(move |o| match &o.item.kind {
            ItemKind::Catalog(c) if !markets => Some(c.name.name.as_str()),
            ItemKind::Markets(m) if markets => Some(m.name.name.as_str()),
            _ => None,
        })
    };
    let missing = |(_, name, markets): &(InstrumentId, &crate::syntax::ast::Ident, bool)| {
        !named(*markets).any(|n| n == name.name)
    };
    edits.lists().filter(missing).map(|(_, name, markets)| errors::no_list(name, named(markets))).collect()
}
