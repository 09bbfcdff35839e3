//! Instruments, articles and their statements.

use std::collections::{BTreeMap, BTreeSet};

use super::expr::Env;
use super::{Checker, errors, title_text};
use crate::hir::{self, Article, Demand, Expr, ExprId, Norm, NormKind, Piece};
use crate::rulebook::{InForce, Instrument, Names, Worded};
use crate::source::Span;
use crate::syntax::ast::{self, Effect, ExprKind, GradeLevel, Quantifier, When};
use crate::value::Text;

impl Checker<'_> {
    /// Every instrument in force, sorted by id.
    pub fn instruments(&mut self) -> Vec<hir::Instrument> {
        let resolved = self.resolved;
        resolved.instruments.iter().filter_map(|i| self.instrument(i)).collect()
    }

    fn instrument(&mut self, in_force: &InForce) -> Option<hir::Instrument> {
        let instrument = self.resolved.rulebook.instruments.get(in_force.index)?;
        let head = &instrument.head;
        self.here = (instrument.file, Some(in_force.index));
        if !in_force.beside {
            self.head(instrument);
        }
        let (grade, reason) = self.grade(head.grade.as_ref(), GradeLevel::Verified);
        for (_, dated) in head.published.iter().chain(&head.in_force) {
            self.grade(dated.as_ref(), GradeLevel::Verified);
        }
        let scope = head.applies.as_ref().and_then(|e| self.condition(e, Env::head()));
        let within = self.within(&head.only_in);
        let mut seen = BTreeMap::new();
        let mut articles = Vec::new();
        // In the order of numbers, so that the order of articles changes nothing.
        let mut sorted: Vec<&Worded> = in_force.articles.iter().collect();
        sorted.sort_by_key(|a| hir::article_order(&a.article.number.name));
        for worded in sorted {
            let article = worded.article;
            self.once(&mut seen, 0, &article.number.name, article.number.span);
            for norm in &article.norms {
                if let ast::NormKind::Permit { name, .. } = &norm.kind {
                    self.once(&mut seen, 1, &name.name, name.span);
                }
            }
            articles.push(self.article(worded, (grade, reason.clone())));
        }
        let id = instrument.id();
        let days = in_force.days.iter().map(|s| (s.from, s.until)).collect();
        let title = title_text(&head.title, &id);
        Some(hir::Instrument { id, title, days, scope, within, grade, articles })
    }

    /// `only in markets …` as a condition; nothing where it binds everywhere.
    fn within(&mut self, markets: &[ast::Ident]) -> Option<hir::ExprId> {
        let span = markets.first()?.span;
        let Some(fact) = self.schema.find("market.id") else {
            let known = self.schema.facts.iter().map(|f| f.path.as_str());
            let problem = errors::unknown_name(span, "market.id", known, &[]);
            self.report(problem);
            return None;
        };
        let own = self.exprs.intern(Expr::Fact(fact), hir::Type::Text);
        let mut any = Vec::new();
        for market in markets {
            let lists: Vec<&ast::Markets> = self.names.markets.values().copied().collect();
            let known = || lists.iter().flat_map(|l| &l.markets).map(|m| m.id.name.as_str());
            // Of all versions at once, every market is there.
            if self.resolved.version.is_none() && !known().any(|id| id == market.name) {
                let problem = errors::unknown_name(market.span, &market.name, known(), &[]);
                self.report(problem);
            }
            let id = Expr::Literal(crate::value::Value::Text(market.name.clone()));
            let id = self.exprs.intern(id, hir::Type::Text);
            any.push(self.exprs.intern(Expr::Compare(ast::CompareOp::Eq, own, id), hir::Type::Bool));
        }
        match any.as_slice() {
            [only] => Some(*only),
            _ => Some(self.exprs.intern(Expr::Or(any), hir::Type::Bool)),
        }
    }

    /// What the head of an instrument must say.
    fn head(&mut self, instrument: &Instrument) {
        let (head, span) = (&instrument.head, instrument.span);
        match head.language {
            None => {
                let help = Text::new("write `language 1` under it", "请在其下写 `language 1`");
                let what = Text::new("the version of the language", "语言版本");
                let end = Span { start: span.end, ..span };
                // There is only one.
                self.report(
                    errors::missing(span, &what, help).fix(end, format!("\n{}language 1", instrument.indent)),
                );
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
        // A consolidated text may have lost them all.
        let whole = self.resolved.rulebook.files.get(instrument.file).is_some_and(|f| f.holds.is_none());
        if head.applies.is_some() && instrument.articles.is_empty() && whole {
            let help = Text::new(
                "write `article 1 \"…\"` with its statements under it",
                "请写 `article 1 \"…\"` 及其语句",
            );
            self.report(errors::missing(span, &Text::new("its first article", "条文"), help));
        }
    }

    /// An article as it reads. Words that another instrument gave rest on that one.
    fn article(&mut self, worded: &Worded, own_law: (GradeLevel, Option<String>)) -> Article {
        let article = worded.article;
        let by = worded.by.map(Instrument::id).or(article.origin.as_ref().map(ast::InstrumentRef::id));
        let default = match (worded.by, by.is_some()) {
            (Some(by), _) => {
                let grade = self.grade(by.head.grade.as_ref(), GradeLevel::Verified);
                (grade.0, grade.1)
            }
            (None, true) => (GradeLevel::Verified, None),
            (None, false) => own_law,
        };
        let (grade, reason) = match &article.grade {
            Some(own) => {
                let (level, reason) = self.grade(Some(own), default.0);
                (if by.is_some() { level } else { level.min(default.0) }, reason)
            }
            None => default,
        };
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
            reason,
            amended_by: by,
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
                if let Some(near) = Names::near_permit(&name.name)
                    && self.resolved.version.is_none()
                {
                    self.report(errors::near_permit(name.span, &name.name, near));
                }
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
