//! What every table has in common: sheets of sparse rows of cells, with the regions
//! that were merged. Numbers are text already; a place is the number of a cell.

use std::collections::BTreeMap;

use crate::bilingual;
use crate::input::error::{InputError, Limits};
use crate::source::{Sheet, SourceId, Span};

/// What a cell held before it was text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input::formats) enum Is {
    /// A text, as everything in CSV is.
    Text,
    /// A number: a leading nought cannot have been kept.
    Number,
    /// A day, written YYYY-MM-DD.
    Day,
    /// `true` or `false`.
    Bool,
    /// An error, such as `#N/A`.
    Error,
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input::formats) struct Cell {
    /// Its text.
    pub(super) text: String,
    /// What it was.
    pub(super) is: Is,
}

impl Cell {
    pub(in crate::input::formats) fn new(is: Is, text: impl Into<String>) -> Cell {
        Cell { text: text.into(), is }
    }
}

/// Cells that were merged into one; all ends are inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input::formats) struct Region {
    pub(in crate::input::formats) first: At,
    pub(in crate::input::formats) last: At,
}

/// Row and column, from nought.
pub(in crate::input::formats) type At = (usize, usize);

impl Region {
    pub(super) fn holds(&self, (row, column): At) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&column)
    }
}

/// The cells of a row by their column.
pub(super) type Row = BTreeMap<usize, Cell>;

/// A sheet of a workbook, or CSV as a whole.
#[derive(Clone, Debug)]
pub(in crate::input::formats) struct Table {
    /// How its places are counted, and its name.
    pub(super) sheet: Sheet,
    pub(super) source: SourceId,
    /// Nobody sees it.
    pub(in crate::input::formats) hidden: bool,
    /// Rows that hold something.
    pub(super) rows: BTreeMap<usize, Row>,
    /// Merged regions by their first row.
    merged: BTreeMap<usize, Vec<Region>>,
    /// How many of them there are, and how many rows the tallest goes down.
    regions: (usize, usize),
}

impl Table {
    /// The place of a cell.
    pub(super) fn span(&self, (row, column): At) -> Span {
        let cell = self.sheet.cell(row, column);
        Span::new(self.source, cell, cell.saturating_add(1))
    }

    /// What a cell itself holds.
    pub(super) fn get(&self, (row, column): At) -> Option<&Cell> {
        self.rows.get(&row)?.get(&column)
    }

    /// The region that a cell is part of; of a lone cell, itself.
    pub(super) fn region(&self, at: At) -> Region {
        let own = Region { first: at, last: at };
        let near = self.merged.range(at.0.saturating_sub(self.regions.1)..=at.0);
        near.flat_map(|(_, regions)| regions).copied().find(|region| region.holds(at)).unwrap_or(own)
    }

    /// What a cell shows: its own content, or that of the region it is part of.
    pub(super) fn shown(&self, at: At) -> Option<(At, &Cell)> {
        let first = self.region(at).first;
        Some((first, self.get(first)?))
    }

    /// The name of its sheet, and all rows up to the last that holds something.
    pub(in crate::input::formats) fn dense(&self) -> (Option<String>, Vec<Vec<String>>) {
        let count = self.rows.keys().next_back().map_or(0, |row| row.saturating_add(1));
        let cells = |row: Option<&Row>| {
            let width =
                row.and_then(|row| row.keys().next_back()).map_or(0, |column| column.saturating_add(1));
            let text = |column| row.and_then(|row| row.get(&column)).map(|cell| cell.text.clone());
            (0..width).map(|column| text(column).unwrap_or_default()).collect()
        };
        (self.sheet.name.clone(), (0..count).map(|row| cells(self.rows.get(&row))).collect())
    }

    /// The name of its sheet; empty where it has none.
    pub(super) fn name(&self) -> &str {
        self.sheet.name.as_deref().unwrap_or_default()
    }
}

/// Regions of one sheet at most; a form has some hundreds.
const MOST_REGIONS: usize = 5_000;

/// Tables as they are read, never more of them than the limits allow.
pub(in crate::input::formats) struct Builder {
    source: SourceId,
    limits: Limits,
    done: Vec<Table>,
    cells: usize,
    /// Bytes of text: a shared text of a workbook counts wherever it stands.
    text: usize,
}

impl Builder {
    pub(in crate::input::formats) fn new(source: SourceId, limits: &Limits) -> Builder {
        Builder { source, limits: *limits, done: Vec::new(), cells: 0, text: 0 }
    }

    /// Begins a sheet.
    pub(in crate::input::formats) fn sheet(&mut self, name: Option<String>) {
        let sheet = Sheet { name, first: 0, width: 0 };
        let table = Table {
            sheet,
            source: self.source,
            hidden: false,
            rows: BTreeMap::new(),
            merged: BTreeMap::new(),
            regions: (0, 0),
        };
        self.done.push(table);
    }

    /// Hides the sheet begun last.
    pub(in crate::input::formats) fn hide(&mut self) {
        if let Some(table) = self.done.last_mut() {
            table.hidden = true;
        }
    }

    /// Adds a cell to the sheet begun last; one without content is none.
    ///
    /// # Errors
    /// More cells, or more text in them, than are read.
    pub(in crate::input::formats) fn put(&mut self, (row, column): At, cell: Cell) -> Result<(), InputError> {
        if cell.text.trim().is_empty() {
            return Ok(());
        }
        self.cells += 1;
        self.text = self.text.saturating_add(cell.text.len());
        if self.cells > self.limits.values {
            let most = self.limits.values;
            let message =
                bilingual!("more than the {most} cells that are read", "超过可读取的{most}个单元格");
            return Err(InputError::at(None, message));
        }
        if self.text > self.limits.bytes.saturating_mul(2) {
            let most = self.limits.bytes.saturating_mul(2);
            let message =
                bilingual!("more than the {most} bytes of text that are read", "文本超过可读取的{most}字节");
            return Err(InputError::at(None, message));
        }
        if let Some(table) = self.done.last_mut() {
            table.sheet.width = table.sheet.width.max(column.saturating_add(1));
            table.rows.entry(row).or_default().insert(column, cell);
        }
        Ok(())
    }

    /// Merges cells of the sheet begun last.
    pub(in crate::input::formats) fn merge(&mut self, first: At, last: At) {
        if let Some(table) = self.done.last_mut()
            && table.regions.0 < MOST_REGIONS
            && first.0 <= last.0
            && first.1 <= last.1
            && first != last
        {
            table.merged.entry(first.0).or_default().push(Region { first, last });
            table.regions = (table.regions.0 + 1, table.regions.1.max(last.0.saturating_sub(first.0)));
        }
    }

    /// The tables, their cells numbered one after the other.
    pub(in crate::input::formats) fn tables(mut self) -> Vec<Table> {
        let mut first = 0_usize;
        for table in &mut self.done {
            table.sheet.first = first;
            let rows = table.rows.keys().next_back().map_or(0, |row| row.saturating_add(1));
            first = first.saturating_add(rows.saturating_mul(table.sheet.width)).saturating_add(1);
        }
        self.done
    }
}

/// A number of a spreadsheet as the spreadsheet shows it at its widest: fifteen
/// digits that count, written out. `None` for what is no number.
pub(in crate::input::formats) fn number(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let written = format!("{value:.14e}");
    let (mantissa, exponent) = written.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    // The point stands after so many digits.
    let point = exponent.saturating_add(1);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let plain = match () {
        () if point <= 0 => format!("0.{}{digits}", zeros(-point)),
        () if point >= length => format!("{digits}{}", zeros(point - length)),
        () => {
            let (whole, fraction) = digits.split_at_checked(usize::try_from(point).ok()?)?;
            format!("{whole}.{fraction}")
        }
    };
    Some(format!("{sign}{plain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_a_spreadsheet_shows_them() {
        let of = |value: f64| number(value).unwrap_or_default();
        assert_eq!(of(2.35), "2.35");
        assert_eq!(of(0.1 + 0.2), "0.3");
        assert_eq!(of(9_503_001_000.0), "9503001000");
        assert_eq!(of(-1_234.5), "-1234.5");
        assert_eq!(of(0.000_012), "0.000012");
        assert_eq!(of(1e21), "1000000000000000000000");
        assert_eq!((of(0.0), of(-0.0)), ("0".to_owned(), "0".to_owned()));
        assert_eq!(number(f64::NAN), None);
    }

    #[test]
    fn cells_are_numbered_sheet_after_sheet() {
        let mut builder = Builder::new(SourceId(0), &Limits::default());
        for name in ["a", "b"] {
            builder.sheet(Some(name.to_owned()));
            for at in [(0, 0), (1, 2)] {
                assert!(builder.put(at, Cell::new(Is::Text, "x")).is_ok());
            }
        }
        let tables = builder.tables();
        let last = tables.first().map(|t| t.span((1, 2)).start);
        let next = tables.last().map(|t| t.span((0, 0)).start);
        assert!(last < next, "{last:?} {next:?}");
    }
}
