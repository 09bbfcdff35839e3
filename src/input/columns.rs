//! A declaration that was read → columns.

use super::{CauseKind, Declaration, Fact, Facts};
use crate::ir::{Answer, Batch, Bits, Column, Columns, Document, Layout, OTHER, PLACES, Slot, Symbol};
use crate::value::text::says_nothing;
use crate::value::{Date, Value};

/// Adds a declaration to a batch; `day` is the day of the law.
pub fn push(batch: &mut Batch, layout: &Layout, declaration: &Declaration, day: Option<Date>) {
    let at = batch.begin();
    if let (Some(day), Some(place)) = (day, batch.days.get_mut(at)) {
        *place = day.packed();
    }
    for slot in layout.slots.iter().filter(|slot| !slot.line) {
        own(&declaration.head, slot).into_iter().for_each(|found| fact(batch, layout, slot, at, found));
    }
    if declaration.goods.unknown.is_none() {
        batch.goods.set(at);
    }
    let first = batch.begin_lines(declaration.goods.lines.len());
    for (at, line) in (first..).zip(&declaration.goods.lines) {
        batch.numbers.get_mut(at).into_iter().for_each(|number| *number = line.number);
        for slot in layout.slots.iter().filter(|slot| slot.line) {
            own(&line.facts, slot).into_iter().for_each(|found| fact(batch, layout, slot, at, found));
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

fn own<'f>(facts: &'f Facts, slot: &Slot) -> Option<&'f Fact> {
    facts.0.get(slot.fact)
}

/// Puts one fact into its column.
pub(super) fn fact(batch: &mut Batch, layout: &Layout, slot: &Slot, at: usize, found: &Fact) {
    let yes = match found {
        Fact::Known(Value::Text(text)) if slot.stated.is_some() => Some(!says_nothing(text)),
        Fact::Known(_) => Some(true),
        Fact::Unknown(cause) if cause.kind == CauseKind::Absent => return,
        Fact::Unknown(_) => None,
    };
    state(batch, slot, at, yes);
    let Fact::Known(value) = found else { return };
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
        (Column::Text(domain), Value::Text(written)) => {
            let symbol = layout.domains.get(domain).map_or(OTHER, |d| d.symbol(written));
            text(batch, slot, at, symbol, written);
        }
        (Column::Code, Value::Code(code)) if code.len() == 10 && Some(slot.fact) == layout.code => {
            batch.codes.get_mut(at).into_iter().for_each(|place| *place = code.first());
        }
        _ => {}
    }
}

/// Puts a text into its column.
pub(super) fn text(batch: &mut Batch, slot: &Slot, at: usize, symbol: Symbol, written: &str) {
    if let Some(words) = slot.words {
        let Some(kept) = batch.keep(written) else { return };
        let place = columns(batch, slot).words.get_mut(words).and_then(|w| w.get_mut(at));
        place.into_iter().for_each(|place| *place = kept);
    }
    self::symbol(batch, slot, at, symbol);
}

/// Puts the symbol of a text into its column.
#[inline(always)]
pub(super) fn symbol(batch: &mut Batch, slot: &Slot, at: usize, symbol: Symbol) {
    let place = columns(batch, slot).texts.get_mut(slot.at).and_then(|t| t.symbols.get_mut(at));
    if let Some(place) = place {
        *place = symbol;
    }
}

/// The columns of a fact.
#[inline(always)]
pub(super) fn columns<'b>(batch: &'b mut Batch, slot: &Slot) -> &'b mut Columns {
    if slot.line { &mut batch.line } else { &mut batch.head }
}

/// Puts down that a fact is stated, or is not, or may be.
#[inline(always)]
pub(super) fn state(batch: &mut Batch, slot: &Slot, at: usize, yes: Option<bool>) {
    if let Some(stated) = slot.stated {
        put_state(batch, slot, stated, at, yes);
    }
}

fn put_state(batch: &mut Batch, slot: &Slot, stated: usize, at: usize, yes: Option<bool>) {
    let Some(planes) = columns(batch, slot).stated.get_mut(stated) else { return };
    if yes != Some(false) {
        planes.no.unset(at);
    }
    if yes == Some(true) {
        planes.yes.set(at);
    }
}

/// Puts a number into its column.
#[inline(always)]
pub(super) fn number((values, known): &mut (Vec<i64>, Bits), at: usize, value: i64) {
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
