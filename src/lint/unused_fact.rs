//! L0322: a fact that a policy file declares beside its law, and nothing reads.
//!
//! Facts of a file without an instrument are what declarations can state, whoever
//! reads them; those of a policy's own file are asked for by that policy alone.

use std::collections::BTreeSet;

use super::Law;
use super::names::{Kind, used};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::ItemKind;
use crate::value::Text;

/// Facts that are asked for, and come to nothing.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let used = used(law);
    let read: BTreeSet<&str> =
        used.iter().filter(|(_, name)| name.0 == Kind::Path).map(|(_, name)| name.1.as_str()).collect();
    let reads = |path: &str| {
        let attribute = path.strip_prefix("good.attributes.");
        // `filing is valid` reads its two days.
        let record = [".valid_from", ".valid_until"].iter().find_map(|end| path.strip_suffix(end));
        std::iter::once(path)
            .chain(attribute)
            .chain(record)
            .any(|name| read.contains(name) || read.contains(name.replacen("good.", "goods.", 1).as_str()))
    };
    let mut found = Vec::new();
    for owned in law.book.items.iter().filter(|o| law.has_law(o.owner.0)) {
        let ItemKind::Facts(facts) = &owned.item.kind else { continue };
        for fact in facts.facts.iter().filter(|f| !reads(&f.path.dotted())) {
            let name = fact.path.dotted();
            let message =
                bilingual!("no rule, list or note reads `{name}`", "没有规则、名录或提示使用“{name}”");
            found.push(Diagnostic::error(Code::UnusedFact, fact.path.span, message).warning().help(
                Text::new(
                    "write the rule that needs it, or do not ask for it",
                    "请写出使用该数据项的规则，或不再要求填报",
                ),
            ));
        }
    }
    found
}
