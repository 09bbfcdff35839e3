//! One list of what many declarations lack, to be sent to those who know, and the
//! answers that come back in it.
//!
//! A question stands once for a good, however many declarations wait for it. The first
//! column is the place of its answer in an office file, so that the list can be read
//! back without the declarations. Rows are plain texts, whatever file they stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::remember::{self, Fact, place, place_by_hs_code};
use super::{Holds, Kind, Question, answer};
use crate::bilingual;
use crate::hir::Schema;
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
    pub fn add(&mut self, case: &Case, name: &str) -> Result<(), JudgeError> {
        self.declarations += 1;
        for question in case.questions()? {
            if let Kind::Nobody(who) = &question.kind {
                self.nobody.insert((question.plain, who.clone()));
                continue;
            }
            let (met, declaration) = (self.rows.len(), self.declarations);
            let row = self.rows.entry(key(&question, name)).or_insert_with(|| Row {
                expected: answer::expected(&question.kind, case.schema()),
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
            (false, text) if text.is_empty() || answer::not_known(text) => {
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

/// Rows in which no spreadsheet takes a text for a formula; a workbook says itself what
/// is text, CSV cannot.
pub fn harmless(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let cell = |cell: String| match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    };
    rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
}
