//! Values and rows of data as bytes.

use super::pack::{Pack, Reader, Writer, packed, packed_enum};
use crate::catalog::{
    CodeRow, CodeRows, Codes, Elements, Explanation, RateRow, RateTable, Relation, Row, Successor,
    Successors, Tariff, Templates, elements::Lines,
};
use crate::syntax::ast::{ArithOp, CompareOp, Effect, GradeLevel};
use crate::value::quantity::Dimension;
use crate::value::{
    Currency, Date, End, HsCode, Interval, Later, Money, Number, Quantity, Text, Unit, Value,
};

packed! {
    Text { en, zh }
    Money { amount, currency }
    Quantity { amount, unit }
    CodeRow { code, old, zh, en, source }
    Codes { id, title, complete, day, grade, reason, rows }
    Elements { year, title, complete, coded, grade, reason, table }
    Lines { rows, templates }
    Explanation { code, numbered, name, grade, source }
    RateRow { cny, tolerance, grade, source, published }
    RateTable { months }
    Row { code, name, letters, inspection, duty }
    Tariff { year, complete, rows }
    Successor { from, from_year, to, to_year, relation, grade, source }
}

packed_enum! {
    Value {
        0 => Bool(it), 1 => Number(it), 2 => Percent(it), 3 => Money(it), 4 => Quantity(it), 5 => Date(it),
        6 => Code(it), 7 => Text(it),
    }
    GradeLevel { 0 => Unverified, 1 => Reported, 2 => Verified }
    Effect { 0 => Admit, 1 => Review, 2 => Reject }
    CompareOp { 0 => Eq, 1 => Ne, 2 => Lt, 3 => Le, 4 => Gt, 5 => Ge }
    ArithOp { 0 => Add, 1 => Sub, 2 => Mul, 3 => Div }
    Relation { 0 => Same, 1 => Part, 2 => Split, 3 => Hint }
    Dimension {
        0 => Mass, 1 => Length, 2 => Area, 3 => Volume, 4 => Density, 5 => Time, 6 => Power, 7 => Voltage,
        8 => Energy, 9 => Pressure, 10 => Frequency, 11 => Pieces,
    }
    End<Date> { 0 => Unbounded, 1 => Closed(day), 2 => Open(day) }
}

impl Pack for Interval<Date> {
    fn put(&self, to: &mut Writer) {
        self.low.put(to);
        self.high.put(to);
    }

    fn take(from: &mut Reader) -> Option<Interval<Date>> {
        Some(Interval { low: End::take(from)?, high: End::take(from)? })
    }
}

impl Pack for Date {
    fn put(&self, to: &mut Writer) {
        if Date::of_packed(self.packed()) != Some(*self) {
            to.fail();
        }
        self.packed().put(to);
    }

    fn take(from: &mut Reader) -> Option<Date> {
        Date::of_packed(i64::take(from)?)
    }
}

impl Pack for Number {
    fn put(&self, to: &mut Writer) {
        match self.fraction() {
            Some(both) => both.put(to),
            None => to.fail(),
        }
    }

    fn take(from: &mut Reader) -> Option<Number> {
        let (above, below) = Pack::take(from)?;
        Number::of_fraction(above, below)
    }
}

impl Pack for HsCode {
    fn put(&self, to: &mut Writer) {
        to.text(&self.digits());
    }

    fn take(from: &mut Reader) -> Option<HsCode> {
        HsCode::parse(from.text()?)
    }
}

impl Pack for Currency {
    fn put(&self, to: &mut Writer) {
        to.text(self.as_str());
    }

    fn take(from: &mut Reader) -> Option<Currency> {
        Currency::parse(from.text()?)
    }
}

impl Pack for Unit {
    fn put(&self, to: &mut Writer) {
        to.text(self.symbol());
    }

    fn take(from: &mut Reader) -> Option<Unit> {
        Unit::parse(from.text()?)
    }
}

/// Pages are read when a text is looked up that may stand on them.
impl Pack for CodeRows {
    fn put(&self, to: &mut Writer) {
        self.pages().put(to);
    }

    fn take(from: &mut Reader) -> Option<CodeRows> {
        Later::take(from).map(CodeRows::from)
    }
}

/// Likewise.
impl Pack for Templates {
    fn put(&self, to: &mut Writer) {
        self.lines().put(to);
    }

    fn take(from: &mut Reader) -> Option<Templates> {
        Later::take(from).map(Templates::from)
    }
}

impl Pack for Successors {
    fn put(&self, to: &mut Writer) {
        let (rows, headings) = self.parts();
        rows.to_vec().put(to);
        headings.to_vec().put(to);
    }

    fn take(from: &mut Reader) -> Option<Successors> {
        let mut all = Successors::default();
        all.extend(Pack::take(from)?, Pack::take(from)?);
        Some(all)
    }
}
