//! What to do next, in plain sentences.
//!
//! Never to split a declaration, and never to get a licence: under this mode
//! neither lifts anything.

use super::findings::{Mark, mark};
use super::page::{Page, Style};
use super::{Context, Origin, article};
use crate::eval::decision::{Decision, Finding, Unknown, Verdict};
use crate::value::text::Lang;

/// Missing facts that are printed when they decide, and when they do not.
const SHOWN: (usize, usize) = (20, 5);

/// Line numbers, or articles, that one sentence names.
const NAMED: usize = 12;

/// Prints what to do, by what was found.
pub fn print(page: &mut Page, decision: &Decision, context: &Context) {
    page.heading("What to do", "下一步");
    match decision.verdict {
        Verdict::Admit => page.plain(
            2,
            page.say(
                "Nothing that was declared breaks a rule that was checked.",
                "所申报的内容未违反已核查的规则。",
            ),
        ),
        Verdict::OutOfScope => page.plain(
            2,
            page.say(
                "These rules are not about this declaration, so nothing was judged. The rules of its own trade mode were not checked.",
                "本规则不适用于该申报，未作判断；其所属监管方式的规则亦未核查。",
            ),
        ),
        _ => {}
    }
    let of = |wanted| decision.findings.iter().filter(|f| mark(f) == wanted).collect::<Vec<_>>();
    rejected(page, &of(Mark::Reject));
    reviewed(page, &of(Mark::Review));
    missing(page, decision, context);
    let words = page.say(
        "Hidden goods and false values cannot be seen from a declaration: this answer is about what was declared, and nothing else.",
        "夹藏、伪报、低报无法从申报内容中看出：本结论仅针对所申报的内容。",
    );
    page.plain(2, words);
}

fn rejected(page: &mut Page, found: &[&Finding]) {
    let (numbers, articles) = (lines(found), articles(page, found));
    if !numbers.is_empty() {
        let named = named_lines(page, &numbers);
        let words = match (page.lang, numbers.len()) {
            (Lang::En, 1) => format!(
                "{named} may not be declared under this mode. Take it off the declaration, or ask which other mode (such as general trade, 0110) and which papers apply to it."
            ),
            (Lang::En, _) => format!(
                "{named} may not be declared under this mode. Take them off the declaration, or ask which other mode (such as general trade, 0110) and which papers apply to them."
            ),
            (Lang::Zh, _) => format!(
                "{named}不得以本监管方式申报：请从本票申报中撤下，或向海关、报关企业咨询应以何种监管方式（如一般贸易0110）申报、需提交哪些单证。"
            ),
        };
        page.plain(2, &words);
    }
    if !articles.is_empty() {
        let words = match page.lang {
            Lang::En => format!(
                "As it is declared, the consignment does not meet {articles}. If a fact is wrong, correct it; if it is right, ask which other mode (such as general trade, 0110) and which papers apply."
            ),
            Lang::Zh => format!(
                "按现有申报内容，本票不符合{articles}。申报有误的，请更正；无误的，请咨询应以何种监管方式（如一般贸易0110）申报、需提交哪些单证。"
            ),
        };
        page.plain(2, &words);
    }
}

fn reviewed(page: &mut Page, found: &[&Finding]) {
    if found.is_empty() {
        return;
    }
    let (numbers, articles) = (lines(found), articles(page, found));
    let words = page.say(
        "A person must look before this is filed: your broker, or the customs where you declare. Bring this report, the declaration, and:",
        "申报前须经人工复核（报关企业或采购地海关）。请携带本报告、申报资料及下列材料：",
    );
    page.plain(2, words);
    if !numbers.is_empty() {
        let named = named_lines(page, &numbers);
        let words = match page.lang {
            Lang::En => format!(
                "- on {}: what the goods are (description, composition, use, photographs) and any test report or permit that exists",
                uncapital(&named)
            ),
            Lang::Zh => format!("- {named}：商品说明（成分、用途、照片）以及已有的检测报告或许可文件"),
        };
        page.plain(4, &words);
    }
    if !articles.is_empty() {
        let words = match page.lang {
            Lang::En => format!(
                "- on {articles}: the papers that show how it stands (filings, contract, invoice, notices)"
            ),
            Lang::Zh => format!("- {articles}：能说明情况的材料（备案、合同、发票、通知等）"),
        };
        page.plain(4, &words);
    }
}

/// The missing facts, each question once.
fn missing(page: &mut Page, decision: &Decision, context: &Context) {
    let decides = decision.verdict == Verdict::Undecided;
    let mut asked: Vec<(&Unknown, usize)> = Vec::new();
    for unknown in &decision.unknowns {
        match asked.iter_mut().find(|(u, _)| u.asks == unknown.asks && u.cause == unknown.cause) {
            Some((_, count)) => *count += 1,
            None => asked.push((unknown, 1)),
        }
    }
    if asked.is_empty() && !decides {
        return;
    }
    let intro = match (decides, asked.is_empty()) {
        (true, false) => page.say("State these facts, then judge again:", "请补齐下列资料后重新核查："),
        (true, true) => page.say(
            "It cannot be said which fact would decide; a person must look.",
            "无法指明缺少哪项资料，请人工复核。",
        ),
        (false, _) => page
            .say("Not known either; the verdict stands without it:", "另有下列资料不详，但不影响上述结论："),
    };
    page.plain(2, intro);
    let shown = if decides { SHOWN.0 } else { SHOWN.1 };
    for (number, (unknown, count)) in asked.iter().take(shown).enumerate() {
        question(page, context, number + 1, unknown, *count);
    }
    let more = asked.len().saturating_sub(shown);
    if more > 0 {
        let words = match page.lang {
            Lang::En => format!("… and {more} more"),
            Lang::Zh => format!("……另有{more}项"),
        };
        page.plain(4, &words);
    }
}

fn question(page: &mut Page, context: &Context, number: usize, unknown: &Unknown, count: usize) {
    let origin = match context.origin(&unknown.fact) {
        Some(Origin::File(place)) => format!(" · {place}"),
        Some(Origin::Stated(name)) => format!(" · {}{name}", page.say("stated by ", "资料来源：")),
        None => String::new(),
    };
    let gap = if unknown.fact.is_empty() { "" } else { "  " };
    let mut at = format!("{gap}{}{origin}", unknown.fact);
    if count > 1 {
        let more = count - 1;
        at.push_str(&match page.lang {
            Lang::En => format!(" and {more} more"),
            Lang::Zh => format!(" 等{count}处"),
        });
    }
    let why = match cause(page, &unknown.cause) {
        "" => String::new(),
        words => page.brackets(words),
    };
    let number = format!("{number}. ");
    let asks = page.text(&unknown.asks);
    page.line(4, &[(Style::Plain, &number), (Style::Plain, asks), (Style::Plain, &why), (Style::Dim, &at)]);
}

/// Why a fact is not known; nothing when it is simply not there.
fn cause<'a>(page: &Page, cause: &'a str) -> &'a str {
    match cause {
        "absent" => "",
        "malformed" => page.say("what stands there cannot be read", "所填内容无法识别"),
        "out-of-range" => page.say("what stands there is out of bounds", "所填数值超出范围"),
        "duplicate" => page.say("it stands twice", "重复填报"),
        "not-in-tariff" => page.say("the code is not in the tariff", "税则中无此编码"),
        "no-rate" => page.say("there is no rate for it", "没有相应汇率"),
        "no-goods-list" => page.say("the goods list is missing", "缺少商品清单"),
        "approximate" => page.say("known only within bounds", "仅知其范围"),
        other => other,
    }
}

/// The lines of findings about one line, each once.
fn lines(found: &[&Finding]) -> Vec<u64> {
    let mut lines: Vec<u64> = found.iter().filter_map(|f| f.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// The articles of findings about the whole declaration.
fn articles(page: &Page, found: &[&Finding]) -> String {
    let mut names: Vec<String> =
        found.iter().filter(|f| f.line.is_none()).map(|f| article(&f.article, page.lang)).collect();
    names.dedup();
    list(page, &names)
}

/// `Line 3`, `Lines 3, 5 and 7`, `第3、5、7项`.
fn named_lines(page: &Page, numbers: &[u64]) -> String {
    let texts: Vec<String> = numbers.iter().map(u64::to_string).collect();
    let named = list(page, &texts);
    match (page.lang, numbers.len()) {
        (Lang::En, 1) => format!("Line {named}"),
        (Lang::En, _) => format!("Lines {named}"),
        (Lang::Zh, _) => format!("第{named}项商品"),
    }
}

/// `a, b and c`; the tail is counted when it is long.
fn list(page: &Page, names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = names.len().saturating_sub(NAMED);
    match (page.lang, more, shown.split_last()) {
        (Lang::En, 0, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (_, 0, _) => shown.join(page.comma()),
        (Lang::En, _, _) => format!("{} and {more} more", shown.join(", ")),
        (Lang::Zh, _, _) => format!("{}等{}", shown.join("、"), names.len()),
    }
}

fn uncapital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
