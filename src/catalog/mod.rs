//! Dated code lists: tariff editions, how their codes became others, rows that
//! explain a list, rate tables, tables of codes and of declaration elements, as
//! rows of the project's own data files.

pub mod codes;
pub mod elements;
pub mod explanation;
pub mod rates;
pub mod successors;
pub mod tariff;

pub use codes::{CodeRow, CodeRows, Codes};
pub use elements::{Elements, Templates};
pub use explanation::Explanation;
pub use rates::{RateRow, RateTable};
pub use successors::{Relation, Successor, Successors};
pub use tariff::{Row, Tariff};
