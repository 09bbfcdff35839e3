//! Markets, customs offices, papers (manual: "Markets", "Papers").

use super::abs::{Abs, Open, Opens, Words};
use super::context::{Context, Key};
use crate::hir::{ExprId, Market, MarketsId};
use crate::input::{Document, Fact, Lines};
use crate::syntax::ast::GradeLevel;
use crate::value::{Interval, Truth, Value};

impl Context<'_> {
    /// Whether a market is open on the day.
    pub fn is_open(&self, market: ExprId, list: MarketsId) -> (Truth, Opens) {
        let (market, open) = match self.market(market, list) {
            Ok(market) => market,
            Err(open) => return (Truth::Unknown, open),
        };
        let day = self.day.map_or_else(Interval::any, Interval::point);
        match market.opened.at_most(&day) {
            Truth::Unknown if self.day.is_none() => Context::unknown(Open::Day),
            Truth::Unknown => Context::unknown(Open::Market { id: market.id.clone() }),
            truth => {
                if let (Truth::False, Some(first)) = (truth, market.opened.low.value()) {
                    self.seen.borrow_mut().changes.insert(first.previous());
                }
                (truth, open)
            }
        }
    }

    /// Whether an office is one of a market's.
    pub fn is_office(&self, office: ExprId, market: ExprId, list: MarketsId) -> (Truth, Opens) {
        let (abs, open) = self.eval(office);
        let market = match self.market(market, list) {
            Ok((market, _)) => market,
            Err(more) => return (Truth::Unknown, open.into_iter().chain(more).collect()),
        };
        let code = match abs {
            Abs::Words(Words::Known(code)) => code,
            Abs::Words(Words::NoneOf(not))
                if !market.partial && market.offices.iter().all(|o| not.contains(o)) =>
            {
                return (Truth::False, Opens::new());
            }
            _ => {
                let key = Key::Term(office, self.line_of(office));
                self.note(key, &open, |theory| theory.texts.extend(market.offices.iter().cloned()));
                return (Truth::Unknown, open);
            }
        };
        if market.offices.contains(&code) {
            return (Truth::True, Opens::new());
        }
        let may_be = market.partial && market.district.as_ref().is_none_or(|d| code.starts_with(d));
        if may_be {
            return Context::unknown(Open::Office { code });
        }
        (Truth::False, Opens::new())
    }

    /// How sure the row of a market is.
    pub fn market_grade(&self, market: ExprId, list: MarketsId) -> GradeLevel {
        self.market(market, list).map_or(GradeLevel::Verified, |(market, _)| market.grade)
    }

    /// The market that an expression names; what keeps it open otherwise.
    fn market(&self, market: ExprId, list: MarketsId) -> Result<(&Market, Opens), Opens> {
        let Some(list) = self.edition.markets.get(list) else { return Err(Opens::new()) };
        match self.eval(market) {
            (Abs::Words(Words::Known(id)), _) => match list.markets.iter().find(|m| m.id == id) {
                Some(market) => Ok((market, Opens::new())),
                None => Err(Opens::from([Open::Market { id }])),
            },
            (_, open) => {
                let key = Key::Term(market, self.line_of(market));
                self.note(key, &open, |theory| {
                    theory.texts.extend(list.markets.iter().map(|m| m.id.clone()))
                });
                Err(open)
            }
        }
    }

    /// Whether a paper with this letter covers the line at hand and is valid on the day.
    pub fn has_document(&self, letter: &str) -> (Truth, Opens) {
        let Some(documents) = &self.declaration.documents else {
            return Context::unknown(Open::Documents);
        };
        let none = documents.iter().map(|d| !self.document_holds(d, letter)).fold(Truth::True, Truth::and);
        match !none {
            Truth::Unknown => Context::unknown(Open::Documents),
            truth => (truth, Opens::new()),
        }
    }

    fn document_holds(&self, document: &Document, letter: &str) -> Truth {
        let right = match &document.letter {
            Fact::Known(Value::Text(l)) => Truth::from(l == letter),
            _ => Truth::Unknown,
        };
        let covers = match (&document.lines, self.line.and_then(|l| self.goods_line(l))) {
            (Lines::All, _) => Truth::True,
            (Lines::Some(lines), Some(line)) => Truth::from(lines.contains(&line.number)),
            _ => Truth::Unknown,
        };
        let there = if matches!(document.number, Fact::Known(_)) { Truth::True } else { Truth::Unknown };
        let valid = match (&document.valid_until, self.day) {
            (Fact::Known(Value::Date(until)), Some(day)) => {
                self.seen.borrow_mut().changes.insert(*until);
                Truth::from(day <= *until)
            }
            _ => Truth::Unknown,
        };
        right.and(covers).and(there).and(valid)
    }
}
