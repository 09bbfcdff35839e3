//! Messages: the words of a string, and the expressions in its braces.

use super::ast::{Expr, Message, Piece};
use super::grammar::{Node, Rule};
use super::literal::{escape, wrong};
use super::{Fallible, Limits, Tongue, expr, literal, reader};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// The message of a `title` node, in a statement of some tongue.
pub(crate) fn message(node: &Node, statement: Tongue, limits: &Limits) -> Fallible<Message> {
    let (en, zh) = literal::both(node, statement);
    let read = |node: Option<Node>| node.map(|n| pieces(&n, limits)).transpose();
    Ok(Message { en: read(en)?, zh: read(zh)?, span: node.span() })
}

/// Reads the text of a hole that begins at `offset` of its source.
pub(crate) fn hole(source: SourceId, offset: usize, text: &str, limits: &Limits) -> Fallible<Expr> {
    let node = reader::read(Rule::hole, source, offset, text, limits)?;
    expr::expr(&node.need(Rule::expr)?)
}

/// The pieces of a string.
fn pieces(node: &Node, limits: &Limits) -> Fallible<Vec<Piece>> {
    let raw = node.text();
    let end = raw.len().saturating_sub(1);
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut at = 1;
    while let Some(rest) = raw.get(at..end).filter(|r| !r.is_empty()) {
        let mut chars = rest.chars();
        let (first, second) = (chars.next().unwrap_or(' '), chars.next());
        at += match (first, second) {
            ('\\', next) => {
                words.push(escape(node, at, next)?);
                2
            }
            ('{', Some('{')) | ('}', Some('}')) => {
                words.push(first);
                2
            }
            ('{', _) => {
                let length = rest.find('}').ok_or_else(|| brace(node.part(at, at + 1), '{'))?;
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                let place: Span = node.part(at + 1, at + length);
                let text = rest.get(1..length).unwrap_or("");
                pieces.push(Piece::Hole(hole(place.source, place.start, text, limits)?));
                length + 1
            }
            ('}', _) => return Err(brace(node.part(at, at + 1), '}')),
            (c, _) => {
                words.push(c);
                c.len_utf8()
            }
        };
    }
    if !words.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Words(words));
    }
    Ok(pieces)
}

/// A brace without the other.
fn brace(span: Span, which: char) -> Box<crate::diagnostic::Diagnostic> {
    let message = match which {
        '{' => Text::new("a brace is opened and not closed in this string", "字符串中的大括号未闭合"),
        _ => Text::new("a brace is closed that was not opened", "字符串中多出右大括号"),
    };
    let help = Text::new(
        "`{name}` shows a value; write `{{` and `}}` for the braces themselves",
        "`{名称}` 显示数值；大括号本身写作 `{{` 与 `}}`",
    );
    wrong(span, message, help)
}
