//! `mp1039 simplify`: the lines of a simplified declaration, from a list of goods that
//! may be declared so.

use super::args::{Format, SimplifyArgs};
use super::files;
use super::lookup::law;
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::bilingual;
use crate::eval::decision::Decision;
use crate::input::Node;
use crate::pipeline::{JudgeError, Judged, Policy};
use crate::report::{self, json};
use crate::simplify::{Asked, Refused, Simplified, simplify};
use crate::source::SourceMap;
use crate::value::{Date, Text};

/// Runs the command. A list that may not be simplified is a finding: exit 1.
pub fn run(args: &SimplifyArgs, terminal: &mut Terminal) -> Exit {
    let clocks = (args.judging.as_of, args.judging.knowledge.known_on);
    let Some((policy, ..)) = law(&args.policy, clocks, terminal) else { return Exit::Error };
    let outcome = judge(args, &policy).and_then(|(node, judged)| {
        let day = judged.decision.as_of.as_deref().and_then(Date::parse);
        let edition = policy.edition(day, args.judging.knowledge.known_on).map_err(|_| uncompiled())?;
        let asked = Asked {
            node: &node,
            declaration: &judged.declaration,
            decision: &judged.decision,
            edition: &edition,
            as_of: args.judging.as_of,
        };
        let done = simplify(&asked);
        Ok((judged.decision, done))
    });
    match outcome {
        Ok((decision, Ok(done))) => print(args, &decision, &done, terminal),
        Ok((decision, Err(refused))) => refuse(args, &decision, &refused, terminal),
        Err(text) => {
            terminal.error(&text);
            Exit::Error
        }
    }
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

fn uncompiled() -> Text {
    Text::new("the law of that day does not compile", "当日的规则无法编译")
}

/// The declaration as it was written, and what it comes to.
fn judge(args: &SimplifyArgs, policy: &Policy) -> Result<(Node, Judged), Text> {
    let mut sources = SourceMap::default();
    let options = standing::options(&args.judging, &mut sources)?;
    let (record, _) = files::one(&args.input, &mut sources, (options.charset, &options.limits))?;
    match policy.judge_record(&record, &options) {
        Ok(judged) => Ok((record.node, judged)),
        Err(JudgeError::Input(error)) => Err(files::wrong(&error, &args.input, &sources)),
        Err(JudgeError::Policy(_)) => Err(uncompiled()),
    }
}
