//! Declarations by a seed: about twelve lines each, codes of very different popularity, a
//! few percent that break one rule on purpose, one percent that lacks a fact.

mod flaw;
mod goods;

use crate::law::{Law, MONTHS};
use crate::model::{Day, Declaration, Filing, Item, MONEY, OPEN};
use crate::rng::Rng;
use goods::Universe;

/// What is made.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub seed: u64,
    pub count: usize,
    /// Lines a declaration; about twelve where it is not given.
    pub lines: Option<usize>,
    /// Whether some lack a fact.
    pub gaps: bool,
}

/// The declarations of a seed under a law.
pub fn declarations(law: &Law, wanted: Wanted) -> Vec<Declaration> {
    let mut rng = Rng::new(wanted.seed);
    let universe = Universe::new(law, &mut rng);
    let mut made = Vec::with_capacity(wanted.count);
    for number in 0..wanted.count {
        let mut declaration = ordinary(law, &universe, &mut rng, (number, wanted.lines));
        if rng.below(100) < 7 {
            flaw::break_one(law, &universe, &mut rng, &mut declaration);
        } else if rng.below(100) < 3 {
            flaw::come_near(law, &universe, &mut rng, &mut declaration);
        }
        if wanted.gaps && rng.one_in(100) {
            flaw::leave_out(&mut rng, &mut declaration);
        }
        made.push(declaration);
    }
    made
}

/// One that breaks no rule.
fn ordinary(
    law: &Law,
    universe: &Universe,
    rng: &mut Rng,
    (number, lines): (usize, Option<usize>),
) -> Declaration {
    let declared_on = day(rng);
    let market = loop {
        let market = &law.markets[rng.popular(law.markets.len())];
        if market.open_from <= declared_on {
            break market;
        }
    };
    let count = lines.unwrap_or_else(|| line_count(rng));
    let main = rng.popular(4) as u8;
    let worth = rng.between(2_000, 120_000) * MONEY / count as i64;
    let items = (1..=count).map(|line| goods::item(law, universe, rng, (line, main, worth, declared_on)));
    let items: Vec<Item> = items.collect();
    Declaration {
        number: format!("SYN-{number:06}"),
        declared_on,
        accepted_on: (declared_on + rng.below(3) as Day).min(declared_on / 100 * 100 + 28),
        office: Some(market.office.clone()),
        market: Some(market.id.clone()),
        filing_market: Some(market.id.clone()),
        commerce: filing(rng),
        customs: filing(rng),
        transit: Some(rng.one_in(3)),
        items,
    }
}

/// A day of the months that the law knows, of the first 28 of a month.
fn day(rng: &mut Rng) -> Day {
    let month = rng.below(MONTHS) as Day;
    (2022 + month / 12) * 10_000 + (month % 12 + 1) * 100 + 1 + rng.below(28) as Day
}

/// From 1 to 60, about twelve.
fn line_count(rng: &mut Rng) -> usize {
    let x = -(1.0 - rng.unit()).ln() * 11.6;
    (x as usize + 1).min(60)
}

fn filing(rng: &mut Rng) -> Filing {
    let from = (rng.between(2015, 2021) * 10_000 + rng.between(1, 12) * 100 + rng.between(1, 28)) as Day;
    let until = if rng.one_in(2) { OPEN } else { 20_270_101 + rng.between(0, 27) as Day };
    Filing { from, until: Some(until) }
}
