//! L0318: a name that nothing uses, and a file that is named for nothing.
//!
//! Names are looked for in files that have an instrument. A file without one is there
//! for others, and what this rulebook takes of it says nothing. Facts have a lint of
//! their own; papers, modes, advice, tests and instruments speak without being named.

use std::collections::BTreeSet;

use super::Law;
use super::names::{Declared, Kind, Name, declared, used};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::rulebook::FileId;
use crate::source::Span;
use crate::syntax::ast::ItemKind;
use crate::value::Text;

/// Names and `use` statements that do nothing.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let (declared, used) = (declared(law), used(law));
    let named: BTreeSet<&Name> = used.iter().map(|(_, name)| name).collect();
    let mut found: Vec<Diagnostic> = declared
        .iter()
        .filter(|d| law.has_law(d.file) && !matches!(d.name.0, Kind::Market | Kind::Tariff | Kind::Codes))
        .filter(|d| !named.contains(&d.name))
        .map(|d| unused_name(&d.name.1, d.span))
        .collect();
    for file in 0..law.book.files.len() {
        let own: BTreeSet<&Name> = used.iter().filter(|(f, _)| *f == file).map(|(_, name)| name).collect();
        found.extend(unused_files(law, file, &declared, &own, &named));
    }
    found
}

/// The `use` statements of a file that bring nothing.
fn unused_files(
    law: &Law,
    file: FileId,
    declared: &[Declared],
    own: &BTreeSet<&Name>,
    anywhere: &BTreeSet<&Name>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: Vec<(FileId, Span)> = Vec::new();
    // A file with nothing of its own gathers others for who uses it.
    let gathers = !law.has_law(file) && !law.book.items.iter().any(|o| o.owner.0 == file);
    let uses = law.book.files.get(file).map_or(&[][..], |f| &f.use_items);
    for (other, span) in uses {
        let name = law.book.files.get(*other).map_or("", |f| f.name.as_str());
        if let Some((_, first)) = seen.iter().find(|(f, _)| f == other) {
            found.push(twice(name, *span, *first));
            continue;
        }
        seen.push((*other, *span));
        let within = closure(law, *other);
        let others = uses.iter().filter(|(f, _)| f != other).flat_map(|(f, _)| closure(law, *f));
        let others: BTreeSet<FileId> = others.collect();
        // Codes are read by the tariffs that there are, whoever names them.
        let last_tariff = |f: &FileId| has_tariff(law, *f) && !others.contains(f);
        let brings = |f: &FileId| within.contains(f) && !others.contains(f);
        if gathers || within.iter().any(|f| speaks(law, *f) || last_tariff(f)) {
            continue;
        }
        let names: Vec<&Name> = declared.iter().filter(|d| brings(&d.file)).map(|d| &d.name).collect();
        if names.is_empty() || names.iter().any(|name| own.contains(*name)) {
            continue;
        }
        let problem = unused_file(name, *span);
        // Who else speaks of these names may have them from here.
        let certain = !names.iter().any(|name| anywhere.contains(*name));
        found.push(if certain { problem.fix(*span, "") } else { problem });
    }
    found
}

/// A file with those that it uses, and theirs.
fn closure(law: &Law, file: FileId) -> BTreeSet<FileId> {
    let mut found = BTreeSet::from([file]);
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        for used in law.book.files.get(next).into_iter().flat_map(|f| &f.uses) {
            if found.insert(*used) {
                open.push(*used);
            }
        }
    }
    found
}

/// Whether a file does something that needs no name.
fn speaks(law: &Law, file: FileId) -> bool {
    let consolidated = law.book.files.get(file).is_some_and(|f| f.holds.is_some());
    let items = law.book.items.iter().filter(|o| o.owner.0 == file);
    let silent = |kind: &ItemKind| {
        matches!(
            kind,
            ItemKind::Let(_)
                | ItemKind::Catalog(_)
                | ItemKind::Tariff(_)
                | ItemKind::Rates(_)
                | ItemKind::Codes(_)
                | ItemKind::Markets(_)
        )
    };
    consolidated || law.has_law(file) || items.into_iter().any(|o| !silent(&o.item.kind))
}

fn has_tariff(law: &Law, file: FileId) -> bool {
    let mut items = law.book.items.iter().filter(|o| o.owner.0 == file);
    items.any(|o| matches!(o.item.kind, ItemKind::Tariff(_)))
}

fn unused_name(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::Unused, span, bilingual!("nothing uses `{name}`", "“{name}”未被使用"))
        .warning()
        .help(Text::new(
            "use it in a rule, a message or a note, or leave it out",
            "请在规则、信息或提示中使用，或予删去",
        ))
}

fn unused_file(name: &str, span: Span) -> Diagnostic {
    let message = bilingual!("nothing of `{name}` is used here", "本文件未使用“{name}”中的任何内容");
    Diagnostic::error(Code::Unused, span, message)
        .warning()
        .help(Text::new("leave this `use` out", "请删去此 `use`"))
}

fn twice(name: &str, span: Span, first: Span) -> Diagnostic {
    let message = bilingual!("`{name}` is named already", "“{name}”已引用");
    Diagnostic::error(Code::Unused, span, message)
        .warning()
        .related(first, Text::new("named here", "在此引用"))
        .help(Text::new("once is enough: leave this one out", "引用一次即可，请删去此处"))
        .fix(span, "")
}
