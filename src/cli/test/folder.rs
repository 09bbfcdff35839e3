//! The folder `tests` of a rulebook on the disk: declarations, and the snapshots beside
//! them. Nothing else is read, and only snapshots are written.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bilingual;
use crate::cli::{files, standing};
use crate::source::SourceMap;
use crate::testing::filed::File;
use crate::value::Text;

/// What a snapshot that waits for review ends in, behind the name of the one recorded.
pub const NEW: &str = ".new";

/// Facts that stand for every declaration of their folder.
const OFFICE: &str = "office.json";

/// The folder of a rulebook.
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The rulebook in this folder.
    pub fn new(root: PathBuf) -> Folder {
        Folder { root }
    }

    /// Every file below `tests`, by its path from the rulebook's folder, sorted.
    fn below(&self) -> Vec<String> {
        let mut found = Vec::new();
        walk(&self.root.join("tests"), "tests", 8, &mut found);
        found.sort();
        found
    }

    /// The files of declarations.
    pub fn declarations(&self) -> Result<Vec<File>, Text> {
        let mut found = Vec::new();
        for name in self.below() {
            let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
            if file == OFFICE || !files::is_declarations(Path::new(file)) {
                continue;
            }
            let path = self.root.join(&name);
            let bytes = fs::read(path)
                .map_err(|e| bilingual!("{name} cannot be read: {e}", "{name}无法读取：{e}"))?;
            let office = self.root.join(folder).join(OFFICE);
            let standing = match office.is_file() {
                true => {
                    let office = office.display().to_string();
                    vec![standing::from_file(&office, &mut SourceMap::default())?]
                }
                false => Vec::new(),
            };
            found.push(File { name, bytes, standing });
        }
        Ok(found)
    }

    /// Snapshots that are recorded, and those that wait for review; each by the name of
    /// the recorded one.
    pub fn snapshots(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let below = self.below();
        let named = |end: &str| -> BTreeSet<String> {
            below.iter().filter(|name| name.ends_with(end)).cloned().collect()
        };
        let waiting =
            named(".snap.new").iter().filter_map(|n| n.strip_suffix(NEW)).map(str::to_owned).collect();
        (named(".snap"), waiting)
    }

    /// A text; none where there is no such file.
    pub fn read(&self, name: &str) -> Option<String> {
        fs::read(self.root.join(name)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Writes a snapshot.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Text> {
        files::save(&self.root.join(name).display().to_string(), text.as_bytes())
    }

    /// Removes a snapshot, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), Text> {
        match fs::remove_file(self.root.join(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(bilingual!("{name} cannot be removed: {e}", "{name}无法删除：{e}"))
            }
            _ => Ok(()),
        }
    }
}

fn walk(folder: &Path, name: &str, depth: usize, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(own) = entry.file_name().into_string() else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let path = format!("{name}/{own}");
        if own.starts_with('.') {
            continue;
        } else if kind.is_dir() && depth > 0 {
            walk(&entry.path(), &path, depth - 1, found);
        } else if kind.is_file() {
            found.push(path);
        }
    }
}
