//! Makes what fails small: takes away whatever it still fails without.

use mp1039::input::{Limits, Standing, parse};
use mp1039::source::SourceMap;
use serde_json::Value;

use super::Rulebook;

/// A policy with declarations for it, which are judged together.
#[derive(Clone, Debug)]
pub struct Case {
    pub book: Rulebook,
    pub declarations: Vec<String>,
    /// What an office states for all of them.
    pub standing: Option<String>,
}

impl Case {
    /// Its standing facts.
    pub fn standing(&self) -> Vec<Standing> {
        let source = SourceMap::default().add("office.json", "");
        let node = |text: &String| parse(source, text, &Limits::default()).unwrap();
        let stated = |text| Standing { name: "office".to_owned(), node: node(text) };
        self.standing.iter().map(stated).collect()
    }
}

/// At most so many attempts.
const ATTEMPTS: usize = 6_000;

/// The smallest case found that still fails.
pub fn smallest(mut case: Case, fails: impl Fn(&Case) -> bool) -> Case {
    let mut attempts = 0;
    loop {
        let Some(smaller) = candidates(&case).find(|smaller| {
            attempts += 1;
            attempts < ATTEMPTS && fails(smaller)
        }) else {
            return case;
        };
        case = smaller;
    }
}

/// Cases that are a little smaller, the smallest first.
fn candidates(case: &Case) -> impl Iterator<Item = Case> {
    let alone = case.declarations.iter().filter(|_| case.declarations.len() > 1);
    let alone = alone.map(|own| Case { declarations: vec![own.clone()], ..case.clone() });
    let fewer = (0..case.declarations.len()).filter(|_| case.declarations.len() > 1).map(|at| {
        let mut fewer = case.clone();
        fewer.declarations.remove(at);
        fewer
    });
    let texts = (0..2).flat_map(|file| {
        let text = case.book.files[file].1.clone();
        let shorter = blocks(&text).into_iter().chain(expressions(&text));
        shorter.map(move |text| (file, text)).collect::<Vec<_>>()
    });
    let texts = texts.map(|(file, text)| {
        let mut smaller = case.clone();
        smaller.book.files[file].1 = text;
        smaller
    });
    let facts = case.declarations.iter().enumerate().flat_map(|(at, text)| {
        let Ok(value) = serde_json::from_str::<Value>(text) else { return Vec::new() };
        let mut found = Vec::new();
        without(&value, &mut |smaller| {
            let mut fewer = case.clone();
            fewer.declarations[at] = smaller.to_string();
            found.push(fewer);
        });
        found.retain(|fewer| fewer.declarations[at].len() < text.len());
        found
    });
    let office = case.standing.iter().flat_map(|text| {
        let mut found = vec![None];
        let value = serde_json::from_str(text).unwrap_or_default();
        without(&value, &mut |smaller| found.push(Some(smaller.to_string())));
        found.into_iter().map(|standing| Case { standing, ..case.clone() })
    });
    alone.chain(fewer).chain(office).chain(texts).chain(facts)
}

/// A text without one of its lines and what stands deeper below it.
fn blocks(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let cut = |at: usize| {
        let more = lines[at + 1..].iter().take_while(|line| depth(line) > depth(lines[at])).count();
        let rest: Vec<&str> = lines[..at].iter().chain(&lines[at + 1 + more..]).copied().collect();
        rest.join("\n") + "\n"
    };
    (0..lines.len()).map(cut).collect()
}

/// A text with one of its brackets around two conditions left with either.
fn expressions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let mut depth = 0usize;
        let end = text[open..].char_indices().find(|(_, c)| {
            depth += usize::from(*c == '(');
            depth -= usize::from(*c == ')');
            depth == 0
        });
        let Some(close) = end.map(|(at, _)| open + at) else { continue };
        let inside = &text[open + 1..close];
        let put = |part: &str| format!("{}{part}{}", &text[..open], &text[close + 1..]);
        for word in [" and ", " or ", " + ", " - ", " * "] {
            for (at, _) in inside.match_indices(word) {
                let parts = [&inside[..at], &inside[at + word.len()..]];
                found.extend(parts.into_iter().filter(|part| is_closed(part)).map(put));
            }
        }
        if let Some(before) = text[..open].strip_suffix("not ") {
            found.push(format!("{before}{}", &text[open..]));
        }
    }
    found
}

fn is_closed(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

/// A value without one of its members or elements.
fn without(value: &Value, found: &mut dyn FnMut(Value)) {
    match value {
        Value::Object(members) => {
            for key in members.keys() {
                let mut fewer = members.clone();
                fewer.remove(key);
                found(Value::Object(fewer));
            }
            for (key, inner) in members {
                without(inner, &mut |smaller| {
                    let mut own = members.clone();
                    own.insert(key.clone(), smaller);
                    found(Value::Object(own));
                });
            }
        }
        Value::Array(all) => {
            for at in 0..all.len() {
                let mut fewer = all.clone();
                fewer.remove(at);
                found(Value::Array(fewer));
            }
            for (at, inner) in all.iter().enumerate() {
                without(inner, &mut |smaller| {
                    let mut own = all.clone();
                    own[at] = smaller;
                    found(Value::Array(own));
                });
            }
        }
        _ => {}
    }
}
