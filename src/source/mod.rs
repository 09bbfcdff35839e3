//! Source texts and places in them.
//!
//! A [`Source`] is a named text, and a [`Span`] a range of its bytes; columns
//! that people read count characters, never bytes. A table (a workbook, CSV) is a
//! source whose places are its cells: there a span is a range of cell numbers.

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

/// A named text, or a named table of cells.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name as a person knows it: a path, or `-`.
    pub name: String,
    /// Its text; empty where it is a table.
    pub text: Arc<str>,
    /// What its places are.
    pub layout: Layout,
}

/// What the places of a source are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Bytes of a text, whose first line has this number in its file.
    Text {
        /// The number of its first line, from 1.
        first_line: usize,
    },
    /// Cells, numbered row by row and sheet by sheet.
    Cells(Arc<[Sheet]>),
}

impl Default for Layout {
    fn default() -> Layout {
        Layout::Text { first_line: 1 }
    }
}

/// A sheet of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; `None` for a table that has no sheets, such as CSV.
    pub name: Option<String>,
    /// The number of its cell A1.
    pub first: usize,
    /// How many columns each of its rows is counted with.
    pub width: usize,
}

impl Sheet {
    /// The number of a cell; row and column from nought.
    pub fn cell(&self, row: usize, column: usize) -> usize {
        let inside = row.saturating_mul(self.width).saturating_add(column);
        self.first.saturating_add(inside)
    }

    /// Row and column, from nought, of a cell's number.
    pub fn at(&self, cell: usize) -> (usize, usize) {
        let (inside, width) = (cell.saturating_sub(self.first), self.width.max(1));
        (inside / width, inside % width)
    }

    /// `Sheet1!C9` of a cell's number.
    fn place(&self, cell: usize) -> String {
        let (row, column) = self.at(cell);
        let at = format!("{}{}", column_name(column), row + 1);
        match &self.name {
            Some(name) => format!("{name}!{at}"),
            None => at,
        }
    }
}

/// The letters of a column, from nought: A, B, … Z, AA.
///
/// ```
/// use mp1039::source::column_name;
/// assert_eq!((column_name(2), column_name(26)), ("C".to_owned(), "AA".to_owned()));
/// ```
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column.saturating_add(1);
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl Source {
    /// Line and column, both from 1, of a byte; columns count characters.
    ///
    /// ```
    /// use mp1039::source::{Layout, Source};
    /// let s = Source { name: "a".into(), text: "货值\nx".into(), layout: Layout::default() };
    /// assert_eq!(s.line_column(6), (1, 3));
    /// assert_eq!(s.line_column(7), (2, 1));
    /// ```
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = before(&self.text, offset);
        let Layout::Text { first_line } = self.layout else { return (1, 1) };
        let line = before.matches('\n').count() + first_line;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// `name:line:column` of a byte, `name:Sheet1!C9` of a cell.
    pub fn place(&self, at: usize) -> String {
        let name = &self.name;
        match &self.layout {
            Layout::Text { .. } => {
                let (line, column) = self.line_column(at);
                format!("{name}:{line}:{column}")
            }
            Layout::Cells(_) => match self.sheet(at) {
                Some(sheet) => format!("{name}:{}", sheet.place(at)),
                None => name.clone(),
            },
        }
    }

    /// The sheet that a cell is on; `None` where the source is a text.
    pub fn sheet(&self, cell: usize) -> Option<&Sheet> {
        let Layout::Cells(sheets) = &self.layout else { return None };
        sheets.iter().rev().find(|sheet| sheet.first <= cell)
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
        self.0.push(Source { name: name.into(), text: text.into(), layout: Layout::default() });
        SourceId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// Gives a source its text, once it could be read, and says what its places are.
    pub fn fill(&mut self, id: SourceId, text: &str, layout: Layout) {
        if let Some(source) = usize::try_from(id.0).ok().and_then(|i| self.0.get_mut(i)) {
            source.text = text.into();
            source.layout = layout;
        }
    }

    /// Gives every source another name.
    pub fn rename(&mut self, name: impl Fn(&str) -> String) {
        self.0.iter_mut().for_each(|source| source.name = name(&source.name));
    }

    /// The source with this id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(usize::try_from(id.0).ok()?)
    }

    /// The text under a span; empty where there is none.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).and_then(|s| s.text.get(span.range())).unwrap_or("")
    }

    /// Where a span begins: `name:line:column`, or `name:Sheet1!C9`.
    pub fn place(&self, span: Span) -> String {
        self.get(span.source).map_or_else(|| "?".to_owned(), |source| source.place(span.start))
    }
}
