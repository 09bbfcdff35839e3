//! Layout: cuts a text into items, and each item into its head and statements.
//!
//! A line at column 0 begins an item. The other lines of the item share a
//! smallest indent; a line with that indent begins a statement, and a deeper
//! one continues what stands above it. Blank lines and comments belong to
//! nobody. An edit of an amendment is cut once more, by the same rule, as if it
//! were an item. A piece is a range of the source, so places need no translation.

use crate::source::{SourceId, Span};

/// An item before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawItem {
    /// The head with the lines that continue it.
    pub head: Span,
    /// Head and statements.
    pub whole: Span,
    /// The statements with the lines that continue them.
    pub statements: Vec<Span>,
}

/// The items of a text, and the indented lines before the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub items: Vec<RawItem>,
    pub stray: Vec<Span>,
}

/// A line with something on it.
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

/// Whether a character is space within a line.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{3000}' | '\u{A0}' | '\u{FEFF}')
}

/// Cuts a text into its items.
pub(crate) fn cut(source: SourceId, text: &str) -> Layout {
    let mut layout = Layout::default();
    let mut current: Vec<Line> = Vec::new();
    for line in lines(text) {
        if line.indent == 0 {
            layout.items.extend(item(source, &current));
            current = vec![line];
        } else if current.is_empty() {
            layout.stray.push(Span::new(source, line.start, line.end));
        } else {
            current.push(line);
        }
    }
    layout.items.extend(item(source, &current));
    layout
}

/// Cuts a statement that has lines of its own, by the rule for an item.
pub(crate) fn inner(text: &str, span: Span) -> RawItem {
    let whole = text.get(span.range()).unwrap_or("");
    let at = span.start;
    let shifted = |line: Line| Line { start: at + line.start, end: at + line.end, ..line };
    let lines: Vec<Line> = lines(whole).map(shifted).collect();
    let alone = || RawItem { head: span, whole: span, statements: Vec::new() };
    item(span.source, &lines).unwrap_or_else(alone)
}

/// The item of these lines, the first of which is its head.
fn item(source: SourceId, lines: &[Line]) -> Option<RawItem> {
    let (first, rest) = lines.split_first()?;
    let indent = rest.iter().map(|l| l.indent).min().unwrap_or(0);
    let mut head = Span::new(source, first.start, first.end);
    let mut statements: Vec<Span> = Vec::new();
    for line in rest {
        let span = Span::new(source, line.start, line.end);
        match statements.last_mut() {
            _ if line.indent == indent => statements.push(span),
            Some(last) => *last = last.to(span),
            None => head = head.to(span),
        }
    }
    let whole = statements.last().map_or(head, |last| head.to(*last));
    Some(RawItem { head, whole, statements })
}

/// The lines that are neither blank nor only a comment.
fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let mut offset = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let begin = offset;
        offset += line.len();
        let (begin, line) = match line.strip_prefix('\u{FEFF}') {
            Some(rest) if begin == 0 => (line.len() - rest.len(), rest),
            _ => (begin, line),
        };
        let words = line.trim_start_matches(is_space);
        let length = content(words);
        (length > 0).then(|| {
            let skipped = line.len() - words.len();
            let indent = line.get(..skipped).unwrap_or("").chars().count();
            Line { indent, start: begin + skipped, end: begin + skipped + length }
        })
    })
}

/// A comment with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// Where its `#` stands.
    pub at: usize,
    /// How far in it stands, where it has a line of its own.
    pub indent: Option<usize>,
    /// From its `#` to the end of its line, without the space there.
    pub text: String,
}

/// Every comment of a text.
pub(crate) fn comments(text: &str) -> Vec<Comment> {
    let mut offset = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let length = line.trim_start_matches(is_space).len();
        let skipped = line.len() - length;
        let words = line.get(skipped..).unwrap_or("");
        let (code, ends) = (content(words), hash(words));
        if ends < words.len() {
            let indent = line.get(..skipped).unwrap_or("").trim_start_matches('\u{FEFF}').chars().count();
            found.push(Comment {
                at: offset + skipped + ends,
                indent: (code == 0).then_some(indent),
                text: words.get(ends..).unwrap_or("").trim_end_matches(is_space).to_owned(),
            });
        }
        offset += line.len();
    }
    found
}

/// How many bytes of a line stand before its comment and the space at its end.
fn content(line: &str) -> usize {
    line.get(..hash(line)).unwrap_or("").trim_end_matches(is_space).len()
}

/// Where the comment of a line begins; its end where it has none.
fn hash(line: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '#' if !quoted => return at,
            _ => {}
        }
    }
    line.len()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(String, Vec<String>)> {
        let part = |s: &Span| text.get(s.range()).unwrap_or("?").to_owned();
        let items = cut(SourceId(0), text).items;
        items.iter().map(|i| (part(&i.head), i.statements.iter().map(part).collect())).collect()
    }

    #[test]
    fn deeper_lines_continue() {
        let text = "a \"x\"\n    zh \"y\"\n  s1 # c\n\n      t \"#\" # d\n\u{3000} s2\r\nb\n";
        let got = shape(text);
        assert_eq!(got.len(), 2);
        assert_eq!(got[0].0, "a \"x\"\n    zh \"y\"");
        assert_eq!(got[0].1, ["s1 # c\n\n      t \"#\"", "s2"]);
        assert_eq!(got[1], ("b".to_owned(), vec![]));
    }

    #[test]
    fn a_statement_is_cut_like_an_item() {
        let text = "货\n  a \"x\" # c\n        zh \"y\"\n    b # c\n# d\n\n      e\n    f\n  g\n";
        let statements = &cut(SourceId(0), text).items[0].statements;
        let part = |s: &Span| text.get(s.range()).unwrap_or("?");
        let a = inner(text, statements[0]);
        assert_eq!(part(&a.head), "a \"x\" # c\n        zh \"y\"");
        assert_eq!(a.whole, statements[0]);
        let own: Vec<&str> = a.statements.iter().map(part).collect();
        assert_eq!(own, ["b # c\n# d\n\n      e", "f"]);
        assert!(inner(text, statements[1]).statements.is_empty());
    }

    #[test]
    fn lines_before_any_item_are_stray() {
        let layout = cut(SourceId(0), "  x\ny");
        assert_eq!(layout.stray.len(), 1);
        assert_eq!(cut(SourceId(0), "\u{FEFF}y").items[0].head, Span::new(SourceId(0), 3, 4));
    }
}
