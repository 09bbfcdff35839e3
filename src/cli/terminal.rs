//! stdout and stderr: who reads them, in which language and colour, and what
//! happens when they go away.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, IsTerminal, Write};

use super::Exit;
use super::args::When;
use crate::diagnostic::{Diagnostic, render};
use crate::format::tongue_of;
use crate::source::SourceMap;
use crate::syntax::Tongue;
use crate::value::{Text, text::Lang};

/// The two streams of a run.
pub struct Terminal {
    /// The language of the reader.
    pub lang: Lang,
    /// It was asked for, so that it holds for texts in another tongue as well.
    asked: bool,
    out: io::StdoutLock<'static>,
    /// Colour on stdout, and on stderr.
    colour: (bool, bool),
    /// What became of stdout.
    state: State,
    /// Diagnostics said already.
    said: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// The reader has left: no fault, and nothing more to say.
    Left,
    /// It could not be written.
    Broken,
}

impl Terminal {
    /// The streams of this process.
    pub fn new((lang, asked): (Lang, bool), when: When) -> Terminal {
        let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
        let colour = |terminal| match when {
            When::Always => true,
            When::Never => false,
            When::Auto if std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) => false,
            When::Auto => terminal || set("CLICOLOR_FORCE"),
        };
        let colour = (colour(io::stdout().is_terminal()), colour(io::stderr().is_terminal()));
        Terminal { lang, asked, out: io::stdout().lock(), colour, state: State::Open, said: BTreeSet::new() }
    }

    /// Whether stdout is coloured.
    pub fn colour(&self) -> bool {
        self.colour.0
    }

    /// Whether anyone still reads stdout.
    pub fn open(&self) -> bool {
        self.state == State::Open
    }

    /// Writes text with its line ends to stdout.
    pub fn data(&mut self, text: &str) {
        if self.open() {
            let done = self.out.write_all(text.as_bytes());
            self.note(done);
        }
    }

    /// Says something on stderr.
    pub fn say(&mut self, text: &Text) {
        // An argument must not move the cursor of the person who reads it.
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let words = text.get(self.lang).replace(control, "\u{fffd}");
        // stderr is the last resort: when it is gone, the exit code remains.
        let _ = writeln!(io::stderr(), "{words}");
    }

    /// Asks for a line on stderr, whose end the person writes; `given` is what was written
    /// where nobody sees it being typed.
    pub fn prompt(&mut self, given: Option<&str>) {
        let _ = match given {
            None => write!(io::stderr(), "> "),
            Some(given) => writeln!(io::stderr(), "{}", given.replace(char::is_control, "\u{fffd}")),
        };
    }

    /// Says `mp1039: error: …` on stderr.
    pub fn error(&mut self, text: &Text) {
        let text = text.get(self.lang);
        let words = Text::new(format!("mp1039: error: {text}"), format!("mp1039：错误：{text}"));
        self.say(&words);
    }

    /// The language of a diagnostic: that of the reader, where it was asked for, else
    /// Chinese for a text that is written in it.
    pub fn lang_of(&self, diagnostic: &Diagnostic, sources: &SourceMap) -> Lang {
        let text = sources.get(diagnostic.span.source).map_or("", |source| &source.text);
        if !self.asked && tongue_of(text) == Tongue::Zh { Lang::Zh } else { self.lang }
    }

    /// Draws diagnostics on stderr, each once a run.
    pub fn diagnostics(&mut self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        for diagnostic in diagnostics {
            let text = render::human(diagnostic, sources, self.lang_of(diagnostic, sources), self.colour.1);
            if self.said.insert(text.clone()) {
                self.say(&Text::same(text));
            }
        }
    }

    /// Shows what was written so far.
    pub fn flush(&mut self) {
        if self.open() {
            let done = self.out.flush();
            self.note(done);
        }
    }

    /// Flushes stdout; the exit code of the run.
    pub fn finish(mut self, exit: Exit) -> Exit {
        self.flush();
        if self.state == State::Broken { Exit::Error } else { exit }
    }

    fn note(&mut self, done: io::Result<()>) {
        match done {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.state = State::Left,
            Err(error) => {
                self.state = State::Broken;
                self.error(&Text::same(format!("stdout: {error}")));
            }
        }
    }
}

/// Makes a panic say what happened, and exit with 2 like any internal error.
pub fn exit_2_on_panic(lang: Lang) {
    std::panic::set_hook(Box::new(move |info| {
        // A library at work on a damaged file; who called it goes on.
        if crate::input::formats::guard::is_guarded() {
            return;
        }
        let words = match lang {
            Lang::En => "mp1039: internal error, nothing was decided; please report it",
            Lang::Zh => "mp1039：内部错误，未得出结论，请反馈",
        };
        let _ = writeln!(io::stderr(), "{words}\n{info}");
        std::process::exit(2);
    }));
}
