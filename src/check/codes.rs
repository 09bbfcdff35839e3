//! Tables of codes and declaration elements: how facts are written.

use std::sync::Arc;

use super::{Checker, errors, title_text};
use crate::catalog::{Codes, Elements};
use crate::source::Span;
use crate::syntax::ast::{self, GradeLevel, Ident, ItemKind, Str};
use crate::value::Text;

impl Checker<'_> {
    /// Every table of codes, sorted by name.
    pub fn code_tables(&mut self) {
        for item in self.items() {
            if let ItemKind::Codes(table) = item {
                let table = self.code_table(table);
                self.schema.codes.push(Arc::new(table));
            }
        }
        self.schema.codes.sort_by(|a, b| a.id.cmp(&b.id));
    }

    fn code_table(&mut self, table: &ast::Codes) -> Codes {
        let name = &table.name.name;
        if table.grade.is_none() {
            self.report(errors::ungraded(table.name.span, name));
        }
        let (grade, reason) = self.grade(table.grade.as_ref(), GradeLevel::Unverified);
        if table.held.is_none() {
            let what = Text::new("the day of its codes", "代码表的日期");
            let help = Text::new(
                "write `complete on 2018-08-01`, or `partial on 2018-08-01`",
                "请写 `complete on 2018-08-01` 或 `partial on 2018-08-01`",
            );
            self.report(errors::missing(table.name.span, &what, help));
        }
        self.rows_file(table.rows.as_ref(), table.name.span, "rows");
        Codes {
            id: name.clone(),
            title: title_text(&table.title, name),
            complete: table.held.is_some_and(|(complete, _)| complete),
            day: table.held.map(|(_, (day, _))| day),
            grade,
            reason,
            rows: self.resolved.rulebook.codes.get(name).cloned().unwrap_or_default(),
        }
    }

    fn rows_file(&mut self, file: Option<&Str>, span: Span, word: &str) {
        if file.is_none() {
            let help = crate::bilingual!("write `{word} in \"FILE.tsv\"`", "请写 `{word} in \"文件.tsv\"`");
            self.report(errors::missing(span, &Text::new("the file of its rows", "数据文件"), help));
        }
    }

    /// All declaration elements, sorted by year.
    pub fn elements(&mut self) {
        for item in self.items() {
            if let ItemKind::Elements(elements) = item {
                let elements = self.elements_of(elements);
                self.schema.elements.push(Arc::new(elements));
            }
        }
        self.schema.elements.sort_by_key(|e| e.year);
    }

    fn elements_of(&mut self, elements: &ast::Elements) -> Elements {
        let (year, span) = elements.year;
        let name = format!("elements {year}");
        if elements.grade.is_none() {
            self.report(errors::ungraded(span, &name));
        }
        let (grade, reason) = self.grade(elements.grade.as_ref(), GradeLevel::Unverified);
        self.rows_file(elements.rows.as_ref(), span, "rows");
        self.rows_file(elements.templates.as_ref(), span, "templates");
        let table = self.resolved.rulebook.elements.get(&year).cloned().unwrap_or_default();
        let mut coded = Vec::new();
        for (element, by) in &elements.coded {
            if let Some(codes) = self.table_of_codes(by) {
                coded.push((element.text.clone(), codes));
            }
        }
        Elements {
            year,
            title: title_text(&elements.title, &name),
            complete: elements.complete.map(|(from, until)| (from.0, until.0)),
            coded,
            grade,
            reason,
            table,
        }
    }

    /// The table with a name; that there is none is said.
    pub fn table_of_codes(&mut self, name: &Ident) -> Option<Arc<Codes>> {
        let found = self.schema.codes.iter().find(|c| c.id == name.name).cloned();
        if found.is_none() {
            let known: Vec<String> = self.schema.codes.iter().map(|c| c.id.clone()).collect();
            let known = known.iter().map(String::as_str);
            let problem = errors::unknown_name(name.span, &name.name, known, &[]);
            self.report(problem);
        }
        found
    }

    /// Names of elements exist, as far as there are templates.
    pub fn named_elements(&mut self, names: &[&Str]) {
        let elements = self.schema.elements.clone();
        let known = || elements.iter().flat_map(|e| e.table.names());
        for name in names.iter().filter(|name| !known().any(|known| known == name.text)) {
            if known().next().is_some() {
                let problem = errors::unknown_name(name.span, &name.text, known(), &[]);
                self.report(problem);
            }
        }
    }
}
