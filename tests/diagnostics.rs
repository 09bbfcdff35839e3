//! Every problem that there is, as its author sees it, in both languages: those that the
//! suite provokes, and those that take more than one text to make. `cargo insta review`,
//! or `INSTA_UPDATE=always cargo test`, takes a change over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::fmt::Write;

use mp1039::cli::EmbeddedWorld;
use mp1039::diagnostic::{CODES, Diagnostic, render};
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::testing;
use mp1039::value::{Date, text::Lang};
use mp1039::world::{Layered, MemoryWorld};

const LANGS: [(Lang, &str); 2] = [(Lang::En, "en"), (Lang::Zh, "zh")];

/// Problems as they are shown, by the name of their case.
fn shown(name: &str, problems: &[Diagnostic], sources: &SourceMap) -> Vec<(String, String)> {
    let in_one = |(lang, tag)| {
        let shown: Vec<String> = problems.iter().map(|d| render::human(d, sources, lang, false)).collect();
        (format!("{name}__{tag}"), shown.join("\n\n"))
    };
    LANGS.into_iter().map(in_one).collect()
}

/// The cases of the suite.
fn of_the_suite() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for stage in ["syntax", "check", "rulebook", "lint"] {
        for file in support::cases(stage) {
            let support::Lone { name, sources, problems, .. } = support::lone(&file);
            let stem = name.trim_end_matches(".pol");
            all.extend(shown(&format!("{stage}__{stem}"), &problems, &sources));
        }
    }
    all
}

const HEAD: &str = r#"policy EXAMPLE 1/2026 "Example" zh "示例"
  language 1
  published on 2026-01-01
  in force from 2026-01-01
  applies when supervision_mode = "1039"
  verified "an example"

use "facts/export-declaration.pol"

"#;

/// A file with its problems, its lints of a day, and those of its tests.
fn made(name: &str, text: &[u8], beside: &[(&str, &str)], as_of: Option<&str>) -> Vec<(String, String)> {
    let mut memory = MemoryWorld::default();
    memory.insert("example.pol", text);
    beside.iter().for_each(|(name, text)| memory.insert(*name, text));
    let world = Layered(memory, EmbeddedWorld);
    let mut sources = SourceMap::default();
    let problems = match Policy::load(&world, Start::Alone("example.pol".into()), &mut sources) {
        Ok(loaded) => {
            let mut problems = loaded.warnings;
            problems.extend(loaded.policy.lint(&world, as_of.and_then(Date::parse)));
            problems.extend(testing::run_all(&loaded.policy, &world).failed);
            problems
        }
        Err(problems) => problems,
    };
    assert!(!problems.is_empty(), "{name}: nothing is wrong");
    shown(&format!("made__{name}"), &problems, &sources)
}

/// More instruments that may or may not be in force than can be told apart.
fn too_open() -> String {
    let head = HEAD.replace("EXAMPLE 1/2026", "EXAMPLE 99/2026");
    let head = format!("{head}article 1 \"Transit\" zh \"转关\"\n  require transit\n\n");
    (1..=8).fold(head, |mut text, number| {
        write!(
            text,
            "policy EXAMPLE {number}/2026 \"Example {number}\" zh \"示例{number}\"\n  language 1\n  \
             published between 2026-02-01 and 2026-03-01\n  in force from publication\n\n\
             article 1 \"Transit\" zh \"转关\"\n  require transit\n\n"
        )
        .unwrap();
        text
    })
}

/// What takes a file of rows, bytes that are no text, a day, or a test that fails.
fn of_their_own() -> Vec<(String, String)> {
    let list = r#"use "tariff/2026.pol"
catalog toys "Toys" zh "玩具"
  under tariff 2026
  complete from 2026-01-01 until 2026-12-31
  codes 9503
  explained by "toys.tsv"
  reported "an example"

article 1 "Toys" zh "玩具"
  forbid any good in toys
"#;
    let rows = (
        "toys.tsv",
        "code\tnumbered\tname\ten\tgrade\tsource\n95O3001000\t\t三轮车\ttricycles\treported\tan example\n",
    );
    let good = (
        "toys.tsv",
        "code\tnumbered\tname\ten\tgrade\tsource\n9503001000\t\t三轮车\ttricycles\treported\tan example\n",
    );
    let fails = r#"article 1 "Transit" zh "转关"
  require transit

test "expected otherwise"
  from one-toy given transit is no
  expect admit
"#;
    let with_head = |text: &str| format!("{HEAD}{text}");
    let all = [
        made("indented", format!("  require transit\n{}", with_head(fails)).as_bytes(), &[], None),
        made("not_text", b"policy \xff\xfe\n", &[], None),
        made("empty", b"# nothing yet\n", &[], None),
        made("too_open", too_open().as_bytes(), &[], None),
        made("bad_row", with_head(list).as_bytes(), &[rows], None),
        made("expiring", with_head(list).as_bytes(), &[good], Some("2026-12-01")),
        made("failed_test", with_head(fails).as_bytes(), &[], None),
    ];
    all.into_iter().flatten().collect()
}

#[test]
fn each_diagnostic_as_its_author_sees_it() {
    for (name, shown) in of_the_suite().into_iter().chain(of_their_own()) {
        insta::assert_snapshot!(name, shown);
    }
}

/// No code without a wrong policy that shows it.
#[test]
fn every_code_is_shown_in_both_languages() {
    let all: Vec<(String, String)> = of_the_suite().into_iter().chain(of_their_own()).collect();
    for (_, tag) in LANGS {
        let shown: String =
            all.iter().filter(|(name, _)| name.ends_with(tag)).map(|(_, text)| text.as_str()).collect();
        let missing: Vec<&str> =
            CODES.iter().map(|c| c.as_str()).filter(|c| !shown.contains(&format!("[{c}]"))).collect();
        assert!(missing.is_empty(), "no case in tests/suite or here provokes {missing:?} ({tag})");
    }
}
