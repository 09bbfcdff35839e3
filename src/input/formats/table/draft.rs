//! Facts with their places, on the way from rows to records.

use std::collections::HashMap;

use super::values::Said;
use crate::input::declaration::Warning;
use crate::input::formats::Record;
use crate::input::node::{Kind, Member, Node, child};
use crate::source::Span;
use crate::value::Text;

/// What one row, or the rows of one item, state.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Which declaration it belongs to; `None`: the same as the one before.
    pub(super) record: Option<String>,
    /// The list of its line; `None` where it only states facts of the head.
    pub(super) list: Option<&'static str>,
    /// Where it begins.
    pub(super) span: Option<Span>,
    pub(super) facts: Vec<Fact>,
    /// Facts of the line that can be read in two ways: they stand twice.
    pub(super) doubtful: Vec<&'static str>,
}

/// A fact by its path, `items.` before those of the line.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) path: String,
    pub(super) span: Span,
    /// Where its name stands.
    pub(super) named: Option<Span>,
    pub(super) said: Said,
}

impl Draft {
    /// Whether a fact of the line is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.text(path).is_some()
    }

    /// Makes facts of the line unknown: they stand twice in it.
    pub(super) fn doubt(&mut self, paths: &[&'static str]) {
        self.doubtful.extend(paths);
    }

    /// Adds a remark about a place of the line.
    pub(super) fn remark(&mut self, path: &str, span: Span, message: Text) {
        self.facts.push(Fact { path: path.to_owned(), span, named: None, said: (None, Some(message)) });
    }

    /// The text of a fact of the line.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let own = |fact: &&Fact| fact.path.strip_prefix("items.") == Some(path);
        self.facts.iter().filter(own).find_map(|fact| fact.said.0.as_ref()?.written())
    }
}

/// A record that is being put together.
struct Growing {
    head: Node,
    lists: [(&'static str, Vec<Node>); 2],
    warnings: Vec<Warning>,
}

/// Puts drafts together: those of one declaration make one record, in the order in
/// which the declarations come first.
pub(super) fn records(drafts: Vec<Draft>) -> Vec<Record> {
    let mut growing: Vec<Growing> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut at = 0;
    for draft in drafts {
        let known = draft.record.as_ref().and_then(|key| places.get(key).copied());
        at = match (known, &draft.record) {
            (Some(known), _) => known,
            (None, None) if !growing.is_empty() => at,
            (None, key) => {
                places.extend(key.iter().map(|key| (key.clone(), growing.len())));
                growing.push(Growing::new());
                growing.len().saturating_sub(1)
            }
        };
        if let Some(record) = growing.get_mut(at) {
            record.add(draft);
        }
    }
    growing.into_iter().map(Growing::done).collect()
}

impl Growing {
    fn new() -> Growing {
        Growing {
            head: Node::object::<String>([]),
            lists: [("items", Vec::new()), ("goods_list", Vec::new())],
            warnings: Vec::new(),
        }
    }

    fn add(&mut self, draft: Draft) {
        let mut line = Node { span: draft.span, kind: Kind::Object(Vec::new()) };
        let list = draft.list.and_then(|name| self.lists.iter_mut().find(|(own, _)| *own == name));
        let pointer =
            list.as_ref().map(|(name, lines)| format!("/{name}/{}", lines.len())).unwrap_or_default();
        for fact in draft.facts {
            let (inside, path, above) = match fact.path.strip_prefix("items.") {
                Some(path) => (&mut line, steps(path), pointer.as_str()),
                // A remark about the line as a whole.
                None if fact.path.is_empty() => (&mut line, Vec::new(), pointer.as_str()),
                None => (&mut self.head, fact.path.split('.').collect(), ""),
            };
            let (node, said) = fact.said;
            if let Some(node) = node {
                put(inside, &path, Node { span: Some(fact.span), ..node }, fact.named);
            }
            if let Some(message) = said {
                let pointer = path.iter().fold(above.to_owned(), |at, step| child(&at, step));
                self.warnings.push(Warning { pointer, span: Some(fact.span), message });
            }
        }
        draft.doubtful.iter().for_each(|path| twice(&mut line, path));
        if let Some((_, lines)) = list {
            lines.push(line);
        }
    }

    fn done(self) -> Record {
        let mut node = self.head;
        for (name, lines) in self.lists {
            let list = Node { span: lines.first().and_then(|line| line.span), kind: Kind::List(lines) };
            if !matches!(&list.kind, Kind::List(lines) if lines.is_empty()) {
                put(&mut node, &[name], list, None);
            }
        }
        Record { node, warnings: self.warnings }
    }
}

/// The keys of a path below a line; what stands under `attributes` and `answers` is one name.
fn steps(path: &str) -> Vec<&str> {
    match path.split_once('.') {
        Some((group @ ("attributes" | "answers"), name)) => vec![group, name],
        _ => path.split('.').collect(),
    }
}

/// Puts a value under a path. Another value that is there already stays beside it, so that
/// the fact stands twice; the same one is not repeated.
fn put(node: &mut Node, path: &[&str], value: Node, named: Option<Span>) {
    let Kind::Object(members) = &mut node.kind else { return };
    let Some((key, rest)) = path.split_first() else { return };
    let same_key = members.iter_mut().filter(|m| m.key == *key);
    if rest.is_empty() {
        let mut held = same_key;
        if !held.any(|m| same(&m.node, &value)) {
            members.push(Member { key: (*key).to_owned(), key_span: named, node: value });
        }
        return;
    }
    if let Some(member) = same_key.filter(|m| matches!(m.node.kind, Kind::Object(_))).last() {
        put(&mut member.node, rest, value, named);
        return;
    }
    let mut below = Node { span: value.span, kind: Kind::Object(Vec::new()) };
    put(&mut below, rest, value, named);
    members.push(Member { key: (*key).to_owned(), key_span: named, node: below });
}

/// Lets a fact of a line stand twice, so that it is unknown.
fn twice(line: &mut Node, path: &str) {
    let Kind::Object(members) = &mut line.kind else { return };
    let held: Vec<Member> = members.iter().filter(|m| m.key == path).cloned().collect();
    if let [only] = held.as_slice() {
        members.push(only.clone());
    }
}

/// Whether two values are the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Kind::Object(a), Kind::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.node, &b.node))
        }
        (a, b) => a == b,
    }
}

/// A remark that belongs to a whole record.
pub(super) fn remark(span: Option<Span>, message: Text) -> Warning {
    Warning { pointer: String::new(), span, message }
}
