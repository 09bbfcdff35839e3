//! Planes of bits: one for each declaration, or line, of a batch. Their words are their own,
//! or a stretch of those that others keep.

use std::ops::Range;

/// A plane of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits<W = Vec<u64>> {
    words: W,
}

/// So many words hold so many bits.
fn words(bits: usize) -> usize {
    bits.div_ceil(64)
}

impl Bits {
    /// Forgets all bits, and keeps the room.
    pub fn clear(&mut self) {
        self.words.clear();
    }

    /// Makes room for so many bits, all unset.
    pub fn reset(&mut self, bits: usize) {
        self.words.clear();
        self.words.resize(words(bits), 0);
    }

    /// Makes room for so many bits in all, the new ones unset.
    pub fn extend(&mut self, bits: usize) {
        let wanted = words(bits);
        if wanted > self.words.len() {
            self.words.resize(wanted, 0);
        }
    }

    /// Keeps so many bits, and forgets the rest.
    pub fn truncate(&mut self, bits: usize) {
        self.words.truncate(words(bits));
        if let Some(last) = self.words.get_mut(bits / 64) {
            *last &= (1 << (bits % 64)) - 1;
        }
    }

    /// Adds, past its first `bits`, a stretch of another plane.
    pub fn append(&mut self, bits: usize, from: &Bits, stretch: Range<usize>) {
        self.extend(bits + stretch.len());
        let (mut at, mut to) = (stretch.start, bits);
        while at < stretch.end {
            // As many as both words hold.
            let count = (64 - at % 64).min(64 - to % 64).min(stretch.end - at);
            let taken =
                from.words.get(at / 64).map_or(0, |word| word >> (at % 64)) & (u64::MAX >> (64 - count));
            if let Some(word) = self.words.get_mut(to / 64) {
                *word |= taken << (to % 64);
            }
            (at, to) = (at + count, to + count);
        }
    }
}

impl<W> Bits<W> {
    /// The plane of these words.
    pub fn of(words: W) -> Bits<W> {
        Bits { words }
    }
}

impl<W: AsRef<[u64]>> Bits<W> {
    /// Whether every bit of a stretch is set.
    pub fn covers(&self, stretch: Range<usize>) -> bool {
        masks(stretch).all(|(at, bits)| self.words().get(at).is_some_and(|word| word & bits == bits))
    }

    /// Whether a bit is set.
    pub fn has(&self, at: usize) -> bool {
        self.words().get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// The words.
    pub fn words(&self) -> &[u64] {
        self.words.as_ref()
    }

    /// The positions of the bits that are set.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words().iter().enumerate().flat_map(|(at, word)| ones(*word).map(move |bit| at * 64 + bit))
    }

    /// The positions, of so many, of those that are not.
    pub fn zeros(&self, bits: usize) -> impl Iterator<Item = usize> + '_ {
        unset(self.words().iter().copied(), bits)
    }
}

impl<W: AsMut<[u64]>> Bits<W> {
    /// Sets the bits of a stretch.
    pub fn fill(&mut self, stretch: Range<usize>) {
        for (at, bits) in masks(stretch) {
            if let Some(word) = self.words_mut().get_mut(at) {
                *word |= bits;
            }
        }
    }

    /// Sets a bit.
    pub fn set(&mut self, at: usize) {
        if let Some(word) = self.words_mut().get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// Unsets a bit.
    pub fn unset(&mut self, at: usize) {
        if let Some(word) = self.words_mut().get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }

    /// The words, to be changed.
    pub fn words_mut(&mut self) -> &mut [u64] {
        self.words.as_mut()
    }
}

/// The words of a stretch, by position, each with the bits of it that are in the stretch.
fn masks(stretch: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let mut at = stretch.start;
    std::iter::from_fn(move || {
        let count = (64 - at % 64).min(stretch.end.checked_sub(at).filter(|left| *left > 0)?);
        let own = (at / 64, (u64::MAX >> (64 - count)) << (at % 64));
        at += count;
        Some(own)
    })
}

/// The positions, of so many, of the bits that are not set.
fn unset(words: impl Iterator<Item = u64>, bits: usize) -> impl Iterator<Item = usize> {
    let all = words.enumerate().flat_map(|(at, word)| ones(!word).map(move |bit| at * 64 + bit));
    all.take_while(move |at| *at < bits)
}

/// The positions of the bits of one word.
pub fn ones(word: u64) -> impl Iterator<Item = usize> {
    Ones(word)
}

struct Ones(u64);

impl Iterator for Ones {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        usize::try_from(bit).ok()
    }
}

/// What is known of each: a plane of those that are true, one of those that are false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planes<W = Vec<u64>> {
    /// Known to be true.
    pub yes: Bits<W>,
    /// Known to be false.
    pub no: Bits<W>,
}

impl Planes {
    /// Forgets all, and keeps the room.
    pub fn clear(&mut self) {
        self.yes.clear();
        self.no.clear();
    }

    /// Makes room for so many in all, nothing known of the new ones.
    pub fn extend(&mut self, bits: usize) {
        self.yes.extend(bits);
        self.no.extend(bits);
    }

    /// Keeps so many, and forgets the rest.
    pub fn truncate(&mut self, bits: usize) {
        self.yes.truncate(bits);
        self.no.truncate(bits);
    }

    /// Adds, past its first `bits`, a stretch of other planes.
    pub fn append(&mut self, bits: usize, from: &Planes, stretch: Range<usize>) {
        self.yes.append(bits, &from.yes, stretch.clone());
        self.no.append(bits, &from.no, stretch);
    }
}

impl<W: AsRef<[u64]>> Planes<W> {
    /// The positions, of so many, of which nothing is known.
    pub fn open(&self, bits: usize) -> impl Iterator<Item = usize> + '_ {
        unset(self.yes.words().iter().zip(self.no.words()).map(|(yes, no)| yes | no), bits)
    }

    /// The positions, of so many, that are not known to be false.
    pub fn possible(&self, bits: usize) -> impl Iterator<Item = usize> + '_ {
        self.no.zeros(bits)
    }
}

impl<W: AsMut<[u64]>> Planes<W> {
    /// Says that one is known.
    pub fn set(&mut self, at: usize, yes: bool) {
        if yes {
            self.yes.set(at);
        } else {
            self.no.set(at);
        }
    }
}
