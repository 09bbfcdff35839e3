//! Records for programs: one line each, keys in the order of the contract.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Context;
use crate::eval::decision::Decision;
use crate::value::Text;

/// The schema of a record that says that a declaration could not be judged.
pub const ERROR: &str = "mp1039/error@1";

/// What came of a declaration.
pub enum Outcome<'a> {
    /// It was judged.
    Decision(&'a Decision),
    /// It could not be: place and message.
    Error(&'a str, &'a Text),
}

/// A declaration that could not be judged.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(super) struct ErrorRecord<'a> {
    /// Always `mp1039/error@1`.
    schema: &'static str,
    /// The name of the source: a path, or `-`.
    source: &'a str,
    /// Where in it: `decl.json:31:18`.
    place: &'a str,
    /// What is wrong.
    message: &'a Text,
}

/// What the reader changed or doubts.
#[derive(Serialize, JsonSchema)]
struct Warning<'a> {
    /// Where in the declaration: `/items/0/total`.
    pointer: &'a str,
    /// Where in the file; empty when it is not known.
    place: &'a str,
    /// What.
    message: &'a Text,
}

/// What travels around a decision or an error.
#[derive(Serialize, JsonSchema)]
pub(super) struct Envelope<'a> {
    /// Always `mp1039/envelope@1`.
    schema: &'static str,
    /// The name of the source: a path, or `-`.
    source: &'a str,
    /// Which record of the source, from 1.
    record: usize,
    /// What the reader changed or doubts.
    warnings: Vec<Warning<'a>>,
    /// Where each value stands, by pointer.
    places: &'a BTreeMap<String, String>,
    /// The decision, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a Decision>,
    /// What was wrong, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorRecord<'a>>,
}

/// `mp1039/decision@1` on one line, without its end.
pub fn json(decision: &Decision) -> String {
    line(decision)
}

/// `mp1039/error@1` on one line: a declaration that could not be judged.
pub fn error_record(source: &str, place: &str, message: &Text) -> String {
    line(&error(source, place, message))
}

/// `mp1039/envelope@1` on one line: the outcome of a record, with what travels
/// around it.
pub fn envelope(context: &Context, outcome: &Outcome) -> String {
    let warnings = context.warnings.iter();
    let (decision, error) = match outcome {
        Outcome::Decision(decision) => (Some(*decision), None),
        Outcome::Error(place, message) => (None, Some(error(&context.source, place, message))),
    };
    line(&Envelope {
        schema: "mp1039/envelope@1",
        source: &context.source,
        record: context.record,
        warnings: warnings
            .map(|w| Warning { pointer: &w.pointer, place: &w.place, message: &w.message })
            .collect(),
        places: &context.places,
        decision,
        error,
    })
}

fn error<'a>(source: &'a str, place: &'a str, message: &'a Text) -> ErrorRecord<'a> {
    ErrorRecord { schema: ERROR, source, place, message }
}

/// A record on one line, without its end.
///
/// Writing these records to memory cannot fail: no map has keys but texts. If
/// it ever did, the record says so and stays valid JSON.
pub(super) fn line<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|e| {
        let message = serde_json::Value::String(e.to_string());
        format!(r#"{{"schema":"mp1039/error@1","source":"","place":"","message":{{"en":{message},"zh":{message}}}}}"#)
    })
}
