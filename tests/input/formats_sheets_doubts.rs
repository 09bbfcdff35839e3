//! Sheets that can be read in two ways: the fact is unknown, or the file is refused; it
//! is never read as if it had been plain.

use mp1039::input::{Kind, Node};

use crate::formats_sheets::{all, refusal, shown_of};

/// The lines of a table in text.
fn lines(text: &str) -> Vec<Node> {
    let (records, _) = all("x.csv", text.as_bytes());
    let records = records.unwrap_or_else(|error| panic!("{text}: {}", error.message.en));
    let list =
        |record: &mp1039::input::formats::Record| match record.node.get("items").map(|n| n.kind.clone()) {
            Some(Kind::List(lines)) => lines,
            _ => Vec::new(),
        };
    records.iter().flat_map(list).collect()
}

/// The texts of a fact in the line of a number, from nought; several of them make it unknown.
fn fact(text: &str, line: usize, key: &str) -> Vec<String> {
    let lines = lines(text);
    let members =
        lines.get(line).unwrap_or_else(|| panic!("{text}: {} lines", lines.len())).members().to_vec();
    let text = |node: &Node| match &node.kind {
        Kind::Text(text) | Kind::Number(text) => text.clone(),
        _ => String::new(),
    };
    members.iter().filter(|m| m.key == key).map(|m| text(&m.node)).collect()
}

/// A fact is there once and no number, or there twice, or not at all.
#[track_caller]
fn is_unknown(text: &str, key: &str) {
    let found = fact(text, 0, key);
    let known = found.len() == 1 && mp1039::value::decimal::parse(&found[0]).is_ok();
    assert!(!known, "{key} of {text} is {found:?}");
    assert!(shown_of("x.csv", text.as_bytes()).contains('!') || found.len() == 1, "{text} has no warning");
}

const NAMES: &str = "商品编码,品名,数量,总价";

/// One line of goods with this heading of its total and this total.
fn one(heading: &str, total: &str) -> String {
    format!("商品编码,品名,数量,\"{heading}\"\n9503001000,玩具,3,\"{total}\"\n")
}

#[test]
fn an_amount_is_a_currency_and_a_number_and_nothing_else() {
    for odd in [
        "20万美元",
        "200K USD",
        "USD 200万",
        "USD 2e5",
        "200０ USD",
        "USD 100/200",
        "(USD 500)",
        "200000新台币元",
    ] {
        is_unknown(&one("总价", odd), "total");
    }
    let plain = one("总价", "USD 2,820.00");
    assert_eq!(fact(&plain, 0, "total"), ["2820.00"]);
    assert_eq!(fact(&plain, 0, "currency"), ["USD"]);
}

#[test]
fn amounts_in_tens_of_thousands_are_unknown() {
    for heading in ["总价（万美元）", "总价(USD'000)", "总价(千元)", "Amount (thousand USD)", "金额(K)"]
    {
        is_unknown(&one(heading, "20"), "total");
    }
    for label in ["单位：万美元", "总价单位：千美元", "金额单位：万元"] {
        let body = one("总价(USD)", "20");
        is_unknown(&format!("{label}\n{body}"), "total");
        is_unknown(&format!("{body},{label}\n"), "total");
    }
    assert_eq!(fact(&format!("单位：美元\n{}", one("总价(USD)", "20")), 0, "total"), ["20"]);
}

#[test]
fn other_dollars_are_no_yuan() {
    let currency = |heading: &str| fact(&one(heading, "20"), 0, "currency");
    assert_eq!(currency("总价(元)"), ["CNY"]);
    assert_eq!(currency("总价(澳元)"), ["AUD"]);
    assert_eq!(currency("总价(新加坡元)"), ["SGD"]);
    assert!(currency("总价(新台币元)").is_empty());
    assert!(currency("Amount (Fiji dollar)").is_empty());
    assert!(
        shown_of("x.csv", one("总价(新台币元)", "20").as_bytes())
            .contains("names a currency that is not known")
    );
}

#[test]
fn a_currency_that_contradicts_another_is_unknown() {
    let line = |heading: &str, total: &str, currency: &str| {
        let text = format!("商品编码,品名,数量,{heading},币制\n9503001000,玩具,3,{total},{currency}\n");
        fact(&text, 0, "currency")
    };
    assert_eq!(line("总价", "20", "USD"), ["USD"]);
    assert_eq!(line("总价(USD)", "20美元", "502"), ["502"]);
    assert_eq!(line("总价(USD)", "20", ""), ["USD"]);
    assert_eq!(line("总价", "USD 20", "CNY").len(), 2);
    assert_eq!(line("总价(USD)", "20", "CNY").len(), 2);
    assert_eq!(line("总价(元)", "20", "美元").len(), 2);
    assert_eq!(line("总价(新台币元)", "20", "USD").len(), 2);
}

#[test]
fn a_cell_under_no_name_makes_the_amounts_unknown() {
    let text = "商品编码,品名,数量,币制,总价\n9503001000,玩具,3,USD,200,000\n";
    is_unknown(text, "total");
    is_unknown(text, "quantity");
    assert!(shown_of("x.csv", text.as_bytes()).contains("\"000\" stands in a column without a name"));
}

#[test]
fn two_columns_of_one_meaning_agree_or_are_unknown() {
    let two = |names: &str, cells: &str| format!("品名,数量,{names}\n玩具,3,{cells}\n");
    assert_eq!(fact(&two("总价(USD),金额", "20,20.00"), 0, "total"), ["20"]);
    is_unknown(&two("总价(USD),金额", "20,30"), "total");
    is_unknown(&two("总价(USD),总价(CNY)", "20,140"), "total");
    assert_eq!(fact(&two("商品编码,税号,总价", "9503001000,9503001000,1"), 0, "hs_code").len(), 1);
    assert_eq!(fact(&two("商品编码,税号,总价", "9503001000,9404210010,1"), 0, "hs_code").len(), 2);
    assert_eq!(fact(&two("币制,币种,总价", "USD,CNY,1"), 0, "currency").len(), 2);
    let text = format!("{NAMES}\n9503001000,玩具,3,20\n");
    assert_eq!(fact(&text, 0, "total"), ["20"]);
    assert!(refusal("x.csv", b"a,b\n").contains("no list"));
}
