//! Which goods become one line: the five dearest kinds one by one, from the highest
//! to the lowest; then goods that stay alone, in the order of the list; then what is
//! left, by chapter. Goods in different currencies never become one line.

use std::collections::BTreeMap;

use super::kinds::{Good, Kind};
use super::{ONE_BY_ONE, Part, lines};
use crate::bilingual;
use crate::value::{Currency, Number, Text};

/// Goods that become one line.
#[derive(Clone, Debug)]
pub(super) struct Planned<'p, 'a> {
    pub(super) part: Part,
    /// In the order of the list; never empty.
    pub(super) goods: Vec<&'p Good<'a>>,
    /// The good that gives the line its code and name.
    pub(super) lead: &'p Good<'a>,
    /// How many kinds they are.
    pub(super) kinds: usize,
}

/// Plans the lines, from kinds that are in their order.
pub(super) fn plan<'p, 'a>(ranked: &'p [Kind<'a>], notes: &mut Vec<Text>) -> Vec<Planned<'p, 'a>> {
    let (dearest, rest) = ranked.split_at(ranked.len().min(ONE_BY_ONE));
    let mut plan = Vec::new();
    for (rank, kind) in (1..).zip(dearest) {
        one_by_one(rank, kind, &mut plan, notes);
    }
    let mut alone: Vec<&Good> = rest.iter().flat_map(|k| &k.goods).filter(|good| good.alone).collect();
    alone.sort_by_key(|good| good.at);
    plan.extend(alone.into_iter().map(|good| single(Part::Alone, good)));
    let before = plan.len();
    by_chapter(rest, &mut plan, notes);
    let among: Vec<u64> =
        dearest.iter().flat_map(|k| &k.goods).filter(|good| good.alone).map(|good| good.line).collect();
    if !among.is_empty() {
        let lines = lines(&among);
        notes.push(bilingual!(
            "choice: {lines}, which may not be merged or are not known to, are among the five dearest and count among the five, since the law says the five kinds of highest value",
            "处理方式：{lines}不得归并（或可否归并不详），但属货值最高的五个品种；因规定为货值最高的五种，故计入前五"; lines
        ));
    }
    if plan.len() > before + 1 {
        notes.push(Text::new(
            "choice: the law names no order for merged lines; they stand by chapter",
            "处理方式：规定未明确归并项的排列顺序，按章号排列",
        ));
    }
    plan
}

fn single<'p, 'a>(part: Part, good: &'p Good<'a>) -> Planned<'p, 'a> {
    Planned { part, goods: vec![good], lead: good, kinds: 1 }
}

/// A line for a kind; goods of it that may not be merged, and each currency, have a
/// line of their own.
fn one_by_one<'p, 'a>(
    rank: usize,
    kind: &'p Kind<'a>,
    plan: &mut Vec<Planned<'p, 'a>>,
    notes: &mut Vec<Text>,
) {
    let before = plan.len();
    let mut currencies: Vec<Currency> = Vec::new();
    for good in &kind.goods {
        if good.alone {
            plan.push(single(Part::Dearest(rank), good));
        } else if !currencies.contains(&good.currency) {
            currencies.push(good.currency);
            let goods = kind.goods.iter().filter(|g| !g.alone && g.currency == good.currency).collect();
            plan.push(Planned { part: Part::Dearest(rank), goods, lead: good, kinds: 1 });
        }
    }
    if plan.len() > before + 1 {
        let called = kind.called();
        notes.push(bilingual!(
            "choice: {called} is one kind, but has a line for each currency and for each good that may not be merged",
            "处理方式：{called}为同一品种，但不同币制、不得归并的货物各列一项"; called
        ));
    }
}

/// A line for each chapter and currency of what is left.
fn by_chapter<'p, 'a>(rest: &'p [Kind<'a>], plan: &mut Vec<Planned<'p, 'a>>, notes: &mut Vec<Text>) {
    let mut groups: BTreeMap<(String, Currency), Vec<Vec<&'p Good<'a>>>> = BTreeMap::new();
    for kind in rest {
        let mut own: BTreeMap<(String, Currency), Vec<&'p Good<'a>>> = BTreeMap::new();
        for good in kind.goods.iter().filter(|good| !good.alone) {
            let chapter = good.code.map(|code| code.prefix(2).digits()).unwrap_or_default();
            own.entry((chapter, good.currency)).or_default().push(good);
        }
        own.into_iter().for_each(|(key, goods)| groups.entry(key).or_default().push(goods));
    }
    let chapters: Vec<&String> = groups.keys().map(|(chapter, _)| chapter).collect();
    for run in chapters.chunk_by(|a, b| a == b).filter(|run| run.len() > 1) {
        let chapter = run.first().map(|c| c.as_str()).unwrap_or_default();
        notes.push(bilingual!(
            "choice: what is left of chapter {chapter} is in several currencies; they are never added up, and each has a line",
            "处理方式：第{chapter}章待归并货物使用多种币制，不相加，各列一项"
        ));
    }
    for ((chapter, currency), kinds) in groups {
        let Some(lead) = dearest(&chapter, currency, &kinds, notes) else { continue };
        let count = kinds.len();
        let mut goods = kinds.concat();
        goods.sort_by_key(|good| good.at);
        plan.push(Planned { part: Part::Chapter(chapter), goods, lead, kinds: count });
    }
}

/// The first good of the dearest kind; of several, the first in the list.
fn dearest<'p, 'a>(
    chapter: &str,
    currency: Currency,
    kinds: &[Vec<&'p Good<'a>>],
    notes: &mut Vec<Text>,
) -> Option<&'p Good<'a>> {
    let worth = |goods: &[&Good]| goods.iter().fold(Number::zero(), |sum, good| sum.plus(&good.total));
    let most = kinds.iter().map(|goods| worth(goods)).max()?;
    let mut first: Vec<&'p Good<'a>> = kinds
        .iter()
        .filter(|goods| worth(goods) == most)
        .filter_map(|goods| goods.first().copied())
        .collect();
    first.sort_by_key(|good| good.at);
    if first.len() > 1 {
        let lines = lines(&first.iter().map(|good| good.line).collect::<Vec<_>>());
        let most = most.to_text(2);
        notes.push(bilingual!(
            "tie: in chapter {chapter} the kinds of {lines} are dearest, each worth {currency} {most}; the code is that of the first in the list",
            "货值相同：第{chapter}章中{lines}所属品种货值最高，各为{currency} {most}；取清单中在先者的商品编号"; lines
        ));
    }
    first.first().copied()
}
