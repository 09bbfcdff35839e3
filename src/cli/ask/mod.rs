//! `mp1039 ask`: asks for what is missing, at the terminal ([`talk`]) or in a table for
//! those who know ([`table`]), and keeps the answers.

mod table;
mod talk;

use super::args::AskArgs;
use super::files::{self, Input};
use super::terminal::Terminal;
use super::{Exit, find, office, standing};
use crate::pipeline::{JudgeError, Options, Policy};
use crate::source::SourceMap;
use crate::value::Text;

/// Runs the command.
pub fn run(args: &AskArgs, terminal: &mut Terminal) -> Exit {
    let mut sources = SourceMap::default();
    let Some((policy, options)) = prepare(args, terminal, &mut sources) else { return Exit::Error };
    let done = match (&args.questions, &args.answers) {
        (_, Some(file)) => table::answers(args, file, &policy, &options, terminal),
        (Some(file), None) => table::questions(args, file, (&policy, &options, &sources), terminal),
        (None, None) => talk::run(args, (&policy, &options), &mut sources, terminal),
    };
    done.unwrap_or_else(|error| {
        match error {
            Stop::Said => {}
            Stop::Why(text) => terminal.error(&text),
        }
        Exit::Error
    })
}

/// Why a run ends before its end.
enum Stop {
    /// It has been said.
    Said,
    /// This is to be said.
    Why(Text),
}

impl From<Text> for Stop {
    fn from(text: Text) -> Stop {
        Stop::Why(text)
    }
}

/// What keeps a declaration from being judged, with its place.
fn stop(error: JudgeError, name: &str, sources: &SourceMap, terminal: &mut Terminal) -> Stop {
    match error {
        JudgeError::Input(error) => Stop::Why(files::wrong(&error, name, sources)),
        JudgeError::Policy(diagnostics) => {
            terminal.diagnostics(&diagnostics, sources);
            Stop::Said
        }
    }
}

/// The policy and what is judged with; what is missing has been said.
fn prepare(args: &AskArgs, terminal: &mut Terminal, sources: &mut SourceMap) -> Option<(Policy, Options)> {
    let asked = usage(args).and_then(|()| Ok((options(args, sources)?, find::policy(&args.policy, false)?)));
    let (options, found) = asked.map_err(|text| terminal.error(&text)).ok()?;
    match Policy::load(&*found.world, found.start, sources) {
        Ok(loaded) => Some((loaded.policy, options)),
        Err(diagnostics) => {
            terminal.diagnostics(&diagnostics, sources);
            None
        }
    }
}

fn usage(args: &AskArgs) -> Result<(), Text> {
    if args.questions.is_some() || args.answers.is_some() {
        return Ok(());
    }
    match args.inputs.as_slice() {
        [one] if one == "-" => Err(Text::new(
            "answers come from standard input, so the declaration cannot: write it to a file, and name that",
            "标准输入用于作答，申报数据不能再由此读入：请先存为文件，再给出文件名",
        )),
        [_] => Ok(()),
        _ => Err(Text::new(
            "one declaration is asked about at a time; --questions makes one list for many",
            "每次只询问一票申报；多票请用--questions生成问题清单",
        )),
    }
}

/// What is judged with: the office file that remembers is one of the standing facts.
fn options(args: &AskArgs, sources: &mut SourceMap) -> Result<Options, Text> {
    let mut options = standing::options(&args.judging, sources)?;
    if let Some(path) = args.remember.as_ref().filter(|path| !args.judging.with.contains(path)) {
        options.standing.extend(office::read(path, sources)?);
    }
    Ok(options)
}

/// The inputs of a list.
fn inputs(args: &AskArgs) -> Result<Vec<Input>, Text> {
    let inputs: Vec<Vec<Input>> = args.inputs.iter().map(|a| files::expand(a)).collect::<Result<_, _>>()?;
    Ok(inputs.concat())
}
