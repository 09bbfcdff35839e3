//! What several test files share: the shipped rulebook, and samples to change.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::decision::Decision;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::World;
use serde_json::Value;

pub fn policy() -> Policy {
    let mut sources = SourceMap::default();
    match Policy::load(&EmbeddedWorld, Start::File("221-2019.pol".into()), &mut sources) {
        Ok(loaded) => {
            assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
            loaded.policy
        }
        Err(diagnostics) => panic!("{diagnostics:#?}"),
    }
}

pub fn sample(name: &str) -> Value {
    let bytes = EmbeddedWorld.read(&format!("samples/{name}.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

pub fn judge(policy: &Policy, declaration: &Value) -> Decision {
    judge_as_of(policy, declaration, None)
}

pub fn judge_as_of(policy: &Policy, declaration: &Value, as_of: Option<&str>) -> Decision {
    let mut sources = SourceMap::default();
    let source = sources.add("declaration.json", "");
    let options = Options { as_of: as_of.and_then(mp1039::value::Date::parse), ..Options::default() };
    policy.judge(source, declaration.to_string().as_bytes(), &mut sources, &options).unwrap().decision
}
