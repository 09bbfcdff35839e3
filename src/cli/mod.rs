//! The command line: the only place that sees files, the environment and the
//! terminal.
//!
//! Arguments ([`args`]) choose a command; each loads a [`policy`] through a
//! [`world`] and prints what the library says.
//! Data goes to stdout, everything else to stderr. Exit codes: 0 all admitted
//! or nothing found, 1 findings, 2 usage, policy, input or internal error.

mod args;
mod ask;
mod check;
mod compare;
mod config;
mod convert;
mod eval;
mod files;
mod find;
mod fix;
mod fmt;
mod help;
mod language;
mod law;
mod lookup;
mod marked;
mod new;
mod office;
mod policy;
mod progress;
mod settings;
mod shell;
mod simplify;
mod standing;
mod terminal;
mod test;
mod world;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches};

pub use world::{EmbeddedWorld, FolderWorld};

use crate::bilingual;
use crate::value::Text;

use args::{Args, Command};
use settings::Settings;
use terminal::Terminal;

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// All admitted, or nothing found.
    Clean,
    /// Findings.
    Findings,
    /// Usage, policy, input or internal error.
    Error,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Clean => ExitCode::SUCCESS,
            Exit::Findings => ExitCode::from(1),
            Exit::Error => ExitCode::from(2),
        }
    }
}

/// Runs the command that the arguments of the process ask for.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let settings = Settings::of_process(&arguments);
    let lang = language::of_process(&arguments, settings.as_ref().ok());
    terminal::exit_2_on_panic(lang);
    let command = args::command(lang);
    let command = match &settings {
        Ok(settings) => settings.applied(command),
        Err(_) => command,
    };
    let parsed = command.try_get_matches_from(arguments);
    let parsed = parsed.and_then(|matches| Ok((Args::from_arg_matches(&matches)?, matches)));
    let (mut args, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are data and exit with 0, usage errors with 2.
            // Nobody is left to tell when even this cannot be written.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let mut terminal = Terminal::new((lang, args.lang.is_some()), args.color);
    // Help and version are there whatever is wrong with the settings.
    let settings = match settings {
        Ok(settings) => settings,
        Err(text) => {
            terminal.error(&text);
            return terminal.finish(Exit::Error).into();
        }
    };
    take(&settings, &matches, &mut args, &mut terminal);
    let done = match &args.command {
        Command::Eval(eval) => eval::run(eval, &mut terminal),
        Command::Ask(ask) => ask::run(ask, &mut terminal),
        Command::Check(check) => Ok(check::run(check, &mut terminal)),
        Command::Fmt(fmt) => Ok(fmt::run(fmt, &mut terminal)),
        Command::Test(test) => Ok(test::run(test, &mut terminal)),
        Command::Help(help) => Ok(help::run(help, &mut terminal)),
        Command::Show(show) => lookup::show(show, &mut terminal),
        Command::Facts(facts) => lookup::facts(facts, &mut terminal),
        Command::Convert(convert) => convert::run(convert, &mut terminal),
        Command::Compare(compare) => compare::run(compare, &mut terminal),
        Command::Simplify(simplify) => simplify::run(simplify, &mut terminal),
        Command::Timeline(timeline) => law::timeline(timeline, &mut terminal),
        Command::Consolidate(consolidate) => law::consolidate(consolidate, &mut terminal),
        Command::LawDiff(diff) => law::diff(diff, &mut terminal),
        Command::New(new) => new::run(new, &mut terminal),
        Command::Config(config) => Ok(config::run(config, &matches, &settings, &mut terminal)),
        Command::Completions(completions) => shell::completions(completions, &mut terminal),
        Command::Man(man) => shell::man(man, &mut terminal),
    };
    let exit = done.unwrap_or_else(|stop| stop.exit(&mut terminal));
    terminal.finish(exit).into()
}

/// Says what a run takes from settings, since its answers depend on it.
fn take(settings: &Settings, matches: &ArgMatches, args: &mut Args, terminal: &mut Terminal) {
    let taken = settings.in_effect(matches);
    if let Some(set) = taken.iter().find(|setting| setting.key.name == "set")
        && let Some(judging) = args.command.judging()
    {
        judging.set_by = Some(set.by.clone());
    }
    for by in taken.iter().map(|setting| &setting.by).collect::<BTreeSet<_>>() {
        let own = taken.iter().filter(|setting| setting.by == *by);
        let own: Vec<String> = own.map(|s| format!("{} {}", s.key.name, s.values.join(" "))).collect();
        let own = Text::new(own.join("; "), own.join("；"));
        terminal.say(&bilingual!("mp1039: from {by}: {own}", "mp1039：取自{by}：{own}"; own));
    }
}
