//! The manual is right: its examples run, its links lead somewhere, and every
//! section that the evaluator's comments name is there.
//!
//! A fenced block that begins with `pol` is run over the embedded rulebook. The
//! words after `pol` say how:
//!
//! - nothing: items. A block without a `policy` of its own stands under
//!   [`HEAD`]. It must be free of errors, and each `test` item in it must pass.
//! - `fragment`: statements of an article, which stands under [`HEAD`].
//! - `whole`: a file as it is, with nothing put before it.
//! - `error=T0202`: this code must be reported, and no other.
//! - `shown`: not run, because it needs a file that is not there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::path::{Path, PathBuf};

use mp1039::cli::EmbeddedWorld;
use mp1039::diagnostic::{Diagnostic, render};
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::testing;
use mp1039::value::text::Lang;
use mp1039::world::{Layered, MemoryWorld};

/// What a block without a policy of its own stands under.
const HEAD: &str = r#"policy EXAMPLE 1/2026 "Example of the manual" zh "手册示例"
  language 1
  published on 2019-01-01
  in force from publication
  applies when supervision_mode = "1039" and direction = "export"

use "facts/export-declaration.pol"
use "catalogs/export-controls.pol"
use "catalogs/other-papers.pol"
use "catalogs/market-procurement.pol"
use "catalogs/simplified.pol"
use "rates/customs-monthly.pol"
use "markets/pilot-markets.pol"

"#;

/// What a fragment stands under, beside [`HEAD`].
const ARTICLE: &str = r#"let cap zh "单票限额" = USD 150,000
let value zh "货值" = sum of (goods.total converted to USD at customs-monthly)

article 1 "Example" zh "示例"
"#;

/// What follows a block without an article, since a policy has one.
const EMPTY: &str = "\narticle 1 \"Example\" zh \"示例\"\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every page: those at the root and those under `docs`.
fn pages() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // What stands beside a page for its commands is no page: `tutorial.in`.
            let beside = path.extension().is_some_and(|e| e == "in" || e == "out");
            if path.is_dir() && !beside {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(root())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    walk(&root().join("docs"), &mut found);
    found.sort();
    found
}

/// A fenced block of a page.
struct Block {
    /// `page.md:12`.
    place: String,
    /// The words after `pol`.
    how: Vec<String>,
    text: String,
}

fn blocks(page: &Path) -> Vec<Block> {
    let text = std::fs::read_to_string(page).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Option<Block>> = None;
    for (number, line) in text.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (open.as_mut(), fence) {
            (None, Some(info)) => {
                let mut words = info.split_whitespace().map(str::to_owned);
                let place = format!("{}:{}", page.display(), number + 2);
                let is_pol = words.next().as_deref() == Some("pol");
                open = Some(is_pol.then(|| Block { place, how: words.collect(), text: String::new() }));
            }
            (Some(_), Some(_)) => blocks.extend(open.take().flatten()),
            (Some(Some(block)), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "{}: a fenced block is not closed", page.display());
    blocks
}

/// The file that a block stands for.
fn file(block: &Block) -> String {
    let has = |word: &str| block.how.iter().any(|w| w == word);
    let begins = |words: &[&str]| block.text.lines().any(|l| words.iter().any(|w| l.starts_with(w)));
    let own = begins(&["policy ", "unnumbered ", "公告 ", "无文号通知 "]);
    if has("fragment") {
        let indented: String = block
            .text
            .lines()
            .map(|l| if l.trim().is_empty() { "\n".to_owned() } else { format!("  {l}\n") })
            .collect();
        return format!("{HEAD}{ARTICLE}{indented}");
    }
    if has("whole") || own {
        return block.text.clone();
    }
    let article = if begins(&["article ", "第 "]) { "" } else { EMPTY };
    format!("{HEAD}{}{article}", block.text)
}

/// Runs a block; says what is wrong with it, if anything.
fn run(block: &Block) -> Result<(), String> {
    let expected = block.how.iter().find_map(|w| w.strip_prefix("error="));
    let text = file(block);
    let mut memory = MemoryWorld::default();
    memory.insert("example.pol", text.as_bytes());
    let world = Layered(memory, EmbeddedWorld);
    let mut sources = SourceMap::default();
    let (problems, failed) = match Policy::load(&world, Start::Alone("example.pol".to_owned()), &mut sources)
    {
        Ok(loaded) => {
            let outcome = testing::run_all(&loaded.policy, &world);
            (loaded.warnings, outcome.failed)
        }
        Err(diagnostics) => (diagnostics, Vec::new()),
    };
    let all: Vec<&Diagnostic> = problems.iter().chain(&failed).collect();
    let wrong: Vec<&Diagnostic> = all.iter().copied().filter(|d| d.is_error()).collect();
    let good = match expected {
        Some(code) => !all.is_empty() && all.iter().all(|d| d.code.as_str() == code),
        None => wrong.is_empty(),
    };
    if good {
        return Ok(());
    }
    let shown: Vec<String> = all.iter().map(|d| render::human(d, &sources, Lang::En, false)).collect();
    let wanted = expected.unwrap_or("no error");
    Err(format!("{}: expected {wanted}, found:\n{}", block.place, shown.join("\n")))
}

#[test]
fn examples_run() {
    let blocks: Vec<Block> = pages().iter().flat_map(|p| blocks(p)).collect();
    let wrong: Vec<String> =
        blocks.iter().filter(|b| !b.how.iter().any(|w| w == "shown")).filter_map(|b| run(b).err()).collect();
    assert!(blocks.len() > 50, "the examples were not found");
    assert!(wrong.is_empty(), "{} examples are wrong:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn the_words_after_pol_are_known() {
    let known = |w: &String| matches!(w.as_str(), "fragment" | "whole" | "shown") || w.starts_with("error=");
    for block in pages().iter().flat_map(|p| blocks(p)) {
        assert!(block.how.iter().all(known), "{}: `pol {}`", block.place, block.how.join(" "));
    }
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for part in text.split("](").skip(1) {
            let Some((link, _)) = part.split_once(')') else { continue };
            let target = link.split('#').next().unwrap_or("");
            let outside = link.contains("://") || link.starts_with("mailto:");
            if outside || target.is_empty() || target.contains(char::is_whitespace) {
                continue;
            }
            if !page.parent().unwrap().join(target).exists() {
                wrong.push(format!("{}: `{link}`", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{}", wrong.join("\n"));
}

/// Titles that comments name as `(manual: "Unknown")`, also across lines.
fn named_sections(text: &str) -> Vec<String> {
    let comments: Vec<&str> = text
        .lines()
        .filter_map(|l| l.trim_start().strip_prefix("//"))
        .map(|l| l.trim_start_matches(['/', '!']).trim())
        .collect();
    let comments = comments.join(" ");
    let references = comments.split("(manual: ").skip(1).filter_map(|part| part.split(')').next());
    references
        .flat_map(|reference| reference.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_section_that_the_sources_name_is_in_the_manual() {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.extend(named_sections(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let page = |name| std::fs::read_to_string(root().join("docs/language").join(name)).unwrap();
    let manual = page("meaning.md") + &page("formats.md");
    let sections: Vec<&str> =
        manual.lines().filter_map(|l| l.strip_prefix("## ").or_else(|| l.strip_prefix("# "))).collect();
    let mut named = Vec::new();
    walk(&root().join("src"), &mut named);
    assert!(!named.is_empty(), "no comment names a section");
    for name in named {
        assert!(
            sections.contains(&name.as_str()),
            "neither meaning.md nor formats.md of docs/language has a section “{name}”"
        );
    }
}

#[test]
fn the_coverage_table_names_tests_that_are_there() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let mut tests = String::new();
    for folder in ["policies/tests", "tests"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                tests.push_str(&std::fs::read_to_string(path).unwrap_or_default());
            }
        }
    }
    for page in ["docs/guide/coverage.md", "docs/guide/coverage.zh.md"] {
        let text = read(page);
        let rows: Vec<&str> = text.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| |")).collect();
        assert_eq!(rows.len(), 16, "{page}: a row for each sentence");
        for row in rows {
            let last = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
            let names: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
            assert!(!names.is_empty(), "{page}: {row}");
            for name in names {
                let there =
                    tests.contains(&format!("test \"{name}\"")) || tests.contains(&format!("fn {name}("));
                assert!(there, "{page}: there is no test {name}");
            }
        }
    }
}
