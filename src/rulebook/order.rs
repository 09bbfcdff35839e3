//! Whether it is certain in which order two edits of one thing are applied, and
//! whether what ends others was there to do so before it was ended itself.

use super::edits::Authored;
use super::force::Window;
use super::links::{Act, Link};
use super::{InstrumentId, Rulebook};
use crate::source::Span;
use crate::syntax::ast::{EditKind, Ident};
use crate::value::{Date, HsCode};

/// What an edit is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Thing {
    Article(String),
    Let(String),
    /// An entry that is added, or taken out, by its code, id and tariff.
    Entry {
        out: bool,
        code: Option<HsCode>,
        id: Option<String>,
        year: Option<u16>,
    },
    Completeness,
    Market(String),
}

impl Thing {
    /// Whether two edits are about one thing. What takes an entry out may mean it by
    /// its code alone.
    fn meets(&self, other: &Thing) -> bool {
        match (self, other) {
            (
                Thing::Entry { out: a, code, id, year },
                Thing::Entry { out: b, code: other_code, id: other_id, year: other_year },
            ) => {
                let loose = *a || *b;
                let same = |equal: bool, none: bool| equal || loose && none;
                code == other_code
                    && same(id == other_id, id.is_none() || other_id.is_none())
                    && same(year == other_year, year.is_none() || other_year.is_none())
            }
            _ => self == other,
        }
    }
}

fn things(kind: &EditKind) -> Vec<Thing> {
    let entry = |out, code: Option<(HsCode, Span)>, id: &Option<Ident>, year: Option<(u16, Span)>| {
        let (code, year) = (code.map(|(code, _)| code), year.map(|(year, _)| year));
        Thing::Entry { out, code, id: id.as_ref().map(|id| id.name.clone()), year }
    };
    match kind {
        EditKind::Insert(article) | EditKind::Replace(article) => {
            vec![Thing::Article(article.number.name.clone())]
        }
        EditKind::RepealArticle(number) => vec![Thing::Article(number.name.clone())],
        EditKind::Set(value) => vec![Thing::Let(value.name.name.clone())],
        EditKind::AddEntries(_, entries) => {
            entries.iter().map(|e| entry(false, e.code, &e.ex, e.tariff)).collect()
        }
        EditKind::RemoveEntries(_, entries) => {
            entries.iter().map(|e| entry(true, e.code, &e.ex, e.tariff)).collect()
        }
        EditKind::AddMarkets(_, markets) => {
            markets.iter().map(|m| Thing::Market(m.id.name.clone())).collect()
        }
        EditKind::Extend(..) => vec![Thing::Completeness],
    }
}

/// Whether two edits are about one thing.
pub fn one_thing(a: &EditKind, b: &EditKind) -> bool {
    let others = things(b);
    things(a).iter().any(|thing| others.iter().any(|other| thing.meets(other)))
}

/// Pairs of edits of one thing whose order was not certain to one who knew what had
/// been published by a day.
pub fn uncertain<'e, 'a>(
    book: &Rulebook,
    own: &'e [Authored<'a>],
    known_on: Option<Date>,
) -> Vec<(&'e Authored<'a>, &'e Authored<'a>)> {
    let begins: Vec<Window> = own.iter().map(|e| book.beginning(e.by, known_on)).collect();
    // The earliest day on which one of those from a place on may begin.
    let mut earliest: Vec<Window> = begins.clone();
    for at in (1..earliest.len()).rev() {
        let later = earliest.get(at).and_then(|w| w.first);
        if let Some(window) = earliest.get_mut(at - 1) {
            window.first = window.first.min(later);
        }
    }
    let mut found = Vec::new();
    for (at, (a, window)) in own.iter().zip(&begins).enumerate() {
        // Where all that follow certainly begin later, they are in order.
        let near = own.iter().zip(&earliest).skip(at + 1).take_while(|(_, rest)| !apart(*window, **rest));
        for (b, _) in near {
            if !in_order(book, a, b, known_on) && one_thing(&a.edit.kind, &b.edit.kind) {
                found.push((a, b));
            }
        }
    }
    found
}

/// Whether it is certain which of two edits comes first.
fn in_order(book: &Rulebook, a: &Authored, b: &Authored, known_on: Option<Date>) -> bool {
    let begin = (book.beginning(a.by, known_on), book.beginning(b.by, known_on));
    let same_day = begin.0.exact().is_some() && begin.0.exact() == begin.1.exact();
    let never_both = book.own_end(a.by).is_some_and(|end| begin.1.first.is_some_and(|first| end < first));
    a.by != b.by
        && (apart(begin.0, begin.1)
            || never_both
            || same_day && apart(book.published(a.by), book.published(b.by)))
}

/// Whether one day certainly comes before another.
fn apart(a: Window, b: Window) -> bool {
    a.last.is_some_and(|last| b.first.is_some_and(|first| last < first))
}

/// For each instrument that ends others and is ended or suspended itself, the last
/// who does so, where it was not certain to one who knew what had been published by a
/// day what had been ended before.
pub fn uncertain_acts(book: &Rulebook, known_on: Option<Date>) -> Vec<Link> {
    let enders = (0..book.instruments.len()).filter(|i| book.ends_others(*i));
    enders
        .filter_map(|i| book.links.acts_on(i).next_back().filter(|_| !certain(book, i, known_on)))
        .copied()
        .collect()
}

/// Whether those who decide over an instrument, each by the others, begin in an order
/// that is certain.
fn certain(book: &Rulebook, i: InstrumentId, known_on: Option<Date>) -> bool {
    let mut party = vec![i];
    let mut at = 0;
    while let Some(next) = party.get(at).copied() {
        at += 1;
        for link in book.links.acts_on(next) {
            if !party.contains(&link.by) {
                party.push(link.by);
            }
        }
    }
    let mut begins: Vec<Window> = party.iter().map(|i| book.beginning(*i, known_on)).collect();
    if begins.iter().all(|window| window.exact().is_some()) {
        return true;
    }
    // One who is suspended may act later than it begins, and meet a third.
    let mut on_party = party.iter().flat_map(|i| book.links.acts_on(*i));
    let delayed = party.len() > 2 && on_party.any(|link| matches!(link.act, Act::Suspend(..)));
    begins.sort_unstable_by_key(|window| (window.first, window.last));
    let in_order = |pair: &[Window]| match pair {
        [a, b] => apart(*a, *b) || a.exact().is_some() && a.exact() == b.exact(),
        _ => true,
    };
    !delayed && begins.windows(2).all(in_order)
}
