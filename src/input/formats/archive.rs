//! A ZIP archive is looked through before anything of it is read: how many parts it has,
//! how large they are when unpacked, and what they say they need.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::bilingual;
use crate::input::error::InputError;
use crate::value::Text;

/// Parts of an archive at most.
const MOST_PARTS: usize = 1_000;

/// Bytes of all parts unpacked, at most.
const MOST_BYTES: u64 = 256 << 20;

/// The names of the parts of an archive that is safe to unpack.
pub(super) fn parts(bytes: &[u8], most_values: usize) -> Result<Vec<String>, InputError> {
    let broken = |error: &dyn std::fmt::Display| {
        InputError::at(
            None,
            bilingual!("the file is cut off or damaged: {error}", "文件不完整或已损坏：{error}"),
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let count = archive.len();
    if count > MOST_PARTS {
        let message = bilingual!(
            "an archive of {count} parts, more than the {MOST_PARTS} that are read",
            "压缩包内有{count}个文件，超过可读取的{MOST_PARTS}个"
        );
        return Err(InputError::at(None, message));
    }
    let mut names = Vec::new();
    let mut total = 0;
    for index in 0..count {
        let mut part = archive.by_index(index).map_err(|e| broken(&e))?;
        let name = part.name().map_err(|e| broken(&e))?.into_owned();
        let strings = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let mut counts = Counts::default();
        let mut buffer = [0; 1 << 14];
        loop {
            let read = part.read(&mut buffer).map_err(|e| broken(&e))?;
            let chunk = buffer.get(..read).unwrap_or_default();
            total += u64::try_from(read).unwrap_or(u64::MAX);
            if total > MOST_BYTES {
                return Err(InputError::at(None, bomb()));
            }
            if strings && !counts.are_sane(chunk, most_values) {
                let message = Text::new(
                    "the workbook announces more texts than are read",
                    "工作簿声明的文本数量超过可读取的上限",
                );
                return Err(InputError::at(None, message));
            }
            if read == 0 {
                break;
            }
        }
        names.push(name);
    }
    Ok(names)
}

fn bomb() -> Text {
    bilingual!(
        "unpacked, the file is larger than the {MOST_BYTES} bytes that are read",
        "解压后超过可读取的{MOST_BYTES}字节"
    )
}

/// Looks for a count that memory is set aside for before any text has been seen.
#[derive(Default)]
struct Counts {
    /// The end of what has been seen.
    tail: Vec<u8>,
}

impl Counts {
    /// Whether the next bytes announce no more than `most`. Bytes that cannot be looked
    /// through, as in UTF-16, are not sane: no writer of workbooks makes them.
    fn are_sane(&mut self, chunk: &[u8], most: usize) -> bool {
        const NAME: &[u8] = b"uniqueCount";
        const ROOM: usize = 128;
        let end = chunk.is_empty();
        self.tail.extend_from_slice(chunk);
        let seen = &self.tail;
        if seen.contains(&0) {
            return false;
        }
        let mut places = seen.windows(NAME.len()).enumerate().filter(|(_, w)| *w == NAME).map(|(at, _)| at);
        let sane = places.all(|at| {
            let after = seen.get(at.saturating_add(NAME.len())..).unwrap_or_default();
            // What is cut off here is looked at again with the next bytes.
            (after.len() < ROOM && !end) || is_small(after, most)
        });
        let keep = self.tail.len().saturating_sub(ROOM + NAME.len());
        self.tail.drain(..keep);
        sane
    }
}

/// Whether `="123"` is at most so much.
fn is_small(after: &[u8], most: usize) -> bool {
    let rest: Vec<u8> = after.iter().copied().filter(|b| !b.is_ascii_whitespace()).take(32).collect();
    let digits = rest.iter().skip(2).take_while(|b| b.is_ascii_digit());
    let number = digits.fold(0_usize, |n, b| n.saturating_mul(10).saturating_add(usize::from(b - b'0')));
    rest.starts_with(b"=") && number <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_memory_is_set_aside_for() {
        let of = |text: &[u8], step: usize| {
            let mut counts = Counts::default();
            text.chunks(step).chain([&[] as &[u8]]).all(|chunk| counts.are_sane(chunk, 1_000))
        };
        for step in [1, 7, 4096] {
            assert!(of(br#"<sst count="9" uniqueCount="9"><si><t>x</t></si></sst>"#, step));
            assert!(!of(br#"<sst uniqueCount = "99999999999"><si><t>x</t></si></sst>"#, step));
            let far = format!("<!--{}--><sst uniqueCount='1001'>", " ".repeat(5_000));
            assert!(!of(far.as_bytes(), step));
        }
        assert!(!of(b"<\0s\0s\0t\0", 4096));
    }
}
