//! Editions as bytes.

use super::pack::{Pack, Reader, RisingLater, Writer, packed, packed_enum};
use crate::builtins;
use crate::hir::{
    Advice, Article, Catalog, Classes, Comparison, Demand, Edition, Entry, Expr, ExprId, Exprs, FactDef,
    Form, Instrument, Knower, Market, MarketList, Message, Mode, Norm, NormKind, Paper, Piece, Place, Point,
    Rates, Schema, Type,
};

packed! {
    Edition {
        policy, digest, span, schema, exprs, lets, instruments, catalogs, markets, rates, tariffs, successors,
        papers, advice, comparison, classes,
    }
    Instrument { id, title, days, scope, within, grade, articles }
    Article { number, title, grade, reason, amended_by, cites, norms }
    Norm { number, grade, kind }
    Demand { condition, per_line, violated_if, effect, exceptions, message, catalogs, banned }
    Message { en, zh }
    Catalog {
        id, title, tariff, complete, suspended, letters, codes by RisingLater, held by RisingLater, entries, explained,
        notes, grade, reason,
    }
    Entry {
        ex, range, tariff, near, title, words, asks_on, condition, numbered, note, days, grade, reason,
    }
    Paper { letter, title, grade, reason }
    Advice { id, title, notes }
    Comparison { title, aspects, modes }
    Mode { code, title, points }
    Point { aspect, text, grade, reason }
    MarketList { id, title, markets, reason }
    Market { id, title, named_on, opened, offices, district, partial, grade, reason }
    Rates { id, title, dated_by, table }
    Schema { facts, codes, elements }
    FactDef {
        path, keys, place, ty, currency, unit, whole, at_least, digits, choices, label, form, coded,
        stated_in, known_to,
    }
}

packed_enum! {
    NormKind {
        0 => Demand(it), 1 => Permit { name, condition, per_line }, 2 => Note { message, when },
        3 => NoteEach { condition, catalogs },
    }
    Piece { 0 => Words(it), 1 => Hole(it) }
    Place { 0 => Head, 1 => Line, 2 => Document, 3 => Container }
    Type {
        0 => Bool, 1 => Text, 2 => Date, 3 => Number, 4 => Percent, 5 => Code, 6 => Money(it),
        7 => Quantity(it), 8 => Opaque,
    }
    Form { 0 => Cas, 1 => Species }
    Knower {
        0 => Declaration, 1 => Operator, 2 => Market, 3 => Supplier, 4 => Principal, 5 => Customs,
    }
    Expr {
        0 => Literal(it), 1 => Fact(it), 2 => Day, 3 => Not(it), 4 => And(it), 5 => Or(it),
        6 => Compare(op, a, b), 7 => Arith(op, a, b), 8 => Convert(amount, to, rates), 9 => Contains(text, part),
        10 => TextStarts(text, part), 11 => CodeStarts(code, part), 12 => InCatalog(it), 13 => HasDocument(it),
        14 => HasNumber(it), 15 => IsStated(it), 16 => IsOpen(market, list, stated),
        17 => IsOffice(office, market, list, stated), 18 => AnyLine(it), 19 => Sum(it, filter), 20 => Count(it),
        21 => Kinds, 22 => Call(name, it),
    }
}

/// The name of a function of the table.
impl Pack for &'static str {
    fn put(&self, to: &mut Writer) {
        if builtins::find(self).is_none_or(|own| own.name != *self) {
            to.fail();
        }
        to.text(self);
    }

    fn take(from: &mut Reader) -> Option<&'static str> {
        builtins::find(from.text()?).map(|own| own.name)
    }
}

impl Pack for ExprId {
    fn put(&self, to: &mut Writer) {
        self.place().put(to);
    }

    fn take(from: &mut Reader) -> Option<ExprId> {
        Pack::take(from).map(ExprId::at)
    }
}

impl Pack for Exprs {
    fn put(&self, to: &mut Writer) {
        let nodes = self.nodes();
        to.number(nodes.len() as u64);
        nodes.iter().for_each(|(expr, ty)| {
            expr.put(to);
            ty.put(to);
        });
    }

    fn take(from: &mut Reader) -> Option<Exprs> {
        let count = from.count()?;
        let mut exprs = Exprs::default();
        for place in 0..count {
            let (expr, ty) = Pack::take(from)?;
            // Each once, or places would not be what they were.
            if exprs.intern(expr, ty) != ExprId::at(u32::try_from(place).ok()?) {
                return None;
            }
        }
        Some(exprs)
    }
}

/// They are found anew.
impl Pack for Classes {
    fn put(&self, _: &mut Writer) {}

    fn take(_: &mut Reader) -> Option<Classes> {
        Some(Classes::default())
    }
}
