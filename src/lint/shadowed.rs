//! L0316: words that an amendment gave an article, and that a later amendment has
//! overtaken while the first is still in force.

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::rulebook::{Authored, Edits};
use crate::syntax::ast::EditKind;
use crate::value::Text;

/// Articles of amendments that apply no more.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let edits = Edits::new(law.book);
    let mut found = Vec::new();
    for (target, own) in edits.groups() {
        let Some(target) = target else { continue };
        for (at, edit) in own.iter().enumerate() {
            let (EditKind::Insert(article) | EditKind::Replace(article)) = &edit.edit.kind else { continue };
            let number = &article.number;
            let over = |e: &&Authored| e.by != edit.by && touches(&e.edit.kind, &number.name);
            let Some(later) = own.iter().skip(at + 1).find(over) else { continue };
            let Some(since) = law.book.beginning(later.by, None).last else { continue };
            let lives = law.calendar.lives.get(edit.by).into_iter().flatten();
            if !lives.into_iter().any(|s| s.holds(since)) {
                continue;
            }
            let (name, id, by) = (&number.name, law.book.name(target), law.book.name(later.by));
            let message = bilingual!(
                "since {since} these words of article {name} of {id} apply no more: {by} has overtaken them",
                "自{since}起，此处关于{id}第{name}条的文字不再适用：已被{by}取代"
            );
            found.push(
                Diagnostic::error(Code::Shadowed, number.span, message)
                    .warning()
                    .related(later.edit.span, Text::new("overtaken here", "在此取代"))
                    .help(Text::new(
                        "where the later instrument ends the earlier one, say so with `replaces` or `repeal`",
                        "后者废止前者的，请以 `replaces` 或 `repeal` 写明",
                    )),
            );
        }
    }
    found
}

fn touches(kind: &EditKind, number: &str) -> bool {
    match kind {
        EditKind::Replace(article) => article.number.name == number,
        EditKind::RepealArticle(repealed) => repealed.name == number,
        _ => false,
    }
}
