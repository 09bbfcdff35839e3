//! The reference evaluator.
//!
//! 1. [`context`] holds what an evaluation may look at, and notes what it
//!    looked at: open facts, rates, dates at which the answer may change.
//! 2. [`expr`] gives each expression an abstract value ([`abs`]): a truth value
//!    that may be unknown, an interval, a text that may be unknown.
//!    [`lines`] does this for sums, counts and quantifiers, [`catalog`] for
//!    lists of codes, [`money`] for conversion, [`place`] for markets and papers.
//! 3. [`norms`] turns each norm into an interval of effects and joins them.
//! 4. [`refine`] narrows an open result by trying every case of its open facts.
//! 5. [`finding`] and [`words`] say it for people; [`notes`] is what is said
//!    beside the verdict, [`asks`] and [`waits`] what is missing.
//! 6. [`mod@trace`] tells what each norm came to, for coverage.

mod abs;
mod asks;
mod catalog;
mod context;
mod expr;
mod finding;
mod lines;
mod money;
mod norms;
mod notes;
mod place;
mod refine;
mod trace;
mod waits;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::abs::{Abs, Open};
use self::context::{Context, Stale};
pub use self::finding::sort;
pub use self::norms::Address;
use self::norms::{Judged, Outcome, Scope};
pub use self::trace::{Came, Hit, Place, Trace, trace};
use super::decision::{ADVICE, Checked, Decision, Finding, Note, Permit, PolicyRef, RateRef, Verdict};
use super::law_day;
use super::looked::{Looked, Used};
use super::waiting::Wait;
use crate::hir::{Demand, Edition, ExprId, Norm, NormKind};
use crate::input::Declaration;
use crate::syntax::ast::Effect;
use crate::value::{Date, Interval, Number, Truth};

/// Judges a declaration by the law of an edition (manual: "Meaning").
///
/// `as_of` is the day of the law where the declaration's own days are not to
/// count; the caller has chosen `edition` for the same day.
pub fn decide(edition: &Edition, declaration: &Declaration, as_of: Option<Date>) -> Decision {
    judged(edition, declaration, as_of, render)
}

/// What an open decision waits for, in the order of its questions; nothing where it
/// is decided.
pub fn waits(edition: &Edition, declaration: &Declaration, as_of: Option<Date>) -> Vec<Wait> {
    judged(edition, declaration, as_of, |context, outcome, _| waits::waits(context, &outcome))
}

/// Judges, and hands over the outcome and whether its ends are exact.
fn judged<T>(
    edition: &Edition,
    declaration: &Declaration,
    as_of: Option<Date>,
    then: impl FnOnce(&Context, Outcome, bool) -> T,
) -> T {
    looking(edition, declaration, as_of, |context| {
        let mut outcome = norms::judge(context);
        let mut refined = true;
        if outcome.best != outcome.worst && outcome.scope != Scope::Out {
            refined = refine::refine(context, &mut outcome);
        }
        then(context, outcome, refined)
    })
}

/// Looks at a declaration by the law of its day, with nothing assumed.
fn looking<T>(
    edition: &Edition,
    declaration: &Declaration,
    as_of: Option<Date>,
    then: impl FnOnce(&Context) -> T,
) -> T {
    let day = law_day(&edition.schema, declaration, as_of);
    let assume = context::Assumptions::default();
    then(&Context::new(edition, declaration, day, &assume))
}

/// The words of norms that are known to be violated, each by instrument, article, statement
/// and line, by position, and what they look at; `rates` are those that were used before.
pub fn findings(
    edition: &Edition,
    declaration: &Declaration,
    as_of: Option<Date>,
    violated: &[norms::Address],
    rates: &BTreeSet<RateRef>,
) -> (Vec<Finding>, Used) {
    looking(edition, declaration, as_of, |context| {
        context.seen.borrow_mut().rates.extend(rates.iter().cloned());
        let found = violated.iter().filter_map(|address| {
            let article = edition.instruments.get(address.0)?.articles.get(address.1)?;
            let NormKind::Demand(Demand { effect, .. }) = article.norms.get(address.2)?.kind else {
                return None;
            };
            let (address, open) = (*address, BTreeSet::new());
            Some(finding::finding(context, &Judged { address, effect, best: effect, worst: effect, open }))
        });
        let mut found: Vec<Finding> = found.collect();
        finding::sort(&mut found);
        (found, used(context))
    })
}

/// What one statement notes, and what it looks at; `place` as people call it.
pub fn note(
    edition: &Edition,
    declaration: &Declaration,
    as_of: Option<Date>,
    norm: &Norm,
    place: (&str, &str),
) -> (Vec<Note>, Used) {
    looking(edition, declaration, as_of, |context| {
        let notes = notes::of(&context.with_stale(Stale::MissOpen), norm, place);
        (notes, used(context))
    })
}

fn used(context: &Context) -> Used {
    let seen = context.seen.take();
    Used { rates: seen.rates, lists: seen.catalogs, changes: seen.changes }
}

/// What an amount comes to on each line: exactly, or within ends where a rate is
/// approximate or something is missing.
pub fn amounts(
    edition: &Edition,
    declaration: &Declaration,
    as_of: Option<Date>,
    amount: ExprId,
) -> Vec<Interval<Number>> {
    looking(edition, declaration, as_of, |context| {
        let range = |line| match context.at(line).eval(amount).0 {
            Abs::Money(range, _) | Abs::Range(range) => range,
            _ => Interval::any(),
        };
        context.lines().map(range).collect()
    })
}

/// Puts the outcome into the words and order of the contract.
fn render(context: &Context, outcome: Outcome, refined: bool) -> Decision {
    let (edition, declaration) = (context.edition, context.declaration);
    let mut open: BTreeSet<Open> = outcome.open.clone();
    let mut findings = Vec::new();
    if outcome.scope != Scope::Out {
        for judged in outcome.norms.iter().filter(|n| n.worst > Effect::Admit) {
            findings.push(finding::finding(context, judged));
            if judged.best != judged.worst {
                open.extend(judged.open.iter().cloned());
            }
        }
        findings.extend(finding::stale(context, &outcome));
    }
    finding::sort(&mut findings);
    let (verdict, best, worst) = verdict(&outcome);
    // What is noted beside the verdict may use more rates than the verdict.
    let holds_until = holds_until(context, &outcome);
    let (permits, notes) = beside(context, outcome.scope);
    Decision {
        schema: "mp1039/decision@1",
        declaration: declaration.id.clone(),
        policy: PolicyRef { id: edition.policy.clone(), digest: edition.digest.clone() },
        as_of: context.day.map(|d| d.to_string()),
        known_on: None,
        verdict,
        best,
        worst,
        refined,
        findings,
        unknowns: asks::unknowns(context, &open),
        checked: checked(context, &outcome),
        permits,
        notes,
        holds_until,
    }
}

/// The verdict and its ends (manual: "Verdicts").
fn verdict(outcome: &Outcome) -> (Verdict, Verdict, Verdict) {
    match outcome.scope {
        Scope::Out => (Verdict::OutOfScope, Verdict::OutOfScope, Verdict::OutOfScope),
        Scope::In if outcome.best == outcome.worst => {
            (outcome.best.into(), outcome.best.into(), outcome.worst.into())
        }
        _ => (Verdict::Undecided, outcome.best.into(), outcome.worst.into()),
    }
}

/// Permissions and notes, which never change the verdict (manual: "Permissions and notes").
fn beside(context: &Context, scope: Scope) -> (BTreeMap<String, Permit>, Vec<Note>) {
    let mut permits = BTreeMap::new();
    let mut notes = Vec::new();
    if scope == Scope::Out {
        return (permits, notes);
    }
    let context = &context.with_stale(Stale::MissOpen);
    for instrument in &context.edition.instruments {
        let scope = norms::in_scope(context, instrument).0;
        if scope == Truth::False {
            continue;
        }
        for article in &instrument.articles {
            for norm in &article.norms {
                if let NormKind::Permit { name, condition, per_line } = &norm.kind {
                    let permit = norms::permit(context, *condition, *per_line, scope);
                    permits
                        .entry(name.clone())
                        .and_modify(|known: &mut Permit| norms::both(known, &permit))
                        .or_insert(permit);
                } else if scope == Truth::True {
                    notes.extend(notes::of(context, norm, (&instrument.id, &article.number)));
                }
            }
        }
    }
    for advice in &context.edition.advice {
        for norm in &advice.notes {
            notes.extend(notes::of(context, norm, (ADVICE, &advice.id)));
        }
    }
    (permits, notes)
}

/// What was looked at.
fn checked(context: &Context, outcome: &Outcome) -> Checked {
    if outcome.scope == Scope::Out {
        return Checked::default();
    }
    let lists = context.seen.borrow().catalogs.clone();
    let stated = notes::stated(context, &lists);
    let (seen, lines) = (context.seen.borrow(), context.declaration.goods.lines.len());
    let looked = Looked { edition: context.edition, lists: &seen.catalogs, rates: &seen.rates };
    Checked { stated, ..looked.checked(outcome.demands, lines) }
}

/// The last day on which the answer is known to stand.
fn holds_until(context: &Context, outcome: &Outcome) -> Option<String> {
    let day = context.day?;
    if outcome.scope == Scope::Out {
        return context.edition.span.1.map(|d| d.to_string());
    }
    let seen = context.seen.borrow();
    let looked = Looked { edition: context.edition, lists: &seen.catalogs, rates: &seen.rates };
    looked.holds_until(day, seen.changes.iter().copied())
}
