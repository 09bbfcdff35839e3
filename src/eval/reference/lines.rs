//! Over the lines of goods: sums, counts, kinds, quantifiers (manual:
//! "Quantifiers and sums"). Partly unknown lines give intervals.

use std::collections::BTreeSet;

use super::abs::{Abs, Open, Opens};
use super::context::{Context, Key};
use super::expr::add;
use crate::hir::{Expr, ExprId, Type};
use crate::value::{HsCode, Interval, Number, Truth, Value};

impl Context<'_> {
    /// The positions of the lines.
    pub fn lines(&self) -> std::ops::Range<usize> {
        0..self.declaration.goods.lines.len()
    }

    /// Whether the goods are not known.
    pub fn no_goods(&self) -> bool {
        self.declaration.goods.unknown.is_some()
    }

    /// At least one line for which `body` holds.
    pub fn any_line(&self, body: ExprId) -> (Truth, Opens) {
        if self.no_goods() {
            return Context::unknown(Open::Goods);
        }
        let (truth, open) = self.all(self.lines().map(|line| {
            let (truth, open) = self.at(line).truth(body);
            (!truth, open)
        }));
        (!truth, open)
    }

    /// The sum of `body` over the lines for which `filter` holds.
    pub fn sum(&self, id: ExprId, body: ExprId, filter: Option<ExprId>) -> (Abs, Opens) {
        let mut open = Opens::new();
        let mut total = Interval::point(Number::zero());
        if self.no_goods() {
            open.insert(Open::Goods);
            let least = self.not_negative(body);
            total = if least { Interval::at_least(Number::zero()) } else { Interval::any() };
        }
        for line in self.lines() {
            let context = self.at(line);
            let (counted, why) = filter.map_or((Truth::True, Opens::new()), |f| context.truth(f));
            if counted == Truth::False {
                continue;
            }
            let (abs, more) = context.eval(body);
            let range = match abs {
                Abs::Range(range) | Abs::Money(range, _) => range,
                _ => Interval::any(),
            };
            open.extend(more);
            open.extend(why);
            let range = if counted == Truth::True { range } else { with_zero(range) };
            total = add(&total, &range);
        }
        match self.edition.exprs.ty(id) {
            Type::Money(currency) => (Abs::Money(total, currency), open),
            _ => (Abs::Range(total), open),
        }
    }

    /// Whether an expression cannot be below nought, by the domains of its facts.
    fn not_negative(&self, id: ExprId) -> bool {
        match self.edition.exprs.get(id) {
            Some(Expr::Fact(f)) => self
                .edition
                .schema
                .get(*f)
                .and_then(|d| d.at_least.as_ref())
                .is_some_and(|least| !least.is_negative()),
            Some(Expr::Convert(amount, _, _)) => self.not_negative(*amount),
            _ => false,
        }
    }

    /// How many lines, of those for which `filter` holds.
    pub fn count(&self, filter: Option<ExprId>) -> (Abs, Opens) {
        if self.no_goods() {
            let least = if filter.is_none() { 1i64 } else { 0 };
            return (Abs::Range(Interval::at_least(Number::from(least))), Opens::from([Open::Goods]));
        }
        let (mut low, mut high, mut open) = (0usize, 0usize, Opens::new());
        for line in self.lines() {
            let (truth, why) = filter.map_or((Truth::True, Opens::new()), |f| self.at(line).truth(f));
            low += usize::from(truth == Truth::True);
            high += usize::from(truth.possible());
            open.extend(why);
        }
        (Abs::Range(Interval::between(Number::from(low), Number::from(high))), open)
    }

    /// How many kinds: lines that differ in code, name or spec.
    pub fn kinds(&self) -> (Abs, Opens) {
        if self.no_goods() {
            return (Abs::Range(Interval::at_least(Number::from(1i64))), Opens::from([Open::Goods]));
        }
        let spec = self.edition.schema.find("good.spec");
        let (mut known, mut partial) = (BTreeSet::new(), BTreeSet::new());
        let (mut unknown, mut open) = (0usize, Opens::new());
        for line in self.lines() {
            // A code that is only assumed stands for many codes: it makes no kind of its own.
            let assumed = self.assume.contains_key(&Key::Code(line));
            let code = self.code(line).filter(|c| !assumed && self.is_one_code(*c)).map(|c| c.digits());
            let name = self.name(line).map(str::to_owned);
            let text = spec.and_then(|id| self.goods_line(line)?.facts.known(id)).map(Value::to_string);
            if let (Some(code), Some(name)) = (&code, &name) {
                partial.insert((code.clone(), name.clone()));
            }
            for (fact, missing) in
                [(self.code_fact, code.is_none()), (self.name_fact, name.is_none()), (spec, text.is_none())]
            {
                if let (Some(fact), true) = (fact, missing) {
                    open.insert(Open::Fact { fact, line: Some(line) });
                }
            }
            match (code, name, text) {
                (Some(code), Some(name), Some(text)) => {
                    known.insert((code, name, text));
                }
                _ => unknown += 1,
            }
        }
        let low = known.len().max(partial.len()).max(1);
        let high = (known.len() + unknown).max(low);
        (Abs::Range(Interval::between(Number::from(low), Number::from(high))), open)
    }
}

impl Context<'_> {
    /// Whether a code is one code of its tariff: ten digits, or a short one with
    /// a single child.
    fn is_one_code(&self, code: HsCode) -> bool {
        let tariff = self.tariff_year().and_then(|y| self.edition.tariff(y));
        code.len() == 10 || tariff.is_some_and(|t| t.under(code).len() == 1)
    }
}

/// The interval widened to hold nought: a line that may not count.
fn with_zero(range: Interval<Number>) -> Interval<Number> {
    use crate::value::End;
    let zero = Number::zero();
    let low = match &range.low {
        End::Closed(n) | End::Open(n) if *n >= zero => End::Closed(zero.clone()),
        end => end.clone(),
    };
    let high = match &range.high {
        End::Closed(n) | End::Open(n) if *n <= zero => End::Closed(zero),
        end => end.clone(),
    };
    Interval { low, high }
}
