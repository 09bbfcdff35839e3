//! The new lines in the place of the old ones: everything else stays as it was.

use super::{Asked, Item};
use crate::input::{Kind, Node, set, with_schema};
use crate::value::Text;

/// The simplified declaration.
pub(super) fn declaration(asked: &Asked, items: Vec<Node>, lines: &[Item], notes: &mut Vec<Text>) -> Node {
    let mut whole = asked.node.clone();
    let goods = asked.node.at(&asked.declaration.goods.pointer).cloned().unwrap_or_else(Node::null);
    set(&mut whole, "/simplified", Some(Node::bool(true)));
    set(&mut whole, "/items", Some(Node::list(items)));
    set(&mut whole, "/goods_list", Some(goods));
    let of_items = asked.declaration.goods.pointer == "/items";
    for (key, note) in [("documents", papers as fn(bool) -> Text), ("containers", boxes)] {
        if renumber(&mut whole, key, of_items.then_some(lines)) {
            notes.push(note(of_items));
        }
    }
    set(&mut whole, "/schema", None);
    with_schema(whole)
}

fn papers(known: bool) -> Text {
    if known {
        Text::new(
            "papers name lines, and the lines have new numbers: they name the new ones now; which goods they cover is not told by these, so an answer that rests on one may be open",
            "单证所列项号已改为新的项号；由此不能得知对应清单中的哪些货物，依赖该单证的结论可能未定",
        )
    } else {
        Text::new(
            "papers name lines of the items that were there before; which of the new ones is meant is not known, so their lines are left open",
            "单证所列为原商品项的项号，不知对应新的哪一项，已留空",
        )
    }
}

fn boxes(known: bool) -> Text {
    if known {
        Text::new(
            "containers name lines, and the lines have new numbers: they name the new ones now",
            "集装箱所列项号已改为新的项号",
        )
    } else {
        Text::new(
            "containers name lines of the items that were there before; their lines are left open",
            "集装箱所列为原商品项的项号，已留空",
        )
    }
}

/// Gives the lines that papers or containers name their new numbers, or leaves them
/// open where it is not known which are meant. Says whether there were any.
fn renumber(whole: &mut Node, key: &str, lines: Option<&[Item]>) -> bool {
    let Kind::Object(members) = &mut whole.kind else { return false };
    let mut any = false;
    for member in members.iter_mut().filter(|m| m.key == key) {
        let Kind::List(entries) = &mut member.node.kind else { continue };
        for entry in entries {
            let Some(Node { kind: Kind::List(old), .. }) = entry.get("lines") else { continue };
            let new = lines.and_then(|lines| numbers(old, lines));
            any = true;
            set(entry, "/lines", Some(new.map_or_else(Node::null, Node::list)));
        }
    }
    any
}

/// The new numbers of lines; none where one of the old ones is no line.
fn numbers(old: &[Node], lines: &[Item]) -> Option<Vec<Node>> {
    let mut new = Vec::new();
    for node in old {
        let number: u64 = node.written()?.trim().parse().ok()?;
        new.extend(lines.iter().filter(|item| item.lines.contains(&number)).map(|item| item.number));
    }
    new.sort_unstable();
    new.dedup();
    Some(new.into_iter().map(|n| Node::number(n.to_string())).collect())
}
