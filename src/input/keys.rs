//! Keys that the policy does not know: reported, with what may be meant.

use std::collections::BTreeMap;

use super::node::{Kind, Node, child, quote};
use super::notes::Notes;
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::hir::{Place, Schema, Type};

/// So many are reported one by one; the rest are counted.
const SHOWN: usize = 1000;

/// The keys that an object may have.
#[derive(Default)]
struct Keys<'s> {
    below: BTreeMap<&'s str, Keys<'s>>,
    /// Any key may stand below.
    free: bool,
}

impl<'s> Keys<'s> {
    fn of(schema: &'s Schema, place: Place, own: &[&'s str], free: &[&'s str]) -> Keys<'s> {
        let mut keys = Keys::default();
        for def in schema.facts.iter().filter(|def| def.place == place) {
            let leaf = def.keys.iter().fold(&mut keys, |at, key| at.below.entry(key).or_default());
            leaf.free |= def.ty == Type::Opaque;
        }
        for key in own {
            keys.below.entry(key).or_default();
        }
        for key in free {
            keys.below.entry(key).or_default().free = true;
        }
        keys
    }
}

/// Reports every key of a declaration that is not in the schema.
pub(super) fn check(declaration: &Node, schema: &Schema, notes: &mut Notes) {
    let mut walk = Walk { notes, seen: 0 };
    let own = [
        "schema",
        "items",
        "goods_list",
        "documents",
        "containers",
        "declaration_no",
        "client_ref",
        "simplified",
    ];
    walk.object(declaration, &Keys::of(schema, Place::Head, &own, &[]), "");
    let line = Keys::of(schema, Place::Line, &["line_no"], &["attributes", "answers"]);
    let document = Keys::of(schema, Place::Document, &["letter", "number", "valid_until", "lines"], &[]);
    let container = Keys::of(schema, Place::Container, &["id", "lines"], &[]);
    for member in declaration.members() {
        let keys = match member.key.as_str() {
            "items" | "goods_list" => &line,
            "documents" => &document,
            "containers" => &container,
            _ => continue,
        };
        if let Kind::List(nodes) = &member.node.kind {
            for (i, node) in nodes.iter().enumerate() {
                walk.object(node, keys, &format!("/{}/{i}", member.key));
            }
        }
    }
    let more = walk.seen.saturating_sub(SHOWN);
    if more > 0 {
        notes.warn(
            "",
            None,
            bilingual!("{more} more fields that the policy does not know", "另有{more}个政策未定义的字段"),
        );
    }
}

struct Walk<'n> {
    notes: &'n mut Notes,
    seen: usize,
}

impl Walk<'_> {
    fn object(&mut self, node: &Node, keys: &Keys<'_>, pointer: &str) {
        for member in node.members() {
            let known = keys.below.get(member.key.as_str());
            match known {
                Some(below) if !below.free => {
                    if !below.below.is_empty() {
                        self.object(&member.node, below, &child(pointer, &member.key));
                    }
                }
                Some(_) => {}
                None => self.unknown(&member.key, keys, &child(pointer, &member.key), member.key_span),
            }
        }
    }

    fn unknown(&mut self, key: &str, keys: &Keys<'_>, pointer: &str, span: Option<crate::source::Span>) {
        self.seen += 1;
        if self.seen > SHOWN {
            return;
        }
        let shown = quote(key);
        let mut message = bilingual!(
            "the policy does not know the field {shown}; it was not used",
            "政策未定义字段{shown}，未予使用"
        );
        let short = key.chars().count() <= 64;
        if let Some(near) = nearest(key, keys.below.keys().filter(|_| short).copied()) {
            let near = quote(near);
            message.push(&bilingual!("; {near} may be meant", "；或应为{near}"));
        }
        self.notes.warn(pointer, span, message);
    }
}
