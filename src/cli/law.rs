//! `mp1039 timeline`, `mp1039 consolidate` and `mp1039 law-diff`: the law through
//! time.

use super::args::{ConsolidateArgs, DiffArgs, Format, TimelineArgs};
use super::lookup::law;
use super::terminal::Terminal;
use super::{Exit, find};
use crate::bilingual;
use crate::lookup;
use crate::pipeline::Policy;
use crate::report;
use crate::rulebook::consolidate::consolidate as text_of;
use crate::rulebook::timeline::timeline as through_time;
use crate::rulebook::{FactDay, InstrumentId};
use crate::source::SourceMap;
use crate::value::{Date, Text};

/// Runs `timeline`.
pub fn timeline(args: &TimelineArgs, terminal: &mut Terminal) -> Exit {
    let Some((policy, ..)) = law(&args.policy, (None, None), terminal) else { return Exit::Error };
    let timeline = through_time(policy.rulebook(), &policy.calendar(args.knowledge.known_on));
    let text = match args.format {
        Format::Human => {
            report::timeline(&timeline, args.knowledge.known_on, terminal.lang, terminal.colour())
        }
        _ => report::timeline_json(&timeline, args.knowledge.known_on) + "\n",
    };
    terminal.data(&text);
    Exit::Clean
}

/// Runs `consolidate`.
pub fn consolidate(args: &ConsolidateArgs, terminal: &mut Terminal) -> Exit {
    let found = match find::policy(&args.policy, false) {
        Ok(found) => found,
        Err(text) => {
            terminal.error(&text);
            return Exit::Error;
        }
    };
    let mut sources = SourceMap::default();
    let loaded = Policy::load(&*found.world, found.start, &mut sources);
    let versions = loaded.and_then(|loaded| {
        let versions = loaded.policy.versions(args.on, args.knowledge.known_on, &|_| FactDay::Unknown);
        // What does not compile is no law to write out.
        for version in &versions.all {
            loaded.policy.compiled(version)?;
        }
        Ok((loaded.policy, versions))
    });
    let (policy, versions) = match versions {
        Ok(found) => found,
        Err(diagnostics) => {
            terminal.diagnostics(&diagnostics, &sources);
            return Exit::Error;
        }
    };
    for open in &versions.open {
        terminal.say(&left_open(&policy, *open, args.on));
    }
    terminal.data(&text_of(policy.rulebook(), &versions, &sources, args.on));
    Exit::Clean
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
pub fn diff(args: &DiffArgs, terminal: &mut Terminal) -> Exit {
    let days = (Date::parse(&args.before), Date::parse(&args.after));
    let one = |policy: &str, day: Option<Date>, terminal: &mut Terminal| {
        let (_, edition, _) = law(policy, (day, args.knowledge.known_on), terminal)?;
        Some(edition)
    };
    let pair = match days {
        (Some(before), Some(after)) => {
            let before = one(&args.policy, Some(before), terminal);
            before.zip(one(&args.policy, Some(after), terminal))
        }
        (None, None) => {
            let before = one(&args.before, args.as_of, terminal);
            before.zip(one(&args.after, args.as_of, terminal))
        }
        _ => {
            terminal.error(&Text::new(
                "law-diff takes two days, or two policies, not one of each",
                "law-diff须给出两个日期或两个规则库，不能各给一个",
            ));
            return Exit::Error;
        }
    };
    let Some((before, after)) = pair else { return Exit::Error };
    let differences = lookup::diff(&before, &after);
    let of = (args.before.as_str(), args.after.as_str());
    let text = match args.format {
        Format::Human => report::diff(&differences, of, terminal.lang, terminal.colour()),
        _ => report::diff_json(&differences, of) + "\n",
    };
    terminal.data(&text);
    if args.check && !differences.is_empty() { Exit::Findings } else { Exit::Clean }
}
