//! Arithmetic → computed columns.
//!
//! Only what is exact without a division: sums, differences, products, and amounts in CNY.

use super::Lowering;
use super::sum::months;
use crate::hir::{Expr, ExprId, FactId, Place, RatesId, Type};
use crate::ir::{
    Bounds, Column, Compute, Computed, Converted, OTHER, Op, Operand, PLACES, Rate, Series, Space,
};
use crate::syntax::ast::{ArithOp, CompareOp};
use crate::value::{Currency, Number};

/// An amount of a line to be converted to CNY, and a number in CNY that is added.
struct InCny {
    amount: Operand,
    currency: FactId,
    rates: RatesId,
    more: i64,
}

impl Lowering<'_> {
    /// A comparison of two numbers, of which one at least is computed.
    pub fn of_computed(&mut self, op: CompareOp, a: ExprId, b: ExprId, space: Space) -> Option<(Op, bool)> {
        if let Some(own) = self.or_nothing(|own| own.apart(op, a, b, space)) {
            return Some((own, false));
        }
        let (left, right) = (self.operand(a, space)?, self.operand(b, space)?);
        Some((Op::CompareComputed(op, left, right), false))
    }

    /// Two amounts in CNY at the same rates, held against each other: how far they are apart is
    /// one amount in CNY, and the same one where another norm holds them the other way round.
    fn apart(&mut self, op: CompareOp, a: ExprId, b: ExprId, space: Space) -> Option<Op> {
        let (left, right) = (self.in_cny(a)?, self.in_cny(b)?);
        let (currency, rates) = (left.currency, left.rates);
        if space != Space::Line || rates != right.rates || currency != right.currency {
            return None;
        }
        let (mut op, mut than) = (op, right.more.checked_sub(left.more)?);
        let (mut left, mut right) = (left.amount, right.amount);
        if order(&left) > order(&right) {
            std::mem::swap(&mut left, &mut right);
            (op, than) = (op.turned(), than.checked_neg()?);
        }
        let places = self.places(&left)?.max(self.places(&right)?);
        let apart = self.compute(space, Compute::Sub(left, right), places);
        self.at_each_rate(op, (apart, currency, rates), than)
    }

    /// An amount of a line in CNY compared with a number.
    pub fn in_cny_than(&mut self, op: CompareOp, id: ExprId, than: &Number) -> Option<Op> {
        self.or_nothing(|own| {
            let InCny { amount, currency, rates, more } = own.in_cny(id)?;
            own.at_each_rate(op, (amount, currency, rates), than.whole_at(PLACES)?.checked_sub(more)?)
        })
    }

    /// Tries something; where it fails, nothing is computed for it.
    fn or_nothing<T>(&mut self, then: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.computed.len();
        let found = then(self);
        if found.is_none() {
            self.computed.truncate(before);
        }
        found
    }

    /// An expression as an amount in CNY, and a number that is added to it. What an amount is
    /// multiplied by may be multiplied before it is converted.
    fn in_cny(&mut self, id: ExprId) -> Option<InCny> {
        let literal = |own: &Self, id: ExprId| match own.edition.exprs.get(id)? {
            Expr::Literal(value) => own.number(value)?.whole_at(PLACES),
            _ => None,
        };
        match self.edition.exprs.get(id)? {
            Expr::Convert(amount, to, rates) if *to == Currency::CNY => {
                let currency = self.currency(*amount)?;
                let amount = self.operand(*amount, Space::Line)?;
                Some(InCny { amount, currency, rates: *rates, more: 0 })
            }
            Expr::Arith(ArithOp::Add, a, b) => {
                let (id, more) =
                    literal(self, *b).map(|more| (*a, more)).or_else(|| Some((*b, literal(self, *a)?)))?;
                let own = self.in_cny(id)?;
                Some(InCny { more: own.more.checked_add(more)?, ..own })
            }
            Expr::Arith(ArithOp::Mul, a, b) => {
                let (amount, by) = match (self.converts(*a), self.converts(*b)) {
                    (true, false) => (*a, *b),
                    (false, true) => (*b, *a),
                    _ => return None,
                };
                let own = self.in_cny(amount).filter(|own| own.more == 0)?;
                let by = self.operand(by, Space::Line)?;
                let places = self.places(&own.amount)? + self.places(&by)?;
                let amount = self.compute(Space::Line, Compute::Mul(by, own.amount), places);
                Some(InCny { amount, ..own })
            }
            _ => None,
        }
    }

    /// Whether something is converted in an expression.
    fn converts(&self, id: ExprId) -> bool {
        match self.edition.exprs.get(id) {
            Some(Expr::Convert(..)) => true,
            expr => expr.is_some_and(|expr| expr.parts().iter().any(|part| self.converts(*part))),
        }
    }

    /// The numbers that an expression is; `None` where they cannot be computed.
    pub fn operand(&mut self, id: ExprId, space: Space) -> Option<Operand> {
        match self.edition.exprs.get(id)? {
            Expr::Literal(value) => self.number(value)?.whole_at(PLACES).map(Operand::Always),
            Expr::Arith(op, a, b) => {
                let (left, right) = (self.operand(*a, space)?, self.operand(*b, space)?);
                let (x, y) = (self.places(&left)?, self.places(&right)?);
                let (how, places) = match op {
                    ArithOp::Add => (Compute::Add(left, right), x.max(y)),
                    ArithOp::Sub => (Compute::Sub(left, right), x.max(y)),
                    ArithOp::Mul => (Compute::Mul(left, right), x + y),
                    ArithOp::Div => return None,
                };
                Some(self.compute(space, how, places))
            }
            Expr::Convert(amount, to, rates) if space == Space::Line && *to == Currency::CNY => {
                let (amount, rates) = (*amount, *rates);
                let currency = self.currency(amount)?;
                let amount = self.operand(amount, Space::Line)?;
                self.at_rates(amount, currency, rates)
            }
            Expr::Fact(fact) => {
                let slot = self.layout.slot(*fact).filter(|slot| slot.line == (space == Space::Line))?;
                (slot.column == Column::Number).then_some(Operand::Column(Series::Number(slot.at)))
            }
            _ => None,
        }
    }

    /// An amount held against what a number comes to at each of its rates.
    fn at_each_rate(
        &self,
        op: CompareOp,
        (amount, currency, rates): (Operand, FactId, RatesId),
        than: i64,
    ) -> Option<Op> {
        let slot = self.layout.slot(currency).filter(|slot| slot.line)?;
        let domain = self.layout.domain(slot)?;
        let table = self.edition.rates.get(rates)?;
        let places = self.places(&amount)? + Compute::RATE_PLACES - PLACES;
        let than = i128::from(than).checked_mul(10i128.checked_pow(places)?)?;
        let cny = Some(domain.symbol(Currency::CNY.as_str())).filter(|symbol| *symbol > OTHER)?;
        let cny = usize::from(cny);
        let one = at_rate(op, than, 10i64.checked_pow(Compute::RATE_PLACES)?)?;
        let mut otherwise = vec![None; domain.len()];
        *otherwise.get_mut(cny)? = Some(one);
        let months = months(table, domain, Currency::CNY)?;
        let months = months.iter().map(|month| {
            let own = month.rates.iter().map(|rate| match rate.and_then(Rate::exact) {
                Some(rate) => at_rate(op, than, rate).map(Some),
                None => Some(None),
            });
            let mut own = own.collect::<Option<Vec<_>>>()?;
            *own.get_mut(cny)? = Some(one);
            Some((month.month, own))
        });
        let months = months.collect::<Option<Vec<_>>>()?;
        let dated_by = self.dated_by(table)?;
        Some(Op::Converted(Box::new(Converted { amount, currency: slot.at, dated_by, months, otherwise })))
    }

    fn at_rates(&mut self, amount: Operand, currency: FactId, rates: RatesId) -> Option<Operand> {
        let slot = self.layout.slot(currency).filter(|slot| slot.line)?;
        let domain = self.layout.domain(slot)?;
        let table = self.edition.rates.get(rates)?;
        let (currency, cny) = (slot.at, domain.symbol(Currency::CNY.as_str()));
        let (dated_by, months) = (self.dated_by(table)?, months(table, domain, Currency::CNY)?);
        let places = self.places(&amount)? + Compute::RATE_PLACES;
        Some(self.compute(Space::Line, Compute::ToCny { amount, currency, cny, dated_by, months }, places))
    }

    /// The fact that states the currency of an amount.
    fn currency(&self, amount: ExprId) -> Option<FactId> {
        match self.edition.exprs.get(amount)? {
            Expr::Fact(fact) => {
                let def = self.edition.schema.get(*fact)?;
                def.currency.filter(|_| def.ty == Type::Money(None) && def.place == Place::Line)
            }
            Expr::Arith(ArithOp::Mul, a, b) => match (self.currency(*a), self.currency(*b)) {
                (Some(currency), None) | (None, Some(currency)) => Some(currency),
                _ => None,
            },
            _ => None,
        }
    }

    fn places(&self, operand: &Operand) -> Option<u32> {
        match operand {
            Operand::Column(_) | Operand::Always(_) => Some(PLACES),
            Operand::Computed(at) => self.computed.get(*at).map(|computed| computed.places),
        }
    }

    fn compute(&mut self, space: Space, how: Compute, places: u32) -> Operand {
        let computed = Computed { space, how, places };
        let at = self.computed.iter().position(|own| *own == computed).unwrap_or(self.computed.len());
        if at == self.computed.len() {
            self.computed.push(computed);
        }
        Operand::Computed(at)
    }
}

/// Between which whole numbers an amount lies whose product with a rate is in a relation to a
/// number; `None` where 64 bits do not hold them, or two ends are not enough.
fn at_rate(op: CompareOp, than: i128, rate: i64) -> Option<Bounds> {
    let rate = i128::from(rate);
    if rate <= 0 {
        return None;
    }
    // Whole numbers: below one is at most the one before it.
    let most = |product: i128| product.div_euclid(rate);
    let least = |product: i128| most(product - 1) + 1;
    // The ends of 64 bits mean that there is no bound.
    let end = |end: i128| i64::try_from(end).ok().filter(|end| *end != i64::MIN && *end != i64::MAX);
    Some(match op {
        CompareOp::Le => (i64::MIN, end(most(than))?),
        CompareOp::Lt => (i64::MIN, end(most(than - 1))?),
        CompareOp::Ge => (end(least(than))?, i64::MAX),
        CompareOp::Gt => (end(least(than + 1))?, i64::MAX),
        CompareOp::Eq => (end(least(than))?, end(most(than))?),
        CompareOp::Ne => return None,
    })
}

/// One order for two columns, whichever is named first.
fn order(operand: &Operand) -> (usize, usize) {
    match operand {
        Operand::Column(Series::Number(at)) => (0, *at),
        Operand::Computed(at) => (1, *at),
        _ => (2, 0),
    }
}
