//! The parser that pest makes of `grammar/mp1039.pest`, and a [`Node`] of what it
//! reads: a pair of pest that knows its place in the whole source.

use pest::iterators::Pair;

use super::Fallible;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// The generated parser. Every use of it goes through [`super::reader::Reader`],
/// which first makes sure that the text does not nest too deeply for it.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/mp1039.pest"]
pub(crate) struct Grammar;

/// Whether a rule is a word, punctuation or the end: nothing that has content.
pub(crate) fn is_word(rule: Rule) -> bool {
    rule == Rule::EOI || (Rule::open..=Rule::k_zh).contains(&rule)
}

/// A piece of text that was read by one rule.
#[derive(Clone)]
pub(crate) struct Node<'i> {
    pair: Pair<'i, Rule>,
    source: SourceId,
    offset: usize,
}

impl<'i> Node<'i> {
    /// A pair whose text begins at `offset` of its source.
    pub fn new(pair: Pair<'i, Rule>, source: SourceId, offset: usize) -> Node<'i> {
        Node { pair, source, offset }
    }

    /// The rule that read it.
    pub fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    /// Its text.
    pub fn text(&self) -> &'i str {
        self.pair.as_str()
    }

    /// Its place, without space at its end.
    pub fn span(&self) -> Span {
        let start = self.offset + self.pair.as_span().start();
        Span::new(self.source, start, start + self.text().trim_end().len())
    }

    /// A part of its place, in bytes from its beginning.
    pub fn part(&self, start: usize, end: usize) -> Span {
        let base = self.span().start;
        Span::new(self.source, base + start, base + end)
    }

    /// What it is made of, words and punctuation left out.
    pub fn children(&self) -> impl Iterator<Item = Node<'i>> + use<'i> {
        self.all_children().filter(|n| !is_word(n.rule()))
    }

    /// What it is made of, words included.
    pub fn all_children(&self) -> impl Iterator<Item = Node<'i>> + use<'i> {
        let (source, offset) = (self.source, self.offset);
        self.pair.clone().into_inner().map(move |pair| Node { pair, source, offset })
    }

    /// Its first child of a rule.
    pub fn find(&self, rule: Rule) -> Option<Node<'i>> {
        self.all_children().find(|n| n.rule() == rule)
    }

    /// Whether it has a child of this rule: usually a word.
    pub fn has(&self, rule: Rule) -> bool {
        self.find(rule).is_some()
    }

    /// Its children of one rule.
    pub fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'i>> + use<'i> {
        self.all_children().filter(move |n| n.rule() == rule)
    }

    /// A child that the grammar promises.
    pub fn need(&self, rule: Rule) -> Fallible<Node<'i>> {
        self.find(rule).ok_or_else(|| self.broken())
    }

    /// The first child that is not a word, which the grammar promises.
    pub fn first(&self) -> Fallible<Node<'i>> {
        self.children().next().ok_or_else(|| self.broken())
    }

    /// What to say where the grammar and its reader disagree: never seen by a
    /// user unless this program has a mistake, and still no reason to stop.
    pub fn broken(&self) -> Box<Diagnostic> {
        let text = Text::new("this statement cannot be read", "无法识别此语句");
        Box::new(Diagnostic::error(Code::Syntax, self.span(), text))
    }
}
