//! A small policy language for customs law, its checker and its engine.
//!
//! Text files state who may export what, and why not; this library reads them,
//! checks them, and judges declarations with them. See `docs/architecture.md`
//! for the way a text takes through these modules.

pub mod builtins;
pub mod catalog;
pub mod cli;
pub mod diagnostic;
pub mod eval;
pub mod hir;
pub mod input;
pub mod report;
pub mod source;
pub mod syntax;
pub mod value;
