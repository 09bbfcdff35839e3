//! What the answer rests on: rates, instruments, lists, permits, notes.

use std::collections::BTreeMap;

use super::page::{Page, Style};
use super::{Context, Notice, article};
use crate::eval::decision::{ADVICE, CatalogRef, Checked, Decision, RateRef};
use crate::syntax::ast::GradeLevel;
use crate::value::text::Lang;

/// Digits of a digest that are printed.
const DIGEST: usize = 12;

/// Warnings of the reader that are printed.
const WARNINGS: usize = 12;

/// Prints everything that stands behind the findings.
pub fn print(page: &mut Page, decision: &Decision, context: &Context) {
    permits(page, decision, context);
    notes(page, decision, context);
    answers(page, decision, context);
    rates(page, &decision.checked.rates, context);
    checked(page, decision, context);
    stated(page, context);
    warnings(page, context);
}

fn permits(page: &mut Page, decision: &Decision, context: &Context) {
    if decision.permits.is_empty() {
        return;
    }
    page.heading("Also asked", "相关事项");
    for (name, permit) in &decision.permits {
        let answer = match permit.answer.as_str() {
            "yes" => page.say("yes", "可以"),
            "no" => page.say("no", "不可以"),
            "unknown" => page.say("not known", "不详"),
            other => other,
        };
        let because: Vec<String> = permit.because.iter().map(|b| of_line(page, b)).collect();
        let because = match because.len() {
            0 => String::new(),
            n if n > 8 => {
                let first = because.iter().take(8).cloned().collect::<Vec<_>>().join(page.comma());
                let more = match page.lang {
                    Lang::En => format!("{first} and {} more", n - 8),
                    Lang::Zh => format!("{first}等{n}处"),
                };
                page.brackets(&more)
            }
            _ => page.brackets(&because.join(page.comma())),
        };
        let words = format!("{}{}{answer}{because}", title(page, context, name), page.colon());
        page.plain(2, &words);
    }
}

/// A line number in words; a pointer as it is.
fn of_line(page: &Page, because: &str) -> String {
    match (because.parse::<u64>(), page.lang) {
        (Ok(line), Lang::En) => format!("line {line}"),
        (Ok(line), Lang::Zh) => format!("第{line}项"),
        (Err(_), _) => because.to_owned(),
    }
}

fn notes(page: &mut Page, decision: &Decision, context: &Context) {
    if decision.notes.is_empty() {
        return;
    }
    page.heading("To note", "提示");
    for note in &decision.notes {
        let own = article(&note.article, page.lang);
        let source = match &note.policy {
            policy if *policy == decision.policy.id => own,
            policy if policy == ADVICE => title(page, context, &format!("{ADVICE} {}", note.article)),
            policy => format!("{policy} {own}"),
        };
        let grade = match note.grade {
            GradeLevel::Verified => "",
            GradeLevel::Reported => page.say("; from a secondary source", "；转引资料"),
            GradeLevel::Unverified => page.say("; no source was found", "；未找到来源"),
        };
        let source = page.brackets(&format!("{source}{grade}"));
        page.line(2, &[(Style::Plain, page.text(&note.message)), (Style::Dim, &source)]);
    }
}

/// Answers that a line gives to questions of lists: stated, and not checked.
fn answers(page: &mut Page, decision: &Decision, context: &Context) {
    if decision.checked.stated.is_empty() {
        return;
    }
    page.heading("Answers as stated by the declarant, not checked", "申报人所作答复（未经核实）");
    for stated in &decision.checked.stated {
        let answer = match stated.answer.as_str() {
            "yes" => page.say("yes", "是"),
            "no" => page.say("no", "否"),
            _ => page.say("not decided by it", "据此不能判断"),
        };
        let line = of_line(page, &stated.line.to_string());
        let values: Vec<String> = stated.values.iter().map(|(k, v)| format!("{k} {v}")).collect();
        let values =
            if values.is_empty() { String::new() } else { page.brackets(&values.join(page.comma())) };
        let (what, list) = (page.text(&stated.title), title(page, context, &stated.catalog));
        let words = match page.lang {
            Lang::En => format!("{line}: is it {what}? {answer}{values}"),
            Lang::Zh => format!("{line}：是否属于{what}？{answer}{values}"),
        };
        let list = format!("  {list}");
        page.line(2, &[(Style::Plain, &words), (Style::Dim, &list)]);
    }
}

fn rates(page: &mut Page, rates: &[RateRef], context: &Context) {
    if rates.is_empty() {
        return;
    }
    page.heading("Rates used", "所用汇率");
    for rate in rates {
        let table = title(page, context, &rate.table);
        let (month, currency, cny) = (&rate.month, &rate.currency, &rate.cny);
        let mut words = match page.lang {
            Lang::En => format!("1 {currency} = {cny} CNY, {month}, {table}"),
            Lang::Zh => format!("1 {currency} = {cny} CNY，{month}，{table}"),
        };
        if let Some(tolerance) = &rate.tolerance {
            words.push_str(&match page.lang {
                Lang::En => format!("; the true rate may lie {tolerance} off"),
                Lang::Zh => format!("；为近似值，误差不超过{tolerance}"),
            });
        }
        page.plain(2, &words);
        let grade = super::findings::grade_word(page, rate.grade);
        let colon = if rate.source.is_empty() { "" } else { page.colon() };
        let words = format!("{grade}{colon}{}", rate.source);
        page.line(4, &[(Style::Dim, &words)]);
    }
}

fn checked(page: &mut Page, decision: &Decision, context: &Context) {
    let Checked { norms, lines, instruments, catalogs, not_checkable, .. } = &decision.checked;
    page.heading("What was checked", "核查范围");
    let words = match page.lang {
        Lang::En => format!("{} on {}", count(*norms, "norm"), count(*lines, "line of goods")),
        Lang::Zh => format!("规则{norms}条，商品{lines}项"),
    };
    page.plain(2, &words);
    let named = instruments.iter().map(|id| match context.titles.get(id) {
        Some(title) if title.en == *id => page.text(title).to_owned(),
        Some(title) => format!("{id} {}", page.text(title)),
        None => id.clone(),
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        let words = format!(
            "{}{}{}",
            page.say("law in force", "施行文件"),
            page.colon(),
            named.join(page.semicolon())
        );
        page.plain(2, &words);
    }
    let lists: Vec<String> = catalogs.iter().map(|c| catalog(page, context, c)).collect();
    if !lists.is_empty() {
        let words = format!("{}{}{}", page.say("lists", "名录"), page.colon(), lists.join(page.semicolon()));
        page.plain(2, &words);
    }
    if *not_checkable > 0 {
        let words = match page.lang {
            Lang::En => format!(
                "entries of these lists without a code, asked about only on words of a name or near a heading: {not_checkable}"
            ),
            Lang::Zh => format!("上述名录中有{not_checkable}条无商品编码，仅依品名用词或相近品目询问"),
        };
        page.plain(2, &words);
    }
    let short: String = decision.policy.digest.chars().take("sha256:".len() + DIGEST).collect();
    let words = format!("{}{}{short}", page.say("edition", "版本"), page.colon());
    page.line(2, &[(Style::Dim, &words)]);
    if let Some(day) = &decision.holds_until {
        let words = match page.lang {
            Lang::En => format!("This answer is known to hold until {day}."),
            Lang::Zh => format!("已知本结论有效至{day}。"),
        };
        page.plain(2, &words);
    }
}

/// `1 norm`, `3 norms`, `12 lines of goods`.
fn count(n: usize, what: &str) -> String {
    match (n, what.split_once(' ')) {
        (1, _) => format!("1 {what}"),
        (_, Some((noun, rest))) => format!("{n} {noun}s {rest}"),
        (_, None) => format!("{n} {what}s"),
    }
}

fn catalog(page: &Page, context: &Context, catalog: &CatalogRef) -> String {
    let title = title(page, context, &catalog.id);
    match (&catalog.tariff, page.lang) {
        (None, _) => title,
        (Some(year), Lang::En) => format!("{title} (tariff {year})"),
        (Some(year), Lang::Zh) => format!("{title}（{year}年税则）"),
    }
}

fn stated(page: &mut Page, context: &Context) {
    if context.stated.is_empty() {
        return;
    }
    page.heading("Stated for the declaration", "另行提供的资料");
    let mut names: Vec<&String> = context.stated.values().collect();
    names.sort();
    names.dedup();
    for name in names {
        let facts = context.stated.iter().filter(|(_, n)| *n == name).map(|(fact, _)| fact.as_str());
        let facts: Vec<&str> = facts.collect();
        let mut words = facts.iter().take(6).copied().collect::<Vec<_>>().join(page.comma());
        if facts.len() > 6 {
            words.push_str(&match page.lang {
                Lang::En => format!(" and {} more", facts.len() - 6),
                Lang::Zh => format!("等{}项", facts.len()),
            });
        }
        let words = format!("{name}{}{words}", page.colon());
        page.plain(2, &words);
    }
}

fn warnings(page: &mut Page, context: &Context) {
    if context.warnings.is_empty() {
        return;
    }
    page.heading("About the file", "关于申报文件");
    // A sheet says the same of every line: the first place stands for all.
    let mut told: Vec<(&Notice, usize)> = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for warning in &context.warnings {
        let at = *seen.entry(&warning.message.en).or_insert(told.len());
        match told.get_mut(at) {
            Some((_, others)) => *others += 1,
            None => told.push((warning, 0)),
        }
    }
    for (warning, others) in told.iter().take(WARNINGS) {
        let place = if warning.place.is_empty() { &warning.pointer } else { &warning.place };
        let more = match (others, page.lang) {
            (0, _) => String::new(),
            (_, Lang::En) => format!(", and {others} more places"),
            (_, Lang::Zh) => format!("等{}处", others + 1),
        };
        let place = format!("  {place}{more}");
        let words = page.text(&warning.message).to_owned();
        page.line(2, &[(Style::Plain, &words), (Style::Dim, &place)]);
    }
    let more = told.len().saturating_sub(WARNINGS);
    if more > 0 {
        let words = match page.lang {
            Lang::En => format!("… and {more} more"),
            Lang::Zh => format!("……另有{more}条"),
        };
        page.plain(2, &words);
    }
}

/// The name for people, else the id.
fn title(page: &Page, context: &Context, id: &str) -> String {
    match context.titles.get(id).map(|t| page.text(t)).unwrap_or_default() {
        "" => id.to_owned(),
        words => words.to_owned(),
    }
}
