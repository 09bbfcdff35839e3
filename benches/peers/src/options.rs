//! What the command is told.

use std::path::PathBuf;

use crate::measure::Effort;

/// How to call it.
pub const USAGE: &str =
    "usage: mp1039-peers [--quick] [--seed N] [--out docs/performance.md] [--rulebook FOLDER]
                    [--agreement] [--no-growth] [--spin rows|columns|stream|memory]
  --quick      fewer declarations and rounds: a look, not a result
  --out        writes the page, its Chinese sister and the figures
  --rulebook   writes the rulebook and a hundred declarations into a folder, and ends
  --agreement  ends when everyone has agreed
  --no-growth  leaves the curves out
  --spin       does one thing for five seconds, for a profiler, and ends; `memory` is a stream
               of ten million declarations, and what the process holds after each million";

/// Options.
pub struct Options {
    pub seed: u64,
    pub quick: bool,
    pub out: Option<PathBuf>,
    pub rulebook: Option<PathBuf>,
    pub agreement: bool,
    pub growth: bool,
    pub spin: Option<String>,
}

impl Options {
    /// Declarations of the workload.
    pub fn count(&self) -> usize {
        if self.quick { 4_000 } else { 20_000 }
    }

    /// Rounds, and the time of one engine in each.
    pub fn effort(&self) -> Effort {
        match self.quick {
            true => Effort { rounds: 3, nanoseconds: 30_000_000 },
            false => Effort { rounds: 9, nanoseconds: 150_000_000 },
        }
    }
}

/// Reads arguments.
///
/// # Errors
/// How to call it.
pub fn read(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut arguments = arguments;
    let mut options = Options {
        seed: 1,
        quick: false,
        out: None,
        rulebook: None,
        agreement: false,
        growth: true,
        spin: None,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| USAGE.to_owned());
        match argument.as_str() {
            "--quick" => options.quick = true,
            "--agreement" => options.agreement = true,
            "--no-growth" => options.growth = false,
            "--seed" => options.seed = value()?.parse().map_err(|_| USAGE.to_owned())?,
            "--spin" => options.spin = Some(value()?),
            "--out" => options.out = Some(value()?.into()),
            "--rulebook" => options.rulebook = Some(value()?.into()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(options)
}
