//! The whole way, from policy texts to decisions: the only module that sees
//! every stage.
//!
//! [`Policy::load`] reads and checks a rulebook with every version of its law.
//! [`Policy::edition`] is the law of one day, made once per stretch of days on
//! which it is the same. [`Policy::judge`] reads a declaration and decides it.

use std::sync::{Arc, Mutex};

use crate::bilingual;
use crate::check;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::eval::{self, decision::Decision};
use crate::hir::Edition;
use crate::input::{self, Declaration, InputError, Node, Standing, Warning};
use crate::rulebook::{Rulebook, Start};
use crate::source::{SourceId, SourceMap};
use crate::syntax::{self, ast::Test};
use crate::value::Date;
use crate::world::World;

/// A rulebook that has been checked, ready to judge.
#[derive(Debug)]
pub struct Policy {
    rulebook: Rulebook,
    chosen: Option<String>,
    /// The law of no known day: every version possible.
    any_day: Arc<Edition>,
    /// Editions made so far.
    editions: Mutex<Vec<Arc<Edition>>>,
}

/// A policy, and what its checker has to say about it all the same.
#[derive(Debug)]
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// What a judgement is made with, beside the declaration.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day of the law; the declaration's own days where absent.
    pub as_of: Option<Date>,
    /// Facts that stand for every declaration.
    pub standing: Vec<Standing>,
    /// Limits of the reader.
    pub limits: input::Limits,
}

/// A decision with the declaration that it is about.
#[derive(Debug)]
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// The declaration as it was read.
    pub declaration: Declaration,
}

/// Why there is no decision.
#[derive(Debug)]
pub enum JudgeError {
    /// The input cannot be read as a declaration.
    Input(InputError),
    /// The law of the day does not compile.
    Policy(Vec<Diagnostic>),
}

impl Policy {
    /// Reads and checks a rulebook.
    ///
    /// # Errors
    /// Every problem of every text, when at least one is an error.
    pub fn load(world: &dyn World, start: Start, sources: &mut SourceMap) -> Result<Loaded, Vec<Diagnostic>> {
        let (rulebook, mut diagnostics) = Rulebook::load(world, start, sources, &syntax::Limits::default());
        let chosen = rulebook.chosen();
        let (edition, mut more) = check::check(&rulebook.edition_on(None), chosen.as_deref());
        if diagnostics.iter().any(Diagnostic::is_error) {
            // What could not be read is not missing.
            more.retain(|problem| problem.code != Code::MissingPart);
        }
        diagnostics.extend(more);
        diagnostics.sort_by_key(|d| (d.span, d.code));
        diagnostics.dedup();
        match edition {
            Some(edition) if !diagnostics.iter().any(Diagnostic::is_error) => Ok(Loaded {
                policy: Policy { rulebook, chosen, any_day: Arc::new(edition), editions: Mutex::default() },
                warnings: diagnostics,
            }),
            _ => Err(diagnostics),
        }
    }

    /// The law of a day; of no known day, every version that is possible.
    ///
    /// # Errors
    /// What keeps the law of that day from compiling.
    pub fn edition(&self, day: Option<Date>) -> Result<Arc<Edition>, Vec<Diagnostic>> {
        let Some(day) = day else { return Ok(self.any_day.clone()) };
        let mut editions = match self.editions.lock() {
            Ok(editions) => editions,
            Err(poisoned) => poisoned.into_inner(),
        };
        let holds =
            |e: &&Arc<Edition>| e.span.0.is_none_or(|f| f <= day) && e.span.1.is_none_or(|u| day <= u);
        if let Some(edition) = editions.iter().find(holds) {
            return Ok(edition.clone());
        }
        let (edition, diagnostics) =
            check::check(&self.rulebook.edition_on(Some(day)), self.chosen.as_deref());
        let edition = Arc::new(edition.ok_or(diagnostics)?);
        editions.push(edition.clone());
        Ok(edition)
    }

    /// Reads one declaration and decides it.
    ///
    /// # Errors
    /// [`JudgeError::Input`] for what cannot be read as a declaration at all; a
    /// bad value inside a declaration is no error, it widens the decision.
    pub fn judge(
        &self,
        source: SourceId,
        bytes: &[u8],
        sources: &mut SourceMap,
        options: &Options,
    ) -> Result<Judged, JudgeError> {
        let text = input::decode(bytes, &options.limits).map_err(JudgeError::Input)?;
        sources.set_text(source, text);
        let node = input::parse(source, text, &options.limits).map_err(JudgeError::Input)?;
        self.judge_node(&node, options)
    }

    /// Decides a declaration that is at hand as a tree.
    ///
    /// # Errors
    /// As [`Policy::judge`].
    pub fn judge_node(&self, node: &Node, options: &Options) -> Result<Judged, JudgeError> {
        let schema = &self.any_day.schema;
        let mut declaration =
            input::bind(node, &options.standing, schema, &options.limits).map_err(JudgeError::Input)?;
        self.unasked(&mut declaration);
        let decision = self.decide(&declaration, options.as_of).map_err(JudgeError::Policy)?;
        Ok(Judged { decision, declaration })
    }

    /// Reports answers to questions that no list asks.
    fn unasked(&self, declaration: &mut Declaration) {
        let ids = || self.any_day.catalogs.iter().flat_map(|c| &c.entries).filter_map(|e| e.ex.as_deref());
        for line in &declaration.goods.lines {
            for id in line.answers.keys().filter(|id| !ids().any(|known| known == id.as_str())) {
                let pointer = format!("{}/answers/{id}", line.pointer);
                let Some(span) = declaration.places.get(&pointer).copied() else { continue };
                let mut message =
                    bilingual!("no list asks “{id}”; it was not used", "没有名录询问“{id}”，未予使用");
                if let Some(near) = nearest(id, ids()) {
                    message.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
                }
                declaration.warnings.push(Warning { pointer, span: Some(span), message });
            }
        }
    }

    /// Every `test` item of the rulebook.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.rulebook.tests()
    }

    /// Decides a declaration that has been read.
    ///
    /// # Errors
    /// What keeps the law of the declaration's day from compiling.
    pub fn decide(
        &self,
        declaration: &Declaration,
        as_of: Option<Date>,
    ) -> Result<Decision, Vec<Diagnostic>> {
        let day = eval::law_day(&self.any_day.schema, declaration, as_of);
        let edition = self.edition(day)?;
        Ok(eval::decide(&edition, declaration, as_of))
    }
}
