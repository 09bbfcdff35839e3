//! Simplified declaration: the goods of a declaration → the lines that are declared.
//!
//! Whether a list may be simplified, and which goods may not be merged, are answers
//! of the policy (its permits `simplified` and `merging`); nothing is judged here.
//! [`kinds`] groups the goods, [`order`] finds the dearest, [`plan`] says which goods
//! become one line, [`merge`] makes the lines, and [`declaration`] puts them in the
//! place of the old ones. Where the law leaves a choice, the choice is made the same
//! way each time and stated among the [`Simplified::notes`].

mod declaration;
mod kinds;
mod merge;
mod order;
mod plan;

use crate::bilingual;
use crate::eval::decision::{Decision, Permit, Verdict};
use crate::hir::{Edition, NormKind};
use crate::input::{Declaration, Node};
use crate::lookup::phrase;
use crate::syntax::ast::GradeLevel;
use crate::value::{Currency, Date, HsCode, Number, Text};

/// How many kinds are declared one by one.
pub const ONE_BY_ONE: usize = 5;

/// The article that grants or limits something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The instrument, as a person calls it.
    pub policy: Text,
    /// The article.
    pub article: String,
    /// What it says, in words.
    pub says: Text,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Why it is no better.
    pub reason: Option<String>,
}

/// Why a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// One of the dearest kinds, from 1.
    Dearest(usize),
    /// A good that may not be merged, or of which it is not known whether it may.
    Alone,
    /// What is left of a chapter of the tariff: `39`.
    Chapter(String),
}

/// A line of the simplified declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number, from 1.
    pub number: usize,
    /// Why it stands.
    pub part: Part,
    /// Its code, where that is known.
    pub code: Option<HsCode>,
    /// Its name.
    pub name: String,
    /// Its worth: the exact sum of its goods.
    pub total: Number,
    /// In this currency; there is never more than one in a line.
    pub currency: Currency,
    /// Quantity and unit, where all its goods have one unit.
    pub quantity: Option<(Number, String)>,
    /// The lines of the goods list that it stands for.
    pub lines: Vec<u64>,
    /// Facts that its goods do not share, so that they are left open.
    pub open: Vec<String>,
}

/// What the goods are worth in one currency, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The currency.
    pub currency: Currency,
    /// Of the goods.
    pub goods: Number,
    /// Of the lines that are declared.
    pub items: Number,
}

/// A simplified declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simplified {
    /// The declaration with `simplified`, `items` and `goods_list`, else as it was.
    pub declaration: Node,
    /// Its lines.
    pub items: Vec<Item>,
    /// How many lines of goods there are.
    pub goods: usize,
    /// How many kinds of goods.
    pub kinds: usize,
    /// Sums by currency.
    pub sums: Vec<Sum>,
    /// The articles that grant it.
    pub granted: Vec<Ground>,
    /// The articles by which goods stay alone; empty where none do.
    pub alone: Vec<Ground>,
    /// Ties, choices that the law leaves, and what was left open.
    pub notes: Vec<Text>,
}

/// Why there is none, with the articles that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Text,
    /// The articles.
    pub ground: Vec<Ground>,
}

impl Refused {
    fn plain(why: Text) -> Refused {
        Refused { why, ground: Vec::new() }
    }
}

/// What is simplified, with what was decided about it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The declaration as it was written.
    pub node: &'a Node,
    /// As it was read.
    pub declaration: &'a Declaration,
    /// What the policy says of it.
    pub decision: &'a Decision,
    /// The law of the day.
    pub edition: &'a Edition,
    /// The day of the law, where the declaration's own days are not to count.
    pub as_of: Option<Date>,
}

/// Simplifies a declaration, where the policy permits it.
///
/// # Errors
/// [`Refused`] where the policy does not permit it, or does not know, and where the
/// worth of a good is not known or cannot be compared with that of the others.
pub fn simplify(asked: &Asked) -> Result<Simplified, Refused> {
    let granted = permitted(asked)?;
    let merging = asked.decision.permits.get("merging");
    let goods = kinds::goods(asked, |line| stays_alone(merging, line)).map_err(Refused::plain)?;
    let mut notes = Vec::new();
    let kinds = kinds::kinds(goods, &mut notes);
    let count = kinds.len();
    let ranked = order::rank(kinds, asked, &mut notes).map_err(Refused::plain)?;
    let plan = plan::plan(&ranked, &mut notes);
    let (items, nodes): (Vec<Item>, Vec<Node>) =
        (1..).zip(&plan).map(|(n, part)| merge::item(n, part)).unzip();
    let sums = sums(&ranked, &items);
    if sums.iter().any(|sum| sum.goods != sum.items) {
        let why = Text::new(
            "the lines would not be worth what the goods are worth; nothing was simplified",
            "归并后的总价与货物清单不符，未予归并",
        );
        return Err(Refused::plain(why));
    }
    let any_alone = ranked.iter().flat_map(|kind| &kind.goods).any(|good| good.alone);
    Ok(Simplified {
        declaration: declaration::declaration(asked, nodes, &items, &mut notes),
        goods: asked.declaration.goods.lines.len(),
        kinds: count,
        sums,
        granted,
        alone: if any_alone { grounds(asked, "merging") } else { Vec::new() },
        items,
        notes,
    })
}

/// The articles that permit it; else why they do not.
fn permitted(asked: &Asked) -> Result<Vec<Ground>, Refused> {
    let ground = grounds(asked, "simplified");
    let refuse = |why| Err(Refused { why, ground: ground.clone() });
    if asked.decision.verdict == Verdict::OutOfScope {
        return refuse(Text::new(
            "the declaration is not under these rules, and they simplify only what they are about",
            "该票不属本规则适用范围，不适用其简化申报",
        ));
    }
    let Some(permit) = asked.decision.permits.get("simplified") else {
        return refuse(Text::new(
            "the law of the day does not speak of simplified declaration: no article has `permit simplified`",
            "当日规定未涉及简化申报（没有条款含 permit simplified）",
        ));
    };
    if permit.answer == "yes" {
        return Ok(ground);
    }
    let goods = asked.declaration.goods.unknown.as_ref().map(|cause| &cause.detail);
    let why = match (goods, permit.because.is_empty()) {
        (Some(detail), _) if !detail.en.is_empty() => bilingual!(" ({detail})", "（{detail}）"; detail),
        (_, true) => Text::default(),
        (_, false) => {
            let facts: Vec<Text> = permit.because.iter().map(|b| Text::same(b.as_str())).collect();
            let facts = some(&facts, ", ", "、");
            bilingual!(" (missing or doubtful: {facts})", "（缺少或有疑：{facts}）"; facts)
        }
    };
    refuse(match permit.answer.as_str() {
        "no" => bilingual!("this list may not be declared simplified{why}", "该清单不得简化申报{why}"; why),
        _ => bilingual!(
            "it is not known whether this list may be declared simplified{why}",
            "该清单可否简化申报不详{why}"; why
        ),
    })
}

/// Whether a good stays alone: it may not be merged, or it is not known whether it may.
fn stays_alone(merging: Option<&Permit>, line: u64) -> bool {
    merging.is_some_and(|permit| {
        let named = permit.because.contains(&line.to_string());
        permit.answer != "yes" && (named || permit.because.is_empty())
    })
}

/// The articles that answer a question in the law that was looked at.
fn grounds(asked: &Asked, question: &str) -> Vec<Ground> {
    let in_force = |id: &String| asked.decision.checked.instruments.contains(id);
    let mut found = Vec::new();
    for instrument in asked.edition.instruments.iter().filter(|i| in_force(&i.id)) {
        for article in &instrument.articles {
            found.extend(article.norms.iter().filter_map(|norm| match &norm.kind {
                NormKind::Permit { name, condition, .. } if name == question => Some(Ground {
                    policy: instrument.called(),
                    article: article.number.clone(),
                    says: says(question, &phrase::expr(asked.edition, *condition)),
                    grade: norm.grade,
                    reason: article.reason.clone(),
                }),
                _ => None,
            }));
        }
    }
    found
}

/// What an article permits, in words.
fn says(question: &str, when: &Text) -> Text {
    match question {
        "merging" => bilingual!("a good may be merged when {when}", "{when}的，可以归并"; when),
        _ => bilingual!("a list may be declared simplified when {when}", "{when}的，可以简化申报"; when),
    }
}

/// What goods and lines are worth, by currency.
fn sums(kinds: &[kinds::Kind], items: &[Item]) -> Vec<Sum> {
    let goods: Vec<&kinds::Good> = kinds.iter().flat_map(|kind| &kind.goods).collect();
    let mut currencies: Vec<Currency> = goods.iter().map(|good| good.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let add = |sum: Number, more: &Number| sum.plus(more);
    let of = |currency| Sum {
        currency,
        goods: goods.iter().filter(|g| g.currency == currency).map(|g| &g.total).fold(Number::zero(), add),
        items: items.iter().filter(|i| i.currency == currency).map(|i| &i.total).fold(Number::zero(), add),
    };
    currencies.into_iter().map(of).collect()
}

/// Numbers of lines in words: `line 3`, `lines 1, 6`.
fn lines(numbers: &[u64]) -> Text {
    let all: Vec<Text> = numbers.iter().map(|n| Text::same(n.to_string())).collect();
    let list = some(&all, ", ", "、");
    let word = if numbers.len() == 1 { "line" } else { "lines" };
    bilingual!("{word} {list}", "第{list}项"; list)
}

/// Some of many texts, joined: no more than a person reads.
fn some(texts: &[Text], en: &str, zh: &str) -> Text {
    const SHOWN: usize = 12;
    let shown = texts.get(..SHOWN).unwrap_or(texts);
    let mut joined = Text::join(shown, en, zh);
    let more = texts.len() - shown.len();
    if more > 0 {
        joined.push(&bilingual!(" and {more} more", "等（另有{more}个）"));
    }
    joined
}
