//! What is timed: declarations in memory, and from NDJSON.

use std::hint::black_box;

use super::Bench;
use crate::floor::{Columns, Rows, Scratch};
use crate::measure::{Runner, Timing, contest};
use crate::model::{Answers, Declaration};
use crate::ndjson;
use crate::options::Options;
use crate::page::{Cell, Table, rounded};

pub const FLOOR: &str = "floor, one at a time";
pub const FLOOR_COLUMNS: &str = "floor, columns";
pub const DOM: &str = "parse only: sonic-rs DOM";
pub const ROWS: &str = "mp1039, one at a time";
pub const COLUMNS: &str = "mp1039, columns";
pub const STREAM: &str = "mp1039, stream";
pub const SHUFFLED: &str = "mp1039, stream, keys shuffled";

/// Lines, as so many declarations of the workload's mean length.
fn units(part: &[Declaration], all: &[Declaration]) -> f64 {
    let lines = |d: &[Declaration]| d.iter().map(|d| d.items.len()).sum::<usize>() as f64;
    lines(part) / lines(all) * all.len() as f64
}

/// Declarations in memory.
pub fn in_memory(bench: &mut Bench, options: &Options) -> Vec<Timing> {
    let Bench { declarations, whole, floor, subject, peers, .. } = bench;
    let rows = floor.rows(declarations);
    let columns = Columns::new(floor.rows(declarations));
    let prepared = subject.prepare(&ndjson::write(declarations));
    let mut answers: Vec<Answers> = vec![Answers::default(); 4];
    let mut scratch = [Scratch::default(), Scratch::default()];
    let [first, second] = &mut scratch;
    let all = units(declarations, declarations);
    let mut left = answers.iter_mut();
    let mut next = || left.next().expect("enough answers");
    let (a, b, c, d) = (next(), next(), next(), next());
    let (floor, subject, prepared) = (&*floor, &*subject, &prepared);
    let mut runners = vec![
        runner(FLOOR, all, move || floor.judge_rows(&rows, first, a)),
        runner(FLOOR_COLUMNS, all, move || floor.judge_columns(&columns, second, b)),
        runner(ROWS, all, move || subject.verdicts_rows(prepared, c)),
        runner(COLUMNS, all, move || subject.verdicts_columns(prepared, d)),
    ];
    for peer in peers {
        let part = &whole[..whole.len().min(peer.round())];
        peer.prepare(part, &ndjson::write(part));
        let (name, units) = (peer.name().to_owned(), units(part, declarations));
        let mut answers = Answers::default();
        runners.push(Runner { name, units, run: Box::new(move || peer.judge(&mut answers)) });
    }
    contest(&mut runners, options.effort())
}

/// From NDJSON.
pub fn from_bytes(bench: &mut Bench, options: &Options) -> Vec<Timing> {
    let Bench { declarations, whole, floor, subject, peers, text, .. } = bench;
    let (floor, subject, text) = (&*floor, &*subject, text.as_str());
    let shuffled = ndjson::shuffled(text, options.seed);
    let all = units(declarations, declarations);
    let (mut a, mut b, mut c) = (Answers::default(), Answers::default(), Answers::default());
    let mut scratch = Scratch::default();
    let mut rows = Rows::default();
    let typed = move || {
        rows.docs.clear();
        rows.lines.clear();
        text.lines().for_each(|line| ndjson::record(line).into_rows(floor, &mut rows));
        floor.judge_rows(&rows, &mut scratch, &mut a);
    };
    let mut runners = vec![
        runner(DOM, all, move || text.lines().for_each(|l| drop(black_box(dom(l))))),
        runner("parse only: serde_json, typed", all, move || {
            text.lines().for_each(|l| drop(black_box(ndjson::record(l))));
        }),
        runner("floor, serde_json, typed", all, typed),
        runner(STREAM, all, move || subject.stream(text, 1, &mut b)),
        runner(SHUFFLED, all, move || subject.stream(&shuffled, 1, &mut c)),
    ];
    for peer in peers {
        let part = &whole[..whole.len().min(peer.round())];
        let (name, units) = (peer.name().to_owned(), units(part, declarations));
        let (part, mut answers) = (ndjson::write(part), Answers::default());
        runners.push(Runner { name, units, run: Box::new(move || peer.stream(&part, &mut answers)) });
    }
    contest(&mut runners, options.effort())
}

fn dom(line: &str) -> sonic_rs::Value {
    sonic_rs::from_str(line).expect("JSON")
}

fn runner<'a>(name: &str, units: f64, mut run: impl FnMut() + 'a) -> Runner<'a> {
    let run = Box::new(move || {
        run();
        None
    });
    Runner { name: name.to_owned(), units, run }
}

/// As a table, beside the times of `base`.
pub fn times(name: &'static str, timings: &[Timing], base: &str) -> Table {
    let floor = of(timings, base);
    let row = |t: &Timing| -> Vec<Cell> {
        let spread = format!("{}–{}", rounded(t.least), rounded(t.most));
        vec![
            t.name.as_str().into(),
            rounded(t.median).into(),
            spread.into(),
            rounded(t.median / floor).into(),
            rounded(t.least / best(timings, base)).into(),
            t.allocations.map_or("–".to_owned(), rounded).into(),
        ]
    };
    let head = vec![
        ("engine", "引擎"),
        ("ns a declaration (median)", "每票纳秒（中位数）"),
        ("least–most", "最小–最大"),
        ("× the first line (medians)", "为首行的倍数（中位数）"),
        ("× (best rounds)", "倍数（最快一轮）"),
        ("allocations", "内存分配次数"),
    ];
    Table { name, head, rows: timings.iter().map(row).collect() }
}

/// The median of one.
pub fn of(timings: &[Timing], name: &str) -> f64 {
    timings.iter().find(|t| t.name.starts_with(name)).map_or(f64::NAN, |t| t.median)
}

fn best(timings: &[Timing], name: &str) -> f64 {
    timings.iter().find(|t| t.name.starts_with(name)).map_or(f64::NAN, |t| t.least)
}
