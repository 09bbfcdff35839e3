//! Judges declarations inside another program: the policy is compiled once, and all
//! threads judge with it.
//!
//! `cargo run --example embed policies/samples/one-toy.json policies/samples/gold-chain.json`
#![allow(clippy::expect_used, reason = "an example stops where it cannot go on")]

use std::thread;

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::decision::Verdict;
use mp1039::input::{Limits, Standing, parse};
use mp1039::pipeline::{JudgeError, Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::value::Date;
use mp1039::value::text::Lang;

/// The law of the built-in rulebook. For a folder of your own: `FolderWorld::new(path)`.
pub fn law() -> Policy {
    let mut sources = SourceMap::default();
    let start = Start::File("221-2019.pol".to_owned());
    Policy::load(&EmbeddedWorld, start, &mut sources).expect("the built-in rulebook is right").policy
}

/// What is the same for every declaration: the day of the law, and facts of the office.
pub fn options() -> Options {
    let mut sources = SourceMap::default();
    let text = r#"{ "market": { "id": "yiwu" } }"#;
    let node = parse(sources.add("office", text), text, &Limits::default()).expect("JSON");
    let office = Standing { name: "office".to_owned(), node };
    Options { as_of: Date::parse("2026-08-20"), standing: vec![office], ..Options::default() }
}

/// The answer for one declaration, in any format that is read.
pub fn answer(policy: &Policy, options: &Options, name: &str, bytes: &[u8]) -> String {
    let mut sources = SourceMap::default();
    let source = sources.add(name, "");
    let decision = match policy.judge(source, bytes, &mut sources, options) {
        Ok(judged) => judged.decision,
        Err(JudgeError::Input(error)) => return format!("{name}: {}", error.message.get(Lang::En)),
        Err(JudgeError::Policy(problems)) => {
            return format!("{name}: {} mistakes in the law", problems.len());
        }
    };
    let mut lines = vec![format!("{name}: {}", decision.verdict.as_str())];
    for finding in &decision.findings {
        let line = finding.line.map_or(String::new(), |n| format!(", line {n}"));
        let message = finding.message.get(Lang::En);
        lines.push(format!("  {} article {}{line}: {message}", finding.policy, finding.article));
    }
    if decision.verdict == Verdict::Undecided {
        // What to ask for, with the verdicts that are still possible.
        lines.push(format!("  between {} and {}", decision.best.as_str(), decision.worst.as_str()));
        lines.extend(decision.unknowns.iter().map(|unknown| format!("  missing: {}", unknown.fact)));
    }
    lines.join("\n")
}

fn main() {
    let (policy, options) = (law(), options());
    let files: Vec<String> = std::env::args().skip(1).collect();
    thread::scope(|scope| {
        for file in &files {
            let (policy, options) = (&policy, &options);
            scope.spawn(move || {
                let bytes = std::fs::read(file).unwrap_or_default();
                println!("{}", answer(policy, options, file, &bytes));
            });
        }
    });
}
