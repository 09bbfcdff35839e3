//! Syntax: text → [`ast`].
//!
//! [`layout`] cuts a text into items and statements; `items` looks at the first
//! word of each and has pest read it by one rule of `grammar/mp1039.pest`; the
//! builders (`law`, `time`, `data`, `cases`, `expr`, …) turn what
//! pest read into the tree. Each piece is read on its own, so one broken
//! statement is one diagnostic, and the rest of the file is still read. `guard`
//! stands before pest, so that no text can exhaust the stack; `error` and
//! `words` put pest's failures into the words of the field.

pub mod ast;
mod cases;
pub(crate) mod cst;
mod data;
mod error;
mod expr;
pub(crate) mod grammar;
mod guard;
mod items;
mod law;
pub(crate) mod layout;
pub(crate) mod literal;
mod message;
pub(crate) mod reader;
mod reference;
mod repair;
mod time;
pub(crate) mod tongue;
mod words;

pub use repair::spaced;
pub use tongue::Tongue;

use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// A result whose error is one diagnostic.
pub type Fallible<T> = Result<T, Box<Diagnostic>>;

/// How much a text may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one text.
    pub bytes: usize,
    /// How deep brackets and words such as `not` nest.
    pub nesting: usize,
    /// Items of one text.
    pub items: usize,
    /// Diagnostics of one text; the rest is not shown.
    pub diagnostics: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 1 << 20, nesting: 64, items: 10_000, diagnostics: 200 }
    }
}

/// Makes a text of bytes, or says where they are not UTF-8 or hold a NUL.
///
/// ```
/// use mp1039::{source::SourceId, syntax::decode};
/// assert!(decode(SourceId(0), "条".into()).is_ok());
/// let error = decode(SourceId(0), vec![b'a', 0xff]).unwrap_err();
/// assert_eq!(error.message.en, "this is not UTF-8 text: byte 1 cannot be read");
/// ```
#[allow(clippy::result_large_err, reason = "called once a file")]
pub fn decode(source: SourceId, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let fail =
        |at: usize, message| Err(Diagnostic::error(Code::NotText, Span::new(source, at, at + 1), message));
    match String::from_utf8(bytes) {
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            fail(
                at,
                bilingual!(
                    "this is not UTF-8 text: byte {at} cannot be read",
                    "不是 UTF-8 文本：第 {at} 字节无法识别"
                ),
            )
        }
        Ok(text) => match text.find('\0') {
            Some(at) => {
                fail(at, bilingual!("this is not text: byte {at} is NUL", "不是文本：第 {at} 字节为 NUL"))
            }
            None => Ok(text),
        },
    }
}

/// Reads a text. Whatever is wrong with it is in the diagnostics; the file holds
/// the items whose heads could be read.
///
/// ```
/// use mp1039::{source::SourceId, syntax};
/// let text = "article 1 \"x\"\n  require a =\n  require b = 1\n";
/// let (file, diagnostics) = syntax::parse(SourceId(0), text, &syntax::Limits::default());
/// assert_eq!((file.items.len(), diagnostics.len()), (1, 1));
/// ```
pub fn parse(source: SourceId, text: &str, limits: &Limits) -> (ast::File, Vec<Diagnostic>) {
    let refused = |code, at, message| (ast::File::default(), vec![Diagnostic::error(code, at, message)]);
    let begin = Span::new(source, 0, 0);
    if text.len() > limits.bytes {
        let (size, most) = (text.len(), limits.bytes);
        let message = bilingual!(
            "the text has {size} bytes; the limit is {most}",
            "文本共 {size} 字节，超过上限 {most}"
        );
        return refused(Code::TooLarge, begin, message);
    }
    if let Some(at) = text.find('\0') {
        let message = bilingual!("this is not text: byte {at} is NUL", "不是文本：第 {at} 字节为 NUL");
        return refused(Code::NotText, Span::new(source, at, at + 1), message);
    }
    let layout = layout::cut(source, text);
    if layout.items.is_empty() && layout.stray.is_empty() {
        let message = Text::new("there is nothing in this policy", "规则文件没有内容");
        return refused(Code::Empty, begin, message);
    }
    if let Some(item) = layout.items.get(limits.items) {
        let most = limits.items;
        let message = bilingual!("a file has at most {most} items", "单个文件最多 {most} 个条目");
        return refused(Code::TooLarge, item.head, message);
    }
    let mut reader = reader::Reader::new(source, text, limits);
    if let Some(first) = layout.stray.first() {
        reader.report(stray(*first));
    }
    let items = layout.items.iter().filter_map(|raw| items::read(&mut reader, raw)).collect();
    let mut diagnostics = reader.diagnostics;
    if layout.items.first().is_some_and(|item| tongue::of(piece(text, item.head)) == Some(Tongue::Zh)) {
        diagnostics.iter_mut().for_each(in_chinese);
    }
    diagnostics.truncate(limits.diagnostics);
    (ast::File { items }, diagnostics)
}

fn piece(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or("")
}

/// A problem of a text in Chinese advises words in Chinese.
fn in_chinese(problem: &mut Diagnostic) {
    // The message quotes what was written.
    for text in problem.help.iter_mut().chain([&mut problem.label]) {
        *text = Text::new(tongue::chinese_words(&text.en), tongue::chinese_words(&text.zh));
    }
}

/// Reads an expression on its own: the hole of a message, or a word of the
/// command line. `offset` is where the text begins in its source.
pub fn parse_expr(source: SourceId, offset: usize, text: &str) -> Fallible<ast::Expr> {
    message::hole(source, offset, text, &Limits::default())
}

/// Reads the number of an instrument as a person gives it: `GACC 221/2019`, or
/// 海关总署 2019年第221号. Nothing where it is none.
pub fn parse_instrument(text: &str) -> Option<ast::InstrumentId> {
    let node = reader::read(grammar::Rule::instrument, SourceId(0), 0, text, &Limits::default()).ok()?;
    literal::instrument_id(&node.need(grammar::Rule::instrument_id).ok()?).ok()
}

/// Whether a text can be the Chinese name of something: it is read as a name wherever an
/// expression stands, and as nothing else.
pub fn is_chinese_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    let names =
        text.chars().all(plain) && text.starts_with(char::is_alphabetic) && text.contains(tongue::is_han);
    let path = |e: ast::Expr| matches!(e.kind, ast::ExprKind::Path(path) if path.dotted() == text);
    names && parse_expr(SourceId(0), 0, text).is_ok_and(path)
}

fn stray(span: Span) -> Diagnostic {
    let message =
        Text::new("this line is indented, but no item stands above it", "此行有缩进，但上方没有条目");
    let help = Text::new(
        "begin an item, such as `policy` or `article`, at the left margin",
        "请先在行首写条目，如 `policy` 或 `article`",
    );
    Diagnostic::error(Code::Indent, span, message).help(help)
}
