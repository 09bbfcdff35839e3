//! Turns a failure of pest into what a person can act on: what was found, what
//! could stand there, and, for the frequent slips, what to write instead.

use pest::error::{ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::layout::is_space;
use super::tongue::{self, Tongue};
use super::{repair, words};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{SourceId, Span};
use crate::value::{Text, text::half_width};

/// The diagnostic for a piece of text at `offset` that pest could not read by a rule.
pub(crate) fn explain(
    rule: Rule,
    source: SourceId,
    offset: usize,
    text: &str,
    error: &pest::error::Error<Rule>,
) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = skip(text, at);
    let expected: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let found = found(text, at);
    let tongue = tongue::of(text).unwrap_or(Tongue::En);
    let list = |rules: &[Rule]| list(rules, tongue);
    let place = |from: usize, to: usize| Span::new(source, offset + from, offset + to);
    if expected.contains(&Rule::close)
        && found.is_empty()
        && let Some(open) = open_bracket(text, at)
    {
        let message = Text::new("a bracket is not closed", "括号未闭合");
        let label = Text::new("opened here", "由此开始");
        return Diagnostic::error(Code::Syntax, place(open, open + found_len(text, open)), message)
            .label(label);
    }
    let slip = if found.is_empty() { None } else { slip(text, at, found) };
    if slip.is_none()
        && let Some(repair) = repair::repair(rule, text, at)
    {
        return repaired(source, offset, text, &repair);
    }
    if found.is_empty() {
        let end = text.trim_end_matches(is_space).len();
        let list = list(expected);
        let message = if list.en.is_empty() {
            Text::new("the statement ends too early", "语句不完整")
        } else {
            bilingual!("the statement ends too early: {list} is missing", "语句不完整：缺少{list}"; list)
        };
        return Diagnostic::error(Code::Syntax, place(end, end), message);
    }
    if let Some(slip) = slip {
        let span = place(slip.from, slip.to);
        let wrong = text.get(slip.from..slip.to).unwrap_or(found);
        let message = bilingual!("`{wrong}` cannot be read here", "此处无法识别 `{wrong}`");
        let diagnostic = Diagnostic::error(Code::Syntax, span, message).help(slip.help);
        return match slip.fix {
            Some(text) => diagnostic.fix(span, text),
            None => diagnostic,
        };
    }
    if expected.contains(&Rule::name) && words::is_reserved(found) {
        let message = bilingual!(
            "`{found}` is a word of the language and cannot be a name",
            "`{found}` 是保留词，不能用作名称"
        );
        return Diagnostic::error(Code::Syntax, place(at, at + found.len()), message);
    }
    let shown = shown(found);
    let message = bilingual!("`{shown}` is not expected here", "此处不应出现 `{shown}`");
    let mut diagnostic = Diagnostic::error(Code::Syntax, place(at, at + found.len()), message);
    let list = list(expected);
    if !list.en.is_empty() {
        diagnostic = diagnostic.label(if expected.contains(&Rule::EOI) {
            bilingual!("the statement could end here, or go on with {list}", "语句可在此结束，或后接{list}"; list)
        } else {
            bilingual!("expected {list}", "应为{list}"; list)
        });
    }
    if found.starts_with('"') && expected.iter().any(|r| matches!(r, Rule::zh | Rule::k_zh)) {
        return diagnostic.help(Text::new("write `zh` before the Chinese text", "请在中文前写 `zh`"));
    }
    if let Some(help) = forgotten(found, expected).filter(|_| tongue == Tongue::En) {
        return diagnostic.help(help);
    }
    match suggestion(found, expected, tongue) {
        Some(word) => {
            let help = bilingual!("did you mean `{word}`?", "是否想写 `{word}`？");
            diagnostic.help(help).offer(place(at, at + found.len()), word)
        }
        None => diagnostic,
    }
}

/// What to say where one word makes a piece readable.
pub(crate) fn repaired(source: SourceId, offset: usize, text: &str, repair: &repair::Repair) -> Diagnostic {
    let span = Span::new(source, offset + repair.from, offset + repair.to);
    let wrong = text.get(repair.from..repair.to).unwrap_or("");
    let message = match repair.space {
        true => bilingual!("`{wrong}` runs several words together", "`{wrong}` 中有几个词连写在一起"),
        false => bilingual!("`{wrong}` cannot be read here", "此处无法识别 `{wrong}`"),
    };
    Diagnostic::error(Code::Syntax, span, message).help(repair::help(repair)).offer(span, repair.text.clone())
}

/// Past space and comments.
fn skip(text: &str, mut at: usize) -> usize {
    while let Some(rest) = text.get(at..) {
        let words = rest.trim_start_matches(is_space);
        at += rest.len() - words.len();
        if !words.starts_with('#') {
            break;
        }
        at += words.find('\n').unwrap_or(words.len());
    }
    at.min(text.len())
}

/// The word, number, string or character that stands at a place.
fn found(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let Some(first) = rest.chars().next() else { return "" };
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let end = match first {
        '"' => rest.char_indices().skip(1).find(|(_, c)| *c == '"').map_or(rest.len(), |(i, _)| i + 1),
        c if inside(c) => rest.find(|c| !inside(c)).unwrap_or(rest.len()),
        c => c.len_utf8(),
    };
    rest.get(..end).unwrap_or(rest)
}

/// A found text as it is quoted: short, and nothing invisible in it.
fn shown(found: &str) -> String {
    let mut out: String = found.chars().take(24).collect();
    if out.chars().any(|c| c.is_control() || (!c.is_ascii() && !c.is_alphanumeric() && c.is_whitespace())) {
        out = out.escape_unicode().to_string();
    }
    if found.chars().count() > 24 {
        out.push('…');
    }
    out
}

/// At most five things that could stand here, most telling first.
fn list(rules: &[Rule], tongue: Tongue) -> Text {
    let mut parts: Vec<Text> = Vec::new();
    let operators = rules.iter().any(|r| words::is_operator(*r));
    for rule in rules {
        let minor = matches!(rule, Rule::k_in | Rule::k_is | Rule::k_not | Rule::percent | Rule::unit);
        if *rule == Rule::EOI || minor && operators {
            continue;
        }
        for text in words::expected(*rule, tongue) {
            if !parts.contains(&text) {
                parts.push(text);
            }
        }
    }
    let more = parts.len() > 5;
    parts.truncate(5);
    let last = if more || parts.len() < 2 { None } else { parts.pop() };
    let mut list = Text::join(&parts, ", ", "、");
    if let Some(last) = last {
        list.push(&Text::new(" or ", "或"));
        list.push(&last);
    } else if more {
        list.push(&Text::new(", …", "等"));
    }
    list
}

/// What to write where a word was left out before a number or a day.
fn forgotten(found: &str, expected: &[Rule]) -> Option<Text> {
    if !found.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if expected.contains(&Rule::k_a) {
        return Some(Text::new(
            "a day that is known is written `from 2027-03-01`; `on` stands before `a day to be announced by`",
            "已知日期请写 `from 2027-03-01`；`on` 之后只写 `a day to be announced by`",
        ));
    }
    let article = [Rule::article_ref, Rule::of_article].iter().any(|rule| expected.contains(rule));
    article.then(|| Text::new("write `article` before the number of an article", "条款号前请写 `article`"))
}

/// The expected word that is nearest to what was found.
fn suggestion(found: &str, expected: &[Rule], tongue: Tongue) -> Option<String> {
    let mut known: Vec<String> = Vec::new();
    for rule in expected {
        known.extend(words::keyword(*rule, tongue));
        for text in words::expected(*rule, tongue) {
            known.extend(text.en.split('`').skip(1).step_by(2).map(str::to_owned));
        }
        if *rule == Rule::fact_type {
            known.extend(words::TYPES.iter().map(|t| (*t).to_owned()));
        }
    }
    let firsts: Vec<&str> = known.iter().filter_map(|k| k.split(' ').next()).collect();
    nearest(found, firsts.into_iter().filter(|k| k.len() > 2 && *k != found)).map(str::to_owned)
}

/// The length of the character at a place.
fn found_len(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// The last bracket that is still open before a place.
fn open_bracket(text: &str, at: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut quoted = false;
    for (i, c) in text.get(..at)?.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' | '（' if !quoted => open.push(i),
            ')' | '）' if !quoted => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// A frequent mistake.
struct Slip {
    from: usize,
    to: usize,
    help: Text,
    /// What can only be meant.
    fix: Option<String>,
}

/// Symbols that people bring along from other languages, or from a Chinese
/// keyboard, and what stands for them here; last what they can only mean.
const SYMBOLS: &[(&str, &str, &str, Option<&str>)] = &[
    ("==", "write `=` for equal", "相等请写 `=`", Some("=")),
    ("&&", "write `and`", "请写 `and`", Some("and")),
    ("||", "write `or`", "请写 `or`", Some("or")),
    ("=>", "write `>=` for at least", "大于等于请写 `>=`", Some(">=")),
    ("=<", "write `<=` for at most", "小于等于请写 `<=`", Some("<=")),
    ("≥", "write `>=`", "请写 `>=`", Some(">=")),
    ("≤", "write `<=`", "请写 `<=`", Some("<=")),
    ("≠", "write `<>`", "请写 `<>`", Some("<>")),
    ("＝", "write `=` with a plain character", "请使用半角 `=`", Some("=")),
    ("＜", "write `<` with a plain character", "请使用半角 `<`", Some("<")),
    ("＞", "write `>` with a plain character", "请使用半角 `>`", Some(">")),
    ("！", "write `not`", "请写 `not`", None),
    ("!", "write `not`, or `<>` for different", "请写 `not`；不相等请写 `<>`", None),
    ("；", "a statement ends with its line; nothing is written there", "语句到行末即结束，无须分号", None),
    (";", "a statement ends with its line; nothing is written there", "语句到行末即结束，无须分号", None),
    ("。", "a statement ends with its line; nothing is written there", "语句到行末即结束，无须句号", None),
    ("−", "write the plain `-`, with a space on both sides", "请使用半角 `-`，两侧留空格", None),
    ("－", "write the plain `-`, with a space on both sides", "请使用半角 `-`，两侧留空格", None),
    ("$", "write the currency before the amount: `USD 150,000`", "请在金额前写币种：`USD 150,000`", None),
    ("¥", "write the currency before the amount: `CNY 150,000`", "请在金额前写币种：`CNY 150,000`", None),
    ("￥", "write the currency before the amount: `CNY 150,000`", "请在金额前写币种：`CNY 150,000`", None),
    (
        "[",
        "a position such as `goods[1]` is for tests; a rule says `any good` or `each good`",
        "`goods[1]` 这样的序号只用于测试；规则请用 `any good` 或 `each good`",
        None,
    ),
    ("'", "text stands between `\"` and `\"`", "文字请放在 `\"` 与 `\"` 之间", None),
    ("万", "write the number in full, as 200,000", "数字请写全，如 200,000 美元", None),
    ("美金", "write the currency as USD 150,000", "币种请写 `美元`：`200,000 美元`", Some("美元")),
    ("‘", "text stands between plain `\"` and `\"`", "文字请放在半角 `\"` 与 `\"` 之间", None),
    ("“", "text stands between plain `\"` and `\"`", "文字请放在半角 `\"` 与 `\"` 之间", None),
    ("「", "text stands between plain `\"` and `\"`", "文字请放在半角 `\"` 与 `\"` 之间", None),
];

/// Recognises a frequent mistake at a place.
fn slip(text: &str, at: usize, found: &str) -> Option<Slip> {
    let start = match text.get(..at).unwrap_or("").chars().next_back() {
        Some('=') if found.starts_with(['=', '>', '<']) => at - 1,
        _ => at,
    };
    let rest = text.get(start..).unwrap_or("");
    for (symbol, en, zh, means) in SYMBOLS {
        if rest.starts_with(symbol) {
            let quoted = quoted(rest, symbol);
            let to = start + quoted.unwrap_or(symbol.len());
            let fix = match quoted {
                Some(length) => straight(rest.get(..length)?),
                None => means.map(|word| apart(text, start, to, word)).or_else(|| last(rest, symbol)),
            };
            return Some(Slip { from: start, to, help: Text::new(*en, *zh), fix });
        }
    }
    let first = found.chars().next()?;
    if ('０'..='９').contains(&first) {
        let help = Text::new("write plain digits: 0 to 9", "请使用半角数字 0 至 9");
        let fix = Some(found.chars().map(half_width).collect());
        return Some(Slip { from: at, to: at + found.len(), help, fix });
    }
    currency(text, at, found)
}

/// A word in the place of a symbol, apart from letters on either side.
fn apart(text: &str, from: usize, to: usize, word: &str) -> String {
    let letters = word.chars().all(char::is_alphabetic);
    let touches = |c: Option<char>| letters && c.is_some_and(|c| !c.is_whitespace());
    let before = touches(text.get(..from).and_then(|t| t.chars().next_back()));
    let after = touches(text.get(to..).and_then(|t| t.chars().next()));
    format!("{}{word}{}", if before { " " } else { "" }, if after { " " } else { "" })
}

/// Nothing, where a mark ends the last line of a statement: it can only be that.
fn last(rest: &str, symbol: &str) -> Option<String> {
    let ends = matches!(symbol, ";" | "；" | "。");
    let after = rest.get(symbol.len()..)?;
    (ends && skip(after, 0) == after.len()).then(String::new)
}

/// A text with its quotes, in plain ones; not where that would change what it says.
fn straight(quoted: &str) -> Option<String> {
    let mut inner = quoted.chars();
    let (_, _) = (inner.next(), inner.next_back());
    let inner = inner.as_str();
    (!inner.contains(['"', '\\', '\'', '“', '”', '‘', '’', '「', '」'])).then(|| format!("\"{inner}\""))
}

/// The length of `'1039'` or `“1039”` with both its quotes.
fn quoted(rest: &str, symbol: &str) -> Option<usize> {
    let close = match symbol {
        "'" => '\'',
        "‘" => '’',
        "“" => '”',
        "「" => '」',
        _ => return None,
    };
    let line = rest.lines().next()?;
    let (at, c) = line.char_indices().skip(1).find(|(_, c)| *c == close)?;
    Some(at + c.len_utf8())
}

/// `usd 150,000`: a currency in small letters before a number.
fn currency(text: &str, at: usize, found: &str) -> Option<Slip> {
    if !found.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let before = text.get(..at)?.trim_end_matches(is_space);
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next()?;
    let from = before.len() - word.len();
    let upper = word.to_ascii_uppercase();
    let known = ["USD", "CNY", "EUR", "GBP", "HKD", "JPY", "RMB"].contains(&upper.as_str());
    let right = if upper == "RMB" { "CNY".to_owned() } else { upper };
    (known && word != right).then(|| Slip {
        from,
        to: from + word.len(),
        help: bilingual!("write the currency in capitals: `{right}`", "币种请写大写字母：`{right}`"),
        fix: Some(right.clone()),
    })
}
