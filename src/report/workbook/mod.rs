//! Workbooks (XLSX, ECMA-376): a new one from rows, or the one that came in with
//! cells written beside it and marked.
//!
//! A workbook is a zip of XML parts. Only the sheets that change and the styles are
//! rewritten ([`sheet`], [`styles`]); every other part is copied as it is, so that
//! charts, pictures and widths stay. A new workbook is an empty one, written to.

mod sheet;
mod styles;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::bilingual;
use crate::value::Text;

/// How a cell stands out; what weighs more is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A heading.
    Head,
    /// Nothing in the way.
    Good,
    /// A person must look.
    Doubt,
    /// Not known.
    Open,
    /// It may not be.
    Bad,
}

/// What becomes of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The text that is written; `None` leaves what stands there.
    pub text: Option<String>,
    /// How it stands out; `None` as before.
    pub mark: Option<Mark>,
}

/// What becomes of the cells of a sheet, by row and column from nought.
pub type Edits = BTreeMap<(usize, usize), Edit>;

/// Most rows and columns of a sheet.
const MOST: (usize, usize) = (1_048_576, 16_384);

/// The rows of a sheet.
pub type Rows = Vec<Vec<String>>;

/// A new workbook of sheets by name, every cell a text.
///
/// ```
/// let rows = vec![vec!["hs_code".into()], vec!["0101210010".into()]];
/// let bytes = mp1039::report::workbook::new(&[("Goods".into(), rows)]).unwrap();
/// assert!(bytes.starts_with(b"PK"));
/// ```
///
/// # Errors
/// More rows or columns than a sheet may have.
pub fn new(sheets: &[(String, Rows)]) -> Result<Vec<u8>, Text> {
    let mut all = BTreeMap::new();
    for (name, rows) in sheets {
        let mut edits = Edits::new();
        for (r, row) in rows.iter().enumerate() {
            for (c, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                edits.insert((r, c), Edit { text: Some(text.clone()), mark: None });
            }
        }
        all.insert(name.clone(), edits);
    }
    edit(&empty(sheets.iter().map(|(name, _)| name.as_str()))?, &all)
}

/// A workbook with the cells of some sheets, by name, written or marked.
///
/// # Errors
/// What is no workbook, or lacks a sheet; a cell outside of what a sheet may have.
pub fn edit(original: &[u8], edits: &BTreeMap<String, Edits>) -> Result<Vec<u8>, Text> {
    if edits.values().flat_map(BTreeMap::keys).any(|(r, c)| *r >= MOST.0 || *c >= MOST.1) {
        return Err(Text::new("more rows or columns than a sheet may have", "行数或列数超过工作表的上限"));
    }
    let mut archive = ZipArchive::new(Cursor::new(original)).map_err(|e| broken(&e.to_string()))?;
    let paths = sheets(&mut archive)?;
    let mut sheet_edits = BTreeMap::new();
    for (name, edits) in edits {
        let path = paths
            .get(name)
            .ok_or_else(|| bilingual!("the workbook has no sheet “{name}”", "工作簿中没有工作表“{name}”"))?;
        sheet_edits.insert(path.clone(), edits);
    }
    let styles_path = "xl/styles.xml";
    let plain = part(&mut archive, styles_path).unwrap_or_default();
    let mut styles = styles::Styles::new(&plain);
    let mut changed: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, edits) in &sheet_edits {
        let text = part(&mut archive, path)?;
        changed.insert(path.clone(), sheet::edit(&text, edits, &mut styles)?);
    }
    if let Some(text) = styles.finish() {
        changed.insert(styles_path.to_owned(), text.into_bytes());
    }
    pack(&mut archive, &changed)
}

/// Copies an archive with some parts changed.
fn pack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    changed: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<u8>, Text> {
    let wrong = |e: zip::result::ZipError| broken(&e.to_string());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(wrong)?;
        let name = entry.name().map_err(wrong)?.into_owned();
        match changed.get(&name) {
            None => writer.raw_copy_file(entry).map_err(wrong)?,
            Some(bytes) => {
                drop(entry);
                writer.start_file(name, SimpleFileOptions::default()).map_err(wrong)?;
                writer.write_all(bytes).map_err(|e| broken(&e.to_string()))?;
            }
        }
    }
    Ok(writer.finish().map_err(wrong)?.into_inner())
}

/// Bytes of one part at most; a part that swells beyond is no honest sheet.
const LARGEST: u64 = 512 << 20;

/// A part as text.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Result<String, Text> {
    let entry = archive.by_name(path).map_err(|e| broken(&format!("{path}: {e}")))?;
    let mut text = String::new();
    entry.take(LARGEST).read_to_string(&mut text).map_err(|e| broken(&format!("{path}: {e}")))?;
    Ok(text)
}

/// The part of each sheet, by its name.
fn sheets(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<BTreeMap<String, String>, Text> {
    let book = part(archive, "xl/workbook.xml")?;
    let relations = part(archive, "xl/_rels/workbook.xml.rels")?;
    let mut targets = BTreeMap::new();
    elements(&relations, "Relationship", |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, path);
        }
    })?;
    let mut found = BTreeMap::new();
    elements(&book, "sheet", |element| {
        let target = attribute(element, "id").and_then(|id| targets.get(&id));
        if let (Some(name), Some(path)) = (attribute(element, "name"), target) {
            found.insert(name, path.clone());
        }
    })?;
    Ok(found)
}

/// Calls `see` with every element of a name.
fn elements(text: &str, name: &str, mut see: impl FnMut(&BytesStart)) -> Result<(), Text> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|e| broken(&e.to_string()))? {
            Event::Eof => return Ok(()),
            Event::Start(element) | Event::Empty(element) if is(&element, name) => see(&element),
            _ => {}
        }
    }
}

/// Whether an element has a local name.
fn is(element: &BytesStart, name: &str) -> bool {
    element.local_name().as_ref() == name
}

/// An attribute by its local name, entities resolved.
fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut found = element.attributes().flatten();
    let attribute = found.find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&attribute.value).ok().map(|text| text.into_owned())
}

/// A text as XML holds it, without what XML cannot hold.
fn escape(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(allowed).collect();
    quick_xml::escape::escape(text.as_str()).into_owned()
}

/// The error of what is no workbook.
fn broken(why: &str) -> Text {
    bilingual!("this is not a workbook that can be written to: {why}", "此工作簿无法写入：{why}")
}

/// An empty workbook with sheets of these names. A cell is text unless it says
/// otherwise, so that no spreadsheet takes a code for a number.
fn empty<'n>(names: impl Iterator<Item = &'n str>) -> Result<Vec<u8>, Text> {
    const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut parts = Vec::new();
    let (mut types, mut sheets, mut relations) = (String::new(), String::new(), String::new());
    for (number, name) in (1..).zip(names) {
        let (path, name) = (format!("worksheets/sheet{number}.xml"), escape(name));
        types += &format!(r#"<Override PartName="/xl/{path}" ContentType="{TYPE}.worksheet+xml"/>"#);
        sheets += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
        relations +=
            &format!(r#"<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{path}"/>"#);
        parts.push((format!("xl/{path}"), format!(r#"<worksheet {MAIN}><sheetData/></worksheet>"#)));
    }
    let mut part = |path: &str, text: String| parts.push((path.to_owned(), text));
    part(
        "[Content_Types].xml",
        format!(
            r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{types}</Types>"#
        ),
    );
    part(
        "_rels/.rels",
        format!(
            r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    part(
        "xl/workbook.xml",
        format!(r#"<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>"#),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        format!(
            r#"<Relationships xmlns="{PACKAGE}/relationships">{relations}<Relationship Id="styles" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>"#
        ),
    );
    part(
        "xl/styles.xml",
        format!(
            r#"<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#
        ),
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let failed = |e: &dyn std::fmt::Display| broken(&e.to_string());
    for (path, text) in parts {
        writer.start_file(path, SimpleFileOptions::default()).map_err(|e| failed(&e))?;
        let text = format!(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}"#);
        writer.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
    }
    Ok(writer.finish().map_err(|e| failed(&e))?.into_inner())
}
