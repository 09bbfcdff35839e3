//! L0315: an amendment, a suspension or a repeal of what had ended before it begins.

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::rulebook::{Action, list_of};
use crate::syntax::ast::{InstrumentRef, Suspended};
use crate::value::Text;

/// Actions on instruments that are in force no more.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (by, instrument) in law.book.instruments.iter().enumerate() {
        // What replaces an instrument with a last day of its own follows it; see L0314.
        let open = |target: &&InstrumentRef| {
            law.book.find(&target.id()).is_some_and(|on| law.book.own_end(on).is_none())
        };
        let replaced = instrument.head.replaces.iter().filter(open);
        let targets = replaced.chain(instrument.actions.iter().flat_map(|a| of(&a.it)));
        let Some(begins) = law.book.beginning(by, None).first else { continue };
        for target in targets {
            let Some(on) = law.book.find(&target.id()) else { continue };
            let Some(until) = law.ended(on).filter(|until| until.next() < begins) else { continue };
            let id = target.id();
            let message = bilingual!(
                "`{id}` was in force until {until} only, before this begins: nothing changes",
                "“{id}”在此文件施行之前已于{until}终止：此处不产生变化"
            );
            found.push(Diagnostic::error(Code::EditOfRepealed, target.span(), message).warning().help(
                Text::new(
                    "name the instrument that took its place, or leave this out",
                    "请写明取代它的文件，或删去此处",
                ),
            ));
        }
    }
    found
}

/// Whose force or text an action changes. Who only edits lists refers to it, no more.
fn of(action: &Action) -> Vec<&InstrumentRef> {
    match action {
        Action::Amend(amend) if amend.edits.iter().any(|e| list_of(&e.kind).is_none()) => {
            amend.target.iter().collect()
        }
        Action::Amend(_) | Action::Bring(_) => Vec::new(),
        Action::Suspend(suspend) => match &suspend.what {
            Suspended::Instrument(target) | Suspended::Article(_, target) => vec![target],
            Suspended::Catalog(_) => Vec::new(),
        },
        Action::Repeal(targets) => targets.iter().collect(),
    }
}
