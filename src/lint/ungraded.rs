//! L0325: an instrument that does not say how its text is known. It counts as read in
//! the text, the best there is, which nobody has said.

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::rulebook::Instrument;
use crate::value::Text;

/// Instruments without a grade, of which no article has one either.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    // A consolidated text rests on the instruments of which it is made.
    let whole = |i: &&Instrument| law.book.files.get(i.file).is_some_and(|f| f.holds.is_none());
    let graded = |i: &Instrument| {
        let some = i.articles.iter().any(|a| a.it.grade.is_some());
        i.head.grade.is_some() || some && i.articles.iter().all(|a| a.it.grade.is_some())
    };
    let bare = law.book.instruments.iter().filter(whole).filter(|i| !graded(i));
    bare.map(|instrument| {
        let id = instrument.id();
        let message = bilingual!(
            "`{id}` does not say where its text was read, and counts as verified",
            "“{id}”未注明原文出处，将按已核实处理"
        );
        Diagnostic::error(Code::UngradedLaw, instrument.span, message).warning().help(Text::new(
            "write `verified \"where it was read\"` under it, or `reported \"who says so\"`",
            "请在其下写 `verified \"原文出处\"` 或 `reported \"转引来源\"`",
        ))
    })
    .collect()
}
