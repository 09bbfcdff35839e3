//! One diagnostic as a record on one line, `mp1039/diagnostic@1`.

use serde_json::{Value, json};

use super::{level, region};
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::SourceMap;

/// The record; keys are only ever added to it.
pub fn json(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = region(diagnostic.span, sources);
    let (line, column) = place.as_ref().map_or((0, 0), |p| p.start);
    let (end_line, end_column) = place.as_ref().map_or((0, 0), |p| p.end);
    let related = diagnostic.related.iter();
    let related: Vec<_> =
        related.map(|l| json!({"place": sources.place(l.span), "message": l.text})).collect();
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix.edits.iter().map(|e| edit(e, sources)).collect();
        json!({"certain": fix.certain, "edits": edits})
    });
    let record = json!({
        "schema": "mp1039/diagnostic@1",
        "code": diagnostic.code.as_str(),
        "severity": level(diagnostic.severity),
        "source": place.as_ref().map(|p| p.source),
        "line": line,
        "column": column,
        "message": diagnostic.message,
        "label": diagnostic.label,
        "related": related,
        "help": diagnostic.help,
        "end_line": end_line,
        "end_column": end_column,
        "fix": fix,
    });
    record.to_string()
}

fn edit(edit: &Edit, sources: &SourceMap) -> Value {
    let place = region(edit.span, sources);
    let (start, end) = place.as_ref().map_or(((0, 0), (0, 0)), |p| (p.start, p.end));
    json!({
        "source": place.as_ref().map(|p| p.source),
        "line": start.0,
        "column": start.1,
        "end_line": end.0,
        "end_column": end.1,
        "text": edit.text,
    })
}
