//! Arguments of `test`.

use clap::ValueEnum;

use super::RunArgs;

/// `test`
#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(value_name = "PATH")]
    pub path: Option<String>,
    /// Only tests and declarations whose name or file has this in it; * stands for anything
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// List them, and run nothing
    #[arg(long, conflicts_with_all = ["review", "accept", "reject", "watch"])]
    pub list: bool,
    /// Step through decisions that changed: accept, reject or skip each
    #[arg(long, conflicts_with_all = ["accept", "reject", "watch"])]
    pub review: bool,
    /// Record every decision as it is now
    #[arg(long, conflicts_with_all = ["reject", "watch"])]
    pub accept: bool,
    /// Drop every decision that waits for review; what was recorded stays
    #[arg(long, conflicts_with = "watch")]
    pub reject: bool,
    /// Say what of the law the tests leave untried
    #[arg(long)]
    pub coverage: bool,
    /// The same as a page of the policy with marked margins
    #[arg(long, value_name = "FILE")]
    pub coverage_html: Option<String>,
    /// Run again whenever a file of the policy changes, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    #[command(flatten)]
    pub run: RunArgs,
    /// Output: human, json / ndjson (one line for each test), or junit
    #[arg(long, value_enum, default_value_t = TestFormat::Human, hide_possible_values = true)]
    pub format: TestFormat,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For people.
    Human,
    /// One JSON record a line.
    Json,
    /// The same.
    Ndjson,
    /// JUnit's XML.
    Junit,
}
