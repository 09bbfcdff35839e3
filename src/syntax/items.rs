//! Items and statements by their first word: which rule reads each, and what to
//! say of a word that begins none.

use super::ast::{Item, ItemKind};
use super::grammar::{Node, Rule};
use super::layout::RawItem;
use super::reader::{Reader, Scope};
use super::{Fallible, cases, data, error, law, reference, repair, time, tongue};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::value::Text;

/// First words of statements in both tongues, `|` between several, and the rule that
/// reads each.
pub(crate) type Table = &'static [(&'static str, &'static str, Rule)];

/// A kind of item.
pub(crate) struct Kind {
    /// Its first word in English and in Chinese.
    pub words: (&'static str, &'static str),
    /// The rule of its head.
    pub head: Rule,
    /// What stands below it; where there is nothing, all its lines are its head.
    pub below: Option<Table>,
    build: fn(&mut Reader, &RawItem) -> Option<ItemKind>,
}

/// Every kind of item.
#[rustfmt::skip]
pub(crate) const ITEMS: &[Kind] = &[
    Kind { words: ("policy", "公告"), head: Rule::head_policy, below: Some(law::INSTRUMENT), build: law::numbered },
    Kind { words: ("unnumbered", "无文号通知"), head: Rule::head_notice, below: Some(law::INSTRUMENT), build: law::unnumbered },
    Kind { words: ("use", "引用"), head: Rule::head_use, below: None, build: data::include },
    Kind { words: ("let", "设"), head: Rule::head_let, below: None, build: law::binding },
    Kind { words: ("article", "第|条"), head: Rule::head_article, below: Some(law::ARTICLE), build: law::article_item },
    Kind { words: ("catalog", "目录"), head: Rule::head_catalog, below: Some(data::CATALOG), build: data::catalog },
    Kind { words: ("tariff", "税则"), head: Rule::head_tariff, below: Some(data::TARIFF), build: data::tariff },
    Kind { words: ("rates", "汇率"), head: Rule::head_rates, below: Some(data::RATES), build: data::rates },
    Kind { words: ("codes", "代码表"), head: Rule::head_codes, below: Some(reference::CODES), build: reference::codes },
    Kind { words: ("elements", "申报要素"), head: Rule::head_elements, below: Some(reference::ELEMENTS), build: reference::elements },
    Kind { words: ("markets", "市场名单"), head: Rule::head_markets, below: Some(data::MARKETS), build: data::markets },
    Kind { words: ("facts", "数据项"), head: Rule::head_facts, below: Some(data::FACTS), build: data::facts },
    Kind { words: ("papers", "单证表"), head: Rule::head_papers, below: Some(reference::PAPERS), build: reference::papers },
    Kind { words: ("aspects", "比较要点"), head: Rule::head_aspects, below: Some(reference::ASPECTS), build: reference::aspects },
    Kind { words: ("mode", "监管方式"), head: Rule::head_mode, below: Some(reference::MODE), build: reference::mode },
    Kind { words: ("advice", "指引"), head: Rule::head_advice, below: Some(reference::ADVICE), build: reference::advice },
    Kind { words: ("amend", "修改"), head: Rule::head_amend, below: Some(time::AMEND), build: time::amend },
    Kind { words: ("suspend", "暂停施行"), head: Rule::head_suspend, below: None, build: time::suspend },
    Kind { words: ("repeal", "废止"), head: Rule::head_repeal, below: None, build: time::repeal },
    Kind { words: ("bring", "施行"), head: Rule::head_bring, below: None, build: time::bring },
    Kind { words: ("consolidated", "整合文本"), head: Rule::head_consolidated, below: None, build: time::consolidated },
    Kind { words: ("sample", "样例"), head: Rule::head_sample, below: Some(cases::SAMPLE), build: cases::sample },
    Kind { words: ("test", "测试"), head: Rule::head_test, below: Some(cases::TEST), build: cases::test },
];

/// Words of the language that this version does not read yet.
const LATER: &[&str] = &["claim"];

/// The kind of item that a text begins.
pub(crate) fn kind(text: &str) -> Option<&'static Kind> {
    let words: Vec<_> = ITEMS.iter().map(|kind| kind.words).collect();
    ITEMS.get(begun_by(text, words.into_iter())?)
}

/// Reads one item; what is wrong goes to the reader.
pub(crate) fn read(reader: &mut Reader, raw: &RawItem) -> Option<Item> {
    let text = reader.slice(raw.head);
    let kind = match kind(text) {
        Some(kind) => (kind.build)(reader, raw),
        None => {
            reader.report(unknown_item(reader, raw.head, first_word(text)));
            None
        }
    };
    kind.map(|kind| Item { head: raw.head, whole: raw.whole, kind })
}

/// Which of these pairs of words a text begins with: an English word as a whole, a Chinese
/// one also where a name follows without space. The longest wins.
fn begun_by(text: &str, words: impl Iterator<Item = (&'static str, &'static str)>) -> Option<usize> {
    let first = first_word(text);
    let begins = |word: &&str| *word == first || word.starts_with(tongue::is_han) && text.starts_with(*word);
    let fits = |zh: &'static str| zh.split('|').filter(begins).map(str::len).max();
    let found = words.enumerate().filter_map(|(i, (en, zh))| {
        let length = if en == first { Some(en.len()) } else { fits(zh) };
        length.map(|length| (length, i))
    });
    found.max_by_key(|(length, i)| (*length, std::cmp::Reverse(*i))).map(|(_, i)| i)
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
            Ok(rule) => {
                let read =
                    reader.read(rule, *span).map_err(|problem| other(reader, *span, table, rule, problem));
                read.and_then(|node| apply(target, &node, scope))
            }
            Err(diagnostic) => Err(diagnostic),
        };
        reader.keep(result);
    }
}

/// The problem of a statement that its own rule cannot read, unless another statement of the
/// table is meant, whose first word looks like the beginning of this one.
fn other(reader: &Reader, span: Span, table: Table, own: Rule, problem: Box<Diagnostic>) -> Box<Diagnostic> {
    if problem.help.is_some() || problem.fix.is_some() {
        return problem;
    }
    let text = reader.slice(span);
    let first = first_word(text).len();
    let others = table.iter().filter(|(key, _, rule)| *rule != own && !matches!(*key, "0" | "*"));
    let repair = others.filter_map(|(.., rule)| repair::repair(*rule, text, 0)).find(|r| r.from < first);
    match repair {
        Some(repair) => Box::new(error::repaired(span.source, span.start, text, &repair)),
        None => problem,
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
    rule_of(text, table).ok_or_else(|| Box::new(unknown_statement(span, text, table)))
}

/// The rule of a table for the statement that a text is.
pub(crate) fn rule_of(text: &str, table: Table) -> Option<Rule> {
    let row = |key: &str| table.iter().find(|(k, ..)| *k == key).map(|(.., rule)| *rule);
    if text.starts_with(|c: char| c.is_ascii_digit())
        && let Some(rule) = row("0")
    {
        return Some(rule);
    }
    let by_word = begun_by(text, table.iter().map(|(en, zh, _)| (*en, *zh)));
    by_word.and_then(|i| table.get(i)).map(|(.., rule)| *rule).or_else(|| row("*"))
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
    let help = Text::new(
        "change the text of the instrument itself, or leave this out; nothing is applied silently",
        "请直接修改文件原文或删去此处；程序不会默默忽略",
    );
    Diagnostic::error(Code::NotYet, span, message).help(help)
}

/// The words of a table in the tongue of what was found.
fn words_of(table: Table, found: &str) -> Vec<&'static str> {
    let words = table.iter().map(|(en, zh, _)| (*en, *zh));
    in_tongue(words, found)
}

/// The first words of a row, each with the rule.
fn pairs<'w>((en, zh): (&'w str, &'w str), rule: Rule) -> impl Iterator<Item = (&'w str, Rule)> {
    [en].into_iter().chain(zh.split('|')).filter(|word| word.len() > 1).map(move |word| (word, rule))
}

/// Pairs of words in the tongue of what was found.
fn in_tongue(words: impl Iterator<Item = (&'static str, &'static str)>, found: &str) -> Vec<&'static str> {
    let chinese = found.starts_with(tongue::is_han);
    let mut all: Vec<&str> = words.flat_map(|(en, zh)| if chinese { zh } else { en }.split('|')).collect();
    all.retain(|word| !word.is_empty() && word.chars().all(char::is_alphabetic));
    all.dedup();
    all
}

fn unknown_item(reader: &Reader, head: Span, word: &str) -> Diagnostic {
    let span = of_word(head, word);
    if LATER.contains(&word) {
        return not_yet(span, word);
    }
    let message = bilingual!("`{word}` does not begin an item", "`{word}` 不是条目的开头");
    let tables = [law::INSTRUMENT, law::ARTICLE, data::CATALOG, cases::TEST, time::AMEND];
    let statement = tables.iter().any(|table| words_of(table, word).contains(&word));
    let diagnostic = Diagnostic::error(Code::UnknownItem, span, message);
    if matches!(word, "notice" | "通知") {
        return diagnostic.help(Text::new(
            "an instrument without a number begins with `unnumbered notice \"…\"`",
            "无文号的通知以 `无文号通知 \"…\"` 开头（英文 `unnumbered notice`）",
        ));
    }
    let items = in_tongue(ITEMS.iter().map(|kind| kind.words), word);
    let heads: Vec<(&str, Rule)> = ITEMS.iter().flat_map(|kind| pairs(kind.words, kind.head)).collect();
    let meant = repair::begun(reader.slice(head), word, &heads);
    diagnostic.help(match meant.or_else(|| nearest(word, items.iter().copied())) {
        _ if statement || matches!(word, "otherwise" | "否则") => {
            let line = reader.slice(head).lines().next().unwrap_or("").trim_end();
            bilingual!(
                "a statement is indented under its item: `  {line}`",
                "语句须缩进写在条目之下：`  {line}`"
            )
        }
        Some(near) => bilingual!("did you mean `{near}`?", "是否想写 `{near}`？"),
        None => {
            let known = list(&items);
            bilingual!("an item begins with {known}", "条目以下列词开头：{known}")
        }
    })
}

/// What to say of a word that begins none of the statements of a table.
pub(crate) fn unknown_statement(piece: Span, text: &str, table: Table) -> Diagnostic {
    let word = first_word(text);
    let span = of_word(piece, word);
    if LATER.contains(&word) {
        return not_yet(span, word);
    }
    let words = words_of(table, word);
    let known = list(&words);
    let message = bilingual!("`{word}` does not begin a statement here", "`{word}` 不是此处语句的开头");
    let label = if table.iter().all(|(key, ..)| matches!(*key, "0" | "no")) {
        Text::new(
            "a line here begins with a tariff code, or with `no code`",
            "此处每行以商品编码或 `no code` 开头",
        )
    } else {
        bilingual!("this item has the statements {known}", "本条目可用的语句：{known}")
    };
    let diagnostic = Diagnostic::error(Code::UnknownStatement, span, message).label(label);
    if matches!(word, "otherwise" | "except" | "when" | "否则" | "但" | "当") {
        return diagnostic.help(bilingual!(
            "indent `{word}` deeper than the statement above, to which it belongs",
            "`{word}` 属于上一语句，请比该语句缩进更深"
        ));
    }
    if in_tongue(ITEMS.iter().map(|kind| kind.words), word).contains(&word) {
        return diagnostic.help(bilingual!(
            "`{word}` begins an item: write it at the left margin",
            "`{word}` 是条目的开头，请写在行首"
        ));
    }
    let rows: Vec<(&str, Rule)> = table.iter().flat_map(|(en, zh, rule)| pairs((en, zh), *rule)).collect();
    if let Some(meant) = repair::begun(text, word, &rows) {
        let help = bilingual!("did you mean `{meant}`?", "是否想写 `{meant}`？");
        return diagnostic.help(help).offer(span, meant);
    }
    // The word may run on into the next, or be one that another statement has.
    let whole = table.iter().filter(|(key, ..)| !matches!(*key, "0" | "*"));
    if let Some(repair) = whole.filter_map(|(.., rule)| repair::repair(*rule, text, 0)).next() {
        return error::repaired(piece.source, piece.start, text, &repair);
    }
    match nearest(word, words.into_iter()) {
        Some(near) => {
            diagnostic.help(bilingual!("did you mean `{near}`?", "是否想写 `{near}`？")).offer(span, near)
        }
        None => diagnostic,
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}
