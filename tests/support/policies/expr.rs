//! Expressions of made-up policies: each kind of comparison over each kind of fact, and
//! what asks about lists, lines, markets and papers.

use super::Author;
use super::schema::{Fact, HEAD, Kind, LINE};

const ORDER: &[&str] = &["<=", "<", ">=", ">", "=", "<>", "!="];
const EQUAL: &[&str] = &["=", "<>"];
const CURRENCIES: &[&str] = &["USD", "CNY", "CNY", "EUR", "JPY"];
const LETTERS: &[&str] = &["B", "4", "x"];

/// What a fact has to be for an expression.
type Fits = fn(Kind) -> bool;

impl Author<'_> {
    /// A condition; `line` where a line of goods is at hand.
    pub fn condition(&mut self, depth: usize, line: bool) -> String {
        if depth == 0 {
            return self.test(line);
        }
        let below = depth - 1;
        match self.random.below(9) {
            0 | 1 => format!("({} and {})", self.condition(below, line), self.condition(below, line)),
            2 | 3 => format!("({} or {})", self.condition(below, line), self.condition(below, line)),
            4 => format!("not ({})", self.condition(below, line)),
            5 if !line => self.quantified(below),
            _ => self.test(line),
        }
    }

    /// A condition over one line or over the declaration that needs no brackets: the whole
    /// of a norm that is judged line by line.
    pub fn per_line(&mut self, quantifiers: &[&str]) -> String {
        let quantifier = *self.random.pick(quantifiers);
        match self.random.below(4) {
            0 if !self.lists.is_empty() => format!("{quantifier} good {}", self.in_lists()),
            1 => format!("{quantifier} {}", self.of_line()),
            2 => format!("{quantifier} good where {}", self.condition(2, true)),
            _ => format!("{quantifier} good where {}", self.condition(1, true)),
        }
    }

    fn quantified(&mut self, depth: usize) -> String {
        let quantifier = *self.random.pick(&["any", "each", "no"]);
        format!("({quantifier} good where {})", self.condition(depth.min(1), true))
    }

    /// One comparison that begins with a fact of the line.
    fn of_line(&mut self) -> String {
        loop {
            let test = self.of_fact(LINE, true);
            if test.starts_with("good.") {
                return test;
            }
        }
    }

    /// One test without `and` and `or`.
    fn test(&mut self, line: bool) -> String {
        if line {
            return match self.random.below(20) {
                0..=2 if !self.lists.is_empty() => format!("good {}", self.in_lists()),
                3 => self.document(),
                4..=6 => self.of_code(),
                7..=8 => self.of_arithmetic(true),
                9..=10 if !self.plain => self.of_currencies(),
                11 => self.of_currencies(),
                12..=13 => self.of_fact(HEAD, true),
                14 if self.may_name => "calm".to_owned(),
                _ => self.of_fact(LINE, true),
            };
        }
        match self.random.below(20) {
            0..=2 => self.sum(),
            3 => self.count(),
            4 => self.of_market(),
            5 => self.of_days(),
            6..=7 => self.of_arithmetic(false),
            8 if self.may_name => self.of_names(),
            9 => self.quantified(1),
            _ => self.of_fact(HEAD, false),
        }
    }

    fn fact(&mut self, of: &[Fact], fits: Fits) -> Fact {
        let own: Vec<Fact> = of.iter().copied().filter(|fact| fits(fact.1)).collect();
        *self.random.pick(&own)
    }

    /// A plain test of the head.
    pub fn of_head(&mut self) -> String {
        self.of_fact(HEAD, false)
    }

    fn of_place(&mut self, line: bool, fits: Fits) -> &'static str {
        self.fact(if line { LINE } else { HEAD }, fits).0
    }

    /// A comparison of one fact with a value, or with another fact of its kind.
    fn of_fact(&mut self, of: &[Fact], line: bool) -> String {
        let (path, kind, _) = *self.random.pick(of);
        if self.random.below(9) == 0 {
            return format!("{path} is {}stated", self.random.pick(&["", "not "]));
        }
        match kind {
            Kind::Bool => match self.random.below(3) {
                0 => path.to_owned(),
                1 => format!("{path} {} {}", self.random.pick(EQUAL), self.random.pick(&["yes", "no"])),
                _ => format!("{path} is {}", self.random.pick(&["yes", "no"])),
            },
            Kind::Day => self.of_day(path, line),
            Kind::Text => self.of_text(path, of),
            Kind::Choice(choices) => {
                let choice = *self.random.pick(choices);
                match self.random.below(3) {
                    0 => format!("{path} is not one of \"{choice}\""),
                    1 => format!("\"{choice}\" {} {path}", self.random.pick(EQUAL)),
                    _ => format!("{path} {} \"{choice}\"", self.random.pick(EQUAL)),
                }
            }
            Kind::Code => self.of_code(),
            Kind::MoneyIn if self.plain => format!("{path} is stated"),
            Kind::MoneyIn if of.len() == LINE.len() => self.of_currencies(),
            Kind::MoneyIn => {
                let to = *self.random.pick(CURRENCIES);
                let (op, than) = (*self.random.pick(ORDER), self.number());
                format!("{path} converted to {to} at {} {op} {to} {than}", self.rates())
            }
            Kind::Number | Kind::Percent | Kind::Mass | Kind::Money(_) => self.of_number(path, kind, of),
        }
    }

    /// A literal of a kind of number.
    fn literal(&mut self, kind: Kind) -> String {
        let number = self.number();
        match kind {
            Kind::Percent => format!("{number} %"),
            Kind::Money(currency) => format!("{currency} {number}"),
            Kind::Mass => {
                let (unit, size) = *self.random.pick(&[("kg", 0), ("kg", 0), ("g", -3), ("t", 3)]);
                self.named.scaled(&number, size);
                format!("{number} {unit}")
            }
            _ => number,
        }
    }

    fn of_number(&mut self, path: &str, kind: Kind, of: &[Fact]) -> String {
        let op = *self.random.pick(ORDER);
        let one = self.literal(kind);
        match self.random.below(6) {
            0 => format!("{path} between {one} and {}", self.literal(kind)),
            1 => {
                let own: Vec<Fact> = of.iter().copied().filter(|fact| fact.1 == kind).collect();
                format!("{path} {op} {}", self.random.pick(&own).0)
            }
            2 => format!("{one} {op} {path}"),
            _ => format!("{path} {op} {one}"),
        }
    }

    fn of_day(&mut self, path: &str, line: bool) -> String {
        let op = *self.random.pick(ORDER);
        match self.random.below(7) {
            0 => format!("{path} between {} and {}", self.day(), self.day()),
            1 => format!("{path} {op} {}", self.of_place(line, |kind| kind == Kind::Day)),
            2 => format!("{path} {op} day"),
            3 if !self.plain => format!("year of {path} {op} {}", 2_020 + self.random.below(8)),
            4 => format!("{} {op} {path}", self.day()),
            _ => format!("{path} {op} {}", self.day()),
        }
    }

    fn of_text(&mut self, path: &str, of: &[Fact]) -> String {
        let text = self.text();
        match self.random.below(9) {
            0 => format!("{path} contains \"{text}\""),
            1 => format!("{path} starts with \"{text}\""),
            2 => {
                format!("{path} is {}one of \"{text}\", \"{}\"", self.random.pick(&["", "not "]), self.text())
            }
            3 if !self.plain => {
                format!("length of {path} {} {}", self.random.pick(ORDER), self.random.below(9))
            }
            4 => format!("\"{text}\" {} {path}", self.random.pick(EQUAL)),
            5 => {
                let other = self.fact(of, |kind| matches!(kind, Kind::Text | Kind::Choice(_))).0;
                format!("{path} {} {other}", self.random.pick(EQUAL))
            }
            _ => format!("{path} {} \"{text}\"", self.random.pick(EQUAL)),
        }
    }

    fn of_code(&mut self) -> String {
        let code = self.code();
        match self.random.below(6) {
            0 => format!("good.hs_code starts with {code}"),
            1 => format!("good.hs_code {} {code}", self.random.pick(EQUAL)),
            2 => format!("good.hs_code is {}one of {code}, {}", self.random.pick(&["", "not "]), self.code()),
            3 => format!("chapter of good.hs_code {} \"{}\"", self.random.pick(EQUAL), &code[..2]),
            4 => format!("heading of good.hs_code {} \"{}\"", self.random.pick(EQUAL), &self.ten()[..4]),
            _ => format!("good.hs_code {} {}", self.random.pick(EQUAL), self.ten()),
        }
    }

    /// A number that is computed, compared.
    fn of_arithmetic(&mut self, line: bool) -> String {
        let kinds = [Kind::Number, Kind::Number, Kind::Mass, Kind::Money(if line { "CNY" } else { "USD" })];
        let kind = *self.random.pick(&kinds);
        let op = *self.random.pick(ORDER);
        let (left, depth) = (self.computed(kind, line, 2), self.random.below(2));
        let right = match depth {
            0 => self.literal(kind),
            _ => self.computed(kind, line, 1),
        };
        format!("{left} {op} {right}")
    }

    /// A computed number of a kind.
    fn computed(&mut self, kind: Kind, line: bool, depth: usize) -> String {
        let place = if line { LINE } else { HEAD };
        if depth == 0 {
            let own: Vec<Fact> = place.iter().copied().filter(|fact| fact.1 == kind).collect();
            return match self.random.below(4) {
                0 => self.literal(kind),
                _ => self.random.pick(&own).0.to_owned(),
            };
        }
        let left = self.computed(kind, line, depth - 1);
        match self.random.below(8) {
            0..=1 => format!("({left} + {})", self.computed(kind, line, depth - 1)),
            2..=3 => format!("({left} - {})", self.computed(kind, line, depth - 1)),
            4..=5 => format!("({left} * {})", self.computed(Kind::Number, line, depth - 1)),
            6 if !self.plain => format!("({left} / {})", self.computed(Kind::Number, line, depth - 1)),
            _ => format!("({} * {left})", self.computed(Kind::Number, line, depth - 1)),
        }
    }

    /// Amounts of a line whose currency is in another fact.
    fn of_currencies(&mut self) -> String {
        let (op, to) = (*self.random.pick(ORDER), *self.random.pick(CURRENCIES));
        let to = if self.plain { "CNY" } else { to };
        let left = self.converted(to);
        match self.random.below(4) {
            0 => format!("{left} {op} {}", self.converted(to)),
            1 => {
                let more = self.number();
                format!("{left} + {to} {more} {op} {}", self.converted(to))
            }
            2 if to == "CNY" => format!("{left} {op} {}", self.computed(Kind::Money("CNY"), true, 1)),
            _ => format!("{left} {op} {to} {}", self.number()),
        }
    }

    fn converted(&mut self, to: &str) -> String {
        let fact = *self.random.pick(&["good.total", "good.total", "good.rebate"]);
        let rates = self.rates();
        let by = match self.random.below(3) {
            0 => self.number(),
            _ => (*self.random.pick(&["good.quantity", "good.delta", "good.unit_price"])).to_owned(),
        };
        match self.random.below(5) {
            0 => format!("({fact} * {by}) converted to {to} at {rates}"),
            1 => format!("({by} * {fact}) converted to {to} at {rates}"),
            2 => format!("({fact} converted to {to} at {rates} * {by})"),
            _ => format!("{fact} converted to {to} at {rates}"),
        }
    }

    fn rates(&mut self) -> String {
        self.random.pick(&self.rates).clone()
    }

    fn in_lists(&mut self) -> String {
        let (one, other) = (self.random.pick(&self.lists).clone(), self.random.pick(&self.lists).clone());
        match self.random.below(6) {
            0 => format!("in any of {one}, {other}"),
            1 => format!("in all of {one}, {other}"),
            2 => format!("not in {one}"),
            _ => format!("in {one}"),
        }
    }

    fn document(&mut self) -> String {
        let letter = *self.random.pick(LETTERS);
        format!("good has {}document \"{letter}\"", self.random.pick(&["", "number of "]))
    }

    fn of_days(&mut self) -> String {
        match self.random.below(4) {
            0 => format!("filing is {}valid", self.random.pick(&["", "not "])),
            1 => {
                format!("day {} {}", self.random.pick(ORDER), self.of_place(false, |kind| kind == Kind::Day))
            }
            _ => format!("day {} {}", self.random.pick(ORDER), self.day()),
        }
    }

    fn of_market(&mut self) -> String {
        let (not, list) = (*self.random.pick(&["", "not "]), "places");
        match self.random.below(5) {
            0 => format!("market.id is {not}open in {list} or since market.open_since"),
            1 => {
                format!("exit_customs is {not}an office of market.id in {list} or stated as market.customs")
            }
            2 => format!("declaring_customs is {not}an office of market.id in {list}"),
            3 => format!("destination is {not}open in {list}"),
            _ => format!("market.id is {not}open in {list}"),
        }
    }

    /// A sum over lines, compared.
    fn sum(&mut self) -> String {
        let (op, than) = (*self.random.pick(ORDER), self.number());
        let filter = self.filter();
        let to = *self.random.pick(CURRENCIES);
        match self.random.below(10) {
            0..=4 => {
                let rates = self.rates();
                self.named.sums.push([&rates, to, &than.replace(',', "")].map(ToOwned::to_owned));
                format!("(sum of (goods.total converted to {to} at {rates}){filter}) {op} {to} {than}")
            }
            5 if !self.plain => {
                format!("sum of (goods.rebate converted to {to} at {}) {op} {to} {than}", self.rates())
            }
            6 => format!("(sum of goods.{}{filter}) {op} {than}", self.random.pick(&["quantity", "delta"])),
            7 => {
                format!("(sum of goods.{}{filter}) {op} {than} kg", self.random.pick(&["weight", "tare"]))
            }
            8 if !self.plain => format!("(sum of (goods.quantity * goods.unit_price){filter}) {op} {than}"),
            _ => {
                let (fact, to) = *self.random.pick(&[("duty", "CNY"), ("fee", "USD")]);
                format!("(sum of goods.{fact}{filter}) {op} {to} {than}")
            }
        }
    }

    fn filter(&mut self) -> String {
        match self.random.below(3) {
            0 => format!(" where {}", self.condition(1, true)),
            _ => String::new(),
        }
    }

    fn count(&mut self) -> String {
        let (op, filter) = (*self.random.pick(ORDER), self.filter());
        let than = self.random.below(6);
        match self.random.below(3) {
            0 => format!("count of kinds of goods {op} {than}"),
            _ => format!("(count of goods{filter}) {op} {than}"),
        }
    }

    /// A comparison with names of expressions.
    fn of_names(&mut self) -> String {
        let (op, currency, than) = (*self.random.pick(ORDER), self.currency_of_worth, self.number());
        match self.random.below(4) {
            0 => "urgent".to_owned(),
            1 => format!("worth {op} {currency} {than}"),
            2 => format!("worth + {currency} {than} {op} limit"),
            _ => format!("worth {op} limit"),
        }
    }
}
