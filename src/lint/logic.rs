//! What a condition can come to, by types and values alone: whether any declaration
//! with all facts known makes it true, or false.
//!
//! A condition is written out as branches, any of which makes it so; each is a list of
//! atoms that must all hold. A branch whose atoms contradict each other cannot be.
//! Where there are too many branches, or a value is not understood, everything is
//! possible: the answer "never" is certain, "possible" is not.

use super::domain::{self, Says};
use crate::hir::{CatalogId, Edition, Expr, ExprId};
use crate::syntax::ast::CompareOp;
use crate::value::Value;

/// Branches at most.
const MOST: usize = 128;

/// What an atom is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An expression.
    One(ExprId),
    /// Two expressions that are compared.
    Pair(ExprId, ExprId),
}

/// Something that holds, or does not, of its subject.
#[derive(Clone, Debug)]
pub struct Atom {
    subject: Subject,
    says: Says,
}

/// A way in which a condition can come about.
type Branch = Vec<Atom>;

/// The conditions of an edition.
#[derive(Clone, Copy)]
pub struct Logic<'a> {
    edition: &'a Edition,
}

impl<'a> Logic<'a> {
    /// Of the expressions of an edition.
    pub fn new(edition: &'a Edition) -> Logic<'a> {
        Logic { edition }
    }

    /// Whether some declaration gives all of these conditions these values.
    pub fn possible(&self, wanted: &[(ExprId, bool)]) -> bool {
        let mut all: Vec<Branch> = vec![Vec::new()];
        for (id, value) in wanted {
            let Some(next) = self.branches(*id, *value).and_then(|own| cross(&all, &own)) else {
                return true;
            };
            all = next;
        }
        all.iter().any(|branch| self.consistent(branch))
    }

    /// The branches that give a condition a value; nothing when there are too many.
    fn branches(&self, id: ExprId, wanted: bool) -> Option<Vec<Branch>> {
        let one = |says| Some(vec![vec![Atom { subject: Subject::One(id), says }]]);
        match self.edition.exprs.get(id)? {
            Expr::Literal(Value::Bool(is)) => Some(always(*is == wanted)),
            Expr::Not(inner) => self.branches(*inner, !wanted),
            Expr::And(parts) if wanted => self.all(parts, wanted),
            Expr::Or(parts) if !wanted => self.all(parts, wanted),
            Expr::And(parts) | Expr::Or(parts) => self.any(parts, wanted),
            Expr::AnyLine(body) => {
                // There is a line, so that what holds for every line holds for some.
                if self.possible(&[(*body, wanted)]) { one(Says::Is(wanted)) } else { Some(Vec::new()) }
            }
            Expr::InCatalog(list) if wanted && self.is_empty(*list) => Some(Vec::new()),
            Expr::Compare(op, a, b) => Some(self.comparison(*op, *a, *b, wanted)),
            Expr::TextStarts(text, with) => Some(on(*text, Says::Starts(with.clone(), wanted))),
            Expr::CodeStarts(code, with) => Some(on(*code, Says::CodeStarts(*with, wanted))),
            Expr::Contains(text, part) => Some(on(*text, Says::Contains(part.clone(), wanted))),
            _ => one(Says::Is(wanted)),
        }
    }

    fn all(&self, parts: &[ExprId], wanted: bool) -> Option<Vec<Branch>> {
        parts.iter().try_fold(vec![Vec::new()], |all, part| cross(&all, &self.branches(*part, wanted)?))
    }

    fn any(&self, parts: &[ExprId], wanted: bool) -> Option<Vec<Branch>> {
        let mut all = Vec::new();
        for part in parts {
            all.extend(self.branches(*part, wanted)?);
        }
        (all.len() <= MOST).then_some(all)
    }

    fn comparison(&self, op: CompareOp, a: ExprId, b: ExprId, wanted: bool) -> Vec<Branch> {
        let op = if wanted { op } else { op.negated() };
        let literal = |id| match self.edition.exprs.get(id) {
            Some(Expr::Literal(value)) => Some(value),
            _ => None,
        };
        match (literal(a), literal(b)) {
            (Some(a), Some(b)) => always(domain::holds(op, a, b).unwrap_or(true)),
            (None, Some(value)) => on(a, Says::Compare(op, value.clone())),
            (Some(value), None) => on(b, Says::Compare(op.turned(), value.clone())),
            (None, None) if a == b => always(orders(op).same),
            (None, None) => {
                let (pair, op) = if a < b { ((a, b), op) } else { ((b, a), op.turned()) };
                vec![vec![Atom { subject: Subject::Pair(pair.0, pair.1), says: Says::Order(orders(op)) }]]
            }
        }
    }

    /// A list that claims to be complete and holds nothing: nothing is ever in it.
    fn is_empty(&self, list: CatalogId) -> bool {
        let list = self.edition.catalogs.get(list);
        list.is_some_and(|l| l.complete.is_some() && l.codes.is_empty() && l.entries.is_empty())
    }

    fn consistent(&self, branch: &Branch) -> bool {
        let mut subjects: Vec<Subject> = branch.iter().map(|atom| atom.subject).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects.iter().all(|subject| {
            let says: Vec<&Says> = branch.iter().filter(|a| a.subject == *subject).map(|a| &a.says).collect();
            let of = match subject {
                Subject::One(id) => Some(*id),
                Subject::Pair(..) => None,
            };
            domain::consistent(self.edition, of, &says)
        })
    }
}

/// One branch without a condition, or none.
fn always(is: bool) -> Vec<Branch> {
    if is { vec![Vec::new()] } else { Vec::new() }
}

fn on(subject: ExprId, says: Says) -> Vec<Branch> {
    vec![vec![Atom { subject: Subject::One(subject), says }]]
}

/// Every branch of the one with every branch of the other.
fn cross(a: &[Branch], b: &[Branch]) -> Option<Vec<Branch>> {
    if a.len().saturating_mul(b.len()) > MOST {
        return None;
    }
    Some(a.iter().flat_map(|a| b.iter().map(|b| [a.as_slice(), b.as_slice()].concat())).collect())
}

/// How two values may stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// The first may be less.
    pub less: bool,
    /// They may be the same.
    pub same: bool,
    /// The first may be more.
    pub more: bool,
}

/// How two values stand to each other where a comparison holds.
pub fn orders(op: CompareOp) -> Orders {
    let (less, same, more) = match op {
        CompareOp::Eq => (false, true, false),
        CompareOp::Ne => (true, false, true),
        CompareOp::Lt => (true, false, false),
        CompareOp::Le => (true, true, false),
        CompareOp::Gt => (false, false, true),
        CompareOp::Ge => (false, true, true),
    };
    Orders { less, same, more }
}
