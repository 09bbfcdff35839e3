//! What stands around the goods: labels with their values, `合同日期：2026-03-12`, in one
//! cell, side by side, or one below the other as the printed declaration has them.

use super::grid::{At, Cell, Is, Table};
use super::headers;

/// A label that was found, with its value.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    /// Path of the fact, `items.` before one that holds for the lines.
    pub(super) path: &'static str,
    /// Where the value stands.
    pub(super) at: At,
    pub(super) cell: Cell,
}

/// So many cells of a row are looked at for labels.
const MOST: usize = 256;

/// The labelled values of some rows.
pub(super) fn find(table: &Table, rows: impl Fn(usize) -> bool) -> Vec<Labelled> {
    let mut found = Vec::new();
    for (row, cells) in table.rows.iter().filter(|(row, _)| rows(**row)) {
        for (column, cell) in cells.iter().take(MOST) {
            let at = (*row, *column);
            match split(&cell.text) {
                parts if !parts.is_empty() => found.extend(parts.into_iter().map(|(path, text)| Labelled {
                    path,
                    at,
                    cell: Cell::new(Is::Text, text),
                })),
                _ => found.extend(beside(table, at, cell)),
            }
        }
    }
    found.retain(|labelled| !labelled.path.is_empty() && !says_nothing(&labelled.cell));
    found
}

/// Forms that are filled by formulas show 0 where there is nothing.
pub(super) fn says_nothing(cell: &Cell) -> bool {
    let text = cell.text.trim();
    text.is_empty() || (text == "0" && cell.is == Is::Number)
}

/// The labels of one cell with the values after their colons.
fn split(text: &str) -> Vec<(&'static str, String)> {
    const LONGEST: usize = 400;
    if text.len() > LONGEST || !text.contains([':', '：']) {
        return Vec::new();
    }
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut label = None;
    let mut value = String::new();
    for (i, part) in text.split([':', '：']).enumerate() {
        // What stands after the last blank may be the next label.
        let cut = part.trim_end().rfind(char::is_whitespace).map_or(0, |at| at);
        let (before, last) = part.split_at_checked(cut).unwrap_or(("", part));
        let next = headers::label(last.trim()).map(|path| (path, before));
        let next = next.or_else(|| headers::label(part.trim()).map(|path| (path, "")));
        if i > 0 && next.is_none() && !value.is_empty() {
            value.push(':');
        }
        match next {
            Some((path, before)) => {
                value.push_str(before);
                found.extend(label.map(|label| (label, value.trim().to_owned())));
                (label, value) = (Some(path), String::new());
            }
            None => value.push_str(part),
        }
    }
    found.extend(label.map(|label| (label, value.trim().to_owned())));
    found.retain(|(_, value)| !value.is_empty());
    found
}

/// The value of a label in the next cell to the right that holds something, unless that
/// is a label too; then in the cell below.
fn beside(table: &Table, at: At, cell: &Cell) -> Option<Labelled> {
    let path = headers::label(&cell.text)?;
    let region = table.region(at);
    let right = table.rows.get(&at.0)?.range(region.last.1.saturating_add(1)..).next();
    let right = right.filter(|(_, cell)| headers::label(&cell.text).is_none());
    let below = (region.last.0.saturating_add(1), at.1);
    let (at, cell) = match right {
        Some((column, cell)) if !says_nothing(cell) || table.get(below).is_none() => ((at.0, *column), cell),
        _ => (below, table.get(below).filter(|cell| headers::label(&cell.text).is_none())?),
    };
    Some(Labelled { path, at, cell: cell.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_one_cell() {
        let of = |text: &str| split(text).into_iter().map(|(p, v)| format!("{p}={v}")).collect::<Vec<_>>();
        assert_eq!(
            of("商户号：A1-2031　商户名称：示例商户"),
            ["items.merchant.no=A1-2031", "items.merchant.name=示例商户"]
        );
        assert_eq!(of("监管方式:市场采购(1039)"), ["supervision_mode=市场采购(1039)"]);
        assert_eq!(of("监管方式:"), Vec::<String>::new());
        assert_eq!(of("提运单号：AB:12"), ["transport.bill_no=AB:12"]);
    }
}
