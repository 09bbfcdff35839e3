//! L0311: an instrument that is in force on no day.

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Text;

/// Instruments that end, or are ended or suspended, before they begin.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let book = law.book;
    let lives = |i: usize| law.calendar.lives.get(i).is_some_and(|own| !own.is_empty());
    // Within a window it may begin early enough, and a consolidated text has a window of its own.
    let begins = |i: usize| book.beginning(i, None).exact().is_some();
    let whole = |file: usize| book.files.get(file).is_some_and(|f| f.holds.is_none());
    let all = book.instruments.iter().enumerate().filter(|(_, instrument)| whole(instrument.file));
    let never = all.filter(|(i, _)| begins(*i) && !lives(*i));
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
