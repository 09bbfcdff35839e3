//! A declaration that was read → columns.

use super::{CauseKind, Declaration, Fact, Facts};
use crate::ir::{Answer, Batch, Bits, Column, Columns, Document, Layout, OTHER, PLACES, Slot};
use crate::value::text::says_nothing;
use crate::value::{Date, Value};

/// Adds a declaration to a batch; `day` is the day of the law.
pub fn push(batch: &mut Batch, layout: &Layout, declaration: &Declaration, day: Option<Date>) {
    let at = batch.begin();
    if let (Some(day), Some(place)) = (day, batch.days.get_mut(at)) {
        *place = day.packed();
    }
    for slot in layout.slots.iter().filter(|slot| !slot.line) {
        fact(batch, layout, slot, at, &declaration.head);
    }
    if declaration.goods.unknown.is_none() {
        batch.goods.set(at);
    }
    for line in &declaration.goods.lines {
        let at = batch.begin_line(line.number);
        for slot in layout.slots.iter().filter(|slot| slot.line) {
            fact(batch, layout, slot, at, &line.facts);
        }
        if line.unanswered.is_some() {
            batch.unanswered.set(at);
        }
        for (id, answer) in &line.answers {
            let yes = match answer {
                Fact::Known(Value::Bool(yes)) => Some(*yes),
                Fact::Unknown(cause) if cause.kind == CauseKind::Absent => continue,
                _ => None,
            };
            let question = layout.answers.symbol(id);
            if question != OTHER {
                batch.answers.push(Answer { line: at, question, yes });
            }
        }
    }
    if let Some(documents) = &declaration.documents {
        batch.documents_known.set(at);
        documents.iter().for_each(|document| paper(batch, layout, document));
    }
}

/// Puts one fact into its column.
fn fact(batch: &mut Batch, layout: &Layout, slot: &Slot, at: usize, facts: &Facts) {
    let found = facts.0.get(slot.fact);
    if let (Some(stated), Some(found)) = (slot.stated, found) {
        state(columns(batch, slot), stated, at, found);
    }
    let Some(Fact::Known(value)) = found else { return };
    match (slot.column, value) {
        (Column::Bool, Value::Bool(yes)) => {
            let own = columns(batch, slot).bools.get_mut(slot.at);
            own.into_iter().for_each(|planes| planes.set(at, *yes));
        }
        (Column::Date, Value::Date(day)) => {
            let own = columns(batch, slot).dates.get_mut(slot.at);
            own.into_iter().for_each(|column| number(column, at, day.packed()));
        }
        (Column::Number, value) => {
            let amount = amount(value);
            let own = columns(batch, slot).numbers.get_mut(slot.at);
            own.zip(amount).into_iter().for_each(|(column, amount)| number(column, at, amount));
        }
        (Column::Text(domain), Value::Text(text)) => {
            let symbol = layout.domains.get(domain).map_or(OTHER, |d| d.symbol(text));
            let kept = slot.words.map(|words| (words, batch.keep(text)));
            let own = columns(batch, slot);
            if let Some((words, kept)) = kept {
                let Some(kept) = kept else { return };
                let place = own.words.get_mut(words).and_then(|w| w.get_mut(at));
                place.into_iter().for_each(|place| *place = kept);
            }
            let place = own.texts.get_mut(slot.at).and_then(|t| t.symbols.get_mut(at));
            place.into_iter().for_each(|place| *place = symbol);
        }
        (Column::Code, Value::Code(code)) if code.len() == 10 && Some(slot.fact) == layout.code => {
            batch.codes.get_mut(at).into_iter().for_each(|place| *place = code.first());
        }
        _ => {}
    }
}

fn columns<'b>(batch: &'b mut Batch, slot: &Slot) -> &'b mut Columns {
    if slot.line { &mut batch.line } else { &mut batch.head }
}

fn state(columns: &mut Columns, stated: usize, at: usize, fact: &Fact) {
    let Some(planes) = columns.stated.get_mut(stated) else { return };
    let yes = match fact {
        Fact::Known(Value::Text(text)) => Some(!says_nothing(text)),
        Fact::Known(_) => Some(true),
        Fact::Unknown(cause) if cause.kind != CauseKind::Absent => None,
        Fact::Unknown(_) => return,
    };
    if yes != Some(false) {
        planes.no.unset(at);
    }
    if yes == Some(true) {
        planes.yes.set(at);
    }
}

fn number((values, known): &mut (Vec<i64>, Bits), at: usize, value: i64) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
        known.set(at);
    }
}

/// A value as a number of a column, where it is one.
fn amount(value: &Value) -> Option<i64> {
    match value {
        Value::Number(n) | Value::Percent(n) => n.whole_at(PLACES),
        Value::Quantity(q) => q.in_base().whole_at(PLACES),
        Value::Money(m) => m.amount.whole_at(PLACES),
        Value::Bool(_) | Value::Text(_) | Value::Date(_) | Value::Code(_) => None,
    }
}

fn paper(batch: &mut Batch, layout: &Layout, document: &super::Document) {
    let letter = match &document.letter {
        Fact::Known(Value::Text(letter)) => layout.letters.symbol(letter),
        _ => crate::ir::UNKNOWN,
    };
    let number = match &document.number {
        Fact::Known(Value::Text(number)) => Some(!says_nothing(number)),
        Fact::Known(_) => Some(true),
        Fact::Unknown(_) => None,
    };
    let valid_until = match &document.valid_until {
        Fact::Known(Value::Date(day)) => Some(Some(day.packed())),
        Fact::Unknown(cause) if cause.kind == CauseKind::Absent => Some(None),
        _ => None,
    };
    let start = batch.covered.len();
    let (lines, doubtful) = match &document.lines {
        super::Lines::All => (None, false),
        super::Lines::Some(lines) => {
            batch.covered.extend(lines.iter().copied());
            (Some((start, batch.covered.len())), false)
        }
        super::Lines::Unknown => (None, true),
    };
    batch.documents.push(Document { letter, number, valid_until, lines, doubtful });
    if let Some(end) = batch.document_ends.last_mut() {
        *end += 1;
    }
}
