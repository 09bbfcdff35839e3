//! The file of `--out`: a line for each record, in their order; and what an earlier
//! run has left in it, with `--resume`.
//!
//! Every record gives one line, so that the number of whole lines says how far the
//! earlier run came. A line that was broken off is taken away and written again.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};

use serde::Deserialize;

use crate::bilingual;
use crate::report::{Told, json};
use crate::value::Text;

/// The file.
pub(super) struct Out {
    path: String,
    /// What the earlier run wrote, as far as it has not been met yet.
    earlier: Option<Lines>,
    /// Opened once the earlier lines are through.
    writer: Option<BufWriter<File>>,
}

/// One of so many earlier records is judged again.
const EVERY: usize = 64;

/// The whole lines of an earlier run.
struct Lines {
    reader: BufReader<File>,
    /// The line after the one that was given last.
    next: Option<String>,
    /// How many lines were given.
    number: usize,
    /// The bytes of all whole lines so far.
    end: u64,
}

/// A line of an earlier run.
pub(super) struct Earlier {
    /// With its end.
    pub(super) line: String,
    /// From 1.
    pub(super) number: usize,
    /// Whether it is the first, the last, or one of every so many.
    pub(super) is_checked: bool,
}

/// What a line of an earlier run says.
pub(super) enum Said {
    /// A decision.
    Decision(Told),
    /// That a record could not be judged.
    Error,
    /// Nothing that such a run writes.
    Other,
}

impl Earlier {
    /// What it says.
    pub(super) fn said(&self) -> Said {
        #[derive(Deserialize)]
        struct Error {
            schema: String,
        }
        #[derive(Deserialize)]
        struct Envelope {
            decision: Option<Told>,
            error: Option<Error>,
        }
        let line = self.line.as_str();
        if let Ok(told) = serde_json::from_str(line) {
            return Said::Decision(told);
        }
        let bare: Option<Error> = serde_json::from_str(line).ok();
        match serde_json::from_str(line) {
            Ok(Envelope { decision: Some(told), .. }) => Said::Decision(told),
            Ok(Envelope { error, .. })
                if error.as_ref().or(bare.as_ref()).is_some_and(|e| e.schema == json::ERROR) =>
            {
                Said::Error
            }
            _ => Said::Other,
        }
    }
}

impl Out {
    /// Opens the file, empty or to go on with.
    pub(super) fn open(path: &str, resume: bool) -> Result<Out, Text> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(!resume).open(path);
        let file = file.map_err(|e| failed(path, &e))?;
        let mut out = Out { path: path.to_owned(), earlier: None, writer: None };
        match resume {
            true => {
                let mut lines = Lines { reader: BufReader::new(file), next: None, number: 0, end: 0 };
                lines.next = lines.read().map_err(|e| failed(path, &e))?;
                out.earlier = Some(lines);
            }
            false => out.writer = Some(BufWriter::new(file)),
        }
        Ok(out)
    }

    /// The line that the earlier run wrote for the next record, if it came so far.
    pub(super) fn earlier(&mut self) -> Option<Earlier> {
        let lines = self.earlier.as_mut()?;
        let line = lines.next.take()?;
        lines.number += 1;
        lines.next = lines.read().unwrap_or_default();
        let is_checked = lines.number % EVERY == 1 || lines.next.is_none();
        Some(Earlier { line, number: lines.number, is_checked })
    }

    /// Whether records of an earlier run are left.
    pub(super) fn is_resuming(&self) -> bool {
        self.earlier.as_ref().is_some_and(|lines| lines.next.is_some())
    }

    /// Writes a line.
    pub(super) fn put(&mut self, line: &str) -> Result<(), Text> {
        self.go_on()?;
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write_all(line.as_bytes()).map_err(|e| failed(&self.path, &e))
    }

    /// Turns from reading the earlier lines to writing after them.
    fn go_on(&mut self) -> Result<(), Text> {
        let Some(lines) = self.earlier.take() else { return Ok(()) };
        let mut file = lines.reader.into_inner();
        let at_end = file.set_len(lines.end).and_then(|()| file.seek(SeekFrom::Start(lines.end)));
        at_end.map_err(|e| failed(&self.path, &e))?;
        self.writer = Some(BufWriter::new(file));
        Ok(())
    }

    /// Writes what is still held.
    pub(super) fn finish(mut self) -> Result<(), Text> {
        if let Some(Lines { next: Some(_), number, .. }) = &self.earlier {
            let path = &self.path;
            return Err(bilingual!(
                "{path} has more records than the inputs, which have {number}: it is of another run",
                "{path}中的记录多于输入（{number}条）：并非同一次运行的输出"
            ));
        }
        self.go_on()?;
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.flush().map_err(|e| failed(&self.path, &e))
    }
}

impl Lines {
    /// The next whole line; `None` at the end, or where one was broken off.
    fn read(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        let count = self.reader.read_until(b'\n', &mut bytes)?;
        if !bytes.ends_with(b"\n") {
            return Ok(None);
        }
        self.end += u64::try_from(count).unwrap_or(0);
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn failed(path: &str, error: &io::Error) -> Text {
    bilingual!("{path} cannot be written: {error}", "{path}无法写入：{error}")
}
