//! Dated code lists: tariff editions and rate tables, as rows of the project's
//! own data files.

pub mod rates;
pub mod tariff;

pub use rates::{RateRow, RateTable};
pub use tariff::{Row, Tariff};
