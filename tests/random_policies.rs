//! Policies made up at random, with declarations made up for each: whatever way a verdict
//! is made, by the compiled law, in columns, on threads, it is the reference's.
//!
//! A case is found again by its own seed: `MP1039_SEED=… MP1039_CASES=1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use mp1039::compiled;
use mp1039::eval::decision::{Decision, Verdict};
use mp1039::eval::law_day;
use mp1039::input::{Declaration, Limits, Read, Stream, push};
use mp1039::ir::{Batch, Compute, Op, Program};
use mp1039::pipeline::fast::Ruling;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::consolidate::consolidate;
use mp1039::rulebook::{FactDay, Start};
use mp1039::source::{SourceId, SourceMap};
use mp1039::value::Date;
use support::agree::{Count, read_text, read_with, same_in_columns};
use support::policies::shrink::{Case, smallest};
use support::policies::{self, standing};
use support::random::{Random, cases, seed};

/// So many policies where nothing else is asked for.
const CASES: usize = 200;

/// What the cases came to.
#[derive(Debug, Default)]
struct Reached {
    policies: usize,
    /// Policies that do not compile, by the first problem of each.
    refused: BTreeMap<String, usize>,
    /// Policies of which a declaration had a program.
    with_program: usize,
    count: Count,
    verdicts: BTreeMap<&'static str, usize>,
    /// How often an operation stands in a program.
    ops: BTreeMap<&'static str, usize>,
    computes: BTreeMap<&'static str, usize>,
    /// Policies that could be compiled ahead.
    ahead: usize,
    /// Records that the reader of streams took, and all.
    streamed: (usize, usize),
    /// Policies by what their law does over time.
    constructs: BTreeMap<&'static str, usize>,
    /// Policies of which several programs were run, and those of which a version does not
    /// compile.
    changing: usize,
    unjudged: usize,
    /// Declarations with standing facts, and those that were decided as if they stated these
    /// by themselves.
    standing: (usize, usize),
    /// Declarations that a day consolidated decides as the rulebook does.
    consolidated: usize,
}

const OPS: &[&str] = &[
    "always",
    "open",
    "and",
    "or",
    "bool",
    "is",
    "same",
    "test",
    "within",
    "compare-computed",
    "converted",
    "compare",
    "stated",
    "listed",
    "document",
    "opened",
    "office-of",
    "any-line",
    "spread",
    "sum",
    "kinds",
    "count",
];

const COMPUTES: &[&str] = &["add", "sub", "mul", "to-cny"];

fn name(op: &Op) -> &'static str {
    match op {
        Op::Always(_) => "always",
        Op::Open => "open",
        Op::And(..) => "and",
        Op::Or(..) => "or",
        Op::Bool(_) => "bool",
        Op::Is(..) => "is",
        Op::Same(..) => "same",
        Op::Test(..) => "test",
        Op::Within(..) => "within",
        Op::CompareComputed(..) => "compare-computed",
        Op::Converted(_) => "converted",
        Op::Compare(..) => "compare",
        Op::Stated(_) => "stated",
        Op::Listed(_) => "listed",
        Op::Document(..) => "document",
        Op::Opened(..) => "opened",
        Op::OfficeOf(..) => "office-of",
        Op::AnyLine(_) => "any-line",
        Op::Spread(_) => "spread",
        Op::Sum(_) => "sum",
        Op::Kinds(..) => "kinds",
        Op::Count(..) => "count",
    }
}

fn how(compute: &Compute) -> &'static str {
    match compute {
        Compute::Add(..) => "add",
        Compute::Sub(..) => "sub",
        Compute::Mul(..) => "mul",
        Compute::ToCny { .. } => "to-cny",
    }
}

/// A declaration with what the compiled law says, and the reference where it was asked.
struct One<'t> {
    text: &'t str,
    declaration: Declaration,
    ruling: Option<Ruling>,
    decision: Option<Decision>,
}

impl Reached {
    fn program(&mut self, program: &Program) {
        program.ops.iter().for_each(|(_, op)| *self.ops.entry(name(op)).or_default() += 1);
        let computed = program.computed.iter();
        computed.for_each(|own| *self.computes.entry(how(&own.how)).or_default() += 1);
    }

    /// Holds all the ways together for the declarations of a case.
    fn hold(&mut self, case: &Case, options: &Options) {
        self.policies += 1;
        let options = &Options { standing: case.standing(), ..options.clone() };
        let mut sources = SourceMap::default();
        let policy = match case.book.load(&mut sources) {
            Ok(policy) => policy,
            Err(problems) => {
                let problem = problems.first().map_or_else(String::new, |own| own.message.en.clone());
                *self.refused.entry(problem).or_default() += 1;
                return;
            }
        };
        case.book.constructs().for_each(|own| *self.constructs.entry(own).or_default() += 1);
        let all = case.declarations.iter().filter_map(|text| self.one(&policy, text, options));
        let all: Vec<One> = all.collect();
        self.together(&policy, &all, options);
        case.standing.iter().for_each(|office| self.stated(&policy, &all, office, options));
        if self.policies % 8 == 1 {
            self.ahead(case, &all, options);
        }
        if self.policies % 16 == 1 {
            self.consolidated(case, (&policy, &sources), &all, options);
        }
        if self.policies % 6 == 1 {
            let decided = all.iter().filter(|own| own.decision.is_some());
            let declarations: Vec<Declaration> = decided.clone().map(|own| own.declaration.clone()).collect();
            let batch = policy.decide_batch(&declarations, options, 2);
            for (own, decision) in decided.zip(batch) {
                assert_eq!(decision.ok(), own.decision, "on threads: {}", own.text);
            }
        }
    }

    /// A declaration by the compiled law and by the reference.
    fn one<'t>(&mut self, policy: &Policy, text: &'t str, options: &Options) -> Option<One<'t>> {
        let declaration = read_with(policy, text, &options.standing)?;
        let (ruling, settled) = (policy.ruling(&declaration, options), policy.settled(&declaration, options));
        let known = |own: &Ruling| own.outcome.verdict != Verdict::Undecided;
        let asked = settled.is_some() || ruling.as_ref().is_some_and(known);
        // What is open costs the reference the most time: some of it is enough.
        if !asked && !text.len().is_multiple_of(4) {
            return Some(One { text, declaration, ruling, decision: None });
        }
        let Ok(decision) = policy.decide_by_reference(&declaration, options) else {
            assert!(ruling.is_none() && settled.is_none(), "{text}");
            self.unjudged += 1;
            return None;
        };
        self.count.compare(ruling.clone(), settled, &decision, text);
        self.count.by_bytes(policy, (text, &declaration), &decision, options);
        Some(One { text, declaration, ruling, decision: Some(decision) })
    }

    /// What an office states is as if the declarations stated it.
    fn stated(&mut self, policy: &Policy, all: &[One], office: &str, options: &Options) {
        for One { text, decision, .. } in all {
            let Some(decision) = decision else { continue };
            let own = policy.judge(SourceId::default(), text.as_bytes(), &mut SourceMap::default(), options);
            assert_eq!(own.ok().as_ref().map(|own| &own.decision), Some(decision), "judged: {text}");
            self.standing.0 += 1;
            let Some(filled) = standing::filled(text, office) else { continue };
            let declaration = read_text(policy, &filled).unwrap();
            let own = policy.decide(&declaration, options).ok();
            assert_eq!(own.as_ref(), Some(decision), "as if stated: {text}");
            self.standing.1 += 1;
        }
    }

    /// What is compiled ahead, written and read again decides the same.
    fn ahead(&mut self, case: &Case, all: &[One], options: &Options) {
        let Some(law) = Policy::compile(&case.book.world(), &case.book.files[0].0) else { return };
        let bytes = compiled::seal(&law, &[0; 32]).unwrap();
        let law = compiled::open(bytes.leak(), &[0; 32]).unwrap();
        let policy = Policy::compiled_ahead(law, Box::new(case.book.world()));
        for own in all.iter().filter(|own| own.decision.is_some()) {
            let declaration = read_with(&policy, own.text, &options.standing).unwrap();
            let decision = policy.decide(&declaration, options).ok();
            assert_eq!(decision, own.decision, "compiled ahead: {}", own.text);
        }
        self.ahead += 1;
    }

    /// A day consolidated decides as the rulebook does on that day: each day of change, with
    /// some of the declarations.
    fn consolidated(
        &mut self,
        case: &Case,
        (policy, sources): (&Policy, &SourceMap),
        all: &[One],
        options: &Options,
    ) {
        for (number, day) in policy.calendar(None).days().enumerate() {
            let versions = policy.versions(day, None, &|_| FactDay::Unknown);
            // What does not compile is no law to write out.
            let law = versions.all.iter().all(|own| policy.compiled(own).is_ok());
            // Nor is a text that holds on other days: the command refuses it.
            let held = policy.rulebook().files.iter().filter_map(|own| own.holds.as_ref()).all(|own| {
                own.from.is_none_or(|(from, _)| from <= day)
                    && own.until.is_none_or(|(until, _)| day <= until)
            });
            if !law || !held || !versions.all.iter().any(|own| own.active.contains(&true)) {
                continue;
            }
            let text = consolidate(policy.rulebook(), &versions, sources, day);
            let mut world = case.book.world();
            world.insert("consolidated.pol", &text);
            let start = Start::Alone("consolidated.pol".to_owned());
            let other = Policy::load(&world, start, &mut SourceMap::default());
            let other = other.unwrap_or_else(|problems| panic!("{day}: {problems:?}\n{text}")).policy;
            let options = Options { as_of: Some(day), known_on: None, ..options.clone() };
            let few = if all.len() == 1 { 1 } else { 4 };
            for own in all.iter().skip(number % few).step_by(few) {
                let read = read_with(&other, own.text, &options.standing).unwrap();
                let mut here = policy.decide(&own.declaration, &options).ok();
                let mut there = other.decide(&read, &options).ok();
                // A consolidated text has its instruments in another order.
                let sorted = |own: &mut Decision| {
                    own.unknowns.sort_by_cached_key(|own| format!("{own:?}"));
                    own.checked.stated.sort_by_cached_key(|own| format!("{own:?}"));
                };
                [&mut here, &mut there].into_iter().flatten().for_each(sorted);
                if let (Some(here), Some(there)) = (&here, &mut there)
                    && !policy.rulebook().chosen().is_some_and(|own| here.checked.instruments.contains(&own))
                {
                    // The text does not know what was asked for where that is not in force.
                    there.policy.id.clone_from(&here.policy.id);
                }
                assert_eq!(there, here, "{day}, consolidated: {}\n{text}", own.text);
                self.consolidated += 1;
            }
        }
    }

    /// Columns give what each declaration gives by itself, however they are filled.
    fn together(&mut self, policy: &Policy, all: &[One], options: &Options) {
        let rulings: Vec<_> = all.iter().map(|own| own.ruling.clone()).collect();
        rulings.iter().flatten().for_each(|own| {
            *self.verdicts.entry(own.outcome.verdict.as_str()).or_default() += 1;
        });
        let mut one_by_one = policy.columns(options);
        all.iter().for_each(|own| one_by_one.push(&own.declaration));
        same_in_columns(&mut one_by_one, &rulings);
        one_by_one.compute_in_128_bits();
        all.iter().for_each(|own| one_by_one.push(&own.declaration));
        same_in_columns(&mut one_by_one, &rulings);
        // Who reads the texts once more takes the most time: some of it is enough.
        if self.policies % 4 == 1 {
            let mut read = policy.columns(options);
            for own in all {
                read.push_json(SourceId::default(), own.text.as_bytes()).unwrap();
            }
            same_in_columns(&mut read, &rulings);
        }
        let mut batch = Batch::new(&policy.layout());
        for One { declaration, .. } in all {
            push(
                &mut batch,
                &policy.layout(),
                declaration,
                law_day(policy.schema(), declaration, options.as_of),
            );
        }
        one_by_one.rule_over(&batch);
        let outcomes: Vec<_> = rulings.iter().map(|ruling| ruling.as_ref().map(|r| r.outcome)).collect();
        assert_eq!(one_by_one.outcomes(), outcomes);
        let programs = (0..batch.len()).filter_map(|at| policy.program(&batch, at, options.known_on));
        let mut programs: Vec<_> = programs.collect();
        programs.sort_by_key(Arc::as_ptr);
        programs.dedup_by_key(|own| Arc::as_ptr(own));
        self.with_program += usize::from(!programs.is_empty());
        self.changing += usize::from(programs.len() > 1);
        programs.iter().for_each(|own| self.program(&own.compiled.program));
        if options.standing.is_empty() {
            self.streamed(policy, all, options.as_of);
        }
    }

    /// What is read from bytes into columns is what the plain reader reads.
    fn streamed(&mut self, policy: &Policy, all: &[One], as_of: Option<Date>) {
        let layout = policy.layout();
        let mut stream = Stream::new(policy.schema(), &layout, &Limits::default());
        let (mut fast, mut plain) = (Batch::new(&layout), Batch::new(&layout));
        for One { text, declaration, .. } in all {
            self.streamed.1 += 1;
            let read = stream.push(text.as_bytes(), as_of, &mut fast);
            if read != Read::Plain {
                self.streamed.0 += 1;
                let warnings = &declaration.warnings;
                assert_eq!(read == Read::Warned, !warnings.is_empty(), "{warnings:?}: {text}");
                push(&mut plain, &layout, declaration, law_day(policy.schema(), declaration, as_of));
            }
            assert_eq!(fast, plain, "{text}");
        }
    }
}

/// A case by its seed.
fn case(seed: u64) -> (Case, Options) {
    let mut random = Random(seed);
    let (book, named) = policies::policy(&mut random);
    let count = if random.below(20) == 0 { 70 } else { 12 };
    let declarations = (0..count).map(|_| policies::declaration::made_up(&mut random, &named));
    let mut declarations: Vec<String> = declarations.collect();
    let day = |random: &mut Random| {
        let days = ["2026-03-10", "2026-05-01", "2026-06-30", "0001-01-01", "9999-12-31"];
        Date::parse(days[random.below(days.len())])
    };
    let as_of = if random.below(8) == 0 { day(&mut random) } else { None };
    let known_on = if random.below(12) == 0 { day(&mut random) } else { None };
    let stated = random.below(6) == 0;
    let standing = stated.then(|| standing::stated(&mut random, &named, &mut declarations));
    (Case { book, declarations, standing }, Options { as_of, known_on, ..Options::default() })
}

thread_local! {
    /// Where the last failure is.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Why a case fails, if it does.
fn failure(case: &Case, options: &Options, reached: &mut Reached) -> Option<String> {
    let held = catch_unwind(AssertUnwindSafe(|| reached.hold(case, options)));
    let told = |why: Box<dyn std::any::Any + Send>| match why.downcast::<String>() {
        Ok(text) => *text,
        Err(why) => why.downcast_ref::<&str>().unwrap_or(&"?").to_string(),
    };
    held.err().map(told)
}

#[test]
fn policies_made_up_at_random() {
    let (seed, cases) = (seed(), cases(CASES));
    let mut reached = Reached::default();
    let hook = std::panic::take_hook();
    for seed in (seed..).take(cases) {
        let (case, options) = case(seed);
        std::panic::set_hook(Box::new(|why| {
            let place = why.location().map(ToString::to_string).unwrap_or_default();
            PLACE.with_borrow_mut(|own| *own = place);
        }));
        let failed = failure(&case, &options, &mut reached).map(|_| {
            let fails = |case: &Case| failure(case, &options, &mut Reached::default()).is_some();
            let small = smallest(case, fails);
            let why = failure(&small, &options, &mut Reached::default()).unwrap_or_default();
            (small, why)
        });
        let _ = std::panic::take_hook();
        if let Some((small, why)) = failed {
            std::panic::set_hook(hook);
            let [law, lists] = [0, 1].map(|at| &small.book.files[at].1);
            let declarations = small.declarations.join("\n");
            panic!(
                "seed {seed}, as of {:?}, known on {:?}, office {:?}\n{law}\n{lists}\n{declarations}\n{}: {why}",
                options.as_of,
                options.known_on,
                small.standing,
                PLACE.with_borrow(Clone::clone),
            );
        }
    }
    std::panic::set_hook(hook);
    println!("{reached:#?}");
    if cases >= CASES {
        enough(&reached);
    }
}

/// Whether the generator reaches what it is for.
fn enough(reached: &Reached) {
    let refused: usize = reached.refused.values().sum();
    assert!(refused * 25 < reached.policies, "{reached:#?}");
    assert!(reached.with_program * 10 > reached.policies * 8, "{reached:#?}");
    let Count { all, decisions, .. } = reached.count;
    assert!(reached.ahead > 3, "{reached:#?}");
    assert!(decisions * 4 > all, "{reached:#?}");
    assert!(reached.streamed.0 * 4 > reached.streamed.1, "{reached:#?}");
    for verdict in ["admit", "review", "reject", "undecided", "out_of_scope"] {
        assert!(reached.verdicts.get(verdict).is_some_and(|n| n * 100 > all), "{verdict}: {reached:#?}");
    }
    let ops: Vec<&&str> = OPS.iter().filter(|own| !reached.ops.contains_key(**own)).collect();
    assert!(ops.is_empty() && reached.ops.len() == OPS.len(), "{ops:?}: {reached:#?}");
    let (names, found) = (policies::CONSTRUCTS.iter().map(|own| own.0), &reached.constructs);
    let missing: Vec<&str> = names.filter(|own| !found.contains_key(own)).collect();
    assert!(missing.is_empty(), "{missing:?}: {reached:#?}");
    assert!(reached.changing * 2 > reached.policies, "{reached:#?}");
    assert!(reached.unjudged * 50 < all, "{reached:#?}");
    assert!(reached.standing.1 * 20 > all && reached.standing.1 * 2 > reached.standing.0, "{reached:#?}");
    assert!(reached.consolidated > reached.policies / 4, "{reached:#?}");
    let computes = COMPUTES.iter().filter(|own| !reached.computes.contains_key(**own));
    assert_eq!(computes.count(), 0, "{reached:#?}");
}
