//! `mp1039 test`: runs the tests that stand in the texts of a policy.

use super::args::TestArgs;
use super::terminal::Terminal;
use super::{Exit, find};
use crate::diagnostic::render;
use crate::pipeline::Policy;
use crate::source::SourceMap;
use crate::testing;
use crate::value::text::Lang;

/// Runs the command.
pub fn run(args: &TestArgs, terminal: &mut Terminal) -> Exit {
    let found = match args.path.as_ref().map_or_else(find::nearby, |path| find::policy(path, false)) {
        Ok(found) => found,
        Err(text) => {
            terminal.error(&text);
            return Exit::Error;
        }
    };
    let mut sources = SourceMap::default();
    let policy = match Policy::load(&*found.world, found.start, &mut sources) {
        Ok(loaded) => loaded.policy,
        Err(diagnostics) => {
            terminal.diagnostics(&diagnostics, &sources);
            return Exit::Error;
        }
    };
    let outcome = testing::run(&policy, &*found.world, &mut sources);
    for failed in &outcome.failed {
        let text = render::human(failed, &sources, terminal.lang, terminal.colour());
        terminal.data(&(text + "\n\n"));
    }
    let (passed, failed) = (outcome.passed.len(), outcome.failed.len());
    let summary = match (terminal.lang, passed + failed) {
        (Lang::En, 0) => "there are no tests\n".to_owned(),
        (Lang::Zh, 0) => "没有测试\n".to_owned(),
        (Lang::En, _) => format!("{passed} passed, {failed} not met\n"),
        (Lang::Zh, _) => format!("通过{passed}个，不符{failed}处\n"),
    };
    terminal.data(&summary);
    if failed > 0 { Exit::Findings } else { Exit::Clean }
}
