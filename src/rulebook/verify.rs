//! What cannot be, whatever is judged: edits that match nothing on the day on which
//! they begin, edits that collide, lists that do not exist, more open days at once
//! than can be told apart.
//!
//! An edit is tried when it begins, in every version that is then possible. What it
//! matched may fall later; then it lapses, and that is no fault.

use std::collections::BTreeMap;

use super::edits::{Authored, Edits, Mismatch, Unmatched};
use super::force::Window;
use super::order::{uncertain, uncertain_acts};
use super::version::{Calendar, MOST_OPEN, Version};
use super::{FactDay, InstrumentId, Rulebook, errors};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::ItemKind;
use crate::value::Date;

/// Every problem of the law through time.
pub fn verify(book: &Rulebook) -> Vec<Diagnostic> {
    let calendar = book.calendar(None);
    let edits = Edits::new(book);
    let mut problems = book.links.problems.clone();
    let open = too_open(book);
    let told_apart = open.is_empty();
    problems.extend(open);
    if told_apart {
        unmatched(book, &calendar, &edits, &mut problems);
    }
    for (_, own) in edits.groups() {
        clashes(book, own, &mut problems);
    }
    problems.extend(uncertain_acts(book, None).iter().map(|link| errors::uncertain_act(link, book)));
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
    // A consolidated text keeps edits that were tried where it comes from.
    let tried = |by: InstrumentId| {
        let file = book.instruments.get(by).and_then(|i| book.files.get(i.file));
        file.is_some_and(|f| f.holds.is_some())
    };
    let mut add = |found: Unmatched, wanted: &dyn Fn(&Mismatch) -> bool| {
        for mismatch in found.into_iter().filter(|m| !tried(m.by) && wanted(m)) {
            if !problems.contains(&mismatch.problem) {
                problems.push(mismatch.problem);
            }
        }
    };
    for (target, own) in edits.groups() {
        if let Some(target) = target {
            add(edits.unset(target), &|_| true);
        }
        let mut days: BTreeMap<Date, Vec<InstrumentId>> = BTreeMap::new();
        for by in own.iter().map(|e| e.by).chain(target.iter().flat_map(|t| edits.pausing(*t))) {
            for day in first_days(book, by, target) {
                days.entry(day).or_default().push(by);
            }
            // What comes back or falls may stand in the way of another.
            let lives = calendar.lives.get(by).into_iter().flatten();
            for day in lives.flat_map(|s| [Some(s.from), s.until.map(Date::next)]).flatten() {
                days.entry(day).or_default();
            }
        }
        for (day, begin) in target.iter().flat_map(|t| edits.pause_days(*t)) {
            days.entry(day).or_default().push(begin);
        }
        for (day, beginning) in days {
            let wanted = |m: &Mismatch| !m.lapsed || beginning.contains(&m.by);
            for version in &versions(book, calendar, day) {
                match target {
                    Some(target) if version.has(target) => {
                        add(edits.articles(target, version).1, &wanted);
                    }
                    Some(_) => {}
                    None => add(lists(book, edits, version, own), &wanted),
                }
            }
        }
    }
    for target in edits.paused_only() {
        for (day, by) in edits.pause_days(target) {
            let days = first_days(book, by, Some(target)).into_iter().chain([day]);
            for version in days.flat_map(|day| versions(book, calendar, day)).filter(|v| v.has(target)) {
                add(edits.articles(target, &version).1, &|_| true);
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
    book.versions(calendar, day, &|_| FactDay::Known(day)).all
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

/// Edits of one thing whose order is not certain.
fn clashes(book: &Rulebook, own: &[Authored], problems: &mut Vec<Diagnostic>) {
    for (a, b) in uncertain(book, own, None) {
        problems.push(errors::clash((a.by, a.edit.span), (b.by, b.edit.span), book));
    }
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
