//! Which message a root is: a declaration, a platform's record, an envelope around
//! them, or something else, refused by name.

use super::tree::Tree;
use crate::bilingual;
use crate::input::error::InputError;
use crate::input::formats::mapping::is_named;
use crate::input::formats::refused::{self, Refused};
use crate::input::formats::{Outcome, decmessage, platform};
use crate::input::node::{Kind, Node, quote};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// Messages are looked for in envelopes down to this depth.
const DEPTH: usize = 12;

/// What an element is.
enum Message {
    Declaration,
    Platform,
    Other(&'static Refused),
}

fn message(name: &str) -> Option<Message> {
    match () {
        () if is_named(name, "DecMessage") => Some(Message::Declaration),
        () if is_named(name, "SubjectInfo") => Some(Message::Platform),
        () => refused::message(name).map(Message::Other),
    }
}

/// Refuses a web page before its text is read, since it need not be well-formed; some
/// programs name one `.xls`.
pub(super) fn refuse_page(source: SourceId, text: &str) -> Result<(), InputError> {
    let start: String = text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    let page = ["<!doctype html", "<html", "<table"].into_iter().any(|tag| start.starts_with(tag));
    match refused::message("html").filter(|_| page) {
        Some(row) => {
            let at = text.len() - text.trim_start().len();
            Err(refusal(row.name, Some(Span::new(source, at, at + 1)), row))
        }
        None => Ok(()),
    }
}

/// The records of a root.
pub(super) fn records(root: &Tree) -> Vec<Outcome> {
    let mut found = Vec::new();
    within(root, 0, &mut found);
    if found.is_empty() {
        return vec![Err(unknown(root))];
    }
    found.into_iter().flat_map(of).collect()
}

/// Finds the messages in an element, and in envelopes.
fn within<'t>(tree: &'t Tree, depth: usize, found: &mut Vec<(&'t Tree, Message)>) {
    if let Some(message) = message(&tree.key) {
        found.push((tree, message));
    } else if depth < DEPTH {
        tree.node.members().iter().for_each(|below| within(below, depth + 1, found));
    }
}

/// The records of a message.
fn of((tree, message): (&Tree, Message)) -> Vec<Outcome> {
    match message {
        Message::Declaration => vec![decmessage::record(&tree.node)],
        Message::Platform => platform::records(&tree.node),
        Message::Other(row) => vec![Err(refusal(&tree.key, tree.key_span, row))],
    }
}

fn refusal(name: &str, span: Option<Span>, row: &Refused) -> InputError {
    let (what, instead) = (row.what(), row.instead());
    let text = bilingual!(
        "<{name}> is {what}, not a declaration; {instead}",
        "<{name}>为{what}，不是报关单；{instead}"; what, instead
    );
    InputError::at(span, text)
}

/// The error of a root that is not known.
fn unknown(root: &Tree) -> InputError {
    let name = quote(&root.key);
    if let Some((key, span, packed)) = packed(&root.node) {
        let key = quote(key);
        let text = bilingual!(
            "the element {key} of the envelope {name} holds {packed}; unpack the message and give it by itself",
            "信封{name}的元素{key}中为{packed}；请取出其中的报文单独提供"; packed
        );
        return InputError::at(span, text);
    }
    let mut known = vec![
        Text::new("DecMessage (a declaration of the Single Window)", "DecMessage（单一窗口报关单）"),
        Text::new(
            "SubjectInfo (goods or a trade order of the platform)",
            "SubjectInfo（市场采购平台商品或交易单）",
        ),
    ];
    let others: Vec<&str> = refused::MESSAGES.iter().map(|row| row.name).collect();
    let (en, zh) = (others.join(", "), others.join("、"));
    known.push(Text::new("an envelope around them", "装有上述报文的信封"));
    let (known, others) = (Text::join(&known, ", ", "、"), Text::new(en, zh));
    let text = bilingual!(
        "the message {name} is not known; what is read: {known}; known and refused: {others}, CEBnnnMessage",
        "未知报文{name}；可读取：{known}；已知而不读取：{others}、CEBnnnMessage"; known, others
    );
    InputError::at(root.key_span, text)
}

/// An element whose text seems to be a message: its name, its place and how it is
/// packed.
fn packed(node: &Node) -> Option<(&str, Option<Span>, Text)> {
    node.members().iter().find_map(|member| match &member.node.kind {
        Kind::Text(text) if text.trim_start().starts_with('<') => {
            let what = Text::new("XML as text (escaped, or in CDATA)", "以文本形式（转义或CDATA）存放的XML");
            Some((member.key.as_str(), member.node.span, what))
        }
        Kind::Text(text) if is_base64(text) => {
            let what = Text::new("something encoded (base64)", "经编码（base64）的内容");
            Some((member.key.as_str(), member.node.span, what))
        }
        _ => packed(&member.node),
    })
}

/// Long, and nothing but the characters of base64.
fn is_base64(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'\r' | b'\n' | b' ');
    text.len() >= 200 && text.bytes().all(plain)
}
