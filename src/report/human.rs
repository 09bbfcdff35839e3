//! The report for a person: the verdict in the first line, then why, what to
//! do, and what the answer rests on. Nothing in it needs columns to line up,
//! so that Chinese text cannot break it.

use super::page::{Page, Style};
use super::{Context, advice, facts, findings};
use crate::eval::decision::{Decision, Verdict};
use crate::value::{Text, text::Lang};

/// One decision for a person, in one language, with or without colour.
pub fn human(decision: &Decision, context: &Context, lang: Lang, colour: bool) -> String {
    let mut page = Page::new(lang, colour);
    head(&mut page, decision, context);
    findings::print(&mut page, decision, context);
    advice::print(&mut page, decision, context);
    facts::print(&mut page, decision, context);
    page.finish()
}

/// The words of a verdict.
///
/// ```
/// use mp1039::{eval::decision::Verdict, report::verdict};
/// assert_eq!(verdict(Verdict::Admit).en, "no obstacle found");
/// ```
pub fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Admit => Text::new("no obstacle found", "未见禁限"),
        Verdict::Review => Text::new("ask a person", "人工复核"),
        Verdict::Reject => Text::new("may not use 1039", "不得以1039申报"),
        Verdict::Undecided => Text::new("facts missing", "资料不足"),
        Verdict::OutOfScope => Text::new("not 1039", "不属1039"),
    }
}

fn head(page: &mut Page, decision: &Decision, context: &Context) {
    let style = match decision.verdict {
        Verdict::Admit => Style::Good,
        Verdict::Review => Style::Doubt,
        Verdict::Reject => Style::Bad,
        Verdict::Undecided => Style::Open,
        Verdict::OutOfScope => Style::Bold,
    };
    let words = self::verdict(decision.verdict);
    let mut source = format!(" · {}", context.named());
    if let Some(number) = &decision.declaration {
        source.push_str(&page.brackets(number));
    }
    let (id, day) = (context.called(page, &decision.policy.id), decision.as_of.as_deref());
    let law = law_of(page.lang, id, day);
    let known = decision.known_on.as_deref().map(|day| match page.lang {
        Lang::En => format!(", as known on {day}"),
        Lang::Zh => format!("，截至{day}已公布"),
    });
    let law = format!(" · {law}{}", known.unwrap_or_default());
    let words = page.text(&words).to_owned();
    page.line(0, &[(style, &words), (Style::Plain, &source), (Style::Plain, &law)]);
    if decision.best != decision.worst {
        range(page, decision);
    }
}

/// By which law it is judged.
pub(super) fn law_of(lang: Lang, id: &str, day: Option<&str>) -> String {
    match (lang, day) {
        (Lang::En, Some(day)) => format!("{id}, law of {day}"),
        (Lang::En, None) => format!("{id}, day of the law not known"),
        (Lang::Zh, Some(day)) => format!("依据{id}（{day}）"),
        (Lang::Zh, None) => format!("依据{id}（适用日期不详）"),
    }
}

/// Between which ends an undecided answer lies.
fn range(page: &mut Page, decision: &Decision) {
    let (best, worst) = (verdict(decision.best), verdict(decision.worst));
    let (best, worst) = (page.text(&best), page.text(&worst));
    let exact = match (decision.refined, page.lang) {
        (true, _) => "",
        (false, Lang::En) => " The range may be wider than it need be: it was not refined.",
        (false, Lang::Zh) => "（未细化，实际范围可能更窄）",
    };
    let words = match page.lang {
        Lang::En => format!("Once the facts are known: {best} at best, {worst} at worst.{exact}"),
        Lang::Zh => format!("补齐资料后，最好为“{best}”，最坏为“{worst}”。{exact}"),
    };
    page.plain(0, &words);
}
