//! What is measured. The only file that calls mp1039: rewire it here.
//!
//! At present both drivers and the stream are the reference evaluator.

use mp1039::eval::decision::{Decision, Verdict};
use mp1039::input::formats::Records;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::World;

use crate::model::{Answers, Ends, Found};

/// Whether rows, columns and stream are the fast evaluator; the reference takes about a
/// millisecond a declaration, so that a run with it looks at fewer.
pub const IS_FAST: bool = false;

/// A policy, ready to judge.
pub struct Subject {
    policy: Policy,
    options: Options,
}

/// Declarations in memory, in the form that the evaluator takes.
pub struct Prepared(Vec<mp1039::input::Declaration>);

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
        let mut sources = SourceMap::default();
        let source = sources.add("declarations.ndjson", "");
        let limits = (None, &self.options.limits);
        let opened = Records::open(Box::new(ndjson.as_bytes()), source, &mut sources, limits);
        let mut records = opened.expect("NDJSON");
        let mut read = Vec::new();
        while let Some(record) = records.next(&mut sources) {
            read.push(self.policy.read(&record.expect("a record"), &self.options).expect("a declaration"));
        }
        Prepared(read)
    }

    /// Judges one declaration after the other.
    pub fn verdicts_rows(&self, prepared: &Prepared, answers: &mut Answers) {
        answers.clear();
        for (index, declaration) in prepared.0.iter().enumerate() {
            let decision = self.policy.decide(declaration, &self.options).expect("law that compiles");
            keep(index, &decision, answers);
        }
    }

    /// Judges a batch.
    pub fn verdicts_columns(&self, prepared: &Prepared, answers: &mut Answers) {
        self.verdicts_rows(prepared, answers);
    }

    /// From bytes to decisions, on so many threads.
    pub fn stream(&self, ndjson: &str, threads: usize, answers: &mut Answers) {
        let parts = split(ndjson, threads.max(1));
        let judged: Vec<Answers> = std::thread::scope(|scope| {
            let judge = |part: &'_ str| {
                let mut own = Answers::default();
                self.verdicts_rows(&self.prepare(part), &mut own);
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

/// A decision as the comparison sees it.
fn keep(index: usize, decision: &Decision, answers: &mut Answers) {
    answers.ends.push(Ends { best: level(decision.best), worst: level(decision.worst) });
    answers.found.extend(decision.findings.iter().map(|finding| Found {
        declaration: index as u32,
        rule: finding.article.parse().unwrap_or(0),
        line: finding.line.unwrap_or(0) as u16,
        open: finding.best != finding.worst,
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
