//! `mp1039 ask`: asks for what is missing, at the terminal ([`talk`]) or in a table for
//! those who know ([`table`]), and keeps the answers.

mod table;
mod talk;

use super::args::AskArgs;
use super::files::{self, Input};
use super::policy::{self, Loaded, Stop};
use super::terminal::Terminal;
use super::{Exit, office, standing};
use crate::pipeline::Options;
use crate::source::SourceMap;
use crate::value::Text;

/// Runs the command.
pub fn run(args: &AskArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    usage(args)?;
    let mut sources = SourceMap::default();
    let options = options(args, &mut sources)?;
    let Loaded { policy, .. } = policy::load(&args.policy, false, &mut sources, terminal)?;
    match (&args.questions, &args.answers) {
        (_, Some(file)) => table::answers(args, file, &policy, &options, terminal),
        (Some(file), None) => table::questions(args, file, (&policy, &options, &sources), terminal),
        (None, None) => talk::run(args, (&policy, &options), &mut sources, terminal),
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
