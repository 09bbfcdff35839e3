//! Lints: what a rulebook may mean, and its author probably does not. One lint a
//! file; each is a function over the law through time, and [`LINTS`] is the table.
//! What several need stands beside them: `walk` goes through what was written, `names`
//! knows who uses what, `logic` and `domain` what a condition can come to, `stored` the
//! words of the law.
//!
//! A lint only warns. What cannot be meant at all is an error of the checker or of
//! [`crate::rulebook::verify`]. To add a lint: a file, a row of the table, a row of
//! the code table with its page, and a case in `tests/suite/lint`.

mod always_same;
mod covered;
mod domain;
mod edit_of_repealed;
mod expiring;
mod gap;
mod logic;
mod names;
mod never_fires;
mod never_in_force;
mod no_tariff;
mod one_language;
mod open_suspension;
mod overlap;
mod quotation;
mod shadowed;
mod stored;
mod ungraded;
mod unused;
mod unused_fact;
mod walk;

pub use stored::{Passage, Stored, stored};

use crate::bilingual;
use crate::check::Meanings;
use crate::diagnostic::Diagnostic;
use crate::hir::Edition;
use crate::rulebook::{Act, Action, Calendar, InstrumentId, Rulebook};
use crate::source::Span;
use crate::syntax::ast::{Entry, ItemKind, Suspend, Suspended};
use crate::value::{Date, Text};

/// What a lint looks at.
pub struct Law<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
    /// The law through time.
    pub calendar: &'a Calendar,
    /// The day on which it is asked; without one nothing is near or far.
    pub as_of: Option<Date>,
    /// Every text of every version, checked.
    pub texts: &'a Edition,
    /// What each expression of the texts means.
    pub meanings: &'a Meanings,
    /// What is known of the words of instruments.
    pub stored: &'a [Stored],
}

/// A lint.
type Lint = fn(&Law) -> Vec<Diagnostic>;

/// Every lint.
const LINTS: &[Lint] = &[
    never_in_force::check,
    overlap::check,
    open_suspension::check,
    gap::check,
    edit_of_repealed::check,
    shadowed::check,
    expiring::check,
    unused::check,
    never_fires::check,
    covered::check,
    one_language::check,
    unused_fact::check,
    always_same::check,
    quotation::check,
    ungraded::check,
    no_tariff::check,
];

/// What all lints find, in the order of the texts.
pub fn lint(law: &Law) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = LINTS.iter().flat_map(|lint| lint(law)).collect();
    found.sort_by_key(|d| (d.span, d.code));
    found.dedup();
    found
}

impl<'a> Law<'a> {
    /// Every suspension with who makes it, and where.
    fn suspensions(&self) -> impl Iterator<Item = (InstrumentId, &'a Suspend, Span)> {
        let book = self.book;
        book.instruments.iter().enumerate().flat_map(|(i, instrument)| {
            instrument.actions.iter().filter_map(move |action| match &action.it {
                Action::Suspend(suspend) => Some((i, suspend, action.head)),
                _ => None,
            })
        })
    }

    /// The entries of each list.
    fn lists(&self) -> impl Iterator<Item = &'a [Entry]> {
        self.book.items.iter().filter_map(|o| match &o.item.kind {
            ItemKind::Catalog(catalog) => Some(catalog.entries.as_slice()),
            _ => None,
        })
    }

    /// The last day of an instrument, where another or its own terms end it.
    fn ended(&self, i: InstrumentId) -> Option<Date> {
        let own = self.calendar.lives.get(i)?.last()?;
        let suspended = |until: Date| {
            let mut on = self.book.links.acts_on(i).filter_map(|l| match l.act {
                Act::Suspend(from, _) => Some((l.by, from)),
                Act::End => None,
            });
            on.any(|(by, from)| {
                from.or(self.book.beginning(by, None).last).is_some_and(|from| from == until.next())
            })
        };
        own.until.filter(|until| !suspended(*until))
    }
}

/// What is suspended, as a name.
fn suspended(suspend: &Suspend) -> Text {
    match &suspend.what {
        Suspended::Instrument(target) => Text::same(target.id()),
        Suspended::Article(number, target) => {
            let (number, id) = (&number.name, target.id());
            bilingual!("article {number} of {id}", "{id}第{number}条")
        }
        Suspended::Catalog(name) => Text::same(name.name.as_str()),
    }
}

/// What tells one entry of a list from another, whatever its days.
fn key(entry: &Entry) -> (Option<u64>, Option<u64>, Option<&str>, Option<u16>) {
    let code = entry.code.map(|(code, _)| (code.first(), code.last()));
    let ex = entry.ex.as_ref().map(|ex| ex.name.as_str());
    (code.map(|c| c.0), code.map(|c| c.1), ex, entry.tariff.map(|(year, _)| year))
}

/// Entries of one list that are the same good at other times, by their first day.
fn alike(entries: &[Entry]) -> Vec<(&Entry, &Entry)> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|e| (key(e), e.from.map(|(d, _)| d)));
    let pairs = sorted.windows(2).filter_map(|pair| match pair {
        [a, b] if key(a) == key(b) => Some((*a, *b)),
        _ => None,
    });
    pairs.collect()
}
