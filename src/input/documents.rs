//! The papers of a declaration, and the lines that each covers.

use std::collections::BTreeSet;

use super::coded;
use super::declaration::{Cause, CauseKind, Document, Fact, Lines};
use super::goods::{Bound, whole};
use super::node::{Kind, Node, child};
use super::notes::{Found, Notes, find, read, twice};
use super::typed::{date, text, wrong_type};
use crate::bilingual;
use crate::hir::{FactDef, Schema};
use crate::value::{Text, Value};

/// Binds the papers; `None` when it is not known which there are.
pub(super) fn documents(
    declaration: &Node,
    bound: &Bound,
    schema: &Schema,
    notes: &mut Notes,
) -> Option<Vec<Document>> {
    let letter = schema.find("document.letter").and_then(|id| schema.get(id));
    let (span, problem) = match find(declaration, &["documents"]) {
        Found::One(Node { kind: Kind::List(nodes), .. }) => {
            let numbers = bound.goods.lines.iter().map(|line| line.number).collect();
            let papers = nodes.iter().enumerate();
            return Some(
                papers
                    .map(|(i, node)| {
                        document(node, &format!("/documents/{i}"), (bound, &numbers), letter, notes)
                    })
                    .collect(),
            );
        }
        Found::Absent => return None,
        Found::One(node) | Found::NotObject(node) => {
            (node.span, wrong_type(node, ("a list of papers", "单证列表")).detail)
        }
        Found::Twice(key) => (declaration.get(key).and_then(|n| n.span), twice(key).detail),
    };
    notes.warn("/documents", span, problem);
    None
}

fn document(
    node: &Node,
    pointer: &str,
    (bound, numbers): (&Bound, &BTreeSet<u64>),
    coded: Option<&FactDef>,
    notes: &mut Notes,
) -> Document {
    if !matches!(node.kind, Kind::Object(_)) {
        let cause = wrong_type(node, ("a paper, an object,", "一份单证（对象）"));
        notes.warn(pointer, node.span, cause.detail.clone());
        let fact = || Fact::Unknown(cause.clone());
        return Document { letter: fact(), number: fact(), valid_until: fact(), lines: Lines::Unknown };
    }
    let mut words = |key: &str, coded: Option<&FactDef>| {
        let read = read(node, &[key], pointer, notes, |n, doubts| {
            let text = text(n, &[], doubts)?;
            coded.map_or(Ok(text.clone()), |def| coded::code(def, text, doubts))
        });
        unusable(&read, node, key, pointer, notes);
        fact(read, Value::Text)
    };
    let (letter, number) = (words("letter", coded), words("number", None));
    let last = read(node, &["valid_until"], pointer, notes, |n, doubts| date(n, true, doubts));
    unusable(&last, node, "valid_until", pointer, notes);
    let lines = lines(node, pointer, bound, numbers, notes);
    Document { letter, number, valid_until: fact(last, Value::Date), lines }
}

/// Says why a value of a paper that is there cannot be used.
fn unusable<T>(read: &Result<T, Cause>, node: &Node, key: &str, pointer: &str, notes: &mut Notes) {
    if let Err(cause) = read
        && cause.kind != CauseKind::Absent
    {
        notes.warn(child(pointer, key), node.get(key).and_then(|n| n.span), cause.detail.clone());
    }
}

fn fact<T>(value: Result<T, Cause>, known: impl FnOnce(T) -> Value) -> Fact {
    value.map_or_else(Fact::Unknown, |value| Fact::Known(known(value)))
}

/// The lines that a paper covers; a warning says why they are not known.
fn lines(paper: &Node, pointer: &str, bound: &Bound, numbers: &BTreeSet<u64>, notes: &mut Notes) -> Lines {
    let wanted = ("\"all\" or a list of line numbers", "\"all\"或序号列表");
    let pointer = child(pointer, "lines");
    let (span, problem) = match find(paper, &["lines"]) {
        Found::Absent => return Lines::Unknown,
        Found::Twice(key) => (paper.get(key).and_then(|n| n.span), twice(key).detail),
        Found::One(node) | Found::NotObject(node) => match &node.kind {
            Kind::Text(text) if text == "all" => return Lines::All,
            Kind::List(list) => return named(list, &pointer, bound, numbers, notes),
            _ => (node.span, wrong_type(node, wanted).detail),
        },
    };
    notes.warn(pointer, span, problem);
    Lines::Unknown
}

/// The lines of a list of numbers; not known when one of them is not clear.
fn named(list: &[Node], pointer: &str, bound: &Bound, numbers: &BTreeSet<u64>, notes: &mut Notes) -> Lines {
    let mut named = Vec::new();
    for (i, one) in list.iter().enumerate() {
        let number = whole(one);
        let problem = match number {
            None => Some(Text::new("a line number is a whole number from 1", "序号应为自1起的整数")),
            Some(_) if bound.renumbered => Some(Text::new(
                "papers number the lines of items; which goods of the goods list are meant is not known",
                "单证所列为申报商品项的序号，不知对应货物清单中的哪些货物",
            )),
            Some(n) if bound.doubtful.contains(&n) => {
                Some(bilingual!("which line has the number {n} is not known", "不知序号{n}指哪一项商品"))
            }
            Some(_) => None,
        };
        if let Some(problem) = problem {
            notes.warn(format!("{pointer}/{i}"), one.span, problem);
            return Lines::Unknown;
        }
        let Some(n) = number else { continue };
        if bound.goods.unknown.is_none() && !numbers.contains(&n) {
            let problem = bilingual!("no line has the number {n}", "没有序号为{n}的商品项");
            notes.warn(format!("{pointer}/{i}"), one.span, problem);
        }
        named.push(n);
    }
    Lines::Some(named)
}
