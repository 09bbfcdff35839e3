//! The careful pass: both planes, known violated and possibly violated, with lines. Only
//! declarations that are not certainly clean come here.

use super::prepared::{CONFIRMED, Doc, Line, MISSING, NONE};
use super::{Floor, Live};
use crate::law::{LISTS, rule_of};
use crate::model::{Answers, Ends, Found, worth};

/// The findings of one declaration.
struct Book<'a> {
    declaration: u32,
    ends: Ends,
    answers: &'a mut Answers,
}

impl Book<'_> {
    /// Adds a finding: violated for certain, or possibly.
    fn add(&mut self, rule: u8, line: u16, (sure, maybe): (bool, bool)) {
        if sure || maybe {
            self.ends.worst = self.ends.worst.max(worth(rule));
            self.ends.best = self.ends.best.max(if sure { worth(rule) } else { 0 });
            self.answers.found.push(Found { declaration: self.declaration, rule, line, open: !sure });
        }
    }

    /// Adds what the lists say of a line.
    fn lists(&mut self, live: Live, line: &Line, bits: u16) {
        let unknown = line.code == 0;
        let bits = if unknown { u16::MAX } else { bits };
        if bits & (live.sure | live.maybe) == 0 {
            return;
        }
        for list in (0..LISTS).filter(|list| bits >> list & 1 == 1) {
            let (sure, maybe) = (live.sure >> list & 1 == 1, live.maybe >> list & 1 == 1);
            self.add(rule_of(list), line.number, (sure && !unknown, maybe));
        }
    }
}

impl Floor {
    /// Judges one declaration in full; `lists` tells which a line is in, by position.
    pub(super) fn careful(
        &self,
        declaration: u32,
        (doc, lines): (&Doc, &[Line]),
        mut lists: impl FnMut(usize) -> u16,
        answers: &mut Answers,
    ) {
        let mut book = Book { declaration, ends: Ends::default(), answers };
        book.add(1, 0, self.cap(doc, lines));
        self.head(doc, &mut book);
        let live = self.live(doc);
        for (index, line) in lines.iter().enumerate() {
            book.lists(live, line, lists(index));
            let status = (line.status != CONFIRMED && line.status != 0, line.status == 0);
            book.add(15, line.number, status);
            book.add(18, line.number, self.product(doc, line));
        }
        let ends = book.ends;
        answers.ends.push(ends);
    }

    fn cap(&self, doc: &Doc, lines: &[Line]) -> (bool, bool) {
        let rates = &self.rates[usize::from(doc.month)];
        let (mut known, mut open) = (0i128, false);
        for line in lines {
            match rates.get(usize::from(line.currency)) {
                Some(rate) if line.total != MISSING => known += i128::from(line.total) * i128::from(*rate),
                _ => open = true,
            }
        }
        let above = known > i128::from(self.caps[usize::from(doc.month)]);
        (above, open)
    }

    fn head(&self, doc: &Doc, book: &mut Book) {
        for (from, until) in [doc.commerce, doc.customs] {
            let ended = until != 0 && until < doc.day;
            book.add(13, 0, (doc.day < from || ended, until == 0));
        }
        let unknown = doc.market == NONE || doc.filing == NONE;
        book.add(14, 0, (!unknown && doc.market != doc.filing, unknown));
        let listed = self.markets.get(usize::from(doc.market));
        book.add(16, 0, listed.map_or((false, true), |(from, _)| (doc.day < *from, false)));
        let office = listed.filter(|_| doc.office != NONE);
        book.add(17, 0, office.map_or((false, true), |(_, office)| (doc.office != *office, false)));
    }

    fn product(&self, doc: &Doc, line: &Line) -> (bool, bool) {
        let slack = self.slack[usize::from(doc.month)].get(usize::from(line.currency));
        let missing = [line.total, line.quantity, line.price].contains(&MISSING);
        let Some(slack) = slack.filter(|_| !missing) else { return (false, true) };
        let product = i128::from(line.quantity) * i128::from(line.price);
        let apart = (product - i128::from(line.total) * 1_000).abs();
        (apart > i128::from(*slack), false)
    }
}
