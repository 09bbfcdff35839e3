//! `mp1039 test`: runs the tests that stand in the texts of a policy, then those of its
//! folder `tests`, then judges the declarations there and compares with what was
//! recorded ([`recorded`]).

mod folder;
mod margins;
mod out;
mod recorded;
mod review;
mod watch;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::{TestArgs, TestFormat};
use super::terminal::Terminal;
use super::{Exit, find};
use crate::diagnostic::render;
use crate::eval::reference::Trace;
use crate::pipeline::Policy;
use crate::rulebook::Start;
use crate::source::SourceMap;
use crate::testing::{self, Case};
use crate::value::Text;
use crate::world::World;

/// What a test, or a declaration, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// As it should be.
    Passed,
    /// Something expected is not met, or it could not be run.
    Failed,
    /// Another decision than the one recorded.
    Changed,
    /// No decision is recorded.
    New,
    /// A record whose declaration is gone.
    Orphan,
    /// A decision that waits for review, where nobody can review it.
    Pending,
    /// It was only listed.
    Listed,
}

/// A test, or a declaration, that ran.
#[derive(Clone, Debug)]
struct Done {
    /// The file it stands in, from the rulebook's folder.
    file: String,
    /// The line there; none for a declaration.
    line: Option<usize>,
    /// As a person calls it.
    name: Text,
    /// What it came to.
    state: State,
    /// The recorded verdict, and the one now.
    verdicts: Option<(String, String)>,
    /// Why, in sentences.
    says: Vec<Text>,
    /// The same, drawn with its place in the text.
    drawn: Vec<String>,
}

impl Done {
    /// Whether something else is said of the verdict that was recorded.
    fn same_verdict(&self) -> bool {
        self.state == State::Changed && self.verdicts.as_ref().is_some_and(|(before, now)| before == now)
    }
}

/// Runs the tests of the policy, then those of the files in its folder `tests`.
pub fn run(args: &TestArgs, terminal: &mut Terminal) -> Exit {
    match args.watch {
        true => watch::run(args, terminal),
        false => once(args, terminal),
    }
}

/// Whether this runs where nobody looks on: then nothing is recorded.
fn under_ci() -> bool {
    std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false" && ci != "0")
}

fn once(args: &TestArgs, terminal: &mut Terminal) -> Exit {
    match all(args, terminal) {
        Ok(done) => match done.iter().all(|d| matches!(d.state, State::Passed | State::Listed)) {
            true => Exit::Clean,
            false => Exit::Findings,
        },
        Err(text) => {
            if !text.en.is_empty() {
                terminal.error(&text);
            }
            Exit::Error
        }
    }
}

/// Everything that ran, printed. An empty error has been shown already.
fn all(args: &TestArgs, terminal: &mut Terminal) -> Result<Vec<Done>, Text> {
    let ci = under_ci();
    if ci && (args.accept || args.review || args.reject) {
        return Err(Text::new(
            "the environment variable CI is set: no decision is recorded there; do this on your own machine and commit the files",
            "环境变量CI已设置：此处不记录结论，请在本机操作并提交文件",
        ));
    }
    let found = args.path.as_ref().map_or_else(find::nearby, |path| find::policy(path, false))?;
    let whole = matches!(found.start, Start::Folder);
    let beside = if whole { found.world.list("tests") } else { Vec::new() };
    let beside = beside.into_iter().filter(|name| name.ends_with(".pol")).map(Start::Alone);
    let mut ran = Ran {
        seen: BTreeSet::new(),
        done: Vec::new(),
        traces: Vec::new(),
        threads: args.run.threads(),
        trace: args.coverage || args.coverage_html.is_some(),
    };
    let (policy, sources) = ran.items(&*found.world, found.start, args, terminal)?;
    for start in beside {
        ran.items(&*found.world, start, args, terminal)?;
    }
    let root = args.path.as_deref().or_else(|| find::nearby_folder()).map(PathBuf::from);
    let records = match root.filter(|_| whole) {
        Some(root) => Some(recorded::judge(&policy, folder::Folder::new(root), args, &mut ran)?),
        None => None,
    };
    if let Some(mut records) = records {
        ran.done.extend(records.settle(args, ci, terminal)?);
    }
    let marks = ran.trace.then(|| testing::coverage::coverage(&policy, ran.traces.iter()));
    out::print(&ran.done, args, terminal);
    if let Some(marks) = marks {
        margins::print(&marks, &sources, args, terminal)?;
    }
    Ok(ran.done)
}

/// A run under way.
struct Ran {
    /// Names of tests that ran already: a file of tests uses the law, whose own tests
    /// have run.
    seen: BTreeSet<String>,
    done: Vec<Done>,
    traces: Vec<Trace>,
    threads: usize,
    trace: bool,
}

impl Ran {
    /// Runs the `test` items of a policy.
    fn items(
        &mut self,
        world: &dyn World,
        start: Start,
        args: &TestArgs,
        terminal: &mut Terminal,
    ) -> Result<(Policy, SourceMap), Text> {
        let mut sources = SourceMap::default();
        // Of a file only its own, not those of the law beside it or used by it.
        let of = match &start {
            Start::File(name) => Some(name.clone()),
            Start::Folder | Start::Alone(_) => None,
        };
        let policy = match Policy::load(world, start, &mut sources) {
            Ok(loaded) => loaded.policy.by(args.run.evaluator),
            Err(diagnostics) => {
                terminal.diagnostics(&diagnostics, &sources);
                return Err(Text::default());
            }
        };
        let file = |case: &Case| sources.get(case.span().source).map_or("", |s| s.name.as_str());
        let own = |case: &Case| of.as_deref().is_none_or(|of| file(case) == of);
        let fresh = |case: &Case| {
            !self.seen.contains(&case.test.name.text)
                && own(case)
                && wanted(args.filter.as_deref(), &case.called(), file(case))
        };
        let cases: Vec<Case> = Case::all(&policy).into_iter().filter(fresh).collect();
        self.seen.extend(policy.tests().map(|test| test.name.text.clone()));
        let place = |case: &Case| {
            let source = sources.get(case.span().source);
            (file(case).to_owned(), source.map(|s| s.line_column(case.span().start).0))
        };
        let listed = |case: &Case| {
            let (file, line) = place(case);
            let (name, state) = (case.called(), State::Listed);
            Done { file, line, name, state, verdicts: None, says: Vec::new(), drawn: Vec::new() }
        };
        if args.list {
            self.done.extend(cases.iter().map(listed));
            return Ok((policy, sources));
        }
        for ran in testing::run(&policy, world, &cases, (self.threads, self.trace)) {
            let state = if ran.problems.is_empty() { State::Passed } else { State::Failed };
            let draw = |problem| {
                render::human(problem, &sources, terminal.lang_of(problem, &sources), terminal.colour())
            };
            let drawn = match args.format {
                TestFormat::Human => ran.problems.iter().map(draw).collect(),
                _ => Vec::new(),
            };
            let says = ran.problems.iter().flat_map(sentences).collect();
            self.done.push(Done { state, says, drawn, ..listed(&ran.case) });
            self.traces.extend(ran.traces);
        }
        Ok((policy, sources))
    }
}

/// What a problem says, without its place.
fn sentences(problem: &crate::diagnostic::Diagnostic) -> Vec<Text> {
    std::iter::once(&problem.message).chain(&problem.help).cloned().collect()
}

/// Whether the filter takes a name or its file; a `*` stands for anything.
fn wanted(filter: Option<&str>, name: &Text, file: &str) -> bool {
    let Some(filter) = filter else { return true };
    // Two stars in a row would mean folders to the library.
    let parts = filter.split('*').filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(glob::Pattern::escape).collect();
    if parts.is_empty() {
        return true;
    }
    let pattern = format!("*{}*", parts.join("*"));
    match glob::Pattern::new(&pattern) {
        Ok(pattern) => [&*name.en, &*name.zh, file].iter().any(|text| pattern.matches(text)),
        Err(_) => name.en.contains(filter) || name.zh.contains(filter) || file.contains(filter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_takes_a_part_or_a_pattern() {
        let name = Text::new("at the cap [1]", "达到限额");
        for (filter, takes) in [
            ("cap", true),
            ("at*cap", true),
            ("[1]", true),
            ("限额", true),
            ("cap*at", false),
            ("*cap*", true),
            ("a.pol", true),
        ] {
            assert_eq!(wanted(Some(filter), &name, "tests/a.pol"), takes, "{filter}");
        }
    }
}
