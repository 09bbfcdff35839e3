//! Arguments of `fmt`.

use super::LangName;

/// `fmt`
#[derive(Debug, clap::Args)]
pub struct FmtArgs {
    /// Policy files or folders, or - for standard input; else the policy at hand
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// Change nothing; exit with 1 where a file would change
    #[arg(long)]
    pub check: bool,
    /// Change nothing; show what would change
    #[arg(long)]
    pub diff: bool,
    /// Write in the Chinese or the English tongue: zh or en; else each file in its own
    #[arg(long = "as", value_name = "TONGUE", value_enum, hide_possible_values = true)]
    pub tongue: Option<LangName>,
}
