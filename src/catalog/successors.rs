//! What became of codes from one tariff edition to another: rows by hand, and
//! the correlation of the nomenclatures of 2017 and 2022 by six-digit heading.

use std::collections::HashMap;

use serde::Serialize;

use crate::syntax::ast::GradeLevel;
use crate::value::HsCode;

/// The first year whose codes follow the nomenclature of 2022.
const HS2022: u16 = 2022;

/// Whether the codes of two years follow one nomenclature.
pub fn same_nomenclature(a: u16, b: u16) -> bool {
    (a >= HS2022) == (b >= HS2022)
}

/// How much a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The rows of the old code are all that its goods became, and those of the new
    /// one all that it was.
    Same,
    /// The new code holds other goods too: the row says what the old one became.
    Part,
    /// The old code holds other goods too: the row says what the new one was.
    Split,
    /// Good enough to propose a code, not to decide by it.
    Hint,
}

/// A code that became another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Successor {
    /// The old code, ten digits as a number.
    pub from: u64,
    /// The first year of which the old code is known to have had this meaning, if it is.
    pub from_year: Option<u16>,
    /// The new code.
    pub to: u64,
    /// The first year of the new code.
    pub to_year: u16,
    /// How much the row says.
    pub relation: Relation,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Where it comes from.
    pub source: String,
}

/// Everything that is known of changes of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Successors {
    rows: Vec<Successor>,
    /// Six-digit headings of 2017 and of 2022 that hold the same goods, or share some.
    headings: Vec<(u32, u32)>,
    /// Rows by each of their codes.
    #[serde(skip)]
    by_code: HashMap<u64, Vec<usize>>,
    /// Headings of the other nomenclature, by heading of either.
    #[serde(skip)]
    by_heading: HashMap<(bool, u32), Vec<HsCode>>,
}

impl Successors {
    /// Adds rows and pairs of headings.
    pub fn extend(&mut self, rows: Vec<Successor>, headings: Vec<(u32, u32)>) {
        self.rows.extend(rows);
        self.rows.sort();
        self.headings.extend(headings);
        self.headings.sort_unstable();
        self.headings.dedup();
        self.by_code.clear();
        for (index, row) in self.rows.iter().enumerate() {
            self.by_code.entry(row.from).or_default().push(index);
            self.by_code.entry(row.to).or_default().push(index);
        }
        self.by_heading.clear();
        for (old, new) in &self.headings {
            for (of_2022, own, other) in [(false, *old, *new), (true, *new, *old)] {
                self.by_heading.entry((of_2022, own)).or_default().extend(heading(other));
            }
        }
    }

    /// All rows and pairs of headings, sorted.
    pub fn parts(&self) -> (&[Successor], &[(u32, u32)]) {
        (&self.rows, &self.headings)
    }

    /// The rows that speak of a code.
    fn about(&self, code: HsCode) -> impl Iterator<Item = &Successor> {
        let found = if code.len() == 10 { self.by_code.get(&code.first()) } else { None };
        found.into_iter().flatten().filter_map(|index| self.rows.get(*index))
    }

    /// The codes of edition `list` that a code of edition `own` was or became, by
    /// rows that decide; nothing where no row speaks of it.
    ///
    /// A row holds for an edition of the old code before `to_year` and one of the
    /// new code from `to_year` on: numbers are used again for other goods.
    pub fn of(&self, code: HsCode, own: u16, list: u16) -> Vec<u64> {
        let old = |row: &Successor, year: u16| year < row.to_year && row.from_year.is_none_or(|f| f <= year);
        let mut found = Vec::new();
        for row in self.about(code).filter(|r| r.relation != Relation::Hint) {
            let (other, whole) = match () {
                () if row.from == code.first() && old(row, own) && list >= row.to_year => {
                    (row.to, row.relation != Relation::Split)
                }
                () if row.to == code.first() && own >= row.to_year && old(row, list) => {
                    (row.from, row.relation != Relation::Part)
                }
                () => continue,
            };
            if !whole {
                return Vec::new();
            }
            found.push(other);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Codes that a code which is gone may have become, hints included.
    pub fn became(&self, code: HsCode, by: u16) -> Vec<HsCode> {
        let rows = self.about(code).filter(|r| r.from == code.first() && r.to_year <= by);
        let mut found: Vec<HsCode> = rows.map(|r| HsCode::of_ten(r.to)).collect();
        found.dedup();
        found
    }

    /// The headings of edition `list` in which goods of a code of edition `own`
    /// may stand: its own six-digit heading, or, across the change of
    /// nomenclature, its four-digit one and every six-digit one correlated with it.
    pub fn related(&self, code: HsCode, own: Option<u16>, list: u16) -> Vec<HsCode> {
        let new = |year: u16| year >= HS2022;
        if own.is_some_and(|own| new(own) == new(list)) {
            return vec![code.prefix(6)];
        }
        // Without a day the code may be of either nomenclature.
        let either = own.map_or(vec![false, true], |own| vec![new(own)]);
        let six = u32::try_from(code.first() / 10_000).unwrap_or_default();
        let correlated = either.into_iter().filter_map(|of_2022| self.by_heading.get(&(of_2022, six)));
        let mut found = vec![code.prefix(4)];
        for other in correlated.flatten() {
            if !found.iter().any(|f| f.covers(*other)) {
                found.push(*other);
            }
        }
        found
    }
}

/// A six-digit heading from its number.
fn heading(number: u32) -> Option<HsCode> {
    HsCode::parse(&format!("{number:06}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn code(text: &str) -> HsCode {
        HsCode::parse(text).unwrap()
    }

    fn changes() -> Successors {
        let row = |from: &str, from_year, to: &str, to_year, relation| Successor {
            from: code(from).first(),
            from_year,
            to: code(to).first(),
            to_year,
            relation,
            grade: GradeLevel::Reported,
            source: String::new(),
        };
        let mut changes = Successors::default();
        changes.extend(
            vec![
                row("6307900010", Some(2020), "6307901010", 2022, Relation::Same),
                row("6307900010", Some(2020), "6307901090", 2022, Relation::Same),
                row("9025199010", Some(2020), "9025199090", 2022, Relation::Part),
                row("7318140001", Some(2021), "9021100010", 2022, Relation::Split),
                row("0302990000", None, "0302990090", 2024, Relation::Hint),
            ],
            vec![(852_580, 852_581), (852_580, 852_589), (300_215, 382_219)],
        );
        changes
    }

    #[test]
    fn rows_hold_between_their_years_only() {
        let changes = changes();
        assert_eq!(changes.of(code("6307900010"), 2020, 2026), [6_307_901_010, 6_307_901_090]);
        assert_eq!(changes.of(code("6307901010"), 2026, 2020), [6_307_900_010]);
        assert!(changes.of(code("6307900010"), 2026, 2026).is_empty(), "a number that is used again");
        assert!(changes.of(code("6307900010"), 2019, 2026).is_empty(), "before the code is known");
        assert!(changes.of(code("0302990000"), 2020, 2026).is_empty(), "a hint decides nothing");
        assert_eq!(changes.became(code("0302990000"), 2026), [code("0302990090")]);
        assert_eq!(changes.of(code("9025199010"), 2020, 2026), [9_025_199_090]);
        assert!(changes.of(code("9025199090"), 2026, 2020).is_empty(), "the new code holds other goods too");
        assert_eq!(changes.of(code("9021100010"), 2026, 2021), [7_318_140_001]);
        assert!(changes.of(code("7318140001"), 2021, 2026).is_empty(), "the old code holds other goods too");
    }

    #[test]
    fn headings_across_the_nomenclatures() {
        let changes = changes();
        assert_eq!(changes.related(code("8525801000"), Some(2020), 2026), [code("8525")]);
        assert_eq!(changes.related(code("3002150050"), Some(2020), 2026), [code("3002"), code("382219")]);
        assert_eq!(changes.related(code("3822190020"), Some(2026), 2020), [code("3822"), code("300215")]);
        assert_eq!(changes.related(code("8525811000"), Some(2026), 2024), [code("852581")]);
    }
}
