//! Diagnostics for their readers, one file a reader: a person at a terminal
//! ([`human`]), a program ([`json`]), a service that shows findings of checkers in code
//! ([`sarif`]), and a run of GitHub Actions ([`github`]).

mod github;
mod human;
mod json;
mod sarif;

pub use github::github;
pub use human::human;
pub use json::json;
pub use sarif::sarif;

use super::Severity;
use crate::source::{SourceMap, Span};

/// `error` or `warning`.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Where a span begins and ends, lines and columns from 1; the end is the place behind
/// its last character.
struct Region<'a> {
    source: &'a str,
    start: (usize, usize),
    end: (usize, usize),
}

fn region(span: Span, sources: &SourceMap) -> Option<Region<'_>> {
    let source = sources.get(span.source)?;
    let (start, end) = (source.line_column(span.start), source.line_column(span.end));
    Some(Region { source: &source.name, start, end })
}
