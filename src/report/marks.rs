//! What becomes of the table that a declaration came in: a verdict and its reasons
//! beside each line of goods, those of the whole beside the heading, and the cells
//! at fault marked.

use std::collections::BTreeMap;

use super::article;
use super::human::verdict;
use super::page::Page;
use super::workbook::{Edit, Edits, Mark};
use crate::eval::decision::{Decision, Finding, Verdict};
use crate::input::Declaration;
use crate::source::{Sheet, SourceMap, Span};
use crate::value::text::Lang;

/// Adds to the edits of each sheet, by name, what a decision says; `is_blank` tells
/// whether a row of the table holds nothing.
pub fn mark(
    all: &mut BTreeMap<Option<String>, Edits>,
    (decision, declaration): (&Decision, &Declaration),
    sources: &SourceMap,
    is_blank: &dyn Fn(&Sheet, usize) -> bool,
    lang: Lang,
) {
    let marks = Marks { decision, declaration, sources, page: Page::new(lang, false) };
    marks.head(all, is_blank);
    for line in &declaration.goods.lines {
        if let Some((sheet, (row, _))) = marks.cell(&line.pointer) {
            let (verdict, why) = marks.line(line.number, &line.pointer);
            let words = marks.page.text(&self::verdict(verdict)).to_owned();
            beside(all.entry(sheet.name.clone()).or_default(), sheet, row, (&words, verdict), &why);
        }
    }
    for finding in &decision.findings {
        if let Some((sheet, at)) = marks.cell(&finding.pointer) {
            let edits = all.entry(sheet.name.clone()).or_default();
            let edit = edits.entry(at).or_default();
            edit.mark = edit.mark.max(Some(colour(of(finding))));
        }
    }
}

struct Marks<'d> {
    decision: &'d Decision,
    declaration: &'d Declaration,
    sources: &'d SourceMap,
    page: Page,
}

impl Marks<'_> {
    /// The cell of a pointer, or of the nearest record around it.
    fn cell(&self, pointer: &str) -> Option<(&Sheet, (usize, usize))> {
        let mut at = pointer;
        while !at.is_empty() {
            if let Some(span) = self.declaration.places.get(at) {
                return self.place(*span);
            }
            at = at.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
        None
    }

    fn place(&self, span: Span) -> Option<(&Sheet, (usize, usize))> {
        let sheet = self.sources.get(span.source)?.sheet(span.start)?;
        Some((sheet, sheet.at(span.start)))
    }

    /// The verdict of the whole, and what concerns no line, beside the first row above the
    /// lines that holds something, which is their heading.
    fn head(&self, all: &mut BTreeMap<Option<String>, Edits>, is_blank: &dyn Fn(&Sheet, usize) -> bool) {
        let lines = self.declaration.goods.lines.iter();
        let Some((sheet, (first, _))) = lines.filter_map(|line| self.cell(&line.pointer)).min_by_key(|c| c.1)
        else {
            return;
        };
        let Some(row) = (0..first).rev().find(|row| !is_blank(sheet, *row)) else { return };
        let on_lines = |fact: &str| {
            self.declaration.goods.lines.iter().any(|l| fact.starts_with(&format!("{}/", l.pointer)))
        };
        let why = self.reasons(|f| f.line.is_none(), |fact| !on_lines(fact));
        let edits = all.entry(sheet.name.clone()).or_default();
        let (page, of_all) = (&self.page, self.decision.verdict);
        let heading = |words: &str, more: &str| match more {
            "" => words.to_owned(),
            more => format!("{words}{}{more}", page.colon()),
        };
        let words = heading(page.say("Verdict", "结论"), page.text(&verdict(of_all)));
        beside(edits, sheet, row, (&words, of_all), &heading(page.say("Reasons", "原因"), &why));
    }

    /// The verdict of a line, and why.
    fn line(&self, number: u64, pointer: &str) -> (Verdict, String) {
        let below = format!("{pointer}/");
        let findings = || self.decision.findings.iter().filter(|f| f.line == Some(number));
        let why = self.reasons(|f| f.line == Some(number), |fact| fact.starts_with(&below));
        let verdict = match (findings().map(|f| f.best).max(), findings().map(|f| f.worst).max()) {
            (Some(best), Some(worst)) if best == worst => worst.into(),
            (Some(_), Some(_)) => Verdict::Undecided,
            _ if self.decision.verdict == Verdict::OutOfScope => Verdict::OutOfScope,
            _ => Verdict::Admit,
        };
        (verdict, why)
    }

    /// The messages of some findings, and what is asked for of some facts.
    fn reasons(&self, which: impl Fn(&Finding) -> bool, asked: impl Fn(&str) -> bool) -> String {
        let findings = self.decision.findings.iter().filter(|f| which(f)).map(|finding| {
            let (number, message) = (article(&finding.article, self.page.lang), &finding.message);
            format!("{number}{}{}", self.page.colon(), self.page.text(message))
        });
        let mut reasons: Vec<String> = findings.collect();
        // What a message already asks for is not asked again.
        for unknown in self.decision.unknowns.iter().filter(|u| asked(&u.fact)) {
            let asks = self.page.text(&unknown.asks);
            if !reasons.iter().any(|reason| reason.contains(asks)) {
                reasons.push(asks.to_owned());
            }
        }
        reasons.join("\n")
    }
}

/// What a finding comes to.
fn of(finding: &Finding) -> Verdict {
    if finding.best == finding.worst { finding.worst.into() } else { Verdict::Undecided }
}

/// How a verdict stands out; what weighs more is greater.
fn colour(verdict: Verdict) -> Mark {
    match verdict {
        Verdict::Admit | Verdict::OutOfScope => Mark::Good,
        Verdict::Review => Mark::Doubt,
        Verdict::Undecided => Mark::Open,
        Verdict::Reject => Mark::Bad,
    }
}

/// Writes a verdict and its reasons into the two columns after the last.
fn beside(edits: &mut Edits, sheet: &Sheet, row: usize, (words, verdict): (&str, Verdict), why: &str) {
    edits.insert((row, sheet.width), Edit { text: Some(words.to_owned()), mark: Some(colour(verdict)) });
    let why = (!why.is_empty()).then(|| why.to_owned());
    edits.insert((row, sheet.width + 1), Edit { text: why, mark: None });
}
