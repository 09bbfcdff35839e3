//! Catalogs: letters and ranges looked up in their tariff, entries kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Checker, errors, title_text};
use crate::catalog::Tariff;
use crate::hir::{self, Catalog, Entry};
use crate::rulebook::entry_in_force;
use crate::source::Span;
use crate::syntax::ast::{self, GradeLevel};
use crate::value::{HsCode, Text, Truth};

/// Ranges under a tariff that has not all codes, kept as they are written.
fn ranges_as_entries(catalog: &ast::Catalog, grade: GradeLevel) -> impl Iterator<Item = Entry> {
    let title = title_text(&catalog.title, &catalog.name.name);
    catalog.ranges.iter().map(move |(first, last, _)| Entry {
        ex: None,
        range: Some((first.first(), last.last())),
        tariff: None,
        near: Vec::new(),
        title: title.clone(),
        words: Vec::new(),
        force: Truth::True,
        grade,
    })
}

impl Checker<'_> {
    /// Every catalog, sorted by name.
    pub fn catalogs(&mut self) -> Vec<Catalog> {
        let catalogs: Vec<&ast::Catalog> = self.names.catalogs.values().copied().collect();
        catalogs.into_iter().map(|catalog| self.one_catalog(catalog)).collect()
    }

    fn one_catalog(&mut self, catalog: &ast::Catalog) -> Catalog {
        let name = &catalog.name;
        if catalog.complete.is_none() && !catalog.by_notice {
            let what = Text::new("what the list claims to hold", "名录完整性说明");
            let help = Text::new(
                "write `complete from DAY until DAY`, or `entries come by notice` for a list that claims no completeness",
                "请写 `complete from 日期 until 日期`；不声称完整的名录请写 `entries come by notice`",
            );
            self.report(errors::missing(name.span, &what, help));
        }
        if let (Some((_, (_, span))), true) = (catalog.complete, catalog.by_notice) {
            self.report(errors::complete_and_by_notice(span));
        }
        let mut seen: BTreeMap<&str, &ast::Entry> = BTreeMap::new();
        for entry in &catalog.entries {
            let Some(id) = &entry.ex else { continue };
            // One answer for several codes is meant where they are the same goods.
            match seen.get(id.name.as_str()) {
                Some(first) if title_text(&first.title, "") != title_text(&entry.title, "") => {
                    let first = first.ex.as_ref().map_or(id.span, |i| i.span);
                    self.report(errors::twice(&id.name, id.span, first));
                }
                _ => {
                    seen.insert(&id.name, entry);
                }
            }
        }
        if let Some(((from, _), (until, span))) = catalog.complete
            && until < from
        {
            self.report(errors::date_order(span));
        }
        let tariff = catalog.tariff.and_then(|(year, span)| self.tariff(year, span));
        let needs =
            !catalog.letters.is_empty() || catalog.export_duty.is_some() || !catalog.ranges.is_empty();
        if needs && catalog.tariff.is_none() {
            let help = Text::new("write `under tariff 2026`", "请写 `under tariff 2026`");
            self.report(errors::missing(
                name.span,
                &Text::new("the tariff of its codes", "所依据的税则"),
                help,
            ));
        }
        let (grade, reason) = self.grade(catalog.grade.as_ref(), GradeLevel::Unverified);
        let codes = tariff.as_ref().map(|t| self.codes(catalog, t)).unwrap_or_default();
        let mut entries: Vec<Entry> =
            catalog.entries.iter().filter_map(|e| self.entry(catalog, e, grade)).collect();
        if tariff.as_ref().is_some_and(|t| t.complete.is_none()) {
            entries.extend(ranges_as_entries(catalog, grade));
        }
        Catalog {
            id: name.name.clone(),
            title: title_text(&catalog.title, &name.name),
            tariff: catalog.tariff.map(|(year, _)| year),
            complete: catalog.complete.map(|(from, until)| (from.0, until.0)),
            letters: catalog.letters.iter().map(|(letter, _)| *letter).collect(),
            codes,
            entries,
            notes: catalog.notes.iter().map(|n| title_text(n, "")).collect(),
            grade,
            reason,
        }
    }

    fn tariff(&mut self, year: u16, span: Span) -> Option<Arc<Tariff>> {
        let found = self.resolved.rulebook.tariffs.get(&year).cloned();
        if found.is_none() {
            let years: Vec<String> = self.resolved.rulebook.tariffs.keys().map(u16::to_string).collect();
            let problem =
                errors::unknown_name(span, &year.to_string(), years.iter().map(String::as_str), &[]);
            self.report(problem);
        }
        found
    }

    /// The ten-digit codes that hit whole. A partial tariff cannot say which
    /// codes carry a letter.
    fn codes(&mut self, catalog: &ast::Catalog, tariff: &Tariff) -> Vec<u64> {
        if tariff.complete.is_none() {
            let letters = catalog.letters.iter().map(|(_, span)| *span);
            if let Some(span) = letters.chain(catalog.export_duty).next() {
                self.report(errors::partial_tariff(span, tariff.year));
            }
            return Vec::new();
        }
        let letters: Vec<char> = catalog.letters.iter().map(|(letter, _)| *letter).collect();
        for (letter, span) in &catalog.letters {
            if !tariff.rows.iter().any(|r| r.letters.contains(*letter)) {
                self.report(errors::letter_on_nothing(*span, *letter, tariff.year));
            }
        }
        let duty = catalog.export_duty.is_some();
        let bears = |r: &crate::catalog::Row| {
            duty && r.duty.as_ref().is_some_and(|d| !d.is_zero() && !d.is_negative())
        };
        let lettered =
            tariff.rows.iter().filter(|r| bears(r) || r.letters.chars().any(|l| letters.contains(&l)));
        let mut codes: Vec<u64> = lettered.map(|r| r.code).collect();
        for (first, last, span) in &catalog.ranges {
            let rows = tariff.between(first.first(), last.last());
            if rows.is_empty() {
                self.missing_code(*first, *span, tariff);
            }
            codes.extend(rows.iter().map(|r| r.code));
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Reports a code that a complete tariff does not have, with codes near it.
    fn missing_code(&mut self, code: HsCode, span: Span, tariff: &Tariff) {
        if tariff.complete.is_none() {
            return;
        }
        let near = [8, 6, 4].iter().map(|l| tariff.under(code.prefix(*l))).find(|rows| !rows.is_empty());
        let near = near.into_iter().flatten().take(4);
        let near: Vec<String> = near.map(|r| HsCode::of_ten(r.code).to_string()).collect();
        self.report(errors::not_in_tariff(span, &code.to_string(), tariff.year, &near));
    }

    fn entry(&mut self, catalog: &ast::Catalog, entry: &ast::Entry, default: GradeLevel) -> Option<Entry> {
        let year = entry.tariff.or(catalog.tariff);
        let tariff = year.and_then(|(year, span)| self.tariff(year, span));
        if let (Some((code, span)), Some(tariff)) = (entry.code, tariff)
            && tariff.under(code).is_empty()
        {
            self.missing_code(code, span, &tariff);
        }
        if let (Some((from, _)), Some((until, span))) = (entry.from, entry.until)
            && until < from
        {
            self.report(errors::date_order(span));
        }
        if entry.ex.is_none() && (!entry.words.is_empty() || !entry.near.is_empty()) {
            self.report(errors::words_without_question(entry.span));
        }
        let (grade, _) = self.grade(entry.grade.as_ref(), default);
        let force = entry_in_force(entry, self.resolved.day);
        let name = entry.ex.as_ref().map_or("", |id| &id.name);
        force.possible().then(|| hir::Entry {
            ex: entry.ex.as_ref().map(|id| id.name.clone()),
            range: entry.code.map(|(code, _)| (code.first(), code.last())),
            tariff: entry.tariff.map(|(year, _)| year),
            near: entry.near.iter().map(|(code, _)| *code).collect(),
            title: title_text(&entry.title, name),
            words: entry.words.iter().map(|w| w.text.clone()).collect(),
            force,
            grade,
        })
    }
}
