//! What is wrong with some declarations: one rule broken on purpose, something that is
//! almost a violation, or a fact left out.

use super::goods::{Universe, priced, total_above};
use crate::law::{Law, SUSPENDED, WATCHED, WATCHED_LOCAL, WINDOW};
use crate::model::{CAP, Day, Declaration, Item, MONEY};
use crate::rng::Rng;

/// Breaks one of the nineteen rules.
pub fn break_one(law: &Law, universe: &Universe, rng: &mut Rng, d: &mut Declaration) {
    let at = rng.below(d.items.len());
    match rng.between(1, 19) {
        1 => worth(law, d, at, CAP * MONEY * rng.between(101, 300) / 100),
        rule @ 2..=11 => d.items[at].code = Some(universe.in_list(rng, rule as usize - 2)),
        12 => {
            within(rng, law, d);
            d.items[at].code = Some(universe.in_list(rng, SUSPENDED));
        }
        13 => match rng.below(3) {
            0 => d.commerce.until = Some(day_before(d.accepted_on)),
            1 => d.customs.until = Some(20_211_231),
            _ => d.customs.from = 20_270_101,
        },
        14 => {
            d.filing_market = Some(rng.pick(&law.markets).id.clone()).filter(|m| d.market.as_ref() != Some(m))
        }
        15 => d.items[at].status = Some(*rng.pick(&["pending", "absent"])),
        16 => unopened(law, rng, d),
        17 => d.office = Some(rng.pick(&law.markets).office.clone()).filter(|o| d.office.as_ref() != Some(o)),
        18 => {
            let item = &mut d.items[at];
            item.total = item.total.map(|t| t + MONEY * rng.between(2, 90));
        }
        _ => {
            longer(d);
            let local = rng.one_in(2);
            d.transit = if local { Some(false) } else { d.transit };
            d.items[at].code = Some(universe.in_list(rng, if local { WATCHED_LOCAL } else { WATCHED }));
        }
    }
    d.filing_market.get_or_insert_with(|| "market-00".to_owned());
    d.office.get_or_insert_with(|| "9999".to_owned());
}

/// Comes near a rule without breaking it.
pub fn come_near(law: &Law, universe: &Universe, rng: &mut Rng, d: &mut Declaration) {
    let at = rng.below(d.items.len());
    match rng.below(4) {
        0 => d.items.truncate(5),
        1 => d.transit = Some(true),
        2 => d.commerce.until = Some(d.accepted_on),
        _ => d.customs.from = d.accepted_on,
    }
    let at = at.min(d.items.len() - 1);
    let outside = d.accepted_on < WINDOW.0 || d.accepted_on > WINDOW.1;
    let code = universe.in_list(rng, if outside { SUSPENDED } else { WATCHED_LOCAL });
    let other = 1 << if outside { SUSPENDED } else { WATCHED_LOCAL };
    if law.scan(code) == other {
        d.items[at].code = Some(code);
    }
}

/// Leaves out one fact that a rule asks for.
pub fn leave_out(rng: &mut Rng, d: &mut Declaration) {
    let at = rng.below(d.items.len());
    let item = &mut d.items[at];
    match rng.below(11) {
        0 => item.total = None,
        1 => item.currency = None,
        2 => item.code = None,
        3 => item.status = None,
        4 => item.quantity = None,
        5 => item.unit_price = None,
        6 => d.commerce.until = None,
        7 => d.market = None,
        8 => d.transit = None,
        9 => d.office = None,
        _ => d.filing_market = None,
    }
}

/// Makes a line worth at least so many US dollars.
fn worth(law: &Law, d: &mut Declaration, at: usize, usd: i64) {
    let item = &mut d.items[at];
    let currency = item.currency.unwrap_or_default();
    let total = total_above(law, d.declared_on, currency, usd);
    let (quantity, price, total) = priced(1_000, total / 100_000 * 100_000 + 100_000);
    (item.quantity, item.unit_price, item.total) = (Some(quantity), Some(price), Some(total));
}

/// Moves it into the window of the suspended list; what is dearer then stays below the cap.
fn within(rng: &mut Rng, law: &Law, d: &mut Declaration) {
    let month = rng.between(0, 15) as u32 + 2;
    d.declared_on = (2023 + month / 12) * 10_000 + (month % 12 + 1) * 100 + d.declared_on % 100;
    d.accepted_on = d.declared_on;
    if let Some(market) = law.markets.iter().find(|m| m.open_from < WINDOW.0) {
        d.market = Some(market.id.clone());
        d.filing_market = d.market.clone();
        d.office = Some(market.office.clone());
    }
}

/// Takes it to a market that is not open on its day, where there is one.
fn unopened(law: &Law, rng: &mut Rng, d: &mut Declaration) {
    let late: Vec<_> = law.markets.iter().filter(|m| m.open_from >= 20_220_201).collect();
    let market = *rng.pick(&late);
    if market.open_from <= d.accepted_on {
        let before = market.open_from / 10_000 * 10_000 + 101;
        let day = if before < market.open_from { before } else { before - 10_000 };
        d.declared_on = day.max(20_220_101);
        d.accepted_on = d.declared_on;
    }
    d.market = Some(market.id.clone());
    d.filing_market = d.market.clone();
    d.office = Some(market.office.clone());
}

/// Gives it more than five lines.
fn longer(d: &mut Declaration) {
    while d.items.len() <= 5 {
        let mut copy: Item = d.items[0].clone();
        copy.line_no = d.items.len() as u16 + 1;
        let (quantity, price, total) = priced(1, 10 * MONEY);
        (copy.quantity, copy.unit_price, copy.total) = (Some(quantity), Some(price), Some(total));
        d.items.push(copy);
    }
}

/// The day before, of a calendar whose months are taken to have 28 days.
fn day_before(day: Day) -> Day {
    match (day / 100 % 100, day % 100) {
        (1, 1) => (day / 10_000 - 1) * 10_000 + 1_228,
        (_, 1) => day / 100 * 100 - 100 + 28,
        _ => day - 1,
    }
}
