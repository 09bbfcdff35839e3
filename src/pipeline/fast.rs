//! The way through compiled programs: from a declaration to its verdict without the
//! reference, where that is certain.
//!
//! The law of a declaration is found by its day and by the days that date instruments.
//! Where there is just one version of it, its program is run; where there may be
//! several, or the program leaves something open, there is no answer here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::{Options, Policy, locked};
use crate::eval::decision::Verdict;
use crate::eval::fast::{Compiled, Hit, Runner};
use crate::eval::law_day;
use crate::hir::{Edition, FactId};
use crate::input::{Declaration, Fact, push};
use crate::ir::{Batch, Layout};
use crate::lower;
use crate::rulebook::FactDay;
use crate::value::{Date, Value};

/// What chooses a program: knowledge, the day, and the days of the facts that date
/// instruments.
type Key = (Option<Date>, Date, Vec<Option<Date>>);

/// A program, with the edition that it is made of.
#[derive(Debug)]
pub struct Lowered {
    /// The edition.
    pub edition: Arc<Edition>,
    /// The program.
    pub compiled: Compiled,
}

/// Programs made so far.
#[derive(Debug, Default)]
pub(super) struct Programs {
    layout: OnceLock<Arc<Layout>>,
    dating: OnceLock<Vec<FactId>>,
    by_day: Mutex<HashMap<Key, Option<Arc<Lowered>>>>,
    made: Mutex<Vec<Arc<Lowered>>>,
}

/// A norm that is violated: instrument, article, statement, and the number of the line.
pub type Violation = (String, String, usize, Option<u64>);

/// A verdict without its reasons in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// The norms that are violated, in the order of the law.
    pub violations: Vec<Violation>,
}

impl Policy {
    /// Which facts are read, and into which columns.
    pub fn layout(&self) -> Arc<Layout> {
        self.programs.layout.get_or_init(|| Arc::new(lower::layout(&self.texts))).clone()
    }

    /// The facts that date instruments.
    fn dating(&self) -> &[FactId] {
        let find = || self.rulebook.dating_facts().filter_map(|path| self.texts.schema.find(path)).collect();
        self.programs.dating.get_or_init(find)
    }

    /// The program for a declaration; `None` where several versions of the law are
    /// possible, or its day is not known.
    pub fn program(&self, declaration: &Declaration, options: &Options) -> Option<Arc<Lowered>> {
        let day = law_day(&self.texts.schema, declaration, options.as_of)?;
        let dated = self.dating().iter().map(|fact| match declaration.head.0.get(*fact) {
            Some(Fact::Known(Value::Date(day))) => Some(*day),
            _ => None,
        });
        let key = (options.known_on, day, dated.collect());
        if let Some(known) = locked(&self.programs.by_day).get(&key) {
            return known.clone();
        }
        let found = self.lowered(&key);
        locked(&self.programs.by_day).insert(key, found.clone());
        found
    }

    fn lowered(&self, (known_on, day, dated): &Key) -> Option<Arc<Lowered>> {
        let facts = |name: &str| {
            let fact = self.texts.schema.find(name);
            let at = self.dating().iter().position(|dating| Some(*dating) == fact);
            match at.and_then(|at| dated.get(at)) {
                Some(Some(day)) => FactDay::Known(*day),
                _ => FactDay::Unknown,
            }
        };
        let versions = self.versions(*day, *known_on, &facts);
        let [version] = versions.all.as_slice() else { return None };
        if !versions.complete || !versions.open.is_empty() {
            return None;
        }
        let edition = self.compiled(version).ok()?;
        let mut made = locked(&self.programs.made);
        let packed = day.packed();
        let holds = |own: &&Arc<Lowered>| {
            let (first, last) = own.compiled.program.days;
            Arc::ptr_eq(&own.edition, &edition) && first <= packed && packed <= last
        };
        if let Some(own) = made.iter().find(holds) {
            return Some(own.clone());
        }
        let program = lower::program(&edition, &self.layout(), *day)?;
        let lowered = Arc::new(Lowered { edition, compiled: Compiled::new(program) });
        made.push(lowered.clone());
        Some(lowered)
    }

    /// The verdict on a declaration, and what it violates, where the compiled law settles
    /// it; else `None`, and [`Policy::decide`] has the answer.
    pub fn ruling(&self, declaration: &Declaration, options: &Options) -> Option<Ruling> {
        let lowered = self.program(declaration, options)?;
        let layout = self.layout();
        let mut batch = Batch::new(&layout);
        let day = law_day(&self.texts.schema, declaration, options.as_of);
        push(&mut batch, &layout, declaration, day);
        let mut runner = Runner::default();
        runner.run(&lowered.compiled, &batch);
        let verdict = runner.rulings.verdict(0)?;
        let hits = if verdict == Verdict::OutOfScope { &[] } else { runner.rulings.hits() };
        let violation = |hit: &Hit| {
            let norm = lowered.compiled.program.norms.get(hit.norm)?;
            let scope = lowered.compiled.program.scopes.get(norm.scope)?;
            let instrument = lowered.edition.instruments.get(scope.instrument)?;
            let article = instrument.articles.get(norm.article)?;
            let line = hit.line.and_then(|line| declaration.goods.lines.get(line)).map(|line| line.number);
            let number = article.norms.get(norm.norm)?.number;
            Some((instrument.id.clone(), article.number.clone(), number, line))
        };
        Some(Ruling { verdict, violations: hits.iter().filter_map(violation).collect() })
    }
}
