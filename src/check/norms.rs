//! Instruments, articles and their statements.

use std::collections::{BTreeMap, BTreeSet};

use super::expr::Env;
use super::{Checker, errors, title_text};
use crate::hir::{self, Article, Demand, Expr, ExprId, Norm, NormKind, Piece};
use crate::rulebook::Instrument;
use crate::syntax::ast::{self, Effect, ExprKind, GradeLevel, Quantifier, When};
use crate::value::{Text, Truth};

impl Checker<'_> {
    /// Every instrument of the day, sorted by id.
    pub fn instruments(&mut self) -> Vec<hir::Instrument> {
        let mut seen = BTreeMap::new();
        let mut found = Vec::new();
        // In the order of ids and numbers, so that the order of files and articles changes nothing.
        let mut sorted: Vec<&(&Instrument, Truth)> = self.resolved.instruments.iter().collect();
        sorted.sort_by_key(|(instrument, _)| instrument.id());
        for (instrument, force) in sorted {
            self.once(&mut seen, 0, &instrument.id(), instrument.span);
            found.push(self.instrument(instrument, *force));
        }
        found
    }

    fn instrument(&mut self, instrument: &Instrument, force: Truth) -> hir::Instrument {
        let head = &instrument.head;
        self.head(instrument);
        let (grade, reason) = self.grade(head.grade.as_ref(), GradeLevel::Verified);
        for (_, dated) in head.published.iter().chain(&head.in_force) {
            self.grade(dated.as_ref(), GradeLevel::Verified);
        }
        let scope = head.applies.as_ref().and_then(|e| self.condition(e, Env::head()));
        let mut seen = BTreeMap::new();
        let mut articles = Vec::new();
        let mut sorted: Vec<&ast::Article> = instrument.articles.iter().map(|(article, _)| article).collect();
        sorted.sort_by_key(|a| hir::article_order(&a.number.name));
        for article in sorted {
            self.once(&mut seen, 0, &article.number.name, article.number.span);
            for norm in &article.norms {
                if let ast::NormKind::Permit { name, .. } = &norm.kind {
                    self.once(&mut seen, 1, &name.name, name.span);
                }
            }
            articles.push(self.article(article, (grade, reason.clone())));
        }
        let id = instrument.id();
        hir::Instrument { title: title_text(&head.title, &id), id, force, scope, grade, articles }
    }

    /// What the head of an instrument must say.
    fn head(&mut self, instrument: &Instrument) {
        let (head, span) = (&instrument.head, instrument.span);
        match head.language {
            None => {
                let help = Text::new("write `language 1` under it", "请在其下写 `language 1`");
                self.report(errors::missing(
                    span,
                    &Text::new("the version of the language", "语言版本"),
                    help,
                ));
            }
            Some((1, _)) => {}
            Some((other, span)) => self.report(errors::unversioned(span, other)),
        }
        if head.in_force.is_none() {
            let help = Text::new(
                "write `in force from publication`, or `in force from 2026-01-01`",
                "请写 `in force from publication` 或 `in force from 2026-01-01`",
            );
            self.report(errors::missing(
                span,
                &Text::new("the day from which it is in force", "施行日期"),
                help,
            ));
        }
        if head.published.is_none() {
            let help = Text::new(
                "write `published on 2026-01-01`, or `published between A and B`",
                "请写 `published on 2026-01-01` 或 `published between A and B`",
            );
            self.report(errors::missing(
                span,
                &Text::new("the day on which it was published", "公布日期"),
                help,
            ));
        }
        for (when, _) in head.published.iter().chain(&head.in_force) {
            if let When::Between((first, _), (last, span)) = when
                && last < first
            {
                self.report(errors::date_order(*span));
            }
        }
        if let (Some((until, span)), Some((When::On((from, _)), _))) = (head.until, &head.in_force)
            && until < *from
        {
            self.report(errors::date_order(span));
        }
        if head.applies.is_some() && instrument.articles.is_empty() {
            let help = Text::new(
                "write `article 1 \"…\"` with its statements under it",
                "请写 `article 1 \"…\"` 及其语句",
            );
            self.report(errors::missing(span, &Text::new("its first article", "条文"), help));
        }
    }

    fn article(&mut self, article: &ast::Article, default: (GradeLevel, Option<String>)) -> Article {
        let own = article.grade.is_some();
        let (grade, reason) = self.grade(article.grade.as_ref(), default.0);
        let grade = grade.min(default.0);
        let mut norms = Vec::new();
        for (index, norm) in article.norms.iter().enumerate() {
            if let Some(norm) = self.norm(index + 1, norm, grade) {
                norms.push(norm);
            }
        }
        Article {
            number: article.number.name.clone(),
            title: title_text(&article.title, &article.number.name),
            grade,
            reason: if own { reason } else { default.1 },
            cites: article.cites.iter().map(|c| c.text.clone()).collect(),
            norms,
        }
    }

    pub fn norm(&mut self, number: usize, norm: &ast::Norm, grade: GradeLevel) -> Option<Norm> {
        let mut grade = grade;
        let kind = match &norm.kind {
            ast::NormKind::Demand { forbid, condition, otherwise, exceptions, grade: own } => {
                grade = grade.min(self.grade(own.as_ref(), grade).0);
                NormKind::Demand(self.demand(*forbid, condition, otherwise.as_ref(), exceptions)?)
            }
            ast::NormKind::Permit { name, condition } => {
                let (condition, per_line) = match quantified(condition) {
                    Some((Quantifier::Any, _)) | None => (self.condition(condition, Env::head())?, false),
                    Some((quantifier, body)) => {
                        let body = self.condition(body, Env::line())?;
                        (if quantifier == Quantifier::Each { body } else { self.not(body) }, true)
                    }
                };
                NormKind::Permit { name: name.name.clone(), condition, per_line }
            }
            ast::NormKind::Note { message, when, grade: own } => {
                grade = grade.min(self.grade(own.as_ref(), grade).0);
                let when = match when {
                    Some(when) => Some(self.condition(when, Env::head())?),
                    None => None,
                };
                NormKind::Note { message: self.message(message, Env::head())?, when }
            }
            ast::NormKind::NoteEach(condition) => {
                let condition = self.condition(condition, Env::line())?;
                let mut catalogs = BTreeSet::new();
                self.catalogs_in(condition, &mut catalogs);
                NormKind::NoteEach { condition, catalogs: catalogs.into_iter().collect() }
            }
        };
        Some(Norm { number, grade, kind })
    }

    fn demand(
        &mut self,
        forbid: bool,
        condition: &ast::Expr,
        otherwise: Option<&ast::Otherwise>,
        exceptions: &[ast::Expr],
    ) -> Option<Demand> {
        // Each line is judged by itself where the whole condition is about lines.
        let (body, per_line, violated_if) = match (quantified(condition), forbid) {
            (Some((Quantifier::Any, body)), true) | (Some((Quantifier::No, body)), false) => {
                (body, true, true)
            }
            (Some((Quantifier::Each, body)), false) => (body, true, false),
            (_, forbid) => (condition, false, forbid),
        };
        let env = if per_line { Env::line() } else { Env::head() };
        let condition = self.condition(body, env);
        let exceptions: Vec<_> = exceptions.iter().map(|e| self.condition(e, env)).collect();
        let message = otherwise.and_then(|o| o.message.as_ref()).map(|m| self.message(m, env));
        let condition = condition?;
        let (mut catalogs, mut banned) = (BTreeSet::new(), BTreeSet::new());
        self.catalogs_in(condition, &mut catalogs);
        self.banned(condition, violated_if, &mut banned);
        Some(Demand {
            condition,
            per_line,
            violated_if,
            effect: otherwise.and_then(|o| o.effect).map_or(Effect::Reject, |(effect, _)| effect),
            exceptions: exceptions.into_iter().collect::<Option<_>>()?,
            message: match message {
                Some(message) => Some(message?),
                None => None,
            },
            catalogs: catalogs.into_iter().collect(),
            banned: banned.into_iter().collect(),
        })
    }

    /// The catalogs of which a hit makes for a violation; `violates` is the value
    /// of the condition that does.
    fn banned(&self, id: ExprId, violates: bool, found: &mut BTreeSet<usize>) {
        match self.exprs.get(id) {
            Some(Expr::InCatalog(catalog)) if violates => {
                found.insert(*catalog);
            }
            Some(Expr::Not(inner)) => self.banned(*inner, !violates, found),
            Some(Expr::And(parts) | Expr::Or(parts)) => {
                parts.iter().for_each(|part| self.banned(*part, violates, found));
            }
            Some(Expr::AnyLine(inner)) => self.banned(*inner, violates, found),
            _ => {}
        }
    }

    /// The catalogs that a condition looks into.
    pub fn catalogs_in(&self, id: ExprId, found: &mut BTreeSet<usize>) {
        match self.exprs.get(id) {
            Some(Expr::InCatalog(catalog)) => {
                found.insert(*catalog);
            }
            Some(expr) => expr.parts().iter().for_each(|part| self.catalogs_in(*part, found)),
            None => {}
        }
    }

    fn message(&mut self, message: &ast::Message, env: Env) -> Option<hir::Message> {
        let en = self.pieces(message.en.as_deref().unwrap_or_default(), env);
        let zh = self.pieces(message.zh.as_deref().unwrap_or_default(), env);
        Some(hir::Message { en: en?, zh: zh? })
    }

    fn pieces(&mut self, pieces: &[ast::Piece], env: Env) -> Option<Vec<Piece>> {
        let pieces: Vec<_> = pieces
            .iter()
            .map(|piece| match piece {
                ast::Piece::Words(words) => Some(Piece::Words(words.clone())),
                ast::Piece::Hole(expr) => self.infer(expr, env).map(Piece::Hole),
            })
            .collect();
        pieces.into_iter().collect()
    }
}

/// The quantifier of an expression that is nothing else.
fn quantified(expr: &ast::Expr) -> Option<(Quantifier, &ast::Expr)> {
    match &expr.kind {
        ExprKind::Quantified(quantifier, _, body) => Some((*quantifier, body)),
        _ => None,
    }
}
