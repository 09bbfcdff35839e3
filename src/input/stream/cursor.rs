//! The bytes of one record, and how far they are read: JSON, token by token.
//!
//! Everything that is passed over is checked as the plain reader checks it. `None` says
//! that the record has to be read the plain way; where in the record the reader then
//! stands does not matter.

use super::chunk;
use crate::ir::PLACES;

/// Bytes, and a place in them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'l> {
    bytes: &'l [u8],
    /// How many are read.
    pub(super) at: usize,
}

/// What stands between quotation marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Where it begins, behind the first of them.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether all of it is ASCII.
    pub(super) ascii: bool,
    /// Whether something in it is escaped.
    pub(super) escaped: bool,
}

/// A decimal as columns hold it, and how many places were written.
pub(super) type Decimal = (i64, u32);

impl<'l> Cursor<'l> {
    /// At the beginning of some bytes.
    pub(super) fn new(bytes: &'l [u8]) -> Cursor<'l> {
        Cursor { bytes, at: 0 }
    }

    /// The byte that is next; NUL, which no text holds, behind the last.
    #[inline(always)]
    pub(super) fn peek(&self) -> u8 {
        self.byte(self.at)
    }

    #[inline(always)]
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The bytes of a stretch.
    #[inline(always)]
    pub(super) fn slice(&self, start: usize, end: usize) -> &'l [u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Sixteen bytes from a place, the first lowest; NUL behind the last.
    #[inline(always)]
    pub(super) fn load(&self, at: usize) -> u128 {
        match self.bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
            Some(chunk) => u128::from_le_bytes(*chunk),
            None => self.load_last(at),
        }
    }

    /// Eight bytes from a place, the same way.
    #[inline(always)]
    pub(super) fn load_half(&self, at: usize) -> u64 {
        match self.bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => self.load_last(at) as u64,
        }
    }

    #[cold]
    fn load_last(&self, at: usize) -> u128 {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter().take(16).rev().fold(0, |word, byte| word << 8 | u128::from(*byte))
    }

    /// Passes over blanks.
    #[inline(always)]
    pub(super) fn blanks(&mut self) {
        if self.peek() <= b' ' {
            self.all_blanks();
        }
    }

    #[inline(never)]
    fn all_blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Passes over one byte, which has to be this one.
    #[inline(always)]
    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek() == byte).then(|| self.at += 1)
    }

    /// Passes over some bytes, which have to be these.
    #[inline(always)]
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        (self.slice(self.at, self.at + word.len()) == word).then(|| self.at += word.len())
    }

    /// Whether the record ends here.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.blanks();
        self.at == self.bytes.len()
    }

    /// What stands before the next quotation mark, and moves behind that.
    #[inline(always)]
    pub(super) fn piece(&mut self) -> Option<Piece> {
        let start = self.at;
        let mut ascii = true;
        loop {
            let chunk = self.load_half(self.at);
            let special = chunk::special(chunk);
            ascii &= chunk::wide(chunk, special) == 0;
            self.at += special.trailing_zeros() as usize / 8;
            if special != 0 {
                break;
            }
        }
        if self.peek() != b'"' {
            return self.escaped(start, ascii);
        }
        let end = self.at;
        self.at += 1;
        Some(Piece { start, end, ascii, escaped: false })
    }

    /// The same, from an escape or a byte that cannot stand here.
    #[cold]
    fn escaped(&mut self, start: usize, mut ascii: bool) -> Option<Piece> {
        loop {
            match self.peek() {
                b'"' => {
                    let end = self.at;
                    self.at += 1;
                    return Some(Piece { start, end, ascii, escaped: true });
                }
                b'\\' => drop(self.escape()?),
                0..0x20 => return None,
                byte => {
                    ascii &= byte < 0x80;
                    self.at += 1;
                }
            }
        }
    }

    /// The character of an escape.
    fn escape(&mut self) -> Option<char> {
        let what = self.byte(self.at + 1);
        self.at += 2;
        match what {
            b'"' | b'\\' | b'/' => Some(char::from(what)),
            b'b' => Some('\u{8}'),
            b'f' => Some('\u{c}'),
            b'n' => Some('\n'),
            b'r' => Some('\r'),
            b't' => Some('\t'),
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                self.word(b"\\u")?;
                let second = self.hex().filter(|unit| (0xdc00..0xe000).contains(unit))?;
                char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
            }
            _ => None,
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.slice(self.at, self.at + 4);
        self.at += 4;
        let value = |sum, byte: &u8| Some(sum * 16 + char::from(*byte).to_digit(16)?);
        digits.iter().try_fold(0, value).filter(|_| digits.len() == 4)
    }

    /// The words of a piece, where nothing in it is escaped.
    #[inline(always)]
    pub(super) fn text(&self, piece: &Piece) -> Option<&'l str> {
        std::str::from_utf8(self.slice(piece.start, piece.end)).ok()
    }

    /// The words of a piece, its escapes resolved, into `out`.
    pub(super) fn decode(&self, piece: &Piece, out: &mut String) -> Option<()> {
        out.clear();
        let mut inner = Cursor::new(self.slice(piece.start, piece.end));
        loop {
            let rest = inner.slice(inner.at, inner.bytes.len());
            let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
            out.push_str(std::str::from_utf8(rest.get(..plain)?).ok()?);
            inner.at += plain;
            if inner.at == inner.bytes.len() {
                return Some(());
            }
            out.push(inner.escape()?);
        }
    }

    /// Whether a piece says something, however it is written.
    pub(super) fn is(&self, piece: &Piece, wanted: &str) -> Option<()> {
        let same = if piece.escaped {
            let mut text = String::new();
            self.decode(piece, &mut text)?;
            text == wanted
        } else {
            self.slice(piece.start, piece.end) == wanted.as_bytes()
        };
        same.then_some(())
    }

    /// Passes over a text, from behind its first quotation mark.
    #[inline(always)]
    pub(super) fn skip_text(&mut self) -> Option<()> {
        let piece = self.piece()?;
        if !piece.ascii {
            self.text(&piece)?;
        }
        Some(())
    }

    /// Passes over any value; objects and lists may stand so deep inside each other.
    pub(super) fn skip(&mut self, depth: usize) -> Option<()> {
        match self.peek() {
            b'"' => {
                self.at += 1;
                self.skip_text()
            }
            b'{' => self.skip_all(b'}', depth.checked_sub(1)?, |own, below| {
                own.expect(b'"')?;
                own.skip_text()?;
                own.blanks();
                own.expect(b':')?;
                own.blanks();
                own.skip(below)
            }),
            b'[' => self.skip_all(b']', depth.checked_sub(1)?, Cursor::skip),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number().map(drop),
        }
    }

    fn skip_all(
        &mut self,
        end: u8,
        below: usize,
        one: impl Fn(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        self.blanks();
        if self.peek() == end {
            self.at += 1;
            return Some(());
        }
        loop {
            one(self, below)?;
            self.blanks();
            if self.expect(b',').is_none() {
                return self.expect(end);
            }
            self.blanks();
        }
    }

    /// Passes over a number; gives where it stands.
    pub(super) fn number(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        let _ = self.expect(b'-');
        if self.expect(b'0').is_none() {
            self.digits()?;
        }
        if self.expect(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Some((start, self.at))
    }

    /// Passes over one digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// A decimal without a sign and without many digits, with the quotation mark behind it.
    #[inline(always)]
    pub(super) fn decimal(&mut self) -> Option<Decimal> {
        let (digits, length, places) = chunk::decimal(self.load(self.at))?;
        self.at += length + 1;
        let amount = digits.cast_signed().checked_mul(*POWERS.get(places)?)?;
        Some((amount, u32::try_from(places).ok()?))
    }

    /// A bare whole number without many digits, as columns hold it.
    #[inline(always)]
    pub(super) fn count(&mut self) -> Option<i64> {
        let nought = self.peek() == b'0';
        let (number, count) = self.figures();
        let is_whole = !matches!(self.peek(), b'.' | b'e' | b'E');
        let is_short = (1..=12).contains(&count) && !(nought && count > 1);
        (is_whole && is_short).then_some(number)?.checked_mul(*POWERS.first()?)
    }

    /// A number of a line, bare or in a text.
    pub(super) fn line_number(&mut self) -> Option<u64> {
        let number = if self.expect(b'"').is_some() {
            let (number, places) = self.decimal()?;
            self.expect(b'"')?;
            Some(number).filter(|_| places == 0)?
        } else {
            self.count()?
        };
        u64::try_from(number / POWERS.first()?).ok().filter(|number| *number >= 1)
    }

    /// A run of digits; gives the number that they make, and how many.
    #[inline(always)]
    fn figures(&mut self) -> (i64, usize) {
        let (start, mut number) = (self.at, 0i64);
        loop {
            let digit = self.peek().wrapping_sub(b'0');
            if digit > 9 {
                return (number, self.at - start);
            }
            // More digits than fit are too many for `count`, too.
            number = number.wrapping_mul(10).wrapping_add(i64::from(digit));
            self.at += 1;
        }
    }
}

/// What a number with so many places is multiplied with, to have [`PLACES`].
pub(super) const POWERS: [i64; PLACES as usize + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
