//! The compiled law against the reference: where it gives a verdict, the reference gives
//! the same, by the same norms on the same lines.
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
use mp1039::world::World;
use serde_json::Value;

fn names() -> Vec<String> {
    let mut names: Vec<String> = EmbeddedWorld
        .list("samples")
        .into_iter()
        .filter_map(|name| {
            Some(name.strip_prefix("samples/").unwrap_or(&name).strip_suffix(".json")?.to_owned())
        })
        .collect();
    names.retain(|name| name != "office");
    names
}

fn read(policy: &Policy, declaration: &Value) -> Declaration {
    let mut sources = SourceMap::default();
    let source = sources.add("d.json", "");
    let text = declaration.to_string();
    mp1039::input::read_bytes(source, text.as_bytes(), &[], policy.schema(), &Default::default()).unwrap()
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

/// Compares the two; says whether the compiled law gave an answer.
fn agree(policy: &Policy, declaration: &Declaration, options: &Options, what: &str) -> bool {
    let Some(ruling) = policy.ruling(declaration, options) else { return false };
    let decision = policy.decide(declaration, options).unwrap();
    assert_eq!(ruling.verdict, decision.verdict, "{what}: {decision:#?}");
    let mut own = ruling.violations.clone();
    own.sort();
    assert_eq!(Some(own), violations(&decision), "{what}: {decision:#?}");
    true
}

#[test]
fn every_sample_on_every_day_of_change() {
    let policy = &support::policy();
    let calendar = policy.calendar(None);
    let mut settled = 0;
    let mut all = 0;
    for name in names() {
        let name = name.as_str();
        let declaration = read(policy, &support::sample(name));
        for day in calendar.days() {
            let options = Options { as_of: Some(day), ..Options::default() };
            all += 1;
            settled += usize::from(agree(policy, &declaration, &options, &format!("{name} on {day}")));
        }
        let own = agree(policy, &declaration, &Options::default(), name);
        settled += usize::from(own);
        all += 1;
    }
    assert!(settled * 12 > all, "{settled} of {all} settled");
}
