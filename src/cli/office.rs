//! The office file: read, added to, and written in one piece or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::standing;
use crate::ask::remember::{self, Fact};
use crate::bilingual;
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

/// Writes a file beside the old one and puts it in its place.
///
/// # Errors
/// That it cannot be written; the old one is still there.
pub fn save(path: &str, bytes: &[u8]) -> Result<(), Text> {
    // Through a link, so that the file behind it is written and the link stays.
    let place = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = place.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let done = replace(&place, &beside, bytes);
    if done.is_err() {
        // Whatever was written of it is of no use.
        let _ = fs::remove_file(&beside);
    }
    done.map_err(|e| bilingual!("{path} cannot be written: {e}", "{path}无法写入：{e}"))
}

fn replace(place: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    if let Ok(old) = fs::metadata(place) {
        fs::set_permissions(beside, old.permissions())?;
    }
    fs::rename(beside, place)
}
