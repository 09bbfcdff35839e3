//! The facts of a policy → the schema of what declares them.
//!
//! Everything may be absent or null, which is unknown, and keys that no fact has are
//! kept. A text may be empty, which is unknown, too. Numbers are texts; where the
//! reader reads a JSON number exactly, it may be one.

use serde_json::{Map, Value, json};

use super::{Contract, id};
use crate::hir::{FactDef, Place, Schema, Type};
use crate::input::SCHEMA;

/// Eight, ten or thirteen digits, with or without dots between them.
const CODE: &str = "^([0-9](\\.?[0-9]){7}((\\.?[0-9]){2}((\\.?[0-9]){3})?)?)?$";

/// `mp1039/declaration@1`.
pub(super) fn declaration(facts: &Schema) -> Value {
    let mut head = properties(facts, Place::Head);
    let line = json!({ "$ref": "#/$defs/line" });
    put(&mut head, "schema", json!({ "enum": [SCHEMA, null] }));
    put(&mut head, "items", list("items of the declaration", "商品项", &line));
    put(
        &mut head,
        "goods_list",
        list(
            "goods as packed, before merging; needed where simplified",
            "货物清单（归并前）；简化申报时须有",
            &line,
        ),
    );
    put(
        &mut head,
        "documents",
        list("papers; [] where there are none", "单证；没有则为[]", &json!({ "$ref": "#/$defs/document" })),
    );
    put(&mut head, "containers", list("containers", "集装箱", &json!({ "$ref": "#/$defs/container" })));
    let mut line = properties(facts, Place::Line);
    let answer = json!({ "type": ["boolean", "null"] });
    put(
        &mut line,
        "answers",
        json!({ "title": "answers to questions of lists", "description": "对名录询问的答复",
            "type": ["object", "null"], "additionalProperties": answer }),
    );
    let with_lines = |place| {
        let mut properties = properties(facts, place);
        put(&mut properties, "lines", lines());
        record(properties)
    };
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id(Contract::Declaration),
        "title": SCHEMA,
        "description": "An export declaration. Absent and null mean unknown; keys that are not here are kept and reported. / 出口申报数据。缺少或null表示不详；未列出的键予以保留并提示。",
        "type": "object",
    });
    if let Value::Object(whole) = &mut whole {
        whole.insert("properties".to_owned(), Value::Object(head));
        whole.insert("additionalProperties".to_owned(), json!(true));
        whole.insert(
            "$defs".to_owned(),
            json!({
                "line": record(line),
                "document": with_lines(Place::Document),
                "container": with_lines(Place::Container),
            }),
        );
    }
    whole
}

fn list(en: &str, zh: &str, of: &Value) -> Value {
    json!({ "title": en, "description": zh, "type": ["array", "null"], "items": of })
}

fn record(properties: Map<String, Value>) -> Value {
    json!({ "type": ["object", "null"], "properties": properties, "additionalProperties": true })
}

fn put(properties: &mut Map<String, Value>, key: &str, value: Value) {
    properties.insert(key.to_owned(), value);
}

/// The properties of a place, records inside records.
fn properties(facts: &Schema, place: Place) -> Map<String, Value> {
    let mut properties = Map::new();
    for def in facts.facts.iter().filter(|def| def.place == place) {
        insert(&mut properties, &def.keys, fact(facts, def));
    }
    properties
}

fn insert(properties: &mut Map<String, Value>, keys: &[String], value: Value) {
    let Some((key, rest)) = keys.split_first() else { return };
    if rest.is_empty() {
        properties.insert(key.clone(), value);
        return;
    }
    let inner = properties.entry(key.as_str()).or_insert_with(|| record(Map::new()));
    if let Some(Value::Object(inner)) = inner.get_mut("properties") {
        insert(inner, rest, value);
    }
}

/// One fact: its names, and how it is written.
fn fact(facts: &Schema, def: &FactDef) -> Value {
    let mut schema = json!({ "title": def.label.en, "description": def.label.zh });
    let written = match def.ty {
        Type::Bool => json!({ "type": ["boolean", "null"] }),
        Type::Text => text(def),
        Type::Date => day(def),
        Type::Number if def.whole => json!({ "type": ["integer", "string", "null"] }),
        Type::Number | Type::Money(_) => number(def, ""),
        Type::Percent => number(def, "( ?[%％])?"),
        Type::Quantity(_) => number(def, "( ?[^0-9. ].*)?"),
        Type::Code => json!({ "type": ["string", "null"], "pattern": CODE }),
        Type::Opaque => json!({}),
    };
    let mut more = Vec::new();
    if let Some(currency) = def.currency.and_then(|id| facts.get(id)) {
        more.push(format!("in / 币制 {}", currency.keys.join(".")));
    }
    if let Some(unit) = def.unit {
        more.push(format!("in / 单位 {}", unit.symbol()));
    }
    if let (Value::Object(schema), Value::Object(written)) = (&mut schema, written) {
        schema.extend(written);
        if !more.is_empty() {
            schema.insert("$comment".to_owned(), json!(more.join("; ")));
        }
    }
    schema
}

fn text(def: &FactDef) -> Value {
    if !def.choices.is_empty() {
        let mut choices: Vec<Value> = def.choices.iter().map(|c| json!(c)).collect();
        choices.extend([json!(""), Value::Null]);
        return json!({ "enum": choices });
    }
    match def.digits {
        Some(count) => json!({ "type": ["string", "null"], "pattern": format!("^([0-9]{{{count}}})?$") }),
        None => json!({ "type": ["string", "null"] }),
    }
}

/// A day; a last day may be open.
fn day(def: &FactDef) -> Value {
    let open = if def.keys.last().is_some_and(|key| key.ends_with("valid_until")) { "|open" } else { "" };
    json!({ "type": ["string", "null"], "pattern": format!("^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{open})?$") })
}

/// A decimal in a text, or a JSON number; `after` may follow it in a text.
fn number(def: &FactDef, after: &str) -> Value {
    let at_least = def.at_least.as_ref().is_some_and(|least| !least.is_negative());
    let sign = if at_least { "" } else { "-?" };
    let mut schema = json!({
        "type": ["string", "number", "null"],
        "pattern": format!("^({sign}[0-9]+(\\.[0-9]+)?{after})?$"),
    });
    if let (true, Value::Object(schema)) = (at_least, &mut schema) {
        schema.insert("minimum".to_owned(), json!(0));
    }
    schema
}

/// The lines that a paper covers.
fn lines() -> Value {
    json!({ "title": "numbers of lines, or all", "description": "项号列表，或all",
        "anyOf": [
            { "const": "all" },
            { "type": ["array", "null"], "items": { "type": ["integer", "string"] } },
        ] })
}
