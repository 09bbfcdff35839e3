//! One list of what many declarations lack, to be sent to those who know, and the
//! answers that come back in it.
//!
//! A question stands once for a good, however many declarations wait for it. The first
//! column is the place of its answer in an office file, so that the list can be read
//! back without the declarations. Rows are plain texts; [`to_csv`] and [`from_csv`] are
//! one form of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::case::Case;
use super::remember::{self, Fact, place, place_by_hs_code};
use super::{Holds, Kind, Question, answer};
use crate::bilingual;
use crate::hir::Schema;
use crate::input::{self, Charset, Limits};
use crate::pipeline::JudgeError;
use crate::source::column_name;
use crate::value::{HsCode, Text};

/// The headings; people read them, and the list is read back by them.
const HEADINGS: [&str; 12] = [
    "编号 id",
    "商品编码 goods code",
    "商品编号 HS code",
    "品名 name",
    "问题",
    "question",
    "作答方式 kind of answer",
    "适用范围 holds for",
    "答复 answer",
    "项数 lines",
    "票数 declarations",
    "规定数 norms",
];

/// The heading of what brings a question back, and of its answer.
const ID: &str = "编号 id";
const ANSWER: &str = "答复 answer";

/// How the id of a question begins that only its declaration can answer.
const DECLARATION: &str = "declaration ";

/// The questions of many declarations.
#[derive(Default)]
pub struct List {
    rows: BTreeMap<(String, String), Row>,
    /// Questions that nobody can answer in a list, with who could tell.
    nobody: BTreeSet<(Text, Text)>,
    /// How many declarations have been added.
    declarations: usize,
}

/// A question, and who waits for it.
struct Row {
    first: Question,
    /// The kind of answer, in words.
    expected: Text,
    lines: usize,
    declarations: BTreeSet<usize>,
    norms: usize,
    /// The place among all questions in which it was met.
    met: usize,
}

impl List {
    /// Adds the open questions of a declaration, called `name`.
    ///
    /// # Errors
    /// As [`Case::questions`].
    pub fn add(&mut self, case: &Case, schema: &Schema, name: &str) -> Result<(), JudgeError> {
        self.declarations += 1;
        for question in case.questions()? {
            if let Kind::Nobody(who) = &question.kind {
                self.nobody.insert((question.plain, who.clone()));
                continue;
            }
            let (met, declaration) = (self.rows.len(), self.declarations);
            let row = self.rows.entry(key(&question, name)).or_insert_with(|| Row {
                expected: answer::expected(&question.kind, schema),
                lines: 0,
                declarations: BTreeSet::new(),
                norms: 0,
                met,
                first: question.clone(),
            });
            row.lines += usize::from(question.good.is_some());
            row.norms += question.norms.len();
            row.declarations.insert(declaration);
        }
        Ok(())
    }

    /// How many questions there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What cannot be answered in a list, with who could tell.
    pub fn nobody(&self) -> impl Iterator<Item = &(Text, Text)> {
        self.nobody.iter()
    }

    /// The rows with their headings, what most norms wait for first.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<(&String, &Row)> = self.rows.iter().map(|((id, _), row)| (id, row)).collect();
        rows.sort_by_key(|(_, row)| (std::cmp::Reverse(row.norms), row.met));
        let headings = HEADINGS.iter().map(|h| (*h).to_owned()).collect();
        std::iter::once(headings).chain(rows.into_iter().map(|(id, row)| cells(id, row))).collect()
    }
}

/// What tells questions apart: the place of the answer, and, of goods that are only
/// known by tariff code, the name.
fn key(question: &Question, declaration: &str) -> (String, String) {
    let name = || question.good.as_ref().and_then(|g| g.name.clone()).unwrap_or_default();
    match (place(question), place_by_hs_code(question)) {
        (Some(at), _) => (at, String::new()),
        (None, Some(at)) => (at, name()),
        (None, None) => (format!("{DECLARATION}{declaration}: {}", question.fact), String::new()),
    }
}

fn cells(id: &str, row: &Row) -> Vec<String> {
    let (question, good) = (&row.first, row.first.good.as_ref());
    let both = |text: &Text| format!("{} / {}", text.zh, text.en);
    let code = good.and_then(|g| g.hs_code.as_deref()).and_then(HsCode::parse);
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    let here = id.starts_with(DECLARATION);
    let holds = match question.holds {
        _ if here => Text::new("this declaration: complete it there", "仅此票，请在申报数据中补填"),
        Holds::Good if id.starts_with("/by_hs") => {
            bilingual!("every good under {code}", "{code}项下全部商品")
        }
        Holds::Good => Text::new("this good", "该商品"),
        _ => Text::new("the office, in every declaration", "本企业的全部申报"),
    };
    vec![
        id.to_owned(),
        good.and_then(|g| g.goods_code.clone()).unwrap_or_default(),
        code,
        good.and_then(|g| g.name.clone()).unwrap_or_default(),
        question.plain.zh.clone(),
        question.plain.en.clone(),
        both(&row.expected),
        both(&holds),
        String::new(),
        row.lines.to_string(),
        row.declarations.len().to_string(),
        row.norms.to_string(),
    ]
}

/// What a list brought back.
#[derive(Debug, Default)]
pub struct Answers {
    /// What an office file can keep.
    pub facts: Vec<Fact>,
    /// Cells whose answers were not taken, and why.
    pub wrong: Vec<(String, Text)>,
    /// Questions without an answer.
    pub unanswered: usize,
}

/// Reads the answers of a list.
///
/// # Errors
/// That it is no list of questions.
pub fn answers(rows: &[Vec<String>], schema: &Schema) -> Result<Answers, Text> {
    let headings = rows.first().map(Vec::as_slice).unwrap_or_default();
    let column = |heading: &str| headings.iter().position(|h| h.trim() == heading);
    let (Some(id), Some(given)) = (column(ID), column(ANSWER)) else {
        return Err(bilingual!(
            "this is no list of questions: its first row lacks the headings “{ID}” and “{ANSWER}”",
            "此非问题清单：首行缺少“{ID}”和“{ANSWER}”"
        ));
    };
    let cell =
        |row: &[String], column: usize| row.get(column).map(|c| c.trim().to_owned()).unwrap_or_default();
    let mut found = Answers::default();
    let mut by_place: BTreeMap<String, Vec<(String, Option<Fact>)>> = BTreeMap::new();
    for (number, row) in (1..).zip(rows).skip(1) {
        let (place, text) = (cell(row, id), cell(row, given));
        let at = format!("{}{number}", column_name(given));
        match (place.is_empty(), text.as_str()) {
            (true, "") => {}
            (true, _) => found.wrong.push((at, Text::new("the row has lost its id", "该行缺少编号"))),
            (false, "" | "-") => {
                found.unanswered += 1;
                by_place.entry(place).or_default().push((at, None));
            }
            _ if place.starts_with(DECLARATION) => {
                let why = Text::new(
                    "it belongs into the declaration; an office file does not keep it",
                    "应填入申报数据，企业资料文件不予保存",
                );
                found.wrong.push((at, why));
            }
            _ => match remember::read(schema, &place, &text) {
                Ok(fact) => by_place.entry(place).or_default().push((at, Some(fact))),
                Err(why) => found.wrong.push((at, why)),
            },
        }
    }
    for rows in by_place.into_values() {
        agreed(rows, &mut found);
    }
    Ok(found)
}

/// Takes an answer to which all rows of its place agree; one row may not speak for
/// another good under the same code.
fn agreed(rows: Vec<(String, Option<Fact>)>, found: &mut Answers) {
    let first = rows.first().and_then(|(_, fact)| fact.clone());
    if rows.iter().all(|(_, fact)| *fact == first) {
        found.facts.extend(first);
        return;
    }
    let why = Text::new(
        "the rows with this id are not all answered alike; an office file keeps one answer for all of them",
        "编号相同的各行答复不一致；企业资料文件对其只保存一个答复",
    );
    found.wrong.extend(rows.into_iter().filter(|(_, fact)| fact.is_some()).map(|(at, _)| (at, why.clone())));
}

/// Rows as CSV, as a Chinese spreadsheet opens it: UTF-8 with a byte order mark.
///
/// # Errors
/// What the writer says, which is nothing that a row can cause.
pub fn to_csv(rows: &[Vec<String>]) -> Result<Vec<u8>, Text> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let failed = |e: &dyn std::fmt::Display| Text::same(format!("CSV: {e}"));
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(|e| failed(&e))?;
    }
    writer.into_inner().map_err(|e| failed(&e))
}

/// A text that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// CSV as rows: commas, semicolons or tabs, UTF-8 or GB18030.
///
/// # Errors
/// What is no text, or no CSV.
pub fn from_csv(bytes: &[u8], charset: Option<Charset>) -> Result<Vec<Vec<String>>, Text> {
    let decoded = input::decode(bytes, charset, &Limits::default()).map_err(|e| e.message)?;
    let first = decoded.text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| first.bytes().filter(|b| b == d).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(decoded.text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.map_err(|e| Text::same(format!("CSV: {e}")))?;
        Ok(record.iter().map(str::to_owned).collect())
    });
    rows.collect()
}

/// The first sheet of a workbook as rows, each cell as it would be typed.
///
/// # Errors
/// What is no workbook, or has no sheet.
pub fn from_workbook(bytes: &[u8]) -> Result<Vec<Vec<String>>, Text> {
    let broken = |e: calamine::XlsxError| bilingual!("this is not a workbook: {e}", "此非工作簿：{e}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheet = book.worksheet_range_at(0);
    let sheet =
        sheet.ok_or_else(|| Text::new("the workbook has no sheet", "工作簿中没有工作表"))?.map_err(broken)?;
    let (rows, columns) = sheet.end().unwrap_or_default();
    let cell = |row, column| sheet.get_value((row, column)).map(text_of).unwrap_or_default();
    Ok((0..=rows).map(|row| (0..=columns).map(|column| cell(row, column)).collect()).collect())
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) if day.is_datetime() => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}
