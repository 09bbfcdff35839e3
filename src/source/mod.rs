//! Source texts and places in them.
//!
//! A [`Source`] is a named text; a [`Span`] is a range of its bytes. Columns
//! that people read count characters, never bytes.

use std::ops::Range;
use std::sync::Arc;

/// A range of bytes of one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The source it belongs to.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to `end`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        Span { source, start, end: end.max(start) }
    }

    /// From the beginning of this to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.start), ..self }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Which source of a [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A named text.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name as a person knows it: a path, or `-`.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
}

impl Source {
    /// Line and column, both from 1, of a byte; columns count characters.
    ///
    /// ```
    /// use mp1039::source::Source;
    /// let s = Source { name: "a".into(), text: "货值\nx".into() };
    /// assert_eq!(s.line_column(6), (1, 3));
    /// assert_eq!(s.line_column(7), (2, 1));
    /// ```
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = before(&self.text, offset);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// The text before a byte, moved back to the beginning of a character.
fn before(text: &str, offset: usize) -> &str {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// All texts of one run, by their id.
#[derive(Clone, Debug, Default)]
pub struct SourceMap(Vec<Source>);

impl SourceMap {
    /// Adds a text.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.0.push(Source { name: name.into(), text: text.into() });
        SourceId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// Gives a source its text, once it could be read.
    pub fn set_text(&mut self, id: SourceId, text: &str) {
        if let Some(source) = usize::try_from(id.0).ok().and_then(|i| self.0.get_mut(i)) {
            source.text = text.into();
        }
    }

    /// The source with this id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(usize::try_from(id.0).ok()?)
    }

    /// The text under a span; empty where there is none.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).and_then(|s| s.text.get(span.range())).unwrap_or("")
    }

    /// `name:line:column` of the beginning of a span.
    pub fn place(&self, span: Span) -> String {
        match self.get(span.source) {
            Some(source) => {
                let (line, column) = source.line_column(span.start);
                format!("{}:{line}:{column}", source.name)
            }
            None => "?".to_owned(),
        }
    }
}
