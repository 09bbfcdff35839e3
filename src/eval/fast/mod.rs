//! The fast evaluator: a compiled program over columns of facts.
//!
//! A [`Batch`](crate::ir::Batch) holds the facts of some declarations in columns, one entry a
//! declaration or line; [`Runner::run`] carries out the operations of a program over
//! them. A register is two planes of bits, known to be true and known to be false, so
//! that what is not known costs nothing. One declaration is a batch of one.
//!
//! What comes out is settled only where every norm is known to be violated or not.
//! The rest, open facts, doubtful papers, numbers that 64 bits do not hold, is for the
//! [`reference`](super::reference), which this evaluator must never contradict.

mod beside;
mod codes;
mod entry;
mod lookup;
mod number;
mod office;
mod raise;
mod registers;
mod render;
mod ruling;
mod run;
mod sum;

use self::codes::Codes;
use self::raise::Raises;
use crate::ir::{Op, Program};

pub use render::{Notes, Said, Settled, Words};
pub use ruling::{Hit, Outcome, Rulings};
pub use run::Runner;

/// A program that is ready to run.
#[derive(Debug)]
pub struct Compiled {
    /// The program.
    pub program: Program,
    /// What the words of a name raise.
    raises: Raises,
    /// The index of its table.
    codes: Codes,
    /// Whether it asks anything of codes.
    looks_up: bool,
}

impl Compiled {
    /// Prepares a program.
    pub fn new(program: Program) -> Compiled {
        let raises = Raises::of(&program.table.entries);
        let codes = Codes::default();
        let kinds = program.ops.iter().any(|(_, op)| matches!(op, Op::Kinds(..)));
        let looks_up = kinds || program.table.lists > 0;
        Compiled { program, raises, codes, looks_up }
    }
}
