//! L0324: a quotation that does not stand in the text of its instrument, as far as that
//! text is known. Where only excerpts are stored, what is not in them may well be law.

use super::Law;
use super::stored::{Stored, plain};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Article, Str};
use crate::value::Text;

/// Quotations that are refuted.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let own = law.book.instruments.iter();
    let own = own.flat_map(|i| i.articles.iter().map(move |a| (i.id(), &a.it)));
    // Words that an amendment gives stand in its own text.
    let given = law.edits().filter_map(|(by, _, edit)| Some((law.book.name(by), super::walk::worded(edit)?)));
    for (id, article) in own.chain(given) {
        // A consolidated text quotes whoever gave the article its words.
        let id = article.origin.as_ref().map_or(id, |origin| origin.id());
        let texts: Vec<&Stored> = law.stored.iter().filter(|s| s.instrument == id).collect();
        let quoted = article.cites.iter().filter(|words| refuted(&texts, article, words));
        found.extend(quoted.map(|words| misquoted(words, &id, &texts)));
    }
    found
}

/// Whether a text that would have the words has them not.
fn refuted(texts: &[&Stored], article: &Article, words: &Str) -> bool {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    // Words of one language are not looked for in a text of the other.
    let language = if chinese(&words.text) { "zh" } else { "en" };
    let mut texts = texts.iter().filter(|text| text.language == language);
    let covers = texts.clone().any(|text| text.covers(&article.number.name));
    covers && !texts.any(|text| text.has(&words.text))
}

fn misquoted(words: &Str, id: &str, texts: &[&Stored]) -> Diagnostic {
    let message =
        bilingual!("these words do not stand in the stored text of {id}", "{id}的已存文本中没有这段文字");
    let problem = Diagnostic::error(Code::Misquoted, words.span, message).warning();
    let passages = texts.iter().flat_map(|t| t.lines().map(|line| (t.file.as_str(), line)));
    match nearest(&words.text, passages) {
        Some((file, near)) => problem
            .help(bilingual!("the nearest passage, in {file}: “{near}”", "最接近的段落（{file}）：“{near}”")),
        None => problem.help(Text::new(
            "quote the words as they stand, or leave the quotation out",
            "请按原文引用，或删去引文",
        )),
    }
}

/// The passage that shares most with the words: at least half of their pairs of letters.
fn nearest<'a>(
    words: &str,
    passages: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<(&'a str, &'a str)> {
    let pairs = |text: &str| {
        let letters: Vec<char> = plain(text).chars().collect();
        letters.windows(2).map(<[char]>::to_vec).collect::<Vec<_>>()
    };
    let wanted = pairs(words);
    let shared = |line: &str| {
        let has = pairs(line);
        wanted.iter().filter(|pair| has.contains(pair)).count()
    };
    let scored = passages.map(|(file, line)| (shared(line), file, line));
    let best = scored.filter(|(shared, ..)| *shared > 0 && shared * 2 >= wanted.len());
    best.max_by_key(|(shared, ..)| *shared).map(|(_, file, line)| (file, line))
}
