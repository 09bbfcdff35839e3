//! Records of a market-procurement platform → the canonical declaration: goods that
//! are filed, and trade orders. They come before a declaration and say less: neither
//! mode, direction nor whether the goods will be merged.
//!
//! The element names are those of one operator's client of the Guangzhou platform, of
//! about 2019. Groups may be called otherwise elsewhere, so orders and lines are found
//! by what they hold, wherever they stand in the envelope. What is plainly of goods but
//! belongs to no record refuses the whole: it could belong to any.

use std::collections::BTreeSet;

use super::mapping::{
    Field, How, Mapping, Marks, below, children, is_filled, is_one_of, item_pointer, named, outside, put,
    text_of,
};
use super::{Outcome, Record, refused};
use crate::bilingual;
use crate::input::error::InputError;
use crate::input::node::{Kind, Node, child, quote};
use crate::source::Span;
use crate::value::Text;

/// The code that the platform gives its goods.
const GOODS_CODE: &[&str] = &["goodCode", "goodsCode"];

/// What a trade order is known by.
const ORDER: &[&str] = &["tradingNo", "isAgencyReceipt", "rmbMoney", "TradeDetailList"];

/// What goods are known by that are filed one by one.
const GOODS: &[&str] = &["goodsCname", "hsCode"];

/// What a line is known by: it has one of these elements, filled or not.
const OF_LINE: Marks =
    Marks { within: &["goodCode", "goodsCode", "goodsCname", "hsCode", "cAmount"], line: &[] };

/// A line: of a filing the description, of an order the amounts.
const LINE: &[Field] = &[
    Field { to: "/identification/goods_code", from: GOODS_CODE, how: How::Text },
    Field { to: "/name", from: &["goodsCname"], how: How::Text },
    Field { to: "/spec", from: &["model"], how: How::Text },
    Field { to: "/brand", from: &["cBrand"], how: How::Text },
    Field { to: "/quantity", from: &["cAmount"], how: How::Number },
    Field { to: "/unit", from: &["cunit"], how: How::Code },
    Field { to: "/legal_quantity_1", from: &["quantity"], how: How::Number },
    Field { to: "/legal_unit_1", from: &["qunit"], how: How::Code },
    Field { to: "/legal_quantity_2", from: &["weight"], how: How::Number },
    Field { to: "/legal_unit_2", from: &["wunit"], how: How::Code },
    Field { to: "/unit_price", from: &["price"], how: How::Number },
    Field { to: "/total", from: &["totalPrice"], how: How::Number },
    Field { to: "/currency", from: &["tradeCurr"], how: How::Code },
];

/// An order and a message by their numbers.
const ORDER_NO: &[Field] = &[Field { to: "/client_ref", from: &["tradingNo"], how: How::Text }];
const MESSAGE_NO: &[Field] = &[Field { to: "/client_ref", from: &["MessageId"], how: How::Text }];

/// Reads a platform's envelope.
pub(super) fn records(envelope: &Node) -> Vec<Outcome> {
    let heads = children(envelope, "Head");
    let span = heads.first().copied().unwrap_or(envelope).span;
    let kinds: Vec<&str> = heads.iter().filter_map(|head| text_of(head, &["MessageType"])).collect();
    let refused = |kind: &&str| refused::PLATFORM.iter().find(|row| kind.eq_ignore_ascii_case(row.name));
    if let Some(row) = kinds.iter().find_map(refused) {
        let (name, what, instead) = (row.name, row.what(), row.instead());
        let text = bilingual!(
            "the platform message {name} is {what}, not goods; {instead}",
            "平台报文{name}为{what}，不含可判断的商品；{instead}"; what, instead
        );
        return vec![Err(InputError::at(span, text))];
    }
    let mut orders = Vec::new();
    collect(envelope, ORDER, &mut orders);
    orders.retain(|order| is_filled(order));
    let empty = orders.iter().filter(|order| lines(order).is_empty()).count();
    let taken = match empty < orders.len() {
        true => orders.iter().flat_map(|order| lines(order)).collect(),
        false => lines(envelope),
    };
    if taken.is_empty() {
        return vec![Err(nothing(kinds.first().copied().unwrap_or_default(), span))];
    }
    // One order's lines may stand beside it; whose those beside several are is not known.
    let beside = empty > 0 && empty == orders.len();
    if let Some(error) = astray(envelope, &taken).or_else(|| (beside && empty > 1).then(|| unclear(&orders)))
    {
        return vec![Err(error)];
    }
    if orders.is_empty() || beside {
        let named_by = orders.first().or(heads.first()).copied().unwrap_or(envelope);
        return vec![Ok(record(envelope, if beside { ORDER_NO } else { MESSAGE_NO }, named_by))];
    }
    orders.into_iter().map(order).collect()
}

/// The record of an order.
fn order(order: &Node) -> Outcome {
    let mut numbers = BTreeSet::new();
    order_numbers(order, &mut numbers);
    match (lines(order).is_empty(), numbers.len()) {
        (true, _) => Err(InputError::at(
            order.span,
            Text::new(
                "this trade order has no goods: no element in it holds a goodsCode or hsCode",
                "此交易单没有商品：其中没有元素含goodsCode或hsCode",
            ),
        )),
        (_, 0 | 1) => Ok(record(order, ORDER_NO, order)),
        _ => Err(unclear(&[order])),
    }
}

/// Every number of an order in an element.
fn order_numbers<'n>(node: &'n Node, found: &mut BTreeSet<&'n str>) {
    let own = named(node, &["tradingNo"]).into_iter();
    found.extend(own.filter_map(Node::written).map(str::trim));
    below(node).into_iter().for_each(|(_, node)| order_numbers(node, found));
}

/// Several orders whose lines do not stand in them.
fn unclear(orders: &[&Node]) -> InputError {
    let text = Text::new(
        "several trade orders, and it is not known which goods belong to which; put the goods of each order inside it",
        "有多份交易单，不知商品各属哪一份；请将各单商品置于该单之内",
    );
    InputError::at(orders.last().and_then(|order| order.span), text)
}

/// What is plainly of goods and in no line that is read.
fn astray(envelope: &Node, lines: &[&Node]) -> Option<InputError> {
    let found = outside(envelope, lines, &OF_LINE);
    let (_, first) = found.first()?;
    let names: BTreeSet<&str> = found.iter().map(|(name, _)| *name).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    let names = quote(&names);
    let count = found.len();
    let text = bilingual!(
        "goods that belong to no trade order: {names} ({count} elements); put them inside the order that they belong to, or give them by themselves",
        "有商品不属于任何交易单：{names}（共{count}处）；请置于所属交易单之内，或单独提供"
    );
    Some(InputError::at(first.span, text))
}

/// Reads an object of JSON that is a platform's record: with its envelope or without,
/// one order, or goods. `None` for anything else, such as a declaration.
pub(super) fn of_json(node: &Node) -> Option<Vec<Outcome>> {
    let has = |key: &str| node.members().iter().any(|member| member.key == key);
    if ["schema", "items", "goods_list"].into_iter().any(has) {
        return None;
    }
    let envelopes = children(node, "SubjectInfo");
    if !envelopes.is_empty() {
        let lines: Vec<&Node> = envelopes.iter().flat_map(|envelope| lines(envelope)).collect();
        let all = || envelopes.iter().flat_map(|envelope| records(envelope)).collect();
        return Some(astray(node, &lines).map_or_else(all, |error| vec![Err(error)]));
    }
    let wrapped = has("Head") && has("Declaration");
    let bare = [ORDER, GOODS].iter().any(|marks| marks.iter().copied().any(has));
    (wrapped || (bare && !lines(node).is_empty())).then(|| records(node))
}

fn nothing(kind: &str, span: Option<Span>) -> InputError {
    let shown = quote(kind);
    let text = bilingual!(
        "the platform message of type {shown} has no goods: no element holds a goodsCode or hsCode; goods (GOODS) and trade orders (TRAD) are read",
        "类型为{shown}的平台报文中没有商品：没有元素含goodsCode或hsCode；可读取商品备案（GOODS）和交易单（TRAD）"
    );
    InputError::at(span, text)
}

/// The outermost objects that have an element of one of these names.
fn collect<'n>(node: &'n Node, marks: &[&str], found: &mut Vec<&'n Node>) {
    match below(node).iter().any(|(key, _)| is_one_of(key, marks)) {
        true => found.push(node),
        false => below(node).into_iter().for_each(|(_, node)| collect(node, marks, found)),
    }
}

fn lines(node: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    collect(node, OF_LINE.within, &mut found);
    found
}

/// The record of an order, or of filed goods, whose number stands in `named_by`.
fn record(body: &Node, number: &[Field], named_by: &Node) -> Record {
    let (mut mapping, mut out) = (Mapping::default(), Vec::new());
    mapping.fields(number, named_by, "", &mut out);
    let lines = lines(body);
    let mut items = Vec::new();
    let mut status: Vec<(usize, &Node)> = Vec::new();
    for (index, line) in lines.into_iter().enumerate() {
        let pointer = item_pointer(index);
        let mut item = Vec::new();
        put(&mut item, "/line_no", Node { span: line.span, kind: Kind::Number((index + 1).to_string()) });
        mapping.codes(&[], (&["hsCode"], &["hsCodeS"]), line, &pointer, &mut item);
        mapping.fields(LINE, line, &pointer, &mut item);
        status.extend(named(line, &["status"]).into_iter().map(|node| (index, node)));
        items.push(Node { span: line.span, kind: Kind::Object(item) });
    }
    put(&mut out, "/items", Node { span: body.span, kind: Kind::List(items) });
    if let Some((index, first)) = status.first() {
        let shown = quote(first.written().unwrap_or_default());
        let text = bilingual!(
            "what the platform's status {shown} means is not known; whether the goods are confirmed stays unknown",
            "平台状态{shown}的含义不明；商品是否经认定仍为未知"
        );
        let pointer = child(&child(&item_pointer(*index), "identification"), "status");
        mapping.warn(pointer, first.span, text);
    }
    let bodies = children(body, "Declaration");
    match bodies.is_empty() {
        true => mapping.report_unused("Declaration", body),
        false => bodies.into_iter().for_each(|body| mapping.report_unused("Declaration", body)),
    }
    Record { node: Node { span: body.span, kind: Kind::Object(out) }, warnings: mapping.warnings }
}
