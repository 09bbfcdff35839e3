//! Test items and their cases: a sample, changed as the test says, judged, and compared
//! with what the test expects.

use super::expect::unmet;
use super::start::Samples;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::reference::Trace;
use crate::input::formats::Record;
use crate::pipeline::{JudgeError, Options, Policy};
use crate::source::Span;
use crate::syntax::ast::{self, Start, Test};
use crate::value::Text;
use crate::world::World;

/// A test, or one line of its `cases`.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The test.
    pub test: &'a Test,
    /// The line, counted from 1.
    pub row: Option<(usize, &'a ast::Case)>,
}

impl<'a> Case<'a> {
    /// Every case of a policy's tests, in the order of their texts.
    pub fn all(policy: &'a Policy) -> Vec<Case<'a>> {
        let mut found = Vec::new();
        for test in policy.tests() {
            match &test.cases {
                None => found.push(Case { test, row: None }),
                Some(cases) => {
                    let rows = (1..).zip(&cases.rows);
                    found.extend(rows.map(|row| Case { test, row: Some(row) }));
                }
            }
        }
        found
    }

    /// Its name: that of the test, with the line.
    pub fn called(&self) -> Text {
        let name = &self.test.name.text;
        match self.row {
            None => Text::same(name.as_str()),
            Some((row, _)) => bilingual!("{name}, case {row}", "{name}，第{row}行"),
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.row.map_or(self.test.name.span, |(_, row)| row.span)
    }

    fn starts(&self) -> Vec<&'a Start> {
        std::iter::once(&self.test.start).chain(self.row.map(|(_, row)| &row.start)).collect()
    }

    /// What it is judged on.
    fn prepare(&self, samples: &mut Samples) -> Result<(Record, Options), Box<Diagnostic>> {
        samples.declaration(&self.starts(), self.test.name.span).map_err(|mut diagnostic| {
            if let Some((row, case)) = self.row
                && !(case.span.start..case.span.end).contains(&diagnostic.span.start)
            {
                let what = bilingual!("needed by case {row}", "第{row}行用到此处");
                *diagnostic = diagnostic.clone().related(case.span, what);
            }
            diagnostic
        })
    }

    /// Judges it, and says what was expected and is not met.
    fn judge(
        &self,
        policy: &Policy,
        (record, options): &(Record, Options),
        trace: bool,
    ) -> (Vec<Diagnostic>, Vec<Trace>) {
        let judged = match policy.judge_record(record, options) {
            Ok(judged) => judged,
            Err(JudgeError::Policy(diagnostics)) => return (diagnostics, Vec::new()),
            Err(JudgeError::Input(error)) => {
                return (vec![Diagnostic::error(Code::BadTest, self.span(), error.message)], Vec::new());
            }
        };
        let traces = match trace {
            true => policy.traces(&judged.declaration, options).unwrap_or_default(),
            false => Vec::new(),
        };
        let rows = self.row.iter().flat_map(|(_, row)| &row.expect);
        let expected = self.test.expect.iter().chain(rows);
        let unmet = expected.filter_map(|(expect, span)| unmet(&judged.decision, expect, *span, self));
        (unmet.collect(), traces)
    }
}

/// A case that ran.
#[derive(Clone, Debug)]
pub struct Ran<'a> {
    /// Which.
    pub case: Case<'a>,
    /// What was expected and is not met, or why it could not be run.
    pub problems: Vec<Diagnostic>,
    /// What the norms came to, where it was asked for.
    pub traces: Vec<Trace>,
}

/// Runs cases on so many threads; what comes out is in their order, whatever the number.
pub fn run<'a>(
    policy: &Policy,
    world: &dyn World,
    cases: &[Case<'a>],
    (threads, trace): (usize, bool),
) -> Vec<Ran<'a>> {
    let mut samples = Samples::new(policy, world);
    let ready: Vec<_> = cases.iter().map(|case| (*case, case.prepare(&mut samples))).collect();
    crate::parallel::map(&ready, threads, |(case, ready)| {
        let (problems, traces) = match ready {
            Ok(ready) => case.judge(policy, ready, trace),
            Err(diagnostic) => (vec![(**diagnostic).clone()], Vec::new()),
        };
        Ran { case: *case, problems, traces }
    })
}
