//! The rows below a header: which begin an item, which go on with one, which are a
//! total, and which are something else.

use std::collections::BTreeSet;

use super::grid::{At, Cell, Is, Row, Table};
use super::headers::{self, Column, Named};
use super::layout::{Header, Heading};
use super::{labels, values};
use crate::value::text::half_width;

/// The rows of one header.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The items, each with the rows that it fills.
    pub(super) items: Vec<Vec<usize>>,
    /// Rows of totals, each with the number of items before it.
    pub(super) totals: Vec<Total>,
    /// Every row that is accounted for.
    pub(super) used: BTreeSet<usize>,
    /// Items after the end of the list.
    pub(super) late: Vec<usize>,
    /// Rows after the end that may be goods, and are not read.
    pub(super) missed: Vec<usize>,
    /// Rows that hold a number, and neither a name nor a code nor an amount.
    pub(super) empty: Vec<usize>,
}

/// A row of totals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    pub(super) row: usize,
    /// Items before it.
    pub(super) items: usize,
    /// Whether the list goes on after it.
    pub(super) partial: bool,
}

/// So many empty rows end a list.
const GAP: usize = 2;

/// Sorts the rows below a header, up to the next one.
pub(super) fn sort(table: &Table, header: &Header, end: usize) -> Rows {
    let sorter = Sorter { table, header };
    let mut rows = Rows::default();
    let mut closed = false;
    // Whether the rows at hand are those of an item.
    let mut inside = false;
    let mut last = header.rows.1;
    for (row, cells) in table.rows.range(header.rows.1.saturating_add(1)..end) {
        let row = *row;
        closed |= !rows.items.is_empty() && row.saturating_sub(last) > GAP.saturating_add(1);
        if let Some(partial) = sorter.total(row, cells) {
            rows.totals.push(Total { row, items: rows.items.len(), partial });
            rows.used.insert(row);
            closed |= !partial;
            inside = false;
        } else if sorter.begins(row) {
            inside = true;
            match (closed, sorter.is_sure(row)) {
                (true, false) => rows.missed.push(row),
                (late, _) => {
                    rows.items.push(vec![row]);
                    rows.used.insert(row);
                    rows.late.extend(late.then_some(row));
                }
            }
        } else if sorter.is_empty(row, cells) {
            rows.empty.push(row);
            rows.used.insert(row);
            inside = false;
        } else if let Some(item) = rows.items.last_mut().filter(|_| inside && !closed) {
            item.push(row);
            rows.used.insert(row);
        }
        last = last.max(sorter.bottom(row, cells));
    }
    rows
}

struct Sorter<'t> {
    table: &'t Table,
    header: &'t Header,
}

/// Words that a row of totals begins with; the second, of a part of the list.
const TOTALS: &[(&str, bool)] = &[
    ("合计", false),
    ("总计", false),
    ("共计", false),
    ("总合计", false),
    ("累计", false),
    ("grandtotal", false),
    ("total", false),
    ("小计", true),
    ("本页小计", true),
    ("本页合计", true),
    ("subtotal", true),
];

/// What may stand after them.
const AFTER: &[&str] = &[
    "",
    "金额",
    "数量",
    "件数",
    "箱数",
    "重量",
    "总价",
    "货值",
    "usd",
    "cny",
    "rmb",
    "eur",
    "美元",
    "人民币",
    "元",
];

impl Sorter<'_> {
    /// The lowest row of the merged cells that begin in a row.
    fn bottom(&self, row: usize, cells: &Row) -> usize {
        cells.keys().map(|column| self.table.region((row, *column)).last.0).max().unwrap_or(row)
    }

    /// Whether a row holds totals, and whether of a part only.
    fn total(&self, row: usize, cells: &Row) -> Option<bool> {
        if self.has_code(row) {
            return None;
        }
        let is_total = |cell: &Cell| {
            let text = headers::plain(&cell.text);
            let (_, partial) = TOTALS.iter().find(|(word, _)| {
                text.strip_prefix(word)
                    .is_some_and(|rest| AFTER.contains(&rest.trim_matches(|c: char| !c.is_alphabetic())))
            })?;
            Some(*partial)
        };
        cells.values().filter(|cell| cell.is == Is::Text).take(3).find_map(is_total)
    }

    /// Whether a row begins an item.
    fn begins(&self, row: usize) -> bool {
        let coded = self.filled(row, self.header.line("hs_code"));
        let numbered = self.is_numbered(row);
        let named = self.filled(row, self.header.name());
        if self.header.kind(Column::PriceTotalCurrency).is_some() {
            return coded || (numbered && named);
        }
        coded
            || (named && (numbered || self.has_amount(row)))
            || self.is_worth(row)
            || self.is_named(row)
            || (numbered && self.says_goods(row))
    }

    /// Whether a row below the end of the list is one of goods: it has a name and an
    /// amount, or what may be meant for a code.
    fn is_sure(&self, row: usize) -> bool {
        let named = self.filled(row, self.header.name());
        let digits = |cell: &Cell| cell.text.chars().filter(char::is_ascii_digit).count() >= 4;
        let coded = |cell: &Cell| {
            let odd = |c: char| matches!(c, ':' | '：') || (c.is_alphabetic() && !half_width(c).is_ascii());
            digits(cell) && !cell.text.contains(odd)
        };
        let coded =
            self.header.line("hs_code").is_some_and(|h| self.own(row, h).any(|(_, cell)| coded(cell)));
        coded || self.has_code(row) || (named && (self.has_number(row) || self.is_numbered(row)))
    }

    /// Whether a row has a name of goods in their column: no label, no specification of the
    /// row above, and nothing that goes across the columns.
    fn is_named(&self, row: usize) -> bool {
        let Some(heading) = self.header.line("name") else { return false };
        let is_spec = |text: &str| matches!(headers::column(text), Some(Named::Known(Column::Line("spec"))));
        let begins = self.table.rows.get(&row).and_then(|cells| cells.values().next());
        let is_label = |cell: &Cell| match cell.text.split_once([':', '：']) {
            Some((label, _)) => is_spec(label) || headers::label(label).is_some(),
            None => false,
        };
        let is_wide = |at: At| self.table.region(at).last.1 > heading.columns.1;
        self.filled(row, Some(heading))
            && !begins.is_some_and(|cell| is_spec(&cell.text))
            && self.own(row, heading).all(|(at, cell)| !is_label(cell) && !is_wide(at))
    }

    /// Whether a numbered row without a name says more than a form that is not filled in,
    /// where formulas show 0 for the name and the code, and words such as a unit stand on
    /// each row.
    fn says_goods(&self, row: usize) -> bool {
        const FORM: &[&str] = &[
            "line_no",
            "unit",
            "currency",
            "origin_country",
            "final_destination",
            "source_area",
            "legal_unit_1",
            "legal_unit_2",
            "merchant.no",
            "merchant.name",
            "merchant.stall",
        ];
        let goods = [self.header.line("hs_code"), self.header.name()];
        let zero = |h: &Heading| self.own(row, h).any(|(_, cell)| is_zeros(cell));
        if goods.into_iter().flatten().any(zero) {
            return false;
        }
        let says = |h: &&Heading| match &h.named {
            Named::Known(Column::Line(path)) => !FORM.contains(path),
            named => *named != Named::Known(Column::Other),
        };
        // Forms have a 1 in every row for pieces, quantity and weight.
        let is_one = |h: &Heading| self.own(row, h).all(|(_, cell)| cell.text.trim() == "1");
        self.header.headings.iter().filter(says).any(|h| self.filled(row, Some(h)) && !is_one(h))
    }

    /// Whether a row has a number of a line.
    fn is_numbered(&self, row: usize) -> bool {
        let Some(heading) = self.header.line("line_no") else { return false };
        self.own(row, heading).any(|(_, cell)| {
            let text = cell.text.trim().trim_end_matches(['.', '、']);
            !text.is_empty() && text.chars().all(char::is_numeric)
        })
    }

    /// Whether a row has what may be a tariff code.
    fn has_code(&self, row: usize) -> bool {
        let Some(heading) = self.header.line("hs_code") else { return false };
        self.own(row, heading).any(|(_, cell)| {
            let digits = cell.text.chars().filter(char::is_ascii_digit).count();
            digits >= 6 && !cell.text.contains(char::is_alphabetic)
        })
    }

    /// The columns of amounts.
    fn amounts(&self) -> impl Iterator<Item = &Heading> {
        let paths = ["quantity", "total", "unit_price", "legal_quantity_1"];
        let columns = paths.into_iter().filter_map(|path| self.header.line(path));
        columns.chain(self.header.kind(Column::QuantityUnit))
    }

    fn has_amount(&self, row: usize) -> bool {
        self.amounts().any(|heading| self.filled(row, Some(heading)))
    }

    /// Whether an amount of a row has a digit: the clauses below a contract's list stand
    /// under its columns, too.
    fn has_number(&self, row: usize) -> bool {
        let digit = |cell: &Cell| cell.text.contains(|c: char| half_width(c).is_ascii_digit());
        self.amounts().any(|heading| self.own(row, heading).any(|(_, cell)| digit(cell)))
    }

    /// Whether a row has an amount of its own, other than nought, where totals stand.
    fn is_worth(&self, row: usize) -> bool {
        let Some(heading) = self.header.line("total") else { return false };
        self.own(row, heading).any(|(_, cell)| {
            cell.text.contains(|c: char| c.is_ascii_digit() && c != '0')
                && values::number_and_word(&cell.text).is_none_or(|(_, word)| word.chars().count() <= 3)
        })
    }

    /// Whether a row is one of a form that has not been filled in.
    fn is_empty(&self, row: usize, cells: &Row) -> bool {
        let words = |(column, cell): (&usize, &Cell)| {
            let heading = self.header.headings.iter().find(|h| (h.columns.0..=h.columns.1).contains(column));
            let is_goods = heading.is_some_and(|h| self.header.name().is_some_and(|name| name.at == h.at))
                || heading.is_some_and(|h| self.header.line("spec").is_some_and(|spec| spec.at == h.at));
            !labels::says_nothing(cell) && (is_goods || heading.is_none() && cell.is == Is::Text)
        };
        self.is_numbered(row) && !cells.iter().any(words)
    }

    /// Whether a row itself has something in a column other than a 0 of a formula.
    fn filled(&self, row: usize, heading: Option<&Heading>) -> bool {
        heading
            .is_some_and(|h| self.own(row, h).any(|(_, cell)| !labels::says_nothing(cell) && !is_zeros(cell)))
    }

    fn own(&self, row: usize, heading: &Heading) -> impl Iterator<Item = (At, &Cell)> {
        own(self.table, row, heading)
    }
}

/// The cells of a row itself under a heading.
pub(super) fn own<'t>(
    table: &'t Table,
    row: usize,
    heading: &Heading,
) -> impl Iterator<Item = (At, &'t Cell)> + use<'t> {
    let (first, last) = heading.columns;
    let cells = table.rows.get(&row).into_iter().flat_map(move |cells| cells.range(first..=last));
    cells.map(move |(column, cell)| ((row, *column), cell))
}

/// Whether a cell holds nothing but noughts.
fn is_zeros(cell: &Cell) -> bool {
    cell.text.trim().chars().all(|c| c == '0')
}
