//! The styles of a workbook: a filled background beside each style that a marked
//! cell has, so that its number format, border and font stay.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Mark, attribute, is};

/// The styles under way.
pub(super) struct Styles<'t> {
    text: &'t str,
    /// Each cell format as it is written, in order.
    formats: Vec<&'t str>,
    /// How many fills there are.
    fills: usize,
    /// Where fills and cell formats end, and where their numbers stand.
    ends: Option<(List, List)>,
    /// Formats made so far, by what they are made of.
    made: BTreeMap<(usize, Mark), usize>,
    /// The new formats, in order.
    new: Vec<(usize, Mark)>,
}

/// A list of the style sheet: where its start tag stands, and where its end tag begins.
#[derive(Clone, Copy)]
struct List {
    tag: (usize, usize),
    end: usize,
}

/// The marks in the order of their fills, with their colours.
const COLOURS: &[(Mark, &str)] = &[
    (Mark::Good, "FFE2F0D9"),
    (Mark::Doubt, "FFFFF2CC"),
    (Mark::Bad, "FFF8CBAD"),
    (Mark::Open, "FFDDEBF7"),
    (Mark::Head, "FFE7E6E6"),
];

impl<'t> Styles<'t> {
    /// Reads a style sheet. One that lacks a list has no place for marks: cells are
    /// written all the same, without them.
    pub(super) fn new(text: &'t str) -> Styles<'t> {
        let mut styles = Styles {
            text,
            formats: Vec::new(),
            fills: 0,
            ends: None,
            made: BTreeMap::new(),
            new: Vec::new(),
        };
        if let Some((fills, formats)) = styles.read() {
            styles.ends = Some((fills, formats));
        }
        styles
    }

    fn read(&mut self) -> Option<(List, List)> {
        let mut reader = Reader::from_str(self.text);
        let (mut fills, mut formats): (Option<List>, Option<List>) = (None, None);
        let mut open: Option<(&str, List)> = None;
        let mut format_start = 0;
        let mut depth = 0_usize;
        loop {
            let before = usize::try_from(reader.buffer_position()).ok()?;
            let event = reader.read_event().ok()?;
            let after = usize::try_from(reader.buffer_position()).ok()?;
            match event {
                Event::Eof => break,
                Event::Start(element) => {
                    if open.is_some() {
                        depth += 1;
                        if depth == 1 {
                            format_start = before;
                        }
                    } else if let Some(name) = ["fills", "cellXfs"].into_iter().find(|n| is(&element, n)) {
                        open = Some((name, List { tag: (before, after), end: after }));
                    }
                }
                Event::Empty(element) => {
                    if depth == 0
                        && let Some((name, _)) = open
                    {
                        self.count(name, &element, self.text.get(before..after)?);
                    }
                }
                Event::End(element) => match (open, depth) {
                    (Some((name, list)), 0) => {
                        let list = List { end: before, ..list };
                        match name {
                            "fills" => fills = Some(list),
                            _ => formats = Some(list),
                        }
                        open = None;
                    }
                    (Some((name, _)), _) => {
                        depth -= 1;
                        if depth == 0 {
                            let element = BytesStart::new(element.name().as_ref().to_owned());
                            self.count(name, &element, self.text.get(format_start..after)?);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Some((fills?, formats?))
    }

    fn count(&mut self, list: &str, element: &BytesStart, text: &'t str) {
        match list {
            "fills" if is(element, "fill") => self.fills += 1,
            "cellXfs" if is(element, "xf") => self.formats.push(text),
            _ => {}
        }
    }

    /// The number of a format like another, marked.
    pub(super) fn marked(&mut self, format: usize, mark: Mark) -> usize {
        if self.ends.is_none() || format >= self.formats.len() {
            return format;
        }
        let next = self.formats.len() + self.new.len();
        *self.made.entry((format, mark)).or_insert_with(|| {
            self.new.push((format, mark));
            next
        })
    }

    /// The style sheet with what was added; `None` if nothing was.
    pub(super) fn finish(&self) -> Option<String> {
        let (fills, formats) = self.ends.filter(|_| !self.new.is_empty())?;
        let none = r#"<fill><patternFill patternType="none"/></fill>"#.repeat(self.base() - self.fills);
        let colours: String = COLOURS
            .iter()
            .map(|(_, colour)| {
                format!(
                    r#"<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>"#
                )
            })
            .collect();
        let added_fills = none + &colours;
        let added: String =
            self.new.iter().filter_map(|(format, mark)| self.format(*format, *mark)).collect();
        let prefix = self.prefix(fills);
        let changes = [
            (fills, with_prefix(&added_fills, &prefix), self.base() + COLOURS.len()),
            (formats, added, self.formats.len() + self.new.len()),
        ];
        let mut text = String::new();
        let mut at = 0;
        let mut ordered = changes;
        ordered.sort_by_key(|(list, ..)| list.tag.0);
        for (list, added, count) in ordered {
            text.push_str(self.text.get(at..list.tag.0)?);
            text.push_str(&counted(self.text.get(list.tag.0..list.tag.1)?, count));
            text.push_str(self.text.get(list.tag.1..list.end)?);
            text.push_str(&added);
            at = list.end;
        }
        text.push_str(self.text.get(at..)?);
        Some(text)
    }

    /// The number of the first fill of ours; the first two are taken by no fill and grey,
    /// whatever stands there.
    fn base(&self) -> usize {
        self.fills.max(2)
    }

    /// `x:` where the style sheet writes its elements so.
    fn prefix(&self, list: List) -> String {
        let tag = self.text.get(list.tag.0 + 1..list.tag.1).unwrap_or("");
        let name = tag.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or("");
        name.split_once(':').map(|(prefix, _)| format!("{prefix}:")).unwrap_or_default()
    }

    /// A format like another, with the fill of a mark.
    fn format(&self, format: usize, mark: Mark) -> Option<String> {
        let text = self.formats.get(format)?;
        let fill = self.base() + COLOURS.iter().position(|(m, _)| *m == mark)?;
        let end = text.find('>')?;
        let (tag, rest) = (text.get(..end)?, text.get(end..)?);
        let (tag, rest) = match tag.strip_suffix('/') {
            Some(tag) => (tag, format!("/{rest}")),
            None => (tag, rest.to_owned()),
        };
        let tag = without(&without(tag, "fillId"), "applyFill");
        Some(format!(r#"{} fillId="{fill}" applyFill="1"{rest}"#, tag.trim_end()))
    }
}

/// Elements with a prefix.
fn with_prefix(text: &str, prefix: &str) -> String {
    let marker = "\u{0}";
    text.replace("</", &format!("{marker}/{prefix}")).replace('<', &format!("<{prefix}")).replace(marker, "<")
}

/// A start tag whose attribute `count` says this.
fn counted(tag: &str, count: usize) -> String {
    let bare = without(tag, "count");
    match bare.strip_suffix('>') {
        Some(bare) => format!(r#"{} count="{count}">"#, bare.trim_end()),
        None => tag.to_owned(),
    }
}

/// A start tag without an attribute.
fn without(tag: &str, name: &str) -> String {
    for quote in ['"', '\''] {
        let begins = format!(" {name}={quote}");
        if let Some((before, rest)) = tag.split_once(&begins)
            && let Some((_, after)) = rest.split_once(quote)
        {
            return format!("{before}{after}");
        }
    }
    tag.to_owned()
}

/// The format that a cell states.
pub(super) fn of(cell: &BytesStart) -> usize {
    attribute(cell, "s").and_then(|s| s.parse().ok()).unwrap_or(0)
}
