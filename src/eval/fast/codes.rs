//! The class of a code: the stretches of a table, indexed by heading and subheading.
//!
//! Most headings stand in one class as a whole, and the index says which. Of others the
//! few stretches stand side by side; where there are many, each subheading has its own,
//! so that any code is found at two or three looks, however many codes the lists have.

use crate::ir::Table;

/// So many ten-digit codes stand under a heading of four digits, and under a subheading of six.
const HEADING: u64 = 1_000_000;
const SUBHEADING: u32 = 10_000;

/// A cell with this bit is the class of every code of it.
const WHOLE: u32 = 1 << 31;

/// A cell with this bit says where the cells of its subheadings are; any other, where its
/// stretches are.
const SPLIT: u32 = 1 << 30;

/// Of so few stretches, each is looked at; so many are split.
const FEW: usize = 16;
const MANY: usize = 24;

/// A stretch: its first code under the heading, and its class.
type Stretch = (u32, u32);

/// Where the codes of each heading stand.
#[derive(Debug, Default)]
pub struct Codes {
    /// By heading, then those of the subheadings of each that is split.
    cells: Vec<u32>,
    /// How many stretches there are, then each of them.
    stretches: Vec<Stretch>,
}

impl Codes {
    /// The index of a table.
    pub fn of(table: &Table) -> Codes {
        let mut codes = Codes { cells: vec![WHOLE; HEADINGS], stretches: Vec::new() };
        let mut all = table.starts.iter().copied().zip(table.class_of.iter().copied()).peekable();
        let mut own: Vec<Stretch> = Vec::new();
        let mut class = 0;
        for heading in 0..HEADINGS {
            let first = heading as u64 * HEADING;
            // What comes from the heading before ends where another begins.
            while let Some((_, next)) = all.next_if(|(start, _)| *start <= first) {
                class = next;
            }
            own.clear();
            own.push((0, class));
            while let Some((start, next)) = all.next_if(|(start, _)| *start < first + HEADING) {
                class = next;
                own.push((u32::try_from(start - first).unwrap_or(u32::MAX), next));
            }
            let cell = if own.len() > MANY { codes.split(&own) } else { codes.cell(&own) };
            codes.cells.get_mut(heading).into_iter().for_each(|place| *place = cell);
        }
        codes
    }

    /// The cell of some stretches.
    fn cell(&mut self, own: &[Stretch]) -> u32 {
        if let [(_, class)] = own {
            return class | WHOLE;
        }
        let at = self.stretches.len();
        self.stretches.push((u32::try_from(own.len()).unwrap_or(0), 0));
        self.stretches.extend_from_slice(own);
        u32::try_from(at).unwrap_or(0)
    }

    /// The cell of a heading that is split by its subheadings.
    fn split(&mut self, own: &[Stretch]) -> u32 {
        let at = self.cells.len();
        let (mut from, mut to) = (0, 0);
        let begins = |at: usize, before: u32| own.get(at).is_some_and(|(start, _)| *start < before);
        for first in (0..u32::try_from(HEADING).unwrap_or(0)).step_by(SUBHEADING as usize) {
            // The last stretch that begins at or before it, and those that begin in it.
            while begins(from + 1, first + 1) {
                from += 1;
            }
            while begins(to, first + SUBHEADING) {
                to += 1;
            }
            let cell = self.cell(own.get(from..to).unwrap_or(&[]));
            self.cells.push(cell);
        }
        u32::try_from(at).unwrap_or(0) | SPLIT
    }

    /// The class of a code, by position; the plain one where there is no such heading.
    #[inline]
    pub fn class(&self, code: u64) -> u32 {
        let heading = code / HEADING;
        let Some(mut cell) = usize::try_from(heading).ok().and_then(|at| self.heading(at)) else { return 0 };
        if cell & WHOLE != 0 {
            return cell & !WHOLE;
        }
        let code = u32::try_from(code - heading * HEADING).unwrap_or(0);
        if cell & SPLIT != 0 {
            let at = (cell & !SPLIT) + code / SUBHEADING;
            cell = self.cells.get(at as usize).copied().unwrap_or(WHOLE);
            if cell & WHOLE != 0 {
                return cell & !WHOLE;
            }
        }
        self.among(cell as usize, code)
    }

    /// The cell of a heading.
    fn heading(&self, at: usize) -> Option<u32> {
        self.cells.get(at).copied().filter(|_| at < HEADINGS)
    }

    /// The class of a code under a heading, among the stretches at a place.
    fn among(&self, at: usize, code: u32) -> u32 {
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

/// So many headings there are, with those that no tariff has.
const HEADINGS: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_its_class() {
        let many = (0..40).map(|at| (6_204_000_000 + at * 7_777, 40 + u32::try_from(at).unwrap_or(0)));
        let close = (0..20).map(|at| (6_204_500_000 + at * 7, 90 + u32::try_from(at).unwrap_or(0)));
        let rows = [(0, 0), (101_210_000, 3), (101_210_001, 0), (102_000_000, 5), (9_503_000_000, 0)];
        let mut rows: Vec<(u64, u32)> =
            rows.into_iter().chain(many).chain(close).chain([(6_205_000_000, 9)]).collect();
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
