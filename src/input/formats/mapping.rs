//! Elements of a message → members of the canonical declaration, by tables.
//!
//! A row says which member comes from which elements, official or dialect, and how
//! their text is read. What no row takes is reported, once a record.

use std::collections::BTreeSet;
use std::ptr;

use super::written;
use crate::bilingual;
use crate::input::declaration::Warning;
use crate::input::node::{Kind, Member, Node, child};
use crate::source::Span;
use crate::value::Text;

/// A member of the canonical declaration, and where it comes from.
pub(super) struct Field {
    /// Its pointer, below the object that the table is for.
    pub(super) to: &'static str,
    /// The elements that may hold it, whatever their case and underscores: spellings of
    /// one thing, so that two that differ contradict each other.
    pub(super) from: &'static [&'static str],
    /// How its text is read.
    pub(super) how: How,
}

/// How the text of an element is read.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// As it is.
    Text,
    /// As a code, in half-width characters.
    Code,
    /// As a decimal.
    Number,
    /// As a whole number, such as that of a line.
    Count,
    /// As a day.
    Day,
    /// As one of these, each with what it means; any other as it is.
    OneOf(&'static [(&'static str, &'static str)]),
}

/// So many elements of one name are compared.
const FEW: usize = 20;

/// What is gathered while a record is mapped.
#[derive(Default)]
pub(super) struct Mapping {
    /// Where the values that were taken begin.
    used: BTreeSet<usize>,
    pub(super) warnings: Vec<Warning>,
}

impl Mapping {
    /// Adds a warning.
    pub(super) fn warn(&mut self, pointer: impl Into<String>, span: Option<Span>, message: Text) {
        self.warnings.push(Warning { pointer: pointer.into(), span, message });
    }

    /// Reads the rows of a table from an element into an object, which stands at
    /// `pointer`. Spellings that contradict each other make the key stand twice, so
    /// that the fact is unknown.
    pub(super) fn fields(&mut self, table: &[Field], from: &Node, pointer: &str, into: &mut Vec<Member>) {
        for field in table {
            let at = format!("{pointer}{}", field.to);
            let mut taken: Vec<Node> = Vec::new();
            for node in named(from, field.from) {
                let value = self.value(field.how, node, &at);
                if !taken.iter().any(|other| other.kind == value.kind) {
                    taken.push(value);
                }
                // Two that differ are enough to contradict each other.
                if taken.len() > 1 {
                    break;
                }
            }
            self.agreed(taken, &field.from.join(", "), (pointer, field.to), into);
        }
    }

    /// Puts what elements of these names say under a key: twice where they differ.
    fn agreed(&mut self, taken: Vec<Node>, names: &str, (pointer, to): (&str, &str), into: &mut Vec<Member>) {
        if let [_, other, ..] = taken.as_slice() {
            let text = bilingual!(
                "{names}: the elements say different things; none was used",
                "{names}：各元素内容不一致，均未采用"
            );
            self.warn(format!("{pointer}{to}"), other.span, text);
        }
        for value in taken {
            put(into, to, value);
        }
    }

    /// Reads the tariff code of a line, from elements that hold it whole, and from those
    /// that hold eight digits with those that hold two more.
    pub(super) fn codes(
        &mut self,
        whole: &[&str],
        (first, rest): (&[&str], &[&str]),
        line: &Node,
        pointer: &str,
        into: &mut Vec<Member>,
    ) {
        let at = format!("{pointer}/hs_code");
        let more = named(line, rest);
        let mut found: Vec<Node> = Vec::new();
        for node in named(line, whole).into_iter().chain(named(line, first)).take(FEW) {
            let code = self.value(How::Code, node, &at);
            let joined: Vec<Node> =
                more.iter().take(FEW).filter_map(|rest| self.joined(&code, rest)).collect();
            found.extend(if joined.is_empty() { vec![code] } else { joined });
        }
        let text = |node: &Node| match &node.kind {
            Kind::Text(text) => text.clone(),
            _ => String::new(),
        };
        // Eight digits do not contradict ten that begin with them.
        let mut taken: Vec<Node> = Vec::new();
        found.sort_by_key(|node| std::cmp::Reverse(text(node).len()));
        for code in found {
            if !taken.iter().any(|longer| text(longer).starts_with(&text(&code))) {
                taken.push(code);
            }
        }
        let names = [whole, first, rest].concat().join(", ");
        self.agreed(taken, &names, (pointer, "/hs_code"), into);
    }

    /// Eight digits with two more.
    fn joined(&mut self, code: &Node, rest: &Node) -> Option<Node> {
        let (Kind::Text(digits), Kind::Text(last)) = (&code.kind, &rest.kind) else { return None };
        let last = written::code(last).0;
        if digits.len() != 8 || last.len() != 2 {
            return None;
        }
        self.take(rest);
        Some(Node { span: code.span, kind: Kind::Text(format!("{digits}{last}")) })
    }

    /// The value of an element, which stands at `pointer`.
    pub(super) fn value(&mut self, how: How, node: &Node, pointer: &str) -> Node {
        self.take(node);
        let Kind::Text(text) = &node.kind else { return node.clone() };
        let (kind, note) = match how {
            How::Text => (Kind::Text(text.clone()), None),
            How::Day => (Kind::Text(written::day(text)), None),
            How::Number => {
                let (number, note) = written::number(text);
                (Kind::Text(number), note)
            }
            How::Count => count(text),
            How::Code => {
                let (code, note) = written::code(text);
                (Kind::Text(code), note)
            }
            How::OneOf(meanings) => {
                let (code, note) = written::code(text);
                let meaning = meanings.iter().find(|(name, _)| *name == code).map(|(_, to)| (*to).to_owned());
                (Kind::Text(meaning.unwrap_or(code)), note)
            }
        };
        if let Some(note) = note {
            self.warn(pointer, node.span, note);
        }
        Node { span: node.span, kind }
    }

    /// Marks a value as used.
    pub(super) fn take(&mut self, node: &Node) {
        self.used.extend(node.span.map(|span| span.start));
    }

    /// Whether anything in an element was used.
    fn is_used(&self, node: &Node) -> bool {
        node.span.is_some_and(|span| self.used.contains(&span.start))
            || below(node).iter().any(|(_, node)| self.is_used(node))
    }

    /// Reports in one warning which filled elements were not used; a group of which
    /// nothing was used is named as a whole.
    pub(super) fn report_unused(&mut self, name: &str, record: &Node) {
        let mut unused = Unused::default();
        self.collect(name, record, &mut unused);
        let Some(span) = unused.first else { return };
        let groups: Vec<Text> = unused.groups.iter().map(|(name, keys)| listed(name, keys)).collect();
        let list = Text::join(&groups, "; ", "；");
        self.warn("", span, bilingual!("not used: {list}", "未使用：{list}"; list));
    }

    fn collect<'n>(&self, name: &'n str, node: &'n Node, unused: &mut Unused<'n>) {
        for (key, node) in below(node) {
            if !is_filled(node) || self.is_leaf_used(node) {
                continue;
            }
            match below(node).is_empty() || !self.is_used(node) {
                true => unused.add(name, key, node.span),
                false => self.collect(key, node, unused),
            }
        }
    }

    fn is_leaf_used(&self, node: &Node) -> bool {
        below(node).is_empty() && self.is_used(node)
    }
}

/// A whole number; as it stands where it is none.
pub(super) fn count(text: &str) -> (Kind, Option<Text>) {
    let (number, note) = written::number(text);
    let count = number.parse::<u64>().map(|n| Kind::Number(n.to_string()));
    (count.unwrap_or(Kind::Text(number)), note)
}

/// Elements that were not used, by the element around them.
#[derive(Default)]
struct Unused<'n> {
    groups: Vec<(&'n str, Vec<&'n str>)>,
    seen: BTreeSet<(&'n str, &'n str)>,
    first: Option<Option<Span>>,
}

impl<'n> Unused<'n> {
    fn add(&mut self, group: &'n str, key: &'n str, span: Option<Span>) {
        self.first.get_or_insert(span);
        if !self.seen.insert((group, key)) {
            return;
        }
        match self.groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, keys)) => keys.push(key),
            None => self.groups.push((group, vec![key])),
        }
    }
}

/// So many names of a group are listed; the rest are counted.
const SHOWN: usize = 40;

fn listed(group: &str, keys: &[&str]) -> Text {
    let short = |name: &str| name.chars().take(40).collect::<String>();
    let names: Vec<String> = keys.iter().take(SHOWN).map(|k| short(k)).collect();
    let (group, en, zh) = (short(group), names.join(", "), names.join("、"));
    let names = Text::new(en, zh);
    let mut text = bilingual!("{group}: {names}", "{group}：{names}"; names);
    let more = keys.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push(&bilingual!(" and {more} more", "等，另有{more}个"));
    }
    text
}

/// Every element in an element, with its name. A list in JSON is so many elements of
/// one name.
pub(super) fn below(node: &Node) -> Vec<(&str, &Node)> {
    let mut found = Vec::new();
    node.members().iter().for_each(|member| flat(&member.key, &member.node, &mut found));
    found
}

fn flat<'n>(key: &'n str, node: &'n Node, found: &mut Vec<(&'n str, &'n Node)>) {
    match &node.kind {
        Kind::List(nodes) => nodes.iter().for_each(|node| flat(key, node, found)),
        _ => found.push((key, node)),
    }
}

/// The elements of a name in an element, filled or not.
pub(super) fn children<'n>(node: &'n Node, name: &str) -> Vec<&'n Node> {
    below(node).into_iter().filter(|(key, _)| is_named(key, name)).map(|(_, node)| node).collect()
}

/// The filled elements in an element that have one of these names.
pub(super) fn named<'n>(node: &'n Node, names: &[&str]) -> Vec<&'n Node> {
    below(node)
        .into_iter()
        .filter(|(key, node)| is_one_of(key, names) && is_filled(node))
        .map(|(_, node)| node)
        .collect()
}

/// The text of the first filled element of these names.
pub(super) fn text_of<'n>(node: &'n Node, names: &[&str]) -> Option<&'n str> {
    named(node, names).into_iter().find_map(Node::written).map(str::trim)
}

/// What shows that an element is a line of goods, or of one.
pub(super) struct Marks {
    /// Elements that stand in a line, with nothing in them.
    pub(super) within: &'static [&'static str],
    /// What a line itself is called, where that is known.
    pub(super) line: &'static [&'static str],
}

/// The filled elements that are marks of a line and stand in none of these lines: they
/// would be missed.
pub(super) fn outside<'n>(node: &'n Node, lines: &[&Node], marks: &Marks) -> Vec<(&'n str, &'n Node)> {
    let lines: BTreeSet<*const Node> = lines.iter().map(|line| ptr::from_ref::<Node>(line)).collect();
    let mut found = Vec::new();
    look_outside(node, &lines, marks, &mut found);
    found
}

fn look_outside<'n>(
    node: &'n Node,
    lines: &BTreeSet<*const Node>,
    marks: &Marks,
    found: &mut Vec<(&'n str, &'n Node)>,
) {
    let is_line = lines.contains(&ptr::from_ref(node));
    for (key, node) in below(node) {
        let in_none = !is_line && below(node).is_empty() && is_one_of(key, marks.within);
        let line = is_one_of(key, marks.line) && !lines.contains(&ptr::from_ref(node));
        match is_filled(node) && (in_none || line) {
            true => found.push((key, node)),
            false => look_outside(node, lines, marks, found),
        }
    }
}

/// Whether a key is a spelling of one of these names.
pub(super) fn is_one_of(key: &str, names: &[&str]) -> bool {
    names.iter().any(|name| is_named(key, name))
}

/// Whether a key is a spelling of a name: their case and underscores do not matter.
pub(super) fn is_named(key: &str, name: &str) -> bool {
    fn plain(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase())
    }
    key == name || plain(key).eq(plain(name))
}

/// Whether an element says anything: an empty one means absent.
pub(super) fn is_filled(node: &Node) -> bool {
    match &node.kind {
        Kind::Null => false,
        Kind::Text(text) => !text.trim().is_empty(),
        Kind::Bool(_) | Kind::Number(_) => true,
        Kind::List(nodes) => nodes.iter().any(is_filled),
        Kind::Object(members) => members.iter().any(|member| is_filled(&member.node)),
    }
}

/// Puts a value under a pointer; what stands there already stays.
pub(super) fn put(into: &mut Vec<Member>, pointer: &str, value: Node) {
    let path = pointer.trim_start_matches('/');
    let Some((key, rest)) = path.split_once('/') else {
        into.push(Member { key: path.to_owned(), key_span: None, node: value });
        return;
    };
    if !into.iter().any(|member| member.key == key) {
        into.push(Member { key: key.to_owned(), key_span: None, node: Node::new(Kind::Object(Vec::new())) });
    }
    let inner = into.iter_mut().find(|member| member.key == key).map(|member| &mut member.node.kind);
    if let Some(Kind::Object(members)) = inner {
        put(members, rest, value);
    }
}

/// The pointer of the item with this index.
pub(super) fn item_pointer(index: usize) -> String {
    child("/items", &index.to_string())
}
