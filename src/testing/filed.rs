//! Declarations in files, of any format: every record is a case, and has a snapshot
//! beside its file.

use std::collections::BTreeMap;

use super::snapshot::{Head, Snapshot};
use super::start;
use crate::eval::decision::Decision;
use crate::eval::reference::Trace;
use crate::input::formats::Record;
use crate::input::{InputError, Standing};
use crate::parallel;
use crate::pipeline::{JudgeError, Options, Policy};
use crate::value::Text;

/// A file of declarations, with the facts that stand for its folder.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the rulebook's folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `office.json` beside it.
    pub standing: Vec<Standing>,
}

/// A record of a file with its decision.
#[derive(Debug)]
pub struct Filed {
    /// The file.
    pub file: String,
    /// The record, from 1.
    pub number: usize,
    /// The path of its snapshot.
    pub snap: String,
    /// What the file `.snap` says it is of.
    pub head: Head,
    /// What is decided, or why nothing is.
    pub now: Result<Snapshot, Text>,
    /// What the norms came to, where it was asked for.
    pub traces: Vec<Trace>,
}

impl Filed {
    /// As a person calls it: `tests/export/cap.ndjson, record 3, YW-2026-000117`.
    pub fn called(&self) -> Text {
        let (file, which) = (&self.file, &self.head.expression);
        Text::same(if which.is_empty() { file.clone() } else { format!("{file}, {which}") })
    }
}

/// Judges every record of every file on so many threads, in their order.
pub fn decide(policy: &Policy, files: &[File], threads: usize, trace: bool) -> Vec<Filed> {
    let mut work: Vec<(&File, usize, Result<Record, InputError>)> = Vec::new();
    for file in files {
        match start::records(&file.name, &file.bytes) {
            Ok(records) => {
                work.extend((1..).zip(records).map(|(number, record)| (file, number, record)));
            }
            Err(error) => work.push((file, 1, Err(error))),
        }
    }
    let done = parallel::map(&work, threads, |(file, _, record)| match record {
        Ok(record) => judge(policy, record, file, trace),
        Err(error) => (None, Err(error.message.clone()), Vec::new()),
    });
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    work.iter().for_each(|(file, ..)| *count.entry(&file.name).or_default() += 1);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Vec::new();
    for ((file, number, _), (id, decision, traces)) in work.iter().zip(done) {
        let alone = count.get(file.name.as_str()) == Some(&1);
        let snap = name(&file.name, *number, id.as_deref(), alone, &mut names);
        let expression = match (alone, id) {
            (true, id) => id.unwrap_or_default(),
            (false, Some(id)) => format!("record {number}, {id}"),
            (false, None) => format!("record {number}"),
        };
        let description = decision.as_ref().map(by).unwrap_or_default();
        all.push(Filed {
            file: file.name.clone(),
            number: *number,
            snap,
            head: Head { source: file.name.clone(), expression, description },
            now: decision.map(|decision| Snapshot::of(&decision)),
            traces,
        });
    }
    all
}

type Judged = (Option<String>, Result<Decision, Text>, Vec<Trace>);

fn judge(policy: &Policy, record: &Record, file: &File, trace: bool) -> Judged {
    let options = Options { standing: file.standing.clone(), ..Options::default() };
    match policy.judge_record(record, &options) {
        Ok(judged) => {
            let traces = match trace {
                true => policy.traces(&judged.declaration, &options).unwrap_or_default(),
                false => Vec::new(),
            };
            (judged.declaration.id.clone(), Ok(judged.decision), traces)
        }
        Err(JudgeError::Input(error)) => (None, Err(error.message), Vec::new()),
        Err(JudgeError::Policy(problems)) => {
            let first = problems.into_iter().next().map(|problem| problem.message);
            (None, Err(first.unwrap_or_default()), Vec::new())
        }
    }
}

/// The instruments that may have a say.
fn by(decision: &Decision) -> String {
    match decision.checked.instruments.is_empty() {
        true => String::new(),
        false => format!("by {}", decision.checked.instruments.join(", ")),
    }
}

/// `cap.json.snap`; where a file holds several, or is a table, behind `@` the
/// declaration's own number, else the record's: `cap.ndjson@YW-2026-000117.snap`.
fn name(
    file: &str,
    number: usize,
    id: Option<&str>,
    alone: bool,
    names: &mut BTreeMap<String, usize>,
) -> String {
    if alone && (file.ends_with(".json") || file.ends_with(".xml")) {
        return format!("{file}.snap");
    }
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    let which = id.map_or_else(|| number.to_string(), |id| id.chars().map(safe).take(80).collect());
    let base = format!("{file}@{which}");
    let seen = names.entry(base.clone()).or_default();
    *seen += 1;
    match *seen {
        1 => format!("{base}.snap"),
        again => format!("{base}@{again}.snap"),
    }
}
