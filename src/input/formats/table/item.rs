//! The rows of one item → its facts.

use super::draft::{Draft, Fact};
use super::grid::{At, Cell, Is, Table};
use super::headers::{self, Column, Named};
use super::labels::{self, Labelled};
use super::layout::{Header, Heading};
use super::rows::own;
use super::values::{self, Kind};
use crate::bilingual;
use crate::input::node::{Node, quote};
use crate::source::Span;
use crate::value::Text;

/// What holds for every line below a header.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// The currency where no cell of the line says one.
    pub(super) currency: Option<(String, At)>,
    /// Labelled facts of the lines: their merchant.
    pub(super) labelled: Vec<Labelled>,
}

/// Reads one item.
pub(super) fn read(table: &Table, header: &Header, rows: &[usize], shared: &Shared) -> Draft {
    let mut item = Item { table, header, draft: Draft::default() };
    let Some((first, more)) = rows.split_first() else { return item.draft };
    let printed = header.kind(Column::PriceTotalCurrency).is_some();
    for heading in &header.headings {
        match &heading.named {
            Named::Known(Column::Line(path)) => item.take(&format!("items.{path}"), *first, heading),
            Named::Known(Column::Head(path)) => item.take(path, *first, heading),
            Named::Path(path) => item.take(path, *first, heading),
            Named::Known(Column::QuantityUnit) if printed => item.printed_quantities(heading, rows),
            Named::Known(Column::QuantityUnit) => item.take("items.quantity", *first, heading),
            Named::Known(Column::NameSpec) => item.name_and_spec(heading, *first, more),
            Named::Known(Column::PriceTotalCurrency) => item.stacked(heading, rows),
            Named::Known(Column::Ambiguous | Column::Other) => {}
        }
    }
    if !printed {
        more.iter().for_each(|row| item.go_on(*row));
    }
    item.share(shared);
    item.draft
}

struct Item<'t> {
    table: &'t Table,
    header: &'t Header,
    draft: Draft,
}

impl Item<'_> {
    fn add(&mut self, path: &str, at: At, heading: Option<&Heading>, said: values::Said) {
        if said == (None, None) {
            return;
        }
        let span = self.table.span(at);
        self.draft.span =
            Some(self.draft.span.map_or(span, |own| if span.start < own.start { span } else { own }));
        let named = heading.map(|h| self.table.span(h.at));
        self.draft.facts.push(Fact { path: path.to_owned(), span, named, said });
    }

    fn read(&mut self, path: &str, at: At, heading: &Heading, cell: &Cell) {
        self.add(path, at, Some(heading), values::read(path, cell));
    }

    /// Takes the value of a column.
    fn take(&mut self, path: &str, row: usize, heading: &Heading) {
        let is_number = values::kind(path) == Kind::Number;
        let mut cells: Vec<(At, Cell)> =
            own(self.table, row, heading).map(|(at, cell)| (at, cell.clone())).collect();
        if cells.is_empty() {
            let Some((at, cell)) = self.table.shown((row, heading.columns.0)) else { return };
            if at.0 <= self.header.rows.1 || path == "items.line_no" {
                return;
            }
            if is_number {
                let message = Text::new(
                    "one cell for several lines: how much of it is of this one is unknown",
                    "多项商品合用一个单元格，无法得知本项数值",
                );
                self.add(path, at, Some(heading), (None, Some(message)));
                return;
            }
            cells.push((at, cell.clone()));
        }
        match (is_number, cells.as_slice()) {
            (true, [(at, cell)]) => self.amount(path, *at, heading, cell),
            (true, several) => self.amount_and_word(path, heading, several),
            (false, [(at, cell), ..]) => self.read(path, *at, heading, cell),
            (false, []) => {}
        }
    }

    /// The fact that the word beside an amount states.
    fn word_of(path: &str) -> Option<&'static str> {
        match path {
            "items.quantity" => Some("items.unit"),
            "items.legal_quantity_1" => Some("items.legal_unit_1"),
            "items.legal_quantity_2" => Some("items.legal_unit_2"),
            "items.total" | "items.unit_price" => Some("items.currency"),
            _ => None,
        }
    }

    /// An amount, maybe with its unit or currency: `120个`, `USD 2,820.00`.
    fn amount(&mut self, path: &str, at: At, heading: &Heading, cell: &Cell) {
        let Some(word) = Self::word_of(path).filter(|_| cell.is == Is::Text) else {
            return self.read(path, at, heading, cell);
        };
        let money = word == "items.currency";
        let split = if money { money_and_word(&cell.text) } else { values::number_and_word(&cell.text) };
        let Some((number, unit)) = split else { return self.read(path, at, heading, cell) };
        self.read(path, at, heading, &Cell::new(Is::Text, number));
        self.word(word, at, heading, &unit);
    }

    /// States the unit or the currency that stands beside an amount, where no column does.
    fn word(&mut self, path: &str, at: At, heading: &Heading, word: &str) {
        let own = path.strip_prefix("items.").unwrap_or(path);
        if self.header.line(own).is_none() && !self.draft.has(own) {
            self.add(path, at, Some(heading), (Some(Node::text(word)), None));
        }
    }

    /// An amount and its unit or currency in two columns under one name.
    fn amount_and_word(&mut self, path: &str, heading: &Heading, cells: &[(At, Cell)]) {
        let is_number =
            |cell: &Cell| cell.is == Is::Number || cell.text.starts_with(|c: char| c.is_ascii_digit());
        if let Some((at, cell)) = cells.iter().find(|(_, cell)| is_number(cell)) {
            self.read(path, *at, heading, cell);
        }
        let word = cells.iter().find(|(_, cell)| !is_number(cell));
        if let (Some((at, cell)), Some(word)) = (word, Self::word_of(path)) {
            self.word(word, *at, heading, cell.text.trim());
        }
    }

    /// The printed declaration has the first legal quantity, the second, and the quantity
    /// of the contract below each other.
    fn printed_quantities(&mut self, heading: &Heading, rows: &[usize]) {
        let paths = ["items.legal_quantity_1", "items.legal_quantity_2", "items.quantity"];
        for (row, path) in rows.iter().zip(paths) {
            let cells: Vec<(At, Cell)> =
                own(self.table, *row, heading).map(|(at, cell)| (at, cell.clone())).collect();
            match cells.as_slice() {
                all if all.iter().all(|(_, cell)| labels::says_nothing(cell)) => {}
                [(at, cell)] => self.amount(path, *at, heading, cell),
                several => self.amount_and_word(path, heading, several),
            }
        }
    }

    /// Unit price, total and currency below each other.
    fn stacked(&mut self, heading: &Heading, rows: &[usize]) {
        for (row, path) in rows.iter().zip(["items.unit_price", "items.total", "items.currency"]) {
            let cell = own(self.table, *row, heading).next().map(|(at, cell)| (at, cell.clone()));
            if let Some((at, cell)) = cell {
                self.read(path, at, heading, &cell);
            }
        }
    }

    /// The name, and the specification after a line break or in the rows below.
    fn name_and_spec(&mut self, heading: &Heading, first: usize, more: &[usize]) {
        let Some((at, cell)) = own(self.table, first, heading).next() else { return };
        let (name, spec) = cell.text.split_once('\n').unwrap_or((&cell.text, ""));
        let (name, is) = (name.trim().to_owned(), cell.is);
        let mut spec = spec.replace('\n', " ").trim().to_owned();
        self.read("items.name", at, heading, &Cell::new(is, name));
        let mut place = at;
        for row in more {
            if let Some((at, cell)) = own(self.table, *row, heading).find(|(_, c)| !labels::says_nothing(c)) {
                if spec.is_empty() {
                    place = at;
                } else {
                    spec.push(' ');
                }
                spec.push_str(cell.text.trim());
            }
        }
        if !spec.is_empty() {
            self.read("items.spec", place, heading, &Cell::new(Is::Text, spec));
        }
    }

    /// A further row of the item: a specification, where it says so or has one wide cell
    /// only.
    fn go_on(&mut self, row: usize) {
        let table = self.table;
        let Some(cells) = table.rows.get(&row) else { return };
        let cells: Vec<(At, &Cell)> = cells.iter().map(|(column, cell)| ((row, *column), cell)).collect();
        let is_spec = |text: &str| matches!(headers::column(text), Some(Named::Known(Column::Line("spec"))));
        let spec = match cells.as_slice() {
            [(_, label), (at, cell), ..] if is_spec(&label.text) => Some((*at, cell.text.trim())),
            [(at, cell)] => match cell.text.split_once([':', '：']) {
                Some((label, text)) if is_spec(label) => Some((*at, text.trim())),
                Some((label, _)) if headers::label(label).is_some() => None,
                _ if table.region(*at).last.1 > at.1 || self.is_worded(*at) => Some((*at, cell.text.trim())),
                _ => None,
            },
            _ => None,
        };
        match (spec, cells.first()) {
            (Some((at, text)), _) if !self.draft.has("spec") => {
                self.add("items.spec", at, None, (Some(Node::text(text)), None));
            }
            (_, Some((at, cell))) if self.header.kind(Column::NameSpec).is_none() => {
                let shown = quote(&cell.text);
                let message = bilingual!(
                    "the row below the item, from {shown} on, was not used",
                    "商品之下一行（{shown}起）未予使用"
                );
                self.add("", *at, None, (None, Some(message)));
            }
            _ => {}
        }
    }

    /// Whether a cell stands under the name or the specification.
    fn is_worded(&self, at: At) -> bool {
        let columns = [self.header.name(), self.header.line("spec")];
        columns.into_iter().flatten().any(|h| (h.columns.0..=h.columns.1).contains(&at.1))
    }

    /// Adds what holds for every line and the line does not say itself.
    fn share(&mut self, shared: &Shared) {
        if let Some((currency, at)) = &shared.currency
            && !self.draft.has("currency")
        {
            self.shared("items.currency", *at, Node::text(currency));
        }
        for labelled in &shared.labelled {
            let own = labelled.path.strip_prefix("items.").unwrap_or(labelled.path);
            if own != "currency" && !self.draft.has(own) {
                self.shared(labelled.path, labelled.at, Node::text(labelled.cell.text.trim()));
            }
        }
    }

    /// Adds a fact that stands outside of the line, which does not begin there.
    fn shared(&mut self, path: &str, at: At, node: Node) {
        let span: Span = self.table.span(at);
        self.draft.facts.push(Fact { path: path.to_owned(), span, named: None, said: (Some(node), None) });
    }
}

/// An amount of money with its currency before or after it.
fn money_and_word(text: &str) -> Option<(String, String)> {
    let (currency, _) = headers::currency(text)?;
    let number: String =
        text.chars().filter(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-')).collect();
    let rest: String = text.chars().filter(|c| c.is_alphabetic() || *c == '$').collect();
    let known = headers::currency(&rest).is_some() && rest.chars().count() <= 4;
    (known && !number.is_empty()).then(|| (number, currency.to_owned()))
}
