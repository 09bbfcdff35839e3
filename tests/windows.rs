//! Random law with open days: what a window leaves open holds every day in it, and
//! a day consolidated decides as the rulebook, windows and all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::decision::{Decision, Verdict};
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::consolidate::consolidate;
use mp1039::rulebook::{FactDay, Start};
use mp1039::source::SourceMap;
use mp1039::value::Date;
use mp1039::world::{Layered, MemoryWorld};
use proptest::prelude::*;

const BASE: &str = r#"policy EX 9/2020 "Base" zh "基"
  language 1
  published on 2020-01-01
  in force from 2020-01-01
  applies when supervision_mode = "1039"
use "facts/export-declaration.pol"
article 1 "one" zh "一"
  require direction = "export"
article 2 "two" zh "二"
  require transit = no
"#;

/// Days on which things begin and end.
fn day(at: usize) -> String {
    format!("2021-{:02}-{:02}", at / 3 + 1, [1, 11, 21][at % 3])
}

/// An instrument: its window, its last day, an article of its own, and what it does to another.
#[derive(Clone, Debug)]
struct Law {
    window: (usize, usize),
    until: Option<usize>,
    own: Option<bool>,
    act: (usize, usize, Option<usize>),
}

fn law() -> impl Strategy<Value = Law> {
    let days = 0..18usize;
    let until = prop_oneof![4 => Just(None), 1 => (0..18usize).prop_map(Some)];
    let own = prop_oneof![Just(None), any::<bool>().prop_map(Some)];
    let pause = prop_oneof![Just(None), (0..18usize).prop_map(Some)];
    let act = (0..8usize, 0..5usize, pause);
    ((days.clone(), days), until, own, act).prop_map(|((a, b), until, own, act)| {
        let window = (a.min(b), a.max(b));
        Law { window, until: until.map(|u| u.max(window.0)), own, act }
    })
}

/// The texts, each window as it is, or narrowed to one of its days.
fn texts(laws: &[Law], exact: Option<&[usize]>) -> MemoryWorld {
    let mut world = MemoryWorld::default();
    world.insert("base.pol", BASE);
    let name = |i: usize| if i < laws.len() { format!("EX {}/2021", i + 1) } else { "EX 9/2020".to_owned() };
    for (i, law) in laws.iter().enumerate() {
        let (first, last) = law.window;
        let force = match exact {
            Some(days) => format!("from {}", day(days[i])),
            None if first == last => format!("from {}", day(first)),
            None => format!("between {} and {}", day(first), day(last)),
        };
        let until = law.until.map(|u| format!(" until {}", day(u))).unwrap_or_default();
        let mut text = format!(
            "policy {} \"I{i}\" zh \"甲{i}\"\n  language 1\n  published on 2020-12-{:02}\n  in force {force}{until}\nuse \"facts/export-declaration.pol\"\n",
            name(i),
            i + 1,
        );
        if let Some(ban) = law.own {
            let want = if ban { "no" } else { "yes" };
            text.push_str(&format!("article 1 \"a\" zh \"甲\"\n  require transit = {want}\n"));
        }
        let (act, on, pause) = law.act;
        let target = name(if on == i { laws.len() } else { on });
        let from = pause.map(|d| format!(" from {}", day(d))).unwrap_or_default();
        text.push_str(&match act {
            0 | 1 if target != "EX 9/2020" => format!("repeal {target}\n"),
            2 | 3 if target != "EX 9/2020" => format!("suspend {target}{from} until 2021-06-21\n"),
            4 => "amend EX 9/2020\n  replace article 2 \"x\" zh \"乙\"\n    require transit\n".to_owned(),
            5 => "amend EX 9/2020\n  repeal article 2\n".to_owned(),
            6 => "amend EX 9/2020\n  insert article 3 \"x\" zh \"乙\"\n    require transit\n".to_owned(),
            7 => format!("suspend article 2 of EX 9/2020{from} until 2021-06-21\n"),
            _ => String::new(),
        });
        world.insert(format!("i{i}.pol"), text);
    }
    world
}

fn load(world: MemoryWorld, start: Start) -> Option<(Policy, SourceMap)> {
    let mut sources = SourceMap::default();
    let loaded = Policy::load(&Layered(world, EmbeddedWorld), start, &mut sources).ok()?;
    Some((loaded.policy, sources))
}

fn decide(policy: &Policy, on: Date) -> Option<Decision> {
    let mut sources = SourceMap::default();
    let source = sources.add("d.json", "");
    let text = support::sample("one-toy").to_string();
    let options = Options { as_of: Some(on), ..Options::default() };
    policy.judge(source, text.as_bytes(), &mut sources, &options).ok().map(|j| j.decision)
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Review => 1,
        Verdict::Reject => 2,
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_window_holds_every_day_in_it(
        laws in prop::collection::vec(law(), 2..5),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 5),
        on in 0..20usize,
    ) {
        // What the checker refuses says nothing.
        let Some((policy, sources)) = load(texts(&laws, None), Start::Folder) else { return Ok(()) };
        let on = Date::parse(&if on < 18 { day(on) } else { format!("2022-01-{on}") }).unwrap();
        let open = decide(&policy, on);
        prop_assert!(open.is_some(), "no decision on {}", on);
        let open = open.unwrap();
        let days: Vec<usize> = laws.iter().zip(&picks).map(|(law, pick)| {
            let last = law.until.map_or(law.window.1, |until| law.window.1.min(until));
            law.window.0 + pick.index(last - law.window.0 + 1)
        }).collect();
        if let Some(exact) = load(texts(&laws, Some(&days)), Start::Folder).and_then(|(p, _)| decide(&p, on)) {
            prop_assert!(
                rank(open.best) <= rank(exact.best) && rank(open.worst) >= rank(exact.worst),
                "{}: {:?}..{:?} does not hold {:?}..{:?}", on, open.best, open.worst, exact.best, exact.worst
            );
        }
        let versions = policy.versions(on, None, &|_| FactDay::Unknown);
        let text = consolidate(policy.rulebook(), &versions, &sources, on);
        let mut memory = MemoryWorld::default();
        memory.insert("c.pol", &text);
        let alone = load(memory, Start::Alone("c.pol".into()));
        prop_assert!(alone.is_some(), "{} does not load:\n{}", on, text);
        let there = decide(&alone.unwrap().0, on).unwrap();
        let bytes = |d: &Decision| serde_json::to_string(d).unwrap();
        prop_assert_eq!(bytes(&open), bytes(&there), "{}\n{}", on, text);
    }
}

/// Two edits of one article whose order is open collide, however many stand between.
#[test]
fn edits_that_collide_are_found_among_many() {
    let mut world = MemoryWorld::default();
    world.insert("base.pol", BASE);
    let edit = |number: usize, force: &str, edit: &str| {
        format!(
            "policy EX {number}/2021 \"I{number}\" zh \"甲{number}\"\n  language 1\n  published on 2020-12-01\n  in force {force}\nuse \"facts/export-declaration.pol\"\namend EX 9/2020\n  {edit} \"x\" zh \"乙\"\n    require transit\n"
        )
    };
    world.insert("first.pol", edit(1, "from 2021-01-05", "replace article 2"));
    for day in 0..80 {
        let force = format!("from 2021-{:02}-{:02}", day / 28 + 2, day % 28 + 1);
        let insert = format!("insert article {}", day + 10);
        world.insert(format!("between{day}.pol"), edit(day + 2, &force, &insert));
    }
    assert!(load(world.clone(), Start::Folder).is_some(), "in order");
    world.insert("last.pol", edit(99, "between 2021-01-01 and 2021-12-31", "replace article 2"));
    let mut sources = SourceMap::default();
    let problems = Policy::load(&Layered(world, EmbeddedWorld), Start::Folder, &mut sources).unwrap_err();
    assert_eq!(problems.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["L0308"]);
}
