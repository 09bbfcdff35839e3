//! All diagnostics of a run as one log in SARIF 2.1.0, the format in which checkers
//! hand their findings to editors and code hosts.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Region, level, region};
use crate::diagnostic::{Code, Diagnostic, Fix, page};
use crate::source::{SourceMap, Span};
use crate::value::text::{Lang, Text};

/// The log, in one language, with the rules that it speaks of and their pages.
pub fn sarif(diagnostics: &[Diagnostic], sources: &SourceMap, lang: Lang) -> String {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|d| d.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code, lang)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| result(d, &codes, sources, lang)).collect();
    let tag = match lang {
        Lang::En => "en",
        Lang::Zh => "zh-CN",
    };
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "mp1039",
                "version": env!("CARGO_PKG_VERSION"),
                "language": tag,
                "rules": rules,
            }},
            "language": tag,
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}")
}

fn rule(code: Code, lang: Lang) -> Value {
    let title = Text::new(code.title().0, code.title().1);
    json!({
        "id": code.as_str(),
        "shortDescription": {"text": title.get(lang)},
        "help": {"text": page::text(code, lang)},
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], sources: &SourceMap, lang: Lang) -> Value {
    let said = diagnostic.message.get(lang);
    let message = match &diagnostic.help {
        Some(help) => format!("{said}\n{}", help.get(lang)),
        None => said.to_owned(),
    };
    let mut result = Map::new();
    result.insert("ruleId".into(), json!(diagnostic.code.as_str()));
    result.insert("ruleIndex".into(), json!(codes.iter().position(|c| *c == diagnostic.code)));
    result.insert("level".into(), json!(level(diagnostic.severity)));
    result.insert("message".into(), json!({"text": message}));
    let place = location(diagnostic.span, &diagnostic.label, sources, lang);
    result.insert("locations".into(), json!([place]));
    let related = diagnostic.related.iter().map(|l| location(l.span, &l.text, sources, lang));
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), json!(related));
    }
    if let Some(fix) = &diagnostic.fix {
        result.insert("fixes".into(), json!([changes(fix, diagnostic, sources, lang)]));
    }
    Value::Object(result)
}

fn location(span: Span, label: &Text, sources: &SourceMap, lang: Lang) -> Value {
    let mut location = Map::new();
    if let Some(place) = region(span, sources) {
        let at = json!({"artifactLocation": artifact(&place), "region": range(&place)});
        location.insert("physicalLocation".into(), at);
    }
    if !label.get(lang).is_empty() {
        location.insert("message".into(), json!({"text": label.get(lang)}));
    }
    Value::Object(location)
}

fn changes(fix: &Fix, diagnostic: &Diagnostic, sources: &SourceMap, lang: Lang) -> Value {
    let changed = fix.edits.iter().filter_map(|edit| {
        let place = region(edit.span, sources)?;
        let replacement = json!({
            "deletedRegion": range(&place),
            "insertedContent": {"text": edit.text},
        });
        Some(json!({"artifactLocation": artifact(&place), "replacements": [replacement]}))
    });
    let changed: Vec<Value> = changed.collect();
    let words = diagnostic.help.as_ref().unwrap_or(&diagnostic.message).get(lang);
    json!({"description": {"text": words}, "artifactChanges": changed})
}

fn artifact(place: &Region) -> Value {
    json!({"uri": uri(place.source)})
}

fn range(place: &Region) -> Value {
    json!({
        "startLine": place.start.0,
        "startColumn": place.start.1,
        "endLine": place.end.0,
        "endColumn": place.end.1,
    })
}

/// A path as a relative reference: what is not plain is written by its bytes.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let path = path.replace('\\', "/");
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
