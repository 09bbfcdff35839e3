//! The only door to the outside: bytes by name.
//!
//! A rulebook asks a [`World`] for its files, so that it can live in a folder,
//! in the binary, or in memory. Names are paths with `/`, relative to the
//! rulebook's folder; a world never answers for anything outside it.

use std::collections::BTreeMap;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is not there.
    NotFound,
    /// It is outside the rulebook.
    Outside,
    /// Anything else, in the words of the system.
    Other(String),
}

/// Bytes by name.
pub trait World {
    /// The bytes of a file.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// The paths of the files directly in a folder (`""` is the rulebook's own), sorted.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// A world in memory.
///
/// ```
/// use mp1039::world::{MemoryWorld, World};
/// let mut world = MemoryWorld::default();
/// world.insert("catalogs/gold.pol", b"# gold");
/// assert_eq!(world.list("catalogs"), ["catalogs/gold.pol"]);
/// assert!(world.list("").is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld(BTreeMap<String, Vec<u8>>);

impl MemoryWorld {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl AsRef<[u8]>) {
        self.0.insert(path.into(), bytes.as_ref().to_vec());
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.0.keys().filter(|path| in_folder(path, folder)).cloned().collect()
    }
}

/// Folders whose files belong to one rulebook: its instruments, and its tests.
const OWN: &[&str] = &["", "tests"];

/// Two worlds as one: the first answers where it can.
#[derive(Clone, Debug)]
pub struct Layered<A, B>(pub A, pub B);

impl World for Box<dyn World> {
    fn read(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        (**self).read(name)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        (**self).list(folder)
    }
}

impl<A: World, B: World> World for Layered<A, B> {
    /// Only a file that is not there at all is looked for in the second world.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self.0.read(path) {
            Err(ReadError::NotFound) => self.1.read(path),
            answer => answer,
        }
    }

    /// Of the rulebook's own folders only the first world's files; a standard
    /// rulebook beneath it lends what is used by name, not its instruments.
    fn list(&self, folder: &str) -> Vec<String> {
        let mut files = self.0.list(folder);
        if !OWN.contains(&folder) {
            files.extend(self.1.list(folder));
            files.sort();
            files.dedup();
        }
        files
    }
}

/// Whether a path stands directly in a folder.
pub fn in_folder(path: &str, folder: &str) -> bool {
    match path.rsplit_once('/') {
        Some((parent, _)) => parent == folder,
        None => folder.is_empty(),
    }
}

/// A path without `.` and empty segments; `None` when it would leave the folder.
///
/// ```
/// use mp1039::world::normalise;
/// assert_eq!(normalise("./catalogs//gold.pol").as_deref(), Some("catalogs/gold.pol"));
/// assert_eq!(normalise("../gold.pol"), None);
/// ```
pub fn normalise(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', ':', '\0']) {
        return None;
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => return None,
            name => segments.push(name),
        }
    }
    (!segments.is_empty()).then(|| segments.join("/"))
}
