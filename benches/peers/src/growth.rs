//! How time grows: with the codes in the lists, the lines of a declaration, the rules of
//! the policy, the threads.

use crate::declare::{self, Wanted};
use crate::floor::{Columns, Floor, Scratch};
use crate::law::Law;
use crate::measure::{Effort, Runner, contest, cpu, wall};
use crate::model::{Answers, Declaration};
use crate::peers::{self, Peer};
use crate::subject::{self, Subject};
use crate::{ndjson, rulebook};

/// One curve: a name and its points.
#[derive(Clone, Debug)]
pub struct Curve {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

/// A figure: what grows, what is measured, and the curves.
pub struct Figure {
    pub file: &'static str,
    pub title: (&'static str, &'static str),
    pub x: (&'static str, &'static str),
    pub y: (&'static str, &'static str),
    pub curves: Vec<Curve>,
}

/// Puts points to the curves of their names.
fn add(curves: &mut Vec<Curve>, name: &str, point: (f64, f64)) {
    match curves.iter_mut().find(|curve| curve.name == name) {
        Some(curve) => curve.points.push(point),
        None => curves.push(Curve { name: name.to_owned(), points: vec![point] }),
    }
}

/// Everyone's nanoseconds a unit for one set of declarations, and milliseconds to load.
struct Stage {
    floor: Floor,
    subject: Subject,
    peers: Vec<Box<dyn Peer>>,
    loads: Vec<(String, f64)>,
}

impl Stage {
    fn new(law: &Law, declarations: &[Declaration]) -> Stage {
        let mut loads = Vec::new();
        let start = cpu();
        let floor = Floor::new(law);
        loads.push(("floor".to_owned(), (cpu() - start) as f64 / 1e6));
        let world = rulebook::world(law);
        let start = cpu();
        let subject = subject::load(&world).expect("a rulebook");
        loads.push(("mp1039".to_owned(), (cpu() - start) as f64 / 1e6));
        let (peers, _) = peers::all(law, declarations);
        Stage { floor, subject, peers, loads }
    }

    fn time(&mut self, declarations: &[Declaration], effort: Effort, lines: bool) -> Vec<(String, f64)> {
        let units = |part: &[Declaration]| match lines {
            true => part.iter().map(|d| d.items.len()).sum::<usize>() as f64,
            false => part.len() as f64,
        };
        let columns = Columns::new(self.floor.rows(declarations));
        let floor = &self.floor;
        let (mut scratch, mut answers) = (Scratch::default(), Answers::default());
        let mut runners = vec![Runner {
            name: "floor".to_owned(),
            units: units(declarations),
            run: Box::new(move || {
                floor.judge_columns(&columns, &mut scratch, &mut answers);
                None
            }),
        }];
        let prepared = self.subject.prepare(&ndjson::write(declarations));
        let (subject, mut answers) = (&self.subject, Answers::default());
        runners.push(Runner {
            name: "mp1039".to_owned(),
            units: units(declarations),
            run: Box::new(move || {
                subject.verdicts_columns(&prepared, &mut answers);
                None
            }),
        });
        for peer in &mut self.peers {
            let part = budget(declarations, peer.round().saturating_mul(12));
            peer.prepare(part, &ndjson::write(part));
            let mut answers = Answers::default();
            let name = peer.name().to_owned();
            let units = units(part);
            runners.push(Runner { name, units, run: Box::new(move || peer.judge(&mut answers)) });
        }
        contest(&mut runners, effort).into_iter().map(|t| (t.name, t.median)).collect()
    }
}

/// The first declarations that together have at most so many lines; one at least.
fn budget(declarations: &[Declaration], lines: usize) -> &[Declaration] {
    let mut left = lines;
    let fits = declarations.iter().take_while(|d| {
        let fits = d.items.len() <= left;
        left = left.saturating_sub(d.items.len());
        fits
    });
    &declarations[..fits.count().max(1)]
}

/// With the codes in the lists; and the time to load.
pub fn by_codes(seed: u64, sizes: &[usize], effort: Effort) -> (Figure, Figure) {
    let (mut judged, mut loaded) = (Vec::new(), Vec::new());
    for &size in sizes {
        eprintln!("growth: {size} codes");
        let law = Law::new(seed, size);
        let wanted = Wanted { seed, count: 5_000, lines: None, gaps: false };
        let declarations = declare::declarations(&law, wanted);
        let mut stage = Stage::new(&law, &declarations);
        for (name, load) in &stage.loads {
            add(&mut loaded, name, (size as f64, *load));
        }
        for (name, time) in stage.time(&declarations, effort, false) {
            add(&mut judged, &name, (size as f64, time));
        }
    }
    let x = ("codes in all lists", "名录编码总数");
    let figure = |file, title, y, curves| Figure { file, title, x, y, curves };
    (
        figure(
            "codes",
            ("Deciding, by the size of the lists", "名录规模与判定用时"),
            ("ns a declaration", "每票纳秒"),
            judged,
        ),
        figure("load", ("Loading, by the size of the lists", "名录规模与加载用时"), ("ms", "毫秒"), loaded),
    )
}

/// With the lines of a declaration.
pub fn by_lines(seed: u64, law: &Law, sizes: &[usize], effort: Effort) -> Figure {
    let mut curves = Vec::new();
    for &size in sizes {
        eprintln!("growth: {size} lines");
        let wanted = Wanted { seed, count: (40_000 / size).clamp(2, 5_000), lines: Some(size), gaps: false };
        let declarations = declare::declarations(law, wanted);
        let mut stage = Stage::new(law, &declarations);
        for (name, time) in stage.time(&declarations, effort, true) {
            add(&mut curves, &name, (size as f64, time));
        }
    }
    Figure {
        file: "lines",
        title: ("Deciding, by the lines of a declaration", "商品项数与判定用时"),
        x: ("lines", "商品项数"),
        y: ("ns a line", "每项纳秒"),
        curves,
    }
}

/// With the rules: the nineteen articles several times over, under other numbers.
pub fn by_rules(law: &Law, declarations: &[Declaration], times: &[usize], effort: Effort) -> Figure {
    let mut curves = Vec::new();
    for &times in times {
        eprintln!("growth: {} rules", 19 * times);
        let subject = subject::load(&rulebook::repeated(law, times)).expect("a rulebook");
        let subject = &subject;
        let prepared = subject.prepare(&ndjson::write(declarations));
        let mut answers = Answers::default();
        let mut runners = [Runner {
            name: "mp1039".to_owned(),
            units: declarations.len() as f64,
            run: Box::new(move || {
                subject.verdicts_columns(&prepared, &mut answers);
                None
            }),
        }];
        for timing in contest(&mut runners, effort) {
            add(&mut curves, &timing.name, (19.0 * times as f64, timing.median));
        }
    }
    Figure {
        file: "rules",
        title: ("Deciding, by the number of rules", "规则数与判定用时"),
        x: ("rules", "规则数"),
        y: ("ns a declaration", "每票纳秒"),
        curves,
    }
}

/// With the threads; on the wall, declarations a second.
pub fn by_threads(subject: &Subject, text: &str, rounds: usize) -> Figure {
    let count = text.lines().count() as f64;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut points = Vec::new();
    for threads in 1..=cores.max(2) {
        let mut answers = Answers::default();
        let mut best = f64::INFINITY;
        for _ in 0..=rounds {
            let start = wall();
            subject.stream(text, threads, &mut answers);
            best = best.min((wall() - start) as f64);
        }
        points.push((threads as f64, count / best * 1e9));
    }
    Figure {
        file: "threads",
        title: ("NDJSON to decisions, by threads (best round)", "线程数与处理速度（取最快一轮）"),
        x: ("threads", "线程数"),
        y: ("declarations a second", "每秒票数"),
        curves: vec![Curve { name: "mp1039".to_owned(), points }],
    }
}
