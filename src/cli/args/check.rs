//! Arguments of `check`.

use super::{Format, day};
use crate::value::Date;

/// `check`
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(value_name = "PATH", conflicts_with = "policy")]
    pub path: Option<String>,
    /// The same, as an option
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// The day on which it is asked: lists that go stale soon are named
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Date>,
    /// Output: human, or json / ndjson (one line for each diagnostic)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}
