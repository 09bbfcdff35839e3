//! Facts that stand for every declaration of a run: `--with` and `--set`.

use std::path::Path;

use super::files::{first_odd_byte, place_of};
use crate::bilingual;
use crate::input::{self, InputError, Limits, Standing};
use crate::source::SourceMap;
use crate::value::Text;

/// Reads them, in the order of the command line. A file's facts are stated by
/// its stem (`office` for `office.json`), the others by `--set`.
pub fn read(files: &[String], sets: &[String], sources: &mut SourceMap) -> Result<Vec<Standing>, Text> {
    let mut all = Vec::new();
    for file in files {
        all.push(from_file(file, sources)?);
    }
    for text in sets {
        all.push(Standing { name: "--set".to_owned(), node: input::parse_set(text)? });
    }
    Ok(all)
}

fn from_file(file: &str, sources: &mut SourceMap) -> Result<Standing, Text> {
    let bytes =
        std::fs::read(file).map_err(|e| bilingual!("{file} cannot be read: {e}", "{file}无法读取：{e}"))?;
    let wrong = |error: InputError, sources: &SourceMap| {
        let (place, message) = (place_of(&error, file, first_odd_byte(&bytes), sources), &error.message);
        bilingual!("{place}: {message}", "{place}: {message}"; message)
    };
    let limits = Limits::default();
    let text = input::decode(&bytes, &limits).map_err(|e| wrong(e, sources))?;
    let source = sources.add(file, text);
    let node = input::parse(source, text, &limits).map_err(|e| wrong(e, sources))?;
    let name =
        Path::new(file).file_stem().map_or_else(|| file.to_owned(), |s| s.to_string_lossy().into_owned());
    Ok(Standing { name, node })
}
