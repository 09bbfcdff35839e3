//! The arguments, with their help in English; [`super::language`] has the
//! Chinese. Commands of the author's bench have a file each.

mod check;
mod fmt;
mod shell;
mod test;

use clap::builder::PossibleValue;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

pub use check::{CheckArgs, CheckFormat, HelpArgs};
pub use fmt::FmtArgs;
pub use shell::{CompletionsArgs, ConfigArgs, ManArgs, NewArgs, ShellName};
pub use test::{TestArgs, TestFormat};

use super::language;
use crate::input::Charset;
use crate::parallel;
use crate::pipeline::Evaluator;
use crate::value::{Date, text::Lang};

/// Judges export declarations by customs law written as text files.
#[derive(Debug, Parser)]
#[command(name = "mp1039", version, disable_help_subcommand = true)]
pub struct Args {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// Language of messages: zh or en; else taken from LC_ALL, LC_MESSAGES or LANG
    #[arg(long, global = true, value_enum, hide_possible_values = true, display_order = 900)]
    pub lang: Option<LangName>,
    /// Colour: auto, always or never; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, hide_possible_values = true, display_order = 901)]
    pub color: When,
    /// Settings from this file, not from the nearest mp1039.toml
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "isolated", display_order = 902)]
    pub config: Option<String>,
    /// Heed no mp1039.toml
    #[arg(long, global = true, display_order = 903)]
    pub isolated: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge declarations
    Eval(EvalArgs),
    /// Ask for what is missing, and remember the answers
    Ask(AskArgs),
    /// Check the texts of a policy, without judging anything
    Check(CheckArgs),
    /// Write the texts of a policy in their one layout, in English or Chinese
    Fmt(FmtArgs),
    /// Explain the code of a diagnostic, or list them all
    Help(HelpArgs),
    /// Run the tests that stand in a policy
    Test(TestArgs),
    /// Say what the law says of a code, an article, a list, a market or a letter
    Show(ShowArgs),
    /// List the facts that a policy asks for, and who usually knows them
    Facts(FactsArgs),
    /// Write declarations in another format, or give a table back with verdicts
    Convert(ConvertArgs),
    /// Set market procurement beside general trade and the other modes
    Compare(CompareArgs),
    /// Merge the goods of a declaration into the lines of a simplified one
    Simplify(SimplifyArgs),
    /// Show what changed in the law when, and by what
    Timeline(TimelineArgs),
    /// Write the law of a day as one policy text
    Consolidate(ConsolidateArgs),
    /// Say how the law of two days, or of two policies, differs
    LawDiff(DiffArgs),
    /// Begin an instrument, or a rulebook with its tests
    New(NewArgs),
    /// Show the settings, and where each comes from
    Config(ConfigArgs),
    /// Write what a shell needs to complete commands
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(ManArgs),
}

impl Command {
    /// What declarations are judged with, where any are.
    pub fn judging(&mut self) -> Option<&mut Judging> {
        match self {
            Command::Eval(args) => Some(&mut args.judging),
            Command::Ask(args) => Some(&mut args.judging),
            Command::Convert(args) => Some(&mut args.judging),
            Command::Compare(args) => Some(&mut args.judging),
            Command::Simplify(args) => Some(&mut args.judging),
            _ => None,
        }
    }
}

/// `eval`
#[derive(Debug, clap::Args)]
pub struct EvalArgs {
    /// Declarations in any format: files, globs, folders, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(long, value_name = "POLICY")]
    pub policy: String,
    /// Only this file of the policy, without the law that stands beside it
    #[arg(long)]
    pub alone: bool,
    /// How it is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// Output: human, or json / ndjson (one line for each declaration)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
    /// Wrap each JSON line with its source, its warnings and the places of its facts
    #[arg(long)]
    pub envelope: bool,
    /// Write the records as NDJSON to a file, one line each
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
    /// Go on where an earlier run with the same --out broke off
    #[arg(long, requires = "out")]
    pub resume: bool,
    /// Say at the end what all came to: by verdict, article, chapter and market
    #[arg(long)]
    pub summary: bool,
    /// Exit with 0 where it would be 1
    #[arg(long)]
    pub exit_zero: bool,
    /// From which verdict on to exit with 1: review (all but admit), or reject
    #[arg(long, value_enum, value_name = "VERDICT", default_value_t = FailOn::Review, hide_possible_values = true)]
    pub fail_on: FailOn,
    /// Refuse to judge by any edition of the law but this one
    #[arg(long, value_name = "DIGEST")]
    pub expect_digest: Option<String>,
    #[command(flatten)]
    pub run: RunArgs,
}

/// `ask`
#[derive(Debug, clap::Args)]
pub struct AskArgs {
    /// A declaration to complete; with --questions any number, also globs, folders or -
    #[arg(required_unless_present = "answers", value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(long, value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// How it is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// The office file that is used, and keeps the answers for later; made if it is not there
    #[arg(long, value_name = "FILE")]
    pub remember: Option<String>,
    /// Write the completed declaration as JSON to a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["questions", "answers"])]
    pub out: Option<String>,
    /// Ask nothing, but write all questions to a table for those who know (.csv or .xlsx)
    #[arg(long, value_name = "FILE", conflicts_with = "answers")]
    pub questions: Option<String>,
    /// Read the answers of such a table into the office file
    #[arg(long, value_name = "FILE", requires = "remember", conflicts_with = "inputs")]
    pub answers: Option<String>,
}

/// `convert`
#[derive(Debug, clap::Args)]
pub struct ConvertArgs {
    /// Declarations in any format: files, globs, folders, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// The format: json (one declaration), ndjson, csv or xlsx
    #[arg(long, value_enum, hide_possible_values = true)]
    pub to: Target,
    /// The file; else standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
    /// Judge by a policy: the table (csv, xlsx) comes back with verdicts beside its lines
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// How it is judged.
    #[command(flatten)]
    pub judging: Judging,
}

/// A format that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// One declaration.
    Json,
    /// A declaration a line.
    Ndjson,
    /// A table.
    Csv,
    /// A workbook.
    Xlsx,
}

/// `show`
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A code (9404210010), an article (1.2), a list (gold), a market (yiwu) or a letter (B)
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(long, value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// The day of the law; every day at once where absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Date>,
    /// What was known.
    #[command(flatten)]
    pub knowledge: Knowledge,
    /// Output: human, or json / ndjson (one line for each thing)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// `facts`
#[derive(Debug, clap::Args)]
pub struct FactsArgs {
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// The day of the law; every day at once where absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Date>,
    /// What was known.
    #[command(flatten)]
    pub knowledge: Knowledge,
    /// Print the JSON Schema of a contract: declaration, decision, error or envelope
    #[arg(long, value_name = "CONTRACT", value_enum, hide_possible_values = true)]
    pub schema: Option<ContractName>,
    /// Output: human, or json / ndjson (one record)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// A contract, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ContractName {
    /// What is read.
    Declaration,
    /// What is answered.
    Decision,
    /// What is said of a declaration that could not be judged.
    Error,
    /// What travels around either.
    Envelope,
}

/// `compare`
#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// A declaration that is judged under 1039 as well, or - for standard input
    #[arg(value_name = "INPUT")]
    pub input: Option<String>,
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(long, value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// How it is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// Output: human, or json / ndjson (one record)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// `simplify`
#[derive(Debug, clap::Args)]
pub struct SimplifyArgs {
    /// A declaration with its goods, or - for standard input
    #[arg(value_name = "INPUT")]
    pub input: String,
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(long, value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// How it is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// Output: human, or json / ndjson (the simplified declaration)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// `timeline`
#[derive(Debug, clap::Args)]
pub struct TimelineArgs {
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// What was known.
    #[command(flatten)]
    pub knowledge: Knowledge,
    /// Output: human, or json / ndjson (one record)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// `consolidate`
#[derive(Debug, clap::Args)]
pub struct ConsolidateArgs {
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// The day whose law is written out
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Date,
    /// What was known.
    #[command(flatten)]
    pub knowledge: Knowledge,
}

/// `law-diff`
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// A day, or a policy
    #[arg(value_name = "BEFORE")]
    pub before: String,
    /// Another day, or another policy
    #[arg(value_name = "AFTER")]
    pub after: String,
    /// The policy whose days are compared
    #[arg(long, value_name = "POLICY", default_value = "221-2019.pol", hide_default_value = true)]
    pub policy: String,
    /// The day on which two policies are compared; every day at once where absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Date>,
    /// What was known.
    #[command(flatten)]
    pub knowledge: Knowledge,
    /// Exit with 1 where there is a difference
    #[arg(long)]
    pub check: bool,
    /// Output: human, or json / ndjson (one record)
    #[arg(long, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
}

/// What declarations are read and judged with.
#[derive(Clone, Debug, clap::Args)]
pub struct Judging {
    /// The day of the law, instead of the declaration's own days
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Date>,
    /// What was known.
    #[command(flatten)]
    pub knowledge: Knowledge,
    /// Facts of the office for all declarations, from a JSON file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub with: Vec<String>,
    /// One fact for all declarations, such as market.id=yiwu; may be repeated
    #[arg(long, value_name = "FACT=VALUE")]
    pub set: Vec<String>,
    /// Who states what is set, where it is not the command line
    #[arg(skip)]
    pub set_by: Option<String>,
    /// The encoding of inputs, such as gb18030; else found out
    #[arg(long, value_name = "NAME", value_parser = charset)]
    pub encoding: Option<Charset>,
}

/// The second clock, of whatever asks the law of a day.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Knowledge {
    /// Judge as one who knew only what had been published by this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub known_on: Option<Date>,
}

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON record a line.
    Json,
    /// The same.
    Ndjson,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A language, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangName {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// From which verdict on a run has findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Anything but admit.
    Review,
    /// A reject, or what may come to one.
    Reject,
}

/// The command, with its help in one language.
pub fn command(lang: Lang) -> clap::Command {
    match lang {
        Lang::En => Args::command(),
        Lang::Zh => language::chinese(Args::command()),
    }
}

fn charset(text: &str) -> Result<Charset, String> {
    Charset::parse(text)
        .ok_or_else(|| "not an encoding that is known / 未知的编码 (utf-8, gb18030)".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "not a day of the calendar / 不是有效日期 (YYYY-MM-DD)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_sound_in_both_languages() {
        command(Lang::En).debug_assert();
        command(Lang::Zh).debug_assert();
    }
}

/// How records are decided.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// How many threads to run on; else as many as the machine has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Who decides: fast (the compiled law), or reference (the specification, slower)
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Evaluator::Fast, hide_possible_values = true)]
    pub evaluator: Evaluator,
}

impl RunArgs {
    /// So many threads.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(parallel::machine, usize::from)
    }
}

impl ValueEnum for Evaluator {
    fn value_variants<'a>() -> &'a [Evaluator] {
        &[Evaluator::Fast, Evaluator::Reference]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Evaluator::Fast => "fast",
            Evaluator::Reference => "reference",
        }))
    }
}
