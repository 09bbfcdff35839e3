//! A sheet → the goods that stand in it, with what stands around them.

use std::collections::BTreeSet;

use super::draft::{Draft, Fact};
use super::grid::{At, Table};
use super::headers::{self, Named};
use super::item::{self, Shared};
use super::labels::{self, Labelled};
use super::layout::{self, Header, Why};
use super::money;
use super::rows::{self, Rows};
use super::{totals, values};
use crate::bilingual;
use crate::input::error::InputError;
use crate::input::node::{Kind, quote};
use crate::source::Span;
use crate::value::Text;

/// What was read of a sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) goods: Vec<Draft>,
    /// Facts of the head from labels.
    pub(super) head: Draft,
    pub(super) remarks: Vec<(Option<Span>, Text)>,
    /// The layout of its first list.
    pub(super) signature: Vec<Named>,
    /// Where its first header stands.
    pub(super) header: Option<Span>,
    /// Whether it is a list of goods as packed.
    pub(super) packed: bool,
    /// Why it cannot be read, though it lists goods.
    pub(super) trouble: Option<InputError>,
}

/// So many remarks of one kind are made one by one.
const MOST: usize = 20;

/// Reads a sheet; one without a header that is known gives nothing.
pub(super) fn read(table: &Table) -> Sheet {
    let mut headers = layout::headers(table);
    let mut sheet = Sheet::default();
    sheet.settle(table, &mut headers);
    let Some(first) = headers.first() else { return sheet };
    sheet.signature = first.signature().into_iter().cloned().collect();
    sheet.header = first.headings.first().map(|h| table.span(h.at));
    sheet.packed = is_packed(table, first);
    let starts = headers.iter().map(|h| h.rows.0).skip(1).chain([usize::MAX]);
    let blocks: Vec<(&Header, Rows)> =
        headers.iter().zip(starts).map(|(header, end)| (header, rows::sort(table, header, end))).collect();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (header, rows) in &blocks {
        used.extend(header.rows.0..=header.rows.1);
        used.extend(&rows.used);
    }
    let mut shared = Shared::default();
    let named = blocks.iter().flat_map(|(header, _)| header.rows.0..=header.rows.1);
    let scaled = scale(table, &named.collect());
    sheet.remarks.extend(scaled.map(|at| (Some(table.span(at)), multiple())));
    let mut above = 0;
    for (header, rows) in blocks {
        let mut header = header.clone();
        let around = labels::find(table, |row| (above..header.rows.0).contains(&row) && !used.contains(&row));
        above = header.rows.1;
        sheet.label(table, &around);
        shared.scaled = scaled.map_or_else(Vec::new, |_| vec!["total", "unit_price"]);
        sheet.share(table, &mut header, &mut shared, around);
        sheet.block(table, &header, &rows, &shared);
        if sheet.remarks.len() < MOST || sheet.goods.len() == rows.items.len() {
            sheet.unused(table, &header);
        }
    }
    let below = labels::find(table, |row| row > above && !used.contains(&row));
    sheet.label(table, &below);
    sheet
}

impl Sheet {
    /// Settles what columns that come twice mean.
    fn settle(&mut self, table: &Table, headers: &mut [Header]) {
        let ends: Vec<usize> = headers.iter().map(|h| h.rows.0).skip(1).chain([usize::MAX]).collect();
        for (header, end) in headers.iter_mut().zip(ends) {
            if let Some(again) = header.again.first().filter(|_| header.is_double()) {
                let message = Text::new(
                    "the names of the list come again to the right: two lists side by side; \
                     put one below the other",
                    "表头在右侧重复出现：两份清单左右并列，请改为上下排列",
                );
                self.trouble = Some(InputError::at(Some(table.span(again.at)), message));
            }
            if let Some(market) = header.settle_codes(table, end) {
                let title = quote(&market.title);
                let message = bilingual!(
                    "the column {title} holds no tariff codes; it was read as the code that the market gives the goods",
                    "列{title}无税则号列，按市场商品编码读取"
                );
                self.remarks.push((Some(table.span(market.at)), message));
            }
        }
    }

    /// Keeps the labelled facts of the head.
    fn label(&mut self, table: &Table, found: &[Labelled]) {
        for labelled in found.iter().filter(|l| !l.path.starts_with("items.")) {
            let said = values::read(labelled.path, &labelled.cell);
            let span = table.span(labelled.at);
            self.head.facts.push(Fact { path: labelled.path.to_owned(), span, named: None, said });
        }
    }

    /// Finds out what holds for every line of a block.
    fn share(&mut self, table: &Table, header: &mut Header, shared: &mut Shared, around: Vec<Labelled>) {
        let is_currency = |l: &&Labelled| l.path == "items.currency";
        if let Some(stated) = around.iter().find(is_currency) {
            header.prefer(stated.cell.text.trim());
            shared.currency = Some((stated.cell.text.trim().to_owned(), stated.at));
        }
        self.entitle(table, header, shared);
        for labelled in
            around.into_iter().filter(|l| l.path.starts_with("items.") && l.path != "items.currency")
        {
            shared.labelled.retain(|own| own.path != labelled.path);
            shared.labelled.push(labelled);
        }
    }

    /// Finds out what the headings of amounts say of their currency and scale.
    fn entitle(&mut self, table: &Table, header: &Header, shared: &mut Shared) {
        let amounts = ["total", "unit_price"];
        let headings = amounts.into_iter().filter_map(|path| Some((path, header.line(path)?)));
        let said: Vec<_> = headings.map(|(path, h)| (path, h.at, money::heading(&h.title))).collect();
        for (path, at, _) in said.iter().filter(|(.., said)| said.scaled) {
            shared.scaled.push(path);
            self.remarks.push((Some(table.span(*at)), multiple()));
        }
        (shared.titled, shared.decided) = (None, false);
        let titled = said.into_iter().find(|(.., said)| said.unknown || said.currency.is_some());
        let Some((_, at, said)) = titled else { return };
        let place = Some(table.span(at));
        let stated = shared.currency.take();
        let Some((code, yuan)) = said.currency.filter(|_| !said.unknown) else {
            let message = Text::new(
                "this heading names a currency that is not known, or two; the currency is unknown",
                "此列名所写币种无法识别或不止一种，币制未知",
            );
            self.remarks.push((place, message));
            shared.titled = Some(None);
            return;
        };
        shared.titled = Some(Some(code));
        shared.decided = stated.is_some();
        match stated {
            Some((stated, at)) if money::currency(&stated) != Some(code) => {
                let (place, stated) = (table.span(at), quote(&stated));
                self.remarks.push((Some(place), bilingual!(
                    "{stated} is stated as the currency, and the column of amounts says {code}; which holds is unknown",
                    "币制写明为{stated}，而金额列标明{code}，无法得知以何为准"
                )));
            }
            _ => {
                if yuan {
                    let message = Text::new("元 was read as CNY", "“元”按CNY读取");
                    self.remarks.push((place, message));
                }
                shared.currency = Some((code.to_owned(), at));
            }
        }
    }

    /// Reads the items of a block.
    fn block(&mut self, table: &Table, header: &Header, rows: &Rows, shared: &Shared) {
        let before = self.goods.len();
        self.goods.extend(rows.items.iter().map(|rows| item::read(table, header, rows, shared)));
        let own = self.goods.get(before..).unwrap_or_default();
        for differs in totals::check(table, header, &rows.totals, own, &self.goods) {
            self.remarks.push((Some(differs.span), differs.message));
            let last = differs.missed_after.and_then(|line| self.goods.get_mut(before.saturating_add(line)));
            if let Some(last) = last {
                // Norms that add up the goods must not take them as complete.
                last.doubt(&["total"]);
            }
        }
        let at = |row: &usize| table.span((*row, first_column(table, *row)));
        for row in rows.late.iter().take(MOST) {
            let message = Text::new(
                "this line stands below the end of the list; it was read as goods",
                "此行在清单结束之后，仍按商品读取",
            );
            self.remarks.push((Some(at(row)), message));
        }
        for row in rows.missed.iter().take(MOST) {
            let message = Text::new(
                "this row stands below the end of the list, without a code, and without a name with an amount; \
                 it was not read as goods",
                "此行在清单结束之后，既无商品编号，亦无名称与数额，未按商品读取",
            );
            self.remarks.push((Some(at(row)), message));
        }
    }

    /// Says which columns are not read.
    fn unused(&mut self, table: &Table, header: &Header) {
        let mut said: BTreeSet<String> = BTreeSet::new();
        for unused in header.unused.iter().filter(|u| !u.title.trim().is_empty()).take(2 * MOST) {
            if !said.insert(headers::plain(&unused.title)) {
                continue;
            }
            let title = unused.title.replace('\n', " ");
            let title = quote(&title);
            let message = match unused.why {
                Why::Ambiguous => bilingual!(
                    "the column {title} may mean more than one thing; it was not used",
                    "列{title}含义不明确，未予使用"
                ),
                Why::NoFact => bilingual!("the column {title} was not used", "列{title}未予使用"),
                Why::Again => bilingual!(
                    "the column {title} was not used: another column means the same",
                    "列{title}未予使用：已有同义的列"
                ),
            };
            self.remarks.push((Some(table.span(unused.at)), message));
        }
    }

    /// Numbers that begin again in each block name no line: they are left out.
    pub(super) fn number(&mut self) {
        let numbers: Vec<String> =
            self.goods.iter().filter_map(|d| d.text("line_no").map(str::to_owned)).collect();
        let distinct: BTreeSet<&String> = numbers.iter().collect();
        // In lines of several declarations they begin again with each.
        if distinct.len() == numbers.len() || self.goods.iter().any(|draft| draft.record.is_some()) {
            return;
        }
        let is_number = |fact: &Fact| fact.path == "items.line_no";
        let first = self.goods.iter().flat_map(|d| &d.facts).find(|f| is_number(f)).map(|f| f.span);
        self.goods.iter_mut().for_each(|draft| draft.facts.retain(|fact| !is_number(fact)));
        let message = Text::new(
            "the numbers of the lines begin again; the lines are counted from the first to the last",
            "序号有重复，各项按先后顺序计数",
        );
        self.remarks.push((first, message));
    }

    /// The codes of the goods, as digits.
    pub(super) fn codes(&self) -> BTreeSet<String> {
        self.goods.iter().filter_map(|draft| draft.text("hs_code")).map(str::to_owned).collect()
    }

    /// Whether there are amounts: a table of codes for looking up has none.
    pub(super) fn has_amounts(&self) -> bool {
        let amounts = ["total", "quantity", "legal_quantity_1"];
        self.goods.iter().any(|draft| amounts.iter().any(|path| draft.has(path)))
    }

    /// Whether the lines are sums by chapter, of which the codes have two digits.
    pub(super) fn is_summary(&self) -> bool {
        let codes = self.codes();
        !codes.is_empty() && codes.iter().all(|c| c.len() <= 2 && c.bytes().all(|b| b.is_ascii_digit()))
    }

    /// Puts each line into the declaration that its row names.
    pub(super) fn divide(&mut self) {
        let mut last: Option<String> = None;
        for draft in &mut self.goods {
            let id = |path: &str| {
                let own = draft.facts.iter().find(|fact| fact.path == path)?;
                match &own.said.0.as_ref()?.kind {
                    Kind::Text(text) => Some(text.clone()),
                    _ => None,
                }
            };
            if let Some(id) = id("declaration_no").or_else(|| id("client_ref")) {
                last = Some(id);
            }
            draft.record.clone_from(&last);
        }
    }
}

/// What is said of amounts in tens of thousands and the like.
fn multiple() -> Text {
    Text::new(
        "the amounts are a multiple here, such as 万 or thousand; they are unknown: write them in full",
        "此处金额以万、千等为单位，各项金额未知；请按元写全",
    )
}

/// A cell outside of the headers that says that amounts are a multiple.
fn scale(table: &Table, headers: &BTreeSet<usize>) -> Option<At> {
    let around = table.rows.iter().filter(|(row, _)| !headers.contains(row));
    around
        .flat_map(|(row, cells)| cells.iter().map(|(column, cell)| ((*row, *column), cell)))
        .find_map(|(at, cell)| money::says_scale(&cell.text).then_some(at))
}

fn first_column(table: &Table, row: usize) -> usize {
    table.rows.get(&row).and_then(|cells| cells.keys().next()).copied().unwrap_or(0)
}

/// Whether a sheet says that it lists goods as packed, by its name or a title above its
/// header. A simplified list has merged lines.
fn is_packed(table: &Table, header: &Header) -> bool {
    const LISTS: &[&str] =
        &["货物清单", "商品清单", "联网清单", "采购清单", "装箱清单", "装箱单", "交易单", "packinglist"];
    const MERGED: &[&str] = &["简化", "归类", "归并", "汇总", "报关单"];
    let rows: Vec<At> = (table.rows.range(..header.rows.0).take(MOST))
        .flat_map(|(row, cells)| cells.keys().map(|column| (*row, *column)))
        .collect();
    let titles: Vec<String> = (rows.into_iter().filter_map(|at| table.get(at)))
        .map(|cell| headers::plain(&cell.text))
        .chain([headers::plain(table.name())])
        .filter(|title| title.chars().count() <= 40)
        .collect();
    let says = |words: &[&str]| titles.iter().any(|title| words.iter().any(|word| title.contains(word)));
    says(LISTS) && !says(MERGED)
}
