//! Numbers, codes and days as people and spreadsheets write them → as they are read.
//!
//! Only what can be meant in one way is changed, and each change is said. What
//! remains doubtful is left as it stands, so that it becomes unknown when it is
//! bound.

use crate::bilingual;
use crate::input::node::quote;
use crate::value::{Text, text};

/// A number as `1234.50`, and what was changed or is doubtful about it. A decimal
/// comma is left as it is: the number is then malformed.
pub(super) fn number(text: &str) -> (String, Option<Text>) {
    let written = text.trim();
    let narrow = half_width(written);
    let joined = thousands(&narrow);
    let plain = whole_part(joined.as_deref().unwrap_or(&narrow));
    if plain == written {
        return (plain, is_decimal_comma(&narrow).then(|| decimal_comma(written)));
    }
    if is_decimal_comma(&narrow) {
        return (written.to_owned(), Some(decimal_comma(written)));
    }
    if !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-')) {
        return (written.to_owned(), None);
    }
    let (shown, read) = (quote(written), quote(&plain));
    let why = match (joined.is_some(), narrow != written) {
        (true, true) => Text::new("full-width characters and thousands separators", "含全角字符和千位分隔符"),
        (true, false) => Text::new("thousands separators", "含千位分隔符"),
        (false, true) => Text::new("full-width characters", "含全角字符"),
        (false, false) => Text::new("no digit before the point", "小数点前无数字"),
    };
    let note = bilingual!("{shown} was read as {read}: {why}", "{shown}按{read}读取：{why}"; why);
    (plain, Some(note))
}

/// A code in half-width characters, and what was changed about it. Letters keep their
/// case: `x` and `X` are two codes. Dots and blanks between digits are only a way of
/// writing.
pub(super) fn code(text: &str) -> (String, Option<Text>) {
    let written = text.trim();
    let narrow = half_width(written);
    let note = (narrow != written).then(|| {
        let (shown, read) = (quote(written), quote(&narrow));
        bilingual!("{shown} was read as {read}: full-width characters", "{shown}按{read}读取：含全角字符")
    });
    let parts: String = narrow.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    let digits = !parts.is_empty() && parts.bytes().all(|b| b.is_ascii_digit());
    (if digits { parts } else { narrow }, note)
}

/// A day as `YYYY-MM-DD`, of `20260820`, `2026/8/20`, `2026年8月20日`, with or without
/// a time of day behind it. A time with a zone may be on another day here: such a text,
/// and any other, is left as it is.
pub(super) fn day(text: &str) -> String {
    let narrow = half_width(text.trim());
    let (date, time) = narrow.split_once([' ', 'T']).unwrap_or((&narrow, ""));
    let zone = time.contains(['Z', '+']) || (time.contains(':') && time.contains('-'));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = match (digits(date), date.len()) {
        (true, 8 | 14..) => [0..4, 4..6, 6..8].into_iter().filter_map(|range| date.get(range)).collect(),
        _ => date.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect(),
    };
    match parts.as_slice() {
        [year, month, day] if !zone && year.len() == 4 && parts.iter().all(|p| digits(p)) => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.trim().to_owned(),
    }
}

/// Full-width letters, digits and signs as half-width ones.
fn half_width(written: &str) -> String {
    written.chars().map(|c| if c == '−' { '-' } else { text::half_width(c) }).collect()
}

/// A number without its thousands separators, all of one kind and each before three
/// digits; `None` where there are none, or something else.
fn thousands(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let separator = whole.chars().find(|c| !c.is_ascii_digit()).filter(|c| is_separator(*c))?;
    let mut groups = whole.split(separator);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next()?;
    let leads = digits(first) && first.len() <= 3 && !first.starts_with('0');
    let good = leads && digits(fraction) && groups.all(|group| group.len() == 3 && digits(group));
    good.then(|| text.chars().filter(|c| *c != separator).collect())
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}')
}

/// `.5` as databases print it: `0.5`.
fn whole_part(text: &str) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with('.') => format!("-0{rest}"),
        None if text.starts_with('.') => format!("0{text}"),
        _ => text.to_owned(),
    }
}

/// Whether the only comma of a number, after all points, stands where a point belongs.
fn is_decimal_comma(text: &str) -> bool {
    let Some((whole, fraction)) = text.rsplit_once(',') else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    thousands(text).is_none() && digits(fraction) && whole.split(['.', ' ']).all(digits)
}

fn decimal_comma(written: &str) -> Text {
    let shown = quote(written);
    bilingual!(
        "{shown} seems to have a decimal comma and was not read; a point belongs there",
        "{shown}疑以逗号作小数点，未予读取；小数点应写作“.”"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, bool) {
        let (read, note) = number(text);
        (read, note.is_some())
    }

    #[track_caller]
    fn reads(text: &str, read: &str, noted: bool) {
        assert_eq!(of(text), (read.to_owned(), noted), "{text:?}");
    }

    #[test]
    fn plain_numbers_stay() {
        for plain in ["0", "12", "1234.50", "-3", "0100", "12345678.00000"] {
            reads(plain, plain, false);
        }
        reads(" 12\n", "12", false);
    }

    #[test]
    fn one_meaning_is_read_and_said() {
        reads("１２", "12", true);
        reads("１，２３４．５０", "1234.50", true);
        reads("1,234.50", "1234.50", true);
        reads("1,234,567", "1234567", true);
        reads("-1,234", "-1234", true);
        reads("1 234.5", "1234.5", true);
        reads("1'234", "1234", true);
        reads(".5", "0.5", true);
        reads("-.5", "-0.5", true);
    }

    #[test]
    fn what_is_doubtful_stays_as_it_is() {
        reads("12,5", "12,5", true);
        reads("１２，５", "１２，５", true);
        reads("1.234,50", "1.234,50", true);
        reads("1 234,50", "1 234,50", true);
        reads("0,234", "0,234", true);
        for odd in
            ["1,23,456", "1,2345.0", "12,34 ", "1,234 567", "1,234.5.6", "1e3", "12kg", "USD 5", "", ",", "."]
        {
            assert!(crate::value::decimal::parse(&of(odd).0).is_err(), "{odd:?} became {:?}", of(odd));
        }
    }

    #[test]
    fn days_of_every_form() {
        for written in [
            "20260820",
            "2026-08-20",
            "2026/8/20",
            "2026.08.20",
            "2026年8月20日",
            "２０２６０８２０",
            "2026-08-20 00-00-00",
            "2026-08-20T08:30:00",
            "2026082011303295",
        ] {
            assert_eq!(day(written), "2026-08-20", "{written:?}");
        }
        for odd in [
            "",
            "open",
            "26-08-20",
            "20-08-2026",
            "2026082",
            "2026-08",
            "2026-08-20T23:00:00Z",
            "2026-08-20T23:00:00-05:00",
        ] {
            assert_eq!(day(odd), odd);
        }
    }

    #[test]
    fn codes_keep_their_letters() {
        assert_eq!(code("6109.1000 00"), ("6109100000".to_owned(), None));
        assert_eq!(code("x").0, "x");
        assert_eq!(code("1A.2"), ("1A.2".to_owned(), None));
        let (read, note) = code("６１０９１００００0");
        assert_eq!((read.as_str(), note.is_some()), ("6109100000", true));
        assert_eq!(code("ＵＳＤ").0, "USD");
    }
}
