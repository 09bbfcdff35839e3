//! The checker: the law of a day as its authors wrote it → a typed edition.
//!
//! 1. [`scope`] collects what has a name; nothing is named twice.
//! 2. [`facts`], [`catalogs`] and [`tables`] build what rules refer to.
//! 3. [`expr`] gives every expression a type; `let`s are resolved when first
//!    used, so that their order does not matter.
//! 4. [`norms`] builds instruments, articles and statements, [`reference`] what
//!    is only looked up.
//!
//! Every problem is collected ([`errors`] words them); there is an edition only
//! when there is no error.

mod catalogs;
mod errors;
mod expr;
mod facts;
mod norms;
mod reference;
mod scope;
mod tables;
mod types;

use sha2::{Digest, Sha256};

pub use self::types::name as type_name;

use self::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::hir::{Edition, Exprs, Schema};
use crate::rulebook::Resolved;
use crate::syntax::ast::{Grade, GradeLevel, Ident, ItemKind, Title};
use crate::value::Text;

/// Checks the law of a day. `policy` is the instrument that decisions name.
pub fn check(resolved: &Resolved, policy: Option<&str>) -> (Option<Edition>, Vec<Diagnostic>) {
    let mut checker = Checker::new(resolved);
    checker.scope();
    checker.facts();
    let catalogs = checker.catalogs();
    let markets = checker.markets();
    let rates = checker.rates();
    let lets = checker.lets();
    let instruments = checker.instruments();
    let papers = checker.papers();
    let advice = checker.advice();
    let comparison = checker.modes();
    checker.tariffs();
    checker.tests();
    let Checker { schema, exprs, problems, .. } = checker;
    if problems.iter().any(Diagnostic::is_error) {
        return (None, problems);
    }
    let mut edition = Edition {
        policy: policy.map(str::to_owned).unwrap_or_default(),
        digest: String::new(),
        span: resolved.span,
        schema,
        exprs,
        lets,
        instruments,
        catalogs,
        markets,
        rates,
        tariffs: resolved.rulebook.tariffs.values().cloned().collect(),
        successors: resolved.rulebook.successors.clone(),
        papers,
        advice,
        comparison,
    };
    edition.digest = digest(&edition);
    (Some(edition), problems)
}

/// `sha256:…` over everything that decides: a comment, a file's name and a place
/// in a text do not.
fn digest(edition: &Edition) -> String {
    let Ok(bytes) = serde_json::to_vec(edition) else { return "unavailable".to_owned() };
    let hash = Sha256::digest(&bytes);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// What is being checked, and what has come of it so far.
struct Checker<'a> {
    resolved: &'a Resolved<'a>,
    problems: Vec<Diagnostic>,
    names: Scope<'a>,
    schema: Schema,
    exprs: Exprs,
}

impl<'a> Checker<'a> {
    fn new(resolved: &'a Resolved<'a>) -> Checker<'a> {
        Checker {
            resolved,
            problems: Vec::new(),
            names: Scope::default(),
            schema: Schema::default(),
            exprs: Exprs::default(),
        }
    }

    fn items(&self) -> impl Iterator<Item = &'a ItemKind> + use<'a> {
        self.resolved.rulebook.items.iter().map(|item| &item.kind)
    }

    /// A tariff says where it comes from.
    fn tariffs(&mut self) {
        for item in self.items() {
            let ItemKind::Tariff(tariff) = item else { continue };
            if tariff.grade.is_none() {
                let (year, span) = tariff.year;
                self.report(errors::ungraded(span, &format!("tariff {year}")));
            }
        }
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
    let en = title.en.as_ref().or(title.zh.as_ref()).map_or(name, |t| &t.text);
    let zh = title.zh.as_ref().or(title.en.as_ref()).map_or(name, |t| &t.text);
    Text::new(en, zh)
}
