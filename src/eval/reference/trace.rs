//! What every norm came to on a declaration, for coverage: evaluated once more beside
//! the decision, so that deciding itself carries nothing for it.

use std::collections::BTreeSet;

use super::context::{Assumptions, Context, Stale};
use super::norms::{self, Scope};
use super::notes;
use crate::eval::law_day;
use crate::hir::{CatalogId, Demand, Edition, NormKind};
use crate::input::Declaration;
use crate::value::{Date, Truth, Value};

/// A statement of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The instrument.
    pub policy: String,
    /// The article.
    pub article: String,
    /// Who gave the article its words, if not the instrument itself.
    pub amended_by: Option<String>,
    /// The statement in the article, from 1.
    pub norm: usize,
}

/// What tells an entry of a list: the id behind `ex` or `no code`, and the first and last
/// ten-digit number of its code.
pub type EntryName = (Option<String>, Option<(u64, u64)>);

/// An entry of a list, as its text has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The list.
    pub catalog: String,
    /// The entry; none for the list as a whole.
    pub entry: Option<EntryName>,
}

/// What something came to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Came {
    /// A demand was violated, or a permission answered no, or a note was not shown.
    Against(Place),
    /// A demand was met, or a permission answered yes, or a note was shown.
    For(Place),
    /// An exception, from 0, lifted a demand.
    Lifted(Place, usize),
    /// A list, or an entry of it, was hit.
    Hit(Hit),
}

/// Everything that came to something, each once.
pub type Trace = BTreeSet<Came>;

/// What the norms of an edition come to on a declaration; nothing out of scope.
pub fn trace(edition: &Edition, declaration: &Declaration, as_of: Option<Date>) -> Trace {
    let day = law_day(&edition.schema, declaration, as_of);
    let assume = Assumptions::default();
    let context = Context::new(edition, declaration, day, &assume);
    let mut found = Trace::new();
    if norms::judge(&context).scope != Scope::In {
        return found;
    }
    for instrument in &edition.instruments {
        if norms::in_scope(&context, instrument).0 != Truth::True {
            continue;
        }
        for article in &instrument.articles {
            for norm in &article.norms {
                let place = Place {
                    policy: instrument.id.clone(),
                    article: article.number.clone(),
                    amended_by: article.amended_by.clone(),
                    norm: norm.number,
                };
                match &norm.kind {
                    NormKind::Demand(demand) => of_demand(&context, demand, &place, &mut found),
                    NormKind::Permit { condition, per_line, .. } => {
                        let careful = context.with_stale(Stale::MissOpen);
                        match norms::permit(&careful, *condition, *per_line, Truth::True).answer.as_str() {
                            "yes" => found.insert(Came::For(place)),
                            "no" => found.insert(Came::Against(place)),
                            _ => false,
                        };
                    }
                    NormKind::Note { .. } | NormKind::NoteEach { .. } => {
                        let careful = context.with_stale(Stale::MissOpen);
                        let said = notes::of(&careful, norm, (&place.policy, &place.article));
                        found.insert(if said.is_empty() { Came::Against(place) } else { Came::For(place) });
                    }
                }
            }
        }
    }
    let looked_at: Vec<CatalogId> = context.seen.borrow().catalogs.iter().copied().collect();
    looked_at.into_iter().for_each(|list| hits(&context, list, &mut found));
    found
}

fn of_demand(context: &Context, demand: &Demand, place: &Place, found: &mut Trace) {
    let lines: Vec<Option<usize>> = match demand.per_line {
        true if context.no_goods() => return,
        true => context.lines().map(Some).collect(),
        false => vec![None],
    };
    for line in lines {
        let (violated, _, wrong) = norms::violated(context, demand, line);
        match (violated, wrong) {
            (Truth::True, _) => _ = found.insert(Came::Against(place.clone())),
            (_, Truth::False) => _ = found.insert(Came::For(place.clone())),
            (Truth::False, Truth::True) => {
                let at = line.map_or_else(
                    || context.with_stale(Stale::Open),
                    |line| context.at(line).with_stale(Stale::Open),
                );
                let lifts = (0..).zip(&demand.exceptions).filter(|(_, e)| at.truth(**e).0 == Truth::True);
                found.extend(lifts.map(|(i, _)| Came::Lifted(place.clone(), i)));
            }
            _ => {}
        }
    }
}

impl Context<'_> {
    /// The whole code of a line, as a number.
    fn code_of(&self, line: usize) -> Option<u64> {
        let fact = self.code_fact?;
        match self.declaration.goods.lines.get(line)?.facts.known(fact)? {
            Value::Code(code) if code.len() == 10 => Some(code.first()),
            _ => None,
        }
    }
}

/// The lists, and entries of them, that some line is in.
fn hits(context: &Context, id: CatalogId, found: &mut Trace) {
    let Some(catalog) = context.edition.catalogs.get(id) else { return };
    let hit = |entry| Came::Hit(Hit { catalog: catalog.id.clone(), entry });
    for line in context.lines() {
        let at = context.at(line);
        if at.in_catalog(id).0 != Truth::True {
            continue;
        }
        found.insert(hit(None));
        if let Some(code) = at.code_of(line) {
            found.insert(hit(Some((None, Some((code, code))))));
        }
        let entries = at.hits(id, catalog).into_iter().filter(|(_, truth)| *truth == Truth::True);
        found.extend(entries.map(|(entry, _)| hit(Some((entry.ex.clone(), entry.range)))));
    }
}
