//! The texts of a rulebook, read and checked; for a law that is compiled ahead only when
//! something asks for them.

use std::sync::Arc;

use super::{Loaded, Policy, fast};
use crate::check;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::Edition;
use crate::rulebook::{self, Rulebook, Start};
use crate::source::SourceMap;
use crate::syntax;
use crate::world::World;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The rulebook.
    pub rulebook: Rulebook,
    /// Every text of every version: what can be stated, and what has a name.
    pub all: Arc<Edition>,
    /// What each expression of these texts means.
    pub meanings: check::Meanings,
    /// Why nothing was read, after all: then nothing may be concluded from it.
    pub problems: Vec<Diagnostic>,
}

impl Texts {
    /// Reads and checks them; with the id of the instrument that was asked for, and warnings.
    ///
    /// # Errors
    /// Every problem of every text, when at least one is an error.
    fn read(
        world: &dyn World,
        start: Start,
        sources: &mut SourceMap,
    ) -> Result<(Texts, Vec<Diagnostic>), Vec<Diagnostic>> {
        let (rulebook, mut diagnostics) = Rulebook::load(world, start, sources, &syntax::Limits::default());
        let chosen = rulebook.chosen();
        let (edition, mut more, meanings) =
            check::check_with_meanings(&rulebook.all_at_once(), chosen.as_deref());
        if diagnostics.iter().any(Diagnostic::is_error) {
            // What could not be read is not missing.
            more.retain(|problem| problem.code != Code::MissingPart);
        } else {
            diagnostics.extend(rulebook::verify(&rulebook));
        }
        diagnostics.extend(more);
        diagnostics.sort_by_key(|d| (d.span, d.code));
        diagnostics.dedup();
        match edition {
            Some(edition) if !diagnostics.iter().any(Diagnostic::is_error) => {
                let all = Arc::new(edition);
                Ok((Texts { rulebook, all, meanings, problems: Vec::new() }, diagnostics))
            }
            _ => Err(diagnostics),
        }
    }

    /// Reads those that a law was compiled of. They have been read before without an error;
    /// should there be one all the same, no declaration is decided.
    pub fn again(world: &dyn World, start: &str) -> Texts {
        let read = Texts::read(world, Start::File(start.to_owned()), &mut SourceMap::default());
        read.map_or_else(|problems| Texts { problems, ..Texts::default() }, |(texts, _)| texts)
    }
}

impl Policy {
    /// Reads and checks a rulebook.
    ///
    /// # Errors
    /// Every problem of every text, when at least one is an error.
    pub fn load(world: &dyn World, start: Start, sources: &mut SourceMap) -> Result<Loaded, Vec<Diagnostic>> {
        let (texts, warnings) = Texts::read(world, start, sources)?;
        let chosen = texts.rulebook.chosen();
        let policy = Policy { texts: texts.into(), ..Policy::of(chosen, fast::Programs::default()) };
        Ok(Loaded { policy, warnings })
    }
}
