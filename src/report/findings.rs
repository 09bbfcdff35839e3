//! What was found: a group for each norm, a line for each good.

use super::page::{Page, Style};
use super::{Context, Origin, article};
use crate::eval::decision::{Decision, Finding};
use crate::syntax::ast::{Effect, GradeLevel};
use crate::value::{HsCode, text::Lang};

/// Lines of goods that are printed for one norm.
const SHOWN: usize = 8;

/// How far a finding is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It rules the mode out.
    Reject,
    /// A person must look.
    Review,
    /// It depends on facts that are missing.
    Open,
}

/// The mark of a finding.
pub fn mark(finding: &Finding) -> Mark {
    match (finding.best == finding.worst, finding.worst) {
        (true, Effect::Reject) => Mark::Reject,
        (true, _) => Mark::Review,
        (false, _) => Mark::Open,
    }
}

/// Prints all findings: what is settled first, in the order of the articles.
pub fn print(page: &mut Page, decision: &Decision, context: &Context) {
    for wanted in [Mark::Reject, Mark::Review, Mark::Open] {
        let marked: Vec<&Finding> = decision.findings.iter().filter(|f| mark(f) == wanted).collect();
        let waits = |f: &Finding| {
            wanted == Mark::Open
                && f.catalog.is_some()
                && marked.iter().filter(|g| awaits(g) == awaits(f)).count() > 1
        };
        let (lists, mut alone): (Vec<&Finding>, Vec<&Finding>) =
            marked.iter().copied().partition(|f| waits(f));
        for group in lists.chunk_by(|a, b| awaits(a) == awaits(b)) {
            self::waiting(page, decision, context, group);
        }
        // Norms of one article that wait for the same facts say so once.
        let says = |f: &Finding| (f.policy.clone(), f.article.clone(), f.line, f.message.clone());
        alone.dedup_by(|a, b| wanted == Mark::Open && says(a) == says(b));
        for group in alone.chunk_by(|a, b| key(a) == key(b)) {
            self::group(page, decision, context, group);
        }
    }
}

/// Findings of one norm that come to the same.
fn key(finding: &Finding) -> (&str, &str, Option<&str>, usize, Effect, Effect) {
    let by = finding.amended_by.as_deref();
    (&finding.policy, &finding.article, by, finding.norm, finding.best, finding.worst)
}

/// What an open finding about a list waits for: several that wait for one fact
/// of one line are printed as one.
fn awaits(finding: &Finding) -> (&str, &str, Option<u64>, &str, bool) {
    (&finding.policy, &finding.article, finding.line, &finding.pointer, finding.catalog.is_some())
}

/// One fact of a line on which several lists wait.
fn waiting(page: &mut Page, decision: &Decision, context: &Context, group: &[&Finding]) {
    let Some(first) = group.first() else { return };
    let worst = group.iter().map(|f| f.worst).max().unwrap_or(first.worst);
    let asks =
        decision.unknowns.iter().find(|u| u.fact == first.pointer).map(|u| page.text(&u.asks)).unwrap_or("");
    let names: Vec<&str> = group
        .iter()
        .filter_map(|f| f.catalog.as_deref())
        .map(|id| context.titles.get(id).map_or(id, |t| page.text(t)))
        .collect();
    let mut names = names;
    names.dedup();
    let (lists, count) = (names.join(page.say(", ", "、")), names.len());
    if count == 1 {
        return self::group(page, decision, context, &[first]);
    }
    let message = match page.lang {
        Lang::En => format!("it may be in {count} lists ({lists}): {asks}"),
        Lang::Zh => format!("可能属于{count}个名录（{lists}）：{asks}"),
    };
    let mut one = (*first).clone();
    one.worst = worst;
    one.message = crate::value::Text::same(message);
    page.gap();
    title(page, decision, context, &one);
    finding(page, context, &one);
}

fn group(page: &mut Page, decision: &Decision, context: &Context, group: &[&Finding]) {
    let Some(first) = group.first() else { return };
    page.gap();
    title(page, decision, context, first);
    for finding in group.iter().take(SHOWN) {
        self::finding(page, context, finding);
    }
    let more = group.len().saturating_sub(SHOWN);
    if more > 0 {
        let words = match (page.lang, more) {
            (Lang::En, 1) => "… and 1 more line".to_owned(),
            (Lang::En, _) => format!("… and {more} more lines"),
            (Lang::Zh, _) => format!("……另有{more}项"),
        };
        page.plain(4, &words);
    }
    if let Some(cites) = &first.cites {
        let words = match page.lang {
            Lang::En => format!("the text says: “{cites}”"),
            Lang::Zh => format!("原文：“{cites}”"),
        };
        page.line(4, &[(Style::Dim, &words)]);
    }
    let weakest = group.iter().map(|f| f.grade).min().unwrap_or(GradeLevel::Verified);
    if let Some(words) = grade(page, weakest) {
        page.line(4, &[(Style::Dim, words)]);
    }
}

/// Mark, article and title.
fn title(page: &mut Page, decision: &Decision, context: &Context, first: &Finding) {
    let (style, sign) = match mark(first) {
        Mark::Reject => (Style::Bad, "✗ "),
        Mark::Review => (Style::Doubt, "! "),
        Mark::Open => (Style::Open, "? "),
    };
    let mut number = article(&first.article, page.lang);
    if first.policy != decision.policy.id {
        number = format!("{} {number}", context.called(page, &first.policy));
    }
    let title = match page.text(&first.title) {
        "" => String::new(),
        words => format!("{}{words}", page.say(": ", "　")),
    };
    let amended = match &first.amended_by {
        Some(by) => {
            let by = context.called(page, by);
            page.brackets(&format!("{}{by}", page.say("as amended by ", "修订依据：")))
        }
        None => String::new(),
    };
    let open = match (first.best, first.worst) {
        (best, worst) if best == worst => "",
        (Effect::Admit, Effect::Reject) => page.say("open: nothing, or a reject", "未定：无碍或不得申报"),
        (Effect::Admit, _) => page.say("open: nothing, or a review", "未定：无碍或人工复核"),
        _ => page.say("open: a review, or a reject", "未定：人工复核或不得申报"),
    };
    let open = if open.is_empty() { String::new() } else { page.brackets(open) };
    let pieces = [(style, sign), (Style::Bold, &number), (Style::Plain, &title), (Style::Dim, &amended)];
    page.line(0, &[pieces.as_slice(), &[(Style::Dim, &open)]].concat());
}

/// One line: which good, why, where.
fn finding(page: &mut Page, context: &Context, finding: &Finding) {
    let message = page.text(&finding.message);
    let good = good(page, finding, message);
    let place = match context.origin(&finding.pointer) {
        Some(Origin::File(place)) => format!("  {place}"),
        Some(Origin::Stated(name)) => format!("  {}{name}", page.say("stated by ", "资料来源：")),
        None => String::new(),
    };
    let colon = if good.is_empty() || message.is_empty() { "" } else { page.colon() };
    let pieces =
        [(Style::Plain, &*good), (Style::Plain, colon), (Style::Plain, message), (Style::Dim, &*place)];
    page.line(4, &pieces);
}

/// The line with its good's name and code, unless the message says them.
fn good(page: &Page, finding: &Finding, message: &str) -> String {
    let Some(line) = finding.line else { return String::new() };
    let mut words = match page.lang {
        Lang::En => format!("line {line}"),
        Lang::Zh => format!("第{line}项"),
    };
    let value = |key| finding.values.get(key).map(String::as_str);
    let code = value("hs_code").map(|c| HsCode::parse(c).map_or_else(|| c.to_owned(), |c| c.to_string()));
    let name = value("name").map(str::to_owned);
    for part in [name, code].into_iter().flatten().filter(|p| !message.contains(p.as_str())) {
        words.push_str(page.say(", ", "　"));
        words.push_str(&part);
    }
    words
}

/// How sure something is, in a few words.
pub fn grade_word(page: &Page, grade: GradeLevel) -> &'static str {
    match grade {
        GradeLevel::Verified => page.say("read in the source", "已核对来源"),
        GradeLevel::Reported => page.say("from a secondary source", "转引资料"),
        GradeLevel::Unverified => page.say("no source was found", "未找到来源"),
    }
}

/// How sure the ground of a finding is, unless it was read in the text.
fn grade(page: &Page, grade: GradeLevel) -> Option<&'static str> {
    match grade {
        GradeLevel::Verified => None,
        GradeLevel::Reported => Some(page.say(
            "rests on a secondary source; the official text was not read for this point",
            "依据转引资料，此点未核对官方原文",
        )),
        GradeLevel::Unverified => {
            Some(page.say("rests on something for which no source was found", "此点未找到来源，未经核实"))
        }
    }
}
