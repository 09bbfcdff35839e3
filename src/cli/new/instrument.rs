//! An instrument: its head from the name of the file, placeholders for what nobody has
//! said yet, and two tests.
//!
//! Its first day is far off, so that it does nothing until someone fills in the day. What
//! the tests expect is what the rulebook beside it answers now.

use std::fs;
use std::path::Path;

use super::{Template, create, next};
use crate::bilingual;
use crate::cli::args::NewArgs;
use crate::cli::policy::{self, Stop};
use crate::cli::terminal::Terminal;
use crate::cli::{EmbeddedWorld, Exit, FolderWorld, fmt};
use crate::diagnostic::nearest;
use crate::eval::decision::{Decision, Verdict};
use crate::format::format;
use crate::pipeline::{JudgeError, Options, Policy};
use crate::rulebook::{Start, english_id};
use crate::source::{SourceId, SourceMap};
use crate::syntax::Tongue;
use crate::value::{Date, Text, text::Lang};
use crate::world::{Layered, World};

const TEXT: Template = Template {
    en: include_str!("templates/instrument.en.pol"),
    zh: include_str!("templates/instrument.zh.pol"),
};

/// The placeholder of the first day, and the day before it.
const FIRST: &str = "9999-01-01";
const EVE: &str = "9998-12-31";

/// The sample of the tests, of the embedded rulebook.
const SAMPLE: &str = "one-toy";

/// Which authority is meant where the name of the file does not say.
const AUTHORITY: &str = "GACC";

/// The law that is used where there is none beside the file.
const LAW: &str = "221-2019.pol";

/// Makes the file.
///
/// # Errors
/// That it is there, that its name says no number, or that what it is to change is not
/// there.
pub fn begin(args: &NewArgs, path: &str, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let place = Path::new(path);
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let Some(stem) = name.strip_suffix(".pol") else {
        return Err(Stop::Why(bilingual!(
            "{path} is neither a policy nor a folder: name a file that ends in .pol, or a folder that ends in /",
            "{path}既非规则文件，亦非文件夹：请给出以.pol结尾的文件，或以/结尾的文件夹"
        )));
    };
    if place.exists() {
        // Said before anything is looked up.
        create(place, "")?;
    }
    let head = head(stem, args.notice)?;
    let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let english = |ids: &[String]| -> Vec<String> { ids.iter().map(|id| english_id(id)).collect() };
    let (amends, replaces) = (english(&args.amends), english(&args.replaces));
    let law = law(folder, &amends, &replaces)?;
    let text = text(&head, &name, &law, (&amends, &replaces), terminal.lang);
    create(place, &text)?;
    let tests = tests(path, &head.called, terminal);
    let tests = tests.inspect_err(|_| {
        // A file that does not go with what stands beside it is none to begin with.
        let _ = fs::remove_file(place);
    })?;
    fs::write(place, formatted(&(text + &tests), folder, terminal.lang))
        .map_err(|e| bilingual!("{path} cannot be written: {e}", "{path}无法写入：{e}"))?;
    let commands = [format!("check {path}"), format!("test {path}"), format!("timeline {path}")];
    next(&[path.to_owned()], &commands, terminal);
    Ok(Exit::Clean)
}

/// A text in its layout, and in the tongue of who begins it.
fn formatted(text: &str, folder: &Path, lang: Lang) -> String {
    let tongue = match lang {
        Lang::En => Tongue::En,
        Lang::Zh => Tongue::Zh,
    };
    format(SourceId(0), text, Some(tongue), &fmt::names_of(folder)).unwrap_or_else(|_| text.to_owned())
}

/// What the name of a file says of the instrument.
struct Head {
    /// `policy GACC 12/2027`, or `unnumbered notice`.
    opening: String,
    /// `GACC 12/2027`, or the stem of the file.
    called: String,
    /// The year of its number.
    year: Option<String>,
}

/// The head of `12-2027` or `mofcom-12-2027`; of a notice whatever its name.
fn head(stem: &str, notice: bool) -> Result<Head, Text> {
    let mut parts: Vec<&str> = stem.split('-').collect();
    let is_number = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let year = parts.pop().filter(is_number).filter(|year| year.len() == 4).map(str::to_owned);
    if notice {
        return Ok(Head { opening: "unnumbered notice".to_owned(), called: stem.to_owned(), year });
    }
    let number = parts.pop().filter(is_number);
    let authority = match parts.as_slice() {
        [] => Some(AUTHORITY.to_owned()),
        [one] if !one.is_empty() && one.chars().all(|c| c.is_ascii_alphabetic()) => {
            Some(one.to_ascii_uppercase())
        }
        _ => None,
    };
    let (Some(authority), Some(number), Some(year)) = (authority, number, year) else {
        return Err(bilingual!(
            "{stem}.pol does not say which number it has: take NUMBER-YEAR.pol (12-2027.pol), AUTHORITY-NUMBER-YEAR.pol (mofcom-12-2027.pol), or --notice for one without a number",
            "{stem}.pol未写明文号：请用 号-年.pol（12-2027.pol）、机关-号-年.pol（mofcom-12-2027.pol）；无文号的通知请用--notice"
        ));
    };
    let called = format!("{authority} {number}/{year}");
    Ok(Head { opening: format!("policy {called}"), called, year: Some(year) })
}

/// The files of the law that is changed, to be used: of the folder, or of the program.
fn law(folder: &Path, amends: &[String], replaces: &[String]) -> Result<Vec<String>, Text> {
    let shown = folder.display();
    let beside = FolderWorld::new(folder)
        .map_err(|e| bilingual!("{shown} cannot be read: {e}", "{shown}无法读取：{e}"))?;
    let is_alone = !beside.list("").iter().any(|name| name.ends_with(".pol"));
    let known = instruments(&Layered(beside, EmbeddedWorld)).into_iter().chain(instruments(&EmbeddedWorld));
    let known: Vec<(String, String)> = known.collect();
    let mut files = Vec::new();
    for id in amends.iter().chain(replaces) {
        let Some((_, file)) = known.iter().find(|(known, _)| known == id) else {
            let mut text = bilingual!("there is no instrument `{id}` here", "此处没有“{id}”");
            let ids = known.iter().map(|(id, _)| id.as_str());
            if let Some(near) = nearest(id, ids) {
                text.push(&bilingual!("; did you mean `{near}`?", "；是否指“{near}”？"));
            }
            return Err(text);
        };
        files.push(file.clone());
    }
    if files.is_empty() && is_alone {
        files.push(LAW.to_owned());
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// The instruments of a rulebook with their files; none where it does not compile, which
/// is said when the new file is read with it.
fn instruments(world: &dyn World) -> Vec<(String, String)> {
    let loaded = Policy::load(world, Start::Folder, &mut SourceMap::default());
    let Ok(loaded) = loaded else { return Vec::new() };
    let book = loaded.policy.rulebook();
    let named = book.instruments.iter().filter_map(|i| Some((i.id(), book.files.get(i.file)?.name.clone())));
    named.collect()
}

fn text(
    head: &Head,
    name: &str,
    law: &[String],
    (amends, replaces): (&[String], &[String]),
    lang: Lang,
) -> String {
    let placeholder = match lang {
        Lang::En => "placeholder: the year of the number",
        Lang::Zh => "占位：文号中的年份",
    };
    let published = match &head.year {
        Some(year) => {
            format!("published between {year}-01-01 and {year}-12-31 unverified \"{placeholder}\"")
        }
        None => format!("published no later than {FIRST} unverified \"placeholder\""),
    };
    let mut uses: String = law.iter().map(|file| format!("use \"{file}\"\n")).collect();
    if !uses.is_empty() {
        uses.push('\n');
    }
    let replaces = match replaces {
        [] => String::new(),
        ids => format!("  replaces {}\n", ids.iter().map(|id| reference(id)).collect::<Vec<_>>().join(", ")),
    };
    let target = amends.iter().map(|id| reference(id)).collect::<Vec<_>>().join("\n# amend ");
    let names = [
        ("FILE", name),
        ("STEM", name.strip_suffix(".pol").unwrap_or(name)),
        ("HEAD", &head.opening),
        ("PUBLISHED", &published),
        ("FIRST", FIRST),
        ("REPLACES", &replaces),
        ("USE", &uses),
        ("TARGET", if target.is_empty() { "GACC 221/2019" } else { &target }),
    ];
    TEXT.filled(lang, &names)
}

/// An instrument as another names it.
fn reference(id: &str) -> String {
    let is_numbered = id.rsplit_once('/').is_some_and(|(_, year)| year.chars().all(|c| c.is_ascii_digit()));
    if is_numbered { id.to_owned() } else { format!("notice \"{id}\"") }
}

/// Tests of the two days that pass now, with the file as it is.
fn tests(path: &str, called: &str, terminal: &mut Terminal) -> Result<String, Stop> {
    let mut sources = SourceMap::default();
    let loaded = policy::load(path, false, &mut sources, terminal)?;
    let days = match terminal.lang {
        Lang::En => [(EVE, "the eve"), (FIRST, "the first day")],
        Lang::Zh => [(EVE, "前一日"), (FIRST, "首日")],
    };
    let mut text = String::new();
    for (day, words) in days {
        let declaration = EmbeddedWorld.read(&format!("samples/{SAMPLE}.json")).unwrap_or_default();
        let source = sources.add(format!("{SAMPLE}.json"), "");
        let options = Options { as_of: Date::parse(day), ..Options::default() };
        let judged = loaded.policy.judge(source, &declaration, &mut sources, &options);
        let judged = judged.map_err(|error: JudgeError| Stop::judging(error, SAMPLE, &sources, terminal))?;
        let colon = if terminal.lang == Lang::Zh { "：" } else { ": " };
        let expected = expected(&judged.decision);
        text.push_str(&format!(
            "test \"{called}{colon}{words}\"\n  from {SAMPLE} on {day}\n  expect {expected}\n"
        ));
    }
    Ok(text)
}

/// A decision, as a test expects it.
fn expected(decision: &Decision) -> String {
    match decision.verdict {
        Verdict::Undecided if decision.best != decision.worst => {
            format!("between {} and {}", decision.best.as_str(), decision.worst.as_str())
        }
        Verdict::OutOfScope => "out of scope".to_owned(),
        verdict => verdict.as_str().to_owned(),
    }
}
