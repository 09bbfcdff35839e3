//! Holds a rulebook to account: its `test` items ([`item`]), on the samples that they
//! start from, against what they expect; declarations in files ([`filed`]), against the
//! decisions that were recorded ([`snapshot`]), and what differs ([`change`]). Cases run on
//! several threads, and come in their order. What they leave untried is [`coverage`].

pub mod change;
pub mod coverage;
mod expect;
pub mod filed;
mod item;
pub mod margins;
pub mod snapshot;
mod start;

use crate::diagnostic::Diagnostic;
use crate::pipeline::Policy;
use crate::world::World;

pub use item::{Case, Ran, run};

/// What a run of tests came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Names of tests that passed.
    pub passed: Vec<String>,
    /// What was expected and not met, each at its place.
    pub failed: Vec<Diagnostic>,
}

/// Runs every test of a policy's rulebook.
pub fn run_all(policy: &Policy, world: &dyn World) -> Outcome {
    let mut outcome = Outcome::default();
    for ran in run(policy, world, &Case::all(policy), (1, false)) {
        match ran.problems.is_empty() {
            true => outcome.passed.push(ran.case.called().en),
            false => outcome.failed.extend(ran.problems),
        }
    }
    outcome
}
