//! `mp1039.toml`: found upwards from the working directory, and read with the place of
//! each mistake.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{KEYS, Setting};
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::source::{Layout, Source};
use crate::value::Text;

/// The name of the file.
pub const NAME: &str = "mp1039.toml";

/// Where a project ends: nothing above it is looked at.
const ROOT: &str = ".git";

/// What stands under one key.
pub struct Entry {
    /// Its texts; none where something else stands there.
    pub values: Option<Vec<String>>,
    /// Whether they are a list.
    pub is_list: bool,
    /// `mp1039.toml:3`
    pub place: String,
}

/// The nearest file upwards from the working directory, as it is seen from there.
pub fn nearest_above() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut seen = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(NAME).is_file() {
            return Some(seen.join(NAME));
        }
        if folder.join(ROOT).exists() {
            return None;
        }
        seen.push("..");
    }
    None
}

/// The settings of a file.
///
/// # Errors
/// The first mistake, with its place.
pub fn read(path: &Path) -> Result<Vec<Setting>, Text> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|e| bilingual!("{name} cannot be read: {e}", "{name}无法读取：{e}"))?;
    let source = Source { name, text: text.as_str().into(), layout: Layout::default() };
    let table = DeTable::parse(&text).map_err(|error| {
        let message = error.message();
        let what = bilingual!("this is not TOML: {message}", "TOML语法有误：{message}");
        at(&source, error.span().map_or(0, |span| span.start), &what)
    })?;
    // In the order of the text, so that the first mistake is the one that is said.
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
        .into_iter()
        .map(|(key, value)| setting(key.get_ref(), key.span().start, value, path, &source))
        .collect()
}

fn setting(
    name: &str,
    start: usize,
    value: &Spanned<DeValue>,
    path: &Path,
    source: &Source,
) -> Result<Setting, Text> {
    let Some(key) = KEYS.iter().find(|key| key.name == name) else {
        return Err(at(source, start, &unknown(name)));
    };
    let (line, _) = source.line_column(start);
    let (values, is_list) = texts(value.get_ref());
    let entry = Entry { values, is_list, place: format!("{}:{line}", source.name) };
    key.made(&entry, path).map_err(|wrong| at(source, value.span().start, &wrong))
}

/// The texts of a value, and whether it is a list.
fn texts(value: &DeValue) -> (Option<Vec<String>>, bool) {
    let one = |value: &DeValue| value.as_str().map(str::to_owned);
    match value {
        DeValue::Array(items) => (items.iter().map(|item| one(item.get_ref())).collect(), true),
        value => (one(value).map(|text| vec![text]), false),
    }
}

fn unknown(name: &str) -> Text {
    let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    let mut text = bilingual!("there is no setting `{name}`", "没有设置项`{name}`");
    text.push(&match nearest(name, known.iter().copied()) {
        Some(near) => bilingual!("; did you mean `{near}`?", "；是否指`{near}`？"),
        None => {
            let known = known.join(", ");
            bilingual!("; there are: {known}", "；可用：{known}")
        }
    });
    text
}

/// A mistake at a byte of the file.
fn at(source: &Source, start: usize, what: &Text) -> Text {
    let place = source.place(start);
    bilingual!("{place}: {what}", "{place}：{what}"; what)
}
