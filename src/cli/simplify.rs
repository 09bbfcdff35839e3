//! `mp1039 simplify`: the lines of a simplified declaration, from a list of goods that
//! may be declared so.

use super::args::{Format, SimplifyArgs};
use super::files::{self, first_odd_byte, place_of};
use super::lookup::law;
use super::terminal::Terminal;
use super::{Exit, standing};
use crate::bilingual;
use crate::eval::decision::Decision;
use crate::input::{self, InputError, Node};
use crate::pipeline::{JudgeError, Judged, Options, Policy};
use crate::report::{self, json};
use crate::simplify::{Asked, Refused, Simplified, simplify};
use crate::source::SourceMap;
use crate::value::{Date, Text};

/// Runs the command. A list that may not be simplified is a finding: exit 1.
pub fn run(args: &SimplifyArgs, terminal: &mut Terminal) -> Exit {
    let clocks = (args.as_of, args.knowledge.known_on);
    let Some((policy, ..)) = law(&args.policy, clocks, terminal) else { return Exit::Error };
    let outcome = judge(args, &policy).and_then(|(node, judged)| {
        let day = judged.decision.as_of.as_deref().and_then(Date::parse);
        let edition = policy.edition(day, args.knowledge.known_on).map_err(|_| uncompiled())?;
        let asked = Asked {
            node: &node,
            declaration: &judged.declaration,
            decision: &judged.decision,
            edition: &edition,
            as_of: args.as_of,
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
    let options = Options {
        as_of: args.as_of,
        known_on: args.knowledge.known_on,
        standing: standing::read(&args.with, &args.set, &mut sources)?,
        ..Options::default()
    };
    let (node, bytes) = read(&args.input, &options, &mut sources)?;
    match policy.judge_node(&node, &options) {
        Ok(judged) => Ok((node, judged)),
        Err(JudgeError::Input(error)) => Err(wrong(&error, &args.input, &bytes, &sources)),
        Err(JudgeError::Policy(_)) => Err(uncompiled()),
    }
}

/// One declaration, with its bytes for the place of a mistake.
fn read(name: &str, options: &Options, sources: &mut SourceMap) -> Result<(Node, Vec<u8>), Text> {
    let inputs = files::expand(name)?;
    let [one] = inputs.as_slice() else {
        return Err(Text::new("simplify takes one declaration", "simplify 只接受一票申报"));
    };
    let bytes = one
        .read(options.limits.bytes)
        .map_err(|error| bilingual!("{name} cannot be read: {error}", "{name}无法读取：{error}"))?;
    let text = input::decode(&bytes, &options.limits).map_err(|e| wrong(&e, name, &bytes, sources))?;
    let source = sources.add(name, text);
    let node = input::parse(source, text, &options.limits).map_err(|e| wrong(&e, name, &bytes, sources))?;
    Ok((node, bytes))
}

fn wrong(error: &InputError, name: &str, bytes: &[u8], sources: &SourceMap) -> Text {
    let (place, message) = (place_of(error, name, first_odd_byte(bytes), sources), &error.message);
    bilingual!("{place}: {message}", "{place}: {message}"; message)
}
