//! What is judged, as plain values: a declaration with scaled whole numbers, days as
//! `yyyymmdd`, and the findings that every engine must agree on.

/// A day as `yyyymmdd`.
pub type Day = u32;

/// The last day of what has none (`"open"`).
pub const OPEN: Day = 99_991_231;

/// Currencies, in the order of the rate table; the last is the renminbi, at 1.
pub const CURRENCIES: [&str; 4] = ["USD", "EUR", "HKD", "CNY"];

/// Money, scaled to ten-thousandths.
pub const MONEY: i64 = 10_000;
/// Quantities, scaled to thousandths.
pub const QUANTITY: i64 = 1_000;
/// Rates, scaled to hundred-thousandths.
pub const RATE: i64 = 100_000;
/// The cap of one declaration, USD.
pub const CAP: i64 = 150_000;

/// A line of goods. What is `None` is not stated.
#[derive(Clone, Debug)]
pub struct Item {
    pub line_no: u16,
    /// Ten digits.
    pub code: Option<u64>,
    pub name: String,
    pub quantity: Option<i64>,
    pub unit_price: Option<i64>,
    pub total: Option<i64>,
    /// An index into [`CURRENCIES`].
    pub currency: Option<u8>,
    pub status: Option<&'static str>,
    pub merchant: String,
}

/// A filing of the operator.
#[derive(Clone, Debug)]
pub struct Filing {
    pub from: Day,
    pub until: Option<Day>,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub number: String,
    pub declared_on: Day,
    pub accepted_on: Day,
    pub office: Option<String>,
    pub market: Option<String>,
    pub filing_market: Option<String>,
    pub commerce: Filing,
    pub customs: Filing,
    pub transit: Option<bool>,
    pub items: Vec<Item>,
}

impl Declaration {
    /// Whether every fact that a rule asks for is stated.
    pub fn is_whole(&self) -> bool {
        let head = self.office.is_some() && self.market.is_some() && self.filing_market.is_some();
        let head = head && self.commerce.until.is_some() && self.transit.is_some();
        head && self.items.iter().all(|i| {
            let money = i.quantity.is_some() && i.unit_price.is_some() && i.total.is_some();
            money && i.currency.is_some() && i.code.is_some() && i.status.is_some()
        })
    }
}

/// A rule that a line breaks, or may break; line 0 is the whole declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Found {
    pub declaration: u32,
    pub rule: u8,
    pub line: u16,
    /// Missing facts keep it open.
    pub open: bool,
}

/// The ends of a verdict: 0 admit, 1 review, 2 reject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    pub best: u8,
    pub worst: u8,
}

/// The answers to a run of declarations; reused, so that a warm run allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub ends: Vec<Ends>,
    pub found: Vec<Found>,
}

impl Answers {
    /// Empties it, and keeps its room.
    pub fn clear(&mut self) {
        self.ends.clear();
        self.found.clear();
    }

    /// Sorts findings, once each; what is certain stands for what is open of the same rule.
    pub fn sort(&mut self) {
        self.found.sort_unstable();
        self.found.dedup_by_key(|f| (f.declaration, f.rule, f.line));
    }
}

/// The rules whose violation is worth a review; any other is worth a rejection.
pub const REVIEWED: [u8; 2] = [17, 19];

/// What a violation of a rule is worth.
pub fn worth(rule: u8) -> u8 {
    if REVIEWED.contains(&rule) { 1 } else { 2 }
}

/// A scaled number as text, without noughts at the end but for `least` decimals.
pub fn decimal(value: i64, scale: i64, least: usize) -> String {
    let places = scale.ilog10() as usize;
    let mut text = format!("{}.{:0places$}", value / scale, value % scale);
    while text.ends_with('0') && text.len() - text.find('.').unwrap_or(0) - 1 > least {
        text.pop();
    }
    text.trim_end_matches('.').to_owned()
}

/// `yyyy-mm-dd`.
pub fn iso(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}
