//! The house: modules import only from lower layers, files stay small, every
//! module opens with its story, and files, clock and environment are touched
//! only where they may be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the lowest layer to the highest. A module may import from any
/// module that stands in an earlier row, or earlier in its own row.
const LAYERS: &[&[&str]] = &[
    &["value", "source", "parallel"],
    &["diagnostic", "world"],
    &["syntax", "catalog"],
    &["hir", "rulebook", "format"],
    &["builtins", "check", "ir"],
    &["lower", "compiled", "input"],
    &["lint", "eval", "lookup", "simplify"],
    &["report"],
    &["pipeline", "testing", "ask"],
    &["cli"],
];

/// What only `world` and `cli` may name.
const OUTSIDE: &[&str] = &["std::fs", "std::env", "std::net", "std::time", "std::process", "SystemTime"];

fn files() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The module of `src/<module>.rs` or `src/<module>/…`; none for `lib.rs` and `main.rs`.
fn module(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root().join("src")).ok()?;
    let first = inside.iter().next()?.to_str()?;
    let name = first.trim_end_matches(".rs");
    (!matches!(name, "lib" | "main")).then(|| name.to_owned())
}

fn rank(module: &str) -> Option<(usize, usize)> {
    LAYERS.iter().enumerate().find_map(|(i, row)| Some((i, row.iter().position(|m| *m == module)?)))
}

#[test]
fn modules_import_only_from_lower_layers() {
    let mut wrong = Vec::new();
    for file in files() {
        let Some(own) = module(&file) else { continue };
        let place =
            rank(&own).unwrap_or_else(|| panic!("`{own}` has no layer: add it to LAYERS in tests/tidy.rs"));
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for part in code.split("crate::").skip(1) {
                let other: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(rank) = rank(&other) else { continue };
                if other != own && rank > place {
                    wrong.push(format!(
                        "{}:{}: `{own}` may not import `{other}`",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the layers:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_layer_and_is_there() {
    let present: std::collections::BTreeSet<String> = files().iter().filter_map(|f| module(f)).collect();
    for name in LAYERS.iter().flat_map(|row| row.iter()) {
        assert!(present.contains(*name), "layer table names `{name}`, which is not in src");
    }
}

#[test]
fn the_outside_is_touched_only_by_world_and_cli() {
    let mut wrong = Vec::new();
    for file in files() {
        let own = module(&file);
        if matches!(own.as_deref(), None | Some("world" | "cli")) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            if OUTSIDE.iter().any(|o| code.contains(o)) {
                wrong.push(format!("{}:{}", file.display(), number + 1));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "files, clock, network or environment outside `world` and `cli`:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn files_are_small_and_open_with_their_story() {
    let mut wrong = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let lines = text.lines().count();
        if lines > 600 {
            wrong.push(format!("{}: {lines} lines, split it by meaning (600 at most)", file.display()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{}: open it with `//!` and its story in a few lines", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn functions_are_short() {
    let mut wrong = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let opens = line.trim_start().split("fn ").count() > 1 && line.trim_end().ends_with('{');
            if !opens || line.trim_start().starts_with("//") {
                continue;
            }
            let closing = format!("{}}}", " ".repeat(indent));
            let length = lines[start..].iter().position(|l| *l == closing).unwrap_or(0);
            if length > 80 {
                wrong.push(format!("{}:{}: {length} lines (80 at most)", file.display(), start + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "functions that are too long:\n{}", wrong.join("\n"));
}

#[test]
fn every_diagnostic_has_its_page_and_every_page_its_diagnostic() {
    let folder = root().join("docs/diagnostics");
    let known: Vec<&str> = mp1039::diagnostic::CODES.iter().map(|c| c.as_str()).collect();
    for code in &known {
        let text = fs::read_to_string(folder.join(format!("{code}.md")))
            .unwrap_or_else(|_| panic!("write docs/diagnostics/{code}.md"));
        assert!(text.starts_with(&format!("# {code}")), "docs/diagnostics/{code}.md opens with `# {code}`");
        assert!(text.contains("## 中文"), "docs/diagnostics/{code}.md has a Chinese part under `## 中文`");
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".md");
        assert!(stem == "README" || known.contains(&stem), "docs/diagnostics/{name} belongs to no code");
    }
}

#[test]
fn every_row_of_the_code_table_is_used() {
    let sources: String = files()
        .iter()
        .filter(|f| !f.ends_with("diagnostic/code.rs"))
        .map(|f| fs::read_to_string(f).unwrap())
        .collect();
    for code in mp1039::diagnostic::CODES {
        let name = format!("Code::{code:?}");
        let used = sources
            .match_indices(&name)
            .any(|(at, _)| !sources[at + name.len()..].starts_with(|c: char| c.is_alphanumeric()));
        assert!(used, "{} ({name}) is reported nowhere", code.as_str());
    }
}

/// The fast evaluator is held to the reference by tests alone: neither may use the other.
#[test]
fn the_evaluators_know_nothing_of_each_other() {
    for file in files() {
        let path = file.to_str().unwrap().replace('\\', "/");
        let other = match () {
            () if path.contains("/eval/fast/") => "reference::",
            () if path.contains("/eval/reference/") => "fast::",
            () => continue,
        };
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            assert!(!code.contains(other), "{path}:{}: imports the other evaluator", number + 1);
        }
    }
}
