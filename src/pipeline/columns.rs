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
use crate::value::Date;

/// Declarations whose verdicts are made together. Its room is used again after
/// [`Columns::clear`]: a stream of declarations takes no more memory than its largest batch.
#[derive(Debug)]
pub struct Columns<'p> {
    options: &'p Options,
    layout: Arc<Layout>,
    /// The reader of records, once one came.
    stream: Option<Stream>,
    runner: Runner,
    programs: Programs<'p>,
    /// By program.
    parts: Vec<Part>,
    count: usize,
    outcomes: Vec<Option<Outcome>>,
    found: Vec<Found>,
    /// Room for the programs of a batch that was filled elsewhere.
    own: Vec<usize>,
}

/// Programs by the days of declarations.
#[derive(Debug)]
struct Programs<'p> {
    policy: &'p Policy,
    known_on: Option<Date>,
    /// The first is none.
    all: Vec<Option<Arc<Lowered>>>,
    /// The days of the declaration before, with its program.
    before: (Vec<i64>, usize),
    by_days: HashMap<Vec<i64>, usize>,
}

/// Declarations that one program is for.
#[derive(Debug)]
struct Part {
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
        let (before, by_days) = ((Vec::new(), 0), HashMap::new());
        let known_on = options.known_on;
        Columns {
            options,
            layout: self.layout(),
            stream: None,
            runner: Runner::default(),
            programs: Programs { policy: self, known_on, all: vec![None], before, by_days },
            parts: Vec::new(),
            count: 0,
            outcomes: Vec::new(),
            found: Vec::new(),
            own: Vec::new(),
        }
    }
}

impl Programs<'_> {
    /// The program of a declaration of a batch, by position.
    fn of(&mut self, layout: &Layout, batch: &Batch, at: usize) -> usize {
        if !self.policy.is_dated(layout, batch, at, &mut self.before.0) {
            let known = self.by_days.get(self.before.0.as_slice()).copied();
            self.before.1 = known.unwrap_or_else(|| self.made(batch, at));
        }
        self.before.1
    }

    /// The program of days that were not met before.
    fn made(&mut self, batch: &Batch, at: usize) -> usize {
        let found = self.policy.program(batch, at, self.known_on);
        let same = |own: &Option<Arc<Lowered>>| match (own, &found) {
            (Some(own), Some(found)) => Arc::ptr_eq(own, found),
            (own, found) => own.is_none() && found.is_none(),
        };
        let place = self.all.iter().position(same).unwrap_or(self.all.len());
        if place == self.all.len() {
            self.all.push(found);
        }
        self.by_days.insert(self.before.0.clone(), place);
        place
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
        let day = law_day(self.programs.policy.schema(), declaration, self.options.as_of);
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
            let make = || Stream::new(self.programs.policy.schema(), &self.layout, limits);
            let mut stream = self.stream.take().unwrap_or_else(make);
            let read = self.put(|batch| stream.push(record, *as_of, batch));
            self.stream = Some(stream);
            if read != Read::Plain {
                return Ok(());
            }
        }
        let declaration = read_bytes(source, record, standing, self.programs.policy.schema(), limits)?;
        self.push(&declaration);
        Ok(())
    }

    /// Lets one declaration be added where the one before is, and moves it to its own part.
    fn put<T>(&mut self, fill: impl FnOnce(&mut Batch) -> T) -> T {
        let guess = self.programs.before.1;
        self.make_parts();
        let Some(Part { batch, .. }) = self.parts.get_mut(guess) else {
            return fill(&mut Batch::new(&self.layout));
        };
        let mark = batch.mark();
        let told = fill(batch);
        if batch.mark() == mark {
            return told;
        }
        let mut place = self.programs.of(&self.layout, batch, batch.len() - 1);
        self.make_parts();
        if let Ok([from, to]) = self.parts.get_disjoint_mut([guess, place])
            && !to.batch.fits(&from.batch)
        {
            // What does not find its words again has no verdict here.
            place = 0;
        }
        if let Ok([from, to]) = self.parts.get_disjoint_mut([guess, place]) {
            from.batch.move_since(&mark, &mut to.batch);
        }
        self.parts.get_mut(place).into_iter().for_each(|part| part.places.push(self.count));
        self.count += 1;
        told
    }

    /// Makes room for what each program is for.
    fn make_parts(&mut self) {
        let make = || Part { batch: Batch::new(&self.layout), places: Vec::new() };
        self.parts.resize_with(self.programs.all.len(), make);
    }

    /// Makes the verdicts.
    pub fn rule(&mut self) {
        self.begin(self.count);
        let parts = std::mem::take(&mut self.parts);
        for (number, part) in parts.iter().enumerate().filter(|(_, part)| !part.places.is_empty()) {
            self.run(&part.batch, number, |at| part.places.get(at).copied());
        }
        self.parts = parts;
        self.sort();
    }

    /// Makes the verdicts on a batch that was filled elsewhere, by [`Policy::layout`].
    pub fn rule_over(&mut self, batch: &Batch) {
        let mut own = std::mem::take(&mut self.own);
        own.clear();
        own.extend((0..batch.len()).map(|at| self.programs.of(&self.layout, batch, at)));
        self.begin(batch.len());
        for number in (0..self.programs.all.len()).filter(|number| own.contains(number)) {
            self.run(batch, number, |at| own.get(at).filter(|own| **own == number).map(|_| at));
        }
        self.own = own;
        self.sort();
    }

    /// Forgets the verdicts, and makes room for so many.
    fn begin(&mut self, count: usize) {
        self.found.clear();
        self.outcomes.clear();
        self.outcomes.resize(count, None);
    }

    fn sort(&mut self) {
        self.found.sort_unstable_by_key(|found| (found.place, found.hit.norm, found.line));
    }

    /// Runs a program over a batch; `place` says which declarations are its own, and where they
    /// stand among all.
    fn run(&mut self, batch: &Batch, part: usize, place: impl Fn(usize) -> Option<usize>) {
        let Some(Some(lowered)) = self.programs.all.get(part) else { return };
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
            let lowered = self.programs.all.get(found.part)?.as_deref()?;
            Some((found.place, lowered.violation(&found.hit, found.line)?))
        })
    }
}
