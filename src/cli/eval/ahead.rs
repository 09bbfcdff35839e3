//! How many records are taken at once, to be judged on several threads.

use std::fs;

use crate::cli::files::Input;
use crate::input::formats::{Raw, Records};

/// So many records a thread are taken at most, and so many bytes in all, so that memory
/// stays what it is however long an input goes on.
const MOST: usize = 64;
const MOST_BYTES: usize = 1 << 23;

/// Takes records: few at first, so that the first answer comes soon.
pub(super) struct Ahead {
    next: usize,
    most: usize,
    /// Whether records may come one by one, so that none must wait for the next.
    answers: bool,
}

impl Ahead {
    /// For an input and so many threads.
    pub(super) fn new(input: &Input, threads: usize) -> Ahead {
        let is_file = |path| fs::metadata(path).is_ok_and(|file| file.is_file());
        let whole = matches!(input, Input::File(path) if is_file(path));
        Ahead { next: 1, most: MOST * threads, answers: !whole }
    }

    /// The next records; none at the end.
    pub(super) fn take(&mut self, records: &mut Records) -> Vec<Raw> {
        let (mut found, mut bytes) = (Vec::new(), 0);
        while found.len() < self.next
            && bytes < MOST_BYTES
            && (found.is_empty() || !self.answers || records.is_here())
            && let Some(raw) = records.next_raw()
        {
            bytes += raw.bytes().map_or(0, <[u8]>::len);
            found.push(raw);
        }
        self.next = (self.next * 2).min(self.most);
        found
    }
}
