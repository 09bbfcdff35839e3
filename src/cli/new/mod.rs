//! `mp1039 new`: an instrument ([`instrument`]) or a rulebook ([`rulebook`]) to begin
//! with. What is written is accepted by `mp1039 check` and passes `mp1039 test` at once,
//! invents no law, and writes over nothing.

mod instrument;
mod rulebook;

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Exit;
use super::args::NewArgs;
use super::policy::Stop;
use super::terminal::Terminal;
use crate::bilingual;
use crate::value::{Text, text::Lang};

/// A text in the language of whoever begins.
struct Template {
    en: &'static str,
    zh: &'static str,
}

impl Template {
    /// With each `@NAME@` replaced.
    fn filled(&self, lang: Lang, names: &[(&str, &str)]) -> String {
        let text = match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        };
        names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("@{name}@"), value))
    }
}

/// Runs the command.
pub fn run(args: &NewArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let path = args.path.trim_end_matches(['/', '\\']);
    if path.is_empty() {
        return Err(Stop::Why(Text::new(
            "name a file that ends in .pol, or a folder that ends in /",
            "请给出以.pol结尾的文件，或以/结尾的文件夹",
        )));
    }
    if args.rulebook || path.len() < args.path.len() {
        rulebook::begin(path, terminal)
    } else {
        instrument::begin(args, path, terminal)
    }
}

/// Writes a file that is not there yet.
///
/// # Errors
/// That it is there, or cannot be written.
fn create(path: &Path, text: &str) -> Result<(), Text> {
    let name = path.display();
    let done = fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    done.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => bilingual!(
            "{name} is there already, and nothing is written over: take another name",
            "{name}已存在，不会覆盖：请另取名称"
        ),
        _ => bilingual!("{name} cannot be written: {error}", "{name}无法写入：{error}"),
    })
}

/// Says what was made, and what to type next.
fn next(made: &[String], commands: &[String], terminal: &mut Terminal) {
    let (verb, next) = match terminal.lang {
        Lang::En => ("made", "next:"),
        Lang::Zh => ("已建立", "接下来："),
    };
    let made: String = made.iter().map(|path| format!("{verb} {path}\n")).collect();
    let commands: String = commands.iter().map(|command| format!("  mp1039 {command}\n")).collect();
    terminal.data(&format!("{made}{next}\n{commands}"));
}
