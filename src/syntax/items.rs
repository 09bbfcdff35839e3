//! Items and statements by their first word: which rule reads each, and what to
//! say of a word that begins none.

use super::ast::{Item, ItemKind};
use super::grammar::{Node, Rule};
use super::layout::RawItem;
use super::reader::{Reader, Scope};
use super::{Fallible, cases, data, law, reference, time};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::value::Text;

/// First words of statements, and the rule that reads each.
pub(crate) type Table = &'static [(&'static str, Rule)];

/// Words that begin an item.
const ITEMS: &[&str] = &[
    "policy",
    "unnumbered",
    "use",
    "let",
    "article",
    "catalog",
    "tariff",
    "rates",
    "codes",
    "elements",
    "markets",
    "facts",
    "papers",
    "aspects",
    "mode",
    "advice",
    "amend",
    "suspend",
    "repeal",
    "bring",
    "consolidated",
    "test",
];

/// Words of the language that this version does not read yet.
const LATER: &[&str] = &["claim", "条", "应当", "不得", "否则", "可以", "提示", "同时废止"];

/// Reads one item; what is wrong goes to the reader.
pub(crate) fn read(reader: &mut Reader, raw: &RawItem) -> Option<Item> {
    let word = first_word(reader.slice(raw.head));
    let kind = match word {
        "policy" => law::instrument(reader, raw, Rule::head_policy),
        "unnumbered" => law::instrument(reader, raw, Rule::head_notice),
        "use" => data::include(reader, raw),
        "let" => law::binding(reader, raw),
        "article" => law::article(reader, raw, Rule::head_article).map(ItemKind::Article),
        "catalog" => data::catalog(reader, raw),
        "tariff" => data::tariff(reader, raw),
        "rates" => data::rates(reader, raw),
        "codes" => reference::codes(reader, raw),
        "elements" => reference::elements(reader, raw),
        "markets" => data::markets(reader, raw),
        "facts" => data::facts(reader, raw),
        "papers" => reference::papers(reader, raw),
        "aspects" => reference::aspects(reader, raw),
        "mode" => reference::mode(reader, raw),
        "advice" => reference::advice(reader, raw),
        "amend" => time::amend(reader, raw).map(ItemKind::Amend),
        "suspend" => time::suspend(reader, raw).map(ItemKind::Suspend),
        "repeal" => time::repeal(reader, raw).map(ItemKind::Repeal),
        "bring" => time::bring(reader, raw).map(ItemKind::Bring),
        "consolidated" => time::consolidated(reader, raw).map(ItemKind::Consolidated),
        "test" => cases::test(reader, raw).map(ItemKind::Test),
        _ => {
            reader.report(unknown_item(reader, raw.head, word));
            None
        }
    };
    kind.map(|kind| Item { head: raw.head, whole: raw.whole, kind })
}

/// Reads the statements of an item into `target`; each that is wrong is one
/// diagnostic, and the others are still read.
pub(crate) fn statements<T>(
    reader: &mut Reader,
    raw: &RawItem,
    table: Table,
    scope: &mut Scope,
    target: &mut T,
    apply: fn(&mut T, &Node, &mut Scope) -> Fallible<()>,
) {
    for span in &raw.statements {
        let result = match rule_for(reader, *span, table) {
            Ok(rule) => reader.read(rule, *span).and_then(|node| apply(target, &node, scope)),
            Err(diagnostic) => Err(diagnostic),
        };
        reader.keep(result);
    }
}

/// Reads an item without statements: all its lines belong to its head.
pub(crate) fn whole<'a>(reader: &mut Reader<'a>, raw: &RawItem, rule: Rule) -> Option<Node<'a>> {
    let result = reader.read(rule, raw.whole);
    reader.keep(result)
}

/// The rule for a statement. An entry of a catalog begins with a digit, a fact
/// with any word: their tables have the rows `0` and `*`.
fn rule_for(reader: &Reader, span: Span, table: Table) -> Fallible<Rule> {
    let text = reader.slice(span);
    let word = first_word(text);
    let row = |key: &str| table.iter().find(|(k, _)| *k == key).map(|(_, rule)| *rule);
    if text.starts_with(|c: char| c.is_ascii_digit())
        && let Some(rule) = row("0")
    {
        return Ok(rule);
    }
    row(word).or_else(|| row("*")).ok_or_else(|| Box::new(unknown_statement(span, word, table)))
}

/// The letters at the beginning of a text, or its first character.
pub(crate) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.get(..end.max(first)).unwrap_or(text)
}

/// The place of the first word of a piece.
fn of_word(piece: Span, word: &str) -> Span {
    Span::new(piece.source, piece.start, piece.start + word.len())
}

fn not_yet(span: Span, word: &str) -> Diagnostic {
    let message = bilingual!("`{word}` is not part of this version", "本版本尚不支持 `{word}`");
    let help = if word.is_ascii() {
        Text::new(
            "change the text of the instrument itself, or leave this out; nothing is applied silently",
            "请直接修改文件原文或删去此处；程序不会默默忽略",
        )
    } else {
        Text::new("write the English keywords for now", "目前请使用英文关键词")
    };
    Diagnostic::error(Code::NotYet, span, message).help(help)
}

fn unknown_item(reader: &Reader, head: Span, word: &str) -> Diagnostic {
    let span = of_word(head, word);
    if LATER.contains(&word) {
        return not_yet(span, word);
    }
    let message = bilingual!("`{word}` does not begin an item", "`{word}` 不是条目的开头");
    let tables = [law::INSTRUMENT, law::ARTICLE, data::CATALOG, cases::TEST, time::AMEND];
    let statement = tables.iter().flat_map(|table| table.iter()).any(|(key, _)| *key == word);
    let diagnostic = Diagnostic::error(Code::UnknownItem, span, message);
    let known = list(ITEMS.iter().copied());
    diagnostic.help(match nearest(word, ITEMS.iter().copied()) {
        _ if statement || word == "otherwise" => {
            let line = reader.slice(head).lines().next().unwrap_or("").trim_end();
            bilingual!(
                "a statement is indented under its item: `  {line}`",
                "语句须缩进写在条目之下：`  {line}`"
            )
        }
        Some(near) => bilingual!("did you mean `{near}`?", "是否想写 `{near}`？"),
        None => bilingual!("an item begins with {known}", "条目以下列词开头：{known}"),
    })
}

/// What to say of a word that begins none of the statements of a table.
pub(crate) fn unknown_statement(piece: Span, word: &str, table: Table) -> Diagnostic {
    let span = of_word(piece, word);
    if LATER.contains(&word) {
        return not_yet(span, word);
    }
    let words = || table.iter().map(|(k, _)| *k).filter(|k| k.chars().all(char::is_alphabetic));
    let known = list(words());
    let message = bilingual!("`{word}` does not begin a statement here", "`{word}` 不是此处语句的开头");
    let label = if table.iter().all(|(key, _)| matches!(*key, "0" | "no")) {
        Text::new(
            "a line here begins with a tariff code, or with `no code`",
            "此处每行以商品编码或 `no code` 开头",
        )
    } else {
        bilingual!("this item has the statements {known}", "本条目可用的语句：{known}")
    };
    let diagnostic = Diagnostic::error(Code::UnknownStatement, span, message).label(label);
    if matches!(word, "otherwise" | "except" | "when") {
        return diagnostic.help(bilingual!(
            "indent `{word}` deeper than the statement above, to which it belongs",
            "`{word}` 属于上一语句，请比该语句缩进更深"
        ));
    }
    if ITEMS.contains(&word) {
        return diagnostic.help(bilingual!(
            "`{word}` begins an item: write it at the left margin",
            "`{word}` 是条目的开头，请写在行首"
        ));
    }
    match nearest(word, words()) {
        Some(near) => {
            diagnostic.help(bilingual!("did you mean `{near}`?", "是否想写 `{near}`？")).offer(span, near)
        }
        None => diagnostic,
    }
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.dedup();
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}
