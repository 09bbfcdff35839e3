//! One written value: known, or unknown for a cause.

use super::*;

#[test]
fn good_values_are_known() {
    let d = line(
        r#""line_no": 7, "hs_code": "9404.2100 10", "name": "床垫", "total": "150000.01", "cartons": 3,
           "identification": {"status": "confirmed"}, "attributes": {"purity": "99.9 %", "density": "1.73 g/cm3"}"#,
    );
    assert_eq!(warnings(&d), Vec::<String>::new());
    assert_eq!(d.goods.lines[0].number, 7);
    let is = |path: &str| known(line_fact(&d, 0, path));
    assert_eq!(is("good.hs_code"), "9404.2100.10");
    assert_eq!(is("good.total"), "150,000.01");
    assert_eq!(is("good.cartons"), "3");
    assert_eq!(is("good.attributes.purity"), "99.9 %");
    assert_eq!(is("good.attributes.density"), "1.73 g/cm3");
    let d = line(r#""attributes": {"density": "1730 kg/m3", "purity": "99.9", "species": "any"}"#);
    assert_eq!(known(line_fact(&d, 0, "good.attributes.density")), "1,730 kg/m3");
    let d = line(r#""attributes": {"density": "1.73"}"#);
    assert_eq!(known(line_fact(&d, 0, "good.attributes.density")), "1.73 g/cm3");
    let d = head(r#""accepted_on": "2026-02-28", "operator": {"commerce_filing": {"valid_until": "open"}}"#);
    assert_eq!(known(head_fact(&d, "accepted_on")), "2026-02-28");
    let until = head_fact(&d, "operator.commerce_filing.valid_until");
    assert_eq!(until, Fact::Known(Value::Date(Date::OPEN)));
    assert_eq!(head_fact(&d, "good.name"), head_fact(&d, "transit"), "another place is absent");
}

#[test]
fn absent_and_null_are_unknown() {
    let d = head(r#""direction": null, "market": null"#);
    for path in ["direction", "market.id", "transit"] {
        assert_eq!(cause(head_fact(&d, path)), (CauseKind::Absent, String::new()));
    }
}

#[test]
fn bad_numbers_are_unknown() {
    use CauseKind::{Malformed, OutOfRange};
    bad(r#""total": 1e400"#, "good.total", OutOfRange, "28 digits");
    bad(r#""total": "12345678901234567890123456789""#, "good.total", OutOfRange, "28 digits");
    bad(r#""total": "-1""#, "good.total", OutOfRange, "-1 is below 0");
    bad(r#""total": -1"#, "good.total", OutOfRange, "-1 is below 0");
    bad(r#""total": "1e400""#, "good.total", Malformed, "not a decimal");
    bad(r#""total": "１２""#, "good.total", Malformed, "full-width");
    bad(r#""total": "1,234.50""#, "good.total", Malformed, "separator");
    bad(r#""total": "1 234.50""#, "good.total", Malformed, "separator");
    bad(r#""total": """#, "good.total", Malformed, "empty");
    bad(r#""total": true"#, "good.total", Malformed, "true or false where a decimal");
    bad(r#""total": {"amount": "1"}"#, "good.total", Malformed, "an object where");
    bad(r#""cartons": "1.5""#, "good.cartons", Malformed, "not a whole number");
    bad(r#""attributes": {"purity": "pure"}"#, "good.attributes.purity", Malformed, "not a decimal");
    bad(r#""attributes": {"density": "1.73 kg"}"#, "good.attributes.density", Malformed, "something else");
    bad(r#""attributes": {"density": "1.73 furlong"}"#, "good.attributes.density", Malformed, "known unit");
    bad(r#""attributes": ["purity"]"#, "good.attributes.purity", Malformed, "a list where an object");
}

#[test]
fn numbers_are_read_exactly_and_doubted() {
    let d = line(r#""total": 0.1000000000000000055511151231"#);
    let exact = mp1039::value::decimal::parse("0.1000000000000000055511151231").unwrap();
    assert_eq!(line_fact(&d, 0, "good.total"), Fact::Known(Value::Number(Number::from(exact))));
    assert_eq!(warnings(&d), ["/items/0/total: a number where a string belongs, read exactly"]);
    let span = d.warnings[0].span.unwrap();
    assert_eq!(span, d.places["/items/0/total"]);
}

#[test]
fn codes_have_eight_or_ten_digits() {
    for (code, words) in [
        ("940", "has 3 digits"),
        ("940421001", "leading nought"),
        ("94042100100000", "has 14 digits"),
        ("9404-2100", "other than digits"),
        ("９４０４２１００", "full-width"),
        ("..", "has 0 digits"),
    ] {
        bad(&format!(r#""hs_code": "{code}""#), "good.hs_code", CauseKind::Malformed, words);
    }
    bad(r#""hs_code": 9404210010"#, "good.hs_code", CauseKind::Malformed, "a number where");
    let code = |text: &str| line(&format!(r#""hs_code": "{text}""#));
    let eight = Fact::Known(Value::Code(HsCode::parse("94042100").unwrap()));
    assert_eq!(line_fact(&code("9404.2100"), 0, "good.hs_code"), eight);
    let d = code("9404210010999");
    assert_eq!(known(line_fact(&d, 0, "good.hs_code")), "9404.2100.10");
    assert_eq!(d.warnings.len(), 1);
}

#[test]
fn bad_texts_dates_and_booleans_are_unknown() {
    let of = |members: &str, path: &str| cause(head_fact(&head(members), path));
    let (kind, words) = of(r#""direction": "exprot""#, "direction");
    assert_eq!(kind, CauseKind::Malformed);
    assert_eq!(words, r#""exprot" is not one of "export", "import"; "export" may be meant"#);
    assert!(of(r#""supervision_mode": 1039"#, "supervision_mode").1.contains("a number where a text"));
    assert!(of(r#""supervision_mode": "１０３９""#, "supervision_mode").1.contains("full-width"));
    assert!(of(r#""accepted_on": "2026-02-31""#, "accepted_on").1.contains("not a day of the calendar"));
    assert!(of(r#""accepted_on": "20260820""#, "accepted_on").1.contains("YYYY-MM-DD"));
    assert!(of(r#""accepted_on": "open""#, "accepted_on").1.contains("YYYY-MM-DD"));
    assert!(of(r#""transit": 1"#, "transit").1.contains("a number where true or false"));
    assert!(of(r#""transit": "maybe""#, "transit").1.contains("neither"));
    assert!(of(r#""market": "yiwu""#, "market.id").1.contains("a text where an object"));
    let d = head(r#""transit": "yes", "supervision_mode": " 1039 ""#);
    assert_eq!(known(head_fact(&d, "transit")), "yes");
    assert_eq!(known(head_fact(&d, "supervision_mode")), "1039");
    let expected = [
        "/supervision_mode: blanks around it were dropped",
        "/transit: a text where true or false belongs, read as true",
    ];
    assert_eq!(warnings(&d), expected);
}

#[test]
fn a_key_that_stands_twice_makes_its_facts_unknown() {
    let d = head(r#""market": {"id": "a"}, "market": {"id": "a"}, "transit": true, "tr\u0061nsit": true"#);
    for path in ["market.id", "market.customs", "transit"] {
        assert_eq!(cause(head_fact(&d, path)).0, CauseKind::Duplicate);
    }
    let d = line(r#""total": "1", "total": "1", "answers": {"mask": true, "mask": true}"#);
    assert_eq!(cause(line_fact(&d, 0, "good.total")).0, CauseKind::Duplicate);
    assert_eq!(cause(d.goods.lines[0].answers["mask"].clone()).0, CauseKind::Duplicate);
    let d = line(r#""answers": {"mask": true}, "answers": {"suit": false}"#);
    assert_eq!(d.goods.lines[0].answers.len(), 2);
    assert!(d.goods.lines[0].answers.values().all(|a| cause(a.clone()).0 == CauseKind::Duplicate));
    let d = head(r#""simplified": false, "items": [{}], "items": [{}]"#);
    assert_eq!(d.goods.unknown.unwrap().kind, CauseKind::Duplicate);
    let d = head(r#""documents": [], "documents": []"#);
    assert_eq!(d.documents, None);
    assert_eq!(warnings(&d), [r#"/documents: the key "documents" stands twice"#]);
}
