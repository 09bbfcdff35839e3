//! Simplified declaration: which goods become which line, what is kept, what is said
//! of ties and of what the law leaves open, and that the result is judged as before.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use mp1039::eval::decision::Decision;
use mp1039::input::{Limits, parse};
use mp1039::pipeline::{Options, Policy};
use mp1039::simplify::{Asked, ONE_BY_ONE, Part, Refused, Simplified, simplify};
use mp1039::source::SourceId;
use mp1039::value::{Currency, Date, Number, Text};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{judge, policy, sample};

fn shared() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(policy)
}

fn run(declaration: &Value) -> Result<Simplified, Refused> {
    let node = parse(SourceId::default(), &declaration.to_string(), &Limits::default()).unwrap();
    let judged = shared().judge_node(&node, &Options::default()).unwrap();
    let day = judged.decision.as_of.as_deref().and_then(Date::parse);
    let edition = shared().edition(day, None).unwrap();
    simplify(&Asked {
        node: &node,
        declaration: &judged.declaration,
        decision: &judged.decision,
        edition: &edition,
        as_of: None,
    })
}

fn written(simplified: &Simplified) -> Value {
    serde_json::from_str(&mp1039::input::write_line(&simplified.declaration)).unwrap()
}

/// Goods of real codes: name, code, total. The code of the mattress needs inspection.
const TOY: (&str, &str) = ("儿童滑板车", "9503001000");
const BAG: (&str, &str) = ("涤纶手提包", "4202220000");
const UMBRELLA: (&str, &str) = ("三折自动伞", "6601910000");
const NECKLACE: (&str, &str) = ("合金项链", "7117190000");
const TORCH: (&str, &str) = ("LED手电筒", "8513101000");
const ORNAMENT: (&str, &str) = ("塑料桌面摆件", "3926400000");
const BOX: (&str, &str) = ("塑料收纳盒", "3924900000");
const NOTEBOOK: (&str, &str) = ("线圈笔记本", "4820100000");
const MATTRESS: (&str, &str) = ("蔺草面海绵床垫", "9404210010");

fn good((name, code): (&str, &str), total: &str) -> Value {
    json!({ "hs_code": code, "name": name, "spec": "无品牌", "quantity": "100", "unit": "007",
        "total": total, "currency": "USD", "identification": { "status": "confirmed" } })
}

fn with(mut good: Value, key: &str, value: Value) -> Value {
    good[key] = value;
    good
}

/// Declares goods, not simplified yet.
fn declared(goods: Vec<Value>) -> Value {
    let mut declaration = sample("one-toy");
    declaration["items"] = Value::Array(goods);
    declaration
}

/// Five dear goods, each of a kind.
fn five() -> Vec<Value> {
    vec![
        good(TOY, "900.00"),
        good(BAG, "800.00"),
        good(UMBRELLA, "700.00"),
        good(NECKLACE, "600.00"),
        good(TORCH, "500.00"),
    ]
}

fn said(notes: &[Text], part: &str) -> bool {
    notes.iter().any(|note| note.en.contains(part))
}

fn lines(simplified: &Simplified) -> Vec<Vec<u64>> {
    simplified.items.iter().map(|item| item.lines.clone()).collect()
}

/// What a decision finds on the goods, wherever they stand.
fn on_goods(decision: &Decision) -> Vec<(String, usize, Option<u64>, Text, String)> {
    let found = decision.findings.iter().map(|f| {
        let ends = format!("{:?}..{:?} {}", f.best, f.worst, f.pointer.replace("/goods_list/", "/items/"));
        (f.article.clone(), f.norm, f.line, f.message.clone(), ends)
    });
    found.collect()
}

/// The result is read, agrees with its goods list, and is judged as the input was.
fn judged_as_before(declaration: &Value, simplified: &Simplified) {
    let (before, after) = (judge(shared(), declaration), judge(shared(), &written(simplified)));
    assert_eq!(on_goods(&before), on_goods(&after));
    assert_eq!((before.verdict, before.permits), (after.verdict, after.permits));
}

#[test]
fn the_sample_comes_out_as_it_was_merged_by_hand() {
    let declaration = sample("simplified-12-kinds");
    let simplified = run(&declaration).unwrap();
    let by_hand = declaration["items"].as_array().unwrap();
    let made = written(&simplified);
    for (line, made) in by_hand.iter().zip(made["items"].as_array().unwrap()) {
        for key in ["line_no", "hs_code", "name", "spec", "quantity", "unit", "unit_price", "total"] {
            assert_eq!(line[key], made[key], "{key} of {}", line["line_no"]);
        }
    }
    assert_eq!(by_hand.len(), simplified.items.len());
    assert_eq!(made["goods_list"], declaration["goods_list"]);
    judged_as_before(&declaration, &simplified);
}

#[test]
fn everything_else_stays_as_it_was() {
    let mut declaration = declared([five(), vec![good(BOX, "1.10"), good(ORNAMENT, "2.20")]].concat());
    declaration["own"] = json!({ "kept": [1.50, null] });
    let made = written(&run(&declaration).unwrap());
    assert_eq!(made["simplified"], json!(true));
    assert_eq!(made["goods_list"], declaration["items"]);
    for (key, value) in declaration.as_object().unwrap() {
        if !["simplified", "items", "goods_list"].contains(&key.as_str()) {
            assert_eq!(made[key], *value, "{key}");
        }
    }
    let merged = &made["items"][5];
    assert_eq!((&merged["hs_code"], &merged["total"]), (&json!(ORNAMENT.1), &json!("3.30")));
    assert_eq!(merged["identification"], json!({ "status": "confirmed" }));
}

#[test]
fn goods_that_may_not_be_merged_stay_alone() {
    let declaration = declared([vec![good(MATTRESS, "1.00"), good(BOX, "2.00")], five()].concat());
    let simplified = run(&declaration).unwrap();
    assert_eq!(lines(&simplified), vec![vec![3], vec![4], vec![5], vec![6], vec![7], vec![1], vec![2]]);
    assert_eq!(simplified.items[5].part, Part::Alone);
    let ground = &simplified.alone[0];
    assert_eq!((ground.policy.en.as_str(), ground.article.as_str()), ("GACC 221/2019", "4"));
    assert!(ground.says.en.contains("Goods that need export inspection"), "{}", ground.says.en);
    judged_as_before(&declaration, &simplified);
}

#[test]
fn nothing_is_said_of_staying_alone_where_nothing_does() {
    assert!(run(&declared(five())).unwrap().alone.is_empty());
}

#[test]
fn a_good_that_may_not_be_merged_counts_among_the_five() {
    let simplified = run(&declared([five(), vec![good(MATTRESS, "1000.00")]].concat())).unwrap();
    assert_eq!(lines(&simplified)[0], vec![6]);
    assert_eq!(simplified.items[5].part, Part::Chapter("85".to_owned()));
    assert!(said(&simplified.notes, "line 6, which may not be merged"));
}

#[test]
fn a_tie_at_the_edge_goes_by_the_list_and_is_stated() {
    let mut goods = five();
    goods.push(good(BOX, "500.00"));
    let simplified = run(&declared(goods.clone())).unwrap();
    assert_eq!(lines(&simplified)[4..], [vec![5], vec![6]]);
    assert!(said(&simplified.notes, "which decides what is among the five dearest"));
    goods.swap(4, 5);
    assert_eq!(run(&declared(goods)).unwrap().items[4].name, BOX.0);
}

#[test]
fn ties_below_the_five_are_not_mentioned() {
    let simplified = run(&declared([five(), vec![good(BOX, "3.00"), good(NOTEBOOK, "3.00")]].concat()));
    assert!(!said(&simplified.unwrap().notes, "tie"));
}

#[test]
fn a_tie_for_the_code_of_a_chapter_is_stated() {
    let simplified =
        run(&declared([five(), vec![good(BOX, "3.00"), good(ORNAMENT, "3.00")]].concat())).unwrap();
    assert_eq!(simplified.items[5].name, format!("{}等", BOX.0));
    assert!(said(&simplified.notes, "tie: in chapter 39"));
}

#[test]
fn lines_of_one_kind_are_one_line_and_count_together() {
    let mut goods = five();
    goods.push(good(BOX, "501.00"));
    goods.push(good(TORCH, "500.00"));
    let simplified = run(&declared(goods)).unwrap();
    assert_eq!(simplified.kinds, 6);
    let torch = simplified.items.iter().find(|item| item.lines == [5, 7]).unwrap();
    assert_eq!((torch.part.clone(), torch.total.to_text(2)), (Part::Dearest(1), "1,000.00".to_owned()));
    assert_eq!(torch.name, TORCH.0);
    assert_eq!(torch.quantity, Some((Number::from(200), "007".to_owned())));
}

#[test]
fn quantities_in_different_units_are_left_open() {
    let simplified = run(&declared(
        [five(), vec![good(BOX, "3.00"), with(good(ORNAMENT, "3.10"), "unit", json!("035"))]].concat(),
    ))
    .unwrap();
    let merged = &simplified.items[5];
    assert_eq!(merged.quantity, None);
    assert_eq!(merged.open, ["quantity", "unit"]);
    assert_eq!(merged.total, Number::from(61).divided_by(&Number::from(10)).unwrap());
}

#[test]
fn currencies_are_never_added_up() {
    let cny = |good| with(good, "currency", json!("CNY"));
    let declaration = declared([five(), vec![good(BOX, "3.00"), cny(good(ORNAMENT, "3.00"))]].concat());
    let simplified = run(&declaration).unwrap();
    assert_eq!(lines(&simplified)[5..], [vec![7], vec![6]]);
    assert!(said(&simplified.notes, "chapter 39 is in several currencies"));
    let sums: Vec<String> =
        simplified.sums.iter().map(|s| format!("{} {}", s.currency, s.items.to_text(2))).collect();
    assert_eq!(sums, ["CNY 3.00", "USD 3,503.00"]);
    judged_as_before(&declaration, &simplified);
}

#[test]
fn currencies_are_compared_at_the_rate_of_the_policy() {
    // CNY 3,500 is about USD 515: dearer than the torch, cheaper than the necklace.
    let dear = with(good(BOX, "3500.00"), "currency", json!("CNY"));
    let simplified = run(&declared([five(), vec![dear]].concat())).unwrap();
    assert_eq!(lines(&simplified)[3..], [vec![4], vec![6], vec![5]]);
}

#[test]
fn an_order_that_hangs_on_an_approximate_rate_is_in_doubt() {
    let rates = shared().edition(Date::parse("2026-08-20"), None).unwrap();
    let rates = &rates.rates[0].table;
    let usd = rates.get("2026-08", Currency::parse("USD").unwrap()).unwrap().cny.clone();
    let (currency, row) = rates.months["2026-08"]
        .iter()
        .find(|(_, row)| !row.tolerance.is_zero())
        .expect("an approximate rate");
    // As near to USD 500 as cents come.
    let worth = usd.times(&Number::from(500)).divided_by(&row.cny).unwrap();
    let worth = worth.to_text(2).replace(',', "");
    let near = with(good(BOX, &worth[..worth.find('.').unwrap()]), "currency", json!(currency.as_str()));
    let simplified = run(&declared([five(), vec![near]].concat())).unwrap();
    assert!(said(&simplified.notes, "in doubt"), "{:?}", simplified.notes);
    let far = with(good(BOX, "1"), "currency", json!("CNY"));
    assert!(!said(&run(&declared([five(), vec![far]].concat())).unwrap().notes, "in doubt"));
}

#[test]
fn without_a_rate_nothing_is_compared() {
    let won = with(good(BOX, "3500.00"), "currency", json!("KPW"));
    let refused = run(&declared([five(), vec![won]].concat())).unwrap_err();
    assert!(refused.why.en.contains("for line 6 there is no rate"), "{}", refused.why.en);
}

#[test]
fn without_a_worth_nothing_is_ordered() {
    for broken in [Value::Null, json!("1,000"), json!("-1")] {
        let bad = with(good(BOX, ""), "total", broken);
        let refused = run(&declared([five(), vec![bad]].concat())).unwrap_err();
        assert!(refused.why.en.starts_with("line 6: total or currency is not known"), "{}", refused.why.en);
    }
}

#[test]
fn a_good_whose_kind_is_not_known_is_its_own_and_that_is_said() {
    let bare = with(good(TORCH, "1.00"), "spec", Value::Null);
    let simplified = run(&declared([five(), vec![bare]].concat())).unwrap();
    assert_eq!(simplified.kinds, 6);
    assert!(said(&simplified.notes, "line 6: ten-digit code, name or specification is missing"));
}

#[test]
fn a_good_without_a_code_stays_alone() {
    let bare = with(good(BOX, "1.00"), "hs_code", json!("39"));
    let simplified = run(&declared([five(), vec![bare, good(ORNAMENT, "2.00")]].concat())).unwrap();
    assert_eq!(simplified.items[5].part, Part::Alone);
    assert_eq!(lines(&simplified)[5..], [vec![6], vec![7]]);
}

#[test]
fn who_may_not_is_told_by_which_article() {
    let refused = run(&declared(five()[..4].to_vec())).unwrap_err();
    assert_eq!(refused.why.en, "this list may not be declared simplified");
    assert_eq!(refused.ground[0].article, "4");
    assert!(refused.ground[0].says.en.contains("at least 5"));
}

#[test]
fn who_is_not_known_to_be_allowed_is_told_what_is_missing() {
    let mut goods = five();
    goods[4]["name"] = Value::Null;
    let refused = run(&declared(goods)).unwrap_err();
    assert!(refused.why.en.starts_with("it is not known"), "{}", refused.why.en);
    assert!(refused.why.en.contains("/items/4/name"), "{}", refused.why.en);
}

#[test]
fn merged_lines_without_their_goods_are_not_merged_again() {
    let mut declaration = sample("simplified-12-kinds");
    declaration["goods_list"] = Value::Null;
    let refused = run(&declaration).unwrap_err();
    assert!(refused.why.en.contains("the goods list is missing"), "{}", refused.why.en);
}

#[test]
fn another_mode_is_not_simplified() {
    let refused = run(&sample("general-trade")).unwrap_err();
    assert!(refused.why.en.contains("not under these rules"));
}

#[test]
fn papers_and_containers_name_the_new_lines() {
    let mut declaration = declared([vec![good(BOX, "2.00"), good(ORNAMENT, "1.00")], five()].concat());
    declaration["documents"] =
        json!([{ "letter": "9", "number": "1", "lines": [1, "2"] }, { "letter": "8", "lines": "all" }]);
    declaration["containers"] = json!([{ "id": "A", "lines": [3, 1] }]);
    let simplified = run(&declaration).unwrap();
    let made = written(&simplified);
    assert_eq!(made["documents"][0]["lines"], json!([6]));
    assert_eq!(made["documents"][1]["lines"], json!("all"));
    assert_eq!(made["containers"][0]["lines"], json!([1, 6]));
    assert!(said(&simplified.notes, "papers name lines"));
    // Of lines that were merged before, it is not known which goods they mean.
    let again = written(&run(&made).unwrap());
    assert_eq!(again["documents"][0]["lines"], Value::Null);
}

#[test]
fn simplified_twice_is_simplified_once() {
    let first =
        written(&run(&declared([vec![good(BOX, "2.00"), good(ORNAMENT, "1.00")], five()].concat())).unwrap());
    assert_eq!(written(&run(&first).unwrap()), first);
}

/// One line: which kind, cents, yuan or dollars, unit.
fn any_good() -> impl Strategy<Value = Value> {
    let kinds = [TOY, BAG, UMBRELLA, NECKLACE, TORCH, ORNAMENT, BOX, NOTEBOOK, MATTRESS];
    (0..kinds.len(), 1u32..2_000, any::<bool>(), any::<bool>()).prop_map(
        move |(kind, cents, dollars, pieces)| {
            let line = good(kinds[kind], &format!("{}.{:02}", cents / 100, cents % 100));
            let line = with(line, "currency", json!(if dollars { "USD" } else { "CNY" }));
            with(line, "unit", json!(if pieces { "007" } else { "035" }))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_and_goods_are_kept(more in prop::collection::vec(any_good(), 0..12)) {
        let goods = [five(), more].concat();
        let declaration = declared(goods.clone());
        let simplified = run(&declaration).unwrap();
        // Every good once.
        let mut found: Vec<u64> = lines(&simplified).concat();
        found.sort_unstable();
        prop_assert_eq!(found, (1..=goods.len() as u64).collect::<Vec<_>>());
        // Each currency keeps its sum, by the lines as they are written.
        let made = written(&simplified);
        let sums = |lines: &Value| {
            let mut sums: BTreeMap<String, i64> = BTreeMap::new();
            for line in lines.as_array().unwrap() {
                let cents: i64 = line["total"].as_str().unwrap().replace('.', "").parse().unwrap();
                *sums.entry(line["currency"].as_str().unwrap().to_owned()).or_default() += cents;
            }
            sums
        };
        prop_assert_eq!(sums(&made["items"]), sums(&made["goods_list"]));
        // No more lines than there may be.
        let alone = goods.iter().filter(|g| g["hs_code"] == MATTRESS.1).count();
        let ranks: std::collections::BTreeSet<usize> = simplified.items.iter()
            .filter_map(|i| if let Part::Dearest(rank) = i.part { Some(rank) } else { None })
            .collect();
        prop_assert!(ranks.len() <= ONE_BY_ONE);
        let mut chapters = std::collections::BTreeSet::new();
        for item in &simplified.items {
            match &item.part {
                Part::Chapter(chapter) => prop_assert!(chapters.insert((chapter.clone(), item.currency))),
                Part::Alone => prop_assert_eq!(goods[item.lines[0] as usize - 1]["hs_code"].as_str(), Some(MATTRESS.1)),
                Part::Dearest(_) => {}
            }
            // No forbidden good is ever with another.
            let forbidden = item.lines.iter().any(|l| goods[*l as usize - 1]["hs_code"] == MATTRESS.1);
            prop_assert!(!forbidden || item.lines.len() == 1);
        }
        prop_assert!(simplified.items.len() <= 2 * ONE_BY_ONE + alone + chapters.len());
        judged_as_before(&declaration, &simplified);
    }
}
