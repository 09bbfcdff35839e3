//! The keys that an object may have, and which of them comes next.
//!
//! Records of one stream write their keys in one order. So a shape remembers which key
//! came after each, and looks whether it does again: one comparison of bytes. Where it
//! does not, the key is looked up.

use super::chunk::mask;
use super::cursor::{Cursor, Piece};

/// What is done with the value of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// It is a fact, by position.
    Fact(usize),
    /// It is an object of this shape.
    Object(usize),
    /// It is not read.
    Any,
    /// It names the schema.
    Schema,
    /// It is a list of goods; whether the one that is called so.
    Goods(bool),
    /// It is a list of papers.
    Documents,
    /// It is a list of containers.
    Containers,
    /// It is an object of answers.
    Answers,
    /// It names the lines of a paper.
    Lines,
}

/// A key.
#[derive(Debug)]
struct Key {
    /// Its first sixteen bytes as it is written, `"name":`, and which of them count.
    first: u128,
    mask: u128,
    /// Its last sixteen bytes, where it has more.
    last: u128,
    length: usize,
    action: Action,
    text: Box<[u8]>,
}

impl Key {
    fn new(name: &str, action: Action) -> Key {
        let text: Box<[u8]> = format!("\"{name}\":").into_bytes().into();
        let (all, length) = (Cursor::new(&text), text.len());
        let (first, last) = (all.load(0), all.load(length.saturating_sub(16)));
        Key { first, mask: mask(length), last, length, action, text }
    }

    /// The name alone.
    fn name(&self) -> &[u8] {
        self.text.get(1..self.text.len().saturating_sub(2)).unwrap_or_default()
    }

    /// Whether it is what comes next.
    #[inline(always)]
    fn is_next(&self, cursor: &Cursor<'_>) -> bool {
        if (cursor.load(cursor.at) ^ self.first) & self.mask != 0 {
            return false;
        }
        match self.length {
            ..=16 => true,
            17..=32 => cursor.load(cursor.at + self.length - 16) == self.last,
            _ => cursor.slice(cursor.at, cursor.at + self.length) == &*self.text,
        }
    }
}

/// The key that was found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// This one, by position.
    Key(usize, Action),
    /// One that no fact has, in an object that may hold anything.
    Other(Piece),
}

/// The keys of an object.
#[derive(Debug, Default)]
pub(super) struct Shape {
    keys: Vec<Key>,
    /// By key, the one that came behind it; at the end, the first.
    next: Vec<u8>,
    /// Keys by [`spread`].
    table: Vec<u8>,
    /// Whether any other key may stand there, too.
    free: bool,
}

/// Keys of an object at most: as many as one word has bits, to mark those seen.
const MOST: usize = 64;

/// No key stands at this place of a table.
const NONE: u8 = u8::MAX;

impl Shape {
    /// A shape of keys; `None` where they are too many.
    pub(super) fn new(keys: &[(String, Action)], free: bool) -> Option<Shape> {
        if keys.len() > MOST {
            return None;
        }
        let mut shape = Shape { free, ..Shape::default() };
        shape.keys = keys.iter().map(|(name, action)| Key::new(name, *action)).collect();
        shape.table = vec![NONE; (keys.len() * 4).next_power_of_two()];
        for (at, key) in (0u8..).zip(&shape.keys) {
            let mut place = shape.place(Cursor::new(key.name()).load(0), key.name().len());
            while shape.table.get(place).is_some_and(|own| *own != NONE) {
                place = (place + 1) & (shape.table.len() - 1);
            }
            *shape.table.get_mut(place)? = at;
        }
        // At first, the order of the schema.
        let count = u8::try_from(keys.len()).ok()?;
        shape.next = (1..=count).chain([0]).collect();
        Some(shape)
    }

    /// The place behind which no key was read.
    pub(super) fn start(&self) -> usize {
        self.keys.len()
    }

    /// Reads the next key with its colon; `before` is the one before it.
    #[inline(always)]
    pub(super) fn key(&mut self, cursor: &mut Cursor<'_>, before: usize) -> Option<Found> {
        let guess = usize::from(self.next.get(before).copied()?);
        if let Some(key) = self.keys.get(guess)
            && key.is_next(cursor)
        {
            cursor.at += key.length;
            return Some(Found::Key(guess, key.action));
        }
        self.look_up(cursor, before)
    }

    #[inline(never)]
    fn look_up(&mut self, cursor: &mut Cursor<'_>, before: usize) -> Option<Found> {
        if cursor.peek() != b'"' {
            cursor.blanks();
            let guess = usize::from(self.next.get(before).copied()?);
            if let Some(key) = self.keys.get(guess).filter(|key| key.is_next(cursor)) {
                cursor.at += key.length;
                return Some(Found::Key(guess, key.action));
            }
        }
        cursor.expect(b'"')?;
        let piece = cursor.piece()?;
        if piece.escaped {
            return None;
        }
        cursor.blanks();
        cursor.expect(b':')?;
        let name = cursor.slice(piece.start, piece.end);
        let mut place = self.place(cursor.load(piece.start), name.len());
        loop {
            let at = *self.table.get(place)?;
            let Some(key) = self.keys.get(usize::from(at)) else { break };
            if key.name() == name {
                *self.next.get_mut(before)? = at;
                return Some(Found::Key(usize::from(at), key.action));
            }
            place = (place + 1) & (self.table.len() - 1);
        }
        if !self.free {
            return None;
        }
        cursor.text(&piece)?;
        Some(Found::Other(piece))
    }

    /// Where in the table a name is looked for first.
    fn place(&self, first: u128, length: usize) -> usize {
        let own = first & mask(length);
        spread(own ^ (length as u128) << 56) & (self.table.len() - 1)
    }
}

/// A number that differs where sixteen bytes do.
#[inline(always)]
pub(super) fn spread(chunk: u128) -> usize {
    let both = (chunk as u64) ^ ((chunk >> 64) as u64).rotate_left(29);
    (both.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
}
