//! L0312: two suspensions of one thing at one time, or an entry that stands twice
//! on one day.

use super::{Law, alike, suspended};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Date, Text};

/// Stretches of time that overlap.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let days = |(by, suspend, span): (usize, &crate::syntax::ast::Suspend, Span)| {
        let from = suspend.from.map(|(d, _)| d).or(law.book.beginning(by, None).last)?;
        let until = suspend.until.map_or(Date::OPEN, |(d, _)| d);
        Some((suspended(suspend), from, until, span))
    };
    let mut all: Vec<(Text, Date, Date, Span)> = law.suspensions().filter_map(days).collect();
    all.sort_by(|a, b| (&a.0.en, a.1, a.2).cmp(&(&b.0.en, b.1, b.2)));
    for pair in all.windows(2) {
        if let [a, b] = pair
            && a.0 == b.0
            && b.1 <= a.2
        {
            let what = &a.0;
            let message =
                bilingual!("{what} is suspended twice at one time", "{what}在同一期间被两次停止执行"; what);
            found.push(overlap(b.3, a.3, message));
        }
    }
    for (a, b) in law.lists().flat_map(alike) {
        let until = a.until.map_or(Date::OPEN, |(d, _)| d);
        if b.from.is_none_or(|(from, _)| from <= until) {
            let message = Text::new("this entry stands twice on one day", "同一条目在同一日出现两次");
            found.push(overlap(b.span, a.span, message));
        }
    }
    found
}

fn overlap(span: Span, first: Span, message: Text) -> Diagnostic {
    Diagnostic::error(Code::Overlap, span, message)
        .warning()
        .related(first, Text::new("first here", "首次见此处"))
        .help(Text::new(
            "let the first end before the second begins, or leave one out",
            "请使前者在后者开始前结束，或删去其一",
        ))
}
