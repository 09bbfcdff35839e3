//! Declarations as NDJSON of the form `mp1039/declaration@1`, one key order, what is not
//! stated left out.

mod read;
mod shuffle;

pub use read::{read, record};
pub use shuffle::shuffled;

use std::fmt::Write;

use crate::model::{CURRENCIES, Day, Declaration, Filing, Item, MONEY, OPEN, QUANTITY, decimal, iso};

/// One line a declaration.
pub fn write(declarations: &[Declaration]) -> String {
    let mut out = String::with_capacity(declarations.len() * 4096);
    for declaration in declarations {
        line(&mut out, declaration);
        out.push('\n');
    }
    out
}

/// One declaration.
pub fn line(out: &mut String, d: &Declaration) {
    let _ = write!(
        out,
        r#"{{"schema":"mp1039/declaration@1","declaration_no":"{}","supervision_mode":"1039","direction":"export","declared_on":"{}","accepted_on":"{}""#,
        d.number,
        iso(d.declared_on),
        iso(d.accepted_on)
    );
    text(out, ",\"declaring_customs\"", d.office.as_deref());
    let _ = d.transit.map(|t| write!(out, ",\"transit\":{t}"));
    if let Some(market) = &d.market {
        let _ = write!(out, r#","market":{{"id":"{market}"}}"#);
    }
    out.push_str(r#","operator":{"commerce_filing":{"no":"SC-0001""#);
    text(out, ",\"market\"", d.filing_market.as_deref());
    filing(out, &d.commerce);
    out.push_str(r#","customs_filing":{"no":"HG-0001""#);
    filing(out, &d.customs);
    out.push_str("},\"simplified\":false,\"items\":[");
    for (index, i) in d.items.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        item(out, i);
    }
    out.push_str("]}");
}

fn item(out: &mut String, i: &Item) {
    let _ = write!(out, r#"{{"line_no":{}"#, i.line_no);
    text(out, ",\"hs_code\"", i.code.map(|c| format!("{c:010}")).as_deref());
    let _ = write!(out, ",\"name\":{}", serde_json::to_string(&i.name).unwrap_or_default());
    text(out, ",\"quantity\"", i.quantity.map(|q| decimal(q, QUANTITY, 0)).as_deref());
    out.push_str(",\"unit\":\"006\"");
    text(out, ",\"unit_price\"", i.unit_price.map(|p| decimal(p, MONEY, 2)).as_deref());
    text(out, ",\"total\"", i.total.map(|t| decimal(t, MONEY, 2)).as_deref());
    text(out, ",\"currency\"", i.currency.map(|c| CURRENCIES[usize::from(c)]));
    let _ =
        write!(out, r#","origin_country":"CHN","merchant":{{"no":"{}"}},"identification":{{"#, i.merchant);
    let _ = write!(out, r#""goods_code":"G{:04}""#, i.line_no);
    text(out, ",\"status\"", i.status);
    out.push_str("}}");
}

fn filing(out: &mut String, f: &Filing) {
    let day = |d: Day| if d == OPEN { "open".to_owned() } else { iso(d) };
    text(out, ",\"valid_from\"", Some(&day(f.from)));
    text(out, ",\"valid_until\"", f.until.map(day).as_deref());
    out.push('}');
}

fn text(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = write!(out, "{key}:\"{value}\"");
    }
}
