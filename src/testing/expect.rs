//! What a decision has against an expectation.

use super::item::Case;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::decision::{Decision, Finding};
use crate::source::Span;
use crate::syntax::ast::{Effect, Expect, InstrumentRef};
use crate::value::Text;

/// What an expectation has against the decision, if anything.
pub(super) fn unmet(decision: &Decision, expect: &Expect, span: Span, case: &Case) -> Option<Diagnostic> {
    let name = case.called();
    let verdict = decision.verdict.as_str().replace('_', " ");
    let met = match expect {
        Expect::Verdict { denied, word, article, of, line } => {
            let article = article.as_ref().map(|a| a.name.as_str());
            let of = of.as_ref().map(InstrumentRef::id);
            let found = |least| found(decision, (article, of.as_deref()), *line, least);
            match (denied, word.as_str()) {
                (true, "reject") => !found(Effect::Reject),
                (true, _) => !found(Effect::Review),
                (false, word) => {
                    word == verdict && (article.is_none() && line.is_none() || found(Effect::Review))
                }
            }
        }
        Expect::Between(best, worst) => {
            verdict == "undecided" && ends(decision) == (best.as_str().to_owned(), worst.as_str().to_owned())
        }
        Expect::Permit(question, answer) => {
            decision.permits.get(&question.name).is_some_and(|p| p.answer == *answer)
        }
        Expect::Note { wanted, by } => {
            let by = by.as_ref().map(|by| by.id());
            let shown = decision.notes.iter().any(|n| by.as_ref().is_none_or(|by| n.policy == *by));
            shown == *wanted
        }
    };
    if met {
        return None;
    }
    let message = bilingual!("test “{name}” failed: the verdict is {verdict}", "测试“{name}”未通过：结论为 {verdict}"; name);
    let (mut first, open): (Vec<&Finding>, Vec<&Finding>) =
        decision.findings.iter().partition(|f| f.best == f.worst);
    first.extend(open);
    let mut reasons: Vec<Text> = first.iter().take(5).map(|f| reason(f)).collect();
    let more = first.len().saturating_sub(5);
    if more > 0 {
        reasons.push(bilingual!("… and {more} more", "……另有{more}项"));
    }
    let error =
        Diagnostic::error(Code::BadTest, span, message).label(Text::new("this was expected", "预期如此"));
    Some(if reasons.is_empty() { error } else { error.help(Text::join(&reasons, "\n", "\n")) })
}

fn ends(decision: &Decision) -> (String, String) {
    (decision.best.as_str().to_owned(), decision.worst.as_str().to_owned())
}

/// Whether a finding of an article, of an instrument and on a line, where these are named,
/// is or may be worth this.
fn found(
    decision: &Decision,
    (article, of): (Option<&str>, Option<&str>),
    line: Option<usize>,
    least: Effect,
) -> bool {
    let fits = |f: &&Finding| {
        f.worst >= least
            && article.is_none_or(|a| f.article == a)
            && of.is_none_or(|of| f.policy == of)
            && line.is_none_or(|l| f.line == u64::try_from(l).ok())
    };
    decision.findings.iter().any(|f| fits(&f))
}

fn reason(finding: &Finding) -> Text {
    let (article, message) = (&finding.article, &finding.message);
    bilingual!("article {article}: {message}", "第{article}条：{message}"; message)
}
