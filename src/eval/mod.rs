//! Evaluation: an edition and a declaration → a [`decision::Decision`].
//!
//! Where several versions of the law are possible, [`join()`] makes one decision of
//! what each comes to. There is one evaluator so far, [`reference`], which is the executable
//! specification: small, plain and exact. A faster one has to agree with it
//! byte for byte.

pub mod decision;
pub mod fast;
mod join;
pub mod looked;
pub mod reference;
pub mod waiting;

use crate::hir::Schema;
use crate::input::{CauseKind, Declaration, Fact};
use crate::value::{Date, Value};

pub use join::{ask_announced, ask_dating, ask_day, ask_force, ask_published, join, open};
pub use reference::{amounts, decide, waits};

/// The day of the law: `as_of`, else `accepted_on`, else `declared_on`
/// (manual: "The day of the law"). A day that is stated but cannot be read is
/// not replaced by another one: then no day is known.
pub fn law_day(schema: &Schema, declaration: &Declaration, as_of: Option<Date>) -> Option<Date> {
    if as_of.is_some() {
        return as_of;
    }
    for path in ["accepted_on", "declared_on"] {
        match schema.find(path).and_then(|id| declaration.head.0.get(id)) {
            Some(Fact::Known(Value::Date(day))) => return Some(*day),
            Some(Fact::Unknown(cause)) if cause.kind != CauseKind::Absent => return None,
            _ => {}
        }
    }
    None
}
