//! Bytes → text: a byte order mark decides, else the encoding that the caller
//! names, else strict UTF-8, else GB18030, which is what a Chinese spreadsheet
//! writes. A byte that cannot be read is an error at its offset, never a
//! replacement character.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use super::error::{InputError, Limits};
use crate::bilingual;
use crate::value::Text;

/// A named encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// By a label of the WHATWG encoding standard: `utf-8`, `gb18030`, `gbk`, `big5`.
    ///
    /// ```
    /// use mp1039::input::Charset;
    /// assert_eq!(Charset::parse("GBK").map(|c| c.name()), Some("GBK"));
    /// assert!(Charset::parse("martian").is_none());
    /// ```
    pub fn parse(label: &str) -> Option<Charset> {
        Encoding::for_label_no_replacement(label.as_bytes()).map(Charset)
    }

    /// Its name in that standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// Bytes as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// What is worth saying about how it was read.
    pub doubt: Option<Text>,
}

/// Reads bytes as text; `charset` counts where no byte order mark does.
///
/// # Errors
/// More bytes than `limits` allow; a byte that is no text, with its offset; NUL.
pub fn decode<'a>(
    bytes: &'a [u8],
    charset: Option<Charset>,
    limits: &Limits,
) -> Result<Decoded<'a>, InputError> {
    if bytes.len() > limits.bytes {
        return Err(too_long(limits.bytes));
    }
    let decoded = match (Encoding::for_bom(bytes), charset) {
        (Some((encoding, mark)), _) => strictly(encoding, bytes, mark, None)?,
        (None, Some(Charset(encoding))) => strictly(encoding, bytes, 0, None)?,
        (None, None) => guess(bytes)?,
    };
    match decoded.text.bytes().position(|b| b == 0) {
        None => Ok(decoded),
        Some(at) => {
            let message =
                bilingual!("byte {at} is NUL, which no text holds", "第{at}字节为NUL，文本中不得出现");
            Err(InputError::byte(at, message))
        }
    }
}

/// The error of an input that is longer than is read at once.
pub(super) fn too_long(most: usize) -> InputError {
    let message =
        bilingual!("more than the {most} bytes that are read at once", "超过一次可读取的{most}字节");
    InputError::byte(most, message)
}

fn guess(bytes: &[u8]) -> Result<Decoded<'_>, InputError> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text: Cow::Borrowed(text), doubt: None }),
        Err(error) => error,
    };
    let valid = bytes.get(..error.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("");
    if is_meant_as_utf8(valid) {
        return strictly(UTF_8, bytes, 0, None);
    }
    let doubt = Text::new("read as GB18030, since it is not UTF-8", "非UTF-8编码，按GB18030读取");
    strictly(GB18030, bytes, 0, Some(doubt))
}

/// Whether text before a byte that is not UTF-8 shows that UTF-8 was meant: three
/// bytes a character hardly ever come about by chance, two bytes often do.
pub(super) fn is_meant_as_utf8(valid: &str) -> bool {
    let of = |width: usize| valid.chars().filter(|c| c.len_utf8() == width).count();
    let (two, three) = (of(2), of(3));
    three > 0 && three >= two * 3
}

fn strictly<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    mark: usize,
    doubt: Option<Text>,
) -> Result<Decoded<'a>, InputError> {
    let body = bytes.get(mark..).unwrap_or_default();
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        return Ok(Decoded { text, doubt });
    }
    let offset = mark + first_bad(encoding, body);
    let name = encoding.name();
    let message = match doubt {
        Some(_) => bilingual!(
            "byte {offset} is text neither as UTF-8 nor as GB18030; name the encoding with --encoding",
            "第{offset}字节既非UTF-8亦非GB18030；请以--encoding指明编码"
        ),
        None => bilingual!("byte {offset} is no text in {name}", "第{offset}字节不是{name}文本"),
    };
    Err(InputError::byte(offset, message))
}

/// Where the first malformed sequence begins.
fn first_bad(encoding: &'static Encoding, body: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = String::with_capacity(8192);
    let mut read = 0;
    loop {
        let rest = body.get(read..).unwrap_or_default();
        let (result, count) = decoder.decode_to_string_without_replacement(rest, &mut out, true);
        read += count;
        match result {
            DecoderResult::OutputFull if count > 0 || !out.is_empty() => out.clear(),
            DecoderResult::Malformed(length, after) => {
                return read.saturating_sub(usize::from(length) + usize::from(after));
            }
            _ => return read,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of(bytes: &[u8]) -> Result<(String, bool), usize> {
        decode(bytes, None, &Limits::default())
            .map(|d| (d.text.into_owned(), d.doubt.is_some()))
            .map_err(|e| e.offset.unwrap())
    }

    #[test]
    fn the_order_of_tries() {
        let gbk = GB18030.encode("货值，口罩").0;
        assert_eq!(of("货".as_bytes()), Ok(("货".to_owned(), false)));
        assert_eq!(of(b"\xef\xbb\xbfa"), Ok(("a".to_owned(), false)));
        assert_eq!(of(b"\xff\xfea\0"), Ok(("a".to_owned(), false)));
        assert_eq!(of(&gbk), Ok(("货值，口罩".to_owned(), true)));
        let named = decode(&gbk, Charset::parse("gbk"), &Limits::default()).unwrap();
        assert_eq!((named.text.as_ref(), named.doubt), ("货值，口罩", None));
    }

    #[test]
    fn a_byte_that_cannot_be_read_has_its_offset() {
        assert_eq!(of(b"abc\xff\xff"), Err(3));
        assert_eq!(of("货值".as_bytes().get(..5).unwrap()), Err(3), "cut inside a character");
        let long = "货".repeat(5_000);
        let mut bytes = long.into_bytes();
        bytes.push(0xff);
        assert_eq!(of(&bytes), Err(15_000));
        assert_eq!(of(b"a\0"), Err(1));
    }
}
