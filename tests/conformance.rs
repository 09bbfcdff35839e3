//! The public conformance suite against this program: every case of
//! `tests/conformance/index.tsv`, and nothing beside them. An expectation is never
//! rewritten from here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mp1039::cli::FolderWorld;
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use serde_json::Value;

const TEXT_IN_GB18030: &str = "formats/04-gb18030/declaration.json";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

/// One row of the index.
struct Case {
    name: String,
    kind: String,
    section: String,
    about: String,
}

fn cases() -> Vec<Case> {
    let index = fs::read_to_string(root().join("index.tsv")).unwrap();
    let rows = index.lines().skip(1).map(|row| {
        let cells: Vec<String> = row.split('\t').map(str::to_owned).collect();
        let [name, kind, section, about] = cells.try_into().unwrap();
        Case { name, kind, section, about }
    });
    rows.collect()
}

fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What the program prints for the arguments, in a folder.
fn run(folder: &Path, arguments: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mp1039"));
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("MP1039_")) {
        command.env_remove(name);
    }
    let output = command.current_dir(folder).arg("--isolated").args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn eval(folder: &Path, case: &Value) -> String {
    let mut arguments: Vec<String> =
        ["eval", "--policy", "../policy", "--format", "json"].map(str::to_owned).into();
    let options = &case["options"];
    for (key, option) in [("as_of", "--as-of"), ("known_on", "--known-on")] {
        if let Some(day) = options[key].as_str() {
            arguments.extend([option.to_owned(), day.to_owned()]);
        }
    }
    for (key, option) in [("with", "--with"), ("set", "--set")] {
        for value in options[key].as_array().into_iter().flatten() {
            arguments.extend([option.to_owned(), value.as_str().unwrap().to_owned()]);
        }
    }
    arguments.push(case["input"].as_str().unwrap().to_owned());
    run(folder, &arguments)
}

/// The digest is this program's own.
fn comparable(mut decision: Value) -> String {
    decision["policy"]["digest"] = "sha256:…".into();
    serde_json::to_string_pretty(&decision).unwrap()
}

/// What does not agree in a case.
fn differs(case: &Case) -> Option<String> {
    let folder = root().join(&case.name);
    let told = json(&folder.join("case.json"));
    assert_eq!(
        (told["about"].as_str(), told["section"].as_str()),
        (Some(&*case.about), Some(&*case.section))
    );
    let (said, expected) = match case.kind.as_str() {
        "judged" => {
            let said = eval(&folder, &told);
            let said = serde_json::from_str(&said).map_or(said, comparable);
            (said, comparable(json(&folder.join("decision.json"))))
        }
        "refused" => {
            let said = eval(&folder, &told);
            let said = serde_json::from_str(&said).unwrap_or(Value::String(said));
            let both = [said, json(&folder.join("error.json"))];
            let [said, expected] = both.map(|v| format!("{} {} {}", v["schema"], v["source"], v["place"]));
            (said, expected)
        }
        "policy refused" => {
            let said = run(&folder, &["check", "policy", "--format", "json"].map(str::to_owned));
            let said: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let listed = json(&folder.join("diagnostics.json")).as_array().unwrap().clone();
            assert!(!listed.is_empty(), "{} lists no error", case.name);
            let [said, expected] = [said, listed].map(|all| {
                let errors = all.into_iter().filter(|d| d["severity"] == "error");
                let errors = errors.map(|d| {
                    // The program names a file as it can be opened from where it runs.
                    let file = d["source"].as_str().unwrap().trim_start_matches("policy/");
                    format!("{} {file}:{}:{} {}\n", d["code"], d["line"], d["column"], d["message"])
                });
                errors.collect::<String>()
            });
            (said, expected)
        }
        kind => panic!("{}: there is no kind `{kind}`", case.name),
    };
    (said != expected).then(|| format!("{}: {}\nexpected\n{expected}\nsaid\n{said}\n", case.name, case.about))
}

#[test]
fn every_case_is_answered_as_expected() {
    let cases = cases();
    assert!(cases.len() >= 170, "cases went missing: {}", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(differs).collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_file_belongs_to_a_listed_case_and_is_text() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "a case stands twice in the index");
    let mut wrong = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let file = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            if !is_used(&file, &cases) {
                wrong.push(format!("{file} belongs to no case"));
            }
            if file != TEXT_IN_GB18030 && fs::read_to_string(&path).is_err() {
                wrong.push(format!("{file} is not UTF-8"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether something of the suite looks at a file.
fn is_used(file: &str, cases: &[Case]) -> bool {
    if ["index.tsv", "README.md", "README.zh.md"].contains(&file) {
        return true;
    }
    cases.iter().any(|case| {
        let topic = case.name.split('/').next().unwrap();
        let Some(own) = file.strip_prefix(&format!("{}/", case.name)) else {
            return case.kind != "policy refused" && file.starts_with(&format!("{topic}/policy/"));
        };
        let told = json(&root().join(&case.name).join("case.json"));
        let mut used = vec!["case.json"];
        used.push(match case.kind.as_str() {
            "judged" => "decision.json",
            "refused" => "error.json",
            _ => "diagnostics.json",
        });
        used.extend(told["input"].as_str());
        used.extend(told["options"]["with"].as_array().into_iter().flatten().filter_map(Value::as_str));
        used.contains(&own) || (case.kind == "policy refused" && own.starts_with("policy/"))
    })
}

#[test]
fn policies_stand_by_themselves_and_have_no_warnings() {
    let topics: BTreeSet<String> = cases()
        .iter()
        .filter(|case| case.kind != "policy refused")
        .map(|case| case.name.split('/').next().unwrap().to_owned())
        .collect();
    for topic in topics {
        // Without the rulebook of the program beneath it.
        let world = FolderWorld::new(&root().join(&topic).join("policy")).unwrap();
        let loaded = Policy::load(&world, Start::Folder, &mut SourceMap::default());
        let loaded = loaded.unwrap_or_else(|e| panic!("{topic}: {e:?}"));
        assert!(loaded.warnings.is_empty(), "{topic}: {:?}", loaded.warnings);
    }
}

#[test]
fn every_section_is_in_the_manual() {
    for case in cases() {
        let (page, heading) = case.section.split_once('#').unwrap_or((&case.section, ""));
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page));
        let text = text.unwrap_or_else(|e| panic!("{}: {page}: {e}", case.name));
        let anchors =
            text.lines().filter_map(|line| Some(line.strip_prefix('#')?.trim_start_matches('#').trim()));
        let mut anchors = anchors.map(|line| line.to_lowercase().replace(' ', "-"));
        assert!(heading.is_empty() || anchors.any(|a| a == heading), "{}: {}", case.name, case.section);
    }
}
