//! Builds `test` and `sample` items: what is given, and what is expected; and
//! `cases`, a line for each case.

use super::Fallible;
use super::ast::{
    Case, Cases, Column, Effect, Expect, From, Given, ItemKind, Sample, SampleFile, Start, Test,
};
use super::grammar::{Node, Rule};
use super::items::{self, Table};
use super::layout::{self, RawItem};
use super::literal::{
    article_number, count, date_of, ident, instrument_ref, literal, path, string, title, wrong,
};
use super::reader::{Reader, Scope};
use super::tongue::{self, Tongue};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Text, Value};

/// The statements of a test.
pub(crate) const TEST: Table = &[
    ("from", "取自", Rule::st_from),
    ("given", "给定", Rule::st_given),
    ("on", "于", Rule::st_on),
    ("known", "已知至", Rule::st_known),
    ("expect", "预期", Rule::st_expect),
    ("cases", "情形", Rule::head_cases),
];

/// The statements of a sample.
pub(crate) const SAMPLE: Table = &[
    ("from", "取自", Rule::st_from),
    ("given", "给定", Rule::st_given),
    ("on", "于", Rule::st_on),
    ("known", "已知至", Rule::st_known),
];

/// The lines below `cases`.
pub(crate) const ROWS: Table = &[("*", "", Rule::st_case)];

/// `test "name"`.
pub(crate) fn test(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let head = reader.read(Rule::head_test, raw.head).and_then(|node| string(&node.need(Rule::string)?));
    let head = reader.keep(head);
    let is_table = |span: &Span| items::rule_of(reader.slice(*span), TEST) == Some(Rule::head_cases);
    let (tables, statements): (Vec<Span>, Vec<Span>) = raw.statements.iter().partition(|s| is_table(s));
    let mut said = (Start::default(), Vec::new());
    let mut scope = Scope::new(reader.limits);
    let plain = RawItem { statements, ..raw.clone() };
    items::statements(reader, &plain, TEST, &mut scope, &mut said, |(start, expected), node, scope| {
        if node.rule() == Rule::st_expect {
            expected.push((expect(&node.first()?)?, node.span()));
            return Ok(());
        }
        state(start, node, scope)
    });
    let mut table = None;
    for span in tables {
        let once = scope.once("cases", span);
        if reader.keep(once).is_some() {
            table = Some(cases(reader, span));
        }
    }
    let (start, expect) = said;
    // A table that cannot be read leaves the test with nothing to hold it to.
    let cases = match table {
        Some(None) => return None,
        Some(cases) => cases,
        None => None,
    };
    Some(ItemKind::Test(Test { name: head?, start, expect, cases }))
}

/// `sample name "…" zh "…"`.
pub(crate) fn sample(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let head = reader.read_head(Rule::head_sample, raw);
    let head = head.and_then(|node| Ok((ident(&node.need(Rule::name)?), title(&node)?)));
    let head = reader.keep(head);
    let mut start = Start::default();
    let mut scope = Scope::new(reader.limits);
    items::statements(reader, raw, SAMPLE, &mut scope, &mut start, state);
    let (name, title) = head?;
    Some(ItemKind::Sample(Sample { name, title, start }))
}

/// What `from`, `on`, `known on` and `given` say.
fn state(start: &mut Start, node: &Node, scope: &mut Scope) -> Fallible<()> {
    if let Some(from) = node.find(Rule::origin) {
        scope.once("from", node.span())?;
        start.from = Some(origin(&from)?);
    }
    if let Some(on) = node.find(Rule::on) {
        scope.once("on", on.span())?;
        start.on = Some(date_of(&on)?);
    }
    if let Some(known) = node.find(Rule::known_on) {
        scope.once("known on", known.span())?;
        start.known_on = Some(date_of(&known)?);
    }
    for fact in node.find(Rule::given).iter().flat_map(|g| g.all(Rule::given_fact)) {
        let given = stated(&fact)?.unwrap_or(Given::Missing);
        start.given.push((path(&fact.need(Rule::fact_path)?)?, given, fact.span()));
    }
    Ok(())
}

/// `one-toy`, `"lists/yiwu.xlsx" record 2`.
fn origin(node: &Node) -> Fallible<From> {
    let file = match node.find(Rule::string) {
        Some(path) => SampleFile::Path(string(&path)?),
        None => SampleFile::Name(ident(&node.need(Rule::name)?)),
    };
    let record = match node.find(Rule::at_record) {
        Some(at) => {
            let number = at.need(Rule::count)?;
            match count(&number)? {
                0 => {
                    let help = Text::new("write `record 1` for the first", "第一条请写 `record 1`");
                    return Err(wrong(number.span(), Text::new("records count from 1", "记录从 1 起"), help));
                }
                number => Some((number, at.span())),
            }
        }
        None => None,
    };
    Ok(From { file, record, span: node.span() })
}

/// A value, `missing` or `bad "…"`, if it is one of these.
fn stated(node: &Node) -> Fallible<Option<Given>> {
    if let Some(bad) = node.find(Rule::bad) {
        return Ok(Some(Given::Raw(string(&bad.need(Rule::string)?)?.text)));
    }
    match node.find(Rule::literal) {
        Some(value) => Ok(Some(Given::Value(literal(&value)?))),
        None => Ok(node.has(Rule::missing).then_some(Given::Missing)),
    }
}

/// `cases …` and the lines below; each that is wrong is one diagnostic.
fn cases(reader: &mut Reader, span: Span) -> Option<Cases> {
    let raw = layout::inner(reader.text, span);
    let head = reader.read_head(Rule::head_cases, &raw).and_then(|node| columns(&node));
    let columns = reader.keep(head)?;
    if raw.statements.is_empty() {
        let message = Text::new("`cases` has no lines", "`cases` 之下没有内容");
        let help = Text::new(
            "write one case a line, indented below it, a cell for each column with `|` between them",
            "请在其下缩进，每行写一种情形，各列之间用 `|` 分隔",
        );
        reader.report(Diagnostic::error(Code::MissingPart, raw.head, message).help(help));
        return None;
    }
    let mut found = (Cases { columns, rows: Vec::new(), span: raw.head }, ());
    let mut scope = Scope::new(reader.limits);
    items::statements(reader, &raw, ROWS, &mut scope, &mut found, |(cases, ()), node, _| {
        cases.rows.push(row(node, &cases.columns, cases.span)?);
        Ok(())
    });
    // One that could not be read is reported, and is no reason to run the others.
    (found.0.rows.len() == raw.statements.len()).then_some(found.0)
}

fn columns(node: &Node) -> Fallible<Vec<(Column, Span)>> {
    let mut found: Vec<(Column, Span)> = Vec::new();
    for column in node.all(Rule::column) {
        let it = match column.find(Rule::fact_path) {
            Some(fact) => Column::Fact(path(&fact)?),
            None if column.has(Rule::from_column) => Column::From,
            None if column.has(Rule::on_column) => Column::On,
            None if column.has(Rule::known_column) => Column::KnownOn,
            None => Column::Expect,
        };
        found.push((it, column.span()));
    }
    for (i, (column, span)) in found.iter().enumerate() {
        let same = |(other, _): &&(Column, Span)| match (column, other) {
            (Column::Fact(a), Column::Fact(b)) => (a.dotted(), a.index) == (b.dotted(), b.index),
            _ => column == other,
        };
        if let Some((_, first)) = found.get(..i).unwrap_or_default().iter().find(same) {
            let message = Text::new("this column stands twice", "此列重复出现");
            let before = Text::new("it stands here first", "首次出现于此");
            return Err(Box::new(Diagnostic::error(Code::Repeated, *span, message).related(*first, before)));
        }
    }
    Ok(found)
}

/// A line of `cases`.
fn row(node: &Node, columns: &[(Column, Span)], head: Span) -> Fallible<Case> {
    let cells: Vec<Node> = node.all(Rule::cell).collect();
    if cells.len() != columns.len() {
        let (cells, columns) = (cells.len(), columns.len());
        let message = bilingual!(
            "this line has {cells} cells, and there are {columns} columns",
            "本行有{cells}格，而列数为{columns}"
        );
        let help = Text::new(
            "write a cell for each column, with `|` between them; `missing` takes a fact out",
            "每列写一格，格间用 `|` 分隔；`missing` 表示去掉该数据",
        );
        let error = Diagnostic::error(Code::Literal, node.span(), message).help(help);
        return Err(Box::new(error.related(head, Text::new("the columns", "各列"))));
    }
    let mut case = Case { span: node.span(), ..Case::default() };
    for ((column, _), cell) in columns.iter().zip(&cells) {
        fill(&mut case, column, cell)?;
    }
    Ok(case)
}

/// Reads a cell as its column wants it.
fn fill(case: &mut Case, column: &Column, cell: &Node) -> Fallible<()> {
    let span = cell.span();
    match column {
        Column::Fact(path) => match stated(cell)? {
            Some(given) => case.start.given.push((path.clone(), given, span)),
            None => {
                return Err(misplaced(
                    span,
                    ("a value", "数值"),
                    "such as USD 150,000, \"text\", yes or missing",
                    "如 USD 150,000、\"文字\"、yes 或 missing",
                ));
            }
        },
        Column::On | Column::KnownOn => {
            let Some(Given::Value(Value::Date(day))) = stated(cell)? else {
                return Err(misplaced(span, ("a day", "日期"), "such as 2026-01-31", "如 2026-01-31"));
            };
            match column {
                Column::On => case.start.on = Some((day, span)),
                _ => case.start.known_on = Some((day, span)),
            }
        }
        Column::From => case.start.from = Some(named(cell)?),
        Column::Expect => {
            let expected =
                |n: &Node| !matches!(n.rule(), Rule::missing | Rule::bad | Rule::literal | Rule::origin);
            for wanted in cell.children().filter(expected) {
                case.expect.push((expect(&wanted)?, wanted.span()));
            }
            if case.expect.is_empty() {
                return Err(misplaced(
                    span,
                    ("what is expected", "预期结果"),
                    "such as `admit` or `reject by article 1.2`",
                    "如 `admit` 或 `reject by article 1.2`",
                ));
            }
        }
    }
    Ok(())
}

/// The sample that a cell names.
fn named(cell: &Node) -> Fallible<From> {
    if let Some(node) = cell.find(Rule::origin) {
        return origin(&node);
    }
    match stated(cell)? {
        Some(Given::Value(Value::Text(text))) => {
            let span = cell.span();
            Ok(From { file: SampleFile::Path(super::ast::Str { text, span }), record: None, span })
        }
        _ => Err(misplaced(cell.span(), ("a sample", "样例"), "such as one-toy", "如 one-toy")),
    }
}

fn misplaced(span: Span, (en, zh): (&str, &str), example_en: &str, example_zh: &str) -> Box<Diagnostic> {
    let message = bilingual!("this column takes {en}", "此列应为{zh}");
    let help = bilingual!("write {en}, {example_en}", "请写{zh}，{example_zh}");
    Box::new(Diagnostic::error(Code::Literal, span, message).help(help))
}

fn expect(node: &Node) -> Fallible<Expect> {
    Ok(match node.rule() {
        Rule::expect_note => Expect::Note {
            wanted: !node.has(Rule::k_no),
            by: match node.find(Rule::by_instrument) {
                Some(by) => Some(instrument_ref(&by.need(Rule::instrument_ref)?)?),
                None => None,
            },
        },
        Rule::expect_permit => {
            Expect::Permit(ident(&node.need(Rule::name)?), english(&node.need(Rule::answer)?))
        }
        Rule::expect_between => {
            let mut ends = node.all(Rule::outcome).map(|n| match () {
                () if n.has(Rule::k_admit) => Effect::Admit,
                () if n.has(Rule::k_review) => Effect::Review,
                () => Effect::Reject,
            });
            let (Some(low), Some(high)) = (ends.next(), ends.next()) else { return Err(node.broken()) };
            Expect::Between(low, high)
        }
        _ => verdict(node)?,
    })
}

/// `reject by article 1.2 at line 3`.
fn verdict(node: &Node) -> Fallible<Expect> {
    let by = node.find(Rule::by_article);
    let of = by.as_ref().and_then(|by| by.find(Rule::of_article));
    let denied = node.has(Rule::k_no);
    let word = english(&node.need(Rule::verdict)?);
    if denied && (by.is_none() || !matches!(word.as_str(), "review" | "reject")) {
        let message = Text::new(
            "`no` needs a verdict and the article that must not say so",
            "“没有”之后须写结论及条款",
        );
        let help = Text::new(
            "write `no review by article 1.2`",
            "请写 `没有 人工复核 依 第 1.2 条`（英文 `no review by article 1.2`）",
        );
        return Err(wrong(node.span(), message, help));
    }
    let article = of.as_ref().or(by.as_ref()).map(article_number).transpose()?;
    let line = node.find(Rule::at_line).map(|at| count(&at.need(Rule::count)?)).transpose()?;
    let of = match of {
        Some(of) => Some(instrument_ref(&of.need(Rule::instrument_ref)?)?),
        None => None,
    };
    Ok(Expect::Verdict { denied, word, article, of, line })
}

/// The English word of a node that is one word.
fn english(node: &Node) -> String {
    let word = node.all_children().next();
    word.and_then(|word| tongue::begins(word.rule(), Tongue::En)).unwrap_or_default()
}
