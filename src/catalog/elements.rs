//! Declaration elements: what the parts of a specification mean, `4|3|…`, by the
//! first eight digits of the code.

use std::sync::Arc;

use super::Codes;
use crate::syntax::ast::GradeLevel;
use crate::value::{Date, HsCode, Text};

/// What separates the parts of a specification.
pub const BARS: [char; 2] = ['|', '｜'];

/// Templates, and the codes that follow each.
#[derive(Debug, Default)]
pub struct Templates {
    /// The first eight digits of the first and the last code of a stretch, as numbers, with
    /// the place of its template; sorted.
    rows: Vec<(u64, u64, usize)>,
    /// Names of elements in their order, separated by `;`.
    templates: Vec<String>,
}

impl Templates {
    /// Templates, and for each stretch of lines of eight digits the place of its own among
    /// them.
    pub fn new(mut rows: Vec<(u64, u64, usize)>, templates: Vec<String>) -> Templates {
        rows.sort_unstable();
        Templates { rows, templates }
    }

    /// The elements of a code of eight or more digits, in order.
    pub fn of(&self, code: HsCode) -> Option<Vec<&str>> {
        self.place(code).map(|place| self.at(place).collect())
    }

    /// The place of the template of a code of eight or more digits.
    pub fn place(&self, code: HsCode) -> Option<usize> {
        let line = (code.len() >= 8).then(|| code.first() / 100)?;
        let after = self.rows.partition_point(|(first, ..)| *first <= line);
        let (_, last, place) = self.rows.get(after.checked_sub(1)?)?;
        (line <= *last && *place < self.templates.len()).then_some(*place)
    }

    /// The elements of the template at a place, in order.
    pub fn at(&self, place: usize) -> impl Iterator<Item = &str> {
        self.templates.get(place).into_iter().flat_map(|template| template.split(';'))
    }

    /// Every name of an element; some many times.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.templates.iter().flat_map(|template| template.split(';'))
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
