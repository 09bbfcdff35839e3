//! Texts → what columns hold of them: the symbol, and whether they say anything.
//!
//! Where that takes more than a look, it is kept by the bytes of the text: most values of
//! most facts are few.

use super::chunk::mask;
use super::cursor::{Cursor, Piece};
use super::fact::slowly;
use super::shape::spread;
use crate::hir::FactDef;
use crate::input::node::Kind;
use crate::ir::{Domain, OTHER, Symbol};
use crate::value::Value;
use crate::value::text::says_nothing;

/// What is known of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Its symbol.
    pub(super) symbol: Symbol,
    /// Whether it says nothing; false where nobody asks.
    pub(super) nothing: bool,
}

/// A text that was read before.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Its bytes with the quotation mark behind them.
    key: u128,
    /// Which bytes of that count.
    mask: u128,
    /// How many.
    length: usize,
    said: Said,
}

/// No text: its key has bytes that do not count.
const NOTHING: Known =
    Known { key: u128::MAX, mask: 0, length: 0, said: Said { symbol: OTHER, nothing: false } };

/// So many texts are kept.
const KEPT: usize = 64;

/// How the texts of a fact are read.
#[derive(Debug)]
pub(super) struct Words {
    domain: Domain,
    /// The lengths that texts of the domain have, as bits; the last for all longer ones.
    lengths: u64,
    /// Whether not every text is one of the fact.
    strict: bool,
    /// Whether somebody asks if it says anything.
    asks: bool,
    /// The text before.
    last: Known,
    /// Texts before that, by [`spread`]; none where a look is enough.
    known: Vec<Known>,
    /// Room for a text without its escapes.
    room: String,
}

/// A length as a bit.
fn bit(length: usize) -> u64 {
    1 << length.min(63)
}

impl Words {
    /// Texts of a fact; `asks` where somebody asks if they say anything.
    pub(super) fn new(def: &FactDef, domain: Domain, asks: bool) -> Words {
        let strict =
            !def.choices.is_empty() || def.coded.is_some() || def.digits.is_some() || def.form.is_some();
        let kept = if strict || asks || !domain.is_empty() { KEPT } else { 0 };
        Words {
            lengths: domain.iter().fold(0, |lengths, (text, _)| lengths | bit(text.len())),
            domain,
            strict,
            asks,
            last: NOTHING,
            known: vec![NOTHING; kept],
            room: String::new(),
        }
    }

    /// Reads a text, from behind its first quotation mark; `None` within for a text that
    /// is empty.
    #[inline(always)]
    pub(super) fn read(&mut self, cursor: &mut Cursor<'_>, def: &FactDef) -> Option<Option<(Said, Piece)>> {
        let (chunk, start) = (cursor.load(cursor.at), cursor.at);
        if (chunk ^ self.last.key) & self.last.mask == 0 && self.last.length != 0 {
            let end = start + self.last.length - 1;
            cursor.at = end + 1;
            let piece = Piece { start, end, ascii: false, escaped: false };
            return Some(Some((self.last.said, piece)));
        }
        let piece = cursor.piece()?;
        if piece.end == start {
            return Some(None);
        }
        let length = piece.end + 1 - start;
        if self.known.is_empty() || piece.escaped || length > 16 {
            return self.look(cursor, def, &piece).map(|said| said.map(|said| (said, piece)));
        }
        self.known(cursor, def, &piece, chunk).map(|said| said.map(|said| (said, piece)))
    }

    /// A short text, as it is known or will be.
    #[inline(never)]
    fn known(
        &mut self,
        cursor: &Cursor<'_>,
        def: &FactDef,
        piece: &Piece,
        chunk: u128,
    ) -> Option<Option<Said>> {
        let length = piece.end + 1 - piece.start;
        let mask = mask(length);
        let key = chunk & mask;
        let place = spread(key) % KEPT;
        let kept = self.known.get(place)?;
        if kept.key == key {
            self.last = *kept;
            return Some(Some(kept.said));
        }
        let said = self.look(cursor, def, piece)?;
        if let Some(said) = said {
            self.last = Known { key, mask, length, said };
            *self.known.get_mut(place)? = self.last;
        }
        Some(said)
    }

    /// Any text.
    #[inline(always)]
    fn look(&mut self, cursor: &Cursor<'_>, def: &FactDef, piece: &Piece) -> Option<Option<Said>> {
        if piece.escaped {
            return self.resolve(cursor, def, piece);
        }
        // Most are found at a glance to be what they seem.
        let bytes = cursor.slice(piece.start, piece.end);
        let ends = [bytes.first(), bytes.last()];
        let any = !self.strict && !self.asks && self.lengths & bit(bytes.len()) == 0;
        if any && piece.ascii && bytes.len() <= LONGEST && ends.into_iter().flatten().all(|b| *b > b' ') {
            return Some(Some(Said { symbol: OTHER, nothing: false }));
        }
        self.find(def, cursor.text(piece)?)
    }

    #[cold]
    fn resolve(&mut self, cursor: &Cursor<'_>, def: &FactDef, piece: &Piece) -> Option<Option<Said>> {
        let mut room = std::mem::take(&mut self.room);
        let said = cursor.decode(piece, &mut room).and_then(|()| self.find(def, &room));
        self.room = room;
        said
    }

    fn find(&self, def: &FactDef, text: &str) -> Option<Option<Said>> {
        if self.strict || !is_plain(text) {
            // Of blanks alone, no fact is made, but perhaps a name of the declaration.
            match slowly(def, Kind::Text(text.to_owned()))? {
                Some(Value::Text(own)) if own == text => {}
                _ => return None,
            }
        }
        let may_be = self.lengths & bit(text.len()) != 0;
        let symbol = if may_be { self.domain.symbol(text) } else { OTHER };
        Some(Some(Said { symbol, nothing: self.asks && says_nothing(text) }))
    }
}

/// Bytes of a text at most, so that it has not too many characters.
const LONGEST: usize = 4_000;

/// Whether a text is certainly one as it stands, of a fact that takes any.
pub(super) fn is_plain(text: &str) -> bool {
    let ends = |c: Option<char>| {
        c.is_some_and(|c| match c {
            '!'..='~' | '\u{a1}'..='\u{167f}' => true,
            // Ideographs, and the signs around them; no digits, no blanks.
            '\u{3001}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ffdc}' => c != '\u{feff}',
            _ => false,
        })
    };
    let wide = |c: char| ('０'..='９').contains(&c);
    let mut all = text.chars();
    let (first, last) = (all.next(), all.next_back());
    text.len() <= LONGEST
        && ends(first)
        && (last.is_none() || ends(last))
        // Digits of two widths are none.
        && !(first.is_some_and(|c| c.is_ascii_digit()) && !text.is_ascii() && text.contains(wide))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::stream::build::free_text;

    #[test]
    fn what_is_plain_is_read_as_it_stands() {
        let ends =
            ['a', '0', '~', '!', ' ', '\u{7f}', '\u{85}', '\u{a0}', '\u{200b}', '\u{2028}', '\u{3000}']
                .into_iter()
                .chain([
                    '\u{3001}',
                    '一',
                    '（',
                    '／',
                    '０',
                    '９',
                    '：',
                    '\u{feff}',
                    '\u{ffdc}',
                    '\u{1f600}',
                    '\u{e000}',
                    '\u{a1}',
                    '\u{167f}',
                    '\u{1680}',
                    '٣',
                ]);
        let ends: Vec<char> = ends.collect();
        let def = free_text("text");
        for (first, last) in ends.iter().flat_map(|first| ends.iter().map(move |last| (first, last))) {
            for text in [format!("{first}{last}"), format!("{first}x{last}"), format!("{first}")] {
                let slow = slowly(&def, Kind::Text(text.clone()));
                if is_plain(&text) {
                    assert_eq!(slow, Some(Some(Value::Text(text))));
                }
            }
        }
        assert!(is_plain("儿童滑板车") && is_plain("a（b）") && !is_plain("") && !is_plain("3０"));
        assert!(!is_plain(&"一".repeat(1_334)) && is_plain(&"一".repeat(1_333)));
    }
}
