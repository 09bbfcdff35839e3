//! The manual is complete: its tables of words are what the program reads and writes in
//! both tongues, every word of the language stands in them, every item, statement and
//! function has its place, and every command on every page is run by some test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use mp1039::builtins::BUILTINS;
use mp1039::cli::FolderWorld;
use mp1039::format::format;
use mp1039::rulebook::{Names, Rulebook, Start};
use mp1039::source::{SourceId, SourceMap};
use mp1039::syntax::{self, Limits, Tongue};

const PAGES: [&str; 2] = ["docs/language/tongues.md", "docs/language/tongues.zh.md"];

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.as_ref().display()))
}

fn names() -> Names {
    let world = FolderWorld::new(Path::new("policies")).unwrap();
    let (book, _) = Rulebook::load(&world, Start::Folder, &mut SourceMap::default(), &Limits::default());
    let functions: Vec<_> = BUILTINS.iter().map(|b| (b.name, b.zh)).collect();
    Names::of(&book, &functions)
}

/// What an example of a table stands in: texts before it and behind it, those that fit first.
fn around(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "item" => &[("", ""), ("", "\n  set cap = USD 1")],
        "instrument" => &[("policy GACC 1/2027 zh \"x\"\n  ", "")],
        "article" => &[("article 1\n  ", "")],
        "norm" => &[("article 1\n  require transit\n    ", "")],
        "amend" => &[
            ("amend GACC 221/2019\n  ", ""),
            ("amend GACC 221/2019\n  ", "\n    9503.0010.00 zh \"x\""),
            ("amend GACC 221/2019\n  ", "\n    market yiwu zh \"x\""),
            ("amend GACC 221/2019\n  ", "\n    9503.0010.00"),
        ],
        "catalog" => &[("catalog c\n  ", "")],
        "data" => &[
            ("tariff 2027\n  ", ""),
            ("rates r\n  ", ""),
            ("codes c\n  ", ""),
            ("elements 2027\n  ", ""),
            ("markets m\n  ", ""),
            ("papers p\n  ", ""),
            ("mode 1039\n  ", ""),
        ],
        "market" => &[("markets m\n  market yiwu\n    ", "")],
        "facts" => &[("facts f\n  ", "")],
        "test" => &[
            ("test \"x\"\n  ", ""),
            ("test \"x\"\n  ", "\n    one-toy | 2026-01-01 | 2026-01-01 | USD 5 | admit"),
        ],
        "condition" => &[("article 1\n  require ", "")],
        "value" => &[("let x = ", "")],
        other => panic!("there is no table {other}"),
    }
}

/// An example with what stands around it.
fn whole(table: &str, example: &str) -> (String, &'static str) {
    let reads = |text: &str| syntax::parse(SourceId(0), text, &Limits::default()).1.is_empty();
    let texts = around(table).iter().map(|(before, after)| (format!("{before}{example}{after}\n"), *before));
    texts
        .into_iter()
        .find(|(text, _)| reads(text))
        .unwrap_or_else(|| panic!("`{example}` cannot be read in any place of the table {table}"))
}

/// The line of an example in a text that was formatted.
fn line(text: &str, before: &str) -> String {
    let line = text.lines().nth(before.matches('\n').count()).unwrap().trim();
    let last = before.lines().last().unwrap_or("");
    let lead: &[&str] = if last.ends_with("require ") {
        &["require ", "应当 "]
    } else if last.starts_with("let") {
        &["let x = ", "设 x = "]
    } else {
        &[]
    };
    lead.iter().find_map(|lead| line.strip_prefix(lead)).unwrap_or(line).to_owned()
}

/// The rows of the tables of a page: the table, the English and the Chinese.
fn rows(page: &str) -> Vec<(String, String, String)> {
    let text = read(page);
    let mut table = String::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("<!-- words: ").and_then(|l| l.strip_suffix(" -->")) {
            table = name.to_owned();
        } else if line.starts_with('#') {
            table.clear();
        } else if !table.is_empty() && line.starts_with("| `") {
            // A bar between columns of `cases` is written `\|`.
            let cells: Vec<String> =
                line.split("` | `").map(|c| c.trim_matches(['|', ' ', '`']).replace("\\|", "|")).collect();
            let [one, other] = cells.as_slice() else { panic!("{page}: {line}") };
            let (en, zh) = if page.ends_with(".zh.md") { (other, one) } else { (one, other) };
            rows.push((table.clone(), en.clone(), zh.clone()));
        }
    }
    rows
}

#[test]
fn the_tables_of_words_are_what_the_formatter_writes() {
    let names = names();
    let to = |text: &str, tongue| {
        format(SourceId(0), text, Some(tongue), &names).unwrap_or_else(|p| panic!("{text}\n{p:?}"))
    };
    let mut wrong = Vec::new();
    let found = rows(PAGES[0]);
    assert!(found.len() > 150, "the tables were not found");
    for (table, en, zh) in &found {
        let (text, before) = whole(table, en);
        let chinese = to(&text, Tongue::Zh);
        if line(&chinese, before) != *zh {
            wrong.push(format!("`{en}` is written `{}`, not `{zh}`", line(&chinese, before)));
        }
        let back = line(&to(&chinese, Tongue::En), before);
        if back != *en {
            wrong.push(format!("`{zh}` is written `{back}`, not `{en}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(found, rows(PAGES[1]), "both pages have the same rows");
}

/// The forms of both tongues, as their table in the sources has them.
fn forms() -> Vec<(String, String)> {
    let source = read("src/syntax/tongue.rs");
    let rows = source.lines().filter(|l| l.trim_start().starts_with("Form(Rule::"));
    let quoted = |l: &str| l.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let forms: Vec<_> = rows.map(|l| (quoted(l)[0].clone(), quoted(l)[1].clone())).collect();
    assert!(forms.len() > 180, "the table of forms was not found");
    forms
}

#[test]
fn every_word_of_both_tongues_stands_in_the_tables() {
    let rows = rows(PAGES[0]);
    // Where a name is not one of the words of the grammar.
    let english: BTreeSet<String> = rows
        .iter()
        .flat_map(|(_, en, _)| en.split(|c: char| !c.is_alphanumeric() && c != '/' && c != '-'))
        .map(str::to_owned)
        .collect();
    let chinese: String = rows.iter().map(|(.., zh)| format!("{zh}\n")).collect();
    let mut missing = BTreeSet::new();
    for (en, zh) in forms() {
        let words = |form: &str| -> Vec<String> {
            form.split_whitespace()
                .filter(|w| !w.starts_with('$'))
                .map(|w| w.trim_start_matches('^').to_owned())
                .collect()
        };
        // `en` marks English within Chinese only, though English reads it, too.
        let here = |w: &String| english.contains(w) || en == zh && chinese.contains(w.as_str());
        missing.extend(words(&en).into_iter().filter(|w| !here(w)));
        missing.extend(words(&zh).into_iter().filter(|w| !chinese.contains(w.as_str())));
    }
    for builtin in BUILTINS {
        assert!(english.contains(builtin.name) && chinese.contains(builtin.zh), "{}", builtin.name);
    }
    assert!(missing.is_empty(), "no row of {} shows {missing:?}", PAGES[0]);
}

/// The first words of the tables of items and statements, English and Chinese.
fn first_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for file in ["items", "law", "data", "reference", "cases", "time"] {
        for line in read(format!("src/syntax/{file}.rs")).lines() {
            let row = line.trim_start();
            let row = row.strip_prefix("Kind { words: ").unwrap_or(row);
            if row.starts_with("(\"") && line.contains("Rule::") {
                words.extend(row.split('"').nth(1).map(str::to_owned));
            }
        }
    }
    words.retain(|w| w.chars().all(char::is_alphabetic));
    assert!(words.len() > 50, "{words:?}");
    words
}

/// What stands in code on a page, in blocks or between backticks.
fn code(text: &str) -> String {
    text.split('`')
        .skip(1)
        .step_by(2)
        .chain(text.split("```").skip(1).step_by(2))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_item_statement_and_function_is_in_the_manual() {
    for pages in [
        &["surface.md", "statements.md", "tests.md", "expressions.md"][..],
        &["surface.zh.md", "statements.zh.md", "tests.zh.md", "expressions.zh.md"][..],
    ] {
        let text: String = pages.iter().map(|p| code(&read(format!("docs/language/{p}")))).collect();
        let said: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        let functions = BUILTINS.iter().flat_map(|b| [b.name, b.zh]).map(str::to_owned);
        for word in first_words().into_iter().chain(functions) {
            assert!(said.contains(word.as_str()), "`{word}` is nowhere in {pages:?}");
        }
    }
}

#[path = "../examples/embed.rs"]
#[allow(dead_code)]
mod embed;

#[test]
fn the_example_of_the_engineer_runs_and_is_what_the_page_shows() {
    let source = read("examples/embed.rs");
    for page in ["docs/guide/engineer.md", "docs/guide/engineer.zh.md"] {
        assert!(read(page).contains(&format!("```rust\n{source}```")), "{page} shows another text");
    }
    let (policy, options) = (embed::law(), embed::options());
    let answer = |name: &str| {
        let bytes = fs::read(format!("policies/samples/{name}.json")).unwrap();
        embed::answer(&policy, &options, name, &bytes)
    };
    assert_eq!(answer("one-toy"), "one-toy: admit");
    assert!(answer("gold-chain").starts_with("gold-chain: reject\n  GACC 221/2019 article 1.3(1), line 2: "));
    let open = answer("missing-facts");
    assert!(open.contains("  between admit and reject\n  missing: "), "{open}");
    assert!(embed::answer(&policy, &options, "x", b"[").starts_with("x: "));
}

#[test]
fn both_tongues_say_the_same_policy() {
    let names = names();
    for page in PAGES {
        let text = read(page);
        let blocks: Vec<&str> =
            text.split("```pol\n").skip(1).map(|part| part.split("```").next().unwrap()).collect();
        assert_eq!(blocks.len(), 2, "{page}: a policy in English and one in Chinese");
        let [zh, en] = if page.ends_with(".zh.md") { [blocks[0], blocks[1]] } else { [blocks[1], blocks[0]] };
        assert_eq!(format(SourceId(0), en, Some(Tongue::Zh), &names).unwrap(), zh, "{page}");
        assert_eq!(format(SourceId(0), zh, Some(Tongue::En), &names).unwrap(), en, "{page}");
    }
}

/// Words behind a fence that open a block without commands.
const NO_COMMANDS: &[&str] = &["pol", "text", "json", "toml", "csv", "tsv", "yaml", "rust", "xml", ""];

/// Every command of a page is in a block that some test runs: `console` blocks are run by
/// `cli.rs` and `ask/transcript.rs`, which take all pages of [`support::commands`]; `sh`
/// blocks below.
#[test]
fn no_page_holds_a_command_that_is_not_run() {
    let pages = support::commands::pages();
    assert!(pages.len() > 30);
    for page in pages {
        let mut block: Option<String> = None;
        for (number, line) in (1..).zip(read(&page).lines()) {
            match (block.as_deref(), line.trim_start().strip_prefix("```")) {
                (None, Some(info)) => {
                    let word = info.split_whitespace().next().unwrap_or("");
                    let known = matches!(word, "console" | "sh") || NO_COMMANDS.contains(&word);
                    assert!(known, "{page}:{number}: a block `{word}`: is it run?");
                    // Exactly `console`: nothing behind it may leave it out.
                    assert!(word != "console" || info == "console", "{page}:{number}: `{info}`");
                    assert!(line.starts_with("```") || word != "console", "{page}:{number}: indented");
                    block = Some(word.to_owned());
                }
                (Some(_), Some(_)) => block = None,
                (Some(word), None) if NO_COMMANDS.contains(&word) => {
                    let command = line.starts_with("$ ") || line.trim_start().starts_with("mp1039 ");
                    assert!(!command, "{page}:{number}: a command in a block that is not run: {line}");
                }
                _ => {}
            }
        }
    }
}

/// The lines of `sh` blocks are run in a folder with the files that they name, and none is
/// a mistake of use; those of cargo are not run.
#[test]
fn commands_without_output_are_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::temp_dir().join(format!("mp1039-manual-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    support::commands::furnish(&folder, env!("CARGO_BIN_EXE_mp1039"));
    let mut wrong = Vec::new();
    let mut ran = BTreeSet::new();
    for page in support::commands::pages() {
        let text = read(root.join(&page));
        let blocks = text.split("```sh\n").skip(1).map(|part| part.split("```").next().unwrap());
        for line in blocks.flat_map(str::lines) {
            let command = line.split("   #").next().unwrap().trim();
            let other = command.is_empty() || command.starts_with("cargo ") || command.starts_with('#');
            if other || !ran.insert(command.replace(" --lang zh", "")) {
                continue;
            }
            let output = Command::new("sh")
                .args(["-c", command])
                .current_dir(&folder)
                .env("PATH", support::commands::path(env!("CARGO_BIN_EXE_mp1039")))
                .env("LC_ALL", "C")
                .env("CI", "false")
                .env("HOME", &folder)
                .env("PROFILE", folder.join("profile.ps1"))
                .stdin(std::process::Stdio::null())
                .output()
                .unwrap();
            if !matches!(output.status.code(), Some(0 | 1)) {
                wrong.push(format!("{page}: {command}\n{}", String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(ran.len() > 20, "the commands were not found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
