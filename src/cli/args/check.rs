//! Arguments of `check`, and of `help`.

use super::day;
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
    /// Write into the files what can be read in one way only, and check again
    #[arg(long)]
    pub fix: bool,
    /// Show as a diff what --fix would change, and write nothing
    #[arg(long, requires = "fix")]
    pub diff: bool,
    /// Output: human, json / ndjson (one line for each diagnostic), sarif, or github
    #[arg(long, value_enum, default_value_t = CheckFormat::Human, hide_possible_values = true)]
    pub format: CheckFormat,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Human,
    /// One JSON record a line.
    Json,
    /// The same.
    Ndjson,
    /// One SARIF log.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// `help`
#[derive(Debug, clap::Args)]
pub struct HelpArgs {
    /// The code of a diagnostic, such as T0202; all of them where absent
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}
