//! Expressions → operations (manual: "Expressions").

use super::table::List;
use super::{Lowering, Stance};
use crate::hir::{Expr, ExprId, FactId, Place, Type};
use crate::ir::{
    Column, DocumentProof, Office, Op, Opening, Operand, PLACES, Reg, Series, Slot, Space, Symbol, TextTest,
};
use crate::syntax::ast::CompareOp;
use crate::value::{End, HsCode, Number, Value};

/// The whole numbers at some decimal places for which a comparison with a number holds,
/// as two ends; or, where the last is true, for which it does not.
pub fn bounds(op: CompareOp, than: &Number, places: u32) -> (i64, i64, bool) {
    let whole = than.whole_at(places);
    // The last number that is at most, and the last that is below; none is where the
    // limit lies below all of them.
    let at_most = than.floor_at(places).or((!than.is_negative()).then_some(i64::MAX));
    let below = match whole {
        Some(whole) => whole.checked_sub(1),
        None => at_most,
    };
    let up_to = |last: Option<i64>| last.map_or((1, 0), |last| (i64::MIN, last));
    let ((low, high), negated) = match op {
        CompareOp::Le => (up_to(at_most), false),
        CompareOp::Lt => (up_to(below), false),
        CompareOp::Gt => (up_to(at_most), true),
        CompareOp::Ge => (up_to(below), true),
        CompareOp::Eq => (whole.map_or((1, 0), |whole| (whole, whole)), false),
        CompareOp::Ne => (whole.map_or((1, 0), |whole| (whole, whole)), true),
    };
    (low, high, negated)
}

impl Lowering<'_> {
    /// The truth of an expression as it stands.
    pub fn truth(&mut self, id: ExprId, space: Space) -> Reg {
        let key = (id, space, self.stance.clone());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let reg = self.build(id, space);
        self.known.insert(key, reg);
        reg
    }

    /// The truth of an expression over each line.
    pub fn line_truth(&mut self, id: ExprId) -> Reg {
        self.truth(id, Space::Line)
    }

    fn build(&mut self, id: ExprId, space: Space) -> Reg {
        if space == Space::Line && !self.on_line(id) {
            let head = self.truth(id, Space::Head);
            return self.push(Space::Line, Op::Spread(head));
        }
        let Some(expr) = self.edition.exprs.get(id) else { return self.push(space, Op::Open) };
        match expr {
            Expr::Not(e) => !self.truth(*e, space),
            Expr::And(parts) => self.fold(parts, space, true),
            Expr::Or(parts) => self.fold(parts, space, false),
            Expr::Compare(op, a, b) => self.compare(*op, *a, *b, space),
            other => {
                let op = self.test(other, space).unwrap_or(Op::Open);
                self.push(space, op)
            }
        }
    }

    /// Whether an expression depends on the line at hand.
    fn on_line(&self, id: ExprId) -> bool {
        match self.edition.exprs.get(id) {
            Some(Expr::Fact(fact) | Expr::IsStated(fact)) => {
                self.edition.schema.get(*fact).is_some_and(|def| def.place == Place::Line)
            }
            Some(Expr::InCatalog(_) | Expr::HasDocument(_) | Expr::HasNumber(_)) => true,
            Some(Expr::Sum(..) | Expr::Count(_) | Expr::Kinds | Expr::AnyLine(_)) | None => false,
            Some(expr) => expr.parts().iter().any(|part| self.on_line(*part)),
        }
    }

    /// All of several, or at least one.
    fn fold(&mut self, parts: &[ExprId], space: Space, all: bool) -> Reg {
        let regs: Vec<Reg> = parts.iter().map(|part| self.truth(*part, space)).collect();
        let both = |own: &mut Self, a, b| own.push(space, if all { Op::And(a, b) } else { Op::Or(a, b) });
        let mut found: Option<Reg> = None;
        for reg in regs {
            found = Some(match found {
                Some(before) => both(self, before, reg),
                None => reg,
            });
        }
        found.unwrap_or_else(|| self.push(space, Op::Always(all)))
    }

    /// The slot of a fact that is read in a space.
    fn slot(&self, id: ExprId, space: Space) -> Option<&Slot> {
        let Some(Expr::Fact(fact)) = self.edition.exprs.get(id) else { return None };
        self.slot_of(*fact, space)
    }

    fn slot_of(&self, fact: FactId, space: Space) -> Option<&Slot> {
        self.layout.slot(fact).filter(|slot| slot.line == (space == Space::Line))
    }

    /// A test that is no combination of others; `None` where it cannot be carried out.
    fn test(&mut self, expr: &Expr, space: Space) -> Option<Op> {
        match expr {
            Expr::Literal(Value::Bool(known)) => Some(Op::Always(*known)),
            Expr::Fact(fact) => {
                let slot = self.slot_of(*fact, space)?;
                (slot.column == Column::Bool).then_some(Op::Bool(slot.at))
            }
            Expr::IsStated(fact) => self.slot_of(*fact, space)?.stated.map(Op::Stated),
            Expr::Contains(text, part) => self.words(*text, space, TextTest::Contains(part.clone())),
            Expr::TextStarts(text, part) => self.words(*text, space, TextTest::Starts(part.clone())),
            Expr::CodeStarts(code, prefix) => self.code_between(*code, *prefix),
            Expr::InCatalog(id) => self.in_catalog(*id),
            Expr::HasDocument(letter) => self.document(letter, DocumentProof::Valid),
            Expr::HasNumber(letter) => self.document(letter, DocumentProof::Number),
            Expr::IsOpen(market, list, _) => self.is_open(*market, *list, space),
            Expr::IsOffice(office, market, list, stated) => {
                self.is_office((*office, *market), *list, *stated, space)
            }
            Expr::AnyLine(body) => {
                let body = self.line_truth(*body);
                Some(Op::AnyLine(body))
            }
            _ => None,
        }
    }

    fn words(&self, text: ExprId, space: Space, test: TextTest) -> Option<Op> {
        let slot = self.slot(text, space)?;
        Some(Op::Test(slot.at, slot.words?, test))
    }

    fn document(&self, letter: &str, proof: DocumentProof) -> Option<Op> {
        Some(Op::Document(self.layout.letters.symbol(letter), proof))
    }

    fn in_catalog(&mut self, id: crate::hir::CatalogId) -> Option<Op> {
        let catalog = self.edition.catalogs.get(id)?;
        let certain = !self.stance.is_open(id);
        if catalog.suspended {
            return certain.then_some(Op::Always(false));
        }
        // What a list says outside the days for which it is complete is for the reference.
        if super::outside(catalog, self.day) && (!certain || self.stance == Stance::MissOpen) {
            return None;
        }
        if catalog.held.is_empty() && catalog.entries.is_empty() {
            return Some(Op::Always(false));
        }
        self.listed(List::Catalog(id))
    }

    /// Whether the code of the line begins with another.
    fn code_between(&mut self, code: ExprId, prefix: HsCode) -> Option<Op> {
        let slot = self.slot(code, Space::Line)?;
        let own = slot.column == Column::Code && Some(slot.fact) == self.layout.code;
        if own { self.listed(List::Between(prefix.first(), prefix.last())) } else { None }
    }

    fn is_open(&self, market: ExprId, list: crate::hir::MarketsId, space: Space) -> Option<Op> {
        let (at, opened) = self.opening(market, list).filter(|_| space == Space::Head)?;
        Some(Op::Opened(at, opened))
    }

    /// The market that an expression of the head names, and when each opened.
    pub fn opening(&self, market: ExprId, list: crate::hir::MarketsId) -> Option<(usize, Vec<Opening>)> {
        let slot = self.slot(market, Space::Head)?;
        let domain = self.layout.domain(slot)?;
        let mut opened = vec![Opening::default(); domain.len()];
        for market in self.edition.markets.get(list)?.markets.iter().rev() {
            let day = |end: &End<crate::value::Date>| match end {
                End::Closed(day) => Some(day.packed()),
                End::Open(_) | End::Unbounded => None,
            };
            let opening = Opening { first: day(&market.opened.low), last: day(&market.opened.high) };
            let place = opened.get_mut(usize::from(domain.symbol(&market.id)));
            place.into_iter().for_each(|place| *place = opening);
        }
        Some((slot.at, opened))
    }

    fn is_office(
        &self,
        (office, market): (ExprId, ExprId),
        list: crate::hir::MarketsId,
        stated: Option<FactId>,
        space: Space,
    ) -> Option<Op> {
        let (office, market) = (self.slot(office, space)?, self.slot(market, space)?);
        let (codes, ids) = (self.layout.domain(office)?, self.layout.domain(market)?);
        let mut offices: Vec<Option<Office>> = vec![None; ids.len()];
        for row in self.edition.markets.get(list)?.markets.iter().rev() {
            let mut own: Vec<Symbol> = row.offices.iter().map(|o| codes.symbol(o)).collect();
            own.sort_unstable();
            let found = Office { offices: own, partial: row.partial, district: row.district.clone() };
            let place = offices.get_mut(usize::from(ids.symbol(&row.id)));
            place.into_iter().for_each(|place| *place = Some(found.clone()));
        }
        let stated = match stated {
            Some(fact) => {
                let slot = self.slot_of(fact, space)?;
                Some((slot.at, slot.words?))
            }
            None => None,
        };
        Some(Op::OfficeOf((office.at, office.words?), market.at, offices, stated))
    }

    fn compare(&mut self, op: CompareOp, a: ExprId, b: ExprId, space: Space) -> Reg {
        let exprs = &self.edition.exprs;
        let (op, a, b) = match exprs.get(a) {
            Some(Expr::Literal(_)) => (op.turned(), b, a),
            _ => (op, a, b),
        };
        let found = match (exprs.get(a), exprs.get(b)) {
            (Some(left), Some(Expr::Literal(value))) => self.with_literal(op, a, left, value, space),
            _ => self.of_two(op, a, b, space).or_else(|| self.of_computed(op, a, b, space)),
        };
        match found {
            Some((op, false)) => self.push(space, op),
            Some((op, true)) => {
                let reg = self.push(space, op);
                !reg
            }
            None => self.push(space, Op::Open),
        }
    }

    /// A comparison with a known value, and whether the result has to be turned round.
    fn with_literal(
        &mut self,
        op: CompareOp,
        id: ExprId,
        left: &Expr,
        value: &Value,
        space: Space,
    ) -> Option<(Op, bool)> {
        let negated = op == CompareOp::Ne;
        let equality = negated || op == CompareOp::Eq;
        let number = self.number(value);
        match (left, value) {
            (Expr::Sum(body, filter), _) => Some((self.sum(*body, *filter, op, &number?)?, false)),
            (Expr::Kinds, _) => self.kinds(op, &number?),
            (Expr::Count(filter), _) => Some(self.count(*filter, op, &number?)),
            (Expr::Call("chapter" | "heading", code), Value::Text(text)) if equality => {
                let digits = HsCode::parse(text).filter(|c| *text == c.digits())?;
                Some((self.code_between(*code, digits)?, negated))
            }
            (Expr::Fact(_), Value::Code(code)) if equality && code.len() == 10 => {
                Some((self.code_between(id, *code)?, negated))
            }
            (Expr::Fact(_), Value::Text(text)) if equality => {
                let slot = self.slot(id, space)?;
                let symbol = self.layout.domain(slot)?.symbol(text);
                (symbol > crate::ir::OTHER).then_some((Op::Is(slot.at, symbol), negated))
            }
            (Expr::Fact(_), Value::Bool(value)) if equality => {
                let slot = self.slot(id, space)?;
                (slot.column == Column::Bool).then_some((Op::Bool(slot.at), negated == *value))
            }
            (_, Value::Date(day)) => {
                let series = self.series(id, space)?;
                let (low, high, negated) = bounds(op, &Number::from(day.packed()), 0);
                Some((Op::Within(series, low, high), negated))
            }
            (Expr::Arith(..) | Expr::Convert(..), _)
                if space == Space::Line
                    && let Some(converted) = self.in_cny_than(op, id, number.as_ref()?) =>
            {
                Some((converted, false))
            }
            (Expr::Arith(..) | Expr::Convert(..), _) => {
                let left = self.operand(id, space)?;
                let right = Operand::Always(number?.whole_at(PLACES)?);
                Some((Op::CompareComputed(op, left, right), false))
            }
            _ => {
                let series = self.series(id, space)?;
                let (low, high, negated) = bounds(op, &number?, PLACES);
                Some((Op::Within(series, low, high), negated))
            }
        }
    }

    /// A known value as a number.
    pub fn number(&self, value: &Value) -> Option<Number> {
        match value {
            Value::Number(n) | Value::Percent(n) => Some(n.clone()),
            Value::Quantity(q) => Some(q.in_base()),
            Value::Money(m) => Some(m.amount.clone()),
            Value::Bool(_) | Value::Text(_) | Value::Date(_) | Value::Code(_) => None,
        }
    }

    /// The column of numbers that an expression is.
    pub fn series(&self, id: ExprId, space: Space) -> Option<Series> {
        if let Some(Expr::Day) = self.edition.exprs.get(id) {
            return Some(Series::Day);
        }
        let slot = self.slot(id, space)?;
        match (slot.column, self.edition.schema.get(slot.fact)?.ty) {
            // Money of several currencies has no order as it stands.
            (_, Type::Money(None)) => None,
            (Column::Number, _) => Some(Series::Number(slot.at)),
            (Column::Date, _) => Some(Series::Date(slot.at)),
            _ => None,
        }
    }

    /// A comparison of two facts.
    fn of_two(&self, op: CompareOp, a: ExprId, b: ExprId, space: Space) -> Option<(Op, bool)> {
        let ty = self.edition.exprs.ty(a);
        if ty == Type::Text {
            let (left, right) = (self.slot(a, space)?, self.slot(b, space)?);
            let same = left.column == right.column;
            let sides = ((left.at, left.words), (right.at, right.words));
            return same.then_some((Op::Same(sides.0, sides.1), op == CompareOp::Ne));
        }
        let (left, right) = (self.series(a, space)?, self.series(b, space)?);
        let negated = op == CompareOp::Ne;
        Some((Op::Compare(if negated { CompareOp::Eq } else { op }, left, right), negated))
    }
}
