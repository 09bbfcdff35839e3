//! Verdicts on many declarations at once: their facts in columns, one run for all.
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
//!     let judged = policy.judge(source, &bytes, &mut sources, &options).unwrap();
//!     columns.push(&judged.declaration);
//! }
//! columns.rule();
//! let verdicts: Vec<&str> = columns.outcomes().iter().flatten().map(|o| o.verdict.as_str()).collect();
//! assert_eq!(verdicts, ["admit", "reject"]);
//! ```

use std::sync::Arc;

use super::fast::{Lowered, Violation};
use super::{Options, Policy};
use crate::eval::fast::{Hit, Outcome, Runner};
use crate::eval::law_day;
use crate::input::{Declaration, push};
use crate::ir::{Batch, Layout};

/// Declarations whose verdicts are made together. Its room is used again after
/// [`Columns::clear`]: a stream of declarations takes no more memory than its largest batch.
#[derive(Debug)]
pub struct Columns<'p> {
    policy: &'p Policy,
    options: &'p Options,
    layout: Arc<Layout>,
    batch: Batch,
    runner: Runner,
    programs: Vec<Arc<Lowered>>,
    /// The program of each declaration, by position; `None` where there is none.
    own: Vec<Option<usize>>,
    outcomes: Vec<Option<Outcome>>,
    hits: Vec<Hit>,
    /// The days of the declaration before, with its program.
    before: (Vec<i64>, Option<usize>),
}

impl Policy {
    /// Room for verdicts on many declarations at once.
    pub fn columns<'p>(&'p self, options: &'p Options) -> Columns<'p> {
        let layout = self.layout();
        Columns {
            policy: self,
            options,
            batch: Batch::new(&layout),
            layout,
            runner: Runner::default(),
            programs: Vec::new(),
            own: Vec::new(),
            outcomes: Vec::new(),
            hits: Vec::new(),
            before: (Vec::new(), None),
        }
    }
}

impl Columns<'_> {
    /// Forgets all declarations.
    pub fn clear(&mut self) {
        self.batch.clear();
        self.outcomes.clear();
        self.hits.clear();
    }

    /// Adds a declaration.
    pub fn push(&mut self, declaration: &Declaration) {
        let day = law_day(self.policy.schema(), declaration, self.options.as_of);
        push(&mut self.batch, &self.layout, declaration, day);
    }

    /// The facts, for a reader that puts them there itself.
    pub fn batch(&mut self) -> &mut Batch {
        &mut self.batch
    }

    /// Makes the verdicts.
    pub fn rule(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.rule_over(&batch);
        self.batch = batch;
    }

    /// Makes the verdicts on a batch that was filled elsewhere, by [`Policy::layout`].
    pub fn rule_over(&mut self, batch: &Batch) {
        self.hits.clear();
        self.outcomes.clear();
        self.outcomes.resize(batch.len(), None);
        let mut own = std::mem::take(&mut self.own);
        own.clear();
        own.extend((0..batch.len()).map(|at| self.program(batch, at)));
        for (number, lowered) in self.programs.iter().enumerate() {
            if !own.contains(&Some(number)) {
                continue;
            }
            self.runner.run(&lowered.compiled, batch);
            let rulings = &self.runner.rulings;
            for (at, outcome) in self.outcomes.iter_mut().enumerate() {
                if own.get(at) == Some(&Some(number)) {
                    *outcome = Some(rulings.outcome(at));
                }
            }
            let is_own = |hit: &&Hit| own.get(hit.declaration) == Some(&Some(number));
            self.hits.extend(rulings.hits().iter().filter(is_own));
        }
        self.own = own;
    }

    /// The verdict of each declaration, in order, and what it lies between; what is open in it
    /// [`Policy::decide`] may still narrow. `None` where several versions of the law are
    /// possible, or the day is not known.
    pub fn outcomes(&self) -> &[Option<Outcome>] {
        &self.outcomes
    }

    /// The norms that declarations violate, or may violate, with their positions.
    pub fn violations(&self) -> impl Iterator<Item = (usize, Violation<'_>)> + '_ {
        self.violations_of(&self.batch)
    }

    /// The same, of a batch that was filled elsewhere.
    pub fn violations_of<'b>(&'b self, batch: &'b Batch) -> impl Iterator<Item = (usize, Violation<'b>)> {
        self.hits.iter().filter_map(move |hit| {
            let lowered = self.programs.get((*self.own.get(hit.declaration)?)?)?;
            let line = |line: usize| batch.numbers.get(batch.lines_of(hit.declaration).start + line).copied();
            Some((hit.declaration, lowered.violation(hit, hit.line.and_then(line))?))
        })
    }

    /// The program of a declaration.
    fn program(&mut self, batch: &Batch, at: usize) -> Option<usize> {
        let mut days = std::mem::take(&mut self.before.0);
        let same = self.policy.is_dated(batch, at, &mut days);
        self.before.0 = days;
        if !same {
            let found = self.policy.program(batch, at, self.options.known_on);
            self.before.1 = found.map(|found| {
                let known = self.programs.iter().position(|own| Arc::ptr_eq(own, &found));
                known.unwrap_or_else(|| {
                    self.programs.push(found);
                    self.programs.len() - 1
                })
            });
        }
        self.before.1
    }
}
