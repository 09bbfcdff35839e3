//! Which declarations are meant, their bytes, and the place of a mistake in them.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::bilingual;
use crate::input::InputError;
use crate::source::SourceMap;
use crate::value::Text;

/// A place that a declaration is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// As reports name it.
    pub fn name(&self) -> String {
        match self {
            Input::Stdin => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// All bytes, if there are no more than `limit`; one byte more where there
    /// are, so that whoever decodes them can say so.
    pub fn read(&self, limit: usize) -> io::Result<Vec<u8>> {
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        match self {
            Input::Stdin => io::stdin().lock().take(most).read_to_end(&mut bytes)?,
            Input::File(path) => fs::File::open(path)?.take(most).read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

/// What an argument means: the inputs, in order.
pub fn expand(argument: &str) -> Result<Vec<Input>, Text> {
    if argument == "-" {
        return Ok(vec![Input::Stdin]);
    }
    let path = Path::new(argument);
    if path.is_dir() {
        return folder(path, argument);
    }
    if !path.exists() && argument.contains(['*', '?', '[']) {
        return pattern(argument);
    }
    Ok(vec![Input::File(path.to_owned())])
}

fn folder(path: &Path, argument: &str) -> Result<Vec<Input>, Text> {
    let failed = |e: io::Error| bilingual!("{argument} cannot be read: {e}", "{argument}无法读取：{e}");
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == "json") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    some(files, || bilingual!("the folder {argument} has no *.json file", "文件夹{argument}中没有*.json文件"))
}

fn pattern(argument: &str) -> Result<Vec<Input>, Text> {
    let paths = glob::glob(argument).map_err(|e| {
        bilingual!("{argument} is not a pattern of file names: {e}", "{argument}不是有效的通配符：{e}")
    })?;
    let mut files = Vec::new();
    for path in paths {
        let path =
            path.map_err(|e| bilingual!("{argument} cannot be read: {e}", "{argument}无法读取：{e}"))?;
        if !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    some(files, || bilingual!("no file matches {argument}", "没有与{argument}相符的文件"))
}

fn some(files: Vec<PathBuf>, none: impl Fn() -> Text) -> Result<Vec<Input>, Text> {
    if files.is_empty() { Err(none()) } else { Ok(files.into_iter().map(Input::File).collect()) }
}

/// Line and column of the first byte that is not UTF-8.
pub fn first_odd_byte(bytes: &[u8]) -> Option<(usize, usize)> {
    let valid = std::str::from_utf8(bytes).err()?.valid_up_to();
    let text = std::str::from_utf8(bytes.get(..valid)?).ok()?;
    let column = text.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Some((text.matches('\n').count() + 1, column))
}

/// Where an input is wrong; `odd` is its first byte that is not text.
pub fn place_of(error: &InputError, name: &str, odd: Option<(usize, usize)>, sources: &SourceMap) -> String {
    match (error.span, error.offset.and(odd)) {
        (Some(span), _) => sources.place(span),
        (None, Some((line, column))) => format!("{name}:{line}:{column}"),
        (None, None) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_text_have_a_place() {
        assert_eq!(first_odd_byte("a\n货\u{0}".as_bytes()), None);
        assert_eq!(first_odd_byte(b"a\n\xe8\xb4\xa7\xff"), Some((2, 2)));
    }
}
