//! One value → its column, by the type of its fact.
//!
//! What is written as values of its type commonly are is read from the bytes. Everything
//! else is read as the plain reader reads it, which also says whether there is a doubt.

use super::chunk::{eight_digits, ten};
use super::cursor::{Cursor, Decimal};
use super::heard::{Heard, Held, Role};
use super::words::{Said, Words, free, kept};
use crate::hir::{FactDef, FactId};
use crate::input::columns;
use crate::input::declaration::{CauseKind, Fact as Read};
use crate::input::node::{Kind as Written, Node};
use crate::input::typed::{self, Doubts};
use crate::ir::{Batch, Layout, OTHER, PLACES, Slot};
use crate::value::{Date, Value};

/// How the values of a fact are read.
#[derive(Debug)]
pub(super) enum Kind {
    /// True or false.
    Bool,
    /// A day; `open` where there may be none. The last one is kept.
    Date { open: bool, last: (u128, i64) },
    /// A decimal; in base units, and scaled as columns are, `least` at least.
    Number { whole: bool, unit: i64, least: i64 },
    /// A tariff code.
    Code,
    /// A text of which nothing is needed. The last one is kept.
    Free { last: (u64, usize) },
    /// A text of which only the words are needed.
    Kept,
    /// A text.
    Text(Box<Words>),
    /// As the plain reader does.
    Other,
}

/// A fact, and where its values go.
#[derive(Debug)]
pub(super) struct Fact {
    /// Which it is.
    pub(super) id: FactId,
    /// What the schema says of it.
    pub(super) def: Box<FactDef>,
    /// How its values are read.
    pub(super) kind: Kind,
    /// What else is made of them.
    pub(super) role: Role,
    /// Its column, where the policy needs it.
    pub(super) slot: Option<Slot>,
    /// Whether a specification may say the same, so that it is kept where it stands.
    pub(super) held: bool,
}

/// Reads a value as the plain reader does; `None` within where there is none, and `None`
/// where that reader would say something.
pub(super) fn slowly(def: &FactDef, kind: Written) -> Option<Option<Value>> {
    let mut doubts = Doubts::new();
    match typed::value(def, &Node::new(kind), &mut doubts) {
        Ok(value) => doubts.is_empty().then_some(Some(value)),
        Err(cause) => (cause.kind == CauseKind::Absent).then_some(None),
    }
}

/// The ten digits that some bytes begin with, and a quotation mark behind them.
#[inline(always)]
pub(super) fn code(chunk: u128) -> Option<u64> {
    ten(chunk).filter(|_| (chunk >> 80) as u8 == b'"')
}

/// What is written between two places of a record.
pub(super) fn written(cursor: &Cursor<'_>, start: usize, end: usize) -> Option<Written> {
    let bytes = cursor.slice(start, end);
    let mut own = Cursor::new(bytes);
    Some(match bytes.first()? {
        b'"' => {
            own.at = 1;
            let piece = own.piece()?;
            let mut text = String::new();
            own.decode(&piece, &mut text)?;
            Written::Text(text)
        }
        b't' => Written::Bool(true),
        b'f' => Written::Bool(false),
        b'n' => Written::Null,
        b'{' | b'[' => return None,
        _ => Written::Number(std::str::from_utf8(bytes).ok()?.to_owned()),
    })
}

/// The day that stands in the first ten of some bytes.
fn day(chunk: u128) -> Option<i64> {
    let [y1, y2, y3, y4, dash, m1, m2, other, d1, d2, ..] = chunk.to_le_bytes();
    let digits = eight_digits(u64::from_le_bytes([y1, y2, y3, y4, m1, m2, d1, d2]))?.cast_signed();
    let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
    let is_day = dash == b'-'
        && other == b'-'
        && (1..9999).contains(&year)
        && (1..=12).contains(&month)
        && ((1..=28).contains(&day) || Date::of_packed(digits).is_some());
    is_day.then_some(digits)
}

/// Ten bytes and a quotation mark, and five.
const ELEVEN: u128 = (1 << 88) - 1;
const FIVE: u128 = (1 << 40) - 1;

/// What a paper without a last day says.
const OPEN: u128 = u128::from_le_bytes(*b"open\"\0\0\0\0\0\0\0\0\0\0\0");

/// One, as columns hold it.
pub(super) const ONE: i64 = 10i64.pow(PLACES);

/// A batch, and the row of a fact in it.
pub(super) type Row<'b> = (&'b mut Batch, usize);

impl Fact {
    /// Reads the value that is next into its column.
    #[inline(never)]
    pub(super) fn read(
        &mut self,
        cursor: &mut Cursor<'_>,
        to: Row<'_>,
        layout: &Layout,
        heard: &mut Heard,
    ) -> Option<()> {
        let (start, first) = (cursor.at, cursor.peek());
        match (first, &self.kind) {
            (b'"', _) => {
                cursor.at += 1;
                self.quoted(cursor, to, layout, heard)
            }
            (b'n', _) => cursor.word(b"null"),
            (_, Kind::Bool) => {
                let yes = first == b't';
                cursor.word(if yes { b"true" } else { b"false" })?;
                self.truth(to, yes, heard);
                self.hold(heard, start, cursor.at);
                Some(())
            }
            (_, Kind::Number { whole: true, unit, least }) => {
                let (unit, least) = (*unit, *least);
                let amount = cursor.count().and_then(|count| count.checked_mul(unit));
                match amount.filter(|amount| *amount >= least) {
                    Some(amount) => self.number(to, (amount, 0), heard)?,
                    None => self.odd(cursor, start, to, layout, heard)?,
                }
                self.hold(heard, start, cursor.at);
                Some(())
            }
            _ => self.odd(cursor, start, to, layout, heard).map(|()| self.hold(heard, start, cursor.at)),
        }
    }

    /// Reads a value from behind its first quotation mark.
    #[inline(always)]
    pub(super) fn quoted(
        &mut self,
        cursor: &mut Cursor<'_>,
        to: Row<'_>,
        layout: &Layout,
        heard: &mut Heard,
    ) -> Option<()> {
        let start = cursor.at - 1;
        match &mut self.kind {
            Kind::Free { last } => free(cursor, &self.def, last)?,
            Kind::Kept => {
                let text = kept(cursor, &self.def)?;
                if let (Some(text), Some(slot)) = (text, &self.slot) {
                    columns::text(to.0, slot, to.1, OTHER, &text);
                }
            }
            Kind::Text(words) => {
                if let Some(said) = words.read(cursor, &self.def)? {
                    self.text(cursor, to, &said, heard)?;
                }
            }
            Kind::Number { whole, unit, least } => {
                let (whole, unit, least) = (*whole, *unit, *least);
                let amount = |(amount, places): Decimal| Some((amount.checked_mul(unit)?, places));
                let found = cursor.decimal().filter(|(amount, _)| !whole || amount % ONE == 0);
                match found.and_then(amount).filter(|(amount, _)| *amount >= least) {
                    Some(found) => self.number(to, found, heard)?,
                    None => self.odd(cursor, start, to, layout, heard)?,
                }
            }
            Kind::Code => match code(cursor.load(cursor.at)) {
                Some(code) => {
                    cursor.at += 11;
                    self.code(to, code, layout);
                }
                None => self.odd(cursor, start, to, layout, heard)?,
            },
            Kind::Date { open, last } => {
                let chunk = cursor.load(cursor.at) & ELEVEN;
                if chunk != last.0 && (chunk >> 80) as u8 == b'"' {
                    day(chunk).into_iter().for_each(|day| *last = (chunk, day));
                }
                if chunk == last.0 {
                    let day = last.1;
                    cursor.at += 11;
                    self.date(to, day, heard);
                } else if *open && chunk & FIVE == OPEN {
                    cursor.at += 5;
                    self.date(to, Date::OPEN.packed(), heard);
                } else {
                    self.odd(cursor, start, to, layout, heard)?;
                }
            }
            Kind::Bool => return None,
            Kind::Other => self.odd(cursor, start, to, layout, heard)?,
        }
        self.hold(heard, start, cursor.at);
        Some(())
    }

    #[inline(always)]
    fn hold(&self, heard: &mut Heard, start: usize, end: usize) {
        if self.held {
            heard.held.push(Held { fact: self.id, start, end });
        }
    }

    /// Reads a value as the plain reader does.
    #[cold]
    fn odd(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: usize,
        (batch, row): Row<'_>,
        layout: &Layout,
        heard: &mut Heard,
    ) -> Option<()> {
        cursor.at = start;
        match cursor.peek() {
            b'"' => {
                cursor.at += 1;
                cursor.skip_text()?;
            }
            b't' => cursor.word(b"true")?,
            b'f' => cursor.word(b"false")?,
            _ => drop(cursor.number()?),
        }
        let written = written(cursor, start, cursor.at)?;
        if matches!(self.role, Role::Quantity | Role::Price | Role::Total)
            && let Written::Text(text) = &written
        {
            heard.written(self.role, text);
        }
        let Some(value) = slowly(&self.def, written)? else { return Some(()) };
        heard.value(self.role, &value)?;
        if let Some(slot) = &self.slot {
            columns::fact(batch, layout, slot, row, &Read::Known(value));
        }
        Some(())
    }

    #[inline(always)]
    fn text(
        &self,
        cursor: &Cursor<'_>,
        (batch, row): Row<'_>,
        said: &Said<'_>,
        heard: &mut Heard,
    ) -> Option<()> {
        if self.role != Role::None {
            heard.text(self.role, cursor, said)?;
        }
        let Some(slot) = &self.slot else { return Some(()) };
        if slot.stated.is_some() {
            columns::state(batch, slot, row, Some(!said.known.nothing));
        }
        if slot.words.is_none() {
            columns::symbol(batch, slot, row, said.known.symbol);
        } else if let Some(text) = said.text(cursor) {
            columns::text(batch, slot, row, said.known.symbol, text);
        } else {
            let mut text = String::new();
            cursor.decode(&said.piece, &mut text)?;
            columns::text(batch, slot, row, said.known.symbol, &text);
        }
        Some(())
    }

    #[inline(always)]
    fn number(&self, (batch, row): Row<'_>, found: Decimal, heard: &mut Heard) -> Option<()> {
        if self.role != Role::None {
            heard.number(self.role, found)?;
        }
        if let Some(slot) = &self.slot {
            columns::state(batch, slot, row, Some(true));
            let own = columns::columns(batch, slot).numbers.get_mut(slot.at);
            own.into_iter().for_each(|column| columns::number(column, row, found.0));
        }
        Some(())
    }

    #[inline(always)]
    fn date(&self, (batch, row): Row<'_>, day: i64, heard: &mut Heard) {
        if self.role != Role::None {
            heard.date(self.role, day);
        }
        if let Some(slot) = &self.slot {
            columns::state(batch, slot, row, Some(true));
            let own = columns::columns(batch, slot).dates.get_mut(slot.at);
            own.into_iter().for_each(|column| columns::number(column, row, day));
        }
    }

    #[inline(always)]
    fn code(&self, (batch, row): Row<'_>, code: u64, layout: &Layout) {
        if let Some(slot) = &self.slot {
            columns::state(batch, slot, row, Some(true));
            if Some(slot.fact) == layout.code {
                batch.codes.get_mut(row).into_iter().for_each(|place| *place = code);
            }
        }
    }

    #[inline(always)]
    fn truth(&self, (batch, row): Row<'_>, yes: bool, heard: &mut Heard) {
        if self.role == Role::Simplified {
            heard.simplified = Some(yes);
        }
        if let Some(slot) = &self.slot {
            columns::state(batch, slot, row, Some(true));
            let own = columns::columns(batch, slot).bools.get_mut(slot.at);
            own.into_iter().for_each(|planes| planes.set(row, yes));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for year in ["0000", "0001", "1900", "2000", "2023", "2024", "9998", "9999", "20x4"] {
            for month in 0..=13 {
                for number in 0..=32 {
                    let text = format!("{year}-{month:02}-{number:02}");
                    let mut own = text.clone().into_bytes();
                    own.resize(16, 0);
                    if let Some(found) = day(u128::from_le_bytes(own.try_into().unwrap())) {
                        assert_eq!(Some(found), Date::parse(&text).map(Date::packed), "{text}");
                    } else {
                        let far = ["0000", "9999"].contains(&year);
                        assert!(far || Date::parse(&text).is_none(), "{text}");
                    }
                }
            }
        }
    }
}
