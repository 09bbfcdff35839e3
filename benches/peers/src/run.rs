//! The whole run: make, agree, time, look at the boundary, grow, report.

mod goals;
mod timing;

use std::path::Path;

use crate::agreement;
use crate::boundary::Boundary;
use crate::declare::{self, Wanted};
use crate::floor::Floor;
use crate::growth::{self, Figure};
use crate::law::Law;
use crate::measure::cpu;
use crate::model::{Answers, Declaration};
use crate::options::Options;
use crate::page::{self, Cell, Table, rounded};
use crate::peers::{self, Peer};
use crate::subject::{self, Subject};
use crate::{cold, ndjson, rulebook};
use goals::Reached;

/// What is timed.
pub struct Bench {
    pub law: Law,
    pub declarations: Vec<Declaration>,
    /// Those in which every fact is stated: what peers are asked about.
    pub whole: Vec<Declaration>,
    pub text: String,
    pub floor: Floor,
    pub subject: Subject,
    pub peers: Vec<Box<dyn Peer>>,
}

/// Runs it.
///
/// # Errors
/// A disagreement, or a file that cannot be written.
pub fn run(options: &Options) -> Result<(), String> {
    let law = Law::new(options.seed, 3_000);
    let wanted = Wanted { seed: options.seed, count: options.count(), lines: None, gaps: true };
    let declarations = declare::declarations(&law, wanted);
    if let Some(folder) = &options.rulebook {
        return unpack(folder, &law, &declarations).map_err(|e| e.to_string());
    }
    let start = cpu();
    let subject = subject::load(&rulebook::world(&law))?;
    println!("mp1039 loads in {:.1} ms", (cpu() - start) as f64 / 1e6);
    if let Some(what) = &options.spin {
        return spin(&subject, &declarations, what);
    }
    let (peers, missing) = peers::all(&law, &declarations);
    missing.iter().for_each(|line| println!("left out: {line}"));
    let whole = declarations.iter().filter(|d| d.is_whole()).cloned().collect();
    let floor = Floor::new(&law);
    let text = ndjson::write(&declarations);
    let mut bench = Bench { law, declarations, whole, text, floor, subject, peers };
    let mut tables = vec![workload(&bench, options)?, agree(&mut bench)?];
    if options.agreement {
        return Ok(());
    }
    let memory = timing::in_memory(&mut bench, options);
    let bytes = timing::from_bytes(&mut bench, options);
    let (edge, wrong) = boundary(&bench, options);
    let figures = if options.growth { grow(&bench, options) } else { Vec::new() };
    let cold = cold::measure(options.effort().rounds * 3);
    tables.push(goals::table(&Reached { memory: &memory, bytes: &bytes, figures: &figures, wrong, cold }));
    tables.push(timing::times("memory", &memory, timing::FLOOR));
    tables.push(timing::times("bytes", &bytes, timing::DOM));
    tables.push(edge);
    tables.extend(figures.iter().map(page::of_figure));
    for table in tables.iter().skip(2) {
        println!("\n[{}]\n{}", table.name, table.markdown(false));
    }
    match &options.out {
        Some(out) => page::write(out, &tables, &figures).map_err(|e| e.to_string()),
        None => Ok(()),
    }
}

/// A stream of ten million declarations; memory after each million.
fn stream(subject: &Subject, text: &str) {
    let (mut answers, count) = (Answers::default(), text.lines().count());
    let held = || {
        let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS unknown");
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    println!("before: {}", held());
    for round in 1..=10_000_000usize.div_ceil(count) {
        subject.stream(text, 1, &mut answers);
        if round * count / 1_000_000 > (round - 1) * count / 1_000_000 {
            println!("{}: {}", page::thousands((round * count) as f64), held());
        }
    }
}

/// Does one thing for five seconds.
fn spin(subject: &Subject, declarations: &[Declaration], what: &str) -> Result<(), String> {
    let text = ndjson::write(declarations);
    if what == "memory" {
        stream(subject, &text);
        return Ok(());
    }
    let prepared = subject.prepare(&text);
    let (mut answers, mut rounds) = (Answers::default(), 0);
    let start = cpu();
    while cpu() - start < 5_000_000_000 {
        match what {
            "rows" => subject.verdicts_rows(&prepared, &mut answers),
            "columns" => subject.verdicts_columns(&prepared, &mut answers),
            "stream" => subject.stream(&text, 1, &mut answers),
            _ => return Err(crate::options::USAGE.to_owned()),
        }
        rounds += 1;
    }
    let each = (cpu() - start) as f64 / f64::from(rounds) / declarations.len() as f64;
    println!("{what}: {each:.0} ns a declaration");
    Ok(())
}

/// Writes the rulebook and some declarations, to look at and to try by hand.
fn unpack(folder: &Path, law: &Law, declarations: &[Declaration]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("lists"))?;
    for (path, text) in rulebook::files(law) {
        std::fs::write(folder.join(path), text)?;
    }
    std::fs::write(folder.join("declarations.ndjson"), ndjson::write(&declarations[..100]))
}

/// What is judged: how much of it, and how often each rule is broken.
fn workload(bench: &Bench, options: &Options) -> Result<Table, String> {
    let answers = agreement::floor(&bench.floor, &bench.declarations)?;
    let lines: usize = bench.declarations.iter().map(|d| d.items.len()).sum();
    let count = bench.declarations.len() as f64;
    let broken = answers.ends.iter().filter(|e| e.best > 0).count();
    let open = answers.ends.iter().filter(|e| e.best != e.worst).count();
    let hits = |rule: u8| answers.found.iter().filter(|f| f.rule == rule && !f.open).count();
    let least = (1..=19).map(hits).min().unwrap_or(0);
    if !options.quick && least < 50 {
        return Err(format!("a rule is broken only {least} times"));
    }
    let rows: Vec<Vec<Cell>> = vec![
        vec![Cell::Words("seed", "随机种子"), options.seed.to_string().into()],
        vec![Cell::Words("declarations", "报关单"), page::thousands(count).into()],
        vec![Cell::Words("lines each", "平均项数"), rounded(lines as f64 / count).into()],
        vec![Cell::Words("bytes each", "平均字节"), page::thousands(bench.text.len() as f64 / count).into()],
        vec![Cell::Words("break a rule", "违反规则"), page::thousands(broken as f64).into()],
        vec![Cell::Words("left open", "资料不足"), page::thousands(open as f64).into()],
        vec![Cell::Words("each rule broken at least", "每条规则至少违反次数"), least.to_string().into()],
        vec![Cell::Words("processor", "处理器"), processor().into()],
    ];
    let table = Table { name: "workload", head: vec![("workload", "样本"), ("", "")], rows };
    println!("\n{}", table.markdown(false));
    Ok(table)
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|l| l.strip_prefix("model name")).and_then(|l| l.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} vCPU", name.map_or("unknown", |n| n.1))
}

/// Everyone agrees, or the run ends.
fn agree(bench: &mut Bench) -> Result<Table, String> {
    let answers = agreement::floor(&bench.floor, &bench.declarations)?;
    let ours = agreement::subject(&bench.subject, &answers, &bench.declarations)?;
    let mut rows: Vec<Vec<Cell>> =
        vec![vec!["mp1039".into(), "".into(), page::thousands(ours.compared as f64).into(), "0".into()]];
    println!("agreed: mp1039 on {} declarations; {} open verdicts refined", ours.compared, ours.refined);
    for peer in &mut bench.peers {
        let compared = agreement::peer(&mut **peer, &bench.floor, &bench.whole)?;
        println!("agreed: {} on {compared} declarations", peer.name());
        let compared = page::thousands(compared as f64);
        let (en, zh) = peer.host();
        rows.push(vec![peer.name().into(), Cell::Words(en, zh), compared.into(), "0".into()]);
    }
    let head = vec![
        ("engine", "引擎"),
        ("what the host does for it", "宿主程序代做的事"),
        ("declarations compared", "比较票数"),
        ("that differ", "不一致"),
    ];
    Ok(Table { name: "agreement", head, rows })
}

/// Wrong answers at the boundary: everyone's, and mp1039's.
fn boundary(bench: &Bench, options: &Options) -> (Table, usize) {
    let (count, most) = if options.quick { (300, 1_000) } else { (2_000, 10_000) };
    let edge = Boundary::new(&bench.law, options.seed, count, most);
    let text = ndjson::write(&edge.declarations);
    let mut answers = Answers::default();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row = |name: &str, answers: &mut Answers| {
        answers.sort();
        let wrong = edge.wrong(&answers.found);
        rows.push(vec![name.into(), page::thousands(wrong as f64).into()]);
        wrong
    };
    let floor = Floor::new(&edge.law);
    floor.judge_rows(&floor.rows(&edge.declarations), &mut Default::default(), &mut answers);
    row("floor", &mut answers);
    let subject = subject::load(&rulebook::world(&edge.law)).expect("a rulebook");
    subject.verdicts_columns(&subject.prepare(&text), &mut answers);
    let ours = row("mp1039", &mut answers);
    let (peers, _) = peers::all(&edge.law, &edge.declarations);
    for mut peer in peers {
        peer.prepare(&edge.declarations, &text);
        peer.judge(&mut answers);
        row(peer.name(), &mut answers);
    }
    let of: &'static str = Box::leak(format!("wrong of {}", page::thousands(count as f64)).into_boxed_str());
    let zh: &'static str =
        Box::leak(format!("错误（共{}票）", page::thousands(count as f64)).into_boxed_str());
    (Table { name: "boundary", head: vec![("engine", "引擎"), (of, zh)], rows }, ours)
}

/// The curves.
fn grow(bench: &Bench, options: &Options) -> Vec<Figure> {
    let effort = options.effort();
    let (codes, lines, rules): (&[usize], &[usize], &[usize]) = match options.quick {
        true => (&[300, 3_000, 30_000], &[1, 10, 100, 1_000], &[1, 4]),
        false => (&[300, 3_000, 30_000, 300_000], &[1, 10, 100, 1_000, 10_000], &[1, 2, 4, 8, 16]),
    };
    let (judged, loaded) = growth::by_codes(options.seed, codes, effort);
    vec![
        judged,
        loaded,
        growth::by_lines(options.seed, &bench.law, lines, effort),
        growth::by_rules(&bench.law, &bench.declarations, rules, effort),
        growth::by_threads(&bench.subject, &bench.text, effort.rounds),
    ]
}
