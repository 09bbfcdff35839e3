//! The author's bench as it is used: a rule changes in a copy of the rulebook, the shipped
//! decisions that move are shown with the article that moved them, one is rejected, the
//! rest accepted, and the law is mended until all is green. What is typed and seen is a
//! snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A copy of the shipped rulebook that is gone when the test is over.
struct Copied(PathBuf);

impl Copied {
    fn new(name: &str) -> Copied {
        let root = std::env::temp_dir().join(format!("mp1039-author-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), &root.join("rulebook"));
        Copied(root)
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.0.join("rulebook").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join("rulebook").join(file), text).unwrap();
    }

    fn run(&self, arguments: &[&str], answers: &str, ci: Option<&str>) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mp1039"));
        command.current_dir(&self.0).args(arguments).env_remove("CI").env("LC_ALL", "C.UTF-8");
        if let Some(ci) = ci {
            command.env("CI", ci);
        }
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap();
        child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    }

    /// Adds a command, and what came of it, to a transcript.
    fn tell(&self, transcript: &mut String, said: &str, answers: &str, ci: Option<&str>) {
        let arguments: Vec<&str> = said.split(' ').collect();
        let (code, out, err) = self.run(&arguments, answers, ci);
        let ci = ci.map(|ci| format!("CI={ci} ")).unwrap_or_default();
        writeln!(transcript, "$ {ci}mp1039 {said}\n{err}{out}exit {code}\n").unwrap();
    }

    fn waiting(&self) -> usize {
        let files = fs::read_dir(self.0.join("rulebook/tests/export")).unwrap();
        files.filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "new")).count()
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &place),
            false => _ = fs::copy(entry.path(), place).unwrap(),
        }
    }
}

const TEST: &str = "test rulebook --filter tests/export/";

#[test]
fn a_cap_is_raised() {
    let bench = Copied::new("cap");
    let mut told = String::new();
    bench.tell(&mut told, TEST, "", None);
    assert_eq!(bench.waiting(), 0);

    told.push_str("# The cap becomes USD 160,000: `let cap = USD 160,000`.\n");
    bench.edit(
        "221-2019.pol",
        "let cap zh \"单票限额\" = USD 150,000",
        "let cap zh \"单票限额\" = USD 160,000",
    );
    bench.tell(&mut told, TEST, "", None);
    assert_eq!(bench.waiting(), 23);

    told.push_str("# A declaration of May must be judged as before: its change is rejected.\n");
    bench.tell(&mut told, &format!("{TEST} --review"), "?\na\na\nr\nA\n", None);
    assert_eq!(bench.waiting(), 0);

    told.push_str("# The old law gets its cap back, and a notice raises it from July on.\n");
    bench.edit(
        "221-2019.pol",
        "let cap zh \"单票限额\" = USD 160,000",
        "let cap zh \"单票限额\" = USD 150,000",
    );
    let notice = "policy EXAMPLE 1/2026 \"A higher cap\" zh \"提高限额\"\n  language 1\n  published on 2026-06-15\n  in force from 2026-07-01\n\namend GACC 221/2019\n  set cap = USD 160,000\n";
    bench.write("1-2026.pol", notice);
    bench.tell(&mut told, TEST, "", None);

    told.push_str("# The decision of 2020 is as it was before the notice: recorded again.\n");
    bench.tell(&mut told, &format!("{TEST} --accept"), "", None);
    bench.tell(&mut told, TEST, "", None);
    insta::assert_snapshot!(told);
}

#[test]
fn under_ci_nothing_is_written_and_nothing_may_wait() {
    let bench = Copied::new("ci");
    let (code, ..) = bench.run(&["test", "rulebook", "--filter", "tests/lists"], "", Some("true"));
    assert_eq!(code, 0);
    let snap = "rulebook/tests/lists/pens.csv@YW-2026-000008.snap";
    let kept = fs::read_to_string(bench.0.join(snap)).unwrap();

    // A record that is missing is not made.
    fs::remove_file(bench.0.join(snap)).unwrap();
    for ci in ["true", "1"] {
        let (code, out, _) = bench.run(&["test", "rulebook", "--filter", "tests/lists"], "", Some(ci));
        assert_eq!(code, 1, "{out}");
        assert!(out.contains("not recorded: tests/lists/pens.csv"), "{out}");
        assert!(!bench.0.join(snap).exists() && !bench.0.join(format!("{snap}.new")).exists());
    }
    for option in ["--accept", "--review", "--reject"] {
        assert_eq!(bench.run(&["test", "rulebook", option], "", Some("true")).0, 2);
    }
    // CI that says it is none is none.
    let (code, ..) = bench.run(&["test", "rulebook", "--filter", "tests/lists"], "", Some("false"));
    assert_eq!(code, 1);
    assert!(bench.0.join(format!("{snap}.new")).exists());

    // One that waits fails, even where the decision is the one recorded.
    fs::write(bench.0.join(snap), &kept).unwrap();
    let (code, out, _) = bench.run(&["test", "rulebook", "--filter", "tests/lists"], "", Some("true"));
    assert_eq!(code, 1);
    assert!(out.contains("pending: tests/lists/pens.csv@YW-2026-000008.snap.new"), "{out}");
    // Elsewhere it is cleared away.
    let (code, ..) = bench.run(&["test", "rulebook", "--filter", "tests/lists"], "", None);
    assert_eq!((code, bench.0.join(format!("{snap}.new")).exists()), (0, false));
}

#[test]
fn a_declaration_that_is_gone_leaves_an_orphan() {
    let bench = Copied::new("orphan");
    fs::remove_file(bench.0.join("rulebook/tests/lists/mixed.xlsx")).unwrap();
    let (code, out, _) = bench.run(&["test", "rulebook"], "", None);
    assert_eq!(code, 1);
    assert!(out.contains("orphan: tests/lists/mixed.xlsx@YW-2026-000009.snap"), "{out}");
    assert_eq!(bench.run(&["test", "rulebook", "--accept"], "", None).0, 0);
    assert!(!bench.0.join("rulebook/tests/lists/mixed.xlsx@YW-2026-000009.snap").exists());
    assert_eq!(bench.run(&["test", "rulebook"], "", Some("1")).0, 0);
}

#[test]
fn threads_change_nothing() {
    let bench = Copied::new("threads");
    bench.edit(
        "221-2019.pol",
        "let cap zh \"单票限额\" = USD 150,000",
        "let cap zh \"单票限额\" = USD 140,000",
    );
    for format in ["human", "json", "junit"] {
        let run = |threads| {
            bench.run(&["test", "rulebook", "--format", format, "--threads", threads], "", Some("1"))
        };
        let one = run("1");
        assert_eq!(one.0, 1);
        assert_eq!(one, run("7"), "{format}");
    }
    let (_, out, _) = bench.run(&["test", "rulebook", "--format", "junit"], "", Some("1"));
    assert!(
        out.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mp1039\""),
        "{out}"
    );
    assert!(out.contains("<failure message=\"admit → reject\" type=\"changed\">"), "{out}");
    let (_, out, _) = bench.run(&["test", "rulebook", "--format", "ndjson"], "", Some("1"));
    let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(
        lines.iter().any(|l| l["outcome"] == "changed" && l["before"] == "admit" && l["after"] == "reject")
    );
    assert!(lines.iter().any(|l| l["outcome"] == "failed" && l["line"].is_u64()));
}

#[test]
fn what_is_left_untried_is_shown() {
    let bench = Copied::new("coverage");
    let (code, out, _) =
        bench.run(&["test", "rulebook", "--coverage", "--coverage-html", "page.html"], "", Some("1"));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("what the tests try"), "{out}");
    let page = fs::read_to_string(bench.0.join("page.html")).unwrap();
    let cap = page.lines().find(|l| l.contains("require value &lt;= cap")).unwrap();
    assert!(cap.contains("<tr class=\"w\"") && cap.contains("broken and kept"), "{cap}");
    assert!(page.contains("<tr class=\"v\"") && !page.contains("<script"));
    // Without the tests of the cap it is kept only.
    let (_, out, _) =
        bench.run(&["test", "rulebook", "--coverage", "--filter", "tests/lists"], "", Some("1"));
    assert!(out.contains("article 1.2, statement 1: kept, never broken"), "{out}");
}

#[test]
fn a_record_is_read_as_it_was_written() {
    use mp1039::testing::snapshot::{Snapshot, content};
    let mut seen = 0;
    for folder in ["export", "lists"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/tests").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "snap") {
                let text = content(&fs::read_to_string(&path).unwrap());
                assert_eq!(Snapshot::read(&text).text(), text, "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
