//! XML: the bytes as text by the encoding that its declaration names, the text as
//! trees ([`tree`]), and each root as the message that it is ([`messages`]).

mod messages;
mod tree;

use encoding_rs::Encoding;

use super::{Head, Input, Outcome};
use crate::bilingual;
use crate::input::declaration::Warning;
use crate::input::decode::{Charset, Decoded, decode, is_meant_as_utf8};
use crate::input::error::{InputError, Limits};
use crate::source::{Layout, SourceMap};
use crate::value::Text;

/// Something may have been typed in front of the first tag; so far it is looked for.
const STRAY: usize = 64;

/// Whether the first bytes of an input are XML.
pub(super) fn is(head: &Head) -> bool {
    let text = head.text();
    let declared = text.find("<?xml").or_else(|| text.find("<DecMessage"));
    text.starts_with('<') || declared.is_some_and(|at| at <= STRAY)
}

/// Reads every message of an XML text.
pub(super) fn read(input: &Input, sources: &mut SourceMap) -> Result<Vec<Outcome>, InputError> {
    let decoded = declared(input.bytes, input.charset, input.limits)?;
    sources.fill(input.source, &decoded.text, Layout::default());
    messages::refuse_page(input.source, &decoded.text)?;
    let (trees, broken) = tree::parse(input.source, &decoded.text, input.limits);
    if trees.is_empty() {
        return Err(broken.unwrap_or_else(nothing));
    }
    let mut outcomes: Vec<Outcome> = trees.iter().flat_map(messages::records).collect();
    outcomes.extend(broken.map(Err));
    if let [Err(error)] = outcomes.as_slice() {
        return Err(error.clone());
    }
    for record in outcomes.iter_mut().flatten() {
        let doubt = decoded.doubt.iter().cloned();
        let whole = |message| Warning { pointer: String::new(), span: None, message };
        record.warnings.splice(0..0, doubt.map(whole));
    }
    Ok(outcomes)
}

fn nothing() -> InputError {
    InputError::at(None, Text::new("there is no element here", "其中没有任何元素"))
}

/// Reads bytes as text. A byte order mark decides, else the encoding that the caller
/// names, else the one that the XML declaration names; but text that is plainly UTF-8
/// is not read as anything else on its word, since declarations outlive conversions.
fn declared<'a>(
    bytes: &'a [u8],
    charset: Option<Charset>,
    limits: &Limits,
) -> Result<Decoded<'a>, InputError> {
    if charset.is_some() || Encoding::for_bom(bytes).is_some() {
        return decode(bytes, charset, limits);
    }
    let Some(label) = label(bytes) else { return decode(bytes, None, limits) };
    let known = Charset::parse(&label).filter(|c| !c.name().starts_with("UTF-16"));
    let doubt = |decoded: Decoded<'a>, is: Text| {
        let message = bilingual!("the XML declaration says {label}; {is}", "XML声明为{label}；{is}"; is);
        Decoded { doubt: Some(message), ..decoded }
    };
    match known {
        Some(charset) if charset.name() == "UTF-8" => {
            let decoded = decode(bytes, None, limits)?;
            Ok(match decoded.doubt.clone() {
                Some(is) => doubt(decoded, is),
                None => decoded,
            })
        }
        Some(charset) => match std::str::from_utf8(bytes) {
            Ok(text) if is_meant_as_utf8(text) => {
                let is = Text::new("read as UTF-8, since it is UTF-8", "实为UTF-8编码，按UTF-8读取");
                decode(bytes, None, limits).map(|decoded| doubt(decoded, is))
            }
            _ => decode(bytes, Some(charset), limits),
        },
        None => {
            let decoded = decode(bytes, None, limits)?;
            let other = Text::new("read as UTF-8, since it is not that", "与实际不符，按UTF-8读取");
            let is = decoded.doubt.clone().unwrap_or(other);
            Ok(doubt(decoded, is))
        }
    }
}

/// The encoding that the XML declaration names.
fn label(bytes: &[u8]) -> Option<String> {
    let start: String = bytes.iter().take(STRAY + 200).map(|b| char::from(*b)).collect();
    let (_, declaration) = start.split_once("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (label, _) = value.get(1..)?.split_once(quote)?;
    Some(label.trim().to_owned()).filter(|l| l.len() <= 40 && l.chars().all(|c| c.is_ascii_graphic()))
}
