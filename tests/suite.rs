//! Runs `tests/suite/<stage>/<topic>.pol`: cases written in the language.
//!
//! A file without expectations must be free of problems, and its `test` items
//! must pass. A line that ends in `#~ T0202` must be where that problem (and no
//! other) is reported. To add a case, add it to a file; no Rust is needed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use mp1039::diagnostic::{Diagnostic, render};
use mp1039::testing;
use mp1039::value::text::Lang;

fn run(stage: &str) {
    let wrong: Vec<String> = support::cases(stage).iter().filter_map(|f| case(f).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn case(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).unwrap();
    let support::Lone { name, world, sources, policy, problems } = support::lone(file);
    let expected: BTreeSet<(usize, String)> = text
        .lines()
        .enumerate()
        .filter_map(|(i, line)| Some((i + 1, line.split_once("#~")?.1)))
        .flat_map(|(line, codes)| codes.split_whitespace().map(move |c| (line, c.to_owned())))
        .collect();
    let line = |d: &Diagnostic| sources.get(d.span.source).map_or(0, |s| s.line_column(d.span.start).0);
    let found: BTreeSet<_> = problems.iter().map(|d| (line(d), d.code.as_str().to_owned())).collect();
    if found != expected {
        let shown: Vec<String> =
            problems.iter().map(|d| render::human(d, &sources, Lang::En, false)).collect();
        return Err(format!("{name}: expected {expected:?}, found {found:?}\n{}", shown.join("\n")));
    }
    let Some(policy) = policy else { return Ok(()) };
    let outcome = testing::run_all(&policy, &world);
    if expected.is_empty() && outcome.passed.is_empty() && outcome.failed.is_empty() {
        return Err(format!("{name}: nothing is expected and nothing is tested"));
    }
    let shown: Vec<String> =
        outcome.failed.iter().map(|d| render::human(d, &sources, Lang::En, false)).collect();
    if shown.is_empty() { Ok(()) } else { Err(format!("{name}:\n{}", shown.join("\n"))) }
}

#[test]
fn syntax() {
    run("syntax");
}

#[test]
fn check() {
    run("check");
}

#[test]
fn rulebook() {
    run("rulebook");
}

#[test]
fn lint() {
    run("lint");
}

#[test]
fn eval() {
    run("eval");
}
