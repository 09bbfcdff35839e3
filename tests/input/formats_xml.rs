//! Messages of the Single Window: each trap with what it is read as, and what is
//! refused. The fixtures are written by `tests/formats/xml/make.py`.

use mp1039::cli::EmbeddedWorld;
use mp1039::input::Kind;
use mp1039::input::formats::{Record, Records};
use mp1039::pipeline::{Options, Policy};
use mp1039::report::json;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;

use super::*;

/// The fixtures.
pub fn fixture(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/xml");
    std::fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Every record of bytes, with the sources that their places are in.
pub fn records_within(
    bytes: &[u8],
    limits: &Limits,
) -> (Result<Vec<Result<Record, InputError>>, InputError>, SourceMap) {
    let mut sources = SourceMap::default();
    let source = sources.add("message", "");
    let opened = Records::open(Box::new(bytes), source, &mut sources, (None, limits));
    let records = opened.map(|mut records| {
        let mut all = Vec::new();
        while let Some(record) = records.next(&mut sources) {
            all.push(record);
        }
        all
    });
    (records, sources)
}

pub fn records(bytes: &[u8]) -> Result<Vec<Result<Record, InputError>>, InputError> {
    records_within(bytes, &Limits::default()).0
}

#[track_caller]
pub fn one(name: &str) -> Record {
    let mut all = records(&fixture(name)).unwrap_or_else(|e| panic!("{name}: {}", e.message.en));
    assert_eq!(all.len(), 1, "{name}");
    all.remove(0).unwrap()
}

/// The text of a value: `null` where it is not there.
pub fn at(record: &Record, pointer: &str) -> String {
    match record.node.at(pointer).map(|node| &node.kind) {
        None => "null".to_owned(),
        Some(Kind::Text(text) | Kind::Number(text)) => text.clone(),
        Some(Kind::Bool(yes)) => yes.to_string(),
        Some(Kind::List(nodes)) => {
            let all: Vec<String> = (0..nodes.len()).map(|i| at(record, &format!("{pointer}/{i}"))).collect();
            format!("[{}]", all.join(","))
        }
        Some(other) => format!("{other:?}"),
    }
}

/// Those warnings that say something; all are in both languages.
pub fn saying<'r>(record: &'r Record, words: &str) -> Vec<&'r str> {
    assert!(record.warnings.iter().all(|w| !w.message.en.is_empty() && !w.message.zh.is_empty()));
    let found = record.warnings.iter().filter(|w| w.message.en.contains(words));
    found.map(|w| w.pointer.as_str()).collect()
}

/// Refused as a whole, in words, at a place: line and column.
#[track_caller]
pub fn refused(name: &str, words: &str, place: &str) {
    let (records, sources) = records_within(&fixture(name), &Limits::default());
    let error = records.expect_err(name);
    assert!(error.message.en.contains(words), "{name}: {:?} does not say {words:?}", error.message.en);
    assert!(!error.message.zh.is_empty());
    assert_eq!(error.span.map(|span| sources.place(span)), Some(format!("message:{place}")), "{name}");
}

#[test]
fn a_message_is_read_whole() {
    let r = one("export-31.xml");
    for (pointer, value) in [
        ("/client_ref", "YW-2026-000001"),
        ("/supervision_mode", "1039"),
        ("/direction", "export"),
        ("/declared_on", "2026-08-20"),
        ("/export_date", "2026-08-23"),
        ("/declaring_customs", "2921"),
        ("/exit_customs", "3104"),
        ("/transit", "true"),
        ("/operator/uscc", "91330782XXXXXXXXXX"),
        ("/operator/name", "示例进出口有限公司"),
        ("/destination_country", "ARE"),
        ("/transaction_mode", "3"),
        ("/fees/freight/mark", "total"),
        ("/fees/freight/amount", "300"),
        ("/fees/insurance/mark", "rate"),
        ("/fees/insurance/currency", "null"),
        ("/fees/other", "null"),
        ("/transport/bill_no", "NGB0000001"),
        ("/gross_weight_kg", "2300.5"),
        ("/items/0/line_no", "1"),
        ("/items/0/hs_code", "9503001000"),
        ("/items/0/spec", "0|0|供儿童乘骑的三轮滑板车|无品牌"),
        ("/items/0/legal_quantity_2", "null"),
        ("/items/0/origin_country", "CHN"),
        ("/items/0/final_destination", "ARE"),
        ("/items/0/source_area", "33189"),
        ("/items/1/hs_code", "6109100000"),
        ("/items/1/legal_unit_2", "035"),
        ("/items/1/control_exemption/code", "0001"),
        ("/containers/0/id", "CBHU3202732"),
        ("/containers/0/lines", "[1,2]"),
        ("/containers/1/lines", "[2]"),
        ("/buyer", "null"),
        ("/principal", "null"),
        ("/simplified", "null"),
        ("/declaration_no", "null"),
    ] {
        assert_eq!(at(&r, pointer), value, "{pointer}");
    }
    assert_eq!(saying(&r, "the day of the signature"), ["/declared_on"]);
    assert_eq!(saying(&r, "parties that no rule asks for").len(), 1);
    let unused = r.warnings.iter().find(|w| w.message.en.starts_with("not used")).unwrap();
    for name in ["CutMode", "DistinatePort", "DecList: DutyMode", "LicTypeCode", "ContainerMd", "OperType"] {
        assert!(unused.message.en.contains(name), "{name}: {}", unused.message.en);
    }
    for name in ["TradeMode", "GName", "OwnerName", "LicenseNo", "TaxAaminMark", "SeqNo"] {
        assert!(!unused.message.en.contains(name), "{name}: {}", unused.message.en);
    }
    assert_eq!(r.warnings.len(), 3, "{:#?}", r.warnings);
}

#[test]
fn papers_stand_in_three_places() {
    let r = one("export-31.xml");
    let papers: Vec<[String; 3]> = (0..4)
        .map(|i| ["letter", "number", "lines"].map(|key| at(&r, &format!("/documents/{i}/{key}"))))
        .collect();
    let paper = |a: &str, b: &str, c: &str| [a.to_owned(), b.to_owned(), c.to_owned()];
    let expected = [
        paper("4", "25-XX-000001", "null"),
        paper("B", "<14>E2026-0000001", "null"),
        paper("null", "26-XX-000009", "null"),
        paper("null", "26CPXK0001", "[2]"),
    ];
    assert_eq!(papers, expected);
    assert_eq!(at(&r, "/documents/4"), "null");
    let of = |name: &str| at(&one(name), "/documents");
    assert_eq!(of("no-papers-group.xml"), "null", "no group: it is not known whether there are papers");
    assert_eq!(of("empty.xml"), "[]", "the group is there and empty, and so are the other places");
    let r = one("licence-on-head-only.xml");
    assert_eq!(
        (at(&r, "/documents/0/number"), at(&r, "/documents/1")),
        ("26-XX-000009".into(), "null".into())
    );
    let r = one("licence-on-line-only.xml");
    assert_eq!((at(&r, "/documents/0/lines"), at(&r, "/documents/1")), ("[1]".into(), "null".into()));
    let none = String::from_utf8(fixture("licence-on-head-only.xml")).unwrap().replace("26-XX-000009", "无");
    assert_eq!(
        at(records(none.as_bytes()).unwrap()[0].as_ref().unwrap(), "/documents"),
        "null",
        "无 is no paper"
    );
    let r = one("licence-of-another-line.xml");
    assert_eq!(at(&r, "/documents/0/number"), "26CPXK0001");
    assert_eq!(at(&r, "/documents/0/lines"), "null");
    assert_eq!(saying(&r, "names another line"), ["/documents/0/lines"]);
}

#[test]
fn letters_keep_their_case() {
    let r = one("letters.xml");
    let letters: Vec<String> = (0..5).map(|i| at(&r, &format!("/documents/{i}/letter"))).collect();
    assert_eq!(letters, ["x", "X", "x", "X", "y"]);
    assert_eq!(saying(&r, "0 marks a small letter"), ["/documents/2/letter", "/documents/3/letter"]);
    assert_eq!(saying(&r, "full-width"), ["/documents/4/letter"]);
}

#[test]
fn versions_namespaces_prefixes_and_encodings_do_not_matter() {
    let expected = one("export-48-no-namespace.xml");
    assert_eq!(expected.warnings.len(), 3);
    let doubts = |doubt: &str| -> Vec<String> {
        let all = ["export-prefix.xml", "export-gbk.xml", "export-gb2312.xml", "export-utf16.xml"];
        let more = ["export-bom.xml", "export-gbk-undeclared.xml", "export-says-utf8-is-gbk.xml"];
        let said = ["export-says-gbk-is-utf8.xml", "export-says-utf16-is-utf8.xml", "soap.xml"];
        let names = all.into_iter().chain(more).chain(said);
        names.filter(|name| !saying(&one(name), doubt).is_empty()).map(str::to_owned).collect()
    };
    let keys = ["/client_ref", "/operator/name", "/items/0/name", "/items/0/total", "/documents", "/transit"];
    for name in [
        "export-prefix.xml",
        "export-gbk.xml",
        "export-gb2312.xml",
        "export-utf16.xml",
        "export-bom.xml",
        "export-gbk-undeclared.xml",
        "export-says-utf8-is-gbk.xml",
        "export-says-gbk-is-utf8.xml",
        "export-says-utf16-is-utf8.xml",
    ] {
        let r = one(name);
        for key in keys {
            assert_eq!(at(&r, key), at(&expected, key), "{name} {key}");
        }
    }
    assert_eq!(doubts("read as GB18030"), ["export-gbk-undeclared.xml", "export-says-utf8-is-gbk.xml"]);
    assert_eq!(doubts("says GBK; read as UTF-8"), ["export-says-gbk-is-utf8.xml"]);
    assert_eq!(doubts("says utf-16; read as UTF-8"), ["export-says-utf16-is-utf8.xml"]);
}

#[test]
fn an_encoding_that_the_caller_names_counts_before_the_declared_one() {
    let bytes = fixture("export-gbk.xml");
    let mut sources = SourceMap::default();
    let source = sources.add("message", "");
    let how = (mp1039::input::Charset::parse("utf-8"), &Limits::default());
    let error = Records::open(Box::new(&bytes[..]), source, &mut sources, how).map(|_| ()).unwrap_err();
    assert!(error.message.en.contains("no text in UTF-8"), "{}", error.message.en);
    assert!(error.offset.is_some());
}

#[test]
fn origin_and_destination_by_the_official_format_unless_contradicted() {
    let r = one("countries.xml");
    let of = |i: usize| {
        let at = |key: &str| at(&r, &format!("/items/{i}/{key}"));
        (at("origin_country"), at("final_destination"))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(of(0), pair("CHN", "ARE"), "as they are called: the official reading makes no sense");
    assert_eq!(of(1), pair("142", "137"));
    assert_eq!(of(2), pair("JPN", "ARE"), "neither is China: official, and reported");
    assert_eq!(of(3), pair("CHN", "CHN"));
    assert_eq!(of(4), pair("CHN", "null"));
    assert_eq!(of(5), pair("CHN", "ARE"), "the official format");
    assert_eq!(saying(&r, "lines 1, 2, 5: OriginCountry is China"), ["/items/0/final_destination"]);
    assert_eq!(saying(&r, "line 3: neither"), ["/items/2/final_destination"]);
    assert_eq!(saying(&r, "line 4: an export whose destination is China"), ["/items/3/final_destination"]);
    let r = one("import.xml");
    assert_eq!(at(&r, "/items/0/origin_country"), "MYS");
    assert_eq!(at(&r, "/items/0/final_destination"), "CHN");
    for key in ["/exit_customs", "/export_date", "/destination_country", "/items/0/source_area"] {
        assert_eq!(at(&r, key), "null", "{key} means something else on import");
    }
}

#[test]
fn without_a_direction_nothing_is_guessed() {
    let r = one("no-direction.xml");
    for key in
        ["/items/0/origin_country", "/items/0/final_destination", "/exit_customs", "/destination_country"]
    {
        assert_eq!(at(&r, key), "null", "{key}");
    }
    assert_eq!(saying(&r, "neither E nor I"), ["/direction"]);
    let unused = r.warnings.iter().find(|w| w.message.en.starts_with("not used")).unwrap();
    assert!(unused.message.en.contains("OriginCountry") && unused.message.en.contains("TradeCountry"));
}

#[test]
fn codes_old_and_new_stay_as_they_are_written() {
    let r = one("mixed-codes.xml");
    assert_eq!((at(&r, "/items/0/currency"), at(&r, "/items/1/currency")), ("502".into(), "USD".into()));
    assert_eq!(at(&r, "/items/0/origin_country"), "142");
    assert_eq!(at(&r, "/fees/freight/currency"), "502");
}

#[test]
fn numbers_have_one_meaning_or_none() {
    let r = one("numbers.xml");
    for (pointer, value, said) in [
        ("/supervision_mode", "1039", "full-width"),
        ("/gross_weight_kg", "2300.5", "full-width"),
        ("/net_weight_kg", "2100.00", "thousands"),
        ("/fees/freight/amount", "12,5", "decimal comma"),
        ("/items/0/total", "1234567.89", "thousands"),
        ("/items/0/unit_price", "9,4", "decimal comma"),
        ("/items/0/quantity", "1200", "thousands"),
        ("/items/0/legal_quantity_1", "1,20", "decimal comma"),
    ] {
        assert_eq!(at(&r, pointer), value, "{pointer}");
        assert!(saying(&r, said).contains(&pointer), "{pointer} is not said to be {said}");
    }
}

#[test]
fn an_empty_element_means_absent() {
    let r = one("empty.xml");
    for key in ["/destination_country", "/items/0/name", "/items/0/legal_quantity_2", "/fees/other"] {
        assert_eq!(at(&r, key), "null", "{key}");
    }
    assert_eq!(at(&r, "/containers"), "[]");
    assert_eq!(at(&one("no-papers-group.xml"), "/containers"), "null");
    refused("empty-message.xml", "this DecMessage is empty", "1:1");
    refused("labels.xml", "labels of its elements", "4:11");
}

#[test]
fn dialects_are_spellings() {
    let (r, official) = (one("dialect.xml"), one("no-papers-group.xml"));
    for key in [
        "/gross_weight_kg",
        "/fees/freight/mark",
        "/fees/freight/amount",
        "/fees/freight/currency",
        "/operator/uscc",
        "/export_date",
        "/declared_on",
        "/items/0/legal_quantity_1",
        "/items/0/legal_unit_1",
        "/items/0/hs_code",
        "/items/0/name",
        "/items/0/source_area",
    ] {
        assert_eq!(at(&r, key), at(&official, key), "{key}");
        assert_ne!(at(&r, key), "null", "{key}");
    }
    assert_eq!(at(&r, "/declaration_no"), "310420260000000001");
    assert!(saying(&r, "the day of the signature").is_empty(), "the day is stated as such");
    let r = one("twice.xml");
    assert_eq!(r.node.members().iter().filter(|m| m.key == "gross_weight_kg").count(), 2);
    assert_eq!(saying(&r, "GrossWet, GrossWt: the elements say different"), ["/gross_weight_kg"]);
    assert_eq!(at(&r, "/items/0/legal_quantity_1"), "300", "two spellings that agree are one");
    let bound = bind(&r.node, &[], &schema(), &Limits::default()).unwrap();
    assert!(warnings(&bound).iter().any(|w| w.starts_with("/gross_weight_kg")), "{:?}", warnings(&bound));
}

#[test]
fn transit_as_stated_or_shown() {
    let r = one("transit-block-only.xml");
    assert_eq!(at(&r, "/transit"), "true");
    assert_eq!(saying(&r, "DeclTrnRel is not stated"), ["/transit"]);
    assert_eq!(
        (at(&r, "/containers/0/id"), at(&r, "/containers/0/lines")),
        ("CBHU3202732".into(), "[1,2]".into())
    );
    assert_eq!(at(&r, "/containers/1"), "null");
    let r = one("transit-contradiction.xml");
    assert_eq!(at(&r, "/transit"), "null");
    assert_eq!(saying(&r, "not known which holds"), ["/transit"]);
    let r = one("transit-none.xml");
    assert_eq!(at(&r, "/transit"), "false", "an empty block says nothing");
}

#[test]
fn several_messages_in_one_file() {
    let refs = |name: &str| -> Vec<Result<String, String>> {
        let all = records(&fixture(name)).unwrap().into_iter();
        all.map(|r| r.map(|r| at(&r, "/client_ref")).map_err(|e| e.message.en)).collect()
    };
    let both = [Ok("YW-1".to_owned()), Ok("YW-2".to_owned())];
    assert_eq!(refs("concatenated.xml"), both);
    let batch = refs("batch.xml");
    assert_eq!(batch[..2], both);
    assert!(batch[2].as_ref().unwrap_err().contains("<DecModMessage> is an amendment"));
    assert_eq!(batch.len(), 3);
    let cut = refs("concatenated-cut.xml");
    assert_eq!(cut[0], both[0], "what came before the mistake is read");
    assert!(cut[1].as_ref().unwrap_err().contains("ends too early"));
    assert_eq!(at(&one("soap.xml"), "/client_ref"), "YW-2026-000001");
    let mut sources = SourceMap::default();
    let source = sources.add("message", "");
    let bytes = fixture("batch.xml");
    let opened = Records::open(Box::new(&bytes[..]), source, &mut sources, (None, &Limits::default()));
    assert!(opened.unwrap().only(&mut sources).unwrap_err().message.en.contains("more than one"));
}

#[test]
fn other_messages_are_refused_by_name() {
    refused(
        "amendment.xml",
        "<DecModMessage> is an amendment of a declaration, not a declaration; give",
        "2:2",
    );
    refused("answer.xml", "<DecImportResponse> is an answer", "1:2");
    refused("receipt.xml", "<DEC_DATA> is a receipt of customs", "1:2");
    refused("supplement.xml", "<DecSupplementLists> is a supplement", "1:2");
    refused("manifest.xml", "<Manifest> is a manifest", "1:2");
    refused("commerce.xml", "<CEB303Message> is a message of cross-border e-commerce", "1:6");
    refused("unknown.xml", r#"the message "Something" is not known; what is read: DecMessage"#, "1:2");
    refused(
        "envelope-base64.xml",
        r#"the element "Data" of the envelope "Package" holds something encoded"#,
        "1:30",
    );
    refused("envelope-text.xml", "holds XML as text", "1:16");
}

#[test]
fn a_web_page_is_one_whatever_its_name() {
    for page in
        ["<!DOCTYPE html><p>&nbsp;<br>", "<html><meta charset=gbk></html>", "\n<TABLE><tr><td>1</table>"]
    {
        let error = records(page.as_bytes()).expect_err(page);
        assert!(
            error.message.en.contains("is a web page, not a declaration; save it as"),
            "{}",
            error.message.en
        );
    }
    assert!(records(b"<Workbook/>").unwrap_err().message.en.contains("spreadsheet in the XML form of 2003"));
}

#[test]
fn json_over_several_lines_is_no_stream_of_lines() {
    for (text, count) in [
        ("{\"items\": [\n{\"line_no\": 1},\n{\"line_no\": 2}]}", 1),
        ("{\"market\":\n{\"id\": \"yiwu\"}}", 1),
        ("{\"client_ref\": \"a\"}\n{\"client_ref\": \"b\"}", 2),
        ("{\"client_ref\": \"a\n{\"client_ref\": \"b\"}", 2),
    ] {
        assert_eq!(records(text.as_bytes()).unwrap().len(), count, "{text}");
    }
}

#[test]
fn what_is_not_well_formed_is_said_at_its_place() {
    refused("stray.xml", r#""4" stands before the first element; delete it"#, "1:1");
    refused("trailing.xml", r#""end of file" stands after the end of <DecMessage>"#, "80:1");
    refused("mismatched.xml", "</TradeCode> stands where </TradeMode> belongs", "33:18");
    refused("entity-unknown.xml", r#"the entity "nbsp" is not known"#, "24:10");
    let error = |text: &str| {
        let error = records(text.as_bytes()).expect_err(text);
        (error.message.en, error.span.expect(text).start)
    };
    for (text, words, place) in [
        ("<DecMessage>", "</DecMessage> is missing", 12),
        ("<DecMessage><DecHead>1</DecHead>", "</DecMessage> is missing", 32),
        ("</DecMessage>", "closes nothing", 0),
        ("<DecMessage>a & b</DecMessage>", "begins no entity", 14),
        ("<DecMessage>&#0;</DecMessage>", "the entity", 12),
        ("<DecMessage>&#xD800;</DecMessage>", "the entity", 12),
        ("<DecMessage>1 < 2</DecMessage>", "begins no element", 14),
        ("<DecMessage><?xml version='1.0'?></DecMessage>", "an XML declaration inside <DecMessage>", 12),
        ("<DecMessage><![CDATA[", "ends too early", 12),
        ("<!-- nothing", "ends too early", 0),
    ] {
        let (message, at) = error(text);
        assert!(message.contains(words), "{text}: {message}");
        assert_eq!(at, place, "{text}: {message}");
    }
    assert!(records(b"<!-- nothing -->").unwrap_err().message.en.contains("no element"));
}

#[test]
fn a_message_of_many_is_read_in_one_go() {
    let line =
        |i: usize| format!("<DecList><GNo>{i}</GNo><X{i}>1</X{i}><CodeTS>9503001000</CodeTS></DecList>");
    let lines: String = (1..=20_000).map(line).collect();
    let modes: String = (0..20_000).map(|i| format!("<TradeMode>{i}</TradeMode>")).collect();
    let containers: String = (0..20_000)
        .map(|i| format!("<Container><ContainerId>C{i}</ContainerId><GoodsNo>{i}</GoodsNo></Container>"))
        .collect();
    let numbers: Vec<String> = (1..=20_000).map(|i| i.to_string()).collect();
    let one = format!(
        "<Container><ContainerId>A</ContainerId><GoodsNo>{}</GoodsNo></Container>",
        numbers.join(",")
    );
    let text = format!(
        "<DecMessage><DecHead><IEFlag>E</IEFlag>{modes}</DecHead><DecLists>{lines}</DecLists>\
         <DecContainers>{one}{containers}</DecContainers></DecMessage>"
    );
    let all = records(text.as_bytes()).unwrap();
    let r = all[0].as_ref().unwrap();
    assert_eq!(at(r, "/items/19999/line_no"), "20000");
    assert_eq!(at(r, "/containers/20000/lines"), "[19999]");
    assert!(r.warnings.len() < 10);
    assert!(r.warnings.iter().all(|w| w.message.en.len() < 4_000));
    assert!(r.warnings.iter().any(|w| w.message.en.contains("and 19960 more")), "{:#?}", r.warnings.last());
}

#[test]
fn entities_and_cdata_are_text() {
    let text = "<DecMessage><DecHead><TradeName>a&amp;b &lt;&#x4e49;&#20044;&gt;<![CDATA[ <c> & ]]><!-- x -->d\
                </TradeName></DecHead></DecMessage>";
    let all = records(text.as_bytes()).unwrap();
    let record = all[0].as_ref().unwrap();
    assert_eq!(at(record, "/operator/name"), "a&b <义乌> <c> & d");
    let span = record.node.at("/operator/name").unwrap().span.unwrap();
    assert!(text[span.range()].starts_with("a&amp;") && text[span.range()].ends_with('d'));
}

#[test]
fn bombs_are_refused_and_nothing_is_expanded() {
    refused("bomb.xml", "DOCTYPE", "2:1");
    refused("doctype-outside.xml", "DOCTYPE", "2:1");
    for text in [
        "<!DOCTYPE a><DecMessage/>",
        "<!doctype a><DecMessage/>",
        "<!DOCTYPE>",
        "<!DOCTYPE a [<!ENTITY x 'y'>",
        "<DecMessage><!DOCTYPE a [<!ENTITY x 'y'>]>&x;</DecMessage>",
        "<DecMessage><DecHead>1</DecHead></DecMessage><!DOCTYPE a><DecMessage/>",
    ] {
        let error = records(text.as_bytes()).expect_err(text);
        assert!(error.message.en.contains("DOCTYPE"), "{text}: {}", error.message.en);
    }
    let limits = Limits { depth: 5, values: 50, ..Limits::default() };
    let of = |text: &str| records_within(text.as_bytes(), &limits).0.map(|_| ()).map_err(|e| e.message.en);
    let nested = |n: usize| format!("{}1{}", "<a>".repeat(n), "</a>".repeat(n));
    assert!(of(&nested(5)).unwrap_err().contains("not known"));
    assert!(of(&nested(6)).unwrap_err().contains("inside each other"));
    assert!(of(&format!("<a>{}</a>", "<b/>".repeat(50))).unwrap_err().contains("more than 50 elements"));
    let deep = records("<a>".repeat(1_000_000).as_bytes()).unwrap_err();
    assert!(deep.message.en.contains("inside each other"));
}

#[test]
fn a_message_cut_anywhere_is_refused() {
    let whole = fixture("export-31.xml");
    let text = String::from_utf8(whole.clone()).unwrap();
    let end = text.trim_end().len();
    for cut in (0..whole.len()).step_by(1024).chain((0..end).step_by(37)).filter(|cut| *cut < end) {
        let error = records(&whole[..cut]).expect_err("a beginning is no message");
        assert!(error.span.is_some() || error.offset.is_some() || cut < 60, "{cut}: {}", error.message.en);
    }
    let small = "<?xml version=\"1.0\"?><a:DecMessage xmlns:a='b'><DecHead><IEFlag>E</IEFlag><TradeName>义&amp;\
                 <![CDATA[x]]></TradeName></DecHead><!-- c --><DecLists><DecList><GNo>1</GNo></DecList></DecLists>\
                 </a:DecMessage>";
    assert!(records(small.as_bytes()).is_ok());
    for cut in 0..small.len() {
        assert!(records(&small.as_bytes()[..cut]).is_err(), "{cut}");
    }
    for at in 0..small.len() {
        for byte in [b'<', b'>', b'&', b'/', b'"', b'!', b'?', b'[', b' ', 0x00, 0xff] {
            let mut broken = small.as_bytes().to_vec();
            broken[at] = byte;
            let (read, sources) = records_within(&broken, &Limits::default());
            let spans = match read {
                Ok(all) => all.into_iter().filter_map(|r| r.err().and_then(|e| e.span)).collect(),
                Err(error) => error.span.into_iter().collect::<Vec<_>>(),
            };
            for span in spans {
                assert!(sources.get(span.source).unwrap().text.get(span.range()).is_some(), "{at} {byte}");
            }
        }
    }
}

#[test]
fn a_message_decides_as_the_same_facts_in_json() {
    let mut sources = SourceMap::default();
    let loaded = Policy::load(&EmbeddedWorld, Start::File("221-2019.pol".into()), &mut sources);
    let policy = loaded.map_err(|e| format!("{e:?}")).unwrap().policy;
    let office = r#"{"market": {"id": "yiwu", "customs": "2921"}, "simplified": false,
        "operator": {
          "commerce_filing": {"no": "SC-0001", "market": "yiwu", "valid_from": "2024-01-01", "valid_until": "open"},
          "customs_filing": {"no": "HG-0001", "valid_from": "2024-01-01", "valid_until": "open"}},
        "identification": {"status": "confirmed"}}"#;
    let options = Options { standing: vec![standing("office", office)], ..Options::default() };
    let item = |code: &str, name: &str, total: &str| {
        format!(
            r#"{{"line_no": 1, "hs_code": "{code}", "ciq_code": "999", "name": "{name}",
                "spec": "0|0|供儿童乘骑的三轮滑板车|无品牌", "quantity": "300", "unit": "003",
                "legal_quantity_1": "300", "legal_unit_1": "003", "unit_price": "9.40", "total": "{total}",
                "currency": "USD", "origin_country": "CHN", "final_destination": "ARE", "source_area": "33189"}}"#
        )
    };
    let canonical = |item: &str| {
        format!(
            r#"{{"client_ref": "YW-2026-000001", "supervision_mode": "1039", "direction": "export",
                "declared_on": "2026-08-20", "export_date": "2026-08-23", "declaring_customs": "2921",
                "exit_customs": "3104", "transit": true,
                "operator": {{"customs_code": "3318XXXXXX", "uscc": "91330782XXXXXXXXXX", "name": "示例进出口有限公司"}},
                "destination_country": "ARE", "trading_country": "ARE", "transaction_mode": "FOB",
                "fees": {{"freight": {{"mark": "total", "amount": "300", "currency": "USD"}},
                          "insurance": {{"mark": "rate", "amount": "0.3"}}}},
                "transport": {{"mode": "2", "bill_no": "NGB0000001"}},
                "gross_weight_kg": "2300.5", "net_weight_kg": "2100", "documents": [], "items": [{item}]}}"#
        )
    };
    let decide = |bytes: &[u8]| {
        let mut sources = SourceMap::default();
        let source = sources.add("declaration", "");
        json::json(&policy.judge(source, bytes, &mut sources, &options).unwrap().decision)
    };
    let xml = String::from_utf8(fixture("export-48-no-namespace.xml")).unwrap();
    for (code, name, total, verdict) in [
        ("9503001000", "儿童滑板车", "2820.00", "admit"),
        ("9404210010", "蔺草包的垫子", "2820.00", "reject"),
        ("9503001000", "儿童滑板车", "150000.01", "reject"),
        ("9503001000", "儿童滑板车", "1e5", "undecided"),
    ] {
        let message = xml.replace("9503001000", code).replace("儿童滑板车<", &format!("{name}<"));
        let message = message.replace("2820.00", total);
        let decision = decide(message.as_bytes());
        assert_eq!(decision, decide(canonical(&item(code, name, total)).as_bytes()), "{code} {total}");
        assert!(decision.contains(&format!(r#""verdict":"{verdict}""#)), "{verdict}: {decision}");
    }
    let unknown = decide(&fixture("no-papers-group.xml"));
    assert!(unknown.contains(r#""verdict":"admit""#), "ordinary goods need no papers: {unknown}");
}

proptest::proptest! {
    #[test]
    fn any_text_like_xml_is_read_or_refused(
        text in "(<|</|/>|>|DecMessage|DecHead|DecList|IEFlag|E|&amp;|&|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?xml|\\?>|=|\"|义| ){0,40}"
    ) {
        let _ = records(text.as_bytes());
        let _ = records(format!("<DecMessage><DecHead>{text}</DecHead></DecMessage>").as_bytes());
    }
}

#[test]
fn no_line_of_a_message_is_missed() {
    let line = |code: &str| format!("<DecList>{code}<GName>a</GName></DecList>");
    let of = |inner: &str| {
        let head = "<DecHead><IEFlag>E</IEFlag></DecHead>";
        records(format!("<DecMessage>{head}{inner}</DecMessage>").as_bytes())
    };
    let code = "<CodeTS>9503001000</CodeTS>";
    let (one, lists) = (line(code), format!("<DecLists>{}</DecLists>", line(code)));
    let all = of(&format!("<DecLists>{one}<Page>{one}{one}</Page></DecLists>")).unwrap();
    assert_eq!(at(all[0].as_ref().unwrap(), "/items/2/hs_code"), "9503001000");
    for inner in [
        format!("{lists}{one}"),
        format!("{lists}<Page>{one}</Page>"),
        format!("{lists}<DecMessage>{lists}</DecMessage>"),
        format!("<DecLists>{one}<Extra>{code}</Extra></DecLists>"),
        format!("<DecLists>{}</DecLists>", line(&format!("{code}{one}"))),
    ] {
        let error = of(&inner).unwrap_err();
        assert!(error.message.en.contains("stand in no DecList"), "{inner}: {}", error.message.en);
    }
    for (codes, count) in [
        ("<CodeTS>9503001000</CodeTS><CodeTS>9503008900</CodeTS>", 2),
        ("<CodeT>95030010</CodeT><CodeT>95030089</CodeT>", 2),
        ("<CodeTS>9503001000</CodeTS><CodeT>95030089</CodeT><CodeS>00</CodeS>", 2),
        ("<CodeT>95030010</CodeT><CodeS>00</CodeS><CodeS>01</CodeS>", 2),
        ("<CodeTS>9503001000</CodeTS><CodeT>95030010</CodeT>", 1),
        ("<CodeTS>9503001000</CodeTS><CodeTS>9503.0010.00</CodeTS>", 1),
    ] {
        let all = of(&format!("<DecLists>{}</DecLists>", line(codes))).unwrap();
        let item = all[0].as_ref().unwrap().node.at("/items/0").unwrap();
        assert_eq!(item.members().iter().filter(|m| m.key == "hs_code").count(), count, "{codes}");
    }
}
