//! Canonical JSON: a file that is one declaration.

use super::{Input, Outcome, Record};
use crate::input::declaration::Warning;
use crate::input::decode::decode;
use crate::input::error::{InputError, Limits};
use crate::input::json::parse;
use crate::source::{Layout, SourceId, SourceMap};
use crate::value::Text;

/// Reads a file that is one declaration.
pub(super) fn read(input: &Input, sources: &mut SourceMap) -> Result<Vec<Outcome>, InputError> {
    let decoded = decode(input.bytes, input.charset, input.limits)?;
    sources.fill(input.source, &decoded.text, Layout::default());
    record(&decoded.text, decoded.doubt, input.source, input.limits).map(|record| vec![Ok(record)])
}

/// One declaration of a text.
pub(super) fn record(
    text: &str,
    doubt: Option<Text>,
    source: SourceId,
    limits: &Limits,
) -> Result<Record, InputError> {
    let node = parse(source, text, limits)?;
    let doubts = doubt.into_iter();
    let warnings = doubts.map(|message| Warning { pointer: String::new(), span: None, message }).collect();
    Ok(Record { node, warnings })
}
