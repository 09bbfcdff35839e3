//! L0311: an instrument that is in force on no day.

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Text;

/// Instruments that end, or are ended or suspended, before they begin.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let book = law.book;
    let lives = |i: usize| law.calendar.lives.get(i).is_some_and(|own| !own.is_empty());
    let begins = |i: usize| book.beginning(i, None).last.is_some();
    let never = book.instruments.iter().enumerate().filter(|(i, _)| begins(*i) && !lives(*i));
    never
        .map(|(i, instrument)| {
            let id = instrument.id();
            let message = bilingual!("`{id}` is in force on no day", "“{id}”在任何一日均不施行");
            let problem = Diagnostic::error(Code::NeverInForce, instrument.span, message).warning();
            let acts = book.links.all.iter().filter(|l| l.on == i);
            let problem = acts.fold(problem, |problem, link| {
                problem.related(link.span, Text::new("ended or suspended here", "在此废止或停止执行"))
            });
            problem.help(Text::new(
                "see its first and last day, and what ends or suspends it",
                "请核对其起止日期，以及废止或停止其施行的文件",
            ))
        })
        .collect()
}
