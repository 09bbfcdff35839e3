//! What a statement is put into before it is broken into lines: words, and the places
//! where a line may end.

use crate::syntax::tongue::is_han;

/// A word, or a place where a line may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// With the place of what follows in the text that was read.
    Break(Break, usize),
}

/// A word as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    /// It goes without space behind what stands before it.
    pub glued: bool,
    /// The first text of a title, under which the other language is aligned.
    pub anchor: bool,
}

/// Where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// It ends here.
    Must,
    /// It ends here; the other language of the title follows, aligned.
    MustTitle,
    /// It ends here where the statement does not fit on one line.
    Fit,
    /// The same, before the other language of a title.
    Title,
    /// It ends here where the next words do not fit on it.
    Fill,
    /// The same, between the parts of a list, once what is around it has been broken.
    List,
}

/// Words in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens(pub Vec<Token>);

impl Tokens {
    /// Adds a word; `^` before it means without space.
    pub fn word(&mut self, text: &str) {
        match text.strip_prefix('^') {
            Some(rest) => self.push(rest.to_owned(), true),
            None => self.push(text.to_owned(), false),
        }
    }

    /// Adds text that may itself begin with `^`.
    pub fn push(&mut self, text: String, glued: bool) {
        let last = self.0.iter().rev().find_map(|token| match token {
            Token::Word(word) => word.text.chars().next_back(),
            Token::Break(..) => None,
        });
        let next = text.chars().next();
        // Full-width brackets and commas bring their own space.
        let wide = |c: Option<char>| matches!(c, Some('《' | '》' | '（' | '）' | '、'));
        let open = matches!(last, Some('(' | '（' | '、'));
        let beside = wide(last) && next.is_some_and(is_han) || wide(next) && last.is_some_and(is_han);
        let glued = glued || open || beside || wide(last) && wide(next);
        self.0.push(Token::Word(Word { text, glued, anchor: false }));
    }

    /// Adds a string that a title begins with.
    pub fn anchor(&mut self, text: String) {
        self.0.push(Token::Word(Word { text, glued: false, anchor: true }));
    }

    /// Adds a place where a line may end.
    pub fn brk(&mut self, kind: Break, at: usize) {
        self.0.push(Token::Break(kind, at));
    }

    /// All words on one line.
    pub fn flat(&self) -> String {
        let mut out = String::new();
        for token in &self.0 {
            if let Token::Word(word) = token {
                if !out.is_empty() && !word.glued {
                    out.push(' ');
                }
                out.push_str(&word.text);
            }
        }
        out
    }
}
