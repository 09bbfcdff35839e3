//! The checker: the law of a day as its authors wrote it → a typed edition.
//!
//! 1. [`scope`] collects what has a name; nothing is named twice.
//! 2. [`codes`], [`facts`], [`catalogs`] and [`tables`] build what rules refer to.
//! 3. [`expr`] gives every expression a type; `let`s are resolved when first
//!    used, so that their order does not matter.
//! 4. [`norms`] builds instruments, articles and statements, [`reference`] what
//!    is only looked up.
//!
//! Every problem is collected ([`errors`] words them); there is an edition only
//! when there is no error.

mod catalogs;
mod codes;
mod digest;
mod errors;
mod expr;
mod facts;
mod norms;
mod reference;
mod scope;
mod tables;
mod types;

pub use self::types::name as type_name;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::digest::digest;
use self::scope::Scope;
use crate::catalog::{Successors, Tariff};
use crate::diagnostic::Diagnostic;
use crate::hir::{Classes, Edition, ExprId, Exprs, Instrument, Schema};
use crate::rulebook::{Owner, Resolved};
use crate::source::Span;
use crate::syntax::ast::{Grade, GradeLevel, Ident, ItemKind, Title};
use crate::value::{Later, Text};

/// The owner of nothing.
const NOWHERE: Owner = (usize::MAX, None);

/// What each expression of the texts means, by its place.
pub type Meanings = BTreeMap<Span, ExprId>;

/// Checks the law of a version, or all texts at once. `policy` is the instrument that decisions name.
pub fn check(resolved: &Resolved, policy: Option<&str>) -> (Option<Edition>, Vec<Diagnostic>) {
    let (edition, problems, _) = check_with_meanings(resolved, policy);
    (edition, problems)
}

/// The same, with what each expression means.
pub fn check_with_meanings(
    resolved: &Resolved,
    policy: Option<&str>,
) -> (Option<Edition>, Vec<Diagnostic>, Meanings) {
    let mut checker = Checker::new(resolved);
    checker.scope();
    checker.code_tables();
    checker.elements();
    checker.facts();
    let catalogs = checker.catalogs();
    let markets = checker.markets();
    let rates = checker.rates();
    let lets = checker.lets();
    let instruments = checker.instruments();
    let papers = checker.papers();
    // Where no law is in force there is nothing to advise on.
    let advice = if resolved.instruments.is_empty() { Vec::new() } else { checker.advice() };
    let comparison = checker.modes();
    let (tariffs, successors) = checker.tariffs();
    if resolved.version.is_none() {
        checker.tests();
        checker.edits();
    }
    let lets = checker.named(lets);
    let Checker { schema, exprs, problems, meanings, .. } = checker;
    if problems.iter().any(Diagnostic::is_error) {
        return (None, problems, meanings);
    }
    let mut edition = Edition {
        policy: policy_of(policy, &instruments),
        digest: String::new(),
        span: resolved.version.as_ref().map_or((None, None), |v| v.span),
        schema,
        exprs,
        lets,
        instruments,
        catalogs,
        markets,
        rates,
        tariffs,
        successors,
        papers,
        advice,
        comparison,
        classes: Classes::default(),
    };
    if resolved.version.is_some() {
        edition.digest = digest(&edition);
    }
    (Some(edition), problems, meanings)
}

/// The instrument that decisions name: the chosen one, or if it is not in force
/// the regime that is.
fn policy_of(chosen: Option<&str>, instruments: &[Instrument]) -> String {
    let regime = || instruments.iter().find(|i| i.scope.is_some());
    let own = instruments.iter().find(|i| Some(i.id.as_str()) == chosen);
    match own.or_else(regime).or(instruments.first()) {
        Some(found) => found.id.clone(),
        None => chosen.unwrap_or_default().to_owned(),
    }
}

/// What is being checked, and what has come of it so far.
struct Checker<'a> {
    resolved: &'a Resolved<'a>,
    problems: Vec<Diagnostic>,
    names: Scope<'a>,
    schema: Schema,
    exprs: Exprs,
    meanings: Meanings,
    /// Whose text is read: by it names are looked up.
    here: Owner,
}

impl<'a> Checker<'a> {
    fn new(resolved: &'a Resolved<'a>) -> Checker<'a> {
        Checker {
            resolved,
            problems: Vec::new(),
            names: Scope::default(),
            schema: Schema::default(),
            exprs: Exprs::default(),
            meanings: Meanings::default(),
            here: NOWHERE,
        }
    }

    fn items(&self) -> impl Iterator<Item = &'a ItemKind> + use<'a> {
        self.owned_items().map(|(_, kind)| kind)
    }

    fn owned_items(&self) -> impl Iterator<Item = (Owner, &'a ItemKind)> + use<'a> {
        self.resolved.items.iter().map(|item| (item.owner, &*item.kind))
    }

    /// The tariffs that can be read on the days of the version, and how their codes
    /// became others. A tariff says where it comes from.
    fn tariffs(&mut self) -> (Vec<Arc<Tariff>>, Arc<Later<Successors>>) {
        let book = self.resolved.rulebook;
        let last = self.resolved.day().map(|day| day.year());
        let (mut tariffs, mut successors) = (Vec::new(), Successors::default());
        for item in self.items() {
            let ItemKind::Tariff(tariff) = item else { continue };
            let (year, span) = tariff.year;
            if tariff.grade.is_none() {
                self.report(errors::ungraded(span, &format!("tariff {year}")));
            }
            let to_come = last.is_some_and(|last| i32::from(last) < i32::from(year));
            if !to_come || self.named_tariffs().contains(&year) {
                tariffs.extend(book.tariffs.get(&year).cloned());
            }
            // Rows say by themselves from which year on they hold.
            if let Some(rows) = book.successors.get(&year) {
                successors.extend(rows.0.clone(), rows.1.clone());
            }
        }
        tariffs.sort_by_key(|t| t.year);
        (tariffs, Arc::new(successors.into()))
    }

    /// The years of the tariffs under which lists stand.
    fn named_tariffs(&self) -> BTreeSet<u16> {
        let lists = self.names.catalogs.values();
        let years =
            lists.flat_map(|c| c.tariff.iter().chain(c.entries.iter().filter_map(|e| e.tariff.as_ref())));
        years.map(|(year, _)| *year).collect()
    }

    /// Every Chinese name that there is: one of them may be meant by a name that is none.
    fn chinese(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.resolved.rulebook.names.all()
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// A grade without a source is asked about; the level all the same.
    fn grade(&mut self, grade: Option<&Grade>, default: GradeLevel) -> (GradeLevel, Option<String>) {
        let Some(grade) = grade else { return (default, None) };
        if grade.reason.as_ref().is_none_or(|r| r.text.trim().is_empty()) {
            self.report(errors::missing_source(grade.span));
        }
        (grade.level, grade.reason.as_ref().map(|r| r.text.clone()))
    }

    /// The grade of a row, or that of its list.
    fn grade_or(
        &mut self,
        own: Option<&Grade>,
        default: &(GradeLevel, Option<String>),
    ) -> (GradeLevel, Option<String>) {
        match own {
            Some(own) => self.grade(Some(own), default.0),
            None => default.clone(),
        }
    }

    /// Reports a list that has no grade while one of its rows has none.
    fn graded<'g>(
        &mut self,
        own: Option<&Grade>,
        mut rows: impl Iterator<Item = Option<&'g Grade>>,
        name: &Ident,
    ) {
        if own.is_none() && rows.any(|grade| grade.is_none()) {
            self.report(errors::ungraded(name.span, &name.name));
        }
    }
}

/// A title in both languages; one stands in for the other, and `name` for both.
fn title_text(title: &Title, name: &str) -> Text {
    title.text(name)
}
