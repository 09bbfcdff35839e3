//! What a lint calls impossible never happens: many conditions, made by chance but the
//! same every time, are linted, and then judged over many declarations.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write;

use mp1039::cli::EmbeddedWorld;
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::{Layered, MemoryWorld};
use serde_json::{Value, json};

const ATOMS: &[&str] = &[
    "transit",
    "transit = yes",
    "settlement.method = \"cash\"",
    "settlement.method <> \"bank\"",
    "settlement.method is one of \"bank\", \"cash\"",
    "market.id = \"yiwu\"",
    "market.id starts with \"yi\"",
    "market.id contains \"wu\"",
    "declaring_customs = \"2921\"",
    "declaring_customs = \"29\"",
    "declaring_customs starts with \"29\"",
    "declaring_customs = exit_customs",
    "declaring_customs <> exit_customs",
    "contract_date < 2026-03-01",
    "contract_date >= 2026-03-01",
    "contract_date between 2026-02-01 and 2026-03-31",
    "contract_date between 2026-03-31 and 2026-02-01",
    "gross_weight_kg >= 0 kg",
    "gross_weight_kg > 5 kg",
    "gross_weight_kg < 4,000 g",
    "count of goods > 0",
    "count of goods >= 2",
    "count of goods < 3",
    "count of goods where good.quantity > 5 = 1.5",
    "any good where good.quantity >= 0",
    "any good where good.quantity > 5",
    "each good where good.quantity > 5",
    "no good where good.quantity < 0",
    "any good where good.hs_code starts with 9503",
    "any good where good.hs_code starts with 9503 and good.hs_code = 9404.2100.10",
];

/// Numbers that look like chance, and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn condition(&mut self, depth: usize) -> String {
        match if depth == 0 { 0 } else { self.below(4) } {
            0 => format!("({})", ATOMS[self.below(ATOMS.len())]),
            1 => format!("not {}", self.condition(depth - 1)),
            2 => format!("({} and {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => format!("({} or {})", self.condition(depth - 1), self.condition(depth - 1)),
        }
    }
}

const HEAD: &str = r#"policy EXAMPLE 1/2026 "By chance" zh "随机"
  language 1
  published on 2020-01-01
  in force from 2020-01-01
  applies when supervision_mode = "1039"
  verified "an example"

use "facts/export-declaration.pol"

"#;

/// Declarations that differ in whatever the conditions speak of.
fn declarations(chance: &mut Chance) -> Vec<Value> {
    let one = support::sample("one-toy");
    let line = one["items"][0].clone();
    (0..60)
        .map(|_| {
            let mut own = one.clone();
            own["transit"] = json!(chance.below(2) == 0);
            own["settlement"]["method"] = json!(["bank", "cash"][chance.below(2)]);
            own["market"]["id"] = json!(["yiwu", "keqiao", "wuhan-hankoubei"][chance.below(3)]);
            own["declaring_customs"] = json!(["2921", "2900", "3104"][chance.below(3)]);
            own["exit_customs"] = json!(["2921", "3104"][chance.below(2)]);
            own["contract_date"] =
                json!(["2026-01-31", "2026-02-15", "2026-03-01", "2026-05-01"][chance.below(4)]);
            own["gross_weight_kg"] = json!(["0", "3.9", "4.5", "100"][chance.below(4)]);
            let lines = (0..=chance.below(3)).map(|number| {
                let mut line = line.clone();
                line["line_no"] = json!(number + 1);
                line["quantity"] = json!(["0", "5", "6"][chance.below(3)]);
                line["hs_code"] = json!(["9503001000", "9404210010"][chance.below(2)]);
                line
            });
            own["items"] = lines.collect();
            own
        })
        .collect()
}

#[test]
fn what_a_lint_calls_impossible_never_happens() {
    let mut chance = Chance(1039);
    let mut text = HEAD.to_owned();
    let mut lines = BTreeMap::new();
    for number in 1..=1500 {
        lines.insert(text.lines().count() + 2, number.to_string());
        let depth = 1 + chance.below(3);
        let condition = chance.condition(depth);
        write!(text, "article {number} \"By chance\" zh \"随机\"\n  forbid {condition}\n").unwrap();
    }
    let mut memory = MemoryWorld::default();
    memory.insert("chance.pol", &text);
    let world = Layered(memory, EmbeddedWorld);
    let mut sources = SourceMap::default();
    let policy = Policy::load(&world, Start::Alone("chance.pol".into()), &mut sources).unwrap().policy;
    // What each article may never do, and must always do.
    let (mut never, mut always) = (Vec::new(), Vec::new());
    for problem in policy.lint(&world, None) {
        let line = sources.get(problem.span.source).unwrap().line_column(problem.span.start).0;
        let Some(article) = lines.get(&line) else { continue };
        match problem.message.en.as_str() {
            "nothing that can be declared violates this" => never.push(article.as_str()),
            "whatever is declared violates this" => always.push(article.as_str()),
            _ => {}
        }
    }
    assert!(never.len() > 5 && always.len() > 5, "{} never, {} always", never.len(), always.len());
    for declaration in declarations(&mut chance) {
        let decision = support::judge_as_of(&policy, &declaration, Some("2026-08-20"));
        assert!(decision.unknowns.is_empty(), "{:?}", decision.unknowns);
        let found: Vec<&str> = decision.findings.iter().map(|f| f.article.as_str()).collect();
        for article in &never {
            assert!(!found.contains(article), "article {article} of\n{text}\n{declaration}");
        }
        for article in &always {
            assert!(found.contains(article), "article {article} of\n{text}\n{declaration}");
        }
    }
}
