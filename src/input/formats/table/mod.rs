//! Tables of goods → records: workbooks and CSV alike.
//!
//! A table whose first row has a column `record` is [`flat`] and read word for word.
//! Any other is a sheet as people make them: [`layout`] finds the rows that name
//! columns, [`rows`] what stands below them, [`item`] makes facts of it and [`labels`]
//! of what stands around; [`draft`] puts the facts together.

mod draft;
mod flat;
pub(super) mod grid;
pub(super) mod headers;
mod item;
mod labels;
mod layout;
mod lines;
mod money;
mod rows;
mod sheet;
mod totals;
mod values;

pub use self::flat::flat_text;

use std::collections::HashSet;
use std::sync::Arc;

use self::draft::{Draft, records, remark};
use self::grid::Table;
use self::sheet::Sheet;
use super::{Input, Outcome};
use crate::bilingual;
use crate::input::error::InputError;
use crate::source::{Layout, SourceMap, Span};
use crate::value::Text;

/// Reads the records of tables, and gives the source its cells. `remarks` are what is
/// worth saying about the file.
pub(super) fn read(
    tables: &[Table],
    remarks: Vec<Text>,
    input: &Input,
    sources: &mut SourceMap,
) -> Result<Vec<Outcome>, InputError> {
    let sheets: Vec<_> = tables.iter().map(|table| table.sheet.clone()).collect();
    sources.fill(input.source, "", Layout::Cells(Arc::from(sheets)));
    let visible = || tables.iter().filter(|table| !table.hidden);
    if let Some(table) = visible().find(|table| flat::header(table).is_some()) {
        let others = visible().filter(|other| !std::ptr::eq(*other, table) && !other.rows.is_empty());
        let others: Vec<&Table> = others.collect();
        let mut outcomes = flat::read(table, input.limits)?;
        let remarks = remarks.into_iter().map(|r| (None, r)).chain(not_read(table, &others)).collect();
        note(outcomes.iter_mut().find_map(|outcome| outcome.as_mut().ok()), remarks);
        return Ok(outcomes);
    }
    let read: Vec<(&Table, Sheet)> = tables.iter().map(|table| (table, sheet::read(table))).collect();
    goods(read, remarks)
}

/// Whether a table has a row that names the columns of goods.
pub(super) fn headings(table: &Table) -> usize {
    let flat = flat::header(table).map(|(_, names)| names.len());
    let found = layout::headers(table);
    found.iter().map(|header| header.headings.len()).max().into_iter().chain(flat).max().unwrap_or(0)
}

/// How good a sheet is as the list of the goods.
fn rank((_, sheet): &(&Table, Sheet)) -> (usize, usize, usize, usize) {
    let coded = |draft: &&Draft| draft.has("hs_code");
    let worth = sheet.goods.iter().filter(coded).filter(|draft| draft.has("total")).count();
    let coded = sheet.goods.iter().filter(coded).count();
    // A table of codes for looking up has more lines than any list, and no amounts.
    (usize::from(sheet.has_amounts()), worth, coded, sheet.signature.len())
}

fn goods(mut read: Vec<(&Table, Sheet)>, remarks: Vec<Text>) -> Result<Vec<Outcome>, InputError> {
    let usable =
        |(table, sheet): &&(&Table, Sheet)| !table.hidden && !sheet.goods.is_empty() && !sheet.is_summary();
    if let Some(trouble) = read.iter_mut().filter(|one| usable(&&**one)).find_map(|(_, s)| s.trouble.take()) {
        return Err(trouble);
    }
    // The first of equals: sheets stand in the order in which people fill them.
    let best = read.iter().filter(usable).map(rank).max();
    let best = best.and_then(|best| read.iter().position(|one| usable(&one) && rank(one) == best));
    let Some(best) = best else { return Err(no_goods(&read)) };
    let (table, mut sheet) = read.remove(best);
    let mut remarks: Vec<(Option<Span>, Text)> = remarks.into_iter().map(|text| (None, text)).collect();
    let mut others = Vec::new();
    for (other, more) in read.into_iter().filter(|(other, _)| !other.rows.is_empty()) {
        // A table of codes for looking up is longer than a list, and has no amounts.
        let is_short = more.goods.len() <= sheet.goods.len().max(50);
        let is_new = !more.codes().is_subset(&sheet.codes());
        let lists = !more.is_summary() && (more.has_amounts() || (is_short && is_new));
        if other.hidden {
            // Its goods may be an older list; codes that are new may be goods kept back.
            if lists && is_new {
                return Err(quarrel(table, other, &more));
            }
            continue;
        }
        match lists && !sheet.holds(&more) {
            false => others.push(other),
            true if more.signature == sheet.signature => {
                let name = other.name();
                let message = bilingual!(
                    "the sheet {name} has the same columns and other goods; it was read as a part of the list",
                    "工作表{name}列相同而商品不同，作为清单的一部分读取"
                );
                remarks.push((more.header, message));
                sheet.goods.extend(more.goods);
                sheet.remarks.extend(more.remarks);
            }
            true => return Err(quarrel(table, other, &more)),
        }
    }
    sheet.divide();
    sheet.number();
    remarks.extend(not_read(table, &others));
    remarks.append(&mut sheet.remarks);
    let list = if sheet.packed { "goods_list" } else { "items" };
    sheet.goods.iter_mut().for_each(|draft| draft.list = Some(list));
    Ok(outcomes(sheet, remarks))
}

fn outcomes(mut sheet: Sheet, remarks: Vec<(Option<Span>, Text)>) -> Vec<Outcome> {
    let mut seen: HashSet<Option<String>> = HashSet::new();
    let keys = sheet.goods.iter().map(|draft| draft.record.clone());
    let first: Vec<Option<String>> = keys.filter(|key| seen.insert(key.clone())).collect();
    let head = |record| Draft { record, ..sheet.head.clone() };
    let mut heads: Vec<Draft> = first.into_iter().map(head).collect();
    heads.append(&mut sheet.goods);
    let mut records = records(heads);
    let mut outcomes: Vec<Outcome> = records.drain(..).map(Ok).collect();
    note(outcomes.iter_mut().find_map(|outcome| outcome.as_mut().ok()), remarks);
    outcomes
}

/// The error of two sheets that list different goods: either may be the declared ones.
fn quarrel(table: &Table, other: &Table, more: &Sheet) -> InputError {
    let (name, own) = (other.name(), table.name());
    if other.hidden {
        let message = bilingual!(
            "the hidden sheet {name} lists codes that the sheet {own} does not have; \
             which of them are the goods is not known: leave one list in the file",
            "隐藏的工作表{name}有工作表{own}所无的商品编号，无法得知以何为准；请在文件中只保留一份清单"
        );
        return InputError::at(more.header, message);
    }
    let message = bilingual!(
        "the sheet {name} lists goods or amounts that the sheet {own} does not have, in other columns; \
         which of them are the goods is not known: leave one list in the file",
        "工作表{name}有工作表{own}所无的商品或数额，且列不同，无法得知以何为准；请在文件中只保留一份清单"
    );
    InputError::at(more.header, message)
}

/// Puts what is worth saying about the file before the warnings of its first record.
fn note(record: Option<&mut super::Record>, remarks: Vec<(Option<Span>, Text)>) {
    if let Some(record) = record {
        record.warnings.splice(0..0, remarks.into_iter().map(|(span, message)| remark(span, message)));
    }
}

/// Names the sheets that were not read.
fn not_read(table: &Table, others: &[&Table]) -> Option<(Option<Span>, Text)> {
    let (own, others) = (table.name(), others.iter().map(|other| other.name()).collect::<Vec<_>>());
    let (en, zh) = (others.join(", "), others.join("、"));
    let names = Text::new(en, zh);
    let message = bilingual!(
        "the goods were read from the sheet {own}; not read: {names}",
        "商品读自工作表{own}；未读取：{names}"; names
    );
    (!others.is_empty()).then_some((None, message))
}

/// Why no sheet has goods.
fn no_goods(read: &[(&Table, Sheet)]) -> InputError {
    if let Some((_, summary)) = read.iter().find(|(_, sheet)| sheet.is_summary()) {
        let span = summary.goods.first().and_then(|draft| draft.span);
        let message = Text::new(
            "this is a summary by chapter, with codes of two digits; lists are checked on the goods themselves, \
             so give the list of goods",
            "此为按章归类的汇总表，编号仅两位；名录须对照具体商品核对，请提供货物清单",
        );
        return InputError::at(span, message);
    }
    if let Some((_, empty)) = read.iter().find(|(_, sheet)| sheet.header.is_some()) {
        let message = Text::new(
            "the columns of a list of goods are named here, and no row below holds goods: \
             neither a code nor a name with an amount; the form seems not to be filled in",
            "此处为商品清单表头，其下没有商品（既无商品编号，亦无名称与数额），表格似未填写",
        );
        return InputError::at(empty.header, message);
    }
    InputError::at(
        None,
        Text::new(
            "there is no list of goods here: no row names columns such as 商品编号 (hs_code), 品名 (name), \
             数量 (quantity), 总价 (total)",
            "其中没有商品清单：没有含商品编号（hs_code）、品名（name）、数量（quantity）、总价（total）等列名的表头",
        ),
    )
}
