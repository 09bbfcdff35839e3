//! Specifications that have parts, read when the day of the declaration is known: it says
//! which elements the parts are.

use super::cursor::Cursor;
use super::fact::{slowly, written};
use super::heard::Held;
use crate::hir::{FactId, Place, Schema, Type};
use crate::input::columns;
use crate::input::declaration::{Cause, CauseKind, Fact, Facts, Line};
use crate::input::notes::Notes;
use crate::input::spec;
use crate::ir::{Batch, Layout};
use crate::value::Date;

/// Lines whose specification has parts.
#[derive(Debug, Default)]
pub(super) struct Late {
    schema: Schema,
    /// Facts that a specification may state.
    facts: Vec<FactId>,
    /// By line, values of these and of what they are read by.
    held: Vec<(usize, Held)>,
}

impl Late {
    /// Of a schema.
    pub(super) fn new(schema: &Schema) -> Late {
        let of_line = schema.facts.iter().enumerate().filter(|(_, def)| def.place == Place::Line);
        let may = of_line.filter(|(_, def)| {
            !def.stated_in.is_empty() || matches!(def.ty, Type::Percent | Type::Quantity(_))
        });
        Late { schema: schema.clone(), facts: may.map(|(id, _)| id).collect(), held: Vec::new() }
    }

    /// Whether a specification may state a fact, or is read by it.
    pub(super) fn needs(&self, fact: FactId) -> bool {
        let by = ["good.spec", "good.hs_code"].into_iter().filter_map(|path| self.schema.find(path));
        self.facts.contains(&fact) || by.into_iter().any(|own| own == fact)
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
        let day = if day == 0 { None } else { Some(Date::of_packed(day)?) };
        let absent = || Fact::Unknown(Cause::absent());
        for own in self.held.chunk_by(|(a, _), (b, _)| a == b) {
            let mut line = Line {
                number: 0,
                pointer: String::new(),
                facts: Facts(self.schema.facts.iter().map(|_| absent()).collect()),
                elements: Vec::new(),
                answers: Default::default(),
                unanswered: None,
            };
            let row = own.first()?.0;
            let mut known = Vec::new();
            for (_, held) in own {
                let def = self.schema.get(held.fact)?;
                if let Some(value) = slowly(def, written(cursor, held.start, held.end)?)? {
                    *line.facts.0.get_mut(held.fact)? = Fact::Known(value);
                    known.push(held.fact);
                }
            }
            let mut notes = Notes::default();
            spec::read(&mut line, None, day, &self.schema, &mut notes);
            if !notes.warnings.is_empty() {
                return None;
            }
            for id in &self.facts {
                let found = line.facts.0.get(*id)?;
                if matches!(found, Fact::Unknown(cause) if cause.kind != CauseKind::Absent) {
                    return None;
                }
                if let Some(slot) = layout.slot(*id).filter(|_| !known.contains(id)) {
                    columns::fact(batch, layout, slot, row, found);
                }
            }
        }
        Some(())
    }
}
