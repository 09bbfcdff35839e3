//! Arguments of `test`.

/// `test`
#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// The policy: a folder, a file in its folder, or a name of the built-in rulebook
    #[arg(value_name = "PATH")]
    pub path: Option<String>,
}
