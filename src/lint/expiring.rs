//! L0317: a list whose completeness ends soon, or has ended. There is no clock: it
//! looks only from a day that is given.

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::rulebook::FactDay;
use crate::syntax::ast::ItemKind;
use crate::value::Text;

/// Days ahead that are soon.
const SOON: i64 = 60;

/// Lists of the law of the day that are complete for not much longer.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let Some(day) = law.as_of else { return Vec::new() };
    let versions = law.book.versions(law.calendar, day, &|_| FactDay::Known(day));
    let Some(version) = versions.all.last() else { return Vec::new() };
    let (resolved, _) = law.book.resolve(version);
    let mut found = Vec::new();
    for item in &resolved.items {
        let ItemKind::Catalog(catalog) = &*item.kind else { continue };
        let Some((_, (until, span))) = catalog.complete else { continue };
        let left = until.days_after(day);
        if left > SOON {
            continue;
        }
        let name = &catalog.name.name;
        let message = match left {
            0.. => bilingual!(
                "`{name}` is complete until {until} only, {left} days after {day}",
                "“{name}”仅完整至{until}，距{day}还有{left}天"
            ),
            _ => bilingual!(
                "`{name}` was complete until {until} only, before {day}",
                "“{name}”仅完整至{until}，早于{day}"
            ),
        };
        found.push(Diagnostic::error(Code::Expiring, span, message).warning().help(Text::new(
            "bring in the list of the next year, or `extend` it where an instrument carries it on",
            "请引入下一年度的名录；有文件延续的，请用 `extend`",
        )));
    }
    found
}
