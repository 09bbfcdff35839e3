//! Puts the names that a rulebook is written with into one form: whatever stands for a
//! Chinese name takes its place, once, when all files have been read. No later stage
//! knows in which tongue a text was written; places stay those of the text.

use std::collections::BTreeMap;

use super::names::{Named, Names};
use super::{Action, FileId, Rulebook};
use crate::source::Span;
use crate::syntax::ast::{
    Amend, Article, Column, EditKind, Entry, Expect, Expr, ExprKind, Ident, Instrument, InstrumentId,
    InstrumentRef, ItemKind, Message, Norm, NormKind, Path, Piece, Start, Suspended, Test,
};

/// Settles every name of a rulebook.
pub(super) fn settle(book: &mut Rulebook, names: &Names) {
    // Few files have `let`s of their own; the others share the names of all.
    let mut lets: BTreeMap<FileId, Vec<&ItemKind>> = BTreeMap::new();
    for owned in book.items.iter().filter(|owned| matches!(owned.item.kind, ItemKind::Let(_))) {
        lets.entry(owned.owner.0).or_default().push(&owned.item.kind);
    }
    let seen: BTreeMap<FileId, Names> =
        lets.into_iter().map(|(file, lets)| (file, names.with_lets(lets.into_iter()))).collect();
    let to = |file: FileId| Settle { names: seen.get(&file).unwrap_or(names) };
    for instrument in &mut book.instruments {
        let to = to(instrument.file);
        to.instrument(&mut instrument.head);
        instrument.articles.iter_mut().for_each(|article| to.article(&mut article.it));
        for action in &mut instrument.actions {
            match &mut action.it {
                Action::Amend(amend) => to.amend(amend),
                Action::Suspend(suspend) => match &mut suspend.what {
                    Suspended::Article(_, of) | Suspended::Instrument(of) => to.instrument_ref(of),
                    Suspended::Catalog(name) => to.ident(Named::Catalog, name),
                },
                Action::Repeal(repealed) => repealed.iter_mut().for_each(|of| to.instrument_ref(of)),
                Action::Bring(bring) => to.instrument_ref(&mut bring.target),
            }
        }
    }
    for owned in &mut book.items {
        let to = to(owned.owner.0);
        match &mut owned.item.kind {
            ItemKind::Let(it) => to.expr(&mut it.value),
            ItemKind::Catalog(it) => it.entries.iter_mut().for_each(|entry| to.entry(entry)),
            ItemKind::Rates(it) => it.dated_by.iter_mut().for_each(|(fact, _)| to.fact(fact)),
            ItemKind::Advice(it) => it.notes.iter_mut().for_each(|norm| to.norm(norm)),
            ItemKind::Test(it) => to.test(it),
            ItemKind::Sample(it) => to.start(&mut it.start),
            _ => {}
        }
    }
}

struct Settle<'a> {
    names: &'a Names,
}

impl Settle<'_> {
    fn ident(&self, kind: Named, name: &mut Ident) {
        if let Some(id) = self.names.english(kind, &name.name) {
            id.clone_into(&mut name.name);
        }
    }

    /// A fact that is named without a path.
    fn fact(&self, name: &mut Ident) {
        self.ident(Named::Fact, name);
    }

    fn path(&self, path: &mut Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.name.clone()).collect();
        if let (Some(english), Some(first)) = (self.names.english_path(&segments), path.segments.first()) {
            let span = first.span;
            path.segments = english.into_iter().map(|name| Ident { name, span }).collect();
        }
    }

    fn id(&self, id: &mut InstrumentId) {
        if let Some(issuer) = self.names.english(Named::Issuer, &id.issuer) {
            id.issuer = issuer.to_owned();
        }
    }

    fn instrument_ref(&self, of: &mut InstrumentRef) {
        match of {
            InstrumentRef::Numbered(id) => self.id(id),
            InstrumentRef::Notice(title) => {
                if let Some(english) = self.names.english(Named::Notice, &title.text) {
                    english.clone_into(&mut title.text);
                }
            }
        }
    }

    fn instrument(&self, head: &mut Instrument) {
        head.id.iter_mut().for_each(|id| self.id(id));
        head.replaces.iter_mut().for_each(|of| self.instrument_ref(of));
        head.dated_by.iter_mut().for_each(|fact| self.fact(fact));
        head.applies.iter_mut().for_each(|expr| self.expr(expr));
    }

    fn article(&self, article: &mut Article) {
        article.origin.iter_mut().for_each(|of| self.instrument_ref(of));
        article.norms.iter_mut().for_each(|norm| self.norm(norm));
    }

    fn norm(&self, norm: &mut Norm) {
        match &mut norm.kind {
            NormKind::Demand { condition, otherwise, exceptions, .. } => {
                self.expr(condition);
                exceptions.iter_mut().for_each(|expr| self.expr(expr));
                otherwise.iter_mut().flat_map(|o| &mut o.message).for_each(|m| self.message(m));
            }
            NormKind::Permit { name, condition } => {
                self.ident(Named::Permit, name);
                self.expr(condition);
            }
            NormKind::Note { message, when, .. } => {
                self.message(message);
                when.iter_mut().for_each(|expr| self.expr(expr));
            }
            NormKind::NoteEach(expr) => self.expr(expr),
        }
    }

    fn message(&self, message: &mut Message) {
        for piece in message.en.iter_mut().chain(&mut message.zh).flatten() {
            if let Piece::Hole(expr) = piece {
                self.expr(expr);
            }
        }
    }

    fn amend(&self, amend: &mut Amend) {
        amend.target.iter_mut().for_each(|of| self.instrument_ref(of));
        for edit in &mut amend.edits {
            match &mut edit.kind {
                EditKind::Insert(article) | EditKind::Replace(article) => self.article(article),
                EditKind::RepealArticle(_) => {}
                EditKind::Set(it) => {
                    self.ident(Named::Let, &mut it.name);
                    self.expr(&mut it.value);
                }
                EditKind::AddEntries(name, entries) => {
                    self.ident(Named::Catalog, name);
                    entries.iter_mut().for_each(|entry| self.entry(entry));
                }
                EditKind::RemoveEntries(name, _) | EditKind::Extend(name, _) => {
                    self.ident(Named::Catalog, name);
                }
                EditKind::AddMarkets(name, _) => self.ident(Named::Markets, name),
            }
        }
    }

    fn entry(&self, entry: &mut Entry) {
        entry.condition.iter_mut().for_each(|expr| self.expr(expr));
    }

    fn test(&self, test: &mut Test) {
        self.start(&mut test.start);
        self.expected(&mut test.expect);
        for (column, _) in test.cases.iter_mut().flat_map(|cases| &mut cases.columns) {
            if let Column::Fact(path) = column {
                self.path(path);
            }
        }
        for row in test.cases.iter_mut().flat_map(|cases| &mut cases.rows) {
            self.start(&mut row.start);
            self.expected(&mut row.expect);
        }
    }

    fn start(&self, start: &mut Start) {
        start.given.iter_mut().for_each(|(path, _, _)| self.path(path));
    }

    fn expected(&self, expected: &mut [(Expect, Span)]) {
        for (expect, _) in expected {
            match expect {
                Expect::Note { by: Some(of), .. } | Expect::Verdict { of: Some(of), .. } => {
                    self.instrument_ref(of)
                }
                Expect::Permit(name, _) => self.ident(Named::Permit, name),
                _ => {}
            }
        }
    }

    fn expr(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Literal(_) | ExprKind::Kinds | ExprKind::HasDocument(..) => {}
            ExprKind::Path(path) | ExprKind::IsValid(path, _) | ExprKind::IsStated(path, _) => {
                self.path(path)
            }
            ExprKind::Not(e) | ExprKind::Quantified(_, _, e) | ExprKind::Contains(e, _) => self.expr(e),
            ExprKind::And(es) | ExprKind::Or(es) => es.iter_mut().for_each(|e| self.expr(e)),
            ExprKind::Compare(_, a, b) | ExprKind::Arith(_, a, b) | ExprKind::StartsWith(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Between(a, b, c) => [a, b, c].into_iter().for_each(|e| self.expr(e)),
            ExprKind::OneOf { subject, .. } => self.expr(subject),
            ExprKind::IsOpen { market, list, since, .. } => {
                self.expr(market);
                self.ident(Named::Markets, list);
                since.iter_mut().for_each(|path| self.path(path));
            }
            ExprKind::IsOffice { office, market, list, stated, .. } => {
                self.expr(office);
                self.expr(market);
                self.ident(Named::Markets, list);
                stated.iter_mut().for_each(|path| self.path(path));
            }
            ExprKind::Convert(amount, _, rates) => {
                self.expr(amount);
                self.ident(Named::Rates, rates);
            }
            ExprKind::InCatalog { catalogs, .. } => {
                catalogs.iter_mut().for_each(|name| self.ident(Named::Catalog, name));
            }
            ExprKind::Sum(of, such) => {
                self.expr(of);
                such.iter_mut().for_each(|e| self.expr(e));
            }
            ExprKind::Count(such) => such.iter_mut().for_each(|e| self.expr(e)),
            ExprKind::Call(_, of) => self.expr(of),
        }
    }
}
