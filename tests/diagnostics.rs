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

mod support;

use mp1039::diagnostic::render;
use mp1039::value::text::Lang;

#[test]
fn each_diagnostic_as_its_author_sees_it() {
    for stage in ["syntax", "check", "rulebook", "lint"] {
        for file in support::cases(stage) {
            let support::Lone { name, sources, problems, .. } = support::lone(&file);
            for (lang, tag) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
                let shown: Vec<String> =
                    problems.iter().map(|d| render::human(d, &sources, lang, false)).collect();
                let stem = name.trim_end_matches(".pol");
                insta::assert_snapshot!(format!("{stage}__{stem}__{tag}"), shown.join("\n\n"));
            }
        }
    }
}
