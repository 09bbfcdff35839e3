//! What changes when, and by what: the law through time, as data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::force::{Stretch, Window};
use super::links::Act;
use super::version::Calendar;
use super::{Action, InstrumentId, Rulebook};
use crate::syntax::ast::{EditKind, Entry, ItemKind, Suspended};
use crate::value::{Date, Text};

/// An instrument through time.
#[derive(Clone, Debug)]
pub struct Life {
    /// `GACC 221/2019`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The day on which it was published.
    pub published: Window,
    /// Its first day.
    pub begins: Window,
    /// The days on which it is in force, if it begins on the last day of its window.
    pub in_force: Vec<Stretch>,
    /// Whether trade modes are what it is about.
    pub regime: bool,
}

/// One change.
#[derive(Clone, Debug)]
pub struct Change {
    /// The first day of the law after it.
    pub day: Window,
    /// What changes.
    pub what: What,
    /// The instrument that changes, or the list.
    pub of: String,
    /// The instrument that does it, where it is another one.
    pub by: Option<String>,
}

/// What a change is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It begins.
    Begins,
    /// Its own last day was the day before.
    Expires,
    /// Another ends it.
    Ends,
    /// Another suspends it; for ever, or until a day.
    Suspended(Option<Date>),
    /// It comes back.
    Resumes,
    /// An article is new.
    Inserted(String),
    /// An article reads otherwise.
    Replaced(String),
    /// An article goes.
    Repealed(String),
    /// An article is suspended.
    Paused(String, Option<Date>),
    /// An article that was suspended comes back.
    Back(String),
    /// What an amendment did is undone, since its instrument is in force no more.
    Undone,
    /// A value is set.
    Set(String),
    /// Entries are added to a list.
    Added(usize),
    /// Entries are taken out of a list.
    Removed(usize),
    /// A list is complete for longer.
    Extended(Date),
    /// Entries of a list begin by their own dates.
    EntriesBegin(usize),
    /// Entries of a list end by their own dates.
    EntriesEnd(usize),
}

/// All instruments and changes that one knew, in the order of time.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// By beginning, then identity.
    pub lives: Vec<Life>,
    /// By day, then what changes.
    pub changes: Vec<Change>,
    /// What people call notices and lists, by what changes call them.
    pub titles: BTreeMap<String, Text>,
}

/// The law through time.
pub fn timeline(book: &Rulebook, calendar: &Calendar) -> Timeline {
    let known_on = calendar.known_on;
    let known = |i: &InstrumentId| book.is_known(*i, known_on).possible();
    let (mut lives, mut changes, mut titles) = (Vec::new(), Vec::new(), BTreeMap::new());
    for i in (0..book.instruments.len()).filter(known) {
        let Some(instrument) = book.instruments.get(i) else { continue };
        let in_force = calendar.lives.get(i).cloned().unwrap_or_default();
        let begins = book.beginning(i, known_on);
        force_changes(book, i, &in_force, begins, &mut changes);
        action_changes(book, i, begins, &mut changes);
        undone(book, i, &in_force, &mut changes);
        let (id, title) = (instrument.id(), instrument.title());
        titles.insert(id.clone(), book.called(i));
        let (published, regime) = (book.published(i), instrument.head.applies.is_some());
        lives.push(Life { id, title, published, begins, in_force, regime });
    }
    let living = book.living_files(|i| known(&i));
    for owned in book.items.iter().filter(|o| living.get(o.owner.0) == Some(&true)) {
        if let ItemKind::Catalog(catalog) = &owned.item.kind {
            titles.insert(catalog.name.name.clone(), catalog.title.text(&catalog.name.name));
            entry_changes(&catalog.name.name, &catalog.entries, &mut changes);
        }
    }
    let key = |w: &Window| (w.last.or(w.first).unwrap_or(Date::OPEN), w.first);
    lives.sort_by(|a, b| key(&a.begins).cmp(&key(&b.begins)).then_with(|| a.id.cmp(&b.id)));
    // On one day, what begins stands before what it ends and edits.
    let rank = |c: &Change| (c.what != What::Begins, c.by.is_some());
    changes.sort_by(|a, b| key(&a.day).cmp(&key(&b.day)).then_with(|| rank(a).cmp(&rank(b))));
    Timeline { lives, changes, titles }
}

/// When an instrument begins, ends, is suspended and comes back.
fn force_changes(
    book: &Rulebook,
    i: InstrumentId,
    in_force: &[Stretch],
    begins: Window,
    changes: &mut Vec<Change>,
) {
    let of = book.name(i);
    let mut add = |day: Window, what: What, by: Option<InstrumentId>| {
        changes.push(Change { day, what, of: of.clone(), by: by.map(|by| book.name(by)) });
    };
    let actor = |day: Date, act: fn(&Act) -> bool| {
        let begun = |by: InstrumentId| book.beginning(by, None).come(day).possible();
        book.links.acts_on(i).rfind(|l| act(&l.act) && begun(l.by))
    };
    for (at, stretch) in in_force.iter().enumerate() {
        match at {
            0 if begins.exact() == Some(stretch.from) || begins.exact().is_none() => {
                add(begins, What::Begins, None);
            }
            0 => add(Window::on(stretch.from), What::Begins, None),
            _ => add(Window::on(stretch.from), What::Resumes, None),
        }
        let Some(until) = stretch.until else { continue };
        let after = until.next();
        let suspension = actor(after, |act| matches!(act, Act::Suspend(..)));
        let end = actor(after, |act| *act == Act::End);
        match (suspension, end) {
            (_, Some(end)) if at + 1 == in_force.len() => {
                let by = book.beginning(end.by, None);
                let day = if by.last == Some(after) { by } else { Window::on(after) };
                add(day, What::Ends, Some(end.by));
            }
            (Some(link), _) if book.own_end(i) != Some(until) => {
                let Act::Suspend(_, until) = link.act else { continue };
                add(Window::on(after), What::Suspended(until), Some(link.by));
            }
            _ => add(Window::on(after), What::Expires, None),
        }
    }
}

/// What an instrument does to articles and lists.
fn action_changes(book: &Rulebook, by: InstrumentId, begins: Window, changes: &mut Vec<Change>) {
    let name = book.name(by);
    let mut add = |day: Window, what: What, of: String| {
        changes.push(Change { day, what, of, by: Some(name.clone()) });
    };
    for action in book.instruments.get(by).iter().flat_map(|i| &i.actions) {
        match &action.it {
            Action::Amend(amend) => {
                let target = amend.target.as_ref().map(|t| t.id()).unwrap_or_default();
                for edit in &amend.edits {
                    let (what, list) = edit_change(&edit.kind);
                    add(begins, what, list.unwrap_or(target.clone()));
                }
            }
            Action::Suspend(suspend) => {
                let day = suspend.from.map_or(begins, |(day, _)| Window::on(day));
                let until = suspend.until.map(|(day, _)| day).or(book.own_end(by));
                match &suspend.what {
                    Suspended::Article(number, target) => {
                        add(day, What::Paused(number.name.clone(), until), target.id());
                        if let Some(until) = suspend.until {
                            let back = What::Back(number.name.clone());
                            add(Window::on(until.0.next()), back, target.id());
                        }
                    }
                    Suspended::Catalog(list) => add(day, What::Suspended(until), list.name.clone()),
                    Suspended::Instrument(_) => {}
                }
            }
            Action::Repeal(_) | Action::Bring(_) => {}
        }
    }
}

/// What falls with an instrument when it ends or is suspended.
fn undone(book: &Rulebook, by: InstrumentId, in_force: &[Stretch], changes: &mut Vec<Change>) {
    let Some(instrument) = book.instruments.get(by) else { return };
    let mut of: Vec<String> = Vec::new();
    for amend in instrument.amendments() {
        let target = amend.target.as_ref().map(|t| t.id()).unwrap_or_default();
        of.extend(amend.edits.iter().map(|e| edit_change(&e.kind).1.unwrap_or(target.clone())));
    }
    of.sort();
    of.dedup();
    for day in in_force.iter().filter_map(|s| s.until).map(Date::next) {
        for of in &of {
            let by = Some(instrument.id());
            changes.push(Change { day: Window::on(day), what: What::Undone, of: of.clone(), by });
        }
    }
}

/// What an edit changes, and the list that it is about.
fn edit_change(kind: &EditKind) -> (What, Option<String>) {
    let list = |what, name: &crate::syntax::ast::Ident| (what, Some(name.name.clone()));
    match kind {
        EditKind::Insert(article) => (What::Inserted(article.number.name.clone()), None),
        EditKind::Replace(article) => (What::Replaced(article.number.name.clone()), None),
        EditKind::RepealArticle(number) => (What::Repealed(number.name.clone()), None),
        EditKind::Set(value) => (What::Set(value.name.name.clone()), None),
        EditKind::AddEntries(name, entries) => list(What::Added(entries.len()), name),
        EditKind::RemoveEntries(name, entries) => list(What::Removed(entries.len()), name),
        EditKind::AddMarkets(name, markets) => list(What::Added(markets.len()), name),
        EditKind::Extend(name, until) => list(What::Extended(until.0), name),
    }
}

/// Entries that begin and end by dates of their own.
fn entry_changes(list: &str, entries: &[Entry], changes: &mut Vec<Change>) {
    let mut count = |days: Vec<Date>, what: fn(usize) -> What| {
        let mut days = days;
        days.sort_unstable();
        for same in days.chunk_by(|a, b| a == b) {
            let Some(day) = same.first() else { continue };
            let (day, what) = (Window::on(*day), what(same.len()));
            changes.push(Change { day, what, of: list.to_owned(), by: None });
        }
    };
    count(entries.iter().filter_map(|e| e.from).map(|(d, _)| d).collect(), What::EntriesBegin);
    count(entries.iter().filter_map(|e| e.until).map(|(d, _)| d.next()).collect(), What::EntriesEnd);
}
