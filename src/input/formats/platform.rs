//! Records of a market-procurement platform → the canonical declaration: goods that
//! are filed, and trade orders. They come before a declaration and say less: neither
//! mode, direction nor whether the goods will be merged.
//!
//! The element names are those of one operator's client of the Guangzhou platform, of
//! about 2019. Groups may be called otherwise elsewhere, so lines are found by what
//! they hold: a code of the goods.

use super::decmessage::joined_code;
use super::mapping::{Field, How, Mapping, below, children, is_named, item_pointer, named, put, text_of};
use super::{Outcome, Record, refused};
use crate::bilingual;
use crate::input::error::InputError;
use crate::input::node::{Kind, Node, child, quote};
use crate::source::Span;

/// What a line is known by: it has an element of the code that the platform gives its
/// goods, filled or not.
const GOODS_CODE: &[&str] = &["goodCode", "goodsCode"];

/// What a trade order is known by.
const ORDER: &[&str] = &["tradingNo", "isAgencyReceipt", "rmbMoney", "TradeDetailList"];

/// What goods are known by that are filed one by one.
const GOODS: &[&str] = &["goodsCname", "hsCode"];

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
    let kind = heads.iter().find_map(|head| text_of(head, &["MessageType"])).unwrap_or_default();
    let span = heads.first().copied().unwrap_or(envelope).span;
    if let Some(row) = refused::PLATFORM.iter().find(|row| kind.eq_ignore_ascii_case(row.name)) {
        let (name, what, instead) = (row.name, row.what(), row.instead());
        let text = bilingual!(
            "the platform message {name} is {what}, not goods; {instead}",
            "平台报文{name}为{what}，不含可判断的商品；{instead}"; what, instead
        );
        return vec![Err(InputError::at(span, text))];
    }
    let bodies = children(envelope, "Declaration");
    let body = bodies.first().copied().unwrap_or(envelope);
    let mut orders = Vec::new();
    collect(body, ORDER, &mut orders);
    orders.retain(|order| !lines(order).is_empty());
    if !orders.is_empty() {
        return orders.into_iter().map(|order| Ok(record(order, ORDER_NO, order))).collect();
    }
    if lines(body).is_empty() {
        return vec![Err(nothing(kind, span))];
    }
    vec![Ok(record(body, MESSAGE_NO, heads.first().copied().unwrap_or(envelope)))]
}

/// Reads an object of JSON that is a platform's record: with its envelope or without,
/// one order, or goods. `None` for anything else, such as a declaration.
pub(super) fn of_json(node: &Node) -> Option<Vec<Outcome>> {
    let has = |key: &str| node.members().iter().any(|member| member.key == key);
    if ["schema", "items", "goods_list"].into_iter().any(has) {
        return None;
    }
    if let Some(envelope) = node.get("SubjectInfo") {
        return Some(records(envelope));
    }
    let wrapped = has("Head") && has("Declaration");
    let bare = [ORDER, GOODS].iter().any(|marks| marks.iter().copied().any(has));
    (wrapped || (bare && !lines(node).is_empty())).then(|| records(node))
}

fn nothing(kind: &str, span: Option<Span>) -> InputError {
    let shown = quote(kind);
    let text = bilingual!(
        "the platform message of type {shown} has no goods: no element holds a goodsCode; goods (GOODS) and trade orders (TRAD) are read",
        "类型为{shown}的平台报文中没有商品：没有元素含goodsCode；可读取商品备案（GOODS）和交易单（TRAD）"
    );
    InputError::at(span, text)
}

/// The outermost objects that have an element of one of these names.
fn collect<'n>(node: &'n Node, marks: &[&str], found: &mut Vec<&'n Node>) {
    let marked = below(node).iter().any(|(key, _)| marks.iter().any(|mark| is_named(key, mark)));
    match marked {
        true => found.push(node),
        false => below(node).into_iter().for_each(|(_, node)| collect(node, marks, found)),
    }
}

fn lines(node: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    collect(node, GOODS_CODE, &mut found);
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
        if let Some(code) = joined_code(line, &["hsCode"], &["hsCodeS"], &pointer, &mut mapping) {
            put(&mut item, "/hs_code", code);
        }
        mapping.fields(LINE, line, &pointer, &mut item);
        status.extend(named(line, &["status"]).into_iter().map(|node| (index, node)));
        items.push(Node { span: line.span, kind: Kind::Object(item) });
    }
    put(&mut out, "/items", Node { span: body.span, kind: Kind::List(items) });
    if let Some((index, first)) = status.first() {
        let shown = match &first.kind {
            Kind::Text(text) | Kind::Number(text) => quote(text),
            _ => String::new(),
        };
        let text = bilingual!(
            "what the platform's status {shown} means is not known; whether the goods are confirmed stays unknown",
            "平台状态{shown}的含义不明；商品是否经认定仍为未知"
        );
        let pointer = child(&child(&item_pointer(*index), "identification"), "status");
        mapping.warn(pointer, first.span, text);
    }
    mapping.report_unused("Declaration", body);
    Record { node: Node { span: body.span, kind: Kind::Object(out) }, warnings: mapping.warnings }
}
