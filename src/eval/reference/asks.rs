//! What is missing, where it would stand, and how to ask for it.

use std::collections::BTreeSet;

use super::abs::Open;
use super::context::Context;
use crate::bilingual;
use crate::eval::decision::Unknown;
use crate::hir::{FactDef, Place};
use crate::input::{Cause, CauseKind};
use crate::value::Text;

/// One question for each open fact, in the order of the contract.
pub fn unknowns(context: &Context, open: &BTreeSet<Open>) -> Vec<Unknown> {
    let all: BTreeSet<(Option<usize>, Unknown)> =
        open.iter().map(|o| (line(o), unknown(context, o))).collect();
    all.into_iter().map(|(_, unknown)| unknown).collect()
}

fn unknown(context: &Context, open: &Open) -> Unknown {
    let (cause, asks) = ask(context, open);
    Unknown { fact: pointer(context, open), cause: cause.kind.as_str().to_owned(), asks }
}

fn line(open: &Open) -> Option<usize> {
    match open {
        Open::Fact { line, .. } => *line,
        Open::Answer { line, .. } | Open::Edition { line, .. } => Some(*line),
        _ => None,
    }
}

/// Where an open fact stands, or would stand.
pub fn pointer(context: &Context, open: &Open) -> String {
    let on_line = |line: usize| context.goods_line(line).map_or(String::new(), |l| l.pointer.clone());
    match open {
        Open::Day => "/accepted_on".to_owned(),
        Open::Fact { fact, line } => {
            let Some(def) = context.edition.schema.get(*fact) else { return String::new() };
            format!("{}{}", line.map_or(String::new(), on_line), keys(def))
        }
        Open::Answer { line, catalog, entry } => {
            let entry = context.edition.catalogs.get(*catalog).and_then(|c| c.entries.get(*entry));
            let id = entry.and_then(|e| e.ex.clone()).unwrap_or_default();
            format!("{}/answers/{id}", on_line(*line))
        }
        Open::Edition { line, .. } => format!("{}/hs_code", on_line(*line)),
        Open::Goods => context.declaration.goods.pointer.clone(),
        Open::Documents => "/documents".to_owned(),
        Open::Market { .. } => "/market/id".to_owned(),
        Open::Office { .. } => "/declaring_customs".to_owned(),
        Open::Rate { .. }
        | Open::Tolerance { .. }
        | Open::Force { .. }
        | Open::NoRegime
        | Open::Stale { .. }
        | Open::Division => String::new(),
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
        Open::Day => absent(Text::new(
            "on which day was the declaration accepted, or will it be declared? (`accepted_on`, `declared_on`, or --as-of)",
            "海关何日接受申报，或拟于何日申报？（accepted_on、declared_on 或 --as-of）",
        )),
        Open::Fact { fact, line } => ask_fact(context, *fact, *line),
        Open::Answer { line, catalog, entry } => ask_answer(context, *line, *catalog, *entry),
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
        Open::Market { id } => absent(bilingual!(
            "on which day did market {id} open for this mode? the list of markets does not say",
            "市场“{id}”何日起开展市场采购贸易？市场名录未载明"
        )),
        Open::Office { code } => absent(bilingual!(
            "is customs office {code} an office of this market? the list of offices may lack some",
            "海关{code}是否为该市场的采购地海关？名录可能不全"
        )),
        Open::Edition { line, catalog } => ask_edition(context, *line, *catalog),
        Open::Force { what } => absent(bilingual!(
            "was “{what}” in force on the day? its dates are not known exactly",
            "“{what}”当日是否已施行？其日期不确定"
        )),
        Open::Stale { catalog } => {
            let list = context.edition.catalogs.get(*catalog).map(|c| c.title.clone()).unwrap_or_default();
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

/// A code that is declared, but cannot be used.
fn code_cause(context: &Context, line: usize) -> Cause {
    let code = context.stated_code(line).map(|c| c.to_string()).unwrap_or_default();
    let year = context.tariff_year().unwrap_or_default();
    let short = context.code(line).is_some();
    let detail = if short {
        bilingual!(
            "{code} has several ten-digit codes under it, and they are not treated alike",
            "{code}项下有多个十位编码，管理要求不同"
        )
    } else {
        bilingual!("{code} is not in the tariff of {year}", "{year}年税则中没有{code}")
    };
    Cause { kind: if short { CauseKind::Absent } else { CauseKind::NotInTariff }, detail }
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
            " (the declared name says so, but the answer given says no: a person must look)",
            "（申报品名与所作回答不符，须人工复核）",
        ));
    }
    (Cause::absent(), asks)
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

/// `label of line 3 (name)`.
pub fn of_line(context: &Context, label: &Text, line: Option<usize>) -> Text {
    let Some(line) = line else { return label.clone() };
    let number = context.goods_line(line).map_or(0, |l| l.number);
    let name = context.name(line).map(|n| (format!(" ({n})"), format!("（{n}）"))).unwrap_or_default();
    let (en, zh) = name;
    match label.en.is_empty() {
        true => Text::new(format!("line {number}{en}"), format!("第{number}项{zh}")),
        false => {
            Text::new(format!("{} of line {number}{en}", label.en), format!("第{number}项{zh}的{}", label.zh))
        }
    }
}
