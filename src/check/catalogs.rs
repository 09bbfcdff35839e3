//! Catalogs: what the tariff says of its codes is looked up there; entries are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expr::Env;
use super::{Checker, errors, title_text};
use crate::catalog::{Explanation, Row, Tariff};
use crate::hir::{self, Catalog, Entry, ExprId};
use crate::source::Span;
use crate::syntax::ast::{self, By, Criterion, GradeLevel};
use crate::value::{HsCode, Later, Text};

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
        asks_on: Vec::new(),
        condition: None,
        numbered: None,
        note: None,
        days: (None, None),
        grade,
        reason: None,
    })
}

/// The codes of a list with those of its entries that hit whole under its own,
/// complete tariff.
fn held(codes: &[u64], entries: &[Entry], year: Option<u16>, tariff: Option<&Tariff>) -> Vec<u64> {
    let mut held = codes.to_vec();
    let whole = |e: &&Entry| e.ex.is_none() && e.tariff.is_none_or(|own| Some(own) == year);
    let complete = tariff.filter(|t| t.complete.is_some());
    for (first, last) in entries.iter().filter(whole).filter_map(|e| e.range) {
        let rows = complete.map(|t| t.between(first, last)).unwrap_or_default();
        held.extend(rows.iter().map(|row| row.code));
    }
    held.sort_unstable();
    held.dedup();
    held
}

/// Whether a code is one of those that a criterion names.
fn meets(criterion: &Criterion, row: &Row) -> bool {
    let by = match &criterion.by {
        By::Letters(letters) => letters.iter().any(|(l, _)| row.letters.contains(*l)),
        By::Inspection(letters) => letters.iter().any(|(l, _)| row.inspection.contains(*l)),
        By::ExportDuty => row.duty.as_ref().is_some_and(|d| !d.is_zero() && !d.is_negative()),
    };
    let named = criterion
        .named
        .as_ref()
        .is_none_or(|(wanted, texts)| texts.iter().any(|t| row.name.contains(&t.text)) == *wanted);
    let within = criterion.within.iter().any(|(a, b, _)| a.first() <= row.code && row.code <= b.last());
    by && named && (within || criterion.within.is_empty())
}

impl Checker<'_> {
    /// Every catalog, sorted by name.
    pub fn catalogs(&mut self) -> Vec<Catalog> {
        let catalogs: Vec<&ast::Catalog> = self.names.catalogs.values().copied().collect();
        self.same_questions(&catalogs);
        catalogs.into_iter().map(|catalog| self.one_catalog(catalog)).collect()
    }

    fn one_catalog(&mut self, catalog: &ast::Catalog) -> Catalog {
        let name = &catalog.name;
        self.here = self.names.owners.get(name.name.as_str()).copied().unwrap_or(self.here);
        self.completeness(catalog);
        let tariff = catalog.tariff.and_then(|(year, span)| self.tariff(year, span));
        let by_code = !catalog.criteria.is_empty() || !catalog.ranges.is_empty();
        if by_code && catalog.tariff.is_none() {
            let help = Text::new("write `under tariff 2026`", "请写 `under tariff 2026`");
            self.report(errors::missing(
                name.span,
                &Text::new("the tariff of its codes", "所依据的税则"),
                help,
            ));
        }
        // What is listed by code is a row without a grade of its own.
        let rows = by_code.then_some(None).into_iter();
        let rows = rows.chain(catalog.entries.iter().map(|e| e.grade.as_ref()));
        self.graded(catalog.grade.as_ref(), rows, name);
        let default = self.grade(catalog.grade.as_ref(), GradeLevel::Unverified);
        let codes = tariff.as_ref().map(|t| self.codes(catalog, t)).unwrap_or_default();
        let mut entries: Vec<Entry> =
            catalog.entries.iter().filter_map(|e| self.entry(catalog, e, &default)).collect();
        let (grade, reason) = default;
        if tariff.as_ref().is_some_and(|t| t.complete.is_none()) {
            entries.extend(ranges_as_entries(catalog, grade));
        }
        let held = held(&codes, &entries, catalog.tariff.map(|(year, _)| year), tariff.as_deref());
        let explained = self.explained(catalog, &codes, &entries);
        let letters = catalog.criteria.iter().filter_map(|c| match &c.by {
            By::Letters(letters) => Some(letters.iter().map(|(letter, _)| *letter)),
            _ => None,
        });
        Catalog {
            id: name.name.clone(),
            title: title_text(&catalog.title, &name.name),
            tariff: catalog.tariff.map(|(year, _)| year),
            complete: catalog.complete.map(|(from, until)| (from.0, until.0)),
            suspended: catalog.suspended,
            letters: letters.flatten().collect(),
            codes: codes.into(),
            held: held.into(),
            entries,
            explained,
            notes: catalog.notes.iter().map(|n| title_text(n, "")).collect(),
            grade,
            reason,
        }
    }

    /// A list claims to hold everything for some days, or nothing of the kind.
    fn completeness(&mut self, catalog: &ast::Catalog) {
        if catalog.complete.is_none() && !catalog.by_notice {
            let what = Text::new("what the list claims to hold", "名录完整性说明");
            let help = Text::new(
                "write `complete from DAY until DAY`, or `entries come by notice` for a list that claims no completeness",
                "请写 `complete from 日期 until 日期`；不声称完整的名录请写 `entries come by notice`",
            );
            self.report(errors::missing(catalog.name.span, &what, help));
        }
        if let (Some((_, (_, span))), true) = (catalog.complete, catalog.by_notice) {
            self.report(errors::complete_and_by_notice(span));
        }
        if let Some(((from, _), (until, span))) = catalog.complete
            && until < from
        {
            self.report(errors::date_order(span));
        }
    }

    /// One answer for several codes, or several lists, is meant where they are the
    /// same goods.
    fn same_questions(&mut self, catalogs: &[&ast::Catalog]) {
        let mut seen: BTreeMap<&str, (&ast::Entry, &str)> = BTreeMap::new();
        for (catalog, entry) in catalogs.iter().flat_map(|c| c.entries.iter().map(|e| (&c.name.name, e))) {
            let Some(id) = &entry.ex else { continue };
            match seen.get(id.name.as_str()) {
                Some((first, list)) if title_text(&first.title, "") != title_text(&entry.title, "") => {
                    let place = first.ex.as_ref().map_or(id.span, |i| i.span);
                    let problem = errors::twice(&id.name, id.span, place);
                    // Another list may be another author's.
                    self.report(if list == catalog { problem } else { errors::one_answer(problem) });
                }
                _ => {
                    seen.insert(&id.name, (entry, catalog));
                }
            }
        }
    }

    /// The rows that explain hits; a row about a code that the list does not hold
    /// explains nothing.
    fn explained(
        &mut self,
        catalog: &ast::Catalog,
        codes: &[u64],
        entries: &[Entry],
    ) -> Arc<Later<Vec<Explanation>>> {
        let rows = self.resolved.rulebook.explanations.get(&catalog.name.name).cloned().unwrap_or_default();
        let held = |code: u64| {
            codes.binary_search(&code).is_ok()
                || entries.iter().any(|e| e.range.is_some_and(|(first, last)| first <= code && code <= last))
        };
        let lost: Vec<String> =
            rows.iter().filter(|r| !held(r.code)).map(|r| HsCode::of_ten(r.code).to_string()).collect();
        if let (Some(file), Some(first)) = (&catalog.explained, lost.first()) {
            self.report(errors::explains_nothing(file.span, first, lost.len()));
        }
        rows
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
    pub fn codes(&mut self, catalog: &ast::Catalog, tariff: &Tariff) -> Vec<u64> {
        if tariff.complete.is_none() {
            if let Some(criterion) = catalog.criteria.first() {
                self.report(errors::partial_tariff(criterion.span, tariff.year));
            }
            return Vec::new();
        }
        let mut codes: Vec<u64> = Vec::new();
        for criterion in &catalog.criteria {
            self.letters_of(criterion, tariff);
            codes.extend(tariff.rows.iter().filter(|row| meets(criterion, row)).map(|row| row.code));
        }
        for (first, last, span) in &catalog.ranges {
            let rows = tariff.between(first.first(), last.last());
            if rows.is_empty() {
                self.missing_code(*first, *span, tariff);
            }
            codes.extend(rows.iter().map(|r| r.code));
        }
        for (first, last, span) in &catalog.except {
            let before = codes.len();
            codes.retain(|code| *code < first.first() || last.last() < *code);
            if codes.len() == before {
                self.report(errors::excepts_nothing(*span, &first.to_string(), &catalog.name));
            }
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Reports letters that no code of the tariff carries.
    fn letters_of(&mut self, criterion: &Criterion, tariff: &Tariff) {
        let (letters, inspection) = match &criterion.by {
            By::Letters(letters) => (letters, false),
            By::Inspection(letters) => (letters, true),
            By::ExportDuty => return,
        };
        for (letter, span) in letters {
            let carries = |r: &Row| if inspection { &r.inspection } else { &r.letters }.contains(*letter);
            if !tariff.rows.iter().any(carries) {
                self.report(errors::letter_on_nothing(*span, *letter, tariff.year));
            }
        }
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

    fn entry(
        &mut self,
        catalog: &ast::Catalog,
        entry: &ast::Entry,
        default: &(GradeLevel, Option<String>),
    ) -> Option<Entry> {
        let tariff = entry.tariff.or(catalog.tariff).and_then(|(year, span)| self.tariff(year, span));
        if let Some(tariff) = &tariff {
            for (code, span) in entry.code.iter().chain(&entry.near) {
                if tariff.under(*code).is_empty() {
                    self.missing_code(*code, *span, tariff);
                }
            }
        }
        if let (Some((from, _)), Some((until, span))) = (entry.from, entry.until)
            && until < from
        {
            self.report(errors::date_order(span));
        }
        let asks = !entry.words.is_empty()
            || !entry.near.is_empty()
            || !entry.asks_on.is_empty()
            || entry.condition.is_some();
        if entry.ex.is_none() && asks {
            self.report(errors::words_without_question(entry.span));
        }
        let raised = entry.code.is_some() || !entry.near.is_empty() || !entry.asks_on.is_empty();
        if entry.condition.is_some() && !raised && entry.words.is_empty() {
            self.report(errors::never_asked(entry.span));
        }
        if entry.condition.is_some() && !entry.words.is_empty() {
            self.report(errors::words_and_condition(entry.span));
        }
        for words in entry.words.iter().chain(&entry.asks_on).filter(|w| w.text.trim().is_empty()) {
            self.report(errors::empty_words(words.span));
        }
        let condition = entry.condition.as_ref().and_then(|c| self.entry_condition(c));
        let (grade, reason) = self.grade_or(entry.grade.as_ref(), default);
        let holds = self.resolved.holds(entry);
        let name = entry.ex.as_ref().map_or("", |id| &id.name);
        let small = |words: &[ast::Str]| words.iter().map(|w| w.text.to_lowercase()).collect();
        holds.then(|| hir::Entry {
            ex: entry.ex.as_ref().map(|id| id.name.clone()),
            range: entry.code.map(|(code, _)| (code.first(), code.last())),
            tariff: entry.tariff.map(|(year, _)| year),
            near: entry.near.iter().map(|(code, _)| *code).collect(),
            title: title_text(&entry.title, name),
            words: small(&entry.words),
            asks_on: small(&entry.asks_on),
            condition,
            numbered: entry.numbered.as_ref().map(|n| n.text.clone()),
            note: entry.note.as_ref().map(|n| title_text(n, "")),
            days: (entry.from.map(|(d, _)| d), entry.until.map(|(d, _)| d)),
            grade,
            reason,
        })
    }

    /// The condition of an entry, over one line; it looks into no list.
    fn entry_condition(&mut self, condition: &ast::Expr) -> Option<ExprId> {
        let id = self.condition(condition, Env::entry())?;
        let mut lists = BTreeSet::new();
        self.catalogs_in(id, &mut lists);
        if !lists.is_empty() {
            self.report(errors::list_in_list(condition.span));
            return None;
        }
        Some(id)
    }
}
