//! Expressions → abstract values. Kleene's logic for and, or, not; interval
//! arithmetic for numbers (manual: "Expressions").

use super::abs::{Abs, Open, Opens, Words};
use super::context::{Context, Key};
use super::place::Proof;
use crate::builtins;
use crate::hir::{Expr, ExprId, FactDef, FactId, Place, Type};
use crate::input::{CauseKind, Fact};
use crate::syntax::ast::{ArithOp, CompareOp};
use crate::value::text::says_nothing;
use crate::value::{Currency, End, Interval, Number, Truth, Value};

impl Context<'_> {
    /// The abstract value of an expression, with what keeps it open.
    pub fn eval(&self, id: ExprId) -> (Abs, Opens) {
        let key = (id, self.line, self.stale);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let value = self.evaluate(id);
        self.known.borrow_mut().insert(key, value.clone());
        value
    }

    fn evaluate(&self, id: ExprId) -> (Abs, Opens) {
        let Some(expr) = self.edition.exprs.get(id) else {
            return (Abs::Truth(Truth::Unknown), Opens::new());
        };
        let (abs, open) = match expr {
            Expr::Literal(value) => (Abs::known(value), Opens::new()),
            Expr::Fact(fact) => {
                let (abs, open) = self.fact(*fact);
                if abs == Abs::Truth(Truth::Unknown) {
                    self.note(Key::Term(id, self.line_of(id)), &open, |theory| theory.yes_no = true);
                }
                (abs, open)
            }
            Expr::Day => self.law_day(),
            Expr::Arith(op, a, b) => self.arith(*op, *a, *b),
            Expr::Convert(amount, to, rates) => self.convert(*amount, *to, *rates),
            Expr::Sum(body, filter) => self.sum(id, *body, *filter),
            Expr::Count(filter) => self.count(*filter),
            Expr::Kinds => self.kinds(),
            Expr::Call(name, argument) => self.call(name, *argument, id),
            _ => {
                let (truth, open) = self.yes_no(id, expr);
                (Abs::Truth(truth), if truth == Truth::Unknown { open } else { Opens::new() })
            }
        };
        match self.assume.get(&Key::Term(id, self.line_of(id))) {
            Some(assumed) => (narrow(abs, assumed), open),
            None => (abs, open),
        }
    }

    /// The line that the value of an expression depends on.
    pub fn line_of(&self, id: ExprId) -> Option<usize> {
        let on_line = match self.edition.exprs.get(id)? {
            Expr::Fact(fact) | Expr::IsStated(fact) => {
                self.edition.schema.get(*fact).is_some_and(|d| d.place == Place::Line)
            }
            Expr::Sum(..) | Expr::Count(_) | Expr::Kinds | Expr::AnyLine(_) => false,
            _ => true,
        };
        if on_line { self.line } else { None }
    }

    fn yes_no(&self, id: ExprId, expr: &Expr) -> (Truth, Opens) {
        match expr {
            Expr::Not(e) => {
                let (truth, open) = self.truth(*e);
                (!truth, open)
            }
            Expr::And(parts) => self.all(parts.iter().map(|p| self.truth(*p))),
            Expr::Or(parts) => {
                let (truth, open) = self.all(parts.iter().map(|p| {
                    let (truth, open) = self.truth(*p);
                    (!truth, open)
                }));
                (!truth, open)
            }
            Expr::Compare(op, a, b) => self.compare(*op, *a, *b),
            Expr::Contains(text, part) => self.text_test(id, *text, |t| t.contains(part)),
            Expr::TextStarts(text, part) => self.text_test(id, *text, |t| t.starts_with(part)),
            Expr::CodeStarts(code, prefix) => self.code_starts(*code, *prefix),
            Expr::InCatalog(catalog) => self.in_catalog(*catalog),
            Expr::HasDocument(letter) => self.either(id, self.has_document(letter, Proof::Valid)),
            Expr::HasNumber(letter) => self.either(id, self.has_document(letter, Proof::Number)),
            Expr::IsStated(fact) => self.either(id, self.is_stated(*fact)),
            Expr::IsOpen(market, list, since) => self.is_open(*market, *list, *since),
            Expr::IsOffice(office, market, list, stated) => {
                self.is_office(*office, *market, (*list, *stated))
            }
            Expr::AnyLine(body) => self.any_line(*body),
            _ => (Truth::Unknown, Opens::new()),
        }
    }

    /// All of several; what is open in those that are not decided.
    pub fn all(&self, parts: impl Iterator<Item = (Truth, Opens)>) -> (Truth, Opens) {
        let mut result = (Truth::True, Opens::new());
        for (truth, open) in parts {
            result.0 = result.0.and(truth);
            if truth == Truth::Unknown {
                result.1.extend(open);
            }
        }
        if result.0 != Truth::Unknown {
            result.1.clear();
        }
        result
    }

    /// A yes or no; where it is open, both are tried.
    fn either(&self, id: ExprId, (truth, open): (Truth, Opens)) -> (Truth, Opens) {
        if truth == Truth::Unknown {
            self.note(Key::Term(id, self.line_of(id)), &open, |theory| theory.yes_no = true);
        }
        (truth, open)
    }

    /// Whether the declaration states a fact: what is not there is known not to be
    /// stated, what cannot be read may be.
    fn is_stated(&self, id: FactId) -> (Truth, Opens) {
        let place = self.edition.schema.get(id).map(|d| d.place);
        let line = if place == Some(Place::Line) { self.line } else { None };
        let facts = match line {
            Some(l) => self.goods_line(l).map(|l| &l.facts),
            None => Some(&self.declaration.head),
        };
        match facts.and_then(|f| f.0.get(id)) {
            Some(Fact::Known(Value::Text(text))) if says_nothing(text) => (Truth::False, Opens::new()),
            Some(Fact::Known(_)) => (Truth::True, Opens::new()),
            Some(Fact::Unknown(cause)) if cause.kind != CauseKind::Absent => {
                Context::unknown(Open::Fact { fact: id, line })
            }
            _ => (Truth::False, Opens::new()),
        }
    }

    fn law_day(&self) -> (Abs, Opens) {
        match self.day {
            Some(day) => (Abs::Day(Interval::point(day)), Opens::new()),
            None => (Abs::Day(Interval::any()), Opens::from([Open::Day])),
        }
    }

    fn fact(&self, id: FactId) -> (Abs, Opens) {
        let Some(def) = self.edition.schema.get(id) else {
            return (Abs::Truth(Truth::Unknown), Opens::new());
        };
        let line = if def.place == Place::Line { self.line } else { None };
        if Some(id) == self.code_fact {
            let code = line.and_then(|l| self.code(l));
            let open =
                if code.is_some() { Opens::new() } else { Opens::from([Open::Fact { fact: id, line }]) };
            return (Abs::Code(code), open);
        }
        let facts = match line {
            Some(l) => self.goods_line(l).map(|l| &l.facts),
            None => Some(&self.declaration.head),
        };
        let value = match facts.and_then(|f| f.0.get(id)) {
            Some(Fact::Known(value)) => Some(value),
            _ => None,
        };
        let mut open = Opens::new();
        if value.is_none() {
            open.insert(Open::Fact { fact: id, line });
        }
        match def.ty {
            Type::Money(fixed) => {
                let currency = fixed.or_else(|| self.currency(def, &mut open));
                (Abs::Money(amount(def, value), currency), open)
            }
            _ => (value.map_or_else(|| unknown_of(def), Abs::known), open),
        }
    }

    /// The currency of a money fact that another fact states.
    fn currency(&self, def: &FactDef, open: &mut Opens) -> Option<Currency> {
        let (abs, more) = self.fact(def.currency?);
        open.extend(more);
        match abs {
            Abs::Words(Words::Known(code)) => {
                let currency = Currency::parse(&code);
                if currency.is_none() {
                    open.insert(Open::Fact { fact: def.currency?, line: self.line });
                }
                currency
            }
            _ => None,
        }
    }

    fn compare(&self, op: CompareOp, a: ExprId, b: ExprId) -> (Truth, Opens) {
        let ((left, mut open), (right, more)) = (self.eval(a), self.eval(b));
        open.extend(more);
        let truth = compare(op, &left, &right);
        if truth == Truth::Unknown {
            self.note_threshold(a, &left, &right, &open);
            self.note_threshold(b, &right, &left, &open);
        } else {
            self.note_change(op, a, b, &left, &right);
        }
        (truth, open)
    }

    /// Notes that an open term was compared with a known value.
    fn note_threshold(&self, term: ExprId, value: &Abs, other: &Abs, open: &Opens) {
        if value.is_known() {
            return;
        }
        let key = match (self.edition.exprs.get(term), self.line) {
            (Some(Expr::Fact(f)), Some(line)) if Some(*f) == self.code_fact => Key::Code(line),
            _ => Key::Term(term, self.line_of(term)),
        };
        self.note(key, open, |theory| match (value, other) {
            (Abs::Range(r) | Abs::Money(r, _), Abs::Range(o) | Abs::Money(o, _)) => {
                theory.range = Some(r.clone());
                for end in [&o.low, &o.high] {
                    theory.numbers.extend(end.value().cloned());
                }
            }
            (Abs::Day(d), Abs::Day(o)) => {
                theory.days = Some(d.clone());
                theory.dates.extend(o.known());
            }
            (Abs::Words(_), Abs::Words(Words::Known(text))) => {
                theory.texts.insert(text.clone());
            }
            (Abs::Truth(_), _) => theory.yes_no = true,
            (Abs::Code(_), _) => theory.code = true,
            _ => {}
        });
    }

    /// Notes the last day before a comparison with the day of the law turns.
    fn note_change(&self, op: CompareOp, a: ExprId, b: ExprId, left: &Abs, right: &Abs) {
        let exprs = &self.edition.exprs;
        let day_left = matches!(exprs.get(a), Some(Expr::Day));
        let day_right = matches!(exprs.get(b), Some(Expr::Day));
        let (Some(day), Abs::Day(l), Abs::Day(r)) = (self.day, left, right) else { return };
        let (other, op) = match (day_left, day_right) {
            (true, false) => (r.known(), op),
            (false, true) => (l.known(), op.turned()),
            _ => return,
        };
        let Some(other) = other else { return };
        let turn = if op.turns_on_eve() { other.previous() } else { *other };
        if turn >= day {
            self.seen.borrow_mut().changes.insert(turn);
        }
    }

    fn text_test(&self, id: ExprId, text: ExprId, test: impl Fn(&str) -> bool) -> (Truth, Opens) {
        match self.eval(text) {
            (Abs::Words(Words::Known(t)), _) => (Truth::from(test(&t)), Opens::new()),
            (_, open) => {
                self.note(Key::Term(id, self.line), &open, |theory| theory.yes_no = true);
                (Truth::Unknown, open)
            }
        }
    }

    fn code_starts(&self, code: ExprId, prefix: crate::value::HsCode) -> (Truth, Opens) {
        match self.eval(code) {
            (Abs::Code(Some(code)), _) if code.len() >= prefix.len() => {
                (prefix.covers(code).into(), Opens::new())
            }
            (Abs::Code(Some(code)), _) if !code.covers(prefix) => (Truth::False, Opens::new()),
            (_, open) => {
                if let Some(line) = self.line {
                    self.note(Key::Code(line), &open, |theory| theory.code = true);
                }
                (Truth::Unknown, open)
            }
        }
    }

    fn call(&self, name: &str, argument: ExprId, id: ExprId) -> (Abs, Opens) {
        let (abs, open) = self.eval(argument);
        let value = match abs {
            Abs::Code(Some(code)) => Some(Value::Code(code)),
            Abs::Words(Words::Known(text)) => Some(Value::Text(text)),
            Abs::Day(day) => day.known().map(|d| Value::Date(*d)),
            Abs::Range(range) => range.known().map(|n| Value::Number(n.clone())),
            _ => None,
        };
        let result = value.and_then(|v| builtins::find(name).and_then(|b| (b.apply)(&v)));
        match result {
            Some(value) => (Abs::known(&value), Opens::new()),
            None => (unknown_type(self.edition.exprs.ty(id)), open),
        }
    }

    fn arith(&self, op: ArithOp, a: ExprId, b: ExprId) -> (Abs, Opens) {
        let ((left, mut open), (right, more)) = (self.eval(a), self.eval(b));
        open.extend(more);
        let ((l, lc), (r, rc)) = match (amount_of(left), amount_of(right)) {
            (Some(l), Some(r)) => (l, r),
            _ => return (Abs::Range(Interval::any()), open),
        };
        let range = match op {
            ArithOp::Add => add(&l, &r),
            ArithOp::Sub => add(&l, &negate(&r)),
            ArithOp::Mul => multiply(&l, &r),
            ArithOp::Div => {
                if r.known().is_some_and(Number::is_zero) {
                    open.insert(Open::Division);
                }
                reciprocal(&r).map_or_else(Interval::any, |r| multiply(&l, &r))
            }
        };
        match self.edition.exprs.ty(match op {
            ArithOp::Mul if lc.is_none() => b,
            _ => a,
        }) {
            Type::Money(fixed) if !(op == ArithOp::Div && rc.is_some()) => {
                (Abs::Money(range, fixed.or(lc).or(rc)), open)
            }
            _ => (Abs::Range(range), open),
        }
    }
}

/// The amount of a money fact: its value, or what its domain allows.
fn amount(def: &FactDef, value: Option<&Value>) -> Interval<Number> {
    match (value, &def.at_least) {
        (Some(Value::Number(n)), _) => Interval::point(n.clone()),
        (Some(Value::Money(m)), _) => Interval::point(m.amount.clone()),
        (_, Some(least)) => Interval::at_least(least.clone()),
        _ => Interval::any(),
    }
}

/// What is known of a fact that is not stated: its domain.
fn unknown_of(def: &FactDef) -> Abs {
    match (def.ty, &def.at_least) {
        (Type::Number | Type::Percent | Type::Quantity(_), Some(least)) => {
            Abs::Range(Interval::at_least(least.clone()))
        }
        (ty, _) => unknown_type(ty),
    }
}

/// Nothing known of a type.
fn unknown_type(ty: Type) -> Abs {
    match ty {
        Type::Bool | Type::Opaque => Abs::Truth(Truth::Unknown),
        Type::Text => Abs::Words(Words::Unknown),
        Type::Date => Abs::Day(Interval::any()),
        Type::Number | Type::Percent | Type::Quantity(_) => Abs::Range(Interval::any()),
        Type::Money(currency) => Abs::Money(Interval::any(), currency),
        Type::Code => Abs::Code(None),
    }
}

/// An abstract value narrowed by an assumption.
fn narrow(abs: Abs, assumed: &Abs) -> Abs {
    match (abs, assumed) {
        (Abs::Range(a), Abs::Range(b)) => Abs::Range(a.intersect(b)),
        (Abs::Money(a, c), Abs::Range(b)) => Abs::Money(a.intersect(b), c),
        (Abs::Day(a), Abs::Day(b)) => Abs::Day(a.intersect(b)),
        (_, other) => other.clone(),
    }
}

/// The order or equality of two abstract values.
fn compare(op: CompareOp, left: &Abs, right: &Abs) -> Truth {
    let equal = || match (left, right) {
        (Abs::Range(a) | Abs::Money(a, _), Abs::Range(b) | Abs::Money(b, _)) => a.equal(b),
        (Abs::Day(a), Abs::Day(b)) => a.equal(b),
        (Abs::Truth(a), Abs::Truth(b)) => match (a.known(), b.known()) {
            (Some(a), Some(b)) => Truth::from(a == b),
            _ => Truth::Unknown,
        },
        (Abs::Code(Some(a)), Abs::Code(Some(b))) => same_code(*a, *b),
        (Abs::Words(Words::Known(a)), Abs::Words(Words::Known(b))) => Truth::from(a == b),
        (Abs::Words(Words::NoneOf(not)), Abs::Words(Words::Known(text)))
        | (Abs::Words(Words::Known(text)), Abs::Words(Words::NoneOf(not)))
            if not.contains(text) =>
        {
            Truth::False
        }
        _ => Truth::Unknown,
    };
    let ordered = |strict: bool, swap: bool| {
        let (a, b) = if swap { (right, left) } else { (left, right) };
        match (a, b) {
            (Abs::Range(a) | Abs::Money(a, _), Abs::Range(b) | Abs::Money(b, _)) => {
                if strict {
                    a.less(b)
                } else {
                    a.at_most(b)
                }
            }
            (Abs::Day(a), Abs::Day(b)) => {
                if strict {
                    a.less(b)
                } else {
                    a.at_most(b)
                }
            }
            _ => Truth::Unknown,
        }
    };
    match op {
        CompareOp::Eq => equal(),
        CompareOp::Ne => !equal(),
        CompareOp::Lt => ordered(true, false),
        CompareOp::Le => ordered(false, false),
        CompareOp::Gt => ordered(true, true),
        CompareOp::Ge => ordered(false, true),
    }
}

/// Codes of one length are equal or not; a shorter one may still be the same good.
fn same_code(a: crate::value::HsCode, b: crate::value::HsCode) -> Truth {
    match () {
        () if a == b => Truth::True,
        () if a.covers(b) || b.covers(a) => Truth::Unknown,
        () => Truth::False,
    }
}

fn amount_of(abs: Abs) -> Option<(Interval<Number>, Option<Currency>)> {
    match abs {
        Abs::Range(range) => Some((range, None)),
        Abs::Money(range, currency) => Some((range, currency)),
        _ => None,
    }
}

/// The sum of two intervals.
pub fn add(a: &Interval<Number>, b: &Interval<Number>) -> Interval<Number> {
    Interval { low: a.low.combine(&b.low, Number::plus), high: a.high.combine(&b.high, Number::plus) }
}

fn negate(a: &Interval<Number>) -> Interval<Number> {
    let minus = |n: &Number| Number::zero().minus(n);
    Interval { low: a.high.map(minus), high: a.low.map(minus) }
}

/// The product; exact for what is not below nought or is known, else anything.
pub fn multiply(a: &Interval<Number>, b: &Interval<Number>) -> Interval<Number> {
    let not_negative = |i: &Interval<Number>| i.low.value().is_some_and(|n| !n.is_negative());
    match (a.known(), b.known()) {
        (Some(x), Some(y)) => Interval::point(x.times(y)),
        (Some(x), _) | (_, Some(x)) if x.is_zero() => Interval::point(Number::zero()),
        _ if not_negative(a) && not_negative(b) => Interval {
            low: match (&a.low, &b.low) {
                // Nought times anything is nought, whatever the other end.
                (End::Closed(n), _) | (_, End::Closed(n)) if n.is_zero() => End::Closed(Number::zero()),
                (low, other) => low.combine(other, Number::times),
            },
            high: a.high.combine(&b.high, Number::times),
        },
        _ => Interval::any(),
    }
}

/// One divided by an interval above nought.
pub fn reciprocal(a: &Interval<Number>) -> Option<Interval<Number>> {
    let one = Number::from(1i64);
    if let Some(known) = a.known() {
        return one.divided_by(known).map(Interval::point);
    }
    let positive = a.low.value().is_some_and(|n| !n.is_negative() && !n.is_zero());
    if !positive {
        return None;
    }
    let inverse = |end: &End<Number>| match end.value().and_then(|n| one.divided_by(n)) {
        Some(n) => end.map(|_| n.clone()),
        None => End::Unbounded,
    };
    let low = match inverse(&a.high) {
        End::Unbounded => End::Open(Number::zero()),
        end => end,
    };
    Some(Interval { low, high: inverse(&a.low) })
}
