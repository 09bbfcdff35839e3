//! `mp1039 check`: what is wrong with the texts of a policy. The diagnostics
//! are what was asked for, so they go to stdout.

use super::args::{CheckArgs, CheckFormat};
use super::find::Found;
use super::fix;
use super::terminal::Terminal;
use super::{Exit, find};
use crate::diagnostic::{Diagnostic, render};
use crate::pipeline::Policy;
use crate::source::SourceMap;
use crate::value::text::Lang;
use crate::value::{Date, Text};
use crate::world::World;

/// Runs the command.
pub fn run(args: &CheckArgs, terminal: &mut Terminal) -> Exit {
    let named = args.path.as_ref().or(args.policy.as_ref());
    let found = match named.map_or_else(find::nearby, |name| find::policy(name, false)) {
        Ok(found) => found,
        Err(text) => {
            terminal.error(&text);
            return Exit::Error;
        }
    };
    let mut sources = SourceMap::default();
    if !args.fix {
        let diagnostics = diagnostics(&found, &*found.world, args.as_of, &mut sources);
        return show(&diagnostics, &found, sources, args.format, terminal);
    }
    let mended = fix::mend(&found, |world, sources| diagnostics(&found, world, args.as_of, sources));
    let fixed = mended.changes.len();
    if args.diff {
        terminal.data(&fix::diff(&found, &mended.changes));
    } else if let Err(text) = fix::write(&mended.changes) {
        terminal.error(&text);
        return Exit::Error;
    }
    if fixed > 0 {
        terminal.say(&fix::summary(&mended.changes, !args.diff));
    }
    if args.diff {
        return if fixed > 0 { Exit::Findings } else { Exit::Clean };
    }
    let diagnostics = diagnostics(&found, &mended.world, args.as_of, &mut sources);
    show(&diagnostics, &found, sources, args.format, terminal)
}

/// Everything that the checker and the lints say, in the order of the texts.
fn diagnostics(
    found: &Found,
    world: &dyn World,
    as_of: Option<Date>,
    sources: &mut SourceMap,
) -> Vec<Diagnostic> {
    match Policy::load(world, found.start.clone(), sources) {
        Ok(loaded) => {
            let mut all = loaded.warnings;
            all.extend(loaded.policy.lint(world, as_of));
            // Every version has to compile, not only that of a day that is asked.
            all.extend(loaded.policy.every_version());
            all.sort_by_key(|d| (d.span, d.code));
            all.dedup();
            all
        }
        Err(diagnostics) => diagnostics,
    }
}

fn show(
    diagnostics: &[Diagnostic],
    found: &Found,
    mut sources: SourceMap,
    format: CheckFormat,
    terminal: &mut Terminal,
) -> Exit {
    sources.rename(|name| found.shown(name));
    let lang = terminal.lang;
    let one = |d: &Diagnostic, terminal: &Terminal| match format {
        CheckFormat::Human => {
            render::human(d, &sources, terminal.lang_of(d, &sources), terminal.colour()) + "\n\n"
        }
        CheckFormat::Json | CheckFormat::Ndjson => render::json(d, &sources) + "\n",
        CheckFormat::Github => render::github(d, &sources, terminal.lang_of(d, &sources)) + "\n",
        CheckFormat::Sarif => String::new(),
    };
    for diagnostic in diagnostics {
        let text = one(diagnostic, terminal);
        terminal.data(&text);
    }
    match format {
        CheckFormat::Human => terminal.data(&(summary(diagnostics, lang) + "\n")),
        CheckFormat::Sarif => terminal.data(&(render::sarif(diagnostics, &sources, lang) + "\n")),
        CheckFormat::Json | CheckFormat::Ndjson | CheckFormat::Github => {}
    }
    if diagnostics.is_empty() { Exit::Clean } else { Exit::Findings }
}

fn summary(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let Some(first) = diagnostics.first() else {
        return Text::new("nothing found", "未发现问题").get(lang).to_owned();
    };
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let code = diagnostics.iter().find(|d| d.is_error()).unwrap_or(first).code;
    let fixes = diagnostics.iter().filter(|d| d.fix.as_ref().is_some_and(|f| f.certain)).count();
    let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let more = match (lang, fixes) {
        (_, 0) => String::new(),
        (Lang::En, n) => format!("; {n} can be mended with --fix"),
        (Lang::Zh, n) => format!("；其中{n}个可用 --fix 修正"),
    };
    match lang {
        Lang::En => format!(
            "{}, {}{more}\nmore on a code: mp1039 help {code}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
        Lang::Zh => {
            format!("错误{errors}个，警告{warnings}个{more}\n代码说明：mp1039 help {code}")
        }
    }
}
