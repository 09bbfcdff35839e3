//! `mp1039 check --fix`: writes into the files what can be read in one way only.
//!
//! A rulebook is mended in memory, round by round, since one fix may bring another
//! problem into sight; files are written once, when nothing more is certain. Only files
//! of the folder that was named are written, only the one file where one was named, and
//! never those inside the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use similar::TextDiff;

use super::find::Found;
use crate::bilingual;
use crate::diagnostic::{Diagnostic, Edit, apply};
use crate::rulebook::Start;
use crate::source::SourceMap;
use crate::value::Text;
use crate::world::{MemoryWorld, ReadError, World};

/// Rounds at most; each mends something, and few mend what another brought about.
const ROUNDS: usize = 20;

/// A world in which some files have been changed.
pub struct Mended<'a> {
    base: &'a dyn World,
    changed: MemoryWorld,
}

impl World for Mended<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.changed.read(path).or_else(|_| self.base.read(path))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.base.list(folder)
    }
}

/// A file that fixes change.
pub struct Change {
    /// Its name in the rulebook.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it was.
    pub before: String,
    /// What it is now.
    pub after: String,
    /// How many fixes were applied.
    pub fixes: usize,
}

/// What a policy becomes when everything certain is mended.
pub struct Outcome<'a> {
    /// The policy as mended.
    pub world: Mended<'a>,
    /// What was changed, by name.
    pub changes: Vec<Change>,
}

/// Mends a policy in memory. `check` gives its diagnostics.
pub fn mend<'a>(
    found: &'a Found,
    check: impl Fn(&dyn World, &mut SourceMap) -> Vec<Diagnostic>,
) -> Outcome<'a> {
    let mut world = Mended { base: &*found.world, changed: MemoryWorld::default() };
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut sources = SourceMap::default();
        let edits = certain(&check(&world, &mut sources), &sources);
        let mut changed = false;
        for (name, edits) in edits {
            let Some(path) = writable(found, &name) else { continue };
            let Some(text) = world.read(&name).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
                continue;
            };
            let (after, fixes) = apply(&text, &edits);
            if after == text {
                continue;
            }
            changed = true;
            world.changed.insert(name.clone(), &after);
            let change = changes.entry(name.clone()).or_insert_with(|| Change {
                name,
                path,
                before: text,
                after: String::new(),
                fixes: 0,
            });
            change.after = after;
            change.fixes += fixes;
        }
        if !changed {
            break;
        }
    }
    Outcome { world, changes: changes.into_values().collect() }
}

/// The edits of fixes that are certain, by the file that they change.
fn certain(diagnostics: &[Diagnostic], sources: &SourceMap) -> BTreeMap<String, Vec<Edit>> {
    let mut found: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    for fix in diagnostics.iter().filter_map(|d| d.fix.as_ref()).filter(|fix| fix.certain) {
        for edit in &fix.edits {
            if let Some(source) = sources.get(edit.span.source) {
                let edits = found.entry(source.name.clone()).or_default();
                if !edits.contains(edit) {
                    edits.push(edit.clone());
                }
            }
        }
    }
    found
}

/// Where a file is, if it may be written.
fn writable(found: &Found, name: &str) -> Option<PathBuf> {
    let named = match &found.start {
        Start::Folder => true,
        Start::File(own) | Start::Alone(own) => own == name,
    };
    found.file(name).filter(|_| named)
}

/// Writes the files.
///
/// # Errors
/// The first file that cannot be written, and why.
pub fn write(changes: &[Change]) -> Result<(), Text> {
    for change in changes {
        fs::write(&change.path, &change.after).map_err(|error| {
            let path = change.path.display();
            bilingual!("{path} cannot be written: {error}", "{path}无法写入：{error}")
        })?;
    }
    Ok(())
}

/// The changes as one diff.
pub fn diff(found: &Found, changes: &[Change]) -> String {
    let one = |change: &Change| {
        let name = found.shown(&change.name);
        let diff = TextDiff::from_lines(&change.before, &change.after);
        diff.unified_diff().context_radius(1).header(&name, &name).to_string()
    };
    changes.iter().map(one).collect()
}

/// How many fixes in how many files.
pub fn summary(changes: &[Change], written: bool) -> Text {
    let (fixes, files) = (changes.iter().map(|c| c.fixes).sum::<usize>(), changes.len());
    let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let (en_fixes, en_files) =
        (if fixes == 1 { "1 fix".to_owned() } else { format!("{fixes} fixes") }, plural(files, "file"));
    if written {
        bilingual!("{en_fixes} written to {en_files}", "已修正{fixes}处，写入{files}个文件")
    } else {
        bilingual!("{en_fixes} in {en_files}, not written", "可修正{fixes}处，涉及{files}个文件，未写入")
    }
}
