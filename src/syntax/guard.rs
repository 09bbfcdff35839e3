//! What is looked at before pest is called: strings that do not end on their
//! line, and nesting so deep that reading it could exhaust the stack.
//!
//! The depth is an upper bound of how deep the grammar would recurse: brackets,
//! and the words that take an expression behind them (`not`, `of`, `where`).

use super::{Fallible, Limits};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::value::Text;

/// Sums and products of one statement: each makes the tree one deeper.
const OPERATORS: usize = 500;

/// What is open between two brackets.
#[derive(Default)]
struct Level {
    /// `not not …`, `a of b of …` since the last operand.
    chain: usize,
    /// `where …`, which reaches to the closing bracket, with what led to it.
    wheres: usize,
    /// `between` whose `and` has not come yet.
    betweens: usize,
}

/// Refuses a piece that the grammar cannot or must not see.
pub(crate) fn check(source: SourceId, offset: usize, text: &str, limits: &Limits) -> Fallible<()> {
    let mut levels = vec![Level::default()];
    let (mut at, mut operators) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        let length = token(rest);
        let word = rest.get(..length).unwrap_or(rest);
        if word.starts_with('"') && !(word.len() > 1 && word.ends_with('"') && !ends_escaped(word)) {
            let span = Span::new(source, offset + at, offset + at + word.trim_end().len());
            return Err(Box::new(unclosed(span)));
        }
        step(&mut levels, word);
        operators += usize::from(matches!(word, "+" | "-" | "*" | "×" | "/"));
        if operators > OPERATORS {
            let span = Span::new(source, offset + at, offset + at + length);
            let message = bilingual!(
                "this has more than {OPERATORS} sums and products in one statement",
                "单条语句中的四则运算超过{OPERATORS}次"
            );
            let help = Text::new("give parts of it a name with `let`", "请用 `let` 为其中部分命名");
            return Err(Box::new(Diagnostic::error(Code::TooLarge, span, message).help(help)));
        }
        let depth: usize = levels.iter().map(|l| 1 + l.chain + l.wheres).sum();
        if depth > limits.nesting + 1 {
            let most = limits.nesting;
            let span = Span::new(source, offset + at, offset + at + length);
            let message = bilingual!("this nests more than {most} deep", "此处嵌套超过 {most} 层");
            let help = Text::new(
                "give the inner part a name with `let`, and use the name here",
                "请用 `let` 为内层部分命名，再在此处使用该名称",
            );
            return Err(Box::new(Diagnostic::error(Code::TooLarge, span, message).help(help)));
        }
        at += length.max(1);
    }
    Ok(())
}

/// Counts one token.
fn step(levels: &mut Vec<Level>, word: &str) {
    match word {
        "(" | "（" => levels.push(Level::default()),
        ")" | "）" if levels.len() > 1 => {
            levels.pop();
        }
        _ => {
            let Some(level) = levels.last_mut() else { return };
            match word {
                "not" | "of" => level.chain += 1,
                "where" => level.wheres += 1 + std::mem::take(&mut level.chain),
                "between" => level.betweens += 1,
                "and" if level.betweens > 0 => level.betweens -= 1,
                "and" | "or" => level.chain = 0,
                "when" | "otherwise" => *level = Level::default(),
                _ => {}
            }
        }
    }
}

/// The length of the token at the beginning of a text: a string, a comment, a
/// word, or one character.
pub(crate) fn token(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    match first {
        '"' => string(text),
        '#' => text.find('\n').unwrap_or(text.len()),
        c if is_word(c) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        c => c.len_utf8(),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// The length of a string with its quotes, or up to the end of its line.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' | '\r' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether the quote at the end of a string belongs to an escape.
fn ends_escaped(string: &str) -> bool {
    let before = string.strip_suffix('"').unwrap_or(string);
    before.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

fn unclosed(span: Span) -> Diagnostic {
    let message = Text::new("a string is not closed on its line", "字符串未在本行结束");
    let help = Text::new(
        "put `\"` where the text ends; a string stays on one line, and a quote inside it is written `\\\"`",
        "请在文字结束处加 `\"`；字符串不能跨行，其中的引号写作 `\\\"`",
    );
    Diagnostic::error(Code::Literal, span, message).label(Text::new("begins here", "由此开始")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> bool {
        check(SourceId(0), 0, text, &Limits::default()).is_ok()
    }

    #[test]
    fn depth_is_bounded_however_it_is_made() {
        assert!(ok(&"a = 1 and not b or ".repeat(1000)));
        assert!(ok(&format!("{}a{}", "(".repeat(60), ")".repeat(60))));
        assert!(!ok(&"(".repeat(70)));
        assert!(!ok(&"not ".repeat(70)));
        assert!(!ok(&"f of ".repeat(70)));
        assert!(!ok(&"any good where a and ".repeat(70)));
        assert!(!ok(&"not ( f of ".repeat(30)));
        assert!(!ok(&format!("{}x between y and (", "not ".repeat(20)).repeat(4)));
        assert!(!ok(&format!("{}x + (", "not ".repeat(20)).repeat(4)));
        assert!(!ok(&format!("{}any good where a and (", "not ".repeat(20)).repeat(4)));
    }

    #[test]
    fn strings_end_on_their_line() {
        assert!(ok(r#""a" "b\"" "\\" "#));
        assert!(!ok(r#""a\""#));
        assert!(!ok("\"a\nb\""));
        assert!(!ok("\""));
    }
}
