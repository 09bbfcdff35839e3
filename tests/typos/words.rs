//! The words of a text that a typo may strike, by what they are.

use std::collections::BTreeMap;
use std::ops::Range;

/// A word of a policy.
#[derive(Clone, Debug)]
pub struct Word {
    pub file: String,
    pub kind: &'static str,
    /// The word, or the part of a path, that is struck.
    pub struck: Range<usize>,
    /// The token that it is part of: a path, what stands between quotes or 《》.
    pub token: Range<usize>,
}

/// What a name is the name of.
pub type Known = BTreeMap<String, &'static str>;

pub fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c)
}

fn inside(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// What begins an item and is followed by the name that it defines.
const DEFINING: &[&str] = &[
    "let",
    "catalog",
    "rates",
    "codes",
    "markets",
    "market",
    "facts",
    "papers",
    "advice",
    "sample",
    "ex",
    "no code",
    "设",
    "目录",
    "汇率",
    "代码表",
    "市场名单",
    "市场",
    "数据项",
    "单证表",
    "指引",
    "样例",
    "ex",
    "无编码",
];
const OPERATORS: &[&str] = &[
    "and",
    "or",
    "not",
    "any",
    "each",
    "no",
    "is",
    "in",
    "of",
    "one",
    "valid",
    "stated",
    "open",
    "an",
    "office",
    "between",
    "contains",
    "starts",
    "with",
    "has",
    "document",
    "number",
    "converted",
    "to",
    "at",
    "sum",
    "count",
    "kinds",
    "goods",
    "good",
    "where",
    "since",
    "as",
];
const VERDICTS: &[&str] = &["admit", "review", "reject", "undecided", "out", "scope", "yes", "unknown"];
const CHINESE_VERDICTS: &[&str] =
    &["未见禁限", "人工复核", "不得申报", "资料不足", "不适用", "未知", "是", "否"];

/// Every word of a text that is not free text, a comment, or the name of what it defines.
pub fn words(file: &str, text: &str, language: &[String], known: &Known, chinese: bool) -> Vec<Word> {
    let mut all = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        of_line(file, offset, line, language, known, chinese, &mut all);
        offset += line.len();
    }
    all
}

fn of_line(
    file: &str,
    offset: usize,
    line: &str,
    language: &[String],
    known: &Known,
    chinese: bool,
    all: &mut Vec<Word>,
) {
    let mut at = 0;
    let mut before: Vec<&str> = Vec::new();
    let data = ["facts/", "codes/"].iter().any(|folder| file.starts_with(folder));
    while let Some(c) = line[at..].chars().next() {
        if c == '#' {
            return;
        }
        let begin = at;
        if c == '"' {
            at = begin + 1;
            while let Some(c) = line[at..].chars().next() {
                at += c.len_utf8();
                match c {
                    '\\' => at += 1,
                    '"' => break,
                    _ => {}
                }
            }
            let kind = match before.last() {
                Some(&"use" | &"引用") => "use path",
                Some(&"from" | &"取自") => "sample file",
                Some(&"数据文件" | &"沿革文件" | &"说明文件" | &"模板文件" | &"对照文件") => {
                    "file of rows"
                }
                Some(&"in" | &"by") if line[begin..at].ends_with(".tsv\"") => "file of rows",
                _ => continue,
            };
            let struck = offset + begin + 1..offset + at - 1;
            all.push(Word { file: file.into(), kind, struck, token: offset + begin..offset + at });
            continue;
        }
        if c == '《' {
            at = line[begin..].find('》').map_or(line.len(), |end| begin + end + '》'.len_utf8());
            let name = &line[begin..at];
            let struck = offset + begin + '《'.len_utf8()..offset + at - '》'.len_utf8();
            if let Some(kind) = known.get(name).filter(|_| !defines(&before)) {
                all.push(Word { file: file.into(), kind, struck, token: offset + begin..offset + at });
            }
            before.push(name);
            continue;
        }
        if !inside(c) {
            at += c.len_utf8();
            continue;
        }
        // A token: a path with its dots, or a single word.
        let part = |from: usize| line[from..].find(|c| !inside(c)).map_or(line.len(), |n| from + n);
        let mut parts = vec![begin..part(begin)];
        loop {
            let mut end = parts.last().unwrap().end;
            if line[end..].starts_with('[') {
                end += line[end..].find(']').unwrap_or(0) + 1;
            }
            let joined = line[end..].starts_with('.') && line[end + 1..].starts_with(char::is_alphabetic);
            if !joined {
                break;
            }
            parts.push(end + 1..part(end + 1));
        }
        let end = parts.last().unwrap().end;
        let whole = &line[begin..end];
        at = end;
        let first = begin == line.len() - line.trim_start().len();
        let token = offset + begin..offset + end;
        let defining = defines(&before);
        let mut push = |kind, part: &Range<usize>| {
            let struck = offset + part.start..offset + part.end;
            all.push(Word { file: file.into(), kind, struck, token: token.clone() });
        };
        let plain = !whole.starts_with(|c: char| c.is_ascii_digit());
        if plain && !defining && parts.len() == 1 {
            let kind = match (first, begin == 0) {
                _ if before.last() == Some(&"expect") && whole == "permit" => Some("word of a verdict"),
                (true, true) => Some("word of an item"),
                (true, false) if language.iter().any(|w| w == whole) => Some("word of a statement"),
                (true, false) if chinese && known.get(whole).is_none() && !data => {
                    Some("word of a statement")
                }
                (true, false) => None,
                _ if VERDICTS.contains(&whole) || CHINESE_VERDICTS.contains(&whole) => {
                    Some("word of a verdict")
                }
                _ => name(&before, whole, known).or_else(|| {
                    if chinese {
                        return whole.contains(is_han).then_some("word within a statement");
                    }
                    language.iter().any(|w| w == whole).then(|| match OPERATORS.contains(&whole) {
                        true => "operator in words",
                        false => "word of a clause",
                    })
                }),
            };
            if let Some(kind) = kind {
                push(kind, &parts[0]);
            }
        } else if plain && !defining && !(first && data) {
            for part in &parts {
                push("part of a path", part);
            }
        } else if !plain && chinese && whole.contains(is_han) && !defining {
            // `2027-03-01起施行`: what stands behind the digits.
            let from = whole.find(is_han).unwrap();
            let part = begin + from..end;
            push("word within a statement", &part);
        } else if !plain
            && before.last().is_some_and(|w| *w == "按税则" || *w == "tariff" && before.len() > 1)
        {
            push("year of a tariff", &parts[0]);
        } else if !plain
            && line[at..].starts_with('/')
            && before.last().is_some_and(|w| known.get(*w) == Some(&"issuer"))
            && !["policy", "公告"].contains(&before[0])
        {
            let year = part(at + 1);
            all.push(Word {
                file: file.into(),
                kind: "number of an instrument",
                struck: offset + begin..offset + year,
                // A reference is pointed at as a whole, with its issuer.
                token: offset + line[..begin].rfind(before[before.len() - 1]).unwrap()..offset + year,
            });
            at = year;
        }
        before.push(whole);
    }
}

/// Whether the next word is a name that is defined there.
fn defines(before: &[&str]) -> bool {
    let [.., last] = before else { return false };
    let two = before.len() >= 2 && before[before.len() - 2..].join(" ") == "no code";
    let head = before.len() == 1 && DEFINING.contains(last);
    let issuer = before.len() == 1 && matches!(*last, "policy" | "公告");
    head || two || issuer || *last == "ex" || *last == "无编码"
}

/// What a name in a place is the name of.
fn name(before: &[&str], word: &str, known: &Known) -> Option<&'static str> {
    match before.last() {
        Some(&"tariff") => None,
        Some(&"permit" | &"可以") if !before.contains(&"expect") => Some("permit"),
        Some(&"permit" | &"可以") => Some("permit expected"),
        Some(&"from" | &"取自") => Some("sample"),
        Some(&"to" | &"知情方") if before.contains(&"known") || before.contains(&"知情方") => {
            Some("who knows")
        }
        Some(&"by" | &"代码依") if before.contains(&"coded") || before.contains(&"代码依") => {
            Some("table of codes")
        }
        _ if before.starts_with(&["only", "in", "markets"]) || before.first() == Some(&"仅限市场") => {
            Some("market")
        }
        _ => known.get(word).copied(),
    }
}
