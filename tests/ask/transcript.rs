//! Transcripts with pipes, of `mp1039 ask` and of pages of the manual: what a person types
//! and sees.
//!
//! A block `console` of a page holds commands behind `$`; `? 1` is an exit code other
//! than 0, a line `...` stands for any lines and `[..]` for anything within one. What stands
//! in the block below `<!-- write: FILE -->` is written into that file. The commands of a page run in one
//! folder of its own, with `docs` and `policies` of the repository in it, and the JSON
//! files that stand beside a page under `tests`.

use std::path::Path;
use std::process::Command;

use super::support::commands::{self, WRITES};

/// A command, its exit code, and what it prints on both streams; or a file, and what is
/// written into it.
struct Step {
    file: Option<String>,
    number: usize,
    command: String,
    code: i32,
    printed: Vec<String>,
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    let mut file = None;
    for (number, line) in (1..).zip(page.lines()) {
        if let Some(name) = line.strip_prefix(WRITES) {
            file = Some(name.trim_end_matches(" -->").to_owned());
            continue;
        }
        match (inside, line.strip_prefix("```")) {
            (false, Some(_)) if file.is_some() => {
                inside = true;
                let command = String::new();
                steps.push(Step { file: file.take(), number, command, code: 0, printed: Vec::new() });
            }
            (_, Some(info)) => inside = !inside && info == "console",
            (true, None) if steps.last().is_some_and(|s| s.file.is_some()) => {
                steps.last_mut().unwrap().printed.push(line.to_owned());
            }
            (true, None) => match (line.strip_prefix("$ "), line.strip_prefix("? ")) {
                (Some(command), _) => {
                    let command = command.to_owned();
                    steps.push(Step { file: None, number, command, code: 0, printed: Vec::new() });
                }
                (None, Some(code)) if steps.last().is_some_and(|s| s.printed.is_empty()) => {
                    steps.last_mut().unwrap().code = code.parse().unwrap();
                }
                _ => steps.last_mut().unwrap().printed.push(line.to_owned()),
            },
            _ => {}
        }
    }
    steps
}

/// Whether lines are as expected; `...` stands for any.
fn matches(expected: &[String], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((any, rest)) if any == "..." => (0..=found.len()).any(|n| matches(rest, &found[n..])),
        Some((first, rest)) => {
            found.split_first().is_some_and(|(f, more)| fits(first, f) && matches(rest, more))
        }
    }
}

/// Whether a line is as expected; `[..]` stands for anything.
fn fits(expected: &str, found: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == found,
        Some((start, rest)) => found.strip_prefix(start).is_some_and(|found| {
            found.char_indices().map(|(i, _)| i).chain([found.len()]).any(|i| fits(rest, &found[i..]))
        }),
    }
}

fn run(page: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = page.replace(['/', '.'], "-");
    let folder = std::env::temp_dir().join(format!("mp1039-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for shared in ["docs", "policies"] {
        std::os::unix::fs::symlink(root.join(shared), folder.join(shared)).unwrap();
    }
    let beside = root.join(page).parent().unwrap().to_owned();
    for entry in std::fs::read_dir(beside).unwrap().map(|e| e.unwrap().path()) {
        if page.starts_with("tests/") && entry.extension().is_some_and(|e| e == "json") {
            std::fs::copy(&entry, folder.join(entry.file_name().unwrap())).unwrap();
        }
    }
    let path = commands::path(env!("CARGO_BIN_EXE_mp1039"));
    let text = std::fs::read_to_string(root.join(page)).unwrap();
    let steps = steps(&text);
    assert!(!steps.is_empty(), "{page} has no commands");
    for step in steps {
        if let Some(file) = step.file {
            let file = folder.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, step.printed.join("\n") + "\n").unwrap();
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {}; }} 2>&1", step.command)])
            .current_dir(&folder)
            .env("PATH", &path)
            .env("LC_ALL", "C")
            .env("NO_COLOR", "1")
            .env("CI", "false")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let found: Vec<&str> = printed.lines().collect();
        let place = format!("{page}:{}: {}", step.number, step.command);
        let mut expected = step.printed;
        // A block may end in an empty line that nothing printed.
        while expected.last().is_some_and(String::is_empty) && found.last().is_none_or(|l| !l.is_empty()) {
            expected.pop();
        }
        assert!(
            matches(&expected, &found),
            "{place}\nprinted:\n{printed}\nexpected:\n{}",
            expected.join("\n")
        );
        assert_eq!(output.status.code(), Some(step.code), "{place}\n{printed}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_a_person_types_and_sees() {
    run("tests/cli/ask/en.md");
}

#[test]
fn the_same_in_chinese() {
    run("tests/cli/ask/zh.md");
}

/// Every page of the manual that needs a shell.
#[test]
fn the_pages_of_the_manual() {
    let pages = commands::pages_with_commands(true);
    assert!(pages.contains(&"docs/guide/office.md".to_owned()), "{pages:?}");
    pages.iter().for_each(|page| run(page));
}
