//! DuckDB through Python, in a process of its own that is asked for one batch at a time and
//! says how much CPU time it took. `MP1039_PYTHON` names the Python that has it.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::json;

use super::{Peer, data};
use crate::law::{FIRST_YEAR, Law, MONTHS};
use crate::model::{Answers, CURRENCIES, Declaration, Ends, Found, RATE, decimal, iso, worth};

/// A running DuckDB.
pub struct DuckDb {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
    count: usize,
}

impl DuckDb {
    /// Starts it.
    ///
    /// # Errors
    /// In words, where there is no Python that has it.
    pub fn new(law: &Law) -> Result<DuckDb, String> {
        let folder = folder(law).map_err(|e| e.to_string())?;
        let python = std::env::var("MP1039_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut command = Command::new(&python);
        command.arg(folder.join("duck.py")).arg(&folder).stderr(Stdio::piped());
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|e| format!("{python}: {e}"))?;
        let input = child.stdin.take().ok_or("no input")?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut version = String::new();
        output.read_line(&mut version).map_err(|e| e.to_string())?;
        if version.is_empty() {
            let _ = child.wait();
            return Err(format!("`import duckdb` does not work in {python}; MP1039_PYTHON names another"));
        }
        Ok(DuckDb { child, input, output, folder, count: 0 })
    }

    fn ask(&mut self, order: &str, answers: &mut Answers) -> u64 {
        writeln!(self.input, "{order}").expect("DuckDB runs");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("DuckDB runs");
        let (spent, rows) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
        answers.clear();
        answers.ends.resize(self.count, Ends::default());
        for row in rows.split(',').filter(|row| !row.is_empty()) {
            let numbers: Vec<u32> = row.split(' ').filter_map(|n| n.parse().ok()).collect();
            let (declaration, rule, line) = (numbers[0], numbers[1] as u8, numbers[2] as u16);
            let worst = answers.ends[declaration as usize].worst.max(worth(rule));
            answers.ends[declaration as usize] = Ends { best: worst, worst };
            answers.found.push(Found { declaration, rule, line, open: false });
        }
        spent.parse().expect("DuckDB answers")
    }

    fn write(&mut self, ndjson: &str) -> String {
        let path = self.folder.join("declarations.ndjson");
        std::fs::write(&path, ndjson).expect("a file");
        self.count = ndjson.lines().count();
        path.display().to_string()
    }
}

impl Drop for DuckDb {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A folder with the script, the queries and the law as tables.
fn folder(law: &Law) -> std::io::Result<PathBuf> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let name = format!("mp1039-peers-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("duck.py"), include_str!("duck.py"))?;
    std::fs::write(folder.join("read.sql"), include_str!("read.sql"))?;
    std::fs::write(folder.join("query.sql"), include_str!("query.sql"))?;
    let prefixes: Vec<_> = data::index(law)
        .into_iter()
        .flat_map(|(prefix, lists)| {
            lists.into_iter().map(move |list| json!({"prefix": prefix, "list": list}))
        })
        .collect();
    let month = |m: usize| format!("{}-{:02}", FIRST_YEAR as usize + m / 12, m % 12 + 1);
    let row = |m: usize, c: usize| json!({"month": month(m), "currency": CURRENCIES[c], "rate": decimal(law.rates[m][c], RATE, 1)});
    let rates: Vec<_> =
        (0..MONTHS).flat_map(|m| (0..4).map(move |c| (m, c))).map(|(m, c)| row(m, c)).collect();
    let markets: Vec<_> = law
        .markets
        .iter()
        .map(|m| json!({"id": m.id, "open_from": iso(m.open_from), "office": m.office}))
        .collect();
    for (name, rows) in [("prefixes", prefixes), ("rates", rates), ("markets", markets)] {
        std::fs::write(folder.join(format!("{name}.json")), serde_json::to_string(&rows)?)?;
    }
    Ok(folder)
}

impl Peer for DuckDb {
    fn name(&self) -> &'static str {
        "DuckDB 2.0 (batch)"
    }

    fn host(&self) -> (&'static str, &'static str) {
        ("nothing; a whole batch at a time", "无；每次处理一批")
    }

    fn prepare(&mut self, _: &[Declaration], ndjson: &str) {
        let path = self.write(ndjson);
        self.ask(&format!("prepare {path}"), &mut Answers::default());
    }

    fn judge(&mut self, answers: &mut Answers) -> Option<u64> {
        Some(self.ask("judge", answers))
    }

    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64> {
        let path = self.write(ndjson);
        Some(self.ask(&format!("stream {path}"), answers))
    }

    fn round(&self) -> usize {
        usize::MAX
    }
}
