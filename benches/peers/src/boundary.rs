//! The boundary: sums of exactly the cap, a cent and a ten-thousandth around it, in every
//! currency; totals exactly as far from their product as is allowed, and a hair further.

use crate::declare::{self, Wanted};
use crate::law::{Law, MONTHS};
use crate::model::{CAP, Declaration, Found, MONEY, QUANTITY};
use crate::rng::Rng;

/// Declarations at the boundary, with what they break by construction.
pub struct Boundary {
    pub law: Law,
    pub declarations: Vec<Declaration>,
    pub expected: Vec<Found>,
}

impl Boundary {
    /// So many; those of 1,000 and 10,000 lines are a few.
    pub fn new(law: &Law, seed: u64, count: usize, most_lines: usize) -> Boundary {
        let law = with_round_rates(law, seed);
        let mut rng = Rng::new(seed ^ 0xB0);
        let wanted = Wanted { seed, count: 600, lines: Some(1), gaps: false };
        let clean: Vec<Declaration> = declare::declarations(&law, wanted);
        let floor = crate::floor::Floor::new(&law);
        let broken = crate::agreement::floor(&floor, &clean).expect("the floor agrees with itself");
        let unlisted = |d: &Declaration| d.items[0].code.is_some_and(|code| law.scan(code) == 0);
        let fit = clean.iter().enumerate().filter(|(i, d)| broken.ends[*i].worst == 0 && unlisted(d));
        let clean: Vec<&Declaration> = fit.map(|(_, d)| d).collect();
        let mut made = Boundary { law: law.clone(), declarations: Vec::new(), expected: Vec::new() };
        for index in 0..count {
            let lines = match index {
                0 => 10_000,
                1..=5 => 1_000,
                _ => *rng.pick(&[1, 2, 3, 4, 5, 6, 10, 12, 20, 40, 60, 100]),
            };
            made.add(clean[rng.below(clean.len())].clone(), lines.min(most_lines), &mut rng);
        }
        made
    }

    /// One: the sum by a step around the cap; every second one in CNY is about products.
    fn add(&mut self, mut d: Declaration, lines: usize, rng: &mut Rng) {
        let index = self.declarations.len();
        let currency = (index % 4) as u8;
        // With rates of 7, 8 and 1 parts (see below), the cap is a whole amount in each.
        let cap = [CAP, CAP * 7 / 8, CAP * 7, 0][usize::from(currency)] * MONEY;
        let step = *rng.pick(&[-100, -1, 0, 1, 100]);
        let products = currency == 3;
        let sum = if products { 90_000 * MONEY } else { cap + step };
        let pattern = d.items[0].clone();
        d.items.clear();
        for (line, total) in parts(sum, lines, rng).into_iter().enumerate() {
            let mut item = pattern.clone();
            item.line_no = line as u16 + 1;
            let off = if products { *rng.pick(&[-1_001, -1_000, 0, 1_000, 1_001]) } else { 0 };
            (item.quantity, item.unit_price) = (Some(QUANTITY), Some(total + off));
            (item.total, item.currency) = (Some(total), Some(currency));
            if off.abs() > 1_000 {
                let line = item.line_no;
                self.expected.push(Found { declaration: index as u32, rule: 18, line, open: false });
            }
            d.items.push(item);
        }
        if !products && step > 0 {
            self.expected.push(Found { declaration: index as u32, rule: 1, line: 0, open: false });
        }
        d.number = format!("EDGE-{index:05}");
        self.declarations.push(d);
        self.expected.sort_unstable();
    }

    /// How many declarations somebody's findings are wrong of.
    pub fn wrong(&self, found: &[Found]) -> usize {
        let of = |all: &[Found], d: u32| -> Vec<Found> {
            let from = all.partition_point(|f| f.declaration < d);
            all[from..].iter().copied().take_while(|f| f.declaration == d).collect()
        };
        (0..self.declarations.len() as u32).filter(|d| of(&self.expected, *d) != of(found, *d)).count()
    }
}

/// A sum in so many positive parts, some to the cent and some to the ten-thousandth.
fn parts(sum: i64, lines: usize, rng: &mut Rng) -> Vec<i64> {
    let mean = sum / lines as i64;
    let mut left = sum;
    let mut parts = Vec::with_capacity(lines);
    for rest in (1..lines as i64).rev() {
        let part = (mean / 2 + rng.between(0, mean)).min(left - rest * 2_000);
        let part = if rng.one_in(4) { part } else { part / 100 * 100 };
        left -= part;
        parts.push(part);
    }
    parts.push(left);
    parts
}

/// Rates of each month in the proportion 7 : 8 : 1, so that the cap is a whole amount in
/// every currency; none is a binary fraction.
fn with_round_rates(law: &Law, seed: u64) -> Law {
    let mut rng = Rng::new(seed ^ 0x7A);
    let mut law = law.clone();
    law.rates =
        (0..MONTHS).map(|_| rng.between(95_001, 104_999)).map(|b| [7 * b, 8 * b, b, 100_000]).collect();
    law
}
