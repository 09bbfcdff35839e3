//! `mp1039 convert`: declarations of any format as JSON, NDJSON, CSV or XLSX; with
//! a policy, the table that came in with verdicts and reasons beside its lines.
//!
//! What a reader changed or doubts is said on stderr, since nothing else shows it.

use std::io::{self, IsTerminal, Write};

use super::args::{ConvertArgs, Target};
use super::files::{self, Input};
use super::policy::Stop;
use super::terminal::Terminal;
use super::{EmbeddedWorld, Exit, marked};
use crate::bilingual;
use crate::input::formats::Record;
use crate::input::{Limits, with_current_codes, write, write_line};
use crate::pipeline::{Options, Policy};
use crate::report::{self, flat::Flat, workbook};
use crate::rulebook::Start;
use crate::source::{SourceId, SourceMap};
use crate::value::Text;

/// Runs the command.
pub fn run(args: &ConvertArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    if args.to == Target::Xlsx && args.out.is_none() && io::stdout().is_terminal() {
        return Err(Stop::Why(Text::new(
            "a workbook is not for a terminal: name a file with --out",
            "工作簿不宜输出到终端：请以--out指明文件",
        )));
    }
    let inputs: Vec<Vec<Input>> = args.inputs.iter().map(|a| files::expand(a)).collect::<Result<_, _>>()?;
    let inputs = inputs.concat();
    args.out.as_deref().map_or(Ok(()), |out| files::not_an_input(out, &inputs))?;
    let (bytes, exit) = match &args.policy {
        Some(policy) => marked::convert(args, policy, &inputs, terminal)?,
        None => convert(args, &inputs, terminal)?,
    };
    put(args.out.as_deref(), &bytes)?;
    Ok(exit)
}

/// Every record in another form, its codes those of today, and what the run came to.
fn convert(args: &ConvertArgs, inputs: &[Input], terminal: &mut Terminal) -> Result<(Vec<u8>, Exit), Text> {
    let (name, mut texts) = ("221-2019.pol", SourceMap::default());
    let load =
        || Policy::load(&EmbeddedWorld, Start::File(name.to_owned()), &mut texts).map(|own| own.policy);
    let policy = EmbeddedWorld::compiled(name).map_or_else(load, Ok);
    let policy = policy.map_err(|_| Text::new("the built-in rulebook is broken", "内置规则库已损坏"))?;
    let schema = policy.schema();
    let mut exit = Exit::Clean;
    let mut all = Vec::new();
    for input in inputs {
        let mut sources = SourceMap::default();
        let source = sources.add(input.name(), "");
        let how = (args.judging.encoding, &Limits::default());
        let read = files::records(input.open(), source, &mut sources, how);
        let mut fault = |error, sources: &SourceMap, terminal: &mut Terminal| {
            terminal.say(&files::fault(&error, &input.name(), sources));
            exit = Exit::Error;
        };
        let mut records = match read {
            Ok(records) => records,
            Err(error) => {
                fault(error, &sources, terminal);
                continue;
            }
        };
        while let Some(outcome) = records.next(&mut sources) {
            // What eval would not read is not passed on either.
            let read = |record: Record| policy.read(&record, &Options::default()).map(|_| record);
            match outcome.and_then(read) {
                Ok(record) => {
                    let record = with_current_codes(record, schema);
                    doubts(&record, source, &sources, terminal);
                    all.push(record);
                }
                Err(error) => fault(error, &sources, terminal),
            }
        }
    }
    Ok((form(args.to, &all)?, exit))
}

/// Records as the bytes of a file.
fn form(to: Target, records: &[Record]) -> Result<Vec<u8>, Text> {
    match (to, records) {
        (Target::Json, [record]) => Ok(write(&record.node).into_bytes()),
        (Target::Json, _) => {
            let count = records.len();
            Err(bilingual!(
                "a JSON file is one declaration, and here are {count}: take --to ndjson",
                "一个JSON文件只含一票申报，此处有{count}票：请用--to ndjson"
            ))
        }
        (Target::Ndjson, _) => {
            let lines = records.iter().map(|record| write_line(&record.node) + "\n");
            Ok(lines.collect::<String>().into_bytes())
        }
        (Target::Csv | Target::Xlsx, _) => table(to, &flat(records)?),
    }
}

/// Records as rows.
pub(super) fn flat(records: &[Record]) -> Result<Vec<Vec<String>>, Text> {
    let mut flat = Flat::default();
    records.iter().try_for_each(|record| flat.add(&record.node))?;
    Ok(flat.finish())
}

/// Rows as the bytes of a file.
pub(super) fn table(to: Target, rows: &[Vec<String>]) -> Result<Vec<u8>, Text> {
    match to {
        Target::Xlsx => workbook::new(&[("mp1039".to_owned(), rows.to_vec())]),
        _ => report::csv(rows),
    }
}

/// Says what the reader of a record changed or doubts.
fn doubts(record: &Record, source: SourceId, sources: &SourceMap, terminal: &mut Terminal) {
    for warning in &record.warnings {
        let name = || sources.get(source).map(|s| s.name.clone()).unwrap_or_default();
        let place = warning.span.map_or_else(name, |span| sources.place(span));
        let message = &warning.message;
        terminal.say(&bilingual!("{place}: {message}", "{place}：{message}"; message));
    }
}

/// Writes a file, or stdout.
fn put(path: Option<&str>, bytes: &[u8]) -> Result<(), Text> {
    match path {
        Some(path) => files::save(path, bytes),
        None => match io::stdout().write_all(bytes).and_then(|()| io::stdout().flush()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Text::same(format!("stdout: {e}"))),
            _ => Ok(()),
        },
    }
}
