//! An entry that asks something of a line: the same questions, in the same order, as
//! the reference puts them (manual: "Catalogs").

use crate::ir::{Batch, Entry};
use crate::value::Truth;

/// A line as entries see it.
pub struct Good<'b> {
    /// The batch.
    pub batch: &'b Batch,
    /// The line.
    pub line: usize,
    /// The declared name in small letters, where it is known.
    pub name: Option<&'b str>,
}

/// What a line answers to a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Stated(bool),
    Bad,
}

/// Whether a line is in an entry; `by_code` says whether its code, or a heading nearby,
/// belongs to the entry.
pub fn entry(entry: &Entry, good: &Good, by_code: Truth) -> Truth {
    let said = said(entry, good);
    let by_words = has(good, &entry.words);
    let by_name = has(good, &entry.asks_on);
    let raised = match said {
        Said::Stated(true) => Truth::True,
        Said::Bad if by_name != Truth::True => Truth::Unknown,
        _ => by_name,
    };
    let concerned = match entry.coded {
        true if entry.asks_on.is_empty() => by_code,
        true => by_code.and(raised),
        false => by_code.or(by_words).or(raised),
    };
    if concerned == Truth::False || entry.ex.is_none() {
        return concerned;
    }
    concerned.and(answer(entry, said, by_words))
}

fn answer(entry: &Entry, said: Said, by_words: Truth) -> Truth {
    match (said, by_words) {
        // A condition over the line is weighed by the reference.
        _ if entry.condition => Truth::Unknown,
        (Said::Bad, by_words) if by_words != Truth::True => Truth::Unknown,
        (Said::Stated(true), _) | (Said::Nothing | Said::Bad, Truth::True) => Truth::True,
        (Said::Stated(false), Truth::False) => Truth::False,
        _ => Truth::Unknown,
    }
}

fn said(entry: &Entry, good: &Good) -> Said {
    let Some(question) = entry.ex else { return Said::Nothing };
    match good.batch.answers_of(good.line).find(|answer| answer.question == question) {
        Some(answer) => answer.yes.map_or(Said::Bad, Said::Stated),
        None => Said::Nothing,
    }
}

/// Whether the declared name has one of several words.
fn has(good: &Good, words: &[String]) -> Truth {
    match (words, good.name) {
        ([], _) => Truth::False,
        (_, None) => Truth::Unknown,
        (words, Some(name)) => words.iter().any(|word| name.contains(word.as_str())).into(),
    }
}
