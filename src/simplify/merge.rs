//! Goods → one line: sums of worth and of quantities in one unit, what all goods
//! agree in, code and name of the dearest. What they do not agree in is left open.

use super::kinds::{Good, QUANTITIES};
use super::plan::Planned;
use super::{Item, Part};
use crate::input::{Kind, Node, write_line};
use crate::value::Number;

/// Facts of a line that say which good it is, and differ between the kinds of a
/// merged line.
const OWN: [&str; 3] = ["hs_code", "name", "spec"];

/// The line that goods become: as a person sees it, and as it is written.
pub(super) fn item(number: usize, plan: &Planned) -> (Item, Node) {
    let total = plan.goods.iter().fold(Number::zero(), |sum, good| sum.plus(&good.total));
    let name = plan.lead.name.clone().unwrap_or_default();
    let mut item = Item {
        number,
        part: plan.part.clone(),
        code: plan.lead.code,
        name: if plan.kinds > 1 { format!("{name}等") } else { name },
        total,
        currency: plan.lead.currency,
        quantity: quantity(plan, "quantity"),
        lines: plan.goods.iter().map(|good| good.line).collect(),
        open: Vec::new(),
    };
    let node = match plan.goods.as_slice() {
        [one] => renumbered(one.node, number),
        _ => merged(plan, &mut item),
    };
    (item, node)
}

/// A good as it is, with another number.
fn renumbered(good: &Node, number: usize) -> Node {
    let mut members = vec![("line_no".to_owned(), Node::number(number.to_string()))];
    members.extend(
        good.members().iter().filter(|m| m.key != "line_no").map(|m| (m.key.clone(), m.node.clone())),
    );
    Node::object(members)
}

/// Several goods as one.
fn merged(plan: &Planned, item: &mut Item) -> Node {
    let mut members = vec![("line_no".to_owned(), Node::number(item.number.to_string()))];
    let nodes = std::iter::once(plan.lead.node).chain(plan.goods.iter().map(|good| good.node));
    for key in keys(nodes).into_iter().filter(|key| *key != "line_no") {
        let made = match key {
            "total" => Some(Node::text(money(&item.total))),
            "currency" => Some(Node::text(item.currency.as_str())),
            "unit_price" => unit_price(item).map(Node::text),
            "name" if plan.kinds > 1 && plan.lead.name.is_some() => Some(Node::text(item.name.as_str())),
            "spec" if plan.kinds > 1 => Some(Node::text(contents(plan))),
            _ if OWN.contains(&key) => plan.lead.node.get(key).cloned(),
            _ => match QUANTITIES.iter().find(|(quantity, unit)| *quantity == key || *unit == key) {
                Some((of, _)) => quantity(plan, of)
                    .map(|(sum, unit)| Node::text(if key == *of { sum.to_plain() } else { unit })),
                None => {
                    let values: Vec<Option<&Node>> =
                        plan.goods.iter().map(|good| once(good.node, key)).collect();
                    let agreed = agreed(&values, key, &mut item.open);
                    members.extend(agreed.map(|node| (key.to_owned(), node)));
                    continue;
                }
            },
        };
        match made {
            Some(node) => members.push((key.to_owned(), node)),
            None => item.open.push(key.to_owned()),
        }
    }
    Node::object(members)
}

/// What all goods say under a key; of records what they agree in. What they do not
/// agree in, or only some say, is left out and named in `open`.
fn agreed(values: &[Option<&Node>], path: &str, open: &mut Vec<String>) -> Option<Node> {
    let known: Option<Vec<&Node>> = values.iter().copied().collect();
    let first = known.as_ref().and_then(|all| all.first());
    if let (Some(all), Some(first)) = (&known, first) {
        if all.windows(2).all(|pair| matches!(pair, [a, b] if write_line(a) == write_line(b))) {
            return Some((*first).clone());
        }
        if all.iter().all(|node| matches!(node.kind, Kind::Object(_))) {
            let mut members = Vec::new();
            for key in keys(all.iter().copied()) {
                let values: Vec<Option<&Node>> = all.iter().map(|node| once(node, key)).collect();
                if let Some(node) = agreed(&values, &format!("{path}.{key}"), open) {
                    members.push((key, node));
                }
            }
            return (!members.is_empty()).then(|| Node::object(members));
        }
    }
    open.push(path.to_owned());
    None
}

/// Every key of records once, in the order in which they stand; none that is null.
fn keys<'n>(records: impl Iterator<Item = &'n Node>) -> Vec<&'n str> {
    let mut found: Vec<&str> = Vec::new();
    for member in records.flat_map(|node| node.members()) {
        if !member.node.is_null() && !found.contains(&member.key.as_str()) {
            found.push(&member.key);
        }
    }
    found
}

/// The value under a key that stands once.
fn once<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let mut own = node.members().iter().filter(|m| m.key == key);
    own.next().filter(|_| own.next().is_none()).map(|m| &m.node)
}

/// The sum of a quantity, where all goods have it in one unit.
fn quantity(plan: &Planned, of: &str) -> Option<(Number, String)> {
    let own = |good: &&Good| {
        good.quantities.iter().find(|(key, ..)| *key == of).map(|(_, n, unit)| (n.clone(), unit.clone()))
    };
    let known: Vec<(Number, String)> = plan.goods.iter().map(own).collect::<Option<_>>()?;
    let unit = known.first()?.1.clone();
    let same = known.iter().all(|(_, other)| *other == unit);
    same.then(|| (known.iter().fold(Number::zero(), |sum, (n, _)| sum.plus(n)), unit))
}

/// Worth by quantity, where four decimal places say it exactly.
fn unit_price(item: &Item) -> Option<String> {
    let (quantity, _) = item.quantity.as_ref()?;
    let price = item.total.divided_by(quantity)?;
    let places = price.to_plain().split_once('.').map_or(0, |(_, places)| places.len());
    (places <= 4).then(|| money(&price))
}

/// What a merged line says of what is in it.
fn contents(plan: &Planned) -> String {
    let chapter = match &plan.part {
        Part::Chapter(chapter) => chapter.as_str(),
        Part::Dearest(_) | Part::Alone => "",
    };
    format!("第{chapter}章商品归并，共{}种", plan.kinds)
}

/// An amount as it is written: exact, with two decimal places at least.
fn money(amount: &Number) -> String {
    let plain = amount.to_plain();
    match plain.split_once('.') {
        None => format!("{plain}.00"),
        Some((_, places)) if places.len() == 1 => format!("{plain}0"),
        Some(_) => plain,
    }
}
