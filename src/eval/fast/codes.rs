//! The class of a code: the stretches of a table, in leaves of a few stretches each.
//!
//! A heading has one leaf, or, where it has more stretches than that, a cell for each of
//! its subheadings, and so on. Codes come in any order, so that a branch on where one
//! stands is guessed wrongly as often as not: within a leaf there is none, and most
//! codes are found at the second look, however many codes the lists have. The leaves are
//! made once so many codes have been looked up that it is worth it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::ir::Table;

/// So many codes are looked up in the table itself.
const FEW: usize = 2_000;

/// The index of a table, once it is worth it.
#[derive(Debug, Default)]
pub struct Codes {
    index: OnceLock<Index>,
    asked: AtomicUsize,
}

impl Codes {
    /// The index, where it is to be used for so many codes of a table more.
    pub fn index(&self, table: &Table, more: usize) -> Option<&Index> {
        let asked = self.asked.fetch_add(more, Ordering::Relaxed).saturating_add(more);
        if asked < FEW { None } else { Some(self.index.get_or_init(|| Index::of(table))) }
    }
}

/// So many ten-digit codes stand under a heading of four digits.
const HEADING: u64 = 1_000_000;

/// So many headings there are, with those that no tariff has.
const HEADINGS: usize = 10_000;

/// So many codes stand under a cell of each of the levels below a heading.
const BELOW: [u32; 3] = [10_000, 100, 1];

/// A cell with this bit says where the hundred cells below it are; any other, which leaf it is.
const SPLIT: u32 = 1 << 31;

/// So many stretches a leaf holds.
const LEAF: usize = 16;

/// A stretch: its first code under the heading, and its class.
type Stretch = (u32, u32);

/// Some stretches: the first codes under the heading, rising, and their classes.
#[derive(Debug)]
struct Leaf {
    starts: [u32; LEAF],
    classes: [u32; LEAF],
}

/// Where the codes of each heading stand.
#[derive(Debug, Default)]
pub struct Index {
    /// By heading, then those of cells that are split.
    cells: Vec<u32>,
    leaves: Vec<Leaf>,
}

impl Leaf {
    /// A leaf of stretches, of which there are not more than it holds.
    fn of(own: &[Stretch]) -> Leaf {
        let mut leaf = Leaf { starts: [u32::MAX; LEAF], classes: [0; LEAF] };
        let places = leaf.starts.iter_mut().zip(&mut leaf.classes);
        places.zip(own).for_each(|((start, class), own)| (*start, *class) = *own);
        // Whatever stands before the second stretch belongs to the first.
        leaf.starts[0] = 0;
        leaf
    }

    /// The class of a code under the heading.
    #[inline]
    fn class(&self, code: u32) -> u32 {
        let mut at = 0;
        for step in [8, 4, 2, 1] {
            let next = self.starts.get((at + step) % LEAF);
            at += step * usize::from(next.is_some_and(|start| *start <= code));
        }
        self.classes.get(at % LEAF).copied().unwrap_or(0)
    }
}

impl Index {
    /// The index of a table.
    fn of(table: &Table) -> Index {
        let mut index = Index { cells: vec![0; HEADINGS], leaves: Vec::new() };
        let mut whole = Vec::new();
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
            let cell = index.cell(&own, 0, &BELOW, &mut whole);
            index.cells.get_mut(heading).into_iter().for_each(|place| *place = cell);
        }
        index
    }

    /// The cell of some stretches, of which the first code is one; `below` are the levels
    /// below, and `whole` the leaves of a single stretch by class.
    fn cell(&mut self, own: &[Stretch], first: u32, below: &[u32], whole: &mut Vec<Option<u32>>) -> u32 {
        let (Some((span, below)), true) = (below.split_first(), own.len() > LEAF) else {
            let next = u32::try_from(self.leaves.len()).unwrap_or(0);
            if let [(_, class)] = own {
                let class = *class as usize;
                whole.resize(whole.len().max(class + 1), None);
                let place = whole.get_mut(class);
                if let Some(Some(leaf)) = place {
                    return *leaf;
                }
                place.into_iter().for_each(|place| *place = Some(next));
            }
            self.leaves.push(Leaf::of(own));
            return next;
        };
        let (mut from, mut to) = (0, 0);
        let begins = |at: usize, before: u32| own.get(at).is_some_and(|(start, _)| *start < before);
        let cells = (0..100).map(|number| {
            let first = first + number * span;
            // The last stretch that begins at or before it, and those that begin in it.
            while begins(from + 1, first + 1) {
                from += 1;
            }
            while begins(to, first + span) {
                to += 1;
            }
            self.cell(own.get(from..to).unwrap_or(&[]), first, below, whole)
        });
        let cells: Vec<u32> = cells.collect();
        let at = u32::try_from(self.cells.len()).unwrap_or(0);
        self.cells.extend(cells);
        at | SPLIT
    }

    /// The class of a code, by position; the plain one where there is no such heading.
    #[inline]
    pub fn class(&self, code: u64) -> u32 {
        let heading = code / HEADING;
        let at = usize::try_from(heading).ok().filter(|at| *at < HEADINGS);
        let Some(mut cell) = at.and_then(|at| self.cells.get(at)).copied() else { return 0 };
        let code = u32::try_from(code - heading * HEADING).unwrap_or(0);
        for span in BELOW {
            if cell & SPLIT == 0 {
                break;
            }
            let at = (cell & !SPLIT) + code / span % 100;
            cell = self.cells.get(at as usize).copied().unwrap_or(0);
        }
        self.leaves.get(cell as usize).map_or(0, |leaf| leaf.class(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_its_class() {
        let many = (0..40).map(|at| (6_204_000_000 + at * 7_777, 40 + u32::try_from(at).unwrap_or(0)));
        let close = (0..90).map(|at| (6_204_500_000 + at, 90 + u32::try_from(at).unwrap_or(0)));
        let rows = [(0, 0), (101_210_000, 3), (101_210_001, 0), (102_000_000, 5), (9_503_000_000, 0)];
        let mut rows: Vec<(u64, u32)> =
            rows.into_iter().chain(many).chain(close).chain([(6_205_000_000, 9)]).collect();
        rows.sort_unstable();
        let (starts, class_of): (Vec<u64>, Vec<u32>) = rows.iter().copied().unzip();
        let table = Table { starts, class_of, ..Table::default() };
        let codes = Index::of(&table);
        let near =
            rows.iter().flat_map(|(start, _)| [start.saturating_sub(1), *start, start + 1, start + 999_999]);
        for code in near.chain([9_999_999_999]) {
            let wanted = rows.iter().rev().find(|(start, _)| *start <= code).map_or(0, |row| row.1);
            assert_eq!((codes.class(code), table.class(code)), (wanted, wanted), "{code}");
        }
        assert_eq!(codes.class(10_000_000_000), 0);
        assert_eq!(Index::of(&Table::default()).class(101_210_000), 0);
    }
}
