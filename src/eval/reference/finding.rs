//! Findings: what is violated, or may be, with place and grounds.

use std::collections::{BTreeMap, BTreeSet};

use super::abs::Open;
use super::asks;
use super::context::Context;
use super::norms::{Judged, Outcome};
use super::words;
use crate::bilingual;
use crate::eval::decision::Finding;
use crate::hir::{Article, Demand, Expr, ExprId, FactId, Instrument, NormKind, Place, article_order};
use crate::syntax::ast::{Effect, GradeLevel};
use crate::value::{Text, Truth};

/// The finding of one judged norm.
pub fn finding(context: &Context, judged: &Judged) -> Finding {
    let (i, a, n, line) = judged.address;
    let instrument = context.edition.instruments.get(i);
    let article = instrument.and_then(|i| i.articles.get(a));
    let norm = article.and_then(|a| a.norms.get(n));
    let demand = norm.and_then(|n| match &n.kind {
        NormKind::Demand(demand) => Some(demand),
        _ => None,
    });
    let at = match line {
        Some(line) => context.at(line),
        None => context.with_stale(context.stale),
    };
    let open = judged.best != judged.worst;
    let hit = demand.and_then(|d| catalog(&at, d));
    let facts = demand.map(|d| facts(context, d.condition)).unwrap_or_default();
    Finding {
        effect: judged.effect,
        best: judged.best,
        worst: judged.worst,
        policy: instrument.map(|i| i.id.clone()).unwrap_or_default(),
        article: article.map(|a| a.number.clone()).unwrap_or_default(),
        norm: norm.map_or(0, |n| n.number),
        line: line.and_then(|l| context.goods_line(l)).map(|l| l.number),
        catalog: hit
            .or_else(|| demand.and_then(allowed))
            .and_then(|c| context.edition.catalogs.get(c))
            .map(|c| c.id.clone()),
        title: article.map(|a| a.title.clone()).unwrap_or_default(),
        message: demand.map(|d| words::demand(&at, d, hit, open, &judged.open)).unwrap_or_default(),
        pointer: pointer(&at, demand, &facts, &judged.open, open),
        cites: article.and_then(|a| a.cites.first().cloned()),
        grade: grade(&at, norm.map_or(GradeLevel::Unverified, |n| n.grade), hit)
            .min(demand.map_or(GradeLevel::Verified, |d| data_grade(&at, d.condition)))
            .min(demand.map_or(GradeLevel::Verified, |d| allowed_grade(&at, d, hit))),
        values: values(&at, &facts),
        cause: open.then(|| cause(context, &judged.open)).flatten(),
        amended_by: article.and_then(|a| a.amended_by.clone()),
    }
}

/// The catalog that the line hits, or else may hit.
fn catalog(at: &Context, demand: &Demand) -> Option<usize> {
    let truth = |c: &&usize| at.line.map(|_| at.in_catalog(**c).0);
    let hit = demand.banned.iter().find(|c| truth(c) == Some(Truth::True));
    hit.or_else(|| demand.banned.iter().find(|c| truth(c) == Some(Truth::Unknown))).copied()
}

/// The list of what is allowed that a demand names, if that is what it is about.
fn allowed(demand: &Demand) -> Option<usize> {
    demand.catalogs.iter().find(|c| !demand.banned.contains(c)).copied()
}

/// The weakest grade of the norm and the entries that it hit.
fn grade(at: &Context, norm: GradeLevel, hit: Option<usize>) -> GradeLevel {
    let Some((id, catalog)) = hit.and_then(|id| Some((id, at.edition.catalogs.get(id)?))) else {
        return norm;
    };
    // An entry has a grade of its own, or that of its list; a code has that of the list.
    let entries = at.hits(id, catalog).into_iter().map(|(entry, _)| entry.grade);
    entries.min().unwrap_or(catalog.grade).min(norm)
}

/// The grade of the list of what is allowed, where that is what a demand is about.
fn allowed_grade(at: &Context, demand: &Demand, hit: Option<usize>) -> GradeLevel {
    let list = if hit.is_none() { allowed(demand) } else { None };
    list.and_then(|id| at.edition.catalogs.get(id)).map_or(GradeLevel::Verified, |c| c.grade)
}

/// The weakest grade of the rates and markets that an expression rests on.
fn data_grade(at: &Context, id: ExprId) -> GradeLevel {
    match at.edition.exprs.get(id) {
        Some(Expr::Convert(..)) => {
            let seen = at.seen.borrow();
            seen.rates.iter().map(|r| r.grade).min().unwrap_or(GradeLevel::Verified)
        }
        Some(Expr::IsOpen(market, list, _) | Expr::IsOffice(_, market, list, _)) => {
            at.market_grade(*market, *list)
        }
        Some(expr) => {
            let parts = expr.parts();
            parts.iter().map(|p| data_grade(at, *p)).min().unwrap_or(GradeLevel::Verified)
        }
        None => GradeLevel::Verified,
    }
}

/// The facts that an expression looks at, in order.
fn facts(context: &Context, id: ExprId) -> Vec<FactId> {
    let mut found = Vec::new();
    collect(context, id, &mut found);
    let mut seen = BTreeSet::new();
    found.retain(|f| seen.insert(*f));
    found
}

/// Adds the facts that an expression looks at.
pub fn collect(context: &Context, id: ExprId, found: &mut Vec<FactId>) {
    match context.edition.exprs.get(id) {
        Some(Expr::Fact(fact) | Expr::IsStated(fact)) => found.push(*fact),
        Some(Expr::InCatalog(_)) => found.extend(context.code_fact),
        Some(expr) => expr.parts().iter().for_each(|part| collect(context, *part, found)),
        None => {}
    }
}

/// The fact at fault: the open one, else the first that the norm looks at.
fn pointer(
    at: &Context,
    demand: Option<&Demand>,
    facts: &[FactId],
    open: &BTreeSet<Open>,
    is_open: bool,
) -> String {
    if let (true, Some(first)) = (is_open, open.first()) {
        return asks::pointer(at, first);
    }
    let prefix = at.line.and_then(|l| at.goods_line(l)).map(|l| l.pointer.clone());
    let wrong = demand.and_then(|d| words::failing_fact(at, d)).or_else(|| facts.first().copied());
    let def = wrong.and_then(|f| at.edition.schema.get(f));
    match (def, prefix) {
        (Some(def), Some(prefix)) if def.place == Place::Line => format!("{prefix}{}", asks::keys(def)),
        (Some(def), _) if def.place == Place::Head => asks::keys(def),
        (_, Some(prefix)) => prefix,
        _ => at.declaration.goods.pointer.clone(),
    }
}

/// What the norm looked at, by last key; a line's name and code always.
fn values(at: &Context, facts: &[FactId]) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let line = at.line.and_then(|l| at.goods_line(l));
    let own = line.map(|_| [at.code_fact, at.name_fact]).into_iter().flatten().flatten();
    for fact in facts.iter().copied().chain(own) {
        let Some(def) = at.edition.schema.get(fact) else { continue };
        let source =
            if def.place == Place::Line { line.map(|l| &l.facts) } else { Some(&at.declaration.head) };
        if let Some(value) = source.and_then(|f| f.known(fact)) {
            let text = match value {
                crate::value::Value::Code(code) => code.digits(),
                other => other.to_string(),
            };
            values.insert(def.keys.join("."), text);
        }
    }
    values
}

/// The first cause of what is open.
fn cause(context: &Context, open: &BTreeSet<Open>) -> Option<String> {
    open.first().map(|o| asks::ask(context, o).0.kind.as_str().to_owned())
}

/// The finding about lists that may be stale.
pub fn stale(context: &Context, outcome: &Outcome) -> Option<Finding> {
    let noted = outcome.stale.as_ref()?;
    let ((i, a), truth) = (noted.at, noted.truth);
    let instrument: Option<&Instrument> = context.edition.instruments.get(i);
    let article: Option<&Article> = instrument.and_then(|i| i.articles.get(a));
    let lists: Vec<_> = noted.lists.iter().filter_map(|id| context.edition.catalogs.get(*id)).collect();
    let names: Vec<Text> = lists.iter().map(|c| c.title.clone()).collect();
    let names = Text::join(&names, ", ", "、");
    let until =
        lists.iter().filter_map(|c| c.complete).map(|(from, until)| format!("{from} – {until}")).next();
    let until = until.unwrap_or_default();
    let best = if truth == Truth::True { Effect::Review } else { Effect::Admit };
    Some(Finding {
        effect: Effect::Review,
        best,
        worst: Effect::Review,
        policy: instrument.map(|i| i.id.clone()).unwrap_or_default(),
        article: article.map(|a| a.number.clone()).unwrap_or_default(),
        norm: 0,
        line: None,
        catalog: lists.first().map(|c| c.id.clone()),
        title: article.map(|a| a.title.clone()).unwrap_or_default(),
        message: bilingual!(
            "these lists are complete for {until} only, so that a good they do not name may still be listed on the day: {names}",
            "下列名录仅在{until}期间完整，未列名的商品当日仍可能在列：{names}"; names
        ),
        pointer: context.declaration.goods.pointer.clone(),
        cites: None,
        grade: article.map_or(GradeLevel::Unverified, |a| a.grade),
        values: BTreeMap::new(),
        cause: Some("stale-list".to_owned()),
        amended_by: article.and_then(|a| a.amended_by.clone()),
    })
}

/// By article, instrument, line, then statement (manual: "Order").
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let article = article_order(&a.article).cmp(&article_order(&b.article));
        article.then_with(|| a.policy.cmp(&b.policy)).then(a.line.cmp(&b.line)).then(a.norm.cmp(&b.norm))
    });
}
