//! What is missing, where it would stand, and how to ask for it.

use std::collections::{BTreeMap, BTreeSet};

use super::abs::Open;
use super::context::Context;
use crate::bilingual;
use crate::catalog::Row;
use crate::eval::decision::Unknown;
use crate::hir::{FactDef, Place};
use crate::input::{Cause, CauseKind, Fact};
use crate::value::{HsCode, Text};

/// One question for each open fact, in the order of the contract; one for each
/// short code, however many lines have it.
pub fn unknowns(context: &Context, open: &BTreeSet<Open>) -> Vec<Unknown> {
    let mut all: BTreeSet<(Option<usize>, Unknown)> = BTreeSet::new();
    let mut short: BTreeMap<HsCode, Vec<usize>> = BTreeMap::new();
    for one in open {
        match one {
            Open::Fact { fact, line: Some(line) } if Some(*fact) == context.code_fact => {
                if let Some(code) = context.code(*line) {
                    short.entry(code).or_default().push(*line);
                    continue;
                }
            }
            _ => {}
        }
        all.insert((line(one), unknown(context, one)));
    }
    for (code, lines) in short {
        let first = lines.first().copied();
        let fact = context.code_fact.map(|fact| pointer(context, &Open::Fact { fact, line: first }));
        let cause = CauseKind::Absent.as_str().to_owned();
        let asks = which_code(context, code, &lines);
        all.insert((first, Unknown { fact: fact.unwrap_or_default(), cause, asks }));
    }
    all.into_iter().map(|(_, unknown)| unknown).collect()
}

fn unknown(context: &Context, open: &Open) -> Unknown {
    let (cause, asks) = ask(context, open);
    Unknown { fact: pointer(context, open), cause: cause.kind.as_str().to_owned(), asks }
}

/// The line that an open fact is about, by position.
pub fn line(open: &Open) -> Option<usize> {
    match open {
        Open::Fact { line, .. } => *line,
        Open::Answer { line, .. } | Open::Answers { line } | Open::Edition { line, .. } => Some(*line),
        _ => None,
    }
}

/// Where an open fact stands, or would stand.
pub fn pointer(context: &Context, open: &Open) -> String {
    let on_line = |line: usize| context.goods_line(line).map_or(String::new(), |l| l.pointer.clone());
    match open {
        Open::Day => super::super::join::ask_day().fact,
        Open::Fact { fact, line } => {
            let Some(def) = context.edition.schema.get(*fact) else { return String::new() };
            format!("{}{}", line.map_or(String::new(), on_line), keys(def))
        }
        Open::Answer { line, catalog, entry } => {
            let entry = context.edition.catalogs.get(*catalog).and_then(|c| c.entries.get(*entry));
            let id = entry.and_then(|e| e.ex.clone()).unwrap_or_default();
            format!("{}/answers/{id}", on_line(*line))
        }
        Open::Answers { line } => format!("{}/answers", on_line(*line)),
        Open::Edition { line, .. } => format!("{}/hs_code", on_line(*line)),
        Open::Goods => context.declaration.goods.pointer.clone(),
        Open::Documents => "/documents".to_owned(),
        Open::Market { .. } => "/market/id".to_owned(),
        Open::Since { fact, .. } => context.edition.schema.get(*fact).map(keys).unwrap_or_default(),
        Open::Office { .. } => "/declaring_customs".to_owned(),
        Open::Rate { .. } | Open::Tolerance { .. } | Open::NoRegime | Open::Stale { .. } | Open::Division => {
            String::new()
        }
    }
}

/// The keys of a fact as the end of a pointer.
pub fn keys(def: &FactDef) -> String {
    def.keys.iter().map(|k| format!("/{k}")).collect()
}

/// Why something is open, and what to ask a person.
pub fn ask(context: &Context, open: &Open) -> (Cause, Text) {
    let absent = |asks| (Cause::absent(), asks);
    match open {
        Open::Day => absent(super::super::join::ask_day().asks),
        Open::Fact { fact, line } => ask_fact(context, *fact, *line),
        Open::Answer { line, catalog, entry } => ask_answer(context, *line, *catalog, *entry),
        Open::Answers { line } => {
            let cause = context.goods_line(*line).and_then(|l| l.unanswered.clone());
            let cause = cause.unwrap_or_else(Cause::absent);
            let (label, detail) = (of_line(context, &Text::default(), Some(*line)), &cause.detail);
            let asks = bilingual!("{label}: correct the answers: {detail}", "{label}：请更正答复：{detail}"; label, detail);
            (cause, asks)
        }
        Open::Rate { month, currency } => (
            cause(CauseKind::NoRate),
            bilingual!(
                "what is the official rate of {currency} for {month}? the table does not have it",
                "{month}月{currency}的官方汇率是多少？汇率表中没有"
            ),
        ),
        Open::Tolerance { month, currency } => (
            cause(CauseKind::Approximate),
            bilingual!(
                "what is the official rate of {currency} for {month}? the table only has an approximation, and the amount is too close to the limit for it",
                "{month}月{currency}的官方汇率是多少？表中仅有近似值，金额接近限额，无法据以判断"
            ),
        ),
        Open::Goods => {
            let cause = context.declaration.goods.unknown.clone().unwrap_or_else(Cause::absent);
            let detail = &cause.detail;
            let asks = bilingual!("which goods are in the consignment, line by line? {detail}", "请逐项列明货物清单。{detail}"; detail);
            (cause, asks)
        }
        Open::Documents => absent(Text::new(
            "which papers are there, for which lines, valid until when?",
            "随附哪些单证，对应哪些商品项，有效期至何日？",
        )),
        Open::Market { id } => absent(ask_market(context, id)),
        Open::Since { market, .. } => (
            cause(CauseKind::OutOfRange),
            bilingual!(
                "correct the day from which market {market} is open: what the list of markets knows rules the stated day out",
                "请更正市场“{market}”的开展日期：所填日期与市场名录所载不符"
            ),
        ),
        Open::Office { code } => absent(bilingual!(
            "is customs office {code} an office of this market? the list of offices may lack some",
            "海关{code}是否为该市场的采购地海关？名录可能不全"
        )),
        Open::Edition { line, catalog } => ask_edition(context, *line, *catalog),
        Open::Stale { catalog } => {
            let found = context.edition.catalogs.get(*catalog);
            let list = found.map(|c| c.title.clone()).unwrap_or_default();
            if found.is_some_and(|c| c.suspended) {
                return absent(bilingual!(
                    "what holds for these goods while the list “{list}” is suspended?",
                    "《{list}》停止执行期间，该商品如何处理？"; list
                ));
            }
            absent(bilingual!(
                "does the list of the day, “{list}”, name these goods? the one at hand is not complete for the day",
                "当日有效的《{list}》是否列有该商品？现有名录在当日不完整"; list
            ))
        }
        Open::Division => (
            cause(CauseKind::OutOfRange),
            Text::new("correct the numbers: something is divided by nought", "请更正数值：除数为零"),
        ),
        Open::NoRegime => absent(Text::new(
            "no instrument about this trade mode is known for the day",
            "当日没有已知的关于该监管方式的文件",
        )),
    }
}

/// A market that no list knows, or whose day of opening none has.
fn ask_market(context: &Context, id: &str) -> Text {
    let known = || context.edition.markets.iter().flat_map(|list| list.markets.iter().map(|m| m.id.as_str()));
    if known().any(|m| m == id) {
        return bilingual!(
            "on which day did market {id} open for this mode? the list of markets does not say",
            "市场“{id}”何日起开展市场采购贸易？市场名录未载明"
        );
    }
    let mut asks = bilingual!(
        "which market is {id}? the list of markets does not have it",
        "“{id}”是哪个市场？市场名录中没有"
    );
    if let Some(near) = crate::diagnostic::nearest(id, known()) {
        asks.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
    }
    asks
}

fn cause(kind: CauseKind) -> Cause {
    Cause { kind, detail: Text::default() }
}

fn ask_fact(context: &Context, fact: usize, line: Option<usize>) -> (Cause, Text) {
    let Some(def) = context.edition.schema.get(fact) else { return (Cause::absent(), Text::default()) };
    let facts = match (def.place, line.and_then(|l| context.goods_line(l))) {
        (Place::Line, Some(line)) => Some(&line.facts),
        (Place::Line, None) => None,
        _ => Some(&context.declaration.head),
    };
    let known = facts.is_some_and(|f| f.known(fact).is_some());
    let mut cause = facts.map_or_else(Cause::absent, |f| f.cause(fact));
    let is_currency = context.edition.schema.facts.iter().any(|d| d.currency == Some(fact));
    if known && is_currency {
        let detail = Text::new(
            "a currency is a code of ISO 4217, such as USD, or CNY for yuan",
            "币制应为ISO 4217代码，如USD；人民币为CNY",
        );
        cause = Cause { kind: CauseKind::Malformed, detail };
    }
    if let (true, Some(line)) = (Some(fact) == context.code_fact, line)
        && let Some(code) = context.code(line)
    {
        return (Cause::absent(), which_code(context, code, &[line]));
    }
    if known && Some(fact) == context.code_fact {
        cause = line.map_or_else(Cause::absent, |l| code_cause(context, l));
    }
    let label = of_line(context, &def.label, line);
    let detail = &cause.detail;
    let asks = if detail.en.is_empty() {
        bilingual!("state the {label}", "请填写{label}"; label)
    } else {
        bilingual!("correct the {label}: {detail}", "请更正{label}：{detail}"; label, detail)
    };
    (cause, asks)
}

/// A code that is declared, but that its tariff does not have.
fn code_cause(context: &Context, line: usize) -> Cause {
    let stated = context.stated_code(line);
    let code = stated.map(|c| c.to_string()).unwrap_or_default();
    let year = context.tariff_year().unwrap_or_default();
    let mut detail = bilingual!("{code} is not in the tariff of {year}", "{year}年税则中没有{code}");
    let became = stated.map(|c| context.edition.successors.became(c, year)).unwrap_or_default();
    if !became.is_empty() {
        let codes = became.iter().map(ToString::to_string).collect::<Vec<_>>();
        let codes = Text::new(codes.join(", "), codes.join("、"));
        detail.push(&bilingual!("; it may have become {codes}", "；可能已改为{codes}"; codes));
    }
    Cause { kind: CauseKind::NotInTariff, detail }
}

/// Ten-digit codes that a question about a short one names.
const CHILDREN: usize = 8;

/// Which of its ten-digit codes a short code means: each with the lists that it
/// has to do with.
fn which_code(context: &Context, code: HsCode, lines: &[usize]) -> Text {
    let rows = context.tariff_year().and_then(|y| context.edition.tariff(y)).map(|t| t.under(code));
    let rows = rows.unwrap_or_default();
    let seen = context.seen.borrow().catalogs.clone();
    let lists = || seen.iter().filter_map(|id| context.edition.catalogs.get(*id));
    let child = |row: &Row| {
        let own = HsCode::of_ten(row.code);
        let named: Vec<Text> = lists().filter(|c| context.touches(c, own)).map(|c| c.title.clone()).collect();
        let (name, listed) = (&row.name, Text::join(&named, ", ", "、"));
        if named.is_empty() {
            bilingual!("{own} {name}", "{own} {name}")
        } else {
            bilingual!("{own} {name} ({listed})", "{own} {name}（{listed}）"; listed)
        }
    };
    let mut children: Vec<Text> = rows.iter().take(CHILDREN).map(child).collect();
    let more = rows.len().saturating_sub(CHILDREN);
    if more > 0 {
        children.push(bilingual!("and {more} more", "另有{more}个"));
    }
    let children = Text::join(&children, "; ", "；");
    let label = match lines {
        [line] => of_line(context, &Text::default(), Some(*line)),
        _ => {
            let numbers = lines.iter().filter_map(|l| context.goods_line(*l)).map(|l| l.number.to_string());
            let numbers = numbers.collect::<Vec<_>>().join(", ");
            bilingual!("lines {numbers}", "第{numbers}项")
        }
    };
    bilingual!(
        "{label}: which ten-digit code of {code} is it? {children}",
        "{label}：{code}项下应归入哪一个十位编码？{children}"; label, children
    )
}

fn ask_answer(context: &Context, line: usize, catalog: usize, entry: usize) -> (Cause, Text) {
    let entry = context.edition.catalogs.get(catalog).and_then(|c| c.entries.get(entry));
    let what = entry.map(|e| e.title.clone()).unwrap_or_default();
    let id = entry.and_then(|e| e.ex.clone()).unwrap_or_default();
    let stated = context.stated_answer(line, Some(&id)).is_some();
    let label = of_line(context, &Text::default(), Some(line));
    let mut asks = bilingual!("{label}: is it this? {what}", "{label}是否属于：{what}？"; label, what);
    if stated {
        asks.push(&Text::new(
            " (the answer given and what else is stated of the good contradict each other: a person must look)",
            "（所作回答与该项其他申报内容不符，须人工复核）",
        ));
    }
    // An answer that cannot be read, or stands twice, is more than absent.
    let given = context.goods_line(line).and_then(|l| l.answers.get(&id));
    let cause = match given {
        Some(Fact::Unknown(cause)) => cause.clone(),
        _ => Cause::absent(),
    };
    (cause, asks)
}

fn ask_edition(context: &Context, line: usize, catalog: usize) -> (Cause, Text) {
    let label = of_line(context, &Text::default(), Some(line));
    let list = context.edition.catalogs.get(catalog).map(|c| c.title.clone()).unwrap_or_default();
    let year = context.tariff_year().unwrap_or_default();
    let asks = bilingual!(
        "{label}: is its code of {year} in “{list}”? the list at hand is of another tariff edition",
        "{label}：其{year}年编码是否列入《{list}》？现有名录依据另一年度税则"; label, list
    );
    (Cause::absent(), asks)
}

/// A name as a sentence holds it: its beginning, where it is very long.
pub fn short(name: &str) -> String {
    const LONG: usize = 80;
    match name.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// `label of line 3 (name)`.
pub fn of_line(context: &Context, label: &Text, line: Option<usize>) -> Text {
    let Some(line) = line else { return label.clone() };
    let number = context.goods_line(line).map_or(0, |l| l.number);
    let name = context.name(line).map(short);
    let name = name.map(|n| (format!(" ({n})"), format!("（{n}）"))).unwrap_or_default();
    let (en, zh) = name;
    match label.en.is_empty() {
        true => Text::new(format!("line {number}{en}"), format!("第{number}项{zh}")),
        false => {
            Text::new(format!("{} of line {number}{en}", label.en), format!("第{number}项{zh}的{}", label.zh))
        }
    }
}
