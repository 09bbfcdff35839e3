//! What the tests leave untried, in the terminal and as a page.

use std::collections::BTreeMap;

use crate::bilingual;
use crate::cli::args::{TestArgs, TestFormat};
use crate::cli::files;
use crate::cli::terminal::Terminal;
use crate::source::SourceMap;
use crate::testing::coverage::{Kind, Mark, Tried, summary};
use crate::testing::margins;
use crate::value::Text;

/// Entries that are named one by one; of the rest it is said how many there are.
const SHOWN: usize = 10;

/// Prints and writes what the arguments ask for.
pub fn print(
    marks: &[Mark],
    sources: &SourceMap,
    args: &TestArgs,
    terminal: &mut Terminal,
) -> Result<(), Text> {
    if args.coverage {
        let text = report(marks, sources);
        let words = text.get(terminal.lang);
        match args.format {
            TestFormat::Human => terminal.data(words),
            // Where programs read the results, people read this.
            _ => terminal.say(&text),
        }
    }
    if let Some(file) = &args.coverage_html {
        files::save(file, margins::page(marks, sources, terminal.lang).as_bytes())?;
        terminal.say(&bilingual!("{file} was written", "已写入{file}"));
    }
    Ok(())
}

/// Counts, then what is left to try, by who says it.
fn report(marks: &[Mark], sources: &SourceMap) -> Text {
    let mut text = Text::new("\nwhat the tests try\n", "\n测试覆盖情况\n");
    for line in Kind::ALL.iter().filter_map(|kind| summary(marks, *kind)) {
        text.push(&bilingual!("  {line}\n", "  {line}\n"; line));
    }
    let mut owners: BTreeMap<(&str, usize), Vec<&Mark>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.tried() != Tried::Whole) {
        let at = order.iter().position(|owner| *owner == mark.owner.en).unwrap_or_else(|| {
            order.push(&mark.owner.en);
            order.len() - 1
        });
        owners.entry(("", at)).or_default().push(mark);
    }
    for marks in owners.values() {
        let Some(owner) = marks.first().map(|mark| &mark.owner) else { continue };
        text.push(&bilingual!("\n{owner}\n", "\n{owner}\n"; owner));
        let (entries, others): (Vec<&&Mark>, Vec<&&Mark>) =
            marks.iter().partition(|mark| mark.kind == Kind::Entry);
        let shown = others.iter().chain(entries.iter().take(SHOWN));
        for mark in shown {
            let place = sources.place(mark.span);
            let place = place.rsplit_once(':').map_or(place.as_str(), |(line, _)| line);
            let (what, says) = (&mark.what, mark.says());
            let what = match mark.kind {
                Kind::Exception => bilingual!("an exception of {what}", "{what}的除外"; what),
                Kind::List => bilingual!("list {what}", "名录 {what}"; what),
                _ => what.clone(),
            };
            text.push(&bilingual!("  {what}: {says}  {place}\n", "  {what}：{says}  {place}\n"; what, says));
        }
        let more = entries.len().saturating_sub(SHOWN);
        if more > 0 {
            text.push(&bilingual!("  … and {more} more entries\n", "  ……另有{more}条\n"));
        }
    }
    text
}
