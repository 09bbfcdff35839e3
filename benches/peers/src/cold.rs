//! A cold process: this program starts itself, loads the whole embedded rulebook, judges one
//! declaration, and ends; beside it one that does nothing.

use std::process::{Command, ExitCode, Stdio};

use mp1039::cli::EmbeddedWorld;
use mp1039::pipeline::Options;
use mp1039::source::SourceMap;
use mp1039::world::World;

use crate::measure::wall;

const JUDGE: &str = "--cold-judge";
const EMPTY: &str = "--cold-empty";

/// What a child does; `None` where this is no child.
pub fn child(argument: Option<&str>) -> Option<ExitCode> {
    match argument? {
        EMPTY => Some(ExitCode::SUCCESS),
        JUDGE => Some(judge()),
        _ => None,
    }
}

fn judge() -> ExitCode {
    let policy = EmbeddedWorld::compiled("221-2019.pol").expect("the embedded rulebook");
    let mut sources = SourceMap::default();
    let sample = EmbeddedWorld.read("samples/one-toy.json").expect("a sample");
    let source = sources.add("one-toy.json", "");
    let judged = policy.judge(source, &sample, &mut sources, &Options::default()).expect("a decision");
    ExitCode::from(u8::from(judged.decision.verdict.as_str() != "admit"))
}

/// Milliseconds on the wall, medians: a process that judges, and an empty one.
pub fn measure(rounds: usize) -> Option<(f64, f64)> {
    let program = std::env::current_exe().ok()?;
    let (mut judged, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..=rounds {
        for (order, times) in [(JUDGE, &mut judged), (EMPTY, &mut empty)] {
            let start = wall();
            let status = Command::new(&program).arg(order).stdout(Stdio::null()).status().ok()?;
            times.push((wall() - start) as f64 / 1e6);
            if !status.success() {
                return None;
            }
        }
    }
    let median = |mut times: Vec<f64>| {
        times.remove(0);
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied()
    };
    Some((median(judged)?, median(empty)?))
}
