//! L0321: a text in one of the two languages, where its file has others in both.
//!
//! A file that is written in one language throughout is told so once: its author
//! knows, and a warning at every line would hide the rest.

use super::Law;
use super::walk::worded;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::rulebook::FileId;
use crate::source::Span;
use crate::syntax::ast::{Article, EditKind, Entry, ItemKind, Market, Message, Norm, NormKind, Title};
use crate::value::Text;

/// A text, and in which languages it is there.
struct Written {
    file: FileId,
    span: Span,
    en: bool,
    zh: bool,
}

/// Texts that lack a language.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let texts = texts(law);
    let mut found = Vec::new();
    for file in 0..law.book.files.len() {
        let own: Vec<&Written> = texts.iter().filter(|t| t.file == file).collect();
        let lack: Vec<&Written> = own.iter().copied().filter(|t| !(t.en && t.zh)).collect();
        let Some(first) = lack.first() else { continue };
        let (en, zh) = (own.iter().any(|t| t.en), own.iter().any(|t| t.zh));
        if lack.len() > 1 && lack.len() == own.len() && !(en && zh) {
            found.push(throughout(first, lack.len()));
        } else {
            found.extend(lack.into_iter().map(one));
        }
    }
    found
}

fn one(text: &Written) -> Diagnostic {
    let message = if text.en {
        Text::new("this text has no Chinese", "此处文字缺少中文")
    } else {
        Text::new("this text has no English", "此处文字缺少英文")
    };
    let help = Text::new(
        "write both: \"Value cap\" zh \"货值限额\"; until then one stands in for the other",
        "请写双语：\"Value cap\" zh \"货值限额\"；在此之前以已有语言代替",
    );
    Diagnostic::error(Code::OneLanguage, text.span, message).warning().help(help)
}

fn throughout(first: &Written, count: usize) -> Diagnostic {
    let message = if first.en {
        bilingual!("none of the {count} texts of this file has Chinese", "本文件的{count}处文字均无中文")
    } else {
        bilingual!("none of the {count} texts of this file has English", "本文件的{count}处文字均无英文")
    };
    let help = Text::new(
        "who reads the other language sees these words; write both where that matters",
        "使用另一语言的读者将看到这些原文；必要时请补写双语",
    );
    Diagnostic::error(Code::OneLanguage, first.span, message).warning().help(help)
}

/// What is collected of a file.
struct Found {
    file: FileId,
    texts: Vec<Written>,
}

impl Found {
    fn title(&mut self, title: &Title) {
        let span = title.en.iter().chain(&title.zh).map(|s| s.span).next();
        self.add(span, title.en.is_some(), title.zh.is_some());
    }

    fn message(&mut self, message: &Message) {
        self.add(Some(message.span), message.en.is_some(), message.zh.is_some());
    }

    /// What has no text at all lacks no language.
    fn add(&mut self, span: Option<Span>, en: bool, zh: bool) {
        if let (Some(span), true) = (span, en || zh) {
            self.texts.push(Written { file: self.file, span, en, zh });
        }
    }

    fn article(&mut self, article: &Article) {
        self.title(&article.title);
        article.norms.iter().for_each(|norm| self.norm(norm));
    }

    fn norm(&mut self, norm: &Norm) {
        match &norm.kind {
            NormKind::Demand { otherwise, .. } => {
                otherwise.iter().filter_map(|o| o.message.as_ref()).for_each(|m| self.message(m));
            }
            NormKind::Note { message, .. } => self.message(message),
            NormKind::Permit { .. } | NormKind::NoteEach(_) => {}
        }
    }

    fn entry(&mut self, entry: &Entry) {
        self.title(&entry.title);
        entry.note.iter().for_each(|note| self.title(note));
    }

    fn market(&mut self, market: &Market) {
        self.title(&market.title);
    }

    fn item(&mut self, item: &ItemKind) {
        match item {
            ItemKind::Catalog(it) => {
                self.title(&it.title);
                it.entries.iter().for_each(|e| self.entry(e));
                it.notes.iter().for_each(|n| self.title(n));
            }
            ItemKind::Markets(it) => {
                self.title(&it.title);
                it.markets.iter().for_each(|m| self.market(m));
            }
            ItemKind::Facts(it) => {
                self.title(&it.title);
                it.facts.iter().for_each(|f| self.title(&f.title));
            }
            ItemKind::Papers(it) => {
                self.title(&it.title);
                it.papers.iter().for_each(|p| self.title(&p.title));
            }
            ItemKind::Aspects(it) => {
                self.title(&it.title);
                it.aspects.iter().for_each(|p| self.title(&p.title));
            }
            ItemKind::Mode(it) => {
                self.title(&it.title);
                it.points.iter().for_each(|p| self.title(&p.title));
            }
            ItemKind::Advice(it) => {
                self.title(&it.title);
                it.notes.iter().for_each(|n| self.norm(n));
            }
            ItemKind::Tariff(it) => self.title(&it.title),
            ItemKind::Rates(it) => self.title(&it.title),
            ItemKind::Codes(it) => self.title(&it.title),
            ItemKind::Elements(it) => self.title(&it.title),
            _ => {}
        }
    }
}

/// Every text of the rulebook.
fn texts(law: &Law) -> Vec<Written> {
    let mut found = Found { file: 0, texts: Vec::new() };
    for instrument in &law.book.instruments {
        found.file = instrument.file;
        found.title(&instrument.head.title);
        instrument.head.issued_by.iter().for_each(|by| found.title(by));
        instrument.articles.iter().for_each(|article| found.article(&article.it));
    }
    for (by, _, edit) in law.edits() {
        found.file = law.book.instruments.get(by).map_or(0, |i| i.file);
        worded(edit).into_iter().for_each(|article| found.article(article));
        match &edit.kind {
            EditKind::AddEntries(_, entries) => entries.iter().for_each(|e| found.entry(e)),
            EditKind::AddMarkets(_, markets) => markets.iter().for_each(|m| found.market(m)),
            _ => {}
        }
    }
    for owned in &law.book.items {
        found.file = owned.owner.0;
        found.item(&owned.item.kind);
    }
    found.texts
}
