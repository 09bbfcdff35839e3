//! The page of a diagnostic as a terminal shows it. Pages are Markdown of one shape:
//! a heading with the code, English, `## 中文` and Chinese, which has no examples of its
//! own and is shown with those of the English part.

use super::Code;
use crate::value::text::Lang;

/// What the Chinese part says of the examples, which stand below it here.
const SEE_ABOVE: &str = "错误与正确写法见上文示例。";

/// The page in one language, in plain lines.
///
/// ```
/// use mp1039::diagnostic::{Code, page};
/// use mp1039::value::text::Lang;
/// let text = page::text(Code::CurrencyMismatch, Lang::Zh);
/// assert!(text.starts_with("T0202 币种不一致\n"));
/// ```
pub fn text(code: Code, lang: Lang) -> String {
    let (english, chinese) = code.page().split_once("## 中文").unwrap_or((code.page(), ""));
    let mut out = String::new();
    match lang {
        Lang::En => {
            let body = english.split_once('\n').map_or("", |(_, body)| body);
            out.push_str(&format!("{code} {}\n", code.title().0));
            show(body, |line| Some(line.to_owned()), &mut out);
        }
        Lang::Zh => {
            out.push_str(&format!("{code} {}\n", code.title().1));
            // The part repeats the title as its first words.
            let body = chinese.trim_start();
            let title = format!("{}。", code.title().1);
            let body = body.strip_prefix(title.as_str()).unwrap_or(body).replace(SEE_ABOVE, "");
            out.push('\n');
            show(&body, |line| Some(line.to_owned()), &mut out);
            show(english, |line| label(line).map(str::to_owned), &mut out);
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// Writes lines of Markdown: code is indented, and of the rest what `keep` makes of it.
fn show(markdown: &str, keep: impl Fn(&str) -> Option<String>, out: &mut String) {
    let mut code = false;
    let mut blank = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            code = !code;
            blank = true;
            continue;
        }
        let shown = if code { Some(indented(line)) } else { keep(line).map(|l| plain(&l)) };
        match shown {
            Some(line) if !line.is_empty() || code => {
                if std::mem::take(&mut blank) {
                    out.push('\n');
                }
                out.push_str(&line);
                out.push('\n');
            }
            _ => blank = true,
        }
    }
}

fn indented(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("    {line}") }
}

/// What stands above an example, in Chinese; nothing for other lines.
fn label(line: &str) -> Option<&'static str> {
    match line {
        "Wrong:" => Some("错误写法："),
        line if line.starts_with("Instead") && line.ends_with(':') => Some("正确写法："),
        line if line.ends_with(':') => Some("示例："),
        _ => None,
    }
}

/// A line without the marks of Markdown: a link is its words.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.trim_start_matches('#').trim_start();
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(words, to)| Some((words, to.split_once(')')?.1)));
        out.push_str(before);
        let (words, after) = parts.unwrap_or(("[", link));
        out.push_str(words);
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::CODES;

    #[test]
    fn every_page_is_plain_in_both_languages() {
        for code in CODES {
            let pages = [Lang::En, Lang::Zh].map(|lang| text(*code, lang));
            for page in &pages {
                assert!(page.starts_with(code.as_str()) && page.lines().count() > 3, "{page}");
                assert!(!page.contains("```") && !page.contains("](") && !page.contains("## "), "{page}");
            }
            let [en, zh] = pages;
            assert!(!en.contains(SEE_ABOVE) && !zh.contains("Instead"), "{zh}");
        }
    }
}
