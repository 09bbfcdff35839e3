//! Sheets that can be read in two ways: the fact is unknown, or the file is refused; it
//! is never read as if it had been plain.

use mp1039::input::{Kind, Node};
use mp1039::report::workbook;

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

#[test]
fn a_quotation_mark_that_is_not_closed_is_refused() {
    let text = format!("{NAMES}\n9503001000,玩具,3,20\n9503001000,\"3寸管,1,5\n9404210010,垫子,1,9\n");
    assert!(refusal("x.csv", text.as_bytes()).contains("in row 3"), "{}", refusal("x.csv", text.as_bytes()));
    let text = format!("{NAMES}\n9503001000,\"玩具\n9404210010,\"垫子\",1,9\n");
    assert!(refusal("x.csv", text.as_bytes()).contains("in row 2"));
    let text = format!("{NAMES}\n9503001000,\"3\"\"管\n二\",3,20\n9404210010,垫子,1,9\n");
    assert_eq!(fact(&text, 0, "name"), ["3\"管\n二"]);
    let text = format!("{NAMES}\n9503001000,\"3寸管,1,5\n9404210010,垫子,1,9\n").replace(',', "\t");
    assert_eq!(fact(&text, 0, "name"), ["\"3寸管"]);
    assert_eq!(lines(&text).len(), 2);
}

#[test]
fn goods_after_the_end_of_the_list_are_goods() {
    let text = format!("{NAMES}\n9503001000,玩具,3,20\n合计,,,20\n,垫子,1,9\n95O3001000,球,,\n,以上,,\n");
    let lines = lines(&text);
    assert_eq!(lines.len(), 3, "{}", shown_of("x.csv", text.as_bytes()));
}

#[test]
fn the_clauses_of_a_contract_are_no_goods() {
    let text =
        format!("{NAMES}\n9503001000,玩具,3,20\n合计,,,20\n,由深圳至美国,准许分批与转船。,\n,卖方,买方,\n");
    assert_eq!(lines(&text).len(), 1, "{}", shown_of("x.csv", text.as_bytes()));
}

#[test]
fn a_name_alone_is_a_good() {
    let text = format!("{NAMES}\n9503001000,玩具,3,20\n,鞭炮,,\n");
    assert_eq!(fact(&text, 1, "name"), ["鞭炮"]);
    assert!(fact(&text, 0, "spec").is_empty());
    let text = "序号,品名,数量,规格,币制\n1,玩具,3,a,USD\n2,,,b,USD\n3,,,,USD\n";
    assert_eq!(lines(text).len(), 2);
}

#[test]
fn a_total_that_says_more_leaves_the_goods_open() {
    let text =
        |stated: &str| format!("{NAMES}\n9503001000,玩具,3,20\n9404210010,垫子,1,9.50\n合计,,,{stated}\n");
    assert_eq!(fact(&text("29.50"), 1, "total").len(), 1);
    assert_eq!(fact(&text("30"), 1, "total").len(), 1);
    assert_eq!(fact(&text("20"), 1, "total").len(), 1);
    assert_eq!(fact(&text("329.50"), 1, "total").len(), 2);
    assert_eq!(fact(&text("USD 329.50"), 1, "total").len(), 2);
}

#[test]
fn two_lists_side_by_side_are_refused() {
    let text = format!("{NAMES},,{NAMES}\n9503001000,玩具,3,20,,9404210010,垫子,1,9\n");
    assert!(refusal("x.csv", text.as_bytes()).contains("side by side"));
}

#[test]
fn a_column_without_tariff_codes_is_the_code_of_the_market() {
    let text = "商品编码,商品编号,品名,总价\nG0002,9503001000,玩具,20\n";
    assert_eq!(fact(text, 0, "hs_code"), ["9503001000"]);
    assert!(shown_of("x.csv", text.as_bytes()).contains("identification.goods_code=G0002"));
}

#[test]
fn a_mark_of_byte_order_in_a_heading_is_nothing() {
    assert_eq!(fact("品名,数量,\u{feff}总价\n玩具,3,20\n", 0, "total"), ["20"]);
}

#[test]
fn a_formula_that_was_not_computed_is_unknown() {
    let cell = |place: &str, text: &str| format!(r#"<c r="{place}" t="str"><v>{text}</v></c>"#);
    let head = [("A1", "商品编码"), ("B1", "品名"), ("C1", "数量"), ("D1", "总价")];
    let head: String = head.iter().map(|(place, text)| cell(place, text)).collect();
    let rows =
        format!(r#"<row r="1">{head}</row><row r="2">{}<c r="D2"><f>1+1</f></c></row>"#, cell("B2", "玩具"));
    let shown = shown_of("x.xlsx", &crate::formats_sheets::workbook(&rows, "<sst/>"));
    assert!(shown.contains("name=玩具") && shown.contains("the cell shows \"=…\""), "{shown}");
}

#[test]
fn a_subtotal_that_says_more_leaves_the_goods_open_too() {
    let text = |stated: &str| format!("{NAMES}\n9503001000,玩具,3,20\n小计,,,{stated}\n");
    assert_eq!(fact(&text("20"), 0, "total").len(), 1);
    assert_eq!(fact(&text("149000"), 0, "total").len(), 2);
}

#[test]
fn a_sheet_of_other_codes_is_never_passed_over() {
    let rows = |text: &str| -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let book = |other: &str| {
        let list = rows(&format!("{NAMES}\n9503001000,玩具,3,20"));
        workbook::new(&[("清单".to_owned(), list), ("要素".to_owned(), rows(other))]).unwrap()
    };
    let same = shown_of("x.xlsx", &book("HS编码,品名,申报要素\n9503001000,玩具,三轮"));
    assert!(same.contains("hs_code=9503001000"), "{same}");
    let other = refusal("x.xlsx", &book("HS编码,品名,申报要素\n9404210010,草席床垫,蔺草"));
    assert!(other.contains("does not have"), "{other}");
}

#[test]
fn rows_of_a_form_with_a_one_for_the_quantity_are_no_goods() {
    let text = "项号,商品编号,品名,数量,单位,总价,币制\n1,9503001000,玩具,3,个,20,USD\n2,,,1,个,,USD\n3,,,2,个,,USD\n";
    assert_eq!(lines(text).len(), 2, "a quantity that somebody wrote is one of goods");
}
