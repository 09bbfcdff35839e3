//! L0313: a suspension that nobody has to look at again.

use super::{Law, suspended};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Text;

/// Suspensions without an end and without a day of review.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let open = law.suspensions().filter(|(by, s, _)| {
        // It lasts no longer than the instrument that makes it.
        s.until.is_none() && s.review.is_none() && law.book.own_end(*by).is_none()
    });
    open.map(|(_, suspend, span)| {
        let what = suspended(suspend);
        let message = bilingual!(
            "{what} is suspended without an end or a day of review",
            "{what}停止执行，未写明止期或复核日"; what
        );
        Diagnostic::error(Code::OpenSuspension, span, message).warning().help(Text::new(
            "write `until DAY`, or `review by DAY` where no end was published",
            "请写 `until 日期`；未公布止期的写 `review by 日期`",
        ))
    })
    .collect()
}
