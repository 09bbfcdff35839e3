//! Bytes → records: one reader a format, and one table of the formats.
//!
//! [`Records::open`] looks at the first bytes of an input, never at its name, and
//! gives its records one after the other; a stream of lines is never held as a
//! whole. A record is a [`Node`] in the shape of the canonical declaration; what its
//! reader changed or doubts are warnings beside it. Values are typed later and in
//! one place, when a record is bound.

mod archive;
mod decmessage;
mod delimited;
pub mod guard;
mod json;
mod lines;
mod mapping;
mod ole;
mod platform;
mod refused;
mod table;
pub(crate) mod written;
mod xls;
mod xlsx;
mod xml;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

use self::lines::Lines;
pub use self::table::flat_text;
use self::table::grid::Table;
use super::declaration::Warning;
use super::decode::{Charset, too_long};
use super::error::{InputError, Limits};
use super::node::Node;
use crate::bilingual;
use crate::source::{SourceId, SourceMap};
use crate::value::Text;

/// One declaration, in the shape of the canonical one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its values, with their places.
    pub node: Node,
    /// What the reader changed or doubts.
    pub warnings: Vec<Warning>,
}

/// A record, or why there is none.
pub type Outcome = Result<Record, InputError>;

/// A record as it came: of a stream of lines only its bytes, which are still to be read.
pub struct Raw(Came);

enum Came {
    /// A line, or why there is none, and its number from 1.
    Line(Result<Vec<u8>, InputError>, usize),
    /// It has been read.
    Read(Outcome),
}

impl Raw {
    /// The bytes of a line.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Came::Line(Ok(bytes), _) => Some(bytes),
            Came::Line(Err(_), _) | Came::Read(_) => None,
        }
    }

    /// The record; its source is given the text that its places lie in.
    ///
    /// # Errors
    /// Why there is none.
    pub fn read(
        &self,
        source: SourceId,
        sources: &mut Cow<'_, SourceMap>,
        how: (Option<Charset>, &Limits),
    ) -> Result<Cow<'_, Record>, InputError> {
        match &self.0 {
            Came::Line(line, number) => {
                lines::read((line.as_deref(), *number), source, sources.to_mut(), how).map(Cow::Owned)
            }
            Came::Read(outcome) => outcome.as_ref().map(Cow::Borrowed).map_err(Clone::clone),
        }
    }
}

/// A whole input at hand.
pub struct Input<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Which source its places belong to.
    pub source: SourceId,
    /// The encoding that the caller names.
    pub charset: Option<Charset>,
    /// How much is read.
    pub limits: &'a Limits,
}

/// Reads every record of an input, and gives the source its text or cells.
type Whole = fn(&Input, &mut SourceMap) -> Result<Vec<Outcome>, InputError>;

/// A format that declarations arrive in.
pub struct Format {
    /// As options and reports name it.
    pub name: &'static str,
    /// For people, English and Chinese.
    pub title: (&'static str, &'static str),
    /// What its files usually end in; a folder is read by these.
    pub extensions: &'static [&'static str],
    /// Whether the first bytes of an input are of this format.
    is: fn(&Head) -> bool,
    /// Its reader.
    read: Reader,
}

/// How an input is read.
enum Reader {
    /// To records at once.
    Records(Whole),
    /// To tables, which are records to the reader of tables.
    Tables(fn(&Input) -> Result<Tables, InputError>),
}

/// Tables, and what is worth saying about their file.
type Tables = (Vec<Table>, Vec<Text>);

impl Format {
    /// Reads every record of an input, whatever it looks like, and gives the source its
    /// text or cells.
    ///
    /// # Errors
    /// When there is no record at all.
    pub fn read(&self, input: &Input, sources: &mut SourceMap) -> Result<Vec<Outcome>, InputError> {
        match self.read {
            Reader::Records(read) => read(input, sources),
            Reader::Tables(read) => {
                let (tables, remarks) = read(input)?;
                table::read(&tables, remarks, input, sources)
            }
        }
    }
}

/// Every format, in the order in which they are tried.
pub const FORMATS: &[Format] = &[
    Format {
        name: "json",
        title: ("JSON, or NDJSON with one declaration a line", "JSON，或每行一票的NDJSON"),
        extensions: &["json", "ndjson", "jsonl"],
        is: |head| match head.text().chars().next() {
            Some('"') => !delimited::is(head),
            first => matches!(first, None | Some('{' | '[')),
        },
        read: Reader::Records(json::read),
    },
    Format {
        name: "xlsx",
        title: ("a list of goods in a workbook, XLSX", "XLSX工作簿中的商品清单"),
        extensions: &["xlsx", "xlsm"],
        is: xlsx::is,
        read: Reader::Tables(xlsx::read),
    },
    Format {
        name: "xls",
        title: (
            "a list of goods in a workbook of Excel 97 to 2003, XLS",
            "XLS工作簿（Excel 97至2003）中的商品清单",
        ),
        extensions: &["xls"],
        is: xls::is,
        read: Reader::Tables(xls::read),
    },
    Format {
        name: "xml",
        title: ("XML messages of the Single Window or a platform", "单一窗口或市场采购平台的XML报文"),
        extensions: &["xml"],
        is: xml::is,
        read: Reader::Records(xml::read),
    },
    // Last: text that is nothing else.
    Format {
        name: "csv",
        title: ("a list of goods as CSV or tab-separated text", "CSV或制表符分隔的商品清单"),
        extensions: &["csv", "tsv"],
        is: delimited::is,
        read: Reader::Tables(delimited::read),
    },
];

/// A sheet's name, if it has one, and its rows.
pub type Rows = (Option<String>, Vec<Vec<String>>);

/// The rows of each sheet of a table; `None` where the input is no table.
///
/// # Errors
/// A table that cannot be read.
pub fn rows(
    bytes: &[u8],
    (charset, limits): (Option<Charset>, &Limits),
) -> Result<Option<Vec<Rows>>, InputError> {
    let head = Head::new(bytes.iter().copied().take(HEAD_BYTES).collect());
    let format = FORMATS.iter().find(|format| (format.is)(&head));
    let Some(Reader::Tables(read)) = format.map(|format| &format.read) else { return Ok(None) };
    let (tables, _) = read(&Input { bytes, source: SourceId::default(), charset, limits })?;
    Ok(Some(tables.iter().filter(|table| !table.hidden).map(Table::dense).collect()))
}

/// The first bytes of an input.
pub struct Head {
    bytes: Vec<u8>,
    text: String,
}

/// So many first bytes are looked at.
const HEAD_BYTES: usize = 4096;

impl Head {
    fn new(bytes: Vec<u8>) -> Head {
        let (encoding, mark) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
        let body = bytes.get(mark..).unwrap_or_default();
        let text = encoding.decode_without_bom_handling(body).0.trim_start().to_owned();
        Head { bytes, text }
    }

    /// As bytes.
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// As text without a byte order mark and leading blanks; what is no text in it is
    /// replaced, since only the beginning is looked at.
    fn text(&self) -> &str {
        &self.text
    }
}

/// The records of an input, one after the other.
pub struct Records<'r> {
    format: &'static Format,
    source: SourceId,
    charset: Option<Charset>,
    limits: Limits,
    state: State<'r>,
}

enum State<'r> {
    /// Lines yet to be read.
    Lines(Lines<'r>),
    /// All records, read.
    Ready(VecDeque<Outcome>),
}

impl<'r> Records<'r> {
    /// Looks at an input and reads its records: all of them, or, of a stream of
    /// lines, each when it is asked for.
    ///
    /// # Errors
    /// When there is no record at all: the input cannot be read, is of no format, or is
    /// something else than declarations.
    pub fn open(
        reader: Box<dyn Read + 'r>,
        source: SourceId,
        sources: &mut SourceMap,
        (charset, limits): (Option<Charset>, &Limits),
    ) -> Result<Records<'r>, InputError> {
        let (head, reader) = peek(reader)?;
        let (head, reader) = match head.bytes().starts_with(&[0x1f, 0x8b]) {
            true => peek(Box::new(MultiGzDecoder::new(reader)))?,
            false => (head, reader),
        };
        let format = FORMATS.iter().find(|format| (format.is)(&head)).ok_or_else(|| no_format(&head))?;
        let mut reader = BufReader::with_capacity(1 << 18, reader);
        let mut bytes = Vec::new();
        if format.name == "json" && lines::begin(&mut reader, &mut bytes, limits)? {
            let state = State::Lines(Lines::new(reader, &bytes, limits.bytes));
            return Ok(Records { format, source, charset, limits: *limits, state });
        }
        let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        reader.take(most).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
        if bytes.len() > limits.bytes {
            return Err(too_long(limits.bytes));
        }
        let records = format.read(&Input { bytes: &bytes, source, charset, limits }, sources)?;
        let state = State::Ready(records.into());
        Ok(Records { format, source, charset, limits: *limits, state })
    }

    /// The next record; its source is given the text that its places lie in.
    pub fn next(&mut self, sources: &mut SourceMap) -> Option<Outcome> {
        match self.next_raw()?.0 {
            Came::Line(line, number) => {
                let how = (self.charset, &self.limits);
                Some(lines::read((line.as_deref(), number), self.source, sources, how))
            }
            Came::Read(outcome) => Some(outcome),
        }
    }

    /// The next record as it comes.
    pub fn next_raw(&mut self) -> Option<Raw> {
        let came = match &mut self.state {
            State::Ready(records) => Came::Read(records.pop_front()?),
            State::Lines(lines) => {
                let line = lines.next()?;
                Came::Line(line, lines.number())
            }
        };
        Some(Raw(came))
    }

    /// Whether the next record is here already, so that nobody has to wait for it.
    pub fn is_here(&self) -> bool {
        match &self.state {
            State::Ready(_) => true,
            State::Lines(lines) => lines.is_here(),
        }
    }

    /// The only record of an input.
    ///
    /// # Errors
    /// What is wrong with it, or that there are several, or none.
    pub fn only(mut self, sources: &mut SourceMap) -> Outcome {
        let none = || InputError::at(None, Text::new("there is no declaration here", "其中没有申报数据"));
        let first = self.next(sources).unwrap_or_else(|| Err(none()))?;
        // The text of the first record stays, so that its places can be said.
        match self.next_raw() {
            None => Ok(first),
            Some(_) => Err(InputError::at(
                None,
                Text::new("there is more than one declaration here", "其中不止一票申报"),
            )),
        }
    }

    /// Which format the input is of.
    pub fn format(&self) -> &'static Format {
        self.format
    }
}

/// The first bytes of an input, and the whole of it again.
fn peek<'r>(mut reader: Box<dyn Read + 'r>) -> Result<(Head, Box<dyn Read + 'r>), InputError> {
    let mut bytes = Vec::new();
    reader.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    Ok((Head::new(bytes.clone()), Box::new(Cursor::new(bytes).chain(reader))))
}

/// The error of an input that the system does not give, or that cannot be unpacked.
pub fn unreadable(error: &io::Error) -> InputError {
    let why = match error.kind() {
        io::ErrorKind::NotFound => Text::new("there is no such file", "没有此文件"),
        io::ErrorKind::PermissionDenied => Text::new("it may not be read", "没有读取权限"),
        io::ErrorKind::UnexpectedEof => Text::new("the packed data ends too early", "压缩数据不完整"),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            Text::new("the packed data is damaged", "压缩数据已损坏")
        }
        _ => Text::same(error.to_string()),
    };
    InputError::at(None, bilingual!("cannot be read: {why}", "无法读取：{why}"; why))
}

fn no_format(head: &Head) -> InputError {
    let known = |lang: fn(&(&'static str, &'static str)) -> &'static str, comma: &str| {
        FORMATS.iter().map(|f| lang(&f.title)).collect::<Vec<_>>().join(comma)
    };
    let found = match head.bytes() {
        bytes if bytes.starts_with(b"%PDF") => Text::new("this is a PDF", "此为PDF文件"),
        bytes if bytes.contains(&0) => Text::new("this is not text", "此非文本文件"),
        _ => Text::new("this is of no format that is read here", "此文件格式无法读取"),
    };
    let (en, zh) = (known(|t| t.0, "; "), known(|t| t.1, "；"));
    let formats = Text::new(en, zh);
    InputError::at(
        None,
        bilingual!("{found}; what can be read: {formats}", "{found}；可读取：{formats}"; found, formats),
    )
}
