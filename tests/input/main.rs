//! Reading declarations: what is bound, what stays unknown and why, and what is
//! no declaration at all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

use mp1039::hir::{FactDef, Place, Schema, Type};
use mp1039::input::{
    CauseKind, Declaration, Fact, InputError, Limits, Lines, Node, SCHEMA, Standing, bind, decode, parse,
    parse_set, read, read_bytes, set,
};
use mp1039::source::SourceId;
use mp1039::value::quantity::Dimension;
use mp1039::value::{Date, HsCode, Number, Text, Unit, Value};

mod codes;
mod formats_sheets;
mod formats_sheets_doubts;
mod formats_xml;
mod platform;
mod refused;
mod shape;
mod spec;
mod standing;
#[path = "../support/mod.rs"]
mod support;
mod values;

fn fact(place: Place, keys: &str, ty: Type) -> FactDef {
    let prefix = match place {
        Place::Head => "",
        Place::Line => "good.",
        Place::Document => "document.",
        Place::Container => "container.",
    };
    FactDef {
        path: format!("{prefix}{keys}"),
        keys: keys.split('.').map(str::to_owned).collect(),
        place,
        ty,
        currency: None,
        unit: None,
        digits: None,
        form: None,
        coded: None,
        stated_in: Vec::new(),
        whole: false,
        at_least: None,
        choices: Vec::new(),
        label: Text::same(keys),
        known_to: None,
    }
}

fn schema() -> Schema {
    use Place::{Document, Head, Line};
    let least = |def: FactDef| FactDef { at_least: Some(Number::zero()), ..def };
    let choices = |def: FactDef, choices: &[&str]| FactDef {
        choices: choices.iter().map(|c| (*c).to_owned()).collect(),
        ..def
    };
    let density = FactDef {
        unit: Unit::parse("g/cm3"),
        ..fact(Line, "attributes.density", Type::Quantity(Dimension::Density))
    };
    Schema {
        facts: vec![
            fact(Head, "supervision_mode", Type::Text),
            choices(fact(Head, "direction", Type::Text), &["export", "import"]),
            fact(Head, "accepted_on", Type::Date),
            fact(Head, "transit", Type::Bool),
            fact(Head, "simplified", Type::Bool),
            fact(Head, "market.id", Type::Text),
            fact(Head, "market.customs", Type::Text),
            fact(Head, "operator.commerce_filing.valid_until", Type::Date),
            fact(Head, "buyer", Type::Opaque),
            FactDef { digits: None, whole: true, ..fact(Line, "line_no", Type::Number) },
            fact(Line, "hs_code", Type::Code),
            fact(Line, "name", Type::Text),
            least(fact(Line, "total", Type::Money(None))),
            least(FactDef { digits: None, whole: true, ..fact(Line, "cartons", Type::Number) }),
            fact(Line, "identification.goods_code", Type::Text),
            choices(fact(Line, "identification.status", Type::Text), &["confirmed", "pending", "absent"]),
            least(fact(Line, "attributes.purity", Type::Percent)),
            density,
            fact(Document, "letter", Type::Text),
        ],
        ..Schema::default()
    }
}

fn try_read(text: &str) -> Result<Declaration, InputError> {
    read(SourceId(0), text, &[], &schema(), &Limits::default())
}

/// A declaration of one line with these members.
fn line(members: &str) -> Declaration {
    try_read(&format!(r#"{{"simplified": false, "items": [{{{members}}}]}}"#)).unwrap()
}

fn head(members: &str) -> Declaration {
    try_read(&format!("{{{members}}}")).unwrap()
}

fn line_fact(declaration: &Declaration, index: usize, path: &str) -> Fact {
    declaration.goods.lines[index].facts.0[schema().find(path).unwrap()].clone()
}

fn head_fact(declaration: &Declaration, path: &str) -> Fact {
    declaration.head.0[schema().find(path).unwrap()].clone()
}

#[track_caller]
fn known(fact: Fact) -> String {
    match fact {
        Fact::Known(value) => value.to_string(),
        Fact::Unknown(cause) => panic!("unknown: {cause:?}"),
    }
}

#[track_caller]
fn cause(fact: Fact) -> (CauseKind, String) {
    match fact {
        Fact::Known(value) => panic!("known: {value}"),
        Fact::Unknown(cause) => (cause.kind, cause.detail.en),
    }
}

#[track_caller]
fn bad(members: &str, path: &str, kind: CauseKind, words: &str) {
    let (found, detail) = cause(line_fact(&line(members), 0, path));
    assert_eq!(found, kind, "{detail}");
    assert!(detail.contains(words), "{detail:?} does not say {words:?}");
}

fn warnings(declaration: &Declaration) -> Vec<String> {
    declaration.warnings.iter().map(|w| format!("{}: {}", w.pointer, w.message.en)).collect()
}

fn standing(name: &str, text: &str) -> Standing {
    Standing { name: name.to_owned(), node: parse(SourceId(1), text, &Limits::default()).unwrap() }
}

fn with(text: &str, facts: &[Standing]) -> Result<Declaration, InputError> {
    read(SourceId(0), text, facts, &schema(), &Limits::default())
}
