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
use mp1039::eval::decision::Verdict;
use mp1039::ir::Table;
use mp1039::pipeline::Options;
use mp1039::value::Date;
use mp1039::world::World;
use serde_json::{Value, json};
use support::agree::{Count, read, same_in_columns};
use support::random::{Random, cases, seed};

fn as_of(day: Date) -> Options {
    Options { as_of: Some(day), ..Options::default() }
}

#[test]
fn every_sample_on_every_day_of_change() {
    let policy = support::policy();
    let calendar = policy.calendar(None);
    let (mut own, mut on_days) = (Count::default(), Count::default());
    for name in support::names() {
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
        support::names().into_iter().map(|n| (n.clone(), support::sample(&n))).collect();
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
    let cases = cases(1_500);
    let policy = support::policy();
    let samples: Vec<Value> = support::names().iter().map(|n| support::sample(n)).collect();
    let days: Vec<Date> = policy.calendar(None).days().collect();
    let seed = seed();
    let mut random = Random(seed);
    let mut count = Count::default();
    let plain = Options::default();
    let mut columns = policy.columns(&plain);
    let mut rulings = Vec::new();
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
            let what = format!("case {case}, seed {seed}: {sample:#}");
            count.agree(&policy, &declaration, &options, &what);
            let decision = policy.decide_by_reference(&declaration, &options).unwrap();
            count.by_bytes(&policy, (&sample.to_string(), &declaration), &decision, &options);
            columns.push(&declaration);
            rulings.push(policy.ruling(&declaration, &plain));
        }
        // Batches of several sizes.
        if rulings.len() > case % 150 {
            same_in_columns(&mut columns, &std::mem::take(&mut rulings));
        }
    }
    println!("{count:?}");
    assert!(count.decisions * 10 > count.all * 3, "{count:?}");
    assert!(count.by_bytes * 3 > count.decisions, "{count:?}");
}

/// The rules of the boundary test; its rates are made up.
const BOUNDARY: &str = r#"policy EXAMPLE 1/2026 "Cap" zh "限额"
  language 1
  published on 2026-01-01
  in force from 2026-01-01
  applies when supervision_mode = "1039"
use "facts/export-declaration.pol"
rates made-up "Made up" zh "虚构汇率"
  dated by declared_on
  rows in "made-up.tsv"
article 1 "Cap" zh "限额"
  require sum of (goods.total converted to USD at made-up) <= USD 150,000
"#;

/// Sums of exactly the cap, and one cent and one ten-thousandth around it, in three
/// currencies, on 1 to 10,000 lines, held against whole numbers.
#[test]
fn at_the_boundary() {
    let rows = "month\tcurrency\tcny\ttolerance\tpublished\tgrade\tsource\n\
                2026-03\tUSD\t7.0123\t\t\tverified\tmade up\n\
                2026-03\tEUR\t8.1907\t\t\tverified\tmade up\n";
    let policy = support::made_up(&[("cap.pol", BOUNDARY), ("made-up.tsv", rows)]);
    // Ten-thousandths of CNY for one unit.
    let rates = [("USD", 70_123i128), ("EUR", 81_907), ("CNY", 10_000)];
    let mut sample = support::sample("one-toy");
    sample["declared_on"] = json!("2026-03-05");
    sample["accepted_on"] = json!("2026-03-05");
    let item = sample["items"][0].clone();
    let mut random = Random(7);
    let mut settled = 0;
    for case in 0..600usize {
        let lines = [1, 2, 3, 7, 12, 60, 300, if case % 100 == 0 { 10_000 } else { 5 }][case % 8];
        let (currency, rate) = rates[case % 3];
        let mixed = case % 5 == 4;
        // Ten-thousandths of a unit, each line's and their sum in ten-thousandths of CNY.
        let cap = 150_000i128 * 10_000 * 70_123;
        let around = [0, 1, -1, 100, -100][case / 3 % 5];
        let mut sum = 0i128;
        let mut totals = Vec::new();
        for _ in 1..lines {
            let (code, rate) = if mixed { *random.pick(&rates) } else { (currency, rate) };
            let amount = i128::from(random.next() % 1_000) * 1_500_000_000 / (lines as i128 * 1_000);
            sum += amount * rate;
            totals.push((code, amount));
        }
        // What is left, as near as the currency goes, and a little beside.
        let rest = (cap - sum) / rate + around;
        sum += rest * rate;
        totals.push((currency, rest));
        let items = totals.iter().enumerate().map(|(at, (code, amount))| {
            let mut item = item.clone();
            item["line_no"] = json!(at + 1);
            item["currency"] = json!(code);
            item["total"] = json!(format!("{}.{:04}", amount / 10_000, amount % 10_000));
            item.as_object_mut().unwrap().retain(|key, _| key != "quantity" && key != "unit_price");
            item
        });
        let items: Vec<Value> = items.collect();
        sample["items"] = json!(items);
        let declaration = read(&policy, &sample).unwrap();
        let wanted = if sum <= cap { Verdict::Admit } else { Verdict::Reject };
        let ruling = policy.ruling(&declaration, &Options::default());
        settled += usize::from(ruling.is_some());
        let fast = ruling.map_or(wanted, |ruling| ruling.outcome.verdict);
        assert_eq!(fast, wanted, "case {case}: {currency} {around}, {lines} lines");
        if lines < 100 {
            let decision = policy.decide_by_reference(&declaration, &Options::default()).unwrap();
            assert_eq!(decision.verdict, wanted, "case {case}");
        }
    }
    assert_eq!(settled, 600);
}

/// More lists than a table of intervals holds; the code of the good is in the last of them,
/// or in none.
#[test]
fn more_lists_than_a_table_holds() {
    let count = Table::MOST_LISTS + 2;
    let mut text = "policy EXAMPLE 2/2026 \"Lists\" zh \"清单\"\n  language 1\n  published on 2026-01-01\n  \
                    in force from 2026-01-01\n  applies when supervision_mode = \"1039\"\n\
                    use \"facts/export-declaration.pol\"\nuse \"tariff/2026.pol\"\n"
        .to_owned();
    for n in 1..=count {
        let codes = if n == count { 9404 } else { 2801 };
        let list = format!(
            "catalog list-{n} \"List {n}\" zh \"清单{n}\"\n  reported \"made up\"\n  under tariff 2026\n  \
             complete from 2026-01-01 until 2026-12-31\n  codes {codes}\n"
        );
        text.push_str(&list);
    }
    for n in 1..=count {
        text.push_str(&format!("article {n} \"List\" zh \"清单\"\n  forbid any good in list-{n}\n"));
    }
    let policy = support::made_up(&[("lists.pol", &text)]);
    let mut sample = support::sample("one-toy");
    let mut agreed = Count::default();
    for (code, verdict) in [("9404210010", Verdict::Reject), ("9503008390", Verdict::Admit)] {
        sample["items"][0]["hs_code"] = json!(code);
        let declaration = read(&policy, &sample).unwrap();
        assert_eq!(policy.decide(&declaration, &Options::default()).unwrap().verdict, verdict);
        agreed.agree(&policy, &declaration, &Options::default(), code);
    }
}

/// The program of one day looks into lists, that of another only counts kinds of goods: it
/// takes no code for known because that of another declaration was.
#[test]
fn kinds_of_goods_after_another_program() {
    let text = "policy EXAMPLE 3/2026 \"Kinds\" zh \"品种\"\n  language 1\n  published on 2026-01-01\n  \
                in force from 2026-01-01\n  applies when supervision_mode = \"1039\"\n\
                use \"facts/export-declaration.pol\"\nuse \"tariff/2026.pol\"\n\
                article 1 \"Kinds\" zh \"品种\"\n  forbid count of kinds of goods > 1\n\
                policy EXAMPLE 4/2026 \"Hats\" zh \"帽类\"\n  language 1\n  published on 2026-01-01\n  \
                in force from 2026-06-01\n\
                article 1 \"Hats\" zh \"帽类\"\n  forbid any good where good.hs_code starts with 65\n";
    let policy = support::made_up(&[("kinds.pol", text)]);
    let mut sample = support::sample("one-toy");
    let item = sample["items"][0].clone();
    sample["items"] = json!([item, item]);
    sample["items"][1]["line_no"] = json!(2);
    let whole = read(&policy, &sample).unwrap();
    sample["items"][0]["hs_code"] = json!(null);
    let open = read(&policy, &sample).unwrap();
    let mut count = Count::default();
    let day = |text| as_of(Date::parse(text).unwrap());
    count.agree(&policy, &whole, &day("2026-06-30"), "whole");
    count.agree(&policy, &open, &day("2026-03-01"), "open");
    count.agree(&policy, &whole, &day("2026-03-01"), "by codes that are known");
    assert_eq!(count.decisions, 2);
}

/// Small laws on which the compiled law and the reference once differed, each with what the
/// declaration says otherwise than the sample.
const ONCE: &[(&str, &str, &str, &str)] = &[
    (
        "a day that is stated counts where the list leaves open when a market opened",
        "markets halls \"Markets\" zh \"市场\"\n  market yiwu \"Yiwu\" zh \"义乌\" named on 2014-07-01\n\
         article 1 \"Open\" zh \"开展\"\n  require market.id is open in halls or since market.open_since\n    \
         except when transit\n",
        "/market/open_since",
        "2026-12-01",
    ),
    (
        "of a short code it may be known that the line does not count",
        "use \"tariff/2026.pol\"\nuse \"rates/customs-monthly.pol\"\n\
         article 1 \"Beds\" zh \"床具\"\n  require (sum of (goods.total converted to EUR at customs-monthly) \
         where good.hs_code starts with 9503001000) <= EUR 1\n    except when transit\n",
        "/items/0/hs_code",
        "94042100",
    ),
    (
        "a text that claims nothing is repeated where a condition looks at it",
        "use \"tariff/2026.pol\"\ncatalog drones \"Drones\" zh \"无人机\"\n  under tariff 2026\n  \
         entries come by notice\n  reported \"made up\"\n  \
         no code drone \"drone\" zh \"无人机\" near 9503 when good.spec contains \"螺旋桨\"\n\
         article 1 \"Drones\" zh \"无人机\"\n  note each good in drones\n",
        "/items/0/spec",
        "无",
    ),
    (
        "a line may count where its list is suspended and may have grown",
        "use \"tariff/2026.pol\"\nuse \"rates/customs-monthly.pol\"\n\
         catalog shelved \"Shelved\" zh \"搁置\"\n  under tariff 2026\n  \
         complete from 2026-01-01 until 2026-12-31\n  reported \"made up\"\n  95030021\n\
         article 1 \"Shelved\" zh \"搁置\"\n  forbid any good in shelved\n\
         article 2 \"Value\" zh \"货值\"\n  require transit is not stated or \
         (sum of (goods.total converted to EUR at customs-monthly) where good in shelved) <= EUR 1\n    \
         or direction = \"export\"\n\
         suspend catalog shelved\n",
        "/items/0/spec",
        "塑料",
    ),
];

#[test]
fn what_once_differed() {
    for (what, law, place, value) in ONCE {
        let text = format!(
            "policy EXAMPLE 1/2026 \"Once\" zh \"曾\"\n  language 1\n  published on 2026-01-01\n  \
             in force from 2026-01-01\n  applies when supervision_mode = \"1039\"\n\
             use \"facts/export-declaration.pol\"\n{law}"
        );
        let policy = support::made_up(&[("once.pol", &text)]);
        let mut sample = support::sample("one-toy");
        let (parent, key) = place.rsplit_once('/').unwrap();
        sample.pointer_mut(parent).unwrap()[key] = json!(value);
        let declaration = read(&policy, &sample).unwrap();
        Count::default().agree(&policy, &declaration, &Options::default(), what);
    }
}
