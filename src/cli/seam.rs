//! What the command line needs of the library: a stand-in until the pipeline
//! is here. Then this module is:
//!
//! ```text
//! pub use crate::pipeline::{JudgeError, Judged, Options, Policy};
//! pub use crate::rulebook::Start;
//! pub use crate::testing::run as run_tests;
//! pub use crate::world::{ReadError, World};
//! ```

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::eval::decision::{Checked, Decision, PolicyRef, Verdict};
use crate::hir::{Edition, Schema};
use crate::input::{self, Declaration, InputError, Limits, Standing};
use crate::source::{SourceId, SourceMap};
use crate::value::{Date, Text};

/// Bytes by name.
pub trait World {
    /// The file with this name, `/` between folders.
    fn read(&self, name: &str) -> Result<Vec<u8>, ReadError>;
    /// Names of the files in a folder, sorted: `samples/one-toy.json`.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is not there.
    NotFound,
    /// It is outside the rulebook.
    Outside,
    /// Anything else, in the words of the system.
    Other(String),
}

/// Where a rulebook begins.
#[derive(Debug)]
#[allow(dead_code)]
pub enum Start {
    /// All of its folder.
    Folder,
    /// An instrument, with the law beside it.
    File(String),
    /// An instrument by itself.
    Alone(String),
}

/// What a judgement is made with.
#[derive(Default)]
pub struct Options {
    /// The day of the law.
    pub as_of: Option<Date>,
    /// Facts for every declaration.
    pub standing: Vec<Standing>,
    /// Limits of the reader.
    pub limits: Limits,
}

/// A rulebook that has been checked.
pub struct Policy;

/// A policy with its warnings.
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// A decision with its declaration.
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// The declaration.
    pub declaration: Declaration,
}

/// Why there is no decision.
#[allow(dead_code)]
pub enum JudgeError {
    /// The input is no declaration.
    Input(InputError),
    /// The law of the day does not compile.
    Policy(Vec<Diagnostic>),
}

/// What tests came to.
#[derive(Default)]
pub struct Outcome {
    /// Names of tests that passed.
    pub passed: Vec<String>,
    /// What was not met.
    pub failed: Vec<Diagnostic>,
}

/// Runs the tests of a policy.
pub fn run_tests(_: &Policy, _: &dyn World, _: &mut SourceMap) -> Outcome {
    Outcome::default()
}

impl Policy {
    /// Accepts any policy.
    pub fn load(_: &dyn World, _: Start, _: &mut SourceMap) -> Result<Loaded, Vec<Diagnostic>> {
        Ok(Loaded { policy: Policy, warnings: Vec::new() })
    }

    /// Knows no law.
    pub fn edition(&self, _: Option<Date>) -> Result<Arc<Edition>, Vec<Diagnostic>> {
        Err(Vec::new())
    }

    /// Reads the declaration; decides nothing.
    pub fn judge(
        &self,
        source: SourceId,
        bytes: Vec<u8>,
        sources: &mut SourceMap,
        options: &Options,
    ) -> Result<Judged, JudgeError> {
        let text = input::decode(&bytes, &options.limits).map_err(JudgeError::Input)?.to_owned();
        let name = sources.get(source).map(|s| s.name.clone()).unwrap_or_default();
        let source = sources.add(name, text.as_str());
        let declaration = input::read(source, &text, &options.standing, &Schema::default(), &options.limits)
            .map_err(JudgeError::Input)?;
        let policy = PolicyRef { id: "no policy yet".to_owned(), digest: String::new() };
        let decision = Decision {
            schema: "mp1039/decision@1",
            declaration: declaration.id.clone(),
            policy,
            as_of: options.as_of.map(|d| d.to_string()),
            known_on: None,
            verdict: Verdict::Undecided,
            best: Verdict::Admit,
            worst: Verdict::Reject,
            refined: false,
            findings: Vec::new(),
            unknowns: vec![crate::eval::decision::Unknown {
                fact: String::new(),
                cause: "absent".to_owned(),
                asks: Text::new("this program has no engine yet", "本程序尚无判断功能"),
            }],
            checked: Checked::default(),
            permits: std::collections::BTreeMap::new(),
            notes: Vec::new(),
            holds_until: None,
        };
        Ok(Judged { decision, declaration })
    }
}
