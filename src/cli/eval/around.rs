//! What a report needs beside a decision: where the values stand, and names for
//! people.

use std::collections::BTreeMap;

use crate::pipeline::{Judged, Policy};
use crate::report::{Context, Notice};
use crate::source::{Layout, SourceId, SourceMap, Span};
use crate::value::Date;

/// What travels around a decision; with a policy to name things by, of every version of
/// it, since several may be possible, and then as they read on the day.
pub(in crate::cli) fn context(
    judged: &Judged,
    source: SourceId,
    sources: &SourceMap,
    names: Option<(&Policy, Option<Date>)>,
    context: &Context,
) -> Context {
    let declaration = &judged.declaration;
    let warnings = declaration.warnings.iter().map(|w| Notice {
        pointer: w.pointer.clone(),
        place: w.span.map(|span| sources.place(span)).unwrap_or_default(),
        message: w.message.clone(),
    });
    let day = judged.decision.as_of.as_deref().and_then(Date::parse);
    let titles = names.map(|(policy, known_on)| policy.titles(day, known_on));
    Context {
        places: places(&declaration.places, source, sources),
        stated: declaration.stated.clone(),
        warnings: warnings.collect(),
        titles: titles.unwrap_or_default(),
        ..context.clone()
    }
}

/// `file:line:column` of each value, in one pass over the text.
fn places(spans: &BTreeMap<String, Span>, source: SourceId, sources: &SourceMap) -> BTreeMap<String, String> {
    let Some(text) = sources.get(source) else { return BTreeMap::new() };
    let Layout::Text { first_line } = text.layout else {
        return spans.iter().map(|(pointer, span)| (pointer.clone(), sources.place(*span))).collect();
    };
    let (own, other): (Vec<_>, Vec<_>) = spans.iter().partition(|(_, span)| span.source == source);
    let mut places: BTreeMap<String, String> =
        other.into_iter().map(|(pointer, span)| (pointer.clone(), sources.place(*span))).collect();
    let mut own: Vec<_> = own.into_iter().map(|(pointer, span)| (span.start, pointer)).collect();
    own.sort_unstable();
    let mut chars = text.text.char_indices().peekable();
    let (mut line, mut column) = (first_line, 1);
    for (start, pointer) in own {
        while let Some((_, c)) = chars.next_if(|(at, _)| *at < start) {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        places.insert(pointer.clone(), format!("{}:{line}:{column}", text.name));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let mut sources = SourceMap::default();
        let source = sources.add("d.json", "{\n \"货\": \"值\", \"x\": 1}");
        let span = |start| Span::new(source, start, start + 1);
        let spans = BTreeMap::from([("/x".to_owned(), span(22)), ("/货".to_owned(), span(10))]);
        let found = places(&spans, source, &sources);
        for (pointer, span) in &spans {
            assert_eq!(found.get(pointer), Some(&sources.place(*span)));
        }
    }
}
