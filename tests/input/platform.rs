//! Records of a market-procurement platform, as XML and as JSON.

use super::formats_xml::{at, fixture, one, records, refused, saying};
use super::*;

#[test]
fn filed_goods_are_lines() {
    let r = one("platform-goods.xml");
    for (pointer, value) in [
        ("/client_ref", "GOODS_1"),
        ("/items/0/line_no", "1"),
        ("/items/0/hs_code", "9503001000"),
        ("/items/0/name", "儿童滑板车"),
        ("/items/0/spec", "三轮"),
        ("/items/0/unit", "003"),
        ("/items/0/identification/goods_code", "G0001"),
        ("/items/0/identification/status", "null"),
        ("/items/1/hs_code", "6109100000"),
        ("/items/1/identification", "null"),
        ("/items/2", "null"),
        ("/supervision_mode", "null"),
        ("/direction", "null"),
        ("/simplified", "null"),
    ] {
        assert_eq!(at(&r, pointer), value, "{pointer}");
    }
    assert_eq!(saying(&r, r#"the platform's status "2""#), ["/items/0/identification/status"]);
    let unused = r.warnings.iter().find(|w| w.message.en.starts_with("not used")).unwrap();
    assert!(unused.message.en.contains("producer") && unused.message.en.contains("goodsEname"));
}

#[test]
fn each_trade_order_is_a_record() {
    let all = records(&fixture("platform-trade.xml")).unwrap();
    let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
    assert_eq!(all.len(), 2);
    for (pointer, value) in [
        ("/client_ref", "T-1"),
        ("/items/0/identification/goods_code", "G0001"),
        ("/items/0/quantity", "300"),
        ("/items/0/legal_quantity_2", "900"),
        ("/items/0/unit_price", "9.40"),
        ("/items/0/total", "2820.00"),
        ("/items/0/currency", "USD"),
        ("/items/1/identification/goods_code", "G0002"),
        ("/items/1/total", "1000.00"),
        ("/settlement", "null"),
        ("/buyer", "null"),
    ] {
        assert_eq!(at(&all[0], pointer), value, "{pointer}");
    }
    assert_eq!(saying(&all[0], "thousands"), ["/items/1/total"]);
    let unused = all[0].warnings.iter().find(|w| w.message.en.starts_with("not used")).unwrap();
    for name in ["isAgencyReceipt", "rmbMoney", "buyer", "status"] {
        assert!(unused.message.en.contains(name), "{name}: {}", unused.message.en);
    }
    assert_eq!(at(&all[1], "/client_ref"), "T-2");
    assert_eq!(at(&all[1], "/items/0/identification/goods_code"), "G0001", "goodCode is the same");
}

const ORDER: &str = r#"{"tradingNo": "T-1", "isAgencyReceipt": "1", "details": [
    {"goodCode": "G0001", "cAmount": "300", "price": "9.40", "totalPrice": "2820.00", "tradeCurr": "USD"}]}"#;

#[test]
fn the_same_keys_in_json() {
    let of = |text: &str| records(text.as_bytes()).unwrap();
    let wrapped = format!(
        r#"{{"SubjectInfo": {{"Head": {{"MessageType": "TRAD"}}, "Declaration": {{"TradeList": [{ORDER}, {ORDER}]}}}}}}"#
    );
    for (text, count) in [(ORDER.to_owned(), 1), (wrapped.clone(), 2)] {
        let all = of(&text);
        assert_eq!(all.len(), count);
        let r = all[0].as_ref().unwrap();
        assert_eq!(at(r, "/client_ref"), "T-1");
        assert_eq!(at(r, "/items/0/identification/goods_code"), "G0001");
        assert_eq!(at(r, "/items/0/total"), "2820.00");
    }
    let order = ORDER.replace('\n', " ");
    let lines = format!("{order}\n{order}\n{}\n", wrapped.replace('\n', " "));
    let all = of(&lines);
    assert_eq!(all.len(), 3);
    assert_eq!(at(all[1].as_ref().unwrap(), "/items/0/total"), "2820.00");
    assert!(all[2].as_ref().unwrap_err().message.en.contains("more than one order in this line"));
    let good = r#"{"goodsCname": "儿童滑板车", "hsCode": "9503001000", "goodsCode": "G1"}"#;
    assert_eq!(at(of(good)[0].as_ref().unwrap(), "/items/0/hs_code"), "9503001000");
}

#[test]
fn a_declaration_is_never_taken_for_an_order() {
    for text in [
        r#"{"schema": "mp1039/declaration@1", "tradingNo": "T-1", "TradeDetailList": [{"goodCode": "G1"}]}"#,
        r#"{"items": [{"hs_code": "9503001000", "identification": {"goods_code": "G1"}}], "rmbMoney": "1"}"#,
        r#"{"market": {"id": "yiwu"}}"#,
    ] {
        let all = records(text.as_bytes()).unwrap();
        let node = parse(SourceId(0), text, &Limits::default()).unwrap();
        assert_eq!(all[0].as_ref().unwrap().node, node, "{text}");
    }
}

#[test]
fn parties_and_forms_of_the_platform_are_refused_by_name() {
    refused(
        "platform-merchant.xml",
        "the platform message COMP is a filing of a merchant, not goods; give",
        "3:2",
    );
    refused("platform-declaration.xml", "CUSTOM is a declaration in the platform's own form", "3:2");
    let of = |kind: &str| {
        let text = format!(
            "<SubjectInfo><Head><MessageType>{kind}</MessageType></Head><Declaration><a>1</a></Declaration></SubjectInfo>"
        );
        records(text.as_bytes()).unwrap_err().message.en
    };
    for kind in ["MAF", "BUYER", "CLIENTAGE", "COMB", "PACK"] {
        assert!(of(kind).contains(&format!("the platform message {kind} is")), "{}", of(kind));
    }
    assert!(of("OTHER").contains(r#"of type "OTHER" has no goods"#), "{}", of("OTHER"));
    assert!(of("GOODS").contains("has no goods"));
}

#[test]
fn no_order_of_an_envelope_is_missed() {
    let line =
        |code: &str| format!("<Detail><goodsCode>{code}</goodsCode><totalPrice>9</totalPrice></Detail>");
    let order = |no: u8| format!("<Trade><tradingNo>T-{no}</tradingNo>{}</Trade>", line("G1"));
    let envelope = |inner: &str| {
        let head = "<Head><MessageType>TRAD</MessageType></Head>";
        records(format!("<SubjectInfo>{head}{inner}</SubjectInfo>").as_bytes())
    };
    let (one, two, bare) = (order(1), order(2), line("G9"));
    for (inner, count) in [
        (format!("<Declaration>{one}</Declaration><Declaration>{two}</Declaration>"), 2),
        (format!("<Declaration>{one}</Declaration>{two}"), 2),
        (format!("<Declaration>{bare}</Declaration><Declaration>{bare}</Declaration>"), 1),
        (format!("<Declaration><Trade><tradingNo>T-1</tradingNo></Trade>{bare}</Declaration>"), 1),
    ] {
        let all = envelope(&inner).unwrap();
        assert_eq!(all.iter().filter(|r| r.is_ok()).count(), count, "{inner}");
    }
    let goods =
        envelope(&format!("<Declaration>{bare}</Declaration><Declaration>{bare}</Declaration>")).unwrap();
    assert_eq!(at(goods[0].as_ref().unwrap(), "/items/1/identification/goods_code"), "G9");
    let lone = "<Trade><tradingNo>T-8</tradingNo></Trade>";
    for (inner, words) in [
        (format!("<Declaration>{one}{bare}</Declaration>"), "belong to no trade order: \"goodsCode\""),
        (format!("<Declaration>{one}</Declaration>{bare}"), "belong to no trade order"),
        (
            format!(
                "<Declaration>{}</Declaration>",
                one.replace("<totalPrice>", "<Part><hsCode>1</hsCode></Part><totalPrice>")
            ),
            "belong to no trade order",
        ),
        (
            format!("<Declaration>{lone}{}{bare}</Declaration>", lone.replace('8', "7")),
            "which goods belong to which",
        ),
        (
            format!("<Declaration><TradeDetailList>{one}{two}</TradeDetailList></Declaration>"),
            "which goods belong to which",
        ),
    ] {
        assert!(envelope(&inner).unwrap_err().message.en.contains(words), "{inner}");
    }
    let all = envelope(&format!("<Declaration>{one}{lone}</Declaration>")).unwrap();
    assert!(all[1].as_ref().unwrap_err().message.en.contains("this trade order has no goods"));
    let twice =
        format!(r#"{{"SubjectInfo": {{"Declaration": [[{ORDER}]]}}, "SubjectInfo": {{"a": {ORDER}}}}}"#);
    assert_eq!(records(twice.as_bytes()).unwrap().len(), 2);
    let beside = format!(r#"{{"SubjectInfo": {{"Declaration": {ORDER}}}, "more": {ORDER}}}"#);
    assert!(records(beside.as_bytes()).is_err());
}

#[test]
fn a_line_without_goods_code_is_a_line() {
    let order =
        ORDER.replace("}]}", "}, {\"hsCode\": \"95030010\", \"hsCodeS\": \"00\", \"totalPrice\": \"5\"}]}");
    let all = records(order.as_bytes()).unwrap();
    let r = all[0].as_ref().unwrap();
    assert_eq!((at(r, "/items/1/hs_code").as_str(), at(r, "/items/1/total").as_str()), ("9503001000", "5"));
    let twice = order.replace("\"hsCodeS\"", "\"hsCode\": \"95030089\", \"hsCodeS\"");
    let all = records(twice.as_bytes()).unwrap();
    let r = all[0].as_ref().unwrap();
    assert_eq!(saying(r, "say different things"), ["/items/1/hs_code"]);
    let codes = r.node.at("/items/1").unwrap().members().iter().filter(|m| m.key == "hs_code").count();
    assert_eq!(codes, 2, "it stands twice, so that it is unknown");
}
