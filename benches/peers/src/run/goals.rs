//! The goals of the design as ratios, and where this run stands.

use super::timing::{COLUMNS, DOM, FLOOR, FLOOR_COLUMNS, ROWS, SHUFFLED, STREAM, of};
use crate::growth::Figure;
use crate::measure::Timing;
use crate::page::{Cell, Table, rounded};

/// What the goals are about.
pub struct Reached<'a> {
    pub memory: &'a [Timing],
    pub bytes: &'a [Timing],
    pub figures: &'a [Figure],
    /// Wrong answers of mp1039 at the boundary.
    pub wrong: usize,
    /// Milliseconds: a process that judges, and an empty one.
    pub cold: Option<(f64, f64)>,
}

type Words = (&'static str, &'static str);

/// A table of goals.
pub fn table(reached: &Reached) -> Table {
    let Reached { memory, bytes, .. } = reached;
    let (stream, dom) = (of(bytes, STREAM), of(bytes, DOM));
    let columns = of(memory, COLUMNS) / of(memory, FLOOR_COLUMNS).min(of(memory, FLOOR));
    let mut rows = vec![
        ratio(
            ("in memory, columns, against the faster floor", "内存中按列判定，与较快的手写代码相比"),
            "≤ 1.5 ×",
            columns,
        ),
        ratio(
            ("in memory, one at a time, against the floor", "内存中逐票判定，与手写代码相比"),
            "≤ 4 ×",
            of(memory, ROWS) / of(memory, FLOOR),
        ),
        ratio(
            (
                "NDJSON to decisions, against only parsing with sonic-rs",
                "从NDJSON到结论，与仅用sonic-rs解析相比",
            ),
            "≤ 0.8 ×",
            stream / dom,
        ),
        ratio(("the same, keys shuffled", "同上，键顺序打乱"), "≤ 1.5 ×", of(bytes, SHUFFLED) / dom),
        ratio(
            ("end to end, zen's time over ours", "全程：zen用时为本项目的倍数"),
            "≥ 30 ×",
            of(bytes, "zen") / stream,
        ),
        ratio(
            ("end to end, DuckDB's time over ours", "全程：DuckDB用时为本项目的倍数"),
            "≥ 10 ×",
            of(bytes, "DuckDB") / stream,
        ),
        row(("wrong at the boundary", "边界上判错"), "0", reached.wrong.to_string()),
    ];
    rows.extend(grown(reached.figures));
    rows.extend(reached.cold.map(|(judged, empty)| {
        let reached = format!("{} ms ({} ms)", rounded(judged), rounded(empty));
        row(
            ("cold process, embedded rulebook (an empty one)", "冷启动，内置规则库（空进程）"),
            "≤ 10 ms, 2 ×",
            reached,
        )
    }));
    Table { name: "goals", head: vec![("what", "项目"), ("goal", "目标"), ("this run", "本次")], rows }
}

fn grown(figures: &[Figure]) -> Vec<Vec<Cell>> {
    let point = |file: &str, x: f64| {
        let figure = figures.iter().find(|f| f.file == file)?;
        let curve = figure.curves.iter().find(|c| c.name == "mp1039")?;
        curve.points.iter().find(|p| p.0 == x).map(|p| p.1)
    };
    let against = |file, large, small| Some(point(file, large)? / point(file, small)?);
    [
        (
            ("300,000 codes against 300", "30万编码与300编码相比"),
            "≤ 1.5 ×",
            against("codes", 300_000.0, 300.0),
        ),
        (
            ("a line, of 10,000 against of 10", "每项用时：1万项与10项相比"),
            "≈ 1 ×",
            against("lines", 10_000.0, 10.0),
        ),
        (("two threads against one", "两线程与一线程相比"), "≥ 1.8 ×", against("threads", 2.0, 1.0)),
    ]
    .into_iter()
    .filter_map(|(what, goal, reached)| Some(ratio(what, goal, reached?)))
    .collect()
}

fn ratio(what: Words, goal: &str, reached: f64) -> Vec<Cell> {
    row(what, goal, format!("{} ×", rounded(reached)))
}

fn row(what: Words, goal: &str, reached: String) -> Vec<Cell> {
    vec![Cell::Words(what.0, what.1), goal.into(), reached.into()]
}
