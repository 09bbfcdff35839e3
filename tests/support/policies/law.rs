//! Instruments of made-up policies that judge, and their articles.

use super::Author;
use super::changes::Judging;

/// When the first instruments were published.
const PUBLISHED: &str = "  published on 2026-01-03\n";
/// Days on which instruments begin.
const BEGINNINGS: &[&str] = &["2026-02-01", "2026-03-15", "2026-05-01", "2026-07-01"];
const HOLES: &[&str] = &[
    "transit",
    "exit_customs",
    "declared_on",
    "remark",
    "limit",
    "worth",
    "deposit",
    "limit converted to CNY at monthly",
    "day",
    "worth - limit",
    "gross",
    "settlement",
    "day < 2026-05-01",
    "market.id is open in places",
    "export_date",
    // Not where one line is at hand, and only there.
    "any good in list1",
];
const HOLES_OF_LINES: &[&str] =
    &["good.name", "good.total", "good.total converted to CNY at monthly", "good.delta * 2", "worth"];

impl Author<'_> {
    /// The whole law.
    pub fn law(&mut self) -> String {
        let mut text = match self.random.below(16) {
            0 => "consolidated from 2026-02-01 until 2026-06-30\n\n".to_owned(),
            1 => "consolidated from 2026-03-15\n\n".to_owned(),
            _ => String::new(),
        };
        text.push_str(&self.lets());
        let when = *self.random.pick(&["  in force from 2026-01-10\n", "  in force from publication\n"]);
        text.push_str(&self.judging(1, &format!("{PUBLISHED}{when}")));
        if self.random.below(2) == 0 {
            let when = match self.random.below(8) {
                0 => "  in force from 2026-02-01 until 2026-06-30\n".to_owned(),
                1 => "  in force between 2026-04-30 and 2026-05-01\n".to_owned(),
                2 => "  in force no later than 2026-03-15\n".to_owned(),
                3 | 4 => {
                    self.later.announced.push("EXAMPLE 2/2026".to_owned());
                    "  in force on a day to be announced by \"Somebody\" zh \"某关\"\n".to_owned()
                }
                _ => format!("  in force from {}\n", self.random.pick(BEGINNINGS)),
            };
            text.push_str(&self.judging(2, &format!("{PUBLISHED}{when}")));
        }
        text.push_str(&self.changes(3));
        if self.random.below(3) == 0 {
            text.push_str("advice tips \"Tips\" zh \"指引\"\n");
            (0..1 + self.random.below(2)).for_each(|_| text.push_str(&self.note()));
            text.push_str("  reported \"made up\"\n\n");
        }
        text
    }

    /// What is used, and names of expressions for the whole file.
    fn lets(&mut self) -> String {
        self.currency_of_worth = *self.random.pick(&["USD", "USD", "CNY", "EUR"]);
        let currency = self.currency_of_worth;
        let (limit, rates) = (self.number(), self.random.pick(&self.rates).clone());
        let (urgent, calm) = (self.condition(1, false), self.of_head());
        self.may_name = true;
        format!(
            "use \"lists.pol\"\n\nlet limit = {currency} {limit}\n\
             let worth = sum of (goods.total converted to {currency} at {rates})\n\
             let urgent = {urgent}\nlet calm = {calm}\n\n"
        )
    }

    /// An instrument that judges, with its articles; `when` it was published, and begins.
    pub fn judging(&mut self, number: usize, when: &str) -> String {
        let (id, first) = (format!("EXAMPLE {number}/2026"), number == 1);
        let mut text = format!("policy {id} \"Rules {number}\" zh \"规则{number}\"\n  language 1\n{when}");
        if number == 2 && self.random.below(4) == 0 {
            text.push_str("  dated by export_date\n");
        }
        if number == 2 && self.random.below(4) == 0 {
            text.push_str("  only in markets yiwu, keqiao\n");
        } else if number != 2 || self.random.below(3) == 0 {
            let more = match self.random.below(4) {
                0 => format!(" and {}", self.condition(1, false)),
                1 => " and direction = \"export\"".to_owned(),
                _ => String::new(),
            };
            text.push_str(&format!("  applies when supervision_mode = \"1039\"{more}\n"));
        }
        text.push('\n');
        let limit = self.random.below(3) == 0;
        if limit {
            let own = self.number();
            text.push_str(&format!("let limit zh \"限额\" = {} {own}\n\n", self.currency_of_worth));
        }
        let most = if !first {
            3
        } else if self.plain {
            2
        } else {
            5
        };
        let articles: Vec<String> = (1..=1 + self.random.below(most)).map(|n| n.to_string()).collect();
        articles.iter().for_each(|number| text.push_str(&self.article(number)));
        self.later.judging.push(Judging { id, articles, limit });
        text
    }

    pub fn article(&mut self, number: &str) -> String {
        let mut text = format!("article {number} \"Article {number}\" zh \"第{number}条\"\n");
        let statements = if self.random.below(10) == 0 { 0 } else { 1 + self.random.below(2) };
        if self.random.below(24) == 0 {
            text.push_str("  as amended by EXAMPLE 99/2026\n");
        }
        (0..statements).for_each(|_| text.push_str(&self.statement()));
        text.push('\n');
        text
    }

    fn statement(&mut self) -> String {
        match self.random.below(16) {
            0..=1 => return self.note(),
            2 => {
                let name = format!("p{}", self.random.below(1_000));
                return match self.random.below(2) {
                    0 => format!("  permit {name} when {}\n", self.condition(1, false)),
                    _ => format!("  permit {name} {}\n", self.per_line(&["each"])),
                };
            }
            _ => {}
        }
        let (demand, line) = match self.random.below(10) {
            0..=2 => (format!("require {}", self.of_whole()), false),
            3..=4 => (format!("forbid {}", self.of_whole()), false),
            5 => (format!("forbid {}", self.per_line(&["any"])), true),
            6 => (format!("require {}", self.per_line(&["each"])), true),
            7 => (format!("require {}", self.per_line(&["no"])), true),
            8 => (format!("require {}", self.per_line(&["any"])), false),
            _ => {
                let list = self.random.pick(&self.lists).clone();
                let of = match self.random.below(2) {
                    0 => String::new(),
                    _ => format!(" where {}", self.condition(1, true)),
                };
                (format!("only goods in {list}{of}"), true)
            }
        };
        let mut text = format!("  {demand}\n");
        match self.random.below(5) {
            0 => text.push_str("    otherwise review\n"),
            1 => text.push_str(&format!("    otherwise review {}\n", self.message(line))),
            2 => text.push_str(&format!("    otherwise reject {}\n", self.message(line))),
            _ => {}
        }
        for _ in 0..[0, 0, 1, 2][self.random.below(4)] {
            text.push_str(&format!("    except when {}\n", self.condition(1, line)));
        }
        text
    }

    /// A condition over the declaration, of which no line has to be at hand.
    fn of_whole(&mut self) -> String {
        loop {
            let condition = self.condition(2, false);
            if !["(any good", "(each good", "(no good"].iter().any(|own| condition.starts_with(own)) {
                return condition;
            }
        }
    }

    fn message(&mut self, line: bool) -> String {
        let of_head = if line { &HOLES[..HOLES.len() - 1] } else { HOLES };
        let own = line && self.random.below(2) == 0;
        let hole = *self.random.pick(if own { HOLES_OF_LINES } else { of_head });
        format!("\"It is {{{hole}}}.\" zh \"其为{{{hole}}}。\"")
    }

    fn note(&mut self) -> String {
        match self.random.below(4) {
            0 => format!("  note each good in {}\n", self.random.pick(&self.lists)),
            1 => format!("  note {}\n", self.message(false)),
            _ => format!("  note {}\n    when {}\n", self.message(false), self.condition(1, false)),
        }
    }
}
