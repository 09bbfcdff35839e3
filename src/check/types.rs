//! Which types go together.

use super::{Checker, errors};
use crate::hir::{Expr, ExprId, Type};
use crate::source::Span;
use crate::syntax::ast::{ArithOp, CompareOp};
use crate::value::{HsCode, Text, Value};

/// What a person calls a type.
pub fn name(ty: Type) -> Text {
    match ty {
        Type::Bool => Text::new("yes or no", "是或否"),
        Type::Text => Text::new("a text", "文本"),
        Type::Date => Text::new("a day", "日期"),
        Type::Number => Text::new("a number", "数"),
        Type::Percent => Text::new("a percentage", "百分比"),
        Type::Code => Text::new("a tariff code", "商品编码"),
        Type::Money(Some(currency)) => Text::new(format!("money in {currency}"), format!("{currency}金额")),
        Type::Money(None) => Text::new("money in the currency of its line", "以各项币制计的金额"),
        Type::Quantity(dimension) => {
            let what = format!("{dimension:?}").to_lowercase();
            Text::new(format!("a quantity of {what}"), format!("数量（{what}）"))
        }
        Type::Opaque => Text::new("a list or record that rules do not look into", "规则不涉及的列表或记录"),
    }
}

/// Whether values of the type have an order.
fn ordered(ty: Type) -> bool {
    matches!(ty, Type::Date | Type::Number | Type::Percent | Type::Money(_) | Type::Quantity(_))
}

impl Checker<'_> {
    /// The type of an expression.
    pub fn ty(&self, id: ExprId) -> Type {
        self.exprs.ty(id)
    }

    /// A bare number beside a code is read as a code.
    pub fn as_code(&mut self, id: ExprId, other: ExprId) -> ExprId {
        if self.ty(other) != Type::Code || self.ty(id) != Type::Number {
            return id;
        }
        match self.exprs.get(id) {
            Some(Expr::Literal(Value::Number(n))) => match HsCode::parse(&n.to_plain()) {
                Some(code) => self.exprs.intern(Expr::Literal(Value::Code(code)), Type::Code),
                None => id,
            },
            _ => id,
        }
    }

    /// Whether two values can be compared; says why not.
    pub fn comparable(&mut self, op: CompareOp, a: (ExprId, Span), b: (ExprId, Span)) -> bool {
        let (left, right) = (self.ty(a.0), self.ty(b.0));
        if left == right && left != Type::Money(None) && left != Type::Opaque {
            if !ordered(left) && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                self.report(errors::no_order(a.1.to(b.1), left));
                return false;
            }
            return true;
        }
        self.mismatch((left, a.1), (right, b.1));
        false
    }

    /// Reports two types that do not go together.
    pub fn mismatch(&mut self, a: (Type, Span), b: (Type, Span)) {
        let problem = match (a.0, b.0) {
            (Type::Money(_), Type::Money(_)) => {
                errors::currencies(a, b, self.names.rates.keys().next().copied())
            }
            (Type::Quantity(_), Type::Quantity(_)) => errors::units(a, b),
            _ => errors::types(a, b),
        };
        self.report(problem);
    }

    /// The type of arithmetic; says what is wrong.
    pub fn arith_type(&mut self, op: ArithOp, a: (ExprId, Span), b: (ExprId, Span)) -> Option<Type> {
        let (left, right) = (self.ty(a.0), self.ty(b.0));
        let countable = |t: Type| ordered(t) && t != Type::Date;
        match (op, left, right) {
            (_, Type::Money(None), Type::Money(_)) | (_, Type::Money(_), Type::Money(None)) => {}
            (ArithOp::Add | ArithOp::Sub, l, r) if l == r && countable(l) => return Some(l),
            (ArithOp::Mul, Type::Number, t) | (ArithOp::Mul | ArithOp::Div, t, Type::Number)
                if countable(t) =>
            {
                return Some(t);
            }
            (ArithOp::Div, l, r) if l == r && countable(l) => return Some(Type::Number),
            _ => {}
        }
        self.mismatch((left, a.1), (right, b.1));
        None
    }
}
