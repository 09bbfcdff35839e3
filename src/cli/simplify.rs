//! `mp1039 simplify`: the lines of a simplified declaration, from a list of goods that
//! may be declared so.

use super::args::{Format, SimplifyArgs};
use super::files;
use super::policy::{Stop, law};
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::bilingual;
use crate::eval::decision::Decision;
use crate::input::Node;
use crate::pipeline::{Judged, Policy};
use crate::report::{self, json};
use crate::simplify::{Asked, Refused, Simplified, simplify};
use crate::source::SourceMap;
use crate::value::Date;

/// Runs the command. A list that may not be simplified is a finding: exit 1.
pub fn run(args: &SimplifyArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let known_on = args.judging.knowledge.known_on;
    let policy = law(&args.policy, (args.judging.as_of, known_on), terminal)?.policy;
    let mut sources = SourceMap::default();
    let (node, judged) = judge(args, &policy, &mut sources, terminal)?;
    let day = judged.decision.as_of.as_deref().and_then(Date::parse);
    let edition = policy.edition(day, known_on).map_err(|d| Stop::diagnostics(&d, &sources, terminal))?;
    let asked = Asked {
        node: &node,
        declaration: &judged.declaration,
        decision: &judged.decision,
        edition: &edition,
        as_of: args.judging.as_of,
    };
    Ok(match simplify(&asked) {
        Ok(done) => print(args, &judged.decision, &done, terminal),
        Err(refused) => refuse(args, &judged.decision, &refused, terminal),
    })
}

fn print(args: &SimplifyArgs, decision: &Decision, done: &Simplified, terminal: &mut Terminal) -> Exit {
    if args.format == Format::Human {
        let text = report::simplified(done, decision, &args.input, terminal.lang, terminal.colour());
        terminal.data(&text);
        return Exit::Clean;
    }
    terminal.data(&(report::simplified_json(done) + "\n"));
    // A declaration has no place for what was decided about it.
    for note in &done.notes {
        terminal.say(&bilingual!("mp1039: {note}", "mp1039：{note}"; note));
    }
    Exit::Clean
}

fn refuse(args: &SimplifyArgs, decision: &Decision, refused: &Refused, terminal: &mut Terminal) -> Exit {
    let text = match args.format {
        Format::Human => report::refused(refused, decision, &args.input, terminal.lang, terminal.colour()),
        _ => json::error_record(&args.input, &args.input, &refused.why) + "\n",
    };
    terminal.data(&text);
    Exit::Findings
}

/// The declaration as it was written, and what it comes to.
fn judge(
    args: &SimplifyArgs,
    policy: &Policy,
    sources: &mut SourceMap,
    terminal: &mut Terminal,
) -> Result<(Node, Judged), Stop> {
    let options = standing::options(&args.judging, sources)?;
    let (record, _) = files::one(&args.input, sources, (options.charset, &options.limits))?;
    match policy.judge_record(&record, &options) {
        Ok(judged) => Ok((record.node, judged)),
        Err(error) => Err(Stop::judging(error, &args.input, sources, terminal)),
    }
}
