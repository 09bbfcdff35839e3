//! One typo in one word of a shipped policy, in English and in Chinese: a problem must
//! point at it, and say what was meant. A fixed sequence picks words and typos, spread over
//! every kind of word, so that what is measured is the same every time.
//!
//! `TYPOS=all cargo test --test typos -- --nocapture` prints every miss and the counts.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::single_range_in_vec_init
)]

#[path = "typos/words.rs"]
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use mp1039::builtins::BUILTINS;
use mp1039::cli::EmbeddedWorld;
use mp1039::diagnostic::Diagnostic;
use mp1039::format::format;
use mp1039::pipeline::Policy;
use mp1039::rulebook::{Named, Names, Start};
use mp1039::source::{SourceId, SourceMap, Span};
use mp1039::syntax::ast::ItemKind;
use mp1039::syntax::{self, Limits, Tongue};
use mp1039::testing::{self, Case};
use mp1039::value::Unit;
use mp1039::world::{ReadError, World};
use words::{Known, Word, is_han, words};

/// A sequence of numbers that is always the same.
struct Picks(u64);

impl Picks {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(most).unwrap()).unwrap()
    }
}

const FOLDERS: &[&str] = &["", "catalogs", "codes", "facts", "markets", "rates", "tariff", "tests"];

fn shipped() -> Vec<(String, String)> {
    let names = FOLDERS.iter().flat_map(|folder| EmbeddedWorld.list(folder));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".pol")).collect();
    names.sort();
    let text = |name: &String| String::from_utf8(EmbeddedWorld.read(name).unwrap()).unwrap();
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

/// The words between quotes of the grammar that are of one tongue.
fn language(chinese: bool) -> Vec<String> {
    let grammar = include_str!("../grammar/mp1039.pest");
    let lines = grammar.lines().filter(|line| !line.trim_start().starts_with("//"));
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    quoted.filter(|word| word.starts_with(is_han) == chinese).map(str::to_owned).collect()
}

/// What the names of the shipped rulebook are the names of, and how Chinese calls them.
fn known(policy: &Policy, names: &Names) -> (Known, Known) {
    let mut en = Known::new();
    let mut zh = Known::new();
    let mut add = |kind, named, id: &str| {
        en.insert(id.to_owned(), kind);
        if let Some(name) = names.chinese(named, id) {
            zh.insert(name.to_owned(), kind);
        }
    };
    for (name, _) in BUILTINS.iter().map(|b| (b.name, b.zh)) {
        add("function", Named::Function, name);
    }
    for id in ["GACC", "MOFCOM"] {
        add("issuer", Named::Issuer, id);
    }
    for owned in &policy.rulebook().items {
        match &owned.item.kind {
            ItemKind::Catalog(it) => add("catalog", Named::Catalog, &it.name.name),
            ItemKind::Rates(it) => add("rates", Named::Rates, &it.name.name),
            ItemKind::Markets(it) => add("list of markets", Named::Markets, &it.name.name),
            ItemKind::Let(it) => add("let", Named::Let, &it.name.name),
            ItemKind::Facts(it) => {
                for fact in &it.facts {
                    let path = fact.path.dotted();
                    match path.strip_prefix("good.") {
                        Some(_) => {}
                        None => add("fact", Named::Fact, &path),
                    }
                }
            }
            _ => {}
        }
    }
    en.insert("USD".into(), "currency");
    en.insert("CNY".into(), "currency");
    zh.insert("美元".into(), "currency");
    zh.insert("人民币元".into(), "currency");
    en.extend(Unit::symbols().filter(|unit| unit.len() > 1).map(|unit| (unit.to_owned(), "unit")));
    (en, zh)
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const HAN: [char; 8] = ['的', '国', '大', '来', '时', '成', '要', '里'];

/// One typo in a word; nothing where it would not be another word.
fn typo(word: &str, picks: &mut Picks) -> Option<(String, usize)> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = picks.below(letters.len());
    match picks.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 if letters.len() > 1 => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
        _ => letters[at] = beside(letters[at], picks)?,
    }
    let typo: String = letters.into_iter().collect();
    (typo != word && !typo.is_empty()).then_some((typo, at))
}

/// The letter beside another on a keyboard; another character for a Chinese one.
fn beside(letter: char, picks: &mut Picks) -> Option<char> {
    if is_han(letter) {
        return Some(HAN[picks.below(HAN.len())]);
    }
    if let Some(digit) = letter.to_digit(10) {
        return char::from_digit((digit + 1) % 10, 10);
    }
    let lower = letter.to_ascii_lowercase();
    let row = ROWS.iter().find(|row| row.contains(lower))?;
    let at = row.find(lower)?;
    let near = row.chars().nth(if at == 0 { 1 } else { at - 1 })?;
    Some(if letter.is_uppercase() { near.to_ascii_uppercase() } else { near })
}

/// A typo that has been made.
struct Made {
    word: Word,
    right: String,
    typo: String,
    at: usize,
    text: String,
    /// The token, as it is now.
    token: std::ops::Range<usize>,
}

/// Typos over all kinds of words, so many of each.
fn made(files: &[(String, String)], known: &Known, chinese: bool, each: usize) -> Vec<Made> {
    let language = language(chinese);
    let mut by_kind: BTreeMap<&'static str, Vec<(usize, Word)>> = BTreeMap::new();
    for (i, (file, text)) in files.iter().enumerate() {
        for word in words(file, text, &language, known, chinese) {
            by_kind.entry(word.kind).or_default().push((i, word));
        }
    }
    let mut picks = Picks(1039);
    let mut all = Vec::new();
    // Names are looked up once for a typo in each file, so that few in each are cheaper.
    let mut in_file: BTreeMap<usize, usize> = BTreeMap::new();
    for (kind, mut words) in by_kind {
        let most = match kind {
            "word within a statement" | "operator in words" | "part of a path" | "word of a clause" => {
                each * 2
            }
            // These stand in one file, which is read again for each.
            "who knows" | "table of codes" | "unit" => each / 2,
            _ => each,
        };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = 0;
        while count < most && !words.is_empty() {
            let (file, word) = words.swap_remove(picks.below(words.len()));
            let text = &files[file].1;
            let right = text[word.struck.clone()].to_owned();
            let times = seen.entry(right.clone()).or_default();
            let in_file = in_file.entry(file).or_default();
            let named = !kind.starts_with("word") && !kind.starts_with("operator");
            if right.chars().count() < 2 || *times == 2 || named && *in_file == 8 {
                continue;
            }
            let Some((typo, at)) = typo(&right, &mut picks) else { continue };
            *times += 1;
            *in_file += usize::from(named);
            count += 1;
            let changed = format!("{}{typo}{}", &text[..word.struck.start], &text[word.struck.end..]);
            let token = word.token.start..word.token.end + typo.len() - right.len();
            all.push(Made { word, right, typo, at, text: changed, token });
        }
    }
    all
}

/// The file of a place.
fn named(sources: &SourceMap, span: Span) -> &str {
    sources.get(span.source).map_or("", |source| &source.name)
}

/// A file that names every other, so that all of them are read at once.
const ALL: &str = "all.pol";

/// The shipped rulebook with other texts of some files.
struct Changed<'a>(BTreeMap<&'a str, &'a str>);

impl World for Changed<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == ALL {
            let used = FOLDERS.iter().flat_map(|folder| EmbeddedWorld.list(folder));
            let used = used.filter(|name| name.ends_with(".pol"));
            return Ok(used.map(|name| format!("use \"{name}\"\n")).collect::<String>().into_bytes());
        }
        self.0.get(path).map_or_else(|| EmbeddedWorld.read(path), |text| Ok((*text).into()))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        EmbeddedWorld.list(folder)
    }
}

/// What is said of typos in several files, one in each.
fn problems(typos: &[&Made]) -> (Vec<Diagnostic>, SourceMap) {
    let world = Changed(typos.iter().map(|made| (made.word.file.as_str(), made.text.as_str())).collect());
    let mut sources = SourceMap::default();
    let loaded = match Policy::load(&world, Start::Alone(ALL.into()), &mut sources) {
        Err(problems) => return (problems, sources),
        Ok(loaded) => loaded,
    };
    let mut problems = loaded.warnings;
    // What a test starts from is looked for when it runs: the one in which the typo is.
    let policy = loaded.policy;
    for made in typos.iter().filter(|made| made.word.kind.starts_with("sample")) {
        let own = |case: &Case| {
            let at = case.test.name.span;
            named(&sources, at) == made.word.file && at.start < made.token.start
        };
        if let Some(case) = Case::all(&policy).into_iter().rfind(own) {
            let ran = testing::run(&policy, &world, &[case], (1, false));
            problems.extend(ran.into_iter().flat_map(|ran| ran.problems));
        }
    }
    (problems, sources)
}

/// When a typo that the syntax does not see comes to light: as files are found, as names are
/// looked up, or as a test runs. What comes to light early hides what would later.
fn stage(made: &Made) -> u8 {
    match made.word.kind {
        "use path" | "file of rows" => 1,
        kind if kind.starts_with("sample") => 3,
        _ => 2,
    }
}

/// Judges every typo: those that come to light at one stage together, one in a file.
fn judged<'m>(all: &'m [Made], texts: &BTreeMap<&str, &str>) -> Vec<(&'m Made, Result<(), String>)> {
    let mut out = Vec::new();
    let mut waiting: Vec<(u8, &Made)> = Vec::new();
    for made in all {
        let mut sources = SourceMap::default();
        let source = sources.add(&*made.word.file, &*made.text);
        let (_, problems) = syntax::parse(source, &made.text, &Limits::default());
        match problems.is_empty() {
            true => waiting.push((stage(made), made)),
            false => out.push((made, judge(made, texts[&*made.word.file], &problems, &sources))),
        }
    }
    while let Some((now, _)) = waiting.first().copied() {
        let mut files = BTreeSet::new();
        let (round, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(stage, made)| *stage == now && files.insert(&made.word.file));
        waiting = later;
        let round: Vec<&Made> = round.into_iter().map(|(_, made)| made).collect();
        let (problems, sources) = problems(&round);
        for made in &round {
            let text = texts[&*made.word.file];
            let together = judge(made, text, &problems, &sources);
            // What is said of one file may be what another would have been told.
            let result = together.or_else(|why| match round.len() {
                1 => Err(why),
                _ => {
                    let (problems, sources) = self::problems(&[*made]);
                    judge(made, text, &problems, &sources)
                }
            });
            out.push((*made, result));
        }
    }
    out
}

/// What a problem says was meant.
fn meant(problem: &Diagnostic) -> Vec<String> {
    let mut meant: Vec<String> = Vec::new();
    if let Some(fix) = &problem.fix {
        meant.extend(fix.edits.iter().map(|edit| edit.text.clone()));
    }
    if let Some(help) = &problem.help {
        let en = &help.en;
        if let Some((_, after)) = en.split_once("did you mean ") {
            let after = after.split('?').next().unwrap();
            meant.extend(after.split('`').skip(1).step_by(2).map(str::to_owned));
            meant.push(after.trim_matches(['"', '`', ' ']).to_owned());
        }
    }
    meant
}

/// Whether the word that was meant is the one that stood there.
fn names(meant: &str, made: &Made, whole: &str) -> bool {
    let meant = meant.trim_matches(['"', '《', '》', ' ']);
    if meant == made.right || meant == whole {
        return true;
    }
    if made.right.contains(is_han) {
        // Several words stand together: the one in which the typo is.
        let place: usize = made.right.chars().take(made.at).map(char::len_utf8).sum();
        let mut covers = made.right.match_indices(meant).map(|(at, m)| at..at + m.len());
        let squeezed: String = meant.split(' ').collect();
        return !meant.is_empty() && (covers.any(|c| c.contains(&place)) || squeezed.contains(&made.right));
    }
    let apart = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
    meant.split(apart).any(|word| word == made.right)
}

fn judge(made: &Made, original: &str, problems: &[Diagnostic], sources: &SourceMap) -> Result<(), String> {
    let whole = &original[made.word.token.clone()];
    let here = |span: Span| {
        named(sources, span) == made.word.file
            && span.start >= made.token.start
            && span.start < made.token.end
    };
    let pointed: Vec<&Diagnostic> = problems.iter().filter(|p| here(p.span)).collect();
    if pointed.iter().any(|p| meant(p).iter().any(|m| names(m, made, whole))) {
        return Ok(());
    }
    let of_file = |p: &&Diagnostic| named(sources, p.span) == made.word.file;
    let shown = pointed.first().copied().or(problems.iter().find(of_file));
    let Some(shown) = shown else { return Err("nothing is said".into()) };
    let at = sources.text(shown.span);
    let at: String = at.chars().take(40).collect();
    let place = if pointed.is_empty() { format!("points at `{at}`: ") } else { String::new() };
    let help = shown.help.as_ref().map_or(String::new(), |h| format!(" | {}", h.en));
    Err(format!("{place}{}{help}", shown.message.en))
}

/// Makes so many typos of each kind, and holds that nine of ten are understood.
fn hold(files: &[(String, String)], known: &Known, chinese: bool, each: usize, least: usize) {
    let all = made(files, known, chinese, each);
    let texts: BTreeMap<&str, &str> = files.iter().map(|(f, t)| (f.as_str(), t.as_str())).collect();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = String::new();
    let only = std::env::var("TYPOS").unwrap_or_default();
    for (made, result) in judged(&all, &texts) {
        let count = counts.entry(made.word.kind).or_default();
        count.1 += 1;
        match result {
            Ok(()) => count.0 += 1,
            Err(why) => {
                let line = made.text[..made.token.start].lines().count();
                let (kind, file) = (made.word.kind, &made.word.file);
                writeln!(misses, "{kind}: {file}:{line} `{}` for `{}`: {why}", made.typo, made.right)
                    .unwrap();
            }
        }
    }
    let good: usize = counts.values().map(|c| c.0).sum();
    let total: usize = counts.values().map(|c| c.1).sum();
    let mut table = String::new();
    for (kind, (good, total)) in &counts {
        writeln!(table, "{good:4} of {total:3}  {kind}").unwrap();
    }
    let report = format!("{misses}\n{table}{good:4} of {total:3}  in all");
    if !only.is_empty() {
        println!("{report}");
    }
    assert!(total >= least, "only {total} typos\n{report}");
    assert!(good * 10 >= total * 9, "{report}");
}

fn book() -> (Policy, Names) {
    let mut sources = SourceMap::default();
    let policy = Policy::load(&EmbeddedWorld, Start::Folder, &mut sources).unwrap().policy;
    let functions: Vec<_> = BUILTINS.iter().map(|b| (b.name, b.zh)).collect();
    let names = Names::of(policy.rulebook(), &functions);
    (policy, names)
}

#[test]
fn typos_in_english() {
    let (policy, names) = book();
    let (known, _) = known(&policy, &names);
    hold(&shipped(), &known, false, 12, 200);
}

#[test]
fn typos_in_chinese() {
    let (policy, names) = book();
    let (_, known) = known(&policy, &names);
    let chinese = |(file, text): (String, String)| {
        let text = format(SourceId(0), &text, Some(Tongue::Zh), &names).unwrap();
        (file, text)
    };
    let files: Vec<_> = shipped().into_iter().map(chinese).collect();
    hold(&files, &known, true, 12, 100);
}

/// Every kind of word that a policy has is struck.
#[test]
fn all_kinds_are_there() {
    let (policy, names) = book();
    let (known, _) = known(&policy, &names);
    let kinds: BTreeSet<&str> =
        made(&shipped(), &known, false, 3).iter().map(|made| made.word.kind).collect();
    assert!(kinds.len() >= 18, "{kinds:?}");
}
