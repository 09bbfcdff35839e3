//! The Single Window's `DecMessage` → the canonical declaration.
//!
//! Elements are known by their local names, whatever the version and the namespace.
//! What a name means is a table ([`fields`]); what needs thought has a file of its
//! own: the two countries of a line ([`countries`]), papers and containers
//! ([`papers`]).

mod countries;
mod fields;
mod papers;

use self::countries::Countries;
use super::mapping::{
    How, Mapping, Marks, below, children, is_filled, is_named, item_pointer, named, outside, put, text_of,
};
use super::{Outcome, Record, written};
use crate::bilingual;
use crate::input::error::InputError;
use crate::input::node::{Kind, Member, Node, child, quote};
use crate::value::Text;

/// Which way the goods of a message go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Export,
    Import,
    Unknown,
}

/// Reads a message.
pub(super) fn record(message: &Node) -> Outcome {
    refuse_empty(message)?;
    refuse_labels(message)?;
    refuse_astray(message)?;
    let (mut mapping, mut out) = (Mapping::default(), Vec::new());
    let direction = direction(message);
    for head in children(message, "DecHead") {
        numbers(head, &mut mapping, &mut out);
        mapping.fields(fields::HEAD, head, "", &mut out);
        if direction == Direction::Export {
            mapping.fields(fields::HEAD_OF_EXPORT, head, "", &mut out);
        }
    }
    dates(message, &mut mapping, &mut out);
    transit(message, &mut mapping, &mut out);
    let items = items(message, direction, &mut mapping);
    let documents = papers::documents(message, &mut mapping);
    let containers = papers::containers(message, &mut mapping);
    for (key, list) in [("/documents", documents), ("/containers", containers), ("/items", items)] {
        if let Some(list) = list {
            put(&mut out, key, list);
        }
    }
    parties(message, &mut mapping);
    if direction == Direction::Unknown {
        unknown_direction(message, &mut mapping);
    }
    mapping.report_unused("DecMessage", message);
    let node = Node { span: message.span, kind: Kind::Object(out) };
    Ok(Record { node, warnings: mapping.warnings })
}

fn refuse_empty(message: &Node) -> Result<(), InputError> {
    if ["DecHead", "DecLists"].iter().any(|name| children(message, name).into_iter().any(is_filled)) {
        return Ok(());
    }
    let text = Text::new(
        "this DecMessage is empty: it has neither a filled DecHead nor a filled DecLists",
        "此DecMessage为空：既无填写的DecHead，也无填写的DecLists",
    );
    Err(InputError::at(message.span, text))
}

/// Refuses a message whose values are the labels of its elements: codes that consist
/// of Chinese characters.
fn refuse_labels(message: &Node) -> Result<(), InputError> {
    let codes: Vec<&Node> = children(message, "DecHead")
        .into_iter()
        .flat_map(|head| named(head, &["IEFlag", "TradeMode", "CustomMaster"]))
        .collect();
    let is_label = |node: &&Node| match &node.kind {
        Kind::Text(text) => !text.chars().any(|c| c.is_ascii() || ('！'..='～').contains(&c)),
        _ => false,
    };
    if codes.len() < 3 || !codes.iter().all(is_label) {
        return Ok(());
    }
    let text = Text::new(
        "the values of this message are the labels of its elements: a template, not a declaration",
        "此报文的值均为各元素的标签说明：是模板，不是申报数据",
    );
    Err(InputError::at(codes.first().and_then(|node| node.span), text))
}

fn direction(message: &Node) -> Direction {
    let heads = children(message, "DecHead");
    let flags: Vec<&str> = heads.iter().filter_map(|head| text_of(head, &["IEFlag"])).collect();
    let all = |flag| !flags.is_empty() && flags.iter().all(|f| written::code(f).0 == flag);
    match (all("E"), all("I")) {
        (true, _) => Direction::Export,
        (_, true) => Direction::Import,
        _ => Direction::Unknown,
    }
}

/// Says what cannot be read without knowing which way the goods go.
fn unknown_direction(message: &Node, mapping: &mut Mapping) {
    let span = children(message, "DecHead").first().and_then(|head| head.span);
    let message = Text::new(
        "IEFlag says neither E nor I: what IEPort, IEDate, TradeCountry, DistrictCode, OriginCountry and DestinationCountry mean is not known, and they were not read",
        "IEFlag既非E亦非I：IEPort、IEDate、TradeCountry、DistrictCode、OriginCountry和DestinationCountry的含义不明，未予读取",
    );
    mapping.warn("/direction", span, message);
}

/// The number of the declaration, by the first element that holds one.
fn numbers(head: &Node, mapping: &mut Mapping, out: &mut Vec<Member>) {
    let table = fields::NUMBERS;
    let first = table.iter().position(|field| !named(head, field.from).is_empty());
    if let Some(field) = first.and_then(|at| table.get(at..=at)) {
        mapping.fields(field, head, "", out);
    }
}

/// The day of the declaration: as stated, else that of the signature.
fn dates(message: &Node, mapping: &mut Mapping, out: &mut Vec<Member>) {
    let groups = ["DecHead", "DecSign"].into_iter().flat_map(|name| children(message, name));
    let groups: Vec<&Node> = groups.collect();
    for group in &groups {
        mapping.fields(fields::SIGN, group, "", out);
        mapping.fields(fields::DECLARED, group, "", out);
    }
    if out.iter().any(|member| member.key == "declared_on") {
        return;
    }
    for group in groups {
        for signed in named(group, &["SignDate"]) {
            let day = mapping_day(signed);
            let day = quote(&day);
            let text = bilingual!(
                "the day of the signature, {day}, was taken as the day of declaration",
                "以签名日期{day}作为申报日期"
            );
            mapping.warn("/declared_on", signed.span, text);
        }
        mapping.fields(fields::SIGNED, group, "", out);
    }
}

fn mapping_day(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => written::day(text),
        _ => String::new(),
    }
}

/// Whether the goods go in transit: as the head says, else as the transit block shows.
/// A head that says no beside a filled block contradicts itself.
fn transit(message: &Node, mapping: &mut Mapping, out: &mut Vec<Member>) {
    let heads = children(message, "DecHead");
    let stated: Vec<&Node> = heads.into_iter().flat_map(|head| named(head, &["DeclTrnRel"])).collect();
    let blocks = ["TrnHead", "TrnList"].into_iter().flat_map(|name| children(message, name));
    let block = blocks.into_iter().find(|node| is_filled(node));
    for node in &stated {
        let value = mapping.value(How::Code, node, "/transit");
        let kind = match &value.kind {
            Kind::Text(text) if text == "1" => Kind::Bool(true),
            Kind::Text(text) if text == "0" && block.is_some() => {
                let text = Text::new(
                    "DeclTrnRel says 0, no transit, but the transit block is filled; it is not known which holds",
                    "DeclTrnRel为0（非转关），但转关信息已填写；不知以何为准",
                );
                mapping.warn("/transit", node.span, text);
                continue;
            }
            Kind::Text(text) if text == "0" => Kind::Bool(false),
            other => other.clone(),
        };
        put(out, "/transit", Node { span: value.span, kind });
    }
    if let (true, Some(block)) = (stated.is_empty(), block) {
        let text = Text::new(
            "DeclTrnRel is not stated; read as transit, since the transit block is filled",
            "未填DeclTrnRel；因转关信息已填写，按转关读取",
        );
        mapping.warn("/transit", block.span, text);
        put(out, "/transit", Node { span: block.span, kind: Kind::Bool(true) });
    }
}

/// The lines of a message, at any depth in its groups of lines.
fn lines(message: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    children(message, "DecLists").into_iter().for_each(|group| within(group, "DecList", &mut found));
    found
}

/// The outermost elements of a name in an element.
fn within<'n>(node: &'n Node, name: &str, found: &mut Vec<&'n Node>) {
    for (key, node) in below(node) {
        match is_named(key, name) {
            true => found.push(node),
            false => within(node, name, found),
        }
    }
}

/// What only a line holds, and what a line is.
const OF_LINE: Marks = Marks { within: &["CodeTS", "CodeT", "GName", "DeclTotal"], line: &["DecList"] };

/// Refuses a message with goods that stand in none of its lines: they would be missed.
fn refuse_astray(message: &Node) -> Result<(), InputError> {
    let found = outside(message, &lines(message), &OF_LINE);
    let Some((name, first)) = found.first() else { return Ok(()) };
    let (name, count) = (quote(name), found.len());
    let text = bilingual!(
        "goods that stand in no DecList of DecLists: {name} ({count} elements); put each line into DecLists",
        "有商品不在DecLists的DecList之中：{name}（共{count}处）；请将各商品项置于DecLists内"
    );
    Err(InputError::at(first.span, text))
}

/// The lines of a message; `None` where it has no group of lines.
fn items(message: &Node, direction: Direction, mapping: &mut Mapping) -> Option<Node> {
    let span = children(message, "DecLists").first()?.span;
    // In older messages the area stands on the head; two there contradict each other.
    let heads = children(message, "DecHead").into_iter();
    let of_head: Vec<&Node> = heads.flat_map(|head| named(head, &["DistrictCode"])).take(2).collect();
    let mut countries = Countries::new(direction);
    let mut items = Vec::new();
    for (index, line) in lines(message).into_iter().enumerate() {
        let pointer = item_pointer(index);
        let mut item = Vec::new();
        mapping.fields(fields::LINE_NO, line, &pointer, &mut item);
        // One system keeps the last two digits in an element of their own.
        mapping.codes(&["CodeTS"], (&["CodeT"], &["CodeS"]), line, &pointer, &mut item);
        mapping.fields(fields::ITEM, line, &pointer, &mut item);
        countries.read(line, index, mapping, &mut item);
        if direction == Direction::Export {
            let own = named(line, &["DistrictCode"]);
            let areas = if own.is_empty() { &of_head } else { &own };
            for area in areas {
                let area = mapping.value(How::Code, area, &child(&pointer, "source_area"));
                put(&mut item, "/source_area", area);
            }
        }
        items.push(Node { span: line.span, kind: Kind::Object(item) });
    }
    countries.report(mapping);
    Some(Node { span, kind: Kind::List(items) })
}

/// Names the parties that no rule asks for.
fn parties(message: &Node, mapping: &mut Mapping) {
    let heads = children(message, "DecHead");
    let mut found = Vec::new();
    let mut span = None;
    for (en, zh, elements) in fields::PARTIES {
        let filled: Vec<&Node> = heads.iter().flat_map(|head| named(head, elements)).collect();
        let Some(name) =
            heads.iter().find_map(|head| elements.iter().find_map(|element| text_of(head, &[element])))
        else {
            continue;
        };
        filled.iter().for_each(|node| mapping.take(node));
        span = span.or(filled.first().and_then(|node| node.span));
        let (name, what) = (quote(name), Text::new(*en, *zh));
        found.push(bilingual!("{what} {name}", "{what}{name}"; what));
    }
    if !found.is_empty() {
        let list = Text::join(&found, ", ", "、");
        let text = bilingual!("parties that no rule asks for: {list}", "规则不涉及的当事人：{list}"; list);
        mapping.warn("", span, text);
    }
}
