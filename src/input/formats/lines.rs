//! NDJSON: a stream of lines, each a declaration. Only the line at hand is held,
//! and one that cannot be read keeps no other from being read.

use std::io::{BufRead, BufReader, Read};

use super::{Outcome, json, unreadable};
use crate::input::decode::{Charset, decode, too_long};
use crate::input::error::{InputError, Limits};
use crate::source::{Layout, SourceId, SourceMap, Span};

/// What is still to come of a stream.
pub(super) struct Lines<'r> {
    reader: BufReader<Box<dyn Read + 'r>>,
    /// The first line, which has been looked at.
    first: Option<Vec<u8>>,
    /// The number of the line at hand, from 1.
    number: usize,
    /// So many bytes a line has at most.
    most: usize,
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
        line(reader, bytes, limits.bytes)?;
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
fn line(reader: &mut impl BufRead, bytes: &mut Vec<u8>, most: usize) -> Result<(), InputError> {
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(2);
    reader.take(most).read_until(b'\n', bytes).map(|_| ()).map_err(|e| unreadable(&e))
}

/// The record of a line, or what is wrong with it; the source is given its text.
pub(super) fn read(
    (line, number): (Result<&[u8], &InputError>, usize),
    source: SourceId,
    sources: &mut SourceMap,
    (charset, limits): (Option<Charset>, &Limits),
) -> Outcome {
    let layout = Layout::Text { first_line: number };
    sources.fill(source, "", layout.clone());
    let record = line.map_err(Clone::clone).and_then(|bytes| {
        let decoded = decode(bytes, charset, limits)?;
        sources.fill(source, &decoded.text, layout);
        json::record(&decoded.text, decoded.doubt, source, limits)
    });
    // What has no place of its own stands on this line.
    record.map_err(|e| InputError { span: e.span.or(Some(Span::new(source, 0, 0))), ..e })
}

impl<'r> Lines<'r> {
    /// Lines whose first, with the blank ones before it, has been read.
    pub(super) fn new(reader: BufReader<Box<dyn Read + 'r>>, first: &[u8], most: usize) -> Lines<'r> {
        let blank = first.trim_ascii_end().iter().filter(|b| **b == b'\n').count();
        Lines { reader, first: Some(first.trim_ascii().to_vec()), number: blank, most, broken: false }
    }

    /// The number of the line that was given last.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Whether the next line is here, with its end.
    pub(super) fn is_here(&self) -> bool {
        let here = self.reader.buffer().split_inclusive(|b| *b == b'\n');
        let mut whole = here.take_while(|line| line.ends_with(b"\n"));
        self.first.is_some() || whole.any(|line| !line.trim_ascii().is_empty())
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Option<Result<Vec<u8>, InputError>> {
        if let Some(first) = self.first.take() {
            self.number += 1;
            return Some(Ok(first));
        }
        let mut bytes = Vec::new();
        while !self.broken && bytes.trim_ascii().is_empty() {
            bytes.clear();
            self.number += 1;
            if let Err(error) = line(&mut self.reader, &mut bytes, self.most) {
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
        if bytes.len() > self.most && !bytes.ends_with(b"\n") {
            self.skip_line();
            return Some(Err(too_long(self.most)));
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
