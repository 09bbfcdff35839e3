//! `mp1039 timeline`, `mp1039 consolidate` and `mp1039 law-diff`: the law through
//! time. A consolidated text is read again before it is given: one that would decide
//! otherwise than the rulebook is none.

use std::collections::{BTreeMap, BTreeSet};

use super::Exit;
use super::args::{ConsolidateArgs, DiffArgs, Format, TimelineArgs};
use super::policy::{self, Loaded, Stop, law};
use super::terminal::Terminal;
use crate::bilingual;
use crate::lookup;
use crate::pipeline::Policy;
use crate::report;
use crate::rulebook::consolidate::consolidate as text_of;
use crate::rulebook::timeline::timeline as through_time;
use crate::rulebook::{FactDay, InstrumentId, Start};
use crate::source::SourceMap;
use crate::value::{Date, Text};
use crate::world::{Layered, MemoryWorld, World};

/// Runs `timeline`.
pub fn timeline(args: &TimelineArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let policy = law(&args.policy, (None, None), terminal)?.policy;
    let timeline = through_time(policy.rulebook(), &policy.calendar(args.knowledge.known_on));
    let text = match args.format {
        Format::Human => {
            report::timeline(&timeline, args.knowledge.known_on, terminal.lang, terminal.colour())
        }
        _ => report::timeline_json(&timeline, args.knowledge.known_on) + "\n",
    };
    terminal.data(&text);
    Ok(Exit::Clean)
}

/// Runs `consolidate`.
pub fn consolidate(args: &ConsolidateArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let mut sources = SourceMap::default();
    let Loaded { policy, world, .. } = policy::load(&args.policy, false, &mut sources, terminal)?;
    let asked = (args.on, args.knowledge.known_on);
    let versions = policy.versions(asked.0, asked.1, &|_| FactDay::Unknown);
    // What does not compile is no law to write out.
    for version in &versions.all {
        policy.compiled(version).map_err(|d| Stop::diagnostics(&d, &sources, terminal))?;
    }
    for open in &versions.open {
        terminal.say(&left_open(&policy, *open, args.on));
    }
    let text = text_of(policy.rulebook(), &versions, &sources, args.on);
    if !versions.complete || !decides_the_same(&policy, &text, world, asked) {
        let why = match versions.complete {
            true => Text::new(
                "read by itself, it would decide otherwise; a name may stand for different things in several files",
                "单独读取时结论会与规则库不同，可能是同一名称在多个文件中含义不同",
            ),
            false => Text::new("too much of it is not known for certain", "不能确定之处过多"),
        };
        let day = args.on;
        return Err(Stop::Why(bilingual!(
            "the law of {day} cannot be written as one text: {why}",
            "{day}的规定无法汇编为一份文本：{why}"; why
        )));
    }
    terminal.data(&text);
    Ok(Exit::Clean)
}

/// Whether a text decides every declaration of a day as a policy does: its versions are the
/// same, and what goes by the day of a fact is in force on the same days.
fn decides_the_same(
    policy: &Policy,
    text: &str,
    world: Box<dyn World>,
    (day, known_on): (Date, Option<Date>),
) -> bool {
    const NAME: &str = "consolidated.pol";
    let mut memory = MemoryWorld::default();
    memory.insert(NAME, text);
    let start = Start::Alone(NAME.to_owned());
    let Ok(loaded) = Policy::load(&Layered(memory, world), start, &mut SourceMap::default()) else {
        return false;
    };
    let law = |policy: &Policy| {
        let versions = policy.versions(day, known_on, &|_| FactDay::Unknown);
        let digest = |version| Some(policy.compiled(version).ok()?.digest.clone());
        versions.all.iter().map(digest).collect::<Option<BTreeSet<String>>>()
    };
    let dated = |policy: &Policy| {
        let (book, calendar) = (policy.rulebook(), policy.calendar(known_on));
        let lives = book.instruments.iter().zip(calendar.lives.clone());
        let dated = lives.filter(|(own, _)| own.head.dated_by.is_some());
        dated.map(|(own, life)| (own.id(), life)).collect::<BTreeMap<_, _>>()
    };
    let (own, other) = (law(policy), law(&loaded.policy));
    own.is_some() && own == other && dated(policy) == dated(&loaded.policy)
}

fn left_open(policy: &Policy, open: InstrumentId, day: Date) -> Text {
    let id = policy.rulebook().called(open);
    let dated = policy.rulebook().instruments.get(open).and_then(|i| i.head.dated_by.as_ref());
    if let Some(fact) = dated.map(|fact| &fact.name) {
        return bilingual!(
            "mp1039: “{id}” goes by `{fact}`, which each declaration states; the text keeps it as it is",
            "mp1039：“{id}”以申报数据中的 `{fact}` 为准，汇编文本照原样保留"; id
        );
    }
    bilingual!(
        "mp1039: it is not known whether “{id}” was in force on {day}; the text leaves it open",
        "mp1039：“{id}”在{day}是否已施行不详，汇编文本保留两种可能"; id
    )
}

/// Runs `law-diff`: of two days of one policy, or of two policies.
pub fn diff(args: &DiffArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let days = (Date::parse(&args.before), Date::parse(&args.after));
    let one = |policy: &str, day: Option<Date>, terminal: &mut Terminal| {
        law(policy, (day, args.knowledge.known_on), terminal).map(|law| law.edition)
    };
    let (before, after) = match days {
        (Some(before), Some(after)) => {
            (one(&args.policy, Some(before), terminal)?, one(&args.policy, Some(after), terminal)?)
        }
        (None, None) => (one(&args.before, args.as_of, terminal)?, one(&args.after, args.as_of, terminal)?),
        _ => {
            return Err(Stop::Why(Text::new(
                "law-diff takes two days, or two policies, not one of each",
                "law-diff须给出两个日期或两个规则库，不能各给一个",
            )));
        }
    };
    let differences = lookup::diff(&before, &after);
    let of = (args.before.as_str(), args.after.as_str());
    let text = match args.format {
        Format::Human => report::diff(&differences, of, terminal.lang, terminal.colour()),
        _ => report::diff_json(&differences, of) + "\n",
    };
    terminal.data(&text);
    Ok(if args.check && !differences.is_empty() { Exit::Findings } else { Exit::Clean })
}
