//! A tariff edition: the ten-digit codes of one year, with the letters of the
//! papers that customs asks for and the export duty.

use serde::Serialize;

use crate::value::{Date, HsCode, Later, Number};

/// One ten-digit code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Ten digits as a number.
    pub code: u64,
    /// Its name in the tariff.
    pub name: String,
    /// Letters of supervision papers, each once; case matters.
    pub letters: String,
    /// Letters of inspection; case matters.
    pub inspection: String,
    /// The rate of export duty that applies, in percent: the provisional rate
    /// where there is one; `None` where there is no duty column.
    pub duty: Option<Number>,
}

/// A tariff edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tariff {
    /// Its year.
    pub year: u16,
    /// Days for which it is complete; `None` for a partial edition.
    pub complete: Option<(Date, Date)>,
    /// Its codes, sorted.
    pub rows: Later<Vec<Row>>,
}

impl Tariff {
    /// The rows whose code begins with `code`.
    pub fn under(&self, code: HsCode) -> &[Row] {
        self.between(code.first(), code.last())
    }

    /// The rows whose code lies between two numbers, both included.
    pub fn between(&self, first: u64, last: u64) -> &[Row] {
        let start = self.rows.partition_point(|r| r.code < first);
        let end = self.rows.partition_point(|r| r.code <= last);
        self.rows.get(start..end).unwrap_or(&[])
    }
}
