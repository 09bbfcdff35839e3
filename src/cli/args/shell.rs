//! Arguments of `new`, `config`, `completions` and `man`.

use clap::ValueEnum;

use super::Format;

/// `new`
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// An instrument to begin (12-2027.pol), or the folder of a rulebook (my-rules/)
    #[arg(value_name = "PATH")]
    pub path: String,
    /// Begin a rulebook, also where the path does not end in /
    #[arg(long, conflicts_with_all = ["notice", "amends", "replaces"])]
    pub rulebook: bool,
    /// Begin a notice without a number
    #[arg(long)]
    pub notice: bool,
    /// The instrument that it amends, such as "GACC 221/2019"; may be repeated
    #[arg(long, value_name = "ID")]
    pub amends: Vec<String>,
    /// The instrument that ends when it begins; may be repeated
    #[arg(long, value_name = "ID")]
    pub replaces: Vec<String>,
}

/// `config`
#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    /// Output: human, or json / ndjson (one record)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// `completions`
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell: bash, zsh, fish or powershell
    #[arg(value_name = "SHELL", value_enum, hide_possible_values = true)]
    pub shell: ShellName,
}

/// `man`
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// A folder for the page of each command; else the first page goes to standard output
    #[arg(value_name = "DIR")]
    pub dir: Option<String>,
}

/// A shell that is held to account, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShellName {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}
