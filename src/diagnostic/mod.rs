//! Diagnostics: what is wrong with a text, as data.
//!
//! A stage pushes [`Diagnostic`]s and carries on, so that one run reports
//! everything. Each has a stable [`Code`] with a page under
//! `docs/diagnostics/`. [`render`] draws them for a terminal; nothing else
//! formats them.

mod code;
mod fix;
pub mod page;
pub mod render;

pub use code::{CODES, Code};
pub use fix::{Edit, Fix, apply};

use crate::source::Span;
use crate::value::Text;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy still means something; it may not be what its author meant.
    Warning,
    /// The policy cannot be used.
    Error,
}

/// A place in a text with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: Text,
}

/// One problem of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence in the user's words, lower-case start, no full stop.
    pub message: Text,
    /// The place that is wrong.
    pub span: Span,
    /// What to see at that place; may be empty.
    pub label: Text,
    /// Other places that have to do with it.
    pub related: Vec<Label>,
    /// What to write instead.
    pub help: Option<Text>,
    /// The same as a change of the text.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, span: Span, message: Text) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            span,
            label: Text::default(),
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Turns it into a warning.
    pub fn warning(mut self) -> Diagnostic {
        self.severity = Severity::Warning;
        self
    }

    /// Says what is to be seen at the place.
    pub fn label(mut self, text: Text) -> Diagnostic {
        self.label = text;
        self
    }

    /// Points at another place as well.
    pub fn related(mut self, span: Span, text: Text) -> Diagnostic {
        self.related.push(Label { span, text });
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, text: Text) -> Diagnostic {
        self.help = Some(text);
        self
    }

    /// Puts a text in the place of another: there is one reading, and this is it.
    pub fn fix(self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.mended(span, text, true)
    }

    /// Offers a text in the place of another: what was probably meant.
    pub fn offer(self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.mended(span, text, false)
    }

    fn mended(mut self, span: Span, text: impl Into<String>, certain: bool) -> Diagnostic {
        let edit = Edit { span, text: text.into() };
        self.fix = Some(Fix { edits: vec![edit], certain });
        self
    }

    /// Whether it keeps the policy from being used.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The known name nearest to a mistyped one, if any is near enough to be meant: a third of
/// its letters may be wrong. Of a short word that is much, so that one wrong letter of two
/// or three counts where the word is Chinese, or its letters are only swapped, and no other
/// word is as near.
///
/// ```
/// use mp1039::diagnostic::nearest;
/// assert_eq!(nearest("markte", ["market", "maker"].into_iter()), Some("market"));
/// assert_eq!(nearest("x", ["market"].into_iter()), None);
/// assert_eq!(nearest("货直", ["货值", "运费"].into_iter()), Some("货值"));
/// assert_eq!(nearest("货直", ["货值", "货物"].into_iter()), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut near: Vec<(usize, &str)> = known.map(|k| (strsim::damerau_levenshtein(name, k), k)).collect();
    near.sort_unstable();
    near.dedup();
    let letters = |k: &str| k.chars().count().max(name.chars().count());
    if let Some((_, near)) = near.iter().find(|(distance, k)| *distance * 3 <= letters(k)) {
        return Some(near);
    }
    let short = |k: &str| {
        let count = k.chars().count();
        count == name.chars().count() && sorted(k) == sorted(name)
            || count > 1 && !name.is_ascii() && !k.is_ascii()
    };
    let mut one = near.iter().filter(|(distance, k)| *distance == 1 && short(k));
    match (one.next(), one.next()) {
        (Some((_, near)), None) => Some(near),
        _ => None,
    }
}

/// The letters of a word in order.
fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}
