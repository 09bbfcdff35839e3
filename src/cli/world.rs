//! The two places that a rulebook is read from: a folder, and the program.

use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::compiled::{self, Fingerprint, fingerprint};
use crate::pipeline::Policy;
use crate::world::{ReadError, World, in_folder};

/// The rulebook inside the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmbeddedWorld;

#[derive(RustEmbed)]
#[folder = "policies"]
struct Embedded;

/// The same, compiled ahead by `tests/compiled.rs`.
static COMPILED: &[u8] = include_bytes!("../compiled/embedded.bin");

/// Folders that are no part of the law: declarations, tests, and texts to cite.
const BESIDE_THE_LAW: &[&str] = &["samples/", "tests/", "texts/"];

impl EmbeddedWorld {
    /// Which texts of law there are.
    pub fn fingerprint() -> Fingerprint {
        let is_law = |name: &String| !BESIDE_THE_LAW.iter().any(|folder| name.starts_with(folder));
        let mut names: Vec<String> = Embedded::iter().map(|name| name.into_owned()).filter(is_law).collect();
        names.sort();
        let hash = |name: &String| Embedded::get(name).map(|file| file.metadata.sha256_hash());
        fingerprint(names.iter().filter_map(|name| Some((name.as_str(), hash(name)?))))
    }

    /// The policy of a file, where just these texts were compiled ahead for it.
    ///
    /// ```
    /// use mp1039::cli::EmbeddedWorld;
    /// assert!(EmbeddedWorld::compiled("221-2019.pol").is_some());
    /// assert!(EmbeddedWorld::compiled("54-2014.pol").is_none());
    /// ```
    pub fn compiled(name: &str) -> Option<Policy> {
        let law = compiled::open(COMPILED, &EmbeddedWorld::fingerprint())?;
        (law.start == name).then(|| Policy::compiled_ahead(law, Box::new(EmbeddedWorld)))
    }
}

impl World for EmbeddedWorld {
    fn read(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        Embedded::get(name).map(|file| file.data.into_owned()).ok_or(ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> =
            Embedded::iter().filter(|name| in_folder(name, folder)).map(|name| name.into_owned()).collect();
        names.sort();
        names
    }
}

/// A rulebook in a folder. Nothing outside the folder is ever read, not even
/// through a link.
#[derive(Clone, Debug)]
pub struct FolderWorld {
    /// The folder, with every link resolved.
    root: PathBuf,
}

impl FolderWorld {
    /// The rulebook in a folder.
    ///
    /// # Errors
    /// When the folder cannot be opened.
    pub fn new(folder: &Path) -> std::io::Result<FolderWorld> {
        Ok(FolderWorld { root: folder.canonicalize()? })
    }

    /// The file or folder with this name, if it is inside.
    fn find(&self, name: &str) -> Result<PathBuf, ReadError> {
        let plain =
            |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
        if !name.is_empty() && !name.split('/').all(plain) {
            return Err(ReadError::Outside);
        }
        let path = if name.is_empty() { self.root.clone() } else { self.root.join(name) };
        let real = path.canonicalize().map_err(|e| failure(&e))?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(ReadError::Outside) }
    }
}

impl World for FolderWorld {
    fn read(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        fs::read(self.find(name)?).map_err(|e| failure(&e))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = self.find(folder).and_then(|p| fs::read_dir(p).map_err(|e| failure(&e))) else {
            return Vec::new();
        };
        let named = |name: String| if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .map(named)
            .filter(|name| self.find(name).is_ok_and(|path| path.is_file()))
            .collect();
        names.sort();
        names
    }
}

fn failure(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound,
        _ => ReadError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let base = std::env::temp_dir().join(format!("mp1039-world-{}", std::process::id()));
        let root = base.join("rulebook");
        fs::create_dir_all(root.join("samples")).unwrap();
        fs::write(base.join("secret.pol"), "secret").unwrap();
        fs::write(root.join("a.pol"), "inside").unwrap();
        fs::write(root.join("samples/b.json"), "{}").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(base.join("secret.pol"), root.join("link.pol")).unwrap();
        let world = FolderWorld::new(&root).unwrap();
        assert_eq!(world.read("a.pol").unwrap(), b"inside");
        assert_eq!(world.list(""), ["a.pol"]);
        assert_eq!(world.list("samples"), ["samples/b.json"]);
        let absolute = base.join("secret.pol").display().to_string();
        for name in
            ["../secret.pol", "samples/../../secret.pol", "link.pol", "./a.pol", absolute.as_str(), ""]
        {
            assert!(world.read(name).is_err(), "{name}");
        }
        fs::remove_dir_all(&base).unwrap();
    }

    #[test]
    fn the_program_has_its_rulebook() {
        assert!(EmbeddedWorld.read("221-2019.pol").is_ok());
        assert!(EmbeddedWorld.list("").contains(&"221-2019.pol".to_owned()));
        assert!(EmbeddedWorld.read("../Cargo.toml").is_err());
    }
}
