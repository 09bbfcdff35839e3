//! `mp1039 check`: what is wrong with the texts of a policy. The diagnostics
//! are what was asked for, so they go to stdout.

use super::args::{CheckArgs, Format};
use super::terminal::Terminal;
use super::{Exit, find};
use crate::diagnostic::{Diagnostic, render};
use crate::pipeline::Policy;
use crate::source::SourceMap;
use crate::value::text::Lang;

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
    let diagnostics = match Policy::load(&*found.world, found.start, &mut sources) {
        Ok(loaded) => {
            let mut all = loaded.warnings;
            all.extend(loaded.policy.lint(args.as_of));
            // Every version has to compile, not only that of a day that is asked.
            all.extend(loaded.policy.every_version());
            all.sort_by_key(|d| (d.span, d.code));
            all.dedup();
            all
        }
        Err(diagnostics) => diagnostics,
    };
    for diagnostic in &diagnostics {
        let text = match args.format {
            Format::Human => {
                render::human(diagnostic, &sources, terminal.lang_of(diagnostic, &sources), terminal.colour())
                    + "\n\n"
            }
            Format::Json | Format::Ndjson => render::json(diagnostic, &sources) + "\n",
        };
        terminal.data(&text);
    }
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    if args.format == Format::Human {
        let summary = summary(&diagnostics, errors, terminal.lang);
        terminal.data(&(summary + "\n"));
    }
    if diagnostics.is_empty() { Exit::Clean } else { Exit::Findings }
}

fn summary(diagnostics: &[Diagnostic], errors: usize, lang: Lang) -> String {
    let warnings = diagnostics.len() - errors;
    let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    match (lang, diagnostics.is_empty()) {
        (Lang::En, true) => "nothing found".to_owned(),
        (Lang::Zh, true) => "未发现问题".to_owned(),
        (Lang::En, _) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
        (Lang::Zh, _) => format!("错误{errors}个，警告{warnings}个"),
    }
}
