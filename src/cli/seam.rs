//! What the command line needs of the library. A stand-in until the pipeline
//! is merged: then this module is a few `pub use` lines.
#![allow(missing_docs)]

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::eval::decision::{Checked, Decision, PolicyRef, Verdict};
use crate::hir::Edition;
use crate::input::{Declaration, Facts, Goods};
use crate::source::{SourceId, SourceMap, Span};
use crate::value::{Date, Text};

/// `crate::world`
pub trait World {
    fn read(&self, name: &str) -> Result<Vec<u8>, ReadError>;
    fn list(&self, folder: &str) -> Vec<String>;
}

/// `crate::world`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    NotFound,
    Outside,
    Other(String),
}

impl ReadError {
    pub fn from_io(error: &std::io::Error) -> ReadError {
        match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(error.to_string()),
        }
    }
}

/// `crate::rulebook`
#[derive(Debug)]
pub enum Start {
    Folder,
    File(String),
    Alone(String),
}

/// `crate::input`
#[derive(Clone, Debug)]
pub struct Standing {
    pub name: String,
}

/// `crate::input`
#[derive(Debug)]
pub struct InputError {
    pub span: Option<Span>,
    pub offset: Option<usize>,
    pub message: Text,
}

pub struct Limits {
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 64 << 20 }
    }
}

/// `crate::pipeline`
#[derive(Default)]
pub struct Options {
    pub as_of: Option<Date>,
    pub standing: Vec<Standing>,
    pub limits: Limits,
}

pub struct Policy;

pub struct Loaded {
    pub policy: Policy,
    pub warnings: Vec<Diagnostic>,
}

pub struct Judged {
    pub decision: Decision,
    pub declaration: Declaration,
}

pub enum JudgeError {
    Input(InputError),
    Policy(Vec<Diagnostic>),
}

/// `crate::testing`
#[derive(Default)]
pub struct Outcome {
    pub passed: Vec<String>,
    pub failed: Vec<Diagnostic>,
}

pub fn run_tests(_: &Policy, _: &dyn World, _: &mut SourceMap) -> Outcome {
    Outcome::default()
}

pub fn read_standing(
    name: String,
    _: SourceId,
    _: Vec<u8>,
    _: &mut SourceMap,
) -> Result<Standing, InputError> {
    Ok(Standing { name })
}

pub fn set_standing(_: &str) -> Result<Standing, Text> {
    Ok(Standing { name: "--set".to_owned() })
}

impl Policy {
    pub fn load(world: &dyn World, start: Start, sources: &mut SourceMap) -> Result<Loaded, Vec<Diagnostic>> {
        use crate::diagnostic::Code;
        if let Start::File(name) | Start::Alone(name) = start {
            let text = world.read(&name).ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default();
            let source = sources.add(name, text.clone());
            if let Some(at) = text.find("BAD") {
                let message = Text::new("a bad word", "坏词");
                return Err(vec![Diagnostic::error(Code::Syntax, Span::new(source, at, at + 3), message)]);
            }
        }
        Ok(Loaded { policy: Policy, warnings: Vec::new() })
    }

    pub fn edition(&self, _: Option<Date>) -> Result<Arc<Edition>, Vec<Diagnostic>> {
        Err(Vec::new())
    }

    pub fn judge(
        &self,
        source: SourceId,
        bytes: Vec<u8>,
        _: &mut SourceMap,
        options: &Options,
    ) -> Result<Judged, JudgeError> {
        let wrong = |offset| InputError {
            span: None,
            offset,
            message: Text::new("this is not a declaration", "不是申报数据"),
        };
        if std::str::from_utf8(&bytes).is_err() {
            return Err(JudgeError::Input(wrong(Some(0))));
        }
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| {
            JudgeError::Input(InputError { span: Some(Span::new(source, 0, 0)), ..wrong(None) })
        })?;
        let admitted = value.get("supervision_mode").is_some_and(|m| m == "1039");
        let verdict = if admitted { Verdict::Admit } else { Verdict::OutOfScope };
        let decision = Decision {
            schema: "mp1039/decision@1",
            declaration: value.get("client_ref").and_then(|v| v.as_str()).map(str::to_owned),
            policy: PolicyRef { id: "GACC 221/2019".to_owned(), digest: "sha256:0".to_owned() },
            as_of: options.as_of.map(|d| d.to_string()),
            known_on: None,
            verdict,
            best: verdict,
            worst: verdict,
            refined: true,
            findings: Vec::new(),
            unknowns: Vec::new(),
            checked: Checked::default(),
            permits: std::collections::BTreeMap::new(),
            notes: Vec::new(),
            holds_until: None,
        };
        let goods = Goods { pointer: "/items".to_owned(), lines: Vec::new(), unknown: None };
        let declaration = Declaration {
            id: None,
            head: Facts::default(),
            goods,
            documents: None,
            warnings: Vec::new(),
            places: std::collections::BTreeMap::new(),
            stated: std::collections::BTreeMap::new(),
        };
        Ok(Judged { decision, declaration })
    }
}
