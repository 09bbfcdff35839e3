//! `mp1039 eval`: judges declarations, one after the other, and prints what
//! came of each. One that cannot be read keeps no other from being judged.

use std::collections::BTreeMap;

use super::args::{EvalArgs, FailOn, Format};
use super::files::{self, Input, place_of};
use super::standing;
use super::terminal::Terminal;
use super::{Exit, find};
use crate::bilingual;
use crate::eval::decision::{ADVICE, Decision, Verdict};
use crate::hir::{Edition, NormKind};
use crate::pipeline::{JudgeError, Judged, Options, Policy};
use crate::report::{self, Context, Notice, json};
use crate::source::{Layout, SourceId, SourceMap, Span};
use crate::value::{Date, Text, text::Lang};

/// Runs the command.
pub fn run(args: &EvalArgs, terminal: &mut Terminal) -> Exit {
    let mut sources = SourceMap::default();
    let Some((inputs, policy, options)) = prepare(args, terminal, &mut sources) else { return Exit::Error };
    let mut run = Run {
        args,
        terminal,
        policy,
        options,
        sources,
        counts: BTreeMap::new(),
        printed: false,
        exit: Exit::Clean,
    };
    for input in &inputs {
        run.input(input);
        if !run.terminal.open() {
            break;
        }
    }
    if inputs.len() > 1 && args.format == Format::Human {
        run.summary();
    }
    match run.exit {
        Exit::Findings if args.exit_zero => Exit::Clean,
        exit => exit,
    }
}

/// Everything that must be there before a declaration is read; what is missing
/// has been said.
fn prepare(
    args: &EvalArgs,
    terminal: &mut Terminal,
    sources: &mut SourceMap,
) -> Option<(Vec<Input>, Policy, Options)> {
    let asked = usage(args).and_then(|()| {
        let inputs: Vec<Vec<Input>> =
            args.inputs.iter().map(|a| files::expand(a)).collect::<Result<_, _>>()?;
        Ok((
            inputs.concat(),
            standing::read(&args.with, &args.set, sources)?,
            find::policy(&args.policy, args.alone)?,
        ))
    });
    let (inputs, standing, found) = asked.map_err(|text| terminal.error(&text)).ok()?;
    match Policy::load(&*found.world, found.start, sources) {
        Ok(loaded) => {
            let count = loaded.warnings.len();
            if count > 0 {
                let policy = &args.policy;
                terminal.say(&bilingual!(
                    "mp1039: {count} warnings about the policy; see them with: mp1039 check {policy}",
                    "mp1039：规则文件有{count}条警告，详见：mp1039 check {policy}"
                ));
            }
            Some((
                inputs,
                loaded.policy,
                Options {
                    as_of: args.as_of,
                    known_on: args.knowledge.known_on,
                    standing,
                    ..Options::default()
                },
            ))
        }
        Err(diagnostics) => {
            terminal.diagnostics(&diagnostics, sources);
            None
        }
    }
}

fn usage(args: &EvalArgs) -> Result<(), Text> {
    let stdin = args.inputs.iter().filter(|i| *i == "-").count();
    if args.envelope && args.format == Format::Human {
        return Err(Text::new(
            "--envelope goes with --format json or ndjson",
            "--envelope须与--format json或ndjson同用",
        ));
    }
    if stdin > 1 {
        return Err(Text::new("standard input can be read only once", "标准输入只能读取一次"));
    }
    Ok(())
}

struct Run<'a> {
    args: &'a EvalArgs,
    terminal: &'a mut Terminal,
    policy: Policy,
    options: Options,
    /// The texts of the policy; each input has them and its own.
    sources: SourceMap,
    /// How often each verdict was given, with its words, by rank.
    counts: BTreeMap<usize, (usize, Text)>,
    printed: bool,
    exit: Exit,
}

impl Run<'_> {
    fn input(&mut self, input: &Input) {
        let name = input.name();
        let mut sources = self.sources.clone();
        let source = sources.add(name.clone(), "");
        let how = (self.options.charset, &self.options.limits);
        let mut context = Context { source: name.clone(), record: 1, ..Context::default() };
        let mut records = match input.records(source, &mut sources, how) {
            Ok(records) => records,
            Err(error) => return self.fault(&context, &place_of(&error, &name, &sources), &error.message),
        };
        while let Some(record) = records.next(&mut sources) {
            let judged = record
                .map_err(JudgeError::Input)
                .and_then(|record| self.policy.judge_record(&record, &self.options));
            match judged {
                Ok(judged) => self.judged(&judged, source, &sources, context.clone()),
                Err(JudgeError::Input(error)) => {
                    self.fault(&context, &place_of(&error, &name, &sources), &error.message);
                }
                Err(JudgeError::Policy(diagnostics)) => {
                    self.terminal.diagnostics(&diagnostics, &sources);
                    let message = Text::new(
                        "the law of the declaration's day does not compile",
                        "申报当日适用的规则无法编译",
                    );
                    self.fault(&context, &name, &message);
                }
            }
            context.record += 1;
            if !self.terminal.open() {
                return;
            }
        }
    }

    fn judged(&mut self, judged: &Judged, source: SourceId, sources: &SourceMap, context: Context) {
        let decision = &judged.decision;
        let expected = self.args.expect_digest.as_deref();
        if expected.is_some_and(|e| e != decision.policy.digest) {
            let (digest, expected) = (&decision.policy.digest, expected.unwrap_or_default());
            let message = bilingual!(
                "the law of the day is edition {digest}, not {expected}",
                "当日适用的版本为{digest}，而非{expected}"
            );
            return self.fault(&context, &context.source, &message);
        }
        let context = self.around(judged, source, sources, context);
        let text = match (self.args.format, self.args.envelope) {
            (Format::Human, _) => {
                report::human(decision, &context, self.terminal.lang, self.terminal.colour())
            }
            (_, true) => json::envelope(&context, &json::Outcome::Decision(decision)) + "\n",
            (_, false) => json::json(decision) + "\n",
        };
        if self.args.format == Format::Human && self.printed {
            self.terminal.data("\n");
        }
        self.printed = true;
        self.terminal.data(&text);
        self.count(rank(decision.verdict), report::verdict(decision.verdict));
        if fails(decision, self.args.fail_on) {
            self.exit = self.exit.max(Exit::Findings);
        }
    }

    /// What a report needs beside the decision.
    fn around(&self, judged: &Judged, source: SourceId, sources: &SourceMap, context: Context) -> Context {
        let declaration = &judged.declaration;
        let warnings = declaration.warnings.iter().map(|w| Notice {
            pointer: w.pointer.clone(),
            place: w.span.map(|span| sources.place(span)).unwrap_or_default(),
            message: w.message.clone(),
        });
        let day = judged.decision.as_of.as_deref().and_then(Date::parse);
        let mut titles = BTreeMap::new();
        if self.args.format == Format::Human {
            // Of every version, since several may be possible; then as they read on the day.
            for day in [None, day] {
                titles.extend(
                    self.policy
                        .edition(day, self.args.knowledge.known_on)
                        .map(|e| self::titles(&e))
                        .unwrap_or_default(),
                );
            }
        }
        Context {
            places: places(&declaration.places, source, sources),
            stated: declaration.stated.clone(),
            warnings: warnings.collect(),
            titles,
            ..context
        }
    }

    /// A declaration that could not be judged.
    fn fault(&mut self, context: &Context, place: &str, message: &Text) {
        self.terminal.say(&bilingual!("{place}: error: {message}", "{place}: 错误：{message}"; message));
        let text = match (self.args.format, self.args.envelope) {
            (Format::Human, _) => String::new(),
            (_, true) => json::envelope(context, &json::Outcome::Error(place, message)) + "\n",
            (_, false) => json::error_record(&context.source, place, message) + "\n",
        };
        self.terminal.data(&text);
        self.count(UNJUDGED, Text::new("could not be judged", "未能核查"));
        self.exit = Exit::Error;
    }

    fn count(&mut self, rank: usize, words: Text) {
        self.counts.entry(rank).or_insert((0, words)).0 += 1;
    }

    /// `12 declarations. no obstacle found: 10; may not use 1039: 2`.
    fn summary(&mut self) {
        let lang = self.terminal.lang;
        let all: usize = self.counts.values().map(|(n, _)| n).sum();
        let each = self.counts.values().map(|(n, words)| match lang {
            Lang::En => format!("{}: {n}", words.en),
            Lang::Zh => format!("{}：{n}", words.zh),
        });
        let each: Vec<String> = each.collect();
        let words = match lang {
            Lang::En => format!("\n{all} declarations. {}\n", each.join("; ")),
            Lang::Zh => format!("\n共{all}票。{}\n", each.join("；")),
        };
        self.terminal.data(&words);
    }
}

/// The place of a verdict in the summary.
fn rank(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Admit => 0,
        Verdict::Review => 1,
        Verdict::Reject => 2,
        Verdict::Undecided => 3,
        Verdict::OutOfScope => 4,
    }
}

/// The place of what could not be judged: after every verdict.
const UNJUDGED: usize = 5;

/// Whether a decision makes the run exit with 1.
fn fails(decision: &Decision, fail_on: FailOn) -> bool {
    match (decision.verdict, fail_on) {
        (Verdict::Admit, _) => false,
        (Verdict::Reject, _) | (_, FailOn::Review) => true,
        (Verdict::Undecided, FailOn::Reject) => decision.worst == Verdict::Reject,
        (_, FailOn::Reject) => false,
    }
}

/// Names for people, of everything that a decision names by id.
fn titles(edition: &Edition) -> BTreeMap<String, Text> {
    let mut titles = BTreeMap::new();
    for instrument in &edition.instruments {
        for article in &instrument.articles {
            for norm in &article.norms {
                if let NormKind::Permit { name, .. } = &norm.kind {
                    titles.insert(name.clone(), permit(name, &article.title));
                }
            }
        }
        titles.insert(instrument.id.clone(), instrument.title.clone());
    }
    titles.extend(edition.catalogs.iter().map(|c| (c.id.clone(), c.title.clone())));
    titles.extend(edition.advice.iter().map(|a| (format!("{ADVICE} {}", a.id), a.title.clone())));
    titles.extend(edition.rates.iter().map(|r| (r.id.clone(), r.title.clone())));
    titles
}

/// An article may answer several questions: its title, and which.
fn permit(name: &str, title: &Text) -> Text {
    bilingual!("{title} ({name})", "{title}（{name}）"; title)
}

/// `file:line:column` of each value, in one pass over the text.
fn places(spans: &BTreeMap<String, Span>, source: SourceId, sources: &SourceMap) -> BTreeMap<String, String> {
    let Some(text) = sources.get(source) else { return BTreeMap::new() };
    let Layout::Text { first_line } = text.layout else {
        return spans.iter().map(|(pointer, span)| (pointer.clone(), sources.place(*span))).collect();
    };
    let (own, other): (Vec<_>, Vec<_>) = spans.iter().partition(|(_, span)| span.source == source);
    let mut places: BTreeMap<String, String> =
        other.into_iter().map(|(pointer, span)| (pointer.clone(), sources.place(*span))).collect();
    let mut own: Vec<_> = own.into_iter().map(|(pointer, span)| (span.start, pointer)).collect();
    own.sort_unstable();
    let mut chars = text.text.char_indices().peekable();
    let (mut line, mut column) = (first_line, 1);
    for (start, pointer) in own {
        while let Some((_, c)) = chars.next_if(|(at, _)| *at < start) {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        places.insert(pointer.clone(), format!("{}:{line}:{column}", text.name));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let mut sources = SourceMap::default();
        let source = sources.add("d.json", "{\n \"货\": \"值\", \"x\": 1}");
        let span = |start| Span::new(source, start, start + 1);
        let spans = BTreeMap::from([("/x".to_owned(), span(22)), ("/货".to_owned(), span(10))]);
        let found = places(&spans, source, &sources);
        for (pointer, span) in &spans {
            assert_eq!(found.get(pointer), Some(&sources.place(*span)));
        }
    }
}
