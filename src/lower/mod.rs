//! An edition of the law → a program over columns of facts.
//!
//! [`layout`] says once for a rulebook which facts are read; [`program`] lowers an
//! edition for the days on which its lists are complete and codes are read by one
//! tariff. An expression that no operation can carry out becomes [`Op::Open`], so that
//! what depends on it is not known here, and never wrong.

mod beside;
mod expr;
mod layout;
mod number;
mod sum;
mod table;

use std::collections::HashMap;

use self::table::List;
use crate::hir::{Catalog, CatalogId, Demand, Edition, ExprId, NormKind};
use crate::ir::{Computed, Layout, Norm, Op, Program, Reg, Scope, Space, Table};
use crate::value::Date;

pub use layout::layout;

/// What a list says outside the days for which it is complete, or while it is suspended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Stance {
    /// A hit counts, a miss is noted.
    Noted,
    /// A hit counts, a miss is open.
    MissOpen,
    /// Nothing for certain in these lists.
    OpenIn(Vec<CatalogId>),
    /// Nothing for certain in any.
    Open,
}

impl Stance {
    /// For the condition of a demand: a list of what is allowed may have grown, or shrunk.
    fn of(demand: &Demand) -> Stance {
        let allowed = demand.catalogs.iter().filter(|c| !demand.banned.contains(c)).copied();
        let allowed: Vec<CatalogId> = allowed.collect();
        if allowed.is_empty() { Stance::Noted } else { Stance::OpenIn(allowed) }
    }

    fn is_open(&self, list: CatalogId) -> bool {
        match self {
            Stance::Noted | Stance::MissOpen => false,
            Stance::OpenIn(lists) => lists.contains(&list),
            Stance::Open => true,
        }
    }
}

/// Lowers an edition for a day, and for the days around it that are no different.
///
/// ```
/// use mp1039::{cli::EmbeddedWorld, lower, pipeline::Policy, rulebook::Start, source::SourceMap, value::Date};
/// let mut sources = SourceMap::default();
/// let start = Start::File("221-2019.pol".into());
/// let policy = Policy::load(&EmbeddedWorld, start, &mut sources).unwrap().policy;
/// let day = Date::parse("2026-03-01").unwrap();
/// let layout = lower::layout(&policy.edition(None, None).unwrap());
/// let edition = policy.edition(Some(day), None).unwrap();
/// let program = lower::program(&edition, &layout, day).unwrap();
/// assert!(program.days.0 <= day.packed() && day.packed() <= program.days.1);
/// ```
pub fn program(edition: &Edition, layout: &Layout, day: Date) -> Option<Program> {
    let year = edition.tariff_year(day)?;
    let mut lowering = Lowering {
        edition,
        layout,
        day,
        stance: Stance::Noted,
        ops: Vec::new(),
        registers: (0, 0),
        known: HashMap::new(),
        same: HashMap::new(),
        lists: Vec::new(),
        computed: Vec::new(),
        plain: edition.catalogs.iter().all(|c| !c.suspended && !outside(c, day)),
    };
    let (scopes, norms) = lowering.law();
    let for_verdict = lowering.ops.len();
    let beside = lowering.beside();
    let table = table::table(edition, layout, year, &lowering.lists);
    let days = lowering.days();
    let (computed, ops) = (lowering.computed, lowering.ops);
    Some(Program { days, computed, ops, for_verdict, table, scopes, norms, beside })
}

/// Whether a day is none of those for which a list is complete.
fn outside(catalog: &Catalog, day: Date) -> bool {
    catalog.complete.is_some_and(|(from, until)| day < from || day > until)
}

/// An edition on its way.
struct Lowering<'e> {
    edition: &'e Edition,
    layout: &'e Layout,
    day: Date,
    stance: Stance,
    ops: Vec<(Reg, Op)>,
    /// How many registers over declarations there are, and over lines.
    registers: (usize, usize),
    known: HashMap<(ExprId, Space, Stance), Reg>,
    /// Registers by what fills them.
    same: HashMap<(Space, Op), Reg>,
    lists: Vec<List>,
    computed: Vec<Computed>,
    /// Whether every list counts as it stands.
    plain: bool,
}

impl Lowering<'_> {
    /// The register that an operation fills.
    fn push(&mut self, space: Space, op: Op) -> Reg {
        if let Some(reg) = self.same.get(&(space, op.clone())) {
            return *reg;
        }
        let next = match space {
            Space::Head => &mut self.registers.0,
            Space::Line => &mut self.registers.1,
        };
        let reg = Reg { space, at: *next, not: false };
        *next += 1;
        self.same.insert((space, op.clone()), reg);
        self.ops.push((reg, op));
        reg
    }

    /// The position of a list in the table; `None` where there are too many.
    fn listed(&mut self, list: List) -> Option<Op> {
        let at = self.lists.iter().position(|l| *l == list).unwrap_or(self.lists.len());
        if at == self.lists.len() {
            if at == Table::MOST_LISTS {
                return None;
            }
            self.lists.push(list);
        }
        Some(Op::Listed(at))
    }

    /// What a stance comes to here.
    fn worth(&self, stance: Stance) -> Stance {
        if self.plain { Stance::Noted } else { stance }
    }

    fn with<T>(&mut self, stance: Stance, then: impl FnOnce(&mut Self) -> T) -> T {
        let own = self.worth(stance);
        let before = std::mem::replace(&mut self.stance, own);
        let found = then(self);
        self.stance = before;
        found
    }

    /// The years around that of the day in which codes are read by the same tariff.
    fn years(&self) -> (i64, i64) {
        let own = self.edition.tariff_year(self.day);
        let year = self.day.packed() / 10_000;
        let same = |year: &i64| {
            let day = Date::of_packed(year * 10_000 + 101);
            day.is_some_and(|day| self.edition.tariff_year(day) == own)
        };
        let oldest = (1..year).rev().take_while(same).last().unwrap_or(year);
        let newest = (year + 1..=9_999).take_while(same).last().unwrap_or(year);
        (oldest, newest)
    }

    /// The days on which nothing that was looked at is different: those of the edition, of
    /// the tariff, and on this side of where a list begins or ends.
    fn days(&self) -> (i64, i64) {
        let (day, (from, until)) = (self.day.packed(), self.edition.span);
        let (oldest, newest) = self.years();
        let mut first = from.map_or(i64::MIN, Date::packed).max(oldest * 10_000);
        let mut last = until.map_or(i64::MAX, Date::packed).min(newest * 10_000 + 9_999);
        let ends = self.edition.catalogs.iter().filter_map(|c| c.complete);
        for (from, until) in ends {
            for begins in [from.packed(), until.next().packed()] {
                if begins <= day {
                    first = first.max(begins);
                } else {
                    last = last.min(begins - 1);
                }
            }
        }
        (first, last)
    }

    fn law(&mut self) -> (Vec<Scope>, Vec<Norm>) {
        let (mut scopes, mut norms) = (Vec::new(), Vec::new());
        for (i, instrument) in self.edition.instruments.iter().enumerate() {
            let parts: Vec<ExprId> = instrument.scope.iter().chain(&instrument.within).copied().collect();
            let truth = self.with(Stance::MissOpen, |own| {
                let parts: Vec<Reg> = parts.iter().map(|part| own.truth(*part, Space::Head)).collect();
                own.all(Space::Head, &parts)
            });
            scopes.push(Scope { instrument: i, truth, regime: instrument.scope.is_some() });
            for (a, article) in instrument.articles.iter().enumerate() {
                for (n, norm) in article.norms.iter().enumerate() {
                    if let NormKind::Demand(demand) = &norm.kind {
                        let violated = self.demand(demand);
                        let effect = demand.effect;
                        norms.push(Norm { scope: i, article: a, norm: n, effect, violated });
                    }
                }
            }
        }
        (scopes, norms)
    }

    fn all(&mut self, space: Space, parts: &[Reg]) -> Reg {
        match parts {
            [] => self.push(space, Op::Always(true)),
            [one] => *one,
            [first, rest @ ..] => {
                let rest = self.all(space, rest);
                self.push(space, Op::And(*first, rest))
            }
        }
    }

    /// The register that says whether a demand is violated.
    fn demand(&mut self, demand: &Demand) -> Reg {
        let space = if demand.per_line { Space::Line } else { Space::Head };
        let stale = |c: &CatalogId| self.edition.catalogs.get(*c).is_some_and(|c| outside(c, self.day));
        if demand.banned.iter().any(stale) {
            // What a miss is worth then is for the reference.
            return self.push(space, Op::Open);
        }
        let condition = self.with(Stance::of(demand), |own| own.truth(demand.condition, space));
        let wrong = if demand.violated_if { condition } else { !condition };
        let mut parts = vec![wrong];
        for exception in &demand.exceptions {
            let lifts = self.with(Stance::Open, |own| own.truth(*exception, space));
            parts.push(!lifts);
        }
        self.all(space, &parts)
    }
}
