//! A table of codes: currencies, countries, units, customs offices. A text is
//! looked up as a code, as the old code of one, or as a name.
//!
//! A table has a day. What it lacks is not known here, and not wrong: it may be
//! newer, or the table partial.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use crate::syntax::ast::GradeLevel;
use crate::value::{Date, Later, Text, text::half_width};

/// One code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeRow {
    /// As declarations carry it now; case counts.
    pub code: String,
    /// What it was before: `502` for `USD`.
    pub old: Vec<String>,
    /// Chinese names, the official one first.
    pub zh: Vec<String>,
    /// English names.
    pub en: Vec<String>,
    /// Where it comes from.
    pub source: String,
}

impl CodeRow {
    /// Its first name; one language stands in for the other, and nothing for none.
    pub fn name(&self) -> Text {
        let (zh, en) = (self.zh.first(), self.en.first());
        let either =
            |name: Option<&String>, other: Option<&String>| name.or(other).cloned().unwrap_or_default();
        Text::new(either(en, zh), either(zh, en))
    }
}

/// The rows of a table, and how they are found.
#[derive(Debug, Default)]
pub struct CodeRows {
    pages: Later<Pages>,
    index: OnceLock<Index>,
}

/// Rows by what is written for them; made when first asked for.
#[derive(Debug, Default)]
struct Index {
    old: HashMap<String, Vec<usize>>,
    names: HashMap<String, Vec<usize>>,
    /// What the codes look like: `AAA`, `0000`.
    shapes: BTreeSet<String>,
}

/// What a text is in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'t> {
    /// A code.
    Code(&'t CodeRow),
    /// The old code of one.
    Old(&'t CodeRow),
    /// The name of one.
    Name(&'t CodeRow),
    /// The name, or the old code, of several.
    Several(Vec<&'t CodeRow>),
    /// It looks like a code, and the table does not have it.
    Unlisted,
    /// It looks like no code of the table, and is no name in it.
    Nothing,
}

/// Rows sorted by code, [`PAGE`] of them together, each page with its first code; so that
/// one row can be found without the others.
pub type Pages = Vec<(String, Later<Vec<CodeRow>>)>;

/// So many rows stand on a page; fewer on the last.
const PAGE: usize = 32;

impl From<Later<Pages>> for CodeRows {
    fn from(pages: Later<Pages>) -> CodeRows {
        CodeRows { pages, index: OnceLock::new() }
    }
}

impl CodeRows {
    /// A table of rows.
    pub fn new(mut rows: Vec<CodeRow>) -> CodeRows {
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        let page = |rows: &[CodeRow]| {
            let first = rows.first().map(|row| row.code.clone()).unwrap_or_default();
            (first, rows.to_vec().into())
        };
        CodeRows::from(Later::from(rows.chunks(PAGE).map(page).collect::<Pages>()))
    }

    /// The rows, sorted by code, as they are kept.
    pub fn pages(&self) -> &Later<Pages> {
        &self.pages
    }

    /// The rows, sorted by code.
    pub fn rows(&self) -> impl Iterator<Item = &CodeRow> {
        self.pages.iter().flat_map(|(_, rows)| rows.iter())
    }

    /// The row with a code.
    fn current(&self, code: &str) -> Option<&CodeRow> {
        let after = self.pages.partition_point(|(first, _)| first.as_str() <= code);
        let (_, rows) = self.pages.get(after.checked_sub(1)?)?;
        rows.get(rows.binary_search_by(|row| row.code.as_str().cmp(code)).ok()?)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (at, row) in self.rows().enumerate() {
                index.shapes.insert(shape(&row.code));
                row.old.iter().for_each(|old| index.old.entry(old.clone()).or_default().push(at));
                let names: BTreeSet<String> = row.zh.iter().chain(&row.en).map(|n| fold(n)).collect();
                names.into_iter().for_each(|name| index.names.entry(name).or_default().push(at));
            }
            index
        })
    }

    /// What a text is. A code is found before an old code, and that before a name; a
    /// code with its name, `USD(美元)`, is what both agree on.
    ///
    /// ```
    /// use mp1039::catalog::codes::{CodeRow, CodeRows, Found};
    /// let row = CodeRow { code: "USD".into(), old: vec!["502".into()], zh: vec!["美元".into()], ..CodeRow::default() };
    /// let rows = CodeRows::new(vec![row.clone()]);
    /// assert_eq!(rows.find("USD"), Found::Code(&row));
    /// assert_eq!(rows.find("502"), Found::Old(&row));
    /// assert_eq!(rows.find("美元（USD）"), Found::Name(&row));
    /// assert_eq!(rows.find("XYZ"), Found::Unlisted);
    /// assert_eq!(rows.find("dollars"), Found::Nothing);
    /// ```
    pub fn find(&self, text: &str) -> Found<'_> {
        let found = self.single(text);
        if !matches!(found, Found::Unlisted | Found::Nothing) {
            return found;
        }
        let parts = parts(text);
        let mut agreed: Option<Vec<&CodeRow>> = None;
        let mut all: Vec<&CodeRow> = Vec::new();
        for part in parts.iter().filter(|_| parts.len() > 1) {
            let own = match self.single(part) {
                Found::Code(row) | Found::Old(row) | Found::Name(row) => vec![row],
                Found::Several(rows) => rows,
                Found::Unlisted | Found::Nothing => return found,
            };
            all.extend(own.iter().filter(|row| !all.contains(row)).copied().collect::<Vec<_>>());
            agreed = Some(match agreed {
                None => own,
                Some(before) => before.into_iter().filter(|row| own.contains(row)).collect(),
            });
        }
        match agreed.as_deref() {
            None => found,
            Some([row]) => Found::Name(row),
            Some(_) => Found::Several(all),
        }
    }

    /// What a text is as a whole.
    fn single(&self, text: &str) -> Found<'_> {
        // Most texts are current codes, which need no index.
        if let Some(row) = self.current(text) {
            return Found::Code(row);
        }
        let index = self.index();
        let rows = |found: Option<&Vec<usize>>| -> Vec<&CodeRow> {
            let row = |at: usize| self.pages.get(at / PAGE)?.1.get(at % PAGE);
            found.into_iter().flatten().filter_map(|at| row(*at)).collect()
        };
        let (old, named) = (rows(index.old.get(text)), rows(index.names.get(&fold(text))));
        match (old.as_slice(), named.as_slice()) {
            ([row], _) => Found::Old(row),
            ([], [row]) => Found::Name(row),
            ([], []) if index.shapes.contains(&shape(text)) => Found::Unlisted,
            ([], []) => Found::Nothing,
            ([], _) => Found::Several(named),
            _ => Found::Several(old),
        }
    }
}

/// A table as a policy declares it.
#[derive(Clone, Debug)]
pub struct Codes {
    /// Its name: `currencies`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Whether it holds all codes of its day.
    pub complete: bool,
    /// Its day.
    pub day: Option<Date>,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    pub reason: Option<String>,
    /// Its rows.
    pub rows: Arc<CodeRows>,
}

impl Codes {
    /// The table as messages name it, with its day.
    pub fn called(&self) -> Text {
        let title = &self.title;
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let part = if self.complete { Text::default() } else { Text::new(", partial", "，不完整") };
        crate::bilingual!("“{title}” ({day}{part})", "《{title}》（{day}{part}）"; title, part)
    }
}

/// A name as it is compared: plain brackets and letters, no blanks, small.
fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(half_width).flat_map(char::to_lowercase).collect()
}

/// What a code looks like.
fn shape(text: &str) -> String {
    let kind = |c: char| match c {
        '0'..='9' => '0',
        'A'..='Z' => 'A',
        'a'..='z' => 'a',
        other => other,
    };
    text.chars().map(kind).collect()
}

/// What stands before, in and behind brackets, and between blanks.
fn parts(text: &str) -> Vec<&str> {
    let splits = |c: char| matches!(c, '(' | ')' | '（' | '）' | '[' | ']') || c.is_whitespace();
    text.split(splits).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn row(code: &str, old: &str, zh: &str, en: &str) -> CodeRow {
        let list = |text: &str| text.split(';').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        CodeRow { code: code.into(), old: list(old), zh: list(zh), en: list(en), source: "test".into() }
    }

    #[test]
    fn a_current_code_wins_over_an_old_one_of_the_same_digits() {
        let rows = CodeRows::new(vec![row("1", "2", "甲", ""), row("2", "9", "乙", "")]);
        assert!(matches!(rows.find("2"), Found::Code(r) if r.code == "2"));
        assert!(matches!(rows.find("9"), Found::Old(r) if r.code == "2"));
    }

    #[test]
    fn what_two_rows_share_is_neither() {
        let rows =
            CodeRows::new(vec![row("5308", "1", "龙岗海关;沙湾海关", ""), row("5340", "1", "沙湾海关", "")]);
        for text in ["沙湾海关", "1"] {
            assert!(matches!(rows.find(text), Found::Several(rows) if rows.len() == 2), "{text}");
        }
        assert!(
            matches!(rows.find("沙湾海关(5340)"), Found::Name(r) if r.code == "5340"),
            "the code says which"
        );
        assert!(matches!(rows.find("龙岗海关 5340"), Found::Several(_)), "a name and a code that disagree");
        assert!(matches!(rows.find("龙岗海关(5308)"), Found::Name(r) if r.code == "5308"));
    }

    #[test]
    fn names_are_compared_without_case_width_and_blanks_and_codes_are_not() {
        let rows = CodeRows::new(vec![row("COD", "252", "刚果（金）", "Congo (the)"), row("x", "", "", "")]);
        for text in ["刚果(金)", "刚果 （金）", "congo (THE)", "CONGO（the）"] {
            assert!(matches!(rows.find(text), Found::Name(r) if r.code == "COD"), "{text}");
        }
        assert_eq!(rows.find("cod"), Found::Nothing);
        assert_eq!(rows.find("X"), Found::Nothing, "a capital letter is another one");
        assert_eq!(rows.find(""), Found::Nothing);
        assert_eq!(CodeRows::default().find("USD"), Found::Nothing);
    }
}
