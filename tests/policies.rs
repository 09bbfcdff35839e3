//! The shipped rulebook against verdicts computed without the engine, from plain
//! arithmetic; codes and letters are in `oracle.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use mp1039::cli::EmbeddedWorld;
use mp1039::world::World;
use serde_json::json;
use support::{judge, policy, sample};

/// A declaration of `lines` toys worth `cents` US cents in all.
fn worth(lines: u64, cents: u64) -> serde_json::Value {
    let mut declaration = sample("one-toy");
    let item = declaration["items"][0].clone();
    let each = cents / lines;
    let items = (0..lines).map(|i| {
        let own = if i == 0 { cents - each * (lines - 1) } else { each };
        let mut item = item.clone();
        item["line_no"] = json!(i + 1);
        item["total"] = json!(format!("{}.{:02}", own / 100, own % 100));
        item
    });
    declaration["items"] = items.collect();
    declaration
}

#[test]
fn sums_at_the_cap_are_exact_to_the_cent() {
    let policy = policy();
    for lines in [1, 7, 333, 5_000] {
        for (cents, verdict) in [(14_999_999, "admit"), (15_000_000, "admit"), (15_000_001, "reject")] {
            let decision = judge(&policy, &worth(lines, cents));
            assert_eq!(decision.verdict.as_str(), verdict, "{lines} lines, {cents} cents");
        }
    }
}

#[test]
fn a_violation_never_shows_a_difference_of_nought() {
    let policy = policy();
    let mut declaration = sample("one-toy");
    declaration["items"][0]["total"] = json!("150000.0000000001");
    let decision = judge(&policy, &declaration);
    assert_eq!(decision.verdict.as_str(), "reject");
    assert!(
        decision.findings[0].message.en.contains("0.0000000001 above"),
        "{}",
        decision.findings[0].message.en
    );
}

#[test]
fn conversion_is_exact_at_official_rates() {
    // CNY 150,000 × 6.7910 is USD 150,000 at the official rate of 2026-08; a ten-thousandth more is not.
    let policy = policy();
    let mut declaration = sample("one-toy");
    declaration["items"][0]["currency"] = json!("CNY");
    for (total, verdict) in [("1018650.0000", "admit"), ("1018650.0001", "reject"), ("1018649.9999", "admit")]
    {
        declaration["items"][0]["total"] = json!(total);
        assert_eq!(judge(&policy, &declaration).verdict.as_str(), verdict, "CNY {total}");
    }
}

#[test]
fn items_and_goods_list_that_contradict_each_other_clear_nothing() {
    let policy = policy();
    let simplified = sample("simplified-12-kinds");
    let mattress = sample("rush-mattress");
    let mut cases = Vec::new();
    // A merged line with a code, or a worth, that no good of the list accounts for.
    let mut declaration = simplified.clone();
    declaration["items"][0]["hs_code"] = json!("9404210010");
    cases.push(declaration);
    let mut declaration = simplified;
    declaration["items"][0]["total"] = json!("900000.00");
    cases.push(declaration);
    // A goods list beside items that are not simplified, without the good under licence.
    let mut declaration = mattress;
    declaration["goods_list"] = json!([declaration["items"][0].clone()]);
    cases.push(declaration);
    // Both have two lines, and one of them is gold in the goods list only.
    let mut declaration = sample("toys");
    declaration["goods_list"] = declaration["items"].clone();
    declaration["goods_list"][1]["hs_code"] = json!("7113191990");
    declaration["items"][1] = declaration["items"][0].clone();
    cases.push(declaration);
    for declaration in cases {
        let decision = judge(&policy, &declaration);
        assert_eq!(decision.verdict.as_str(), "undecided");
        assert_eq!(decision.worst.as_str(), "reject");
    }
}

#[test]
fn the_order_of_articles_catalogs_and_files_never_matters() {
    use mp1039::pipeline::Policy;
    use mp1039::rulebook::Start;
    use mp1039::source::SourceMap;
    use mp1039::world::{Layered, MemoryWorld};

    /// The items of a text, each with the comments above it, in reverse.
    fn reversed(text: &str, keep_first: bool) -> String {
        let mut items: Vec<String> = Vec::new();
        for line in text.lines() {
            if items.is_empty() || !line.starts_with([' ', '#']) && !line.trim().is_empty() {
                items.push(String::new());
            }
            if let Some(last) = items.last_mut() {
                last.push_str(line);
                last.push('\n');
            }
        }
        let head = if keep_first {
            items.iter().position(|i| i.starts_with("policy")).map_or(0, |p| p + 1)
        } else {
            0
        };
        items[head..].reverse();
        items.concat()
    }

    let read = |path: &str| String::from_utf8(EmbeddedWorld.read(path).unwrap()).unwrap();
    let mut memory = MemoryWorld::default();
    memory.insert("moved.pol", reversed(&read("221-2019.pol"), true));
    let all = EmbeddedWorld.list("");
    for beside in all.iter().filter(|n| n.ends_with(".pol") && *n != "221-2019.pol") {
        memory.insert(beside.as_str(), read(beside));
    }
    for path in ["catalogs/export-controls.pol", "facts/export-declaration.pol", "catalogs/simplified.pol"] {
        memory.insert(path, reversed(&read(path), false));
    }
    let mut sources = SourceMap::default();
    let world = Layered(memory, EmbeddedWorld);
    let other = Policy::load(&world, Start::File("moved.pol".into()), &mut sources).unwrap().policy;
    let policy = policy();
    for name in [
        "one-toy",
        "rush-mattress",
        "missing-facts",
        "mask-2020",
        "above-the-cap-mixed",
        "simplified-12-kinds",
    ] {
        let declaration = sample(name);
        let (a, b) = (judge(&policy, &declaration), judge(&other, &declaration));
        assert_eq!(serde_json::to_string(&a).unwrap(), serde_json::to_string(&b).unwrap(), "{name}");
    }
}

#[test]
fn the_announcement_cut_anywhere_is_refused_or_read_and_never_a_panic() {
    use mp1039::pipeline::Policy;
    use mp1039::rulebook::Start;
    use mp1039::source::SourceMap;
    use mp1039::world::{Layered, MemoryWorld};

    let text = EmbeddedWorld.read("221-2019.pol").unwrap();
    for end in (0..text.len()).step_by(61) {
        let mut memory = MemoryWorld::default();
        memory.insert("cut.pol", &text[..end]);
        let world = Layered(memory, EmbeddedWorld);
        let mut sources = SourceMap::default();
        if let Err(diagnostics) = Policy::load(&world, Start::Alone("cut.pol".into()), &mut sources) {
            assert!(diagnostics.iter().any(|d| d.is_error()), "cut at {end}");
            for diagnostic in &diagnostics {
                mp1039::diagnostic::render::human(diagnostic, &sources, mp1039::value::text::Lang::Zh, true);
            }
        }
    }
}

#[test]
fn an_answer_says_until_when_it_is_known_to_stand() {
    let policy = policy();
    let until = |declaration: &serde_json::Value, day: &str| {
        support::judge_as_of(&policy, declaration, Some(day)).holds_until.unwrap()
    };
    let mut declaration = sample("one-toy");
    assert_eq!(until(&declaration, "2026-08-20"), "2026-12-31", "the lists end");
    assert_eq!(until(&declaration, "2025-03-01"), "2025-06-15", "an instrument begins");
    assert_eq!(until(&declaration, "2025-11-01"), "2025-12-31", "the lists begin, and codes are read anew");
    declaration["operator"]["customs_filing"]["valid_until"] = json!("2026-09-30");
    assert_eq!(until(&declaration, "2026-08-20"), "2026-09-30", "a filing ends");
}

#[test]
fn an_answer_that_no_list_asks_is_reported_with_what_may_be_meant() {
    use mp1039::pipeline::Options;
    use mp1039::source::SourceMap;

    let mut declaration = sample("one-toy");
    declaration["items"][0]["answers"] = json!({"imitation_gun": false, "ventilator": false});
    let mut sources = SourceMap::default();
    let source = sources.add("declaration.json", "");
    let text = declaration.to_string();
    let judged = policy().judge(source, text.as_bytes(), &mut sources, &Options::default()).unwrap();
    let warnings = &judged.declaration.warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].pointer, "/items/0/answers/imitation_gun");
    assert!(warnings[0].message.en.ends_with("did you mean imitation-gun?"), "{}", warnings[0].message.en);
}
