//! Transcripts of `mp1039 ask`, with pipes: what a person types and sees.
//!
//! A block `console` of a page holds commands behind `$`; `? 1` is an exit code other
//! than 0, and a line `...` stands for any lines. The commands of a page run in one
//! folder of its own, with `docs` and `policies` of the repository in it, and the JSON
//! files that stand beside a page under `tests`.

use std::path::Path;
use std::process::Command;

/// A command, its exit code, and what it prints on both streams.
struct Step {
    number: usize,
    command: String,
    code: i32,
    printed: Vec<String>,
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (number, line) in (1..).zip(page.lines()) {
        match (inside, line.strip_prefix("```")) {
            (_, Some(info)) => inside = info == "console",
            (true, None) => match (line.strip_prefix("$ "), line.strip_prefix("? ")) {
                (Some(command), _) => {
                    steps.push(Step { number, command: command.to_owned(), code: 0, printed: Vec::new() });
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
        Some((first, rest)) => found.split_first().is_some_and(|(f, more)| f == first && matches(rest, more)),
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
    let bin = Path::new(env!("CARGO_BIN_EXE_mp1039")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let text = std::fs::read_to_string(root.join(page)).unwrap();
    let steps = steps(&text);
    assert!(!steps.is_empty(), "{page} has no commands");
    for step in steps {
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {}; }} 2>&1", step.command)])
            .current_dir(&folder)
            .env("PATH", &path)
            .env("LC_ALL", "C")
            .env("NO_COLOR", "1")
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

#[test]
fn the_guide_of_the_office_file() {
    run("docs/guide/office.md");
    run("docs/guide/office.zh.md");
}
