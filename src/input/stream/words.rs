//! Texts → what columns hold of them: the symbol, and whether they say anything.
//!
//! Where that takes more than a look, it is kept by the bytes of the text: most values of
//! most facts are few.

use std::borrow::Cow;

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
pub(super) struct Meant {
    /// Its symbol.
    pub(super) symbol: Symbol,
    /// Whether it says nothing; false where nobody asks.
    pub(super) nothing: bool,
}

/// A text as it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'l> {
    pub(super) known: Meant,
    pub(super) piece: Piece,
    /// Its words, where they were looked at.
    words: Option<&'l str>,
}

impl<'l> Said<'l> {
    /// Its words, where nothing in them is escaped.
    #[inline(always)]
    pub(super) fn text(&self, cursor: &Cursor<'l>) -> Option<&'l str> {
        match self.words {
            None if !self.piece.escaped => cursor.text(&self.piece),
            words => words,
        }
    }
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
    meant: Meant,
}

/// No text: its key has bytes that do not count.
const NOTHING: Known =
    Known { key: u128::MAX, mask: 0, length: 0, meant: Meant { symbol: OTHER, nothing: false } };

/// So many texts are kept.
const KEPT: usize = 256;

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
    /// The last long one.
    long: (String, Meant),
    /// Room for a text without its escapes.
    room: String,
}

/// Whether not every text is one of a fact.
pub(super) fn is_strict(def: &FactDef) -> bool {
    !def.choices.is_empty() || def.coded.is_some() || def.digits.is_some() || def.form.is_some()
}

/// A length as a bit.
fn bit(length: usize) -> u64 {
    1 << length.min(63)
}

impl Words {
    /// Texts of a fact; `asks` where somebody asks if they say anything.
    pub(super) fn new(def: &FactDef, domain: Domain, asks: bool) -> Words {
        let strict = is_strict(def);
        let kept = if strict || asks || !domain.is_empty() { KEPT } else { 0 };
        Words {
            lengths: domain.iter().fold(0, |lengths, (text, _)| lengths | bit(text.len())),
            domain,
            strict,
            asks,
            last: NOTHING,
            known: vec![NOTHING; kept],
            long: (String::new(), NOTHING.meant),
            room: String::new(),
        }
    }

    /// Reads a text, from behind its first quotation mark; `None` within for a text that
    /// is empty.
    #[inline(always)]
    pub(super) fn read<'l>(&mut self, cursor: &mut Cursor<'l>, def: &FactDef) -> Option<Option<Said<'l>>> {
        let (chunk, start) = (cursor.load(cursor.at), cursor.at);
        if self.last.length != 0 && (chunk ^ self.last.key) & self.last.mask == 0 {
            let end = start + self.last.length - 1;
            cursor.at = end + 1;
            let piece = Piece { start, end, ascii: false, escaped: false };
            return Some(Some(Said { known: self.last.meant, piece, words: None }));
        }
        self.find(cursor, def, chunk)
    }

    #[inline(never)]
    fn find<'l>(&mut self, cursor: &mut Cursor<'l>, def: &FactDef, chunk: u128) -> Option<Option<Said<'l>>> {
        let piece = cursor.piece()?;
        let length = piece.end + 1 - piece.start;
        if length == 1 {
            return Some(None);
        }
        if self.known.is_empty() || piece.escaped {
            return self.look(cursor, def, piece).map(Some);
        }
        if length > 16 {
            let bytes = cursor.slice(piece.start, piece.end);
            if self.long.0.as_bytes() != bytes {
                let said = self.look(cursor, def, piece)?;
                self.long.0.clear();
                self.long.0.push_str(cursor.text(&piece)?);
                self.long.1 = said.known;
            }
            return Some(Some(Said { known: self.long.1, piece, words: None }));
        }
        let mask = mask(length);
        let key = chunk & mask;
        let place = spread(key) % KEPT;
        let kept = self.known.get_mut(place)?;
        if kept.key == key {
            self.last = *kept;
            return Some(Some(Said { known: kept.meant, piece, words: None }));
        }
        let said = self.look(cursor, def, piece)?;
        self.last = Known { key, mask, length, meant: said.known };
        *self.known.get_mut(place)? = self.last;
        Some(Some(said))
    }

    /// Any text that is not empty.
    fn look<'l>(&mut self, cursor: &Cursor<'l>, def: &FactDef, piece: Piece) -> Option<Said<'l>> {
        if piece.escaped {
            let mut room = std::mem::take(&mut self.room);
            let known = cursor.decode(&piece, &mut room).and_then(|()| self.meant(def, &room));
            self.room = room;
            return Some(Said { known: known?, piece, words: None });
        }
        let text = cursor.text(&piece)?;
        Some(Said { known: self.meant(def, text)?, piece, words: Some(text) })
    }

    fn meant(&self, def: &FactDef, text: &str) -> Option<Meant> {
        if self.strict && !is_number(def, text) && !is_choice(def, text) || !self.strict && !is_plain(text) {
            as_it_stands(def, text)?;
        }
        let may_be = self.lengths & bit(text.len()) != 0;
        let symbol = if may_be { self.domain.symbol(text) } else { OTHER };
        Some(Meant { symbol, nothing: self.asks && says_nothing(text) })
    }
}

/// Whether a text has as many digits as its fact asks for, and nothing else is asked.
fn is_number(def: &FactDef, text: &str) -> bool {
    let other = !def.choices.is_empty() || def.coded.is_some() || def.form.is_some();
    let count = def.digits.map(usize::from).filter(|count| *count > 0 && !other);
    count == Some(text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is one of those that its fact takes, and nothing else is asked.
fn is_choice(def: &FactDef, text: &str) -> bool {
    let other = def.digits.is_some() || def.coded.is_some() || def.form.is_some();
    !other && def.choices.iter().any(|choice| choice == text)
}

/// Passes over a text of a fact that takes any, from behind its first quotation mark;
/// `last` is the one before with its quotation mark, and how long it is, where it is short.
#[inline(always)]
pub(super) fn free(cursor: &mut Cursor<'_>, def: &FactDef, last: &mut (u64, usize)) -> Option<()> {
    let (chunk, start) = (cursor.load_half(cursor.at), cursor.at);
    if last.1 != 0 && (chunk ^ last.0) << ((64 - 8 * last.1) % 64) == 0 {
        cursor.at += last.1;
        return Some(());
    }
    let piece = cursor.piece()?;
    let length = piece.end - start;
    let plain = piece.ascii && !piece.escaped && length <= LONGEST;
    if plain && (length == 0 || chunk as u8 > b' ' && cursor.byte(piece.end - 1) > b' ') {
        if length < 8 {
            *last = (chunk, length + 1);
        }
        return Some(());
    }
    any(cursor, def, &piece)
}

/// Reads a text of a fact that takes any, from behind its first quotation mark; `None`
/// within for one that is empty.
#[inline(always)]
pub(super) fn kept<'l>(cursor: &mut Cursor<'l>, def: &FactDef) -> Option<Option<Cow<'l, str>>> {
    let piece = cursor.piece()?;
    if piece.end == piece.start {
        return Some(None);
    }
    if piece.escaped {
        let mut text = String::new();
        cursor.decode(&piece, &mut text)?;
        as_it_stands(def, &text)?;
        return Some(Some(Cow::Owned(text)));
    }
    let text = cursor.text(&piece)?;
    if !is_plain(text) {
        as_it_stands(def, text)?;
    }
    Some(Some(Cow::Borrowed(text)))
}

#[inline(never)]
fn any(cursor: &Cursor<'_>, def: &FactDef, piece: &Piece) -> Option<()> {
    if piece.escaped {
        let mut text = String::new();
        cursor.decode(piece, &mut text)?;
        return as_it_stands(def, &text);
    }
    let text = cursor.text(piece)?;
    if is_plain(text) { Some(()) } else { as_it_stands(def, text) }
}

/// Whether the plain reader takes a text as it stands, and says nothing of it. Of blanks
/// alone it makes no fact, but perhaps a name of the declaration.
fn as_it_stands(def: &FactDef, text: &str) -> Option<()> {
    match slowly(def, Kind::Text(text.to_owned()))? {
        Some(Value::Text(own)) if own == text => Some(()),
        _ => None,
    }
}

/// Bytes of a text at most, so that it has not too many characters.
const LONGEST: usize = 4_000;

/// Whether a text is certainly one as it stands, of a fact that takes any.
#[inline(always)]
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, .., _, _, last] = bytes else { return is_plain_by_ends(text) };
    let lead = bytes.get(bytes.len() - 3).copied().unwrap_or(0);
    // Ideographs, or ASCII; what begins and ends with a digit is looked at more closely.
    let ideograph = |byte: u8| (0xe4..=0xe9).contains(&byte);
    let sign = |byte: u8| (b'!'..=b'~').contains(&byte);
    let numeral = first.is_ascii_digit() && last.is_ascii_digit();
    let begins = ideograph(*first) || sign(*first) && !numeral;
    begins && (sign(*last) || ideograph(lead)) && bytes.len() <= LONGEST || is_plain_by_ends(text)
}

#[inline(never)]
fn is_plain_by_ends(text: &str) -> bool {
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
