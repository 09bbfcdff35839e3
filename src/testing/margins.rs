//! The texts of a rulebook as one page of HTML, with what the tests try in the margin:
//! a sign and a word beside the colour, no script, nothing from elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::coverage::{Kind, Mark, Tried, summary};
use crate::source::{SourceId, SourceMap};
use crate::value::{Text, text::Lang};

const STYLE: &str = "\
body{font:15px/1.5 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:1.5rem auto;max-width:75rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .3rem}
table{border-collapse:collapse;width:100%}
.text td{font-family:ui-monospace,'Noto Sans Mono CJK SC',monospace;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere;vertical-align:top;padding:0 .5rem}
td.n{color:#666;text-align:right;width:3rem;user-select:none}td.m{width:1.5rem;text-align:center;font-weight:bold}
td.s{width:13rem;font-size:12px;color:#333}
.w td.m{background:#b7e4c0;color:#0b4d1c}.h td.m{background:#ffe08a;color:#5c4300}.v td.m{background:#f5b5ad;color:#7a1208}
.w td.t{border-left:4px solid #2e9e4b}.h td.t{border-left:4px solid #d9a400}.v td.t{border-left:4px solid #cc3a2b}
td.t{border-left:4px solid transparent}
.key span{display:inline-block;padding:0 .6rem;margin-right:.6rem}.kw{background:#b7e4c0}.kh{background:#ffe08a}.kv{background:#f5b5ad}
@media(prefers-color-scheme:dark){body{background:#161616;color:#e6e6e6}td.s{color:#bbb}.key span{color:#111}}
";

/// The page; files in the order of their names.
pub fn page(marks: &[Mark], sources: &SourceMap, lang: Lang) -> String {
    let say = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
    let title = say("What the tests try", "测试覆盖情况");
    let code = say("en", "zh-CN");
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n<style>\n{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n<ul>\n"
    );
    for text in Kind::ALL.iter().filter_map(|kind| summary(marks, *kind)) {
        let _ = writeln!(html, "<li>{}</li>", escaped(text.get(lang)));
    }
    let _ = writeln!(
        html,
        "</ul>\n<p class=\"key\"><span class=\"kw\">✓ {}</span><span class=\"kh\">½ {}</span><span class=\"kv\">✗ {}</span></p>",
        say("tried every way", "各面均已测"),
        say("tried one way", "仅测一面"),
        say("never tried", "从未测到"),
    );
    let mut files: BTreeMap<(&str, SourceId), Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        if let Some(source) = sources.get(mark.span.source) {
            files.entry((source.name.as_str(), mark.span.source)).or_default().push(mark);
        }
    }
    html.push_str("<ul>\n");
    for (i, (name, _)) in files.keys().enumerate() {
        let _ = writeln!(html, "<li><a href=\"#f{i}\">{}</a></li>", escaped(name));
    }
    html.push_str("</ul>\n");
    for (i, ((name, id), marks)) in files.iter().enumerate() {
        let _ = writeln!(html, "<h2 id=\"f{i}\">{}</h2>\n<table class=\"text\">", escaped(name));
        file(&mut html, marks, (sources, *id), lang);
        html.push_str("</table>\n");
    }
    html.push_str("</body></html>\n");
    html
}

/// The lines of a file. A line that several things stand on shows the one tried least.
fn file(html: &mut String, marks: &[&Mark], (sources, id): (&SourceMap, SourceId), lang: Lang) {
    let Some(source) = sources.get(id) else { return };
    let mut by_line: BTreeMap<usize, (Tried, Vec<Text>)> = BTreeMap::new();
    // What stands inside another thing, an exception in its rule, marks its lines itself.
    let mut sorted = marks.to_vec();
    sorted.sort_by_key(|mark| std::cmp::Reverse(mark.span.end.saturating_sub(mark.span.start)));
    for mark in sorted {
        let first = source.line_column(mark.span.start).0;
        let last = source.line_column(mark.span.end).0;
        for line in first..=last {
            let words = if line == first { vec![mark.says()] } else { Vec::new() };
            match by_line.get_mut(&line) {
                Some((tried, said)) if first == line && !said.is_empty() => {
                    *tried = (*tried).min(mark.tried());
                    said.extend(words);
                }
                _ => _ = by_line.insert(line, (mark.tried(), words)),
            }
        }
    }
    for (number, line) in (1..).zip(source.text.lines()) {
        let (class, sign, words) = match by_line.get(&number) {
            None => ("", "", String::new()),
            Some((tried, words)) => {
                let words = Text::join(words, "; ", "；").get(lang).to_owned();
                match tried {
                    Tried::Whole => (" class=\"w\"", "✓", words),
                    Tried::Half => (" class=\"h\"", "½", words),
                    Tried::Never => (" class=\"v\"", "✗", words),
                }
            }
        };
        let (line, words) = (escaped(line), escaped(&words));
        let _ = writeln!(
            html,
            "<tr{class} title=\"{words}\"><td class=\"n\">{number}</td><td class=\"m\">{sign}</td><td class=\"t\">{line}</td><td class=\"s\">{words}</td></tr>"
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
