//! What a person wrote → a value of a declaration, of the type that was asked for.

use super::Kind;
use crate::bilingual;
use crate::hir::{FactDef, Schema, Type};
use crate::input::formats::written::day;
use crate::input::{Node, read_value, yes_no_said};
use crate::value::{Text, text};

/// Reads an answer.
///
/// # Errors
/// Why it is none, in the words of the reader of declarations.
pub fn read(kind: &Kind, schema: &Schema, text: &str) -> Result<Node, Text> {
    let text = text.trim();
    match kind {
        Kind::YesNo => yes_no(text).map(Node::bool).ok_or_else(|| neither(text)),
        Kind::Fact(id) => match schema.get(*id) {
            Some(def) => value(def, text),
            None => Err(Text::new("there is no such fact", "没有此项事实")),
        },
        Kind::Papers if is_none(text) => Ok(Node::list(Vec::new())),
        Kind::Papers => paper(text).map(|paper| Node::list(vec![paper])),
        Kind::Nobody(who) => Err(who.clone()),
    }
}

/// A yes or no in either language.
///
/// ```
/// use mp1039::ask::answer::yes_no;
/// assert_eq!((yes_no("是"), yes_no("NO"), yes_no("perhaps")), (Some(true), Some(false), None));
/// ```
pub fn yes_no(text: &str) -> Option<bool> {
    yes_no_said(&plain(text))
}

/// A short answer in half-width characters, without the stop that ends it.
fn plain(text: &str) -> String {
    let narrow: String = text.trim().chars().map(text::half_width).collect();
    narrow.trim_end_matches(['。', '.']).trim().to_owned()
}

/// Whether an answer says that it is not known.
pub fn not_known(text: &str) -> bool {
    matches!(plain(text).to_lowercase().as_str(), "-" | "不详" | "不知" | "不知道" | "not known" | "unknown")
}

fn neither(text: &str) -> Text {
    bilingual!("“{text}” is neither yes nor no", "“{text}”既非“是”亦非“否”")
}

/// Whether it says that there are none.
fn is_none(text: &str) -> bool {
    matches!(plain(text).to_lowercase().as_str(), "none" | "无" | "没有" | "[]")
}

fn value(def: &FactDef, text: &str) -> Result<Node, Text> {
    let node = match def.ty {
        Type::Bool => Node::bool(yes_no(text).ok_or_else(|| neither(text))?),
        Type::Date => Node::text(day(text)),
        _ => Node::text(choice(def, text).unwrap_or(text)),
    };
    read_value(def, &node).map_err(|cause| match cause.detail.en.is_empty() {
        true => Text::new("an answer belongs here", "请作答"),
        false => cause.detail,
    })?;
    Ok(node)
}

/// Chinese words for choices, which a person may also answer with.
const CHINESE: &[(&str, &str)] = &[
    ("confirmed", "已确认"),
    ("pending", "待确认"),
    ("absent", "无记录"),
    ("export", "出口"),
    ("import", "进口"),
    ("company", "企业"),
    ("individual_business", "个体工商户"),
    ("individual", "个人"),
    ("bank", "银行"),
    ("cash", "现金"),
    ("rate", "费率"),
    ("unit", "单价"),
    ("total", "总价"),
];

/// A choice by its number, or by its Chinese word.
fn choice<'d>(def: &'d FactDef, text: &str) -> Option<&'d str> {
    let text = plain(text);
    let named = |choice: &&String| **choice == text || CHINESE.contains(&(choice.as_str(), text.as_str()));
    let number = text.strip_suffix(".0").unwrap_or(&text);
    let numbered = || def.choices.get(number.parse::<usize>().ok()?.checked_sub(1)?);
    def.choices.iter().find(named).or_else(numbered).map(String::as_str)
}

/// `B 330000000001 2026-12-31 1,2`: letter, number, last day (or `open`, or `-` for
/// not known) and lines (or `all`).
///
/// # Errors
/// What is missing.
pub fn paper(text: &str) -> Result<Node, Text> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [letter, number, until, lines] = words.as_slice() else {
        return Err(Text::new(
            "a paper is written LETTER NUMBER VALID-UNTIL LINES, such as B 330000000001 2026-12-31 1,2; write none if there are none",
            "单证应写作“代码 编号 有效期 项号”，如 B 330000000001 2026-12-31 1,2；没有则写“无”",
        ));
    };
    let until = day(until);
    if until != "open" && !not_known(&until) && crate::value::Date::parse(&until).is_none() {
        return Err(bilingual!(
            "“{until}” is not a day written YYYY-MM-DD, nor open",
            "“{until}”既非YYYY-MM-DD式日期，亦非open"
        ));
    }
    let numbers = || lines.split([',', '，', '、']).map(|n| n.parse::<u64>().ok().filter(|n| *n > 0));
    let covered = match lines.to_lowercase().as_str() {
        "all" | "全部" => Node::text("all"),
        _ => match numbers().collect::<Option<Vec<u64>>>() {
            Some(numbers) => Node::list(numbers.iter().map(|n| Node::number(n.to_string())).collect()),
            None => {
                return Err(bilingual!(
                    "“{lines}” is not a list of line numbers such as 1,2, nor all",
                    "“{lines}”既非项号列表（如1,2），亦非all"
                ));
            }
        },
    };
    let until = if not_known(&until) { Node::null() } else { Node::text(until) };
    Ok(Node::object([
        ("letter", Node::text(*letter)),
        ("number", Node::text(*number)),
        ("valid_until", until),
        ("lines", covered),
    ]))
}

/// What kind of answer is expected, in words.
pub fn expected(kind: &Kind, schema: &Schema) -> Text {
    match kind {
        Kind::YesNo => Text::new("yes or no", "是或否"),
        Kind::Fact(id) => schema.get(*id).map(of_fact).unwrap_or_default(),
        Kind::Papers => Text::new(
            "none, or a paper: LETTER NUMBER VALID-UNTIL LINES, such as B 330000000001 2026-12-31 1,2",
            "无，或单证“代码 编号 有效期 项号”，如 B 330000000001 2026-12-31 1,2",
        ),
        Kind::Nobody(who) => who.clone(),
    }
}

fn of_fact(def: &FactDef) -> Text {
    if !def.choices.is_empty() {
        let numbered = (1..).zip(&def.choices);
        let each = numbered.map(|(number, choice)| {
            let known = CHINESE.iter().find(|(en, _)| en == choice).map_or(choice.as_str(), |(_, zh)| zh);
            Text::new(format!("{number} {choice}"), format!("{number} {known}"))
        });
        let mut words = Text::new("one of: ", "选一：");
        words.push(&Text::join(&each.collect::<Vec<_>>(), ", ", "、"));
        return words;
    }
    if matches!(def.path.as_str(), "market.id" | "operator.commerce_filing.market") {
        return Text::new(
            "a market of the list, such as yiwu (mp1039 show yiwu)",
            "名录中的市场，如yiwu（mp1039 show yiwu）",
        );
    }
    if let Some(digits) = def.digits {
        return bilingual!("{digits} digits", "{digits}位数字");
    }
    match (def.ty, def.unit) {
        (Type::Bool, _) => Text::new("yes or no", "是或否"),
        (Type::Date, _) if def.keys.last().is_some_and(|k| k.ends_with("valid_until")) => {
            Text::new("a day, YYYY-MM-DD, or open", "日期（YYYY-MM-DD），长期有效则写open")
        }
        (Type::Date, _) => Text::new("a day, YYYY-MM-DD", "日期（YYYY-MM-DD）"),
        (Type::Percent, _) => Text::new("a percentage, such as 99.5 %", "百分数，如99.5 %"),
        (Type::Code, _) => Text::new("a tariff code of ten digits", "十位商品编号"),
        (Type::Money(_), _) => Text::new("an amount, such as 1234.50", "金额，如1234.50"),
        (Type::Quantity(_), Some(unit)) => {
            let unit = unit.symbol();
            bilingual!("a quantity, such as 1 {unit}", "数量，如1 {unit}")
        }
        (Type::Number | Type::Quantity(_), _) => Text::new("a number", "数字"),
        _ => Text::new("a text", "文本"),
    }
}
