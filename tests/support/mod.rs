//! What several test files share: the shipped rulebook, and samples to change.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

pub mod agree;
pub mod commands;
pub mod policies;
pub mod random;

use mp1039::cli::EmbeddedWorld;
use mp1039::diagnostic::Diagnostic;
use mp1039::eval::decision::Decision;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::{Layered, MemoryWorld, World};
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

/// A policy of made-up files over the standard rulebook; the first is the one that is asked for.
pub fn made_up(files: &[(&str, &str)]) -> Policy {
    let mut world = MemoryWorld::default();
    files.iter().for_each(|(name, text)| world.insert(*name, *text));
    let start = Start::Alone(files[0].0.to_owned());
    match Policy::load(&Layered(world, EmbeddedWorld), start, &mut SourceMap::default()) {
        Ok(loaded) => loaded.policy,
        Err(problems) => panic!("{problems:#?}"),
    }
}

pub fn sample(name: &str) -> Value {
    let bytes = EmbeddedWorld.read(&format!("samples/{name}.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The names of the samples that are declarations.
pub fn names() -> Vec<String> {
    let files = EmbeddedWorld.list("samples").into_iter();
    let mut names: Vec<String> = files
        .filter_map(|name| Some(name.rsplit('/').next()?.strip_suffix(".json")?.to_owned()))
        .filter(|name| name != "office")
        .collect();
    names.sort();
    names
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

/// A file by itself over the standard rulebook: what it gives, and where its texts are.
pub fn lone(file: &std::path::Path) -> Lone {
    let name = file.file_name().unwrap().to_str().unwrap();
    let mut memory = MemoryWorld::default();
    memory.insert(name, std::fs::read(file).unwrap());
    // Texts of instruments that stand beside the cases of a stage.
    for text in std::fs::read_dir(file.parent().unwrap().join("texts")).into_iter().flatten() {
        let text = text.unwrap();
        let name = format!("texts/{}", text.file_name().to_str().unwrap());
        memory.insert(name, std::fs::read(text.path()).unwrap());
    }
    let world = Layered(memory, EmbeddedWorld);
    let mut sources = SourceMap::default();
    let (policy, problems) = match Policy::load(&world, Start::Alone(name.to_owned()), &mut sources) {
        Ok(loaded) => {
            let mut problems = loaded.warnings;
            problems.extend(loaded.policy.lint(&world, None));
            problems.extend(loaded.policy.every_version());
            (Some(loaded.policy), problems)
        }
        Err(problems) => (None, problems),
    };
    Lone { name: name.to_owned(), world, sources, policy, problems }
}

/// See [`lone`].
pub struct Lone {
    pub name: String,
    pub world: Layered<MemoryWorld, EmbeddedWorld>,
    pub sources: SourceMap,
    pub policy: Option<Policy>,
    pub problems: Vec<Diagnostic>,
}

/// The cases of a stage of the suite, in order.
pub fn cases(stage: &str) -> Vec<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(stage);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "pol"));
    files.sort();
    assert!(!files.is_empty(), "no cases in {stage}");
    files
}
