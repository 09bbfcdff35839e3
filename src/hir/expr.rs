//! Typed, interned expressions.

use std::collections::HashMap;

use serde::Serialize;

use super::{CatalogId, FactId, MarketsId, RatesId, Type};
use crate::syntax::ast::{ArithOp, CompareOp};
use crate::value::{Currency, Value};

/// The index of an expression in its [`Exprs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ExprId(u32);

impl ExprId {
    /// The expression at a place, from nought, in the order in which they were interned.
    pub fn at(place: u32) -> ExprId {
        ExprId(place)
    }

    /// Its place.
    pub fn place(self) -> u32 {
        self.0
    }
}

/// An expression whose parts are interned.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Expr {
    /// A known value.
    Literal(Value),
    /// A fact of the head, or of the line at hand.
    Fact(FactId),
    /// The day of the law.
    Day,
    /// `not`
    Not(ExprId),
    /// All of them.
    And(Vec<ExprId>),
    /// At least one.
    Or(Vec<ExprId>),
    /// A comparison of two values of one type.
    Compare(CompareOp, ExprId, ExprId),
    /// Arithmetic.
    Arith(ArithOp, ExprId, ExprId),
    /// An amount in another currency, at a table of rates.
    Convert(ExprId, Currency, RatesId),
    /// The first text contains the second (a literal).
    Contains(ExprId, String),
    /// The text begins with this literal.
    TextStarts(ExprId, String),
    /// The code begins with this literal code.
    CodeStarts(ExprId, crate::value::HsCode),
    /// The line at hand is in the catalog.
    InCatalog(CatalogId),
    /// A paper with this letter covers the line at hand and is valid on the day.
    HasDocument(String),
    /// The number of a paper with this letter is stated for the line at hand.
    HasNumber(String),
    /// The declaration states the fact.
    IsStated(FactId),
    /// The market (a text) is open on the day, by the list, or else by the day
    /// that this fact states.
    IsOpen(ExprId, MarketsId, Option<FactId>),
    /// The office (first) is one of the market (second), by the list, or else by
    /// the office that this fact states.
    IsOffice(ExprId, ExprId, MarketsId, Option<FactId>),
    /// At least one line for which the expression holds.
    AnyLine(ExprId),
    /// The sum over lines, of those for which the condition holds.
    Sum(ExprId, Option<ExprId>),
    /// How many lines, of those for which the condition holds.
    Count(Option<ExprId>),
    /// How many kinds of goods: distinct code, name and spec.
    Kinds,
    /// A function of the table of builtins, by name.
    Call(&'static str, ExprId),
}

impl Expr {
    /// The expressions that it is made of.
    pub fn parts(&self) -> Vec<ExprId> {
        match self {
            Expr::Literal(_) | Expr::Fact(_) | Expr::Day | Expr::Kinds => Vec::new(),
            Expr::InCatalog(_) | Expr::HasDocument(_) | Expr::HasNumber(_) | Expr::Count(None) => Vec::new(),
            Expr::IsStated(_) => Vec::new(),
            Expr::Not(e) | Expr::AnyLine(e) | Expr::Call(_, e) | Expr::Convert(e, ..) => vec![*e],
            Expr::Contains(e, _) | Expr::TextStarts(e, _) | Expr::CodeStarts(e, _) | Expr::IsOpen(e, ..) => {
                vec![*e]
            }
            Expr::Count(Some(e)) | Expr::Sum(e, None) => vec![*e],
            Expr::And(parts) | Expr::Or(parts) => parts.clone(),
            Expr::Compare(_, a, b) | Expr::Arith(_, a, b) | Expr::IsOffice(a, b, ..) => vec![*a, *b],
            Expr::Sum(e, Some(filter)) => vec![*e, *filter],
        }
    }
}

/// All expressions of an edition, each once, with their types.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Exprs {
    nodes: Vec<(Expr, Type)>,
    #[serde(skip)]
    ids: HashMap<Expr, ExprId>,
    /// How large each expression is when everything shared is written out.
    #[serde(skip)]
    sizes: Vec<usize>,
}

impl Exprs {
    /// The id of an expression; the same expression always has the same id.
    pub fn intern(&mut self, expr: Expr, ty: Type) -> ExprId {
        if let Some(id) = self.ids.get(&expr) {
            return *id;
        }
        let id = ExprId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let size = expr.parts().iter().fold(1usize, |n, part| n.saturating_add(self.size(*part)));
        self.sizes.push(size);
        self.nodes.push((expr.clone(), ty));
        self.ids.insert(expr, id);
        id
    }

    /// Every expression with its type, by its place.
    pub fn nodes(&self) -> &[(Expr, Type)] {
        &self.nodes
    }

    /// The expression behind an id.
    pub fn get(&self, id: ExprId) -> Option<&Expr> {
        self.nodes.get(usize::try_from(id.0).ok()?).map(|(e, _)| e)
    }

    /// How large an expression is when everything that it shares is written out.
    pub fn size(&self, id: ExprId) -> usize {
        usize::try_from(id.0).ok().and_then(|i| self.sizes.get(i)).copied().unwrap_or(1)
    }

    /// Every expression.
    pub fn iter(&self) -> impl Iterator<Item = &Expr> {
        self.nodes.iter().map(|(e, _)| e)
    }

    /// The first expression of which something holds.
    pub fn find(&self, holds: impl Fn(&Expr) -> bool) -> Option<ExprId> {
        let at = self.nodes.iter().position(|(expr, _)| holds(expr))?;
        u32::try_from(at).ok().map(ExprId)
    }

    /// Its type.
    pub fn ty(&self, id: ExprId) -> Type {
        usize::try_from(id.0).ok().and_then(|i| self.nodes.get(i)).map_or(Type::Opaque, |(_, t)| *t)
    }
}
