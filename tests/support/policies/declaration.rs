//! Declarations near to what a policy names: on its numbers and a little beside them, on
//! its days and their eves; with facts that are missing, cannot be read, or are larger
//! than the columns hold.

use serde_json::{Map, Value, json};

use super::changes::AROUND;
use super::schema::{Fact, HEAD, Kind, LINE};
use super::{DAYS, Named, TEXTS};
use crate::support::random::Random;

/// Numbers at the ends of what is held somewhere: 64 bits of millionths, 28 digits.
const EXTREME: &[&str] = &[
    "9223372036854.775807",
    "9223372036854.775808",
    "-9223372036854.775808",
    "9999999999999999999999999999",
    "99999999999999999999999999999",
    "0.0000000000000000000000000001",
    "0.0000001",
    "1.0000001",
    "-0",
    "007",
    "4294967296",
    "18446744073709551616",
];
/// Numbers whose products are at the ends of 128 bits.
const HUGE: &[&str] = &[
    "9223372036854.775807",
    "4611686018427.387904",
    "999999999999.999999",
    "13043817825.332783",
    "3037000499.976049",
    "18446744073.709551",
    "0.000001",
];
const NEAR: &[(&str, i64)] = &[("exactly", 0), ("a cent", 100), ("a ten-thousandth", 1), ("one", 10_000)];
const CURRENCIES: &[&str] = &["USD", "CNY", "EUR", "JPY", "HKD", "XYZ", "502", "美元", "usd"];
const NAMES: &[&str] = &["电动玩具", "KN95 MASK", "i̇stanbul", "Straße", "床垫", "无", "abc"];
const EVES: &[&str] = &["2026-01-09", "2026-01-31", "2026-04-29", "2026-06-29", "2026-07-02", "2027-01-01"];

/// A declaration for a policy, as it is written.
pub fn made_up(random: &mut Random, named: &Named) -> String {
    let talks = random.below(3) == 0;
    let mut author = Declarant { random, named, bad: 0, talks, huge: false };
    author.huge = author.random.below(12) == 0;
    author.bad = *author.random.pick(&[0, 0, 0, 0, 0, 2, 8]);
    let value = author.whole();
    author.written(&value)
}

struct Declarant<'a> {
    random: &'a mut Random,
    named: &'a Named,
    /// How many of a hundred facts are missing; a third of these cannot be read.
    bad: usize,
    /// Whether it answers questions, and states what conditions of entries look at.
    talks: bool,
    /// Whether its numbers are as large as columns hold.
    huge: bool,
}

impl Declarant<'_> {
    fn whole(&mut self) -> Value {
        let mut whole = json!({"client_ref": "made-up"});
        // Mostly one day for all that dates something.
        let around = self.random.below(2) == 0;
        let day = if around { (*self.random.pick(AROUND)).to_owned() } else { self.day() };
        for fact in HEAD {
            let value = match fact.0 {
                "supervision_mode" if self.random.below(20) > 0 => Some(json!("1039")),
                "direction" if self.random.below(20) > 0 => Some(json!("export")),
                "simplified" => Some(json!(self.random.below(12) == 0)),
                "declared_on" | "accepted_on" | "export_date" if self.random.below(4) > 0 => Some(json!(day)),
                "filing.valid_until" if self.random.below(3) == 0 => Some(json!("open")),
                _ => self.value(fact),
            };
            self.put(&mut whole, fact.0, value);
        }
        let count = match self.random.below(40) {
            0 => 0,
            1 => 70,
            2 if self.random.below(3) == 0 => 130,
            3 | 4 => 5 + self.random.below(36),
            _ => 1 + self.random.below(4),
        };
        let mut lines: Vec<Value> = (0..count).map(|at| self.line(at)).collect();
        if count > 0 && self.random.below(2) == 0 {
            self.weigh(&mut lines, &day);
        }
        match self.random.below(12) {
            0 => whole["goods_list"] = json!(lines),
            1 => {
                whole["goods_list"] = json!(lines);
                whole["items"] = json!(lines);
            }
            _ => whole["items"] = json!(lines),
        }
        if self.random.below(8) > 0 {
            let papers = if self.random.below(2) == 0 { 0 } else { 1 + self.random.below(3) };
            let papers: Vec<Value> = (0..papers).map(|_| self.paper(count)).collect();
            whole["documents"] = json!(papers);
        }
        whole
    }

    fn line(&mut self, at: usize) -> Value {
        let mut line = json!({});
        if self.random.below(5) > 0 {
            line["line_no"] = json!(at + 1);
        } else if self.random.below(8) == 0 {
            line["line_no"] = self.bad();
        }
        for fact in LINE {
            let value = self.value(fact);
            self.put(&mut line, fact.0.trim_start_matches("good."), value);
        }
        if self.talks && !self.named.questions.is_empty() && self.random.below(2) == 0 {
            for _ in 0..1 + self.random.below(3) {
                let question = self.random.pick(&self.named.questions).clone();
                let answer = match self.random.below(12) {
                    0 => self.bad(),
                    n => json!(n % 2 == 0),
                };
                let place = *self.random.pick(&["answers", "answers", "answers", "attributes"]);
                if !line[place].is_object() {
                    line[place] = json!({});
                }
                line[place][question.as_str()] = answer;
            }
        }
        line
    }

    fn put(&mut self, whole: &mut Value, path: &str, value: Option<Value>) {
        let missing = self.random.below(100) < self.bad;
        let value = match (missing, self.random.below(3)) {
            (true, 0) => Some(self.bad()),
            (true, _) => None,
            _ => value,
        };
        let Some(value) = value else { return };
        let mut place = whole;
        for key in path.split('.') {
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[key];
        }
        *place = value;
    }

    /// What cannot be read, mostly.
    fn bad(&mut self) -> Value {
        let extreme = json!(*self.random.pick(EXTREME));
        let values = [
            json!(null),
            json!(true),
            json!(""),
            json!(" "),
            json!("无"),
            json!("x"),
            json!(3),
            json!(-2),
            json!(0.5),
            json!([]),
            json!({"a": 1}),
            json!("2026-02-30"),
            json!("0000-01-01"),
            json!("1,000"),
            extreme,
        ];
        self.random.pick(&values).clone()
    }

    fn value(&mut self, (path, kind, ty): &Fact) -> Option<Value> {
        let rare = [
            "remark",
            "good.spec",
            "good.brand",
            "good.attributes.purity",
            "good.attributes.power",
            "good.rebate",
        ];
        if rare.contains(path) && self.random.below(if self.bad == 0 { 6 } else { 2 }) == 0 {
            return None;
        }
        if path.starts_with("good.attributes.") && !self.talks {
            return None;
        }
        let number = match *path {
            "pieces" => self.random.below(9).max(1).to_string(),
            _ => self.number(),
        };
        // Mostly what the fact allows.
        let least = ty.contains("at least") && (self.bad == 0 || self.random.below(20) > 0);
        let number = if least { number.trim_start_matches('-').to_owned() } else { number };
        Some(match kind {
            Kind::Bool => json!(self.random.below(2) == 0),
            Kind::Day => json!(self.day()),
            Kind::Choice(choices) => json!(*self.random.pick(choices)),
            Kind::Text => json!(self.text(path)),
            Kind::Code => json!(self.code()),
            Kind::Percent => json!(format!("{number} %")),
            Kind::Mass if self.random.below(4) == 0 => {
                let unit =
                    *self.random.pick(if self.bad == 0 { &["g", "t", "kg"] } else { &["g", "kg", "m"] });
                json!(format!("{number} {unit}"))
            }
            Kind::Number if self.bad > 0 && self.random.below(20) == 0 => json!(self.random.below(100)),
            Kind::Number | Kind::Mass | Kind::Money(_) | Kind::MoneyIn => json!(number),
        })
    }

    fn text(&mut self, path: &str) -> String {
        let clean = self.bad == 0 || self.random.below(6) > 0;
        let offices: &[&str] = &["2921", "2923", "5165", "2999", "x"];
        let of = match path {
            "supervision_mode" => &["0110", "1039"],
            "good.currency" | "freight_currency" => &CURRENCIES[..if clean { 4 } else { CURRENCIES.len() }],
            "declaring_customs" | "market.customs" => &offices[..if clean { 4 } else { 5 }],
            "exit_customs" => &offices[..if clean { 3 } else { 5 }],
            "market.id" | "destination" => &["yiwu", "keqiao", "haining", "linyi", "new-3", "nowhere"],
            "good.name" => NAMES,
            "good.spec" if clean => &["a", "b", "玩具", "无"],
            "good.spec" => &["玩具|99.9%|纯度95%", "a", "b", "玩具|≥5", "|"],
            _ => TEXTS,
        };
        (*self.random.pick(of)).to_owned()
    }

    fn code(&mut self) -> String {
        let ten = self.random.pick(&self.named.codes).clone();
        match self.random.below(if self.bad == 0 { 60 } else { 16 }) {
            0 => ten[..8].to_owned(),
            1 => format!("{}.{}.{}", &ten[..4], &ten[4..8], &ten[8..]),
            2 => format!("{}99", &ten[..8]),
            3 => format!("{ten}123"),
            4 => (*self.random.pick(&["0000000000", "9999999999", "950", "9999999990"])).to_owned(),
            _ => ten,
        }
    }

    fn day(&mut self) -> String {
        match self.random.below(if self.bad == 0 { 60 } else { 20 }) {
            0 => (*self.random.pick(DAYS)).to_owned(),
            1..=5 if !self.named.days.is_empty() => self.random.pick(&self.named.days).clone(),
            6..=9 => (*self.random.pick(EVES)).to_owned(),
            _ => (*self.random.pick(&DAYS[3..])).to_owned(),
        }
    }

    /// A number on one that the policy names, a little beside it, or anywhere.
    fn number(&mut self) -> String {
        match self.random.below(30) {
            0 if self.bad > 0 => (*self.random.pick(EXTREME)).to_owned(),
            0..=20 if self.huge => (*self.random.pick(HUGE)).to_owned(),
            1..=12 if !self.named.numbers.is_empty() => {
                let number = self.random.pick(&self.named.numbers).clone();
                self.beside(&number)
            }
            13..=20 => self.random.below(6).to_string(),
            _ => format!("{}.{:02}", self.random.below(3_000), self.random.below(100)),
        }
    }

    fn beside(&mut self, number: &str) -> String {
        let (_, by) = *self.random.pick(NEAR);
        let by = if self.random.below(2) == 0 { by } else { -by };
        match ten_thousandths(number) {
            Some(own) if by != 0 => decimal(own + i128::from(by)),
            _ => number.to_owned(),
        }
    }

    /// Makes the totals come to the limit of a sum at the rates of a month, or within what
    /// these may be off.
    fn weigh(&mut self, lines: &mut [Value], day: &str) {
        if self.named.sums.is_empty() {
            return;
        }
        let [table, to, limit] = self.random.pick(&self.named.sums).clone();
        let month = day.get(..7).unwrap_or_default();
        let named = self.named;
        let rate = |currency: &str| match currency {
            "CNY" => Some(10_000),
            _ => {
                let own = named.rates.iter().find(|own| own[..3] == [table.as_str(), month, currency]);
                own.and_then(|own| ten_thousandths(&own[3])).filter(|rate| *rate > 0)
            }
        };
        let currency = *self.random.pick(&["USD", "CNY", "EUR", "JPY"]);
        let (Some(to), Some(own)) = (rate(&to), rate(currency)) else { return };
        let Some(wanted) = ten_thousandths(&limit).filter(|limit| (1..1 << 80).contains(limit)) else {
            return;
        };
        let slack = [100, 100, 100, 99, 101, 97, 103, 105][self.random.below(8)];
        let (all, count) = (wanted * to / own * slack / 100, lines.len() as i128);
        let near = i128::from([0, 0, 1, -1, 100][self.random.below(5)]);
        for (at, line) in lines.iter_mut().enumerate() {
            let part = if at == 0 { all - all / count * (count - 1) + near } else { all / count };
            line["total"] = json!(decimal(part.max(0)));
            line["currency"] = json!(currency);
        }
    }

    fn paper(&mut self, lines: usize) -> Value {
        let mut paper = json!({"letter": *self.random.pick(&["B", "4", "x", "9"])});
        match self.random.below(6) {
            0 => {}
            1 => paper["number"] = json!("无"),
            2 if self.bad > 0 => paper["number"] = self.bad(),
            _ => paper["number"] = json!("123"),
        }
        match self.random.below(4) {
            0 => {}
            1 if self.bad > 0 => paper["valid_until"] = self.bad(),
            2 => paper["valid_until"] = json!("open"),
            _ => paper["valid_until"] = json!(self.day()),
        }
        match self.random.below(5) {
            0 => {}
            1 => paper["lines"] = json!([1, 1 + self.random.below(lines.max(1)), 500]),
            2 => paper["lines"] = json!([1 + self.random.below(lines.max(1))]),
            3 if self.bad > 0 => paper["lines"] = json!(["x", 0, -1]),
            _ => paper["lines"] = json!("all"),
        }
        paper
    }

    /// The text: mostly as it is, else with its keys in another order, with keys that nobody
    /// knows, or that stand twice.
    fn written(&mut self, value: &Value) -> String {
        let mut value = value.clone();
        if self.random.below(4) == 0 {
            self.shuffle(&mut value);
        }
        let text = value.to_string();
        let more = match self.random.below(40) {
            0 => "\"nobody\":{\"knows\":[1]},",
            1 => "\"transit\":true,",
            2 => "\"items\":[],",
            3 => "\"market\":{\"id\":\"yiwu\"},",
            _ => return text,
        };
        format!("{{{more}{}", &text[1..])
    }

    fn shuffle(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                let mut all: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
                for at in (1..all.len()).rev() {
                    all.swap(at, self.random.below(at + 1));
                }
                all.iter_mut().for_each(|(_, value)| self.shuffle(value));
                *members = all.into_iter().collect::<Map<_, _>>();
            }
            Value::Array(all) => all.iter_mut().for_each(|value| self.shuffle(value)),
            _ => {}
        }
    }
}

/// A number in ten-thousandths, where it has no more places and is not too large.
fn ten_thousandths(number: &str) -> Option<i128> {
    let (sign, digits) = number.strip_prefix('-').map_or((1, number), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.get(..4.min(fraction.len()))?;
    let all: i128 = format!("{whole}{fraction:0<4}").parse().ok()?;
    (all < 1 << 90).then_some(sign * all)
}

/// A number of ten-thousandths as a decimal.
fn decimal(own: i128) -> String {
    let (sign, own) = if own < 0 { ("-", -own) } else { ("", own) };
    format!("{sign}{}.{:04}", own / 10_000, own % 10_000)
}
