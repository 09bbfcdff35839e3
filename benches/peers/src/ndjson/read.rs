//! Reads a line into typed structs with serde_json, as a Rust program would: texts that it
//! keeps are borrowed where they have no escapes.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

use crate::floor::{CONFIRMED, Doc, Floor, Line, MISSING, NO, NONE, Rows, YES};
use crate::law::month;
use crate::model::{CURRENCIES, Day, Declaration, Filing, Item, MONEY, OPEN, QUANTITY};

/// A text that is borrowed where it can be, also behind an `Option`.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A declaration as it stands in JSON.
#[derive(Deserialize)]
pub struct Record<'a> {
    #[serde(borrow)]
    declaration_no: Text<'a>,
    declared_on: Text<'a>,
    accepted_on: Text<'a>,
    declaring_customs: Option<Text<'a>>,
    transit: Option<bool>,
    market: Option<Named<'a>>,
    operator: Operator<'a>,
    items: Vec<Goods<'a>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Text<'a>,
}

#[derive(Deserialize)]
struct Operator<'a> {
    #[serde(borrow)]
    commerce_filing: Paper<'a>,
    customs_filing: Paper<'a>,
}

#[derive(Deserialize)]
struct Paper<'a> {
    #[serde(borrow)]
    market: Option<Text<'a>>,
    valid_from: Text<'a>,
    valid_until: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Goods<'a> {
    line_no: u16,
    #[serde(borrow)]
    hs_code: Option<Text<'a>>,
    name: Text<'a>,
    quantity: Option<Text<'a>>,
    unit_price: Option<Text<'a>>,
    total: Option<Text<'a>>,
    currency: Option<Text<'a>>,
    merchant: Merchant<'a>,
    identification: Identification<'a>,
}

#[derive(Deserialize)]
struct Merchant<'a> {
    #[serde(borrow)]
    no: Text<'a>,
}

#[derive(Deserialize)]
struct Identification<'a> {
    #[serde(borrow)]
    status: Option<Text<'a>>,
}

/// A line into borrowed structs.
pub fn record(line: &str) -> Record<'_> {
    serde_json::from_str(line).expect("a declaration")
}

/// One declaration.
pub fn read(line: &str) -> Declaration {
    let record = record(line);
    let filing_market = record.operator.commerce_filing.market.as_deref().map(str::to_owned);
    Declaration {
        number: record.declaration_no.to_owned(),
        declared_on: day(&record.declared_on),
        accepted_on: day(&record.accepted_on),
        office: record.declaring_customs.map(|text| text.to_owned()),
        market: record.market.map(|m| m.id.to_owned()),
        filing_market,
        commerce: paper(&record.operator.commerce_filing),
        customs: paper(&record.operator.customs_filing),
        transit: record.transit,
        items: record.items.into_iter().map(goods).collect(),
    }
}

impl Record<'_> {
    /// Puts it behind rows that are ready to be judged, without keeping its texts.
    pub fn into_rows(self, floor: &Floor, rows: &mut Rows) {
        let first = rows.lines.len() as u32;
        rows.lines.extend(self.items.iter().map(line));
        let market = |id: Option<&str>| id.map_or(NONE, |id| floor.market(id));
        let paper = |p: &Paper| (day(&p.valid_from), p.valid_until.as_deref().map_or(0, day));
        let operator = &self.operator;
        rows.docs.push(Doc {
            day: day(&self.accepted_on),
            month: month(day(&self.declared_on)) as u16,
            market: market(self.market.as_ref().map(|m| &*m.id)),
            filing: market(operator.commerce_filing.market.as_deref()),
            office: self.declaring_customs.and_then(|o| o.parse().ok()).unwrap_or(NONE),
            commerce: paper(&operator.commerce_filing),
            customs: paper(&operator.customs_filing),
            transit: self.transit.map_or(0, |t| if t { YES } else { NO }),
            first,
            last: rows.lines.len() as u32,
        });
    }
}

fn line(g: &Goods) -> Line {
    let scaled = |text: &Option<Text>, scale| text.as_ref().map_or(MISSING, |t| decimal(t, scale));
    let currency = g.currency.as_ref().and_then(|c| CURRENCIES.iter().position(|k| *k == &**c));
    Line {
        code: g.hs_code.as_ref().and_then(|c| c.parse().ok()).unwrap_or(0),
        total: scaled(&g.total, MONEY),
        quantity: scaled(&g.quantity, QUANTITY),
        price: scaled(&g.unit_price, MONEY),
        number: g.line_no,
        currency: currency.unwrap_or(4) as u8,
        status: g
            .identification
            .status
            .as_ref()
            .map_or(0, |s| if &**s == "confirmed" { CONFIRMED } else { 2 }),
    }
}

fn paper(paper: &Paper) -> Filing {
    Filing { from: day(&paper.valid_from), until: paper.valid_until.as_deref().map(day) }
}

fn goods(g: Goods) -> Item {
    let scaled = |text: Option<Text>, scale| text.map(|t| decimal(&t, scale));
    Item {
        line_no: g.line_no,
        code: g.hs_code.and_then(|c| c.parse().ok()),
        name: g.name.to_owned(),
        quantity: scaled(g.quantity, QUANTITY),
        unit_price: scaled(g.unit_price, MONEY),
        total: scaled(g.total, MONEY),
        currency: g.currency.and_then(|c| CURRENCIES.iter().position(|k| *k == &*c)).map(|i| i as u8),
        status: g.identification.status.as_deref().map(status),
        merchant: g.merchant.no.to_owned(),
    }
}

fn status(text: &str) -> &'static str {
    ["confirmed", "pending"].into_iter().find(|s| *s == text).unwrap_or("absent")
}

fn day(text: &str) -> Day {
    if text == "open" {
        return OPEN;
    }
    text.bytes().filter(u8::is_ascii_digit).fold(0, |day, digit| day * 10 + Day::from(digit - b'0'))
}

fn decimal(text: &str, scale: i64) -> i64 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let places = scale.ilog10() as usize;
    let digits = whole.bytes().chain((0..places).map(|i| rest.as_bytes().get(i).copied().unwrap_or(b'0')));
    digits.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}
