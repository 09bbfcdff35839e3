//! Draws diagnostics for a terminal: the line, the exact characters, and what
//! to write instead. The drawing itself is annotate-snippets', which keeps
//! underlines right under Chinese text.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};
use crate::value::text::{Lang, Text};

/// One diagnostic as text, in one language, with or without colour.
pub fn human(diagnostic: &Diagnostic, sources: &SourceMap, lang: Lang, colour: bool) -> String {
    let names = match lang {
        Lang::En => ("error", "warning", "help"),
        Lang::Zh => ("错误", "警告", "建议"),
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(names.0),
        Severity::Warning => Level::WARNING.with_name(names.1),
    };
    let title = level.primary_title(diagnostic.message.get(lang)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let main = (diagnostic.span, &diagnostic.label);
    let related: Vec<_> = diagnostic.related.iter().map(|l| (l.span, &l.text)).collect();
    let here: Vec<_> = related.iter().filter(|(s, _)| s.source == diagnostic.span.source).copied().collect();
    if let Some(snippet) = snippet(main, &here, sources, lang, true) {
        group = group.element(snippet);
    }
    for (span, text) in related.iter().filter(|(s, _)| s.source != diagnostic.span.source) {
        if let Some(snippet) = snippet((*span, text), &[], sources, lang, false) {
            group = group.element(snippet);
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.with_name(names.2).message(help.get(lang)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).term_width(110).render(&[group])
}

fn snippet<'a>(
    main: (Span, &'a Text),
    others: &[(Span, &'a Text)],
    sources: &'a SourceMap,
    lang: Lang,
    primary: bool,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let source = sources.get(main.0.source)?;
    let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let mut snippet = Snippet::source(&*source.text).path(&*source.name).annotation(annotation(
        kind,
        main,
        &source.text,
        lang,
    ));
    for other in others {
        snippet = snippet.annotation(annotation(AnnotationKind::Context, *other, &source.text, lang));
    }
    Some(snippet)
}

/// An underline inside the text, on whole characters, at least one where possible.
fn annotation<'a>(
    kind: AnnotationKind,
    (span, label): (Span, &'a Text),
    text: &str,
    lang: Lang,
) -> annotate_snippets::Annotation<'a> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let next = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mut end = span.end.clamp(start, text.len()).max(start + next);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let annotation = kind.span(start..end);
    match label.get(lang) {
        "" => annotation,
        words => annotation.label(words),
    }
}
