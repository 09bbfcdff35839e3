//! The law through time: what no example can show. A day consolidated decides as
//! the rulebook does on that day; a future instrument changes nothing before it;
//! knowing less is having less.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeMap;

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::decision::{Decision, Unknown};
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::consolidate::consolidate;
use mp1039::rulebook::{FactDay, Start};
use mp1039::source::SourceMap;
use mp1039::value::Date;
use mp1039::world::{Layered, MemoryWorld, World};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Every change of the language at work on the shipped law: read over it.
const CHANGES: &[(&str, &str)] = &[
    (
        "amended.pol",
        r#"policy TEST 1/2021 "Amends" zh "修订"
  language 1
  published between 2021-03-01 and 2021-03-10
  in force between 2021-04-01 and 2021-04-05
  reported "an example"
use "221-2019.pol"
amend GACC 221/2019
  set cap = USD 200,000
  replace article 5 "Declared where bought" zh "在采购地海关申报"
    # a comment inside
    require declaring_customs is an office of market.id in pilot-markets

  insert article 1.4 "Scooters" zh "滑板车" reported "an example"
    forbid any good where good.hs_code starts with 9503
      and good.quantity > 100000
  repeal article 8
  add to catalog gold
    9503.0010.00 ex golden "golden scooter" zh "金滑板车" words "金"
      note "gilt is not gold" zh "镀金不是黄金"
    no code leaf "gold leaf" zh "金箔" near 7108 words "金箔"
  remove from catalog needs-export-licence
    9404.2100.10
  add to markets pilot-markets
    market test-town "Test Town" zh "测试市场" named on 2021-04-01 open from 2021-05-01
      offices 2999 in district 29
  extend catalog pesticides until 2027-03-31
"#,
    ),
    (
        "later.pol",
        r#"policy TEST 2/2022 "Amends again" zh "再修订"
  language 1
  published on 2022-05-20
  in force from 2022-05-01 until 2023-12-31
use "221-2019.pol"
amend GACC 221/2019
  set cap = USD 250,000
  replace article 1.4 "Scooters" zh "滑板车"
    forbid any good where good.hs_code starts with 9503
      and good.quantity > 200000
suspend catalog pesticides from 2022-06-01 until 2022-08-31
suspend article 6 of GACC 221/2019 from 2022-07-01 until 2022-09-30
"#,
    ),
    (
        "announced.pol",
        r#"policy TEST 3/2024 "Announced" zh "待公告"
  language 1
  published on 2024-02-01
  in force on a day to be announced by "customs" zh "海关"
  only in markets yiwu
use "221-2019.pol"
article 1 "Transit" zh "转关"
  require transit
    otherwise review
"#,
    ),
    (
        "brought.pol",
        r#"let cap = USD 1 # its own, and nobody else's
unnumbered notice "Brings it" zh "公告施行日"
  language 1
  published on 2024-06-01
  in force from publication
bring TEST 3/2024 into force from 2024-07-01
suspend TEST 1/2021 from 2024-09-01 until 2024-12-31
"#,
    ),
    (
        "export.pol",
        r#"let cap = USD 2
policy TEST 4/2026 "By the day of export" zh "以出口日为准"
  language 1
  published on 2026-08-01
  in force from 2026-09-01
  dated by export_date
use "facts/export-declaration.pol"
let cap = USD 3 # what it says itself counts
article 1 "Scooters" zh "滑板车"
  forbid any good where good.hs_code starts with 9503
"#,
    ),
];

/// The shipped rulebook with the changes that `wanted` takes.
fn world(wanted: impl Fn(&str) -> bool) -> Layered<MemoryWorld, EmbeddedWorld> {
    let mut memory = MemoryWorld::default();
    for name in EmbeddedWorld.list("").into_iter().filter(|n| n.ends_with(".pol")) {
        memory.insert(name.clone(), EmbeddedWorld.read(&name).unwrap());
    }
    for (name, text) in CHANGES.iter().filter(|(name, _)| wanted(name)) {
        memory.insert(*name, text);
    }
    Layered(memory, EmbeddedWorld)
}

fn load(world: &dyn World, start: Start) -> (Policy, SourceMap) {
    let mut sources = SourceMap::default();
    match Policy::load(world, start, &mut sources) {
        Ok(loaded) => (loaded.policy, sources),
        Err(problems) => panic!("{problems:#?}"),
    }
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn decide(policy: &Policy, declaration: &Value, as_of: Date, known_on: Option<Date>) -> Decision {
    let mut sources = SourceMap::default();
    let source = sources.add("declaration.json", "");
    let options = Options { as_of: Some(as_of), known_on, ..Options::default() };
    let text = declaration.to_string();
    policy.judge(source, text.as_bytes(), &mut sources, &options).unwrap().decision
}

fn bytes(decision: &Decision) -> String {
    serde_json::to_string(decision).unwrap()
}

/// Declarations that meet what the changes are about.
fn declarations() -> Vec<Value> {
    let mut all: Vec<Value> =
        ["one-toy", "toys", "rush-mattress", "insecticide", "mask-2020", "gold-chain", "missing-facts"]
            .iter()
            .map(|name| support::sample(name))
            .collect();
    let mut dear = support::sample("one-toy");
    dear["items"][0]["total"] = json!("180000.00");
    all.push(dear.clone());
    dear["items"][0]["name"] = json!("金滑板车");
    dear["items"][0]["quantity"] = json!("150000");
    dear["market"]["id"] = json!("test-town");
    dear["operator"]["commerce_filing"]["market"] = json!("test-town");
    dear["transit"] = json!(false);
    all.push(dear.clone());
    dear["supervision_mode"] = json!("0139");
    all.push(dear);
    // Declared in advance of a control that goes by the day of export; and not stated.
    let mut exported = support::sample("one-toy");
    exported["export_date"] = json!("2026-09-02");
    all.push(exported.clone());
    exported.as_object_mut().unwrap().remove("export_date");
    all.push(exported);
    all
}

#[test]
fn a_day_consolidated_decides_as_the_rulebook_on_that_day() {
    let world = world(|_| true);
    let (policy, sources) = load(&world, Start::File("221-2019.pol".into()));
    let calendar = policy.calendar(None);
    let declarations = declarations();
    for (number, day) in calendar.days().enumerate() {
        let versions = policy.versions(day, None, &|_| FactDay::Unknown);
        if !versions.all.iter().any(|v| v.active.contains(&true)) {
            // Where nothing is in force there is nothing to write out.
            continue;
        }
        let text = consolidate(policy.rulebook(), &versions, &sources, day);
        let mut memory = MemoryWorld::default();
        memory.insert("consolidated.pol", &text);
        let alone = Layered(memory, EmbeddedWorld);
        let mut found = SourceMap::default();
        let other = match Policy::load(&alone, Start::Alone("consolidated.pol".into()), &mut found) {
            Ok(loaded) => loaded.policy,
            Err(problems) => panic!("{day}: {:#?}\n{text}", problems.first()),
        };
        // Each day with some of the declarations, all of them over all days.
        for declaration in declarations.iter().skip(number % 3).step_by(3) {
            let here = decide(&policy, declaration, day, None);
            let mut there = decide(&other, declaration, day, None);
            if here.checked.instruments.is_empty() {
                // Where nothing is in force, a policy is called by what was asked for.
                there.policy.id = here.policy.id.clone();
            }
            assert_eq!(here.policy.digest, there.policy.digest, "{day}\n{text}");
            assert_eq!(bytes(&here), bytes(&there), "{day}\n{text}");
        }
    }
}

#[test]
fn knowing_less_is_a_rulebook_without_the_later_files() {
    let all = load(&world(|_| true), Start::File("221-2019.pol".into())).0;
    let published: BTreeMap<&str, &str> = BTreeMap::from([
        ("amended.pol", "2021-03-01"),
        ("later.pol", "2022-05-20"),
        ("announced.pol", "2024-02-01"),
        ("brought.pol", "2024-06-01"),
        ("export.pol", "2026-08-01"),
    ]);
    for known in ["2021-02-28", "2022-05-19", "2024-01-31", "2024-05-31"] {
        let without = world(|name| published.get(name).is_none_or(|p| *p <= known));
        let less = load(&without, Start::File("221-2019.pol".into())).0;
        for as_of in ["2021-04-03", "2022-05-01", "2022-07-15", "2024-07-01", "2024-10-01", "2026-08-20"] {
            for declaration in declarations() {
                let here = decide(&all, &declaration, day(as_of), Some(day(known)));
                let there = decide(&less, &declaration, day(as_of), Some(day(known)));
                assert_eq!(bytes(&here), bytes(&there), "{as_of}, known on {known}");
            }
        }
    }
}

#[test]
fn a_future_instrument_changes_no_decision_before_it() {
    let plain = load(&world(|_| false), Start::File("221-2019.pol".into())).0;
    // What goes by the day of export reaches declarations of an earlier day.
    let changed = load(&world(|name| name != "export.pol"), Start::File("221-2019.pol".into())).0;
    for as_of in ["2014-07-04", "2019-12-28", "2020-05-12", "2021-03-31"] {
        for declaration in declarations() {
            let mut here = decide(&plain, &declaration, day(as_of), None);
            let mut there = decide(&changed, &declaration, day(as_of), None);
            // Until when an answer stands is what a future instrument does change.
            (here.holds_until, there.holds_until) = (None, None);
            assert_eq!(bytes(&here), bytes(&there), "{as_of}");
        }
    }
}

fn wide(decision: &Decision) -> (usize, usize) {
    let rank = |v: mp1039::eval::decision::Verdict| {
        ["admit", "review", "reject"].iter().position(|w| *w == v.as_str()).unwrap_or(0)
    };
    (rank(decision.best), rank(decision.worst))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Without its day, a declaration is judged by every version that there ever was.
    #[test]
    fn without_a_day_the_answer_holds_every_day(pick in 0usize..12, offset in 0i64..4_800) {
        thread_local! {
            static POLICY: Policy = load(&world(|_| true), Start::File("221-2019.pol".into())).0;
        }
        let declaration = declarations().remove(pick);
        let mut undated = declaration.clone();
        for key in ["accepted_on", "declared_on"] {
            undated.as_object_mut().unwrap().remove(key);
        }
        let mut as_of = day("2013-12-31");
        (0..offset).for_each(|_| as_of = as_of.next());
        POLICY.with(|policy| {
            let on = decide(policy, &declaration, as_of, None);
            let mut sources = SourceMap::default();
            let source = sources.add("d.json", "");
            let text = undated.to_string();
            let ever = policy.judge(source, text.as_bytes(), &mut sources, &Options::default()).unwrap().decision;
            if on.verdict.as_str() != "out_of_scope" {
                prop_assert!(wide(&ever).0 <= wide(&on).0 && wide(&ever).1 >= wide(&on).1, "{as_of}");
            } else {
                prop_assert!(matches!(ever.verdict.as_str(), "out_of_scope" | "undecided"));
            }
            Ok(())
        })?;
    }
}

/// A text that ends anywhere is refused or read, and never a panic.
#[test]
fn amendments_cut_anywhere_are_refused_or_read() {
    for (name, text) in CHANGES {
        for end in (0..text.len()).step_by(13).filter(|end| text.is_char_boundary(*end)) {
            let mut memory = MemoryWorld::default();
            memory.insert("221-2019.pol", EmbeddedWorld.read("221-2019.pol").unwrap());
            memory.insert(*name, &text[..end]);
            let world = Layered(memory, EmbeddedWorld);
            let mut sources = SourceMap::default();
            match Policy::load(&world, Start::Folder, &mut sources) {
                Ok(loaded) => drop(loaded.policy.lint(&world, Some(day("2026-12-01")))),
                Err(problems) => assert!(problems.iter().any(|d| d.is_error()), "{name} cut at {end}"),
            }
        }
    }
}

/// There is no clock: a list goes stale only from a day that is given.
#[test]
fn a_list_about_to_go_stale_is_named_from_a_day_on() {
    let policy = load(&world(|_| false), Start::File("221-2019.pol".into())).0;
    let stale = |on: Option<&str>| {
        let found = policy.lint(&EmbeddedWorld, on.map(day));
        found.iter().filter(|d| d.code.as_str() == "L0317").count()
    };
    assert_eq!(stale(None), 0);
    assert_eq!(stale(Some("2026-10-31")), 0, "sixty-one days before the end");
    assert!(stale(Some("2026-11-01")) > 10, "sixty days before the end");
    assert!(stale(Some("2027-01-01")) > 10, "after it");
}

/// Where the day is not known, only the day is asked for; an amount whose rate is not
/// known is not stated.
#[test]
fn what_hangs_on_an_unknown_day_or_rate_is_not_said() {
    let policy = load(&world(|_| true), Start::File("221-2019.pol".into())).0;
    let declaration = declarations().remove(0);
    let of_rate =
        |decision: &Decision| decision.notes.iter().any(|n| n.message.en.contains("at the customs rate"));
    let known = decide(&policy, &declaration, day("2026-08-20"), None);
    let mut undated = declaration;
    for key in ["accepted_on", "declared_on"] {
        undated.as_object_mut().unwrap().remove(key);
    }
    let mut sources = SourceMap::default();
    let source = sources.add("d.json", "");
    let text = undated.to_string();
    let judged = policy.judge(source, text.as_bytes(), &mut sources, &Options::default()).unwrap();
    let asks: Vec<&str> = judged.decision.unknowns.iter().map(|u| u.fact.as_str()).collect();
    assert!(asks.contains(&"/accepted_on"), "{asks:?}");
    let none = |u: &&Unknown| u.asks.en.starts_with("no instrument about this trade mode");
    assert_eq!(judged.decision.unknowns.iter().find(none), None);
    let later = decide(&policy, &undated, day("2040-01-15"), None);
    assert_eq!((of_rate(&known), of_rate(&later)), (true, false), "{:?}", later.notes);
}

/// Texts of a rulebook of their own beside the shipped facts; the first is asked for.
fn small(texts: &[&str]) -> (Policy, SourceMap) {
    let mut memory = MemoryWorld::default();
    for (at, text) in texts.iter().enumerate() {
        memory.insert(format!("law{at}.pol"), text);
    }
    load(&Layered(memory, EmbeddedWorld), Start::File("law0.pol".into()))
}

/// The law of a day as a text, and read again beside the same texts.
fn written((policy, sources): &(Policy, SourceMap), texts: &[&str], on: &str) -> (Policy, String) {
    let versions = policy.versions(day(on), None, &|_| FactDay::Unknown);
    let text = consolidate(policy.rulebook(), &versions, sources, day(on));
    let mut memory = MemoryWorld::default();
    for (at, text) in texts.iter().enumerate() {
        memory.insert(format!("law{at}.pol"), text);
    }
    memory.insert("consolidated.pol", &text);
    let start = Start::Alone("consolidated.pol".into());
    match Policy::load(&Layered(memory, EmbeddedWorld), start, &mut SourceMap::default()) {
        Ok(loaded) => (loaded.policy, text),
        Err(problems) => panic!("{:#?}\n{text}", problems.first()),
    }
}

/// Holds the text of each of these days against the rulebook, with these days of export.
fn same_law(texts: &[&str], days: &[&str], exports: &[&str]) {
    let book = small(texts);
    for on in days {
        let (other, text) = written(&book, texts, on);
        for export in exports {
            let mut declaration = support::sample("one-toy");
            declaration["export_date"] = json!(export);
            let [here, there] = [&book.0, &other].map(|own| decide(own, &declaration, day(on), None));
            assert_eq!(bytes(&here), bytes(&there), "{on}, exported on {export}\n{text}");
        }
    }
}

const SUM: &str = r#"use "facts/export-declaration.pol"
policy TEST 1/2026 "First" zh "第一"
  language 1
  published on 2026-01-03
  in force from 2026-01-10
  applies when supervision_mode = "1039"
article 1 "Dear" zh "贵"
  forbid sum of (goods.quantity) > 1
"#;

/// What has no name in the law of a day gets none from an instrument to come.
#[test]
fn a_future_instrument_names_nothing_before_it() {
    let later = r#"use "facts/export-declaration.pol"
policy TEST 2/2026 "Later" zh "以后"
  language 1
  published on 2026-01-03
  in force from 2026-05-01
let many = sum of (goods.quantity)
article 1 "Few" zh "少"
  forbid many > 100
"#;

    let joined = format!("{SUM}\n{}", later.split_once('\n').unwrap().1);
    let on = |text: &str, on: &str| {
        let decision = decide(&small(&[text]).0, &support::sample("one-toy"), day(on), None);
        (decision.policy.digest.clone(), serde_json::to_value(&decision.findings).unwrap())
    };
    assert_eq!(on(SUM, "2026-04-30"), on(&joined, "2026-04-30"));
    assert_ne!(on(SUM, "2026-05-01"), on(&joined, "2026-05-01"));
}

/// An instrument that goes by the day of export ends on a day that is still to come.
#[test]
fn what_ends_another_by_its_own_day_stands_in_the_text() {
    let law = r#"use "facts/export-declaration.pol"
policy TEST 1/2026 "First" zh "第一"
  language 1
  published on 2026-01-03
  in force from 2026-01-10
  applies when supervision_mode = "1039"
article 1 "One" zh "一"
  note "one"
policy TEST 2/2026 "By export" zh "以出口日为准"
  language 1
  published on 2026-01-03
  in force from 2026-02-01
  dated by export_date
article 1 "Two" zh "二"
  forbid any good where good.hs_code starts with 9503
policy TEST 3/2026 "Pauses" zh "停止"
  language 1
  published on 2026-01-03
  in force from 2026-02-10 until 2026-02-20
suspend TEST 2/2026
policy TEST 4/2026 "Instead" zh "取代"
  language 1
  published on 2026-04-01
  in force from 2026-05-01
  applies when direction = "import" and few
  replaces TEST 2/2026
let few = count of goods < 3
article 1 "Never" zh "无"
  require few
suspend TEST 1/2026 from 2026-07-01
policy TEST 5/2026 "Not yet" zh "暂缓"
  language 1
  published on 2026-04-01
  in force from 2026-04-20
suspend TEST 4/2026 until 2026-05-31
"#;
    let days = ["2026-01-31", "2026-02-15", "2026-03-01", "2026-04-25", "2026-05-10", "2026-06-10"];
    let exports = ["2026-01-20", "2026-02-15", "2026-03-01", "2026-04-30", "2026-05-15", "2026-06-15"];
    same_law(&[law], &days, &exports);
}

/// Whatever stands below an instrument that is not in force is read all the same.
#[test]
fn what_stands_below_an_instrument_that_is_not_in_force_stays() {
    let law = r#"use "facts/export-declaration.pol"
use "tariff/2026.pol"
let most = 100
policy TEST 1/2026 "First" zh "第一"
  language 1
  published on 2026-01-03
  in force from 2026-01-10
  applies when supervision_mode = "1039"
article 1 "Toys" zh "玩具"
  forbid any good in toys
policy TEST 2/2026 "Later" zh "以后"
  language 1
  published on 2026-02-03
  in force from 2026-05-01
  applies when direction = "export" and most > 3
let most = 7
article 1 "Never" zh "无"
  note "later"
catalog toys "Toys" zh "玩具"
  under tariff 2026
  entries come by notice
  codes 9503
  reported "an example"
advice tips "Tips" zh "指引"
  note "At most {most}." zh "至多{most}。"
  reported "an example"
"#;
    same_law(&[law], &["2026-01-10", "2026-04-30", "2026-05-01"], &["2026-03-01"]);
}

/// An article says once whose words it has.
#[test]
fn words_out_of_a_consolidated_text_are_those_of_who_puts_them() {
    let law = r#"use "facts/export-declaration.pol"
policy TEST 1/2026 "First" zh "第一"
  language 1
  published on 2026-01-03
  in force from 2026-01-10
  applies when supervision_mode = "1039"
article 1 "Toys" zh "玩具"
  note "one"
policy TEST 2/2026 "Later" zh "以后"
  language 1
  published on 2026-02-03
  in force from 2026-05-01
amend TEST 1/2026
  replace article 1 "Toys" zh "玩具"
    as amended by TEST 9/2019
    forbid any good where good.hs_code starts with 9503
"#;
    same_law(&[law], &["2026-04-30", "2026-05-01"], &["2026-03-01"]);
}
