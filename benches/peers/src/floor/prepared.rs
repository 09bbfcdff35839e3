//! Declarations as a program would hold them: numbers in place of texts, and a value of
//! their type that means "not stated".

use super::Floor;
use crate::law::month;
use crate::model::{Day, Declaration, Item};

/// Not stated, for a number of 16 bits.
pub const NONE: u16 = u16::MAX;
/// Not stated, for a number that is at least 0.
pub const MISSING: i64 = -1;
/// `transit`: yes, no, or anything else for not stated.
pub const YES: u8 = 1;
/// See [`YES`].
pub const NO: u8 = 2;
/// The status that clears a line.
pub const CONFIRMED: u8 = 1;

/// The head of a declaration.
#[derive(Clone)]
pub struct Doc {
    pub day: Day,
    pub month: u16,
    pub market: u16,
    pub filing: u16,
    pub office: u16,
    pub commerce: (Day, Day),
    pub customs: (Day, Day),
    pub transit: u8,
    /// Where its lines are.
    pub first: u32,
    pub last: u32,
}

impl Doc {
    /// How many lines it has.
    pub fn count(&self) -> u32 {
        self.last - self.first
    }

    /// Its lines, among all.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.first as usize..self.last as usize
    }
}

/// A line of goods.
#[derive(Clone, Copy)]
pub struct Line {
    /// 0 where it is not stated.
    pub code: u64,
    pub total: i64,
    pub quantity: i64,
    pub price: i64,
    pub number: u16,
    pub currency: u8,
    pub status: u8,
}

/// Declarations, one after the other.
#[derive(Default)]
pub struct Rows {
    pub docs: Vec<Doc>,
    pub lines: Vec<Line>,
}

impl Floor {
    /// Makes declarations ready.
    pub fn rows(&self, declarations: &[Declaration]) -> Rows {
        let mut rows = Rows::default();
        for declaration in declarations {
            let first = rows.lines.len() as u32;
            rows.lines.extend(declaration.items.iter().map(line));
            rows.docs.push(self.doc(declaration, (first, rows.lines.len() as u32)));
        }
        rows
    }

    fn doc(&self, d: &Declaration, (first, last): (u32, u32)) -> Doc {
        let known = |id: &String| self.market(id);
        Doc {
            day: d.accepted_on,
            month: month(d.declared_on) as u16,
            market: d.market.as_ref().map_or(NONE, known),
            filing: d.filing_market.as_ref().map_or(NONE, known),
            office: d.office.as_ref().and_then(|o| o.parse().ok()).unwrap_or(NONE),
            commerce: (d.commerce.from, d.commerce.until.unwrap_or(0)),
            customs: (d.customs.from, d.customs.until.unwrap_or(0)),
            transit: d.transit.map_or(0, |t| if t { YES } else { NO }),
            first,
            last,
        }
    }
}

fn line(item: &Item) -> Line {
    Line {
        code: item.code.unwrap_or(0),
        total: item.total.unwrap_or(MISSING),
        quantity: item.quantity.unwrap_or(MISSING),
        price: item.unit_price.unwrap_or(MISSING),
        number: item.line_no,
        currency: item.currency.unwrap_or(4),
        status: item.status.map_or(0, |s| if s == "confirmed" { CONFIRMED } else { 2 }),
    }
}
