//! The registers of a program: what it has found so far.
//!
//! Those of one space stand one after the other in the order in which operations fill them;
//! an operation only reads registers that were filled before.

use crate::ir::{Bits, Planes, Reg, Space};

/// What is known of a register.
pub type Known<'r> = Planes<&'r [u64]>;

/// A register that is being filled.
pub type Filling<'r> = Planes<&'r mut [u64]>;

/// Planes in pairs, one after the other in one piece of memory; what the two say is for whoever
/// keeps them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pairs<W = Vec<u64>> {
    words: W,
    /// So many a plane has.
    each: usize,
}

/// Two planes over the same rows.
type Pair<W> = (Bits<W>, Bits<W>);

impl Pairs {
    /// Forgets all, and makes room for so many pairs over so many rows, no bit set.
    pub fn reset(&mut self, pairs: usize, rows: usize) {
        self.each = rows.div_ceil(64);
        self.words.clear();
        self.words.resize(pairs * 2 * self.each, 0);
    }

    /// All of them, to be read.
    pub fn all(&self) -> Pairs<&[u64]> {
        Pairs { words: &self.words, each: self.each }
    }

    /// One of them, to be filled; a pair that there is not takes nothing.
    pub fn get_mut(&mut self, at: usize) -> Pair<&mut [u64]> {
        let own = self.words.get_mut(2 * self.each * at..).and_then(|own| own.get_mut(..2 * self.each));
        let (one, other) = own.unwrap_or_default().split_at_mut_checked(self.each).unwrap_or_default();
        (Bits::of(one), Bits::of(other))
    }

    /// The next pair, of which no bit is set, and those before it.
    fn next(&mut self) -> (Pairs<&[u64]>, Pair<&mut [u64]>) {
        let start = self.words.len();
        self.words.resize(start + 2 * self.each, 0);
        let (before, own) = self.words.split_at_mut(start);
        let (one, other) = own.split_at_mut(self.each);
        (Pairs { words: before, each: self.each }, (Bits::of(one), Bits::of(other)))
    }
}

impl<'r> Pairs<&'r [u64]> {
    /// One of them; no bit is set in one that there is not.
    pub fn get(self, at: usize) -> Pair<&'r [u64]> {
        let own = self.words.get(2 * self.each * at..).and_then(|own| own.get(..2 * self.each));
        let (one, other) = own.unwrap_or_default().split_at_checked(self.each).unwrap_or_default();
        (Bits::of(one), Bits::of(other))
    }
}

/// Registers of both spaces, kept from batch to batch.
#[derive(Debug, Default)]
pub struct Registers {
    head: Pairs,
    line: Pairs,
}

/// Registers that have been filled.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'r> {
    head: Pairs<&'r [u64]>,
    line: Pairs<&'r [u64]>,
}

impl Registers {
    /// Forgets all, for so many declarations with so many lines.
    pub fn reset(&mut self, heads: usize, lines: usize) {
        self.head.reset(0, heads);
        self.line.reset(0, lines);
    }

    /// What has been filled.
    pub fn filled(&self) -> Filled<'_> {
        Filled { head: self.head.all(), line: self.line.all() }
    }

    /// The next register of a space, of which nothing is known yet, and those before it.
    pub fn next(&mut self, space: Space) -> (Filled<'_>, Filling<'_>) {
        let (filled, (yes, no)) = match space {
            Space::Head => {
                let (head, own) = self.head.next();
                (Filled { head, line: self.line.all() }, own)
            }
            Space::Line => {
                let (line, own) = self.line.next();
                (Filled { head: self.head.all(), line }, own)
            }
        };
        (filled, Planes { yes, no })
    }
}

impl<'r> Filled<'r> {
    /// A register, or its opposite; nothing is known in one that there is not.
    pub fn get(self, reg: Reg) -> Known<'r> {
        let own = if reg.space == Space::Head { self.head } else { self.line };
        let (yes, no) = own.get(reg.at);
        if reg.not { Planes { yes: no, no: yes } } else { Planes { yes, no } }
    }
}
