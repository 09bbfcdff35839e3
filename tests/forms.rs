//! The same record in every form gives the same decision, byte for byte: JSON as it is
//! written, one line, packed, a table as CSV and as a workbook.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::io::Write;
use std::sync::OnceLock;

use flate2::{Compression, write::GzEncoder};
use mp1039::input::formats::Records;
use mp1039::input::{Limits, write, write_line};
use mp1039::pipeline::{Options, Policy};
use mp1039::report::{csv, flat::Flat, json, workbook};
use mp1039::source::SourceMap;

fn policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(support::policy)
}

/// The decisions on every record of an input.
fn decisions(bytes: &[u8]) -> Vec<String> {
    let mut sources = SourceMap::default();
    let source = sources.add("input", "");
    let how = (None, &Limits::default());
    let mut records = Records::open(Box::new(bytes), source, &mut sources, how).expect("records");
    let mut found = Vec::new();
    while let Some(outcome) = records.next(&mut sources) {
        let judged = policy().judge_record(&outcome.expect("a record"), &Options::default());
        found.push(json::json(&judged.unwrap().decision));
    }
    found
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("policies/samples").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".json") && name != "office.json" && name != "missing-facts.json" {
            found.push((name, std::fs::read(path).unwrap()));
        }
    }
    found.sort();
    assert!(found.len() > 20);
    found
}

#[test]
fn every_form_of_a_record_gives_the_same_decision() {
    let mut all = Flat::default();
    let (mut lines, mut expected) = (String::new(), Vec::new());
    for (name, bytes) in samples() {
        let mut sources = SourceMap::default();
        let source = sources.add("input", "");
        let how = (None, &Limits::default());
        let records = Records::open(Box::new(bytes.as_slice()), source, &mut sources, how).unwrap();
        let node = records.only(&mut sources).unwrap().node;
        let plain = decisions(&bytes);
        assert_eq!(plain.len(), 1);
        assert_eq!(decisions(write(&node).as_bytes()), plain, "{name} written anew");
        all.add(&node).unwrap();
        lines.push_str(&(write_line(&node) + "\n"));
        expected.extend(plain);
    }
    let rows = all.finish();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(lines.as_bytes()).unwrap();
    assert_eq!(decisions(lines.as_bytes()), expected, "NDJSON");
    assert_eq!(decisions(&packed.finish().unwrap()), expected, "packed NDJSON");
    assert_eq!(decisions(&csv(&rows).unwrap()), expected, "CSV");
    let book = workbook::new(&[("申报".to_owned(), rows.clone())]).unwrap();
    assert_eq!(decisions(&book), expected, "a workbook");
    let text = String::from_utf8(csv(&rows).unwrap()).unwrap();
    let saved = encoding_rs::GB18030.encode(text.trim_start_matches('\u{feff}')).0.into_owned();
    assert_eq!(decisions(&saved), expected, "CSV as a Chinese spreadsheet saves it");
}

#[test]
fn a_form_broken_anywhere_is_read_or_refused() {
    let (_, bytes) = samples().remove(0);
    let mut sources = SourceMap::default();
    let source = sources.add("input", "");
    let how = (None, &Limits::default());
    let records = Records::open(Box::new(bytes.as_slice()), source, &mut sources, how).unwrap();
    let node = records.only(&mut sources).unwrap().node;
    let mut flat = Flat::default();
    flat.add(&node).unwrap();
    let rows = flat.finish();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&bytes).unwrap();
    let book = workbook::new(&[("1".to_owned(), rows.clone())]).unwrap();
    for form in [bytes.clone(), packed.finish().unwrap(), csv(&rows).unwrap(), book] {
        for end in (0..form.len()).step_by(97) {
            let mut sources = SourceMap::default();
            let source = sources.add("input", "");
            let cut = &form[..end];
            let Ok(mut records) = Records::open(Box::new(cut), source, &mut sources, how) else { continue };
            while let Some(outcome) = records.next(&mut sources) {
                if let Ok(record) = outcome {
                    let _ = policy().read(&record, &Options::default());
                }
            }
        }
    }
}
