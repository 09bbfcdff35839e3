//! L0314: days on which neither the old nor the new holds.

use super::{Law, alike};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Date, Text};

/// Gaps between an end and the beginning of what follows it.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (a, b) in law.lists().flat_map(alike) {
        if let (Some((until, first)), Some((from, span))) = (a.until, b.from)
            && until.next() < from
        {
            found.push(gap(span, first, until, from));
        }
    }
    for (by, instrument) in law.book.instruments.iter().enumerate() {
        let begins = law.book.beginning(by, None).first;
        for target in &instrument.head.replaces {
            let old = law.book.find(&target.id()).and_then(|i| law.book.instruments.get(i));
            if let (Some((until, first)), Some(from)) = (old.and_then(|i| i.head.until), begins)
                && until.next() < from
            {
                found.push(gap(target.span(), first, until, from));
            }
        }
    }
    found
}

fn gap(span: Span, first: Span, until: Date, from: Date) -> Diagnostic {
    let message = bilingual!(
        "the one before ends on {until}, and this begins on {from}: on the days between neither holds",
        "前者止于{until}，此处始于{from}：其间两者均不适用"
    );
    Diagnostic::error(Code::Gap, span, message)
        .warning()
        .related(first, Text::new("ends here", "止于此处"))
        .help(Text::new("close the gap, if none was meant", "如非有意，请补足空档"))
}
