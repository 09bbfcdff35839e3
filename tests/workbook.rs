//! Workbooks as they are written: what a spreadsheet reads from them is what was
//! written, and what was there before is still there.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx};
use mp1039::report::workbook::{self, Edit, Edits, Mark};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// What a spreadsheet reads from a cell; row and column from nought.
fn cell(bytes: &[u8], sheet: &str, at: (u32, u32)) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    match range.get_value(at) {
        Some(Data::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn part(bytes: &[u8], path: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(path).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The package of a new workbook with some parts put in place of its own.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let plain = workbook::new(&[("货物".to_owned(), Vec::new())]).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(&plain)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let own = parts.iter().find(|(path, _)| *path == name);
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(own.map_or(bytes.as_slice(), |(_, text)| text.as_bytes())).unwrap();
    }
    writer.start_file("xl/media/image1.png", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"a picture").unwrap();
    writer.finish().unwrap().into_inner()
}

/// Where, what text, and how it stands out.
type Cell<'t> = ((usize, usize), Option<&'t str>, Option<Mark>);

fn edits(cells: &[Cell]) -> BTreeMap<String, Edits> {
    let one = |(at, text, mark): &Cell| (*at, Edit { text: text.map(str::to_owned), mark: *mark });
    BTreeMap::from([("货物".to_owned(), cells.iter().map(one).collect())])
}

#[test]
fn a_new_workbook_keeps_every_text_as_text() {
    let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let rows =
        vec![row(&["hs_code", "name"]), row(&["0101210010", "<口罩> & \"x\"\n'y'"]), row(&["", " =1+1 "])];
    let sheets = [("货物 & <1>".to_owned(), rows.clone()), ("2".to_owned(), rows.clone())];
    let bytes = workbook::new(&sheets).unwrap();
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            let at = (u32::try_from(r).unwrap(), u32::try_from(c).unwrap());
            assert_eq!(cell(&bytes, "货物 & <1>", at), *text);
        }
    }
    assert_eq!(cell(&bytes, "2", (0, 0)), "hs_code");
    assert_eq!(bytes, workbook::new(&sheets).unwrap(), "the same rows give the same bytes");
}

const STYLES: &str = r#"<x:styleSheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:fonts count="1"><x:font/></x:fonts><x:fills count="2"><x:fill><x:patternFill patternType="none"/></x:fill><x:fill/></x:fills><x:borders count="1"><x:border/></x:borders><x:cellXfs count="2"><x:xf numFmtId="0" fillId="0"/><x:xf numFmtId="4" fillId="1" applyFill='1' borderId="0"><x:alignment wrapText="1"/></x:xf></x:cellXfs></x:styleSheet>"#;
const SHEET: &str = r#"<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="2" spans="1:3"><x:c r="A2" s="1"><x:v>12.5</x:v></x:c><x:c r="C2"/></x:row><x:row><x:c><x:f>A2*2</x:f><x:v>25</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row><x:row r="9"/></x:sheetData><x:mergeCells count="1"><x:mergeCell ref="A2:B2"/></x:mergeCells></x:worksheet>"#;

#[test]
fn cells_are_written_between_those_that_stand_there() {
    let original = package(&[("xl/styles.xml", STYLES), ("xl/worksheets/sheet1.xml", SHEET)]);
    let cells = [
        ((0, 0), Some("above"), None),
        ((1, 1), Some("between"), Some(Mark::Bad)),
        ((1, 3), Some("beside"), Some(Mark::Good)),
        ((1, 0), None, Some(Mark::Bad)),
        ((2, 1), Some("anew"), None),
        ((5, 2), Some("a row of its own"), None),
        ((8, 0), Some("in an empty row"), None),
        ((20, 0), Some("below"), None),
    ];
    let bytes = workbook::edit(&original, &edits(&cells)).unwrap();
    for ((row, column), text, _) in cells.iter().filter(|(_, text, _)| text.is_some()) {
        let at = (u32::try_from(*row).unwrap(), u32::try_from(*column).unwrap());
        assert_eq!(cell(&bytes, "货物", at), text.unwrap());
    }
    assert_eq!(cell(&bytes, "货物", (1, 0)), "12.5", "what stood there stays");
    assert_eq!(cell(&bytes, "货物", (2, 0)), "25", "and so does a formula's value");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for kept in ["<x:f>A2*2</x:f>", r#"<x:mergeCell ref="A2:B2"/>"#] {
        assert!(sheet.contains(kept), "{kept}");
    }
    let rows: Vec<&str> = sheet.split("<x:row").skip(1).collect();
    assert_eq!(rows.len(), 6, "rows stand in order, each once");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains(r#"<x:cellXfs count="5">"#), "{styles}");
    assert!(
        styles.contains(
            r#"<x:xf numFmtId="4" borderId="0" fillId="4" applyFill="1"><x:alignment wrapText="1"/></x:xf>"#
        ),
        "{styles}"
    );
    assert!(sheet.contains(r#"<x:c r="A2" s="3">"#) || sheet.contains(r#"<x:c r="A2" s="2">"#), "{sheet}");
    assert_eq!(part(&bytes, "xl/media/image1.png"), "a picture");
}

#[test]
fn nothing_to_do_changes_nothing() {
    let original = package(&[("xl/styles.xml", STYLES), ("xl/worksheets/sheet1.xml", SHEET)]);
    let bytes = workbook::edit(&original, &BTreeMap::new()).unwrap();
    for path in ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"] {
        assert_eq!(part(&bytes, path), part(&original, path));
    }
}

#[test]
fn without_styles_cells_are_written_all_the_same() {
    let original = package(&[("xl/styles.xml", "<styleSheet/>")]);
    let bytes = workbook::edit(&original, &edits(&[((0, 0), Some("x"), Some(Mark::Bad))])).unwrap();
    assert_eq!(cell(&bytes, "货物", (0, 0)), "x");
}

#[test]
fn what_is_no_workbook_is_refused() {
    let whole = package(&[]);
    let cells = edits(&[((0, 0), Some("x"), None)]);
    for end in (0..whole.len()).step_by(97) {
        assert!(workbook::edit(&whole[..end], &cells).is_err());
    }
    assert!(workbook::edit(&whole, &BTreeMap::from([("other".to_owned(), Edits::new())])).is_err());
    assert!(workbook::edit(&whole, &edits(&[((1_048_576, 0), Some("x"), None)])).is_err());
    let broken = package(&[("xl/worksheets/sheet1.xml", "<worksheet><sheetData></row></worksheet>")]);
    assert!(workbook::edit(&broken, &cells).is_err());
}
