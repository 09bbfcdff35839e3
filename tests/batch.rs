//! A batch: every record gives one line, one bad record keeps no other from being
//! judged, the counts reconcile, and a run that broke off goes on without losing or
//! repeating a record.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mp1039-batch-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Some samples as lines, with a broken one, an empty one and one too strange to read.
fn lines() -> String {
    let mut lines = String::new();
    for name in ["one-toy", "rush-mattress", "missing-facts", "general-trade", "wrong-customs"] {
        let text = fs::read_to_string(format!("policies/samples/{name}.json")).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        lines.push_str(&format!("{value}\n"));
        if name == "rush-mattress" {
            lines.push_str("{\"client_ref\": \"broken\n\n[1, 2]\n");
        }
    }
    lines
}

fn eval(input: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mp1039"));
    command.args(["eval", "--policy", "221-2019.pol", "--lang", "en"]).arg(input).args(more);
    command.env_remove("CLICOLOR_FORCE").output().unwrap()
}

fn summary(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the summary is on stdout")
}

#[test]
fn every_record_has_one_line_and_the_counts_reconcile() {
    let folder = folder("counts");
    let (plain, packed) = (folder.join("a.ndjson"), folder.join("b.bin"));
    fs::write(&plain, lines()).unwrap();
    let mut gz = GzEncoder::new(fs::File::create(&packed).unwrap(), Compression::fast());
    gz.write_all(lines().as_bytes()).unwrap();
    gz.finish().unwrap();
    let mut outs = Vec::new();
    for input in [&plain, &packed] {
        let out = folder.join("out.ndjson");
        let run = eval(input, &["--out", out.to_str().unwrap(), "--summary", "--format", "json"]);
        assert_eq!(run.status.code(), Some(2), "what cannot be read makes the run end with 2");
        let summary = summary(&run);
        let count = |key: &str| summary[key].as_u64().unwrap();
        let outcomes = ["admit", "review", "reject", "undecided", "out_of_scope", "unreadable"];
        assert_eq!(count("read"), 7);
        assert_eq!(outcomes.iter().map(|o| count(o)).sum::<u64>(), 7);
        assert_eq!(count("unreadable"), 2);
        let markets = summary["markets"].as_object().unwrap().values();
        assert_eq!(markets.map(|m| m["read"].as_u64().unwrap()).sum::<u64>() + count("unreadable"), 7);
        let text = fs::read_to_string(&out).unwrap();
        let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), 7);
        let place = lines[2]["place"].as_str().unwrap();
        assert!(place.ends_with(":3:23"), "the broken record is located: {place}");
        outs.push(text.replace(input.to_str().unwrap(), "IN"));
    }
    assert_eq!(outs[0], outs[1], "packed or not, the same records come of it");
    fs::remove_dir_all(&folder).unwrap();
}

/// Every record has its own line, whoever read it: where a value stands, and a mistake.
#[test]
fn several_threads_say_what_one_says() {
    let folder = folder("threads");
    let input = folder.join("in.ndjson");
    fs::write(&input, lines().repeat(12)).unwrap();
    for how in [&["--format", "ndjson"][..], &["--format", "ndjson", "--envelope"], &["--format", "human"]] {
        let said = |threads: &str| {
            let run = eval(&input, &[how, &["--threads", threads, "--summary"]].concat());
            (
                run.status.code(),
                String::from_utf8(run.stdout).unwrap(),
                String::from_utf8(run.stderr).unwrap(),
            )
        };
        let one = said("1");
        assert!(one.2.contains("in.ndjson:93:"), "{}", one.2);
        for threads in ["2", "5"] {
            assert!(said(threads) == one, "{how:?} on {threads} threads");
        }
    }
    let of = |bytes: Vec<u8>| -> Vec<String> {
        let text = String::from_utf8(bytes).unwrap();
        text.lines().filter(|line| line.contains("decision@1")).map(str::to_owned).collect()
    };
    let mut piped = Command::new(env!("CARGO_BIN_EXE_mp1039"));
    piped.args(["eval", "--policy", "221-2019.pol", "-", "--format", "ndjson"]);
    let piped = piped.stdin(fs::File::open(&input).unwrap()).output().unwrap();
    assert!(of(piped.stdout) == of(eval(&input, &["--format", "ndjson"]).stdout));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_run_that_broke_off_goes_on() {
    let folder = folder("resume");
    let (input, out) = (folder.join("in.ndjson"), folder.join("out.ndjson"));
    fs::write(&input, lines()).unwrap();
    let path = out.to_str().unwrap();
    for envelope in [false, true] {
        let with: Vec<&str> = ["--envelope"].into_iter().filter(|_| envelope).collect();
        let options = |more: &[&'static str]| {
            [&["--out", path, "--summary", "--format", "json"][..], &with, more].concat()
        };
        let whole = eval(&input, &options(&[]));
        let bytes = fs::read(&out).unwrap();
        let ends = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1);
        let mut cuts: Vec<usize> = ends.flat_map(|end| [end - 1, end, end + 40]).collect();
        cuts.push(0);
        for cut in cuts.into_iter().filter(|cut| *cut <= bytes.len()) {
            fs::write(&out, &bytes[..cut]).unwrap();
            let again = eval(&input, &options(&["--resume"]));
            assert!(fs::read(&out).unwrap() == bytes, "cut at {cut}");
            assert_eq!(summary(&again), summary(&whole), "cut at {cut}");
            assert_eq!(again.status.code(), whole.status.code(), "cut at {cut}");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn another_run_is_not_gone_on_with() {
    let folder = folder("other");
    let (input, out) = (folder.join("in.ndjson"), folder.join("out.ndjson"));
    fs::write(&input, lines()).unwrap();
    let path = out.to_str().unwrap();
    eval(&input, &["--out", path]);
    let bytes = fs::read(&out).unwrap();
    let refused = |more: &[&str]| {
        fs::write(&out, &bytes).unwrap();
        let run = eval(&input, &[&["--out", path, "--resume"], more].concat());
        assert_eq!(run.status.code(), Some(2));
        assert!(fs::read(&out).unwrap() == bytes, "the file is left as it was");
        String::from_utf8(run.stderr).unwrap()
    };
    assert!(refused(&["--as-of", "2020-06-01"]).contains("is not what record 1"));
    let first = lines().lines().next().unwrap().to_owned();
    fs::write(&input, format!("{first}\n")).unwrap();
    assert!(refused(&[]).contains("more records than the inputs"));
    fs::remove_dir_all(&folder).unwrap();
}
