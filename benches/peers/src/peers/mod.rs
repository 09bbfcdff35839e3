//! What a user would otherwise pick, each with the same rules as its users would write
//! them. None of them has three-valued logic: they are asked about declarations in which
//! every fact is stated.

#[cfg(feature = "cedar")]
mod cedar;
#[cfg(feature = "cel")]
mod cel;
mod data;
mod duckdb;
#[cfg(feature = "regorus")]
mod rego;
#[cfg(feature = "zen")]
mod zen;

use crate::law::Law;
use crate::model::{Answers, Declaration, Ends, Found, worth};

/// One engine.
pub trait Peer {
    /// Its name and version.
    fn name(&self) -> &'static str;

    /// What the host had to do, since the language cannot say it; in both languages.
    fn host(&self) -> (&'static str, &'static str);

    /// Takes declarations into memory, in the engine's own form.
    fn prepare(&mut self, declarations: &[Declaration], ndjson: &str);

    /// Judges what was prepared. Gives nanoseconds where the engine measured itself.
    fn judge(&mut self, answers: &mut Answers) -> Option<u64>;

    /// From bytes to findings. Gives nanoseconds where the engine measured itself.
    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64>;

    /// How many declarations one round may hold, at about so many nanoseconds.
    fn round(&self) -> usize {
        400
    }
}

/// Every engine that was built and is there, and a line for each that is not.
pub fn all(law: &Law, declarations: &[Declaration]) -> (Vec<Box<dyn Peer>>, Vec<String>) {
    let mut peers: Vec<Box<dyn Peer>> = Vec::new();
    let mut missing = Vec::new();
    #[cfg(feature = "zen")]
    peers.push(Box::new(zen::Zen::new(law)));
    #[cfg(feature = "regorus")]
    peers.push(Box::new(rego::Vm::new(law)));
    #[cfg(feature = "regorus")]
    peers.push(Box::new(rego::Interpreter::new(law)));
    #[cfg(feature = "cel")]
    peers.push(Box::new(cel::Cel::new(law)));
    #[cfg(feature = "cedar")]
    peers.push(Box::new(cedar::Cedar::new(law, declarations)));
    let _ = declarations;
    for (name, built) in [
        ("zen-expression", cfg!(feature = "zen")),
        ("regorus", cfg!(feature = "regorus")),
        ("cel", cfg!(feature = "cel")),
        ("cedar-policy", cfg!(feature = "cedar")),
    ] {
        missing.extend((!built).then(|| format!("{name}: left out of this build")));
    }
    match duckdb::DuckDb::new(law) {
        Ok(duck) => peers.push(Box::new(duck)),
        Err(why) => missing.push(format!("DuckDB: {why}")),
    }
    (peers, missing)
}

/// Adds what a declaration breaks; `found` holds `rule * 100000 + line`.
pub fn keep(index: usize, found: impl IntoIterator<Item = u64>, answers: &mut Answers) {
    let mut worst = 0;
    for key in found {
        let (rule, line) = ((key / 100_000) as u8, (key % 100_000) as u16);
        worst = worst.max(worth(rule));
        answers.found.push(Found { declaration: index as u32, rule, line, open: false });
    }
    answers.ends.push(Ends { best: worst, worst });
}
