//! Keys that the policy does not know: reported, with what may be meant.

use std::collections::BTreeMap;

use super::node::{Kind, Node, child, quote};
use super::notes::Notes;
use super::standing::{DEFAULTS, TABLES};
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::hir::{Place, Schema, Type};

/// So many are reported one by one; the rest are counted.
const SHOWN: usize = 1000;

/// The keys that an object may have.
#[derive(Clone, Default)]
struct Keys<'s> {
    below: BTreeMap<&'s str, Keys<'s>>,
    /// Any key may stand below, or whatever a list holds.
    free: bool,
    /// What stands here is an object, of any keys.
    holds: bool,
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
            let any = keys.below.entry(key).or_default();
            (any.free, any.holds) = (true, true);
        }
        keys
    }

    /// The keys of a line of goods.
    fn line(schema: &'s Schema) -> Keys<'s> {
        Keys::of(schema, Place::Line, &["line_no"], &["attributes", "answers"])
    }
}

/// Keys of a declaration that no fact of the schema has.
const OWN: [&str; 8] = [
    "schema",
    "items",
    "goods_list",
    "documents",
    "containers",
    "declaration_no",
    "client_ref",
    "simplified",
];

/// Reports every key of a declaration that is not in the schema.
pub(super) fn check(declaration: &Node, schema: &Schema, notes: &mut Notes) {
    let mut walk = Walk { notes, seen: 0, shapes: false };
    walk.object(declaration, &Keys::of(schema, Place::Head, &OWN, &[]), "");
    walk.lists(declaration, schema);
    walk.finish();
}

/// Reports every key of standing facts that is not in the schema, and what stands where
/// an object belongs, since it would fill nothing.
pub(super) fn check_standing(node: &Node, schema: &Schema, notes: &mut Notes) {
    let mut walk = Walk { notes, seen: 0, shapes: true };
    let mut good = Keys::line(schema);
    good.below.remove("line_no");
    if let Some(identification) = good.below.get_mut("identification") {
        // What the facts are found by cannot be one of them.
        identification.below.remove("goods_code");
    }
    let mut head = Keys::of(schema, Place::Head, &OWN, &TABLES);
    for key in DEFAULTS {
        head.below.insert(key, good.below.get(key).cloned().unwrap_or_default());
    }
    walk.object(node, &head, "");
    walk.lists(node, schema);
    for table in node.members().iter().filter(|m| TABLES.contains(&m.key.as_str())) {
        for entry in table.node.members() {
            walk.object(&entry.node, &good, &child(&child("", &table.key), &entry.key));
        }
    }
    walk.finish();
}

struct Walk<'n> {
    notes: &'n mut Notes,
    seen: usize,
    /// Report what is no object where one belongs.
    shapes: bool,
}

impl Walk<'_> {
    /// The lines, papers and containers of a declaration.
    fn lists(&mut self, declaration: &Node, schema: &Schema) {
        let line = Keys::line(schema);
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
                    self.object(node, keys, &format!("/{}/{i}", member.key));
                }
            }
        }
    }

    fn object(&mut self, node: &Node, keys: &Keys<'_>, pointer: &str) {
        for member in node.members() {
            let known = keys.below.get(member.key.as_str());
            if let Some(below) = known {
                self.shape(below, &member.node, &child(pointer, &member.key));
            }
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

    /// Reports a text, a number or a list where keys belong.
    fn shape(&mut self, keys: &Keys<'_>, node: &Node, pointer: &str) {
        let wanted = self.shapes && (keys.holds || !keys.below.is_empty());
        if wanted && !matches!(node.kind, Kind::Object(_) | Kind::Null) {
            let what = node.what();
            let message = bilingual!("an object belongs here, not {what}", "此处应为对象，而非{what}"; what);
            self.notes.warn(pointer, node.span, message);
        }
    }

    fn finish(self) {
        let more = self.seen.saturating_sub(SHOWN);
        if more > 0 {
            let message = bilingual!(
                "{more} more fields that the policy does not know",
                "另有{more}个政策未定义的字段"
            );
            self.notes.warn("", None, message);
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
