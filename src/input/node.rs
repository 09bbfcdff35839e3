//! A JSON text as it was written: numbers unread, keys that stand twice kept,
//! and the place of everything.

use std::fmt;

use crate::source::Span;
use crate::value::Text;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands; `None` for what no text holds.
    pub span: Option<Span>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A text, its escapes resolved.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object; a key may stand twice.
    Object(Vec<Member>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key, its escapes resolved.
    pub key: String,
    /// Where the key stands.
    pub key_span: Option<Span>,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// A value that no text holds.
    pub fn new(kind: Kind) -> Node {
        Node { span: None, kind }
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Node {
        Node::new(Kind::Text(text.into()))
    }

    /// A yes or no.
    pub fn bool(value: bool) -> Node {
        Node::new(Kind::Bool(value))
    }

    /// A number, as JSON writes it.
    pub fn number(raw: impl Into<String>) -> Node {
        Node::new(Kind::Number(raw.into()))
    }

    /// `null`.
    pub fn null() -> Node {
        Node::new(Kind::Null)
    }

    /// A list.
    pub fn list(nodes: Vec<Node>) -> Node {
        Node::new(Kind::List(nodes))
    }

    /// An object.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Node)>) -> Node {
        let member = |(key, node): (K, Node)| Member { key: key.into(), key_span: None, node };
        Node::new(Kind::Object(members.into_iter().map(member).collect()))
    }

    /// The characters of a text or a number, as they stand.
    pub(crate) fn written(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The first value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.members().iter().find(|m| m.key == key).map(|m| &m.node)
    }

    /// The value at a JSON pointer.
    ///
    /// ```
    /// use mp1039::input::Node;
    /// let node = Node::object([("items", Node::list(vec![Node::bool(true)]))]);
    /// assert_eq!(node.at("/items/0"), Some(&Node::bool(true)));
    /// assert_eq!(node.at("/items/1"), None);
    /// ```
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        steps(pointer).iter().try_fold(self, |node, step| match &node.kind {
            Kind::List(nodes) => nodes.get(step.parse::<usize>().ok()?),
            _ => node.get(step),
        })
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    /// What it is, in words.
    pub(super) fn what(&self) -> Text {
        match self.kind {
            Kind::Null => Text::new("null", "空值"),
            Kind::Bool(_) => Text::new("true or false", "是非值"),
            Kind::Number(_) => Text::new("a number", "数字"),
            Kind::Text(_) => Text::new("a text", "文本"),
            Kind::List(_) => Text::new("a list", "列表"),
            Kind::Object(_) => Text::new("an object", "对象"),
        }
    }
}

/// Puts a value at a JSON pointer, creating objects on the way, or takes it
/// away with `None`. In a list, the number after the last and `-` append. A key
/// that stood twice stands once afterwards. Says whether the pointer led
/// somewhere; it does not beyond the end of a list.
///
/// ```
/// use mp1039::input::{Node, set};
/// let mut node = Node::object([("simplified", Node::bool(true))]);
/// assert!(set(&mut node, "/market/id", Some(Node::text("yiwu"))));
/// assert!(set(&mut node, "/simplified", None));
/// assert_eq!(node, Node::object([("market", Node::object([("id", Node::text("yiwu"))]))]));
/// ```
pub fn set(node: &mut Node, pointer: &str, value: Option<Node>) -> bool {
    put(node, &steps(pointer), value)
}

fn put(node: &mut Node, steps: &[String], value: Option<Node>) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        *node = value.unwrap_or_else(Node::null);
        return true;
    };
    if let Kind::List(nodes) = &mut node.kind {
        return put_in_list(nodes, step, rest, value);
    }
    if !matches!(node.kind, Kind::Object(_)) {
        if value.is_none() {
            return true;
        }
        node.kind = Kind::Object(Vec::new());
    }
    let Kind::Object(members) = &mut node.kind else { return false };
    if rest.is_empty() && value.is_none() {
        members.retain(|m| m.key != *step);
        return true;
    }
    let Some(first) = members.iter().position(|m| m.key == *step) else {
        if value.is_none() {
            return true;
        }
        let mut below = Node::null();
        let done = put(&mut below, rest, value);
        members.push(Member { key: step.clone(), key_span: None, node: below });
        return done;
    };
    let mut place = 0..;
    members.retain(|m| m.key != *step || place.next() == Some(0));
    members.get_mut(first).is_some_and(|m| put(&mut m.node, rest, value))
}

fn put_in_list(nodes: &mut Vec<Node>, step: &str, rest: &[String], value: Option<Node>) -> bool {
    let place = if step == "-" { Some(nodes.len()) } else { step.parse().ok() };
    let Some(place) = place.filter(|p| *p <= nodes.len()) else { return false };
    if place == nodes.len() {
        if value.is_none() {
            return false;
        }
        nodes.push(Node::null());
    }
    if rest.is_empty() && value.is_none() {
        nodes.remove(place);
        return true;
    }
    nodes.get_mut(place).is_some_and(|node| put(node, rest, value))
}

/// The steps of a JSON pointer, escapes resolved.
fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~")).collect()
}

/// The pointer of a key or number below a pointer.
pub fn child(pointer: &str, key: &str) -> String {
    let mut below = String::with_capacity(pointer.len() + 1 + key.len());
    below.push_str(pointer);
    below.push('/');
    match key.contains(['~', '/']) {
        true => below.push_str(&key.replace('~', "~0").replace('/', "~1")),
        false => below.push_str(key),
    }
    below
}

/// A value from a file in a message: in quotes, short, and harmless to print.
pub(super) fn quote(text: &str) -> Quoted<'_> {
    Quoted(text)
}

/// Most values are read without a message, so that nothing is made of it until then.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 40;
        let safe = self.0.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c });
        let more = if self.0.chars().nth(LONGEST).is_some() { "…" } else { "" };
        write!(f, "\"{}{more}\"", safe.collect::<String>())
    }
}
