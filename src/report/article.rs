//! The number of an article as each language writes it.

use crate::value::text::Lang;

/// `1.3(1)` as `Article 1.3(1)`, or as `第一条第三款第（一）项`. A number of
/// another form stays as it is.
///
/// ```
/// use mp1039::{report::article, value::text::Lang};
/// assert_eq!(article("1.3(1)", Lang::Zh), "第一条第三款第（一）项");
/// assert_eq!(article("1.2", Lang::Zh), "第一条第二款");
/// assert_eq!(article("20", Lang::Zh), "第二十条");
/// assert_eq!(article("1.3(1)", Lang::En), "Article 1.3(1)");
/// assert_eq!(article("annex", Lang::Zh), "annex");
/// ```
pub fn article(number: &str, lang: Lang) -> String {
    let Some((article, paragraph, item)) = parts(number) else { return number.to_owned() };
    if lang == Lang::En {
        return format!("Article {number}");
    }
    let paragraph = paragraph.map(|n| format!("第{}款", numeral(n))).unwrap_or_default();
    let item = item.map(|n| format!("第（{}）项", numeral(n))).unwrap_or_default();
    format!("第{}条{paragraph}{item}", numeral(article))
}

/// Article, paragraph, item.
fn parts(number: &str) -> Option<(u32, Option<u32>, Option<u32>)> {
    let (head, item) = match number.split_once('(') {
        Some((head, rest)) => (head, Some(small(rest.strip_suffix(')')?)?)),
        None => (number, None),
    };
    let (article, paragraph) = match head.split_once('.') {
        Some((article, paragraph)) => (article, Some(small(paragraph)?)),
        None => (head, None),
    };
    Some((small(article)?, paragraph, item))
}

/// A number from 1 to 999.
fn small(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && (1..=999).contains(n))
}

/// A number from 1 to 999 in Chinese characters.
fn numeral(n: u32) -> String {
    let digit = |d: u32| usize::try_from(d).ok().and_then(|d| "零一二三四五六七八九".chars().nth(d));
    let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.extend(digit(hundreds));
        text.push('百');
    }
    match (hundreds, tens, ones) {
        (_, 0, 0) => {}
        (0, 0, _) => {}
        (_, 0, _) => text.push('零'),
        (0, 1, _) => text.push('十'),
        _ => {
            text.extend(digit(tens));
            text.push('十');
        }
    }
    if ones > 0 {
        text.extend(digit(ones));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        let texts: Vec<String> = [1, 10, 14, 20, 35, 100, 105, 110, 999].map(numeral).to_vec();
        assert_eq!(texts.join(" "), "一 十 十四 二十 三十五 一百 一百零五 一百一十 九百九十九");
    }
}
