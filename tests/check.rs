//! `mp1039 check` at work on files: what it mends, what it leaves, and what other
//! programs read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use mp1039::cli::EmbeddedWorld;
use mp1039::lint::stored;
use serde_json::Value;

/// A folder of its own, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let folder = std::env::temp_dir().join(format!("mp1039-check-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Folder(folder)
    }

    fn check(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_mp1039"))
            .current_dir(&self.0)
            .env("LC_ALL", "C")
            .arg("check")
            .args(args)
            .output()
            .unwrap()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// As somebody typed it who knows other languages, on a Chinese keyboard.
const WRONG: &str = r#"policy EXAMPLE 1/2026 "Slips" zh "笔误"
    published on 2026-01-01
    in force from 2026-01-01
    applies when supervision_mode == “1039” && direction = 'export'
    reported "an example"

use "facts/export-declaration.pol"
use "catalogs/medical-2020.pol"
use "facts/export-declaration.pol"

let cap = usd 150,000

article 1 "Cap" zh "限额"
  require count of goods ≤ ５０；
  require sum of (goods.total converted to USD at customs-monthly) <= cap
"#;

const RIGHT: &str = r#"policy EXAMPLE 1/2026 "Slips" zh "笔误"
    language 1
    published on 2026-01-01
    in force from 2026-01-01
    applies when supervision_mode = "1039" and direction = "export"
    reported "an example"

use "facts/export-declaration.pol"
use "catalogs/medical-2020.pol"

let cap = USD 150,000

article 1 "Cap" zh "限额"
  require count of goods <= 50
  require sum of (goods.total converted to USD at customs-monthly) <= cap
"#;

const RATES: &str = "use \"rates/customs-monthly.pol\"\n";

/// The text above, with what brings the rates.
fn text(body: &str) -> String {
    body.replacen("\nlet cap", &format!("{RATES}\nlet cap"), 1)
}

#[test]
fn what_is_certain_is_written_and_nothing_else() {
    for (mark, ends) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let as_file = |body: &str| format!("{mark}{}", text(body).replace('\n', ends));
        let folder = Folder::new("fix", &[("own/slips.pol", &as_file(WRONG))]);
        let shown = folder.check(&["own", "--fix", "--diff"]);
        assert_eq!(folder.text("own/slips.pol"), as_file(WRONG), "--diff writes nothing");
        let diff = String::from_utf8(shown.stdout).unwrap();
        assert!(diff.contains("+    language 1") && diff.contains("own/slips.pol"), "{diff}");
        assert_eq!(shown.status.code(), Some(1));

        let fixed = folder.check(&["own", "--fix"]);
        let said = String::from_utf8(fixed.stdout).unwrap();
        assert_eq!(folder.text("own/slips.pol"), as_file(RIGHT), "{said}");
        assert!(String::from_utf8(fixed.stderr).unwrap().contains("written to 1 file"));

        let again = folder.check(&["own", "--fix"]);
        assert_eq!(String::from_utf8(again.stdout).unwrap(), said, "nothing is left to mend");
        assert!(again.stderr.is_empty());
    }
}

/// What was probably meant is offered, and never written.
#[test]
fn what_is_only_probable_is_not_written() {
    let wrong = text(RIGHT).replace("<= cap", "<= cpa").replace("require count", "requir count");
    let folder = Folder::new("offer", &[("slips.pol", &wrong)]);
    folder.check(&["slips.pol", "--fix"]);
    assert_eq!(folder.text("slips.pol"), wrong);
    let records = String::from_utf8(folder.check(&["slips.pol", "--format", "json"]).stdout).unwrap();
    let offered: BTreeSet<String> = records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["fix"].clone())
        .filter(|fix| fix["certain"] == false)
        .map(|fix| fix["edits"][0]["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(offered, BTreeSet::from(["require".to_owned(), "cap".to_owned()]));
}

/// Where one file was named, the files beside it are looked at and left.
#[test]
fn only_what_was_named_is_written() {
    let again = "use \"facts/export-declaration.pol\"\n";
    let other = text(RIGHT).replace("1/2026", "2/2026").replace(again, &again.repeat(2));
    let folder = Folder::new("named", &[("one.pol", &text(WRONG)), ("two.pol", &other)]);
    folder.check(&["one.pol", "--fix"]);
    assert_eq!(folder.text("one.pol"), text(RIGHT));
    assert_eq!(folder.text("two.pol"), other);
    let built_in = folder.check(&["221-2019", "--fix"]);
    assert_eq!(String::from_utf8(built_in.stdout).unwrap(), "nothing found\n");
}

/// The shape that SARIF 2.1.0 asks for, as far as it is used.
#[test]
fn the_sarif_log_has_its_shape() {
    let folder = Folder::new("sarif", &[("我的 rules/slips.pol", &text(WRONG))]);
    for lang in ["en", "zh"] {
        let output = folder.check(&["我的 rules", "--format", "sarif", "--lang", lang]);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((log["version"].as_str(), log["runs"].as_array().map(Vec::len)), (Some("2.1.0"), Some(1)));
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for rule in rules {
            assert!(rule["shortDescription"]["text"].as_str().is_some_and(|t| !t.is_empty()));
            assert!(rule["help"]["text"].as_str().is_some_and(|t| t.lines().count() > 3));
            assert!(rule.get("helpUri").is_none());
        }
        let results = run["results"].as_array().unwrap();
        assert!(results.len() > 3);
        assert!(results.iter().any(|r| r.get("fixes").is_some()));
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
            assert!(result["message"]["text"].as_str().is_some_and(|t| !t.is_empty()));
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "%E6%88%91%E7%9A%84%20rules/slips.pol");
            in_order(&place["region"]);
            for fix in result.get("fixes").and_then(Value::as_array).into_iter().flatten() {
                let change = &fix["artifactChanges"][0];
                assert_eq!(change["artifactLocation"], place["artifactLocation"]);
                in_order(&change["replacements"][0]["deletedRegion"]);
                assert!(change["replacements"][0]["insertedContent"]["text"].is_string());
            }
        }
    }
}

fn in_order(region: &Value) {
    let at = |line: &str, column: &str| (region[line].as_u64().unwrap(), region[column].as_u64().unwrap());
    let (start, end) = (at("startLine", "startColumn"), at("endLine", "endColumn"));
    assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{region}");
}

/// Each finding is one command, and nothing in it ends it too early.
#[test]
fn github_reads_one_command_a_line() {
    let folder = Folder::new("github", &[("a,b 100%.pol", &text(WRONG))]);
    let output = folder.check(&["a,b 100%.pol", "--format", "github"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() > 3);
    for line in text.lines() {
        assert!(
            line.starts_with("::error file=a%2Cb 100%25.pol,line=") || line.starts_with("::warning file=")
        );
        let (properties, message) = line[2..].split_once("::").unwrap();
        assert!(properties.contains(",title=") && !message.is_empty(), "{line}");
    }
}

/// Every stored text says whose it is, in which language, and how it is known.
#[test]
fn stored_texts_say_where_they_were_read() {
    let texts = stored(&EmbeddedWorld);
    assert!(texts.len() >= 2);
    for text in texts {
        assert!(
            !text.instrument.is_empty() && ["zh", "en"].contains(&text.language.as_str()),
            "{}",
            text.file
        );
        assert!(text.grade.starts_with("verified: ") && text.lines().count() > 0, "{}", text.file);
    }
}
