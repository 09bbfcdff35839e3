//! What is looked up and decides nothing: papers by letter, advice, trade modes.

use std::collections::BTreeMap;

use super::{Checker, errors, title_text};
use crate::hir::{Advice, Comparison, Mode, Paper, Point};
use crate::syntax::ast::{self, GradeLevel, ItemKind};

impl Checker<'_> {
    /// Every paper, sorted by letter.
    pub fn papers(&mut self) -> Vec<Paper> {
        let mut seen = BTreeMap::new();
        let mut papers = Vec::new();
        for item in self.items() {
            let ItemKind::Papers(list) = item else { continue };
            self.graded(list.grade.as_ref(), list.papers.iter().map(|p| p.grade.as_ref()), &list.name);
            let default = self.grade(list.grade.as_ref(), GradeLevel::Unverified);
            for paper in &list.papers {
                let (letter, span) = paper.letter;
                self.once(&mut seen, 0, &letter.to_string(), span);
                let (grade, reason) = self.grade_or(paper.grade.as_ref(), &default);
                papers.push(Paper { letter, title: title_text(&paper.title, ""), grade, reason });
            }
        }
        papers.sort_by_key(|p| p.letter);
        papers
    }

    /// Every group of advice, sorted by name.
    pub fn advice(&mut self) -> Vec<Advice> {
        let mut seen = BTreeMap::new();
        let mut found = Vec::new();
        for item in self.items() {
            let ItemKind::Advice(advice) = item else { continue };
            self.once(&mut seen, 0, &advice.name.name, advice.name.span);
            let grades = advice.notes.iter().map(|norm| match &norm.kind {
                ast::NormKind::Note { grade, .. } => grade.as_ref(),
                _ => None,
            });
            self.graded(advice.grade.as_ref(), grades, &advice.name);
            let (default, _) = self.grade(advice.grade.as_ref(), GradeLevel::Unverified);
            let mut notes = Vec::new();
            for (i, norm) in advice.notes.iter().enumerate() {
                let own = matches!(&norm.kind, ast::NormKind::Note { grade: Some(_), .. });
                let default = if own { GradeLevel::Verified } else { default };
                notes.extend(self.norm(i + 1, norm, default));
            }
            let name = &advice.name.name;
            found.push(Advice { id: name.clone(), title: title_text(&advice.title, name), notes });
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }

    /// Trade modes side by side, sorted by code.
    pub fn modes(&mut self) -> Comparison {
        let mut comparison = Comparison::default();
        let mut seen = BTreeMap::new();
        for item in self.items() {
            let ItemKind::Aspects(list) = item else { continue };
            comparison.title = title_text(&list.title, "");
            for aspect in &list.aspects {
                let name = &aspect.aspect.name;
                self.once(&mut seen, 0, name, aspect.aspect.span);
                comparison.aspects.push((name.clone(), title_text(&aspect.title, name)));
            }
        }
        for item in self.items() {
            let ItemKind::Mode(mode) = item else { continue };
            self.once(&mut seen, 1, &mode.code.0, mode.code.1);
            let mode = self.mode(mode, &comparison);
            comparison.modes.push(mode);
        }
        comparison.modes.sort_by(|a, b| a.code.cmp(&b.code));
        comparison
    }

    fn mode(&mut self, mode: &ast::Mode, comparison: &Comparison) -> Mode {
        let name = ast::Ident { name: mode.code.0.clone(), span: mode.code.1 };
        self.graded(mode.grade.as_ref(), mode.points.iter().map(|p| p.grade.as_ref()), &name);
        let default = self.grade(mode.grade.as_ref(), GradeLevel::Unverified);
        let mut seen = BTreeMap::new();
        let mut points = Vec::new();
        for point in &mode.points {
            let aspect = &point.aspect;
            self.once(&mut seen, 0, &aspect.name, aspect.span);
            if !comparison.aspects.iter().any(|(name, _)| *name == aspect.name) {
                let known = comparison.aspects.iter().map(|(name, _)| name.as_str());
                let problem = errors::unknown_name(aspect.span, &aspect.name, known, &[]);
                self.report(problem);
            }
            let (grade, reason) = self.grade_or(point.grade.as_ref(), &default);
            let text = title_text(&point.title, "");
            points.push(Point { aspect: aspect.name.clone(), text, grade, reason });
        }
        Mode { code: mode.code.0.clone(), title: title_text(&mode.title, &mode.code.0), points }
    }
}
