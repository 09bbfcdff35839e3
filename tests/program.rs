//! Programs as data: printed as text, and written as JSON and read again the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use mp1039::cli::EmbeddedWorld;
use mp1039::ir::{self, Layout, Program};
use mp1039::lower;
use mp1039::pipeline::Policy;
use mp1039::value::Date;

/// Rules of every kind; they are made up.
const RULES: &str = r#"policy EXAMPLE 1/2026 "Rules" zh "规则"
  language 1
  published on 2026-01-01
  in force from 2026-01-01
  applies when supervision_mode = "1039" and direction = "export"
use "facts/export-declaration.pol"
use "rates/customs-monthly.pol"
use "markets/pilot-markets.pol"
catalog listed "Listed" zh "列名商品"
  verified "made up"
  entries come by notice
  0101
  9404.2100.10
catalog asked "Asked" zh "询问商品"
  verified "made up"
  entries come by notice
  6307 ex mask "mask" zh "口罩" words "口罩"
  no code reagent "test reagent" zh "检测试剂" near 3822 words "检测试剂"
let value = sum of (goods.total converted to USD at customs-monthly)
article 1 "Value" zh "货值"
  require value <= USD 150,000
  note "The office is {declaring_customs}." zh "申报海关为{declaring_customs}。"
    when transit
article 2 "Lists" zh "名录"
  forbid any good in listed
  forbid any good in asked
    except when good has document "E"
article 3 "Market" zh "市场"
  require market.id is open in pilot-markets
  require declaring_customs is an office of market.id in pilot-markets
    otherwise review
article 4 "Kinds" zh "品种"
  permit simplified when count of kinds of goods >= 5
article 5 "Confirmed" zh "认定"
  require each good.identification.status = "confirmed"
"#;

fn small() -> (Policy, Layout, Program) {
    let policy = support::made_up(&[("rules.pol", RULES)]);
    let layout = lower::layout(&policy.edition(None, None).unwrap());
    let day = Date::parse("2026-03-01").unwrap();
    let program = lower::program(&policy.edition(Some(day), None).unwrap(), &layout, day).unwrap();
    (policy, layout, program)
}

#[test]
fn a_program_as_text() {
    let (policy, layout, program) = small();
    let edition = policy.edition(Date::parse("2026-03-01"), None).unwrap();
    insta::assert_snapshot!(ir::print(&program, &layout, &edition));
}

#[test]
fn what_the_embedded_rulebook_comes_to() {
    let law = Policy::compile(&EmbeddedWorld, "221-2019.pol").unwrap();
    let all: String = law.programs.iter().map(|(_, program)| ir::summary(program)).collect();
    insta::assert_snapshot!(all);
}

#[test]
fn a_program_is_written_and_read_the_same() {
    let (_, layout, program) = small();
    let text = serde_json::to_string(&program).unwrap();
    assert_eq!(serde_json::from_str::<Program>(&text).unwrap(), program);
    let text = serde_json::to_string(&layout).unwrap();
    assert_eq!(serde_json::from_str::<Layout>(&text).unwrap(), layout);
}
