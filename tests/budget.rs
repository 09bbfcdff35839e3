//! Instructions of fixed workloads against a budget: a count is the same on a busy machine
//! as on a quiet one, so that work that grew is found where a clock finds nothing.
//!
//! Each workload is a function of its own, run by this very program under callgrind, which
//! counts only while the function runs. `MP1039_UPDATE=1` writes the counts to
//! `benches/budget.tsv`; a count more than a tenth above its budget fails. Where valgrind
//! is not installed, nothing is counted, and the test says so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::fmt::Write;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;

use mp1039::cli::EmbeddedWorld;
use mp1039::input::{Declaration, Limits, Read, Stream};
use mp1039::ir::Batch;
use mp1039::pipeline::{Options, Policy};
use mp1039::source::SourceMap;
use mp1039::world::World;
use serde_json::json;

/// Made-up rules of every kind that a verdict needs.
const RULES: &str = r#"policy EXAMPLE 1/2026 "Rules" zh "规则"
  language 1
  published on 2026-01-01
  in force from 2026-01-01
  applies when supervision_mode = "1039" and direction = "export"
use "facts/export-declaration.pol"
catalog listed "Listed" zh "列名商品"
  verified "made up"
  entries come by notice
  0101
  2805.1100
  7108
  9404.2100.10
catalog asked "Asked" zh "询问商品"
  verified "made up"
  entries come by notice
  6307 ex mask "mask" zh "口罩" words "口罩"
article 1 "Many lines" zh "项数"
  require count of goods <= 60
article 2 "Quantities" zh "数量"
  require sum of goods.quantity <= 1,000,000
article 3 "Lists" zh "名录"
  forbid any good in listed
  forbid any good in asked
article 4 "Confirmed" zh "认定"
  require each good.identification.status = "confirmed"
article 5 "Filings" zh "备案"
  require operator.commerce_filing is valid
  require operator.commerce_filing.market = market.id
  require operator.customs_filing is valid
article 6 "Currency" zh "币制"
  require each good.currency is one of "USD", "CNY"
    otherwise review
"#;

fn policy() -> Policy {
    support::made_up(&[("rules.pol", RULES)])
}

/// Declarations of twelve lines; one in sixteen violates something.
fn declarations(policy: &Policy, count: usize) -> Vec<Declaration> {
    let mut sample = support::sample("toys");
    let line = sample["items"][0].clone();
    let declaration = |at: usize| {
        let items = (0..12).map(|number| {
            let mut line = line.clone();
            line["line_no"] = json!(number + 1);
            line["hs_code"] = json!(format!("95030{:05}", (at * 12 + number) % 99_999));
            line
        });
        sample["items"] = items.collect();
        if at % 16 == 5 {
            sample["items"][3]["hs_code"] = json!("9404210010");
        }
        let mut sources = SourceMap::default();
        let source = sources.add("d.json", "");
        let text = sample.to_string();
        mp1039::input::read_bytes(source, text.as_bytes(), &[], policy.schema(), &Default::default()).unwrap()
    };
    (0..count).map(declaration).collect()
}

/// The same declarations as lines of JSON, as programs write them.
fn records(count: usize) -> Vec<String> {
    let sample = support::sample("toys");
    let line = &sample["items"][0];
    let record = |at: usize| {
        let mut sample = sample.clone();
        let items = (0..12).map(|number| {
            let mut line = line.clone();
            line["line_no"] = json!(number + 1);
            line["hs_code"] = json!(format!("95030{:05}", (at * 12 + number) % 99_999));
            line["quantity"] = json!(format!("{}", 100 + at));
            line["total"] = json!(format!("{}.{:02}", (100 + at) * 940 / 100, (100 + at) * 940 % 100));
            line["merchant"]["no"] = json!(format!("A1-{}", 1000 + at * 7 % 9000));
            line
        });
        sample["items"] = items.collect();
        sample.to_string()
    };
    (0..count).map(record).collect()
}

#[inline(never)]
fn work_stream(stream: &mut Stream, records: &[String], batch: &mut Batch) {
    for record in records {
        assert_eq!(stream.push(record.as_bytes(), None, batch), Read::Pushed);
    }
}

#[inline(never)]
fn work_columns(columns: &mut mp1039::pipeline::columns::Columns) {
    columns.rule();
    black_box(columns.outcomes());
}

#[inline(never)]
fn work_one(policy: &Policy, declaration: &Declaration, options: &Options) {
    black_box(policy.ruling(declaration, options));
}

#[inline(never)]
fn work_decision(policy: &Policy, declaration: &Declaration, options: &Options) {
    black_box(policy.decide(declaration, options).unwrap());
}

#[inline(never)]
fn work_reference(policy: &Policy, declaration: &Declaration, options: &Options) {
    black_box(policy.decide_by_reference(declaration, options).unwrap());
}

/// One declaration by the embedded rulebook, beginning with nothing.
#[inline(never)]
fn work_cold(sample: &[u8]) {
    let policy = EmbeddedWorld::compiled("221-2019.pol").unwrap();
    let mut sources = SourceMap::default();
    let source = sources.add("toys.json", "");
    black_box(policy.judge(source, sample, &mut sources, &Options::default()).unwrap());
    // As a process that ends does.
    std::mem::forget(policy);
}

#[test]
#[ignore = "a workload"]
fn cold() {
    work_cold(&EmbeddedWorld.read("samples/toys.json").unwrap());
}

#[test]
#[ignore = "a workload"]
fn columns() {
    let (policy, options) = (policy(), Options::default());
    let mut columns = policy.columns(&options);
    declarations(&policy, 256).iter().for_each(|declaration| columns.push(declaration));
    // Room is made once.
    columns.rule();
    work_columns(&mut columns);
    assert_eq!(columns.outcomes().iter().flatten().count(), 256);
}

#[test]
#[ignore = "a workload"]
fn stream() {
    let policy = policy();
    let (layout, records) = (policy.layout(), records(256));
    let mut stream = Stream::new(policy.schema(), &layout, &Limits::default());
    let mut batch = Batch::new(&layout);
    // Room is made once, and the order of keys is known.
    for record in &records {
        stream.push(record.as_bytes(), None, &mut batch);
    }
    batch.clear();
    work_stream(&mut stream, &records, &mut batch);
    assert_eq!(batch.len(), 256);
}

/// What is done to one declaration.
type Work = fn(&Policy, &Declaration, &Options);

fn one_by_one(work: Work, count: usize) {
    let (policy, options) = (policy(), Options::default());
    let declarations = declarations(&policy, count + 1);
    // The law is compiled once, and room is made.
    let (first, rest) = declarations.split_first().unwrap();
    policy.ruling(first, &options).unwrap();
    policy.decide(first, &options).unwrap();
    rest.iter().for_each(|declaration| work(&policy, declaration, &options));
}

#[test]
#[ignore = "a workload"]
fn one() {
    one_by_one(work_one, 64);
}

#[test]
#[ignore = "a workload"]
fn decision() {
    one_by_one(work_decision, 16);
}

#[test]
#[ignore = "a workload"]
fn reference() {
    one_by_one(work_reference, 2);
}

/// The workloads, with how many declarations each goes through.
const WORKLOADS: &[(&str, u64)] =
    &[("cold", 1), ("stream", 256), ("columns", 256), ("one", 64), ("decision", 16), ("reference", 2)];

/// Instructions for one declaration.
fn count(workload: &str, declarations: u64) -> u64 {
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .arg(format!("--toggle-collect=*work_{workload}*"))
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", workload, "--test-threads=1"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{workload}: {}\n{said}", String::from_utf8_lossy(&out.stdout));
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1));
    let collected: u64 = collected.unwrap_or_else(|| panic!("no count in: {said}")).trim().parse().unwrap();
    assert!(collected > 0, "nothing was counted for {workload}");
    collected / declarations
}

#[test]
fn no_workload_takes_more_than_its_budget() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: no instruction was counted");
        return;
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/budget.tsv");
    let counts: Vec<(&str, u64)> = WORKLOADS.iter().map(|(name, of)| (*name, count(name, *of))).collect();
    if std::env::var_os("MP1039_UPDATE").is_some() {
        let mut text = String::from("workload\tinstructions\n");
        counts.iter().for_each(|(name, count)| writeln!(text, "{name}\t{count}").unwrap());
        std::fs::write(&path, text).unwrap();
        return;
    }
    let budget = std::fs::read_to_string(&path).unwrap();
    let budget = |name: &str| -> u64 {
        let line = budget.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
        line.unwrap_or_else(|| panic!("no budget for {name}")).parse().unwrap()
    };
    let over = |(name, count): &&(&str, u64)| *count > budget(name) + budget(name) / 10;
    let over: Vec<String> = counts
        .iter()
        .filter(over)
        .map(|(name, count)| format!("{name}: {count} instructions a declaration, budget {}", budget(name)))
        .collect();
    assert!(
        over.is_empty(),
        "more work than the budget allows; if it is worth it, run this with MP1039_UPDATE=1:\n{}",
        over.join("\n")
    );
    println!("{counts:?}");
}
