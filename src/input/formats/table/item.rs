//! The rows of one item → its facts.

use super::draft::{Draft, Fact};
use super::grid::{At, Cell, Is, Table};
use super::headers::{self, Column, Named};
use super::labels::{self, Labelled};
use super::layout::{self, Header, Heading};
use super::money;
use super::rows::{self, own};
use super::values::{self, Kind};
use crate::bilingual;
use crate::input::node::{Node, quote};
use crate::source::Span;
use crate::value::{Text, decimal};

/// What holds for every line below a header.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// The currency where no cell of the line says one.
    pub(super) currency: Option<(String, At)>,
    /// That the heading of the amounts names a currency: which, if it is known.
    pub(super) titled: Option<Option<&'static str>>,
    /// Whether a label says which of several columns of amounts holds.
    pub(super) decided: bool,
    /// Amounts that are a multiple of what they say.
    pub(super) scaled: Vec<&'static str>,
    /// Labelled facts of the lines: their merchant.
    pub(super) labelled: Vec<Labelled>,
}

/// Reads one item.
pub(super) fn read(table: &Table, header: &Header, rows: &[usize], shared: &Shared) -> Draft {
    let Some((first, more)) = rows.split_first() else { return Draft::default() };
    let mut item = Item { table, header, first: *first, draft: Draft::default(), words: Vec::new() };
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
    item.say_words();
    item.compare_title(shared);
    let other = |heading: &&Heading| {
        let own = money::heading(&heading.title).currency.map(|(code, _)| Some(code));
        !(shared.decided && own.is_some() && own != shared.titled)
    };
    header.again.iter().filter(other).for_each(|heading| item.again(heading, *first));
    item.unnamed(*first);
    item.share(shared);
    item.draft.doubt(&shared.scaled);
    item.draft
}

/// What cannot be trusted in a line whose cells may have moved to the right.
const AMOUNTS: &[&str] =
    &["total", "unit_price", "quantity", "legal_quantity_1", "legal_quantity_2", "currency"];

struct Item<'t> {
    table: &'t Table,
    header: &'t Header,
    /// Its first row.
    first: usize,
    draft: Draft,
    /// Units and currencies that stand beside amounts.
    words: Vec<(&'static str, At, String)>,
}

impl Item<'_> {
    fn add(&mut self, path: &str, at: At, heading: Option<&Heading>, said: values::Said) {
        if said == (None, None) {
            return;
        }
        let span = self.table.span(at);
        // A cell that several lines share stands above them.
        if at.0 >= self.first && self.draft.span.is_none_or(|own| span.start < own.start) {
            self.draft.span = Some(span);
        }
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
            // What is merged with another column is no value of this one.
            if at.0 <= self.header.rows.1 || at.1 != heading.columns.0 || path == "items.line_no" {
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
            // Several values under one name are all said, and none of them is known.
            (false, several) => several.iter().for_each(|(at, cell)| self.read(path, *at, heading, cell)),
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
        let split = if money { money::split(&cell.text) } else { values::number_and_word(&cell.text) };
        let Some((number, unit)) = split else { return self.read(path, at, heading, cell) };
        self.read(path, at, heading, &Cell::new(Is::Text, number));
        self.words.push((word, at, unit));
    }

    /// States the units and currencies that stand beside amounts, where no column does.
    fn say_words(&mut self) {
        for (path, at, word) in std::mem::take(&mut self.words) {
            match self.draft.text(path.strip_prefix("items.").unwrap_or(path)).map(str::to_owned) {
                None => self.add(path, at, None, (Some(Node::text(word)), None)),
                Some(own) if path == "items.currency" && differ(&own, money::currency(&word)) => {
                    self.contradict(at, &own, &word);
                }
                Some(_) => {}
            }
        }
    }

    /// Compares the currency of the line with that of the heading.
    fn compare_title(&mut self, shared: &Shared) {
        let Some(titled) = shared.titled else { return };
        let stated = self.draft.facts.iter().find(|fact| fact.path == "items.currency").map(|fact| fact.span);
        let (Some(own), Some(span)) = (self.draft.text("currency").map(str::to_owned), stated) else {
            return;
        };
        if differ(&own, titled) {
            let other = titled.unwrap_or("?");
            self.say_contradiction(span, &own, other);
        }
    }

    fn contradict(&mut self, at: At, own: &str, other: &str) {
        self.say_contradiction(self.table.span(at), own, other);
    }

    fn say_contradiction(&mut self, span: Span, own: &str, other: &str) {
        let (own, other) = (quote(own), quote(other));
        let message = bilingual!(
            "the currency of the line is {own}, and its amounts say {other}; which holds is unknown",
            "本项币制为{own}，而金额标明{other}，无法得知以何为准"
        );
        self.draft.doubt(&["currency"]);
        self.draft.remark("items.currency", span, message);
    }

    /// A further column of one meaning: what differs from the first is said too, so that
    /// it stands twice.
    fn again(&mut self, heading: &Heading, row: usize) {
        let Some(path) = layout::path(&heading.named) else { return };
        let Some(own) = path.strip_prefix("items.") else { return };
        let Some((at, cell)) = rows::own(self.table, row, heading).find(|(_, c)| !labels::says_nothing(c))
        else {
            return;
        };
        let (node, said) = values::read(&path, cell);
        let Some(text) = node.as_ref().and_then(Node::written).map(str::to_owned) else { return };
        match self.draft.text(own).map(str::to_owned) {
            // Names in two languages are one name.
            Some(held) if held == text || is_translated(own, &held, &text) => {}
            Some(held) if decimal::parse(&held).is_ok() && decimal::parse(&held) == decimal::parse(&text) => {
            }
            Some(held) => {
                let (held, text) = (quote(&held), quote(&text));
                let message = bilingual!(
                    "{held} and {text} stand in two columns of one meaning; which holds is unknown",
                    "{held}与{text}在两个同义列中，无法得知以何为准"
                );
                self.draft.remark(&path, self.table.span(at), message);
                self.add(&path, at, Some(heading), (node, None));
            }
            None => self.add(&path, at, Some(heading), (node, said)),
        }
    }

    /// A cell under no name: the cells of the line may have moved, as by a comma among the
    /// digits of a number in CSV.
    fn unnamed(&mut self, row: usize) {
        let first = self.header.headings.iter().map(|h| h.columns.0).min().unwrap_or(0);
        let table = self.table;
        let mut cells = table.rows.get(&row).into_iter().flat_map(|cells| cells.range(first..));
        let odd = cells.find(|(column, cell)| !self.header.is_named(**column) && !labels::says_nothing(cell));
        if let Some((column, cell)) = odd {
            let shown = quote(&cell.text);
            let message = bilingual!(
                "{shown} stands in a column without a name; the amounts of this line are unknown, \
                 for its cells may have moved",
                "{shown}所在列没有列名，本行单元格可能错位，其数额未知"
            );
            self.draft.remark("", table.span((row, *column)), message);
            self.draft.doubt(AMOUNTS);
        }
    }

    /// An amount and its unit or currency in two columns under one name.
    fn amount_and_word(&mut self, path: &str, heading: &Heading, cells: &[(At, Cell)]) {
        let is_number =
            |cell: &Cell| cell.is == Is::Number || cell.text.trim().starts_with(|c: char| c.is_numeric());
        let (numbers, words): (Vec<_>, Vec<_>) = cells.iter().partition(|(_, cell)| is_number(cell));
        numbers.iter().for_each(|(at, cell)| self.read(path, *at, heading, cell));
        // Two equal numbers may be two amounts as well.
        if let (true, Some(path)) = (numbers.len() > 1, AMOUNTS.iter().find(|own| path.ends_with(**own))) {
            self.draft.doubt(&[path]);
        }
        for (at, cell) in words {
            match Self::word_of(path) {
                Some(word) if !cell.text.contains(char::is_numeric) => {
                    self.words.push((word, *at, cell.text.trim().to_owned()));
                }
                // An amount that is no plain number, beside another.
                _ => self.read(path, *at, heading, cell),
            }
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
        let mut cells = own(self.table, first, heading);
        let Some((at, cell)) = cells.next() else { return };
        let beside: Vec<&str> = cells.map(|(_, cell)| cell.text.trim()).collect();
        let (name, spec) = cell.text.split_once('\n').unwrap_or((&cell.text, ""));
        let (name, is) = (name.trim().to_owned(), cell.is);
        let spec = [&[spec], beside.as_slice()].concat().join(" ").replace('\n', " ");
        let mut spec = spec.trim().to_owned();
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
        let spec = self.header.line("spec");
        let columns =
            [self.header.kind(Column::NameSpec), spec, self.header.line("name").filter(|_| spec.is_none())];
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

/// Whether the currency of a line is another, or may be, than one that is read elsewhere.
fn differ(own: &str, other: Option<&str>) -> bool {
    other.is_none() || money::currency(own) != other
}

/// Whether two names may be one in two languages, or a text is of no consequence.
fn is_translated(path: &str, one: &str, other: &str) -> bool {
    let is_foreign = |text: &str| text.is_ascii();
    matches!(path, "spec" | "unit" | "line_no" | "brand")
        || path == "name" && is_foreign(one) != is_foreign(other)
}
