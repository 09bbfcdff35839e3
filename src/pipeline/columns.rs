//! Verdicts on many declarations at once: their facts in columns, one run for all that
//! one program is for.
//!
//! ```
//! use mp1039::{cli::EmbeddedWorld, pipeline::{Options, Policy}, rulebook::Start, source::SourceMap, world::World};
//! let mut sources = SourceMap::default();
//! let start = Start::File("221-2019.pol".into());
//! let policy = Policy::load(&EmbeddedWorld, start, &mut sources).unwrap().policy;
//! let options = Options::default();
//! let mut columns = policy.columns(&options);
//! for name in ["samples/toys.json", "samples/rush-mattress.json"] {
//!     let bytes = EmbeddedWorld.read(name).unwrap();
//!     let source = sources.add(name, "");
//!     columns.push_json(source, &bytes).unwrap();
//! }
//! columns.rule();
//! let verdicts: Vec<&str> = columns.outcomes().iter().flatten().map(|o| o.verdict.as_str()).collect();
//! assert_eq!(verdicts, ["admit", "reject"]);
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use super::fast::{Lowered, Violation};
use super::{Options, Policy};
use crate::eval::fast::{Hit, Outcome, Runner};
use crate::eval::law_day;
use crate::input::{Declaration, InputError, Read, Stream, push, read_bytes};
use crate::ir::{Batch, Layout};
use crate::source::SourceId;

/// Declarations whose verdicts are made together. Its room is used again after
/// [`Columns::clear`]: a stream of declarations takes no more memory than its largest batch.
#[derive(Debug)]
pub struct Columns<'p> {
    policy: &'p Policy,
    options: &'p Options,
    layout: Arc<Layout>,
    /// The reader of records, once one came.
    stream: Option<Stream>,
    runner: Runner,
    /// Those without a program come first.
    parts: Vec<Part>,
    count: usize,
    outcomes: Vec<Option<Outcome>>,
    found: Vec<Found>,
    /// The days of the declaration before, with its part.
    before: (Vec<i64>, usize),
    /// Parts by such days.
    by_days: HashMap<Vec<i64>, usize>,
    /// Room for the parts of a batch that was filled elsewhere.
    own: Vec<usize>,
}

/// Declarations that one program is for.
#[derive(Debug)]
struct Part {
    lowered: Option<Arc<Lowered>>,
    batch: Batch,
    /// Their positions among all.
    places: Vec<usize>,
}

/// A hit of a declaration, by its position among all, with the number of the line.
#[derive(Clone, Copy, Debug)]
struct Found {
    place: usize,
    hit: Hit,
    line: Option<u64>,
    part: usize,
}

impl Policy {
    /// Room for verdicts on many declarations at once.
    pub fn columns<'p>(&'p self, options: &'p Options) -> Columns<'p> {
        let layout = self.layout();
        let none = Part { lowered: None, batch: Batch::new(&layout), places: Vec::new() };
        Columns {
            policy: self,
            options,
            layout,
            stream: None,
            runner: Runner::default(),
            parts: vec![none],
            count: 0,
            outcomes: Vec::new(),
            found: Vec::new(),
            before: (Vec::new(), 0),
            by_days: HashMap::new(),
            own: Vec::new(),
        }
    }
}

impl Columns<'_> {
    /// Forgets all declarations.
    pub fn clear(&mut self) {
        for part in &mut self.parts {
            part.batch.clear();
            part.places.clear();
        }
        self.count = 0;
        self.outcomes.clear();
        self.found.clear();
    }

    /// Computes every number in 128 bits, as is done where 64 do not hold it; for tests.
    pub fn compute_in_128_bits(&mut self) {
        self.runner.compute_in_128_bits();
    }

    /// How many declarations there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a declaration.
    pub fn push(&mut self, declaration: &Declaration) {
        let day = law_day(self.policy.schema(), declaration, self.options.as_of);
        let layout = self.layout.clone();
        self.put(|batch| push(batch, &layout, declaration, day));
    }

    /// Adds a declaration that is written as one JSON object; what is said of its bytes has
    /// its place in the source.
    ///
    /// # Errors
    /// What is no declaration at all; nothing is added.
    pub fn push_json(&mut self, source: SourceId, record: &[u8]) -> Result<(), InputError> {
        let Options { standing, charset, limits, as_of, .. } = self.options;
        if standing.is_empty() && charset.is_none() {
            let make = || Stream::new(self.policy.schema(), &self.layout, limits);
            let mut stream = self.stream.take().unwrap_or_else(make);
            let read = self.put(|batch| stream.push(record, *as_of, batch));
            self.stream = Some(stream);
            if read != Read::Plain {
                return Ok(());
            }
        }
        let declaration = read_bytes(source, record, standing, self.policy.schema(), limits)?;
        self.push(&declaration);
        Ok(())
    }

    /// Lets one declaration be added where the one before is, and moves it to its own part.
    fn put<T>(&mut self, fill: impl FnOnce(&mut Batch) -> T) -> T {
        let guess = self.before.1;
        let mut batch = self.parts.get_mut(guess).map(|p| std::mem::take(&mut p.batch)).unwrap_or_default();
        let mark = batch.mark();
        let told = fill(&mut batch);
        if batch.mark() != mark {
            let part = self.part(&batch, batch.len() - 1);
            // What does not find its words again has no verdict here.
            let fits = self.parts.get(part).is_some_and(|own| own.batch.fits(&batch));
            let part = if part == guess || fits { part } else { 0 };
            if let Some(other) = self.parts.get_mut(part) {
                if part != guess {
                    batch.move_since(&mark, &mut other.batch);
                }
                other.places.push(self.count);
                self.count += 1;
            }
        }
        self.parts.get_mut(guess).into_iter().for_each(|p| std::mem::swap(&mut p.batch, &mut batch));
        told
    }

    /// The part of a declaration of a batch, by its days.
    fn part(&mut self, batch: &Batch, at: usize) -> usize {
        if !self.policy.is_dated(batch, at, &mut self.before.0) {
            let known = self.by_days.get(self.before.0.as_slice()).copied();
            self.before.1 = known.unwrap_or_else(|| self.part_for(batch, at));
        }
        self.before.1
    }

    /// The part for days that were not met before.
    fn part_for(&mut self, batch: &Batch, at: usize) -> usize {
        let lowered = self.policy.program(batch, at, self.options.known_on);
        let same = |part: &Part| match (&part.lowered, &lowered) {
            (Some(own), Some(found)) => Arc::ptr_eq(own, found),
            (own, found) => own.is_none() && found.is_none(),
        };
        let part = self.parts.iter().position(same).unwrap_or(self.parts.len());
        if part == self.parts.len() {
            self.parts.push(Part { lowered, batch: Batch::new(&self.layout), places: Vec::new() });
        }
        self.by_days.insert(self.before.0.clone(), part);
        part
    }

    /// Makes the verdicts.
    pub fn rule(&mut self) {
        self.rule_by_parts(self.count, |own, number, part| {
            if !part.places.is_empty() {
                own.run(&part.batch, number, part.lowered.as_deref(), |at| part.places.get(at).copied());
            }
        });
    }

    /// Makes the verdicts on a batch that was filled elsewhere, by [`Policy::layout`].
    pub fn rule_over(&mut self, batch: &Batch) {
        let mut parts = std::mem::take(&mut self.own);
        parts.clear();
        parts.extend((0..batch.len()).map(|at| self.part(batch, at)));
        self.rule_by_parts(batch.len(), |own, number, part| {
            if parts.contains(&number) {
                let place = |at: usize| parts.get(at).filter(|part| **part == number).map(|_| at);
                own.run(batch, number, part.lowered.as_deref(), place);
            }
        });
        self.own = parts;
    }

    /// Makes so many verdicts, part by part.
    fn rule_by_parts(&mut self, count: usize, run: impl Fn(&mut Self, usize, &Part)) {
        self.found.clear();
        self.outcomes.clear();
        self.outcomes.resize(count, None);
        let parts = std::mem::take(&mut self.parts);
        parts.iter().enumerate().for_each(|(number, part)| run(self, number, part));
        self.parts = parts;
        self.found.sort_unstable_by_key(|found| (found.place, found.hit.norm, found.line));
    }

    /// Runs the program of a part over a batch; `place` says which declarations are its own,
    /// and where they stand among all.
    fn run(
        &mut self,
        batch: &Batch,
        part: usize,
        lowered: Option<&Lowered>,
        place: impl Fn(usize) -> Option<usize>,
    ) {
        let Some(lowered) = lowered else { return };
        self.runner.run(&lowered.compiled, batch);
        let rulings = &self.runner.rulings;
        for at in 0..batch.len() {
            let own = place(at).and_then(|place| self.outcomes.get_mut(place));
            own.into_iter().for_each(|own| *own = Some(rulings.outcome(at)));
        }
        self.found.extend(rulings.hits().iter().filter_map(|hit| {
            let line = |line: usize| batch.numbers.get(batch.lines_of(hit.declaration).start + line).copied();
            Some(Found { place: place(hit.declaration)?, hit: *hit, line: hit.line.and_then(line), part })
        }));
    }

    /// The verdict of each declaration, in order, and what it lies between; what is open in it
    /// [`Policy::decide`] may still narrow. `None` where several versions of the law are
    /// possible, or the day is not known.
    pub fn outcomes(&self) -> &[Option<Outcome>] {
        &self.outcomes
    }

    /// The norms that declarations violate, or may violate, with the positions of the
    /// declarations.
    pub fn violations(&self) -> impl Iterator<Item = (usize, Violation<'_>)> + '_ {
        self.found.iter().filter_map(|found| {
            let lowered = self.parts.get(found.part)?.lowered.as_deref()?;
            Some((found.place, lowered.violation(&found.hit, found.line)?))
        })
    }
}
