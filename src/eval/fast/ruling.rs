//! What comes out of a batch: a verdict for each declaration that is settled, and the
//! norms that are violated.

use super::run::{Runner, all};
use crate::eval::decision::Verdict;
use crate::ir::{Batch, Bits, Norm, Planes, Program, Space};
use crate::syntax::ast::Effect;

/// A norm that is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The declaration, by position in its batch.
    pub declaration: usize,
    /// The norm, by position in [`Program::norms`].
    pub norm: usize,
    /// The line, by position in the declaration.
    pub line: Option<usize>,
}

/// The answer for a batch.
#[derive(Debug, Default)]
pub struct Rulings {
    /// Declarations of which everything is known that a norm asks for.
    settled: Bits,
    /// Those that no regime is about.
    out: Bits,
    review: Bits,
    reject: Bits,
    /// Norms that are violated, in the order of the law.
    hits: Vec<Hit>,
    open: Bits,
    own: Bits,
    own_open: Bits,
}

impl Rulings {
    /// The verdict on a declaration; `None` where the reference has to be asked.
    pub fn verdict(&self, declaration: usize) -> Option<Verdict> {
        match () {
            () if !self.settled.has(declaration) => None,
            () if self.out.has(declaration) => Some(Verdict::OutOfScope),
            () if self.reject.has(declaration) => Some(Verdict::Reject),
            () if self.review.has(declaration) => Some(Verdict::Review),
            () => Some(Verdict::Admit),
        }
    }

    /// The norms that are violated, by norm; those of declarations that are not settled
    /// are not all.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Joins what the norms come to.
    pub(super) fn judge(&mut self, program: &Program, batch: &Batch, runner: &Runner) {
        let count = batch.len();
        for bits in [&mut self.settled, &mut self.out, &mut self.review, &mut self.reject, &mut self.open] {
            bits.reset(count);
        }
        self.hits.clear();
        self.scope(program, batch, runner);
        for (at, norm) in program.norms.iter().enumerate() {
            self.norm(program, batch, runner, (at, norm));
        }
        // Of what is out of scope nothing else matters.
        let words = self.settled.words_mut().iter_mut().zip(self.open.words()).zip(self.out.words());
        words.for_each(|((settled, open), out)| *settled = (*settled & !open) | *out);
        let out = &self.out;
        self.hits.retain(|hit| !out.has(hit.declaration));
    }

    /// Whether the declarations are about any regime: then they are settled unless a
    /// norm is open.
    fn scope(&mut self, program: &Program, batch: &Batch, runner: &Runner) {
        let regimes = || program.scopes.iter().filter(|scope| scope.regime);
        if regimes().next().is_none() {
            return;
        }
        all(&mut self.out, batch.len());
        for scope in regimes() {
            let planes = runner.get(scope.truth);
            let words = self.settled.words_mut().iter_mut().zip(self.out.words_mut());
            for ((settled, out), (yes, no)) in words.zip(planes.yes.words().iter().zip(planes.no.words())) {
                *settled |= yes;
                *out &= no;
            }
        }
    }

    /// Joins one norm.
    fn norm(&mut self, program: &Program, batch: &Batch, runner: &Runner, (at, norm): (usize, &Norm)) {
        let Some(scope) = program.scopes.get(norm.scope) else { return };
        let scope = runner.get(scope.truth);
        let planes = runner.get(norm.violated);
        self.own.reset(batch.len());
        self.own_open.reset(batch.len());
        if norm.violated.space == Space::Line {
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
        let scopes = scope.yes.words().iter().zip(scope.no.words());
        let into = worth.words_mut().iter_mut().zip(self.open.words_mut());
        for (((own, own_open), (inside, outside)), (worth, open)) in own.zip(scopes).zip(into) {
            *worth |= own & inside;
            // Open itself, or violated where it is not known whether it binds.
            *open |= (own_open | (own & !inside)) & !outside;
            found |= own & inside;
        }
        if found != 0 {
            self.hit(batch, scope, runner, (at, norm));
        }
    }

    fn hit(&mut self, batch: &Batch, scope: &Planes, runner: &Runner, (at, norm): (usize, &Norm)) {
        for row in runner.get(norm.violated).yes.ones() {
            let (declaration, line) = match norm.violated.space {
                Space::Head => (row, None),
                Space::Line => {
                    let Some(owner) = batch.owner.get(row).copied() else { continue };
                    (owner, row.checked_sub(batch.lines_of(owner).start))
                }
            };
            if scope.yes.has(declaration) {
                self.hits.push(Hit { declaration, norm: at, line });
            }
        }
    }
}

/// The declarations of so many lines.
pub(super) fn owners(batch: &Batch, lines: impl Iterator<Item = usize>, out: &mut Bits) {
    lines.filter_map(|line| batch.owner.get(line)).for_each(|owner| out.set(*owner));
}
