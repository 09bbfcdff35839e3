//! Dated code lists: tariff editions, how their codes became others, rows that
//! explain a list, and rate tables, as rows of the project's own data files.

pub mod explanation;
pub mod rates;
pub mod successors;
pub mod tariff;

pub use explanation::Explanation;
pub use rates::{RateRow, RateTable};
pub use successors::{Relation, Successor, Successors};
pub use tariff::{Row, Tariff};
