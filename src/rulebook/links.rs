//! What instruments say of each other: who ends, suspends or begins whom.
//!
//! References are resolved once, whatever the day. What acts on others is put in
//! an order in which nobody stands before one who acts on him, so that [`force`]
//! can settle a day in one pass.
//!
//! [`force`]: super::force

use std::collections::BTreeMap;

use super::{Action, InstrumentId, Rulebook, errors};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{InstrumentRef, Suspended, When};
use crate::value::Date;

/// What one instrument does to the force of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// `replaces`, `repeal`: it ends when the other begins.
    End,
    /// `suspend`: not in force from, until; `None` is as long as the other is in force.
    Suspend(Option<Date>, Option<Date>),
}

/// An [`Act`] of one instrument on another.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Who acts.
    pub by: InstrumentId,
    /// On whom.
    pub on: InstrumentId,
    /// What it does.
    pub act: Act,
    /// Where it says so.
    pub span: Span,
}

/// `bring T into force from D`.
#[derive(Clone, Copy, Debug)]
pub struct Brought {
    /// Who says so.
    pub by: InstrumentId,
    /// Of whom.
    pub on: InstrumentId,
    /// The first day.
    pub day: Date,
    /// Where.
    pub span: Span,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Instruments by identity; of two with one identity the first.
    pub by_id: BTreeMap<String, InstrumentId>,
    /// In the order of the texts.
    pub all: Vec<Link>,
    /// Days that were to be announced.
    pub brings: Vec<Brought>,
    /// What of them cannot be.
    pub problems: Vec<Diagnostic>,
    /// Links by who acts.
    by_actor: Vec<Vec<usize>>,
    /// Links by on whom.
    by_target: Vec<Vec<usize>>,
    /// The place of each instrument in an order in which actors come first.
    pub rank: Vec<usize>,
}

/// Resolves every reference; what names nothing, or runs in a circle, is among the
/// problems.
pub fn links(book: &Rulebook) -> Links {
    let mut problems = Vec::new();
    let mut links = Links::default();
    for (i, instrument) in book.instruments.iter().enumerate() {
        let id = instrument.id();
        match links.by_id.get(&id).and_then(|first| book.instruments.get(*first)) {
            Some(first) => problems.push(errors::one_identity(&id, instrument.span, first.span)),
            None => {
                links.by_id.insert(id, i);
            }
        }
    }
    let known = std::mem::take(&mut links.by_id);
    for (by, instrument) in book.instruments.iter().enumerate() {
        for target in &instrument.head.replaces {
            // What this rulebook does not hold cannot be ended in it.
            match known.get(&target.id()) {
                Some(on) => links.all.push(Link { by, on: *on, act: Act::End, span: target.span() }),
                None => problems.extend(errors::replaces_nothing(target, known.keys())),
            }
        }
        for action in &instrument.actions {
            acts(&mut links, (by, &known), &action.it, &mut problems);
        }
    }
    links.by_id = known;
    for brought in &links.brings {
        let head = book.instruments.get(brought.on).map(|i| &i.head);
        let announced = matches!(head.and_then(|h| h.in_force.as_ref()), Some((When::Announced(..), _)));
        let early = book.published(brought.on).first.is_some_and(|first| brought.day < first);
        if !announced {
            problems.push(errors::not_announced(&book.name(brought.on), brought.span));
        } else if early {
            problems.push(errors::before_publication(brought.span));
        }
    }
    links.index(book.instruments.len(), &mut problems, book);
    links.problems = problems;
    links
}

fn acts(
    links: &mut Links,
    (by, known): (InstrumentId, &BTreeMap<String, InstrumentId>),
    action: &Action,
    problems: &mut Vec<Diagnostic>,
) {
    let find = |target: &InstrumentRef, problems: &mut Vec<Diagnostic>| {
        let found = known.get(&target.id()).copied();
        if found.is_none() {
            problems.push(errors::unknown_instrument(target, known.keys()));
        }
        found
    };
    match action {
        Action::Repeal(targets) => {
            for target in targets {
                if let Some(on) = find(target, problems) {
                    links.all.push(Link { by, on, act: Act::End, span: target.span() });
                }
            }
        }
        Action::Suspend(suspend) => {
            if let (Some((from, _)), Some((until, span))) = (suspend.from, suspend.until)
                && until < from
            {
                problems.push(errors::until_before_from(span));
            }
            match &suspend.what {
                Suspended::Instrument(target) => {
                    let days = (suspend.from.map(|(d, _)| d), suspend.until.map(|(d, _)| d));
                    if let Some(on) = find(target, problems) {
                        links.all.push(Link {
                            by,
                            on,
                            act: Act::Suspend(days.0, days.1),
                            span: target.span(),
                        });
                    }
                }
                Suspended::Article(_, target) => drop(find(target, problems)),
                Suspended::Catalog(_) => {}
            }
        }
        Action::Bring(bring) => {
            let Some(on) = find(&bring.target, problems) else { return };
            let span = bring.target.span();
            if let Some(first) = links.brings.iter().find(|b| b.on == on) {
                problems.push(errors::brought_twice(&bring.target, span, first.span));
            }
            links.brings.push(Brought { by, on, day: bring.from.0, span });
        }
        // Who only edits lists refers to an instrument, and needs it no more than that.
        Action::Amend(amend) if amend.edits.iter().all(|e| super::list_of(&e.kind).is_some()) => {}
        Action::Amend(amend) => drop(amend.target.as_ref().and_then(|t| find(t, problems))),
    }
}

impl Links {
    /// What an instrument does to others, in the order of the texts.
    pub fn acts_of(&self, i: InstrumentId) -> impl DoubleEndedIterator<Item = &Link> {
        self.by_actor.get(i).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// What others do to an instrument, in the order of the texts.
    pub fn acts_on(&self, i: InstrumentId) -> impl DoubleEndedIterator<Item = &Link> {
        self.by_target.get(i).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// Sorts the links, and the instruments so that who acts stands before on whom.
    fn index(&mut self, instruments: usize, problems: &mut Vec<Diagnostic>, book: &Rulebook) {
        self.by_actor = vec![Vec::new(); instruments];
        self.by_target = vec![Vec::new(); instruments];
        for (at, link) in self.all.iter().enumerate() {
            self.by_actor.get_mut(link.by).into_iter().for_each(|own| own.push(at));
            self.by_target.get_mut(link.on).into_iter().for_each(|own| own.push(at));
        }
        let mut waits: Vec<usize> = self.by_target.iter().map(Vec::len).collect();
        let mut ready: Vec<InstrumentId> =
            (0..instruments).rev().filter(|i| waits.get(*i) == Some(&0)).collect();
        self.rank = vec![usize::MAX; instruments];
        let mut next = 0;
        while let Some(i) = ready.pop() {
            self.rank.get_mut(i).into_iter().for_each(|rank| *rank = next);
            next += 1;
            for link in self.acts_of(i) {
                if let Some(left) = waits.get_mut(link.on) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push(link.on);
                    }
                }
            }
        }
        if let Some(circle) = self.circle() {
            problems.push(errors::circle(&circle, book));
            self.all.clear();
            self.by_actor.iter_mut().chain(&mut self.by_target).for_each(Vec::clear);
        }
    }

    /// A circle among the instruments that could not be put in order.
    fn circle(&self) -> Option<Vec<Link>> {
        let unordered = |i: InstrumentId| self.rank.get(i) == Some(&usize::MAX);
        let first = (0..self.rank.len()).find(|i| unordered(*i))?;
        // Going back from one who waits to one he waits for must come round.
        let mut path: Vec<Link> = Vec::new();
        let mut at = first;
        loop {
            let back = self.acts_on(at).find(|l| unordered(l.by))?;
            if let Some(begin) = path.iter().position(|link| link.on == at) {
                return Some(path.split_off(begin));
            }
            path.push(*back);
            at = back.by;
        }
    }
}
