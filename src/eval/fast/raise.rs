//! Which entries without a code the words of a name raise.
//!
//! A few names are looked through word by word; a machine that finds all words at once is
//! made when there are more, since making it costs as much as some hundred names.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::ir::Entry;

/// Words with the entries that each raises.
#[derive(Debug, Default)]
pub struct Raises {
    /// Sorted by word.
    words: Vec<(String, Vec<usize>)>,
    /// How many names there have been.
    names: AtomicUsize,
    machine: OnceLock<Option<AhoCorasick>>,
}

/// So many names are looked through word by word.
const FEW: usize = 64;

impl Raises {
    /// The words of the entries of a table.
    pub fn of(entries: &[Entry]) -> Raises {
        let mut all: Vec<(&String, usize)> = Vec::new();
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.coded) {
            all.extend(entry.words.iter().chain(&entry.asks_on).map(|word| (word, at)));
        }
        all.sort_unstable();
        let mut words: Vec<(String, Vec<usize>)> = Vec::new();
        for (word, at) in all {
            match words.last_mut() {
                Some((last, entries)) if last == word => entries.push(at),
                _ => words.push((word.clone(), vec![at])),
            }
        }
        Raises { words, ..Raises::default() }
    }

    /// Every entry that a name in small letters raises; some more than once.
    pub fn each(&self, name: &str, mut then: impl FnMut(usize)) {
        let mut found = |at: usize| {
            let entries = self.words.get(at).into_iter().flat_map(|(_, entries)| entries);
            entries.for_each(|entry| then(*entry));
        };
        // What is empty stands in every name, and begins with no letter.
        let empty = self.words.first().is_some_and(|(word, _)| word.is_empty());
        let few = !empty && self.names.load(Ordering::Relaxed) < FEW;
        let machine = if few { None } else { self.machine() };
        match machine {
            Some(machine) => {
                machine.find_overlapping_iter(name).for_each(|own| found(own.pattern().as_usize()));
            }
            None => {
                self.names.fetch_add(1, Ordering::Relaxed);
                name.char_indices().for_each(|(at, first)| {
                    self.beginning(name.get(at..).unwrap_or_default(), first).for_each(&mut found);
                });
            }
        }
    }

    /// Words with which a text begins, by position; `first` is its first letter.
    fn beginning<'r>(&'r self, text: &'r str, first: char) -> impl Iterator<Item = usize> + 'r {
        let end = self.words.partition_point(|(word, _)| word.as_str() <= text);
        let before = self.words.get(..end).unwrap_or_default().iter().enumerate().rev();
        let alike = before.take_while(move |(_, (word, _))| word.starts_with(first));
        alike.filter(|(_, (word, _))| text.starts_with(word.as_str())).map(|(at, _)| at)
    }

    /// `None` where there are more words than it can hold, or none.
    fn machine(&self) -> Option<&AhoCorasick> {
        let words = || self.words.iter().map(|(word, _)| word);
        let build = || AhoCorasick::builder().match_kind(MatchKind::Standard).build(words()).ok();
        self.machine.get_or_init(|| if self.words.is_empty() { None } else { build() }).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_names_and_many_raise_the_same() {
        let entry = |words: &[&str], asks_on: &[&str]| Entry {
            list: 0,
            ex: None,
            coded: false,
            words: words.iter().map(ToString::to_string).collect(),
            asks_on: asks_on.iter().map(ToString::to_string).collect(),
            condition: false,
        };
        let entries = [
            entry(&["口罩", "mask"], &["面罩", "罩"]),
            Entry { coded: true, ..entry(&["toy"], &[]) },
            entry(&["as", "m"], &["mask"]),
            entry(&["医用口罩"], &[]),
        ];
        let raises = Raises::of(&entries);
        let of = |name: &str| {
            let mut found = Vec::new();
            raises.each(name, |at| found.push(at));
            found.sort_unstable();
            found.dedup();
            found
        };
        let names = ["", "医用口罩 mask", "面罩", "toy", "toys and masts", "口", "罩罩", "medical mask 口罩"];
        let few: Vec<_> = names.iter().map(|name| of(name)).collect();
        assert_eq!(few[1], [0, 2, 3]);
        assert_eq!((few[3].len(), &few[4]), (0, &vec![2]));
        (0..FEW).for_each(|_| drop(of("mask")));
        assert!(raises.machine.get().is_some());
        assert_eq!(names.iter().map(|name| of(name)).collect::<Vec<_>>(), few);
    }
}
