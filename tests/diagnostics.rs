//! Every problem that the suite provokes, as its author sees it, in both
//! languages. `cargo insta review`, or `INSTA_UPDATE=always cargo test`, takes
//! a change over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::path::Path;

use mp1039::cli::EmbeddedWorld;
use mp1039::diagnostic::render;
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::value::text::Lang;
use mp1039::world::{Layered, MemoryWorld};

#[test]
fn each_diagnostic_as_its_author_sees_it() {
    for stage in ["syntax", "check", "rulebook"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(stage);
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let mut memory = MemoryWorld::default();
            memory.insert(name, std::fs::read(&file).unwrap());
            let mut sources = SourceMap::default();
            let start = Start::Alone(name.to_owned());
            let problems = match Policy::load(&Layered(memory, EmbeddedWorld), start, &mut sources) {
                Ok(loaded) => loaded.warnings,
                Err(problems) => problems,
            };
            for (lang, tag) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
                let shown: Vec<String> =
                    problems.iter().map(|d| render::human(d, &sources, lang, false)).collect();
                let stem = name.trim_end_matches(".pol");
                insta::assert_snapshot!(format!("{stage}__{stem}__{tag}"), shown.join("\n\n"));
            }
        }
    }
}
