//! Transcripts of the command line: what a user types and sees. To take a
//! change over: `TRYCMD=overwrite cargo test --test cli`.
#![allow(clippy::unwrap_used)]

mod support;

#[test]
fn transcripts() {
    // The digest changes with every change of the law; that it is there is enough here.
    let day = mp1039::value::Date::parse("2026-08-20");
    let digest = support::policy().edition(day, None).unwrap().digest.clone();
    let short: String = digest.chars().take("sha256:".len() + 12).collect();
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "C").env("NO_COLOR", "1");
    // What is set for whoever runs the tests; an empty variable sets nothing.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MP1039_")) {
        cases.env(name, "");
    }
    cases.insert_var("[DIGEST]", digest).unwrap();
    cases.insert_var("[EDITION]", short).unwrap();
    cases.case("tests/cli/*.md");
    // The manual. What needs a shell is run by `tests/ask/transcript.rs`.
    for page in support::commands::pages_with_commands(false) {
        cases.case(page);
    }
}

/// What the READMEs show of the first command is what it prints first.
#[test]
fn readmes_show_what_is_printed() {
    for (readme, lang) in [("README.md", "en"), ("README.zh.md", "zh")] {
        let text = std::fs::read_to_string(readme).unwrap();
        let shown = text.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_mp1039"))
            .args(["eval", "--policy", "221-2019.pol", "--lang", lang, "policies/samples/rush-mattress.json"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(shown.lines().count() > 5, "{readme} shows the output");
        assert!(printed.starts_with(shown), "{readme} does not show what is printed:\n{printed}");
    }
}
