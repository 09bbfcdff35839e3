//! `mp1039 convert --policy`: the table that came in, with a verdict and its reasons
//! beside each line, and the cells at fault marked. What came in another form is a
//! flat table first.

use std::collections::BTreeMap;
use std::io::Read;

use super::args::{ConvertArgs, Target};
use super::convert::{flat, table};
use super::files::{Input, fault};
use super::policy::{self, Stop};
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::bilingual;
use crate::eval::decision::Verdict;
use crate::input::Particulars;
use crate::input::formats::{self, Record, Records};
use crate::pipeline::{JudgeError, Options, Policy};
use crate::report::workbook::{self, Edits, Rows};
use crate::report::{Tally, Told, marks};
use crate::source::{Sheet, SourceMap};
use crate::value::{Text, text::Lang};

/// The marked table as bytes, and what its declarations came to.
pub(super) fn convert(
    args: &ConvertArgs,
    policy: &str,
    inputs: &[Input],
    terminal: &mut Terminal,
) -> Result<(Vec<u8>, Exit), Stop> {
    if !matches!(args.to, Target::Csv | Target::Xlsx) {
        return Err(Stop::Why(Text::new(
            "verdicts go into a table: take --to csv or xlsx, or mp1039 eval for records",
            "结论写入表格：请用--to csv或xlsx；如需逐条记录请用mp1039 eval",
        )));
    }
    let [input] = inputs else {
        return Err(Stop::Why(Text::new(
            "a table comes back as one file: give one input",
            "每次返回一个表格：请只给一个输入",
        )));
    };
    let mut sources = SourceMap::default();
    let options = standing::options(&args.judging, &mut sources)?;
    let policy = policy::load_to_judge(policy, false, &mut sources, terminal)?.policy;
    let mut book = Book::open(input, &options)?;
    let (edits, tally, exit) = judge(&book, &policy, &options, &input.name(), sources, terminal);
    book.edit(edits);
    terminal.say(&Text::new(tally.line(Lang::En), tally.line(Lang::Zh)));
    Ok((book.write(args.to)?, exit))
}

/// A table under way.
struct Book {
    /// As its records are read.
    bytes: Vec<u8>,
    /// Whether the bytes are a workbook that can be written to.
    is_workbook: bool,
    /// The rows of each sheet, by its name.
    sheets: Vec<(Option<String>, Rows)>,
    edits: BTreeMap<Option<String>, Edits>,
}

impl Book {
    fn open(input: &Input, options: &Options) -> Result<Book, Text> {
        let (name, how) = (input.name(), (options.charset, &options.limits));
        let unreadable = |e: std::io::Error| bilingual!("{name} cannot be read: {e}", "{name}无法读取：{e}");
        let most = u64::try_from(options.limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        input.open().map_err(unreadable)?.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        let mut sources = SourceMap::default();
        let source = sources.add(name.clone(), "");
        let failed = |error, sources: &SourceMap| fault(&error, &name, sources);
        if let Some(sheets) = formats::rows(&bytes, how).map_err(|e| failed(e, &sources))? {
            let is_workbook = bytes.starts_with(b"PK");
            return Ok(Book { bytes, is_workbook, sheets, edits: BTreeMap::new() });
        }
        let records = Records::open(Box::new(bytes.as_slice()), source, &mut sources, how);
        let mut records = records.map_err(|e| failed(e, &sources))?;
        let mut all: Vec<Record> = Vec::new();
        while let Some(outcome) = records.next(&mut sources) {
            all.push(outcome.map_err(|e| failed(e, &sources))?);
        }
        let rows = flat(&all)?;
        let (bytes, sheets) = (table(Target::Csv, &rows)?, vec![(None, rows)]);
        Ok(Book { bytes, is_workbook: false, sheets, edits: BTreeMap::new() })
    }

    /// Whether a row of a sheet holds nothing.
    fn is_blank(&self, name: &Option<String>, row: usize) -> bool {
        let rows = self.sheets.iter().find(|(own, _)| own == name).and_then(|(_, rows)| rows.get(row));
        rows.is_none_or(|row| row.iter().all(|cell| cell.trim().is_empty()))
    }

    /// Puts the texts into the rows, so that they are there in any form.
    fn edit(&mut self, edits: BTreeMap<Option<String>, Edits>) {
        for (name, rows) in &mut self.sheets {
            for ((r, c), edit) in edits.get(name).into_iter().flatten() {
                let Some(text) = &edit.text else { continue };
                if rows.len() <= *r {
                    rows.resize(r + 1, Vec::new());
                }
                let Some(row) = rows.get_mut(*r) else { continue };
                if row.len() <= *c {
                    row.resize(c + 1, String::new());
                }
                if let Some(cell) = row.get_mut(*c) {
                    cell.clone_from(text);
                }
            }
        }
        self.edits = edits;
    }

    fn write(self, to: Target) -> Result<Vec<u8>, Text> {
        if to == Target::Csv {
            let marked = self.sheets.iter().find(|(name, _)| self.edits.contains_key(name));
            let rows = marked.or(self.sheets.first()).map(|(_, rows)| rows.as_slice()).unwrap_or_default();
            return table(Target::Csv, rows);
        }
        let named = |name: Option<String>| name.unwrap_or_else(|| "mp1039".to_owned());
        let edits = self.edits.into_iter().map(|(name, edits)| (named(name), edits)).collect();
        match self.is_workbook {
            true => workbook::edit(&self.bytes, &edits),
            false => {
                let sheets: Vec<_> =
                    self.sheets.into_iter().map(|(name, rows)| (named(name), rows)).collect();
                workbook::edit(&workbook::new(&sheets)?, &edits)
            }
        }
    }
}

/// Judges every record of a table, and says what becomes of its cells.
fn judge(
    book: &Book,
    policy: &Policy,
    options: &Options,
    name: &str,
    mut sources: SourceMap,
    terminal: &mut Terminal,
) -> (BTreeMap<Option<String>, Edits>, Tally, Exit) {
    let (mut edits, mut tally, mut exit) = (BTreeMap::new(), Tally::default(), Exit::Clean);
    let source = sources.add(name, "");
    let reader = Box::new(book.bytes.as_slice());
    let opened = Records::open(reader, source, &mut sources, (options.charset, &options.limits));
    let mut records = match opened {
        Ok(records) => records,
        Err(error) => {
            terminal.say(&fault(&error, name, &sources));
            tally.add_unreadable();
            return (edits, tally, Exit::Error);
        }
    };
    while let Some(outcome) = records.next(&mut sources) {
        let judged =
            outcome.map_err(JudgeError::Input).and_then(|record| policy.judge_record(&record, options));
        match judged {
            Ok(judged) => {
                let of = (&judged.decision, &judged.declaration);
                tally.add(&Told::from(of.0), &Particulars::of(of.1, policy.schema()));
                let is_blank = |sheet: &Sheet, row| book.is_blank(&sheet.name, row);
                marks::mark(&mut edits, of, &sources, &is_blank, terminal.lang);
                if judged.decision.verdict != Verdict::Admit {
                    exit = exit.max(Exit::Findings);
                }
            }
            Err(JudgeError::Input(error)) => {
                tally.add_unreadable();
                terminal.say(&fault(&error, name, &sources));
                exit = Exit::Error;
            }
            Err(JudgeError::Policy(diagnostics)) => {
                tally.add_unreadable();
                terminal.diagnostics(&diagnostics, &sources);
                exit = Exit::Error;
            }
        }
    }
    (edits, tally, exit)
}
