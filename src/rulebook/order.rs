//! Whether it is certain in which order two edits of one thing are applied.

use super::edits::Authored;
use super::force::Window;
use super::{InstrumentId, Rulebook};
use crate::syntax::ast::{EditKind, Ident};
use crate::value::{Date, HsCode};

/// Pairs of one group beyond which only neighbours are compared.
const MOST_PAIRS: usize = 64;

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
    let id = |id: &Option<Ident>| id.as_ref().map(|id| id.name.clone());
    match kind {
        EditKind::Insert(article) | EditKind::Replace(article) => {
            vec![Thing::Article(article.number.name.clone())]
        }
        EditKind::RepealArticle(number) => vec![Thing::Article(number.name.clone())],
        EditKind::Set(value) => vec![Thing::Let(value.name.name.clone())],
        EditKind::AddEntries(_, entries) => {
            let thing = |e: &crate::syntax::ast::Entry| Thing::Entry {
                out: false,
                code: e.code.map(|(code, _)| code),
                id: id(&e.ex),
                year: e.tariff.map(|(year, _)| year),
            };
            entries.iter().map(thing).collect()
        }
        EditKind::RemoveEntries(_, entries) => {
            let thing = |e: &crate::syntax::ast::EntryRef| Thing::Entry {
                out: true,
                code: e.code.map(|(code, _)| code),
                id: id(&e.ex),
                year: e.tariff.map(|(year, _)| year),
            };
            entries.iter().map(thing).collect()
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
/// been published by a day; of those that `active` takes.
pub fn uncertain<'e, 'a>(
    book: &Rulebook,
    own: &'e [Authored<'a>],
    known_on: Option<Date>,
    active: &dyn Fn(InstrumentId) -> bool,
) -> Vec<(&'e Authored<'a>, &'e Authored<'a>)> {
    let own: Vec<&Authored> = own.iter().filter(|e| active(e.by)).collect();
    let mut found = Vec::new();
    for (at, a) in own.iter().enumerate() {
        let near = if own.len() > MOST_PAIRS { 4 } else { own.len() };
        for b in own.iter().skip(at + 1).take(near) {
            if one_thing(&a.edit.kind, &b.edit.kind) && !in_order(book, a, b, known_on) {
                found.push((*a, *b));
            }
        }
    }
    found
}

/// Whether it is certain which of two edits comes first.
fn in_order(book: &Rulebook, a: &Authored, b: &Authored, known_on: Option<Date>) -> bool {
    let apart = |a: Window, b: Window| match (a.last, b.first) {
        (Some(last), Some(first)) => last < first,
        _ => false,
    };
    let begin = (book.beginning(a.by, known_on), book.beginning(b.by, known_on));
    let same_day = begin.0.exact().is_some() && begin.0.exact() == begin.1.exact();
    let never_both = book.own_end(a.by).is_some_and(|end| begin.1.first.is_some_and(|first| end < first));
    a.by != b.by
        && (apart(begin.0, begin.1)
            || never_both
            || same_day && apart(book.published(a.by), book.published(b.by)))
}
