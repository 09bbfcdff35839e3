//! Records read and decided ahead, on several threads; they are said in their order.
//!
//! Of standard input nothing is read ahead, so that each record is answered when it comes.

use crate::cli::files::{Input, place_of};
use crate::diagnostic::Diagnostic;
use crate::eval::decision::Decision;
use crate::input::formats::Outcome;
use crate::input::{Declaration, InputError};
use crate::parallel;
use crate::pipeline::{Options, Policy};
use crate::source::SourceMap;
use crate::value::Text;

/// A record that could not be judged: where, and why.
pub struct Fault {
    pub place: String,
    pub message: Text,
}

/// A declaration that was read, with its decision where that has been made.
pub type Read = Result<(Declaration, Option<Result<Decision, Vec<Diagnostic>>>), Fault>;

/// So many records a thread are read ahead at most.
const MOST: usize = 16;

/// How many records are read ahead: few at first, so that the first answer comes soon.
pub struct Ahead {
    next: usize,
    most: usize,
}

impl Ahead {
    /// For an input and so many threads.
    pub fn new(input: &Input, threads: usize) -> Ahead {
        let most = match input {
            Input::File(_) if threads > 1 => MOST * threads,
            Input::File(_) | Input::Stdin => 1,
        };
        Ahead { next: 1, most }
    }

    /// The next records; none at the end.
    pub fn take(&mut self, mut next: impl FnMut() -> Option<Outcome>) -> Vec<Outcome> {
        let found = std::iter::from_fn(&mut next).take(self.next).collect();
        self.next = (self.next * 2).min(self.most);
        found
    }
}

/// Reads records, and decides them where that is wanted.
pub fn read(
    outcomes: &[Outcome],
    threads: usize,
    (policy, options, decide): (&Policy, &Options, bool),
    source: &str,
    sources: &SourceMap,
) -> Vec<Read> {
    parallel::map(outcomes, threads, |outcome| {
        let record = outcome.as_ref().map_err(Clone::clone);
        let read = record.and_then(|record| policy.read(record, options));
        read.map_err(|error| fault(error, source, sources)).map(|declaration| {
            let decision = decide.then(|| policy.decide(&declaration, options));
            (declaration, decision)
        })
    })
}

/// Where an error stands, and what it is.
pub fn fault(error: InputError, source: &str, sources: &SourceMap) -> Fault {
    Fault { place: place_of(&error, source, sources), message: error.message }
}
