//! mp1039 against what a user would otherwise pick: the same rules over the same
//! declarations, everyone in agreement first, then timed in one run.
//!
//! ```console
//! cargo run --release --manifest-path benches/peers/Cargo.toml -- --out docs/performance.md
//! ```

mod agreement;
mod boundary;
mod cold;
mod counted;
mod declare;
mod floor;
mod growth;
mod law;
mod measure;
mod model;
mod ndjson;
mod options;
mod page;
mod peers;
mod rng;
mod rulebook;
mod run;
mod subject;
mod svg;

/// The same for all engines.
#[global_allocator]
static ALLOCATOR: counted::Counted = counted::Counted;

fn main() -> std::process::ExitCode {
    if let Some(code) = cold::child(std::env::args().nth(1).as_deref()) {
        return code;
    }
    let done = options::read(std::env::args().skip(1)).and_then(|options| run::run(&options));
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            std::process::ExitCode::FAILURE
        }
    }
}
