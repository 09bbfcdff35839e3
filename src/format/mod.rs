//! The canonical layout of a policy text, in either tongue.
//!
//! [`format`] reads a text into its concrete syntax, `write` puts each head and statement
//! into words by the forms of [`crate::syntax::Tongue`], `lines` breaks them into lines,
//! and `text` puts comments and blank lines back where they stood. What a text means is
//! untouched: the same tree, whatever the tongue, and the same text when formatted again.

mod lines;
mod text;
mod token;
mod write;

use crate::diagnostic::Diagnostic;
use crate::rulebook::Names;
use crate::source::SourceId;
use crate::syntax::cst::concrete;
use crate::syntax::{Limits, Tongue, parse, tongue};

/// Formats a text, in its own tongue or in another.
///
/// `names` are the Chinese names of what the rulebook of the text defines.
///
/// # Errors
/// What is wrong with a text that cannot be read; it is not formatted then.
///
/// ```
/// use mp1039::{format::format, rulebook::Names, source::SourceId, syntax::Tongue};
/// let text = "article 1 \"Transit\"\n   require   not transit\n     otherwise review\n";
/// let zh = format(SourceId(0), text, Some(Tongue::Zh), &Names::default()).unwrap();
/// assert_eq!(zh, "第 1 条 en \"Transit\"\n  应当 并非 transit\n    否则 人工复核\n");
/// ```
pub fn format(
    source: SourceId,
    text: &str,
    tongue: Option<Tongue>,
    names: &Names,
) -> Result<String, Vec<Diagnostic>> {
    let limits = Limits::default();
    let (file, problems) = parse(source, text, &limits);
    if !problems.is_empty() {
        return Err(problems);
    }
    let read = concrete(source, text, &limits).map_err(|problem| vec![*problem])?;
    let tongue = tongue.unwrap_or_else(|| tongue_of(text));
    let names = names.with_lets(file.items.iter().map(|item| &item.kind));
    Ok(text::text(text, &read, tongue, &names))
}

/// The tongue that a text is written in: that of most of its items, also where it cannot
/// be read.
///
/// ```
/// use mp1039::{format::tongue_of, syntax::Tongue};
/// assert_eq!(tongue_of("第 1 条 \"x\"\n  应当 a"), Tongue::Zh);
/// assert_eq!(tongue_of("article 1 zh \"限额\"\n  require a"), Tongue::En);
/// ```
pub fn tongue_of(text: &str) -> Tongue {
    let heads = text.lines().filter_map(tongue::of);
    let (zh, en) = heads.fold((0, 0), |(zh, en), tongue| match tongue {
        Tongue::Zh => (zh + 1, en),
        Tongue::En => (zh, en + 1),
    });
    if zh > en { Tongue::Zh } else { Tongue::En }
}
