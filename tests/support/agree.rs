//! The compiled law held against the reference.

use mp1039::eval::decision::{Decision, Verdict};
use mp1039::input::{Declaration, Particulars, Standing};
use mp1039::pipeline::columns::Columns;
use mp1039::pipeline::fast::{Ruling, Violation};
use mp1039::pipeline::{Options, Policy};
use mp1039::source::SourceId;
use mp1039::syntax::ast::Effect;
use serde_json::Value;

/// A declaration as a policy reads it, if it is one.
pub fn read(policy: &Policy, declaration: &Value) -> Option<Declaration> {
    read_text(policy, &declaration.to_string())
}

/// The same of a text.
pub fn read_text(policy: &Policy, text: &str) -> Option<Declaration> {
    read_with(policy, text, &[])
}

/// The same with standing facts laid under it.
pub fn read_with(policy: &Policy, text: &str, standing: &[Standing]) -> Option<Declaration> {
    let source = SourceId::default();
    mp1039::input::read_bytes(source, text.as_bytes(), standing, policy.schema(), &Default::default()).ok()
}

/// What the reference says is violated, or may be.
fn violations(decision: &Decision) -> Vec<Violation<'_>> {
    let violated = decision.findings.iter().filter(|f| f.effect != Effect::Admit);
    let mut found: Vec<Violation> = violated
        .map(|f| Violation {
            policy: &f.policy,
            article: &f.article,
            norm: f.norm,
            line: f.line,
            open: f.best != f.worst,
        })
        .collect();
    found.sort();
    found
}

/// How many were compared, how many verdicts are certain, and how many decisions.
#[derive(Debug, Default)]
pub struct Count {
    pub all: usize,
    pub verdicts: usize,
    pub decisions: usize,
    /// Decisions that were made from the bytes of records.
    pub by_bytes: usize,
}

impl Count {
    /// Compares a decision that is made from the bytes of a record with the reference's.
    pub fn by_bytes(
        &mut self,
        policy: &Policy,
        (text, declaration): (&str, &Declaration),
        decision: &Decision,
        options: &Options,
    ) {
        let Some((particulars, own)) = policy.decide_record(text.as_bytes(), options, true) else { return };
        self.by_bytes += 1;
        assert_eq!(own.as_ref(), Some(decision), "by its bytes: {text}");
        assert_eq!(particulars, Particulars::of(declaration, policy.schema()), "{text}");
        let read = policy.decide_record(text.as_bytes(), options, false);
        assert_eq!(read, Some((particulars, None)), "{text}");
    }

    /// Compares the two, where there is something to compare.
    pub fn agree(&mut self, policy: &Policy, declaration: &Declaration, options: &Options, what: &str) {
        let (ruling, settled) = (policy.ruling(declaration, options), policy.settled(declaration, options));
        if ruling.is_none() && settled.is_none() {
            self.all += 1;
            return;
        }
        let decision = policy.decide_by_reference(declaration, options);
        let decision = decision.unwrap_or_else(|problems| panic!("{what}: {problems:#?}"));
        self.compare(ruling, settled, &decision, what);
    }

    /// Compares what the compiled law says with what the reference decides.
    pub fn compare(
        &mut self,
        ruling: Option<Ruling>,
        settled: Option<Decision>,
        decision: &Decision,
        what: &str,
    ) {
        self.all += 1;
        if let Some(ruling) = ruling {
            self.verdicts += usize::from(settled.is_some());
            let outcome = ruling.outcome;
            let mut own: Vec<Violation> = ruling.violations().collect();
            own.sort();
            let theirs = violations(decision);
            let told = || format!("{what}: {outcome:?} {own:#?} {decision:#?}");
            if outcome.verdict == Verdict::Undecided {
                // The reference may see more, never anything else.
                let out = decision.verdict == Verdict::OutOfScope;
                let within = || {
                    level(outcome.best) <= level(decision.best)
                        && level(decision.worst) <= level(outcome.worst)
                };
                assert!(out || within(), "{}", told());
            } else {
                assert_eq!(outcome.verdict, decision.verdict, "{}", told());
            }
            // What a list that is not complete leaves open is said of the whole article.
            let covers = |own: &Violation, their: &Violation| {
                let same = (own.norm, own.line) == (their.norm, their.line) || (own.open && their.norm == 0);
                (own.policy, own.article) == (their.policy, their.article)
                    && same
                    && (own.open || !their.open)
            };
            for own in own.iter().filter(|own| !own.open) {
                assert!(theirs.contains(own), "{own:?} is not found: {}", told());
            }
            for their in &theirs {
                let known = own.iter().any(|own| covers(own, their));
                assert!(known, "{their:?} is found: {}", told());
            }
        }
        if let Some(settled) = settled {
            self.decisions += 1;
            let bytes = |decision: &Decision| serde_json::to_string_pretty(decision).unwrap();
            assert_eq!(bytes(&settled), bytes(decision), "{what}");
        }
    }
}

/// How bad an end of a verdict is.
fn level(verdict: Verdict) -> usize {
    [Verdict::Admit, Verdict::Review, Verdict::Reject].iter().position(|v| *v == verdict).unwrap()
}

/// Columns of a batch give what each declaration gives by itself.
pub fn same_in_columns(columns: &mut Columns, rulings: &[Option<Ruling>]) {
    columns.rule();
    let outcomes: Vec<_> = rulings.iter().map(|ruling| ruling.as_ref().map(|r| r.outcome)).collect();
    assert_eq!(columns.outcomes(), outcomes);
    let mut found: Vec<(usize, Violation)> = columns.violations().collect();
    found.sort();
    let own = rulings.iter().enumerate().flat_map(|(at, r)| r.iter().map(move |r| (at, r)));
    let mut wanted: Vec<(usize, Violation)> =
        own.flat_map(|(at, ruling)| ruling.violations().map(move |v| (at, v))).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    columns.clear();
}
