//! Runs the tests again whenever a file of the rulebook changes. Times of change are
//! looked at three times a second, which needs nothing of the system.

use std::collections::BTreeMap;
use std::fs;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::cli::args::TestArgs;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, find};
use crate::value::Text;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(300);

/// Runs until it is interrupted, or nobody reads any more.
pub fn run(args: &TestArgs, terminal: &mut Terminal) -> Exit {
    let Some(root) = root(args) else {
        terminal.error(&Text::new(
            "--watch needs a policy in a folder, not a built-in one",
            "--watch须用于文件夹中的规则，不能用于内置规则",
        ));
        return Exit::Error;
    };
    loop {
        if stdout().is_terminal() {
            terminal.data("\u{1b}[2J\u{1b}[H");
        }
        super::once(args, terminal);
        terminal.flush();
        // What the run itself wrote is no change.
        let seen = times(&root);
        while terminal.open() && times(&root) == seen {
            sleep(PAUSE);
        }
        if !terminal.open() {
            return Exit::Clean;
        }
    }
}

/// The folder that is watched.
fn root(args: &TestArgs) -> Option<PathBuf> {
    let path = PathBuf::from(args.path.as_deref().or_else(|| find::nearby_folder())?);
    match path.is_dir() {
        true => Some(path),
        false => {
            let folder = path.canonicalize().ok()?.parent()?.to_owned();
            // A file of tests is part of the rulebook above it.
            let above = folder.parent().filter(|_| folder.ends_with("tests")).map(Path::to_owned);
            Some(above.unwrap_or(folder))
        }
    }
}

/// When each file was changed last. What waits for review is no part of the rulebook.
fn times(folder: &Path) -> BTreeMap<PathBuf, (u64, Option<SystemTime>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && !hidden {
                open.push(path);
            } else if kind.is_file() && !hidden && path.extension().is_none_or(|end| end != "new") {
                let Ok(about) = entry.metadata() else { continue };
                found.insert(path, (about.len(), about.modified().ok()));
            }
        }
    }
    found
}
