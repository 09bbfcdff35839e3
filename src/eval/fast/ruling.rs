//! What comes out of a batch: a verdict for each declaration, or what it lies between
//! where facts are open, and the norms that are violated, or may be.
//!
//! Each norm stands for itself here. That two of them cannot both be violated, or that
//! one of two must be, is not seen: what is open here the reference may still narrow.

use super::registers::{Filled, Known};
use crate::eval::decision::Verdict;
use crate::ir::{Batch, Bits, Norm, Program, Space};
use crate::syntax::ast::Effect;

/// A norm that is violated, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The declaration, by position in its batch.
    pub declaration: usize,
    /// The norm, by position in [`Program::norms`].
    pub norm: usize,
    /// The line, by position in the declaration.
    pub line: Option<usize>,
    /// Whether it only may be.
    pub open: bool,
}

/// A verdict, and what it lies between. The reference finds the same, or what lies within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict; undecided where the ends differ, or no regime certainly is about it.
    pub verdict: Verdict,
    /// Whatever the open facts turn out to be, it is no better.
    pub best: Verdict,
    /// And no worse.
    pub worst: Verdict,
}

/// The answer for a batch.
#[derive(Debug, Default)]
pub struct Rulings {
    /// Declarations that some regime certainly is about.
    inside: Bits,
    /// Those that no regime is about.
    out: Bits,
    /// Those of which some norm is open.
    open: Bits,
    /// Those with a violation that is worth this; and those that may have one.
    review: Worth,
    reject: Worth,
    /// In the order of the law.
    hits: Vec<Hit>,
    own: Bits,
    own_open: Bits,
}

#[derive(Debug, Default)]
struct Worth {
    certain: Bits,
    possible: Bits,
}

impl Rulings {
    /// The verdict on a declaration, if everything is known that a norm asks for; else
    /// `None`, and the reference has to be asked.
    pub fn verdict(&self, declaration: usize) -> Option<Verdict> {
        let out = self.out.has(declaration);
        let settled = out || self.inside.has(declaration) && !self.open.has(declaration);
        settled.then(|| self.outcome(declaration).verdict)
    }

    /// The verdict on a declaration, and what it lies between.
    pub fn outcome(&self, declaration: usize) -> Outcome {
        if self.out.has(declaration) {
            let out = Verdict::OutOfScope;
            return Outcome { verdict: out, best: out, worst: out };
        }
        let end = |of: fn(&Worth) -> &Bits| match () {
            () if of(&self.reject).has(declaration) => Verdict::Reject,
            () if of(&self.review).has(declaration) => Verdict::Review,
            () => Verdict::Admit,
        };
        let (best, worst) = (end(|worth| &worth.certain), end(|worth| &worth.possible));
        let certain = best == worst && self.inside.has(declaration);
        Outcome { verdict: if certain { best } else { Verdict::Undecided }, best, worst }
    }

    /// The norms that are violated, and those that may be, by norm.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Joins what the norms come to.
    pub(super) fn judge(&mut self, program: &Program, batch: &Batch, filled: Filled) {
        let count = batch.len();
        for worth in [&mut self.review, &mut self.reject] {
            worth.certain.reset(count);
            worth.possible.reset(count);
        }
        for bits in [&mut self.inside, &mut self.out, &mut self.open] {
            bits.reset(count);
        }
        self.hits.clear();
        self.scope(program, batch, filled);
        for (at, norm) in program.norms.iter().enumerate() {
            self.norm(program, batch, filled, (at, norm));
        }
        let out = &self.out;
        self.hits.retain(|hit| !out.has(hit.declaration));
    }

    /// Whether the declarations are about any regime.
    fn scope(&mut self, program: &Program, batch: &Batch, filled: Filled) {
        let regimes = || program.scopes.iter().filter(|scope| scope.regime);
        if regimes().next().is_none() {
            // Nothing is known of the law.
            self.reject.possible.fill(0..batch.len());
            return;
        }
        self.out.fill(0..batch.len());
        for scope in regimes() {
            let planes = filled.get(scope.truth);
            let words = self.inside.words_mut().iter_mut().zip(self.out.words_mut());
            for ((inside, out), (yes, no)) in words.zip(planes.yes.words().iter().zip(planes.no.words())) {
                *inside |= yes;
                *out &= no;
            }
        }
    }

    /// Joins one norm.
    fn norm(&mut self, program: &Program, batch: &Batch, filled: Filled, (at, norm): (usize, &Norm)) {
        let Some(scope) = program.scopes.get(norm.scope) else { return };
        let scope = filled.get(scope.truth);
        let planes = filled.get(norm.violated);
        let on_lines = norm.violated.space == Space::Line;
        let rows = batch.rows(norm.violated.space);
        if planes.no.covers(0..rows) && (!on_lines || batch.goods.covers(0..batch.len())) {
            // As nearly everywhere.
            return;
        }
        self.own.reset(batch.len());
        self.own_open.reset(batch.len());
        if on_lines {
            owners(batch, planes.yes.ones(), &mut self.own);
            owners(batch, planes.open(batch.lines()), &mut self.own_open);
            // Where the goods are not known, so is every line.
            let goods = self.own_open.words_mut().iter_mut().zip(batch.goods.words());
            goods.for_each(|(open, goods)| *open |= !goods);
        } else {
            self.own.words_mut().iter_mut().zip(planes.yes.words()).for_each(|(own, yes)| *own = *yes);
            let known = planes.yes.words().iter().zip(planes.no.words());
            let own = self.own_open.words_mut().iter_mut();
            own.zip(known).for_each(|(open, (yes, no))| *open = !(yes | no));
        }
        let worth = if norm.effect == Effect::Reject { &mut self.reject } else { &mut self.review };
        let mut found = 0u64;
        let own = self.own.words().iter().zip(self.own_open.words());
        // An instrument that is no regime binds only where some regime does.
        let inside = scope.yes.words().iter().zip(self.inside.words()).map(|(yes, any)| yes & any);
        let scopes = inside.zip(scope.no.words());
        let worth = worth.certain.words_mut().iter_mut().zip(worth.possible.words_mut());
        let into = worth.zip(self.open.words_mut());
        for (((own, own_open), (inside, outside)), ((certain, possible), open)) in own.zip(scopes).zip(into) {
            let violated = own & inside;
            let may_be = (own | own_open) & !outside;
            *certain |= violated;
            *possible |= may_be;
            *open |= may_be & !(violated & !own_open);
            found |= may_be;
        }
        if found != 0 {
            self.hit(batch, scope, filled, (at, norm));
        }
    }

    fn hit(&mut self, batch: &Batch, scope: Known, filled: Filled, (at, norm): (usize, &Norm)) {
        let planes = filled.get(norm.violated);
        let mut add = |declaration: usize, line: Option<usize>, certain: bool| {
            if !scope.no.has(declaration) {
                let open = !certain || !scope.yes.has(declaration) || !self.inside.has(declaration);
                self.hits.push(Hit { declaration, norm: at, line, open });
            }
        };
        if norm.violated.space == Space::Head {
            planes.possible(batch.len()).for_each(|row| add(row, None, planes.yes.has(row)));
            return;
        }
        for row in planes.possible(batch.lines()) {
            let Some(owner) = batch.owner.get(row).copied() else { continue };
            let line = row.checked_sub(batch.lines_of(owner).start);
            add(owner, line, planes.yes.has(row));
        }
        batch.goods.zeros(batch.len()).for_each(|declaration| add(declaration, None, false));
    }
}

/// The declarations of so many lines.
pub(super) fn owners(batch: &Batch, lines: impl Iterator<Item = usize>, out: &mut Bits<impl AsMut<[u64]>>) {
    lines.filter_map(|line| batch.owner.get(line)).for_each(|owner| out.set(*owner));
}
