//! Workbooks and CSV: what is read of each of the files under tests/formats/sheets, with
//! its warnings and places; hostile and broken files. The files are built by
//! tests/formats/build_sheets.py.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use mp1039::input::formats::{Record, Records, flat_text};
use mp1039::input::{InputError, Kind, Limits, Node};
use mp1039::source::{SourceId, SourceMap, Span};

use crate::support;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats/sheets")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

/// All records of some bytes, and the sources that their places lie in.
pub(crate) fn all(name: &str, bytes: &[u8]) -> (Result<Vec<Record>, InputError>, SourceMap) {
    let mut sources = SourceMap::default();
    let source = sources.add(name, "");
    let limits = Limits::default();
    let opened = Records::open(Box::new(bytes), source, &mut sources, (None, &limits));
    let records = opened.and_then(|mut records| {
        std::iter::from_fn(|| records.next(&mut sources)).collect::<Result<Vec<_>, _>>()
    });
    (records, sources)
}

pub(crate) fn refusal(name: &str, bytes: &[u8]) -> String {
    all(name, bytes).0.unwrap_err().message.en
}

/// A place without the name of the file.
fn place(sources: &SourceMap, span: Option<Span>) -> String {
    let place = span.map_or_else(|| "-".to_owned(), |span| sources.place(span));
    place.split_once(':').map_or(place.clone(), |(_, cell)| cell.to_owned())
}

/// The facts of an object, one line each or side by side.
fn facts(node: &Node, path: &str, out: &mut Vec<String>) {
    match &node.kind {
        Kind::Object(members) => {
            for member in members {
                let path =
                    if path.is_empty() { member.key.clone() } else { format!("{path}.{}", member.key) };
                facts(&member.node, &path, out);
            }
        }
        Kind::List(_) if matches!(path, "items" | "goods_list") => {}
        Kind::Text(text) | Kind::Number(text) if text.chars().count() > 60 => {
            let (first, last) = (text.chars().take(12), text.chars().rev().take(6).collect::<Vec<_>>());
            let (first, last) = (first.collect::<String>(), last.into_iter().rev().collect::<String>());
            out.push(format!("{path}={first}…{last} ({} characters)", text.chars().count()));
        }
        Kind::Text(text) | Kind::Number(text) => out.push(format!("{path}={text}")),
        Kind::Bool(yes) => out.push(format!("{path}={yes}")),
        Kind::Null => out.push(format!("{path}=null")),
        Kind::List(nodes) => {
            let mut own = Vec::new();
            nodes.iter().enumerate().for_each(|(i, node)| facts(node, &i.to_string(), &mut own));
            out.push(format!("{path}=[{}]", own.join(" ")));
        }
    }
}

/// What was read of a file, for people.
fn shown(name: &str) -> String {
    shown_of(name, &bytes(name))
}

pub(crate) fn shown_of(name: &str, bytes: &[u8]) -> String {
    let (records, sources) = all(name, bytes);
    let mut text = String::new();
    let records = match records {
        Ok(records) => records,
        Err(error) => return format!("refused at {}: {}\n", place(&sources, error.span), error.message.en),
    };
    for record in records {
        let mut head = Vec::new();
        facts(&record.node, "", &mut head);
        writeln!(text, "record {}", head.join(" ")).unwrap();
        for list in ["items", "goods_list"] {
            let Some(Node { kind: Kind::List(lines), .. }) = record.node.get(list) else { continue };
            for line in lines {
                let mut own = Vec::new();
                facts(line, "", &mut own);
                writeln!(text, "  {list} {}: {}", place(&sources, line.span), own.join(" ")).unwrap();
            }
        }
        for warning in &record.warnings {
            let place = place(&sources, warning.span);
            writeln!(text, "  ! {place} {} {}", warning.pointer, warning.message.en).unwrap();
        }
    }
    text
}

macro_rules! reads {
    ($($test:ident $file:literal)*) => {$(
        #[test]
        fn $test() {
            insta::with_settings!({
                omit_expression => true,
                description => $file,
                prepend_module_to_snapshot => false,
                snapshot_path => "../formats/expected",
            }, {
                insta::assert_snapshot!(stringify!($test), shown($file));
            });
        }
    )*};
}

reads! {
    a_currency_a_line "a-currency-a-line.xlsx"
    blank_stretch "blank-stretch.xlsx"
    chapter_summary "chapter-summary.xlsx"
    codes_elsewhere "codes-elsewhere.xlsx"
    currency_contradicts "currency-contradicts.xlsx"
    declaration_print "declaration-print.xlsx"
    flat "flat.csv"
    form_not_filled "form-not-filled.xlsx"
    header_at_1 "header-at-1.xlsx"
    header_at_5 "header-at-5.xlsx"
    header_at_8 "header-at-8.xlsx"
    header_at_12 "header-at-12.xlsx"
    header_at_17 "header-at-17.xlsx"
    kinds_of_cells "kinds-of-cells.xlsx"
    list_on_two_sheets "list-on-two-sheets.xlsx"
    merchant_blocks "merchant-blocks.xlsx"
    merged_cells "merged-cells.xlsx"
    old "old.xls"
    online_list "online-list-gb18030.csv"
    semicolons "semicolons.csv"
    set_of_papers "set-of-papers.xlsx"
    tab_separated "tab-separated.xls"
    total_differs "total-differs.xlsx"
    trade_order_cny "trade-order-cny.xlsx"
    two_amounts "two-amounts.xlsx"
    two_declarations "two-declarations.csv"
    two_rows_an_item "two-rows-an-item.xlsx"
    unicode_text "unicode-text.csv"
}

#[test]
fn a_file_cut_off_anywhere_is_read_or_refused() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let whole = bytes(&name);
        let step = if whole.len() > 8_192 { 1_024 } else { 61 };
        for end in (0..whole.len()).step_by(step) {
            let (records, _) = all(&name, &whole[..end]);
            // A text may end after any line; a workbook that is cut off is none.
            assert!(records.is_err() || !name.ends_with(".xlsx"), "{name} cut off at {end} was read");
        }
    }
}

#[test]
fn a_file_with_any_byte_changed_is_read_or_refused() {
    for name in ["old.xls", "flat.csv", "merchant-blocks.xlsx"] {
        let whole = bytes(name);
        for at in (0..whole.len()).step_by(if name == "old.xls" { 13 } else { 3 }) {
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            let _ = all(name, &changed);
        }
    }
}

/// A workbook with some parts, compressed.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook with one sheet of these rows, and other texts to share.
pub(crate) fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    archive(&[
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 70 << 20];
    let bomb = archive(&[("xl/workbook.xml", WORKBOOK.as_bytes()), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert!(refusal("bomb.xlsx", &bomb).contains("unpacked"), "{}", refusal("bomb.xlsx", &bomb));
    let part = vec![b' '; 60 << 20];
    let five: Vec<(&str, &[u8])> = ["1", "2", "3", "4", "5"].map(|name| (name, part.as_slice())).to_vec();
    assert!(refusal("five.xlsx", &archive(&five)).contains("unpacked"));
    let names: Vec<String> = (0..1_001).map(|i| format!("{i}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert!(refusal("parts.xlsx", &archive(&parts)).contains("1001 parts"));
    let count = workbook("", r#"<sst uniqueCount="99999999999999"><si><t>x</t></si></sst>"#);
    assert!(refusal("count.xlsx", &count).contains("announces"));
    // Each cell shows the same long text: little to unpack, much to hold.
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let rows: String =
        (1..=500).map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>"#)).collect();
    assert!(refusal("shared.xlsx", &workbook(&rows, &strings)).contains("text"));
}

#[test]
fn two_cells_far_apart_make_no_rectangle() {
    let rows = r#"<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert!(refusal("far.xlsx", &workbook(rows, "<sst/>")).contains("no list of goods"));
    let outside = r#"<row r="1"><c r="ZZZZ1"><v>1</v></c></row>"#;
    assert!(refusal("outside.xlsx", &workbook(outside, "<sst/>")).contains("damaged"));
    let nowhere = r#"<row r="1"><c r="AAAAAAAAAA99999999999"><v>1</v></c></row>"#;
    assert!(all("nowhere.xlsx", &workbook(nowhere, "<sst/>")).0.is_err());
}

#[test]
fn other_files_are_refused_by_name() {
    for (part, what) in [
        ("word/document.xml", "Word document"),
        ("xl/workbook.bin", "XLSB"),
        ("content.xml", "OpenDocument"),
        ("readme.txt", "without a workbook"),
    ] {
        assert!(refusal("x", &archive(&[(part, b"x")])).contains(what));
    }
    assert!(refusal("x", b"a, b\nand c\n").contains("no list of goods"));
    assert!(refusal("x", b"words only").contains("of no format"));
    assert!(refusal("x", b"PK\x03\x04").contains("damaged"));
}

fn flat_value(path: &str, node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => flat_text(path, text),
        Kind::Number(raw) => raw.clone(),
        _ => json(node).to_string(),
    }
}

fn json(node: &Node) -> serde_json::Value {
    match &node.kind {
        Kind::Null => serde_json::Value::Null,
        Kind::Bool(yes) => (*yes).into(),
        Kind::Number(raw) => serde_json::from_str(raw).unwrap(),
        Kind::Text(text) => text.as_str().into(),
        Kind::List(nodes) => nodes.iter().map(json).collect(),
        Kind::Object(members) => members.iter().map(|m| (m.key.clone(), json(&m.node))).collect(),
    }
}

/// The cells of an object by their column.
fn flat_cells(node: &Node, path: &str, cells: &mut Vec<(String, String)>) {
    for member in node.members() {
        let path = format!("{path}{}", member.key);
        match &member.node.kind {
            Kind::Object(below) if !below.is_empty() => flat_cells(&member.node, &format!("{path}."), cells),
            _ => cells.push((path.clone(), flat_value(&path, &member.node))),
        }
    }
}

/// Declarations as a flat table.
fn flat_table(records: &[Node]) -> Vec<u8> {
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    for (number, record) in records.iter().enumerate() {
        let (mut head, mut lines) = (vec![("record".to_owned(), number.to_string())], Vec::new());
        for member in record.members() {
            match &member.node.kind {
                Kind::List(nodes)
                    if matches!(member.key.as_str(), "items" | "goods_list") && !nodes.is_empty() =>
                {
                    for node in nodes {
                        let mut cells = vec![("list".to_owned(), member.key.clone())];
                        flat_cells(node, "items.", &mut cells);
                        lines.push(cells);
                    }
                }
                Kind::Object(below) if !below.is_empty() => {
                    flat_cells(&member.node, &format!("{}.", member.key), &mut head);
                }
                _ => head.push((member.key.clone(), flat_value(&member.key, &member.node))),
            }
        }
        if lines.is_empty() {
            lines.push(Vec::new());
        }
        rows.extend(lines.into_iter().map(|line| head.iter().cloned().chain(line).collect()));
    }
    let mut columns: Vec<&String> = rows.iter().flatten().map(|(column, _)| column).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns).unwrap();
    for row in &rows {
        let cell = |column: &&String| row.iter().find(|(own, _)| own == *column).map_or("", |(_, cell)| cell);
        writer.write_record(columns.iter().map(cell)).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn the_flat_form_loses_nothing() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies/samples");
    let mut records = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        records.push(mp1039::input::parse(SourceId(0), &text, &Limits::default()).unwrap());
    }
    for odd in [
        r#"{"client_ref": "x", "items": [], "goods_list": null, "documents": []}"#,
        r#"{"client_ref": "y", "fees": {"freight": null, "other": {}}, "market": {"id": "null"},
            "items": [{"line_no": 1, "hs_code": "610910000", "name": " =T恤\n", "total": "1,000", "spec": "",
            "quantity": "１２", "answers": {}, "attributes": {"a.b": "7", "list": ["1", 2, {"c": "d"}]}},
            {"line_no": "2", "hs_code": "9503.0010.00", "answers": {"medical-mask": "yes"}}, {}]}"#,
        r#"{"client_ref": "z", "export_date": "2026/8/3", "simplified": "true", "surprise": {"a": true}}"#,
    ] {
        records.push(mp1039::input::parse(SourceId(0), odd, &Limits::default()).unwrap());
    }
    let table = flat_table(&records);
    let (read, _) = all("flat.csv", &table);
    let read = read.unwrap_or_else(|e| panic!("{}", e.message.en));
    assert_eq!(read.len(), records.len());
    for (record, read) in records.iter().zip(&read) {
        assert_eq!(json(record), json(&read.node));
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn a_sheet_is_decided_as_the_same_json() {
    let policy = support::policy();
    let office = std::fs::read(folder().join("../office.json")).unwrap();
    let mut sources = SourceMap::default();
    let office = std::str::from_utf8(&office).unwrap();
    let set = |text: &str, name: &str| mp1039::input::Standing {
        name: name.to_owned(),
        node: if name == "office" {
            mp1039::input::parse(SourceId(0), text, &Limits::default()).unwrap()
        } else {
            mp1039::input::parse_set(text).unwrap()
        },
    };
    for (name, verdict) in [("header-at-8.xlsx", "admit"), ("two-rows-an-item.xlsx", "reject")] {
        let options = || mp1039::pipeline::Options {
            as_of: mp1039::value::Date::parse("2026-08-20"),
            standing: vec![set(office, "office"), set("supervision_mode=1039", "--set")],
            ..Default::default()
        };
        let mut judge = |name: &str, bytes: &[u8]| {
            let source = sources.add(name, "");
            policy.judge(source, bytes, &mut sources, &options()).unwrap().decision
        };
        let sheet = judge(name, &bytes(name));
        let node = all(name, &bytes(name)).0.unwrap().remove(0).node;
        let canonical = judge("same.json", json(&node).to_string().as_bytes());
        assert_eq!(serde_json::to_value(&sheet).unwrap(), serde_json::to_value(&canonical).unwrap());
        assert_eq!(serde_json::to_value(&sheet).unwrap()["verdict"], verdict, "{name}");
    }
}

#[test]
fn a_workbook_with_any_part_changed_is_read_or_refused() {
    let whole = bytes("kinds-of-cells.xlsx");
    let mut archive_of = zip::ZipArchive::new(std::io::Cursor::new(&whole)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive_of.len() {
        let mut part = archive_of.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        parts.push((part.name().unwrap().into_owned(), bytes));
    }
    for index in 0..parts.len() {
        let length = parts[index].1.len();
        for at in (0..length).step_by(length / 60 + 1) {
            for byte in [b'9', b'<', b'"', 0xff] {
                let before = std::mem::replace(&mut parts[index].1[at], byte);
                let named: Vec<(&str, &[u8])> =
                    parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
                let _ = all("changed.xlsx", &archive(&named));
                parts[index].1[at] = before;
            }
        }
    }
}
