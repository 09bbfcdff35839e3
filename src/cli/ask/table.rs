//! Questions as a table for those who know, and the answers out of it.

use super::{Exit, Stop, inputs};
use crate::ask::Case;
use crate::ask::list::{self, List};
use crate::bilingual;
use crate::cli::args::AskArgs;
use crate::cli::terminal::Terminal;
use crate::cli::{files, office};
use crate::input::{Node, SCHEMA, formats};
use crate::pipeline::{JudgeError, Options, Policy};
use crate::report::{self, workbook};
use crate::source::SourceMap;
use crate::value::{Text, text::Lang};

/// Writes one table of what the declarations lack.
pub(super) fn questions(
    args: &AskArgs,
    file: &str,
    (policy, options, texts): (&Policy, &Options, &SourceMap),
    terminal: &mut Terminal,
) -> Result<Exit, Stop> {
    let is_workbook = is_workbook(file)?;
    if std::fs::exists(file).unwrap_or(true) {
        return Err(Stop::Why(bilingual!(
            "{file} is there already, and may hold answers: name another file, or delete it",
            "{file}已存在，其中可能已有答复：请另行指定文件，或先删除"
        )));
    }
    let mut list = List::default();
    let (mut count, mut faults) = (0usize, 0usize);
    for input in inputs(args)? {
        let name = input.name();
        let mut sources = texts.clone();
        let source = sources.add(name.clone(), "");
        let how = (options.charset, &options.limits);
        let mut fault = |error: JudgeError, sources: &SourceMap, terminal: &mut Terminal| {
            faults += 1;
            match error {
                JudgeError::Input(error) => terminal.error(&files::wrong(&error, &name, sources)),
                JudgeError::Policy(diagnostics) => terminal.diagnostics(&diagnostics, sources),
            }
        };
        let mut records = match files::records(input.open(), source, &mut sources, how) {
            Ok(records) => records,
            Err(error) => {
                fault(JudgeError::Input(error), &sources, terminal);
                continue;
            }
        };
        let mut number = 0usize;
        while let Some(record) = records.next(&mut sources) {
            (count, number) = (count + 1, number + 1);
            let case = record.map_err(JudgeError::Input);
            let case = case.and_then(|record| Case::new(policy, record, options));
            let added = case.and_then(|case| {
                let own = case.judged().declaration.id.clone();
                let own = own.unwrap_or_else(|| format!("{name} #{number}"));
                list.add(&case, &own)
            });
            added.unwrap_or_else(|error| fault(error, &sources, terminal));
        }
    }
    let bytes = match is_workbook {
        true => workbook::new(&[(sheet(terminal.lang).to_owned(), list.rows())])?,
        false => report::csv(&list::harmless(list.rows()))?,
    };
    files::save(file, &bytes)?;
    let (asked, office) = (list.len(), args.remember.as_deref().unwrap_or("office.json"));
    terminal.say(&bilingual!(
        "{file}: questions: {asked}, declarations: {count}; fill in the column “answer”, then: mp1039 ask --answers {file} --remember {office}",
        "{file}：{count}票申报，共{asked}个问题；填写“答复”一列后运行：mp1039 ask --answers {file} --remember {office}"
    ));
    for (asks, who) in list.nobody() {
        terminal.say(&bilingual!("not to be answered there: {asks} ({who})", "此表无法作答：{asks}（{who}）"; asks, who));
    }
    Ok(match (faults, list.is_empty() && list.nobody().next().is_none()) {
        (1.., _) => Exit::Error,
        (0, true) => Exit::Clean,
        (0, false) => Exit::Findings,
    })
}

fn sheet(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Questions",
        Lang::Zh => "问题清单",
    }
}

/// Takes the answers of a table into the office file.
pub(super) fn answers(
    args: &AskArgs,
    file: &str,
    policy: &Policy,
    options: &Options,
    terminal: &mut Terminal,
) -> Result<Exit, Stop> {
    // An office file that could not be laid under any declaration is not added to.
    let nothing = Node::object([("schema", Node::text(SCHEMA))]);
    crate::input::bind(&nothing, &options.standing, policy.schema(), &options.limits)
        .map_err(|error| error.message)?;
    let bytes =
        std::fs::read(file).map_err(|e| bilingual!("{file} cannot be read: {e}", "{file}无法读取：{e}"))?;
    let located = |text: Text| bilingual!("{file}: {text}", "{file}：{text}"; text);
    let sheets = formats::rows(&bytes, (options.charset, &options.limits)).map_err(|e| located(e.message))?;
    let rows = sheets.and_then(|sheets| sheets.into_iter().next()).map(|(_, rows)| rows);
    let rows = rows.ok_or_else(|| located(Text::new("this is no table", "此非表格")))?;
    let found = list::answers(&rows, policy.schema()).map_err(located)?;
    for (cell, why) in &found.wrong {
        terminal.say(&bilingual!("{file}:{cell}: {why}; not taken", "{file}:{cell}：{why}；未采用"; why));
    }
    let office = args.remember.as_deref().unwrap_or_default();
    let refused = office::keep(office, &found.facts)?;
    refused.iter().for_each(|text| terminal.say(text));
    let taken = found.facts.len().saturating_sub(refused.len());
    let (wrong, left) = (found.wrong.len() + refused.len(), found.unanswered);
    terminal.say(&bilingual!(
        "{office}: answers taken: {taken}, not taken: {wrong}, questions unanswered: {left}",
        "{office}：采用{taken}项答复，未采用{wrong}项，未作答{left}项"
    ));
    Ok(if wrong > 0 { Exit::Findings } else { Exit::Clean })
}

/// Whether a file is a workbook, by what its name ends in.
fn is_workbook(file: &str) -> Result<bool, Text> {
    let name = file.to_lowercase();
    match (name.ends_with(".xlsx"), name.ends_with(".csv")) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(bilingual!(
            "{file}: a table of questions is a .csv or .xlsx file",
            "{file}：问题清单应为.csv或.xlsx文件"
        )),
    }
}
