//! Several versions of the law → one decision (manual: "The day of the law").
//!
//! Where it is not known which version holds, each is judged, and the answer is
//! everything that one of them leaves possible: the ends are the outermost ends,
//! a finding that not every version has may come to nothing, and only what every
//! version says is noted. Knowing less about the law only widens the answer, as
//! knowing less of a declaration does.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::decision::{Checked, Decision, Finding, Permit, Unknown, Verdict};
use crate::bilingual;
use crate::hir::{FactDef, digest_text};
use crate::input::CauseKind;
use crate::syntax::ast::Effect;
use crate::value::Text;

/// Joins the decisions under every possible version; `why` asks what would tell
/// the versions apart, and `chosen` is the instrument that was asked for. `None` only
/// where there is no decision.
pub fn join(decisions: Vec<Decision>, why: &[Unknown], chosen: &str) -> Option<Decision> {
    let mut all = decisions.into_iter();
    let first = all.next()?;
    let rest: Vec<Decision> = all.collect();
    if rest.is_empty() {
        return Some(first);
    }
    let whole: Vec<&Decision> = std::iter::once(&first).chain(&rest).collect();
    let (verdict, best, worst) = verdict(&whole);
    let findings = findings(&whole);
    let differ =
        whole.iter().any(|d| (d.verdict, d.best, d.worst) != (first.verdict, first.best, first.worst))
            || whole.iter().any(|d| d.findings != first.findings);
    let mut unknowns: Vec<Unknown> = if differ { why.to_vec() } else { Vec::new() };
    for unknown in whole.iter().flat_map(|d| &d.unknowns) {
        if !unknowns.contains(unknown) {
            unknowns.push(unknown.clone());
        }
    }
    // Where the day is asked for, a day without a regime is no question of its own.
    if unknowns.contains(&ask_day()) && whole.iter().any(|d| !d.unknowns.contains(&ask_regime())) {
        unknowns.retain(|unknown| *unknown != ask_regime());
    }
    let mut policy = first.policy.clone();
    policy.digest = digest(&whole);
    // What is in force in some version: the chosen one, else that of the last.
    let in_force =
        whole.iter().map(|d| &d.policy.id).zip(&whole).filter(|(id, d)| d.checked.instruments.contains(id));
    let ids: Vec<&String> = in_force.map(|(id, _)| id).collect();
    if let Some(id) = ids.iter().find(|id| **id == chosen).or(ids.last()) {
        policy.id = (*id).clone();
    }
    Some(Decision {
        policy,
        verdict,
        best,
        worst,
        refined: whole.iter().all(|d| d.refined),
        findings,
        unknowns,
        checked: checked(&whole),
        permits: permits(&whole),
        notes: first.notes.iter().filter(|n| whole.iter().all(|d| d.notes.contains(n))).cloned().collect(),
        holds_until: whole.iter().filter_map(|d| d.holds_until.clone()).min(),
        ..first.clone()
    })
}

/// Opens a decision whose law could not be narrowed to a few versions: anything may be.
pub fn open(decision: &mut Decision, why: &[Unknown]) {
    (decision.verdict, decision.best, decision.worst) = (Verdict::Undecided, Verdict::Admit, Verdict::Reject);
    decision.refined = false;
    decision.findings.iter_mut().for_each(|finding| {
        finding.best = Effect::Admit;
        finding.cause.get_or_insert_with(|| CauseKind::Absent.as_str().to_owned());
    });
    for unknown in why.iter().rev().filter(|u| !decision.unknowns.contains(u)).collect::<Vec<_>>() {
        decision.unknowns.insert(0, unknown.clone());
    }
}

/// Asks for the day of the law.
pub fn ask_day() -> Unknown {
    let asks = Text::new(
        "on which day was the declaration accepted, or will it be declared? (`accepted_on`, `declared_on`, or --as-of)",
        "海关何日接受申报，或拟于何日申报？（accepted_on、declared_on 或 --as-of）",
    );
    absent("/accepted_on".to_owned(), asks)
}

/// Asks for an instrument about the trade mode, where none is known.
pub fn ask_regime() -> Unknown {
    let asks = Text::new(
        "no instrument about this trade mode is known for the day",
        "当日没有已知的关于该监管方式的文件",
    );
    absent(String::new(), asks)
}

/// Asks whether an instrument was in force, which its own dates leave open.
pub fn ask_force(name: &Text) -> Unknown {
    let asks = bilingual!(
        "was “{name}” in force on the day? its dates are not known exactly",
        "“{name}”当日是否已施行？其日期不确定"; name
    );
    absent(String::new(), asks)
}

/// Asks whether an instrument had been published, to one who knew what had been.
pub fn ask_published(name: &Text) -> Unknown {
    let asks = bilingual!(
        "had “{name}” been published by then? the day of its publication is not known exactly",
        "“{name}”届时是否已公布？其公布日不确定"; name
    );
    absent(String::new(), asks)
}

/// Asks whether an instrument that waits for an announcement has begun.
pub fn ask_announced(name: &Text) -> Unknown {
    let asks = bilingual!(
        "has “{name}” been brought into force? its first day was to be announced, and no announcement is known",
        "“{name}”是否已施行？其施行日须另行公告，尚未见到公告"; name
    );
    absent(String::new(), asks)
}

/// Asks for the day by which an instrument is chosen.
pub fn ask_dating(fact: &FactDef, name: &Text) -> Unknown {
    let label = &fact.label;
    let asks = bilingual!(
        "{label}? it decides whether “{name}” applies",
        "{label}？“{name}”是否适用以此日期为准"; label, name
    );
    absent(fact.keys.iter().map(|key| format!("/{key}")).collect(), asks)
}

fn absent(fact: String, asks: Text) -> Unknown {
    Unknown { fact, cause: CauseKind::Absent.as_str().to_owned(), asks }
}

/// One edition's digest, or a hash over those of all versions.
fn digest(whole: &[&Decision]) -> String {
    let digests: BTreeSet<&str> = whole.iter().map(|d| d.policy.digest.as_str()).collect();
    match (digests.len(), digests.first()) {
        (1, Some(only)) => (*only).to_owned(),
        _ => {
            let mut hash = Sha256::new();
            digests.iter().for_each(|digest| hash.update(digest));
            digest_text(hash)
        }
    }
}

fn verdict(whole: &[&Decision]) -> (Verdict, Verdict, Verdict) {
    let mut verdicts = whole.iter().map(|d| d.verdict);
    let first = verdicts.next().unwrap_or(Verdict::Undecided);
    if first != Verdict::Undecided && verdicts.all(|v| v == first) {
        return (first, first, first);
    }
    // What one version is not about may still be admitted under it.
    let end = |v: Verdict| match v {
        Verdict::OutOfScope | Verdict::Undecided => Verdict::Admit,
        known => known,
    };
    let rank = |v: &Verdict| [Verdict::Admit, Verdict::Review, Verdict::Reject].iter().position(|k| k == v);
    let best = whole.iter().map(|d| end(d.best)).min_by_key(rank).unwrap_or(Verdict::Admit);
    let worst = whole.iter().map(|d| end(d.worst)).max_by_key(rank).unwrap_or(Verdict::Reject);
    (Verdict::Undecided, best, worst)
}

/// What tells one finding from another, whatever its ends.
fn key(f: &Finding) -> (String, String, Option<String>, Option<u64>, usize, Option<String>) {
    (f.article.clone(), f.policy.clone(), f.amended_by.clone(), f.line, f.norm, f.catalog.clone())
}

/// Each finding with the outermost of its ends; one that a version lacks may come
/// to nothing.
fn findings(whole: &[&Decision]) -> Vec<Finding> {
    let mut found: Vec<(Finding, usize)> = Vec::new();
    for finding in whole.iter().flat_map(|d| &d.findings) {
        let same = |(f, _): &&mut (Finding, usize)| key(f) == key(finding) && f.message == finding.message;
        match found.iter_mut().find(same) {
            Some((known, times)) => {
                known.best = known.best.min(finding.best);
                known.worst = known.worst.max(finding.worst);
                known.cause = known.cause.take().or(finding.cause.clone());
                *times += 1;
            }
            None => found.push((finding.clone(), 1)),
        }
    }
    let mut findings: Vec<Finding> = found
        .into_iter()
        .map(|(mut finding, times)| {
            if times < whole.len() {
                finding.best = Effect::Admit;
            }
            if finding.best != finding.worst && finding.cause.is_none() {
                finding.cause = Some(CauseKind::Absent.as_str().to_owned());
            }
            finding
        })
        .collect();
    super::reference::sort(&mut findings);
    findings
}

/// A question that not every version answers the same way is answered with care.
fn permits(whole: &[&Decision]) -> BTreeMap<String, Permit> {
    let mut permits: BTreeMap<String, Permit> = BTreeMap::new();
    for name in whole.iter().flat_map(|d| d.permits.keys()) {
        let answers: Vec<Option<&Permit>> = whole.iter().map(|d| d.permits.get(name)).collect();
        let same = answers.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        let because = answers.iter().flatten().flat_map(|p| p.because.iter().cloned());
        let because: BTreeSet<String> = because.collect();
        let one = answers.first().copied().flatten().filter(|_| same).cloned();
        let open = || Permit { answer: "unknown".to_owned(), because: because.into_iter().collect() };
        permits.insert(name.clone(), one.unwrap_or_else(open));
    }
    permits
}

fn checked(whole: &[&Decision]) -> Checked {
    let parts = || whole.iter().map(|d| &d.checked);
    let mut joined = Checked {
        norms: parts().map(|c| c.norms).max().unwrap_or(0),
        lines: parts().map(|c| c.lines).max().unwrap_or(0),
        not_checkable: parts().map(|c| c.not_checkable).max().unwrap_or(0),
        ..Checked::default()
    };
    for part in parts() {
        add(&mut joined.instruments, &part.instruments);
        add(&mut joined.catalogs, &part.catalogs);
        add(&mut joined.rates, &part.rates);
        add(&mut joined.stated, &part.stated);
    }
    joined.instruments.sort();
    joined.catalogs.sort_by(|a, b| a.id.cmp(&b.id));
    joined.rates.sort();
    joined
}

fn add<T: PartialEq + Clone>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
