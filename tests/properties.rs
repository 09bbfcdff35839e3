//! What no example can show: with less known the answer only widens; no order
//! matters but that of lines in findings; no fact removed or broken turns a
//! reject into an admit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::OnceLock;
use support::{judge_as_of, policy, sample};

use mp1039::eval::decision::{Decision, Verdict};
use mp1039::pipeline::Policy;

const DAY: Option<&str> = Some("2026-08-20");

fn shared() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(policy)
}

const SAMPLES: &[&str] = &[
    "one-toy",
    "toys",
    "rush-mattress",
    "above-the-cap",
    "above-the-cap-mixed",
    "at-the-cap",
    "gold-chain",
    "insecticide",
    "drone-part",
    "mask-2026",
    "wrong-customs",
    "lapsed-filing",
    "missing-facts",
    "other-paper",
    "general-trade",
    "simplified-12-kinds",
    "endangered-species",
    "mask-2020",
    "mixed-40-lines",
];

/// Pointers of every value in a declaration.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(k, v)| pointers(v, format!("{at}/{k}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| pointers(v, format!("{at}/{i}"), found))
        }
        _ => {}
    }
    if !at.is_empty() && at != "/schema" {
        found.push(at);
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Admit => 0,
        Verdict::Review => 1,
        _ => 2,
    }
}

/// Whether `wide` holds everything that `narrow` leaves possible.
fn contains(wide: &Decision, narrow: &Decision) -> bool {
    match (wide.verdict, narrow.verdict) {
        (Verdict::OutOfScope, other) => other == Verdict::OutOfScope,
        // What was out of scope may become anything but a known answer.
        (Verdict::Undecided, Verdict::OutOfScope) => true,
        (_, Verdict::OutOfScope) => false,
        _ => rank(wide.best) <= rank(narrow.best) && rank(wide.worst) >= rank(narrow.worst),
    }
}

fn without(declaration: &Value, pointer: &str, put: Option<Value>) -> Value {
    let mut changed = declaration.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (changed.pointer_mut(parent), put) {
        (Some(Value::Object(members)), None) => {
            members.remove(key);
        }
        (Some(Value::Object(members)), Some(put)) => {
            members.insert(key.to_owned(), put);
        }
        (Some(Value::Array(items)), put) => items[key.parse::<usize>().unwrap()] = put.unwrap_or(Value::Null),
        _ => {}
    }
    changed
}

/// Every fact of some samples, removed or broken: the answer must contain the old one.
fn only_widens(samples: &[&str]) {
    let broken = [None, Some(Value::Null), Some(json!("1e400")), Some(json!([[]])), Some(json!("-1"))];
    for name in samples {
        let declaration = sample(name);
        let before = judge_as_of(shared(), &declaration, DAY);
        let mut all = Vec::new();
        pointers(&declaration, String::new(), &mut all);
        for pointer in all.iter().filter(|p| *p != "/goods_list" && !is_late_line(p)) {
            for put in &broken {
                // A text fact has no bad texts: any text is another fact, not less of one.
                if put.as_ref().is_some_and(Value::is_string) && !typed(pointer) {
                    continue;
                }
                let after = judge_as_of(shared(), &without(&declaration, pointer, put.clone()), DAY);
                assert!(
                    contains(&after, &before),
                    "{name} {pointer} {put:?}: {:?}..{:?} ({:?}) does not contain {:?}..{:?} ({:?})",
                    after.best,
                    after.worst,
                    after.verdict,
                    before.best,
                    before.worst,
                    before.verdict
                );
            }
        }
    }
}

#[test]
fn with_less_known_the_answer_only_widens() {
    only_widens(&SAMPLES[..SAMPLES.len() / 2]);
}

#[test]
fn with_less_known_the_answer_only_widens_in_the_other_samples() {
    only_widens(&SAMPLES[SAMPLES.len() / 2..]);
}

/// A fact of the fourth line or a later one: they are like the first three.
fn is_late_line(pointer: &str) -> bool {
    let mut parts = pointer.split('/').skip(1);
    let list = matches!(parts.next(), Some("items" | "goods_list"));
    list && parts.next().and_then(|n| n.parse::<usize>().ok()).is_some_and(|n| n >= 3)
}

/// Whether a bad text can be told from a good one.
fn typed(pointer: &str) -> bool {
    let last = pointer.rsplit('/').next().unwrap();
    matches!(
        last,
        "hs_code"
            | "total"
            | "quantity"
            | "unit_price"
            | "valid_from"
            | "valid_until"
            | "declared_on"
            | "accepted_on"
            | "status"
            | "direction"
            | "simplified"
            | "transit"
    )
}

fn messages(decision: &Decision) -> Vec<String> {
    let mut all: Vec<String> = decision
        .findings
        .iter()
        .map(|f| format!("{} {} {:?} {}", f.article, f.norm, f.catalog, f.message.en))
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_lines_only_renumbers_findings(seed in any::<u64>(), pick in 0..SAMPLES.len()) {
        let declaration = sample(SAMPLES[pick]);
        let before = judge_as_of(shared(), &declaration, DAY);
        let mut shuffled = declaration.clone();
        for list in ["items", "goods_list"] {
            if let Some(items) = shuffled[list].as_array_mut() {
                let n = items.len();
                for i in (1..n).rev() {
                    items.swap(i, (seed.rotate_left(i as u32) % (i as u64 + 1)) as usize);
                }
            }
        }
        let after = judge_as_of(shared(), &shuffled, DAY);
        prop_assert_eq!((before.verdict, before.best, before.worst), (after.verdict, after.best, after.worst));
        prop_assert_eq!(messages(&before), messages(&after));
    }

    #[test]
    fn several_facts_removed_never_turn_a_reject_into_an_admit(picks in prop::collection::vec(any::<prop::sample::Index>(), 1..6), pick in 0..SAMPLES.len()) {
        let mut declaration = sample(SAMPLES[pick]);
        let before = judge_as_of(shared(), &declaration, DAY);
        for index in picks {
            let mut all = Vec::new();
            pointers(&declaration, String::new(), &mut all);
            let pointer = index.get(&all).clone();
            if pointer != "/goods_list" {
                declaration = without(&declaration, &pointer, None);
            }
        }
        let after = judge_as_of(shared(), &declaration, DAY);
        prop_assert!(contains(&after, &before), "{:?} does not contain {:?}", after, before);
    }
}
