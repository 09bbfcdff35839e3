//! A flat table: canonical declarations without loss, a line of goods a row. Its first
//! row holds canonical paths, among them `record`; see docs/language/formats.md.

use super::draft::{Draft, Fact, records};
use super::grid::{Cell, Is, Row, Table};
use super::values;
use crate::bilingual;
use crate::input::error::{InputError, Limits};
use crate::input::formats::Outcome;
use crate::input::json;
use crate::input::node::{Kind, Member, Node, quote};
use crate::source::Span;

/// The header of a flat table, if it is one.
pub(super) fn header(table: &Table) -> Option<(&usize, &Row)> {
    let (row, cells) = table.rows.first_key_value()?;
    cells.values().any(|cell| cell.text.trim() == "record").then_some((row, cells))
}

/// Reads a flat table.
pub(super) fn read(table: &Table, limits: &Limits) -> Result<Vec<Outcome>, InputError> {
    let Some((first, names)) = header(table) else { return Ok(Vec::new()) };
    let mut drafts = Vec::new();
    for (row, cells) in table.rows.range(first.saturating_add(1)..) {
        drafts.push(draft(table, *row, cells, (*first, names), limits)?);
    }
    Ok(records(drafts).into_iter().map(Ok).collect())
}

fn draft(
    table: &Table,
    row: usize,
    cells: &Row,
    (first, names): (usize, &Row),
    limits: &Limits,
) -> Result<Draft, InputError> {
    let mut draft = Draft::default();
    let mut line = false;
    for (column, cell) in cells {
        let span = table.span((row, *column));
        let Some(name) = names.get(column).map(|name| name.text.trim()) else {
            let shown = quote(&cell.text);
            let message = bilingual!("{shown} stands in a column without a name", "{shown}所在列没有列名");
            return Err(InputError::at(Some(span), message));
        };
        match name {
            "record" => draft.record = Some(cell.text.trim().to_owned()),
            "list" => {
                line = true;
                draft.list = Some(list(cell, span)?);
            }
            _ => {
                // The lines of a list that holds none, or no lines, stand in its own column.
                line |= name.starts_with("items.");
                draft.span.get_or_insert(span);
                let said = value(name, cell, span, limits);
                let named = Some(table.span((first, *column)));
                draft.facts.push(Fact { path: name.to_owned(), span, named, said });
            }
        }
    }
    if line {
        draft.list.get_or_insert("items");
        let of_line = draft.facts.iter().find(|fact| fact.path.starts_with("items."));
        draft.span = of_line.map(|fact| fact.span).or(draft.span);
    }
    Ok(draft)
}

fn list(cell: &Cell, span: Span) -> Result<&'static str, InputError> {
    let text = cell.text.trim();
    ["items", "goods_list"].into_iter().find(|name| *name == text).ok_or_else(|| {
        let shown = quote(text);
        let message = bilingual!(
            "{shown} is no list; write items or goods_list",
            "{shown}不是清单名，应为items或goods_list"
        );
        InputError::at(Some(span), message)
    })
}

/// A cell: JSON where it begins like it, else what people write.
fn value(path: &str, cell: &Cell, span: Span, limits: &Limits) -> values::Said {
    let text = cell.text.as_str();
    match text.trim() {
        "null" => return (Some(Node::null()), None),
        word @ ("true" | "false") => return (Some(Node::bool(word == "true")), None),
        _ => {}
    }
    let json = text.starts_with(['"', '[', '{']) && cell.is == Is::Text;
    match json.then(|| as_json(text, span, limits)).flatten() {
        Some(node) => (Some(node), None),
        None => values::read(path, cell),
    }
}

/// A text that is one value of JSON.
fn as_json(text: &str, span: Span, limits: &Limits) -> Option<Node> {
    let wrapped = json::parse(span.source, &format!("{{\"cell\":{text}}}"), limits).ok()?;
    match wrapped.kind {
        Kind::Object(mut members) if members.len() == 1 => Some(placed(members.pop()?.node, span)),
        _ => None,
    }
}

/// A value of JSON in a cell stands in that cell, with all that is in it.
fn placed(node: Node, span: Span) -> Node {
    let kind = match node.kind {
        Kind::List(nodes) => Kind::List(nodes.into_iter().map(|n| placed(n, span)).collect()),
        Kind::Object(members) => {
            let member = |m: Member| Member { key_span: Some(span), node: placed(m.node, span), ..m };
            Kind::Object(members.into_iter().map(member).collect())
        }
        kind => kind,
    };
    Node { span: Some(span), kind }
}
