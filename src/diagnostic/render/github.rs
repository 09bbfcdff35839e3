//! A diagnostic as a workflow command, which GitHub shows beside the line of a change.

use super::{level, region};
use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;
use crate::value::text::Lang;

/// `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`, on one line.
/// GitHub counts the end as the last character, not the place behind it, and wants
/// columns only within one line.
pub fn github(diagnostic: &Diagnostic, sources: &SourceMap, lang: Lang) -> String {
    let mut properties = Vec::new();
    if let Some(place) = region(diagnostic.span, sources) {
        properties.push(format!("file={}", property(place.source)));
        properties.push(format!("line={}", place.start.0));
        let one_line = place.start.0 == place.end.0;
        properties.extend(one_line.then(|| format!("col={}", place.start.1)));
        properties.push(format!("endLine={}", place.end.0));
        let last = place.end.1.saturating_sub(1).max(place.start.1);
        properties.extend(one_line.then(|| format!("endColumn={last}")));
    }
    properties.push(format!("title={}", diagnostic.code));
    let message = diagnostic.message.get(lang);
    let message = match &diagnostic.help {
        Some(help) => format!("{message}\n{}", help.get(lang)),
        None => message.to_owned(),
    };
    format!("::{} {}::{}", level(diagnostic.severity), properties.join(","), data(&message))
}

/// The characters that end a command are written as their numbers.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// In a property those that end it as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
