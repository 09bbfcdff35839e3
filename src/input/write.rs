//! [`Node`] → JSON text: as a person would write it, one key a line and short lists on
//! one; or all on one line.

use super::node::{Kind, Member, Node};

/// Writes a node as JSON with a line end; numbers as they were written, keys in their
/// order, and one that stands twice stands twice.
///
/// ```
/// use mp1039::input::{Node, write};
/// let node = Node::object([("lines", Node::list(vec![Node::number("1.50")]))]);
/// assert_eq!(write(&node), "{\n  \"lines\": [1.50]\n}\n");
/// ```
pub fn write(node: &Node) -> String {
    let mut out = String::new();
    put(node, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a node as JSON on one line, without its end.
///
/// ```
/// use mp1039::input::{Node, write_line};
/// assert_eq!(write_line(&Node::object([("a", Node::list(vec![Node::null()]))])), r#"{"a":[null]}"#);
/// ```
pub fn write_line(node: &Node) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match &node.kind {
        Kind::List(nodes) => format!("[{}]", joined(nodes.iter().map(write_line).collect())),
        Kind::Object(members) => {
            let member = |m: &Member| format!("{}:{}", quoted(&m.key), write_line(&m.node));
            format!("{{{}}}", joined(members.iter().map(member).collect()))
        }
        _ => {
            let mut out = String::new();
            put(node, 0, &mut out);
            out
        }
    }
}

fn put(node: &Node, depth: usize, out: &mut String) {
    match &node.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(raw) => out.push_str(raw),
        Kind::Text(text) => out.push_str(&quoted(text)),
        Kind::List(nodes) if nodes.iter().all(is_plain) => {
            let plain = nodes.iter().map(write_line);
            out.push_str(&format!("[{}]", plain.collect::<Vec<_>>().join(", ")));
        }
        Kind::List(nodes) => {
            let each = nodes.iter().map(|n| (String::new(), n));
            block(('[', ']'), each, depth, out);
        }
        Kind::Object(members) if members.is_empty() => out.push_str("{}"),
        Kind::Object(members) => {
            let each = members.iter().map(|m| (format!("{}: ", quoted(&m.key)), &m.node));
            block(('{', '}'), each, depth, out);
        }
    }
}

fn block<'n>(
    (open, close): (char, char),
    each: impl Iterator<Item = (String, &'n Node)>,
    depth: usize,
    out: &mut String,
) {
    out.push(open);
    for (i, (key, node)) in each.enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&format!("\n{}{key}", "  ".repeat(depth + 1)));
        put(node, depth + 1, out);
    }
    out.push_str(&format!("\n{}{close}", "  ".repeat(depth)));
}

fn is_plain(node: &Node) -> bool {
    !matches!(node.kind, Kind::List(_) | Kind::Object(_))
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
