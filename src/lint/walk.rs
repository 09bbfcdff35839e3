//! Goes through what authors wrote: expressions with all their parts, and every
//! statement with the instrument to which it belongs.

use super::Law;
use crate::rulebook::{Action, FileId, InstrumentId};
use crate::source::Span;
use crate::syntax::ast::{
    Article, Edit, EditKind, Entry, Expr, ExprKind, ItemKind, Message, Norm, NormKind, Path, Piece,
    Quantifier,
};

/// A statement of an article, or a note of an advice.
#[derive(Clone, Copy)]
pub struct Statement<'a> {
    /// The instrument whose scope it has; none for advice.
    pub of: Option<InstrumentId>,
    /// The statement.
    pub norm: &'a Norm,
}

/// The parts of an expression.
pub fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Not(e) | ExprKind::Quantified(_, _, e) | ExprKind::Call(_, e) => vec![e],
        ExprKind::Contains(e, _) | ExprKind::Convert(e, ..) => vec![e],
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().collect(),
        ExprKind::Compare(_, a, b) | ExprKind::Arith(_, a, b) | ExprKind::StartsWith(a, b) => vec![a, b],
        ExprKind::Between(x, a, b) => vec![x, a, b],
        ExprKind::OneOf { subject, list, .. } => std::iter::once(&**subject).chain(list).collect(),
        ExprKind::IsOpen { market, .. } => vec![market],
        ExprKind::IsOffice { office, market, .. } => vec![office, market],
        ExprKind::Sum(e, filter) => std::iter::once(e).chain(filter).map(|e| &**e).collect(),
        ExprKind::Count(filter) => filter.iter().map(|e| &**e).collect(),
        ExprKind::Literal(_)
        | ExprKind::Path(_)
        | ExprKind::IsValid(..)
        | ExprKind::IsStated(..)
        | ExprKind::InCatalog { .. }
        | ExprKind::Kinds
        | ExprKind::HasDocument(..) => Vec::new(),
    }
}

/// The facts and `let`s that an expression names by itself, not in its parts.
pub fn paths(expr: &Expr) -> Vec<&Path> {
    match &expr.kind {
        ExprKind::Path(path) | ExprKind::IsValid(path, _) | ExprKind::IsStated(path, _) => vec![path],
        ExprKind::IsOpen { since, .. } => since.iter().collect(),
        ExprKind::IsOffice { stated, .. } => stated.iter().collect(),
        _ => Vec::new(),
    }
}

/// An expression and everything in it, outermost first.
pub fn each<'a>(expr: &'a Expr, with: &mut impl FnMut(&'a Expr)) {
    with(expr);
    parts(expr).into_iter().for_each(|part| each(part, with));
}

/// What `any good`, `each good` or `no good` speaks of, and which of them it is.
pub fn quantified(expr: &Expr) -> Option<(Quantifier, &Expr)> {
    match &expr.kind {
        ExprKind::Quantified(quantifier, _, body) => Some((*quantifier, body)),
        _ => None,
    }
}

/// The expressions of a statement.
pub fn of_norm(norm: &Norm) -> Vec<&Expr> {
    match &norm.kind {
        NormKind::Demand { condition, otherwise, exceptions, .. } => {
            let said = otherwise.iter().filter_map(|o| o.message.as_ref()).flat_map(holes);
            std::iter::once(condition).chain(exceptions).chain(said).collect()
        }
        NormKind::Permit { condition, .. } | NormKind::NoteEach(condition) => vec![condition],
        NormKind::Note { message, when, .. } => when.iter().chain(holes(message)).collect(),
    }
}

/// The expressions in a message.
fn holes(message: &Message) -> Vec<&Expr> {
    let pieces = message.en.iter().chain(&message.zh).flatten();
    pieces
        .filter_map(|piece| match piece {
            Piece::Hole(expr) => Some(expr),
            Piece::Words(_) => None,
        })
        .collect()
}

/// The article that an edit gives words to.
pub fn worded(edit: &Edit) -> Option<&Article> {
    match &edit.kind {
        EditKind::Insert(article) | EditKind::Replace(article) => Some(article),
        _ => None,
    }
}

impl<'a> Law<'a> {
    /// Every edit with who makes it, and on whom.
    pub fn edits(&self) -> impl Iterator<Item = (InstrumentId, Option<InstrumentId>, &'a Edit)> {
        let book = self.book;
        book.instruments.iter().enumerate().flat_map(move |(by, instrument)| {
            instrument.amendments().flat_map(move |amend| {
                let on = amend.target.as_ref().and_then(|target| book.find(&target.id()));
                amend.edits.iter().map(move |edit| (by, on, edit))
            })
        })
    }

    /// Every article as somebody worded it: whose file, whose law, the article.
    pub fn articles(&self) -> Vec<(FileId, Option<InstrumentId>, &'a Article)> {
        let file = |i: InstrumentId| self.book.instruments.get(i).map_or(usize::MAX, |i| i.file);
        let own = self.book.instruments.iter().enumerate();
        let own = own.flat_map(|(i, law)| law.articles.iter().map(move |a| (law.file, Some(i), &a.it)));
        let given = self.edits().filter_map(|(by, on, edit)| Some((file(by), on, worded(edit)?)));
        own.chain(given).collect()
    }

    /// Every statement of the rulebook.
    pub fn statements(&self) -> Vec<(FileId, Statement<'a>)> {
        let articles = self.articles().into_iter().flat_map(|(file, of, article)| {
            article.norms.iter().map(move |norm| (file, Statement { of, norm }))
        });
        let advice = self.book.items.iter().filter_map(|owned| match &owned.item.kind {
            ItemKind::Advice(advice) => Some((owned.owner.0, advice)),
            _ => None,
        });
        let advice = advice.flat_map(|(file, advice)| {
            advice.notes.iter().map(move |norm| (file, Statement { of: None, norm }))
        });
        articles.chain(advice).collect()
    }

    /// Every entry of a list, as its author wrote it.
    pub fn entries(&self) -> Vec<(FileId, &'a Entry)> {
        let file = |i: InstrumentId| self.book.instruments.get(i).map_or(usize::MAX, |i| i.file);
        let own = self.book.items.iter().flat_map(|owned| {
            let entries: &[Entry] = match &owned.item.kind {
                ItemKind::Catalog(catalog) => &catalog.entries,
                _ => &[],
            };
            entries.iter().map(|entry| (owned.owner.0, entry))
        });
        let added = self.edits().flat_map(move |(by, _, edit)| {
            let entries: &[Entry] = match &edit.kind {
                EditKind::AddEntries(_, entries) => entries,
                _ => &[],
            };
            entries.iter().map(move |entry| (file(by), entry))
        });
        own.chain(added).collect()
    }

    /// Every expression of the rulebook that is no part of another, with its file.
    pub fn expressions(&self) -> Vec<(FileId, &'a Expr)> {
        let mut found: Vec<(FileId, &Expr)> = Vec::new();
        for (file, statement) in self.statements() {
            found.extend(of_norm(statement.norm).into_iter().map(|expr| (file, expr)));
        }
        found.extend(self.entries().into_iter().filter_map(|(file, e)| Some((file, e.condition.as_ref()?))));
        for instrument in &self.book.instruments {
            found.extend(instrument.head.applies.iter().map(|expr| (instrument.file, expr)));
        }
        for owned in &self.book.items {
            if let ItemKind::Let(binding) = &owned.item.kind {
                found.push((owned.owner.0, &binding.value));
            }
        }
        for (by, _, edit) in self.edits() {
            if let (EditKind::Set(binding), Some(by)) = (&edit.kind, self.book.instruments.get(by)) {
                found.push((by.file, &binding.value));
            }
        }
        found
    }

    /// Every action with who takes it.
    pub fn actions(&self) -> impl Iterator<Item = (FileId, &'a Action)> {
        let book = self.book;
        book.instruments.iter().flat_map(|i| i.actions.iter().map(move |a| (i.file, &a.it)))
    }

    /// Whether an expression hangs on a `let` that an amendment sets: it is not the
    /// same on all days.
    pub fn moves(&self, expr: &Expr) -> bool {
        let set: Vec<&str> = self
            .edits()
            .filter_map(|(_, _, edit)| match &edit.kind {
                EditKind::Set(binding) => Some(binding.name.name.as_str()),
                _ => None,
            })
            .collect();
        !set.is_empty() && self.hangs_on(expr, &set, 0)
    }

    fn hangs_on(&self, expr: &Expr, set: &[&str], depth: usize) -> bool {
        let mut named: Vec<&str> = Vec::new();
        each(expr, &mut |e| {
            if let ExprKind::Path(path) = &e.kind
                && let [only] = path.segments.as_slice()
            {
                named.push(&only.name);
            }
        });
        let lets = self.book.items.iter().filter_map(|owned| match &owned.item.kind {
            ItemKind::Let(binding) => Some(binding),
            _ => None,
        });
        // Names lead to each other at most as deep as there are files of a circle: cut off.
        named.iter().any(|name| set.contains(name))
            || depth < 16
                && lets
                    .filter(|binding| named.contains(&binding.name.name.as_str()))
                    .any(|binding| self.hangs_on(&binding.value, set, depth + 1))
    }

    /// Whether a file has an instrument of its own, rather than being there for others.
    pub fn has_law(&self, file: FileId) -> bool {
        self.book.instruments.iter().any(|i| i.file == file)
    }
}

/// Whether one place lies within another.
pub fn within(inner: Span, outer: Span) -> bool {
    inner.source == outer.source && outer.start <= inner.start && inner.end <= outer.end
}
