//! Which declarations are meant, their bytes, and the place of a mistake in them.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::bilingual;
use crate::input::formats::{FORMATS, Record, Records, unreadable};
use crate::input::{Charset, InputError, Limits};
use crate::source::{SourceId, SourceMap};
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

    /// Its bytes, to be read.
    pub fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Input::Stdin => Box::new(io::stdin().lock()),
            Input::File(path) => Box::new(fs::File::open(path)?),
        })
    }
}

/// The records of an input that was opened.
pub fn records(
    opened: io::Result<Box<dyn Read>>,
    source: SourceId,
    sources: &mut SourceMap,
    how: (Option<Charset>, &Limits),
) -> Result<Records<'static>, InputError> {
    let reader = opened.map_err(|e| unreadable(&e))?;
    Records::open(reader, source, sources, how)
}

/// The one declaration of an argument.
///
/// # Errors
/// What is wrong with it, with its place.
pub fn one(
    argument: &str,
    sources: &mut SourceMap,
    how: (Option<Charset>, &Limits),
) -> Result<(Record, SourceId), Text> {
    let inputs = expand(argument)?;
    let [input] = inputs.as_slice() else {
        return Err(bilingual!(
            "{argument} is more than one file; one declaration is meant here",
            "{argument}不止一个文件；此处只接受一票申报"
        ));
    };
    let source = sources.add(input.name(), "");
    let record = records(input.open(), source, sources, how).and_then(|records| records.only(sources));
    record.map(|record| (record, source)).map_err(|error| wrong(&error, &input.name(), sources))
}

/// Refuses to write over what is read.
///
/// # Errors
/// That the file is one of the inputs.
pub fn not_an_input(out: &str, inputs: &[Input]) -> Result<(), Text> {
    let Ok(place) = fs::canonicalize(out) else { return Ok(()) };
    let is_it = |input: &Input| match input {
        Input::Stdin => false,
        Input::File(path) => fs::canonicalize(path).is_ok_and(|own| own == place),
    };
    match inputs.iter().any(is_it) {
        false => Ok(()),
        true => Err(bilingual!(
            "{out} is one of the inputs and would be written over: name another file",
            "{out}为输入之一，写入会将其覆盖：请另行指定文件"
        )),
    }
}

/// An error with its place.
pub fn wrong(error: &InputError, name: &str, sources: &SourceMap) -> Text {
    let (place, message) = (place_of(error, name, sources), &error.message);
    bilingual!("{place}: {message}", "{place}: {message}"; message)
}

/// An error with its place, of one input of several.
pub fn fault(error: &InputError, name: &str, sources: &SourceMap) -> Text {
    faulty(&place_of(error, name, sources), &error.message)
}

/// That there is a fault at a place.
pub fn faulty(place: &str, message: &Text) -> Text {
    bilingual!("{place}: error: {message}", "{place}: 错误：{message}"; message)
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
        if is_declarations(&path) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let known = endings().collect::<Vec<_>>().join(", *.");
    some(files, || {
        bilingual!(
            "the folder {argument} has no file of declarations (*.{known})",
            "文件夹{argument}中没有申报数据文件（*.{known}）"
        )
    })
}

/// What files of declarations usually end in.
fn endings() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().flat_map(|format| format.extensions.iter().copied())
}

/// Whether a file's name says that it holds declarations, packed or not.
pub fn is_declarations(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    // What a spreadsheet leaves beside an open workbook is none.
    !name.starts_with("~$") && endings().any(|end| name.ends_with(&format!(".{end}")))
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

/// Where an input is wrong.
pub fn place_of(error: &InputError, name: &str, sources: &SourceMap) -> String {
    error.span.map_or_else(|| name.to_owned(), |span| sources.place(span))
}

/// Writes a file in one piece or not at all: beside the old one, then in its place.
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
