//! The concrete syntax of a text: its items, statements and edits as the grammar read
//! them, words included, and its comments; for those who write a text anew.

use super::grammar::{Node, Rule};
use super::items::{self, Table};
use super::layout::{self, Comment, RawItem};
use super::reader::Reader;
use super::{Limits, cases, law, time};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// A head or a statement, with what stands below it.
pub(crate) struct Piece<'a> {
    /// What the grammar read.
    pub node: Node<'a>,
    /// Its own lines, without those of the statements below it.
    pub span: Span,
    /// Statements, or the lines of an edit.
    pub below: Vec<Piece<'a>>,
}

/// A text as it was written.
pub(crate) struct Concrete<'a> {
    /// Its items in order.
    pub items: Vec<Piece<'a>>,
    /// Its comments in order.
    pub comments: Vec<Comment>,
}

/// Reads a text in which no mistake was found.
pub(crate) fn concrete<'a>(
    source: SourceId,
    text: &'a str,
    limits: &'a Limits,
) -> Result<Concrete<'a>, Box<Diagnostic>> {
    let reader = Reader::new(source, text, limits);
    let layout = layout::cut(source, text);
    let read = |raw: &RawItem| {
        let kind = items::kind(reader.slice(raw.head));
        kind.map_or(Ok(Vec::new()), |kind| Ok(vec![piece(&reader, raw, kind.head, kind.below)?]))
    };
    let items = layout.items.iter().map(read).collect::<Result<Vec<_>, Box<Diagnostic>>>();
    let items = items?.into_iter().flatten().collect();
    Ok(Concrete { items, comments: layout::comments(text) })
}

fn piece<'a>(
    reader: &Reader<'a>,
    raw: &RawItem,
    rule: Rule,
    below: Option<Table>,
) -> Result<Piece<'a>, Box<Diagnostic>> {
    let Some(table) = below else {
        return Ok(Piece { node: reader.read(rule, raw.whole)?, span: raw.whole, below: Vec::new() });
    };
    let node = reader.read(rule, raw.head)?;
    let mut pieces = Vec::new();
    for span in &raw.statements {
        let Some(rule) = items::rule_of(reader.slice(*span), table) else { continue };
        let inner = layout::inner(reader.text, *span);
        let lines = edit_lines(reader, rule, &inner)?;
        let raw = if lines.is_some() {
            inner
        } else {
            RawItem { head: *span, whole: *span, statements: Vec::new() }
        };
        pieces.push(piece(reader, &raw, rule, lines)?);
    }
    Ok(Piece { node, span: raw.head, below: pieces })
}

/// What the lines of an edit, or of a table of cases, are; nothing for a statement without lines of its own.
fn edit_lines(reader: &Reader, rule: Rule, raw: &RawItem) -> Result<Option<Table>, Box<Diagnostic>> {
    Ok(match rule {
        Rule::edit_insert | Rule::edit_replace => Some(law::ARTICLE),
        Rule::edit_remove => Some(time::REMOVED),
        Rule::edit_add if reader.read(rule, raw.head)?.has(Rule::to_markets) => Some(time::MARKETS),
        Rule::edit_add => Some(time::ENTRIES),
        Rule::head_cases => Some(cases::ROWS),
        _ => None,
    })
}
