//! The functions that the language provides: one table that the checker, the
//! evaluator and the manual read. `NAME of X` calls one; an argument that is
//! not known gives a result that is not known.

use crate::hir::Type;
use crate::value::{Number, Value};

/// A function of one argument.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// As policies write it: `chapter` in `chapter of good.hs_code`.
    pub name: &'static str,
    /// As they write it in Chinese: 章 in 章（商品的商品编号）.
    pub zh: &'static str,
    /// What it gives, in English and Chinese.
    pub doc: (&'static str, &'static str),
    /// The type of its argument.
    pub param: Type,
    /// The type of its result.
    pub result: Type,
    /// What it does; `None` where the argument has no such thing.
    pub apply: fn(&Value) -> Option<Value>,
}

/// Every function.
pub const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "chapter",
        zh: "章",
        doc: ("the first two digits of a code, as a text", "编码前两位（章），文本"),
        param: Type::Code,
        result: Type::Text,
        apply: |value| digits(value, 2),
    },
    Builtin {
        name: "heading",
        zh: "品目",
        doc: ("the first four digits of a code, as a text", "编码前四位（品目），文本"),
        param: Type::Code,
        result: Type::Text,
        apply: |value| digits(value, 4),
    },
    Builtin {
        name: "year",
        zh: "年份",
        doc: ("the year of a day", "日期的年份"),
        param: Type::Date,
        result: Type::Number,
        apply: |value| match value {
            Value::Date(day) => Some(Value::Number(Number::from(i64::from(day.year())))),
            _ => None,
        },
    },
    Builtin {
        name: "length",
        zh: "字数",
        doc: ("how many characters a text has", "文本的字符数"),
        param: Type::Text,
        result: Type::Number,
        apply: |value| match value {
            Value::Text(text) => Some(Value::Number(Number::from(text.chars().count()))),
            _ => None,
        },
    },
];

/// The function with this name, English or Chinese.
///
/// ```
/// use mp1039::builtins::find;
/// use mp1039::value::{HsCode, Value};
/// let code = Value::Code(HsCode::parse("9404.2100.10").unwrap());
/// assert_eq!((find("chapter").unwrap().apply)(&code), Some(Value::Text("94".into())));
/// ```
pub fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|b| b.name == name || b.zh == name)
}

fn digits(value: &Value, count: usize) -> Option<Value> {
    match value {
        Value::Code(code) => Some(Value::Text(code.digits().get(..count)?.to_owned())),
        _ => None,
    }
}
