//! CSV, tab-separated and semicolon-separated text, in any encoding.

use super::table::grid::{Builder, Cell, Is, Table};
use super::{Head, Input, Tables, table};
use crate::bilingual;
use crate::input::decode::decode;
use crate::input::error::InputError;

/// What may stand between cells.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// So many rows show which one it is.
const SAMPLE: usize = 60;

/// Whether the first bytes may be those of a table in text: what is nothing else, and has a
/// delimiter.
pub(super) fn is(head: &Head) -> bool {
    let marked = head.bytes().starts_with(&[0xff, 0xfe]) || head.bytes().starts_with(&[0xfe, 0xff]);
    let text = marked || !head.bytes().contains(&0);
    text && !head.text().starts_with(['<', '%']) && head.text().contains(DELIMITERS.map(char::from))
}

/// Reads a table in text.
pub(super) fn read(input: &Input) -> Result<Tables, InputError> {
    let decoded = decode(input.bytes, input.charset, input.limits)?;
    let delimiter = delimiter(&decoded.text, input)?;
    if let Some(row) = odd_quote(&decoded.text, delimiter) {
        return Err(InputError::at(
            None,
            bilingual!(
                "a quotation mark opens a cell in row {row} and does not close it: rows may be swallowed; \
                 write a mark inside of a cell twice",
                "第{row}行有单元格以引号起始而未正确结束，其后各行可能被并入；单元格内的引号应写两次"
            ),
        ));
    }
    let tables = split(&decoded.text, delimiter, usize::MAX, input)?;
    Ok((tables, decoded.doubt.into_iter().collect()))
}

/// In tab-separated text a quotation mark is a letter like any other.
fn is_quoting(delimiter: u8) -> bool {
    delimiter != b'\t'
}

/// The row, from 1, in which a cell is opened by a quotation mark and not closed by one
/// that ends it.
fn odd_quote(text: &str, delimiter: u8) -> Option<usize> {
    if !is_quoting(delimiter) {
        return None;
    }
    let delimiter = char::from(delimiter);
    let mut row = 1_usize;
    // Whether a cell begins here; the row in which the cell at hand was opened.
    let (mut begins, mut opened) = (true, None);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (opened, c) {
            (Some(_), '"') if rest.peek() == Some(&'"') => {
                rest.next();
            }
            (Some(at), '"') => {
                while rest.next_if_eq(&' ').is_some() {}
                if rest.peek().is_some_and(|next| !matches!(next, '\r' | '\n') && *next != delimiter) {
                    return Some(at);
                }
                opened = None;
            }
            (Some(_), _) => {}
            (None, '"') if begins => opened = Some(row),
            (None, '\r') if rest.peek() == Some(&'\n') => {}
            (None, '\r' | '\n') => row = row.saturating_add(1),
            (None, _) => {}
        }
        begins = c == delimiter || matches!(c, '\r' | '\n');
    }
    opened
}

/// The delimiter that makes the best header; where none does, the one that the first
/// row has most often; the first of equals.
fn delimiter(text: &str, input: &Input) -> Result<u8, InputError> {
    let first = text.lines().next().unwrap_or_default();
    let mut best = ((0, 0), b',');
    for delimiter in DELIMITERS {
        let tables = split(text, delimiter, SAMPLE, input)?;
        let named = tables.first().map_or(0, table::headings);
        let often = first.bytes().filter(|b| *b == delimiter).count();
        if (named, often) > best.0 {
            best = ((named, often), delimiter);
        }
    }
    Ok(best.1)
}

/// Splits text into cells; rows are counted as a spreadsheet counts them.
fn split(text: &str, delimiter: u8, most: usize, input: &Input) -> Result<Vec<Table>, InputError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(is_quoting(delimiter))
        .from_reader(text.as_bytes());
    let mut builder = Builder::new(input.source, input.limits);
    builder.sheet(None);
    let mut record = csv::StringRecord::new();
    let mut row = 0_usize;
    while row < most {
        let begin = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                return Err(InputError::at(
                    None,
                    bilingual!("this is no table: {error}", "此非表格：{error}"),
                ));
            }
        }
        // The reader passes over empty rows without a word.
        row = row.saturating_add(blank_lines(text, begin));
        for (column, cell) in record.iter().enumerate() {
            builder.put((row, column), Cell::new(Is::Text, cell))?;
        }
        row = row.saturating_add(1);
    }
    Ok(builder.tables())
}

/// How many empty lines there are in a text from a byte on. A line may have been read up
/// to the `\r` of its `\r\n`.
fn blank_lines(text: &str, begin: usize) -> usize {
    let mut last = begin.checked_sub(1).and_then(|before| text.as_bytes().get(before)).copied();
    let mut lines = 0_usize;
    for byte in text.get(begin..).unwrap_or_default().bytes().take_while(|b| matches!(b, b'\r' | b'\n')) {
        lines += usize::from(!(byte == b'\n' && last == Some(b'\r')));
        last = Some(byte);
    }
    lines
}
