//! L0319: a norm, a note, a permission or an entry that nothing can ever bring about.

use super::logic::Logic;
use super::walk::{Statement, quantified};
use super::{Law, always_same};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::ExprId;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, NormKind, Quantifier};
use crate::value::Text;

/// Statements that come to nothing. Where a comparison in one is to blame, it has been
/// pointed at.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let logic = Logic::new(law.texts);
    let mut found = scopes(law, logic);
    let blamed: Vec<Span> = always_same::check(law).iter().map(|d| d.span).collect();
    let never: Vec<Span> = found.iter().map(|d| d.span).collect();
    for (_, statement) in law.statements() {
        let scope = scope(law, statement);
        if scope.is_some_and(|s| never.contains(&s.span)) {
            continue;
        }
        found.extend(of_statement(law, logic, statement, scope));
    }
    for (_, entry) in law.entries() {
        let Some(condition) = &entry.condition else { continue };
        if meaning(law, condition, true).is_some_and(|it| !logic.possible(&[it])) {
            let message = Text::new(
                "no good meets this condition: the entry never hits",
                "没有商品符合该条件：此条目永不命中",
            );
            found.push(never_fires(condition.span, message));
        }
    }
    found.retain(|d| !blamed.iter().any(|span| super::walk::within(*span, d.span)));
    found
}

/// Instruments that never apply.
fn scopes(law: &Law, logic: Logic) -> Vec<Diagnostic> {
    let scopes = law.book.instruments.iter().filter_map(|i| i.head.applies.as_ref());
    let never = scopes.filter(|scope| meaning(law, scope, true).is_some_and(|it| !logic.possible(&[it])));
    never
        .map(|scope| {
            let message = Text::new(
                "no declaration is of this kind: the instrument never applies",
                "没有申报符合该适用范围：此文件永不适用",
            );
            never_fires(scope.span, message)
        })
        .collect()
}

/// `applies when` of the instrument to which a statement belongs.
fn scope<'a>(law: &Law<'a>, statement: Statement) -> Option<&'a Expr> {
    law.book.instruments.get(statement.of?)?.head.applies.as_ref()
}

/// What an expression means, beside the value that is asked of it; nothing where it
/// changes over time.
fn meaning(law: &Law, expr: &Expr, wanted: bool) -> Option<(ExprId, bool)> {
    let id = law.meanings.get(&expr.span).filter(|_| !law.moves(expr))?;
    Some((*id, wanted))
}

fn of_statement(law: &Law, logic: Logic, statement: Statement, scope: Option<&Expr>) -> Option<Diagnostic> {
    let (main, exceptions, nothing) = trigger(law, statement)?;
    let span = main.1;
    if !logic.possible(&[main.0]) {
        return Some(never_fires(span, nothing));
    }
    if exceptions.is_empty() && hits_all(logic, statement, main.0) {
        return Some(always_fires(span));
    }
    let mut all = vec![main.0];
    all.extend(exceptions);
    if !logic.possible(&all) {
        let message = Text::new(
            "whatever this would catch, its exceptions lift: it never bites",
            "凡为其所及者均被除外：此规则永不起作用",
        );
        return Some(never_fires(span, message));
    }
    let scope = meaning(law, scope?, true)?;
    all.push(scope);
    if logic.possible(&all) {
        return None;
    }
    let id = law.book.name(statement.of?);
    let message = bilingual!(
        "this comes to nothing within the scope of {id} (`applies when`)",
        "在{id}的适用范围（`applies when`）内，此处永不起作用"
    );
    Some(never_fires(span, message))
}

/// Whether a norm is violated by whatever is declared; `forbid yes` says so itself.
fn hits_all(logic: Logic, statement: Statement, (id, violates): (ExprId, bool)) -> bool {
    let NormKind::Demand { condition, .. } = &statement.norm.kind else { return false };
    !matches!(condition.kind, ExprKind::Literal(_)) && !logic.possible(&[(id, !violates)])
}

/// What has to be so for a statement to have an effect: the condition and its place,
/// what its exceptions must be, and what to say where the condition alone cannot be.
type Trigger = (((ExprId, bool), Span), Vec<(ExprId, bool)>, Text);

fn trigger(law: &Law, statement: Statement) -> Option<Trigger> {
    let plain = |expr: &Expr, message: Text| {
        let (body, wanted) = match quantified(expr) {
            Some((Quantifier::Each, body)) => (body, true),
            Some((Quantifier::No, body)) => (body, false),
            _ => (expr, true),
        };
        Some(((meaning(law, body, wanted)?, expr.span), Vec::new(), message))
    };
    match &statement.norm.kind {
        NormKind::Demand { forbid, condition, exceptions, .. } => {
            let (body, violates) = match (quantified(condition), *forbid) {
                (Some((Quantifier::Any, body)), true) | (Some((Quantifier::No, body)), false) => (body, true),
                (Some((Quantifier::Each, body)), false) => (body, false),
                (_, forbid) => (condition, forbid),
            };
            let message =
                Text::new("nothing that can be declared violates this", "任何申报均不可能违反此规则");
            let exceptions = exceptions.iter().map(|e| meaning(law, e, false)).collect::<Option<Vec<_>>>()?;
            Some(((meaning(law, body, violates)?, condition.span), exceptions, message))
        }
        NormKind::Permit { condition, .. } => {
            plain(condition, Text::new("the answer is never yes", "答案永不为“可以”"))
        }
        NormKind::Note { when, .. } => {
            plain(when.as_ref()?, Text::new("this note is never shown", "此提示永不显示"))
        }
        NormKind::NoteEach(condition) => {
            plain(condition, Text::new("this note is never shown", "此提示永不显示"))
        }
    }
}

fn always_fires(span: Span) -> Diagnostic {
    let message = Text::new("whatever is declared violates this", "任何申报均违反此规则");
    Diagnostic::error(Code::AlwaysSame, span, message).warning().help(Text::new(
        "see which part contradicts another; a norm that nothing meets is written `forbid yes`",
        "请核对相互矛盾的部分；确实一概不许的，请写 `forbid yes`",
    ))
}

fn never_fires(span: Span, message: Text) -> Diagnostic {
    Diagnostic::error(Code::NeverFires, span, message).warning().help(Text::new(
        "see which part contradicts another, what a fact can be (`mp1039 facts`), or whether a list is empty",
        "请核对相互矛盾的部分、数据项的可能取值（`mp1039 facts`），或名录是否为空",
    ))
}
