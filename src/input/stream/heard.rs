//! What is kept of a record while it is read: what several values together decide.

use super::cursor::{Cursor, Decimal, POWERS};
use super::fact::ONE;
use super::words::Said;
use crate::catalog::elements::BARS;
use crate::hir::FactId;
use crate::ir::{Answer, Document, Symbol, UNKNOWN};
use crate::value::Value;

/// What is made of a value, beside putting it into its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    None,
    /// It says which list holds the goods.
    Simplified,
    /// It is the day of acceptance, or of declaration.
    Accepted,
    Declared,
    /// It names the declaration; `client_ref`, where `declaration_no` does not.
    Number,
    Reference,
    /// It numbers a line.
    LineNo,
    /// The three go together.
    Quantity,
    Price,
    Total,
    /// It may have parts.
    Spec,
    /// They belong to a paper.
    Letter,
    PaperNumber,
    LastDay,
}

/// A value of a line that its specification may state, too: where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) fact: FactId,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// How a list of goods was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum List {
    /// Not at all.
    #[default]
    Absent,
    /// Without lines.
    Empty,
    /// With lines.
    Lines,
}

/// What was heard.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Whether the declaration is simplified.
    pub(super) simplified: Option<bool>,
    /// Days, packed; nought where they are not stated.
    pub(super) accepted: i64,
    pub(super) declared: i64,
    /// Names of the declaration; empty where there are none.
    pub(super) number: String,
    pub(super) reference: String,
    /// The two lists of goods.
    pub(super) items: List,
    pub(super) goods: List,
    /// Whether papers were found, and whether one of them names lines.
    pub(super) documents: bool,
    pub(super) names_lines: bool,
    /// Of the line: its number, or nought.
    pub(super) line: u64,
    quantity: Option<i64>,
    price: Option<Decimal>,
    total: Option<i64>,
    /// Whether a total is not quantity times unit price.
    pub(super) apart: bool,
    /// One of the three is written as they seldom are.
    odd: bool,
    /// Its specification may have parts.
    pub(super) bars: bool,
    /// Values that the specification may state.
    pub(super) held: Vec<Held>,
    /// Answers, each with its place in the order of questions.
    pub(super) answers: Vec<(usize, Answer)>,
    /// The paper.
    pub(super) paper: Option<Document>,
}

impl Heard {
    /// Forgets the record before.
    pub(super) fn begin(&mut self) {
        (self.simplified, self.accepted, self.declared) = (None, 0, 0);
        self.number.clear();
        self.reference.clear();
        (self.items, self.goods) = (List::Absent, List::Absent);
        (self.documents, self.names_lines, self.apart) = (false, false, false);
    }

    /// Forgets the line before.
    pub(super) fn begin_line(&mut self) {
        (self.line, self.quantity, self.price, self.total) = (0, None, None, None);
        (self.odd, self.bars) = (false, false);
        self.held.clear();
        self.answers.clear();
    }

    /// Forgets the paper before.
    pub(super) fn begin_paper(&mut self) {
        let paper =
            Document { letter: UNKNOWN, number: None, valid_until: Some(None), lines: None, doubtful: true };
        self.paper = Some(paper);
    }

    /// Hears a day.
    #[inline(always)]
    pub(super) fn date(&mut self, role: Role, day: i64) {
        match role {
            Role::Accepted => self.accepted = day,
            Role::Declared => self.declared = day,
            Role::LastDay => self.paper.iter_mut().for_each(|paper| paper.valid_until = Some(Some(day))),
            _ => {}
        }
    }

    /// Hears a number.
    #[inline(always)]
    pub(super) fn number(&mut self, role: Role, (amount, places): Decimal) -> Option<()> {
        match role {
            Role::Quantity => self.quantity = Some(amount),
            Role::Price => self.price = Some((amount, places)),
            Role::Total => self.total = Some(amount),
            Role::LineNo => self.line = u64::try_from(amount / ONE).ok().filter(|line| *line >= 1)?,
            _ => {}
        }
        Some(())
    }

    /// Hears a text.
    #[inline(always)]
    pub(super) fn text(&mut self, role: Role, cursor: &Cursor<'_>, said: &Said<'_>) -> Option<()> {
        match role {
            Role::Number | Role::Reference => {
                let own = if role == Role::Number { &mut self.number } else { &mut self.reference };
                match said.text(cursor) {
                    Some(text) => own.push_str(text),
                    None => cursor.decode(&said.piece, own)?,
                }
            }
            Role::Spec => self.bars = said.text(cursor).is_none_or(|text| text.contains(BARS)),
            Role::Letter => self.letter(said.known.symbol),
            Role::PaperNumber => {
                self.paper.iter_mut().for_each(|own| own.number = Some(!said.known.nothing));
            }
            _ => {}
        }
        Some(())
    }

    fn letter(&mut self, letter: Symbol) {
        self.paper.iter_mut().for_each(|paper| paper.letter = letter);
    }

    /// Hears one of three numbers that go together, its escapes resolved.
    pub(super) fn written(&mut self, role: Role, text: &str) {
        let closed = format!("{text}\"");
        let mut own = Cursor::new(closed.as_bytes());
        let found = own.decimal().filter(|_| own.is_at_end());
        self.odd |= found.is_none();
        let _ = self.number(role, found.unwrap_or_default());
    }

    /// Hears a value that was written as values of its fact seldom are.
    pub(super) fn value(&mut self, role: Role, value: &Value) -> Option<()> {
        match (role, value) {
            (Role::None, _) => {}
            (Role::Quantity | Role::Price | Role::Total, _) => {}
            (Role::Accepted | Role::Declared | Role::LastDay, Value::Date(day)) => {
                self.date(role, day.packed());
            }
            _ => return None,
        }
        Some(())
    }

    /// Hears whether quantity times unit price is the total, as the plain reader tells it.
    #[inline(always)]
    pub(super) fn go_together(&mut self) -> Option<()> {
        let (Some(quantity), Some((price, places)), Some(total)) = (self.quantity, self.price, self.total)
        else {
            return Some(());
        };
        if self.odd {
            return None;
        }
        // All in halves of a millionth of a millionth.
        let product = i128::from(quantity) * i128::from(price);
        let off = (product - i128::from(total) * i128::from(ONE)) * 2;
        let rounding = i128::from(quantity) * i128::from(*POWERS.get(places as usize)?);
        self.apart |= off.abs() > rounding.max(CENT);
        Some(())
    }
}

/// A cent, in halves of a millionth of a millionth.
const CENT: i128 = 20_000_000_000;
