//! Expressions: names resolved, types inferred, short forms written out.

use super::scope::Scope;
use super::{Checker, errors};
use crate::builtins;
use crate::hir::{Expr, ExprId, FactDef, FactId, Place, Type};
use crate::source::Span;
use crate::syntax::ast::{self, CompareOp, ExprKind, Ident, Path, Quantifier};
use crate::value::{Currency, Value};

/// Parts of one expression at most, with every `let` written out.
const MOST: usize = 2_000;

/// What an expression may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Env {
    /// A line of goods is at hand.
    pub line: bool,
    /// A bare name may be an attribute of the line.
    pub attributes: bool,
}

impl Env {
    /// The head of a declaration.
    pub fn head() -> Env {
        Env { line: false, attributes: false }
    }

    /// One line of goods, and the head.
    pub fn line() -> Env {
        Env { line: true, attributes: false }
    }

    /// One line of goods as an entry of a list sees it: `purity` is
    /// `good.attributes.purity`.
    pub fn entry() -> Env {
        Env { line: true, attributes: true }
    }
}

impl Checker<'_> {
    /// The typed expression; nothing when it is wrong, which has been reported.
    pub fn infer(&mut self, expr: &ast::Expr, env: Env) -> Option<ExprId> {
        let id = self.inferred(expr, env)?;
        self.meanings.insert(expr.span, id);
        Some(id)
    }

    fn inferred(&mut self, expr: &ast::Expr, env: Env) -> Option<ExprId> {
        match &expr.kind {
            ExprKind::Literal(value) => Some(self.literal(value)),
            ExprKind::Path(path) => self.path(path, expr, env),
            ExprKind::Not(e) => {
                let e = self.condition(e, env)?;
                Some(self.not(e))
            }
            ExprKind::And(parts) => self.joined(parts, env, Expr::And),
            ExprKind::Or(parts) => self.joined(parts, env, Expr::Or),
            ExprKind::Compare(op, a, b) => self.comparison(*op, a, b, env),
            ExprKind::Arith(op, a, b) => {
                let (left, right) = (self.infer(a, env), self.infer(b, env));
                let (left, right) = (left?, right?);
                let ty = self.arith_type(*op, (left, a.span), (right, b.span))?;
                Some(self.exprs.intern(Expr::Arith(*op, left, right), ty))
            }
            ExprKind::Between(x, a, b) => {
                let low = self.comparison(CompareOp::Le, a, x, env);
                let high = self.comparison(CompareOp::Le, x, b, env);
                Some(self.bool(Expr::And(vec![low?, high?])))
            }
            ExprKind::OneOf { subject, list, negated } => {
                let any: Vec<_> =
                    list.iter().map(|item| self.comparison(CompareOp::Eq, subject, item, env)).collect();
                let any: Vec<ExprId> = any.into_iter().collect::<Option<_>>()?;
                let any = self.bool(Expr::Or(any));
                Some(if *negated { self.not(any) } else { any })
            }
            ExprKind::Contains(text, part) => {
                let id = self.expect(text, Type::Text, env)?;
                Some(self.bool(Expr::Contains(id, part.text.clone())))
            }
            ExprKind::StartsWith(subject, prefix) => self.starts_with(subject, prefix, env),
            ExprKind::Convert(amount, to, rates) => self.convert(amount, *to, rates, env),
            ExprKind::Quantified(quantifier, span, body) => {
                self.one_level(*span, env)?;
                let body = self.condition(body, Env::line())?;
                Some(self.quantified(*quantifier, body))
            }
            ExprKind::Sum(body, filter) => self.sum(expr, body, filter.as_deref(), env),
            ExprKind::Count(filter) => {
                self.one_level(expr.span, env)?;
                let filter = match filter {
                    Some(filter) => Some(self.condition(filter, Env::line())?),
                    None => None,
                };
                Some(self.exprs.intern(Expr::Count(filter), Type::Number))
            }
            ExprKind::Kinds => {
                self.one_level(expr.span, env)?;
                Some(self.exprs.intern(Expr::Kinds, Type::Number))
            }
            ExprKind::Call(function, argument) => self.call(function, argument, env),
            _ => self.predicate(expr, env),
        }
    }

    /// The forms that ask about markets, papers and lists.
    fn predicate(&mut self, expr: &ast::Expr, env: Env) -> Option<ExprId> {
        let (id, negated) = match &expr.kind {
            ExprKind::IsValid(record, negated) => (self.is_valid(record)?, *negated),
            ExprKind::IsStated(path, negated) => (self.is_stated(path, env)?, *negated),
            ExprKind::IsOpen { market, list, since, negated } => {
                let market = self.expect(market, Type::Text, env);
                let list = self.market_list(list);
                let since = match since.as_ref().map(|path| self.head_fact(path, Type::Date)) {
                    Some(known) => Some(known?),
                    None => None,
                };
                (self.bool(Expr::IsOpen(market?, list?, since)), *negated)
            }
            ExprKind::IsOffice { office, market, list, stated, negated } => {
                let (office, market) =
                    (self.expect(office, Type::Text, env), self.expect(market, Type::Text, env));
                let list = self.market_list(list);
                let stated = match stated.as_ref().map(|path| self.head_fact(path, Type::Text)) {
                    Some(known) => Some(known?),
                    None => None,
                };
                (self.bool(Expr::IsOffice(office?, market?, list?, stated)), *negated)
            }
            ExprKind::InCatalog { catalogs, all, negated } => {
                let ids: Vec<_> = catalogs.iter().map(|name| self.catalog(name)).collect();
                if !env.line {
                    self.report(errors::outside_line(expr.span));
                    return None;
                }
                let parts: Vec<ExprId> = ids.into_iter().collect::<Option<_>>()?;
                let join = if *all { Expr::And } else { Expr::Or };
                (self.join(parts, join), *negated)
            }
            ExprKind::HasDocument(letter, number) => {
                if !env.line {
                    self.report(errors::outside_line(expr.span));
                    return None;
                }
                let letter = letter.text.clone();
                let has = if *number { Expr::HasNumber(letter) } else { Expr::HasDocument(letter) };
                (self.bool(has), false)
            }
            _ => return None,
        };
        Some(if negated { self.not(id) } else { id })
    }

    /// An expression that must be a yes or no.
    pub fn condition(&mut self, expr: &ast::Expr, env: Env) -> Option<ExprId> {
        let id = self.expect(expr, Type::Bool, env)?;
        self.not_too_large(id, expr.span).then_some(id)
    }

    /// Whether an expression is small enough to be worked with, written out.
    pub fn not_too_large(&mut self, id: ExprId, span: Span) -> bool {
        let fits = self.exprs.size(id) <= MOST;
        if !fits {
            self.report(errors::too_large(span, MOST));
        }
        fits
    }

    /// An expression of a type.
    fn expect(&mut self, expr: &ast::Expr, wanted: Type, env: Env) -> Option<ExprId> {
        let id = self.infer(expr, env)?;
        let is = self.ty(id);
        if is == wanted {
            return Some(id);
        }
        self.report(errors::wrong_type(expr.span, is, wanted));
        None
    }

    pub fn bool(&mut self, expr: Expr) -> ExprId {
        self.exprs.intern(expr, Type::Bool)
    }

    pub fn not(&mut self, id: ExprId) -> ExprId {
        match self.exprs.get(id) {
            Some(Expr::Not(inner)) => *inner,
            _ => self.bool(Expr::Not(id)),
        }
    }

    fn join(&mut self, parts: Vec<ExprId>, join: fn(Vec<ExprId>) -> Expr) -> ExprId {
        match parts.as_slice() {
            [one] => *one,
            _ => self.bool(join(parts)),
        }
    }

    fn joined(&mut self, parts: &[ast::Expr], env: Env, join: fn(Vec<ExprId>) -> Expr) -> Option<ExprId> {
        let parts: Vec<_> = parts.iter().map(|p| self.condition(p, env)).collect();
        let parts: Vec<ExprId> = parts.into_iter().collect::<Option<_>>()?;
        Some(self.join(parts, join))
    }

    /// `any`, `each` or `no` over lines, from "at least one".
    pub fn quantified(&mut self, quantifier: Quantifier, body: ExprId) -> ExprId {
        let body = if quantifier == Quantifier::Each { self.not(body) } else { body };
        let any = self.bool(Expr::AnyLine(body));
        if quantifier == Quantifier::Any { any } else { self.not(any) }
    }

    fn literal(&mut self, value: &Value) -> ExprId {
        let ty = match value {
            Value::Bool(_) => Type::Bool,
            Value::Number(_) => Type::Number,
            Value::Percent(_) => Type::Percent,
            Value::Money(m) => Type::Money(Some(m.currency)),
            Value::Quantity(q) => Type::Quantity(q.unit.dimension),
            Value::Date(_) => Type::Date,
            Value::Code(_) => Type::Code,
            Value::Text(_) => Type::Text,
        };
        self.exprs.intern(Expr::Literal(value.clone()), ty)
    }

    fn path(&mut self, path: &Path, expr: &ast::Expr, env: Env) -> Option<ExprId> {
        let name = path.dotted();
        if let Some(key) = self.find_let(&name, path.span) {
            return self.resolve_let(key, Some(expr));
        }
        let attribute = || self.schema.find(&format!("good.attributes.{name}")).filter(|_| env.attributes);
        match self.schema.find(&name).or_else(attribute) {
            Some(fact) => self.fact(fact, path.span, env),
            None if name == "day" => Some(self.exprs.intern(Expr::Day, Type::Date)),
            None => {
                self.unknown_name(path, &name, env);
                None
            }
        }
    }

    /// A fact that a declaration states or does not.
    fn is_stated(&mut self, path: &Path, env: Env) -> Option<ExprId> {
        let name = path.dotted();
        let Some(fact) = self.schema.find(&name) else {
            self.unknown_name(path, &name, env);
            return None;
        };
        self.fact(fact, path.span, env)?;
        Some(self.bool(Expr::IsStated(fact)))
    }

    /// A fact of the head, of a type.
    fn head_fact(&mut self, path: &Path, ty: Type) -> Option<FactId> {
        let name = path.dotted();
        let fits = |d: &&FactDef| d.place == Place::Head && d.ty == ty;
        let found = self.schema.find(&name).filter(|id| self.schema.get(*id).filter(fits).is_some());
        if found.is_none() {
            let known: Vec<&str> = self.schema.facts.iter().filter(fits).map(|f| f.path.as_str()).collect();
            let problem =
                errors::unknown_name(path.span, &name, known.into_iter().chain(self.chinese()), &[]);
            self.report(problem);
        }
        found
    }

    fn fact(&mut self, fact: FactId, span: Span, env: Env) -> Option<ExprId> {
        let def = self.schema.get(fact)?;
        let (place, ty) = (def.place, def.ty);
        match place {
            Place::Line if !env.line => self.report(errors::outside_line(span)),
            Place::Document | Place::Container => {
                self.report(errors::wrong_type(span, Type::Opaque, Type::Text))
            }
            _ if ty == Type::Opaque => self.report(errors::wrong_type(span, ty, Type::Text)),
            _ => return Some(self.exprs.intern(Expr::Fact(fact), ty)),
        }
        None
    }

    fn unknown_name(&mut self, path: &Path, name: &str, env: Env) {
        let known = || {
            let facts = self.schema.facts.iter().map(|f| f.path.as_str());
            let short = facts.clone().filter_map(|f| f.strip_prefix("good.attributes."));
            let facts = facts.chain(short.filter(|_| env.attributes));
            let lets = self.names.lets.keys().map(|(name, _)| *name);
            facts.chain(lets).chain(["yes", "no"]).chain(self.chinese()).collect::<Vec<_>>()
        };
        let known = known();
        let parts = name.split('-').map(str::trim).collect::<Vec<_>>();
        let minus = parts.len() > 1 && parts.iter().all(|p| known.contains(p));
        let problem = match minus {
            true => errors::maybe_minus(path.span, name, &parts.join(" - ")),
            false if env.attributes && path.segments.len() == 1 => {
                errors::unknown_attribute(path.span, name, known.iter().copied())
            }
            false => {
                let inside = known.iter().filter(|k| k.starts_with(&format!("{name}."))).take(4);
                let inside: Vec<&str> = inside.copied().collect();
                errors::unknown_name(path.span, name, known.iter().copied(), &inside)
            }
        };
        self.report(problem);
    }

    fn comparison(&mut self, op: CompareOp, a: &ast::Expr, b: &ast::Expr, env: Env) -> Option<ExprId> {
        let (left, right) = (self.infer(a, env), self.infer(b, env));
        let (left, right) = (left?, right?);
        let (left, right) = (self.as_code(left, right), self.as_code(right, left));
        if !self.comparable(op, (left, a.span), (right, b.span)) {
            return None;
        }
        if !self.choice(left, right, b.span) || !self.choice(right, left, a.span) {
            return None;
        }
        Some(self.short_code(op, left, right).unwrap_or_else(|| self.bool(Expr::Compare(op, left, right))))
    }

    /// `good.hs_code = 9503` means every code of the heading.
    fn short_code(&mut self, op: CompareOp, code: ExprId, literal: ExprId) -> Option<ExprId> {
        let prefix = match self.exprs.get(literal)? {
            Expr::Literal(Value::Code(prefix)) if prefix.len() < 10 => *prefix,
            _ => return None,
        };
        let starts = self.bool(Expr::CodeStarts(code, prefix));
        Some(if op == CompareOp::Ne { self.not(starts) } else { starts })
    }

    /// A text beside a fact with choices is one of them.
    fn choice(&mut self, fact: ExprId, literal: ExprId, span: Span) -> bool {
        let (Some(Expr::Fact(fact)), Some(Expr::Literal(Value::Text(text)))) =
            (self.exprs.get(fact), self.exprs.get(literal))
        else {
            return true;
        };
        let Some(def) = self.schema.get(*fact) else { return true };
        if def.choices.is_empty() || def.choices.contains(text) {
            return true;
        }
        let problem = errors::no_such_choice(span, text, &def.path, &def.choices);
        self.report(problem);
        false
    }

    fn starts_with(&mut self, subject: &ast::Expr, prefix: &ast::Expr, env: Env) -> Option<ExprId> {
        let (subject_id, prefix_id) = (self.infer(subject, env), self.infer(prefix, env));
        let (subject_id, prefix_id) = (subject_id?, prefix_id?);
        let prefix_id = self.as_code(prefix_id, subject_id);
        let test = match (self.ty(subject_id), self.exprs.get(prefix_id)) {
            (Type::Text, Some(Expr::Literal(Value::Text(text)))) => {
                Expr::TextStarts(subject_id, text.clone())
            }
            (Type::Code, Some(Expr::Literal(Value::Code(code)))) => Expr::CodeStarts(subject_id, *code),
            (ty, _) => {
                let is = self.ty(prefix_id);
                self.mismatch((ty, subject.span), (is, prefix.span));
                return None;
            }
        };
        Some(self.bool(test))
    }

    /// `valid_from <= day and day <= valid_until`.
    fn is_valid(&mut self, record: &Path) -> Option<ExprId> {
        let name = record.dotted();
        let ends = ["valid_from", "valid_until"].map(|end| self.schema.find(&format!("{name}.{end}")));
        let [Some(from), Some(until)] = ends else {
            let records: Vec<&str> =
                self.schema.facts.iter().filter_map(|f| f.path.strip_suffix(".valid_until")).collect();
            let problem =
                errors::unknown_name(record.span, &name, records.into_iter().chain(self.chinese()), &[]);
            self.report(problem);
            return None;
        };
        let day = self.exprs.intern(Expr::Day, Type::Date);
        let from = self.exprs.intern(Expr::Fact(from), Type::Date);
        let until = self.exprs.intern(Expr::Fact(until), Type::Date);
        let begun = self.bool(Expr::Compare(CompareOp::Le, from, day));
        let lasts = self.bool(Expr::Compare(CompareOp::Le, day, until));
        Some(self.bool(Expr::And(vec![begun, lasts])))
    }

    fn convert(
        &mut self,
        amount: &ast::Expr,
        to: (Currency, Span),
        rates: &Ident,
        env: Env,
    ) -> Option<ExprId> {
        let id = self.infer(amount, env);
        let table = Scope::position(&self.names.rates, &rates.name);
        if table.is_none() {
            let problem = errors::unknown_name(
                rates.span,
                &rates.name,
                self.names.rates.keys().copied().chain(self.chinese()),
                &[],
            );
            self.report(problem);
        }
        let (id, table) = (id?, table?);
        let is = self.ty(id);
        if !matches!(is, Type::Money(_)) {
            self.report(errors::wrong_type(amount.span, is, Type::Money(Some(to.0))));
            return None;
        }
        Some(self.exprs.intern(Expr::Convert(id, to.0, table), Type::Money(Some(to.0))))
    }

    fn sum(
        &mut self,
        expr: &ast::Expr,
        body: &ast::Expr,
        filter: Option<&ast::Expr>,
        env: Env,
    ) -> Option<ExprId> {
        self.one_level(expr.span, env)?;
        let id = self.infer(body, Env::line());
        let filter = match filter {
            Some(filter) => Some(self.condition(filter, Env::line())?),
            None => None,
        };
        let id = id?;
        let ty = self.ty(id);
        match ty {
            Type::Number | Type::Money(Some(_)) | Type::Quantity(_) => {
                Some(self.exprs.intern(Expr::Sum(id, filter), ty))
            }
            Type::Money(None) => {
                let rates = self.names.rates.keys().next().copied();
                self.report(errors::sum_of_currencies(body.span, rates));
                None
            }
            _ => {
                self.report(errors::wrong_type(body.span, ty, Type::Number));
                None
            }
        }
    }

    fn call(&mut self, function: &Ident, argument: &ast::Expr, env: Env) -> Option<ExprId> {
        let builtin = builtins::find(&function.name);
        if builtin.is_none() {
            let known = builtins::BUILTINS.iter().map(|b| b.name);
            self.report(errors::unknown_function(function.span, &function.name, known));
        }
        let id = self.infer(argument, env);
        let (builtin, id) = (builtin?, id?);
        let is = self.ty(id);
        if is != builtin.param {
            self.report(errors::wrong_type(argument.span, is, builtin.param));
            return None;
        }
        Some(self.exprs.intern(Expr::Call(builtin.name, id), builtin.result))
    }

    /// Quantifiers and sums do not stand inside each other.
    fn one_level(&mut self, span: Span, env: Env) -> Option<()> {
        if env.line {
            self.report(errors::nested(span));
            return None;
        }
        Some(())
    }

    fn catalog(&mut self, name: &Ident) -> Option<ExprId> {
        match Scope::position(&self.names.catalogs, &name.name) {
            Some(id) => Some(self.bool(Expr::InCatalog(id))),
            None => {
                let problem = errors::unknown_name(
                    name.span,
                    &name.name,
                    self.names.catalogs.keys().copied().chain(self.chinese()),
                    &[],
                );
                self.report(problem);
                None
            }
        }
    }

    fn market_list(&mut self, name: &Ident) -> Option<usize> {
        let position = Scope::position(&self.names.markets, &name.name);
        if position.is_none() {
            let problem = errors::unknown_name(
                name.span,
                &name.name,
                self.names.markets.keys().copied().chain(self.chinese()),
                &[],
            );
            self.report(problem);
        }
        position
    }
}
