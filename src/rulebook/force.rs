//! On which days an instrument is in force.
//!
//! A day of beginning may be known only within a [`Window`]. Once a day in it is
//! chosen for each instrument, [`lives`] goes through the days on which something
//! begins or ends, and settles each: who is in force, who is ended by another for
//! good, who is suspended and comes back.

use std::collections::{BTreeMap, BTreeSet};

use super::links::Act;
use super::{InstrumentId, Rulebook};
use crate::syntax::ast::When;
use crate::value::{Date, Truth};

/// A stretch of days, both ends included; without a last day it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

impl Stretch {
    /// Whether a day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A day that is known within bounds, both included; `None` is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The earliest.
    pub first: Option<Date>,
    /// The latest.
    pub last: Option<Date>,
}

impl Window {
    /// A day that is known.
    pub fn on(day: Date) -> Window {
        Window { first: Some(day), last: Some(day) }
    }

    /// Whether the day had come on another.
    pub fn come(&self, day: Date) -> Truth {
        if self.last.is_some_and(|last| last <= day) {
            Truth::True
        } else if self.first.is_some_and(|first| day < first) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// The day, where it is known exactly.
    pub fn exact(&self) -> Option<Date> {
        self.last.filter(|last| self.first == Some(*last))
    }
}

impl Rulebook {
    /// The day on which an instrument was published.
    pub fn published(&self, i: InstrumentId) -> Window {
        let when = self.instruments.get(i).and_then(|i| i.head.published.as_ref());
        when.map_or(Window { first: None, last: None }, |(when, _)| days(when, None))
    }

    /// Whether an instrument had been published by a day; without one everything is known.
    pub fn is_known(&self, i: InstrumentId, known_on: Option<Date>) -> Truth {
        match (known_on, self.instruments.get(i).is_some_and(|i| i.head.published.is_some())) {
            (Some(day), true) => self.published(i).come(day),
            _ => Truth::True,
        }
    }

    /// The first day of an instrument, as one knew it who had read what was
    /// published by `known_on`.
    pub fn beginning(&self, i: InstrumentId, known_on: Option<Date>) -> Window {
        let Some((when, _)) = self.instruments.get(i).and_then(|i| i.head.in_force.as_ref()) else {
            return Window { first: None, last: None };
        };
        if let When::Announced(..) = when {
            let brought = self.links.brings.iter().filter(|b| b.on == i);
            let mut said = brought.filter(|b| self.is_known(b.by, known_on) == Truth::True);
            if let Some(brought) = said.next() {
                return Window::on(brought.day);
            }
        }
        days(when, Some(self.published(i)))
    }

    /// The last day that an instrument gives itself.
    pub fn own_end(&self, i: InstrumentId) -> Option<Date> {
        self.instruments.get(i).and_then(|i| i.head.until).map(|(until, _)| until)
    }

    /// Whether the file of an instrument holds on a day; one that is dated by a fact
    /// goes by that day, which may lie outside.
    pub fn kept(&self, i: InstrumentId, day: Date) -> bool {
        let by_law = self.instruments.get(i).filter(|i| i.head.dated_by.is_none());
        let holds = by_law.and_then(|i| self.files.get(i.file)).and_then(|f| f.holds.as_ref());
        holds.is_none_or(|h| {
            h.from.is_none_or(|(from, _)| from <= day) && h.until.is_none_or(|(until, _)| day <= until)
        })
    }

    /// Whether an instrument ends others when it begins.
    pub fn ends_others(&self, i: InstrumentId) -> bool {
        self.links.acts_of(i).any(|link| link.act == Act::End)
    }
}

fn days(when: &When, published: Option<Window>) -> Window {
    let none = Window { first: None, last: None };
    match when {
        When::On((day, _)) => Window::on(*day),
        When::Between((first, _), (last, _)) => Window { first: Some(*first), last: Some(*last) },
        When::NoLaterThan((last, _)) => Window { first: None, last: Some(*last) },
        When::FromPublication(_) => published.unwrap_or(none),
        When::Announced(..) => Window { first: published.unwrap_or(none).first, last: None },
    }
}

/// The stretches in which each instrument is in force, given its first day; one
/// without a first day never begins.
pub fn lives(book: &Rulebook, starts: &[Option<Date>]) -> Vec<Vec<Stretch>> {
    let mut events: BTreeMap<Date, BTreeSet<InstrumentId>> = BTreeMap::new();
    for (i, start) in starts.iter().enumerate() {
        let Some(start) = start else { continue };
        for day in book.own_end(i).map(Date::next).into_iter().chain([*start]) {
            events.entry(day).or_default().insert(i);
        }
    }
    for link in &book.links.all {
        if let (Act::Suspend(from, until), Some(Some(_))) = (link.act, starts.get(link.by)) {
            for day in from.into_iter().chain(until.map(Date::next)) {
                events.entry(day).or_default().insert(link.on);
            }
        }
    }
    let mut state = State { book, starts, live: vec![false; starts.len()], ended: vec![false; starts.len()] };
    let mut found: Vec<Vec<Stretch>> = vec![Vec::new(); starts.len()];
    for (day, changed) in events {
        for i in state.settle(day, changed) {
            let Some(own) = found.get_mut(i) else { continue };
            if state.is_live(i) {
                own.push(Stretch { from: day, until: None });
            } else if let Some(last) = own.last_mut() {
                last.until = Some(day.previous());
            }
        }
    }
    found
}

/// Who is in force while the days go by.
struct State<'a> {
    book: &'a Rulebook,
    starts: &'a [Option<Date>],
    live: Vec<bool>,
    /// Ended by another instrument, for good.
    ended: Vec<bool>,
}

impl State<'_> {
    fn is_live(&self, i: InstrumentId) -> bool {
        self.live.get(i).copied().unwrap_or(false)
    }

    /// Settles a day, those first who act on others; gives those whose force changed.
    fn settle(&mut self, day: Date, changed: BTreeSet<InstrumentId>) -> Vec<InstrumentId> {
        let links = &self.book.links;
        let ranked = |i: InstrumentId| (links.rank.get(i).copied().unwrap_or(0), i);
        let mut open: BTreeSet<(usize, InstrumentId)> = changed.into_iter().map(ranked).collect();
        let mut flipped = Vec::new();
        while let Some((_, i)) = open.pop_first() {
            let (before, now) = (self.is_live(i), self.lives_on(i, day));
            if before == now {
                continue;
            }
            self.live.get_mut(i).into_iter().for_each(|live| *live = now);
            flipped.push(i);
            for link in links.acts_of(i) {
                if link.act == Act::End && now {
                    self.ended.get_mut(link.on).into_iter().for_each(|ended| *ended = true);
                }
                open.insert(ranked(link.on));
            }
        }
        flipped
    }

    fn lives_on(&self, i: InstrumentId, day: Date) -> bool {
        let begun = self.starts.get(i).copied().flatten().is_some_and(|start| start <= day);
        let over = self.book.own_end(i).is_some_and(|until| until < day);
        let ended = self.ended.get(i).copied().unwrap_or(false);
        begun && !over && !ended && !self.suspended(i, day)
    }

    fn suspended(&self, i: InstrumentId, day: Date) -> bool {
        let mut on = self.book.links.acts_on(i).filter(|link| self.is_live(link.by));
        on.any(|link| match link.act {
            Act::End => false,
            Act::Suspend(from, until) => {
                from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
            }
        })
    }
}
