//! Markets, customs offices, papers (manual: "Markets", "Papers").

use super::abs::{Abs, Open, Opens, Words};
use super::context::{Context, Key};
use crate::hir::{ExprId, FactId, Market, MarketsId};
use crate::input::{CauseKind, Document, Fact, Lines};
use crate::syntax::ast::GradeLevel;
use crate::value::text::says_nothing;
use crate::value::{Interval, Truth, Value};

/// What a paper must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// That it is valid on the day.
    Valid,
    /// Its number.
    Number,
}

impl Context<'_> {
    /// Whether a market is open on the day.
    ///
    /// Where the list leaves it open, the day that the fact `since` states counts,
    /// unless the list rules that day out.
    pub fn is_open(&self, market: ExprId, list: MarketsId, since: Option<FactId>) -> (Truth, Opens) {
        let (market, open) = match self.market(market, list) {
            Ok(market) => market,
            Err(open) => return (Truth::Unknown, open),
        };
        let day = self.day.map_or_else(Interval::any, Interval::point);
        match market.opened.at_most(&day) {
            Truth::Unknown if self.day.is_none() => Context::unknown(Open::Day),
            Truth::Unknown => match since {
                Some(fact) => self.stated_opening(market, fact),
                None => Context::unknown(Open::Market { id: market.id.clone() }),
            },
            truth => {
                if let (Truth::False, Some(first)) = (truth, market.opened.low.value()) {
                    self.seen.borrow_mut().changes.insert(first.previous());
                }
                (truth, open)
            }
        }
    }

    /// Whether the day of opening that the declaration states has come.
    fn stated_opening(&self, market: &Market, since: FactId) -> (Truth, Opens) {
        let stated = match self.declaration.head.known(since) {
            Some(Value::Date(day)) => Interval::point(*day),
            _ => return Context::unknown(Open::Fact { fact: since, line: None }),
        };
        if stated.intersect(&market.opened).is_empty() {
            return Context::unknown(Open::Since { fact: since, market: market.id.clone() });
        }
        let day = self.day.map_or_else(Interval::any, Interval::point);
        let truth = stated.at_most(&day);
        if let (Truth::False, Some(first)) = (truth, stated.known()) {
            self.seen.borrow_mut().changes.insert(first.previous());
        }
        (truth, Opens::new())
    }

    /// Whether an office is one of a market's; where a partial list leaves that open,
    /// the office that the fact `stated` names counts.
    pub fn is_office(
        &self,
        office: ExprId,
        market: ExprId,
        (list, stated): (MarketsId, Option<FactId>),
    ) -> (Truth, Opens) {
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
            return match stated.map(|fact| (fact, self.declaration.head.known(fact))) {
                Some((_, Some(Value::Text(own)))) if *own == code => (Truth::True, Opens::new()),
                Some((fact, None)) => Context::unknown(Open::Fact { fact, line: None }),
                _ => Context::unknown(Open::Office { code }),
            };
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

    /// Whether a paper with this letter covers the line at hand and is valid on the
    /// day, or has a number at least.
    pub fn has_document(&self, letter: &str, proof: Proof) -> (Truth, Opens) {
        let Some(documents) = &self.declaration.documents else {
            return Context::unknown(Open::Documents);
        };
        let none =
            documents.iter().map(|d| !self.document_holds(d, letter, proof)).fold(Truth::True, Truth::and);
        match !none {
            Truth::Unknown => Context::unknown(Open::Documents),
            truth => (truth, Opens::new()),
        }
    }

    fn document_holds(&self, document: &Document, letter: &str, proof: Proof) -> Truth {
        let right = match &document.letter {
            Fact::Known(Value::Text(l)) => Truth::from(l == letter),
            _ => Truth::Unknown,
        };
        let covers = match (&document.lines, self.line.and_then(|l| self.goods_line(l))) {
            (Lines::All, _) => Truth::True,
            (Lines::Some(lines), Some(line)) => Truth::from(lines.contains(&line.number)),
            _ => Truth::Unknown,
        };
        let there = match &document.number {
            Fact::Known(Value::Text(number)) if says_nothing(number) => Truth::False,
            Fact::Known(_) => Truth::True,
            Fact::Unknown(_) => Truth::Unknown,
        };
        let valid = match (&document.valid_until, self.day) {
            (Fact::Known(Value::Date(until)), Some(day)) => {
                self.seen.borrow_mut().changes.insert(*until);
                Truth::from(day <= *until)
            }
            // Where the number is all that is asked, only a paper that says it has expired does not count.
            (Fact::Unknown(cause), _) if proof == Proof::Number && cause.kind == CauseKind::Absent => {
                Truth::True
            }
            _ => Truth::Unknown,
        };
        right.and(covers).and(there).and(valid)
    }
}
