//! NDJSON: a stream of lines, each a declaration. Only the line at hand is held,
//! and one that cannot be read keeps no other from being read.

use std::io::{BufRead, Read};

use super::{Outcome, json, unreadable};
use crate::input::decode::{Charset, decode, too_long};
use crate::input::error::{InputError, Limits};
use crate::source::{Layout, SourceId, SourceMap, Span};

/// What is still to come of a stream.
pub(super) struct Lines<'r> {
    reader: Box<dyn BufRead + 'r>,
    /// The first line, which has been looked at.
    first: Option<Vec<u8>>,
    /// The number of the line at hand, from 1.
    number: usize,
    charset: Option<Charset>,
    limits: Limits,
    /// The stream broke off.
    broken: bool,
}

/// Reads the first line that is not blank into `bytes`, and says whether the input is
/// lines: the first holds an object that ends where the line ends, or the next line
/// begins with another one.
pub(super) fn begin(
    reader: &mut impl BufRead,
    bytes: &mut Vec<u8>,
    limits: &Limits,
) -> Result<bool, InputError> {
    while bytes.iter().all(u8::is_ascii_whitespace) {
        let before = bytes.len();
        line(reader, bytes, limits)?;
        if bytes.len() == before {
            return Ok(false);
        }
    }
    let first = bytes.trim_ascii();
    let first = first.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(first);
    if !first.starts_with(b"{") || first.len() == 1 {
        return Ok(false);
    }
    let next = reader.fill_buf().map_err(|e| unreadable(&e))?;
    let next = next.trim_ascii_start().first();
    // An object that goes on in the next line may have an object there, too.
    let goes_on = first.ends_with(b"[") || first.ends_with(b",") || first.ends_with(b":");
    Ok((next == Some(&b'{') && !goes_on) || (next.is_none() && first.ends_with(b"}")))
}

/// Adds a line with its end, one byte more than the limit at most.
fn line(reader: &mut impl BufRead, bytes: &mut Vec<u8>, limits: &Limits) -> Result<(), InputError> {
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(2);
    reader.take(most).read_until(b'\n', bytes).map(|_| ()).map_err(|e| unreadable(&e))
}

impl<'r> Lines<'r> {
    /// Lines whose first, with the blank ones before it, has been read.
    pub(super) fn new(
        reader: impl BufRead + 'r,
        first: Vec<u8>,
        charset: Option<Charset>,
        limits: Limits,
    ) -> Lines<'r> {
        let blank = first.trim_ascii_end().iter().filter(|b| **b == b'\n').count();
        let first = first.trim_ascii().to_vec();
        Lines { reader: Box::new(reader), first: Some(first), number: blank, charset, limits, broken: false }
    }

    /// The record of the next line that is not blank.
    pub(super) fn next(&mut self, source: SourceId, sources: &mut SourceMap) -> Option<Outcome> {
        let line = self.next_line()?;
        let layout = Layout::Text { first_line: self.number };
        sources.fill(source, "", layout.clone());
        let record = line.and_then(|bytes| {
            let decoded = decode(&bytes, self.charset, &self.limits)?;
            sources.fill(source, &decoded.text, layout);
            json::record(&decoded.text, decoded.doubt, source, &self.limits)
        });
        // What has no place of its own stands on this line.
        let on_line = |e: InputError| InputError { span: e.span.or(Some(Span::new(source, 0, 0))), ..e };
        Some(record.map_err(on_line))
    }

    fn next_line(&mut self) -> Option<Result<Vec<u8>, InputError>> {
        if let Some(first) = self.first.take() {
            self.number += 1;
            return Some(Ok(first));
        }
        let mut bytes = Vec::new();
        while !self.broken && bytes.trim_ascii().is_empty() {
            bytes.clear();
            self.number += 1;
            if let Err(error) = line(&mut self.reader, &mut bytes, &self.limits) {
                self.broken = true;
                return Some(Err(error));
            }
            if bytes.is_empty() {
                return None;
            }
        }
        if self.broken {
            return None;
        }
        if bytes.len() > self.limits.bytes && !bytes.ends_with(b"\n") {
            self.skip_line();
            return Some(Err(too_long(&self.limits)));
        }
        Some(Ok(bytes))
    }

    /// Leaves out the rest of a line that is too long.
    fn skip_line(&mut self) {
        loop {
            let Ok(buffer) = self.reader.fill_buf() else {
                self.broken = true;
                return;
            };
            let end = buffer.iter().position(|b| *b == b'\n');
            let count = end.map_or(buffer.len(), |at| at + 1);
            let done = end.is_some() || count == 0;
            self.reader.consume(count);
            if done {
                return;
            }
        }
    }
}
