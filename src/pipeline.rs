//! The whole way, from policy texts to decisions: the only module that sees
//! every stage.
//!
//! [`Policy::load`] reads and checks a rulebook with every version of its law;
//! [`Policy::compiled_ahead`] begins with one that was compiled, and reads it only when
//! something asks for it.
//! [`Policy::versions`] are the versions of the law possible on a day, each compiled
//! once for the stretch of days on which it is the same. [`Policy::judge`] reads a
//! declaration and decides it by them.

mod ahead;
pub mod columns;
pub mod fast;
mod texts;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use crate::bilingual;
use crate::check;
use crate::diagnostic::{Diagnostic, nearest};
use crate::eval::{
    self,
    decision::{Decision, Unknown, Verdict},
    reference::Trace,
    waiting::{Wait, Waiter},
};
use crate::hir::{Edition, Schema};
use crate::input::formats::{Record, Records};
use crate::input::{self, CauseKind, Charset, Declaration, InputError, Node, Standing, Warning};
use crate::ir::OTHER;
use crate::lint;
use crate::parallel;
use crate::rulebook::{Calendar, FactDay, Rulebook, Version, Versions};
use crate::source::{SourceId, SourceMap};
use crate::syntax::ast::{Sample, Test};
use crate::value::{Date, Text, Truth, Value};
use crate::world::World;

use ahead::Ahead;
use texts::Texts;

/// A rulebook that has been checked, ready to judge.
#[derive(Debug)]
pub struct Policy {
    /// The instrument that was asked for.
    chosen: Option<String>,
    texts: OnceLock<Texts>,
    /// What is known without the texts, where the law is compiled ahead.
    ahead: Option<Ahead>,
    /// The law through time, by the day of knowledge.
    calendars: Mutex<Vec<Arc<Calendar>>>,
    /// Editions made so far.
    editions: Mutex<HashMap<Key, Arc<Edition>>>,
    /// Programs made so far.
    programs: fast::Programs,
    /// Who decides.
    evaluator: Evaluator,
}

/// What tells the editions of a rulebook apart: knowledge, days, who is in force, and
/// which files are in sight.
type Key = (Option<Date>, (Option<Date>, Option<Date>), Vec<bool>, Vec<bool>);

/// A policy, and what its checker has to say about it all the same.
#[derive(Debug)]
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// What a judgement is made with, beside the declaration.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day of the law; the declaration's own days where absent.
    pub as_of: Option<Date>,
    /// Judge as one who knew only what had been published by this day.
    pub known_on: Option<Date>,
    /// Facts that stand for every declaration.
    pub standing: Vec<Standing>,
    /// The encoding of inputs that have no byte order mark; found out where absent.
    pub charset: Option<Charset>,
    /// Limits of the reader.
    pub limits: input::Limits,
}

/// Who decides. Both give the same decisions, byte for byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evaluator {
    /// The compiled law, and the reference for what that leaves open.
    #[default]
    Fast,
    /// The reference alone, which is the specification.
    Reference,
}

/// A decision with the declaration that it is about.
#[derive(Debug)]
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// The declaration as it was read.
    pub declaration: Declaration,
}

/// Why there is no decision.
#[derive(Debug)]
pub enum JudgeError {
    /// The input cannot be read as a declaration.
    Input(InputError),
    /// The law of the day does not compile.
    Policy(Vec<Diagnostic>),
}

impl Policy {
    /// A policy of nothing yet.
    fn of(chosen: Option<String>, programs: fast::Programs) -> Policy {
        Policy {
            chosen,
            texts: OnceLock::new(),
            ahead: None,
            calendars: Mutex::default(),
            editions: Mutex::default(),
            programs,
            evaluator: Evaluator::default(),
        }
    }

    /// The texts, read when first asked for.
    fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| self.ahead.as_ref().map(Ahead::texts).unwrap_or_default())
    }

    /// The same policy, with another evaluator.
    pub fn by(self, evaluator: Evaluator) -> Policy {
        Policy { evaluator, ..self }
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        &self.texts().rulebook
    }

    /// What keeps a version of the law from compiling, of all that there ever were.
    pub fn every_version(&self) -> Vec<Diagnostic> {
        let calendar = self.calendar(None);
        let mut found = Vec::new();
        for day in calendar.days() {
            let versions = self.versions(day, None, &|_| FactDay::Known(day));
            found.extend(versions.all.iter().filter_map(|v| self.compiled(v).err()).flatten());
        }
        found.retain(Diagnostic::is_error);
        found
    }

    /// What its author probably does not mean; `as_of` is the day on which it is asked,
    /// and `world` has the stored texts of instruments.
    pub fn lint(&self, world: &dyn World, as_of: Option<Date>) -> Vec<Diagnostic> {
        let calendar = self.calendar(None);
        lint::lint(&lint::Law {
            book: self.rulebook(),
            calendar: &calendar,
            as_of,
            texts: &self.texts().all,
            meanings: &self.texts().meanings,
            stored: &lint::stored(world),
        })
    }

    /// The law of a day as one knew it on another, everything in force that may be;
    /// without a day every text of the rulebook at once, for looking things up.
    ///
    /// # Errors
    /// What keeps the law of that day from compiling.
    pub fn edition(
        &self,
        day: Option<Date>,
        known_on: Option<Date>,
    ) -> Result<Arc<Edition>, Vec<Diagnostic>> {
        let Some(day) = day else { return Ok(self.texts().all.clone()) };
        if let Some(ahead) = self.programs.ahead(day, known_on) {
            return Ok(ahead.edition.clone());
        }
        let versions = self.versions(day, known_on, &|_| FactDay::Known(day));
        match versions.all.last() {
            Some(version) => self.compiled(version),
            None => Ok(self.texts().all.clone()),
        }
    }

    /// The versions of the law that are possible on a day, by what is stated of the
    /// facts that date instruments.
    pub fn versions(&self, day: Date, known_on: Option<Date>, facts: &dyn Fn(&str) -> FactDay) -> Versions {
        self.rulebook().versions(&self.calendar(known_on), day, facts)
    }

    /// The law through time, as one knew it on a day.
    pub fn calendar(&self, known_on: Option<Date>) -> Arc<Calendar> {
        let mut calendars = locked(&self.calendars);
        if let Some(calendar) = calendars.iter().find(|c| c.known_on == known_on) {
            return calendar.clone();
        }
        let calendar = Arc::new(self.rulebook().calendar(known_on));
        calendars.push(calendar.clone());
        calendar
    }

    /// One version of the law, compiled once.
    ///
    /// # Errors
    /// What keeps it from compiling.
    pub fn compiled(&self, version: &Version) -> Result<Arc<Edition>, Vec<Diagnostic>> {
        let key = (version.known_on, version.span, version.active.clone(), version.living.clone());
        let mut editions = locked(&self.editions);
        if let Some(edition) = editions.get(&key) {
            return Ok(edition.clone());
        }
        let (resolved, unmatched) = self.rulebook().resolve(version);
        // What was edited may have fallen since; else an edit that goes nowhere is an error.
        let unmatched: Vec<Diagnostic> =
            unmatched.into_iter().filter(|m| !m.lapsed).map(|m| m.problem).collect();
        if !unmatched.is_empty() {
            return Err(unmatched);
        }
        let (edition, diagnostics) = check::check(&resolved, self.chosen.as_deref());
        let edition = Arc::new(edition.ok_or(diagnostics)?);
        editions.insert(key, edition.clone());
        Ok(edition)
    }

    /// Reads an input that holds one declaration, in any format, and decides it.
    ///
    /// # Errors
    /// [`JudgeError::Input`] for what cannot be read as a declaration at all, or is more
    /// than one; a bad value inside a declaration is no error, it widens the decision.
    pub fn judge(
        &self,
        source: SourceId,
        bytes: &[u8],
        sources: &mut SourceMap,
        options: &Options,
    ) -> Result<Judged, JudgeError> {
        let record = Records::open(Box::new(bytes), source, sources, (options.charset, &options.limits))
            .and_then(|records| records.only(sources))
            .map_err(JudgeError::Input)?;
        self.judge_record(&record, options)
    }

    /// Decides a record.
    ///
    /// # Errors
    /// As [`Policy::judge`].
    pub fn judge_record(&self, record: &Record, options: &Options) -> Result<Judged, JudgeError> {
        let declaration = self.read(record, options).map_err(JudgeError::Input)?;
        let decision = self.decide(&declaration, options).map_err(JudgeError::Policy)?;
        Ok(Judged { decision, declaration })
    }

    /// Decides a declaration that is at hand as a tree.
    ///
    /// # Errors
    /// As [`Policy::judge`].
    pub fn judge_node(&self, node: &Node, options: &Options) -> Result<Judged, JudgeError> {
        self.judge_record(&Record { node: node.clone(), warnings: Vec::new() }, options)
    }

    /// Binds a record to the facts of the policy; what its reader had to say comes
    /// first among the warnings.
    ///
    /// # Errors
    /// What is no declaration at all, or contradicts the standing facts.
    pub fn read(&self, record: &Record, options: &Options) -> Result<Declaration, InputError> {
        let bound = input::bind(&record.node, &options.standing, self.schema(), &options.limits);
        let mut declaration = bound?;
        declaration.warnings.splice(0..0, record.warnings.iter().cloned());
        self.unasked(&mut declaration, &options.standing);
        Ok(declaration)
    }

    /// Every fact that any version of the law knows.
    pub fn schema(&self) -> &Schema {
        match &self.ahead {
            Some(ahead) => &ahead.schema,
            None => &self.texts().all.schema,
        }
    }

    /// Reports answers to questions that no list asks: they were not used.
    fn unasked(&self, declaration: &mut Declaration, standing: &[Standing]) {
        let layout = self.layout();
        let asked = |id: &str| layout.answers.symbol(id) != OTHER;
        let mut found = Vec::new();
        for line in &declaration.goods.lines {
            for id in line.answers.keys() {
                let pointer = format!("{}/answers/{id}", line.pointer);
                let span = declaration.places.get(&pointer).copied();
                found.extend(span.map(|span| (pointer, Some(span), id.as_str())));
            }
        }
        for (pointer, member) in standing.iter().flat_map(Standing::answers) {
            found.push((pointer, member.key_span, member.key.as_str()));
        }
        let warnings = found.into_iter().filter(|(_, _, id)| !asked(id)).map(|(pointer, span, id)| {
            let mut message =
                bilingual!("no list asks “{id}”; it was not used", "没有名录询问“{id}”，未予使用");
            if let Some(near) = nearest(id, layout.answers.iter().map(|(id, _)| id)) {
                message.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
            }
            Warning { pointer, span, message }
        });
        let warnings: Vec<Warning> = warnings.collect();
        declaration.warnings.extend(warnings);
    }

    /// Every `test` item of the rulebook.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.rulebook().tests()
    }

    /// Every `sample` item of the rulebook.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.rulebook().samples()
    }

    /// Decides a declaration that has been read: by the law of its day, or, where it
    /// is not known which version that is, by every version that it may be.
    ///
    /// # Errors
    /// What keeps a version from compiling.
    pub fn decide(&self, declaration: &Declaration, options: &Options) -> Result<Decision, Vec<Diagnostic>> {
        let settled = match self.evaluator {
            Evaluator::Fast => self.settled(declaration, options),
            Evaluator::Reference => None,
        };
        match settled {
            Some(decision) => Ok(decision),
            None => self.decide_by_reference(declaration, options),
        }
    }

    /// Decides many declarations on at most so many threads; decisions come in the order of
    /// the declarations, and are those that [`Policy::decide`] makes, byte for byte. Where
    /// verdicts are enough, [`Policy::columns`] makes them in a small part of the time.
    ///
    /// ```
    /// use mp1039::{cli::EmbeddedWorld, pipeline::Options, source::SourceMap, world::World};
    /// let policy = EmbeddedWorld::compiled("221-2019.pol").unwrap();
    /// let (mut sources, options) = (SourceMap::default(), Options::default());
    /// let mut declarations = Vec::new();
    /// for name in ["samples/toys.json", "samples/rush-mattress.json"] {
    ///     let source = sources.add(name, "");
    ///     let bytes = EmbeddedWorld.read(name).unwrap();
    ///     let schema = policy.schema();
    ///     declarations.push(mp1039::input::read_bytes(source, &bytes, &[], schema, &options.limits).unwrap());
    /// }
    /// let decisions = policy.decide_batch(&declarations, &options, 2);
    /// let verdicts: Vec<&str> = decisions.iter().flatten().map(|d| d.verdict.as_str()).collect();
    /// assert_eq!(verdicts, ["admit", "reject"]);
    /// ```
    pub fn decide_batch(
        &self,
        declarations: &[Declaration],
        options: &Options,
        threads: usize,
    ) -> Vec<Result<Decision, Vec<Diagnostic>>> {
        parallel::map(declarations, threads, |declaration| self.decide(declaration, options))
    }

    /// The same by the reference evaluator alone, which is the specification.
    ///
    /// # Errors
    /// As [`Policy::decide`].
    pub fn decide_by_reference(
        &self,
        declaration: &Declaration,
        options: &Options,
    ) -> Result<Decision, Vec<Diagnostic>> {
        let mut decisions = Vec::new();
        let (why, complete) = self.each_version(declaration, options, |edition| {
            decisions.push(eval::decide(edition, declaration, options.as_of));
        })?;
        let chosen = self.chosen.clone().unwrap_or_default();
        let mut decision = eval::join(decisions, &why, &chosen).ok_or_else(Vec::new)?;
        if !complete {
            eval::open(&mut decision, &why);
        }
        decision.known_on = options.known_on.map(|day| day.to_string());
        Ok(decision)
    }

    /// What every norm comes to on a declaration, by each version of the law that it may
    /// be; for coverage.
    ///
    /// # Errors
    /// What keeps a version from compiling.
    pub fn traces(
        &self,
        declaration: &Declaration,
        options: &Options,
    ) -> Result<Vec<Trace>, Vec<Diagnostic>> {
        let mut found = Vec::new();
        self.each_version(declaration, options, |edition| {
            found.push(eval::reference::trace(edition, declaration, options.as_of));
        })?;
        Ok(found)
    }

    /// What an open decision waits for, each fact with the norms that it keeps open:
    /// what tells versions of the law apart first, then in the order of its unknowns.
    ///
    /// # Errors
    /// What keeps a version from compiling.
    pub fn waits(&self, judged: &Judged, options: &Options) -> Result<Vec<Wait>, Vec<Diagnostic>> {
        let mut waits: Vec<Wait> = Vec::new();
        if judged.decision.verdict != Verdict::Undecided {
            return Ok(waits);
        }
        let declaration = &judged.declaration;
        let (why, _) = self.each_version(declaration, options, |edition| {
            for wait in eval::waits(edition, declaration, options.as_of) {
                match waits.iter_mut().find(|w| (&w.fact, &w.who) == (&wait.fact, &wait.who)) {
                    Some(known) => known.norms.extend(wait.norms),
                    None => waits.push(wait),
                }
            }
        })?;
        let norms: BTreeSet<Waiter> = waits.iter().flat_map(|w| w.norms.iter().cloned()).collect();
        let why = why.into_iter().filter(|unknown| judged.decision.unknowns.contains(unknown));
        let law: Vec<Wait> = why.map(|unknown| of_law(unknown, &norms)).collect();
        waits.retain(|wait| wait.fact.is_empty() || law.iter().all(|l| l.fact != wait.fact));
        waits.splice(0..0, law);
        Ok(waits)
    }

    /// Goes through the versions of the law that are possible for a declaration; gives
    /// what would tell them apart, and whether these are all.
    fn each_version(
        &self,
        declaration: &Declaration,
        options: &Options,
        mut with: impl FnMut(&Edition),
    ) -> Result<(Vec<Unknown>, bool), Vec<Diagnostic>> {
        let (as_of, known_on) = (options.as_of, options.known_on);
        let schema = self.schema();
        let facts = |name: &str| match schema.find(name).and_then(|fact| declaration.head.known(fact)) {
            Some(Value::Date(day)) => FactDay::Known(*day),
            _ => FactDay::Unknown,
        };
        let law_day = eval::law_day(schema, declaration, as_of);
        if let Some(ahead) = law_day.and_then(|day| self.programs.ahead(day, known_on)) {
            with(&ahead.edition);
            return Ok((Vec::new(), true));
        }
        if !self.texts().problems.is_empty() {
            return Err(self.texts().problems.clone());
        }
        let calendar = self.calendar(known_on);
        let (days, mut why) = match law_day {
            Some(day) => (vec![day], Vec::new()),
            None => (calendar.days().collect(), vec![eval::ask_day()]),
        };
        // As long as the day is open, it is asked for first.
        let dated = why.is_empty();
        let mut complete = true;
        for day in days {
            let versions = self.versions(day, known_on, &facts);
            complete &= versions.complete;
            for open in versions.open.iter().filter(|_| dated) {
                let ask = self.ask(*open, known_on, &facts);
                if !why.contains(&ask) {
                    why.push(ask);
                }
            }
            for version in &versions.all {
                with(&*self.compiled(version)?);
            }
        }
        Ok((why, complete))
    }

    /// Asks what would tell whether an instrument is in force.
    fn ask(&self, open: usize, known_on: Option<Date>, facts: &dyn Fn(&str) -> FactDay) -> Unknown {
        let name = self.rulebook().called(open);
        let dated = self.rulebook().instruments.get(open).and_then(|i| i.head.dated_by.as_ref());
        let dated = dated.filter(|fact| facts(&fact.name) == FactDay::Unknown);
        let schema = self.schema();
        match dated.and_then(|fact| schema.get(schema.find(&fact.name)?)) {
            Some(fact) => eval::ask_dating(fact, &name),
            None if self.rulebook().is_known(open, known_on) == Truth::Unknown => eval::ask_published(&name),
            None if self.rulebook().beginning(open, known_on).last.is_none() => eval::ask_announced(&name),
            None => eval::ask_force(&name),
        }
    }
}

/// What tells versions of the law apart, and which norms wait for it.
fn of_law(unknown: Unknown, norms: &BTreeSet<Waiter>) -> Wait {
    let who = Text::new(
        "the authority that issued it can say; it belongs into the rulebook",
        "可向发布机关查询，应补入规则库",
    );
    Wait {
        who: unknown.fact.is_empty().then_some(who),
        fact: unknown.fact,
        cause: CauseKind::Absent,
        plain: unknown.asks.clone(),
        asks: unknown.asks,
        line: None,
        norms: norms.clone(),
    }
}

/// What a lock holds; what another thread left behind when it panicked is complete,
/// since nothing is put in half.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}
