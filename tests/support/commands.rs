//! The commands of the manual: which pages hold some, who runs which, and the files that
//! they name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every page of the manual, by its path from the root: those at the root and below `docs`.
pub fn pages() -> Vec<String> {
    fn walk(folder: &Path, deep: bool, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // What stands beside a page for its commands is no page: `tutorial.in`.
            let beside = path.extension().is_some_and(|e| e == "in" || e == "out");
            if path.is_dir() && deep && !beside {
                walk(&path, true, found);
            } else if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(root, false, &mut found);
    walk(&root.join("docs"), true, &mut found);
    found.sort();
    found.iter().map(|p| p.strip_prefix(root).unwrap().to_str().unwrap().to_owned()).collect()
}

/// What stands above a block that a reader of the page writes into a file.
pub const WRITES: &str = "<!-- write: ";

fn read(page: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap()
}

/// The commands in the `console` blocks of a page.
pub fn of(page: &str) -> Vec<String> {
    let text = read(page);
    let blocks = text.split("```console\n").skip(1).map(|part| part.split("```").next().unwrap());
    blocks.flat_map(str::lines).filter_map(|l| l.strip_prefix("$ ")).map(str::to_owned).collect()
}

/// Pages with commands. Those whose commands are all of `mp1039` alone are run by
/// `tests/cli.rs`; the others, which need a shell or a folder to write in, by
/// `tests/ask/transcript.rs`.
pub fn pages_with_commands(shell: bool) -> Vec<String> {
    let needs_shell = |command: &String| {
        !command.starts_with("mp1039") || command.contains([';', '|', '>', '<', '&', '$', '*'])
    };
    let writes = |page: &String| read(page).contains(WRITES);
    let wanted = |page: &String| {
        let commands = of(page);
        !commands.is_empty() && (writes(page) || commands.iter().any(needs_shell)) == shell
    };
    pages().into_iter().filter(wanted).collect()
}

/// A search path on which the program stands first.
pub fn path(program: &str) -> String {
    let bin = Path::new(program).parent().unwrap();
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

/// The files that commands without output name, in an empty folder.
pub fn furnish(folder: &Path, program: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for shared in ["docs", "policies"] {
        std::os::unix::fs::symlink(root.join(shared), folder.join(shared)).unwrap();
    }
    for made in ["2026", ".zfunc", ".config/fish/completions", ".local/share/bash-completion/completions"] {
        fs::create_dir_all(folder.join(made)).unwrap();
    }
    let copy = |from: &str, to: &str| {
        fs::copy(root.join(from), folder.join(to)).unwrap();
    };
    copy("policies/samples/one-toy.json", "decl.json");
    copy("policies/samples/simplified-12-kinds.json", "declaration.json");
    copy("policies/samples/office.json", "office.json");
    copy("tests/formats/xml/export-48-no-namespace.xml", "message.xml");
    let sheet = Command::new(program)
        .args(["convert", "decl.json", "--to", "xlsx", "--out", "goods.xlsx"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(sheet.status.success(), "{}", String::from_utf8_lossy(&sheet.stderr));
    fs::copy(folder.join("goods.xlsx"), folder.join("2026/january.xlsx")).unwrap();
    let one = serde_json::from_slice::<serde_json::Value>(&fs::read(folder.join("decl.json")).unwrap());
    let packed = fs::File::create(folder.join("big.ndjson.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, format!("{}\n", one.unwrap()).as_bytes()).unwrap();
    packed.finish().unwrap();
    // The policy of the README, which its commands check, test and judge by.
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let policy = readme.split("```pol\n").nth(1).unwrap().split("```").next().unwrap();
    fs::write(folder.join("scooters.pol"), policy).unwrap();
}
