//! The container of Office files before 2007, as far as reading one stream of it needs:
//! sectors in chains, and a directory of named streams.

use crate::bilingual;
use crate::input::error::InputError;
use crate::value::Text;

/// How such a file begins.
pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Sector numbers from here on have meanings of their own.
const SPECIAL: u32 = 0xffff_fffa;

/// A stream of a container, smaller than this, lies in the small sectors.
const SMALL: u64 = 4096;

/// A container.
pub(super) struct Container<'b> {
    bytes: &'b [u8],
    /// Bytes of a sector.
    size: usize,
    /// The sector after each.
    next: Vec<u32>,
    small_next: Vec<u32>,
    /// What the small sectors lie in.
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: u64,
}

pub(super) fn encrypted() -> Text {
    Text::new(
        "the workbook is protected by a password; save it without one",
        "工作簿已加密；请取消密码后另存",
    )
}

fn damaged() -> InputError {
    InputError::at(None, Text::new("the file is cut off or damaged", "文件不完整或已损坏"))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

impl<'b> Container<'b> {
    /// Reads the tables of a container.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Container<'b>, InputError> {
        Container::parse(bytes).ok_or_else(damaged)
    }

    fn parse(bytes: &'b [u8]) -> Option<Container<'b>> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Container {
            bytes,
            size,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        container.next = container.tables()?;
        let directory = container.chain(u32_at(bytes, 48)?, None)?;
        container.entries = directory.chunks_exact(128).filter_map(|e| entry(e, size)).collect();
        let root = container.entries.first()?;
        let (start, length) = (root.start, root.length);
        if u32_at(bytes, 64)? > 0 {
            let table = container.chain(u32_at(bytes, 60)?, None)?;
            container.small_next = words(&table).collect();
            container.small = container.chain(start, Some(length))?;
        }
        Some(container)
    }

    /// The table that chains the sectors: its own sectors are listed in the header, and on.
    fn tables(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> = words(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        let mut steps = 0;
        while more < SPECIAL {
            steps += 1;
            if steps > self.count() {
                return None;
            }
            let mut list: Vec<u32> = words(self.sector(more)?).collect();
            more = list.pop()?;
            sectors.extend(list);
        }
        let mut next = Vec::new();
        for sector in sectors.into_iter().filter(|s| *s < SPECIAL) {
            if next.len() > self.count().saturating_mul(2).saturating_add(2048) {
                return None;
            }
            next.extend(words(self.sector(sector)?));
        }
        Some(next)
    }

    /// How many sectors there are at most.
    fn count(&self) -> usize {
        self.bytes.len() / self.size
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.size)?;
        let end = start.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain of sectors.
    fn chain(&self, mut sector: u32, length: Option<u64>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut steps = 0;
        let enough = |bytes: &Vec<u8>| length.is_some_and(|length| bytes.len() as u64 >= length);
        while sector < SPECIAL && !enough(&bytes) {
            steps += 1;
            if steps > self.count().saturating_add(1) {
                return None;
            }
            bytes.extend_from_slice(self.sector(sector)?);
            sector = *self.next.get(usize::try_from(sector).ok()?)?;
        }
        cut(bytes, length)
    }

    fn small_chain(&self, mut sector: u32, length: u64) -> Option<Vec<u8>> {
        const SIZE: usize = 64;
        let mut bytes = Vec::new();
        while sector < SPECIAL && (bytes.len() as u64) < length {
            let number = usize::try_from(sector).ok()?;
            let start = number.checked_mul(SIZE)?;
            bytes.extend_from_slice(self.small.get(start..start.checked_add(SIZE)?)?);
            sector = *self.small_next.get(number)?;
        }
        cut(bytes, Some(length))
    }

    /// Whether there is a stream of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` where there is none.
    ///
    /// # Errors
    /// It goes on where the file has ended.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, InputError> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let bytes = match entry.length < SMALL {
            true => self.small_chain(entry.start, entry.length),
            false => self.chain(entry.start, Some(entry.length)),
        };
        bytes.map(Some).ok_or_else(damaged)
    }
}

/// Exactly so many bytes, or none.
fn cut(mut bytes: Vec<u8>, length: Option<u64>) -> Option<Vec<u8>> {
    if let Some(length) = length {
        let length = usize::try_from(length).ok()?;
        if bytes.len() < length {
            return None;
        }
        bytes.truncate(length);
    }
    Some(bytes)
}

fn entry(bytes: &[u8], sector: usize) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).saturating_sub(2);
    let units: Vec<u16> = bytes.get(..length.min(64))?.chunks_exact(2).filter_map(|c| u16_at(c, 0)).collect();
    let low = u64::from(u32_at(bytes, 120)?);
    let high = u64::from(u32_at(bytes, 124)?);
    // With small sectors the upper half of the length may be anything.
    let length = if sector == 512 { low } else { low | (high << 32) };
    Some(Entry { name: String::from_utf16_lossy(&units), start: u32_at(bytes, 116)?, length })
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|chunk| u32_at(chunk, 0))
}

/// The error of a container that holds no workbook.
pub(super) fn no_workbook(container: &Container) -> InputError {
    let what = match () {
        () if container.has("EncryptedPackage") => return InputError::at(None, encrypted()),
        () if container.has("WordDocument") => Text::new("this is a Word document", "此为Word文档"),
        () if container.has("PowerPoint Document") => Text::new("this is a presentation", "此为演示文稿"),
        () => Text::new("this is an Office file without a workbook", "此Office文件中没有工作簿"),
    };
    InputError::at(
        None,
        bilingual!("{what}; save the list of goods as .xlsx or CSV", "{what}；请将商品清单另存为.xlsx或CSV"; what),
    )
}
