//! Trade modes side by side, for a person and for a program.

use serde::Serialize;

use super::findings;
use super::human::verdict;
use super::page::{Page, Style};
use crate::eval::decision::{Decision, Verdict};
use crate::hir::Comparison;
use crate::syntax::ast::GradeLevel;
use crate::value::{Text, text::Lang};

/// What is known of an aspect of a mode.
#[derive(Serialize)]
struct Said<'a> {
    mode: &'a str,
    text: &'a Text,
    grade: GradeLevel,
    source: &'a Option<String>,
}

#[derive(Serialize)]
struct Aspect<'a> {
    aspect: &'a str,
    title: &'a Text,
    modes: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    declaration: Option<&'a str>,
    judged: Option<Judged<'a>>,
    not_judged: Vec<&'a str>,
    aspects: Vec<Aspect<'a>>,
}

#[derive(Serialize)]
struct Judged<'a> {
    mode: &'static str,
    verdict: Verdict,
    best: Verdict,
    worst: Verdict,
    policy: &'a str,
}

/// The mode whose law is encoded.
const ENCODED: &str = "1039";

fn aspects(comparison: &Comparison) -> Vec<Aspect<'_>> {
    comparison
        .aspects
        .iter()
        .map(|(name, title)| {
            let modes = comparison.modes.iter().filter_map(|mode| {
                let point = mode.points.iter().find(|p| p.aspect == *name)?;
                Some(Said { mode: &mode.code, text: &point.text, grade: point.grade, source: &point.reason })
            });
            let mut modes: Vec<Said> = modes.collect();
            modes.sort_by_key(|said| said.mode != ENCODED);
            Aspect { aspect: name, title, modes }
        })
        .collect()
}

/// `mp1039/comparison@1` on one line.
pub fn json(comparison: &Comparison, decision: Option<&Decision>) -> String {
    let others = comparison.modes.iter().map(|m| m.code.as_str()).filter(|code| *code != ENCODED);
    let record = Record {
        schema: "mp1039/comparison@1",
        declaration: decision.and_then(|d| d.declaration.as_deref()),
        judged: decision.map(|d| Judged {
            mode: ENCODED,
            verdict: d.verdict,
            best: d.best,
            worst: d.worst,
            policy: &d.policy.id,
        }),
        not_judged: others.collect(),
        aspects: aspects(comparison),
    };
    serde_json::to_string(&record).unwrap_or_default()
}

/// The comparison for a person.
pub fn human(
    comparison: &Comparison,
    decision: Option<(&Decision, &str)>,
    lang: Lang,
    colour: bool,
) -> String {
    let mut page = Page::new(lang, colour);
    if let Some((decision, source)) = decision {
        judged(&mut page, decision, source);
    }
    for aspect in aspects(comparison) {
        if !page.is_empty() {
            page.gap();
        }
        page.line(0, &[(Style::Bold, page.text(aspect.title))]);
        for said in &aspect.modes {
            let mode = comparison.modes.iter().find(|m| m.code == said.mode);
            let title = mode.map(|m| page.text(&m.title)).unwrap_or_default();
            let head = format!("{} {title}{}", said.mode, page.colon());
            let words = page.text(said.text).to_owned();
            let grade = match said.grade {
                GradeLevel::Verified => String::new(),
                _ => page.brackets(findings::grade_word(&page, said.grade)),
            };
            let style = if said.mode == ENCODED { Style::Bold } else { Style::Plain };
            page.line(2, &[(style, &head), (Style::Plain, &words), (Style::Dim, &grade)]);
        }
    }
    page.gap();
    let words = page.say(
        "Facts with their grade, and no verdict where the law is not encoded here. A broker or customs says what applies.",
        "以上为附等级的事实；未编入本规则库的监管方式不作判断。具体适用请咨询报关企业或海关。",
    );
    page.plain(0, words);
    page.finish()
}

fn judged(page: &mut Page, decision: &Decision, source: &str) {
    let words = page.text(&verdict(decision.verdict)).to_owned();
    let head = match page.lang {
        Lang::En => format!("{source} under 1039: "),
        Lang::Zh => format!("{source}按1039："),
    };
    page.line(0, &[(Style::Plain, &head), (Style::Bold, &words)]);
    if decision.best != decision.worst {
        let (best, worst) = (verdict(decision.best), verdict(decision.worst));
        let (best, worst) = (page.text(&best).to_owned(), page.text(&worst).to_owned());
        let words = match page.lang {
            Lang::En => format!("{best} at best, {worst} at worst, once the facts are known"),
            Lang::Zh => format!("补齐资料后，最好为“{best}”，最坏为“{worst}”"),
        };
        page.plain(2, &words);
    }
    let mut articles: Vec<String> =
        decision.findings.iter().map(|f| super::article(&f.article, page.lang)).collect();
    articles.dedup();
    if !articles.is_empty() {
        let words = format!("{}{}", page.say("by ", "依据"), articles.join(page.comma()));
        page.plain(2, &words);
    }
    let words = page.say(
        "The other modes are not judged: their law is not encoded.",
        "其他监管方式未作判断：其规定未编入本规则库。",
    );
    page.plain(2, words);
}
