//! The schemas of the contracts: the shipped files are what the program generates, the
//! samples and their decisions follow them, and `@1` only ever gains optional fields.
//!
//! `tests/contracts` holds the schemas as they were when `@1` began. They are never
//! changed: a field that is taken away or narrowed makes an `@2`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;

use mp1039::report::json::{Outcome, envelope, error_record};
use mp1039::report::schema::{Contract, schema};
use mp1039::report::{Context, Notice};
use mp1039::value::Text;
use serde_json::{Value, json};
use support::{judge, policy};

fn generated(contract: Contract) -> String {
    schema(contract, &policy().edition(None, None).unwrap().schema)
}

fn parsed(contract: Contract) -> Value {
    serde_json::from_str(&generated(contract)).unwrap()
}

fn file(folder: &str, contract: Contract) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join(format!("{}.json", contract.name()))
}

#[test]
fn the_shipped_files_are_what_is_generated() {
    for contract in Contract::ALL {
        let (path, text) = (file("docs/schema", contract), generated(contract));
        if std::env::var_os("MP1039_UPDATE").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let shipped = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            shipped == text,
            "{} is not what is generated: run MP1039_UPDATE=1 cargo test --test schema, and look at the difference",
            path.display()
        );
    }
}

/// A schema, and what it may refer to.
#[derive(Clone, Copy)]
struct Rule<'s> {
    root: &'s Value,
    at: &'s Value,
}

impl<'s> Rule<'s> {
    fn of(root: &'s Value) -> Rule<'s> {
        Rule { root, at: root }
    }

    /// The same, its reference followed.
    fn plain(self) -> Rule<'s> {
        match self.at["$ref"].as_str() {
            Some(place) => self.to(self.root.pointer(place.trim_start_matches('#')).unwrap()).plain(),
            None => self,
        }
    }

    fn to(self, at: &'s Value) -> Rule<'s> {
        Rule { at, ..self }
    }

    fn alternatives(self) -> Vec<Rule<'s>> {
        let list = self.at["anyOf"].as_array().or(self.at["oneOf"].as_array());
        list.into_iter().flatten().map(|at| self.to(at)).collect()
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What is wrong with a value. Every key of the generated schemas that says something
/// of a value is looked at, but for patterns.
fn problems(rule: Rule, value: &Value, at: &str, found: &mut Vec<String>) {
    const KNOWN: &[&str] = &[
        "$schema",
        "$id",
        "$defs",
        "$ref",
        "$comment",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "pattern",
        "minimum",
        "format",
    ];
    let rule = if rule.at.get("$ref").is_some() { rule.plain() } else { rule };
    let Value::Object(own) = rule.at else { return };
    for key in own.keys() {
        assert!(KNOWN.contains(&key.as_str()), "this test does not know `{key}`");
    }
    let types = words(&rule.at["type"]);
    let fits = |t: &String| t == kind(value) || t == "integer" && value.is_number() && !value.is_f64();
    if !types.is_empty() && !types.iter().any(fits) {
        found.push(format!("{at}: {} is none of {types:?}", kind(value)));
    }
    if own.get("enum").is_some_and(|all| !all.as_array().unwrap().contains(value)) {
        found.push(format!("{at}: {value} is not one of them"));
    }
    if own.get("const").is_some_and(|only| only != value) {
        found.push(format!("{at}: {value} is not that"));
    }
    if own.get("minimum").is_some_and(|least| value.as_f64() < least.as_f64() && value.is_number()) {
        found.push(format!("{at}: {value} is too small"));
    }
    let alternatives = rule.alternatives();
    let good = |other: &Rule| {
        let mut inner = Vec::new();
        problems(*other, value, at, &mut inner);
        inner.is_empty()
    };
    if !alternatives.is_empty() && !alternatives.iter().any(good) {
        found.push(format!("{at}: {value} fits no alternative"));
    }
    match value {
        Value::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                problems(rule.to(&rule.at["items"]), value, &format!("{at}/{i}"), found);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                let of = rule.at["properties"].get(key).unwrap_or(&rule.at["additionalProperties"]);
                problems(rule.to(of), value, &format!("{at}/{key}"), found);
            }
            for key in words(&rule.at["required"]).iter().filter(|key| !members.contains_key(*key)) {
                found.push(format!("{at}: {key} is missing"));
            }
        }
        _ => {}
    }
}

/// A word, or a list of them.
fn words(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(word) => BTreeSet::from([word.clone()]),
        Value::Array(words) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

fn wrong(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    problems(Rule::of(schema), value, "", &mut found);
    found
}

fn samples() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies/samples");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.display().to_string(), serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 20);
    found
}

#[test]
fn samples_and_their_decisions_follow_the_schemas() {
    let (policy, declaration, decision) =
        (policy(), parsed(Contract::Declaration), parsed(Contract::Decision));
    let around = parsed(Contract::Envelope);
    for (name, sample) in samples() {
        assert_eq!(wrong(&declaration, &sample), Vec::<String>::new(), "{name}");
        let judged = judge(&policy, &sample);
        let written: Value = serde_json::to_value(&judged).unwrap();
        assert_eq!(wrong(&decision, &written), Vec::<String>::new(), "{name}");
        let context = Context {
            source: name.clone(),
            warnings: vec![Notice {
                pointer: "/items".into(),
                place: "a:1:1".into(),
                message: Text::same("x"),
            }],
            ..Context::default()
        };
        let line = envelope(&context, &Outcome::Decision(&judged));
        assert_eq!(wrong(&around, &serde_json::from_str(&line).unwrap()), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn errors_follow_theirs() {
    let message = Text::new("wrong", "有误");
    let line = error_record("a.json", "a.json:1:2", &message);
    assert_eq!(wrong(&parsed(Contract::Error), &serde_json::from_str(&line).unwrap()), Vec::<String>::new());
    let line =
        envelope(&Context { record: 3, ..Context::default() }, &Outcome::Error("a.json:1:2", &message));
    assert_eq!(
        wrong(&parsed(Contract::Envelope), &serde_json::from_str(&line).unwrap()),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_wrong_is_found() {
    let declaration = parsed(Contract::Declaration);
    for bad in [
        json!([]),
        json!({ "schema": "mp1039/declaration@2" }),
        json!({ "direction": "out" }),
        json!({ "transit": "perhaps" }),
        json!({ "market": "yiwu" }),
        json!({ "items": {} }),
        json!({ "items": [{ "hs_code": 9503001000u64 }] }),
        json!({ "items": [{ "total": -1 }] }),
        json!({ "items": [{ "answers": { "mask": "maybe" } }] }),
        json!({ "documents": [{ "lines": "some" }] }),
    ] {
        assert_ne!(wrong(&declaration, &bad), Vec::<String>::new(), "{bad}");
    }
    for good in [
        json!({}),
        json!({ "own": 1, "items": null, "market": null, "documents": [{ "lines": "all" }, { "lines": [1] }] }),
        json!({ "goods_list": [{ "total": 1.5, "line_no": 1, "attributes": { "own": [], "purity": "99.9 %" } }] }),
    ] {
        assert_eq!(wrong(&declaration, &good), Vec::<String>::new(), "{good}");
    }
    assert_ne!(
        wrong(&parsed(Contract::Decision), &json!({ "schema": "mp1039/decision@1" })),
        Vec::<String>::new()
    );
}

/// What a rule allows at one place: JSON types, or the texts of a closed list.
fn allowed(rule: Rule) -> Option<BTreeSet<String>> {
    let rule = rule.plain();
    let alternatives = rule.alternatives();
    if !alternatives.is_empty() {
        return alternatives.into_iter().map(allowed).try_fold(BTreeSet::new(), |mut all, one| {
            all.extend(one?);
            Some(all)
        });
    }
    if let Some(only) = rule.at.get("const") {
        return Some(BTreeSet::from([format!("= {only}")]));
    }
    if let Some(all) = rule.at["enum"].as_array() {
        return Some(
            all.iter().map(|v| if v.is_null() { "null".to_owned() } else { format!("= {v}") }).collect(),
        );
    }
    let types = words(&rule.at["type"]);
    (!types.is_empty()).then_some(types)
}

/// Whether everything that was allowed still is.
fn wider(new: Rule, old: Rule) -> bool {
    match (allowed(new), allowed(old)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(new), Some(old)) => old.iter().all(|one| {
            let text = one.starts_with("= \"") && new.contains("string");
            let whole = one == "integer" && new.contains("number");
            new.contains(one) || text || whole
        }),
    }
}

/// What has been taken away, narrowed or become needed, here and below. What is written
/// always has the keys that it always had.
fn broken(new: Rule, old: Rule, at: &str, written: bool, found: &mut Vec<String>) {
    let (new, old) = (new.plain(), old.plain());
    if !wider(new, old) {
        found.push(format!("{at}: {:?} no longer allows {:?}", allowed(new), allowed(old)));
    }
    let (needed, was) = (words(&new.at["required"]), words(&old.at["required"]));
    found.extend(needed.difference(&was).map(|key| format!("{at}: {key} is needed now")));
    if written {
        found.extend(was.difference(&needed).map(|key| format!("{at}: {key} may be left out now")));
    }
    for (key, before) in old.at["properties"].as_object().into_iter().flatten() {
        match new.at["properties"].get(key) {
            Some(now) => broken(new.to(now), old.to(before), &format!("{at}/{key}"), written, found),
            None => found.push(format!("{at}: {key} is gone")),
        }
    }
    for inside in ["items", "additionalProperties"] {
        if let (Some(now @ Value::Object(_)), Some(before @ Value::Object(_))) =
            (new.at.get(inside), old.at.get(inside))
        {
            broken(new.to(now), old.to(before), &format!("{at}/{inside}"), written, found);
        }
    }
    if new.at["additionalProperties"] == json!(false) && old.at["additionalProperties"] != json!(false) {
        found.push(format!("{at}: other keys are refused now"));
    }
    let (now, before) = (new.alternatives(), old.alternatives());
    for (now, before) in now.into_iter().zip(before) {
        broken(now, before, at, written, found);
    }
}

#[test]
fn version_1_only_gains_optional_fields() {
    for contract in Contract::ALL {
        let old: Value =
            serde_json::from_slice(&std::fs::read(file("tests/contracts", contract)).unwrap()).unwrap();
        let new = parsed(contract);
        let mut found = Vec::new();
        let written = contract != Contract::Declaration;
        broken(Rule::of(&new), Rule::of(&old), "", written, &mut found);
        assert_eq!(found, Vec::<String>::new(), "{} breaks who relies on it", contract.name());
    }
}

#[test]
fn a_break_is_noticed() {
    let old = parsed(Contract::Decision);
    let breaks: [fn(&mut Value); 5] = [
        |s| drop(s["$defs"]["Finding"]["properties"].as_object_mut().unwrap().remove("line")),
        |s| s["$defs"]["Finding"]["properties"]["line"]["type"] = json!("integer"),
        |s| s["required"].as_array_mut().unwrap().push(json!("own")),
        |s| drop(s["required"].as_array_mut().unwrap().pop()),
        |s| s["properties"]["refined"]["type"] = json!("string"),
    ];
    for (number, edit) in breaks.iter().enumerate() {
        let mut new = old.clone();
        edit(&mut new);
        let mut found = Vec::new();
        broken(Rule::of(&new), Rule::of(&old), "", true, &mut found);
        assert!(!found.is_empty(), "break {number}");
    }
    let mut new = old.clone();
    new["properties"]["own"] = json!({ "type": "string" });
    let mut found = Vec::new();
    broken(Rule::of(&new), Rule::of(&old), "", true, &mut found);
    assert_eq!(found, Vec::<String>::new());
}
