//! Asking for what is missing: every way of answering ends, what is remembered decides
//! as what is declared, and a list of questions comes back as it went out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../support/mod.rs"]
mod support;
mod transcript;

use std::sync::OnceLock;

use encoding_rs::GB18030;
use mp1039::ask::list::{self, List};
use mp1039::ask::remember::{self, Fact};
use mp1039::ask::{Case, Kind, Question, answer};
use mp1039::eval::decision::{Decision, Verdict};
use mp1039::hir::Type;
use mp1039::input::formats::Record;
use mp1039::input::{Limits, Node, Standing, formats, parse, write};
use mp1039::pipeline::{Options, Policy};
use mp1039::report::{self, workbook};
use mp1039::source::SourceId;
use mp1039::value::Date;
use proptest::prelude::*;
use serde_json::{Value, json};

fn policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(support::policy)
}

fn node(value: &Value) -> Node {
    parse(SourceId(0), &value.to_string(), &Limits::default()).unwrap()
}

fn options(standing: Vec<Standing>) -> Options {
    Options { as_of: Date::parse("2026-08-20"), standing, ..Options::default() }
}

fn office(node: Node) -> Standing {
    Standing { name: "office".to_owned(), node }
}

fn case<'a>(node: Node, options: &'a Options) -> Case<'a> {
    let record = Record { node, warnings: Vec::new() };
    Case::new(policy(), record, options).unwrap()
}

fn decide(node: &Node, standing: Vec<Standing>) -> Decision {
    policy().judge_node(node, &options(standing)).unwrap().decision
}

/// A message as it comes: what a customs message does not carry is not there.
fn bare(items: Value) -> Value {
    json!({
        "supervision_mode": "1039", "direction": "export", "accepted_on": "2026-08-20",
        "declaring_customs": "2921", "transit": false, "items": items,
    })
}

fn good(code: &str, name: &str, goods_code: Option<&str>) -> Value {
    let mut line = json!({"hs_code": code, "name": name, "total": "100.00", "currency": "USD"});
    if let Some(goods_code) = goods_code {
        line["identification"] = json!({"goods_code": goods_code});
    }
    line
}

fn declarations() -> Vec<Value> {
    let goods = |codes: &[&str]| codes.iter().map(|c| good(c, "货物", Some(c))).collect::<Vec<_>>();
    vec![
        support::sample("missing-facts"),
        support::sample("message-only"),
        bare(json!(goods(&["9503001000", "94042100", "1905310000"]))),
        bare(json!(goods(&["8525811000", "94042100"]))),
        bare(json!([good("9503001000", "货物", None), good("8525811000", "相机", None), {"name": "圆珠笔"}])),
        json!({"items": goods(&["9503001000"])}),
        json!({"goods_list": [good("3926909090", "鞋套", None)], "simplified": true}),
    ]
}

/// Answers that a person may give, the likely ones first.
fn possible(question: &Question) -> Vec<&'static str> {
    match &question.kind {
        Kind::YesNo => vec!["no", "yes"],
        Kind::Papers => vec!["none", "B 330000000001 2026-12-31 all"],
        Kind::Nobody(_) => Vec::new(),
        Kind::Fact(id) => {
            let def = policy().schema().get(*id).unwrap();
            match (def.ty, def.choices.len(), def.path.as_str()) {
                (_, 1.., _) => vec!["1", "2"],
                (Type::Bool, ..) => vec!["no", "yes"],
                (Type::Date, ..) => vec!["2024-01-01", "2026-08-20", "2027-01-01"],
                (Type::Code, ..) => vec!["9404210010", "9404219000", "9608100000", "9503001000"],
                (Type::Text, _, "supervision_mode") => vec!["1039", "0110"],
                (Type::Text, _, path) if path.ends_with("currency") => vec!["USD", "CNY"],
                (Type::Text, ..) if def.digits.is_some() => vec!["2921", "1039"],
                (Type::Text, ..) => vec!["yiwu", "haining"],
                _ => vec!["1", "0", "160000"],
            }
        }
    }
}

fn contains(wide: &Decision, narrow: &Decision) -> bool {
    let rank = |verdict: Verdict| match verdict {
        Verdict::Admit => 0,
        Verdict::Review => 1,
        _ => 2,
    };
    match (wide.verdict, narrow.verdict) {
        (Verdict::OutOfScope, other) => other == Verdict::OutOfScope,
        (Verdict::Undecided, Verdict::OutOfScope) => true,
        (_, Verdict::OutOfScope) => false,
        _ => rank(wide.best) <= rank(narrow.best) && rank(wide.worst) >= rank(narrow.worst),
    }
}

/// Answers every question by `picks`; gives what was kept of the answers.
fn answer_all(declaration: &Value, pick: &dyn Fn(usize, usize) -> usize) -> Vec<Fact> {
    let options = options(Vec::new());
    let mut case = case(node(declaration), &options);
    let mut kept: Vec<Fact> = Vec::new();
    let mut refused: Vec<String> = Vec::new();
    for step in 0..200 {
        let open = case.questions().unwrap();
        let question = open.iter().find(|q| !possible(q).is_empty() && !refused.contains(&q.fact)).cloned();
        let Some(question) = question else {
            let decided = case.judged().decision.verdict != Verdict::Undecided;
            let nobody = open.iter().all(|q| matches!(q.kind, Kind::Nobody(_)) || refused.contains(&q.fact));
            assert!(decided == open.is_empty() && nobody, "{open:#?}");
            return kept;
        };
        let answers = possible(&question);
        let text = answers[pick(step, answers.len())];
        let before = case.judged().decision.clone();
        let Ok(value) = case.read(&question, text) else {
            refused.push(question.fact);
            continue;
        };
        let untouched = case.node().clone();
        if case.take(&question, &value, &[]).unwrap().is_some() {
            assert_eq!(*case.node(), untouched, "what does not settle is not taken");
            refused.push(question.fact);
            continue;
        }
        let after = &case.judged().decision;
        assert!(question.corrects || contains(&before, after), "{question:#?}: {before:?} {after:?}");
        for pointer in remember::place(&question).into_iter().chain(remember::place_by_hs_code(&question)) {
            let fact = Fact { pointer, value: value.clone() };
            let lines = case.judged().declaration.goods.lines.len();
            // What is remembered by goods may hold for more lines than this one.
            if lines < 2
                || question.good.is_none()
                || question.good.as_ref().is_some_and(|g| g.goods_code.is_some())
            {
                let mut file = Node::object::<String>([]);
                assert_eq!(remember::put(&mut file, std::slice::from_ref(&fact)), []);
                if !fact.pointer.starts_with("/by_hs") || lines < 2 {
                    assert_eq!(decide(&untouched, vec![office(file)]), *after, "{fact:?}");
                }
            }
            kept.push(fact);
        }
    }
    panic!("there is no end to the questions of {declaration}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn answering_every_question_ends_in_a_decision(picks in prop::collection::vec(any::<prop::sample::Index>(), 1..8), which in any::<prop::sample::Index>()) {
        let all = declarations();
        let kept = answer_all(which.get(&all), &|step, count| picks[step % picks.len()].index(count));
        let mut once = Node::object([("name", Node::text("office"))]);
        remember::put(&mut once, &kept);
        let mut twice = once.clone();
        remember::put(&mut twice, &kept);
        prop_assert_eq!(once, twice, "remembering twice changes nothing");
    }
}

#[test]
fn the_likely_answers_of_every_declaration_end_in_a_decision() {
    for declaration in declarations() {
        answer_all(&declaration, &|_, _| 0);
    }
}

#[test]
fn the_fact_that_most_norms_wait_for_comes_first() {
    let options = options(Vec::new());
    let case = case(node(&bare(json!([good("9503001000", "滑板车", Some("G1"))]))), &options);
    let open = case.questions().unwrap();
    let asked: Vec<(&str, usize)> = open.iter().map(|q| (q.fact.as_str(), q.norms.len())).collect();
    assert_eq!(asked[0].0, "/simplified");
    assert!(asked.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{asked:?}");
    assert!(asked.iter().any(|(fact, norms)| *fact == "/market/id" && *norms >= 2));
}

#[test]
fn one_answer_holds_for_the_same_good_and_no_other() {
    let lines = json!([
        good("9503001000", "滑板车", Some("G1")),
        good("9503001000", "滑板车", Some("G1")),
        good("9503001000", "三轮车", Some("G2")),
        good("6601910000", "伞", Some("G1")),
    ]);
    let mut declaration = bare(lines);
    declaration["simplified"] = json!(false);
    let options = options(Vec::new());
    let mut case = case(node(&declaration), &options);
    let open = case.questions().unwrap();
    let question = open.iter().find(|q| q.fact == "/items/0/identification/status").unwrap().clone();
    let (same, under) = case.alike(&question, &open);
    let numbers = |goods: &[mp1039::ask::Good]| goods.iter().map(|g| g.line).collect::<Vec<_>>();
    assert_eq!((numbers(&same), numbers(&under)), (vec![2], vec![3]));
    let value = case.read(&question, "confirmed").unwrap();
    assert_eq!(case.take(&question, &value, &same).unwrap(), None);
    let at = |i: usize| case.node().at(&format!("/items/{i}/identification/status")).cloned();
    assert_eq!((at(1), at(2)), (Some(Node::text("confirmed")), None));
}

#[test]
fn ten_digits_complete_eight_and_nothing_else() {
    let mut declaration = bare(json!([good("94042100", "床垫", Some("G8"))]));
    declaration["simplified"] = json!(false);
    let options = options(Vec::new());
    let case = case(node(&declaration), &options);
    let question = case.questions().unwrap().into_iter().find(|q| q.fact == "/items/0/hs_code").unwrap();
    assert_eq!(case.read(&question, "9503001000").unwrap_err().en, "9503001000 is not under 94042100");
    assert!(case.read(&question, "9404.2100.10").is_ok());
    assert_eq!(remember::place(&question).unwrap(), "/by_goods_code/G8/hs_code");
    assert_eq!(remember::place_by_hs_code(&question), None, "goods under eight digits differ");
    assert!(remember::read(policy().schema(), "/by_hs_code/94042100/hs_code", "9404210010").is_err());
    let file = node(&json!({"by_goods_code": {"G8": {"hs_code": "9404.2100.10"}}}));
    let decision = decide(&node(&declaration), vec![office(file)]);
    assert_eq!(decision.verdict, Verdict::Reject, "straw mattresses are under licence");
    let other = node(&json!({"by_goods_code": {"G8": {"hs_code": "9503001000"}}}));
    let judged = policy().judge_node(&node(&declaration), &options_with(other)).unwrap();
    assert_eq!(judged.decision.verdict, Verdict::Undecided);
    assert!(
        judged.declaration.warnings.iter().any(|w| w.message.en.contains("has this good under 9503001000"))
    );
}

fn options_with(file: Node) -> Options {
    options(vec![office(file)])
}

#[test]
fn an_office_file_keeps_what_it_holds() {
    let text = r#"{"note": 1.50, "by_hs_code": {"9503.0010.00": {"answers": {"a": true}}}, "market": {"id": null}, "operator": "x"}"#;
    let mut file = parse(SourceId(0), text, &Limits::default()).unwrap();
    let fact = |pointer: &str, value: Node| Fact { pointer: pointer.to_owned(), value };
    let refused = remember::put(
        &mut file,
        &[
            fact("/by_hs_code/9503001000/answers/b", Node::bool(false)),
            fact("/by_hs_code/9503001000/answers/a", Node::bool(false)),
            fact("/market/id", Node::text("yiwu")),
            fact("/operator/commerce_filing/market", Node::text("yiwu")),
            fact("/by_goods_code/A~1B/answers/a", Node::bool(true)),
        ],
    );
    assert_eq!(refused.len(), 2);
    assert_eq!(
        write(&file).split_whitespace().collect::<Vec<_>>().join(" "),
        r#"{ "note": 1.50, "by_hs_code": { "9503.0010.00": { "answers": { "a": true, "b": false } } }, "market": { "id": "yiwu" }, "operator": "x", "by_goods_code": { "A/B": { "answers": { "a": true } } } }"#
    );
}

#[test]
fn an_answer_to_a_question_that_no_list_asks_is_said() {
    let file = node(&json!({"by_goods_code": {"G1": {"answers": {"fine-graphit": false}}}}));
    let judged = policy().judge_node(&node(&bare(json!([]))), &options_with(file)).unwrap();
    let said: Vec<&str> = judged.declaration.warnings.iter().map(|w| w.message.en.as_str()).collect();
    assert!(said.iter().any(|s| s.starts_with("no list asks “fine-graphit”; it was not used")), "{said:?}");
}

/// The questions of two messages, as rows.
fn rows() -> Vec<Vec<String>> {
    let options = options(vec![office(node(&support::sample("office")))]);
    let first = bare(json!([
        good("8525811000", "摄像机", Some("0007")),
        good("8525811000", "高速相机", None),
        good("8525811000", "=相机", None),
        {"hs_code": "9503001000", "name": "滑板车", "currency": "USD"},
    ]));
    let second = bare(json!([good("8525811000", "摄像机", Some("0007"))]));
    let mut list = List::default();
    for (name, declaration) in [("first", first), ("second", second)] {
        list.add(&case(node(&declaration), &options), name).unwrap();
    }
    list.rows()
}

const ID: usize = 0;
const ANSWER: usize = 8;

fn fill(rows: &mut [Vec<String>], id: &str, answers: &[&str]) {
    let held: Vec<&mut Vec<String>> = rows.iter_mut().filter(|row| row[ID] == id).collect();
    assert_eq!(held.len(), answers.len(), "{id}");
    for (row, answer) in held.into_iter().zip(answers) {
        row[ANSWER] = (*answer).to_owned();
    }
}

fn read(rows: &[Vec<String>]) -> list::Answers {
    list::answers(rows, policy().schema()).unwrap()
}

#[test]
fn a_list_asks_once_for_a_good() {
    let rows = rows();
    let ids: Vec<(&str, &str)> = rows.iter().map(|r| (r[ID].as_str(), r[3].as_str())).collect();
    let entry = "solid-state-high-speed-cameras";
    let times = |id: &str| ids.iter().filter(|(i, _)| *i == id).count();
    assert_eq!(times(&format!("/by_goods_code/0007/answers/{entry}")), 1);
    assert_eq!(
        times(&format!("/by_hs_code/8525811000/answers/{entry}")),
        2,
        "two goods without a goods code: {ids:?}"
    );
    assert_eq!(times("declaration first: /items/3/total"), 1);
    let row = rows.iter().find(|r| r[ID].starts_with("/by_goods_code/0007/answers")).unwrap();
    assert_eq!((row[9].as_str(), row[10].as_str()), ("2", "2"));
    assert!(!row[5].contains("line"), "{}", row[5]);
    let norms: Vec<usize> = rows.iter().skip(1).map(|r| r[11].parse().unwrap()).collect();
    assert!(norms.windows(2).all(|pair| pair[0] >= pair[1]), "{norms:?}");
}

#[test]
fn a_list_comes_back_as_it_went_out() {
    let plain = rows();
    let rows_of = |bytes: &[u8]| {
        let sheets = formats::rows(bytes, (None, &Limits::default())).unwrap();
        sheets.unwrap().remove(0).1
    };
    let harmless = list::harmless(plain.clone());
    assert!(harmless.iter().flatten().any(|cell| cell == "'=相机"), "no cell is a formula");
    let csv = report::csv(&harmless).unwrap();
    assert!(csv.starts_with("\u{feff}编号 id,".as_bytes()));
    let answers = |rows: &[Vec<String>]| format!("{:?}", list::answers(rows, policy().schema()).unwrap());
    assert_eq!(answers(&rows_of(&csv)), answers(&harmless));
    let text = String::from_utf8(csv[3..].to_vec()).unwrap();
    let saved = GB18030.encode(&text).0.into_owned();
    assert_eq!(rows_of(&saved), rows_of(&csv), "as a Chinese spreadsheet saves it");
    let saved = text.replace(',', ";").replace("\"", "");
    assert_eq!(rows_of(saved.as_bytes())[0], plain[0]);
    let book = workbook::new(&[("Questions".to_owned(), plain.clone())]).unwrap();
    assert_eq!(rows_of(&book), rows_of(&report::csv(&plain).unwrap()));
    let no_list = list::answers(&[vec!["a".to_owned()]], policy().schema());
    assert!(no_list.unwrap_err().en.contains("answer"));
}

#[test]
fn answers_of_a_list_are_taken_where_they_are_sound() {
    let mut rows = rows();
    let asks = |code: &str| format!("/by_{code}/answers/solid-state-high-speed-cameras");
    fill(&mut rows, &asks("goods_code/0007"), &["否"]);
    fill(&mut rows, &asks("hs_code/8525811000"), &["no", "no"]);
    fill(&mut rows, "declaration first: /items/3/total", &["12.50"]);
    let found = read(&rows);
    let kept: Vec<(&str, &Node)> = found.facts.iter().map(|f| (f.pointer.as_str(), &f.value)).collect();
    let no = Node::bool(false);
    assert_eq!(kept, [(asks("goods_code/0007").as_str(), &no), (asks("hs_code/8525811000").as_str(), &no)]);
    let row = rows.iter().position(|r| r[ID].starts_with("declaration")).unwrap();
    assert_eq!(found.wrong.len(), 1);
    assert_eq!(found.wrong[0].0, format!("I{}", row + 1));
    assert_eq!(found.unanswered, rows.len() - 5);
    // One good may not speak for another one under its code.
    for other in ["", "yes"] {
        fill(&mut rows, &asks("hs_code/8525811000"), &["no", other]);
        let found = read(&rows);
        assert!(found.facts.iter().all(|f| !f.pointer.starts_with("/by_hs")), "{other}");
        assert!(found.wrong.iter().any(|(_, why)| why.en.contains("not all answered alike")), "{other}");
    }
    fill(&mut rows, &asks("goods_code/0007"), &["maybe"]);
    let wrong = read(&rows).wrong;
    assert!(wrong.iter().any(|(_, why)| why.en == "“maybe” is neither yes nor no"), "{wrong:?}");
}

#[test]
fn an_id_that_leads_elsewhere_brings_nothing_back() {
    let head = rows()[0].clone();
    for id in [
        "/declaring_customs",
        "/items/0/total",
        "/by_goods_code/G1/total",
        "/by_goods_code/G1/identification/goods_code",
        "/by_goods_code/G1/answers/",
        "/by_goods_code//answers/a",
        "/by_hs_code/9503/answers/a",
        "/by_goods_code",
        "",
    ] {
        let mut row = vec![String::new(); head.len()];
        row[ID] = id.to_owned();
        row[ANSWER] = "yes".to_owned();
        let found = read(&[head.clone(), row]);
        assert_eq!((found.facts.len(), found.wrong.len()), (0, 1), "{id}");
    }
}

#[test]
fn a_spreadsheet_may_write_a_day_its_own_way() {
    let fact = |text: &str| remember::read(policy().schema(), "/operator/commerce_filing/valid_from", text);
    for text in ["2026-08-01", "2026/8/1", " 2026-8-1 ", "20260801", "2026年8月1日"] {
        assert_eq!(fact(text).unwrap().value, Node::text("2026-08-01"), "{text}");
    }
    for text in ["1/8/2026", "46235", "2026-13-01", "open"] {
        assert!(fact(text).is_err(), "{text}");
    }
}

#[test]
fn a_question_that_nobody_can_answer_says_who_could() {
    let mut declaration = support::sample("one-toy");
    declaration["items"][0]["currency"] = json!("XAF");
    let options = options(Vec::new());
    let case = case(node(&declaration), &options);
    let open = case.questions().unwrap();
    let rate = open.iter().find(|q| q.fact.is_empty()).expect("no table has the rate");
    let Kind::Nobody(who) = &rate.kind else { panic!("{rate:?}") };
    assert_eq!(who.en, "customs publishes it; it belongs into the table of rates");
    assert!(case.read(rate, "7.1").is_err());
}

#[test]
fn a_person_may_answer_in_many_ways() {
    let at = "/by_goods_code/G1/identification/status";
    for text in ["confirmed", "1", "１", "1.0", "已确认", "已确认。"] {
        let fact = remember::read(policy().schema(), at, text);
        assert_eq!(fact.map(|f| f.value), Ok(Node::text("confirmed")), "{text}");
    }
    for text in ["0", "4", "1.5", "确认"] {
        assert!(remember::read(policy().schema(), at, text).is_err(), "{text}");
    }
    let papers = |text: &str| answer::read(&Kind::Papers, policy().schema(), text);
    for text in ["none", "无", "没有", "无。"] {
        assert_eq!(papers(text), Ok(Node::list(vec![])), "{text}");
    }
    assert!(papers("B").unwrap_err().zh.contains("没有则写“无”"));
    assert!(papers("B 1 20261231 1").is_ok() && papers("B 1 不详 1").is_ok());
    assert!(answer::not_known("不详") && answer::not_known("－") && !answer::not_known("无"));
    assert_eq!((answer::yes_no("是。"), answer::yes_no("Ｎ")), (Some(true), Some(false)));
}
