//! Facts that stand for every declaration of a run: `--with` and `--set`.

use std::path::Path;

use super::args::Judging;
use super::files::wrong;
use crate::bilingual;
use crate::input::{self, Limits, Standing};
use crate::pipeline::Options;
use crate::source::{Layout, SourceMap};
use crate::value::Text;

/// What declarations are judged with, by the arguments.
pub fn options(judging: &Judging, sources: &mut SourceMap) -> Result<Options, Text> {
    Ok(Options {
        as_of: judging.as_of,
        known_on: judging.knowledge.known_on,
        standing: read(judging, sources)?,
        charset: judging.encoding,
        ..Options::default()
    })
}

/// Reads them, in the order of the command line. A file's facts are stated by
/// its stem (`office` for `office.json`), the others by `--set`, or by where it is set.
fn read(judging: &Judging, sources: &mut SourceMap) -> Result<Vec<Standing>, Text> {
    let by = judging.set_by.as_deref().unwrap_or("--set");
    let mut all = Vec::new();
    for file in &judging.with {
        all.push(from_file(file, sources)?);
    }
    for text in &judging.set {
        all.push(Standing { name: by.to_owned(), node: input::parse_set(text)? });
    }
    Ok(all)
}

/// The facts of one file, stated by its stem.
pub fn from_file(file: &str, sources: &mut SourceMap) -> Result<Standing, Text> {
    let bytes =
        std::fs::read(file).map_err(|e| bilingual!("{file} cannot be read: {e}", "{file}无法读取：{e}"))?;
    let limits = Limits::default();
    let source = sources.add(file, "");
    let node = input::decode(&bytes, None, &limits).and_then(|decoded| {
        sources.fill(source, &decoded.text, Layout::default());
        input::parse(source, &decoded.text, &limits)
    });
    let node = node.map_err(|error| wrong(&error, file, sources))?;
    let name =
        Path::new(file).file_stem().map_or_else(|| file.to_owned(), |s| s.to_string_lossy().into_owned());
    Ok(Standing { name, node })
}
