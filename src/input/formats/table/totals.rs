//! Rows of totals against the lines above them: a difference may mean that lines were
//! missed.

use rust_decimal::Decimal;

use super::draft::Draft;
use super::grid::Table;
use super::layout::Header;
use super::money;
use super::rows::{Total, own};
use crate::bilingual;
use crate::input::formats::written;
use crate::source::Span;
use crate::value::{Text, decimal};

/// A total that differs from the lines.
pub(super) struct Differs {
    pub(super) span: Span,
    pub(super) message: Text,
    /// The line of the block that is the last before it, where lines seem to be missed.
    pub(super) missed_after: Option<usize>,
}

/// Compares rows of totals with the lines of their block, and with all lines so far.
pub(super) fn check(
    table: &Table,
    header: &Header,
    totals: &[Total],
    block: &[Draft],
    all: &[Draft],
) -> Vec<Differs> {
    let mut found = Vec::new();
    let mut begin = 0;
    for total in totals {
        let lines = block.get(..total.items).unwrap_or(block);
        let since = lines.get(begin..).unwrap_or_default();
        let so_far =
            all.get(..all.len().saturating_sub(block.len().saturating_sub(total.items))).unwrap_or(all);
        if total.partial {
            begin = total.items;
        }
        for path in ["total", "quantity"] {
            let Some(heading) = header.line(path) else { continue };
            let stated =
                own(table, total.row, heading).find_map(|(at, cell)| Some((at, number(&cell.text)?)));
            let Some((at, stated)) = stated else { continue };
            let Some(sum) = sum_up(since, path) else { continue };
            let sums: Vec<Decimal> =
                [Some(sum), sum_up(lines, path), sum_up(so_far, path)].into_iter().flatten().collect();
            let near = if path == "total" { rounding(stated) } else { Decimal::ZERO };
            if sums.iter().any(|sum| (stated - sum).abs() <= near) {
                continue;
            }
            let greater = sums.iter().all(|sum| stated > *sum) && path == "total";
            found.push(Differs {
                span: table.span(at),
                message: differs(stated, sum),
                missed_after: greater.then(|| total.items.checked_sub(1)).flatten(),
            });
        }
    }
    found
}

/// What a sum may differ by: one of the last digit, and a cent.
fn rounding(stated: Decimal) -> Decimal {
    Decimal::new(1, stated.scale()).max(Decimal::new(1, 2))
}

fn differs(stated: Decimal, sum: Decimal) -> Text {
    let (stated, sum) = (stated.normalize(), sum.normalize());
    bilingual!(
        "{stated} is stated here, and the lines above sum up to {sum}; lines may have been missed",
        "此处写明为{stated}，而以上各行合计为{sum}，可能有遗漏的商品行"
    )
}

/// The sum of a fact of lines; `None` where one cannot be added.
fn sum_up(lines: &[Draft], path: &str) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for line in lines {
        sum = sum.checked_add(decimal::parse(line.text(path)?).ok()?)?;
    }
    Some(sum)
}

fn number(text: &str) -> Option<Decimal> {
    let split = money::split(text).map(|(number, _)| number);
    decimal::parse(&written::number(split.as_deref().unwrap_or(text)).0).ok()
}
