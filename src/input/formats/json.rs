//! JSON: a file that is one declaration, or a platform's record.

use super::{Input, Outcome, Record, platform};
use crate::input::declaration::Warning;
use crate::input::decode::decode;
use crate::input::error::{InputError, Limits};
use crate::input::json::parse;
use crate::source::{Layout, SourceId, SourceMap};
use crate::value::Text;

/// Reads a file that is one declaration, or a platform's record, which may hold
/// several orders.
pub(super) fn read(input: &Input, sources: &mut SourceMap) -> Result<Vec<Outcome>, InputError> {
    let decoded = decode(input.bytes, input.charset, input.limits)?;
    sources.fill(input.source, &decoded.text, Layout::default());
    records(&decoded.text, decoded.doubt, input.source, input.limits)
}

/// One declaration of a text.
pub(super) fn record(text: &str, doubt: Option<Text>, source: SourceId, limits: &Limits) -> Outcome {
    let mut records = records(text, doubt, source, limits)?;
    let several = || {
        let text = Text::new(
            "more than one order in this line; give each a line, or the message a file",
            "此行含多份交易单；请每份一行，或将报文单独存为文件",
        );
        Err(InputError::at(None, text))
    };
    match (records.pop(), records.is_empty()) {
        (Some(record), true) => record,
        _ => several(),
    }
}

fn records(
    text: &str,
    doubt: Option<Text>,
    source: SourceId,
    limits: &Limits,
) -> Result<Vec<Outcome>, InputError> {
    let node = parse(source, text, limits)?;
    let mut records = match platform::of_json(&node) {
        Some(records) => records,
        None => vec![Ok(Record { node, warnings: Vec::new() })],
    };
    if let [Err(error)] = records.as_slice() {
        return Err(error.clone());
    }
    for record in records.iter_mut().flatten() {
        let whole = |message| Warning { pointer: String::new(), span: None, message };
        record.warnings.splice(0..0, doubt.clone().map(whole));
    }
    Ok(records)
}
