//! The compiled law against the reference: where it gives a decision, the reference gives
//! the same bytes; where it gives a verdict, it is the reference's, by the same norms on
//! the same lines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::decision::Decision;
use mp1039::input::Declaration;
use mp1039::pipeline::fast::Violation;
use mp1039::pipeline::{Options, Policy};
use mp1039::source::SourceMap;
use mp1039::syntax::ast::Effect;
use mp1039::value::Date;
use mp1039::world::World;
use serde_json::{Value, json};

fn names() -> Vec<String> {
    let files = EmbeddedWorld.list("samples").into_iter();
    let mut names: Vec<String> = files
        .filter_map(|name| Some(name.rsplit('/').next()?.strip_suffix(".json")?.to_owned()))
        .filter(|name| name != "office")
        .collect();
    names.sort();
    names
}

fn read(policy: &Policy, declaration: &Value) -> Option<Declaration> {
    let mut sources = SourceMap::default();
    let source = sources.add("d.json", "");
    let text = declaration.to_string();
    mp1039::input::read_bytes(source, text.as_bytes(), &[], policy.schema(), &Default::default()).ok()
}

/// What the reference says is violated; `None` where something is open.
fn violations(decision: &Decision) -> Option<Vec<Violation>> {
    let mut found = Vec::new();
    for finding in &decision.findings {
        if finding.best != finding.worst || finding.effect == Effect::Admit {
            return None;
        }
        found.push((finding.policy.clone(), finding.article.clone(), finding.norm, finding.line));
    }
    found.sort();
    Some(found)
}

/// How many were compared, how many verdicts were settled, and how many decisions.
#[derive(Debug, Default)]
struct Count {
    all: usize,
    verdicts: usize,
    decisions: usize,
}

impl Count {
    /// Compares the two. What the compiled law leaves open is not asked of the reference.
    fn agree(&mut self, policy: &Policy, declaration: &Declaration, options: &Options, what: &str) {
        self.all += 1;
        let (ruling, settled) = (policy.ruling(declaration, options), policy.settled(declaration, options));
        if ruling.is_none() && settled.is_none() {
            return;
        }
        let decision = policy.decide_by_reference(declaration, options).unwrap();
        if let Some(ruling) = ruling {
            self.verdicts += 1;
            assert_eq!(ruling.verdict, decision.verdict, "{what}: {decision:#?}");
            let mut own = ruling.violations.clone();
            own.sort();
            assert_eq!(Some(own), violations(&decision), "{what}: {decision:#?}");
        }
        if let Some(settled) = settled {
            self.decisions += 1;
            let bytes = |decision: &Decision| serde_json::to_string_pretty(decision).unwrap();
            assert_eq!(bytes(&settled), bytes(&decision), "{what}");
        }
    }
}

fn as_of(day: Date) -> Options {
    Options { as_of: Some(day), ..Options::default() }
}

#[test]
fn every_sample_on_every_day_of_change() {
    let policy = support::policy();
    let calendar = policy.calendar(None);
    let (mut own, mut on_days) = (Count::default(), Count::default());
    for name in names() {
        let declaration = read(&policy, &support::sample(&name)).unwrap();
        own.agree(&policy, &declaration, &Options::default(), &name);
        for day in calendar.days() {
            on_days.agree(&policy, &declaration, &as_of(day), &format!("{name} on {day}"));
        }
    }
    println!("{own:?} {on_days:?}");
    // A sample with missing facts, one without goods, and one of a day without complete lists.
    assert!(own.verdicts + 3 >= own.all && own.decisions + 5 >= own.verdicts, "{own:?}");
    assert!(on_days.decisions * 20 > on_days.all, "{on_days:?}");
}

#[test]
fn every_code_of_the_tariff() {
    let policy = support::policy();
    let tariff = String::from_utf8(EmbeddedWorld.read("tariff/2026.tsv").unwrap()).unwrap();
    let mut sample = support::sample("one-toy");
    let mut count = Count::default();
    for code in tariff.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        sample["items"][0]["hs_code"] = json!(code);
        let declaration = read(&policy, &sample).unwrap();
        count.agree(&policy, &declaration, &Options::default(), code);
    }
    println!("{count:?}");
    assert!(count.all > 12_000 && count.decisions * 10 > count.all * 8, "{count:?}");
}

/// The policies of the suite, each with every sample.
#[test]
fn the_suite_with_every_sample() {
    let samples: Vec<(String, Value)> =
        names().into_iter().map(|n| (n.clone(), support::sample(&n))).collect();
    let mut count = Count::default();
    for file in support::cases("eval") {
        let Some(policy) = support::lone(&file).policy else { continue };
        for (name, sample) in &samples {
            let declaration = read(&policy, sample);
            let what = format!("{} with {name}", file.display());
            declaration.iter().for_each(|d| count.agree(&policy, d, &Options::default(), &what));
        }
    }
    println!("{count:?}");
    assert!(count.verdicts * 4 > count.all, "{count:?}");
}

/// Declarations changed at random; `MP1039_CASES` says how many.
#[test]
fn samples_changed_at_random() {
    let cases = std::env::var("MP1039_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_500);
    let policy = support::policy();
    let samples: Vec<Value> = names().iter().map(|n| support::sample(n)).collect();
    let days: Vec<Date> = policy.calendar(None).days().collect();
    let seed = std::env::var("MP1039_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut random = Random(seed);
    let mut count = Count::default();
    for case in 0..cases {
        let mut sample = random.pick(&samples).clone();
        for _ in 0..random.below(4) {
            random.change(&mut sample);
        }
        let options = match random.below(4) {
            0 => as_of(*random.pick(&days)),
            _ => Options::default(),
        };
        if let Some(declaration) = read(&policy, &sample) {
            count.agree(&policy, &declaration, &options, &format!("case {case}, seed {seed}: {sample:#}"));
        }
    }
    println!("{count:?}");
    assert!(count.decisions * 10 > count.all * 3, "{count:?}");
}

/// A small generator, so that a case is found again by its seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        let at = self.below(of.len());
        &of[at]
    }

    /// Changes one thing of a declaration.
    fn change(&mut self, declaration: &mut Value) {
        let values = [
            json!(null),
            json!(true),
            json!(false),
            json!(""),
            json!("无"),
            json!("1039"),
            json!("0110"),
            json!("150000"),
            json!("150000.01"),
            json!("0.0001"),
            json!("99999999999999.999999"),
            json!("0.00000001"),
            json!("-1"),
            json!("2026-12-31"),
            json!("2025-06-01"),
            json!("2026-02-30"),
            json!("open"),
            json!("USD"),
            json!("EUR"),
            json!("JPY"),
            json!("XXX"),
            json!("yiwu"),
            json!("2921"),
            json!("9999"),
            json!("9404210010"),
            json!("94042100"),
            json!("0000000000"),
            json!("9503.0083.90"),
            json!("一次性医用口罩"),
            json!("ŞEKER Ǆ"),
            json!("KN95 mask"),
            json!({"mask": false, "charcoal": true}),
            json!([]),
            json!(3),
        ];
        let lines = declaration["items"].as_array().map_or(0, Vec::len);
        let line = if lines == 0 { 0 } else { self.below(lines) };
        let paths = [
            "/supervision_mode",
            "/direction",
            "/declared_on",
            "/accepted_on",
            "/export_date",
            "/declaring_customs",
            "/exit_customs",
            "/transit",
            "/market/id",
            "/market/customs",
            "/operator/commerce_filing/market",
            "/operator/commerce_filing/valid_until",
            "/operator/customs_filing/valid_from",
            "/principal/kind",
            "/transaction_mode",
            "/settlement/method",
            "/documents",
            "/simplified",
        ];
        let keys = [
            "hs_code",
            "name",
            "spec",
            "total",
            "currency",
            "quantity",
            "identification/status",
            "control_exemption",
            "not_listed_certificate",
            "answers",
            "food",
            "attributes",
        ];
        match self.below(10) {
            0 => {
                let items = declaration["items"].as_array_mut().filter(|items| !items.is_empty());
                let copy = items.as_ref().map(|items| items[line.min(items.len() - 1)].clone());
                items.into_iter().for_each(|items| items.extend(copy.clone()));
            }
            1 => {
                let papers = [
                    json!([{"letter": "B", "number": "123", "valid_until": "2026-12-31"}]),
                    json!([{"letter": "B", "number": "无"}, {"letter": "4", "number": "7", "lines": [1]}]),
                    json!([{"letter": "B", "number": "5", "valid_until": "2020-01-01", "lines": [2]}]),
                ];
                declaration["documents"] = self.pick(&papers).clone();
            }
            2..=5 => {
                let path = *self.pick(&paths);
                set(declaration, path, self.pick(&values).clone());
            }
            _ => {
                let path = format!("/items/{line}/{}", self.pick(&keys));
                set(declaration, &path, self.pick(&values).clone());
            }
        }
    }
}

/// Puts a value at a pointer, where there is something to put it into.
fn set(declaration: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    if let Some(Value::Object(members)) = declaration.pointer_mut(parent) {
        members.insert(key.to_owned(), value);
    }
}
