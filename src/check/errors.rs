//! The words of the checker's problems: one function a problem.

use super::types::name;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::hir::{Knower, Type};
use crate::source::Span;
use crate::value::Text;

/// A name that nothing has.
pub fn unknown_name<'a>(
    span: Span,
    unknown: &str,
    known: impl Iterator<Item = &'a str>,
    inside: &[&str],
) -> Diagnostic {
    let error = Diagnostic::error(
        Code::UnknownName,
        span,
        bilingual!("nothing here is called `{unknown}`", "没有名为“{unknown}”的内容"),
    );
    if !inside.is_empty() {
        let inside = inside.join(", ");
        return error.help(bilingual!(
            "`{unknown}` is a record: name one of its facts, such as {inside}",
            "“{unknown}”是记录，请写明其中一项，如 {inside}"
        ));
    }
    let known: Vec<&str> = known.collect();
    let apart = crate::syntax::spaced(unknown).filter(|s| s.split(' ').any(|word| known.contains(&word)));
    if let Some(apart) = apart {
        let help =
            bilingual!("put a space on both sides of a name: `{apart}`", "名称两侧请留空格：`{apart}`");
        return error.help(help).offer(span, apart);
    }
    match near(unknown, known) {
        Some(near) if near == unknown => error.help(bilingual!(
            "each line of goods has one: write `商品的{near}`, or `各商品的{near}` for all of them",
            "每项商品各有一项：请写 `商品的{near}`，涉及全部商品时写 `各商品的{near}`"
        )),
        Some(near) => {
            let error = error.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？"));
            // `goods[1].x` is written otherwise than the fact is called.
            if span.end - span.start == unknown.len() { error.offer(span, near) } else { error }
        }
        None => error.help(Text::new(
            "facts, lists and `let`s come from this file and those it names with `use`",
            "数据项、名录和 `let` 须在本文件或 `use` 的文件中声明",
        )),
    }
}

/// The name that may be meant: that is nearest, or, of a fact of a line in Chinese, the one
/// nearest to what stands behind 商品的.
fn near<'a>(unknown: &str, known: Vec<&'a str>) -> Option<&'a str> {
    let all = || known.iter().copied();
    nearest(unknown, all()).or_else(|| {
        let (first, rest) = unknown.split_once('.').filter(|_| !unknown.is_ascii())?;
        match first {
            "good" | "goods" => nearest(rest, all()),
            _ => nearest(first, ["商品", "各商品"].into_iter()),
        }
    })
}

/// A permit that nothing is done with, and that may be a slip for one that counts.
pub fn near_permit(span: Span, name: &str, near: &str) -> Diagnostic {
    let message = bilingual!("nothing is done with the permit `{name}`", "没有对“{name}”这一许可的处理");
    let problem = Diagnostic::error(Code::UnknownName, span, message).warning();
    problem.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")).offer(span, near)
}

/// An instrument whose note a test expects, and that is not there.
pub fn expected_of_nobody<'a>(span: Span, id: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = bilingual!("the rulebook has no instrument `{id}`", "规则库中没有“{id}”");
    let problem = Diagnostic::error(Code::UnknownInstrument, span, message).warning();
    match nearest(id, known) {
        Some(near) => problem.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")),
        None => problem,
    }
}

/// A name in the condition of an entry that no attribute has.
pub fn unknown_attribute<'a>(span: Span, unknown: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let error = Diagnostic::error(
        Code::UnknownName,
        span,
        bilingual!("no attribute of a good is called `{unknown}`", "没有名为“{unknown}”的商品属性"),
    );
    match nearest(unknown, known) {
        Some(near) => error.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")),
        None => error.help(bilingual!(
            "declare it under `facts`, with its type: `good.attributes.{unknown} percentage \"…\" zh \"…\"`",
            "请在 `facts` 中声明并写明类型：`good.attributes.{unknown} percentage \"…\" zh \"…\"`"
        )),
    }
}

/// `a-b` where `a` and `b` are names.
pub fn maybe_minus(span: Span, name: &str, minus: &str) -> Diagnostic {
    Diagnostic::error(
        Code::MaybeMinus,
        span,
        bilingual!(
            "nothing here is called `{name}`: a name may hold a dash",
            "没有名为“{name}”的内容：名称中可含连字符"
        ),
    )
    .help(bilingual!(
        "for a subtraction, write spaces around the minus: `{minus}`",
        "如为减法，请在减号两侧加空格：`{minus}`"
    ))
}

/// A function that is not in the table.
pub fn unknown_function<'a>(span: Span, function: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let list = known.join(", ");
    let other = crate::builtins::BUILTINS.iter().map(|b| b.zh).chain(["sum", "count"]);
    let near = nearest(function, known.into_iter().chain(other))
        .map(|n| (format!("did you mean `{n}`? "), format!("是否指“{n}”？")));
    let (en, zh) = near.unwrap_or_default();
    Diagnostic::error(
        Code::UnknownFunction,
        span,
        bilingual!("there is no function `{function}`", "没有函数“{function}”"),
    )
    .help(Text::new(format!("{en}there are: {list}"), format!("{zh}可用函数：{list}")))
}

/// Something named twice.
pub fn twice(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(Code::DuplicateName, span, bilingual!("`{name}` is declared twice", "“{name}”重复声明"))
        .label(Text::new("again here", "此处重复"))
        .related(first, Text::new("first here", "首次声明"))
}

/// How an amount is written.
pub fn amount(currency: crate::value::Currency) -> Text {
    bilingual!(
        "an amount is written with its currency before it: `{currency} 200,000`",
        "金额之前写明币种：`{currency} 200,000`"
    )
}

/// A name of another file that this one does not name.
pub fn not_used(name: &str, span: Span, from: &str) -> Diagnostic {
    let message = bilingual!(
        "`{name}` comes from `{from}`, which this file does not name: where that is not in force, or not known yet, the name means nothing",
        "“{name}”来自本文件未引用的“{from}”：在其未施行或尚未公布时，该名称没有含义"
    );
    Diagnostic::error(Code::UnknownName, span, message)
        .warning()
        .help(bilingual!("write `use \"{from}\"`", "请写 `use \"{from}\"`"))
}

/// A code that is taken out of a list which does not have it.
pub fn excepts_nothing(span: Span, code: &str, catalog: &crate::syntax::ast::Ident) -> Diagnostic {
    let list = &catalog.name;
    Diagnostic::error(
        Code::EditMatch,
        span,
        bilingual!("`{list}` has no code {code}", "“{list}”没有编码{code}"),
    )
    .related(catalog.span, Text::new("this list", "该名录"))
    .help(Text::new(
        "see what the list has with `mp1039 show`, or leave this out",
        "可用 `mp1039 show` 查看名录内容，或删去此处",
    ))
}

/// A name that several instruments define.
pub fn ambiguous(name: &str, span: Span, places: impl Iterator<Item = Span>) -> Diagnostic {
    let message = bilingual!("several instruments define `{name}`", "多个文件定义了“{name}”");
    let problem = Diagnostic::error(Code::AmbiguousName, span, message).help(Text::new(
        "name the file that is meant with `use`, or define it in this one",
        "请以 `use` 指明所用文件，或在本文件中定义",
    ));
    places.fold(problem, |problem, place| problem.related(place, Text::new("defined here", "定义于此")))
}

/// Two lists that ask different things under one name.
pub fn one_answer(twice: Diagnostic) -> Diagnostic {
    twice.warning().help(Text::new(
        "one answer would count for both lists: give one of the two entries another name",
        "同一答复将同时用于两个名录：请为其中一条目另取名称",
    ))
}

/// A `let` with the name of a fact.
pub fn hides_fact(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateName,
        span,
        bilingual!("`{name}` is the name of a fact already", "“{name}”已是数据项名称"),
    )
    .help(Text::new("give the `let` another name", "请为 `let` 另取名称"))
}

/// An expression that is too large to work with.
pub fn too_large(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error(
        Code::TooLarge,
        span,
        bilingual!(
            "with every `let` written out, this has more than {most} parts",
            "展开全部 `let` 后，此处超过{most}个组成部分"
        ),
    )
    .help(Text::new("write several statements instead", "请改为多条语句"))
}

/// Words or headings on an entry that asks nothing.
pub fn words_without_question(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::MissingPart,
        span,
        Text::new(
            "`words`, `asks on`, `near` and `when` belong to an entry that asks, and this one hits by its code alone",
            "`words`、`asks on`、`near` 与 `when` 用于需询问的条目，而此条目仅凭编码命中",
        ),
    )
    .help(Text::new(
        "write `ex NAME` behind the code, or take the words off",
        "请在编码后写 `ex 名称`，或删去该部分",
    ))
}

/// Words that would answer what a condition asks.
pub fn words_and_condition(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::Repeated,
        span,
        Text::new(
            "a name cannot say whether a condition holds: an entry has `words` or `when`, not both",
            "品名不能说明条件是否成立：条目只能有 `words` 或 `when` 之一",
        ),
    )
    .help(Text::new("write `asks on` for words that raise the question", "用以引出询问的词请写 `asks on`"))
}

/// Words that every name has, or none.
pub fn empty_words(span: Span) -> Diagnostic {
    Diagnostic::error(Code::Literal, span, Text::new("there is no word here", "此处没有词"))
        .help(Text::new("write a word that the declared name may have", "请写申报品名中可能出现的词"))
}

/// A condition of an entry that nothing brings up.
pub fn never_asked(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::MissingPart,
        span,
        Text::new(
            "nothing raises this question: an entry without a code asks near its headings or on words",
            "没有任何情形引出此询问：无编码的条目须依相近品目或品名用词询问",
        ),
    )
    .warning()
    .help(Text::new("write `near 3822` or `asks on \"…\"`", "请写 `near 3822` 或 `asks on \"…\"`"))
}

/// A condition of an entry that looks into a list.
pub fn list_in_list(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::WrongType,
        span,
        Text::new(
            "the condition of an entry looks at the good, not into a list",
            "条目的条件针对商品本身，不得引用名录",
        ),
    )
    .help(Text::new("write this in the rule that uses the list", "请写在引用该名录的规则中"))
}

/// A list, or a row of it, that does not say where it comes from.
pub fn ungraded(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::Ungraded,
        span,
        bilingual!("`{name}` does not say where it comes from", "“{name}”未注明来源"),
    )
    .warning()
    .help(Text::new(
        "write `verified \"where it was read\"`, or `reported \"who says so\"`; until then it counts as unverified",
        "请写 `verified \"原文出处\"` 或 `reported \"转引来源\"`；在此之前按未经核实处理",
    ))
}

/// Rows about codes that a list does not hold.
pub fn explains_nothing(span: Span, first: &str, count: usize) -> Diagnostic {
    Diagnostic::error(
        Code::NotInTariff,
        span,
        bilingual!(
            "{count} rows explain codes that the list does not hold, the first of them {first}",
            "有{count}行所说明的编码不在该名录中，首个为{first}"
        ),
    )
    .warning()
    .help(Text::new(
        "take the rows out, or write an entry for the code: `2844.4320.00 ex NAME \"…\"`",
        "请删去这些行，或为该编码写一条目：`2844.4320.00 ex 名称 \"…\"`",
    ))
}

/// Somebody who knows a fact, and is not in the table.
pub fn unknown_knower(span: Span, name: &str) -> Diagnostic {
    let known = Knower::ALL.iter().map(|(word, ..)| *word).collect::<Vec<_>>().join(", ");
    Diagnostic::error(
        Code::UnknownName,
        span,
        bilingual!("`{name}` is nobody that facts are known to", "“{name}”不是可填写的知情方"),
    )
    .help(match nearest(name, Knower::ALL.iter().map(|(word, ..)| *word)) {
        Some(near) => {
            bilingual!("did you mean `{near}`? it is one of: {known}", "是否指“{near}”？可写：{known}")
        }
        None => bilingual!("write one of: {known}", "可写：{known}"),
    })
}

/// A list that claims to be complete and not to be.
pub fn complete_and_by_notice(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::Repeated,
        span,
        Text::new(
            "a list is complete for some days, or its entries come by notice: not both",
            "名录或在一定期间内完整，或条目随通知增补，二者不可并存",
        ),
    )
    .help(Text::new("take one of the two statements off", "请删去其中一条语句"))
}

/// A `let` that leads back to itself.
pub fn cyclic_let(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::CyclicLet, span, bilingual!("`{name}` depends on itself", "“{name}”循环引用"))
        .help(Text::new("give one of them a value of its own", "请为其中一项给出独立的值"))
}

/// Two types that cannot be compared or computed with.
pub fn types(a: (Type, Span), b: (Type, Span)) -> Diagnostic {
    let (left, right) = (name(a.0), name(b.0));
    let error = Diagnostic::error(
        Code::TypeMismatch,
        b.1,
        bilingual!("{left} and {right} do not go together", "{left}与{right}不能相互比较或运算"; left, right),
    )
    .label(bilingual!("this is {right}", "此为{right}"; right))
    .related(a.1, bilingual!("this is {left}", "此为{left}"; left));
    let help = match (a.0, b.0) {
        (Type::Money(Some(c)), Type::Number) => {
            Some(bilingual!("write the currency: `{c} 150,000`", "请写明币种：`{c} 150,000`"))
        }
        (Type::Quantity(_), Type::Number) => {
            Some(Text::new("write the unit: `20 kg`", "请写明单位：`20 kg`"))
        }
        (Type::Percent, Type::Number) => {
            Some(Text::new("write the percent sign: `5 %`", "请写百分号：`5 %`"))
        }
        (Type::Date, Type::Text) => {
            Some(Text::new("write the day without quotes: 2026-01-31", "日期不加引号：2026-01-31"))
        }
        (Type::Bool, Type::Text) => {
            Some(Text::new("write yes or no without quotes", "是否值不加引号：yes 或 no"))
        }
        (Type::Code, Type::Text) => {
            Some(Text::new("write the code without quotes: 9404.2100.10", "编码不加引号：9404.2100.10"))
        }
        (Type::Number, Type::Code) => Some(Text::new(
            "this is read as a tariff code; write a large number with commas: 12,345,678",
            "此处被读作商品编码；较大的数请加千分位：12,345,678",
        )),
        (Type::Text, Type::Number) => {
            Some(Text::new("write a text in quotes: \"1039\"", "文本须加引号：\"1039\""))
        }
        _ => None,
    };
    match help {
        Some(help) => error.help(help),
        None => error,
    }
}

/// Two currencies.
pub fn currencies(a: (Type, Span), b: (Type, Span), rates: Option<&str>) -> Diagnostic {
    let (left, right) = (name(a.0), name(b.0));
    let rates = rates.unwrap_or("RATES");
    let to = match (a.0, b.0) {
        (_, Type::Money(Some(c))) | (Type::Money(Some(c)), _) => c.to_string(),
        _ => "USD".to_owned(),
    };
    Diagnostic::error(
        Code::CurrencyMismatch,
        b.1,
        bilingual!("{left} is compared with {right}", "{left}与{right}币种不同"; left, right),
    )
    .label(bilingual!("this is {right}", "此为{right}"; right))
    .related(a.1, bilingual!("this is {left}", "此为{left}"; left))
    .help(bilingual!(
        "convert one of them: `… converted to {to} at {rates}`",
        "请先折算其一：`… converted to {to} at {rates}`"
    ))
}

/// A sum over lines that may have different currencies.
pub fn sum_of_currencies(span: Span, rates: Option<&str>) -> Diagnostic {
    let rates = rates.unwrap_or("RATES");
    Diagnostic::error(
        Code::CurrencyMismatch,
        span,
        Text::new(
            "each line has a currency of its own, so that these amounts cannot be added",
            "各项币制可能不同，不能直接相加",
        ),
    )
    .help(bilingual!(
        "convert each line: `sum of (goods.total converted to USD at {rates})`",
        "请逐项折算：`sum of (goods.total converted to USD at {rates})`"
    ))
}

/// Two units of different dimensions.
pub fn units(a: (Type, Span), b: (Type, Span)) -> Diagnostic {
    let (left, right) = (name(a.0), name(b.0));
    Diagnostic::error(
        Code::UnitMismatch,
        b.1,
        bilingual!("{left} is compared with {right}", "{left}与{right}不能比较"; left, right),
    )
    .label(bilingual!("this is {right}", "此为{right}"; right))
    .related(a.1, bilingual!("this is {left}", "此为{left}"; left))
}

/// Values without an order.
pub fn no_order(span: Span, ty: Type) -> Diagnostic {
    let ty = name(ty);
    Diagnostic::error(
        Code::TypeMismatch,
        span,
        bilingual!("{ty} has no order: it is equal or not", "{ty}没有大小之分，只能判断是否相等"; ty),
    )
    .help(Text::new("write = or <>", "请用 = 或 <>"))
}

/// A value of the wrong type.
pub fn wrong_type(span: Span, is: Type, wanted: Type) -> Diagnostic {
    let (is, wanted) = (name(is), name(wanted));
    Diagnostic::error(
        Code::WrongType,
        span,
        bilingual!("this is {is}, and {wanted} is needed here", "此为{is}，此处需要{wanted}"; is, wanted),
    )
}

/// A fact of a line where no line is at hand.
pub fn outside_line(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::LineFactOutsideLine,
        span,
        Text::new(
            "this speaks of one line of goods, and it is not said which",
            "此处涉及某一商品项，但未说明是哪一项",
        ),
    )
    .help(Text::new(
        "write `any good …`, `each good …`, `no good …`, or `sum of …`",
        "请写 `any good …`、`each good …`、`no good …` 或 `sum of …`",
    ))
}

/// A quantifier inside a quantifier.
pub fn nested(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::NestedQuantifier,
        span,
        Text::new(
            "this speaks of all lines inside a condition about one line",
            "在针对单一商品项的条件中又涉及全部商品项",
        ),
    )
    .help(Text::new(
        "name the inner part with `let`, or write two statements",
        "请用 `let` 命名内层部分，或分写两条语句",
    ))
}

/// A text that a fact cannot have.
pub fn no_such_choice(span: Span, text: &str, fact: &str, choices: &[String]) -> Diagnostic {
    let list = choices.join(", ");
    let error = Diagnostic::error(
        Code::UnknownName,
        span,
        bilingual!("`{fact}` is never \"{text}\"", "“{fact}”不会取值\"{text}\""),
    );
    match nearest(text, choices.iter().map(String::as_str)) {
        Some(near) => error.help(bilingual!(
            "did you mean \"{near}\"? it is one of: {list}",
            "是否指\"{near}\"？可取值：{list}"
        )),
        None => error.help(bilingual!("it is one of: {list}", "可取值：{list}")),
    }
}

/// A part that law needs.
pub fn missing(span: Span, what: &Text, help: Text) -> Diagnostic {
    Diagnostic::error(Code::MissingPart, span, bilingual!("{what} is missing", "缺少{what}"; what)).help(help)
}

/// A version of the language that is not this one.
pub fn unversioned(span: Span, version: u32) -> Diagnostic {
    Diagnostic::error(
        Code::Unversioned,
        span,
        bilingual!(
            "this is written in version {version} of the language, and this program reads version 1",
            "本文件使用语言版本{version}，本程序只支持版本1"
        ),
    )
    .help(Text::new("write `language 1`, or use a newer program", "请写 `language 1`，或使用更新的程序"))
}

/// An end before its beginning.
pub fn date_order(span: Span) -> Diagnostic {
    Diagnostic::error(Code::DateOrder, span, Text::new("this ends before it begins", "止期早于起期"))
}

/// A grade without a source or reason.
pub fn missing_source(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::MissingSource,
        span,
        Text::new("a grade says where the fact was found, or why it is not sure", "等级须注明来源或理由"),
    )
    .warning()
    .help(Text::new(
        "write `reported \"the source, and what is not sure\"`",
        "请写 `reported \"来源及不确定之处\"`",
    ))
}

/// A code that its tariff does not have.
pub fn not_in_tariff(span: Span, code: &str, year: u16, near: &[String]) -> Diagnostic {
    let error = Diagnostic::error(
        Code::NotInTariff,
        span,
        bilingual!("the tariff of {year} has no code {code}", "{year}年税则中没有{code}"),
    );
    if near.is_empty() {
        return error.help(Text::new(
            "if it is a code of another year, write `under tariff YEAR` behind it",
            "如为其他年度的编码，请在其后写 `under tariff 年份`",
        ));
    }
    let near = near.join(", ");
    error.help(bilingual!("near it there are: {near}", "相近编码：{near}"))
}

/// Letters or duties of a tariff that has not all codes.
pub fn partial_tariff(span: Span, year: u16) -> Diagnostic {
    let message = bilingual!(
        "the tariff of {year} has not all codes, so that it cannot say which of them these are",
        "{year}年税则不完整，无法据以确定编码"
    );
    Diagnostic::error(Code::NotInTariff, span, message).help(Text::new(
        "write the codes themselves: `codes 9404.21, 2501 to 2504`",
        "请直接列出编码：`codes 9404.21, 2501 to 2504`",
    ))
}

/// A letter that no code of the tariff carries.
pub fn letter_on_nothing(span: Span, letter: char, year: u16) -> Diagnostic {
    Diagnostic::error(
        Code::NotInTariff,
        span,
        bilingual!(
            "no code of the tariff of {year} carries letter {letter}",
            "{year}年税则中没有带字母{letter}的编码"
        ),
    )
    .warning()
    .help(Text::new("letters are case-sensitive: x is not X", "字母区分大小写：x与X不同"))
}

/// A test that says nothing.
pub fn test_without_expect(span: Span) -> Diagnostic {
    Diagnostic::error(Code::BadTest, span, Text::new("this test expects nothing", "该测试没有预期结果")).help(
        Text::new(
            "write `expect admit`, `expect reject by article 1.2`, …",
            "请写 `expect admit`、`expect reject by article 1.2` 等",
        ),
    )
}
