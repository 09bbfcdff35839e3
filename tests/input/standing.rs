//! Standing facts, and editing what was read.

use super::*;

#[test]
fn standing_facts_fill_what_is_open() {
    let office = standing(
        "office",
        r#"{"market": {"id": "yiwu", "customs": "2921"}, "simplified": false, "transit": null,
            "identification": {"status": "confirmed"}, "answers": {"mask": false, "suit": true}}"#,
    );
    let text = r#"{"market": {"id": "yiwu", "customs": null}, "items": [
        {"name": "a", "answers": {"mask": true}}, {"identification": {"other": "G"}}, 3]}"#;
    let d = with(text, &[office]).unwrap();
    assert_eq!(known(head_fact(&d, "market.customs")), "2921");
    assert_eq!(known(line_fact(&d, 0, "good.identification.status")), "confirmed");
    assert_eq!(cause(line_fact(&d, 1, "good.identification.status")).0, CauseKind::Absent);
    assert_eq!(known(d.goods.lines[0].answers["mask"].clone()), "yes");
    assert_eq!(known(d.goods.lines[0].answers["suit"].clone()), "yes");
    assert_eq!(known(d.goods.lines[1].answers["mask"].clone()), "no");
    let stated: Vec<&str> = d.stated.keys().map(String::as_str).collect();
    let expected = [
        "/items/0/answers/suit",
        "/items/0/identification/status",
        "/items/1/answers/mask",
        "/items/1/answers/suit",
        "/market/customs",
        "/simplified",
    ];
    assert_eq!(stated, expected);
    assert!(d.stated.values().all(|name| name == "office"));
    assert!(!d.places.contains_key("/simplified"));
    // The key that no rule knows, and the line that is no object.
    assert_eq!(d.warnings.len(), 2);
    assert_eq!(d.warnings[0].pointer, "/items/1/identification/other");
}

#[test]
fn standing_facts_never_overrule() {
    let office = || standing("office", r#"{"market": {"id": "yiwu"}, "transit": true}"#);
    let error = with(r#"{"market": {"id": "haining"}}"#, &[office()]).unwrap_err();
    assert_eq!(error.message.en, r#"/market/id: the declaration says "haining", office says "yiwu""#);
    assert!(error.span.is_some());
    let set = |text: &str| Standing { name: "--set".to_owned(), node: parse_set(text).unwrap() };
    let error = with("{}", &[office(), set("market.id=haining")]).unwrap_err();
    assert_eq!(error.message.en, r#"/market/id: office says "yiwu", --set says "haining""#);
    let error = with("{}", &[set("identification.status=pending"), set("identification.status=absent")]);
    assert!(error.unwrap_err().message.en.contains("/identification/status"));
    let declared = r#"{"market": {"id": "yiwu"}, "transit": "yes"}"#;
    let d = with(declared, &[office(), set("market.customs=2921")]).unwrap();
    assert_eq!(
        d.stated.into_iter().collect::<Vec<_>>(),
        [("/market/customs".to_owned(), "--set".to_owned())]
    );
    let d = with(r#"{"transit": false, "transit": true}"#, &[office()]).unwrap();
    assert_eq!(cause(head_fact(&d, "transit")).0, CauseKind::Duplicate, "twice stays twice");
    let error = with("{}", &[standing("office", r#"{"market": {"id": "a", "id": "a"}}"#)]).unwrap_err();
    assert_eq!(error.message.en, "office: /market/id stands twice");
    let list = Standing { name: "office".to_owned(), node: Node::list(vec![]) };
    assert!(with("{}", &[list]).is_err());
}

#[test]
fn facts_from_the_command_line() {
    let at = |text: &str, pointer: &str| parse_set(text).unwrap().at(pointer).cloned();
    assert_eq!(at("market.id=yiwu", "/market/id"), Some(Node::text("yiwu")));
    assert_eq!(at("transit=yes", "/transit"), Some(Node::bool(true)));
    assert_eq!(at("transit=null", "/transit"), Some(Node::null()));
    assert_eq!(at("documents=[]", "/documents"), Some(Node::list(vec![])));
    assert_eq!(at("net_weight_kg=1=2", "/net_weight_kg"), Some(Node::text("1=2")));
    for wrong in ["market", "=x", "a..b=x", ".=x", "goods[1].total=3", "a b=c"] {
        assert!(parse_set(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_node_can_be_edited() {
    let text = r#"{"items": [{"total": "1"}], "a": 1, "a": 2, "x": {"y": 1}}"#;
    let mut node = parse(SourceId(0), text, &Limits::default()).unwrap();
    assert!(set(&mut node, "/items/0/total", Some(Node::number("150000.01"))));
    assert!(set(&mut node, "/items/0/attributes/purity", Some(Node::text("99"))));
    assert!(set(&mut node, "/items/-", Some(Node::object([("total", Node::null())]))));
    assert!(set(&mut node, "/a", Some(Node::bool(true))));
    assert!(set(&mut node, "/x/y", None));
    assert!(set(&mut node, "/no/such/key", None));
    assert!(!set(&mut node, "/items/7/total", Some(Node::null())));
    assert_eq!(node.at("/items/0/attributes/purity"), Some(&Node::text("99")));
    assert_eq!(node.at("/items/1/total"), Some(&Node::null()));
    assert_eq!(node.members().iter().filter(|m| m.key == "a").count(), 1);
    assert_eq!(node.at("/x").map(|x| x.members().len()), Some(0));
    assert_eq!(node.at("/no"), None);
    assert!(set(&mut node, "/items/0", None));
    assert_eq!(node.at("/items/1"), None);
    let d = bind(&node, &[], &schema(), &Limits::default()).unwrap();
    assert_eq!(d.goods.unknown.unwrap().kind, CauseKind::NoGoodsList);
}

const TWO_GOODS: &str = r#"{"simplified": false, "items": [
    {"hs_code": "9503.0010.00", "identification": {"goods_code": "G0001"}, "answers": {"suit": true}},
    {"hs_code": "9503001000", "identification": {"status": "pending"}},
    {"hs_code": "95030089", "identification": {"goods_code": "G0002"}},
    {"hs_code": "6307900010"}]}"#;

fn status(d: &Declaration, line: usize) -> String {
    match line_fact(d, line, "good.identification.status") {
        Fact::Known(value) => value.to_string(),
        Fact::Unknown(_) => "?".to_owned(),
    }
}

#[test]
fn what_is_nearer_to_a_line_comes_first() {
    let office = standing(
        "office",
        r#"{"by_goods_code": {" G0001 ": {"answers": {"suit": false, "mask": true}, "identification": {"status": "confirmed"}},
                              "G0002": {"hs_code": "9503.0089.00", "answers": {"mask": true}}},
            "by_hs_code": {"9503.0010.00": {"answers": {"mask": false, "night": true}, "identification": {"status": "absent"}},
                           "95030010": {"answers": {"mask": false, "night": false, "deep": true}},
                           "9503008900": {"answers": {"mask": false, "ten": true}}},
            "answers": {"mask": false, "deep": false, "all": true}}"#,
    );
    let d = with(TWO_GOODS, std::slice::from_ref(&office)).unwrap();
    let answers = |line: usize| {
        let given = d.goods.lines[line].answers.iter();
        given.map(|(id, fact)| format!("{id} {}", known(fact.clone()))).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(answers(0), "all yes, deep yes, mask yes, night yes, suit yes");
    assert_eq!(answers(1), "all yes, deep yes, mask no, night yes");
    assert_eq!(answers(2), "all yes, deep no, mask yes, ten yes", "the code is known to ten digits");
    assert_eq!(answers(3), "all yes, deep no, mask no");
    assert_eq!((0..4).map(|i| status(&d, i)).collect::<Vec<_>>(), ["confirmed", "pending", "?", "?"]);
    assert_eq!(known(line_fact(&d, 2, "good.hs_code")), "9503.0089.00");
    assert_eq!(known(line_fact(&d, 2, "good.identification.goods_code")), "G0002");
    for (pointer, by) in
        [("/items/0/answers/mask", true), ("/items/0/answers/suit", false), ("/items/2/hs_code", true)]
    {
        assert_eq!(d.stated.get(pointer).map(String::as_str), by.then_some("office"), "{pointer}");
    }
    assert_eq!(d.warnings, []);
}

#[test]
fn a_code_that_is_none_or_stands_twice_is_an_error() {
    for (text, message) in [
        (
            r#"{"by_hs_code": {"950300": {}}}"#,
            "office: /by_hs_code/950300: \"950300\" is not a tariff code; write its 8 or 10 digits",
        ),
        (
            r#"{"by_hs_code": {"95O3001000": {}}}"#,
            "office: /by_hs_code/95O3001000: \"95O3001000\" is not a tariff code; write its 8 or 10 digits",
        ),
        (
            r#"{"by_hs_code": {"9503001000": {}, "9503.0010.00": {}}}"#,
            "office: /by_hs_code/9503.0010.00: the code stands twice",
        ),
        (r#"{"by_goods_code": {"G1": {}, "G1 ": {}}}"#, "office: /by_goods_code/G1 : the code stands twice"),
        (r#"{"by_goods_code": {" ": {}}}"#, "office: /by_goods_code/ : a goods code is missing"),
        (r#"{"by_goods_code": {"G1": "confirmed"}}"#, "office: /by_goods_code/G1 is an object, not a text"),
        (r#"{"by_goods_code": ["G1"]}"#, "office: /by_goods_code is an object, not a list"),
        (
            r#"{"by_goods_code": {"G1": {"brand": "a", "brand": "b"}}}"#,
            "office: /by_goods_code/G1/brand stands twice",
        ),
    ] {
        assert_eq!(with(TWO_GOODS, &[standing("office", text)]).unwrap_err().message.en, message);
    }
    let one = standing("one", r#"{"by_goods_code": {"G0001": {"answers": {"mask": true}}}}"#);
    let other = standing("other", r#"{"by_goods_code": {"G0001": {"answers": {"mask": false}}}}"#);
    let error = with(TWO_GOODS, &[one.clone(), other.clone()]).unwrap_err();
    assert_eq!(error.message.en, "/by_goods_code/G0001/answers/mask: one says true, other says false");
    assert!(with(r#"{"items": [{"identification": {"goods_code": "G9"}}]}"#, &[one, other]).is_ok());
}

#[test]
fn what_fills_nothing_is_said() {
    let office = standing(
        "office",
        r#"{"by_goods_cod": {}, "identification": {"goods_code": "G1"},
            "by_goods_code": {"g0001": {"answers": {"mask": true}}, "G0002": {"anwsers": {"mask": true}, "answers": "no",
                              "identification": {"goods_code": "G0003", "staus": "confirmed"}, "line_no": 4}},
            "by_hs_code": {"9503001000": {"hs_code": "9503001001", "answers": {"mask": true}}}}"#,
    );
    let d = with(TWO_GOODS, &[office]).unwrap();
    let said: Vec<(&str, &str)> =
        d.warnings.iter().map(|w| (w.pointer.as_str(), w.message.en.as_str())).collect();
    let unknown = |key: &str| format!("the policy does not know the field \"{key}\"; it was not used");
    let expected = [
        ("/by_goods_cod", unknown("by_goods_cod") + "; \"by_goods_code\" may be meant"),
        ("/identification/goods_code", unknown("goods_code")),
        ("/by_goods_code/G0002/anwsers", unknown("anwsers") + "; \"answers\" may be meant"),
        ("/by_goods_code/G0002/answers", "an object belongs here, not a text".to_owned()),
        ("/by_goods_code/G0002/identification/goods_code", unknown("goods_code")),
        ("/by_goods_code/G0002/identification/staus", unknown("staus") + "; \"status\" may be meant"),
        ("/by_goods_code/G0002/line_no", unknown("line_no")),
        ("/items/0/identification/goods_code", "the standing facts know the good \"g0001\", not \"G0001\"; they were not used".to_owned()),
        ("/items/0/hs_code", "office has this good under 9503001001 (/by_hs_code/9503001000); what it states there was not used".to_owned()),
        ("/items/1/hs_code", "office has this good under 9503001001 (/by_hs_code/9503001000); what it states there was not used".to_owned()),
        ("/items/2/answers", "a text where an object of answers belongs".to_owned()),
    ];
    let expected: Vec<(&str, &str)> = expected.iter().map(|(p, m)| (*p, m.as_str())).collect();
    assert_eq!(said, expected);
    assert!(d.warnings.iter().all(|w| w.span.is_some() || w.pointer == "/items/2/answers"));
    assert!(d.goods.lines.iter().all(|line| !line.answers.contains_key("mask")));
    assert_eq!(d.goods.lines[2].number, 3);
    let goods =
        d.goods.lines.iter().map(|l| l.facts.known(schema().find("good.identification.goods_code").unwrap()));
    assert_eq!(goods.filter(|g| g.is_some()).count(), 2, "only the declaration says which good it is");
    // In a declaration the tables mean nothing.
    let d = with(r#"{"by_goods_code": {"G1": {}}}"#, &[]).unwrap();
    assert!(d.warnings.iter().any(|w| w.pointer == "/by_goods_code"));
}
