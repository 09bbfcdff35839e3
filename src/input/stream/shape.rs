//! The keys that an object may have, and which of them comes next.
//!
//! Records of one stream are written by one program. So a shape remembers of its last
//! object what stood between the values, byte by byte, and looks whether it stands there
//! again: one comparison for comma, blanks, key and colon. Where it does not, the object is
//! read on key by key: the one that came behind the one before, else any by its name.

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

/// Some bytes that are compared at once.
#[derive(Debug)]
struct Literal {
    /// The first sixteen, and which of them count.
    first: u128,
    mask: u128,
    /// The last sixteen, where there are more.
    last: u128,
    length: usize,
    text: Box<[u8]>,
}

impl Literal {
    fn new(text: &[u8]) -> Literal {
        let (all, length) = (Cursor::new(text), text.len());
        let mask = mask(length);
        let (first, last) = (all.load(0) & mask, all.load(length.saturating_sub(16)));
        Literal { first, mask, last, length, text: text.into() }
    }

    /// Passes over these bytes, where they are next.
    #[inline(always)]
    fn pass(&self, cursor: &mut Cursor<'_>) -> bool {
        let (at, length) = (cursor.at, self.length);
        if (cursor.load(at) ^ self.first) & self.mask != 0 {
            return false;
        }
        let same = match length {
            ..=16 => true,
            17..=32 => cursor.load(at + length - 16) == self.last,
            _ => cursor.slice(at, at + length) == &*self.text,
        };
        if same {
            cursor.at = at + length;
        }
        same
    }
}

/// What was read of an object before: a value, with what stood before it.
#[derive(Debug)]
pub(super) struct Step {
    /// From the value before, or the beginning of the object.
    literal: Literal,
    /// What is done with the value.
    pub(super) action: Action,
    /// Whether it is a text, and its quotation mark part of the literal.
    pub(super) quoted: bool,
    /// The key, and all keys up to it, as bits.
    pub(super) key: usize,
    pub(super) seen: u64,
}

impl Step {
    /// Passes over what stands before the value, where it is the same again.
    #[inline(always)]
    pub(super) fn pass(&self, cursor: &mut Cursor<'_>) -> bool {
        self.literal.pass(cursor)
    }
}

/// Where a value of an object was, and what stood before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Logged {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) action: Action,
    pub(super) quoted: bool,
    pub(super) key: usize,
    pub(super) seen: u64,
}

/// A key.
#[derive(Debug)]
struct Key {
    /// As it is written: `"name":`.
    literal: Literal,
    action: Action,
}

impl Key {
    fn new(name: &str, action: Action) -> Key {
        Key { literal: Literal::new(format!("\"{name}\":").as_bytes()), action }
    }

    /// The name alone.
    fn name(&self) -> &[u8] {
        let text = &self.literal.text;
        text.get(1..text.len().saturating_sub(2)).unwrap_or_default()
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
    /// The last object of this shape, value by value.
    pub(super) steps: Vec<Step>,
    /// So many objects are read until steps are taken down again, and how many it was
    /// the last time: where each object is written in another way, it is no use.
    wait: u32,
    pause: u32,
}

/// Keys of an object at most: as many as one word has bits, to mark those seen.
const MOST: usize = 64;

/// Objects at most until steps are taken down again.
const MOST_WAIT: u32 = 63;

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
    #[inline(never)]
    pub(super) fn key(&mut self, cursor: &mut Cursor<'_>, before: usize) -> Option<Found> {
        cursor.blanks();
        let guess = usize::from(self.next.get(before).copied()?);
        if let Some(key) = self.keys.get(guess).filter(|key| key.literal.pass(cursor)) {
            return Some(Found::Key(guess, key.action));
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

    /// The object was read as the one before.
    #[inline(always)]
    pub(super) fn was_followed(&mut self) {
        self.pause >>= 1;
    }

    /// Takes down how an object was read: as before so far, then as logged.
    pub(super) fn take_down(&mut self, cursor: &Cursor<'_>, followed: usize, logged: &[Logged]) {
        if self.wait > 0 {
            self.wait -= 1;
            return;
        }
        self.pause = (self.pause * 2 + 1).min(MOST_WAIT);
        self.wait = self.pause;
        self.steps.truncate(followed);
        self.steps.extend(logged.iter().map(|own| Step {
            literal: Literal::new(cursor.slice(own.start, own.end)),
            action: own.action,
            quoted: own.quoted,
            key: own.key,
            seen: own.seen,
        }));
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
