//! Which versions of the law are possible on a day.
//!
//! Outside every window there is one. Inside the window of an instrument's first
//! day, or of its publication, there are two: with it and without it. A
//! [`Calendar`] holds what does not depend on the day that is asked.

use std::collections::BTreeSet;

use super::force::{Stretch, lives};
use super::links::Act;
use super::order::uncertain_acts;
use super::{Edits, InstrumentId, Rulebook, known};
use crate::syntax::ast::{self, EditKind, ItemKind};
use crate::value::{Date, Truth};

/// Instruments at most that may or may not be in force on one day.
pub const MOST_OPEN: usize = 6;

/// What a declaration says of a day that dates instruments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactDay {
    /// It states it.
    Known(Date),
    /// It does not, or not so that it can be read.
    Unknown,
}

/// The law through time, as one knew it on a day.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The day of knowledge; everything is known where absent.
    pub known_on: Option<Date>,
    /// When each instrument is in force, if each begins on the last day of its window.
    pub lives: Vec<Vec<Stretch>>,
    /// The first days of all changes, in order.
    pub changes: Vec<Date>,
    /// Instruments that edit one thing in an order that was not certain then. Where
    /// everything is known, that is an error of the rulebook.
    unordered: Vec<(InstrumentId, InstrumentId)>,
    /// The first day from which it was not certain, then, what some instrument had ended
    /// before it was ended itself; likewise.
    unsure_from: Option<Date>,
}

impl Calendar {
    /// The first and last day around a day between which nothing changes.
    pub fn stretch(&self, day: Date) -> (Option<Date>, Option<Date>) {
        let after = self.changes.partition_point(|change| *change <= day);
        let from = after.checked_sub(1).and_then(|at| self.changes.get(at)).copied();
        (from, self.changes.get(after).map(|next| next.previous()))
    }

    /// A day of each stretch of time between changes.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        let before = self.changes.first().map_or(Date::FIRST, |first| first.previous());
        std::iter::once(before).chain(self.changes.iter().copied())
    }
}

/// One version of the law.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// A day on which it may be the law.
    pub day: Date,
    /// The day of knowledge.
    pub known_on: Option<Date>,
    /// The days on which nothing else begins or ends.
    pub span: (Option<Date>, Option<Date>),
    /// Who is in force, by instrument.
    pub active: Vec<bool>,
    /// Files of what may be in force on the day.
    pub living: Vec<bool>,
}

impl Version {
    /// Whether an instrument is in force.
    pub fn has(&self, i: InstrumentId) -> bool {
        self.active.get(i).copied().unwrap_or(false)
    }
}

/// The versions that are possible on a day.
#[derive(Clone, Debug)]
pub struct Versions {
    /// Each once; the last has everything that may be in force.
    pub all: Vec<Version>,
    /// Instruments that stand in one of these and not in another.
    pub open: Vec<InstrumentId>,
    /// Whether these are all: past [`MOST_OPEN`] only the least and the most are here,
    /// and nothing may be concluded from them.
    pub complete: bool,
}

impl Rulebook {
    /// The law through time, as one knew it on a day.
    pub fn calendar(&self, known_on: Option<Date>) -> Calendar {
        let starts: Vec<Option<Date>> =
            (0..self.instruments.len())
                .map(|i| {
                    if self.is_known(i, known_on).possible() {
                        self.beginning(i, known_on).last
                    } else {
                        None
                    }
                })
                .collect();
        let unordered = known_on.map(|_| Edits::new(self).unordered(known_on)).unwrap_or_default();
        let unsure = known_on.map(|_| uncertain_acts(self, known_on)).unwrap_or_default();
        let unsure = unsure.iter().filter(|link| self.is_known(link.by, known_on).possible());
        let unsure_from = unsure.map(|l| self.beginning(l.by, known_on).first.unwrap_or(Date::FIRST)).min();
        let (lives, changes) = (lives(self, &starts), self.changes(known_on));
        Calendar { known_on, lives, changes, unordered, unsure_from }
    }

    /// The first days of all changes that were known, in order.
    fn changes(&self, known_on: Option<Date>) -> Vec<Date> {
        let possible = |i: InstrumentId| self.is_known(i, known_on).possible();
        let mut days = BTreeSet::new();
        for i in (0..self.instruments.len()).filter(|i| possible(*i)) {
            let begins = self.beginning(i, known_on);
            days.extend(begins.first.into_iter().chain(begins.last));
            days.extend(self.own_end(i).map(Date::next));
            self.action_days(i, known_on, &mut days);
        }
        for link in self.links.all.iter().filter(|l| possible(l.by)) {
            if let Act::Suspend(from, until) = link.act {
                days.extend(from.into_iter().chain(until.map(Date::next)));
            }
        }
        let living = self.living_files(possible);
        for (file, _) in self.files.iter().zip(&living).filter(|(_, living)| **living) {
            let holds = file.holds.as_ref();
            days.extend(holds.and_then(|h| h.from).map(|(d, _)| d));
            days.extend(holds.and_then(|h| h.until).map(|(d, _)| d.next()));
        }
        let visible = self.items.iter().filter(|o| living.get(o.owner.0) == Some(&true));
        for owned in visible {
            match &owned.item.kind {
                ItemKind::Catalog(catalog) => entry_days(&catalog.entries, known_on, &mut days),
                ItemKind::Tariff(tariff) => {
                    days.extend(i16::try_from(tariff.year.0).ok().and_then(Date::first_of_year));
                }
                _ => {}
            }
        }
        days.into_iter().collect()
    }

    /// The days of change that the actions of an instrument name.
    fn action_days(&self, i: InstrumentId, known_on: Option<Date>, days: &mut BTreeSet<Date>) {
        let Some(instrument) = self.instruments.get(i) else { return };
        for amend in instrument.amendments() {
            for edit in &amend.edits {
                if let EditKind::AddEntries(_, entries) = &edit.kind {
                    entry_days(entries, known_on, days);
                }
            }
        }
        for action in &instrument.actions {
            if let super::Action::Suspend(suspend) = &action.it {
                days.extend(suspend.from.map(|(d, _)| d));
                days.extend(suspend.until.map(|(d, _)| d.next()));
            }
        }
    }

    /// The versions of the law that are possible on a day, by what a declaration
    /// says of the facts that date instruments.
    pub fn versions(&self, calendar: &Calendar, day: Date, facts: &dyn Fn(&str) -> FactDay) -> Versions {
        let all = 0..self.instruments.len();
        let asked = Asked { calendar, day, facts };
        let open: Vec<InstrumentId> = all.filter(|i| self.is_open(*i, &asked)).collect();
        let complete = open.len() <= MOST_OPEN;
        let most: u32 = if complete { 1 << open.len() } else { 2 };
        let chosen = |choice: u32, at: usize| if complete { choice >> at & 1 == 1 } else { choice == 1 };
        let mut found: Vec<Vec<bool>> = Vec::new();
        for choice in 0..most {
            let active = self.active(&asked, &open, &|at| chosen(choice, at));
            if !found.contains(&active) {
                found.push(active);
            }
        }
        let has = |active: &Vec<bool>, i: InstrumentId| active.get(i) == Some(&true);
        let living = self.living_files(|i| found.iter().any(|active| has(active, i)));
        let differs =
            |i: InstrumentId| found.windows(2).any(|pair| matches!(pair, [a, b] if has(a, i) != has(b, i)));
        // One that ends another matters by what it ended, too.
        let ended = |i: InstrumentId| self.links.acts_of(i).any(|link| differs(link.on));
        let differ = |i: &InstrumentId| differs(*i) || ended(*i);
        let open = open.into_iter().filter(differ).collect();
        let version = |active| Version {
            day,
            known_on: calendar.known_on,
            span: calendar.stretch(day),
            active,
            living: living.clone(),
        };
        let all: Vec<Version> = found.into_iter().map(version).collect();
        let both = |v: &Version| calendar.unordered.iter().any(|(a, b)| v.has(*a) && v.has(*b));
        let sure = calendar.unsure_from.is_none_or(|from| day < from);
        let complete = complete && sure && !all.iter().any(both);
        Versions { all, open, complete }
    }

    /// The day by which an instrument is chosen.
    fn day_of(&self, i: InstrumentId, asked: &Asked) -> FactDay {
        let dated = self.instruments.get(i).and_then(|i| i.head.dated_by.as_ref());
        dated.map_or(FactDay::Known(asked.day), |fact| (asked.facts)(&fact.name))
    }

    /// Whether it is not known of an instrument that it was known, that it had begun,
    /// or, where it ends others, that it ever was in force.
    fn is_open(&self, i: InstrumentId, asked: &Asked) -> bool {
        let known = self.is_known(i, asked.calendar.known_on);
        let begins = self.beginning(i, asked.calendar.known_on);
        let day = match self.day_of(i, asked) {
            _ if !known.possible() => return false,
            FactDay::Unknown => return true,
            FactDay::Known(day) => day,
        };
        match begins.come(day) {
            Truth::False => false,
            // What it ended stays ended, however it fares later itself.
            _ if self.ends_others(i) => {
                let lived = asked.calendar.lives.get(i).into_iter().flatten().any(|s| s.from <= day);
                known != Truth::True || begins.exact().is_none() && !lived
            }
            _ if self.own_end(i).is_some_and(|until| until < day) => false,
            begun => known.and(begun) == Truth::Unknown,
        }
    }

    /// Who is in force on a day, if of those that are open these are chosen.
    fn active(&self, asked: &Asked, open: &[InstrumentId], chosen: &dyn Fn(usize) -> bool) -> Vec<bool> {
        let known_on = asked.calendar.known_on;
        let choice = |i: InstrumentId| open.iter().position(|o| *o == i).map(chosen);
        // By a day of its own, what has not begun yet ends nothing yet.
        let waits = |i: InstrumentId| match self.day_of(i, asked) {
            FactDay::Known(day) if day != asked.day => !self.beginning(i, known_on).come(day).possible(),
            _ => false,
        };
        let all = 0..self.instruments.len();
        let lived;
        let lives = if open.is_empty() && !all.clone().any(|i| self.ends_others(i) && waits(i)) {
            &asked.calendar.lives
        } else {
            let starts = all.map(|i| {
                let begins = self.beginning(i, known_on);
                match choice(i) {
                    Some(false) => None,
                    // As early as it may be, so that it was there before anything ended it.
                    Some(true) => {
                        begins.first.or(begins.last).map(|first| first.min(asked.day)).or(Some(asked.day))
                    }
                    None if waits(i) || !self.is_known(i, known_on).possible() => None,
                    None => begins.last,
                }
            });
            lived = lives(self, &starts.collect::<Vec<_>>());
            &lived
        };
        let on = |(i, stretches): (InstrumentId, &Vec<Stretch>)| match (self.day_of(i, asked), choice(i)) {
            (FactDay::Unknown, chosen) => chosen == Some(true),
            (FactDay::Known(day), _) => self.kept(i, day) && stretches.iter().any(|s| s.holds(day)),
        };
        lives.iter().enumerate().map(on).collect()
    }
}

/// What is asked: a day, as one knew the law, and what is stated of other days.
struct Asked<'a> {
    calendar: &'a Calendar,
    day: Date,
    facts: &'a dyn Fn(&str) -> FactDay,
}

/// The days on which entries begin, and the days after their last.
fn entry_days(entries: &[ast::Entry], known_on: Option<Date>, days: &mut BTreeSet<Date>) {
    for entry in entries.iter().filter(|e| known(e.published.as_ref(), known_on)) {
        days.extend(entry.from.map(|(d, _)| d));
        days.extend(entry.until.map(|(d, _)| d.next()));
    }
}
