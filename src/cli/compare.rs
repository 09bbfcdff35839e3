//! `mp1039 compare`: trade modes point by point, and what a declaration comes
//! to under the one whose law is encoded.

use super::args::{CompareArgs, Format};
use super::files::{self, first_odd_byte, place_of};
use super::lookup::law;
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::bilingual;
use crate::eval::decision::Decision;
use crate::input::{self, InputError, Kind, Member, Node};
use crate::pipeline::{JudgeError, Options, Policy};
use crate::report::comparison;
use crate::source::SourceMap;
use crate::value::Text;

/// Runs the command. Comparing judges nothing, so that it exits with 0 whatever
/// the declaration comes to.
pub fn run(args: &CompareArgs, terminal: &mut Terminal) -> Exit {
    let Some((policy, edition, _)) = law(&args.policy, (args.as_of, args.knowledge.known_on), terminal)
    else {
        return Exit::Error;
    };
    if edition.comparison.modes.is_empty() {
        terminal.error(&Text::new(
            "this policy has no trade modes to compare: write `aspects` and `mode` items",
            "该规则库中没有可对照的监管方式：请写 `aspects` 与 `mode` 条目",
        ));
        return Exit::Error;
    }
    let judged = match &args.input {
        Some(name) => match judge(args, name, &policy) {
            Ok(decision) => Some((decision, name.as_str())),
            Err(text) => {
                terminal.error(&text);
                return Exit::Error;
            }
        },
        None => None,
    };
    let judged = judged.as_ref().map(|(decision, name)| (decision, *name));
    let text = match args.format {
        Format::Human => comparison::human(&edition.comparison, judged, terminal.lang, terminal.colour()),
        _ => comparison::json(&edition.comparison, judged.map(|(decision, _)| decision)) + "\n",
    };
    terminal.data(&text);
    Exit::Clean
}

/// The declaration as it would be under mode 1039.
fn judge(args: &CompareArgs, name: &str, policy: &Policy) -> Result<Decision, Text> {
    let mut sources = SourceMap::default();
    let options = Options {
        as_of: args.as_of,
        known_on: args.knowledge.known_on,
        standing: standing::read(&args.with, &args.set, &mut sources)?,
        ..Options::default()
    };
    let inputs = files::expand(name)?;
    let [one] = inputs.as_slice() else {
        return Err(Text::new("compare takes one declaration", "compare 只接受一票申报"));
    };
    let bytes = one
        .read(options.limits.bytes)
        .map_err(|error| bilingual!("{name} cannot be read: {error}", "{name}无法读取：{error}"))?;
    let wrong = |error: InputError, sources: &SourceMap| {
        let (place, message) = (place_of(&error, name, first_odd_byte(&bytes), sources), &error.message);
        bilingual!("{place}: {message}", "{place}: {message}"; message)
    };
    let text = input::decode(&bytes, &options.limits).map_err(|e| wrong(e, &sources))?;
    let source = sources.add(name, text);
    let node = input::parse(source, text, &options.limits).map_err(|e| wrong(e, &sources))?;
    match policy.judge_node(&as_1039(node), &options) {
        Ok(judged) => Ok(judged.decision),
        Err(JudgeError::Input(error)) => Err(wrong(error, &sources)),
        Err(JudgeError::Policy(_)) => {
            Err(Text::new("the law of that day does not compile", "当日的规则无法编译"))
        }
    }
}

/// A declaration with 1039 as its mode, whatever it states.
fn as_1039(node: Node) -> Node {
    let Kind::Object(mut members) = node.kind else { return node };
    members.retain(|m| m.key != "supervision_mode");
    members.push(Member { key: "supervision_mode".to_owned(), key_span: None, node: Node::text("1039") });
    Node { kind: Kind::Object(members), ..node }
}
