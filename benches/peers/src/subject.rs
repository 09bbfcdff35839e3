//! What is measured. The only file that calls mp1039: rewire it here.

use mp1039::eval::decision::Verdict;
use mp1039::eval::fast::Outcome;
use mp1039::input::formats::Records;
use mp1039::ir::Batch;
use mp1039::pipeline::columns::Columns;
use mp1039::pipeline::fast::Violation;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::World;

use crate::model::{Answers, Ends, Found};

/// So many declarations go into one batch.
const BATCH: usize = 256;

/// A policy, ready to judge.
pub struct Subject {
    policy: Policy,
    options: Options,
}

/// Declarations in memory, as the evaluator takes them: facts in columns, once each
/// declaration by itself and once many together.
pub struct Prepared {
    rows: Vec<Batch>,
    columns: Vec<Batch>,
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
    pub fn prepare(&self, ndjson: &str) -> Prepared {
        let batches = |size: usize| {
            let mut made = Vec::new();
            let layout = self.policy.layout();
            let empty = || Batch::new(&layout);
            self.batches(ndjson, size, |columns| made.push(std::mem::replace(columns.batch(), empty())));
            made
        };
        Prepared { rows: batches(1), columns: batches(BATCH) }
    }

    /// Reads declarations, so many at a time.
    fn batches(&self, ndjson: &str, size: usize, mut then: impl FnMut(&mut Columns)) {
        let mut sources = SourceMap::default();
        let source = sources.add("declarations.ndjson", "");
        let limits = (None, &self.options.limits);
        let opened = Records::open(Box::new(ndjson.as_bytes()), source, &mut sources, limits);
        let mut records = opened.expect("NDJSON");
        let mut columns = self.policy.columns(&self.options);
        while let Some(record) = records.next(&mut sources) {
            let record = record.expect("a record");
            columns.push(&self.policy.read(&record, &self.options).expect("a declaration"));
            if columns.batch().len() == size {
                then(&mut columns);
                columns.clear();
            }
        }
        if !columns.batch().is_empty() {
            then(&mut columns);
        }
    }

    /// Judges one declaration after the other.
    pub fn verdicts_rows(&self, prepared: &Prepared, answers: &mut Answers) {
        self.verdicts(&prepared.rows, answers);
    }

    /// Judges a batch.
    pub fn verdicts_columns(&self, prepared: &Prepared, answers: &mut Answers) {
        self.verdicts(&prepared.columns, answers);
    }

    fn verdicts(&self, batches: &[Batch], answers: &mut Answers) {
        answers.clear();
        let mut columns = self.policy.columns(&self.options);
        for batch in batches {
            columns.rule_over(batch);
            keep(columns.outcomes(), columns.violations_of(batch), answers);
        }
    }

    /// From bytes to decisions, on so many threads.
    pub fn stream(&self, ndjson: &str, threads: usize, answers: &mut Answers) {
        let parts = split(ndjson, threads.max(1));
        let judged: Vec<Answers> = std::thread::scope(|scope| {
            let judge = |part: &'_ str| {
                let mut own = Answers::default();
                self.batches(part, BATCH, |columns| {
                    columns.rule();
                    keep(columns.outcomes(), columns.violations(), &mut own);
                });
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
fn keep<'v>(
    outcomes: &[Option<Outcome>],
    violations: impl Iterator<Item = (usize, Violation<'v>)>,
    answers: &mut Answers,
) {
    let offset = answers.ends.len();
    answers.ends.extend(outcomes.iter().map(|outcome| {
        let outcome = outcome.expect("one version of the law");
        Ends { best: level(outcome.best), worst: level(outcome.worst) }
    }));
    answers.found.extend(violations.map(|(at, violation)| Found {
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
