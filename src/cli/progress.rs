//! The progress of a long run: on a terminal a bar with rate and remaining time,
//! else nothing.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::files::Input;
use crate::value::text::Lang;

/// How far a run is.
pub struct Progress {
    /// Hidden where nobody would see it.
    bar: ProgressBar,
    /// Bytes read so far.
    read: Arc<AtomicU64>,
    records: u64,
    lang: Lang,
}

impl Progress {
    /// The progress through `inputs`, if it is to be `shown` and stderr is a terminal.
    pub fn new(inputs: &[Input], shown: bool, lang: Lang) -> Progress {
        let sizes: Option<Vec<u64>> = inputs.iter().map(size).collect();
        let bar = match (shown && io::stderr().is_terminal(), sizes) {
            (false, _) => ProgressBar::hidden(),
            (true, Some(sizes)) => ProgressBar::new(sizes.iter().sum()),
            (true, None) => ProgressBar::new_spinner(),
        };
        let template = match (bar.length().is_some(), lang) {
            (true, Lang::En) => "{wide_bar} {percent} %  {msg}  {eta} left",
            (true, Lang::Zh) => "{wide_bar} {percent} %  {msg}  还需{eta}",
            (false, _) => "{spinner} {bytes}  {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar, read: Arc::default(), records: 0, lang }
    }

    /// A reader whose bytes count.
    pub fn count(&self, inner: Box<dyn Read>) -> Box<dyn Read> {
        Box::new(Counted { inner, read: self.read.clone() })
    }

    /// One record more.
    pub fn record(&mut self) {
        self.records += 1;
        if self.bar.is_hidden() || !self.records.is_multiple_of(64) {
            return;
        }
        let (count, millis) = (self.records, self.bar.elapsed().max(Duration::from_millis(1)).as_millis());
        let rate = u128::from(count) * 1000 / millis;
        self.bar.set_message(match self.lang {
            Lang::En => format!("{count} records, {rate} a second"),
            Lang::Zh => format!("{count}条，每秒{rate}条"),
        });
        self.bar.set_position(self.read.load(Ordering::Relaxed));
    }

    /// Runs what writes to stderr, without the bar in its way.
    pub fn pause(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The size of an input, where it is known.
fn size(input: &Input) -> Option<u64> {
    match input {
        Input::Stdin => None,
        Input::File(path) => fs::metadata(path).ok().map(|meta| meta.len()),
    }
}

struct Counted {
    inner: Box<dyn Read>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        Ok(count)
    }
}
