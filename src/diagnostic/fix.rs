//! Changes of a text that mend a problem.
//!
//! A fix is certain when there is exactly one reading of what stands there, and the fix
//! writes that reading: `==` can only mean `=`. What was probably meant, a misspelt
//! name, is only offered; nobody but the author applies it.

use crate::source::Span;

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards; empty where something is taken out.
    pub text: String,
}

/// What mends a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The changes, all of them together.
    pub edits: Vec<Edit>,
    /// Whether there is exactly one reading, so that a program may apply it.
    pub certain: bool,
}

/// A text with edits applied, and how many were. Of those that touch each other only
/// the first is: the rest may follow in a second round. A line that an edit leaves with
/// nothing on it goes, and a line that is put in ends as the lines of the text do.
///
/// ```
/// use mp1039::diagnostic::{Edit, apply};
/// use mp1039::source::{SourceId, Span};
/// let edit = Edit { span: Span::new(SourceId(0), 2, 4), text: "=".to_owned() };
/// assert_eq!(apply("a == b", &[edit]), ("a = b".to_owned(), 1));
/// ```
pub fn apply(text: &str, edits: &[Edit]) -> (String, usize) {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (mut out, mut at, mut count) = (String::new(), 0, 0);
    for edit in sorted {
        let (start, end) = whole_line(text, edit);
        let (Some(between), true) = (text.get(at..start), text.is_char_boundary(end)) else { continue };
        out.push_str(between);
        out.push_str(&edit.text.replace('\n', line_end));
        at = end;
        count += 1;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    (out, count)
}

/// What an edit takes: the whole line, where it takes all that stands on it.
fn whole_line(text: &str, edit: &Edit) -> (usize, usize) {
    let (start, end) = (edit.span.start, edit.span.end.min(text.len()));
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { return (start, end) };
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = after.find('\n').map_or(after.len(), |at| at + 1);
    let blank = |part: Option<&str>| part.is_some_and(|part| part.trim().is_empty());
    let alone = blank(text.get(line..start)) && blank(after.get(..rest));
    if edit.text.is_empty() && start < end && alone { (line, end + rest) } else { (start, end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(SourceId(0), start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_that_touch_each_other_wait() {
        assert_eq!(apply("abcdef", &[edit(1, 4, "x"), edit(2, 3, "y"), edit(4, 5, "z")]), ("axzf".into(), 2));
    }

    #[test]
    fn line_ends_stay() {
        assert_eq!(apply("a\r\nb\r\n", &[edit(1, 1, "\n  c")]), ("a\r\n  c\r\nb\r\n".into(), 1));
        assert_eq!(apply("a\r\n  b \r\nc", &[edit(5, 6, "")]), ("a\r\nc".into(), 1));
        assert_eq!(apply("a\nb # why\n", &[edit(2, 3, "")]), ("a\n # why\n".into(), 1));
    }

    #[test]
    fn an_edit_outside_the_text_is_left_out() {
        assert_eq!(apply("条", &[edit(1, 2, "x")]), ("条".into(), 0));
    }
}
