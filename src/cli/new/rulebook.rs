//! A rulebook: rules of the house beside the law of the program, with a sample, tests
//! and settings.

use std::fs;
use std::path::Path;

use super::{Template, create, next};
use crate::bilingual;
use crate::cli::Exit;
use crate::cli::policy::Stop;
use crate::cli::terminal::Terminal;

/// One template in two languages.
macro_rules! template {
    ($en:literal, $zh:literal) => {
        Template {
            en: include_str!(concat!("templates/rulebook/", $en)),
            zh: include_str!(concat!("templates/rulebook/", $zh)),
        }
    };
}

/// Its files, by their path in the folder.
const FILES: [(&str, Template); 5] = [
    ("README.md", template!("README.en.md", "README.zh.md")),
    ("mp1039.toml", template!("mp1039.toml.en", "mp1039.toml.zh")),
    ("house.pol", template!("house.en.pol", "house.zh.pol")),
    ("samples/scooters.json", template!("samples/scooters.json", "samples/scooters.json")),
    ("tests/house.pol", template!("tests/house.en.pol", "tests/house.zh.pol")),
];

/// Makes the folder with its files.
///
/// # Errors
/// That it holds something already, or cannot be written.
pub fn begin(path: &str, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let folder = Path::new(path);
    let unwritable = |e: std::io::Error| bilingual!("{path} cannot be written: {e}", "{path}无法写入：{e}");
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    };
    if !is_free {
        return Err(Stop::Why(bilingual!(
            "{path} is there already and not empty, and nothing is written over: take another name",
            "{path}已存在且不为空，不会覆盖：请另取名称"
        )));
    }
    let name = folder.file_name().map_or_else(|| path.to_owned(), |n| n.to_string_lossy().into_owned());
    let mut made = Vec::new();
    for (file, template) in FILES {
        let place = folder.join(file);
        fs::create_dir_all(place.parent().unwrap_or(folder)).map_err(unwritable)?;
        create(&place, &template.filled(terminal.lang, &[("NAME", &name)]))?;
        made.push(place.display().to_string());
    }
    let commands = [
        format!("check {path}"),
        format!("test {path}"),
        format!("eval --policy {path} {path}/samples/scooters.json"),
    ];
    next(&made, &commands, terminal);
    Ok(Exit::Clean)
}
