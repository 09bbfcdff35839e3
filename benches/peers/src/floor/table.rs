//! All lists in one table: segments of codes with a bit for each list, by heading, and a
//! memo from code to bits in front of it.

use crate::law::Prefix;

/// Segments by heading.
pub struct Table {
    /// Where the segments of each four-digit heading begin.
    headings: Vec<u32>,
    /// The last six digits at which a segment begins; the first of a heading is 0.
    starts: Vec<u32>,
    bits: Vec<u16>,
}

impl Table {
    /// The table of these lists.
    pub fn new(lists: &[Vec<Prefix>]) -> Table {
        let mut edges: Vec<(u64, usize, i32)> = Vec::new();
        for (list, prefixes) in lists.iter().enumerate() {
            for prefix in prefixes {
                let (low, high) = prefix.range();
                edges.extend([(low, list, 1), (high, list, -1)]);
            }
        }
        edges.sort_unstable();
        let mut table = Table { headings: Vec::with_capacity(10_001), starts: Vec::new(), bits: Vec::new() };
        let mut depth = vec![0i32; lists.len()];
        let mut edge = 0;
        for heading in 0..10_000u64 {
            table.headings.push(table.starts.len() as u32);
            table.segment(0, &depth);
            while let Some((at, list, step)) = edges.get(edge).filter(|e| e.0 < (heading + 1) * 1_000_000) {
                depth[*list] += step;
                table.segment((at % 1_000_000) as u32, &depth);
                edge += 1;
            }
        }
        table.headings.push(table.starts.len() as u32);
        table
    }

    fn segment(&mut self, low: u32, depth: &[i32]) {
        let bits = depth.iter().enumerate().map(|(i, d)| u16::from(*d > 0) << i).sum();
        let begins = self.headings.last().copied().unwrap_or(0) as usize;
        if self.starts.len() > begins && self.starts.last() == Some(&low) {
            self.starts.pop();
            self.bits.pop();
        }
        if self.starts.len() > begins && self.bits.last() == Some(&bits) {
            return;
        }
        self.starts.push(low);
        self.bits.push(bits);
    }

    /// The lists that a code is in.
    pub fn search(&self, code: u64) -> u16 {
        let (heading, low) = ((code / 1_000_000) as usize, (code % 1_000_000) as u32);
        let (from, to) = (self.headings[heading] as usize, self.headings[heading + 1] as usize);
        let starts = &self.starts[from..to];
        let before = match starts.len() {
            0..=48 => starts.iter().map(|s| usize::from(*s <= low)).sum(),
            _ => starts.partition_point(|s| *s <= low),
        };
        self.bits[from + before - 1]
    }
}

/// Codes that were looked up lately: the lists are constant, so this is exact.
pub struct Memo(Vec<u64>);

const SLOTS: u32 = 15;

impl Default for Memo {
    fn default() -> Memo {
        Memo(vec![u64::MAX; 1 << SLOTS])
    }
}

impl Memo {
    /// The lists that a code is in.
    #[inline]
    pub fn lists(&mut self, table: &Table, code: u64) -> u16 {
        let slot = (code.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS)) as usize;
        let held = &mut self.0[slot];
        if *held >> 16 != code {
            *held = code << 16 | u64::from(table.search(code));
        }
        *held as u16
    }
}
