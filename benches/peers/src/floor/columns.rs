//! A batch of declarations as columns: all codes of a strip are looked up in one run, and
//! lines are checked in one run, before declarations are.

use super::prepared::{CONFIRMED, Doc, Line, Rows};
use super::{Floor, Scratch};
use crate::model::{Answers, Ends};

/// Lines that are looked up in one run; a declaration is never cut.
pub const STRIP: usize = 2_048;

/// The lines of declarations, a column each.
#[derive(Default)]
pub struct Columns {
    rows: Rows,
    codes: Vec<u64>,
    totals: Vec<i64>,
    quantities: Vec<i64>,
    prices: Vec<i64>,
    currencies: Vec<u8>,
    statuses: Vec<u8>,
}

impl Columns {
    /// The columns of rows; these are kept for the careful pass.
    pub fn new(rows: Rows) -> Columns {
        let all = |f: fn(&Line) -> i64| rows.lines.iter().map(f).collect();
        Columns {
            codes: rows.lines.iter().map(|l| l.code).collect(),
            totals: all(|l| l.total),
            quantities: all(|l| l.quantity),
            prices: all(|l| l.price),
            currencies: rows.lines.iter().map(|l| l.currency).collect(),
            statuses: rows.lines.iter().map(|l| l.status).collect(),
            rows,
        }
    }
}

impl Floor {
    /// Judges a batch.
    pub fn judge_columns(&self, columns: &Columns, scratch: &mut Scratch, answers: &mut Answers) {
        answers.clear();
        let docs = &columns.rows.docs;
        let mut from = 0;
        while from < docs.len() {
            let first = docs[from].first;
            let fits = docs[from..].iter().take_while(|d| (d.last - first) as usize <= STRIP).count();
            self.strip(columns, (from, from + fits.max(1)), scratch, answers);
            from += fits.max(1);
        }
    }

    fn strip(&self, c: &Columns, (from, to): (usize, usize), scratch: &mut Scratch, answers: &mut Answers) {
        let docs = &c.rows.docs[from..to];
        let first = docs.first().map_or(0, |d| d.first as usize);
        let last = docs.last().map_or(0, |d| d.last as usize);
        let Scratch { memo, bits } = scratch;
        bits.clear();
        bits.extend(c.codes[first..last].iter().map(|code| memo.lists(&self.table, *code)));
        for (index, doc) in docs.iter().enumerate() {
            let here = doc.first as usize - first..doc.last as usize - first;
            let bits = &bits[here];
            if self.head_is_clean(doc) && self.columns_are_clean(c, doc, bits) {
                answers.ends.push(Ends::default());
            } else {
                let lines = &c.rows.lines[doc.range()];
                self.careful((from + index) as u32, (doc, lines), |at| bits[at], answers);
            }
        }
    }

    fn columns_are_clean(&self, c: &Columns, doc: &Doc, bits: &[u16]) -> bool {
        let (range, month, maybe) = (doc.range(), usize::from(doc.month), self.live(doc).maybe);
        let (rates, slack) = (&self.rates[month], &self.slack[month]);
        let mut sum = 0i128;
        for start in range.clone().step_by(128) {
            let part = start..(start + 128).min(range.end);
            let money =
                c.totals[part.clone()].iter().zip(&c.quantities[part.clone()]).zip(&c.prices[part.clone()]);
            let kinds =
                c.currencies[part.clone()].iter().zip(&c.statuses[part.clone()]).zip(&c.codes[part.clone()]);
            let lists = &bits[part.start - range.start..part.end - range.start];
            let (mut wrong, mut hit, mut partial) = (false, 0u16, 0i64);
            for ((((total, quantity), price), ((currency, status), code)), lists) in
                money.zip(kinds).zip(lists)
            {
                let large = (quantity >> 26) | (price >> 36) | (total >> 36);
                let apart = quantity.wrapping_mul(*price).wrapping_sub(total.wrapping_mul(1_000));
                let currency_index = usize::from(currency & 3);
                wrong |= (large != 0) | (*currency > 3) | (*code == 0) | (*status != CONFIRMED);
                hit |= lists;
                wrong |= apart.wrapping_abs() > slack[currency_index];
                partial = partial.wrapping_add(total.wrapping_mul(rates[currency_index]));
            }
            if wrong || hit & maybe != 0 {
                return false;
            }
            sum += i128::from(partial);
        }
        sum <= i128::from(self.caps[month])
    }
}
