//! The way through compiled programs: from a declaration to its decision without the
//! reference, where that is certain.
//!
//! The law of a declaration is found by its day and by the days that date instruments.
//! Where there is just one version of it, its program is run over the declaration's
//! columns; where there may be several, or the program leaves something open, the
//! reference decides.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use super::{Evaluator, Options, Policy, locked};
use crate::eval::decision::{ADVICE, Decision, Finding, RateRef};
use crate::eval::fast::{Compiled, Hit, Notes, Outcome, Runner, Said, Settled, Words};
use crate::eval::looked::Used;
use crate::eval::{law_day, reference};
use crate::hir::{Edition, FactId};
use crate::input::{Declaration, Particulars, Read, Stream, push, read_bytes};
use crate::ir::{Batch, Layout, NotePlace, Program};
use crate::lower;
use crate::rulebook::FactDay;
use crate::source::SourceId;
use crate::value::Date;

/// What chooses a program: the day of the law, and the days of the facts that date
/// instruments; nought where one is not known.
type Key = (Option<Date>, i64, Vec<i64>);

/// A program, with the edition that it is made of.
#[derive(Debug)]
pub struct Lowered {
    /// The edition.
    pub edition: Arc<Edition>,
    /// The program.
    pub compiled: Compiled,
    /// What its notes said before.
    notes: Mutex<Notes>,
}

/// Programs made so far.
#[derive(Debug, Default)]
pub(super) struct Programs {
    layout: OnceLock<Arc<Layout>>,
    dating: OnceLock<Vec<FactId>>,
    /// First and last days, packed, with what was compiled ahead for them.
    ahead: Vec<(i64, i64, Arc<Lowered>)>,
    by_day: Mutex<HashMap<Key, Option<Arc<Lowered>>>>,
    made: Mutex<Vec<Arc<Lowered>>>,
    /// Room that is used again.
    rooms: Mutex<Vec<Room>>,
}

/// Room for one evaluation.
#[derive(Debug)]
struct Room {
    batch: Batch,
    runner: Runner,
    /// The reader of records, once one came.
    stream: Option<Stream>,
}

/// A norm that a declaration violates, or may violate, as people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation<'l> {
    /// The instrument.
    pub policy: &'l str,
    /// Its article.
    pub article: &'l str,
    /// The statement in the article, from 1.
    pub norm: usize,
    /// The number of the line, if it is one line's.
    pub line: Option<u64>,
    /// Whether it only may be.
    pub open: bool,
}

/// A verdict without its reasons in words.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The verdict, and what it lies between.
    pub outcome: Outcome,
    lowered: Arc<Lowered>,
    /// With the numbers of their lines.
    hits: Vec<(Hit, Option<u64>)>,
}

impl Ruling {
    /// The norms that are violated, and those that may be, in the order of the law.
    pub fn violations(&self) -> impl Iterator<Item = Violation<'_>> {
        self.hits.iter().filter_map(|(hit, line)| self.lowered.violation(hit, *line))
    }
}

impl Policy {
    /// Which facts are read, and into which columns.
    pub fn layout(&self) -> Arc<Layout> {
        self.programs.layout.get_or_init(|| Arc::new(lower::layout(&self.texts().all))).clone()
    }

    /// The facts that date instruments.
    fn dating(&self) -> &[FactId] {
        let find = || self.rulebook().dating_facts().filter_map(|path| self.schema().find(path)).collect();
        self.programs.dating.get_or_init(find)
    }

    /// The program for a declaration of a batch; `None` where several versions of the law
    /// are possible, or its day is not known.
    pub fn program(&self, batch: &Batch, at: usize, known_on: Option<Date>) -> Option<Arc<Lowered>> {
        let day = *batch.days.get(at).filter(|day| **day != 0)?;
        let key = (known_on, day, self.dated(&self.layout(), batch, at).collect());
        if let Some(known) = locked(&self.programs.by_day).get(&key) {
            return known.clone();
        }
        let found = self.lowered(&key);
        locked(&self.programs.by_day).insert(key, found.clone());
        found
    }

    /// The days, packed, of the facts that date instruments.
    fn dated<'b>(
        &'b self,
        layout: &'b Layout,
        batch: &'b Batch,
        at: usize,
    ) -> impl Iterator<Item = i64> + Clone + 'b {
        self.dating().iter().map(move |fact| {
            let column = layout.slot(*fact).and_then(|slot| batch.head.dates.get(slot.at));
            column.and_then(|(values, _)| values.get(at)).copied().unwrap_or(0)
        })
    }

    /// Whether the days that choose the program of a declaration are these; else they are
    /// put there.
    pub(super) fn is_dated(&self, layout: &Layout, batch: &Batch, at: usize, days: &mut Vec<i64>) -> bool {
        let own = batch.days.get(at).copied().into_iter().chain(self.dated(layout, batch, at));
        if days.iter().copied().eq(own.clone()) {
            return true;
        }
        days.clear();
        days.extend(own);
        false
    }

    /// The program of a day, where no fact dates an instrument.
    pub(super) fn program_of(&self, day: Date) -> Option<Arc<Lowered>> {
        self.lowered(&(None, day.packed(), Vec::new()))
    }

    fn lowered(&self, (known_on, day, dated): &Key) -> Option<Arc<Lowered>> {
        let day = Date::of_packed(*day)?;
        if let Some(ahead) = self.programs.ahead(day, *known_on) {
            return Some(ahead.clone());
        }
        let facts = |name: &str| {
            let fact = self.schema().find(name);
            let at = self.dating().iter().position(|dating| Some(*dating) == fact);
            let day = at.and_then(|at| dated.get(at)).and_then(|day| Date::of_packed(*day));
            day.map_or(FactDay::Unknown, FactDay::Known)
        };
        let versions = self.versions(day, *known_on, &facts);
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
        let program = lower::program(&edition, &self.layout(), day)?;
        let lowered = Arc::new(Lowered::new(edition, program));
        made.push(lowered.clone());
        Some(lowered)
    }

    /// Lends room for one declaration.
    fn with_room<T>(&self, then: impl FnOnce(&mut Room, &Layout) -> Option<T>) -> Option<T> {
        let layout = self.layout();
        let make = || Room { batch: Batch::new(&layout), runner: Runner::default(), stream: None };
        let mut room = locked(&self.programs.rooms).pop().unwrap_or_else(make);
        room.batch.clear();
        let found = then(&mut room, &layout);
        locked(&self.programs.rooms).push(room);
        found
    }

    /// Lends room that holds a declaration.
    fn with_declaration<T>(
        &self,
        declaration: &Declaration,
        options: &Options,
        then: impl FnOnce(&mut Room, &Layout) -> Option<T>,
    ) -> Option<T> {
        self.with_room(|room, layout| {
            push(&mut room.batch, layout, declaration, law_day(self.schema(), declaration, options.as_of));
            then(room, layout)
        })
    }

    /// Runs the program of the declaration in a room.
    fn run(&self, room: &mut Room, options: &Options) -> Option<Arc<Lowered>> {
        let lowered = self.program(&room.batch, 0, options.known_on)?;
        room.runner.run(&lowered.compiled, &room.batch);
        Some(lowered)
    }

    /// The decision on a declaration, where the compiled law settles it; else `None`, and the
    /// reference has to be asked, as [`Policy::decide`] does.
    pub fn settled(&self, declaration: &Declaration, options: &Options) -> Option<Decision> {
        self.with_declaration(declaration, options, |room, layout| {
            let whole = || Some(Cow::Borrowed(declaration));
            self.settle(room, layout, options, (declaration.id.clone(), &whole))
        })
    }

    /// Decides a record of JSON by its bytes, without the declaration as a whole, where that
    /// gives the same decision; what the reader would only warn of is not told. Without
    /// `decide` it is only read.
    ///
    /// ```
    /// use mp1039::{cli::EmbeddedWorld, pipeline::Options, world::World};
    /// let policy = EmbeddedWorld::compiled("221-2019.pol").unwrap();
    /// let record = EmbeddedWorld.read("samples/toys.json").unwrap();
    /// let (of, decision) = policy.decide_record(&record, &Options::default(), true).unwrap();
    /// assert_eq!((of.market.as_str(), decision.unwrap().verdict.as_str()), ("yiwu", "admit"));
    /// assert!(policy.decide_record(b"[]", &Options::default(), true).is_none());
    /// ```
    pub fn decide_record(
        &self,
        record: &[u8],
        options: &Options,
        decide: bool,
    ) -> Option<(Particulars, Option<Decision>)> {
        let Options { standing, charset, limits, as_of, .. } = options;
        if !standing.is_empty() || charset.is_some() || self.evaluator == Evaluator::Reference {
            return None;
        }
        self.with_room(|room, layout| {
            let own = room.stream.take().filter(|stream| stream.limits() == limits);
            let stream =
                room.stream.insert(own.unwrap_or_else(|| Stream::new(self.schema(), layout, limits)));
            if stream.push(record, *as_of, &mut room.batch) == Read::Plain {
                return None;
            }
            let id = stream.id().map(str::to_owned);
            let of = Particulars { id: id.clone(), ..Particulars::in_batch(&room.batch, layout, 0)? };
            if !decide {
                return Some((of, None));
            }
            let whole = || read_bytes(SourceId::default(), record, &[], self.schema(), limits);
            let whole = || whole().ok().map(Cow::Owned);
            Some((of, Some(self.settle(room, layout, options, (id, &whole))?)))
        })
    }

    /// The decision on the declaration in a room, if it is settled.
    fn settle(
        &self,
        room: &mut Room,
        layout: &Layout,
        options: &Options,
        (id, whole): (Option<String>, Whole),
    ) -> Option<Decision> {
        let lowered = self.run(room, options)?;
        let Room { batch, runner, .. } = room;
        runner.rulings.verdict(0)?;
        runner.run_beside(&lowered.compiled, batch);
        let (edition, compiled, runner) = (&lowered.edition, &lowered.compiled, &*runner);
        let settled = Settled { edition, compiled, layout, batch, runner, at: 0, id };
        let mut words = Speaker { lowered: &lowered, as_of: options.as_of, whole, declaration: None };
        let mut decision = settled.decision(&mut words, &lowered.notes)?;
        decision.known_on = options.known_on.map(|day| day.to_string());
        Some(decision)
    }

    /// The verdict on a declaration, and what it violates, by the compiled law alone. What is
    /// open in it [`Policy::decide`] may still narrow. `None` where several versions of the
    /// law are possible, or its day is not known.
    pub fn ruling(&self, declaration: &Declaration, options: &Options) -> Option<Ruling> {
        self.with_declaration(declaration, options, |room, _| {
            let lowered = self.run(room, options)?;
            let rulings = &room.runner.rulings;
            let line = |line: usize| declaration.goods.lines.get(line).map(|line| line.number);
            let hits = rulings.hits().iter().map(|hit| (*hit, hit.line.and_then(line))).collect();
            Some(Ruling { outcome: rulings.outcome(0), lowered, hits })
        })
    }
}

impl Programs {
    /// Those that were compiled ahead, with the days of each.
    pub(super) fn of(layout: Layout, ahead: Vec<(i64, i64, Arc<Lowered>)>) -> Programs {
        let (layout, dating) = (OnceLock::from(Arc::new(layout)), OnceLock::from(Vec::new()));
        Programs { layout, dating, ahead, ..Programs::default() }
    }

    /// The program of a day that was compiled ahead.
    pub(super) fn ahead(&self, day: Date, known_on: Option<Date>) -> Option<&Arc<Lowered>> {
        let day = day.packed();
        let mut own = self.ahead.iter().filter(|(first, last, _)| *first <= day && day <= *last);
        own.next().filter(|_| known_on.is_none()).map(|(.., own)| own)
    }
}

impl Lowered {
    /// An edition with its program.
    pub(super) fn new(edition: Arc<Edition>, program: Program) -> Lowered {
        Lowered { edition, compiled: Compiled::new(program), notes: Mutex::default() }
    }

    /// The norm of a hit, as people call it; `line` is the number of its line.
    pub(super) fn violation(&self, hit: &Hit, line: Option<u64>) -> Option<Violation<'_>> {
        let (instrument, article, norm, _) = self.address(hit)?;
        let instrument = self.edition.instruments.get(instrument)?;
        let article = instrument.articles.get(article)?;
        let norm = article.norms.get(norm)?.number;
        Some(Violation { policy: &instrument.id, article: &article.number, norm, line, open: hit.open })
    }

    /// Where the norm of a hit stands: instrument, article and statement by position, and
    /// the line.
    fn address(&self, hit: &Hit) -> Option<reference::Address> {
        let norm = self.compiled.program.norms.get(hit.norm)?;
        let scope = self.compiled.program.scopes.get(norm.scope)?;
        Some((scope.instrument, norm.article, norm.norm, hit.line))
    }
}

/// Gives a declaration as a whole.
type Whole<'a> = &'a dyn Fn() -> Option<Cow<'a, Declaration>>;

/// Finds words by the reference.
struct Speaker<'l, 'a> {
    lowered: &'l Lowered,
    as_of: Option<Date>,
    whole: Whole<'a>,
    /// The declaration, once it was asked for.
    declaration: Option<Cow<'a, Declaration>>,
}

impl Speaker<'_, '_> {
    fn declaration(&mut self) -> Option<&Declaration> {
        if self.declaration.is_none() {
            self.declaration = (self.whole)();
        }
        self.declaration.as_deref()
    }
}

impl Words for Speaker<'_, '_> {
    fn findings(&mut self, hits: &[Hit], rates: &BTreeSet<RateRef>) -> Option<(Vec<Finding>, Used)> {
        let (lowered, as_of) = (self.lowered, self.as_of);
        let addresses = hits.iter().map(|hit| lowered.address(hit)).collect::<Option<Vec<_>>>()?;
        Some(reference::findings(&lowered.edition, self.declaration()?, as_of, &addresses, rates))
    }

    fn note(&mut self, place: NotePlace) -> Option<Said> {
        let (edition, as_of) = (&self.lowered.edition, self.as_of);
        let (norm, policy, article) = match place {
            NotePlace::Law(instrument, article, norm) => {
                let instrument = edition.instruments.get(instrument)?;
                let article = instrument.articles.get(article)?;
                (article.norms.get(norm)?, instrument.id.as_str(), article.number.as_str())
            }
            NotePlace::Advice(advice, norm) => {
                let advice = edition.advice.get(advice)?;
                (advice.notes.get(norm)?, ADVICE, advice.id.as_str())
            }
        };
        Some(reference::note(edition, self.declaration()?, as_of, norm, (policy, article)))
    }
}
