//! Specifications that have parts, read when the day of the declaration is known: it says
//! which elements the parts are.
//!
//! Of most, it is told by a look at their parts that they change nothing here. The others
//! are read as the plain reader reads them.

use std::collections::HashMap;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::cursor::Cursor;
use super::fact::{code, slowly, written};
use super::heard::Held;
use super::words::is_plain;
use crate::catalog::codes::Found;
use crate::catalog::elements::BARS;
use crate::catalog::{Codes, Elements};
use crate::hir::{FactId, Schema, Type};
use crate::input::columns;
use crate::input::declaration::{Cause, CauseKind, Fact, Facts, Line};
use crate::input::notes::Notes;
use crate::input::spec;
use crate::ir::{Batch, Layout};
use crate::value::{Date, HsCode};

/// An element of a template.
#[derive(Debug)]
struct Element {
    /// How its name begins; a part that repeats it is read the plain way.
    head: String,
    /// The table of its values.
    coded: Option<Arc<Codes>>,
    /// Whether it states a fact whose value counts here.
    counts: bool,
    /// Names of the facts that it states.
    labels: Vec<String>,
}

/// Lines whose specification has parts.
#[derive(Debug)]
pub(super) struct Late {
    schema: Schema,
    /// What the specification is, and the code by which it is read.
    by: [Option<FactId>; 2],
    /// Facts that a specification may state, each with whether its value counts here.
    facts: Vec<(FactId, bool)>,
    /// Names of facts that a part may name with a value; `None` where that cannot be told.
    names: Option<AhoCorasick>,
    /// Templates that were asked for, by the place of their year and their own in it.
    templates: HashMap<(usize, usize), Vec<Element>>,
    /// By line, values of these facts and of what they are read by.
    held: Vec<(usize, Held)>,
    /// Room for the facts of a line.
    line: Line,
}

fn absent() -> Fact {
    Fact::Unknown(Cause::absent())
}

impl Late {
    /// Of a schema, for a layout.
    pub(super) fn new(schema: &Schema, layout: &Layout) -> Late {
        let stated = schema.facts.iter().enumerate().filter(|(_, def)| spec::may_state(def));
        let facts = stated.clone().map(|(id, def)| {
            // Any text is one of the fact, and nobody looks at it.
            let free = def.ty == Type::Text && def.choices.is_empty() && def.digits.is_none();
            (id, !free || def.form.is_some() || def.coded.is_some() || layout.slot(id).is_some())
        });
        let measured = stated.clone().filter(|(_, def)| spec::is_measured(def)).map(|(_, def)| &def.label.zh);
        Late {
            by: ["good.spec", "good.hs_code"].map(|path| schema.find(path)),
            facts: facts.collect(),
            names: AhoCorasick::new(measured.filter(|name| !name.is_empty())).ok(),
            templates: HashMap::new(),
            held: Vec::new(),
            line: Line {
                number: 0,
                pointer: String::new(),
                facts: Facts(schema.facts.iter().map(|_| absent()).collect()),
                elements: Vec::new(),
                answers: Default::default(),
                unanswered: None,
            },
            schema: schema.clone(),
        }
    }

    /// Whether a specification may state a fact, or is read by it.
    pub(super) fn needs(&self, fact: FactId) -> bool {
        let [spec, code] = self.by;
        spec.is_some() && [spec, code].contains(&Some(fact))
            || spec.is_some() && self.facts.iter().any(|(own, _)| *own == fact)
    }

    /// Forgets the record before.
    pub(super) fn begin(&mut self) {
        self.held.clear();
    }

    /// Keeps what a line says.
    pub(super) fn hold(&mut self, row: usize, held: &[Held]) {
        self.held.extend(held.iter().map(|held| (row, *held)));
    }

    /// Reads the specifications of a declaration of a day, packed, into its lines.
    pub(super) fn settle(
        &mut self,
        cursor: &Cursor<'_>,
        batch: &mut Batch,
        layout: &Layout,
        day: i64,
    ) -> Option<()> {
        if self.held.is_empty() {
            return Some(());
        }
        let day = if day == 0 { None } else { Some(Date::of_packed(day)?) };
        let held = std::mem::take(&mut self.held);
        // What is not known of elements is said by the plain reader.
        let elements = spec::edition(&self.schema, day).ok()?;
        let mut all = self.schema.elements.iter().enumerate();
        let elements = elements.and_then(|own| all.find(|(_, other)| std::ptr::eq(own, &***other)));
        let elements = elements.map(|(at, elements)| (at, elements.clone()));
        let mut lines = held.chunk_by(|(a, _), (b, _)| a == b);
        let done = elements.is_none_or(|elements| {
            lines.all(|own| {
                self.changes_nothing(cursor, own, &elements).is_some()
                    || self.read(cursor, own, (batch, layout), day).is_some()
            })
        });
        self.held = held;
        done.then_some(())
    }

    /// Whether it is certain that the specification of a line says nothing that counts
    /// here, and that the plain reader has nothing to say of it.
    fn changes_nothing(
        &mut self,
        cursor: &Cursor<'_>,
        own: &[(usize, Held)],
        (year, elements): &(usize, Arc<Elements>),
    ) -> Option<()> {
        let [by_spec, by_code] = self.by.map(|fact| own.iter().find(|(_, held)| Some(held.fact) == fact));
        let ((_, spec), (_, code_at)) = (by_spec?, by_code?);
        let text = cursor.slice(spec.start + 1, spec.end - 1);
        let text = std::str::from_utf8(text).ok().filter(|text| !text.contains('\\'))?;
        let code = HsCode::of_ten(code(cursor.load(code_at.start + 1))?);
        let Some(place) = elements.table.place(code) else { return Some(()) };
        let (schema, facts) = (&self.schema, &self.facts);
        let template = self.templates.entry((*year, place)).or_insert_with(|| {
            elements.table.at(place).map(|n| element(n, schema, facts, elements)).collect()
        });
        if self.names.as_ref()?.is_match(text) {
            return None;
        }
        let (mut known, mut place) = (template.iter(), 0);
        for part in text.split(BARS).map(str::trim) {
            let element = known.next();
            if part.is_empty() && place > 0 {
                continue;
            }
            let Element { head, coded, counts, labels } = element?;
            let is_value = coded.as_ref().is_none_or(|table| matches!(table.rows.find(part), Found::Code(_)));
            let names = part.starts_with(head) || labels.iter().any(|label| part.starts_with(label));
            let says = *counts || !(labels.is_empty() || is_plain(part));
            if !is_value || names || says || part.is_empty() {
                return None;
            }
            place += 1;
        }
        Some(())
    }

    /// Reads the specification of a line as the plain reader does.
    fn read(
        &mut self,
        cursor: &Cursor<'_>,
        own: &[(usize, Held)],
        (batch, layout): (&mut Batch, &Layout),
        day: Option<Date>,
    ) -> Option<()> {
        let by = self.by.into_iter().flatten();
        for id in self.facts.iter().map(|(id, _)| *id).chain(by) {
            *self.line.facts.0.get_mut(id)? = absent();
        }
        for (_, held) in own {
            let def = self.schema.get(held.fact)?;
            if let Some(value) = slowly(def, written(cursor, held.start, held.end)?)? {
                *self.line.facts.0.get_mut(held.fact)? = Fact::Known(value);
            }
        }
        let was_known: Vec<bool> =
            self.facts.iter().map(|(id, _)| self.line.facts.known(*id).is_some()).collect();
        let mut notes = Notes::default();
        spec::read(&mut self.line, None, day, &self.schema, &mut notes);
        if !notes.warnings.is_empty() {
            return None;
        }
        for ((id, _), was_known) in self.facts.iter().zip(was_known) {
            let found = self.line.facts.0.get(*id)?;
            if matches!(found, Fact::Unknown(cause) if cause.kind != CauseKind::Absent) {
                return None;
            }
            if let Some(slot) = layout.slot(*id).filter(|_| !was_known) {
                columns::fact(batch, layout, slot, own.first()?.0, found);
            }
        }
        Some(())
    }
}

fn element(name: &str, schema: &Schema, facts: &[(FactId, bool)], elements: &Elements) -> Element {
    let coded = elements.coded.iter().find(|(coded, _)| coded == name).map(|(_, table)| table.clone());
    let stated = facts.iter().filter_map(|(id, counts)| Some((schema.get(*id)?, *counts)));
    let stated = stated.filter(|(def, _)| def.stated_in.iter().any(|own| own == name));
    Element {
        head: spec::head(name).to_owned(),
        coded,
        counts: stated.clone().any(|(_, counts)| counts),
        labels: stated.map(|(def, _)| def.label.zh.clone()).collect(),
    }
}
