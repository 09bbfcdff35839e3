//! What is no declaration at all, and that nothing makes the reader panic.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn refused(text: &str, words: &str, offset: usize) {
    let error = try_read(text).unwrap_err();
    assert!(error.message.en.contains(words), "{:?} does not say {words:?}", error.message.en);
    assert!(!error.message.zh.is_empty());
    assert_eq!(error.span.unwrap().start, offset, "{}", error.message.en);
}

#[test]
fn what_is_no_declaration_is_refused() {
    refused("", "nothing here", 0);
    refused(" \n", "nothing here", 2);
    refused("[1]", "this is a list", 0);
    refused(" 3", "this is a number", 1);
    refused("<DecMessage>", "XML", 0);
    refused("declaration", "not JSON", 0);
    refused(r#"{"a": [1, 2"#, "ends too early", 11);
    refused("{\"a\": 1} {}", "after the end", 9);
    refused("{\n  \"义\": 1,\n}", "comma with nothing after", 14);
    refused("{\"义\" 1}", "colon", 7);
    refused("{'a': 1}", "key belongs here", 1);
    refused("{\"a\": NaN}", "value belongs here", 6);
    refused("{\"a\": 01}", "not a number as JSON", 7);
    refused("{\"a\": \"\\x\"}", "backslash", 8);
    refused("{\"a\": \"b\nc\"}", "line end or control", 8);
    assert!(try_read("{\"a\": [\"\\ud800\"]}").unwrap_err().message.en.contains("half a character"));
    let other = r#""mp1039/declaration@2"; only "mp1039/declaration@1""#;
    refused(r#"{"schema": "mp1039/declaration@2"}"#, other, 11);
    refused(r#"{"schema": 1}"#, "the schema is a number", 11);
    assert_eq!(SCHEMA, "mp1039/declaration@1");
    assert!(bind(&Node::list(vec![]), &[], &schema(), &Limits::default()).is_err());
}

#[test]
fn limits_are_errors() {
    let limits = Limits { bytes: 200, lines: 2, depth: 4, values: 20 };
    let of = |text: &str| read_bytes(SourceId(0), text.as_bytes(), &[], &schema(), &limits);
    assert!(of(r#"{"a": [[[1]]]}"#).is_ok());
    assert!(of(r#"{"a": [[[[1]]]]}"#).unwrap_err().message.en.contains("inside each other"));
    assert!(of(r#"{"items": [{}, {}]}"#).is_ok());
    let error = of(r#"{"items": [{}, {}, {}]}"#).unwrap_err();
    assert!(error.message.en.contains("lines of goods"));
    assert_eq!(error.span.unwrap().start, 19);
    assert!(of(r#"{"a": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"#).is_err());
    assert_eq!(of(&" ".repeat(201)).unwrap_err().offset, Some(200));
    let deep = format!("{{\"a\": {}", "[".repeat(1_000_000));
    assert!(try_read(&deep).is_err());
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(try_read(&deep).unwrap_err().message.en.contains("inside each other"));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let limits = Limits::default();
    let offset = |bytes: &[u8]| decode(bytes, None, &limits).unwrap_err().offset;
    assert_eq!(decode(b"\xef\xbb\xbf{}", None, &limits).unwrap().text, "{}");
    assert_eq!(decode(b"{\"a\": \"\xd2\xe5\"}", None, &limits).unwrap().text, "{\"a\": \"义\"}");
    assert_eq!(offset(b"{\"a\": \"\xff\"}"), Some(7));
    assert_eq!(offset(b"\xef\xbb\xbf\xff"), Some(3));
    assert_eq!(offset(b"{\0}"), Some(1));
    assert_eq!(decode(b"\xff\xfe{\0", None, &limits).unwrap().text, "{");
}

const SAMPLE: &str = r#"{"schema": "mp1039/declaration@1", "client_ref": "YW-\u4e49", "simplified": false, "transit": true,
  "market": {"id": "义乌", "customs": null}, "documents": [{"letter": "4", "number": "1", "lines": [1]}],
  "items": [{"line_no": 1, "hs_code": "9404210010", "total": 1.5e3, "answers": {"mask": false}}, null]}"#;

#[test]
fn a_declaration_broken_anywhere_is_read_or_refused() {
    let (bytes, limits) = (SAMPLE.as_bytes(), Limits::default());
    let read = |bytes: &[u8]| read_bytes(SourceId(0), bytes, &[], &schema(), &limits);
    assert!(read(bytes).is_ok());
    for end in 0..bytes.len() {
        let error = read(&bytes[..end]).expect_err("a beginning is no declaration");
        assert!(error.span.is_some() || error.offset.is_some());
    }
    for at in 0..bytes.len() {
        for byte in [b'"', b'{', b'}', b'[', b',', b'\\', b'0', b'x', 0x00, 0xff] {
            let mut broken = bytes.to_vec();
            broken[at] = byte;
            if let Err(InputError { span: Some(span), .. }) = read(&broken) {
                assert!(std::str::from_utf8(&broken).unwrap().get(span.range()).is_some());
            }
        }
    }
}

/// JSON of any shape under the keys of the schema.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,12})?",
        "\"[0-9.,% +a-z义-]{0,16}\"",
    ];
    let key = prop::sample::select(vec![
        "items",
        "goods_list",
        "documents",
        "lines",
        "line_no",
        "hs_code",
        "total",
        "market",
        "id",
        "answers",
        "attributes",
        "purity",
        "density",
        "accepted_on",
        "simplified",
        "cartons",
        "identification",
    ]);
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|v| format!("[{}]", v.join(","))),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_bytes(SourceId(0), &bytes, &[], &schema(), &Limits::default());
    }

    #[test]
    fn any_text_like_json_is_read_or_refused(text in "[\\[\\]{}\",:0-9eE.+\\-tfn义\\\\u \n]{0,80}") {
        let _ = try_read(&text);
        let _ = try_read(&format!("{{\"items\": [{text}]}}"));
    }

    #[test]
    fn any_object_is_bound_whole(json in any_json(), facts in any_json()) {
        let text = format!("{{\"simplified\":false,\"items\":[{json}],\"market\":{json},\"documents\":[{json}]}}");
        let d = try_read(&text).unwrap();
        prop_assert_eq!(d.head.0.len(), schema().facts.len());
        prop_assert!(d.goods.lines.iter().all(|l| l.facts.0.len() == schema().facts.len()));
        prop_assert!(d.places.values().all(|span| text.get(span.range()).is_some()));
        let office = standing("office", &format!("{{\"answers\":{facts},\"market\":{facts}}}"));
        let _ = with(&text, &[office]);
    }
}
