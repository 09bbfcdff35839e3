//! One written value → one typed value, exactly or not at all.

use rust_decimal::Decimal;

use super::coded;
use super::declaration::{Cause, CauseKind};
use super::forms::formed;
use super::node::{Kind, Node, quote};
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::hir::{FactDef, Type};
use crate::value::decimal::{self, DecimalError};
use crate::value::quantity::Dimension;
use crate::value::{Date, HsCode, Number, Quantity, Text, Unit, Value};

/// What the reader changed or doubts about a value.
pub(super) type Doubts = Vec<Text>;

/// Reads a value as the type of its fact, whatever the reader doubts about how it is
/// written.
///
/// # Errors
/// Why it is no value of that type.
pub fn read_value(def: &FactDef, node: &Node) -> Result<Value, Cause> {
    value(def, node, &mut Doubts::new())
}

/// Reads a value that is there as the type of its fact.
pub(super) fn value(def: &FactDef, node: &Node, doubts: &mut Doubts) -> Result<Value, Cause> {
    match def.ty {
        Type::Bool => yes_no(node, doubts).map(Value::Bool),
        Type::Text => {
            let current = coded::code(def, text(node, &def.choices, doubts)?, doubts)?;
            formed(def, digits(def, current)?).map(Value::Text)
        }
        Type::Date => {
            let open = def.keys.last().is_some_and(|key| key.ends_with("valid_until"));
            date(node, open, doubts).map(Value::Date)
        }
        Type::Number | Type::Money(_) => {
            let amount = number(def, node, doubts)?;
            at_least(def, &amount, &amount).map(|()| Value::Number(amount))
        }
        Type::Percent => {
            let amount = percent(def, node, doubts)?;
            at_least(def, &amount, &amount).map(|()| Value::Percent(amount))
        }
        Type::Quantity(dimension) => quantity(def, dimension, node, doubts).map(Value::Quantity),
        Type::Code => code(node, doubts).map(Value::Code),
        Type::Opaque => Err(Cause::absent()),
    }
}

/// A value of its type, but not a good one.
pub(super) fn malformed(detail: Text) -> Cause {
    Cause { kind: CauseKind::Malformed, detail }
}

fn out_of_range(detail: Text) -> Cause {
    Cause { kind: CauseKind::OutOfRange, detail }
}

/// What is wanted, in English and Chinese.
type Words = (&'static str, &'static str);

/// A value of another JSON type than `wanted`.
pub(super) fn wrong_type(node: &Node, wanted: Words) -> Cause {
    let (found, wanted) = (node.what(), Text::new(wanted.0, wanted.1));
    malformed(bilingual!("{found} where {wanted} belongs", "此处应为{wanted}，而非{found}"; found, wanted))
}

/// `yes`, `no`, `true`, `false`, `是`, `否`.
pub(super) fn yes_no_word(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" | "是" => Some(true),
        "no" | "false" | "否" => Some(false),
        _ => None,
    }
}

/// A yes or no as people write it: in any case, and by its first letter.
pub fn yes_no_said(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" => Some(true),
        "n" => Some(false),
        word => yes_no_word(word),
    }
}

/// A yes or no.
pub(super) fn yes_no(node: &Node, doubts: &mut Doubts) -> Result<bool, Cause> {
    let wanted = ("true or false", "true或false");
    let text = match &node.kind {
        Kind::Bool(value) => return Ok(*value),
        Kind::Text(text) => text.trim(),
        _ => return Err(wrong_type(node, wanted)),
    };
    let shown = quote(text);
    let value = yes_no_word(text).ok_or_else(|| {
        malformed(bilingual!("{shown} is neither true nor false", "{shown}既非true亦非false"))
    })?;
    doubts.push(bilingual!(
        "a text where true or false belongs, read as {value}",
        "此处应为是非值，按{value}读取"
    ));
    Ok(value)
}

/// The text of a value, without blanks around it.
fn trimmed<'n>(node: &'n Node, wanted: Words, doubts: &mut Doubts) -> Result<&'n str, Cause> {
    let Kind::Text(written) = &node.kind else { return Err(wrong_type(node, wanted)) };
    let text = written.trim();
    if text.is_empty() {
        return Err(malformed(Text::new("an empty text", "文本为空")));
    }
    if text.len() != written.len() {
        doubts.push(Text::new("blanks around it were dropped", "已去除首尾空白"));
    }
    Ok(text)
}

/// A code of customs has so many digits, and nothing else.
fn digits(def: &FactDef, text: String) -> Result<String, Cause> {
    let Some(count) = def.digits else { return Ok(text) };
    if text.len() == usize::from(count) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text);
    }
    let shown = quote(&text);
    Err(malformed(bilingual!("{shown} is not {count} digits", "{shown}不是{count}位数字")))
}

/// Characters of a text at most.
const LONGEST: usize = 4_000;

/// Characters that leave no trace where they stand.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A text; one of `choices` if there are any.
pub(super) fn text(node: &Node, choices: &[String], doubts: &mut Doubts) -> Result<String, Cause> {
    let empty = |text: &str| text.chars().all(|c| c.is_whitespace() || is_invisible(c));
    if matches!(&node.kind, Kind::Text(text) if empty(text)) {
        // Many exports write "" for what they do not have.
        return Err(Cause { kind: CauseKind::Absent, detail: Text::new("an empty text", "文本为空") });
    }
    let text = trimmed(node, ("a text", "文本"), doubts)?;
    if text.chars().count() > LONGEST {
        return Err(out_of_range(bilingual!(
            "a text of more than {LONGEST} characters",
            "文本超过{LONGEST}个字符"
        )));
    }
    let shown = quote(text);
    if text.chars().all(|c| c.is_ascii_digit() || is_wide_digit(c)) && text.contains(is_wide_digit) {
        return Err(malformed(bilingual!("{shown} has full-width digits", "{shown}含全角数字")));
    }
    if choices.is_empty() || choices.iter().any(|c| c == text) {
        return Ok(text.to_owned());
    }
    let list = choices.iter().map(|c| quote(c).to_string()).collect::<Vec<_>>();
    let (en, zh) = (list.join(", "), list.join("、"));
    let list = Text::new(en, zh);
    let mut detail = bilingual!("{shown} is not one of {list}", "{shown}不在{list}之中"; list);
    let short = text.chars().count() <= 64;
    if let Some(near) = nearest(text, choices.iter().filter(|_| short).map(String::as_str)) {
        let near = quote(near);
        detail.push(&bilingual!("; {near} may be meant", "；或应为{near}"));
    }
    Err(malformed(detail))
}

/// A day; `open` where a paper may have no last day.
pub(super) fn date(node: &Node, open: bool, doubts: &mut Doubts) -> Result<Date, Cause> {
    let text = trimmed(node, ("a day, YYYY-MM-DD,", "日期（YYYY-MM-DD）"), doubts)?;
    if open && text == "open" {
        return Ok(Date::OPEN);
    }
    Date::parse(text).ok_or_else(|| {
        let shown = quote(text);
        let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        malformed(if shape == "0000-00-00" {
            bilingual!("{shown} is not a day of the calendar", "{shown}不是历法上的日期")
        } else {
            bilingual!("{shown} is not a day written YYYY-MM-DD", "{shown}不是按YYYY-MM-DD书写的日期")
        })
    })
}

fn number(def: &FactDef, node: &Node, doubts: &mut Doubts) -> Result<Number, Cause> {
    let amount = match &node.kind {
        Kind::Number(raw) => json_number(raw, def.whole, doubts)?,
        _ => plain(trimmed(node, ("a decimal in a string", "以字符串书写的小数"), doubts)?)?,
    };
    whole(def, amount)
}

fn percent(def: &FactDef, node: &Node, doubts: &mut Doubts) -> Result<Number, Cause> {
    let amount = match &node.kind {
        Kind::Number(raw) => json_number(raw, def.whole, doubts)?,
        _ => {
            let text = trimmed(node, ("a percentage in a string", "以字符串书写的百分数"), doubts)?;
            let signed = text.strip_suffix(['%', '％']);
            let amount = plain(signed.unwrap_or(text).trim_end())?;
            if signed.is_none() {
                share(amount)?;
            }
            return whole(def, amount);
        }
    };
    share(amount)?;
    whole(def, amount)
}

/// A bare number up to one may be meant as a share: 0.999 for 99.9 %.
fn share(amount: Decimal) -> Result<(), Cause> {
    if amount.is_zero() || amount > Decimal::ONE || amount.is_sign_negative() {
        return Ok(());
    }
    Err(malformed(bilingual!(
        "{amount} may be a share or a percentage: write the sign, as {amount} %",
        "{amount}可能为比例或百分数：请写明百分号，如{amount} %"
    )))
}

fn quantity(
    def: &FactDef,
    dimension: Dimension,
    node: &Node,
    doubts: &mut Doubts,
) -> Result<Quantity, Cause> {
    let (amount, symbol) = match &node.kind {
        Kind::Number(raw) => (json_number(raw, def.whole, doubts)?, ""),
        _ => {
            let wanted = ("a quantity with its unit in a string", "以字符串书写的带单位数量");
            let text = trimmed(node, wanted, doubts)?;
            let split = text.find(char::is_alphabetic).unwrap_or(text.len());
            let (amount, symbol) = text.split_at_checked(split).unwrap_or((text, ""));
            if amount.trim().is_empty() {
                let shown = quote(text);
                return Err(malformed(bilingual!(
                    "{shown} is not a quantity such as 1.5 kg",
                    "{shown}不是1.5 kg式的数量"
                )));
            }
            (plain(amount.trim_end())?, symbol)
        }
    };
    let shown = quote(symbol);
    let unit = match (symbol, def.unit) {
        ("", Some(unit)) => unit,
        ("", None) => return Err(malformed(Text::new("a quantity without its unit", "数量缺少单位"))),
        _ => Unit::parse(symbol)
            .ok_or_else(|| malformed(bilingual!("{shown} is not a known unit", "{shown}不是已知的单位")))?,
    };
    if unit.dimension != dimension {
        return Err(malformed(bilingual!(
            "{shown} measures something else",
            "单位{shown}所计量的是另一种量"
        )));
    }
    let quantity = Quantity { amount: whole(def, amount)?, unit };
    at_least(def, &quantity.in_base(), &quantity.amount)?;
    Ok(quantity)
}

fn at_least(def: &FactDef, amount: &Number, written: &Number) -> Result<(), Cause> {
    match &def.at_least {
        Some(least) if amount < least => {
            let (found, least) = (written.to_text(0), least.to_text(0));
            Err(out_of_range(bilingual!(
                "{found} is below {least}, the least possible",
                "{found}低于可能的最小值{least}"
            )))
        }
        _ => Ok(()),
    }
}

fn whole(def: &FactDef, amount: Decimal) -> Result<Number, Cause> {
    if def.whole && !amount.fract().is_zero() {
        let found = amount.to_string();
        return Err(malformed(bilingual!("{found} is not a whole number", "{found}不是整数")));
    }
    Ok(Number::from(amount))
}

/// A JSON number, read exactly; worth a doubt unless it counts something.
fn json_number(raw: &str, counts: bool, doubts: &mut Doubts) -> Result<Decimal, Cause> {
    let amount = decimal::parse_json_number(raw).map_err(|e| trouble(e, raw))?;
    if !counts {
        doubts.push(Text::new(
            "a number where a string belongs, read exactly",
            "此处应为字符串，数字已按原样精确读取",
        ));
    }
    Ok(amount)
}

fn plain(text: &str) -> Result<Decimal, Cause> {
    decimal::parse(text).map_err(|e| trouble(e, text))
}

/// Why a text is not a decimal.
fn trouble(error: DecimalError, text: &str) -> Cause {
    let shown = quote(text);
    if error == DecimalError::TooLarge {
        return out_of_range(bilingual!("{shown} has more than 28 digits", "{shown}超过28位数字"));
    }
    let separator = |c: char| matches!(c, ',' | '，' | '\'' | '’' | '_') || c.is_whitespace();
    malformed(if text.contains(|c| is_wide_digit(c) || c == '．') {
        bilingual!("{shown} has full-width digits", "{shown}含全角数字")
    } else if text.contains(separator) {
        bilingual!(
            "{shown} has a comma or another separator; write 1234.50",
            "{shown}含逗号或其他分隔符，应写作1234.50"
        )
    } else {
        bilingual!("{shown} is not a decimal such as 1234.50", "{shown}不是1234.50式的小数")
    })
}

fn is_wide_digit(c: char) -> bool {
    ('０'..='９').contains(&c)
}

fn code(node: &Node, doubts: &mut Doubts) -> Result<HsCode, Cause> {
    let wanted =
        ("a code in a string (a number loses its leading nought)", "以字符串书写的编码（数字会丢失前导零）");
    let text = trimmed(node, wanted, doubts)?;
    let digits: String = text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    let shown = quote(text);
    if digits.contains(is_wide_digit) {
        return Err(malformed(bilingual!("{shown} has full-width digits", "{shown}含全角数字")));
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed(bilingual!(
            "{shown} has something other than digits",
            "{shown}含数字以外的字符"
        )));
    }
    let count = digits.len();
    if count == 13 {
        doubts.push(Text::new(
            "thirteen digits: read as the first ten, the last three are for inspection",
            "13位编码：按前10位读取，后3位为检验检疫附加码",
        ));
    }
    let known: String = digits.chars().take(10).collect();
    let code = matches!(count, 8 | 10 | 13).then(|| HsCode::parse(&known)).flatten();
    code.ok_or_else(|| {
        let mut detail = bilingual!(
            "{shown} has {count} digits; a declared code has 8 or 10",
            "{shown}为{count}位；申报编码应为8位或10位"
        );
        if matches!(count, 7 | 9) {
            detail.push(&Text::new("; a leading nought may be lost", "；前导零可能已丢失"));
        }
        malformed(detail)
    })
}
