//! `mp1039 fmt`: policy texts in their canonical layout, in place or to stdout.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::args::{FmtArgs, LangName};
use super::terminal::Terminal;
use super::{Exit, find};
use crate::bilingual;
use crate::builtins::BUILTINS;
use crate::format;
use crate::rulebook::{Names, Rulebook, Start};
use crate::source::SourceMap;
use crate::syntax::{self, Tongue};
use crate::value::Text;

/// What became of the files.
#[derive(Default)]
struct Tally {
    changed: usize,
    kept: usize,
    failed: bool,
}

/// Runs the command.
pub fn run(args: &FmtArgs, terminal: &mut Terminal) -> Exit {
    let mut tally = Tally::default();
    if args.paths == ["-"] {
        return standard_input(args, terminal);
    }
    let paths = match files(&args.paths) {
        Ok(paths) => paths,
        Err(text) => {
            terminal.error(&text);
            return Exit::Error;
        }
    };
    let mut names: BTreeMap<PathBuf, Names> = BTreeMap::new();
    for path in paths {
        let shown = path.display().to_string();
        let text = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                terminal.error(&bilingual!("{shown} cannot be read: {error}", "{shown}无法读取：{error}"));
                tally.failed = true;
                continue;
            }
        };
        let root = find::root_of(&path);
        let names = names.entry(root.clone()).or_insert_with(|| names_of(&root));
        match formatted(&shown, text, args.tongue, names, terminal) {
            None => tally.failed = true,
            Some((old, new)) if old == new => tally.kept += 1,
            Some((old, new)) => {
                tally.changed += 1;
                tally.failed |= !settle(args, &path, (&old, &new), terminal);
            }
        }
    }
    let (changed, kept) = (tally.changed, tally.kept);
    terminal.say(&if args.check || args.diff {
        bilingual!("{changed} to format, {kept} formatted already", "待排版{changed}个，已排版{kept}个")
    } else {
        bilingual!("{changed} formatted, {kept} formatted already", "已排版{changed}个，原已排版{kept}个")
    });
    match tally {
        Tally { failed: true, .. } => Exit::Error,
        Tally { changed, .. } if changed > 0 && args.check => Exit::Findings,
        _ => Exit::Clean,
    }
}

/// Writes, shows or names a file that changes; whether that could be done.
fn settle(args: &FmtArgs, path: &Path, (old, new): (&str, &str), terminal: &mut Terminal) -> bool {
    let shown = path.display();
    if args.diff {
        let diff = TextDiff::from_lines(old, new);
        terminal.data(&diff.unified_diff().header(&shown.to_string(), &shown.to_string()).to_string());
    } else if args.check {
        terminal.data(&format!("{shown}\n"));
    } else if let Err(error) = std::fs::write(path, new) {
        terminal.error(&bilingual!("{shown} cannot be written: {error}", "{shown}无法写入：{error}"));
        return false;
    }
    true
}

/// Standard input to standard output, with the names of the policy at hand.
fn standard_input(args: &FmtArgs, terminal: &mut Terminal) -> Exit {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().read_to_end(&mut bytes) {
        terminal.error(&bilingual!("standard input cannot be read: {error}", "标准输入无法读取：{error}"));
        return Exit::Error;
    }
    let names = names_of(Path::new("."));
    let Some((old, new)) = formatted("-", bytes, args.tongue, &names, terminal) else { return Exit::Error };
    let changed = old != new;
    if args.diff {
        terminal.data(&TextDiff::from_lines(&old, &new).unified_diff().header("-", "-").to_string());
    } else if !args.check {
        terminal.data(&new);
    }
    if changed && args.check { Exit::Findings } else { Exit::Clean }
}

/// A text before and after; nothing where it cannot be read, which has been said.
fn formatted(
    name: &str,
    bytes: Vec<u8>,
    tongue: Option<LangName>,
    names: &Names,
    terminal: &mut Terminal,
) -> Option<(String, String)> {
    let mut sources = SourceMap::default();
    let id = sources.add(name, "");
    let tongue = tongue.map(|tongue| match tongue {
        LangName::Zh => Tongue::Zh,
        LangName::En => Tongue::En,
    });
    let text = match syntax::decode(id, bytes) {
        Ok(text) => text,
        Err(problem) => {
            terminal.diagnostics(&[problem], &sources);
            return None;
        }
    };
    sources.fill(id, &text, crate::source::Layout::default());
    match format::format(id, &text, tongue, names) {
        Ok(new) => Some((text, new)),
        Err(problems) => {
            terminal.diagnostics(&problems, &sources);
            None
        }
    }
}

/// The Chinese names of what the rulebook in a folder defines, over the built-in one.
pub fn names_of(root: &Path) -> Names {
    let functions: Vec<(&str, &str)> = BUILTINS.iter().map(|b| (b.name, b.zh)).collect();
    let Ok(world) = find::folder(root) else { return Names::default() };
    // What is wrong with the other files keeps none from being formatted.
    let (book, _) =
        Rulebook::load(&*world, Start::Folder, &mut SourceMap::default(), &syntax::Limits::default());
    Names::of(&book, &functions)
}

/// The files that are meant: those named, and every `.pol` below the folders named.
fn files(paths: &[String]) -> Result<Vec<PathBuf>, Text> {
    let named: Vec<PathBuf> = match paths {
        [] => vec![PathBuf::from(find::nearby_folder().ok_or_else(find::none_here)?)],
        paths => paths.iter().map(PathBuf::from).collect(),
    };
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            below(&path, &mut files);
        } else if path.exists() {
            files.push(path);
        } else {
            let shown = path.display();
            return Err(bilingual!("there is no file or folder {shown}", "没有文件或文件夹{shown}"));
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        // A link may lead out of the folder that was named.
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            below(&path, files);
        } else if path.extension().is_some_and(|x| x == "pol") {
            files.push(path);
        }
    }
}
