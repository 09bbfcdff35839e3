//! The `mp1039` command; everything it does is in [`mp1039::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    mp1039::cli::main()
}
