//! `mp1039 completions` and `mp1039 man`: what a shell and `man` want to know of the
//! commands.

use std::fs;
use std::io;
use std::path::Path;

use clap_complete::Shell;

use super::Exit;
use super::args::{self, CompletionsArgs, ManArgs, ShellName};
use super::policy::Stop;
use super::terminal::Terminal;
use crate::bilingual;
use crate::value::Text;

/// The name that is completed.
const NAME: &str = "mp1039";

/// Runs `completions`.
pub fn completions(args: &CompletionsArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let mut command = args::command(terminal.lang);
    let mut script = Vec::new();
    let shell = match args.shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
        ShellName::Powershell => Shell::PowerShell,
    };
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    terminal.data(&String::from_utf8_lossy(&script));
    Ok(Exit::Clean)
}

/// Runs `man`.
pub fn man(args: &ManArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let mut command = args::command(terminal.lang);
    command.build();
    let Some(dir) = &args.dir else {
        let page = page(&command, NAME).map_err(|e| failed("stdout", &e))?;
        terminal.data(&page);
        return Ok(Exit::Clean);
    };
    fs::create_dir_all(dir).map_err(|e| failed(dir, &e))?;
    let subs = command.get_subcommands().map(|sub| (sub, format!("{NAME}-{}", sub.get_name())));
    for (command, name) in std::iter::once((&command, NAME.to_owned())).chain(subs) {
        let path = Path::new(dir).join(format!("{name}.1"));
        let file = path.display().to_string();
        let page = page(command, &name).map_err(|e| failed(&file, &e))?;
        fs::write(&path, page).map_err(|e| failed(&file, &e))?;
        terminal.data(&format!("{file}\n"));
    }
    Ok(Exit::Clean)
}

/// The page of one command.
fn page(command: &clap::Command, name: &str) -> io::Result<String> {
    let mut text = Vec::new();
    let source = format!("{NAME} {}", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone()).title(name).source(source).render(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn failed(path: &str, error: &io::Error) -> Text {
    bilingual!("{path} cannot be written: {error}", "{path}无法写入：{error}")
}
