//! Which open norms wait for which facts.
//!
//! Only norms that can still move the verdict count: one that can come to no more
//! than what is certain already waits for nothing that matters.

use std::collections::{BTreeMap, BTreeSet};

use super::abs::Open;
use super::asks;
use super::context::Context;
use super::norms::{Address, Outcome, Scope};
use crate::eval::waiting::{Wait, Waiter};
use crate::value::Text;

/// What an open outcome waits for, in the order of the contract.
pub fn waits(context: &Context, outcome: &Outcome) -> Vec<Wait> {
    if outcome.scope == Scope::Out {
        return Vec::new();
    }
    let open = outcome.norms.iter().filter(|n| n.best != n.worst && n.worst > outcome.best);
    let mut waiting: BTreeMap<&Open, BTreeSet<Address>> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for judged in open {
        all.insert(judged.address);
        judged.open.iter().for_each(|o| {
            waiting.entry(o).or_default().insert(judged.address);
        });
    }
    // Whether the law is about the declaration at all matters to every norm.
    outcome.open.iter().for_each(|o| {
        waiting.entry(o).or_default().extend(&all);
    });
    let mut waits: Vec<Wait> = Vec::new();
    for (open, norms) in waiting {
        let (cause, asks) = asks::ask(context, open);
        let norms = norms.into_iter().filter_map(|at| waiter(context, at)).collect();
        let (fact, line) = (asks::pointer(context, open), asks::line(open));
        let plain = plain(context, &asks, line);
        waits.push(Wait { fact, cause: cause.kind, asks, plain, line, who: who(open), norms });
    }
    waits.sort_by(|a, b| (a.line, &a.fact).cmp(&(b.line, &b.fact)));
    waits
}

/// A question without the line that it is about.
fn plain(context: &Context, asks: &Text, line: Option<usize>) -> Text {
    let of = asks::of_line(context, &Text::default(), line);
    if of.en.is_empty() {
        return asks.clone();
    }
    let cut =
        |text: &str, parts: [String; 3]| parts.iter().fold(text.to_owned(), |t, part| t.replace(part, ""));
    Text::new(
        cut(&asks.en, [format!(" of {}", of.en), format!("{}: ", of.en), of.en.clone()]),
        cut(&asks.zh, [format!("{}的", of.zh), format!("{}：", of.zh), of.zh.clone()]),
    )
}

fn waiter(context: &Context, (i, a, n, line): Address) -> Option<Waiter> {
    let instrument = context.edition.instruments.get(i)?;
    let article = instrument.articles.get(a)?;
    let unnumbered = instrument.title.en == instrument.id;
    Some(Waiter {
        policy: if unnumbered { instrument.title.clone() } else { Text::same(&instrument.id) },
        article: article.number.clone(),
        norm: article.norms.get(n)?.number,
        line: line.and_then(|l| context.goods_line(l)).map(|l| l.number),
        title: article.title.clone(),
        cites: article.cites.first().cloned(),
    })
}

/// Who could tell what no value of the declaration answers.
fn who(open: &Open) -> Option<Text> {
    match open {
        Open::Day
        | Open::Fact { .. }
        | Open::Answer { .. }
        | Open::Documents
        | Open::Market { .. }
        | Open::Since { .. } => None,
        Open::Answers { .. } | Open::Division => {
            Some(Text::new("whoever made the declaration can correct it", "应由申报数据的制作人更正"))
        }
        Open::Goods => Some(Text::new("whoever packed the goods has their list", "装箱方持有货物清单")),
        Open::Rate { .. } | Open::Tolerance { .. } => Some(Text::new(
            "customs publishes it; it belongs into the table of rates",
            "由海关公布，应补入汇率表",
        )),
        Open::Office { .. } => Some(Text::new("the customs of the market can say", "可向市场所在地海关查询")),
        Open::Edition { .. } => Some(Text::new(
            "a person can compare the code with the list of that year",
            "须由人工对照该年度名录",
        )),
        Open::Stale { .. } | Open::NoRegime => Some(Text::new(
            "the authority that issued it can say; it belongs into the rulebook",
            "可向发布机关查询，应补入规则库",
        )),
    }
}
