//! L0323: a comparison that has the same answer for every declaration.

use super::Law;
use super::logic::Logic;
use super::walk::parts;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::Text;

/// Comparisons that never hold, or always do.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let logic = Logic::new(law.texts);
    let mut found = Vec::new();
    for (_, root) in law.expressions() {
        if !law.moves(root) {
            look(law, logic, root, &mut found);
        }
    }
    found
}

/// The outermost comparisons of an expression are looked at; what is wrong inside one
/// that is the same anyway says nothing more.
fn look(law: &Law, logic: Logic, expr: &Expr, found: &mut Vec<Diagnostic>) {
    let compares = matches!(
        expr.kind,
        ExprKind::Compare(..)
            | ExprKind::Between(..)
            | ExprKind::OneOf { .. }
            | ExprKind::Contains(..)
            | ExprKind::StartsWith(..)
    );
    if let (true, Some(id)) = (compares, law.meanings.get(&expr.span)) {
        if !logic.possible(&[(*id, true)]) {
            let message = Text::new("this never holds, whatever is declared", "无论如何申报，此比较均不成立");
            return found.push(same(expr, message));
        }
        if !logic.possible(&[(*id, false)]) {
            let message = Text::new("this holds whatever is declared", "无论如何申报，此比较均成立");
            return found.push(same(expr, message));
        }
    }
    parts(expr).into_iter().for_each(|part| look(law, logic, part, found));
}

fn same(expr: &Expr, message: Text) -> Diagnostic {
    Diagnostic::error(Code::AlwaysSame, expr.span, message).warning().help(Text::new(
        "compare with a value that the fact can have and can also not have, or leave this out",
        "请与该数据项可能取、也可能不取的值比较，或删去此处",
    ))
}
