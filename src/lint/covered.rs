//! L0320: an entry of a list that another entry, or the codes of the list, hold already.
//! Entries with the same code on one day are L0312.

use std::collections::BTreeMap;

use super::Law;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir;
use crate::source::Span;
use crate::syntax::ast::{self, Entry, ItemKind};
use crate::value::{Date, HsCode, Text};

/// Entries and ranges that add nothing.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in law.book.all_at_once().items {
        let ItemKind::Catalog(catalog) = &*item.kind else { continue };
        found.extend(ranges(&catalog.ranges));
        let year = catalog.tariff.map(|(year, _)| year);
        let list = law.texts.catalogs.iter().find(|c| c.id == catalog.name.name);
        let mut by_code: BTreeMap<HsCode, Vec<&Entry>> = BTreeMap::new();
        for entry in &catalog.entries {
            entry.code.iter().for_each(|(code, _)| by_code.entry(*code).or_default().push(entry));
        }
        for entry in &catalog.entries {
            let Some((code, _)) = entry.code else { continue };
            let wider = (2u8..=10)
                .filter(|length| usize::from(*length) <= code.len())
                .filter_map(|length| by_code.get(&code.prefix(length)));
            if let Some(by) = wider.flatten().find(|by| covers(by, entry, year)) {
                found.push(covered(entry, by));
            } else if list.is_some_and(|list| held(law, list, catalog, entry)) {
                found.push(by_codes(entry, catalog));
            }
        }
    }
    found
}

/// Ranges of a list that lie within another of its ranges.
fn ranges(all: &[(HsCode, HsCode, Span)]) -> Vec<Diagnostic> {
    let within = |(a, b, _): &(HsCode, HsCode, Span), (c, d, _): &(HsCode, HsCode, Span)| {
        c.first() <= a.first() && b.last() <= d.last()
    };
    let mut found = Vec::new();
    for (at, own) in all.iter().enumerate() {
        let by = all.iter().enumerate().find(|(other, range)| {
            // Of two that are the same, the second.
            *other != at && within(own, range) && (!within(range, own) || *other < at)
        });
        if let Some((_, by)) = by {
            let message = Text::new("these codes stand in the list already", "这些编码已在名录中");
            found.push(problem(own.2, by.2, message));
        }
    }
    found
}

/// Whether one entry hits wherever, and whenever, the other would; and is not the same.
fn covers(by: &Entry, entry: &Entry, year: Option<u16>) -> bool {
    let (Some((wide, _)), Some((code, _))) = (by.code, entry.code) else { return false };
    let tariff = |e: &Entry| e.tariff.map(|(year, _)| year).or(year);
    let same_question =
        by.ex.is_none() || by.ex.as_ref().map(|i| &i.name) == entry.ex.as_ref().map(|i| &i.name);
    let narrower = wide.len() < code.len() || by.ex.is_none() && entry.ex.is_some();
    // Two questions that differ in what raises or answers them are two.
    let plain = by.condition.is_none() || by.condition.is_some() && by.ex.is_none();
    let first = |e: &Entry| e.from.map_or(Date::FIRST, |(day, _)| day);
    let last = |e: &Entry| e.until.map_or(Date::OPEN, |(day, _)| day);
    let always = first(by) <= first(entry) && last(entry) <= last(by);
    // An entry with a note or a number of its own says more of its goods.
    let says_more = entry.note.is_some() && entry.ex.is_none() || entry.numbered.is_some();
    wide.covers(code)
        && narrower
        && same_question
        && plain
        && always
        && !says_more
        && tariff(by) == tariff(entry)
        && by.published.is_none()
}

/// Whether the codes of the list hold every code of an entry.
fn held(law: &Law, list: &hir::Catalog, catalog: &ast::Catalog, entry: &Entry) -> bool {
    let own_tariff = entry.tariff.is_none_or(|(year, _)| Some(year) == list.tariff);
    let says_more = entry.note.is_some() || entry.numbered.is_some();
    let (Some((code, _)), true, false) = (entry.code, own_tariff, says_more) else { return false };
    let tariff = catalog.tariff.and_then(|(year, _)| law.texts.tariff(year));
    let rows = tariff.filter(|t| t.complete.is_some()).map(|t| t.under(code)).unwrap_or_default();
    !rows.is_empty() && rows.iter().all(|row| list.codes.binary_search(&row.code).is_ok())
}

fn covered(entry: &Entry, by: &Entry) -> Diagnostic {
    let asks = entry.ex.as_ref().filter(|_| by.ex.is_none());
    let message = match (asks, entry.code) {
        (Some(ex), Some((code, _))) => {
            let ex = &ex.name;
            bilingual!(
                "another entry holds {code} already: whether it is `{ex}` changes nothing",
                "{code}已由另一条目列入：是否为“{ex}”不影响结果"
            )
        }
        (_, Some((code, _))) => {
            bilingual!("another entry holds {code} already", "{code}已由另一条目列入")
        }
        (_, None) => Text::new("another entry holds this already", "另一条目已列入此项"),
    };
    problem(entry.span, by.span, message)
}

fn by_codes(entry: &Entry, catalog: &ast::Catalog) -> Diagnostic {
    let holds = |(first, last, _): &&(HsCode, HsCode, Span)| {
        entry.code.is_some_and(|(code, _)| first.first() <= code.first() && code.last() <= last.last())
    };
    let range = catalog.ranges.iter().find(holds).map(|r| r.2);
    let by = range.or(catalog.criteria.first().map(|c| c.span));
    let message =
        Text::new("the codes of the list hold this entry already", "名录按编码列入的范围已包含此条目");
    problem(entry.span, by.unwrap_or(catalog.name.span), message)
}

fn problem(span: Span, by: Span, message: Text) -> Diagnostic {
    Diagnostic::error(Code::Covered, span, message)
        .warning()
        .related(by, Text::new("held here", "已列于此"))
        .help(Text::new(
            "leave the narrower one out, or make the wider one narrower",
            "请删去较窄的一项，或缩小较宽的一项",
        ))
}
