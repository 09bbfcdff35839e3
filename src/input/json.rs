//! Text → [`Node`].
//!
//! serde_json checks the text and cuts each object and list into raw parts;
//! a part's place is where it lies in the text. Nothing is converted on the
//! way: numbers stay as written, and a key that stands twice stays twice.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::error::{InputError, Limits};
use super::node::{Kind, Member, Node};
use crate::bilingual;
use crate::source::{SourceId, Span};
use crate::value::Text;

/// Reads a text that holds one object and nothing else.
pub fn parse(source: SourceId, text: &str, limits: &Limits) -> Result<Node, InputError> {
    let blanks = [' ', '\n', '\r', '\t'];
    let body = text.trim_start_matches(blanks).trim_end_matches(blanks);
    let mut parser =
        Parser { source, base: text.as_ptr() as usize, length: text.len(), values: 0, limits: *limits };
    let start = parser.span(body);
    if body.starts_with('{') {
        return parser.node(body, 0);
    }
    let found = match body.chars().next() {
        None => Text::new("there is nothing here", "内容为空"),
        Some('[') => Text::new("this is a list", "此为列表"),
        Some('<') => Text::new("this looks like XML", "此似为XML"),
        Some('"') => Text::new("this is a text", "此为文本"),
        Some('0'..='9' | '-') => Text::new("this is a number", "此为数字"),
        Some('n') if body == "null" => Text::new("this is null", "此为空值"),
        _ => Text::new("this is not JSON", "此非JSON"),
    };
    let message = bilingual!("{found}; a declaration is one JSON object, {{ … }}", "{found}；申报数据应为一个JSON对象{{ … }}"; found);
    Err(InputError::at(Some(Span { end: start.start.saturating_add(1).min(start.end), ..start }), message))
}

struct Parser {
    source: SourceId,
    /// Where the text begins in memory.
    base: usize,
    /// How long the text is.
    length: usize,
    values: usize,
    limits: Limits,
}

impl Parser {
    /// The place of a part of the text.
    fn span(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).wrapping_sub(self.base).min(self.length);
        Span::new(self.source, start, (start + part.len()).min(self.length))
    }

    fn node(&mut self, part: &str, depth: usize) -> Result<Node, InputError> {
        let span = Some(self.span(part));
        self.values += 1;
        if self.values > self.limits.values {
            let most = self.limits.values;
            let message =
                bilingual!("more values than are read at once, {most}", "数据项超过一次可读取的{most}个");
            return Err(InputError::at(span, message));
        }
        let kind = match part.as_bytes().first() {
            Some(b'{') => Kind::Object(self.object(part, depth)?),
            Some(b'[') => {
                self.check_depth(part, depth)?;
                let parts: Vec<&RawValue> = serde_json::from_str(part).map_err(|e| self.error(part, &e))?;
                let nodes = parts.into_iter().map(|raw| self.node(raw.get(), depth + 1));
                Kind::List(nodes.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Kind::Text(self.string(part)?),
            Some(b't') => Kind::Bool(true),
            Some(b'f') => Kind::Bool(false),
            Some(b'n') => Kind::Null,
            _ => Kind::Number(part.to_owned()),
        };
        Ok(Node { span, kind })
    }

    fn object(&mut self, part: &str, depth: usize) -> Result<Vec<Member>, InputError> {
        self.check_depth(part, depth)?;
        let mut deserializer = serde_json::Deserializer::from_str(part);
        let parts = deserializer
            .deserialize_map(Parts)
            .and_then(|parts| deserializer.end().map(|()| parts))
            .map_err(|e| self.error(part, &e))?;
        parts
            .into_iter()
            .map(|(key, raw)| {
                Ok(Member {
                    key: self.string(key.get())?,
                    key_span: Some(self.span(key.get())),
                    node: self.node(raw.get(), depth + 1)?,
                })
            })
            .collect()
    }

    fn string(&self, part: &str) -> Result<String, InputError> {
        serde_json::from_str(part).map_err(|e| self.error(part, &e))
    }

    fn check_depth(&self, part: &str, depth: usize) -> Result<(), InputError> {
        let most = self.limits.depth;
        if depth < most {
            return Ok(());
        }
        let span = self.span(part);
        let message =
            bilingual!("more than {most} objects and lists inside each other", "对象和列表嵌套超过{most}层");
        Err(InputError::at(Some(Span { end: span.start + 1, ..span }), message))
    }

    /// Puts an error of serde_json at its byte, in plain words.
    fn error(&self, part: &str, error: &serde_json::Error) -> InputError {
        let span = self.span(part);
        let (start, end) = match error.classify() {
            Category::Eof => (span.end, span.end),
            _ => {
                let width =
                    |at: usize| part.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                let mut offset = offset_of(part, error.line(), error.column());
                let short_of_it = error.to_string().starts_with("control character");
                if short_of_it && part.as_bytes().get(offset).is_some_and(|b| *b >= 0x20) {
                    offset += width(offset);
                }
                (span.start + offset, span.start + offset + width(offset))
            }
        };
        InputError::at(Some(Span::new(self.source, start, end)), words(error))
    }
}

/// The byte at a line and column (in bytes, both from 1), moved back to the
/// beginning of a character.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (before + column).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// How serde_json begins a message, and what it means.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "EOF",
        "the text ends too early: a bracket or a quotation mark is still open",
        "文本过早结束：括号或引号未闭合",
    ),
    ("trailing comma", "a comma with nothing after it", "逗号之后没有内容"),
    ("trailing characters", "something stands after the end of the object", "对象结束之后还有内容"),
    ("expected `:`", "a colon belongs between a key and its value", "键与值之间应有冒号"),
    ("expected `,` or `]`", "a comma or the end of the list belongs here", "此处应为逗号或列表结束符"),
    ("expected `,` or `}`", "a comma or the end of the object belongs here", "此处应为逗号或对象结束符"),
    ("expected value", "a value belongs here", "此处应为一个值"),
    (
        "expected ident",
        "only true, false and null stand without quotation marks",
        "仅true、false、null可不加引号",
    ),
    ("key must be", "a key belongs here, in quotation marks", "此处应为加引号的键"),
    ("control character", "a line end or control character inside a text", "文本中有换行或控制字符"),
    ("invalid escape", "a backslash before something that it cannot escape", "反斜杠之后的字符无法转义"),
    ("invalid number", "this is not a number as JSON writes it", "数字写法不符合JSON"),
    ("invalid unicode", "an escape that stands for no character", "转义不对应任何字符"),
    ("lone leading", "an escape that stands for half a character", "转义只对应半个字符"),
    ("unexpected end of hex", "an escape that stands for half a character", "转义只对应半个字符"),
];

fn words(error: &serde_json::Error) -> Text {
    let message = error.to_string();
    let row = WORDS.iter().find(|(begins, _, _)| message.starts_with(begins));
    row.map_or_else(|| Text::new("this is not JSON", "此非JSON"), |(_, en, zh)| Text::new(*en, *zh))
}

/// Collects the raw keys and values of an object.
struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Vec<(&'de RawValue, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(part) = map.next_entry()? {
            parts.push(part);
        }
        Ok(parts)
    }
}
