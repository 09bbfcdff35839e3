//! What the commands do around judging: what is begun passes at once and changes
//! nothing, settings are found upwards and give way to options, and what is written for
//! shells and `man` can be read by them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own, above which no settings are looked for.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mp1039-shell-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join(".git")).unwrap();
        Folder(path)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    /// Runs the command here.
    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[], ".")
    }

    fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)], below: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mp1039"));
        for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("MP1039_")) {
            command.env_remove(name);
        }
        command.current_dir(self.0.join(below)).env("LC_ALL", "C").env("NO_COLOR", "1");
        command.args(arguments).envs(variables.iter().copied());
        Run(command.output().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Run(Output);

impl Run {
    fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    /// Its output, where it exited with 0.
    fn ok(self) -> String {
        assert_eq!(self.0.status.code(), Some(0), "{}{}", self.out(), self.err());
        self.out()
    }

    /// What it said, where it exited with 2.
    fn refused(self) -> String {
        assert_eq!(self.0.status.code(), Some(2), "{}{}", self.out(), self.err());
        self.err()
    }
}

#[test]
fn a_rulebook_passes_at_once_in_both_languages() {
    for lang in ["en", "zh"] {
        let folder = Folder::new(&format!("rulebook-{lang}"));
        let made = folder.run(&["new", "--lang", lang, "my-rules/"]).ok();
        let files = ["README.md", "mp1039.toml", "house.pol", "samples/scooters.json", "tests/house.pol"];
        for file in files {
            assert!(made.contains(&format!("my-rules/{file}")), "{made}");
            assert!(!folder.read(&format!("my-rules/{file}")).contains("@NAME"), "{file}");
        }
        assert_eq!(folder.run(&["check", "my-rules"]).ok(), "nothing found\n");
        // Its own tests, and those of the law that it uses.
        let tests = folder.run(&["test", "my-rules"]).ok();
        assert!(tests.ends_with(" passed, 0 not met\n"), "{tests}");
        let own = folder.read("my-rules/tests/house.pol").matches("\ntest ").count();
        assert!(tests.split(' ').next().unwrap().parse::<usize>().unwrap() >= own, "{tests}");
        // Inside it the settings say which policy is meant.
        let inside = folder.run_with(&["eval", "samples/scooters.json"], &[], "my-rules");
        assert!(inside.err().contains("from mp1039.toml: policy ."), "{}", inside.err());
        assert!(inside.ok().starts_with("no obstacle found"));
        for below in ["my-rules", "my-rules/samples"] {
            assert_eq!(folder.run_with(&["check"], &[], below).ok(), "nothing found\n");
            assert_eq!(folder.run_with(&["test"], &[], below).ok(), tests);
        }
        // The commands that it names next can be typed as they stand.
        for command in made.lines().filter_map(|line| line.strip_prefix("  mp1039 ")) {
            folder.run(&command.split(' ').collect::<Vec<_>>()).ok();
        }
        // Nothing is written over.
        let before = folder.read("my-rules/house.pol");
        assert!(folder.run(&["new", "my-rules/"]).refused().contains("not empty"));
        assert_eq!(folder.read("my-rules/house.pol"), before);
    }
}

#[test]
fn a_rule_of_the_new_rulebook_works() {
    let folder = Folder::new("rule");
    folder.run(&["new", "my-rules", "--rulebook"]).ok();
    let sample = folder.read("my-rules/samples/scooters.json");
    let without = sample.lines().filter(|line| !line.contains("\"spec\"")).collect::<Vec<_>>().join("\n");
    folder.write("without.json", &without);
    let run = folder.run(&["eval", "--policy", "my-rules", "without.json"]);
    assert_eq!(run.0.status.code(), Some(1));
    assert!(run.out().contains("look at line 1: it has no specification"), "{}", run.out());
}

#[test]
fn an_instrument_passes_at_once_and_changes_no_decision() {
    let folder = Folder::new("instrument");
    folder.write("a.json", include_str!("../policies/samples/one-toy.json"));
    folder.write("b.json", include_str!("../policies/samples/rush-mattress.json"));
    folder.run(&["new", "rules/"]).ok();
    let judge = || {
        let judged = folder.run(&["eval", "--policy", "rules", "--format", "json", "a.json", "b.json"]);
        assert_eq!(judged.0.stdout.iter().filter(|b| **b == b'\n').count(), 2, "{}", judged.err());
        judged.out()
    };
    let before = judge();
    for (lang, arguments) in [
        ("en", vec!["rules/12-2027.pol", "--amends", "GACC 221/2019"]),
        ("zh", vec!["rules/13-2027.pol", "--amends", "GACC 221/2019", "--amends", "GACC 12/2027"]),
        ("en", vec!["rules/mofcom-3-2027.pol"]),
        ("zh", vec!["rules/pause.pol", "--notice"]),
        ("en", vec!["rules/pause-2027.pol", "--notice", "--amends", "EXAMPLE 1/2026"]),
        ("zh", vec!["rules/14-2027.pol", "--replaces", "EXAMPLE 1/2026"]),
    ] {
        let path = arguments[0];
        folder.run(&[&["new", "--lang", lang][..], &arguments].concat()).ok();
        assert!(!folder.read(path).contains('@'), "{}", folder.read(path));
        assert_eq!(folder.run(&["check", path]).ok(), "nothing found\n", "{path}");
        assert!(folder.run(&["test", path]).ok().ends_with(" passed, 0 not met\n"), "{path}");
        assert_eq!(judge(), before, "{path} changes a decision");
    }
    for (file, id) in [
        ("12-2027.pol", "policy GACC 12/2027 \""),
        ("mofcom-3-2027.pol", "policy MOFCOM 3/2027 \""),
        ("pause.pol", "无文号通知 \""),
        ("14-2027.pol", "\n  同时废止 EXAMPLE 1/2026\n"),
        ("12-2027.pol", "use \"221-2019.pol\""),
    ] {
        let text = folder.read(&format!("rules/{file}"));
        assert!(text.contains(id), "{text}");
    }
}

#[test]
fn an_instrument_begins_in_an_empty_folder_too() {
    let folder = Folder::new("empty");
    folder.run(&["new", "12-2027.pol"]).ok();
    assert_eq!(folder.run(&["check"]).ok(), "nothing found\n");
    // The law is there to be changed.
    let text = folder.read("12-2027.pol") + "\namend GACC 221/2019\n  set cap = USD 200,000\n";
    folder.write("12-2027.pol", &text.replace("9999-01-01 unverified \"placeholder\"", "2027-04-01"));
    let diff = folder.run(&["law-diff", "2027-03-31", "2027-04-01", "--policy", "12-2027.pol"]).ok();
    assert!(diff.contains("USD 200,000"), "{diff}");
}

#[test]
fn an_instrument_that_does_not_go_with_its_rulebook_is_not_left_behind() {
    let folder = Folder::new("broken");
    folder.write("1-2026.pol", "policy GACC 1/2026 \"Broken\" zh \"错\"\n  demand\n");
    assert!(folder.run(&["new", "2-2026.pol"]).refused().contains("S0103"));
    assert!(!folder.0.join("2-2026.pol").exists());
}

#[test]
fn settings_are_found_upwards_to_the_end_of_the_project() {
    let folder = Folder::new("upwards");
    folder.write("mp1039.toml", "fail_on = \"reject\"\n");
    folder.write("project/.git", "gitdir: elsewhere\n");
    folder.write("project/deep/er/x", "");
    folder.write("other/deep/x", "");
    let found = |below: &str| folder.run_with(&["config"], &[], below).ok();
    assert!(found(".").starts_with("mp1039.toml\n"));
    assert!(found("other/deep").starts_with("../../mp1039.toml\n"));
    assert!(found("project/deep/er").starts_with("no mp1039.toml was found\n"));
    folder.write("project/mp1039.toml", "policy = \"rules\"\nwith = [\"deep/office.json\"]\n");
    folder.write("project/rules/x", "");
    let text = found("project/deep/er");
    assert!(text.starts_with("../../mp1039.toml\n"), "{text}");
    // Paths are seen from the file; nothing is taken from the file farther up.
    for row in ["policy   ../../rules ", "with     ../../deep/office.json ", "fail_on  review "] {
        assert!(text.contains(row), "{text}");
    }
    let isolated = folder.run_with(&["config", "--isolated"], &[], "project").ok();
    assert!(isolated.contains("policy   221-2019.pol  default"), "{isolated}");
}

#[test]
fn options_win_over_variables_and_variables_over_the_file() {
    let folder = Folder::new("order");
    folder.write("a.json", include_str!("../policies/samples/general-trade.json"));
    // Another mode is out of scope: 1, unless only a reject fails.
    let eval = ["eval", "--policy", "221-2019.pol", "a.json"];
    let code = |arguments: &[&str], variables: &[(&str, &str)]| {
        folder.run_with(arguments, variables, ".").0.status.code()
    };
    let variable = [("MP1039_FAIL_ON", "reject")];
    assert_eq!(code(&eval, &[]), Some(1));
    assert_eq!(code(&eval, &variable), Some(0));
    folder.write("mp1039.toml", "fail_on = \"reject\"\n");
    assert_eq!(code(&eval, &[]), Some(0));
    assert_eq!(code(&eval, &[("MP1039_FAIL_ON", "review")]), Some(1));
    assert_eq!(code(&[&eval[..], &["--fail-on", "review"]].concat(), &variable), Some(1));
    assert_eq!(code(&[&eval[..], &["--isolated"]].concat(), &[]), Some(1));
    assert_eq!(code(&eval, &[("MP1039_FAIL_OM", "reject")]), Some(2));
    assert_eq!(code(&eval, &[("MP1039_UPDATE", "1")]), Some(0));
}

#[test]
fn who_states_a_fact_is_said_and_a_conflict_refused() {
    let folder = Folder::new("stated");
    let sample = include_str!("../policies/samples/one-toy.json");
    folder.write("a.json", &sample.replace("\"id\": \"yiwu\",", ""));
    folder.write("b.json", sample);
    let set = [("MP1039_SET", "market.id=keqiao"), ("MP1039_POLICY", "221-2019")];
    let run = folder.run_with(&["eval", "a.json"], &set, ".");
    assert!(run.out().contains("MP1039_SET: /market/id"), "{}", run.out());
    assert!(run.err().contains("mp1039: from MP1039_SET: set market.id=keqiao"), "{}", run.err());
    let conflict = folder.run_with(&["eval", "b.json"], &set, ".");
    assert!(conflict.err().contains("MP1039_SET"), "{}", conflict.err());
    assert_eq!(conflict.0.status.code(), Some(2));
    // A table is converted as it is, whatever policy is set.
    let converted = folder.run_with(&["convert", "--to", "csv", "b.json"], &set, ".");
    assert_eq!(converted.err(), "");
    assert!(!converted.ok().contains("admit"));
}

#[test]
fn shells_can_read_their_completions() {
    let folder = Folder::new("completions");
    for (shell, begins) in [
        ("bash", "_mp1039()"),
        ("zsh", "#compdef mp1039"),
        ("fish", "complete -c mp1039"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        for lang in ["en", "zh"] {
            let script = folder.run(&["completions", shell, "--lang", lang]).ok();
            assert!(script.contains(begins), "{shell}");
            for command in ["law-diff", "simplify", "completions"] {
                assert!(script.contains(command), "{shell} does not know {command}");
            }
            if matches!(shell, "bash" | "zsh" | "fish") {
                parses(shell, &script);
            }
        }
    }
}

/// Lets a shell read a script without running it, where the shell is there.
fn parses(shell: &str, script: &str) {
    let child = Command::new(shell).arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return };
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{shell}: {said}");
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = Folder::new("man");
    let help = folder.run(&["--help"]).ok();
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let made = folder.run(&["man", "pages"]).ok();
    for command in commands.lines().filter_map(|line| line.split_whitespace().next()) {
        let page = format!("pages/mp1039-{command}.1");
        assert!(made.contains(&page), "{made}");
        assert!(folder.read(&page).contains(".SH OPTIONS"), "{page}");
    }
    folder.run(&["man", "chinese", "--lang", "zh"]).ok();
    assert!(folder.read("chinese/mp1039-eval.1").contains("核查申报数据"));
    renders(&folder.0.join("pages/mp1039-eval.1"));
}

/// Lets `man` render a page, where it is there.
fn renders(page: &Path) {
    let output =
        Command::new("man").arg("-l").arg(page).env("MANPAGER", "cat").env("LC_ALL", "C.UTF-8").output();
    let Ok(output) = output else { return };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("Judge declarations"), "{text}");
}
