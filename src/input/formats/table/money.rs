//! Money as people write it: the currency that a word names, what the heading of a column
//! of amounts says about its currency and its scale, and an amount with its currency.

use super::headers::{self, Column};
use crate::value::text::half_width;

/// The words of a currency, in small letters; a word counts only as a whole.
const CURRENCIES: &[(&str, &[&str])] = &[
    ("USD", &["美元", "美金", "us$", "usd", "usdollar", "usdollars", "502"]),
    ("CNY", &["人民币", "人民币元", "rmb", "cny", "元", "142"]),
    ("EUR", &["欧元", "eur", "euro", "300"]),
    ("HKD", &["港币", "港元", "hkd", "hk$", "110"]),
    ("JPY", &["日元", "日本元", "日圆", "jpy", "116"]),
    ("GBP", &["英镑", "gbp", "303"]),
    ("AUD", &["澳元", "澳大利亚元", "aud", "601"]),
    ("CAD", &["加元", "加拿大元", "cad", "501"]),
    ("SGD", &["新加坡元", "sgd", "132"]),
    ("TWD", &["新台币", "台币", "twd", "143"]),
    ("NZD", &["新西兰元", "nzd", "609"]),
    ("MOP", &["澳门元", "澳门币", "mop", "121"]),
    ("KRW", &["韩元", "韩国圆", "韩圆", "krw", "133"]),
    ("CHF", &["瑞士法郎", "chf", "331"]),
    ("RUB", &["卢布", "俄罗斯卢布", "rub", "344"]),
    ("THB", &["泰国铢", "thb", "136"]),
];

/// Signs that a word is of money, though no currency is known by it.
const MONEY: &[&str] = &["元", "币", "圆", "镑", "法郎", "卢布", "dollar", "$", "€", "£", "¥"];

/// Words that make an amount a multiple: beside a currency, or alone.
const SCALES: &[&str] = &[
    "百万",
    "十万",
    "千万",
    "万",
    "千",
    "百",
    "亿",
    "000s",
    "000",
    "k",
    "m",
    "mn",
    "mln",
    "mio",
    "thousand",
    "thousands",
    "million",
    "millions",
];

/// The currency that a word names.
pub(super) fn currency(word: &str) -> Option<&'static str> {
    let word = narrow(word);
    CURRENCIES.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(code, _)| *code)
}

/// In half-width small letters, without blanks.
fn narrow(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// What the heading of a column of amounts says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// Its currency, and whether only as `元`.
    pub(super) currency: Option<(&'static str, bool)>,
    /// It names a currency that is not known, or two.
    pub(super) unknown: bool,
    /// Its amounts are a multiple: `万美元`.
    pub(super) scaled: bool,
}

/// Reads the heading of a column of amounts.
pub(super) fn heading(title: &str) -> Heading {
    let mut found = Heading::default();
    for part in parts(title) {
        let word = bare(&part);
        let named = currency(word).map(|code| (code, word == "元"));
        match named {
            Some((code, _)) if found.currency.is_some_and(|(own, _)| own != code) => found.unknown = true,
            Some((code, yuan)) => {
                let yuan = yuan && found.currency.is_none_or(|(_, yuan)| yuan);
                found.currency = Some((code, yuan));
            }
            None if is_scale(word) || word.contains(['万', '亿']) => found.scaled = true,
            None => found.unknown |= MONEY.iter().any(|sign| word.contains(sign)),
        }
    }
    found
}

/// Whether a cell around the goods says that amounts are a multiple: `单位：万美元`.
pub(super) fn says_scale(text: &str) -> bool {
    const LONGEST: usize = 40;
    text.contains(char::is_alphabetic)
        && text.chars().count() <= LONGEST
        && parts(text).iter().any(|part| {
            let word = part.strip_prefix("in").filter(|rest| is_scale(rest)).unwrap_or(bare(part));
            is_scale(word) && !(word.is_ascii() && currency_in(word).is_none())
        })
}

/// The words of a text; what stands apart by blanks, brackets or signs.
fn parts(text: &str) -> Vec<String> {
    let plain: String = text.chars().map(half_width).flat_map(char::to_lowercase).collect();
    let plain = plain.replace(['\'', '’', ',', '\u{feff}'], "");
    let apart = |c: char| !c.is_alphanumeric() && c != '$';
    let words: Vec<String> = plain.split(apart).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    // `USD 000`, `thousand USD`: a currency and its scale may stand apart.
    let pairs =
        words.windows(2).map(<[String]>::concat).filter(|pair| is_scale(pair) && currency_in(pair).is_some());
    let pairs: Vec<String> = pairs.collect();
    words.into_iter().chain(pairs).collect()
}

/// A word without the name of the amount before or behind it: `总价usd`, `金额单位万美元`.
fn bare(word: &str) -> &str {
    const OTHER: &[&str] = &["单位", "价格", "币制", "币种", "fob", "cif", "总", "in"];
    let is_name = |part: &str| {
        matches!(headers::exact(part), Some(Column::Line("total" | "unit_price" | "currency")))
            || OTHER.contains(&part)
    };
    let mut word = word;
    loop {
        let cuts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let behind =
            |cut: &usize| word.split_at_checked(*cut).filter(|(name, _)| is_name(name)).map(|(_, rest)| rest);
        let before =
            |cut: &usize| word.split_at_checked(*cut).filter(|(_, name)| is_name(name)).map(|(rest, _)| rest);
        let shorter = cuts.iter().rev().find_map(behind).or_else(|| cuts.iter().find_map(before));
        match shorter {
            Some(rest) if rest.len() < word.len() && currency(word).is_none() => word = rest,
            _ => return word,
        }
    }
}

/// A scale alone, or with a currency before or behind it.
fn is_scale(word: &str) -> bool {
    let rest = currency_in(word).unwrap_or(word);
    SCALES.contains(&rest)
}

/// What is left of a word without the currency that it begins or ends with.
fn currency_in(word: &str) -> Option<&str> {
    let words = CURRENCIES.iter().flat_map(|(_, words)| *words).chain(&["$"]);
    let words = words.filter(|own| !own.starts_with(|c: char| c.is_ascii_digit()));
    let rests = words.filter_map(|own| word.strip_suffix(own).or_else(|| word.strip_prefix(own)));
    rests.filter(|rest| !rest.is_empty()).min_by_key(|rest| rest.len())
}

/// An amount with the currency before or after it, `USD 2,820.00`, and nothing else.
pub(super) fn split(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let apart = |word: &str, number: &str| {
        let (word, number) = (word.trim(), number.trim());
        let digits = number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(of_number);
        // The old code of a currency is a number itself.
        let named = !word.starts_with(|c: char| c.is_ascii_digit());
        (digits && named).then(|| currency(word)).flatten().map(|code| (number.to_owned(), code.to_owned()))
    };
    let first = text.find(of_number)?;
    let end = text.rfind(of_number)?.saturating_add(1);
    match first {
        0 => text.split_at_checked(end).and_then(|(number, word)| apart(word, number)),
        _ => text.split_at_checked(first).and_then(|(word, number)| apart(word, number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_with_their_currency_and_nothing_else() {
        let of = |text: &str| split(text).map(|(number, word)| format!("{number} {word}"));
        assert_eq!(of("USD 2,820.00").as_deref(), Some("2,820.00 USD"));
        assert_eq!(of("150美元").as_deref(), Some("150 USD"));
        assert_eq!(of("US$12.5").as_deref(), Some("12.5 USD"));
        assert_eq!(of("200000新加坡元").as_deref(), Some("200000 SGD"));
        for odd in [
            "20万美元",
            "200K USD",
            "USD 200万",
            "USD 2e5",
            "200０ USD",
            "USD 100/200",
            "(USD 500)",
            "200000新台币元",
            "USD",
            "200",
            "USD 5 CNY",
            "502 200",
        ] {
            assert_eq!(of(odd), None, "{odd}");
        }
    }

    #[test]
    fn headings_of_amounts() {
        let of = |title: &str| {
            let found = heading(title);
            (found.currency, found.unknown, found.scaled)
        };
        assert_eq!(of("总价(USD)"), (Some(("USD", false)), false, false));
        assert_eq!(of("总价USD"), (Some(("USD", false)), false, false));
        assert_eq!(of("金额（元）"), (Some(("CNY", true)), false, false));
        assert_eq!(of("金额（人民币元）"), (Some(("CNY", false)), false, false));
        assert_eq!(of("FOB总价（美元）"), (Some(("USD", false)), false, false));
        assert_eq!(of("总价(澳元)"), (Some(("AUD", false)), false, false));
        assert_eq!(of("单价(美元/千克)"), (Some(("USD", false)), false, false));
        assert_eq!(of("总价"), (None, false, false));
        assert_eq!(of("Total Amount"), (None, false, false));
        for unknown in ["总价(新台币元)", "总价(比索币)", "Amount (Fiji dollar)", "总价(USD/CNY)"]
        {
            assert!(heading(unknown).unknown, "{unknown}");
        }
        for scaled in [
            "总价（万美元）",
            "总价(USD'000)",
            "总价(千元)",
            "Amount (thousand USD)",
            "总价(K)",
            "总价万元",
            "金额(百万)",
        ] {
            assert!(heading(scaled).scaled, "{scaled}");
        }
        for label in
            ["单位：万美元", "总价单位：千美元", "金额单位：万元", "(USD'000)", "in thousand USD", "万美元"]
        {
            assert!(says_scale(label), "{label}");
        }
        for other in ["单位：美元", "万能遥控器", "千克", "注册资本：500万美元", "型号：K", "总价：3000"]
        {
            assert!(!says_scale(other), "{other}");
        }
    }
}
