//! Rows of data: tab-separated files that a `tariff` or `rates` item names.

use std::collections::BTreeMap;

use crate::bilingual;
use crate::catalog::rates::Month;
use crate::catalog::{CodeRow, CodeRows, Explanation, RateRow, RateTable, Relation, Row, Successor, Tariff};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::syntax::ast::GradeLevel;
use crate::value::{Currency, Date, HsCode, Number, Text, decimal};

const TARIFF: &[&str] = &["code", "name", "letters", "inspection", "duty", "provisional"];
const SUCCESSORS: &[&str] = &["from_year", "from", "to_year", "to", "relation", "grade", "source"];
const CORRELATION: &[&str] = &["hs2017", "hs2022"];
const EXPLANATIONS: &[&str] = &["code", "numbered", "name", "en", "grade", "source"];
const CODES: &[&str] = &["code", "old", "zh", "en", "source"];
const ELEMENTS: &[&str] = &["from", "to", "template"];
const TEMPLATES: &[&str] = &["template", "elements"];
const RATES: &[&str] = &["month", "currency", "cny", "tolerance", "published", "grade", "source"];

/// The lines after the header, each with its place, split at tabs.
fn rows<'a>(
    source: SourceId,
    text: &'a str,
    header: &[&str],
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Span, Vec<&'a str>)> {
    let mut rows = Vec::new();
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        let line = if number == 0 { line.trim_start_matches('\u{feff}') } else { line };
        let span = Span::new(source, start, start + line.len());
        start += line.len() + 1;
        let columns: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
        match number {
            0 if columns == header => {}
            0 => {
                let names = header.join(" ");
                let message =
                    bilingual!("the first line must name the columns: {names}", "首行须为列名：{names}");
                problems.push(Diagnostic::error(Code::BadRow, span, message));
            }
            _ if line.is_empty() => {}
            _ if columns.len() != header.len() => {
                let (is, must) = (columns.len(), header.len());
                let message =
                    bilingual!("this row has {is} columns, not {must}", "本行有{is}列，应为{must}列");
                problems.push(Diagnostic::error(Code::BadRow, span, message));
            }
            _ => rows.push((span, columns)),
        }
    }
    rows
}

fn bad(span: Span, en: &str, zh: &str, value: &str) -> Diagnostic {
    Diagnostic::error(Code::BadRow, span, bilingual!("{en}: `{value}`", "{zh}：“{value}”"))
}

/// `20%` as 20; empty as nothing.
fn percent(text: &str) -> Result<Option<Number>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_suffix('%').ok_or(())?;
    let number = decimal::parse(digits.trim()).map(Number::from).map_err(|_| ())?;
    if number.is_negative() { Err(()) } else { Ok(Some(number)) }
}

/// The rows of a tariff edition.
pub fn tariff(source: SourceId, text: &str, year: u16) -> (Tariff, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (span, columns) in rows(source, text, TARIFF, &mut problems) {
        let [code, name, letters, inspection, duty, provisional] = columns.as_slice() else { continue };
        let number = HsCode::parse(code).filter(|c| c.len() == 10);
        let (duty, provisional) = (percent(duty), percent(provisional));
        let letters_ok = |text: &str| {
            text.bytes().all(|b| b.is_ascii_alphanumeric())
                && text.chars().enumerate().all(|(i, c)| !text.chars().skip(i + 1).any(|other| other == c))
        };
        if !letters_ok(letters) || !letters_ok(inspection) {
            problems.push(bad(
                span,
                "letters are written together, each once",
                "字母连写，每个一次",
                if letters_ok(letters) { inspection } else { letters },
            ));
        }
        match (number, duty, provisional) {
            (Some(code), Ok(duty), Ok(provisional)) => found.push(Row {
                code: code.first(),
                name: (*name).to_owned(),
                letters: (*letters).to_owned(),
                inspection: (*inspection).to_owned(),
                duty: provisional.or(duty),
            }),
            (None, ..) => problems.push(bad(span, "a code has ten digits", "编码应为十位数字", code)),
            _ => problems.push(bad(
                span,
                "a duty is written like 20%",
                "税率应写作20%",
                columns.get(4).unwrap_or(&""),
            )),
        }
    }
    found.sort_by_key(|r| r.code);
    for pair in found.windows(2) {
        if let [a, b] = pair
            && a.code == b.code
        {
            let code = HsCode::of_ten(a.code).digits();
            problems.push(bad(Span::new(source, 0, 0), "a code stands twice", "编码重复", &code));
        }
    }
    (Tariff { year, complete: None, rows: found.into() }, problems)
}

/// The rows of a rate table.
pub fn rates(source: SourceId, text: &str) -> (RateTable, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut months: BTreeMap<String, Month> = BTreeMap::new();
    for (span, columns) in rows(source, text, RATES, &mut problems) {
        match rate(&columns) {
            Ok((month, currency, row)) => {
                let clash = months.entry(month.clone()).or_default().insert(currency, row);
                if clash.is_some() {
                    let what = format!("{month} {currency}");
                    problems.push(bad(
                        span,
                        "a month has two rates of a currency",
                        "同月同币种汇率重复",
                        &what,
                    ));
                }
            }
            Err(text) => problems.push(Diagnostic::error(Code::BadRow, span, text)),
        }
    }
    (RateTable::of(months), problems)
}

fn rate(columns: &[&str]) -> Result<(String, Currency, RateRow), Text> {
    let [month, currency, cny, tolerance, published, grade, source] = columns else {
        return Err(Text::default());
    };
    let month_ok = Date::parse(&format!("{month}-01")).is_some();
    if !month_ok {
        return Err(bilingual!("a month is written like 2026-08: `{month}`", "月份应写作2026-08：“{month}”"));
    }
    let currency = Currency::parse(currency).ok_or_else(|| {
        bilingual!("this is not a currency of ISO 4217: `{currency}`", "不是ISO 4217币种代码：“{currency}”")
    })?;
    let cny = decimal::parse(cny).ok().map(Number::from).filter(|n| !n.is_zero() && !n.is_negative());
    let cny = cny.ok_or_else(|| Text::new("a rate is a decimal above nought", "汇率应为大于零的小数"))?;
    let tolerance =
        percent(tolerance).map_err(|()| Text::new("a tolerance is written like 2%", "容差应写作2%"))?;
    let hundred = Number::from(100i64);
    let tolerance = tolerance.and_then(|t| t.divided_by(&hundred)).unwrap_or_else(Number::zero);
    if tolerance.is_negative() || tolerance >= Number::from(1i64) {
        return Err(Text::new("a tolerance lies between 0 % and 100 %", "容差应在0%与100%之间"));
    }
    let known = Date::parse(published);
    if known.is_none() && !published.is_empty() {
        return Err(bilingual!(
            "a day is written like 2026-07-15: `{published}`",
            "日期应写作2026-07-15：“{published}”"
        ));
    }
    let (grade, source) = (graded(grade, source)?, (*source).to_owned());
    Ok(((*month).to_owned(), currency, RateRow { cny, tolerance, grade, source, published: known }))
}

/// A grade and a source, which every row states.
fn graded(grade: &str, source: &str) -> Result<GradeLevel, Text> {
    let level = match grade {
        "verified" => GradeLevel::Verified,
        "reported" => GradeLevel::Reported,
        "unverified" => GradeLevel::Unverified,
        other => {
            return Err(bilingual!(
                "a grade is verified, reported or unverified: `{other}`",
                "等级应为verified、reported或unverified：“{other}”"
            ));
        }
    };
    if source.trim().is_empty() {
        return Err(Text::new("a row names its source", "每行须注明来源"));
    }
    Ok(level)
}

/// A code of ten digits as a number.
fn ten(text: &str) -> Result<u64, Text> {
    let code = HsCode::parse(text).filter(|c| c.len() == 10);
    code.map(|c| c.first())
        .ok_or_else(|| bilingual!("a code has ten digits: `{text}`", "编码应为十位数字：“{text}”"))
}

/// Reads every row by `read`; what is wrong with one is a problem at its place.
fn each<T>(
    source: SourceId,
    text: &str,
    header: &[&str],
    read: fn(&[&str]) -> Result<T, Text>,
) -> (Vec<T>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (span, columns) in rows(source, text, header, &mut problems) {
        match read(&columns) {
            Ok(row) => found.push(row),
            Err(text) => problems.push(Diagnostic::error(Code::BadRow, span, text)),
        }
    }
    (found, problems)
}

/// The rows of a table of successors.
pub fn successors(source: SourceId, text: &str) -> (Vec<Successor>, Vec<Diagnostic>) {
    each(source, text, SUCCESSORS, |columns| {
        let [from_year, from, to_year, to, relation, grade, source] = columns else {
            return Err(Text::default());
        };
        let year = |text: &str| {
            let year = text.parse().ok().filter(|y| (1990..=2100).contains(y));
            year.ok_or_else(|| bilingual!("a year has four digits: `{text}`", "年份应为四位数字：“{text}”"))
        };
        let relation = match *relation {
            "same" => Relation::Same,
            "part" => Relation::Part,
            "split" => Relation::Split,
            "hint" => Relation::Hint,
            other => {
                return Err(bilingual!(
                    "a relation is same, part, split or hint: `{other}`",
                    "关系应为same、part、split或hint：“{other}”"
                ));
            }
        };
        Ok(Successor {
            from: ten(from)?,
            from_year: if from_year.is_empty() { None } else { Some(year(from_year)?) },
            to: ten(to)?,
            to_year: year(to_year)?,
            relation,
            grade: graded(grade, source)?,
            source: (*source).to_owned(),
        })
    })
}

/// The rows of a correlation of headings of 2017 and 2022.
pub fn correlation(source: SourceId, text: &str) -> (Vec<(u32, u32)>, Vec<Diagnostic>) {
    each(source, text, CORRELATION, |columns| {
        let [old, new] = columns else { return Err(Text::default()) };
        let heading = |text: &str| {
            let six = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse()
                .ok()
                .filter(|_| six)
                .ok_or_else(|| bilingual!("a heading has six digits: `{text}`", "品目应为六位数字：“{text}”"))
        };
        Ok((heading(old)?, heading(new)?))
    })
}

/// The rows that explain a list.
pub fn explanations(source: SourceId, text: &str) -> (Vec<Explanation>, Vec<Diagnostic>) {
    let (mut found, problems) = each(source, text, EXPLANATIONS, |columns| {
        let [code, numbered, name, en, grade, source] = columns else { return Err(Text::default()) };
        if numbered.is_empty() && name.is_empty() {
            return Err(Text::new("a row has a number or a name", "每行须有编号或名称"));
        }
        let en = if en.is_empty() { name } else { en };
        Ok(Explanation {
            code: ten(code)?,
            numbered: (*numbered).to_owned(),
            name: Text::new(*en, *name),
            grade: graded(grade, source)?,
            source: (*source).to_owned(),
        })
    });
    found.sort_by(|a, b| (a.code, &a.numbered, &a.name.zh).cmp(&(b.code, &b.numbered, &b.name.zh)));
    (found, problems)
}

/// The rows of a table of codes.
pub fn codes(source: SourceId, text: &str) -> (CodeRows, Vec<Diagnostic>) {
    let list = |text: &str| -> Vec<String> {
        text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let mut seen = std::collections::HashSet::new();
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (span, columns) in rows(source, text, CODES, &mut problems) {
        let [code, old, zh, en, from] = columns.as_slice() else { continue };
        let problem = match () {
            () if code.is_empty() || code.trim() != *code => {
                Some(Text::new("a row has a code, without blanks", "每行须有代码，且不含空白"))
            }
            () if !seen.insert(*code) => {
                Some(bilingual!("a code stands twice: `{code}`", "代码重复：“{code}”"))
            }
            () if from.trim().is_empty() => Some(Text::new("a row names its source", "每行须注明来源")),
            () => None,
        };
        match problem {
            Some(text) => problems.push(Diagnostic::error(Code::BadRow, span, text)),
            None => found.push(CodeRow {
                code: (*code).to_owned(),
                old: list(old),
                zh: list(zh),
                en: list(en),
                source: (*from).to_owned(),
            }),
        }
    }
    (CodeRows::new(found), problems)
}

/// The template of each stretch of lines of eight digits, by its number.
pub fn elements(source: SourceId, text: &str) -> (Vec<(u64, u64, usize)>, Vec<Diagnostic>) {
    each(source, text, ELEMENTS, |columns| {
        let [from, to, template] = columns else { return Err(Text::default()) };
        let line = |code: &str| {
            let digits = code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
            code.parse::<u64>()
                .ok()
                .filter(|_| digits)
                .ok_or_else(|| bilingual!("a line has eight digits: `{code}`", "子目应为八位数字：“{code}”"))
        };
        Ok((line(from)?, line(to)?, number(template)?))
    })
}

/// Templates, which are numbered from 1 in their order.
pub fn templates(source: SourceId, text: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let mut last = 0;
    let (rows, mut problems) = each(source, text, TEMPLATES, |columns| {
        let [template, elements] = columns else { return Err(Text::default()) };
        if elements.split(';').any(|name| name.trim().is_empty()) {
            return Err(Text::new("an element has a name", "要素须有名称"));
        }
        Ok((number(template)?, (*elements).to_owned()))
    });
    let in_order = rows.iter().all(|(number, _)| {
        last += 1;
        *number + 1 == last
    });
    if !in_order && problems.is_empty() {
        let text = Text::new("templates are numbered 1, 2, 3 …", "模板按1、2、3……编号");
        problems.push(Diagnostic::error(Code::BadRow, Span::new(source, 0, 0), text));
    }
    (rows.into_iter().map(|(_, elements)| elements).collect(), problems)
}

/// The place of a template from its number.
fn number(text: &str) -> Result<usize, Text> {
    let place = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    place.ok_or_else(|| bilingual!("a template has a number: `{text}`", "模板须有编号：“{text}”"))
}
