//! Literals: the tokens of the grammar are wide; here they are read exactly, and
//! what is wrong with one is said at its place.

use super::Fallible;
use super::ast::{DateLit, Grade, GradeLevel, Ident, InstrumentId, InstrumentRef, Path, Str, Title, When};
use super::grammar::{Node, Rule};
use super::tongue::{self, Tongue};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::value::decimal::{self, DecimalError};
use crate::value::{Currency, Date, HsCode, Money, Number, Quantity, Text, Unit, Value};

/// A literal that cannot be read.
pub(crate) fn wrong(span: Span, message: Text, help: Text) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::Literal, span, message).help(help))
}

/// A name as written.
pub(crate) fn ident(node: &Node) -> Ident {
    Ident { name: node.text().to_owned(), span: node.span() }
}

/// A string, escapes resolved.
pub(crate) fn string(node: &Node) -> Fallible<Str> {
    let raw = node.text();
    let inner = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(raw);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => text.push(escape(node, at + 1, chars.next().map(|(_, c)| c))?),
            c => text.push(c),
        }
    }
    Ok(Str { text, span: node.span() })
}

/// The character that an escape at byte `at` of a string stands for.
pub(crate) fn escape(node: &Node, at: usize, escaped: Option<char>) -> Fallible<char> {
    match escaped {
        Some(c @ ('"' | '\\')) => Ok(c),
        other => {
            let end = at + 1 + other.map_or(0, char::len_utf8);
            let message = Text::new(
                "a backslash stands only before a quote or another backslash",
                "反斜杠只能用于引号或反斜杠之前",
            );
            let help = Text::new(
                "write `\\\"` for a quote and `\\\\` for a backslash",
                "引号写作 `\\\"`，反斜杠写作 `\\\\`",
            );
            Err(wrong(node.part(at, end), message, help))
        }
    }
}

/// `"…" zh "…"` below a node; empty where there is none.
pub(crate) fn title(node: &Node) -> Fallible<Title> {
    let Some(title) = node.find(Rule::title) else { return Ok(Title::default()) };
    let (en, zh) = both(&title, tongue::of_node(node));
    let read = |node: Option<Node>| node.map(|n| string(&n)).transpose();
    Ok(Title { en: read(en)?, zh: read(zh)? })
}

/// The English and the Chinese string of a `title`; one that stands alone and unmarked is
/// in the tongue of its statement.
pub(crate) fn both<'i>(title: &Node<'i>, statement: Tongue) -> (Option<Node<'i>>, Option<Node<'i>>) {
    let marked = |rule| title.find(rule).and_then(|clause| clause.find(Rule::string));
    let (plain, en, zh) = (title.find(Rule::string), marked(Rule::en), marked(Rule::zh));
    match (en.is_some(), zh.is_some()) {
        (false, true) => (plain, zh),
        (true, false) => (en, plain),
        (false, false) if statement == Tongue::En => (plain, None),
        (false, false) => (None, plain),
        (true, true) => (en, zh),
    }
}

/// The grade below a node, where there is one.
pub(crate) fn grade(node: &Node) -> Fallible<Option<Grade>> {
    let Some(grade) = node.find(Rule::grade) else { return Ok(None) };
    let level = if grade.has(Rule::k_verified) {
        GradeLevel::Verified
    } else if grade.has(Rule::k_reported) {
        GradeLevel::Reported
    } else {
        GradeLevel::Unverified
    };
    let reason = grade.find(Rule::string).map(|s| string(&s)).transpose()?;
    Ok(Some(Grade { level, reason, span: grade.span() }))
}

/// A day that exists.
pub(crate) fn date(node: &Node) -> Fallible<DateLit> {
    match Date::parse(node.text()) {
        Some(date) => Ok((date, node.span())),
        None => {
            let text = node.text();
            let message = bilingual!("`{text}` is not a day of the calendar", "`{text}` 不是有效日期");
            let help = Text::new(
                "write year, month and day with two digits each for month and day, as 2026-01-31, of a day that exists",
                "请写实际存在的日期，月、日各两位，如 2026-01-31",
            );
            Err(wrong(node.span(), message, help))
        }
    }
}

/// The dates directly below a node: one for each `date` of its rule.
pub(crate) fn dates(node: &Node) -> Fallible<(DateLit, DateLit)> {
    let mut all = node.all(Rule::date);
    match (all.next(), all.next()) {
        (Some(a), Some(b)) => Ok((date(&a)?, date(&b)?)),
        _ => Err(node.broken()),
    }
}

/// The date of a clause such as `from D`.
pub(crate) fn date_of(node: &Node) -> Fallible<DateLit> {
    date(&node.need(Rule::date)?)
}

/// The day of law below a node: on, from, from publication, to be announced, or a window.
pub(crate) fn when(node: &Node) -> Fallible<Option<When>> {
    for child in node.children() {
        return Ok(Some(match child.rule() {
            Rule::on | Rule::from => When::On(date_of(&child)?),
            Rule::publication => When::FromPublication(child.span()),
            Rule::announced => When::Announced(title(&child)?, child.span()),
            Rule::window => match child.find(Rule::between_days) {
                Some(days) => {
                    let (a, b) = dates(&days)?;
                    When::Between(a, b)
                }
                None => When::NoLaterThan(date_of(&child.need(Rule::no_later)?)?),
            },
            _ => continue,
        }));
    }
    Ok(None)
}

/// A number with thousands by three, or none at all.
pub(crate) fn number(node: &Node) -> Fallible<Number> {
    let text = node.text();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or("").len();
    let grouped = whole.contains(',');
    if grouped && (first > 3 || groups.any(|g| g.len() != 3)) || fraction.contains(',') {
        let plain: String = text.chars().filter(|c| *c != ',').collect();
        let right = decimal::parse(&plain).map_or_else(|_| plain.clone(), |d| Number::from(d).to_text(0));
        let message = bilingual!("thousands go by three: `{text}`", "千位分隔符应每三位一个：`{text}`");
        let help = bilingual!(
            "write `{right}` or `{plain}`; between two items of a list, write a space behind the comma",
            "请写 `{right}` 或 `{plain}`；若为列表，请在逗号后加空格"
        );
        return Err(wrong(node.span(), message, help));
    }
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    decimal::parse(&plain).map(Number::from).map_err(|error| match error {
        DecimalError::TooLarge => wrong(
            node.span(),
            Text::new("a number has at most 28 digits", "数字最多 28 位"),
            Text::new("shorten it", "请缩短"),
        ),
        DecimalError::Malformed => wrong(
            node.span(),
            bilingual!("`{text}` is not a number", "`{text}` 不是数字"),
            Text::new(
                "a number has one point at most; a code has four digits before its first point, as 9404.2100.10",
                "数字最多一个小数点；商品编码首个点前为四位，如 9404.2100.10",
            ),
        ),
    })
}

/// A whole number of digits only.
pub(crate) fn count<T: std::str::FromStr>(node: &Node) -> Fallible<T> {
    node.text().parse().map_err(|_| {
        let help = Text::new("write a smaller number", "请写较小的数");
        wrong(node.span(), Text::new("this number is too large here", "此处数字过大"), help)
    })
}

/// A year of four digits.
pub(crate) fn year(node: &Node) -> Fallible<(u16, Span)> {
    match node.text().parse() {
        Ok(year) if node.text().len() == 4 => Ok((year, node.span())),
        _ => {
            let help = Text::new("write four digits, as 2026", "请写四位数字，如 2026");
            Err(wrong(node.span(), Text::new("this is not a year", "此处不是年份"), help))
        }
    }
}

/// A code, or the beginning of one.
pub(crate) fn code(node: &Node) -> Fallible<(HsCode, Span)> {
    match HsCode::parse(node.text()) {
        Some(code) => Ok((code, node.span())),
        None => {
            let text = node.text();
            let message = bilingual!("`{text}` is not a tariff code", "`{text}` 不是商品编码");
            let help = Text::new(
                "a code has 2 to 10 digits, as 9404.2100.10; a comma between two codes has a space behind it",
                "商品编码为 2 至 10 位数字，如 9404.2100.10；两个编码之间的逗号后须有空格",
            );
            Err(wrong(node.span(), message, help))
        }
    }
}

/// `USD`.
pub(crate) fn currency(node: &Node) -> Fallible<(Currency, Span)> {
    let text = node.text();
    let named = tongue::CURRENCIES.iter().find(|(_, zh)| *zh == text);
    Currency::parse(named.map_or(text, |(code, _)| code)).map(|c| (c, node.span())).ok_or_else(|| {
        let message = bilingual!("`{text}` is not a currency of ISO 4217", "`{text}` 不是ISO 4217币种代码");
        let codes = tongue::CURRENCIES.iter().map(|(code, _)| *code);
        let help = match text {
            "RMB" | "CNH" => Text::new("the yuan is `CNY`", "人民币请写 `CNY`"),
            _ => match nearest(text, codes) {
                Some(near) => bilingual!("did you mean `{near}`?", "是否想写 `{near}`？"),
                None => Text::new("write three capital letters, such as `USD`", "请写三个大写字母，如 `USD`"),
            },
        };
        Box::new(Diagnostic::error(Code::Literal, node.span(), message).help(help))
    })
}

/// Units as they are called in Chinese, and what is written for them.
const CHINESE_UNITS: &[(&str, &str)] =
    &[("千克", "kg"), ("公斤", "kg"), ("克", "g"), ("吨", "t"), ("米", "m"), ("升", "l")];

/// `kg`, of the closed table of units.
pub(crate) fn unit(node: &Node) -> Fallible<Unit> {
    let text = node.text();
    Unit::parse(text).ok_or_else(|| {
        // Units are short, so that several may be one letter off.
        let one = |u: &&str| strsim::damerau_levenshtein(text, u) == 1 && u.len() > 1;
        let chinese = CHINESE_UNITS.iter().find(|(zh, _)| *zh == text).map(|(_, symbol)| *symbol);
        let near: Vec<String> = match chinese.or(Unit::symbols().find(|u| u.eq_ignore_ascii_case(text))) {
            Some(same) => vec![format!("`{same}`")],
            None => Unit::symbols().filter(one).map(|u| format!("`{u}`")).take(4).collect(),
        };
        let known = Unit::symbols().collect::<Vec<_>>().join(", ");
        let message = bilingual!("`{text}` is not a unit of the table", "计量单位表中没有 `{text}`");
        Box::new(Diagnostic::error(Code::UnknownUnit, node.span(), message).help(match near.as_slice() {
            _ if Currency::parse(text).is_some() => {
                bilingual!(
                    "a currency stands before its amount: `{text} 150,000`",
                    "币种写在金额之前：`{text} 150,000`"
                )
            }
            [_, ..] => {
                let near: Vec<Text> = near.iter().map(|u| Text::same(u.as_str())).collect();
                let near = Text::join(&near, " or ", "或");
                bilingual!("did you mean {near}?", "是否想写 {near}？"; near)
            }
            [] => bilingual!("the units are {known}", "可用单位：{known}"),
        }))
    })
}

/// The value of a literal.
pub(crate) fn literal(node: &Node) -> Fallible<Value> {
    let inner = if node.rule() == Rule::literal { node.first()? } else { node.clone() };
    Ok(match inner.rule() {
        Rule::string => Value::Text(string(&inner)?.text),
        Rule::date => Value::Date(date(&inner)?.0),
        Rule::boolean => Value::Bool(inner.has(Rule::k_yes)),
        Rule::code => Value::Code(code(&inner)?.0),
        Rule::money => {
            let named = inner.find(Rule::currency).or_else(|| inner.find(Rule::currency_name));
            let (currency, _) = currency(&named.ok_or_else(|| inner.broken())?)?;
            Value::Money(Money { amount: number(&inner.need(Rule::number)?)?, currency })
        }
        _ => {
            let amount = inner.need(Rule::number)?;
            match (inner.find(Rule::unit), code_shaped(amount.text())) {
                (Some(name), _) => Value::Quantity(Quantity { unit: unit(&name)?, amount: number(&amount)? }),
                _ if inner.has(Rule::percent) => Value::Percent(number(&amount)?),
                (None, Some(code)) => Value::Code(code),
                (None, None) => Value::Number(number(&amount)?),
            }
        }
    })
}

/// Digits that are a code wherever they stand alone: those with the dots of one
/// (`9404.21`, `9404.2100.10`), and bare ones that begin with 0 or are as many
/// as a code of the declaration has (8 or 10).
pub(crate) fn code_shaped(text: &str) -> Option<HsCode> {
    let mut parts = text.split('.');
    let first = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let shaped = if rest.is_empty() {
        matches!(first.len(), 8 | 10) || first.len() > 1 && first.starts_with('0')
    } else {
        let digits = text.len() - rest.len();
        first.len() == 4 && matches!(digits, 6 | 8 | 10) && rest.iter().all(|p| matches!(p.len(), 2 | 4))
    };
    if shaped { HsCode::parse(text) } else { None }
}

/// `GACC 221/2019`.
pub(crate) fn instrument_id(node: &Node) -> Fallible<InstrumentId> {
    let number = node.need(Rule::instrument_number)?;
    let issuer = node.need(Rule::issuer)?.text().to_owned();
    if let Some((year, of_year)) = number.text().split_once("年第") {
        let number = format!("{}/{year}", of_year.trim_end_matches('号'));
        return Ok(InstrumentId { issuer, number, span: node.span() });
    }
    if number.text().split_once('/').is_none_or(|(_, year)| year.len() != 4) {
        let help = Text::new(
            "write the number and the year of four digits, as 221/2019",
            "请写编号与四位年份，如 221/2019",
        );
        return Err(wrong(
            number.span(),
            Text::new("this is not a number and a year", "此处不是编号与年份"),
            help,
        ));
    }
    Ok(InstrumentId { issuer, number: number.text().to_owned(), span: node.span() })
}

/// `GACC 221/2019`, or `notice "…"`.
pub(crate) fn instrument_ref(node: &Node) -> Fallible<InstrumentRef> {
    match node.find(Rule::string) {
        Some(title) => string(&title).map(InstrumentRef::Notice),
        None => instrument_id(&node.need(Rule::instrument_id)?).map(InstrumentRef::Numbered),
    }
}

/// The number below a node that refers to an article, as `1.3(1)`: brackets plain, no
/// space.
pub(crate) fn article_number(node: &Node) -> Fallible<Ident> {
    article_number_of(&node.need(Rule::article_ref)?)
}

/// The number of an `article_ref`.
pub(crate) fn article_number_of(reference: &Node) -> Fallible<Ident> {
    let node = reference.need(Rule::article_number)?;
    // Space and comments may stand between its parts.
    let mut name = node.need(Rule::article_part)?.text().to_owned();
    for paragraph in node.all(Rule::article_paragraph) {
        name.push_str(&format!("({})", paragraph.need(Rule::letter_mark)?.text()));
    }
    Ok(Ident { name, span: node.span() })
}

/// 商品的总价 is `good` and 总价; 商品 and 各商品 alone are `good` and `goods`.
fn of_good(name: Ident) -> Vec<Ident> {
    let span = name.span;
    let (good, rest) = match name.name.split_once("商品") {
        Some(("", rest)) => ("good", rest),
        Some(("各", rest)) => ("goods", rest),
        _ => return vec![name],
    };
    let good = Ident { name: good.to_owned(), span };
    match rest.strip_prefix('的') {
        _ if rest.is_empty() => vec![good],
        Some(fact) if !fact.is_empty() => vec![good, Ident { name: fact.to_owned(), span }],
        _ => vec![name],
    }
}

/// `a.b.c`, or `goods[1].b` where the rule has an index.
pub(crate) fn path(node: &Node) -> Fallible<Path> {
    let is_segment = |n: &Node| matches!(n.rule(), Rule::name | Rule::segment);
    let segments = node.children().filter(is_segment).flat_map(|n| of_good(ident(&n))).collect();
    let index = match node.find(Rule::index) {
        None => None,
        Some(index) => match count(&index.need(Rule::count)?)? {
            0 => {
                let help = Text::new("write [1] for the first", "第一项请写 [1]");
                return Err(wrong(index.span(), Text::new("positions count from 1", "序号从 1 起"), help));
            }
            at => Some(at),
        },
    };
    Ok(Path { segments, index, span: node.span() })
}
