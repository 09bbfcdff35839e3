//! A [`Node`] and the standing facts → a [`Declaration`]: every fact of the
//! schema known, or unknown for a cause.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::declaration::Declaration;
use super::documents::documents;
use super::error::{InputError, Limits};
use super::goods::goods;
use super::keys;
use super::node::{Kind, Node, child, quote};
use super::notes::{Found, Notes, facts, find};
use super::standing::{self, Standing};
use crate::bilingual;
use crate::hir::{Place, Schema};
use crate::source::Span;
use crate::value::Text;

/// What `schema` says, where it says something.
pub const SCHEMA: &str = "mp1039/declaration@1";

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
    let mut places = BTreeMap::new();
    place(node, String::new(), &mut places);
    let (node, stated) = match standing {
        [] => (Cow::Borrowed(node), BTreeMap::new()),
        _ => {
            let (merged, stated) = standing::merge(node, standing)?;
            (Cow::Owned(merged), stated)
        }
    };
    let mut notes = Notes::default();
    keys::check(&node, schema, &mut notes);
    let head = facts(&node, Place::Head, "", schema, &mut notes);
    let bound = goods(&node, schema, limits, &mut notes)?;
    let documents = documents(&node, &bound, &mut notes);
    let id = id(&node, "declaration_no").or_else(|| id(&node, "client_ref"));
    Ok(Declaration { id, head, goods: bound.goods, documents, warnings: notes.warnings, places, stated })
}

/// Refuses a text that says to be something else.
fn check_schema(node: &Node) -> Result<(), InputError> {
    for member in node.members().iter().filter(|m| m.key == "schema") {
        let found = match &member.node.kind {
            Kind::Null => continue,
            Kind::Text(text) if text == SCHEMA => continue,
            Kind::Text(text) => Text::same(quote(text)),
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
        Found::One(Node { kind: Kind::Text(text) | Kind::Number(text), .. }) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Notes where each value stands; the first, where a key stands twice.
fn place(node: &Node, pointer: String, places: &mut BTreeMap<String, Span>) {
    match &node.kind {
        Kind::Object(members) => members.iter().for_each(|m| place(&m.node, child(&pointer, &m.key), places)),
        Kind::List(nodes) => {
            nodes.iter().enumerate().for_each(|(i, n)| place(n, format!("{pointer}/{i}"), places));
        }
        _ => {}
    }
    if let Some(span) = node.span {
        places.entry(pointer).or_insert(span);
    }
}
