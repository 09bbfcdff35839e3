//! `mp1039 compare`: trade modes point by point, and what a declaration comes
//! to under the one whose law is encoded.

use super::args::{CompareArgs, Format};
use super::files;
use super::lookup::law;
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::eval::decision::Decision;
use crate::input::{Kind, Member, Node};
use crate::pipeline::{JudgeError, Policy};
use crate::report::comparison;
use crate::source::SourceMap;
use crate::value::Text;

/// Runs the command. Comparing judges nothing, so that it exits with 0 whatever
/// the declaration comes to.
pub fn run(args: &CompareArgs, terminal: &mut Terminal) -> Exit {
    let Some((policy, edition, _)) =
        law(&args.policy, (args.judging.as_of, args.judging.knowledge.known_on), terminal)
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
    let options = standing::options(&args.judging, &mut sources)?;
    let (record, _) = files::one(name, &mut sources, (options.charset, &options.limits))?;
    match policy.judge_node(&as_1039(record.node), &options) {
        Ok(judged) => Ok(judged.decision),
        Err(JudgeError::Input(error)) => Err(files::wrong(&error, name, &sources)),
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
