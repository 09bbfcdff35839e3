//! Where the goods stand in a sheet: the rows that name columns, found by counting
//! the names that are known, and what each column is.

use super::grid::{At, Table};
use super::headers::{self, Column, Named};
use super::money;

/// A row, or two, that name columns.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Its first row and its last.
    pub(super) rows: (usize, usize),
    pub(super) headings: Vec<Heading>,
    /// Names that are not known, or say nothing that is used.
    pub(super) unused: Vec<Unused>,
    /// Columns that mean what one before them means.
    pub(super) again: Vec<Heading>,
    /// Every column that stands under a name, known or not.
    named: Vec<(usize, usize)>,
}

/// A column with what it holds.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    pub(super) named: Named,
    /// Its columns; several where its name stands over merged cells.
    pub(super) columns: (usize, usize),
    pub(super) at: At,
    /// As it is written, for the currency in it.
    pub(super) title: String,
}

/// A column that is not read.
#[derive(Clone, Debug)]
pub(super) struct Unused {
    pub(super) at: At,
    pub(super) title: String,
    pub(super) why: Why,
}

/// Why a column is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Its name may mean more than one thing.
    Ambiguous,
    /// There is no fact for it, or its name is not known.
    NoFact,
    /// Another column has the same meaning.
    Again,
}

impl Header {
    /// The column of a fact of the line.
    pub(super) fn line(&self, path: &str) -> Option<&Heading> {
        self.headings.iter().find(|h| match &h.named {
            Named::Known(Column::Line(own)) => *own == path,
            Named::Path(own) => own.strip_prefix("items.") == Some(path),
            Named::Known(_) => false,
        })
    }

    /// The column of another kind.
    pub(super) fn kind(&self, column: Column) -> Option<&Heading> {
        self.headings.iter().find(|h| h.named == Named::Known(column))
    }

    /// The column that holds the name of the goods.
    pub(super) fn name(&self) -> Option<&Heading> {
        self.line("name").or_else(|| self.kind(Column::NameSpec))
    }

    /// Whether it can be that of a list of goods: it names them, or their codes, and more.
    fn is_of_goods(&self) -> bool {
        let named = self.line("hs_code").is_some() || self.name().is_some();
        named && self.headings.len() >= 3
    }

    /// Whether a column stands under a name.
    pub(super) fn is_named(&self, column: usize) -> bool {
        self.named.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Of several columns for one amount, takes those in a currency.
    pub(super) fn prefer(&mut self, currency: &str) {
        let wanted = money::currency(currency);
        for again in &mut self.again {
            let first = self.headings.iter_mut().find(|h| h.named == again.named);
            let is =
                |h: &Heading| money::heading(&h.title).currency.is_some_and(|(code, _)| Some(code) == wanted);
            if let Some(first) = first.filter(|first| is(again) && !is(first)) {
                for unused in self.unused.iter_mut().filter(|u| u.at == again.at) {
                    (unused.at, unused.title) = (first.at, first.title.clone());
                }
                std::mem::swap(first, again);
            }
        }
    }

    /// Whether the names of a list come again to the right: two lists side by side.
    pub(super) fn is_double(&self) -> bool {
        let own = |paths: &[&str]| {
            let path = |h: &Heading| path(&h.named);
            self.again.iter().filter_map(path).any(|p| paths.iter().any(|own| p == format!("items.{own}")))
                || (paths.contains(&"name")
                    && self.again.iter().any(|h| h.named == Named::Known(Column::NameSpec)))
        };
        self.again.len() >= 3 && own(&["hs_code", "name"]) && own(&["total", "quantity", "legal_quantity_1"])
    }

    /// Of two columns of codes, of which one holds no tariff codes at all, makes that one
    /// the code that the market gives the goods; it is returned.
    pub(super) fn settle_codes(&mut self, table: &Table, end: usize) -> Option<Heading> {
        let is_code = |h: &Heading| path(&h.named).as_deref() == Some("items.hs_code");
        let from = self.rows.1.saturating_add(1);
        let cells = |h: &Heading| -> Vec<bool> {
            let column = h.columns.0;
            let rows = table.rows.range(from..end.max(from));
            rows.filter_map(|(_, cells)| cells.get(&column)).map(|cell| is_tariff(&cell.text)).collect()
        };
        let first = self.headings.iter().position(is_code)?;
        let again = self.again.iter().position(is_code)?;
        let (own, other) = (cells(self.headings.get(first)?), cells(self.again.get(again)?));
        let none = |cells: &[bool]| !cells.is_empty() && !cells.contains(&true);
        let goods_code = Named::Path("items.identification.goods_code".to_owned());
        if self.has(&goods_code) || none(&own) == none(&other) || own.is_empty() || other.is_empty() {
            return None;
        }
        let mut market = self.again.remove(again);
        if none(&own) {
            std::mem::swap(self.headings.get_mut(first)?, &mut market);
        }
        let unused = std::mem::take(&mut self.unused);
        self.unused = unused.into_iter().filter(|u| u.why != Why::Again || !self.is_settled(u)).collect();
        market.named = goods_code;
        self.headings.push(market.clone());
        Some(market)
    }

    fn is_settled(&self, unused: &Unused) -> bool {
        headers::column(&unused.title) == Some(Named::Known(Column::Line("hs_code")))
            && !self.again.iter().any(|h| h.at == unused.at)
    }

    /// What tells layouts apart.
    pub(super) fn signature(&self) -> Vec<&Named> {
        self.headings.iter().map(|h| &h.named).collect()
    }
}

/// Rows that are looked at for names at most, and cells of a row.
const MOST_ROWS: usize = 50_000;
const MOST_COLUMNS: usize = 256;

/// Every header of a sheet, from the top; of a list that repeats its header, each.
pub(super) fn headers(table: &Table) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    for row in table.rows.keys().copied().take(MOST_ROWS) {
        if found.last().is_some_and(|last| row <= last.rows.1) {
            continue;
        }
        let alone = header(table, (row, row));
        if alone.headings.len() < 2 && !alone.unused.iter().any(|u| u.why != Why::NoFact) {
            continue;
        }
        let below = row.saturating_add(1);
        let both = names_columns(table, below).then(|| header(table, (row, below)));
        let lower = || header(table, (below, below)).headings.len();
        let header = match both {
            Some(both) if both.headings.len() > alone.headings.len().max(lower()) => both,
            _ => alone,
        };
        if header.is_of_goods() {
            found.push(header);
        }
    }
    found
}

/// Whether a row can be the second of a header: words only, and more than one.
fn names_columns(table: &Table, row: usize) -> bool {
    let Some(cells) = table.rows.get(&row) else { return false };
    let words =
        cells.values().all(|c| !c.text.trim().chars().all(|c| c.is_ascii_digit() || ".,-".contains(c)));
    words && cells.len() >= 2
}

/// A header made of one row, or of two.
fn header(table: &Table, rows: (usize, usize)) -> Header {
    let mut header =
        Header { rows, headings: Vec::new(), unused: Vec::new(), again: Vec::new(), named: Vec::new() };
    for column in columns(table, rows) {
        let Some((at, title, named)) = name(table, rows, column) else { continue };
        let region = table.region(at);
        let last = region.last.1.min(at.1.saturating_add(MOST_COLUMNS));
        header.named.push((at.1, last));
        let heading = Heading { named: Named::Known(Column::Other), columns: (at.1, last), at, title };
        header.add(heading, named);
    }
    header
}

/// The columns in which one of the rows has a cell of its own.
fn columns(table: &Table, (first, last): (usize, usize)) -> Vec<usize> {
    let rows = (first..=last).filter_map(|row| table.rows.get(&row));
    let mut columns: Vec<usize> = rows.flat_map(|row| row.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.truncate(MOST_COLUMNS);
    columns
}

/// The name of a column and where it stands: of two rows, what both say together, else
/// what the lower says, else the upper.
fn name(table: &Table, (first, last): (usize, usize), column: usize) -> Option<(At, String, Option<Named>)> {
    let upper = table.shown((first, column)).map(|(at, cell)| (at, cell.text.as_str()));
    let lower = (first != last).then(|| table.get((last, column))).flatten();
    let Some(lower) = lower else {
        let (at, text) = upper.filter(|(at, _)| at.1 == column)?;
        return Some((at, text.to_owned(), headers::column(text)));
    };
    let own = ((last, column), lower.text.as_str());
    let over = upper.map_or("", |(_, text)| text);
    let joined = [format!("{over}{}", own.1), format!("{}{over}", own.1)];
    let known = joined.iter().find_map(|name| headers::column(name).map(|named| (name.clone(), named)));
    if let Some((title, named)) = known {
        return Some((own.0, title, Some(named)));
    }
    match (headers::column(own.1), headers::column(over)) {
        (Some(named), _) => Some((own.0, own.1.to_owned(), Some(named))),
        (None, Some(named)) => Some((own.0, over.to_owned(), Some(named))),
        (None, None) => Some((own.0, own.1.to_owned(), None)),
    }
}

impl Header {
    fn add(&mut self, heading: Heading, named: Option<Named>) {
        let unused = |why| Unused { at: heading.at, title: heading.title.clone(), why };
        let why = match &named {
            None | Some(Named::Known(Column::Other)) => Why::NoFact,
            Some(Named::Known(Column::Ambiguous)) => Why::Ambiguous,
            Some(named) if self.has(named) => Why::Again,
            Some(named) => {
                self.headings.push(Heading { named: named.clone(), ..heading });
                return;
            }
        };
        self.unused.push(unused(why));
        if why == Why::Again
            && let Some(named) = named
        {
            self.again.push(Heading { named, ..heading });
        }
    }

    fn has(&self, named: &Named) -> bool {
        let path = path(named);
        self.headings.iter().any(|h| h.named == *named || (path.is_some() && self::path(&h.named) == path))
    }
}

/// Whether a text looks like a tariff code.
fn is_tariff(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits >= 6 && text.chars().all(|c| c.is_numeric() || matches!(c, '.' | '．') || c.is_whitespace())
}

/// The path of the fact that a column holds, where it holds one.
pub(super) fn path(named: &Named) -> Option<String> {
    match named {
        Named::Known(Column::Line(path)) => Some(format!("items.{path}")),
        Named::Known(Column::Head(path)) => Some((*path).to_owned()),
        Named::Path(path) => Some(path.clone()),
        Named::Known(_) => None,
    }
}
