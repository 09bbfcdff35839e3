//! A [`Node`] and the standing facts → a [`Declaration`]: every fact of the
//! schema known, or unknown for a cause.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::declaration::{CauseKind, Declaration, Fact, Facts};
use super::documents::documents;
use super::error::{InputError, Limits};
use super::goods::goods;
use super::keys;
use super::node::{Kind, Member, Node, child, quote};
use super::notes::{Found, Notes, facts, find};
use super::standing::{self, Standing};
use crate::bilingual;
use crate::hir::{Place, Schema};
use crate::source::Span;
use crate::value::{Text, Value};

/// What `schema` says, where it says something.
pub const SCHEMA: &str = "mp1039/declaration@1";

/// A declaration that says what it is, before all else where it did not.
pub fn with_schema(mut declaration: Node) -> Node {
    let says = declaration.get("schema").is_some();
    if let (false, Kind::Object(members)) = (says, &mut declaration.kind) {
        members.insert(0, Member { key: "schema".to_owned(), key_span: None, node: Node::text(SCHEMA) });
    }
    declaration
}

/// Binds a declaration, with the standing facts under it, to a schema.
pub fn bind(
    node: &Node,
    standing: &[Standing],
    schema: &Schema,
    limits: &Limits,
) -> Result<Declaration, InputError> {
    if !matches!(node.kind, Kind::Object(_)) {
        let what = node.what();
        let message =
            bilingual!("a declaration is one object, not {what}", "申报数据应为对象，而非{what}"; what);
        return Err(InputError::at(node.span, message));
    }
    check_schema(node)?;
    let mut found = Vec::new();
    place(node, String::new(), &mut found);
    // Of two places of one key, a map keeps the last.
    let mut places: BTreeMap<String, Span> = found.into_iter().rev().collect();
    let mut notes = Notes::default();
    keys::check(node, schema, &mut notes);
    let (node, stated) = match standing {
        [] => (Cow::Borrowed(node), BTreeMap::new()),
        _ => {
            let (merged, stated) = standing::merge(node, standing, schema, &mut notes)?;
            (Cow::Owned(merged), stated)
        }
    };
    let head = facts(&node, Place::Head, "", schema, &mut notes);
    let day =
        ["declared_on", "accepted_on"].into_iter().find_map(|path| match head.known(schema.find(path)?) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        });
    let bound = goods(&node, day, schema, limits, &mut notes)?;
    places.extend(std::mem::take(&mut notes.places));
    let documents = documents(&node, &bound, schema, &mut notes);
    let id = id(&node, "declaration_no").or_else(|| id(&node, "client_ref"));
    unread(schema, "", &head, &places, &mut notes);
    for line in &bound.goods.lines {
        unread(schema, &line.pointer, &line.facts, &places, &mut notes);
    }
    Ok(Declaration { id, head, goods: bound.goods, documents, warnings: notes.warnings, places, stated })
}

/// Says of each value that is there and cannot be used why not, whether or not a
/// norm asks for it.
fn unread(schema: &Schema, prefix: &str, facts: &Facts, places: &BTreeMap<String, Span>, notes: &mut Notes) {
    let place = if prefix.is_empty() { Place::Head } else { Place::Line };
    let own = schema.facts.iter().zip(&facts.0).filter(|(def, _)| def.place == place);
    let unusable: Vec<(String, &Text)> = own
        .clone()
        .filter_map(|(def, fact)| match fact {
            Fact::Unknown(cause) if cause.kind != CauseKind::Absent => {
                Some((format!("{prefix}/{}", def.keys.join("/")), &cause.detail))
            }
            _ => None,
        })
        .collect();
    // A line that is no object is said once, not for each of its facts.
    let whole = unusable.len() == own.count()
        && unusable.windows(2).all(|w| w.first().map(|a| a.1) == w.last().map(|a| a.1));
    let shown = if whole { 1 } else { unusable.len() };
    for (pointer, detail) in unusable.into_iter().take(shown) {
        let pointer = if whole && !prefix.is_empty() { prefix.to_owned() } else { pointer };
        if notes.warnings.len() < 1_000 && !notes.warnings.iter().any(|w| w.pointer == pointer) {
            let span = places.get(&pointer).copied();
            notes.warn(&pointer, span, detail.clone());
        }
    }
}

/// Refuses a text that says to be something else.
fn check_schema(node: &Node) -> Result<(), InputError> {
    for member in node.members().iter().filter(|m| m.key == "schema") {
        let found = match &member.node.kind {
            Kind::Null => continue,
            Kind::Text(text) if text == SCHEMA => continue,
            Kind::Text(text) => Text::same(quote(text).to_string()),
            _ => member.node.what(),
        };
        let message = bilingual!(
            "the schema is {found}; only \"{SCHEMA}\" is read",
            "schema为{found}；只能读取\"{SCHEMA}\""; found
        );
        return Err(InputError::at(member.node.span, message));
    }
    Ok(())
}

fn id(node: &Node, key: &str) -> Option<String> {
    match find(node, &[key]) {
        Found::One(node) => {
            let text = node.written()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Notes where each value stands; the first, where a key stands twice.
fn place(node: &Node, pointer: String, places: &mut Vec<(String, Span)>) {
    match &node.kind {
        Kind::Object(members) => members.iter().for_each(|m| place(&m.node, child(&pointer, &m.key), places)),
        Kind::List(nodes) => {
            nodes.iter().enumerate().for_each(|(i, n)| place(n, format!("{pointer}/{i}"), places));
        }
        _ => {}
    }
    places.extend(node.span.map(|span| (pointer, span)));
}
