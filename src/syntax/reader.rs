//! The reader of one text: has pest read a piece by a rule, and collects what
//! is wrong. A [`Scope`] remembers what was said in one item, so that nothing is
//! said twice.

use std::collections::BTreeMap;

use pest::Parser;

use super::ast::Ident;
use super::grammar::{Grammar, Node, Rule};
use super::layout::RawItem;
use super::tongue::{self, Tongue};
use super::{Fallible, Limits, error, guard, words};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// Reads the pieces of one text.
pub(crate) struct Reader<'a> {
    pub source: SourceId,
    pub text: &'a str,
    pub limits: &'a Limits,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader that has found nothing wrong yet.
    pub fn new(source: SourceId, text: &'a str, limits: &'a Limits) -> Reader<'a> {
        Reader { source, text, limits, diagnostics: Vec::new() }
    }

    /// Notes a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The text of a place.
    pub fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Has a piece read by an entry rule.
    pub fn read(&self, rule: Rule, span: Span) -> Fallible<Node<'a>> {
        read(rule, self.source, span.start, self.slice(span), self.limits)
    }

    /// Has the head of an item, or of an edit, read by an entry rule.
    pub fn read_head(&self, rule: Rule, raw: &RawItem) -> Fallible<Node<'a>> {
        self.read(rule, raw.head).map_err(|diagnostic| {
            let before = Span { end: diagnostic.span.start, ..raw.head };
            if raw.statements.is_empty() || !self.slice(before).contains('\n') {
                return diagnostic;
            }
            Box::new((*diagnostic).help(Text::new(
                "this line is indented deeper than those below it, so it goes on with the line above; a line that begins a statement has their indent",
                "此行比其下各行缩进更深，因而接续上一行；若为语句开头，请与其下各行对齐",
            )))
        })
    }

    /// Notes the problem of a result, if it is one.
    pub fn keep<T>(&mut self, result: Fallible<T>) -> Option<T> {
        result.map_err(|diagnostic| self.report(*diagnostic)).ok()
    }
}

/// Has a text that begins at `offset` of its source read by an entry rule.
pub(crate) fn read<'i>(
    rule: Rule,
    source: SourceId,
    offset: usize,
    text: &'i str,
    limits: &Limits,
) -> Fallible<Node<'i>> {
    guard::check(source, offset, text, limits)?;
    let failed = |e| {
        let diagnostic = error::explain(rule, source, offset, text, &e);
        Box::new(match words::model(rule) {
            Some(models) if diagnostic.help.is_none() && tongue::of(text) != Some(Tongue::Zh) => {
                let models: Vec<Text> = models.iter().map(|m| Text::same(format!("`{m}`"))).collect();
                let model = Text::join(&models, " or ", " 或 ");
                diagnostic.help(bilingual!("write it as {model}", "写法：{model}"; model))
            }
            _ => diagnostic,
        })
    };
    let mut pairs = Grammar::parse(rule, text).map_err(failed)?;
    let pair = pairs.next().ok_or_else(|| {
        let message = Text::new("nothing could be read here", "此处没有可识别的内容");
        Box::new(Diagnostic::error(Code::Syntax, Span::new(source, offset, offset), message))
    })?;
    Ok(Node::new(pair, source, offset))
}

/// What one item, or one entry of a list, has already said.
pub(crate) struct Scope<'a> {
    pub limits: &'a Limits,
    seen: BTreeMap<&'static str, Span>,
}

impl<'a> Scope<'a> {
    /// Nothing said yet.
    pub fn new(limits: &'a Limits) -> Scope<'a> {
        Scope { limits, seen: BTreeMap::new() }
    }

    /// A scope within this one.
    pub fn inner(&self) -> Scope<'a> {
        Scope::new(self.limits)
    }

    /// Fails if `what` was said before.
    pub fn once(&mut self, what: &'static str, span: Span) -> Fallible<()> {
        match self.seen.get(what) {
            None => {
                self.seen.insert(what, span);
                Ok(())
            }
            Some(first) => {
                let message = bilingual!("`{what}` stands twice", "`{what}` 重复出现");
                let again = Text::new("said again here", "此处重复");
                let before = Text::new("said here first", "首次出现于此");
                let diagnostic = Diagnostic::error(Code::Repeated, span, message);
                Err(Box::new(diagnostic.label(again).related(*first, before)))
            }
        }
    }
}

/// A name that was not read, at a place.
pub(crate) fn nameless(span: Span) -> Ident {
    Ident { name: String::new(), span }
}
