//! `mp1039 eval`: judges declarations, one after the other, and says what came of
//! each. One that cannot be read keeps no other from being judged.
//!
//! Results go to stdout, or with `--out` to a file ([`out`]) that a later run can go
//! on with; [`around`] gathers what a report needs beside a decision.

mod ahead;
pub(super) mod around;
mod out;
mod work;

use super::Exit;
use super::args::{EvalArgs, FailOn, Format};
use super::files::{self, Input};
use super::policy::{self, Stop};
use super::progress::Progress;
use super::standing;
use super::terminal::Terminal;
use crate::bilingual;
use crate::eval::decision::Verdict;
use crate::input::Particulars;
use crate::input::formats::Raw;
use crate::parallel;
use crate::pipeline::{Options, Policy};
use crate::report::{Tally, Told};
use crate::source::SourceMap;
use crate::value::Text;

use self::ahead::Ahead;
use self::out::{Earlier, Out, Said};
use self::work::{Done, Fault, Origin, Work};

/// Runs the command.
pub fn run(args: &EvalArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let mut sources = SourceMap::default();
    let (inputs, policy, options) = prepare(args, terminal, &mut sources)?;
    // The process ends with this run; giving a rulebook back piece by piece helps nobody.
    let policy: &Policy = Box::leak(Box::new(policy));
    let human = args.format == Format::Human && args.out.is_none();
    let human = human.then(|| (terminal.lang, terminal.colour()));
    let work = Work { policy, options: &options, args, human };
    let open = |path| files::not_an_input(path, &inputs).and_then(|()| Out::open(path, args.resume));
    let out = args.out.as_deref().map(open).transpose()?;
    let progress = Progress::new(&inputs, args.out.is_some(), terminal.lang);
    let mut run = Run {
        terminal,
        work,
        sources,
        out,
        progress,
        tally: Tally::default(),
        faults: 0,
        printed: false,
        stopped: false,
        exit: Exit::Clean,
    };
    for input in &inputs {
        if run.input(input).is_err() {
            break;
        }
    }
    Ok(run.finish(inputs.len()))
}

/// Everything that must be there before a declaration is read.
fn prepare(
    args: &EvalArgs,
    terminal: &mut Terminal,
    sources: &mut SourceMap,
) -> Result<(Vec<Input>, Policy, Options), Stop> {
    usage(args)?;
    let inputs: Vec<Vec<Input>> = args.inputs.iter().map(|a| files::expand(a)).collect::<Result<_, _>>()?;
    let options = standing::options(&args.judging, sources)?;
    let loaded = policy::load_to_judge(&args.policy, args.alone, sources, terminal)?;
    let count = loaded.warnings.len();
    if count > 0 {
        let policy = &args.policy;
        terminal.say(&bilingual!(
            "mp1039: {count} warnings about the policy; see them with: mp1039 check {policy}",
            "mp1039：规则文件有{count}条警告，详见：mp1039 check {policy}"
        ));
    }
    Ok((inputs.concat(), loaded.policy.by(args.run.evaluator), options))
}

fn usage(args: &EvalArgs) -> Result<(), Text> {
    let stdin = args.inputs.iter().filter(|i| *i == "-").count();
    if args.envelope && args.format == Format::Human && args.out.is_none() {
        return Err(Text::new(
            "--envelope goes with --format json or ndjson, or with --out",
            "--envelope须与--format json、ndjson或--out同用",
        ));
    }
    if stdin > 1 {
        return Err(Text::new("standard input can be read only once", "标准输入只能读取一次"));
    }
    Ok(())
}

struct Run<'a> {
    terminal: &'a mut Terminal,
    work: Work<'a>,
    /// The texts of the policy; each input has them and its own.
    sources: SourceMap,
    /// Where records go, if not to stdout.
    out: Option<Out>,
    progress: Progress,
    tally: Tally,
    /// Records that could not be judged.
    faults: usize,
    printed: bool,
    /// Whether the run was given up, so that there is nothing to sum up.
    stopped: bool,
    exit: Exit,
}

/// So many faults of a batch are said one by one.
const SAID: usize = 20;

impl Run<'_> {
    fn input(&mut self, input: &Input) -> Result<(), Stop> {
        let (name, work) = (input.name(), self.work);
        let mut sources = self.sources.clone();
        let source = sources.add(name.clone(), "");
        let reader = input.open().map(|reader| self.progress.count(reader));
        let how = (work.options.charset, &work.options.limits);
        let opened = files::records(reader, source, &mut sources, how);
        let origin = |record| Origin { name: &name, source, sources: &sources, record };
        let mut records = match opened {
            Ok(records) => records,
            Err(error) => {
                let unread = || work.unread(&error, origin(1), &sources);
                return self.record(unread(), unread, origin(1));
            }
        };
        let threads = self.work.args.run.threads();
        let mut ahead = Ahead::new(input, threads);
        let mut count = 0;
        loop {
            let taken: Vec<(usize, Raw)> = (count + 1..).zip(ahead.take(&mut records)).collect();
            if taken.is_empty() {
                return Ok(());
            }
            count += taken.len();
            let decide = self.out.as_ref().is_none_or(|out| !out.is_resuming());
            let done = parallel::map(&taken, threads, |(at, raw)| work.one(raw, origin(*at), decide));
            for (done, (at, raw)) in done.into_iter().zip(&taken) {
                self.record(done, || work.one(raw, origin(*at), true), origin(*at))?;
            }
        }
    }

    /// Says what came of a record; one that an earlier run has judged is only counted.
    fn record(&mut self, done: Done, judge: impl Fn() -> Done, of: Origin) -> Result<(), Stop> {
        self.progress.record();
        if let Some(earlier) = self.out.as_mut().and_then(Out::earlier) {
            return self.again(&earlier, done, judge, of);
        }
        // The earlier run ended among the records that were taken with this one.
        let done = if matches!(done.what, Ok((_, None))) { judge() } else { done };
        match &done.what {
            Ok((particulars, Some(told))) => self.count(told, particulars),
            Ok((_, None)) => {}
            Err(fault) => self.say_fault(fault, of.sources),
        }
        self.put(&done.text)
    }

    /// Whether records are printed for people.
    fn is_human(&self) -> bool {
        self.work.human.is_some()
    }

    fn say_fault(&mut self, fault: &Fault, sources: &SourceMap) {
        self.terminal.diagnostics(&fault.diagnostics, sources);
        self.faults += 1;
        if self.out.is_none() || self.faults <= SAID {
            let said = files::faulty(&fault.place, &fault.message);
            self.progress.pause(|| self.terminal.say(&said));
        }
        self.tally.add_unreadable();
        self.exit = Exit::Error;
    }

    fn count(&mut self, told: &Told, of: &Particulars) {
        self.tally.add(told, of);
        if fails((told.verdict(), told.worst()), self.work.args.fail_on) {
            self.exit = self.exit.max(Exit::Findings);
        }
    }

    /// Prints a record.
    fn put(&mut self, text: &str) -> Result<(), Stop> {
        if let Some(out) = &mut self.out {
            return out.put(text).map_err(|problem| self.stop(&problem));
        }
        if self.is_human() && !text.is_empty() {
            if self.printed {
                self.terminal.data("\n");
            }
            self.printed = true;
        }
        self.terminal.data(text);
        if self.terminal.open() { Ok(()) } else { Err(Stop::Said) }
    }

    fn stop(&mut self, problem: &Text) -> Stop {
        self.progress.pause(|| self.terminal.error(problem));
        (self.stopped, self.exit) = (true, Exit::Error);
        Stop::Said
    }

    /// A record that an earlier run has judged: counted as it was, and every so many of them,
    /// the first, the last and each that could not be judged are judged again, which must
    /// give the same bytes.
    fn again(
        &mut self,
        earlier: &Earlier,
        done: Done,
        judge: impl Fn() -> Done,
        of: Origin,
    ) -> Result<(), Stop> {
        let mut is_checked = earlier.is_checked;
        let same = match (&done.what, earlier.said()) {
            (Ok((particulars, _)), Said::Decision(told)) => {
                self.count(&told, particulars);
                particulars.id == told.declaration && told.has_lines(particulars)
            }
            (_, Said::Error) => {
                self.tally.add_unreadable();
                self.faults += 1;
                self.exit = Exit::Error;
                is_checked = true;
                true
            }
            _ => false,
        };
        if same && (!is_checked || judge().text == earlier.line) {
            return Ok(());
        }
        let (place, path) = (of.name, self.work.args.out.as_deref().unwrap_or_default());
        let (number, record) = (earlier.number, of.record);
        Err(self.stop(&bilingual!(
            "{path}:{number} is not what record {record} of {place} comes to now: inputs, policy or options are not those of the earlier run; leave --resume out to begin anew",
            "{path}:{number}与{place}第{record}条记录现在的结论不同：输入、规则或选项与前次运行不一致；如需重新开始，请去掉--resume"
        )))
    }

    /// Says what the whole came to.
    fn finish(mut self, inputs: usize) -> Exit {
        self.progress.finish();
        let out = self.out.take().filter(|_| !self.stopped);
        if let Some(problem) = out.and_then(|out| out.finish().err()) {
            let _ = self.stop(&problem);
        }
        if self.stopped {
            return Exit::Error;
        }
        if self.work.args.out.is_some() && self.faults > SAID {
            let more = self.faults - SAID;
            self.terminal.say(&bilingual!(
                "mp1039: {more} more records could not be judged; each is an error line of the output",
                "mp1039：另有{more}条记录未能核查，输出中各有一行错误记录"
            ));
        }
        let (lang, several) = (self.terminal.lang, inputs > 1 || self.tally.read() > 1);
        if self.work.args.summary {
            let text = match self.work.args.format {
                Format::Human => self.tally.human(lang, self.terminal.colour()),
                _ => self.tally.json() + "\n",
            };
            match self.work.args.out.is_none() && self.work.args.format != Format::Human {
                // The records are on stdout.
                true => self.terminal.say(&Text::same(text.trim_end())),
                false if self.printed => self.terminal.data(&format!("\n{text}")),
                false => self.terminal.data(&text),
            }
        } else if several && self.work.args.format == Format::Human {
            let line = self.tally.line(lang);
            self.terminal.data(&if self.printed { format!("\n{line}\n") } else { format!("{line}\n") });
        }
        match self.exit {
            Exit::Findings if self.work.args.exit_zero => Exit::Clean,
            exit => exit,
        }
    }
}

/// Whether a verdict, at worst so, makes the run exit with 1.
fn fails((verdict, worst): (&str, &str), fail_on: FailOn) -> bool {
    let reject = Verdict::Reject.as_str();
    match fail_on {
        FailOn::Review => verdict != Verdict::Admit.as_str(),
        FailOn::Reject => verdict == reject || (verdict == Verdict::Undecided.as_str() && worst == reject),
    }
}
