//! Input: bytes → a [`Declaration`] bound to the schema, every problem with its
//! place.

mod declaration;

pub use declaration::{Cause, CauseKind, Declaration, Document, Fact, Facts, Goods, Line, Lines, Warning};
