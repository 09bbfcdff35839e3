//! Trying every case (manual: "Trying every case").
//!
//! Kleene's logic does not see that an open fact is the same fact in two
//! places. So when the result is open, one open term is given, one after the
//! other, every value that the comparisons met can tell apart; where the result
//! is still open, so is the next term, until it is decided. The ends are taken
//! over all cases. Within the budget this is exact; past it, or where a term is
//! open in a way that has no cases, the wider result stays and is marked as not
//! refined.

use std::collections::{BTreeSet, HashMap};

use super::abs::{Abs, Open, Words};
use super::context::{Assumptions, Context, Key, Theory};
use super::norms::{self, Address, Outcome};
use crate::catalog::Tariff;
use crate::hir::{Catalog, CodesAsked, Expr};
use crate::input::Fact;
use crate::syntax::ast::Effect;
use crate::value::{End, HsCode, Interval, Truth, Value};

/// How many cases are tried at most, each counted with its lines of goods.
const BUDGET: usize = 5_000;

/// What the cases tried so far came to.
struct Search {
    /// Cases left.
    left: usize,
    /// Cases that were decided, or could not be split further.
    leaves: usize,
    /// The ends over all leaves.
    ends: Option<(Effect, Effect)>,
    /// The ends of each norm, and in how many leaves it stood out.
    norms: HashMap<Address, (Effect, Effect, usize)>,
    /// Every leaf was decided, and no two terms rest on one fact.
    exact: bool,
}

/// Narrows an open outcome; says whether its ends are exact.
pub fn refine(context: &Context, outcome: &mut Outcome) -> bool {
    let lines = context.declaration.goods.lines.len().max(1);
    let mut search =
        Search { left: BUDGET / lines, leaves: 0, ends: None, norms: HashMap::new(), exact: true };
    let complete = explore(context, &Assumptions::new(), &BTreeSet::new(), &mut search);
    let Some((best, worst)) = search.ends.filter(|_| complete) else { return false };
    outcome.best = outcome.best.max(best);
    outcome.worst = outcome.worst.min(worst);
    for judged in &mut outcome.norms {
        let seen = search.norms.get(&judged.address).copied();
        let (best, worst, times) = seen.unwrap_or((Effect::Admit, Effect::Admit, 0));
        let best = if times < search.leaves { Effect::Admit } else { best };
        judged.best = judged.best.max(best);
        judged.worst = judged.worst.min(worst);
    }
    outcome.best == outcome.worst || search.exact
}

/// Tries every case below some assumptions, which rest on the facts `used`;
/// whether the budget sufficed.
fn explore(context: &Context, assume: &Assumptions, used: &BTreeSet<Open>, search: &mut Search) -> bool {
    if search.left == 0 {
        return false;
    }
    search.left -= 1;
    let context = context.assuming(assume);
    let outcome = norms::judge(&context);
    // What lies within the ends found so far cannot move them: it is not split further.
    let covered = search.ends.is_some_and(|(best, worst)| best <= outcome.best && outcome.worst <= worst);
    let decided = outcome.best == outcome.worst;
    let term = if decided || covered { None } else { next(&context, assume) };
    let Some((key, cases, open)) = term else {
        search.exact &= decided || covered;
        leaf(&outcome, search);
        return true;
    };
    search.exact &= open.is_disjoint(used);
    let used: BTreeSet<Open> = used.union(&open).cloned().collect();
    cases.into_iter().all(|case| {
        let mut assume = assume.clone();
        assume.insert(key.clone(), case);
        explore(&context, &assume, &used, search)
    })
}

/// The first open term that has cases and is not assumed yet; codes come before
/// what only matters for some of them.
fn next(context: &Context, assume: &Assumptions) -> Option<(Key, Vec<Abs>, BTreeSet<Open>)> {
    let seen = context.seen.borrow();
    let waiting = seen.theory.iter().filter(|(key, _)| !assume.contains_key(key));
    let (codes, others): (Vec<_>, Vec<_>) = waiting.partition(|(key, _)| matches!(key, Key::Code(_)));
    codes
        .into_iter()
        .chain(others)
        .map(|(key, theory)| (key.clone(), cases(context, key, theory), theory.open.clone()))
        .find(|(_, cases, _)| !cases.is_empty())
}

fn leaf(outcome: &Outcome, search: &mut Search) {
    search.leaves += 1;
    let (best, worst) = search.ends.unwrap_or((outcome.best, outcome.worst));
    search.ends = Some((best.min(outcome.best), worst.max(outcome.worst)));
    for judged in &outcome.norms {
        let seen = search.norms.entry(judged.address).or_insert((judged.best, judged.worst, 0));
        *seen = (seen.0.min(judged.best), seen.1.max(judged.worst), seen.2 + 1);
    }
}

/// The values of a term that the comparisons met can tell apart.
fn cases(context: &Context, key: &Key, theory: &Theory) -> Vec<Abs> {
    if theory.code {
        return codes(context, key);
    }
    if !theory.numbers.is_empty() {
        let possible = theory.range.clone().unwrap_or_else(Interval::any);
        return cells(&theory.numbers, &possible).into_iter().map(Abs::Range).collect();
    }
    if !theory.dates.is_empty() {
        let possible = theory.days.clone().unwrap_or_else(Interval::any);
        return cells(&theory.dates, &possible).into_iter().map(Abs::Day).collect();
    }
    if let Some(choices) = choices(context, key).filter(|_| !theory.texts.is_empty()) {
        return choices.iter().map(|t| Abs::Words(Words::Known(t.clone()))).collect();
    }
    if !theory.texts.is_empty() {
        let known = theory.texts.iter().map(|t| Abs::Words(Words::Known(t.clone())));
        return known.chain([Abs::Words(Words::NoneOf(theory.texts.clone()))]).collect();
    }
    if theory.yes_no {
        return vec![Abs::Truth(Truth::True), Abs::Truth(Truth::False)];
    }
    Vec::new()
}

/// The texts that a fact can have at all, where it says so.
fn choices<'a>(context: &'a Context, key: &Key) -> Option<&'a [String]> {
    let Key::Term(id, _) = key else { return None };
    let Expr::Fact(fact) = context.edition.exprs.get(*id)? else { return None };
    let def = context.edition.schema.get(*fact)?;
    (!def.choices.is_empty()).then_some(def.choices.as_slice())
}

/// The thresholds and the open stretches between them, as far as possible.
fn cells<T: Ord + Clone>(thresholds: &BTreeSet<T>, possible: &Interval<T>) -> Vec<Interval<T>> {
    let mut cells = Vec::new();
    let mut low = End::Unbounded;
    for t in thresholds {
        cells.push(Interval { low: low.clone(), high: End::Open(t.clone()) });
        cells.push(Interval::point(t.clone()));
        low = End::Open(t.clone());
    }
    cells.push(Interval { low, high: End::Unbounded });
    cells.into_iter().map(|c| c.intersect(possible)).filter(|c| !c.is_empty()).collect()
}

/// One code for each way in which the codes of the tariff stand in the lists.
fn codes(context: &Context, key: &Key) -> Vec<Abs> {
    let Key::Code(line) = key else { return Vec::new() };
    let Some(tariff) = context.tariff_year().and_then(|y| context.edition.tariff(y)) else {
        return Vec::new();
    };
    if tariff.complete.is_none() {
        return Vec::new();
    }
    let lists = context.seen.borrow().catalogs.clone();
    let (short, stated) = (context.code(*line), stated_codes(context, *line));
    let asked = CodesAsked { year: tariff.year, short, lists, stated };
    let found = context.edition.classes.of(&asked, || classes(context, tariff, &asked));
    found.iter().map(|code| Abs::Code(Some(*code))).collect()
}

/// One of the codes of a tariff for each way in which they stand.
fn classes(context: &Context, tariff: &Tariff, asked: &CodesAsked) -> Vec<HsCode> {
    let CodesAsked { short, lists, stated, .. } = asked;
    // A short code stands for one of its children, a missing one for any code.
    let rows = match short {
        Some(code) => tariff.under(*code),
        None => tariff.rows.as_slice(),
    };
    let tests: Vec<&Expr> = context.edition.exprs.iter().filter(|e| tests_code(e)).collect();
    let lists: Vec<&Catalog> = lists.iter().filter_map(|id| context.edition.catalogs.get(*id)).collect();
    let mut classes: HashMap<Vec<u64>, HsCode> = HashMap::new();
    for code in rows.iter().map(|row| HsCode::of_ten(row.code)) {
        classes.entry(signature(context, &lists, &tests, stated, code)).or_insert(code);
    }
    let mut codes: Vec<HsCode> = classes.into_values().collect();
    codes.sort_unstable();
    codes
}

/// Whether an expression looks at the digits of a code.
fn tests_code(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(Value::Code(_)) | Expr::CodeStarts(..) | Expr::Call(..))
}

/// Codes that other facts of the head and the line state: a rule may compare with them.
fn stated_codes(context: &Context, line: usize) -> Vec<HsCode> {
    let own = context.goods_line(line).map(|l| &l.facts);
    let facts = own.into_iter().chain([&context.declaration.head]).flat_map(|f| &f.0);
    let codes = facts.filter_map(|fact| match fact {
        Fact::Known(Value::Code(code)) => Some(*code),
        _ => None,
    });
    codes.collect()
}

/// How a code stands in every list that the norms look into and to every code
/// that rules or facts name; by its heading, too, where a function may look at it.
fn signature(
    context: &Context,
    lists: &[&Catalog],
    tests: &[&Expr],
    stated: &[HsCode],
    code: HsCode,
) -> Vec<u64> {
    let mut bits = Vec::new();
    for catalog in lists {
        context.stands(catalog, code, &mut bits);
    }
    bits.extend(stated.iter().map(|c| u64::from(c.covers(code))));
    bits.extend(tests.iter().map(|test| match test {
        Expr::Literal(Value::Code(c)) => u64::from(c.covers(code)),
        Expr::CodeStarts(_, prefix) => u64::from(prefix.covers(code)),
        _ => code.prefix(4).first(),
    }));
    bits
}
