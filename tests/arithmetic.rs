//! Arithmetic of the compiled law: numbers of any size, in 64 bits and in 128, against the
//! fractions of the reference.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use mp1039::pipeline::Options;
use mp1039::value::Date;
use serde_json::{Value, json};
use support::agree::{Count, read, same_in_columns};
use support::random::{Random, cases};

const RULES: &str = r#"policy EXAMPLE 1/2026 "Arithmetic" zh "算术"
  language 1
  published on 2026-01-01
  in force from 2026-01-01
  applies when supervision_mode = "1039"
use "goods.pol"
rates made-up "Made up" zh "虚构汇率"
  dated by declared_on
  rows in "made-up.tsv"
article 1 "Product" zh "乘积"
  require each good.quantity * good.unit_price converted to CNY at made-up
      <= (good.total converted to CNY at made-up) + CNY 0.10
article 2 "Product, the other way round" zh "乘积（反向）"
  require each good.total converted to CNY at made-up
      <= (good.quantity * good.unit_price converted to CNY at made-up) + CNY 0.10
    otherwise review
article 3 "Below" zh "低于"
  require each good.total converted to CNY at made-up < CNY 700
article 4 "At least" zh "不低于"
  require each good.quantity * good.unit_price converted to CNY at made-up >= CNY 7
    otherwise review
article 5 "Above" zh "高于"
  require each good.total converted to CNY at made-up > CNY 0.07
    otherwise review
article 6 "Not this" zh "不等于"
  forbid any good where good.total converted to CNY at made-up = CNY 70
article 7 "Sum" zh "合计"
  require sum of (goods.total converted to USD at made-up) <= USD 150,000
article 8 "Weights" zh "重量"
  require each good.quantity + good.quantity * good.quantity - good.quantity >= good.quantity
    otherwise review
article 9 "Together" zh "两者之和"
  require each good.quantity * good.total converted to CNY at made-up
      + (good.total converted to CNY at made-up) >= CNY 9,000,000,000,000
    otherwise review
"#;

const GOODS: &str = r#"facts of-goods "Facts of goods" zh "商品数据项"
  supervision_mode 4 digits "supervision mode" zh "监管方式"
  declared_on date "day of declaration" zh "申报日期"
  accepted_on date "day of acceptance" zh "接受申报日期"
  simplified yes/no "simplified" zh "简化申报"
  good.quantity decimal at least 0 "quantity" zh "数量"
  good.unit_price money in good.currency at least 0 "unit price" zh "单价"
  good.total money in good.currency at least 0 "total" zh "总价"
  good.currency text "currency" zh "币制"
"#;

const RATES: &str = "month\tcurrency\tcny\ttolerance\tpublished\tgrade\tsource\n\
                     2026-03\tUSD\t7\t\t\tverified\tmade up\n\
                     2026-03\tJPY\t0.0007\t\t\tverified\tmade up\n\
                     2026-03\tEUR\t8.1907\t\t\tverified\tmade up\n\
                     2026-04\tUSD\t6.9999\t\t\tverified\tmade up\n\
                     2026-04\tEUR\t8.1\t2%\t\tverified\tmade up\n";

const AMOUNTS: &[&str] = &[
    "0",
    "0.01",
    "0.0099",
    "0.010001",
    "0.0000001",
    "1",
    "10",
    "9.999999",
    "10.000001",
    "10.0142857",
    "100",
    "99.99",
    "100000",
    "150000",
    "150000.01",
    "12345678901.23",
    "9223372036854",
    "9223372036854.775807",
    "9223372036854.775808",
    "79228162514264337593543950335",
];

fn declaration(random: &mut Random, sample: &Value) -> Value {
    let mut declaration = sample.clone();
    let day = *random.pick(&["2026-03-05", "2026-04-05", "2026-05-05"]);
    declaration["declared_on"] = json!(day);
    declaration["accepted_on"] = json!(day);
    let item = sample["items"][0].clone();
    let lines = *random.pick(&[1, 2, 3, 70, 130]);
    let mostly_small = random.below(3) > 0;
    let items = (0..lines).map(|at| {
        let mut amount = || match mostly_small {
            true => AMOUNTS[random.below(13)],
            false => *random.pick(AMOUNTS),
        };
        let (quantity, price) = (amount(), amount());
        let product = match (quantity.parse::<u64>(), price.parse::<u64>()) {
            (Ok(quantity), Ok(price)) if quantity < 1_000_000 && price < 1_000_000 => {
                (quantity * price).to_string()
            }
            _ => amount().to_owned(),
        };
        let mut item = item.clone();
        item["line_no"] = json!(at + 1);
        item["currency"] = json!(random.pick(&["USD", "USD", "USD", "EUR", "JPY", "CNY", "XXX"]));
        item["quantity"] = json!(quantity);
        item["unit_price"] = json!(price);
        item["total"] = json!(product);
        if random.below(20) == 0 {
            let key = *random.pick(&["quantity", "unit_price", "total", "currency"]);
            item.as_object_mut().unwrap().remove(key);
        }
        item
    });
    declaration["items"] = items.collect();
    declaration
}

#[test]
fn numbers_of_any_size() {
    let policy = support::made_up(&[("rules.pol", RULES), ("goods.pol", GOODS), ("made-up.tsv", RATES)]);
    let sample = support::sample("one-toy");
    let options = Options::default();
    let (mut narrow, mut wide) = (policy.columns(&options), policy.columns(&options));
    wide.compute_in_128_bits();
    let mut random = Random(11);
    let mut count = Count::default();
    let (mut certain, mut all) = (0, 0);
    for case in 0..cases(120) {
        let mut rulings = Vec::new();
        for _ in 0..3 {
            let declaration = read(&policy, &declaration(&mut random, &sample)).unwrap();
            let decision = policy.decide_by_reference(&declaration, &options).unwrap();
            let ruling = policy.ruling(&declaration, &options).unwrap();
            certain += ruling.violations().filter(|own| !own.open).count();
            all += decision.findings.iter().filter(|finding| finding.best == finding.worst).count();
            let settled = policy.settled(&declaration, &options);
            count.compare(Some(ruling.clone()), settled, &decision, &format!("case {case}"));
            rulings.push(Some(ruling));
            [&mut narrow, &mut wide].into_iter().for_each(|columns| columns.push(&declaration));
        }
        [&mut narrow, &mut wide].into_iter().for_each(|columns| same_in_columns(columns, &rulings));
    }
    // What is left open is so for numbers beyond both, for rates that are not exact or not there.
    assert!(certain * 2 > all, "{certain} of {all}");
}

/// Amounts are multiplied before they are converted, and mostly not converted at all.
#[test]
fn what_is_computed() {
    let policy = support::made_up(&[("rules.pol", RULES), ("goods.pol", GOODS), ("made-up.tsv", RATES)]);
    let day = Date::parse("2026-03-05").unwrap();
    let edition = policy.edition(Some(day), None).unwrap();
    let program = mp1039::lower::program(&edition, &policy.layout(), day).unwrap();
    insta::assert_snapshot!(mp1039::ir::print(&program, &policy.layout(), &edition));
}
