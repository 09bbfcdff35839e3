//! A settled declaration → its decision.
//!
//! Nothing is open, so that most of a decision follows from which instruments bind. The
//! words of findings and of notes are the reference's: [`Words`] asks for them, once for
//! all declarations of which they are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use super::beside::{Looked, One};
use super::{Compiled, Hit, Runner};
use crate::eval::decision::{Checked, Decision, Finding, Note, Permit, PolicyRef, RateRef, Verdict};
use crate::eval::looked::{Looked as Seen, Used};
use crate::hir::{CatalogId, Edition};
use crate::ir::{Batch, Beside, Column, Layout, NotePlace, Reg, Remark, Space, UNKNOWN};
use crate::value::{Date, Truth};

/// Who finds the words.
pub trait Words {
    /// The findings of norms that are violated, and what their words look at; `rates` are those
    /// that were used before.
    fn findings(&mut self, hits: &[Hit], rates: &BTreeSet<RateRef>) -> Option<(Vec<Finding>, Used)>;

    /// What a note says, if anything, and what it looks at.
    fn note(&mut self, place: NotePlace) -> Option<Said>;
}

/// What a note says, and what it looks at.
pub type Said = (Vec<Note>, Used);

/// The value of a fact that a note names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Named {
    Nothing,
    Bool(bool),
    Day(i64),
    Text(String),
}

/// Notes that were said before, by where they stand, the day of the law, and the facts that
/// they name.
#[derive(Debug, Default)]
pub struct Notes(HashMap<(NotePlace, Date, Vec<Named>), Said>);

/// So many are kept.
const MOST_NOTES: usize = 20_000;

/// A declaration whose verdict is settled.
pub struct Settled<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its program.
    pub compiled: &'a Compiled,
    /// The layout of the batch.
    pub layout: &'a Layout,
    /// The batch.
    pub batch: &'a Batch,
    /// What ran over it, what is beside the verdict included.
    pub runner: &'a Runner,
    /// The declaration, by position.
    pub at: usize,
    /// Its own number.
    pub id: Option<String>,
}

impl Settled<'_> {
    /// The decision; `None` where the reference has to make it.
    pub fn decision(self, words: &mut dyn Words, notes: &Mutex<Notes>) -> Option<Decision> {
        let verdict = self.runner.rulings.verdict(self.at)?;
        let day = Date::of_packed(*self.batch.days.get(self.at)?)?;
        let mut decision = Decision {
            schema: "mp1039/decision@1",
            declaration: self.id.clone(),
            policy: PolicyRef { id: self.edition.policy.clone(), digest: self.edition.digest.clone() },
            as_of: Some(day.to_string()),
            known_on: None,
            verdict,
            best: verdict,
            worst: verdict,
            refined: true,
            findings: Vec::new(),
            unknowns: Vec::new(),
            checked: Checked::default(),
            permits: BTreeMap::new(),
            notes: Vec::new(),
            holds_until: None,
        };
        if verdict == Verdict::OutOfScope {
            decision.holds_until = self.edition.span.1.map(|d| d.to_string());
            return Some(decision);
        }
        let beside = &self.compiled.program.beside;
        // Of goods that are not known the reference says what it has looked at.
        let known = self.batch.goods.has(self.at);
        if !known || !beside.whole || self.says_more(beside) {
            return None;
        }
        let binds = self.binding()?;
        let (mut lists, mut looked) = self.looked(beside, &binds, day)?;
        let hits: Vec<Hit> =
            self.runner.rulings.hits().iter().filter(|h| h.declaration == self.at).copied().collect();
        if !hits.is_empty() {
            let (findings, used) = words.findings(&hits, &looked.rates)?;
            decision.findings = findings;
            looked.rates.extend(used.rates);
            looked.changes.extend(used.changes);
            lists.extend(used.lists);
        }
        let changes = std::mem::take(&mut looked.changes);
        decision.holds_until = self.seen(&lists, &looked.rates).holds_until(day, changes.into_iter());
        decision.permits = self.permits(beside, &binds)?;
        for remark in &beside.remarks {
            if remark.scope.is_none_or(|scope| binds.get(scope) == Some(&true))
                && let Some((said, used)) = self.remark(remark, day, words, notes)?
            {
                decision.notes.extend(said);
                looked.rates.extend(used.rates);
                lists.extend(used.lists);
            }
        }
        for (looks, _) in beside.looks.iter().zip(&binds).filter(|(_, binds)| **binds) {
            lists.extend(&looks.beside);
        }
        lists.extend(&beside.advice);
        let norms = beside.looks.iter().zip(&binds).filter(|(_, b)| **b).map(|(looks, _)| looks.count).sum();
        decision.checked =
            self.seen(&lists, &looked.rates).checked(norms, self.batch.lines_of(self.at).len());
        Some(decision)
    }

    fn truth(&self, reg: Reg, at: usize) -> Truth {
        let planes = self.runner.get(reg);
        match (planes.yes.has(at), planes.no.has(at)) {
            (true, _) => Truth::True,
            (_, true) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Whether answers or attributes are stated, which a decision repeats.
    fn says_more(&self, beside: &Beside) -> bool {
        self.batch.lines_of(self.at).any(|line| {
            let stated = |at: &usize| self.batch.line.stated.get(*at).is_none_or(|s| !s.no.has(line));
            let texts = &self.batch.line.texts;
            let said = |at: &usize| texts.get(*at).and_then(|t| t.symbols.get(line)) != Some(&UNKNOWN);
            self.batch.answers_of(line).next().is_some()
                || self.batch.unanswered.has(line)
                || beside.attributes.iter().any(stated)
                || beside.texts.iter().any(said)
        })
    }

    fn seen<'s>(&'s self, lists: &'s BTreeSet<CatalogId>, rates: &'s BTreeSet<RateRef>) -> Seen<'s> {
        Seen { edition: self.edition, lists, rates }
    }

    fn knows_codes(&self) -> bool {
        self.runner.knows_codes(&self.compiled.program, self.batch.lines_of(self.at))
    }

    /// Which instruments bind.
    fn binding(&self) -> Option<Vec<bool>> {
        let scopes = self.compiled.program.scopes.iter();
        scopes.map(|scope| self.truth(scope.truth, self.at).known()).collect()
    }

    /// What the verdict looked at.
    fn looked(&self, beside: &Beside, binds: &[bool], day: Date) -> Option<(BTreeSet<CatalogId>, Looked)> {
        let (edition, batch, runner, at) = (self.edition, self.batch, self.runner, self.at);
        let one = One { edition, batch, runner, at, day };
        let (mut lists, mut looked) = (BTreeSet::new(), Looked::default());
        for (looks, binds) in beside.looks.iter().zip(binds) {
            lists.extend(&looks.scope);
            looks.scope_watches.iter().try_for_each(|watch| looked.watch(one, watch))?;
            if *binds {
                lists.extend(&looks.demands);
                looks.watches.iter().try_for_each(|watch| looked.watch(one, watch))?;
            }
        }
        Some((lists, looked))
    }

    fn permits(&self, beside: &Beside, binds: &[bool]) -> Option<BTreeMap<String, Permit>> {
        let mut permits: BTreeMap<String, Permit> = BTreeMap::new();
        for own in beside.permissions.iter().filter(|own| binds.get(own.scope) == Some(&true)) {
            if permits.contains_key(&own.name) {
                return None;
            }
            permits.insert(own.name.clone(), self.permit(own.holds)?);
        }
        Some(permits)
    }

    fn permit(&self, holds: Reg) -> Option<Permit> {
        let mut because = Vec::new();
        let mut yes = true;
        if holds.space == Space::Head {
            yes = self.truth(holds, self.at).known()?;
        } else {
            for line in self.batch.lines_of(self.at) {
                if !self.truth(holds, line).known()? {
                    yes = false;
                    because.extend(self.batch.numbers.get(line).map(u64::to_string));
                }
            }
            because.dedup();
        }
        Some(Permit { answer: if yes { "yes" } else { "no" }.to_owned(), because })
    }

    /// What a note says, if anything.
    fn remark(
        &self,
        remark: &Remark,
        day: Date,
        words: &mut dyn Words,
        notes: &Mutex<Notes>,
    ) -> Option<Option<Said>> {
        let given = match remark.when.space {
            Space::Head => self.truth(remark.when, self.at),
            Space::Line => {
                let lines = self.batch.lines_of(self.at).map(|line| self.truth(remark.when, line));
                lines.fold(Truth::False, Truth::or)
            }
        };
        match (given, &remark.names) {
            (Truth::False, _) => Some(None),
            (Truth::Unknown, _) if remark.exact && self.knows_codes() => Some(None),
            (Truth::True, Some(names)) => {
                let named = names.iter().map(|at| self.named(*at)).collect::<Option<Vec<_>>>()?;
                let key = (remark.place, day, named);
                let known = notes.lock().map_or(None, |notes| notes.0.get(&key).cloned());
                if known.is_some() {
                    return Some(known);
                }
                let said = words.note(remark.place)?;
                if let Ok(mut notes) = notes.lock() {
                    if notes.0.len() >= MOST_NOTES {
                        notes.0.clear();
                    }
                    notes.0.insert(key, said.clone());
                }
                Some(Some(said))
            }
            _ => words.note(remark.place).map(Some),
        }
    }

    /// The value of a fact of the head, by its position in the layout.
    fn named(&self, at: usize) -> Option<Named> {
        let slot = self.layout.slots.get(at)?;
        let head = &self.batch.head;
        Some(match slot.column {
            Column::Bool => {
                let planes = head.bools.get(slot.at)?;
                match (planes.yes.has(self.at), planes.no.has(self.at)) {
                    (false, false) => Named::Nothing,
                    (yes, _) => Named::Bool(yes),
                }
            }
            Column::Date => {
                let (values, known) = head.dates.get(slot.at)?;
                if known.has(self.at) { Named::Day(*values.get(self.at)?) } else { Named::Nothing }
            }
            Column::Text(_) => {
                let symbol = head.texts.get(slot.at)?.symbols.get(self.at)?;
                let place = head.words.get(slot.words?)?.get(self.at)?;
                match *symbol {
                    UNKNOWN => Named::Nothing,
                    _ => Named::Text(self.batch.text(*place).to_owned()),
                }
            }
            Column::Number | Column::Code => return None,
        })
    }
}
