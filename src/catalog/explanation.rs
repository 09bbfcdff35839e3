//! Rows that say more of a hit: which item of an official list stands behind a
//! code, by number and description.

use serde::Serialize;

use crate::syntax::ast::GradeLevel;
use crate::value::Text;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Ten digits as a number.
    pub code: u64,
    /// Its number in the official list: `1C108.b`; may be empty.
    pub numbered: String,
    /// What it is.
    pub name: Text,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Where it comes from.
    pub source: String,
}

/// The rows about the codes between two numbers, of rows sorted by code.
pub fn between(rows: &[Explanation], first: u64, last: u64) -> &[Explanation] {
    let start = rows.partition_point(|r| r.code < first);
    let end = rows.partition_point(|r| r.code <= last);
    rows.get(start..end).unwrap_or(&[])
}
