//! Names for people, of everything that a decision names by id.

use std::collections::BTreeMap;

use crate::bilingual;
use crate::eval::decision::ADVICE;
use crate::hir::{Edition, NormKind};
use crate::value::Text;

/// Titles by id: instruments, questions of permissions, lists, advice, rate tables.
pub fn titles(edition: &Edition) -> BTreeMap<String, Text> {
    let mut titles = BTreeMap::new();
    for instrument in &edition.instruments {
        for article in &instrument.articles {
            for norm in &article.norms {
                if let NormKind::Permit { name, .. } = &norm.kind {
                    titles.insert(name.clone(), permit(name, &article.title));
                }
            }
        }
        titles.insert(instrument.id.clone(), instrument.title.clone());
    }
    titles.extend(edition.catalogs.iter().map(|c| (c.id.clone(), c.title.clone())));
    titles.extend(edition.advice.iter().map(|a| (format!("{ADVICE} {}", a.id), a.title.clone())));
    titles.extend(edition.rates.iter().map(|r| (r.id.clone(), r.title.clone())));
    titles
}

/// An article may answer several questions: its title, and which.
fn permit(name: &str, title: &Text) -> Text {
    bilingual!("{title} ({name})", "{title}（{name}）"; title)
}
