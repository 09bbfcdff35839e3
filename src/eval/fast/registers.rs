//! The registers of a program: what it has found so far.
//!
//! Those of one space stand one after the other in one piece of memory, each a plane of
//! what is known to be true and one of what is known to be false, in the order in which
//! operations fill them; an operation only reads registers that were filled before.

use crate::ir::{Planes, Reg, Space};

/// What is known of a register.
pub type Known<'r> = Planes<&'r [u64]>;

/// A register that is being filled.
pub type Filling<'r> = Planes<&'r mut [u64]>;

/// Registers of both spaces, kept from batch to batch.
#[derive(Debug, Default)]
pub struct Registers {
    head: Vec<u64>,
    line: Vec<u64>,
    /// So many words a plane has.
    head_words: usize,
    line_words: usize,
}

/// Registers that have been filled.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'r> {
    head: &'r [u64],
    line: &'r [u64],
    head_words: usize,
    line_words: usize,
}

impl Registers {
    /// Forgets all, and makes room for so many declarations with so many lines.
    pub fn reset(&mut self, heads: usize, lines: usize) {
        self.head.clear();
        self.line.clear();
        (self.head_words, self.line_words) = (heads.div_ceil(64), lines.div_ceil(64));
    }

    /// What has been filled.
    pub fn filled(&self) -> Filled<'_> {
        let Registers { head, line, head_words, line_words } = self;
        Filled { head, line, head_words: *head_words, line_words: *line_words }
    }

    /// The next register of a space, of which nothing is known yet, and those before it.
    pub fn next(&mut self, space: Space) -> (Filled<'_>, Filling<'_>) {
        let (head_words, line_words) = (self.head_words, self.line_words);
        let next = |own: &'_ mut Vec<u64>, words: usize| {
            let start = own.len();
            own.resize(start + 2 * words, 0);
            start
        };
        let (head, line, own) = match space {
            Space::Head => {
                let start = next(&mut self.head, head_words);
                let (before, own) = self.head.split_at_mut(start);
                (&*before, self.line.as_slice(), own)
            }
            Space::Line => {
                let start = next(&mut self.line, line_words);
                let (before, own) = self.line.split_at_mut(start);
                (self.head.as_slice(), &*before, own)
            }
        };
        let (yes, no) = own.split_at_mut(own.len() / 2);
        (Filled { head, line, head_words, line_words }, Planes::of(yes, no))
    }
}

impl<'r> Filled<'r> {
    /// A register; nothing is known in one that there is not.
    pub fn get(self, reg: Reg) -> Known<'r> {
        let (own, words) = match reg.space {
            Space::Head => (self.head, self.head_words),
            Space::Line => (self.line, self.line_words),
        };
        let own = own.get(2 * words * reg.at..).and_then(|own| own.get(..2 * words)).unwrap_or(&[]);
        let (yes, no) = own.split_at(own.len() / 2);
        if reg.not { Planes::of(no, yes) } else { Planes::of(yes, no) }
    }
}
