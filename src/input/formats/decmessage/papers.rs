//! The papers of a message, from all three places where they stand, and its
//! containers.
//!
//! A list that is empty says that there are none, which decides; no list says that it
//! is not known. Many programs leave out a group that they do not fill, or fill it
//! later, so only a message that has the group, empty, and no paper in the other two
//! places says that there are no papers.

use std::collections::{BTreeMap, BTreeSet};

use super::lines;
use crate::bilingual;
use crate::input::formats::mapping::{self, How, Mapping, children, is_filled, named, put};
use crate::input::node::{Kind, Member, Node, child, quote};
use crate::value::text::says_nothing;

/// The papers; `None` where it is not known whether there are any.
pub(super) fn documents(message: &Node, mapping: &mut Mapping) -> Option<Node> {
    let groups = children(message, "DecLicenseDocus");
    let mut papers: Vec<Node> = Vec::new();
    for paper in groups.iter().flat_map(|group| children(group, "LicenseDocu")).filter(|n| is_filled(n)) {
        let pointer = child("/documents", &papers.len().to_string());
        papers.push(with_letter(paper, &pointer, mapping));
    }
    let heads = children(message, "DecHead");
    for number in heads.into_iter().flat_map(|head| named(head, &["LicenseNo"])).filter(|n| names_one(n)) {
        let pointer = child("/documents", &papers.len().to_string());
        let value = mapping.value(How::Text, number, &child(&pointer, "number"));
        let mut paper = Vec::new();
        put(&mut paper, "/number", value);
        papers.push(Node { span: number.span, kind: Kind::Object(paper) });
    }
    for (index, line) in lines(message).into_iter().enumerate() {
        for group in children(line, "DecGoodsLimits") {
            for limit in children(group, "DecGoodsLimit").into_iter().filter(|n| is_filled(n)) {
                let pointer = child("/documents", &papers.len().to_string());
                papers.extend(of_line(limit, line, index, &pointer, mapping));
            }
        }
    }
    let span = groups.first().and_then(|group| group.span);
    let known = !papers.is_empty() || !groups.is_empty();
    known.then_some(Node { span, kind: Kind::List(papers) })
}

/// Whether a number names a paper: not where it says that there is none.
fn names_one(number: &Node) -> bool {
    !matches!(&number.kind, Kind::Text(text) if says_nothing(text))
}

/// A paper of the list of papers.
fn with_letter(paper: &Node, pointer: &str, mapping: &mut Mapping) -> Node {
    let mut out = Vec::new();
    for letter in named(paper, &["DocuCode"]) {
        let at = child(pointer, "letter");
        let mut value = mapping.value(How::Code, letter, &at);
        if let Kind::Text(text) = &value.kind
            && let Some(plain) = unmarked(text)
        {
            let (shown, read) = (quote(text), quote(plain));
            let note = bilingual!(
                "{shown} was read as {read}: 0 marks a small letter, 1 a capital",
                "{shown}按{read}读取：前缀0表示小写，1表示大写"
            );
            mapping.warn(&at, value.span, note);
            value.kind = Kind::Text(plain.to_owned());
        }
        put(&mut out, "/letter", value);
    }
    for number in named(paper, &["CertCode"]) {
        let value = mapping.value(How::Text, number, &child(pointer, "number"));
        put(&mut out, "/number", value);
    }
    Node { span: paper.span, kind: Kind::Object(out) }
}

/// `x` of `0x` and `X` of `1X`, as a database that ignores case keeps letters.
fn unmarked(letter: &str) -> Option<&str> {
    let small = letter
        .strip_prefix('0')
        .filter(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_lowercase()));
    let capital = letter
        .strip_prefix('1')
        .filter(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_uppercase()));
    small.or(capital)
}

/// A paper of a line. Which letter its kind has is not known. A paper that names
/// another line than the one it stands in covers neither for certain.
fn of_line(limit: &Node, line: &Node, index: usize, pointer: &str, mapping: &mut Mapping) -> Option<Node> {
    let mut out: Vec<Member> = Vec::new();
    for number in named(limit, &["LicenceNo", "LicenseNo"]) {
        let value = mapping.value(How::Text, number, &child(pointer, "number"));
        put(&mut out, "/number", value);
    }
    if out.is_empty() {
        return None;
    }
    let own = named(line, &["GNo"]).first().copied().map(count);
    let own = own.unwrap_or_else(|| Node { span: line.span, kind: Kind::Number((index + 1).to_string()) });
    let other = named(limit, &["GoodsNo"]).first().copied();
    if let Some(other) = other {
        mapping.take(other);
    }
    match other.map(count) {
        Some(named) if named.kind != own.kind => {
            let note = bilingual!(
                "the paper names another line than the one it stands in; which it covers is not known",
                "该证件所列商品序号与其所在商品项不一致；不知其对应哪一项"
            );
            mapping.warn(child(pointer, "lines"), named.span, note);
        }
        _ => put(&mut out, "/lines", Node { span: own.span, kind: Kind::List(vec![own]) }),
    }
    Some(Node { span: limit.span, kind: Kind::Object(out) })
}

/// The number of a line; as it stands where it is none.
fn count(node: &Node) -> Node {
    let Kind::Text(text) = &node.kind else { return node.clone() };
    Node { span: node.span, kind: mapping::count(text).0 }
}

/// The containers, with the lines in each; `None` where it is not known whether there
/// are any. The transit block tells the lines of those of which nothing else does.
pub(super) fn containers(message: &Node, mapping: &mut Mapping) -> Option<Node> {
    let groups = children(message, "DecContainers");
    let mut found = Containers::default();
    for one in groups.iter().flat_map(|group| children(group, "Container")) {
        for id in named(one, &["ContainerId"]) {
            if let Some(container) = found.container(id, false, mapping) {
                container.add(&named(one, &["GoodsNo"]), mapping);
            }
        }
    }
    for (group, one) in [("TrnContainers", "TrnContainer"), ("TrnContaGoodsList", "TrnContaGoods")] {
        for one in children(message, group).into_iter().flat_map(|group| children(group, one)) {
            for id in named(one, &["ContaNo"]) {
                if let Some(container) = found.container(id, true, mapping).filter(|c| c.in_transit) {
                    container.add(&named(one, &["GNo"]), mapping);
                }
            }
        }
    }
    let known = !found.all.is_empty() || !groups.is_empty();
    let span = groups.first().and_then(|group| group.span);
    known.then(|| Node { span, kind: Kind::List(found.all.into_iter().map(Container::node).collect()) })
}

/// Containers by their numbers.
#[derive(Default)]
struct Containers {
    all: Vec<Container>,
    places: BTreeMap<String, usize>,
}

/// A container, while its lines are gathered.
struct Container {
    id: Node,
    lines: Vec<Node>,
    seen: BTreeSet<String>,
    /// Its lines come from the transit block.
    in_transit: bool,
}

impl Containers {
    /// The container with this number, new or known.
    fn container(&mut self, id: &Node, in_transit: bool, mapping: &mut Mapping) -> Option<&mut Container> {
        let id = mapping.value(How::Code, id, "/containers");
        let name = match &id.kind {
            Kind::Text(text) => text.clone(),
            _ => String::new(),
        };
        let place = *self.places.entry(name).or_insert(self.all.len());
        if place == self.all.len() {
            let (lines, seen) = (Vec::new(), BTreeSet::new());
            self.all.push(Container { id, lines, seen, in_transit });
        }
        let container = self.all.get_mut(place)?;
        container.in_transit |= in_transit && container.lines.is_empty();
        Some(container)
    }
}

impl Container {
    /// Adds the lines of lists such as `1,3`.
    fn add(&mut self, lists: &[&Node], mapping: &mut Mapping) {
        for list in lists {
            mapping.take(list);
            let Kind::Text(text) = &list.kind else { continue };
            let separators = [',', '，', ';', '；', '、', ' '];
            for part in text.split(separators).map(str::trim).filter(|part| !part.is_empty()) {
                if self.seen.insert(part.to_owned()) {
                    self.lines.push(count(&Node { span: list.span, kind: Kind::Text(part.to_owned()) }));
                }
            }
        }
    }

    fn node(self) -> Node {
        let span = self.id.span;
        let mut out = Vec::new();
        put(&mut out, "/id", self.id);
        if !self.lines.is_empty() {
            put(&mut out, "/lines", Node { span, kind: Kind::List(self.lines) });
        }
        Node { span, kind: Kind::Object(out) }
    }
}
