//! The specification of a line, split by the template of its code: `4|3|石墨|…`.
//!
//! The part in the place of an element is what is said of it. Where a fact is
//! `stated in` that element, or a part names the fact itself (`纯度99.95%`), the
//! fact is known from there, so that nobody is asked again. Only what reads
//! exactly as the fact's type counts: `≥99.9%` is a bound, and no value. What the
//! declaration itself states is never overruled, and what contradicts it makes the
//! fact unknown.

use super::declaration::{Cause, CauseKind, Fact, Line};
use super::node::{Kind, Node, child, quote};
use super::notes::Notes;
use super::typed::{self, Doubts, malformed};
use crate::bilingual;
use crate::catalog::Elements;
use crate::catalog::codes::Found;
use crate::catalog::elements::BARS;
use crate::hir::{FactDef, Place, Schema, Type};
use crate::source::Span;
use crate::value::text::says_nothing;
use crate::value::{Date, HsCode, Text, Value};

/// Reads the specification of a line into its elements and facts. `day` is the day
/// of the declaration, where it states one.
pub(super) fn read(
    line: &mut Line,
    span: Option<Span>,
    day: Option<Date>,
    schema: &Schema,
    notes: &mut Notes,
) {
    let known = |path: &str| schema.find(path).and_then(|id| line.facts.known(id));
    let (Some(Value::Text(spec)), Some(Value::Code(code))) = (known("good.spec"), known("good.hs_code"))
    else {
        return;
    };
    if !spec.contains(BARS) {
        return;
    }
    let warn = |notes: &mut Notes, text: Text| {
        // What is so for every line is said once.
        if !notes.warnings.iter().any(|w| w.message == text) {
            notes.warn(child(&line.pointer, "spec"), span, text);
        }
    };
    let elements = match edition(schema, day) {
        Ok(Some(elements)) => elements,
        Ok(None) => return,
        Err(text) => return warn(notes, text),
    };
    match split(spec, *code, elements) {
        Ok(parts) => line.elements = parts,
        Err(text) => return warn(notes, text),
    }
    for (id, def) in schema.facts.iter().enumerate().filter(|(_, def)| may_state(def)) {
        let claims = claims(def, &line.elements);
        let Some(fact) = line.facts.0.get_mut(id).filter(|_| !claims.is_empty()) else { continue };
        let pointer = def.keys.iter().fold(line.pointer.clone(), |at, key| child(&at, key));
        if settle(fact, def, &claims, span)
            && let Some(span) = span
        {
            notes.places.push((pointer, span));
        }
    }
}

/// Whether a specification may state a fact.
pub(super) fn may_state(def: &FactDef) -> bool {
    def.place == Place::Line && (!def.stated_in.is_empty() || is_measured(def))
}

/// Whether a part may name a fact, with its value behind the name.
pub(super) fn is_measured(def: &FactDef) -> bool {
    matches!(def.ty, Type::Percent | Type::Quantity(_))
}

/// The elements that specifications of a day follow; without a day, the latest.
/// That none is known of an earlier day is as it is; of a later one, the data is old.
pub(super) fn edition(schema: &Schema, day: Option<Date>) -> Result<Option<&Elements>, Text> {
    let Some(day) = day else { return Ok(schema.elements.last().map(AsRef::as_ref)) };
    let holds = |e: &&Elements| e.complete.is_none_or(|(from, until)| from <= day && day <= until);
    let all = || schema.elements.iter().map(AsRef::as_ref);
    match all().rfind(holds) {
        Some(found) => Ok(Some(found)),
        None if all().any(|e| e.complete.is_some_and(|(from, _)| day < from)) => Ok(None),
        None => Err(bilingual!(
            "the specification is not split: no declaration elements of {day} are known here",
            "规格型号未拆分：此处没有{day}的申报要素"
        )),
    }
}

/// The parts of a specification by the names of their elements; empty ones have none,
/// and so has a code without a template.
fn split(spec: &str, code: HsCode, elements: &Elements) -> Result<Vec<(String, String)>, Text> {
    let Some(names) = elements.table.of(code) else { return Ok(Vec::new()) };
    let mut parts: Vec<&str> = spec.split(BARS).map(str::trim).collect();
    while parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    let (found, most) = (parts.len(), names.len());
    if found > most {
        return Err(bilingual!(
            "the specification is not split: it has {found} parts, the template of {code} has {most}",
            "规格型号未拆分：共{found}段，{code}的申报要素为{most}项"
        ));
    }
    let parts: Vec<(&str, &str)> =
        names.into_iter().zip(parts).map(|(name, part)| (name, bare(name, part))).collect();
    for (place, (name, part)) in parts.iter().enumerate() {
        let table = elements.coded.iter().find(|(coded, _)| coded == name).map(|(_, table)| table);
        let Some(table) = table.filter(|_| place == 0 || !part.is_empty()) else { continue };
        if !matches!(table.rows.find(part), Found::Code(_) | Found::Old(_) | Found::Name(_)) {
            let shown = quote(part);
            return Err(bilingual!(
                "the specification is not split: {shown} is no value of “{name}”, so it does not follow the template of {code}",
                "规格型号未拆分：{shown}不是“{name}”的值，与{code}的申报要素不符"
            ));
        }
    }
    let stated = parts.into_iter().filter(|(_, part)| !part.is_empty());
    Ok(stated.map(|(name, part)| (name.to_owned(), part.to_owned())).collect())
}

/// The name of an element without what its brackets explain.
pub(super) fn head(name: &str) -> &str {
    name.split(['（', '(', '[', '［']).next().filter(|head| !head.is_empty()).unwrap_or(name)
}

/// A part without the name of its element, where it repeats it: `品牌：无` is `无`.
fn bare<'p>(name: &str, part: &'p str) -> &'p str {
    let said = |label: &str| part.strip_prefix(label)?.trim_start().strip_prefix([':', '：']).map(str::trim);
    said(name).or_else(|| said(head(name))).unwrap_or(part)
}

/// What the parts say of a fact.
fn claims<'p>(def: &FactDef, parts: &'p [(String, String)]) -> Vec<&'p str> {
    let mut claims = Vec::new();
    for (name, part) in parts {
        if def.stated_in.contains(name) {
            claims.push(named_value(part, [head(name), &def.label.zh]).unwrap_or(part));
        } else if is_measured(def) {
            claims.extend(pieces(part).filter_map(|piece| named_value(piece, [&def.label.zh, ""])));
        }
    }
    claims.retain(|claim| !says_nothing(claim));
    claims
}

/// The value behind a name: `纯度99.95%`, `纯度：≥99.9%`; nothing where the text goes
/// on with other words, or begins with none of the names.
fn named_value<'p>(piece: &'p str, names: [&str; 2]) -> Option<&'p str> {
    let begins = |c: char| {
        c.is_ascii_digit() || ('０'..='９').contains(&c) || "≥≤＞＜><≧≦~～≈±+-.约大小高低不".contains(c)
    };
    names.iter().filter(|name| !name.is_empty()).find_map(|name| {
        let rest = piece.strip_prefix(name)?.trim_start();
        let value = rest.strip_prefix([':', '：', '=', '＝', '为']).map(str::trim);
        value.or_else(|| rest.starts_with(begins).then_some(rest))
    })
}

/// The pieces of a part between commas and semicolons. A comma before a digit may
/// belong to a number.
fn pieces(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(part);
    std::iter::from_fn(move || {
        let text = rest?;
        let digit = |at: usize| text.get(at..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        let cut = text.char_indices().find(|(at, c)| match c {
            ';' | '；' | '、' | '\n' => true,
            ',' | '，' => !digit(at + c.len_utf8()),
            _ => false,
        });
        rest = cut.and_then(|(at, c)| text.get(at + c.len_utf8()..));
        cut.map_or(Some(text), |(at, _)| text.get(..at)).map(str::trim)
    })
}

/// Lays what the specification says beside what is stated; says whether the fact is
/// now known, or not, on its account.
fn settle(fact: &mut Fact, def: &FactDef, claims: &[&str], span: Option<Span>) -> bool {
    let read = |claim: &&str| {
        let node = Node { span, kind: Kind::Text((*claim).to_owned()) };
        typed::value(def, &node, &mut Doubts::new())
    };
    let read: Vec<Result<Value, Cause>> = claims.iter().map(read).collect();
    let values: Vec<&Value> = read.iter().filter_map(|r| r.as_ref().ok()).collect();
    let Some(first) = values.first() else {
        return unread(fact, def, read.iter().find_map(|r| r.as_ref().err()));
    };
    let stated = match fact {
        Fact::Known(value) => &*value,
        Fact::Unknown(cause) if cause.kind == CauseKind::Absent => *first,
        Fact::Unknown(_) => return false,
    };
    let free = def.ty == Type::Text && def.form.is_none() && def.coded.is_none();
    if !free && let Some(other) = values.iter().find(|value| !same(stated, value)) {
        let (stated, other) = (stated.to_string(), other.to_string());
        *fact = Fact::Unknown(malformed(bilingual!(
            "{stated} and {other} are both stated, one of them in the specification",
            "同时填报了{stated}和{other}，其中有规格型号所填"
        )));
        return true;
    }
    match (&*fact, read.iter().find_map(|r| r.as_ref().err())) {
        (Fact::Known(_), _) => false,
        (_, Some(cause)) => unread(fact, def, Some(cause)),
        (_, None) => {
            *fact = Fact::Known((*first).clone());
            true
        }
    }
}

/// Something is said that is no value: the fact is not simply absent.
fn unread(fact: &mut Fact, def: &FactDef, cause: Option<&Cause>) -> bool {
    let (Fact::Unknown(old), Some(cause)) = (&*fact, cause) else { return false };
    if old.kind != CauseKind::Absent {
        return false;
    }
    let (label, detail) = (&def.label, &cause.detail);
    *fact = Fact::Unknown(malformed(bilingual!(
        "{label} in the specification: {detail}",
        "规格型号中的{label}：{detail}"; label, detail
    )));
    true
}

/// Whether two values are the same.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Quantity(a), Value::Quantity(b)) => a.in_base() == b.in_base(),
        (a, b) => a == b,
    }
}
