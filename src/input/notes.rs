//! What is gathered while binding: warnings, and how a fact is looked up.

use super::declaration::{Cause, CauseKind, Fact, Facts, Warning};
use super::node::{Kind, Node, child};
use super::typed::{self, Doubts};
use crate::bilingual;
use crate::hir::{FactDef, Place, Schema};
use crate::source::Span;
use crate::value::Text;

/// Warnings as they come.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) warnings: Vec<Warning>,
    /// Where values stand that have no place of their own.
    pub(super) places: Vec<(String, Span)>,
}

impl Notes {
    /// Adds one.
    pub(super) fn warn(&mut self, pointer: impl Into<String>, span: Option<Span>, message: Text) {
        self.warnings.push(Warning { pointer: pointer.into(), span, message });
    }

    /// Reads a value that is there, and keeps what `read` doubts about it.
    pub(super) fn read<T>(
        &mut self,
        pointer: impl Fn() -> String,
        node: &Node,
        read: impl FnOnce(&Node, &mut Doubts) -> Result<T, Cause>,
    ) -> Result<T, Cause> {
        let mut doubts = Doubts::new();
        let value = read(node, &mut doubts)?;
        for doubt in doubts {
            self.warn(pointer(), node.span, doubt);
        }
        Ok(value)
    }
}

/// What stands under a path of keys.
pub(super) enum Found<'n> {
    /// Nothing, or null.
    Absent,
    /// This.
    One(&'n Node),
    /// A key of the path stands twice.
    Twice(&'n str),
    /// A part of the path is no object.
    NotObject(&'n Node),
}

/// Follows keys down from an object.
pub(super) fn find<'n, K: AsRef<str>>(node: &'n Node, keys: &[K]) -> Found<'n> {
    let mut node = node;
    for key in keys {
        if !matches!(node.kind, Kind::Object(_)) {
            return if node.is_null() { Found::Absent } else { Found::NotObject(node) };
        }
        let mut held = node.members().iter().filter(|m| m.key == key.as_ref());
        match (held.next(), held.next()) {
            (None, _) => return Found::Absent,
            (Some(member), None) => node = &member.node,
            (Some(member), Some(_)) => return Found::Twice(&member.key),
        }
    }
    if node.is_null() { Found::Absent } else { Found::One(node) }
}

/// The cause of a key that stands twice.
pub(super) fn twice(key: &str) -> Cause {
    let key = super::node::quote(key);
    Cause {
        kind: CauseKind::Duplicate, detail: bilingual!("the key {key} stands twice", "键{key}重复出现")
    }
}

/// Reads the value under a path of keys with `read`.
pub(super) fn read<K: AsRef<str>, T>(
    node: &Node,
    keys: &[K],
    pointer: &str,
    notes: &mut Notes,
    read: impl FnOnce(&Node, &mut Doubts) -> Result<T, Cause>,
) -> Result<T, Cause> {
    let found = match find(node, keys) {
        Found::Absent => return Err(Cause::absent()),
        Found::Twice(key) => return Err(twice(key)),
        Found::NotObject(part) => return Err(typed::wrong_type(part, ("an object", "对象"))),
        Found::One(found) => found,
    };
    let at = || keys.iter().fold(pointer.to_owned(), |at, key| child(&at, key.as_ref()));
    notes.read(at, found, read)
}

/// Reads every fact of a place from an object.
pub(super) fn facts(node: &Node, place: Place, pointer: &str, schema: &Schema, notes: &mut Notes) -> Facts {
    let fact = |def: &FactDef| {
        if def.place != place {
            return Fact::Unknown(Cause::absent());
        }
        read(node, &def.keys, pointer, notes, |found, doubts| typed::value(def, found, doubts))
            .map_or_else(Fact::Unknown, Fact::Known)
    };
    Facts(schema.facts.iter().map(fact).collect())
}
