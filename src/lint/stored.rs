//! Texts of instruments that are kept beside the rulebook, in `texts/`: what is known
//! of their words, for comparing quotations. No decision rests on them.
//!
//! ```text
//! # instrument: GACC 221/2019
//! # language: zh
//! # holds: excerpts
//! # verified: read in two copies
//!
//! [1.2]
//! 单票报关单的货值最高限额
//!
//! [4 whole]
//! …
//! ```
//!
//! `holds: whole` says that all of the instrument is here; `[4 whole]` that all of one
//! article is. Lines above the first article belong to none.

use crate::value::text::half_width;
use crate::world::World;

/// The folder of the texts.
const FOLDER: &str = "texts";

/// What is known of the words of an instrument.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// The file.
    pub file: String,
    /// `GACC 221/2019`, or the title of an unnumbered notice.
    pub instrument: String,
    /// `zh` or `en`.
    pub language: String,
    /// `verified: …` or `reported: …`, as written.
    pub grade: String,
    /// Whether all of it is here.
    pub whole: bool,
    /// Its passages in order.
    pub passages: Vec<Passage>,
}

/// A passage of an instrument, or of one article.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// The article; none above the first.
    pub article: Option<String>,
    /// Whether all of the article is here.
    pub whole: bool,
    /// Its lines.
    pub lines: Vec<String>,
}

/// Every text of a world.
pub fn stored(world: &dyn World) -> Vec<Stored> {
    let files = world.list(FOLDER).into_iter().filter(|name| name.ends_with(".txt"));
    let texts = files.filter_map(|name| {
        let text = String::from_utf8(world.read(&name).ok()?).ok()?;
        Some(Stored::parse(&name, &text))
    });
    texts.filter(|stored| !stored.instrument.is_empty()).collect()
}

impl Stored {
    /// Reads a text. What is no header and no article is a line of law.
    ///
    /// ```
    /// use mp1039::lint::Stored;
    /// let text = Stored::parse("a.txt", "# instrument: GACC 1/2026\n[1.2 whole]\n货值\n");
    /// assert_eq!((text.instrument.as_str(), text.passages[1].whole), ("GACC 1/2026", true));
    /// ```
    pub fn parse(file: &str, text: &str) -> Stored {
        let mut stored = Stored { file: file.to_owned(), ..Stored::default() };
        let mut passage = Passage::default();
        for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('#') {
                stored.header(header.trim());
            } else if let Some(inside) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                stored.passages.push(std::mem::take(&mut passage));
                let (article, whole) = match inside.strip_suffix(" whole") {
                    Some(article) => (article, true),
                    None => (inside, false),
                };
                passage = Passage { article: Some(article.trim().to_owned()), whole, lines: Vec::new() };
            } else if !line.is_empty() {
                passage.lines.push(line.to_owned());
            }
        }
        stored.passages.push(passage);
        stored
    }

    fn header(&mut self, header: &str) {
        let Some((key, value)) = header.split_once(':') else { return };
        let value = value.trim();
        match key.trim() {
            "instrument" => value.clone_into(&mut self.instrument),
            "language" => value.clone_into(&mut self.language),
            "holds" => self.whole = value == "whole",
            "verified" | "reported" | "unverified" => header.clone_into(&mut self.grade),
            _ => {}
        }
    }

    /// Whether the words stand in it, wherever.
    pub fn has(&self, words: &str) -> bool {
        let all: String = self.lines().map(plain).collect();
        all.contains(&plain(words))
    }

    /// Whether all that an article says is here, so that what is not is not there.
    pub fn covers(&self, article: &str) -> bool {
        self.whole || self.passages.iter().any(|p| p.whole && p.article.as_deref() == Some(article))
    }

    /// The lines of all passages.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.passages.iter().flat_map(|p| &p.lines).map(String::as_str)
    }
}

/// A text without what copies differ in: space, and the width of its characters.
pub fn plain(text: &str) -> String {
    let same = |c: char| match c {
        '“' | '”' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '。' => '.',
        '、' => ',',
        '〔' | '【' => '(',
        '〕' | '】' => ')',
        c => half_width(c),
    };
    text.chars().map(same).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
