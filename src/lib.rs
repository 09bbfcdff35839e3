//! A small policy language for customs law, its checker and its engine.
//!
//! Text files state who may export what, and why not; this library reads them,
//! checks them, and judges declarations with them. See `docs/architecture.md`
//! for the way a text takes through these modules.
//!
//! ```
//! use mp1039::{cli::EmbeddedWorld, pipeline::{Options, Policy}, rulebook::Start, source::SourceMap, world::World};
//!
//! let mut sources = SourceMap::default();
//! let start = Start::File("221-2019.pol".into());
//! let loaded = Policy::load(&EmbeddedWorld, start, &mut sources).unwrap();
//! let declaration = EmbeddedWorld.read("samples/rush-mattress.json").unwrap();
//! let source = sources.add("rush-mattress.json", "");
//! let judged = loaded.policy.judge(source, &declaration, &mut sources, &Options::default()).unwrap();
//! assert_eq!(judged.decision.verdict.as_str(), "reject");
//! ```

pub mod ask;
pub mod builtins;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod compiled;
pub mod diagnostic;
pub mod eval;
pub mod format;
pub mod hir;
pub mod input;
pub mod ir;
pub mod lint;
pub mod lookup;
pub mod lower;
pub mod parallel;
pub mod pipeline;
pub mod report;
pub mod rulebook;
pub mod simplify;
pub mod source;
pub mod syntax;
pub mod testing;
pub mod value;
pub mod world;
