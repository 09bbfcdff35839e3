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

use std::collections::BTreeSet;
use std::path::Path;

use mp1039::cli::EmbeddedWorld;
use mp1039::diagnostic::{Diagnostic, render};
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::testing;
use mp1039::value::text::Lang;
use mp1039::world::{Layered, MemoryWorld};

fn run(stage: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(stage);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {stage}");
    let wrong: Vec<String> = files.iter().filter_map(|f| case(f).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn case(file: &Path) -> Result<(), String> {
    let name = file.file_name().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    let mut memory = MemoryWorld::default();
    memory.insert(name, text.as_bytes());
    let world = Layered(memory, EmbeddedWorld);
    let mut sources = SourceMap::default();
    let expected: BTreeSet<(usize, String)> = text
        .lines()
        .enumerate()
        .filter_map(|(i, line)| Some((i + 1, line.split_once("#~")?.1)))
        .flat_map(|(line, codes)| codes.split_whitespace().map(move |c| (line, c.to_owned())))
        .collect();
    let loaded = Policy::load(&world, Start::Alone(name.to_owned()), &mut sources);
    let (policy, problems) = match loaded {
        Ok(loaded) => (Some(loaded.policy), loaded.warnings),
        Err(diagnostics) => (None, diagnostics),
    };
    let line = |d: &Diagnostic| sources.get(d.span.source).map_or(0, |s| s.line_column(d.span.start).0);
    let found: BTreeSet<_> = problems.iter().map(|d| (line(d), d.code.as_str().to_owned())).collect();
    if found != expected {
        let shown: Vec<String> =
            problems.iter().map(|d| render::human(d, &sources, Lang::En, false)).collect();
        return Err(format!("{name}: expected {expected:?}, found {found:?}\n{}", shown.join("\n")));
    }
    let Some(policy) = policy else { return Ok(()) };
    let outcome = testing::run(&policy, &world, &mut sources, |_| true);
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
fn eval() {
    run("eval");
}
