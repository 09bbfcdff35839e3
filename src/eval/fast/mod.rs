//! The fast evaluator: a compiled program over columns of facts.
//!
//! A [`Batch`](crate::ir::Batch) holds the facts of some declarations in columns, one entry a
//! declaration or line; [`Runner::run`] carries out the operations of a program over
//! them. A register is two planes of bits, known to be true and known to be false, so
//! that what is not known costs nothing. One declaration is a batch of one.
//!
//! What comes out is settled only where every norm is known to be violated or not.
//! The rest, open facts, doubtful papers, numbers that 64 bits do not hold, is for the
//! [`reference`](super::reference), which this evaluator must never contradict.

mod beside;
mod entry;
mod lookup;
mod number;
mod office;
mod render;
mod ruling;
mod run;
mod sum;

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::ir::Program;

pub use render::{Notes, Said, Settled, Words};
pub use ruling::{Hit, Outcome, Rulings};
pub use run::Runner;

/// A program that is ready to run.
#[derive(Debug)]
pub struct Compiled {
    /// The program.
    pub program: Program,
    /// Finds the words that raise a question, all at once.
    words: OnceLock<Option<AhoCorasick>>,
    /// The entries that each of these words raises.
    raises: Vec<Vec<usize>>,
    /// These words.
    patterns: Vec<String>,
}

impl Compiled {
    /// Prepares a program.
    pub fn new(program: Program) -> Compiled {
        let mut patterns: Vec<String> = Vec::new();
        let mut raises: Vec<Vec<usize>> = Vec::new();
        let uncoded = program.table.entries.iter().enumerate().filter(|(_, entry)| !entry.coded);
        for (at, word) in uncoded.flat_map(|(at, e)| e.words.iter().chain(&e.asks_on).map(move |w| (at, w))) {
            match patterns.iter().position(|known| known == word) {
                Some(known) => raises.get_mut(known).into_iter().for_each(|own| own.push(at)),
                None => {
                    patterns.push(word.clone());
                    raises.push(vec![at]);
                }
            }
        }
        Compiled { program, words: OnceLock::new(), raises, patterns }
    }

    /// The matcher of words; `None` where there are none, or they are too many for it.
    fn words(&self) -> Option<&AhoCorasick> {
        let build = || {
            let mut builder = AhoCorasick::builder();
            builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard);
            if self.patterns.is_empty() { None } else { builder.build(&self.patterns).ok() }
        };
        self.words.get_or_init(build).as_ref()
    }
}
