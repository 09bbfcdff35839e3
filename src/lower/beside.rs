//! Permissions, notes, and what an answer has looked at → [`Beside`].
//!
//! A decision names the lists that were looked into, the rates that were used, and the last
//! day on which it stands. All of that follows from which instruments bind, and from a
//! few days; where it does not, `whole` is false and the reference says it.

use std::collections::BTreeSet;

use super::{List, Lowering, Stance, outside};
use crate::hir::{CatalogId, Expr, ExprId, FactId, Message, Norm, NormKind, Piece, Place};
use crate::ir::{Beside, Column, Looks, NotePlace, Op, Permission, Reg, Remark, Space, Watch};
use crate::value::Value;

/// What is found on a walk through expressions.
#[derive(Default)]
struct Seen {
    lists: BTreeSet<CatalogId>,
    watches: Vec<Watch>,
    /// Whether something was met that is not lowered.
    missed: bool,
    /// Whether days and rates count.
    watching: bool,
}

impl Lowering<'_> {
    /// What is beside the verdict.
    pub fn beside(&mut self) -> Beside {
        let mut beside = Beside { whole: true, ..Beside::default() };
        for (i, instrument) in self.edition.instruments.iter().enumerate() {
            let mut looks = Looks::default();
            let scope = instrument.scope.iter().chain(&instrument.within).copied();
            let seen = self.walk(scope.map(|part| (part, Stance::MissOpen)), true);
            beside.whole &= !seen.missed;
            (looks.scope, looks.scope_watches) = (seen.lists.into_iter().collect(), seen.watches);
            let (mut demands, mut others) = (Vec::new(), Vec::new());
            for (a, article) in instrument.articles.iter().enumerate() {
                for (n, norm) in article.norms.iter().enumerate() {
                    match &norm.kind {
                        NormKind::Demand(demand) => {
                            looks.count += 1;
                            demands.push((demand.condition, Stance::of(demand)));
                            demands.extend(demand.exceptions.iter().map(|own| (*own, Stance::Open)));
                        }
                        NormKind::Permit { name, condition, per_line } => {
                            others.push(*condition);
                            let holds = self.careful(*condition, *per_line);
                            let (scope, name) = (i, name.clone());
                            beside.permissions.push(Permission { scope, name, holds });
                        }
                        _ => self.remark(norm, Some(i), NotePlace::Law(i, a, n), &mut others, &mut beside),
                    }
                }
            }
            let seen = self.walk(demands.into_iter(), true);
            beside.whole &= !seen.missed;
            (looks.demands, looks.watches) = (seen.lists.into_iter().collect(), seen.watches);
            let seen = self.walk(others.into_iter().map(|own| (own, Stance::MissOpen)), false);
            beside.whole &= !seen.missed;
            looks.beside = seen.lists.into_iter().collect();
            beside.looks.push(looks);
        }
        let mut others = Vec::new();
        for (a, advice) in self.edition.advice.iter().enumerate() {
            for (n, norm) in advice.notes.iter().enumerate() {
                self.remark(norm, None, NotePlace::Advice(a, n), &mut others, &mut beside);
            }
        }
        let seen = self.walk(others.into_iter().map(|own| (own, Stance::MissOpen)), false);
        beside.whole &= !seen.missed;
        beside.advice = seen.lists.into_iter().collect();
        (beside.attributes, beside.texts) = self.attributes();
        beside
    }

    /// A condition beside the verdict: a good that an expired list does not name may be in
    /// it all the same.
    fn careful(&mut self, condition: ExprId, per_line: bool) -> Reg {
        let space = if per_line { Space::Line } else { Space::Head };
        self.with(Stance::MissOpen, |own| own.truth(condition, space))
    }

    fn remark(
        &mut self,
        norm: &Norm,
        scope: Option<usize>,
        place: NotePlace,
        looked: &mut Vec<ExprId>,
        beside: &mut Beside,
    ) {
        let (when, exact, names) = match &norm.kind {
            NormKind::Note { message, when } => {
                looked.extend(when);
                let reg = match when {
                    Some(when) => self.careful(*when, false),
                    None => self.push(Space::Head, Op::Always(true)),
                };
                (reg, when.is_none_or(|when| self.exact(when)), self.names(message))
            }
            NormKind::NoteEach { condition, .. } => {
                looked.push(*condition);
                (self.careful(*condition, true), false, None)
            }
            NormKind::Demand(_) | NormKind::Permit { .. } => return,
        };
        beside.remarks.push(Remark { scope, place, when, exact, names });
    }

    /// Whether an expression is unknown to the reference wherever it is unknown here, if the
    /// code of each line is known and nothing is stated beside it.
    fn exact(&self, id: ExprId) -> bool {
        match self.edition.exprs.get(id) {
            Some(Expr::Not(e)) => self.exact(*e),
            Some(Expr::And(parts) | Expr::Or(parts)) => parts.iter().all(|part| self.exact(*part)),
            Some(Expr::Literal(Value::Bool(_))) => true,
            Some(Expr::Fact(fact) | Expr::IsStated(fact)) => {
                self.layout.slot(*fact).is_some_and(|slot| !slot.line)
            }
            Some(Expr::Compare(_, a, b)) => {
                let text = matches!(self.edition.exprs.get(*b), Some(Expr::Literal(Value::Text(_))));
                text && matches!(self.edition.exprs.get(*a), Some(Expr::Fact(_))) && self.exact(*a)
            }
            Some(Expr::AnyLine(e)) => self.exact(*e),
            Some(Expr::InCatalog(id)) => self.is_weighed(*id),
            _ => false,
        }
    }

    /// Whether the table of lists says of every code what the reference says.
    fn is_weighed(&self, id: CatalogId) -> bool {
        let complete = self.edition.tariff_year(self.day).and_then(|year| self.edition.tariff(year));
        let listed = self.lists.contains(&List::Catalog(id));
        let own = self.edition.catalogs.get(id).filter(|own| listed && !outside(own, self.day));
        complete.is_some_and(|tariff| tariff.complete.is_some())
            && own.is_some_and(|own| own.entries.iter().all(|entry| entry.condition.is_none()))
    }

    /// The facts of the head on which the words of a message depend, by position in the
    /// layout.
    fn names(&self, message: &Message) -> Option<Vec<usize>> {
        let mut found = BTreeSet::new();
        for piece in message.en.iter().chain(&message.zh) {
            if let Piece::Hole(id) = piece {
                self.named(*id, &mut found)?;
            }
        }
        Some(found.into_iter().collect())
    }

    fn named(&self, id: ExprId, found: &mut BTreeSet<usize>) -> Option<()> {
        let expr = self.edition.exprs.get(id)?;
        match expr {
            Expr::Literal(_) | Expr::Day => {}
            Expr::Fact(fact) => self.name(*fact, found)?,
            Expr::Convert(_, _, rates) => {
                let dated = &self.edition.rates.get(*rates)?.dated_by;
                dated.iter().try_for_each(|(fact, _)| self.name(*fact, found))?;
            }
            Expr::Arith(..) | Expr::Compare(..) | Expr::And(_) | Expr::Or(_) | Expr::Not(_) => {}
            _ => return None,
        }
        expr.parts().iter().try_for_each(|part| self.named(*part, found))
    }

    fn name(&self, fact: FactId, found: &mut BTreeSet<usize>) -> Option<()> {
        let at = self.layout.slots.iter().position(|slot| slot.fact == fact)?;
        let slot = self.layout.slots.get(at)?;
        let told_apart = match slot.column {
            Column::Text(_) => slot.words.is_some(),
            Column::Bool | Column::Date => true,
            Column::Number | Column::Code => false,
        };
        if slot.line || !told_apart {
            return None;
        }
        found.insert(at);
        Some(())
    }

    /// What expressions look at, each with what lists are worth there.
    fn walk(&self, from: impl Iterator<Item = (ExprId, Stance)>, watching: bool) -> Seen {
        let mut seen = Seen { watching, ..Seen::default() };
        from.for_each(|(id, stance)| self.look(id, &self.worth(stance), &mut seen));
        seen
    }

    fn look(&self, id: ExprId, stance: &Stance, seen: &mut Seen) {
        let Some(expr) = self.edition.exprs.get(id) else { return };
        match expr {
            Expr::InCatalog(list) => {
                seen.lists.insert(*list);
                let entries = self.edition.catalogs.get(*list).into_iter().flat_map(|c| &c.entries);
                seen.missed |= entries.filter_map(|e| e.condition).any(|c| !self.is_plain(c));
            }
            Expr::Compare(op, a, b) => {
                let is_day = |id: ExprId| matches!(self.edition.exprs.get(id), Some(Expr::Day));
                let watch = match (is_day(*a), is_day(*b)) {
                    (true, false) => self.watched(*b, op.turns_on_eve()),
                    (false, true) => self.watched(*a, op.turned().turns_on_eve()),
                    _ => Some(None),
                };
                seen.missed |= watch.is_none();
                seen.watches.extend(watch.flatten());
            }
            Expr::IsOpen(market, list, since) => match self.opening(*market, *list) {
                Some((at, opened)) => seen.watches.push(Watch::Opening(at, opened, since.is_some())),
                None => seen.missed = true,
            },
            Expr::HasDocument(_) | Expr::HasNumber(_) => seen.watches.push(Watch::Documents),
            Expr::Sum(body, filter) if seen.watching => {
                match self.edition.exprs.get(*body) {
                    Some(Expr::Convert(..)) => {
                        let found = self.rates_of(*body, *filter, stance);
                        seen.missed |= found.is_none();
                        seen.watches.extend(found);
                    }
                    _ => self.look(*body, stance, seen),
                }
                filter.iter().for_each(|filter| self.look(*filter, stance, seen));
                return;
            }
            Expr::Convert(..) => seen.missed = true,
            _ => {}
        }
        expr.parts().iter().for_each(|part| self.look(*part, stance, seen));
    }

    /// The day that the day of the law is compared with; `None` where it is not lowered.
    fn watched(&self, other: ExprId, eve: bool) -> Option<Option<Watch>> {
        match self.edition.exprs.get(other)? {
            Expr::Literal(Value::Date(day)) => Some(Some(Watch::Fixed(day.packed(), eve))),
            Expr::Fact(fact) => {
                let slot = self.layout.slot(*fact).filter(|s| !s.line && s.column == Column::Date)?;
                Some(Some(Watch::Day(slot.at, eve)))
            }
            _ => None,
        }
    }

    /// Rates that a sum uses; its filter is the one that was weighed where the sum stands.
    fn rates_of(&self, body: ExprId, filter: Option<ExprId>, stance: &Stance) -> Option<Watch> {
        let Some(Expr::Convert(amount, to, table)) = self.edition.exprs.get(body) else { return None };
        let Some(Expr::Fact(fact)) = self.edition.exprs.get(*amount) else { return None };
        let currency = self.edition.schema.get(*fact)?.currency?;
        let slot = self.layout.slot(currency).filter(|slot| slot.line)?;
        let domain = self.layout.domain(slot)?;
        let mut codes = vec![None; domain.len()];
        for (code, symbol) in domain.iter() {
            if let Some(place) = codes.get_mut(usize::from(symbol)) {
                *place = Some(code.to_owned());
            }
        }
        let dated_by = self.dated_by(self.edition.rates.get(*table)?)?;
        let filter = match filter {
            Some(filter) => Some(*self.known.get(&(filter, Space::Line, stance.clone()))?),
            None => None,
        };
        let to = domain.symbol(to.as_str());
        Some(Watch::Rates { currency: slot.at, codes, to, dated_by, table: *table, filter })
    }

    /// Whether a condition looks at nothing but facts of the line.
    fn is_plain(&self, id: ExprId) -> bool {
        match self.edition.exprs.get(id) {
            Some(Expr::Fact(fact) | Expr::IsStated(fact)) => {
                self.edition.schema.get(*fact).is_some_and(|def| def.place == Place::Line)
            }
            Some(Expr::Literal(_)) => true,
            Some(
                expr @ (Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Compare(..) | Expr::Arith(..)),
            )
            | Some(
                expr @ (Expr::Contains(..) | Expr::TextStarts(..) | Expr::CodeStarts(..) | Expr::Call(..)),
            ) => expr.parts().iter().all(|part| self.is_plain(*part)),
            _ => false,
        }
    }

    /// Facts of lines that conditions of entries name, by position among those of which
    /// it is known whether they are stated; and the texts among them.
    fn attributes(&self) -> (Vec<usize>, Vec<usize>) {
        let mut facts = BTreeSet::new();
        let entries = self.edition.catalogs.iter().flat_map(|c| &c.entries);
        for condition in entries.filter_map(|e| e.condition) {
            super::layout::facts(&self.edition.exprs, condition, &mut facts);
        }
        let slots = facts.iter().filter_map(|fact| self.layout.slot(*fact)).filter(|slot| slot.line);
        let texts = slots.clone().filter(|slot| matches!(slot.column, Column::Text(_)));
        (slots.filter_map(|slot| slot.stated).collect(), texts.map(|slot| slot.at).collect())
    }
}
