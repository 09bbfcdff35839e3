//! XML text → trees of [`Node`]s, one a root.
//!
//! An element is an object of the elements in it, in order and under their local
//! names, or the text in it, or nothing. Attributes and namespaces say nothing that
//! is asked for. There are no entities but the five of XML and numbers; a document
//! type is refused, so that a text never means more than what stands there.

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::bilingual;
use crate::input::error::{InputError, Limits};
use crate::input::node::{Kind, Member, Node, quote};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// Under this key stands text between the elements of an element.
const BETWEEN: &str = "#text";

/// A root, with its local name.
pub(super) type Tree = Member;

/// Reads every root of a text, up to the first mistake.
pub(super) fn parse(source: SourceId, text: &str, limits: &Limits) -> (Vec<Tree>, Option<InputError>) {
    let reader = Reader::from_str(text);
    let mut parser =
        Parser { source, text, limits, reader, open: Vec::new(), roots: Vec::new(), values: 0, at: 0 };
    let broken = parser.run().err();
    // Something typed between or around the messages is a mistake of the whole file.
    match broken {
        Some(Broken::Whole(error)) => (Vec::new(), Some(error)),
        Some(Broken::Rest(error)) => (parser.roots, Some(error)),
        None => (parser.roots, None),
    }
}

/// A mistake, and what it spoils.
enum Broken {
    /// All of the text.
    Whole(InputError),
    /// What comes after the roots that were read.
    Rest(InputError),
}

impl From<InputError> for Broken {
    fn from(error: InputError) -> Broken {
        Broken::Rest(error)
    }
}

/// An element whose end has not come.
struct Open {
    /// Its name as it is written, prefix and all.
    name: String,
    key: String,
    key_span: Span,
    start: usize,
    below: Vec<Member>,
    text: String,
    /// Where its text begins and ends.
    written: Option<(usize, usize)>,
}

struct Parser<'t> {
    source: SourceId,
    text: &'t str,
    limits: &'t Limits,
    reader: Reader<&'t [u8]>,
    open: Vec<Open>,
    roots: Vec<Member>,
    values: usize,
    /// Where the event at hand begins.
    at: usize,
}

impl<'t> Parser<'t> {
    fn run(&mut self) -> Result<(), Broken> {
        loop {
            self.at = self.position();
            let event = self.reader.read_event().map_err(|e| self.ill_formed(&e))?;
            match event {
                Event::Start(tag) => {
                    let open = self.begin(&tag)?;
                    self.open.push(open);
                }
                Event::Empty(tag) => {
                    let open = self.begin(&tag)?;
                    self.end(open);
                }
                Event::End(_) => {
                    if let Some(open) = self.open.pop() {
                        self.end(open);
                    }
                }
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let character = self.character(&reference)?;
                    self.text(&character)?;
                }
                Event::Decl(_) => self.declaration()?,
                Event::DocType(_) => return Err(Broken::Whole(self.document_type())),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        match self.open.last() {
            Some(open) => Err(self.unfinished(open).into()),
            None => Ok(()),
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// From the beginning of the event at hand to where the reader is.
    fn here(&self) -> Span {
        Span::new(self.source, self.at, self.position())
    }

    fn begin(&mut self, tag: &BytesStart) -> Result<Open, Broken> {
        self.values += 1;
        if self.values > self.limits.values {
            let most = self.limits.values;
            let message = bilingual!("more than {most} elements", "元素超过{most}个");
            return Err(InputError::at(Some(self.here()), message).into());
        }
        if self.open.len() >= self.limits.depth {
            let most = self.limits.depth;
            let message = bilingual!("more than {most} elements inside each other", "元素嵌套超过{most}层");
            return Err(InputError::at(Some(self.here()), message).into());
        }
        let (name, key) = (tag.name().as_ref().to_owned(), tag.local_name().as_ref().to_owned());
        if key.is_empty() || !key.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            let message = Text::new(
                "a < begins no element here; in a text it is written &lt;",
                "此处的<不是元素的开始；文本中的<应写作&lt;",
            );
            return Err(InputError::at(Some(self.here()), message).into());
        }
        let end = self.at + 1 + name.len();
        let key_span = Span::new(self.source, end - key.len(), end);
        let (below, text) = (Vec::new(), String::new());
        Ok(Open { name, key, key_span, start: self.at, below, text, written: None })
    }

    /// Puts an element that is whole under the one around it.
    fn end(&mut self, mut open: Open) {
        let whole = Span::new(self.source, open.start, self.position());
        let text = open.text.trim();
        let written = open.written.map_or(whole, |(start, end)| self.trimmed(start, end));
        let node = if open.below.is_empty() {
            match text {
                "" => Node { span: Some(whole), kind: Kind::Null },
                _ => Node { span: Some(written), kind: Kind::Text(text.to_owned()) },
            }
        } else {
            if !text.is_empty() {
                let node = Node { span: Some(written), kind: Kind::Text(text.to_owned()) };
                open.below.push(Member { key: BETWEEN.to_owned(), key_span: None, node });
            }
            Node { span: Some(whole), kind: Kind::Object(open.below) }
        };
        let member = Member { key: open.key, key_span: Some(open.key_span), node };
        match self.open.last_mut() {
            Some(around) => around.below.push(member),
            None => self.roots.push(member),
        }
    }

    /// A place without the blanks around it.
    fn trimmed(&self, start: usize, end: usize) -> Span {
        let text = self.text.get(start..end).unwrap_or_default();
        let before = text.len() - text.trim_start().len();
        Span::new(self.source, start + before, start + before + text.trim().len())
    }

    fn text(&mut self, text: &str) -> Result<(), Broken> {
        let (start, end) = (self.at, self.position());
        let Some(open) = self.open.last_mut() else {
            // Files put together may have a byte order mark between them.
            let blank = text.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
            return if blank { Ok(()) } else { Err(Broken::Whole(self.stray(start, end))) };
        };
        open.text.push_str(text);
        if !text.trim().is_empty() {
            let first = open.written.map_or(start, |(first, _)| first);
            open.written = Some((first, end));
        }
        Ok(())
    }

    /// Text outside of every element.
    fn stray(&self, start: usize, end: usize) -> InputError {
        let span = self.trimmed(start, end);
        let shown = quote(self.text.get(span.range()).unwrap_or_default());
        let message = match self.roots.last() {
            None => bilingual!(
                "{shown} stands before the first element; delete it",
                "首个元素之前有{shown}，请删除"
            ),
            Some(root) => {
                let name = &root.key;
                bilingual!(
                    "{shown} stands after the end of <{name}>; delete it",
                    "<{name}>结束之后还有{shown}，请删除"
                )
            }
        };
        InputError::at(Some(span), message)
    }

    fn character(&self, reference: &str) -> Result<String, Broken> {
        if let Some(text) = resolve_xml_entity(reference) {
            return Ok(text.to_owned());
        }
        let number = reference.strip_prefix('#').and_then(|number| match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        let allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
        if let Some(character) = number.and_then(char::from_u32).filter(allowed) {
            return Ok(character.to_string());
        }
        let shown = quote(reference);
        let message = bilingual!(
            "the entity {shown} is not known; only &lt; &gt; &amp; &quot; &apos; and numbers are",
            "未知实体{shown}；只能使用&lt; &gt; &amp; &quot; &apos;和数字引用"
        );
        Err(InputError::at(Some(self.here()), message).into())
    }

    /// A declaration begins a text, or the next of several messages.
    fn declaration(&self) -> Result<(), Broken> {
        let Some(open) = self.open.last() else { return Ok(()) };
        let name = &open.name;
        let message = bilingual!(
            "an XML declaration inside <{name}>, which is not closed; it begins a file or a message only",
            "<{name}>尚未结束，其中出现XML声明；声明只能位于文件或报文开头"
        );
        Err(InputError::at(Some(self.here()), message).into())
    }

    fn document_type(&self) -> InputError {
        let message = Text::new(
            "a document type (DOCTYPE) is refused: it can make a text mean what does not stand in it; delete it",
            "不接受DOCTYPE声明：它可使文本表示其中没有的内容；请删除",
        );
        InputError::at(Some(self.here()), message)
    }

    fn unfinished(&self, open: &Open) -> InputError {
        let (name, end) = (&open.name, self.text.len());
        let message = bilingual!(
            "the text ends too early: </{name}> is missing; is the file whole?",
            "文本过早结束：缺少</{name}>；文件是否完整？"
        );
        InputError::at(Some(Span::new(self.source, end, end)), message)
    }

    /// An error of quick-xml, at its place and in plain words.
    fn ill_formed(&self, error: &Error) -> Broken {
        let start = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX).min(self.text.len());
        let end = self.position().max(start);
        let message = match error {
            Error::Syntax(SyntaxError::UnclosedDoctype)
            | Error::IllFormed(IllFormedError::MissingDoctypeName) => {
                return Broken::Whole(self.document_type());
            }
            Error::Syntax(_) => Text::new(
                "the text ends too early, or a < begins nothing; in a text it is written &lt;",
                "文本过早结束，或有单独的<；文本中的<应写作&lt;",
            ),
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => bilingual!(
                "</{found}> stands where </{expected}> belongs",
                "此处应为</{expected}>，而非</{found}>"
            ),
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                bilingual!("</{found}> closes nothing", "</{found}>没有对应的开始标签")
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => Text::new(
                "an & begins no entity here; in a text it is written &amp;",
                "此处的&不是实体引用；文本中的&应写作&amp;",
            ),
            _ => Text::new("this is not well-formed XML", "XML格式不正确"),
        };
        Broken::Rest(InputError::at(Some(Span::new(self.source, start, end)), message))
    }
}
