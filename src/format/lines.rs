//! Breaks a statement into lines.
//!
//! What answers or lifts a norm always has its own line. A statement that fits on one
//! line stays on it; else the language of a title, a condition and a grade go on lines of
//! their own; what is still too long goes on as a paragraph does. The Chinese of a title
//! stands under its English. Comments stay before the words that they stood before.

use unicode_width::UnicodeWidthStr;

use super::token::{Break, Token, Tokens, Word};
use crate::syntax::layout::Comment;

/// Columns of a line.
const WIDTH: usize = 110;

/// Lines of one statement, with their indent.
pub(super) struct Lines {
    indent: usize,
    done: Vec<String>,
    line: String,
    /// The last line ends in a comment.
    commented: bool,
    anchor: Option<usize>,
    /// How far in a paragraph goes on.
    more: usize,
}

/// Breaks the words of a statement that stands `indent` columns in; `comments` stand
/// within it.
pub(super) fn lines(tokens: Tokens, indent: usize, comments: &[Comment]) -> Vec<String> {
    let mut out = Lines {
        indent,
        done: Vec::new(),
        line: " ".repeat(indent),
        commented: false,
        anchor: None,
        more: indent + 2,
    };
    let mut comments = comments.iter().peekable();
    for (i, (kind, words)) in parts(tokens, comments.clone().collect()).into_iter().enumerate() {
        if i > 0 {
            out.end();
            let at = kind.map_or(usize::MAX, |(_, at)| at);
            while let Some(comment) = comments.next_if(|c| c.at < at) {
                out.comment(comment, indent + 2);
            }
            out.begin(kind.map(|(kind, _)| kind));
        }
        out.part(&words);
    }
    out.end();
    // What stands behind all that can be broken stands behind the statement.
    comments.for_each(|comment| out.comment(comment, indent.max(2)));
    out.done
}

type Part = (Option<(Break, usize)>, Vec<Token>);

/// The parts between line ends that must be; a comment makes one of the place before the
/// words that follow it.
fn parts(tokens: Tokens, comments: Vec<&Comment>) -> Vec<Part> {
    let mut waiting = comments.into_iter().peekable();
    let mut parts: Vec<Part> = vec![(None, Vec::new())];
    for token in tokens.0 {
        let ends = match &token {
            Token::Break(Break::Must | Break::MustTitle, _) => true,
            Token::Break(_, at) => waiting.peek().is_some_and(|c| c.at < *at),
            Token::Word(_) => false,
        };
        match token {
            Token::Break(kind, at) if ends => {
                while waiting.next_if(|c| c.at < at).is_some() {}
                parts.push((Some((kind, at)), Vec::new()));
            }
            token => parts.last_mut().into_iter().for_each(|(_, words)| words.push(token.clone())),
        }
    }
    parts
}

impl Lines {
    /// A part that ends where it must: on one line, or broken where it may be.
    fn part(&mut self, words: &[Token]) {
        let fits = self.line.width() + width(words) <= WIDTH;
        for (i, token) in words.iter().enumerate() {
            match token {
                Token::Word(word) => self.word(word),
                Token::Break(kind @ (Break::Fit | Break::Title), _) if !fits => {
                    self.end();
                    self.begin(Some(*kind));
                }
                Token::Break(kind @ (Break::Fill | Break::List), _) if !fits => {
                    let rest = words.get(i + 1..).unwrap_or(&[]);
                    if self.line.width() + 1 + run(rest, *kind) > WIDTH {
                        self.end();
                        self.line = " ".repeat(self.more);
                    }
                }
                Token::Break(..) => {}
            }
        }
    }

    fn word(&mut self, word: &Word) {
        if !word.glued && !self.line.trim_start().is_empty() {
            self.line.push(' ');
        }
        if word.anchor {
            self.anchor = Some(self.line.width());
        }
        self.line.push_str(&word.text);
    }

    fn begin(&mut self, kind: Option<Break>) {
        let least = self.indent + 2;
        let column = match (kind, self.anchor) {
            (Some(Break::Title), Some(anchor)) => anchor.saturating_sub("zh ".len()).max(least),
            (Some(Break::MustTitle), Some(anchor)) => anchor.saturating_sub("zh ".len()).max(least + 2),
            _ => least,
        };
        self.line = " ".repeat(column);
        self.more = column + 2;
    }

    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.done.push(line);
            self.commented = false;
        }
    }

    fn comment(&mut self, comment: &Comment, column: usize) {
        self.end();
        match self.done.last_mut() {
            Some(last) if comment.indent.is_none() && !self.commented => {
                last.push_str("  ");
                last.push_str(&comment.text);
            }
            _ => self.done.push(format!("{}{}", " ".repeat(column), comment.text)),
        }
        self.commented = true;
    }
}

/// The width of the words up to the next place where a line may end; a list goes as one
/// where it stands behind another clause.
fn run(tokens: &[Token], kind: Break) -> usize {
    let on = |token: &Token| match token {
        Token::Word(_) => true,
        Token::Break(Break::List, _) => kind == Break::Fill,
        Token::Break(..) => false,
    };
    let end = tokens.iter().position(|token| !on(token)).unwrap_or(tokens.len());
    width(tokens.get(..end).unwrap_or(&[]))
}

/// How wide words are on one line.
fn width(tokens: &[Token]) -> usize {
    let words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.text.width() + usize::from(!word.glued)),
        Token::Break(..) => None,
    });
    words.sum::<usize>().saturating_sub(1)
}
