//! The policy of a command: found, loaded, and what is wrong with it said.

use std::sync::Arc;

use super::terminal::Terminal;
use super::{EmbeddedWorld, Exit, files, find};
use crate::bilingual;
use crate::diagnostic::Diagnostic;
use crate::hir::Edition;
use crate::pipeline::{JudgeError, Policy};
use crate::rulebook::{FactDay, Start};
use crate::source::SourceMap;
use crate::value::{Date, Text};
use crate::world::World;

/// A policy that compiles.
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// What is doubtful in its texts.
    pub warnings: Vec<Diagnostic>,
    /// Where its texts are.
    pub world: Box<dyn World>,
}

/// A policy with its law of a day.
pub struct Law {
    /// The policy.
    pub policy: Policy,
    /// The law of the day, or of every day at once.
    pub edition: Arc<Edition>,
    /// Where its texts are.
    pub world: Box<dyn World>,
}

/// Why a run ends before its end.
pub enum Stop {
    /// It has been said.
    Said,
    /// This is to be said.
    Why(Text),
}

impl Stop {
    /// What keeps a declaration from being judged, with its place.
    pub fn judging(error: JudgeError, name: &str, sources: &SourceMap, terminal: &mut Terminal) -> Stop {
        match error {
            JudgeError::Input(error) => Stop::Why(files::wrong(&error, name, sources)),
            JudgeError::Policy(diagnostics) => Stop::diagnostics(&diagnostics, sources, terminal),
        }
    }

    /// What keeps a policy from compiling.
    pub fn diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap, terminal: &mut Terminal) -> Stop {
        terminal.diagnostics(diagnostics, sources);
        Stop::Said
    }

    /// Says what has not been said yet.
    pub fn exit(self, terminal: &mut Terminal) -> Exit {
        match self {
            Stop::Said => {}
            Stop::Why(text) => terminal.error(&text),
        }
        Exit::Error
    }
}

impl From<Text> for Stop {
    fn from(text: Text) -> Stop {
        Stop::Why(text)
    }
}

/// Finds a policy by what a person wrote, and loads it; `alone` isolates one file.
///
/// # Errors
/// That there is none, or what is wrong with it.
pub fn load(
    name: &str,
    alone: bool,
    sources: &mut SourceMap,
    terminal: &mut Terminal,
) -> Result<Loaded, Stop> {
    read(find::policy(name, alone)?, sources, terminal)
}

fn read(found: find::Found, sources: &mut SourceMap, terminal: &mut Terminal) -> Result<Loaded, Stop> {
    let find::Found { world, start, .. } = found;
    match Policy::load(&*world, start, sources) {
        Ok(loaded) => Ok(Loaded { policy: loaded.policy, warnings: loaded.warnings, world }),
        Err(diagnostics) => Err(Stop::diagnostics(&diagnostics, sources, terminal)),
    }
}

/// The same, to judge by it and nothing else: the built-in rulebook comes compiled, so that
/// its texts are not among the sources.
///
/// # Errors
/// As [`load`].
pub fn load_to_judge(
    name: &str,
    alone: bool,
    sources: &mut SourceMap,
    terminal: &mut Terminal,
) -> Result<Loaded, Stop> {
    let found = find::policy(name, alone)?;
    if let (Start::File(name), None) = (&found.start, &found.folder)
        && let Some(policy) = EmbeddedWorld::compiled(name)
    {
        return Ok(Loaded { policy, warnings: Vec::new(), world: found.world });
    }
    read(found, sources, terminal)
}

/// A policy's law of a day.
///
/// # Errors
/// That there is no such policy, or what is wrong with it.
pub fn law(
    name: &str,
    (day, known_on): (Option<Date>, Option<Date>),
    terminal: &mut Terminal,
) -> Result<Law, Stop> {
    let mut sources = SourceMap::default();
    let Loaded { policy, world, .. } = load(name, false, &mut sources, terminal)?;
    if let Some(day) = day {
        for open in policy.versions(day, known_on, &|_| FactDay::Known(day)).open {
            let name = policy.rulebook().called(open);
            terminal.say(&bilingual!(
                "mp1039: it is not known whether “{name}” was in force on {day}; what follows takes it to have been",
                "mp1039：“{name}”在{day}是否已施行不详，以下按已施行处理"; name
            ));
        }
    }
    match policy.edition(day, known_on) {
        Ok(edition) => Ok(Law { policy, edition, world }),
        Err(diagnostics) => Err(Stop::diagnostics(&diagnostics, &sources, terminal)),
    }
}
