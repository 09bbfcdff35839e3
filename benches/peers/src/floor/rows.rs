//! One declaration at a time: a straight pass that settles whatever is certainly clean, and
//! leaves the rest to the careful one.

use super::prepared::{CONFIRMED, Doc, Line, Rows};
use super::{Floor, Scratch};
use crate::model::{Answers, Ends};

impl Floor {
    /// Judges declarations one by one.
    pub fn judge_rows(&self, rows: &Rows, scratch: &mut Scratch, answers: &mut Answers) {
        answers.clear();
        for (index, doc) in rows.docs.iter().enumerate() {
            let lines = &rows.lines[doc.range()];
            if self.head_is_clean(doc) && self.lines_are_clean(doc, lines, scratch) {
                answers.ends.push(Ends::default());
            } else {
                let lists = |at: usize| scratch.memo.lists(&self.table, lines[at].code);
                self.careful(index as u32, (doc, lines), lists, answers);
            }
        }
    }

    fn lines_are_clean(&self, doc: &Doc, lines: &[Line], scratch: &mut Scratch) -> bool {
        let maybe = self.live(doc).maybe;
        let month = usize::from(doc.month);
        let (rates, slack) = (&self.rates[month], &self.slack[month]);
        let mut sum = 0i128;
        // 128 products of 36 and 20 bits do not overflow 63.
        for part in lines.chunks(128) {
            let (mut hit, mut wrong, mut partial) = (0u16, false, 0i64);
            for line in part {
                hit |= scratch.memo.lists(&self.table, line.code);
                wrong |= is_wrong(line, slack);
                partial =
                    partial.wrapping_add(line.total.wrapping_mul(rates[usize::from(line.currency & 3)]));
            }
            if hit & maybe != 0 || wrong {
                return false;
            }
            sum += i128::from(partial);
        }
        sum <= i128::from(self.caps[month])
    }
}

/// Whether a line is not certainly right, its code and the sum aside; a value that is not
/// stated, or too large to be multiplied as it is, is never certain.
#[inline]
pub fn is_wrong(line: &Line, slack: &[i64; 4]) -> bool {
    let large = (line.quantity >> 26) | (line.price >> 36) | (line.total >> 36);
    let apart = line.quantity.wrapping_mul(line.price).wrapping_sub(line.total.wrapping_mul(1_000));
    let unclear = (large != 0) | (line.currency > 3) | (line.code == 0) | (line.status != CONFIRMED);
    unclear | (apart.wrapping_abs() > slack[usize::from(line.currency & 3)])
}
