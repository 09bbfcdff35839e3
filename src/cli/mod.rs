//! The command line: the only place that sees files, the environment and the
//! terminal.
//!
//! Arguments ([`args`]) choose a command; each loads
//! a policy ([`find`]) through a [`world`] and print what the library says.
//! Data goes to stdout, everything else to stderr. Exit codes: 0 all admitted
//! or nothing found, 1 findings, 2 usage, policy, input or internal error.

mod args;
mod ask;
mod check;
mod compare;
mod convert;
mod eval;
mod files;
mod find;
mod fix;
mod help;
mod language;
mod law;
mod lookup;
mod marked;
mod office;
mod progress;
mod simplify;
mod standing;
mod terminal;
mod test;
mod world;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

pub use world::{EmbeddedWorld, FolderWorld};

use args::{Args, Command};
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
    let lang = language::of_process(&arguments);
    terminal::exit_2_on_panic(lang);
    let parsed = args::command(lang).try_get_matches_from(arguments).and_then(|m| Args::from_arg_matches(&m));
    let args = match parsed {
        Ok(args) => args,
        Err(error) => {
            // Help and version are data and exit with 0, usage errors with 2.
            // Nobody is left to tell when even this cannot be written.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let mut terminal = Terminal::new(lang, args.color);
    let exit = match &args.command {
        Command::Eval(eval) => eval::run(eval, &mut terminal),
        Command::Ask(ask) => ask::run(ask, &mut terminal),
        Command::Check(check) => check::run(check, &mut terminal),
        Command::Help(help) => help::run(help, &mut terminal),
        Command::Test(test) => test::run(test, &mut terminal),
        Command::Show(show) => lookup::show(show, &mut terminal),
        Command::Facts(facts) => lookup::facts(facts, &mut terminal),
        Command::Convert(convert) => convert::run(convert, &mut terminal),
        Command::Compare(compare) => compare::run(compare, &mut terminal),
        Command::Simplify(simplify) => simplify::run(simplify, &mut terminal),
        Command::Timeline(timeline) => law::timeline(timeline, &mut terminal),
        Command::Consolidate(consolidate) => law::consolidate(consolidate, &mut terminal),
        Command::LawDiff(diff) => law::diff(diff, &mut terminal),
    };
    terminal.finish(exit).into()
}
