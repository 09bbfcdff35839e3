//! Results of tests for a person, as JSON lines, and as JUnit.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;

use super::{Done, State};
use crate::bilingual;
use crate::cli::args::{TestArgs, TestFormat};
use crate::cli::terminal::Terminal;
use crate::value::{Text, text::Lang};

/// So many declarations are named that say something else in the same way.
const SHOWN: usize = 20;

/// Prints everything that ran.
pub fn print(done: &[Done], args: &TestArgs, terminal: &mut Terminal) {
    match args.format {
        TestFormat::Human => human(done, args, terminal),
        TestFormat::Json | TestFormat::Ndjson => {
            for one in done {
                let line = serde_json::to_string(&record(one)).unwrap_or_default();
                terminal.data(&(line + "\n"));
            }
        }
        TestFormat::Junit => {
            // Written to memory, which does not fail.
            let text = junit(done, terminal.lang).unwrap_or_default();
            terminal.data(&String::from_utf8_lossy(&text));
        }
    }
}

fn human(done: &[Done], args: &TestArgs, terminal: &mut Terminal) {
    if args.list {
        for one in done {
            let line = one.line.map(|line| format!(":{line}")).unwrap_or_default();
            let name = one.name.get(terminal.lang);
            let text = match one.line {
                Some(_) => format!("{}{line}: {name}\n", one.file),
                None => format!("{name}\n"),
            };
            terminal.data(&text);
        }
        return;
    }
    for one in done {
        for text in &one.drawn {
            terminal.data(&format!("{text}\n\n"));
        }
        if one.state != State::Passed && one.drawn.is_empty() && !one.same_verdict() {
            let text = block(one);
            terminal.data(&format!("{}\n", text.get(terminal.lang)));
        }
    }
    for text in alike(done) {
        terminal.data(&format!("{}\n", text.get(terminal.lang)));
    }
    let count = |state| done.iter().filter(|one| one.state == state).count();
    let (changed, new, orphans) = (count(State::Changed), count(State::New), count(State::Orphan));
    let mut parts = Vec::new();
    parts.extend(some(changed, "1 decision changed", "decisions changed", "项结论有变化"));
    let same = done.iter().filter(|one| one.same_verdict()).count();
    parts.extend(some(
        same,
        "1 of them with the verdict it had",
        "of them with the verdict they had",
        "项仅说明有变化",
    ));
    parts.extend(some(new, "1 is not recorded yet", "are not recorded yet", "项尚未记录"));
    parts.extend(some(
        orphans,
        "1 record has no declaration",
        "records have no declaration",
        "项记录无对应申报",
    ));
    if !parts.is_empty() {
        let what = Text::join(&parts, ", ", "，");
        let text = bilingual!(
            "{what}: `mp1039 test --review` steps through them, --accept records all\n",
            "{what}：`mp1039 test --review` 逐项审阅，--accept 全部记录\n"; what
        );
        terminal.data(text.get(terminal.lang));
    }
    let passed = count(State::Passed);
    let failed = done.iter().filter(|one| one.state == State::Failed);
    let failed = failed.map(|one| one.drawn.len().max(1)).sum::<usize>();
    let failed = failed + changed + new + orphans + count(State::Pending);
    let text = match (terminal.lang, passed + failed) {
        (Lang::En, 0) => "there are no tests\n".to_owned(),
        (Lang::Zh, 0) => "没有测试\n".to_owned(),
        (Lang::En, _) => format!("{passed} passed, {failed} not met\n"),
        (Lang::Zh, _) => format!("通过{passed}个，不符{failed}处\n"),
    };
    terminal.data(&text);
}

/// Decisions that come to what they came to, and say something else of it: each change
/// once, with the declarations that it is about.
fn alike(done: &[Done]) -> Vec<Text> {
    let mut groups: Vec<(&[Text], Vec<Text>)> = Vec::new();
    for one in done.iter().filter(|one| one.same_verdict()) {
        let says = one.says.get(1..).unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| *known == says) {
            Some((_, names)) => names.push(one.name.clone()),
            None => groups.push((says, vec![one.name.clone()])),
        }
    }
    let text = |(says, names): (&[Text], Vec<Text>)| {
        let (count, what) = (names.len(), heading(State::Changed));
        let mut text = match count {
            1 => bilingual!("{what}, the verdict as before:\n", "{what}，结论不变：\n"; what),
            _ => bilingual!("{what}, {count} verdicts as before:\n", "{what}，{count}项结论不变：\n"; what),
        };
        for line in says {
            text.push(&bilingual!("{line}\n", "{line}\n"; line));
        }
        for name in names.iter().take(SHOWN) {
            text.push(&bilingual!("  in {name}\n", "  见{name}\n"; name));
        }
        let more = count.saturating_sub(SHOWN);
        if more > 0 {
            text.push(&bilingual!("  … and in {more} more\n", "  ……另有{more}票\n"));
        }
        text
    };
    groups.into_iter().map(text).collect()
}

fn some(count: usize, one: &str, more: &str, zh: &str) -> Option<Text> {
    match count {
        0 => None,
        1 => Some(bilingual!("{one}", "1{zh}")),
        _ => Some(bilingual!("{count} {more}", "{count}{zh}")),
    }
}

/// What a declaration came to, with its reasons below.
fn block(one: &Done) -> Text {
    let (name, what) = (&one.name, heading(one.state));
    let mut lines = one.says.iter();
    let first = lines.next().cloned().unwrap_or_default();
    let mut text = bilingual!("{what}: {name}: {first}\n", "{what}：{name}：{first}\n"; what, name, first);
    for line in lines {
        text.push(&bilingual!("{line}\n", "{line}\n"; line));
    }
    text
}

fn heading(state: State) -> Text {
    match state {
        State::Passed | State::Listed => Text::new("passed", "通过"),
        State::Failed => Text::new("failed", "未通过"),
        State::Changed => Text::new("changed", "有变化"),
        State::New => Text::new("not recorded", "未记录"),
        State::Orphan => Text::new("orphan", "无对应申报"),
        State::Pending => Text::new("pending", "待审"),
    }
}

/// `mp1039/test@1`
#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    kind: &'static str,
    name: &'a Text,
    file: &'a str,
    line: Option<usize>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    messages: Vec<Text>,
}

fn record(one: &Done) -> Record<'_> {
    let verdicts = one.verdicts.as_ref().filter(|_| one.state != State::Passed);
    let trimmed = |text: &Text| Text::new(text.en.trim(), text.zh.trim());
    Record {
        schema: "mp1039/test@1",
        kind: if one.line.is_some() { "test" } else { "decision" },
        name: &one.name,
        file: &one.file,
        line: one.line,
        outcome: word(one.state),
        before: verdicts.map(|(before, _)| before.as_str()).filter(|before| !before.is_empty()),
        after: verdicts.map(|(_, after)| after.as_str()),
        messages: one.says.iter().map(trimmed).collect(),
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Passed => "passed",
        State::Failed => "failed",
        State::Changed => "changed",
        State::New => "new",
        State::Orphan => "orphan",
        State::Pending => "pending",
        State::Listed => "listed",
    }
}

/// JUnit's XML: a suite for each file, no times, so that the same run gives the same bytes.
fn junit(done: &[Done], lang: Lang) -> io::Result<Vec<u8>> {
    let mut suites: BTreeMap<&str, Vec<&Done>> = BTreeMap::new();
    done.iter().for_each(|one| suites.entry(&one.file).or_default().push(one));
    let failures = |all: &[&Done]| all.iter().filter(|d| failed(d)).count().to_string();
    let all: Vec<&Done> = done.iter().collect();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let (tests, failing) = (done.len().to_string(), failures(&all));
    let root = writer.create_element("testsuites").with_attributes([
        ("name", "mp1039"),
        ("tests", tests.as_str()),
        ("failures", failing.as_str()),
    ]);
    root.write_inner_content(|writer| {
        for (file, all) in &suites {
            let (tests, failing) = (all.len().to_string(), failures(all));
            let name = clean(file);
            let suite = writer.create_element("testsuite").with_attributes([
                ("name", name.as_str()),
                ("tests", tests.as_str()),
                ("failures", failing.as_str()),
            ]);
            suite.write_inner_content(|writer| all.iter().try_for_each(|one| case(writer, one, lang)))?;
        }
        Ok(())
    })?;
    let mut text = writer.into_inner();
    text.push(b'\n');
    Ok(text)
}

fn failed(one: &Done) -> bool {
    !matches!(one.state, State::Passed | State::Listed)
}

fn case(writer: &mut Writer<Vec<u8>>, one: &Done, lang: Lang) -> io::Result<()> {
    let (name, file) = (clean(one.name.get(lang)), clean(&one.file));
    let line = one.line.map(|line| line.to_string());
    let mut element = writer.create_element("testcase").with_attributes([
        ("name", name.as_str()),
        ("classname", file.as_str()),
        ("file", file.as_str()),
    ]);
    if let Some(line) = &line {
        element = element.with_attribute(("line", line.as_str()));
    }
    if !failed(one) {
        element.write_empty()?;
        return Ok(());
    }
    let says: Vec<String> = one.says.iter().map(|text| clean(text.get(lang))).collect();
    let first = says.first().map(|text| text.trim().to_owned()).unwrap_or_default();
    element.write_inner_content(|writer| {
        let failure = writer
            .create_element("failure")
            .with_attributes([("message", first.as_str()), ("type", word(one.state))]);
        failure.write_text_content(BytesText::new(&says.join("\n")))?;
        Ok(())
    })?;
    Ok(())
}

/// Without what XML cannot hold.
fn clean(text: &str) -> String {
    text.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), "\u{fffd}")
}
