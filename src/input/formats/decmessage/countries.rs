//! The two countries of a line.
//!
//! The official format has them the other way round on export: `OriginCountry` holds
//! the destination, `DestinationCountry` the origin. Platforms write them as they are
//! called. A line of an export whose origin, read by the official format, would be
//! elsewhere and whose destination would be China contradicts it: it is read as it is
//! called. Each reading that is not plain from the message is reported.

use super::{Direction, fields};
use crate::bilingual;
use crate::input::formats::mapping::{Mapping, item_pointer, named, text_of};
use crate::input::formats::written;
use crate::input::node::{Member, Node, child};
use crate::source::Span;
use crate::value::Text;

/// China, as letters, as the old number, by name.
const CHINA: &[&str] = &["CHN", "142", "CN", "中国"];

/// How the countries of a line were read, where that is worth saying.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Against the official format.
    Plain,
    /// By the official format, but neither is China.
    Foreign,
    /// Both are China.
    Domestic,
}

/// Doubts that are said in this order.
const DOUBTS: &[Doubt] = &[Doubt::Plain, Doubt::Foreign, Doubt::Domestic];

/// Reads the countries of each line, and reports doubts once for all lines.
pub(super) struct Countries {
    direction: Direction,
    /// The line's number as it is written, its position and its place.
    doubts: Vec<(Doubt, String, usize, Option<Span>)>,
}

impl Countries {
    pub(super) fn new(direction: Direction) -> Countries {
        Countries { direction, doubts: Vec::new() }
    }

    /// Reads those of a line.
    pub(super) fn read(&mut self, line: &Node, index: usize, mapping: &mut Mapping, item: &mut Vec<Member>) {
        let table = match self.direction {
            Direction::Unknown => return,
            Direction::Import => fields::PLAIN,
            Direction::Export => {
                let doubt = doubt(line);
                if let Some(doubt) = doubt {
                    let number =
                        text_of(line, &["GNo"]).map_or_else(|| (index + 1).to_string(), str::to_owned);
                    let place = named(line, &["OriginCountry", "DestinationCountry"]);
                    self.doubts.push((doubt, number, index, place.first().and_then(|node| node.span)));
                }
                if doubt == Some(Doubt::Plain) { fields::PLAIN } else { fields::SWAPPED }
            }
        };
        mapping.fields(table, line, &item_pointer(index), item);
    }

    /// Says what is doubtful, with the lines.
    pub(super) fn report(&self, mapping: &mut Mapping) {
        for doubt in DOUBTS {
            let of: Vec<_> = self.doubts.iter().filter(|(own, ..)| own == doubt).collect();
            let Some((_, _, index, span)) = of.first() else { continue };
            let lines = numbers(of.iter().map(|(_, number, ..)| number.as_str()));
            let text = match doubt {
                Doubt::Plain => bilingual!(
                    "{lines}: OriginCountry is China and DestinationCountry is not, against the official format, which has them the other way round on export; read as they are called",
                    "第{lines}项：OriginCountry为中国而DestinationCountry不是，与官方格式（出口时二者互换）相反；按字面读取"; lines
                ),
                Doubt::Foreign => bilingual!(
                    "{lines}: neither country is China; read by the official format of an export, OriginCountry as the destination and DestinationCountry as the origin",
                    "第{lines}项：两个国别均非中国；按出口官方格式读取，OriginCountry为最终目的国，DestinationCountry为原产国"; lines
                ),
                Doubt::Domestic => bilingual!(
                    "{lines}: an export whose destination is China",
                    "第{lines}项：出口货物的最终目的国为中国"; lines
                ),
            };
            mapping.warn(child(&item_pointer(*index), "final_destination"), *span, text);
        }
    }
}

/// So many lines are named; the rest are counted.
const SHOWN: usize = 10;

fn numbers<'t>(all: impl Iterator<Item = &'t str>) -> Text {
    let all: Vec<String> = all.map(|n| n.chars().take(10).collect()).collect();
    let shown: Vec<&str> = all.iter().take(SHOWN).map(String::as_str).collect();
    let word = if all.len() == 1 { "line" } else { "lines" };
    let mut text = Text::new(format!("{word} {}", shown.join(", ")), shown.join("、"));
    let more = all.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push(&bilingual!(" and {more} more", "等，另有{more}项"));
    }
    text
}

/// What is doubtful of a line of an export.
fn doubt(line: &Node) -> Option<Doubt> {
    let china = |name| text_of(line, &[name]).map(|text| CHINA.contains(&written::code(text).0.as_str()));
    match (china("OriginCountry"), china("DestinationCountry")) {
        (Some(true), Some(true)) => Some(Doubt::Domestic),
        (Some(true), _) => Some(Doubt::Plain),
        (Some(false) | None, Some(false)) => Some(Doubt::Foreign),
        _ => None,
    }
}
