//! Declaration elements: what the parts of a specification mean, `4|3|…`, by the
//! first eight digits of the code.

use std::sync::Arc;

use super::Codes;
use crate::syntax::ast::GradeLevel;
use crate::value::{Date, HsCode, Later, Text};

/// What separates the parts of a specification.
pub const BARS: [char; 2] = ['|', '｜'];

/// Templates, and the codes that follow each.
#[derive(Debug, Default)]
pub struct Templates(Later<Lines>);

/// What templates are made of.
#[derive(Debug, Default)]
pub struct Lines {
    /// The first eight digits of the first and the last code of a stretch, as numbers, with
    /// the place of its template; sorted.
    pub rows: Vec<(u64, u64, usize)>,
    /// Names of elements in their order, separated by `;`.
    pub templates: Vec<Later<String>>,
}

impl From<Later<Lines>> for Templates {
    fn from(lines: Later<Lines>) -> Templates {
        Templates(lines)
    }
}

impl Templates {
    /// Templates, and for each stretch of lines of eight digits the place of its own among
    /// them.
    pub fn new(mut rows: Vec<(u64, u64, usize)>, templates: Vec<String>) -> Templates {
        rows.sort_unstable();
        let templates = templates.into_iter().map(Later::from).collect();
        Templates(Lines { rows, templates }.into())
    }

    /// What they are made of.
    pub fn lines(&self) -> &Later<Lines> {
        &self.0
    }

    /// The elements of a code of eight or more digits, in order.
    pub fn of(&self, code: HsCode) -> Option<Vec<&str>> {
        self.place(code).map(|place| self.at(place).collect())
    }

    /// The place of the template of a code of eight or more digits.
    pub fn place(&self, code: HsCode) -> Option<usize> {
        let line = (code.len() >= 8).then(|| code.first() / 100)?;
        let after = self.0.rows.partition_point(|(first, ..)| *first <= line);
        let (_, last, place) = self.0.rows.get(after.checked_sub(1)?)?;
        (line <= *last && *place < self.0.templates.len()).then_some(*place)
    }

    /// The elements of the template at a place, in order.
    pub fn at(&self, place: usize) -> impl Iterator<Item = &str> {
        self.0.templates.get(place).into_iter().flat_map(|template| template.split(';'))
    }

    /// Every name of an element; some many times.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.templates.iter().flat_map(|template| template.split(';'))
    }
}

/// Declaration elements as a policy declares them.
#[derive(Clone, Debug)]
pub struct Elements {
    /// Their year.
    pub year: u16,
    /// Their title.
    pub title: Text,
    /// The days on which specifications follow them; always where absent.
    pub complete: Option<(Date, Date)>,
    /// Elements whose value is a code, and its table.
    pub coded: Vec<(String, Arc<Codes>)>,
    /// How sure they are.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    pub reason: Option<String>,
    /// The templates.
    pub table: Arc<Templates>,
}
