//! Workbooks of Excel 2007 and later, and of whatever else writes XLSX.
//!
//! Cells are read one by one, never a rectangle of them: one cell in A1 and one in
//! XFD1048576 make a rectangle of gigabytes.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, SheetVisible, Xlsx, XlsxError};

use super::guard::guarded;
use super::table::grid::{Builder, Cell, Is, number};
use super::{Head, Input, Tables, archive};
use crate::bilingual;
use crate::input::error::InputError;
use crate::value::Text;

/// Whether the first bytes are those of a ZIP archive, which such a workbook is.
pub(super) fn is(head: &Head) -> bool {
    head.bytes().starts_with(b"PK\x03\x04") || head.bytes().starts_with(b"PK\x05\x06")
}

/// Parts that tell what an archive is, in small letters, and what is said of those that
/// are no workbook of this kind.
const KINDS: &[(&str, &str, &str)] = &[
    ("xl/workbook.bin", "this is a binary workbook (XLSB)", "此为二进制工作簿（XLSB）"),
    ("word/document.xml", "this is a Word document", "此为Word文档"),
    ("ppt/presentation.xml", "this is a presentation", "此为演示文稿"),
    ("content.xml", "this is an OpenDocument file", "此为OpenDocument文件"),
];

/// Reads a workbook.
pub(super) fn read(input: &Input) -> Result<Tables, InputError> {
    let parts = archive::parts(input.bytes, input.limits.values)?;
    let has = |name: &str| parts.iter().any(|part| part.to_ascii_lowercase().replace('\\', "/") == name);
    if let Some((_, en, zh)) = KINDS.iter().find(|(name, ..)| has(name)) {
        let found = Text::new(*en, *zh);
        let message = bilingual!("{found}; save it as .xlsx or CSV", "{found}；请另存为.xlsx或CSV"; found);
        return Err(InputError::at(None, message));
    }
    if !parts.iter().any(|part| part.to_ascii_lowercase().contains("workbook")) {
        let message =
            Text::new("this is a ZIP archive without a workbook in it", "此为ZIP压缩包，其中没有工作簿");
        return Err(InputError::at(None, message));
    }
    let odd = || InputError::at(None, Text::new("the workbook is damaged", "工作簿已损坏"));
    guarded(|| workbook(input)).ok_or_else(odd)?
}

fn broken(error: &XlsxError) -> InputError {
    if matches!(error, XlsxError::Password) {
        return InputError::at(None, super::ole::encrypted());
    }
    InputError::at(None, bilingual!("the workbook cannot be read: {error}", "工作簿无法读取：{error}"))
}

fn workbook(input: &Input) -> Result<Tables, InputError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(input.bytes)).map_err(|e| broken(&e))?;
    let sheets: Vec<(String, SheetVisible)> =
        workbook.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect();
    if sheets.len() > MOST_SHEETS {
        return Err(too_many_sheets(sheets.len()));
    }
    let mut builder = Builder::new(input.source, input.limits);
    let mut remarks = Vec::new();
    for (name, visible) in sheets {
        builder.sheet(Some(name.clone()));
        if visible != SheetVisible::Visible {
            remarks.push(hidden(&name));
            builder.hide();
        }
        match cells(&mut workbook, &name, &mut builder) {
            Ok(()) => {}
            // A chart has a sheet of its own.
            Err(Trouble::Xlsx(XlsxError::NotAWorksheet(_))) => continue,
            Err(Trouble::Xlsx(error)) => return Err(broken(&error)),
            Err(Trouble::Limit(error)) => return Err(error),
        }
        for Dimensions { start, end } in workbook.merge_cells_by_sheet_name(&name).map_err(|e| broken(&e))? {
            builder.merge(at(start), at(end));
        }
    }
    Ok((builder.tables(), remarks))
}

/// Sheets of a workbook at most: all of them may be the same part.
pub(super) const MOST_SHEETS: usize = 100;

pub(super) fn too_many_sheets(count: usize) -> InputError {
    let message = bilingual!(
        "a workbook of {count} sheets, more than the {MOST_SHEETS} that are read",
        "工作簿有{count}个工作表，超过可读取的{MOST_SHEETS}个"
    );
    InputError::at(None, message)
}

/// A sheet that nobody sees is looked at only for goods that are nowhere else.
pub(super) fn hidden(name: &str) -> Text {
    bilingual!("the hidden sheet {name} was not read", "隐藏的工作表{name}未读取")
}

enum Trouble {
    Xlsx(XlsxError),
    Limit(InputError),
}

fn at((row, column): (u32, u32)) -> (usize, usize) {
    let of = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    (of(row), of(column))
}

/// The last row and column of a spreadsheet, from nought.
const LAST: (u32, u32) = (1_048_575, 16_383);

fn cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, builder: &mut Builder) -> Result<(), Trouble> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(Trouble::Xlsx)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(Trouble::Xlsx)? {
        let place = cell.pos;
        if place.0 > LAST.0 || place.1 > LAST.1 {
            let message = Text::new(
                "a cell outside of every sheet: the workbook is damaged",
                "单元格位置超出工作表，工作簿已损坏",
            );
            return Err(Trouble::Limit(InputError::at(None, message)));
        }
        let uncomputed = cell.formula.is_some() && cell.value == DataRef::Empty;
        if let Some(content) = content(&cell.value).or_else(|| uncomputed.then(not_computed)) {
            builder.put(at(place), content).map_err(Trouble::Limit)?;
        }
    }
    Ok(())
}

/// A formula whose value no program has computed: what the cell shows is not known.
pub(super) fn not_computed() -> Cell {
    Cell::new(Is::Error, "=…")
}

pub(super) fn content(value: &DataRef) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::new(Is::Number, number.to_string()),
        DataRef::Float(value) => match number(*value) {
            Some(text) => Cell::new(Is::Number, text),
            None => Cell::new(Is::Error, "#NUM!"),
        },
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::new(Is::Text, text.as_str()),
        DataRef::SharedString(text) => Cell::new(Is::Text, *text),
        DataRef::Bool(yes) => Cell::new(Is::Bool, if *yes { "true" } else { "false" }),
        DataRef::DateTime(day) if day.is_duration() => match number(day.as_f64()) {
            Some(text) => Cell::new(Is::Number, text),
            None => Cell::new(Is::Error, "#NUM!"),
        },
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            Cell::new(Is::Day, format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTimeIso(text) => Cell::new(Is::Day, text.as_str()),
        DataRef::Error(error) => Cell::new(Is::Error, error.to_string()),
    })
}
