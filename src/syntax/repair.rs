//! What was meant by a piece that cannot be read: the one word that, written as it is
//! spelt, makes the grammar read the whole piece.
//!
//! pest stops where nothing fits any more, which is often behind the misspelt word: it took
//! that for a name. So every word up to there is tried, with every word of the language that
//! is a letter or two off; the nearest that reads is what was meant. In Chinese, where words
//! stand without space, each stretch of a run is tried, and so is a run with spaces in it.

use std::collections::BTreeSet;

use pest::Parser;

use super::grammar::{Grammar, Rule};
use super::guard;
use super::tongue::{COMPARISONS, CURRENCIES, FORMS, Tongue, is_han};
use crate::value::Text;

/// How many words before the place of failure are tried, how often pest is asked, and how
/// much it reads for that.
const WORDS: usize = 12;
const TRIES: usize = 300;
const BYTES: usize = 200_000;

/// A change that makes a piece readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    /// What it takes the place of, in bytes.
    pub from: usize,
    /// Its end.
    pub to: usize,
    /// The word that was meant, or the words with space between them.
    pub text: String,
    /// Whether only space was missing.
    pub space: bool,
}

/// A change that might be it, and how much of one it is.
struct Guess {
    change: Repair,
    weight: (usize, usize),
}

/// What makes `rule` read `text`, which fails at `at`.
pub(crate) fn repair(rule: Rule, text: &str, at: usize) -> Option<Repair> {
    let mut guesses = Vec::new();
    let before: Vec<(usize, &str)> = words(text).take_while(|(from, _)| *from <= at).collect();
    for (back, (from, word)) in before.iter().rev().take(WORDS).enumerate() {
        let spelt = spellings(word);
        guesses.extend(spelt.into_iter().map(|(edits, start, end, text)| Guess {
            change: Repair { from: from + start, to: from + end, text, space: false },
            weight: (edits, back),
        }));
        guesses.extend(spaced(word).map(|text| Guess {
            change: Repair { from: *from, to: from + word.len(), text, space: true },
            weight: (0, back),
        }));
    }
    guesses.sort_by_key(|guess| guess.weight);
    // A long list is read fewer times.
    let tries = TRIES.min(BYTES / text.len().max(1));
    guesses.into_iter().take(tries).map(|guess| guess.change).find(|change| reads(rule, text, change))
}

/// Which of several words was meant at the beginning of a text: the nearest with which its
/// rule reads the text.
pub(crate) fn begun<'w>(text: &str, word: &str, known: &[(&'w str, Rule)]) -> Option<&'w str> {
    let mut near: Vec<(usize, &str, Rule)> = known
        .iter()
        .map(|(known, rule)| (strsim::damerau_levenshtein(word, known), *known, *rule))
        .filter(|(edits, known, _)| *edits > 0 && *edits <= most(word).max(most(known)))
        .collect();
    near.sort_by_key(|(edits, ..)| *edits);
    let change = |known: &str| Repair { from: 0, to: word.len(), text: known.to_owned(), space: false };
    near.into_iter().find(|(_, known, rule)| reads(*rule, text, &change(known))).map(|(_, known, _)| known)
}

/// How many letters of a word may be wrong.
fn most(word: &str) -> usize {
    (word.chars().count() / 3).clamp(1, 3)
}

/// Whether a text is read once it is changed.
fn reads(rule: Rule, text: &str, change: &Repair) -> bool {
    let (Some(before), Some(after)) = (text.get(..change.from), text.get(change.to..)) else { return false };
    // A word that stands there whole is not misspelt by its last letter.
    let whole = text.get(change.from..).is_some_and(|there| there.starts_with(&change.text));
    if whole && change.to - change.from < change.text.len() {
        return false;
    }
    Grammar::parse(rule, &format!("{before}{}{after}", change.text)).is_ok()
}

/// The words of a text with their places: runs of letters, or of Chinese characters. Not
/// what stands in quotes or in a comment.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let first = rest.chars().next()?;
            let from = at;
            let length = if is_han(first) {
                rest.find(|c| !is_han(c)).unwrap_or(rest.len())
            } else if first.is_ascii_digit() {
                rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())
            } else if first.is_alphabetic() {
                let ends = |c: char| is_han(c) || !(c.is_alphanumeric() || c == '_' || c == '-');
                rest.find(ends).unwrap_or(rest.len())
            } else {
                guard::token(rest).max(1)
            };
            at += length;
            if first.is_alphabetic() {
                return rest.get(..length).map(|word| (from, word));
            }
        }
    })
}

/// The words of the language that a word may be meant to be: how many letters are wrong,
/// which part of it is meant, and how that is spelt.
fn spellings(word: &str) -> Vec<(usize, usize, usize, String)> {
    if !word.starts_with(is_han) {
        let near =
            vocabulary(Tongue::En).into_iter().map(|known| (strsim::damerau_levenshtein(word, known), known));
        let near = near.filter(|(edits, known)| *edits > 0 && *edits <= most(known).max(most(word)));
        return near.map(|(edits, known)| (edits, 0, word.len(), known.to_owned())).collect();
    }
    let places: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    let mut found = Vec::new();
    for known in vocabulary(Tongue::Zh) {
        let length = known.chars().count();
        for (i, start) in places.iter().enumerate() {
            let ends = places.get(i + 1..).unwrap_or(&[]).iter().enumerate();
            for (count, end) in ends.map(|(n, end)| (n + 1, end)) {
                let all = i == 0 && *end == word.len();
                // One character alone is too like any other, but where it is all there is.
                if count.abs_diff(length) > 1 || !all && (length < 2 || count < 2 && length < 3) {
                    continue;
                }
                let part = word.get(*start..*end).unwrap_or("");
                if strsim::damerau_levenshtein(part, known) == 1 {
                    found.push((1, *start, *end, known.to_owned()));
                }
            }
        }
    }
    found
}

/// The words of the language in one tongue.
fn vocabulary(tongue: Tongue) -> BTreeSet<&'static str> {
    let templates = FORMS.iter().flat_map(|form| form.template(tongue).split(' '));
    let words = templates.map(|word| word.trim_start_matches('^')).filter(|word| !word.starts_with('$'));
    let mut all: BTreeSet<&str> = words.filter(|word| !word.is_empty()).collect();
    if tongue == Tongue::Zh {
        all.extend(COMPARISONS.iter().chain(CURRENCIES).map(|(_, zh)| *zh));
    }
    all
}

/// A Chinese run with a space on either side of each operator in it; nothing where it has none.
///
/// ```
/// use mp1039::syntax::spaced;
/// assert_eq!(spaced("货值不超过限额").as_deref(), Some("货值 不超过 限额"));
/// assert_eq!(spaced("货值"), None);
/// ```
pub fn spaced(run: &str) -> Option<String> {
    if !run.starts_with(is_han) {
        return None;
    }
    let mut operators: Vec<&str> = vocabulary(Tongue::Zh).into_iter().filter(|word| word.len() > 3).collect();
    operators.extend(["且", "或", "为"]);
    operators.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut out = String::new();
    let mut at = 0;
    while let Some(rest) = run.get(at..).filter(|rest| !rest.is_empty()) {
        let operator =
            operators.iter().find(|word| rest.starts_with(**word) && at > 0 && rest.len() > word.len());
        let length = match operator {
            Some(word) => {
                out.push_str(&format!(" {word} "));
                word.len()
            }
            None => {
                let first = rest.chars().next()?;
                out.push(first);
                first.len_utf8()
            }
        };
        at += length;
    }
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    (out != run).then_some(out)
}

/// What to say of a repair.
pub(crate) fn help(repair: &Repair) -> Text {
    let word = &repair.text;
    match repair.space {
        true => {
            crate::bilingual!("put a space on both sides of a name: `{word}`", "名称两侧请留空格：`{word}`")
        }
        false => crate::bilingual!("did you mean `{word}`?", "是否想写 `{word}`？"),
    }
}
