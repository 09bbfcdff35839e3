//! The class of a code: the stretches of a table, indexed by heading.
//!
//! Most headings stand in one class as a whole, and the index says which. The others
//! have their stretches side by side, so that a look at two places finds any code,
//! however many codes the lists have.

use crate::ir::Table;

/// So many ten-digit codes stand under a heading of four digits.
const HEADING: u64 = 1_000_000;

/// A cell with this bit is the class of a whole heading.
const WHOLE: u32 = 1 << 31;

/// Where the codes of each heading stand.
#[derive(Debug, Default)]
pub struct Codes {
    /// By heading: its class, or where its stretches begin.
    headings: Vec<u32>,
    /// How many stretches there are, then each with its first code under the heading, from
    /// nought, and its class.
    stretches: Vec<(u32, u32)>,
}

impl Codes {
    /// The index of a table.
    pub fn of(table: &Table) -> Codes {
        let mut codes = Codes::default();
        let mut stretches = table.starts.iter().copied().zip(table.class_of.iter().copied()).peekable();
        let mut class = 0;
        for heading in 0..10_000u64 {
            let at = codes.stretches.len();
            let first = heading * HEADING;
            // The class that comes from the heading before ends where another begins.
            while let Some((_, own)) = stretches.next_if(|(start, _)| *start <= first) {
                class = own;
            }
            codes.stretches.extend([(0, 0), (0, class)]);
            while let Some((start, own)) = stretches.next_if(|(start, _)| *start < first + HEADING) {
                class = own;
                codes.stretches.push((u32::try_from(start - first).unwrap_or(u32::MAX), own));
            }
            let count = codes.stretches.len() - at - 1;
            if count == 1 {
                codes.stretches.truncate(at);
                codes.headings.push(class | WHOLE);
            } else {
                let (at, count) = (u32::try_from(at).unwrap_or(0), u32::try_from(count).unwrap_or(0));
                codes.stretches.get_mut(at as usize).into_iter().for_each(|head| head.0 = count);
                codes.headings.push(at);
            }
        }
        codes
    }

    /// The class of a code, by position; the plain one where there is no such heading.
    #[inline]
    pub fn class(&self, code: u64) -> u32 {
        let heading = code / HEADING;
        let Some(cell) = usize::try_from(heading).ok().and_then(|heading| self.headings.get(heading)) else {
            return 0;
        };
        if cell & WHOLE != 0 {
            return cell & !WHOLE;
        }
        self.among(*cell as usize, u32::try_from(code - heading * HEADING).unwrap_or(0))
    }

    /// The class of a code under a heading, among its stretches.
    fn among(&self, at: usize, code: u32) -> u32 {
        /// Of so few, each is looked at.
        const FEW: usize = 16;
        let own = self.stretches.get(at..).unwrap_or(&[]);
        let Some(((count, _), own)) = own.split_first() else { return 0 };
        let own = own.get(..*count as usize).unwrap_or(&[]);
        let before = match own.len() {
            0..=FEW => own.iter().map(|(start, _)| usize::from(*start <= code)).sum(),
            _ => own.partition_point(|(start, _)| *start <= code),
        };
        before.checked_sub(1).and_then(|at| own.get(at)).map_or(0, |(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_its_class() {
        let many = (0..40).map(|at| (6_204_000_000 + at * 7, 40 + u32::try_from(at).unwrap_or(0)));
        let rows = [(0, 0), (101_210_000, 3), (101_210_001, 0), (102_000_000, 5), (9_503_000_000, 0)];
        let mut rows: Vec<(u64, u32)> = rows.into_iter().chain(many).chain([(6_205_000_000, 9)]).collect();
        rows.sort_unstable();
        let (starts, class_of): (Vec<u64>, Vec<u32>) = rows.iter().copied().unzip();
        let codes = Codes::of(&Table { starts, class_of, ..Table::default() });
        let near =
            rows.iter().flat_map(|(start, _)| [start.saturating_sub(1), *start, start + 1, start + 999_999]);
        for code in near.chain([9_999_999_999]) {
            let wanted = rows.iter().rev().find(|(start, _)| *start <= code).map_or(0, |row| row.1);
            assert_eq!(codes.class(code), wanted, "{code}");
        }
        assert_eq!(codes.class(10_000_000_000), 0);
        assert_eq!(Codes::of(&Table::default()).class(101_210_000), 0);
    }
}
