//! What keeps a text from being read as a declaration at all, and how much is
//! read before giving up.

use crate::source::Span;
use crate::value::Text;

/// The text is no declaration: nothing can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// Where in the text, if it has a place there.
    pub span: Option<Span>,
    /// Which byte of the file, for bytes that are not even text.
    pub offset: Option<usize>,
    /// One sentence, lower-case start, no full stop.
    pub message: Text,
}

impl InputError {
    /// An error at a place of the text, or at none.
    pub fn at(span: Option<Span>, message: Text) -> InputError {
        InputError { span, offset: None, message }
    }

    /// An error at a byte of the file.
    pub fn byte(offset: usize, message: Text) -> InputError {
        InputError { span: None, offset: Some(offset), message }
    }
}

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one declaration.
    pub bytes: usize,
    /// Lines of goods in one list.
    pub lines: usize,
    /// Objects and lists inside each other.
    pub depth: usize,
    /// Values of any kind.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 64 << 20, lines: 20_000, depth: 64, values: 5_000_000 }
    }
}
