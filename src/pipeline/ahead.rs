//! A law compiled ahead, and a policy that begins with it.
//!
//! Compiled are the days for which a tariff is complete: on others most lists leave
//! something open. Both evaluators go by the editions of these days; whatever else is asked
//! of such a policy, a day before, a day of knowledge, the law itself, the texts are read
//! for it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::texts::Texts;
use super::{Policy, fast};
use crate::compiled::Law;
use crate::hir::Schema;
use crate::lookup;
use crate::rulebook::Start;
use crate::source::SourceMap;
use crate::value::{Date, Text};
use crate::world::World;

/// What is known without the texts, and where these are.
pub(super) struct Ahead {
    pub schema: Schema,
    pub titles: Titles,
    pub world: Box<dyn World + Send + Sync>,
    pub start: String,
}

/// Names for people, by id.
type Titles = BTreeMap<String, Text>;

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").field("start", &self.start).finish_non_exhaustive()
    }
}

impl Ahead {
    /// Reads the texts.
    pub fn texts(&self) -> Texts {
        Texts::again(&*self.world, &self.start)
    }
}

impl Policy {
    /// Compiles the law of a file ahead; `None` where there are errors or warnings, or where
    /// a fact dates an instrument.
    pub fn compile(world: &dyn World, start: &str) -> Option<Law> {
        let start = start.to_owned();
        let loaded = Policy::load(world, Start::File(start.clone()), &mut SourceMap::default()).ok()?;
        let policy = loaded.policy;
        if !loaded.warnings.is_empty() || policy.rulebook().dating_facts().next().is_some() {
            return None;
        }
        let (layout, all) = (policy.layout(), policy.edition(None, None).ok()?);
        let mut days: Vec<(i64, i64, usize)> = Vec::new();
        let mut programs: Vec<Arc<fast::Lowered>> = Vec::new();
        let mut complete: Vec<(Date, Date)> =
            all.tariffs.iter().filter_map(|tariff| tariff.complete).collect();
        complete.sort();
        for (first, last) in complete {
            let on = std::iter::successors(Some(first), |day| Some(day.next()).filter(|next| next > day));
            for day in on.take_while(|day| *day <= last) {
                let Some(program) = policy.program_of(day) else { continue };
                let at = programs.iter().position(|own| Arc::ptr_eq(own, &program)).unwrap_or(programs.len());
                if at == programs.len() {
                    programs.push(program);
                }
                match days.last_mut() {
                    Some((_, until, own)) if *own == at && *until == day.previous().packed() => {
                        *until = day.packed();
                    }
                    _ => days.push((day.packed(), day.packed(), at)),
                }
            }
        }
        Some(Law {
            start,
            chosen: policy.chosen.clone(),
            schema: all.schema.clone(),
            layout: (*layout).clone(),
            titles: lookup::titles(&all),
            days,
            programs: programs
                .iter()
                .map(|own| (own.edition.clone(), own.compiled.program.clone()))
                .collect(),
        })
    }

    /// The policy of a law that was compiled ahead; `world` has the texts that it was
    /// compiled of, which are read when something asks for them.
    pub fn compiled_ahead(law: Law, world: Box<dyn World + Send + Sync>) -> Policy {
        let Law { start, chosen, schema, layout, titles, days, programs } = law;
        let programs = programs.into_iter().map(|(edition, program)| fast::Lowered::new(edition, program));
        let programs: Vec<Arc<fast::Lowered>> = programs.map(Arc::new).collect();
        let days = days.into_iter();
        let days = days.filter_map(|(first, last, at)| Some((first, last, programs.get(at)?.clone())));
        let ahead = Some(Ahead { schema, titles, world, start });
        Policy { ahead, ..Policy::of(chosen, fast::Programs::of(layout, days.collect())) }
    }

    /// Names for people: of every version of the law, and as they read on a day.
    pub fn titles(&self, day: Option<Date>, known_on: Option<Date>) -> Titles {
        let mut titles = match &self.ahead {
            Some(ahead) => ahead.titles.clone(),
            None => lookup::titles(&self.texts().all),
        };
        if let Some(Ok(edition)) = day.map(|day| self.edition(Some(day), known_on)) {
            titles.extend(lookup::titles(&edition));
        }
        titles
    }
}
