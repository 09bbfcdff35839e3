//! The synthetic law: lists of codes, monthly rates, markets. Nothing of it is real; it
//! has the shape of the real one, and any size that is asked for.

use std::collections::BTreeSet;

use crate::model::Day;
use crate::rng::Rng;

/// Lists by index: 0 to 9 banned (rules 2 to 11), then these three.
pub const SUSPENDED: usize = 10;
/// Looked at when there are more than five lines.
pub const WATCHED: usize = 11;
/// As [`WATCHED`], but not in transit.
pub const WATCHED_LOCAL: usize = 12;
/// How many lists there are.
pub const LISTS: usize = 13;

/// The first month of the rates, and of the law.
pub const FIRST_YEAR: u32 = 2022;
/// How many months there are.
pub const MONTHS: usize = 60;
/// The days on which the suspended list is in force.
pub const WINDOW: (Day, Day) = (20230301, 20240630);

/// The beginning of codes: so many digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    pub digits: u64,
    pub length: u32,
}

impl Prefix {
    /// The codes of ten digits under it, as `low..high`.
    pub fn range(self) -> (u64, u64) {
        let step = 10u64.pow(10 - self.length);
        (self.digits * step, (self.digits + 1) * step)
    }

    /// Its digits.
    pub fn text(self) -> String {
        format!("{:0width$}", self.digits, width = self.length as usize)
    }
}

/// A market and its office.
#[derive(Clone, Debug)]
pub struct Market {
    pub id: String,
    pub open_from: Day,
    pub office: String,
}

/// The law that all engines are given.
#[derive(Clone, Debug)]
pub struct Law {
    pub lists: Vec<Vec<Prefix>>,
    /// CNY for one unit, by month, in the order of the currencies; scaled.
    pub rates: Vec<[i64; 4]>,
    pub markets: Vec<Market>,
}

/// The list that a rule looks into.
pub fn rule_of(list: usize) -> u8 {
    match list {
        0..SUSPENDED => list as u8 + 2,
        SUSPENDED => 12,
        _ => 19,
    }
}

/// The index of a day's month, from the first.
pub fn month(day: Day) -> usize {
    ((day / 10_000 - FIRST_YEAR) * 12 + day / 100 % 100 - 1) as usize
}

/// A random heading: a chapter of the tariff, and two digits.
pub fn heading(rng: &mut Rng) -> u64 {
    let chapter = [1, 2, 3, 7, 8, 9].get(rng.below(12)).copied().unwrap_or(rng.between(10, 96));
    let chapter = if chapter == 77 { 76 } else { chapter };
    (chapter * 100 + rng.between(1, 30)) as u64
}

impl Law {
    /// A law whose banned lists hold so many codes together.
    pub fn new(seed: u64, codes: usize) -> Law {
        let mut rng = Rng::new(seed ^ 0x1A77);
        let mut short = 0;
        let mut lists: Vec<Vec<Prefix>> =
            (0..10).map(|list| prefixes(&mut rng, codes * (list + 1) / 55, &mut short)).collect();
        lists.push(prefixes(&mut rng, 40, &mut short));
        lists.push(prefixes(&mut rng, 100, &mut short));
        lists.push(prefixes(&mut rng, 200, &mut short));
        share(&mut rng, &mut lists);
        Law { lists, rates: rates(&mut rng), markets: markets(&mut rng) }
    }

    /// Which lists a code is in: a plain scan, only used to make declarations.
    pub fn scan(&self, code: u64) -> u16 {
        let hit = |list: &[Prefix]| list.iter().any(|p| p.range().0 <= code && code < p.range().1);
        (0..LISTS).filter(|i| hit(&self.lists[*i])).map(|i| 1 << i).sum()
    }
}

/// Distinct prefixes of 4 to 10 digits, some under others.
fn prefixes(rng: &mut Rng, count: usize, short: &mut usize) -> Vec<Prefix> {
    let mut made = BTreeSet::new();
    while made.len() < count {
        let mut length = [10, 10, 10, 10, 8, 8, 8, 9, 7, 6, 6, 5, 4][rng.below(13)];
        if length < 6 {
            *short += 1;
            length = if *short > 60 { 10 } else { length };
        }
        let inside = (!made.is_empty() && rng.one_in(20)).then(|| rng.below(made.len()));
        let parent: Option<Prefix> = inside.and_then(|i| made.iter().nth(i.min(500)).copied());
        let start = parent.map_or((heading(rng), 4), |p| (p.digits, p.length));
        let (mut digits, from) = start;
        for _ in from..length {
            digits = digits * 10 + rng.below(10) as u64;
        }
        made.insert(Prefix { digits, length: length.max(from) });
    }
    made.into_iter().collect()
}

/// Some prefixes stand in two lists.
fn share(rng: &mut Rng, lists: &mut [Vec<Prefix>]) {
    for list in 1..10 {
        let shared: Vec<Prefix> = lists[list - 1].iter().copied().filter(|_| rng.one_in(40)).collect();
        lists[list].extend(shared);
        lists[list].sort_unstable();
        lists[list].dedup();
    }
}

fn rates(rng: &mut Rng) -> Vec<[i64; 4]> {
    let near = |rng: &mut Rng, middle: i64| middle + rng.between(-middle / 20, middle / 20);
    (0..MONTHS).map(|_| [near(rng, 706_500), near(rng, 771_300), near(rng, 90_400), 100_000]).collect()
}

fn markets(rng: &mut Rng) -> Vec<Market> {
    let day =
        |rng: &mut Rng, year: i64| (year * 10_000 + rng.between(1, 12) * 100 + rng.between(1, 28)) as Day;
    let market = |i: usize| {
        let year = if i % 4 == 3 { 2022 + (i as i64 / 4) % 5 } else { 2014 + i as i64 % 8 };
        Market {
            id: format!("market-{:02}", i + 1),
            open_from: day(rng, year),
            office: format!("{:02}{:02}", 20 + i, rng.between(1, 60)),
        }
    };
    (0..40).map(market).collect()
}
