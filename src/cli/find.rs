//! Which policy is meant: a path that exists, else a name in the rulebook
//! inside the program.

use std::path::{Path, PathBuf};

use super::world::{EmbeddedWorld, FolderWorld};
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::rulebook::Start;
use crate::value::Text;
use crate::world::{Layered, World};

/// A policy that was found.
pub struct Found {
    /// Where its texts are.
    pub world: Box<dyn World>,
    /// Where to begin.
    pub start: Start,
    /// The folder, as it was named; none for what is inside the program.
    pub folder: Option<PathBuf>,
}

impl Found {
    /// Where a file of the rulebook is, if it is in the folder.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        FolderWorld::new(folder).ok()?.read(name).ok()?;
        Some(folder.join(name))
    }

    /// A name in the rulebook as a person opens it: a path from where they are; of
    /// files inside the program the name.
    pub fn shown(&self, name: &str) -> String {
        match self.file(name) {
            Some(path) => path.strip_prefix(".").unwrap_or(&path).display().to_string(),
            None => name.to_owned(),
        }
    }
}

/// Finds a policy by what a person wrote; `alone` isolates one file.
pub fn policy(text: &str, alone: bool) -> Result<Found, Text> {
    let path = Path::new(text);
    if path.is_dir() {
        if alone {
            return Err(Text::new(
                "--alone needs a file of a policy, not a folder",
                "--alone须与规则文件同用，不能与文件夹同用",
            ));
        }
        return Ok(Found { world: folder(path)?, start: Start::Folder, folder: Some(path.to_owned()) });
    }
    if path.exists() {
        let name = path.file_name().and_then(|n| n.to_str()).ok_or_else(|| unreadable(text, "file name"))?;
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        // A file of tests belongs to the rulebook above it.
        let above = parent_of(&parent).filter(|above| is_rulebook(above));
        if let (true, Some(above)) = (is_named(&parent, "tests"), above) {
            let start = Start::Alone(format!("tests/{name}"));
            let written = parent.parent().filter(|_| parent.ends_with("tests"));
            let written = written.map_or_else(|| parent.join(".."), |p| Path::new(".").join(p));
            return Ok(Found { world: folder(&above)?, start, folder: Some(written) });
        }
        let start = start(name.to_owned(), alone);
        return Ok(Found { world: folder(&parent)?, start, folder: Some(parent) });
    }
    let names = embedded();
    let name = names.iter().find(|n| *n == text || n.strip_suffix(".pol") == Some(text));
    match name {
        Some(name) => {
            let start = start(name.clone(), alone);
            Ok(Found { world: Box::new(EmbeddedWorld), start, folder: None })
        }
        None => Err(unknown(text, &names)),
    }
}

/// The policy that is meant when none is named: the folder at hand, or
/// `policies` in it.
pub fn nearby() -> Result<Found, Text> {
    policy(nearby_folder().ok_or_else(none_here)?, false)
}

/// The folder that is meant when no policy is named.
pub fn nearby_folder() -> Option<&'static str> {
    [".", "policies"].into_iter().find(|folder| is_rulebook(folder))
}

/// What to say where no policy is named and none is at hand.
pub fn none_here() -> Text {
    Text::new(
        "there is no policy here; name a folder, a file, or a built-in policy such as 221-2019",
        "此处没有规则文件；请指明文件夹、文件或内置规则，例如221-2019",
    )
}

/// Whether a folder, wherever it is seen from, has this name.
fn is_named(folder: &Path, name: &str) -> bool {
    folder.canonicalize().is_ok_and(|path| path.file_name().is_some_and(|n| n == name))
}

/// The folder above one.
fn parent_of(folder: &Path) -> Option<PathBuf> {
    folder.canonicalize().ok()?.parent().map(Path::to_owned)
}

fn is_rulebook(folder: impl AsRef<Path>) -> bool {
    let instrument = |path: PathBuf| path.extension().is_some_and(|x| x == "pol");
    std::fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|e| instrument(e.path())))
}

fn start(name: String, alone: bool) -> Start {
    if alone { Start::Alone(name) } else { Start::File(name) }
}

/// The folder of the rulebook that a file belongs to: its own, or the one above that where
/// only the upper has instruments.
pub fn root_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let above = parent_of(folder).filter(|above| !has_instruments(folder) && has_instruments(above));
    above.unwrap_or_else(|| folder.to_owned())
}

/// Whether a file of a folder states law.
fn has_instruments(folder: &Path) -> bool {
    let heads = ["policy", "unnumbered", "公告", "无文号通知"];
    let states = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        path.extension().is_some_and(|x| x == "pol")
            && text.lines().any(|line| heads.iter().any(|head| line.starts_with(head)))
    };
    std::fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|e| states(&e.path())))
}

/// The rulebook of a folder, over the one inside the program.
pub fn folder(path: &Path) -> Result<Box<dyn World>, Text> {
    match FolderWorld::new(path) {
        Ok(world) => Ok(Box::new(Layered(world, EmbeddedWorld))),
        Err(error) => Err(unreadable(&path.display().to_string(), &error.to_string())),
    }
}

fn unreadable(path: &str, error: &str) -> Text {
    bilingual!("{path} cannot be read: {error}", "{path}无法读取：{error}")
}

/// Names of the instruments inside the program.
fn embedded() -> Vec<String> {
    EmbeddedWorld.list("").into_iter().filter(|name| name.ends_with(".pol")).collect()
}

fn unknown(text: &str, names: &[String]) -> Text {
    let known = names.join(", ");
    let mut message = bilingual!(
        "there is no file or folder {text}, and no such policy in the program, which has: {known}",
        "没有文件或文件夹{text}，内置规则库中亦无此规则；内置规则：{known}"
    );
    let stems = names.iter().filter_map(|n| n.strip_suffix(".pol"));
    let wanted = text.rsplit('/').next().unwrap_or(text);
    let wanted = wanted.strip_suffix(".pol").unwrap_or(wanted);
    if let Some(near) = nearest(wanted, stems) {
        message.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
    }
    message
}
