//! A text in the two languages of the project.

use schemars::JsonSchema;
use serde::Serialize;

use crate::bilingual;

/// The language of what a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified characters.
    Zh,
}

/// Whether a text stands for nothing: what people write where they have nothing to say.
///
/// ```
/// use mp1039::value::text::says_nothing;
/// assert!(says_nothing(" 无 ") && says_nothing("N/A") && !says_nothing("无烟"));
/// ```
pub fn says_nothing(text: &str) -> bool {
    const NOTHING: &[&str] = &[
        "", "无", "没有", "none", "null", "nil", "n/a", "na", "-", "--", "—", "/", "\\", "?", "？", "*", "0",
        "x",
    ];
    NOTHING.contains(&text.trim().to_lowercase().as_str())
}

/// One text in English and in Chinese.
///
/// ```
/// use mp1039::value::{Text, text::Lang};
/// let yes = Text::new("yes", "是");
/// assert_eq!(yes.get(Lang::Zh), "是");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Text {
        Text { en: en.into(), zh: zh.into() }
    }

    /// A text that is the same in both languages: a name, a code, a number.
    pub fn same(text: impl Into<String>) -> Text {
        let en = text.into();
        Text { zh: en.clone(), en }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// Appends another text, language by language.
    pub fn push(&mut self, other: &Text) {
        self.en.push_str(&other.en);
        self.zh.push_str(&other.zh);
    }

    /// What stands under a number of an official list; either may be empty.
    ///
    /// ```
    /// use mp1039::value::Text;
    /// assert_eq!(Text::numbered("1C108", &Text::same("TNT")).en, "1C108 TNT");
    /// assert_eq!(Text::numbered("", &Text::same("TNT")).en, "TNT");
    /// ```
    pub fn numbered(number: &str, what: &Text) -> Text {
        let gap = if number.is_empty() || what.en.is_empty() { "" } else { " " };
        bilingual!("{number}{gap}{what}", "{number}{gap}{what}"; what)
    }

    /// Joins texts: English with `en` between them, Chinese with `zh`.
    pub fn join(parts: &[Text], en: &str, zh: &str) -> Text {
        let list = |lang, sep| parts.iter().map(|p| p.get(lang)).collect::<Vec<_>>().join(sep);
        Text { en: list(Lang::En, en), zh: list(Lang::Zh, zh) }
    }
}

/// Builds a [`Text`] with `format!` in both languages; a bilingual argument `x`
/// is written `{x}` in both and picked by language.
///
/// ```
/// use mp1039::{bilingual, value::Text};
/// let name = Text::new("gold", "黄金");
/// assert_eq!(bilingual!("no {name}", "没有{name}"; name).zh, "没有黄金");
/// ```
#[macro_export]
macro_rules! bilingual {
    ($en:literal, $zh:literal $(; $($text:ident),*)?) => {
        $crate::value::Text {
            en: { $($(let $text = &$text.en;)*)? format!($en) },
            zh: { $($(let $text = &$text.zh;)*)? format!($zh) },
        }
    };
}

/// A full-width letter, digit, sign or blank as the half-width one; anything else as it
/// is.
///
/// ```
/// use mp1039::value::text::half_width;
/// assert_eq!("１２．５　ＵＳＤ".chars().map(half_width).collect::<String>(), "12.5 USD");
/// ```
pub fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}
