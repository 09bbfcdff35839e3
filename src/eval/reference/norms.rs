//! Norms → intervals of effects, joined into one (manual: "Verdicts").

use std::collections::BTreeSet;

use super::abs::{Open, Opens};
use super::context::{Context, Stale};
use crate::eval::decision::Permit;
use crate::hir::{Demand, ExprId, Instrument, NormKind};
use crate::syntax::ast::Effect;
use crate::value::Truth;

/// Whether the declaration is about any regime instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It is.
    In,
    /// It is known not to be.
    Out,
    /// Not known, or no regime instrument is known for the day.
    Unknown,
}

/// Where a norm stands: instrument, article and statement by position, and the line.
pub type Address = (usize, usize, usize, Option<usize>);

/// A norm, on a line or as a whole, with what it comes to.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Where it stands.
    pub address: Address,
    /// What a violation is worth.
    pub effect: Effect,
    /// The least that it can come to.
    pub best: Effect,
    /// The most that it can come to.
    pub worst: Effect,
    /// What keeps it open.
    pub open: Opens,
}

/// Lists that norms looked into outside the days for which they are complete.
#[derive(Clone, Debug)]
pub struct StaleLists {
    /// Instrument and article of the first such norm.
    pub at: (usize, usize),
    /// Whether they are stale, and in scope.
    pub truth: Truth,
    /// Which.
    pub lists: BTreeSet<usize>,
}

/// All norms, and their join.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// In or out of scope.
    pub scope: Scope,
    /// The join of the least.
    pub best: Effect,
    /// The join of the most.
    pub worst: Effect,
    /// Norms that are violated or may be, in the order of the law.
    pub norms: Vec<Judged>,
    /// How many demands were judged.
    pub demands: usize,
    /// What keeps the scope open.
    pub open: Opens,
    /// Lists that may be stale, where at least one line is not known to be in.
    pub stale: Option<StaleLists>,
}

/// Judges every norm.
pub fn judge(context: &Context) -> Outcome {
    let scopes: Vec<(Truth, Opens)> =
        context.edition.instruments.iter().map(|i| in_scope(context, i)).collect();
    let regimes = context.edition.instruments.iter().zip(&scopes).filter(|(i, _)| i.scope.is_some());
    let mut open = Opens::new();
    let mut any = None;
    for (_, (truth, why)) in regimes {
        any = Some(any.unwrap_or(Truth::False).or(*truth));
        open.extend(why.iter().cloned());
    }
    let scope = match any {
        Some(Truth::True) => Scope::In,
        Some(Truth::False) => Scope::Out,
        Some(Truth::Unknown) | None => Scope::Unknown,
    };
    if any.is_none() {
        open.insert(Open::NoRegime);
    }
    if scope != Scope::Unknown {
        open.clear();
    }
    let mut outcome = Outcome {
        scope,
        best: Effect::Admit,
        worst: if any.is_none() { Effect::Reject } else { Effect::Admit },
        norms: Vec::new(),
        demands: 0,
        open,
        stale: None,
    };
    if scope == Scope::Out {
        return outcome;
    }
    for (i, instrument) in context.edition.instruments.iter().enumerate() {
        let own = match (instrument.scope, scopes.get(i)) {
            (Some(_), Some(own)) => own.clone(),
            _ => {
                let within = scopes.get(i).cloned().unwrap_or((Truth::Unknown, Opens::new()));
                context.all([(any.unwrap_or(Truth::Unknown), outcome.open.clone()), within].into_iter())
            }
        };
        if own.0 != Truth::False {
            judge_instrument(context, i, instrument, &own, &mut outcome);
        }
    }
    outcome
}

/// Whether an instrument is about the declaration. A good that an
/// expired list does not name may be in it all the same.
pub fn in_scope(context: &Context, instrument: &Instrument) -> (Truth, Opens) {
    let careful = context.with_stale(Stale::MissOpen);
    context.all(instrument.scope.iter().chain(&instrument.within).map(|e| careful.truth(*e)))
}

fn judge_instrument(
    context: &Context,
    i: usize,
    instrument: &Instrument,
    scope: &(Truth, Opens),
    outcome: &mut Outcome,
) {
    for (a, article) in instrument.articles.iter().enumerate() {
        for (n, norm) in article.norms.iter().enumerate() {
            let NormKind::Demand(demand) = &norm.kind else { continue };
            outcome.demands += 1;
            let lines: Vec<Option<usize>> = match demand.per_line {
                true if !context.no_goods() => context.lines().map(Some).collect(),
                _ => vec![None],
            };
            let mut missed = false;
            for line in lines {
                let (violated, open, hit) = violated(context, demand, line);
                // A hit whose exception is open is no miss.
                missed |= hit != Truth::True && !lifted(context, demand, line);
                let (truth, open) = context.all([scope.clone(), (violated, open)].into_iter());
                add((i, a, n, line), demand.effect, truth, open, outcome);
            }
            if missed {
                note_stale(context, (i, a), demand, scope.0, outcome);
            }
        }
    }
}

/// Joins the interval of one norm into the outcome.
fn add(address: Address, effect: Effect, truth: Truth, open: Opens, outcome: &mut Outcome) {
    let best = if truth == Truth::True { effect } else { Effect::Admit };
    let worst = if truth.possible() { effect } else { Effect::Admit };
    outcome.best = outcome.best.max(best);
    outcome.worst = outcome.worst.max(worst);
    if worst > Effect::Admit {
        outcome.norms.push(Judged { address, effect, best, worst, open });
    }
}

/// Whether a demand is violated: its condition has the wrong value and no
/// exception holds (manual: "Exceptions"). Beside it, whether the condition has the
/// wrong value, whatever the exceptions.
pub fn violated(context: &Context, demand: &Demand, line: Option<usize>) -> (Truth, Opens, Truth) {
    if demand.per_line && line.is_none() {
        let (truth, open) = Context::unknown(Open::Goods);
        return (truth, open, truth);
    }
    let context = match line {
        Some(line) => context.at(line),
        None => context.with_stale(context.stale),
    };
    // A list of what is allowed may have grown since it expired, or shrunk.
    let allowed = demand.catalogs.iter().filter(|c| !demand.banned.contains(c)).copied();
    let context = match Stale::open_in(allowed) {
        Stale::Noted => context,
        stale => context.with_stale(stale),
    };
    let (truth, open) = context.truth(demand.condition);
    let wrong = if demand.violated_if { truth } else { !truth };
    // What an expired list says lifts nothing for certain.
    let careful = context.with_stale(Stale::Open);
    let exceptions = demand.exceptions.iter().map(|e| {
        let (truth, open) = careful.truth(*e);
        (!truth, open)
    });
    let (violated, open) = context.all(std::iter::once((wrong, open)).chain(exceptions));
    (violated, open, wrong)
}

/// Whether an exception holds for certain, so that no list has to be looked into.
fn lifted(context: &Context, demand: &Demand, line: Option<usize>) -> bool {
    let context =
        line.map_or_else(|| context.with_stale(Stale::Open), |l| context.at(l).with_stale(Stale::Open));
    demand.exceptions.iter().any(|e| context.truth(*e).0 == Truth::True)
}

/// Whether the day lies outside the days for which a list is complete.
pub fn stale(context: &Context, catalog: usize) -> Truth {
    // What is suspended binds nobody, so that nothing can be missing from it.
    let list = context.edition.catalogs.get(catalog).filter(|c| !c.suspended);
    let complete = list.and_then(|c| c.complete);
    match (complete, context.day) {
        (Some((from, until)), Some(day)) => Truth::from(day < from || day > until),
        (Some(_), None) => Truth::Unknown,
        (None, _) => Truth::False,
    }
}

/// A miss in a list that may be stale is worth `review`, once per declaration.
fn note_stale(context: &Context, at: (usize, usize), demand: &Demand, scope: Truth, outcome: &mut Outcome) {
    let old = demand.banned.iter().map(|c| (*c, stale(context, *c).and(scope)));
    let old: Vec<(usize, Truth)> = old.filter(|(_, truth)| truth.possible()).collect();
    if old.is_empty() {
        return;
    }
    let noted = outcome.stale.get_or_insert(StaleLists { at, truth: Truth::False, lists: BTreeSet::new() });
    for (list, truth) in old {
        noted.lists.insert(list);
        noted.truth = noted.truth.or(truth);
    }
    let truth = noted.truth;
    if truth == Truth::True {
        outcome.best = outcome.best.max(Effect::Review);
    }
    if truth.possible() {
        outcome.worst = outcome.worst.max(Effect::Review);
    }
}

/// The answer to a permission, and the lines or facts that stand against it.
pub fn permit(context: &Context, condition: ExprId, per_line: bool, scope: Truth) -> Permit {
    let mut because = Vec::new();
    let mut answer = Truth::True;
    if per_line && context.no_goods() {
        answer = Truth::Unknown;
        because.push(context.declaration.goods.pointer.clone());
    } else if per_line {
        for line in context.lines() {
            let (truth, _) = context.at(line).truth(condition);
            answer = answer.and(truth);
            if truth != Truth::True {
                because.extend(context.goods_line(line).map(|l| l.number.to_string()));
            }
        }
    } else {
        let (truth, open) = context.truth(condition);
        answer = truth;
        because = open.iter().map(|o| super::asks::pointer(context, o)).collect();
    }
    because.dedup();
    // An instrument that may not be about the declaration permits nothing for certain.
    Permit {
        answer: answer_text(if scope == Truth::True { answer } else { answer.min(Truth::Unknown) }),
        because,
    }
}

fn answer_text(answer: Truth) -> String {
    match answer {
        Truth::True => "yes",
        Truth::False => "no",
        Truth::Unknown => "unknown",
    }
    .to_owned()
}

/// Two statements that answer one question: the more careful answer counts, and
/// whatever stands against either stands against it.
pub fn both(known: &mut Permit, other: &Permit) {
    let rank = |p: &Permit| ["no", "unknown", "yes"].iter().position(|a| *a == p.answer);
    if rank(other) < rank(known) {
        known.answer.clone_from(&other.answer);
    }
    let more = other.because.iter().filter(|b| !known.because.contains(b)).cloned();
    let more: Vec<String> = more.collect();
    known.because.extend(more);
}
