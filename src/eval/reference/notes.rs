//! What is said beside the verdict: notes, and answers as they were stated.

use std::collections::BTreeSet;

use super::context::Context;
use super::words;
use crate::bilingual;
use crate::eval::decision::{Note, Stated};
use crate::hir::{CatalogId, Norm, NormKind};
use crate::syntax::ast::GradeLevel;
use crate::value::{Text, Truth};

/// The notes that a statement gives; none from a demand or a permission.
pub fn of(context: &Context, norm: &Norm, (policy, article): (&str, &str)) -> Vec<Note> {
    let note = |message: Text, line: Option<u64>| Note {
        policy: policy.to_owned(),
        article: article.to_owned(),
        message,
        line,
        grade: norm.grade,
    };
    match &norm.kind {
        NormKind::Note { message, when } => {
            let shown = when.map_or(Truth::True, |w| context.truth(w).0);
            let shown = (shown == Truth::True && !words::lacks_amount(context, message))
                .then(|| note(words::message(context, message), None));
            shown.into_iter().collect()
        }
        NormKind::NoteEach { condition, catalogs } => {
            let lines = context.lines().filter(|line| context.at(*line).truth(*condition).0 == Truth::True);
            let said = lines.flat_map(|line| {
                let at = context.at(line);
                let hits = catalogs.iter().filter(move |c| at.in_catalog(**c).0 == Truth::True);
                let number = context.goods_line(line).map(|l| l.number);
                hits.map(move |c| {
                    let said = note(about(context, *c, line), number);
                    let grade = said.grade.min(weakest(&context.at(line), *c));
                    Note { grade, ..said }
                })
            });
            said.collect()
        }
        NormKind::Demand(_) | NormKind::Permit { .. } => Vec::new(),
    }
}

/// The weakest grade of the entries by which the line at hand is in a list.
fn weakest(at: &Context, id: CatalogId) -> GradeLevel {
    let Some(catalog) = at.edition.catalogs.get(id) else { return GradeLevel::Unverified };
    let hits = at.hits(id, catalog).into_iter().filter(|(_, truth)| *truth == Truth::True);
    hits.map(|(entry, _)| entry.grade).min().unwrap_or(catalog.grade)
}

/// What a list says of a line.
fn about(context: &Context, catalog: CatalogId, line: usize) -> Text {
    let good = super::asks::of_line(context, &Text::default(), Some(line));
    let grounds = words::grounds(&context.at(line), catalog, line);
    bilingual!("{good}{grounds}", "{good}{grounds}"; good, grounds)
}

/// Answers to the questions of lists that concern a line, in the order of lines.
pub fn stated(context: &Context, catalogs: &BTreeSet<CatalogId>) -> Vec<Stated> {
    let mut found: Vec<Stated> = Vec::new();
    for line in context.lines() {
        let Some(goods) = context.goods_line(line) else { continue };
        let at = context.at(line);
        for id in catalogs {
            let Some(catalog) = context.edition.catalogs.get(*id) else { continue };
            for entry in at.questions(*id, catalog) {
                let values = words::stated_values(&at, entry);
                let answer = at.stated_answer(line, entry.ex.as_deref());
                let holds = entry.condition.map(|c| at.truth(c).0.known());
                if answer.is_none() && values.is_empty() {
                    continue;
                }
                let stated = Stated {
                    line: goods.number,
                    catalog: catalog.id.clone(),
                    entry: entry.ex.clone().unwrap_or_default(),
                    title: entry.title.clone(),
                    answer: match answer.or(holds.flatten()) {
                        Some(true) => "yes",
                        Some(false) => "no",
                        None => "unknown",
                    }
                    .to_owned(),
                    values: values.into_iter().map(|(label, value)| (label.en, value)).collect(),
                };
                // Several codes may share one question.
                if !found.contains(&stated) {
                    found.push(stated);
                }
            }
        }
    }
    found
}
