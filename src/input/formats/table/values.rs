//! A cell → a value of the canonical declaration: codes padded, numbers and days
//! brought into the canonical form, each change said.

use super::grid::{Cell, Is};
use crate::bilingual;
use crate::input::formats::written;
use crate::input::node::{Node, quote};
use crate::input::typed::yes_no_said;
use crate::value::Text;

/// A value, and what was changed or is doubtful about it.
pub(super) type Said = (Option<Node>, Option<Text>);

/// What a fact of this path is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Code,
    Number,
    Count,
    Day,
    YesNo,
    Text,
}

/// Facts by their kind; any other is a text. The last part of a path counts.
const KINDS: &[(Kind, &[&str])] = &[
    (Kind::Code, &["hs_code"]),
    (Kind::Count, &["line_no"]),
    (
        Kind::Number,
        &[
            "quantity",
            "legal_quantity_1",
            "legal_quantity_2",
            "unit_price",
            "total",
            "amount",
            "gross_weight_kg",
            "net_weight_kg",
            "purity",
            "density",
            "flexural_strength",
            "energy",
        ],
    ),
    (
        Kind::Day,
        &[
            "declared_on",
            "accepted_on",
            "export_date",
            "contract_date",
            "valid_from",
            "valid_until",
            "open_since",
        ],
    ),
    (
        Kind::YesNo,
        &["transit", "simplified", "on_market_list", "supplier_listed", "statement", "joint_statement"],
    ),
];

/// The kind of a fact by its path.
pub(super) fn kind(path: &str) -> Kind {
    if path.starts_with("items.answers.") {
        return Kind::YesNo;
    }
    let last = path.rsplit('.').next().unwrap_or(path);
    KINDS.iter().find(|(_, paths)| paths.contains(&last)).map_or(Kind::Text, |(kind, _)| *kind)
}

/// Reads a cell as the fact of a path.
pub(super) fn read(path: &str, cell: &Cell) -> Said {
    let text = cell.text.trim();
    if text.is_empty() {
        return (None, None);
    }
    if cell.is == Is::Error {
        let shown = quote(text);
        return (
            None,
            Some(bilingual!("the cell shows {shown}; the fact is unknown", "单元格为{shown}，该项未知")),
        );
    }
    match kind(path) {
        Kind::Code => code(cell),
        Kind::Number => {
            let (read, said) = written::number(text);
            (Some(Node::text(read)), said)
        }
        Kind::Count => {
            let (read, said) = written::number(text);
            let whole = !read.is_empty() && read.bytes().all(|b| b.is_ascii_digit());
            (Some(if whole { Node::number(read) } else { Node::text(read) }), said)
        }
        Kind::Day => (Some(Node::text(written::day(text))), None),
        Kind::YesNo => (Some(yes_no_said(text).map_or_else(|| Node::text(text), Node::bool)), None),
        // Forms that are filled by formulas show 0 where there is nothing.
        Kind::Text if cell.is == Is::Number && text == "0" => (None, None),
        Kind::Text => (Some(Node::text(text)), None),
    }
}

/// A tariff code. One that is a digit short has lost its leading nought.
fn code(cell: &Cell) -> Said {
    let (read, said) = written::code(&cell.text);
    let digits = read.bytes().all(|b| b.is_ascii_digit());
    if digits && read.bytes().all(|b| b == b'0') && read.len() < 8 {
        return (None, None);
    }
    if !digits || !matches!(read.len(), 7 | 9 | 12) {
        return (Some(Node::text(read)), said);
    }
    let padded = format!("0{read}");
    let (shown, count) = (quote(&padded), read.len());
    let mut note = bilingual!(
        "{count} digits, read as {shown}: the leading nought seems to be lost",
        "仅{count}位，前导零疑已丢失，按{shown}读取"
    );
    if let Some(said) = said {
        note = bilingual!("{said}; {note}", "{said}；{note}"; said, note);
    }
    (Some(Node::text(padded)), Some(note))
}

/// A number and the word after it: `120个`.
pub(super) fn number_and_word(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let of_number = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || ",.，．".contains(c);
    let end = text.find(|c| !of_number(c))?;
    let (number, word) = text.split_at_checked(end)?;
    let word = word.trim();
    let plain = !word.is_empty() && word.chars().count() <= 12 && !word.contains(of_number);
    (!number.is_empty() && plain).then(|| (number.to_owned(), word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_lost_a_nought() {
        let of = |is, text: &str| {
            let (node, said) = read("items.hs_code", &Cell::new(is, text));
            (node.map(|n| format!("{:?}", n.kind)), said.is_some())
        };
        assert_eq!(of(Is::Number, "101210010"), (Some("Text(\"0101210010\")".to_owned()), true));
        assert_eq!(of(Is::Text, "9503.0010 00"), (Some("Text(\"9503001000\")".to_owned()), false));
        assert_eq!(of(Is::Text, "95030010"), (Some("Text(\"95030010\")".to_owned()), false));
        assert_eq!(of(Is::Number, "0"), (None, false));
    }

    #[test]
    fn numbers_with_their_unit() {
        assert_eq!(number_and_word("120个"), Some(("120".to_owned(), "个".to_owned())));
        assert_eq!(number_and_word("1,200 千克"), Some(("1,200".to_owned(), "千克".to_owned())));
        assert_eq!(number_and_word("120"), None);
        assert_eq!(number_and_word("A1"), None);
    }
}
