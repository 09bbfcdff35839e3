//! Time: CPU time of the thread, rounds that visit everyone in a rotating order, one round
//! to warm up, medians.

use std::hint::black_box;

use crate::counted;

/// CPU time of this thread, in nanoseconds.
pub fn cpu() -> u64 {
    clock(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Time on the wall, in nanoseconds.
pub fn wall() -> u64 {
    clock(libc::CLOCK_MONOTONIC)
}

fn clock(which: libc::clockid_t) -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid place for the answer.
    unsafe { libc::clock_gettime(which, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// How many rounds, and how long each may take for one engine.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    pub nanoseconds: u64,
}

/// One way to spend time; it gives nanoseconds where it measured itself.
pub struct Runner<'a> {
    pub name: String,
    /// By how much its time is divided: declarations, or lines.
    pub units: f64,
    pub run: Box<dyn FnMut() -> Option<u64> + 'a>,
}

/// What rounds gave.
#[derive(Clone, Debug)]
pub struct Timing {
    pub name: String,
    /// Nanoseconds a unit: the median, the least and the most.
    pub median: f64,
    pub least: f64,
    pub most: f64,
    /// Allocations a unit, in the last round; none where it ran in another process.
    pub allocations: Option<f64>,
}

/// Lets everyone run in every round.
pub fn contest(runners: &mut [Runner], effort: Effort) -> Vec<Timing> {
    let mut spent: Vec<Vec<f64>> = vec![Vec::new(); runners.len()];
    let mut allocated = vec![None; runners.len()];
    for round in 0..=effort.rounds {
        for turn in 0..runners.len() {
            let at = (round + turn) % runners.len();
            let (time, allocations) = once(&mut runners[at], effort.nanoseconds / 4);
            if round > 0 {
                spent[at].push(time);
                allocated[at] = allocations;
            }
        }
    }
    let timings = runners.iter().zip(spent).zip(allocated);
    timings.map(|((runner, times), allocations)| summary(&runner.name, times, allocations)).collect()
}

/// Nanoseconds a unit, and allocations; what is short is repeated until the clock can tell.
fn once(runner: &mut Runner, least: u64) -> (f64, Option<f64>) {
    let (mut total, mut times) = (0, 0.0);
    let before = counted::allocations();
    let mut outside = false;
    while total < least.min(20_000_000) || times == 0.0 {
        let start = cpu();
        let own = black_box((runner.run)());
        total += own.unwrap_or_else(|| cpu() - start);
        outside |= own.is_some();
        times += 1.0;
    }
    let allocations = (counted::allocations() - before) as f64 / times / runner.units;
    (total as f64 / times / runner.units, (!outside).then_some(allocations))
}

fn summary(name: &str, mut times: Vec<f64>, allocations: Option<f64>) -> Timing {
    times.sort_by(f64::total_cmp);
    let middle = times.get(times.len() / 2).copied().unwrap_or(f64::NAN);
    let least = times.first().copied().unwrap_or(f64::NAN);
    let most = times.last().copied().unwrap_or(f64::NAN);
    Timing { name: name.to_owned(), median: middle, least, most, allocations }
}
