//! `mp1039 compare`: trade modes point by point, and what a declaration comes
//! to under the one whose law is encoded.

use super::args::{CompareArgs, Format};
use super::files;
use super::policy::{Law, Stop, law};
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::eval::decision::Decision;
use crate::input::{Kind, Member, Node};
use crate::pipeline::Policy;
use crate::report::comparison;
use crate::source::SourceMap;
use crate::value::Text;

/// Runs the command. Comparing judges nothing, so that it exits with 0 whatever
/// the declaration comes to.
pub fn run(args: &CompareArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let clocks = (args.judging.as_of, args.judging.knowledge.known_on);
    let Law { policy, edition, .. } = law(&args.policy, clocks, terminal)?;
    if edition.comparison.modes.is_empty() {
        return Err(Stop::Why(Text::new(
            "this policy has no trade modes to compare: write `aspects` and `mode` items",
            "该规则库中没有可对照的监管方式：请写 `aspects` 与 `mode` 条目",
        )));
    }
    let judged = match &args.input {
        Some(name) => Some((judge(args, name, &policy, terminal)?, name.as_str())),
        None => None,
    };
    let judged = judged.as_ref().map(|(decision, name)| (decision, *name));
    let text = match args.format {
        Format::Human => comparison::human(&edition.comparison, judged, terminal.lang, terminal.colour()),
        _ => comparison::json(&edition.comparison, judged.map(|(decision, _)| decision)) + "\n",
    };
    terminal.data(&text);
    Ok(Exit::Clean)
}

/// The declaration as it would be under mode 1039.
fn judge(args: &CompareArgs, name: &str, policy: &Policy, terminal: &mut Terminal) -> Result<Decision, Stop> {
    let mut sources = SourceMap::default();
    let options = standing::options(&args.judging, &mut sources)?;
    let (record, _) = files::one(name, &mut sources, (options.charset, &options.limits))?;
    let judged = policy.judge_node(&as_1039(record.node), &options);
    judged.map(|j| j.decision).map_err(|error| Stop::judging(error, name, &sources, terminal))
}

/// A declaration with 1039 as its mode, whatever it states.
fn as_1039(node: Node) -> Node {
    let Kind::Object(mut members) = node.kind else { return node };
    members.retain(|m| m.key != "supervision_mode");
    members.push(Member { key: "supervision_mode".to_owned(), key_span: None, node: Node::text("1039") });
    Node { kind: Kind::Object(members), ..node }
}
