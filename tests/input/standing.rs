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
