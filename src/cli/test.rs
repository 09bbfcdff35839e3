//! `mp1039 test`: runs the tests that stand in the texts of a policy.

use std::collections::BTreeSet;

use super::args::TestArgs;
use super::terminal::Terminal;
use super::{Exit, find};
use crate::diagnostic::render;
use crate::pipeline::Policy;
use crate::rulebook::Start;
use crate::source::SourceMap;
use crate::testing;
use crate::value::text::Lang;

/// Runs the tests of the policy, then those of the files in its folder `tests`.
pub fn run(args: &TestArgs, terminal: &mut Terminal) -> Exit {
    let found = match args.path.as_ref().map_or_else(find::nearby, |path| find::policy(path, false)) {
        Ok(found) => found,
        Err(text) => {
            terminal.error(&text);
            return Exit::Error;
        }
    };
    let beside = match &found.start {
        Start::Folder => found.world.list("tests"),
        _ => Vec::new(),
    };
    let beside = beside.into_iter().filter(|name| name.ends_with(".pol")).map(Start::Alone);
    let mut ran = BTreeSet::new();
    let (mut passed, mut failed) = (0, 0);
    for start in std::iter::once(found.start).chain(beside) {
        let mut sources = SourceMap::default();
        let policy = match Policy::load(&*found.world, start, &mut sources) {
            Ok(loaded) => loaded.policy,
            Err(diagnostics) => {
                terminal.diagnostics(&diagnostics, &sources);
                return Exit::Error;
            }
        };
        // A file of tests uses the law, whose own tests have run already.
        let fresh = |case: &testing::Case| !ran.contains(&case.test.name.text);
        let cases: Vec<testing::Case> = testing::Case::all(&policy).into_iter().filter(fresh).collect();
        ran.extend(cases.iter().map(|case| case.test.name.text.clone()));
        let done = testing::run(&policy, &*found.world, &cases, 1);
        for problem in done.iter().flat_map(|ran| &ran.problems) {
            let text = render::human(problem, &sources, terminal.lang, terminal.colour());
            terminal.data(&(text + "\n\n"));
        }
        passed += done.iter().filter(|ran| ran.problems.is_empty()).count();
        failed += done.iter().map(|ran| ran.problems.len()).sum::<usize>();
    }
    let summary = match (terminal.lang, passed + failed) {
        (Lang::En, 0) => "there are no tests\n".to_owned(),
        (Lang::Zh, 0) => "没有测试\n".to_owned(),
        (Lang::En, _) => format!("{passed} passed, {failed} not met\n"),
        (Lang::Zh, _) => format!("通过{passed}个，不符{failed}处\n"),
    };
    terminal.data(&summary);
    if failed > 0 { Exit::Findings } else { Exit::Clean }
}
