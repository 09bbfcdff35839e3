//! One record → what is said of it, apart from all others, so that any thread can do it.
//!
//! Where only the decision is wanted, a line of JSON is decided by its bytes; what is printed
//! for people, or with its places, needs the declaration as a whole.

use std::borrow::Cow;

use super::around;
use crate::bilingual;
use crate::cli::args::EvalArgs;
use crate::cli::files::place_of;
use crate::diagnostic::Diagnostic;
use crate::eval::decision::Decision;
use crate::input::formats::Raw;
use crate::input::{InputError, Particulars};
use crate::pipeline::{Judged, Options, Policy};
use crate::report::{self, Context, Told, json};
use crate::source::{SourceId, SourceMap};
use crate::value::{Text, text::Lang};

/// How records are judged and printed.
#[derive(Clone, Copy)]
pub(super) struct Work<'a> {
    pub(super) policy: &'a Policy,
    pub(super) options: &'a Options,
    pub(super) args: &'a EvalArgs,
    /// For people: in which language, and whether in colour.
    pub(super) human: Option<(Lang, bool)>,
}

/// Where a record comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The name of the input.
    pub(super) name: &'a str,
    pub(super) source: SourceId,
    pub(super) sources: &'a SourceMap,
    /// Which record it is, from 1.
    pub(super) record: usize,
}

/// A record that could not be judged: where, and why.
pub(super) struct Fault {
    pub(super) place: String,
    pub(super) message: Text,
    /// What keeps the law of its day from compiling.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What came of a record.
pub(super) struct Done {
    /// What is counted of it; nothing is told of one that was only read.
    pub(super) what: Result<(Particulars, Option<Told>), Fault>,
    /// As it is printed.
    pub(super) text: String,
}

impl Work<'_> {
    /// Judges a record, or only reads it.
    pub(super) fn one(&self, raw: &Raw, of: Origin, decide: bool) -> Done {
        if self.is_bare()
            && let Some(bytes) = raw.bytes()
            && let Some((particulars, decision)) = self.policy.decide_record(bytes, self.options, decide)
        {
            return self.done(particulars, decision.as_ref(), of, |decision| json::json(decision) + "\n");
        }
        let mut sources = Cow::Borrowed(of.sources);
        let how = (self.options.charset, &self.options.limits);
        let read = raw.read(of.source, &mut sources, how).and_then(|r| self.policy.read(&r, self.options));
        let declaration = match read {
            Ok(declaration) => declaration,
            Err(error) => return self.unread(&error, of, &sources),
        };
        let particulars = Particulars::of(&declaration, self.policy.schema());
        let decision = decide.then(|| self.policy.decide(&declaration, self.options)).transpose();
        let judged = match decision {
            Ok(Some(decision)) => Judged { decision, declaration },
            Ok(None) => return self.done(particulars, None, of, |_| String::new()),
            Err(diagnostics) => {
                let message = Text::new(
                    "the law of the declaration's day does not compile",
                    "申报当日适用的规则无法编译",
                );
                return self.fault(Fault { place: of.context().named(), message, diagnostics }, of);
            }
        };
        self.done(particulars, Some(&judged.decision), of, |_| self.text(&judged, of, &sources))
    }

    /// Whether a decision is printed with nothing around it.
    fn is_bare(&self) -> bool {
        self.human.is_none() && !self.args.envelope
    }

    /// That a record, or a whole input, cannot be read.
    pub(super) fn unread(&self, error: &InputError, of: Origin, sources: &SourceMap) -> Done {
        let place = place_of(error, of.name, sources);
        self.fault(Fault { place, message: error.message.clone(), diagnostics: Vec::new() }, of)
    }

    fn done(
        &self,
        particulars: Particulars,
        decision: Option<&Decision>,
        of: Origin,
        text: impl FnOnce(&Decision) -> String,
    ) -> Done {
        let Some(decision) = decision else {
            return Done { what: Ok((particulars, None)), text: String::new() };
        };
        if let Some(message) = self.unexpected(decision) {
            return self.fault(Fault { place: of.context().named(), message, diagnostics: Vec::new() }, of);
        }
        Done { what: Ok((particulars, Some(Told::from(decision)))), text: text(decision) }
    }

    fn fault(&self, fault: Fault, of: Origin) -> Done {
        let (place, message) = (fault.place.as_str(), &fault.message);
        let text = match (self.human, self.args.envelope) {
            (Some(_), _) => String::new(),
            (None, true) => json::envelope(&of.context(), &json::Outcome::Error(place, message)) + "\n",
            (None, false) => json::error_record(of.name, place, message) + "\n",
        };
        Done { what: Err(fault), text }
    }

    /// What is wrong with the edition of a decision, if another one was asked for.
    fn unexpected(&self, decision: &Decision) -> Option<Text> {
        let expected = self.args.expect_digest.as_deref()?;
        let digest = &decision.policy.digest;
        (expected != digest).then(|| {
            bilingual!(
                "the law of the day is edition {digest}, not {expected}",
                "当日适用的版本为{digest}，而非{expected}"
            )
        })
    }

    /// A decision as it is printed, with what stands around it.
    fn text(&self, judged: &Judged, of: Origin, sources: &SourceMap) -> String {
        if self.is_bare() {
            return json::json(&judged.decision) + "\n";
        }
        let titles = self.human.map(|_| (self.policy, self.args.judging.knowledge.known_on));
        let context = around::context(judged, of.source, sources, titles, &of.context());
        match self.human {
            Some((lang, colour)) => report::human(&judged.decision, &context, lang, colour),
            None => json::envelope(&context, &json::Outcome::Decision(&judged.decision)) + "\n",
        }
    }
}

impl Origin<'_> {
    fn context(&self) -> Context {
        Context { source: self.name.to_owned(), record: self.record, ..Context::default() }
    }
}
