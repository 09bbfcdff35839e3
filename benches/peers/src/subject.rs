//! What is measured. The only file that calls mp1039: rewire it here.

use mp1039::eval::decision::Verdict;
use mp1039::eval::law_day;
use mp1039::input::{self, Read, Stream};
use mp1039::ir::Batch;
use mp1039::pipeline::columns::Columns;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::World;

use std::cell::RefCell;

use crate::model::{Answers, Ends, Found};

/// So many declarations go into one batch.
const BATCH: usize = 512;

/// A policy, ready to judge.
pub struct Subject {
    policy: Policy,
    options: Options,
}

/// Declarations in memory, as the evaluator takes them: facts in columns, once each
/// declaration by itself and once many together.
pub struct Prepared<'s> {
    rows: Vec<Batch>,
    columns: RefCell<Vec<Columns<'s>>>,
}

/// Loads a rulebook.
///
/// # Errors
/// What the checker says.
pub fn load(world: &dyn World) -> Result<Subject, String> {
    let mut sources = SourceMap::default();
    let loaded = Policy::load(world, Start::File("rules.pol".to_owned()), &mut sources);
    let problems = |all: Vec<mp1039::diagnostic::Diagnostic>| {
        let say = |d: &mp1039::diagnostic::Diagnostic| format!("{} {}", sources.place(d.span), d.message.en);
        all.iter().filter(|d| d.is_error()).take(10).map(say).collect::<Vec<_>>().join("\n")
    };
    let policy = loaded.map_err(problems)?.policy;
    Ok(Subject { policy, options: Options::default() })
}

impl Subject {
    /// Reads declarations into memory.
    pub fn prepare(&self, ndjson: &str) -> Prepared<'_> {
        let (layout, source) = (self.policy.layout(), SourceMap::default().add("declarations.ndjson", ""));
        let mut stream = Stream::new(self.policy.schema(), &layout, &self.options.limits);
        let rows = ndjson.lines().map(|line| {
            let mut batch = Batch::new(&layout);
            if stream.push(line.as_bytes(), None, &mut batch) == Read::Plain {
                let (schema, limits) = (self.policy.schema(), &self.options.limits);
                let declaration = input::read_bytes(source, line.as_bytes(), &[], schema, limits);
                let declaration = declaration.expect("a declaration");
                input::push(&mut batch, &layout, &declaration, law_day(schema, &declaration, None));
            }
            batch
        });
        let lines: Vec<&str> = ndjson.lines().collect();
        let columns = lines.chunks(BATCH).map(|lines| {
            let mut columns = self.policy.columns(&self.options);
            lines.iter().for_each(|line| columns.push_json(source, line.as_bytes()).expect("a declaration"));
            columns
        });
        Prepared { rows: rows.collect(), columns: RefCell::new(columns.collect()) }
    }

    /// Judges one declaration after the other.
    pub fn verdicts_rows(&self, prepared: &Prepared, answers: &mut Answers) {
        answers.clear();
        let mut columns = self.policy.columns(&self.options);
        for batch in &prepared.rows {
            columns.rule_over(batch);
            keep(&columns, answers);
        }
    }

    /// Judges batches.
    pub fn verdicts_columns(&self, prepared: &Prepared, answers: &mut Answers) {
        answers.clear();
        for columns in prepared.columns.borrow_mut().iter_mut() {
            columns.rule();
            keep(columns, answers);
        }
    }

    /// From bytes to decisions, on so many threads.
    pub fn stream(&self, ndjson: &str, threads: usize, answers: &mut Answers) {
        let parts = split(ndjson, threads.max(1));
        let source = SourceMap::default().add("declarations.ndjson", "");
        let judged: Vec<Answers> = std::thread::scope(|scope| {
            let judge = |part: &'_ str| {
                let mut own = Answers::default();
                let mut columns = self.policy.columns(&self.options);
                let mut lines = part.lines().peekable();
                while lines.peek().is_some() {
                    for line in lines.by_ref().take(BATCH) {
                        columns.push_json(source, line.as_bytes()).expect("a declaration");
                    }
                    columns.rule();
                    keep(&columns, &mut own);
                    columns.clear();
                }
                own
            };
            let running: Vec<_> = parts.iter().skip(1).map(|part| scope.spawn(move || judge(part))).collect();
            let mine = parts.first().map(|part| judge(part));
            mine.into_iter().chain(running.into_iter().map(|r| r.join().expect("a thread"))).collect()
        });
        answers.clear();
        for part in judged {
            let offset = answers.ends.len() as u32;
            answers
                .found
                .extend(part.found.iter().map(|f| Found { declaration: f.declaration + offset, ..*f }));
            answers.ends.extend(part.ends);
        }
    }
}

/// Whole lines in so many parts of about one size.
fn split(text: &str, parts: usize) -> Vec<&str> {
    let mut rest = text;
    let mut made = Vec::new();
    for left in (1..=parts).rev() {
        let middle = rest.len() / left;
        let end =
            rest.as_bytes()[middle..].iter().position(|b| *b == b'\n').map_or(rest.len(), |i| middle + i + 1);
        let (part, after) = rest.split_at(if left == 1 { rest.len() } else { end });
        made.extend((!part.is_empty()).then_some(part));
        rest = after;
    }
    made
}

/// Verdicts as the comparison sees them.
fn keep(columns: &Columns, answers: &mut Answers) {
    let offset = answers.ends.len();
    answers.ends.extend(columns.outcomes().iter().map(|outcome| {
        let outcome = outcome.expect("one version of the law");
        Ends { best: level(outcome.best), worst: level(outcome.worst) }
    }));
    answers.found.extend(columns.violations().map(|(at, violation)| Found {
        declaration: (offset + at) as u32,
        rule: violation.article.parse().unwrap_or(0),
        line: violation.line.unwrap_or(0) as u16,
        open: violation.open,
    }));
}

fn level(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Admit => 0,
        Verdict::Review => 1,
        Verdict::Reject => 2,
        Verdict::Undecided | Verdict::OutOfScope => u8::MAX,
    }
}
