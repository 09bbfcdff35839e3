//! Workbooks of Excel 97 to 2003 (BIFF8): a stream of records in an [`ole`] container.
//!
//! Read here and not by a library, since those at hand make a rectangle of all cells,
//! and two cells suffice to make it larger than memory. Records that a list of goods
//! does not need are passed over.

use std::collections::BTreeMap;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use super::ole::{self, Container, u16_at, u32_at};
use super::table::grid::{Builder, Cell, Is, number};
use super::{Head, Input, Tables, xlsx};
use crate::input::error::{InputError, Limits};
use crate::value::{Text, decimal};

/// Whether the first bytes are those of an Office file before 2007.
pub(super) fn is(head: &Head) -> bool {
    head.bytes().starts_with(ole::MAGIC)
}

/// Reads a workbook.
pub(super) fn read(input: &Input) -> Result<Tables, InputError> {
    let container = Container::open(input.bytes)?;
    let stream = match container.stream("Workbook")? {
        Some(stream) => stream,
        None if container.has("Book") => return Err(too_old()),
        None => return Err(ole::no_workbook(&container)),
    };
    let book = Book::parse(&stream, input.limits)?;
    if book.sheets.len() > xlsx::MOST_SHEETS {
        return Err(xlsx::too_many_sheets(book.sheets.len()));
    }
    let mut builder = Builder::new(input.source, input.limits);
    let mut remarks = Vec::new();
    for sheet in &book.sheets {
        if sheet.hidden {
            remarks.push(xlsx::hidden(&sheet.name));
        }
        if sheet.cells {
            builder.sheet(Some(sheet.name.clone()));
            if sheet.hidden {
                builder.hide();
            }
            book.sheet(stream.get(sheet.start..).ok_or_else(cut_off)?, &mut builder)?;
        }
    }
    Ok((builder.tables(), remarks))
}

fn too_old() -> InputError {
    InputError::at(
        None,
        Text::new(
            "the workbook is of a program before Excel 97; save it as .xlsx or CSV",
            "此为Excel 97之前的工作簿；请另存为.xlsx或CSV",
        ),
    )
}

fn cut_off() -> InputError {
    InputError::at(None, Text::new("the workbook is cut off or damaged", "工作簿不完整或已损坏"))
}

/// A record with those that continue it.
struct Record<'s> {
    kind: u16,
    data: &'s [u8],
    more: Vec<&'s [u8]>,
}

/// Kinds of records.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00bd;
    pub(super) const RICH_LABEL: u16 = 0x00d6;
    pub(super) const XF: u16 = 0x00e0;
    pub(super) const MERGED: u16 = 0x00e5;
    pub(super) const STRINGS: u16 = 0x00fc;
    pub(super) const LABEL_SST: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERROR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BOF: u16 = 0x0809;
}

/// The records of a stream; the last is an error where the stream is cut off.
fn records(mut stream: &[u8]) -> impl Iterator<Item = Result<Record<'_>, InputError>> {
    fn next<'s>(stream: &mut &'s [u8]) -> Option<(u16, &'s [u8])> {
        let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
        let data = stream.get(4..length.checked_add(4)?)?;
        *stream = stream.get(length.checked_add(4)?..)?;
        Some((kind, data))
    }
    let mut over = false;
    std::iter::from_fn(move || {
        if over || stream.is_empty() {
            return None;
        }
        let Some((kind, data)) = next(&mut stream) else {
            over = true;
            return Some(Err(cut_off()));
        };
        let mut more = Vec::new();
        while u16_at(stream, 0) == Some(kind::CONTINUE) {
            match next(&mut stream) {
                Some((_, data)) => more.push(data),
                None => break,
            }
        }
        Some(Ok(Record { kind, data, more }))
    })
}

struct Sheet {
    name: String,
    start: usize,
    hidden: bool,
    /// It holds cells, not a chart or a program.
    cells: bool,
}

/// What all sheets share.
#[derive(Default)]
struct Book {
    sheets: Vec<Sheet>,
    strings: Vec<String>,
    /// The number format of each style.
    styles: Vec<u16>,
    formats: BTreeMap<u16, String>,
    from_1904: bool,
}

impl Book {
    fn parse(stream: &[u8], limits: &Limits) -> Result<Book, InputError> {
        let mut book = Book::default();
        for record in records(stream) {
            let record = record?;
            let data = record.data;
            match record.kind {
                kind::BOF if u16_at(data, 0) != Some(0x0600) => return Err(too_old()),
                kind::FILE_PASS => return Err(InputError::at(None, ole::encrypted())),
                kind::DATE_MODE => book.from_1904 = u16_at(data, 0) == Some(1),
                kind::FORMAT => {
                    if let (Some(id), Some(format)) = (u16_at(data, 0), data.get(2..).and_then(text)) {
                        book.formats.insert(id, format);
                    }
                }
                kind::XF => book.styles.push(u16_at(data, 2).unwrap_or(0)),
                kind::BOUND_SHEET => book.sheets.push(bound_sheet(data).ok_or_else(cut_off)?),
                kind::STRINGS => book.strings = strings(&record, limits).ok_or_else(cut_off)?,
                kind::EOF => return Ok(book),
                _ => {}
            }
        }
        Err(cut_off())
    }

    /// Reads the cells of a sheet, whose records begin `stream`.
    fn sheet(&self, stream: &[u8], builder: &mut Builder) -> Result<(), InputError> {
        let mut depth = 0_usize;
        // Where the text of the formula before belongs.
        let mut formula = None;
        for record in records(stream) {
            let record = record?;
            match record.kind {
                kind::BOF => depth += 1,
                kind::EOF if depth <= 1 => return Ok(()),
                kind::EOF => depth -= 1,
                // Charts in a sheet have cells of their own.
                _ if depth > 1 => {}
                kind::STRING => {
                    if let (Some(at), Some(text)) = (formula.take(), text(record.data)) {
                        builder.put(at, Cell::new(Is::Text, text))?;
                    }
                }
                kind::MERGED => merged(record.data, builder),
                kind::MUL_RK => {
                    for (at, cell) in self.several(record.data) {
                        builder.put(at, cell)?;
                    }
                }
                kind => {
                    let Some(at) = position(record.data) else { continue };
                    formula = (kind == kind::FORMULA).then_some(at).or(formula);
                    if let Some(cell) = self.cell(kind, record.data) {
                        builder.put(at, cell)?;
                    }
                }
            }
        }
        Err(cut_off())
    }

    /// The cell of a record that holds one.
    fn cell(&self, kind: u16, data: &[u8]) -> Option<Cell> {
        let style = usize::from(u16_at(data, 4)?);
        match kind {
            kind::LABEL_SST => {
                let index = usize::try_from(u32_at(data, 6)?).ok()?;
                Some(Cell::new(Is::Text, self.strings.get(index)?.as_str()))
            }
            kind::LABEL | kind::RICH_LABEL => Some(Cell::new(Is::Text, text(data.get(6..)?)?)),
            kind::NUMBER => Some(self.number(number(f64_at(data, 6)?), style)),
            kind::RK => Some(self.number(rk(u32_at(data, 6)?), style)),
            kind::BOOL_ERROR => Some(bool_or_error(*data.get(6)?, *data.get(7)? != 0)),
            kind::FORMULA => match (u16_at(data, 12)?, *data.get(6)?) {
                (0xffff, 1) => Some(bool_or_error(*data.get(8)?, false)),
                (0xffff, 2) => Some(bool_or_error(*data.get(8)?, true)),
                // A text comes in the next record and takes the place of this; or there is none.
                (0xffff, 0) => Some(xlsx::not_computed()),
                (0xffff, _) => None,
                // A nought that is to be computed when the workbook is opened.
                _ if u16_at(data, 14)? & 2 != 0 && f64_at(data, 6)?.to_bits() == 0 => {
                    Some(xlsx::not_computed())
                }
                _ => Some(self.number(number(f64_at(data, 6)?), style)),
            },
            _ => None,
        }
    }

    /// The cells of a record that holds several numbers side by side.
    fn several(&self, data: &[u8]) -> Vec<((usize, usize), Cell)> {
        let Some((row, first)) = position(data) else { return Vec::new() };
        let pairs = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
        let cell = |(i, pair): (usize, &[u8])| {
            let cell = self.number(rk(u32_at(pair, 2)?), usize::from(u16_at(pair, 0)?));
            Some(((row, first.saturating_add(i)), cell))
        };
        pairs.enumerate().filter_map(cell).collect()
    }

    /// A number, or the day that it stands for in its style.
    fn number(&self, text: Option<String>, style: usize) -> Cell {
        let Some(text) = text else { return Cell::new(Is::Error, "#NUM!") };
        let format = self.styles.get(style).copied().unwrap_or(0);
        let is_day = match self.formats.get(&format) {
            Some(format) => is_day(format),
            None => matches!(format, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58),
        };
        match text.parse::<f64>() {
            Ok(value) if is_day => {
                let day = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, self.from_1904);
                xlsx::content(&DataRef::DateTime(day)).unwrap_or(Cell::new(Is::Number, text))
            }
            _ => Cell::new(Is::Number, text),
        }
    }
}

/// Whether a number format shows a day: outside of quotes and brackets it has a `y`, or
/// a `d`.
fn is_day(format: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in format.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            ';' if !quoted => return false,
            'y' | 'Y' | 'd' | 'D' | 'e' if !quoted && !bracketed => return c != 'e' || format.contains('年'),
            _ => {}
        }
    }
    false
}

fn bound_sheet(data: &[u8]) -> Option<Sheet> {
    let start = usize::try_from(u32_at(data, 0)?).ok()?;
    let (state, kind) = (*data.get(4)?, *data.get(5)?);
    let name = short_text(data.get(6..)?)?;
    Some(Sheet { name, start, hidden: state & 3 != 0, cells: kind == 0 })
}

fn position(data: &[u8]) -> Option<(usize, usize)> {
    Some((usize::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?)))
}

fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    let bytes = data.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}

/// A number in its short form: an integer or the upper half of a float, as it is or a
/// hundredth of it.
fn rk(raw: u32) -> Option<String> {
    let whole = if raw & 2 != 0 {
        i32::from_le_bytes(raw.to_le_bytes()).checked_shr(2)?.to_string()
    } else {
        number(f64::from_bits(u64::from(raw & 0xffff_fffc) << 32))?
    };
    if raw & 1 == 0 {
        return Some(whole);
    }
    let mut hundredth = decimal::parse(&whole).ok()?;
    hundredth.set_scale(hundredth.scale().checked_add(2)?).ok()?;
    Some(hundredth.normalize().to_string())
}

fn bool_or_error(value: u8, is_error: bool) -> Cell {
    const ERRORS: &[(u8, &str)] = &[
        (0x00, "#NULL!"),
        (0x07, "#DIV/0!"),
        (0x0f, "#VALUE!"),
        (0x17, "#REF!"),
        (0x1d, "#NAME?"),
        (0x24, "#NUM!"),
        (0x2a, "#N/A"),
    ];
    if is_error {
        let name = ERRORS.iter().find(|(code, _)| *code == value).map_or("#ERROR!", |(_, name)| name);
        return Cell::new(Is::Error, name);
    }
    Cell::new(Is::Bool, if value == 0 { "false" } else { "true" })
}

fn merged(data: &[u8], builder: &mut Builder) {
    for region in data.get(2..).unwrap_or_default().chunks_exact(8) {
        let at = |index: usize| u16_at(region, index).map(usize::from);
        if let (Some(top), Some(bottom), Some(left), Some(right)) = (at(0), at(2), at(4), at(6)) {
            builder.merge((top, left), (bottom, right));
        }
    }
}

/// A text with a count of two bytes.
fn text(data: &[u8]) -> Option<String> {
    let mut reader = Texts { parts: vec![data], part: 0, at: 0 };
    reader.text()
}

/// A text with a count of one byte.
fn short_text(data: &[u8]) -> Option<String> {
    let count = usize::from(*data.first()?);
    let wide = *data.get(1)? & 1 != 0;
    let mut reader = Texts { parts: vec![data.get(2..)?], part: 0, at: 0 };
    reader.letters(count, wide)
}

/// The texts that all sheets share.
fn strings(record: &Record, limits: &Limits) -> Option<Vec<String>> {
    let mut parts = vec![record.data];
    parts.extend(&record.more);
    let mut reader = Texts { parts, part: 0, at: 8 };
    let count = usize::try_from(u32_at(record.data, 4)?).ok()?;
    let mut strings = Vec::new();
    for _ in 0..count.min(limits.values) {
        strings.push(reader.text()?);
    }
    Some(strings)
}

/// Texts that may go on in the records that continue theirs.
struct Texts<'s> {
    parts: Vec<&'s [u8]>,
    part: usize,
    at: usize,
}

impl<'s> Texts<'s> {
    /// What is left of the part at hand, or the next part.
    fn rest(&mut self) -> Option<&'s [u8]> {
        loop {
            let rest = self.parts.get(self.part)?.get(self.at..)?;
            if !rest.is_empty() {
                return Some(rest);
            }
            (self.part, self.at) = (self.part.checked_add(1)?, 0);
        }
    }

    fn take(&mut self, count: usize) -> Option<&'s [u8]> {
        let taken = self.rest()?.get(..count)?;
        self.at = self.at.checked_add(count)?;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at = self.at.checked_add(step)?;
            count = count.checked_sub(step)?;
        }
        Some(())
    }

    fn text(&mut self) -> Option<String> {
        let count = usize::from(u16_at(self.take(2)?, 0)?);
        let flags = *self.take(1)?.first()?;
        let runs = match flags & 8 != 0 {
            true => usize::from(u16_at(self.take(2)?, 0)?).checked_mul(4)?,
            false => 0,
        };
        let extra = match flags & 4 != 0 {
            true => usize::try_from(u32_at(self.take(4)?, 0)?).ok()?,
            false => 0,
        };
        let text = self.letters(count, flags & 1 != 0)?;
        self.skip(runs.checked_add(extra)?)?;
        Some(text)
    }

    /// Letters of one byte or two. Where they go on in another part, that one says anew
    /// which.
    fn letters(&mut self, mut count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while count > 0 {
            let before = self.part;
            let rest = self.rest()?;
            if self.part != before {
                wide = *rest.first()? & 1 != 0;
                self.at = self.at.checked_add(1)?;
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let step = (rest.len() / width).min(count);
            let bytes = rest.get(..step.checked_mul(width)?)?;
            match wide {
                true => units.extend(bytes.chunks_exact(2).filter_map(|c| u16_at(c, 0))),
                false => units.extend(bytes.iter().map(|b| u16::from(*b))),
            }
            self.at = self.at.checked_add(bytes.len())?;
            count = count.checked_sub(step)?;
            if step == 0 {
                return None;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers() {
        let int = |value: i32, hundredth: u32| {
            rk(u32::from_le_bytes((value << 2).to_le_bytes()) | 2 | hundredth).unwrap_or_default()
        };
        assert_eq!(
            (int(1234, 0), int(1234, 1), int(-1250, 1)),
            ("1234".into(), "12.34".into(), "-12.5".into())
        );
        let float = u32::try_from(1.5_f64.to_bits() >> 32).unwrap_or(0);
        assert_eq!((rk(float), rk(float | 1)), (Some("1.5".into()), Some("0.015".into())));
    }

    #[test]
    fn formats_of_days() {
        for (format, day) in [
            ("yyyy-mm-dd", true),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", true),
            ("0.00", false),
            ("\"day\"0", false),
            ("[Red]0.00", false),
            ("h:mm", false),
            ("0.00E+00", false),
        ] {
            assert_eq!(is_day(format), day, "{format}");
        }
    }
}
