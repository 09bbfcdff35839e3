//! What an answer has looked at: the last day on which it stands, the rates that it used.

use std::collections::BTreeSet;

use super::Runner;
use super::registers::Known;
use super::sum::dating;
use crate::eval::decision::RateRef;
use crate::hir::Edition;
use crate::ir::{Batch, OTHER, Opening, Symbol, UNKNOWN, Watch};
use crate::value::{Currency, Date};

/// Days and rates of one declaration.
#[derive(Debug, Default)]
pub struct Looked {
    /// Last days before something that was looked at changes.
    pub changes: Vec<Date>,
    /// Rates.
    pub rates: BTreeSet<RateRef>,
}

/// One declaration of a batch.
#[derive(Clone, Copy)]
pub struct One<'b> {
    /// The edition.
    pub edition: &'b Edition,
    /// The batch.
    pub batch: &'b Batch,
    /// Its registers.
    pub runner: &'b Runner,
    /// The declaration, by position.
    pub at: usize,
    /// The day of the law.
    pub day: Date,
}

impl Looked {
    /// Adds what is to be watched; `None` where that cannot be said here.
    pub fn watch(&mut self, one: One, watch: &Watch) -> Option<()> {
        match watch {
            Watch::Fixed(day, eve) => self.turns(one, Some(*day), *eve),
            Watch::Day(at, eve) => self.turns(one, date(one, *at), *eve),
            Watch::Opening(text, opened, since) => self.opening(one, *text, opened, *since)?,
            Watch::Documents => {
                let papers = one.batch.documents_of(one.at).iter();
                let days = papers.filter_map(|paper| paper.valid_until.flatten());
                self.changes.extend(days.filter_map(Date::of_packed));
            }
            Watch::Rates { currency, codes, to, dated_by, table, filter } => {
                let filter = filter.map(|filter| one.runner.get(filter));
                let day = dating(dated_by, one.batch, one.at).and_then(Date::of_packed);
                let Some(day) = day else { return Some(()) };
                self.rates(one, (*currency, codes), *to, (day, *table), filter)?;
            }
        }
        Some(())
    }

    /// A comparison with the day of the law turns after, or on, another day.
    fn turns(&mut self, one: One, other: Option<i64>, eve: bool) {
        let other = other.and_then(Date::of_packed);
        let turn = other.map(|other| if eve { other.previous() } else { other });
        self.changes.extend(turn.filter(|turn| *turn >= one.day));
    }

    /// `None` where a day that is stated may count.
    fn opening(&mut self, one: One, text: usize, opened: &[Opening], since: bool) -> Option<()> {
        let symbol = one.batch.head.texts.get(text).and_then(|t| t.symbols.get(one.at));
        let opening = symbol.and_then(|symbol| opened.get(usize::from(*symbol))).copied().unwrap_or_default();
        let day = one.day.packed();
        let first = opening.first.filter(|first| day < *first);
        if since && first.is_none() && opening.last.is_none_or(|last| day < last) {
            return None;
        }
        self.changes.extend(first.and_then(Date::of_packed).map(Date::previous));
        Some(())
    }

    fn rates(
        &mut self,
        one: One,
        (text, codes): (usize, &[Option<String>]),
        to: Symbol,
        (day, table): (Date, usize),
        filter: Option<Known>,
    ) -> Option<()> {
        let symbols = &one.batch.line.texts.get(text)?.symbols;
        let mut used: Vec<Symbol> = Vec::new();
        for line in one.batch.lines_of(one.at).filter(|line| filter.is_none_or(|f| !f.no.has(*line))) {
            // Whether it counts the reference may know.
            filter.is_none_or(|f| f.yes.has(line)).then_some(())?;
            match symbols.get(line).copied().unwrap_or(UNKNOWN) {
                UNKNOWN => {}
                OTHER => return None,
                own if own == to => {}
                own => used.push(own),
            }
        }
        used.sort_unstable();
        used.dedup();
        if !used.is_empty() {
            used.push(to);
        }
        let rates = one.edition.rates.get(table)?;
        let month = day.month();
        for symbol in used {
            let code = codes.get(usize::from(symbol))?.as_deref()?;
            let currency = Currency::parse(code)?;
            let row = (currency != Currency::CNY).then(|| rates.table.get(&month, currency)).flatten();
            self.rates.extend(row.map(|row| RateRef::new(&rates.id, &month, currency, row)));
        }
        Some(())
    }
}

/// A day of the head.
fn date(one: One, at: usize) -> Option<i64> {
    let (values, known) = one.batch.head.dates.get(at)?;
    values.get(one.at).copied().filter(|_| known.has(one.at))
}
