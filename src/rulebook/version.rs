//! Which versions of the law are possible on a day.
//!
//! Outside every window there is one. Inside the window of an instrument's first
//! day, or of its publication, there are two: with it and without it. A
//! [`Calendar`] holds what does not depend on the day that is asked.

use std::collections::BTreeSet;

use super::force::{Stretch, lives};
use super::links::Act;
use super::{InstrumentId, Rulebook, errors, known};
use crate::diagnostic::Diagnostic;
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
    /// Instruments of which it is not known whether they are in force.
    pub open: Vec<InstrumentId>,
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
        Calendar { known_on, lives: lives(self, &starts), changes: self.changes(known_on) }
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
                ItemKind::Tariff(tariff) => days.extend(Date::parse(&format!("{:04}-01-01", tariff.year.0))),
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
    ///
    /// # Errors
    /// When more than [`MOST_OPEN`] instruments may or may not be in force.
    pub fn versions(
        &self,
        calendar: &Calendar,
        day: Date,
        facts: &dyn Fn(&str) -> FactDay,
    ) -> Result<Versions, Box<Diagnostic>> {
        let known_on = calendar.known_on;
        let mut open = Vec::new();
        for i in 0..self.instruments.len() {
            if self.begun(i, known_on, self.day_of(i, day, facts)) == Truth::Unknown {
                open.push(i);
            }
        }
        if open.len() > MOST_OPEN {
            return Err(Box::new(errors::too_open(day, &open, self)));
        }
        let mut all: Vec<Version> = Vec::new();
        for choice in 0u32..(1 << open.len()) {
            let chosen = |at: usize| choice >> at & 1 == 1;
            let active = self.active(calendar, (day, facts), &open, &chosen);
            let version = Version { day, known_on, span: calendar.stretch(day), active };
            if !all.contains(&version) {
                all.push(version);
            }
        }
        Ok(Versions { all, open })
    }

    /// The day by which an instrument is chosen.
    fn day_of(&self, i: InstrumentId, day: Date, facts: &dyn Fn(&str) -> FactDay) -> FactDay {
        let dated = self.instruments.get(i).and_then(|i| i.head.dated_by.as_ref());
        dated.map_or(FactDay::Known(day), |fact| facts(&fact.name))
    }

    /// Whether an instrument was known, and had begun.
    fn begun(&self, i: InstrumentId, known_on: Option<Date>, day: FactDay) -> Truth {
        let known = self.is_known(i, known_on);
        let begun = match day {
            FactDay::Known(day) if self.own_end(i).is_some_and(|until| until < day) => Truth::False,
            FactDay::Known(day) => self.beginning(i, known_on).come(day),
            FactDay::Unknown => Truth::Unknown,
        };
        known.and(begun)
    }

    /// Who is in force on a day, if of those that are open these are chosen.
    fn active(
        &self,
        calendar: &Calendar,
        (day, facts): (Date, &dyn Fn(&str) -> FactDay),
        open: &[InstrumentId],
        chosen: &dyn Fn(usize) -> bool,
    ) -> Vec<bool> {
        let own = |i: InstrumentId| self.day_of(i, day, facts);
        let lived;
        let lives = if open.is_empty() {
            &calendar.lives
        } else {
            let starts =
                (0..self.instruments.len()).map(|i| match (open.iter().position(|o| *o == i), own(i)) {
                    (Some(at), _) if !chosen(at) => None,
                    (Some(_), FactDay::Known(day)) => Some(day),
                    _ if self.is_known(i, calendar.known_on).possible() => {
                        self.beginning(i, calendar.known_on).last
                    }
                    _ => None,
                });
            lived = lives(self, &starts.collect::<Vec<_>>());
            &lived
        };
        let on = |i: InstrumentId, stretches: &Vec<Stretch>| match own(i) {
            FactDay::Known(day) => stretches.iter().any(|s| s.holds(day)),
            FactDay::Unknown => !stretches.is_empty(),
        };
        lives.iter().enumerate().map(|(i, stretches)| on(i, stretches)).collect()
    }
}

/// The days on which entries begin, and the days after their last.
fn entry_days(entries: &[ast::Entry], known_on: Option<Date>, days: &mut BTreeSet<Date>) {
    for entry in entries.iter().filter(|e| known(e.published.as_ref(), known_on)) {
        days.extend(entry.from.map(|(d, _)| d));
        days.extend(entry.until.map(|(d, _)| d.next()));
    }
}
