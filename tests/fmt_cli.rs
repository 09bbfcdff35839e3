//! `mp1039 fmt` as a person uses it: in place, from standard input, in either tongue.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mp1039"))
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A rulebook of its own for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mp1039-fmt-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const UNTIDY: &str = include_str!("cli/tongue/untidy.pol");

#[test]
fn a_file_in_place_there_and_back() {
    let folder = Folder::new("place");
    let path = folder.file("1-2027.pol", UNTIDY);
    text(&run(&["fmt", &path], ""));
    let en = fs::read_to_string(&path).unwrap();
    text(&run(&["fmt", "--as", "zh", &path], ""));
    let zh = fs::read_to_string(&path).unwrap();
    // It stays in the tongue that it has, and it is the same law.
    text(&run(&["fmt", "--check", &path], ""));
    assert_eq!(text(&run(&["check", &path], "")), "nothing found\n");
    text(&run(&["fmt", "--as", "en", &path], ""));
    assert_eq!(fs::read_to_string(&path).unwrap(), en);
    insta::assert_snapshot!(format!("{en}\n――――\n{zh}"));
}

/// Standard input takes the names of the policy at hand, else those inside the program.
#[test]
fn standard_input_to_standard_output() {
    let zh = text(&run(&["fmt", "--as", "zh", "-"], UNTIDY));
    assert!(zh.contains("应当 货值 不超过 单票限额"), "{zh}");
    let en = text(&run(&["fmt", "--as", "en", "-"], &zh));
    assert_eq!(en, text(&run(&["fmt", "-"], UNTIDY)));
    assert_eq!(run(&["fmt", "--check", "-"], UNTIDY).status.code(), Some(1));
    assert_eq!(run(&["fmt", "--check", "-"], &en).status.code(), Some(0));
}

/// A list in a folder of its own takes the names of the rulebook above it; a file beside
/// it that cannot be read keeps nothing from being formatted.
#[test]
fn folders_and_broken_neighbours() {
    let folder = Folder::new("folders");
    folder.file("1-2027.pol", UNTIDY);
    let broken = folder.file("2-2027.pol", "article 1\n  require\n");
    folder.file("lists/a.pol", "catalog toys \"Toys\" zh \"玩具\"\n  under tariff 2026\n  codes   95\n");
    let all = run(&["fmt", &folder.0.display().to_string()], "");
    assert_eq!(all.status.code(), Some(2));
    let said = String::from_utf8(all.stderr).unwrap();
    assert!(said.contains("S0101") && said.contains("2 formatted"), "{said}");
    assert_eq!(fs::read_to_string(broken).unwrap(), "article 1\n  require\n");
}

/// What is wrong with a Chinese text is said in Chinese, unless a language is asked for.
#[test]
fn errors_in_the_tongue_of_the_file() {
    let folder = Folder::new("tongue");
    let path = folder.file("1-2027.pol", "第 1 条 \"限额\"\n  应当 货值 不超过\n");
    let said = |arguments: &[&str]| String::from_utf8(run(arguments, "").stderr).unwrap();
    assert!(said(&["fmt", &path]).contains("错误[S0101]: 语句不完整"), "{}", said(&["fmt", &path]));
    assert!(said(&["fmt", "--lang", "en", &path]).contains("error[S0101]: the statement ends too early"));
    let shown = String::from_utf8(run(&["check", &path], "").stdout).unwrap();
    assert!(shown.contains("错误[S0101]"), "{shown}");
}
