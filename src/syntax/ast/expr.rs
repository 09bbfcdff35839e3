//! The tree of an expression.

use super::{Ident, Path, Str};
use crate::source::Span;
use crate::value::{Currency, Value};

/// An expression with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ExprKind,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `<>` or `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CompareOp {
    /// The comparison that holds where this one does not.
    pub fn negated(self) -> CompareOp {
        match self {
            CompareOp::Eq => CompareOp::Ne,
            CompareOp::Ne => CompareOp::Eq,
            CompareOp::Lt => CompareOp::Ge,
            CompareOp::Le => CompareOp::Gt,
            CompareOp::Gt => CompareOp::Le,
            CompareOp::Ge => CompareOp::Lt,
        }
    }

    /// Whether a comparison of the day of the law, on the left, with another day turns on the
    /// eve of that day; else it turns after it.
    ///
    /// ```
    /// use mp1039::syntax::ast::CompareOp;
    /// assert!(CompareOp::Lt.turns_on_eve() && !CompareOp::Le.turns_on_eve());
    /// ```
    pub fn turns_on_eve(self) -> bool {
        matches!(self, CompareOp::Lt | CompareOp::Ge)
    }

    /// The same comparison, seen from the other side.
    pub fn turned(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            same => same,
        }
    }
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum ArithOp {
    /// `+`
    Add,
    /// ` - `, with spaces
    Sub,
    /// `*` or `×`
    Mul,
    /// `/`
    Div,
}

/// Which lines a quantifier speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Quantifier {
    /// `any good …`
    Any,
    /// `each good …`
    Each,
    /// `no good …`
    No,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A literal: `USD 150,000`, `99.9 %`, `1.73 g/cm3`, `2026-01-01`, `9404.2100.10`, `yes`, `"text"`, `5`.
    Literal(Value),
    /// A fact, or a `let` (a single segment). `good.x` and, in aggregates, `goods.x`.
    Path(Path),
    /// `not E`
    Not(Box<Expr>),
    /// `A and B and …`
    And(Vec<Expr>),
    /// `A or B or …`
    Or(Vec<Expr>),
    /// `A <= B`
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `A + B`
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `A between B and C`, both included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `A is one of x, y` / `A is not one of x, y`
    OneOf {
        /// What is looked for.
        subject: Box<Expr>,
        /// Literals.
        list: Vec<Expr>,
        /// `not`
        negated: bool,
    },
    /// `A contains "…"` for text.
    Contains(Box<Expr>, Str),
    /// `A starts with "…"` for text, `A starts with 9404` for codes (a literal).
    StartsWith(Box<Expr>, Box<Expr>),
    /// `A is valid` / `A is not valid` (`true` for not): a record with `valid_from` and `valid_until`.
    IsValid(Path, bool),
    /// `A is stated` / `A is not stated` (`true` for not): the declaration states the fact.
    IsStated(Path, bool),
    /// `A is open in MARKETS [or since FACT]` / `is not open in`.
    IsOpen {
        /// The market.
        market: Box<Expr>,
        /// The list.
        list: Ident,
        /// The day that the declaration states, where the list has none.
        since: Option<Path>,
        /// `not`
        negated: bool,
    },
    /// `A is an office of M in MARKETS [or stated as FACT]` / `is not an office of`.
    IsOffice {
        /// The office.
        office: Box<Expr>,
        /// The market.
        market: Box<Expr>,
        /// The list.
        list: Ident,
        /// The office that the declaration states, where the list may lack it.
        stated: Option<Path>,
        /// `not`
        negated: bool,
    },
    /// `AMOUNT converted to USD at RATES`
    Convert(Box<Expr>, (Currency, Span), Ident),
    /// `any|each|no good PREDICATE`; the predicate is an expression over `good`.
    Quantified(Quantifier, Span, Box<Expr>),
    /// The elided subject `good` with `in CATALOG`, `not in any of A, B`, `in all of A, B`.
    InCatalog {
        /// Catalog names.
        catalogs: Vec<Ident>,
        /// All of them rather than any.
        all: bool,
        /// `not in`
        negated: bool,
    },
    /// `sum of (EXPR)` with an optional `where COND`.
    Sum(Box<Expr>, Option<Box<Expr>>),
    /// `count of goods` with an optional `where COND`.
    Count(Option<Box<Expr>>),
    /// `count of kinds of goods`.
    Kinds,
    /// `good has document "E"`: a paper with this letter that covers the line and is
    /// valid; `has number of document "B"` (`true`): whose number is stated.
    HasDocument(Str, bool),
    /// `chapter of E`: a function of one argument, from the table of builtins.
    Call(Ident, Box<Expr>),
}
