//! Whether the items of a declaration and its goods list can be the same goods.
//!
//! Merging keeps codes and sums: a merged line has the code of one of its goods,
//! and all lines together are worth what the goods are worth. Where that is not
//! so, one of the lists is wrong, and neither may clear the other.

use super::coded;
use super::node::{Kind, Node};
use crate::catalog::Codes;
use crate::value::{Number, Text, decimal};

/// What is contradictory between items and goods list, if anything.
pub(super) fn contradiction(
    items: &[Node],
    goods: &[Node],
    whole: bool,
    currencies: Option<&Codes>,
) -> Option<Text> {
    if whole && items.len() != goods.len() {
        return Some(Text::new(
            "the declaration is not simplified, but its goods list has not as many lines as its items",
            "非简化申报，但货物清单与商品项的项数不同",
        ));
    }
    let own: Vec<String> = items.iter().filter_map(code).collect();
    if whole
        && own.len() == items.len()
        && let Some(code) = goods.iter().filter_map(code).find(|c| !own.contains(c))
    {
        return Some(crate::bilingual!(
            "a good of the goods list has code {code}, which no item has",
            "货物清单中的编码{code}不在商品项中"
        ));
    }
    if whole && let Some((line, key)) = differing(items, goods) {
        return Some(crate::bilingual!(
            "line {line} says of `{key}` one thing in the items and another in the goods list",
            "第{line}项的`{key}`在商品项与货物清单中不一致"
        ));
    }
    let codes: Vec<String> = goods.iter().filter_map(code).collect();
    let foreign = items.iter().filter_map(code).find(|c| !codes.contains(c));
    if codes.len() == goods.len()
        && let Some(code) = foreign
    {
        return Some(crate::bilingual!(
            "an item has code {code}, which no good of the goods list has",
            "商品项中的编码{code}不在货物清单中"
        ));
    }
    match (worth(items, currencies), worth(goods, currencies)) {
        (Some((items, a)), Some((goods, b))) if a == b && items != goods => {
            let (items, goods) = (items.to_text(2), goods.to_text(2));
            Some(crate::bilingual!(
                "the items are worth {a} {items}, the goods list {a} {goods}",
                "商品项合计{a} {items}，货物清单合计{a} {goods}"
            ))
        }
        _ => None,
    }
}

/// What decides beside code and worth, and must not differ between two lists of
/// the same lines.
const SAME: &[&str] = &["name", "identification", "answers", "attributes"];

/// The first line, from 1, and key of which both lists say something different.
fn differing(items: &[Node], goods: &[Node]) -> Option<(usize, &'static str)> {
    let stated = |node: &Node, key: &str| node.get(key).filter(|n| !n.is_null()).cloned();
    (1..).zip(items.iter().zip(goods)).find_map(|(line, (item, good))| {
        let differs = |key: &&&str| match (stated(item, key), stated(good, key)) {
            (Some(a), Some(b)) => !same(&a, &b),
            _ => false,
        };
        SAME.iter().find(differs).map(|key| (line, *key))
    })
}

/// Whether two values say the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Object(a), Kind::Object(b)) => {
            a.len() == b.len() && a.iter().all(|m| b.iter().any(|n| m.key == n.key && same(&m.node, &n.node)))
        }
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (a, b) => a == b,
    }
}

/// The digits of a line's code.
fn code(line: &Node) -> Option<String> {
    match &line.get("hs_code")?.kind {
        Kind::Text(text) => Some(text.chars().filter(char::is_ascii_digit).collect()),
        _ => None,
    }
}

/// The sum of lines that are all in one currency.
fn worth(lines: &[Node], currencies: Option<&Codes>) -> Option<(Number, String)> {
    let mut sum = Number::zero();
    let mut currency: Option<&str> = None;
    for line in lines {
        let (Kind::Text(total), Kind::Text(own)) = (&line.get("total")?.kind, &line.get("currency")?.kind)
        else {
            return None;
        };
        let own = coded::current(currencies, own.trim());
        if currency.is_some_and(|c| c != own) {
            return None;
        }
        currency = Some(own);
        sum = sum.plus(&Number::from(decimal::parse(total).ok()?));
    }
    currency.map(|c| (sum, c.to_owned()))
}
