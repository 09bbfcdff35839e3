//! Layouts and programs as bytes.

use super::pack::{Pack, Reader, Rising, Writer, packed, packed_enum};
use crate::ir::{
    Ask, Beside, Class, Column, Compute, Computed, Converted, DocumentProof, Domain, Entry, Layout, Looks,
    Norm, NotePlace, Office, Op, Opening, Operand, Permission, Program, Rate, RateMonths, Reg, Remark, Scope,
    Series, Slot, Space, Sum, Table, TextTest, Watch,
};

packed! {
    Layout { slots, domains, answers, letters, code, name, market }
    Slot { fact, path, line, column, at, stated, words }
    Program { days, computed, ops, table, for_verdict, scopes, norms, beside }
    Computed { space, how, places }
    Reg { space, at, not }
    Scope { instrument, truth, regime }
    Norm { scope, article, norm, effect, violated }
    Opening { first, last }
    Office { offices, partial, district }
    RateMonths { month, rates, to }
    Converted { amount, currency, dated_by, months, otherwise }
    Sum { amount, from_nought, currency, to, dated_by, months, filter, op, than }
    Beside { whole, permissions, remarks, looks, advice, attributes, texts }
    Permission { scope, name, holds }
    Remark { scope, place, when, exact, names }
    Looks { scope, demands, beside, scope_watches, watches, count }
    Table { starts by Rising, class_of, classes, entries, lists, name, by_name }
    Class { no_code, hit, open, asks }
    Ask { entry, certain }
    Entry { list, ex, coded, words, asks_on, condition }
}

packed_enum! {
    Space { 0 => Head, 1 => Line }
    Series { 0 => Number(at), 1 => Date(at), 2 => Day }
    Column { 0 => Bool, 1 => Number, 2 => Date, 3 => Text(domain), 4 => Code }
    TextTest { 0 => Starts(text), 1 => Contains(text) }
    DocumentProof { 0 => Valid, 1 => Number }
    Operand { 0 => Column(at), 1 => Always(number), 2 => Computed(at) }
    Compute {
        0 => Add(a, b), 1 => Sub(a, b), 2 => Mul(a, b), 3 => ToCny { amount, currency, cny, dated_by, months },
    }
    NotePlace { 0 => Law(instrument, article, norm), 1 => Advice(advice, norm) }
    Watch {
        0 => Day(at, eve), 1 => Fixed(day, eve), 2 => Opening(at, openings, since), 3 => Documents,
        4 => Rates { currency, codes, to, dated_by, table, filter },
    }
    Op {
        0 => Always(it), 1 => Open, 2 => And(a, b), 3 => Or(a, b), 4 => Bool(at), 5 => Is(at, symbol),
        6 => Same(a, b), 7 => Test(at, words, test), 8 => Within(series, low, high),
        9 => CompareComputed(op, a, b), 10 => Compare(op, a, b), 11 => Stated(at), 12 => Listed(at),
        13 => Document(letter, proof), 14 => Opened(at, openings), 15 => OfficeOf(office, market, offices, stated),
        21 => Converted(it), 16 => AnyLine(a), 17 => Spread(a), 18 => Sum(it), 19 => Kinds(texts, low, high), 20 => Count(filter, low, high),
    }
}

impl Pack for Domain {
    fn put(&self, to: &mut Writer) {
        let mut texts: Vec<(&str, u16)> = self.iter().collect();
        texts.sort_by_key(|(_, symbol)| *symbol);
        to.number(texts.len() as u64);
        texts.iter().for_each(|(text, _)| to.text(text));
    }

    /// Symbols count up, in the order in which texts are added.
    fn take(from: &mut Reader) -> Option<Domain> {
        let count = from.count()?;
        let mut domain = Domain::default();
        for _ in 0..count {
            domain.add(from.text()?);
        }
        Some(domain)
    }
}

/// There are thousands, and most fill their bytes.
impl Pack for Rate {
    fn put(&self, to: &mut Writer) {
        [self.low, self.high].iter().for_each(|end| to.bytes(&end.to_le_bytes()));
    }

    fn take(from: &mut Reader) -> Option<Rate> {
        let (low, high) = (from.bytes()?, from.bytes()?);
        Some(Rate { low: i64::from_le_bytes(low), high: i64::from_le_bytes(high) })
    }
}
