//! Lists, lines, papers, keys and places.

use super::*;

#[test]
fn the_goods_are_the_list_that_is_not_merged() {
    let of = |members: &str| {
        let goods = head(members).goods;
        (goods.pointer, goods.lines.len(), goods.unknown.map(|c| c.kind))
    };
    let is = |pointer: &str, lines, unknown| (pointer.to_owned(), lines, unknown);
    assert_eq!(of(r#""simplified": false, "items": [{}, {}]"#), is("/items", 2, None));
    assert_eq!(of(r#""simplified": "no", "items": [{}]"#), is("/items", 1, None));
    assert_eq!(
        of(r#""simplified": true, "items": [{}], "goods_list": [{}, {}]"#),
        is("/goods_list", 2, None)
    );
    let hidden = is("/goods_list", 0, Some(CauseKind::NoGoodsList));
    assert_eq!(of(r#""simplified": true, "items": [{}]"#), hidden);
    assert_eq!(of(r#""items": [{}], "goods_list": null"#), hidden);
    assert_eq!(of(r#""simplified": "perhaps", "items": [{}]"#), hidden);
    assert_eq!(of(r#""simplified": false"#), is("/items", 0, Some(CauseKind::Absent)));
    assert_eq!(of(r#""simplified": false, "items": []"#), is("/items", 0, Some(CauseKind::OutOfRange)));
    assert_eq!(of(r#""simplified": false, "items": {}"#), is("/items", 0, Some(CauseKind::Malformed)));
    assert_eq!(of(r#""goods_list": []"#), is("/goods_list", 0, Some(CauseKind::OutOfRange)));
    assert_eq!(of(r#""goods_list": "x""#), is("/goods_list", 0, Some(CauseKind::Malformed)));
}

#[test]
fn a_line_that_is_no_object_keeps_its_place() {
    let d = head(r#""simplified": false, "items": [{"name": "a"}, 5, null, {"name": "b"}]"#);
    assert_eq!(d.goods.lines.len(), 4);
    assert_eq!(cause(line_fact(&d, 1, "good.name")).0, CauseKind::Malformed);
    assert_eq!(cause(line_fact(&d, 2, "good.total")).0, CauseKind::Malformed);
    assert_eq!(cause(line_fact(&d, 2, "transit")).0, CauseKind::Absent);
    assert_eq!((d.goods.lines[3].number, d.goods.lines[3].pointer.as_str()), (4, "/items/3"));
}

#[test]
fn line_numbers_that_are_not_clear_name_no_line() {
    let d = head(
        r#""simplified": false,
           "items": [{"line_no": 5}, {"line_no": 5}, {"line_no": 0}, {"line_no": 9}, {"line_no": "12"}],
           "documents": [{"letter": "4", "number": "n", "lines": [9, 12]}, {"lines": [5]}, {"lines": [2]},
                         {"lines": [3]}, {"lines": [44]}, {"lines": "all"}, {}, {"lines": "some"}, {"lines": []}, 7]"#,
    );
    let numbers: Vec<u64> = d.goods.lines.iter().map(|l| l.number).collect();
    assert_eq!(numbers, [1, 2, 3, 9, 12]);
    assert_eq!(cause(line_fact(&d, 0, "good.line_no")).0, CauseKind::Duplicate);
    let documents = d.documents.clone().unwrap();
    let lines: Vec<Lines> = documents.iter().map(|d| d.lines.clone()).collect();
    use Lines::{All, Some, Unknown};
    let expected = [
        Some(vec![9, 12]),
        Unknown,
        Unknown,
        Unknown,
        Some(vec![44]),
        All,
        Unknown,
        Unknown,
        Some(vec![]),
        Unknown,
    ];
    assert_eq!(lines, expected);
    assert_eq!(known(documents[0].letter.clone()), "4");
    assert_eq!(cause(documents[0].valid_until.clone()).0, CauseKind::Absent);
    assert_eq!(cause(documents[9].letter.clone()).0, CauseKind::Malformed);
    assert_eq!(d.warnings.len(), 9, "{:#?}", warnings(&d));
}

#[test]
fn papers_number_the_items_not_the_goods_list() {
    let of = |items: &str| {
        let list = r#""goods_list": [{"line_no": 1, "hs_code": "94042100"}], "documents": [{"lines": [1]}]"#;
        head(&format!(r#"{list}, "items": {items}"#)).documents.unwrap()[0].lines.clone()
    };
    assert_eq!(of(r#"[{"line_no": 1, "hs_code": "94042100"}]"#), Lines::Some(vec![1]));
    assert_eq!(of("null"), Lines::Some(vec![1]));
    assert_eq!(of(r#"[{"line_no": 1, "hs_code": "94049000"}]"#), Lines::Unknown);
}

#[test]
fn documents_absent_are_unknown_and_empty_are_none() {
    assert_eq!(head("").documents, None);
    assert_eq!(head(r#""documents": null"#).documents, None);
    assert_eq!(head(r#""documents": []"#).documents, Some(vec![]));
    assert_eq!(head(r#""documents": {}"#).documents, None);
}

#[test]
fn unknown_keys_are_reported_with_what_may_be_meant() {
    let d = head(
        r#""schema": "mp1039/declaration@1", "marke": {}, "market": {"idd": "x"}, "buyer": {"any": 1},
           "simplified": false, "containers": [{"id": "c", "seal": 1}], "documents": [{"leter": "4"}],
           "items": [{"totl": "1", "attributes": {"any": 1}, "answers": {"any": true}}], "a/b~c": 1"#,
    );
    let unknown = |at: &str, key: &str, near: &str| {
        let near = if near.is_empty() { String::new() } else { format!("; \"{near}\" may be meant") };
        format!("{at}: the policy does not know the field \"{key}\"; it was not used{near}")
    };
    let expected = [
        unknown("/marke", "marke", "market"),
        unknown("/market/idd", "idd", "id"),
        unknown("/a~1b~0c", "a/b~c", ""),
        unknown("/containers/0/seal", "seal", ""),
        unknown("/documents/0/leter", "leter", "letter"),
        unknown("/items/0/totl", "totl", "total"),
    ];
    assert_eq!(warnings(&d), expected);
    assert!(d.places.contains_key("/a~1b~0c"));
    let many: Vec<String> = (0..1500).map(|i| format!(r#""unknown_{i}": 1"#)).collect();
    let d = head(&many.join(","));
    assert_eq!(d.warnings.len(), 1001);
    assert_eq!(d.warnings[1000].message.en, "500 more fields that the policy does not know");
}

#[test]
fn places_are_bytes_of_the_text() {
    let text = r#" {"market": {"id": "义乌"}, "simplified": false, "items": [{"total": "1.0"}]} "#;
    let d = try_read(text).unwrap();
    let at = |pointer: &str| &text[d.places[pointer].range()];
    assert_eq!(at("/market/id"), r#""义乌""#);
    assert_eq!(at("/items/0/total"), r#""1.0""#);
    assert_eq!(at("/items/0"), r#"{"total": "1.0"}"#);
    assert_eq!(at(""), text.trim());
}

#[test]
fn the_name_of_a_declaration() {
    assert_eq!(head(r#""declaration_no": null, "client_ref": "YW-1""#).id.as_deref(), Some("YW-1"));
    assert_eq!(head(r#""declaration_no": "D", "client_ref": "YW-1""#).id.as_deref(), Some("D"));
    assert_eq!(head(r#""declaration_no": " ""#).id, None);
}
