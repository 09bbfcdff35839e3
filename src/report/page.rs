//! A page under way: lines made of pieces, in one language, coloured or not.
//!
//! Every piece is cleaned of control characters, so that a name in a
//! declaration cannot move the cursor of the person who reads it.

use crate::value::{Text, text::Lang};

/// How a piece looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// A heading.
    Bold,
    /// A place, a digest: there for who looks for it.
    Dim,
    /// Nothing in the way.
    Good,
    /// A person must look.
    Doubt,
    /// It may not be.
    Bad,
    /// Not known.
    Open,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Good => "1;32",
            Style::Doubt => "1;33",
            Style::Bad => "1;31",
            Style::Open => "1;36",
        }
    }
}

/// A page under way.
pub struct Page {
    /// The language of the reader.
    pub lang: Lang,
    colour: bool,
    text: String,
}

impl Page {
    /// An empty page.
    pub fn new(lang: Lang, colour: bool) -> Page {
        Page { lang, colour, text: String::new() }
    }

    /// The words of the reader's language.
    pub fn say<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The text of the reader's language, or the other one if it has none.
    pub fn text<'a>(&self, text: &'a Text) -> &'a str {
        match text.get(self.lang) {
            "" if self.lang == Lang::En => &text.zh,
            "" => &text.en,
            words => words,
        }
    }

    /// `, ` or `、`.
    pub fn comma(&self) -> &'static str {
        self.say(", ", "、")
    }

    /// `; ` or `；`.
    pub fn semicolon(&self) -> &'static str {
        self.say("; ", "；")
    }

    /// `: ` or `：`.
    pub fn colon(&self) -> &'static str {
        self.say(": ", "：")
    }

    /// `(…)` after a word.
    pub fn brackets(&self, inside: &str) -> String {
        match self.lang {
            Lang::En => format!(" ({inside})"),
            Lang::Zh => format!("（{inside}）"),
        }
    }

    /// A line of pieces, indented.
    pub fn line(&mut self, indent: usize, pieces: &[(Style, &str)]) {
        self.text.push_str(&" ".repeat(indent));
        for (style, words) in pieces {
            self.piece(*style, words);
        }
        self.text.push('\n');
    }

    /// A plain line.
    pub fn plain(&mut self, indent: usize, words: &str) {
        self.line(indent, &[(Style::Plain, words)]);
    }

    /// An empty line, then a heading.
    pub fn heading(&mut self, en: &str, zh: &str) {
        let words = self.say(en, zh).to_owned();
        self.gap();
        self.line(0, &[(Style::Bold, &words)]);
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Whether nothing stands on it yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The page as text.
    pub fn finish(self) -> String {
        self.text
    }

    fn piece(&mut self, style: Style, words: &str) {
        let painted = self.colour && style != Style::Plain && !words.is_empty();
        if painted {
            self.text.push_str("\u{1b}[");
            self.text.push_str(style.code());
            self.text.push('m');
        }
        self.text.extend(words.chars().map(|c| if harmless(c) { c } else { '\u{fffd}' }));
        if painted {
            self.text.push_str("\u{1b}[0m");
        }
    }
}

/// Whether a character leaves the terminal, and the order of reading, alone.
fn harmless(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
