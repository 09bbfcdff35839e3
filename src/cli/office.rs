//! The office file: read, added to, and written in one piece or not at all.

use std::fs;

use super::files::save;
use super::standing;
use crate::ask::remember::{self, Fact};
use crate::input::{Node, Standing, write};
use crate::source::SourceMap;
use crate::value::Text;

/// What an office file states, if it is there.
///
/// # Errors
/// That it is there and cannot be read.
pub fn read(path: &str, sources: &mut SourceMap) -> Result<Option<Standing>, Text> {
    match fs::exists(path) {
        Ok(false) => Ok(None),
        _ => standing::from_file(path, sources).map(Some),
    }
}

/// Adds facts to an office file as it is now; says which it did not take.
///
/// # Errors
/// That it cannot be read or written; then it is as it was.
pub fn keep(path: &str, facts: &[Fact]) -> Result<Vec<Text>, Text> {
    let held = read(path, &mut SourceMap::default())?.map(|standing| standing.node);
    let mut node = held.clone().unwrap_or_else(|| Node::object::<String>([]));
    let refused = remember::put(&mut node, facts);
    if held.as_ref() != Some(&node) {
        save(path, write(&node).as_bytes())?;
    }
    Ok(refused)
}
