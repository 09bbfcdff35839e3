//! Instruments of made-up policies, their articles, and what changes these later.

use super::Author;

/// Days on which instruments begin, and change others.
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
        let mut text = self.lets();
        text.push_str(&self.head(1));
        let articles = 1 + self.random.below(if self.plain { 2 } else { 5 });
        (1..=articles).for_each(|number| text.push_str(&self.article(&number.to_string())));
        if self.random.below(2) == 0 {
            text.push_str(&self.head(2));
            (1..=1 + self.random.below(3)).for_each(|n| text.push_str(&self.article(&n.to_string())));
        }
        let mut own = 3;
        for (at, day) in BEGINNINGS.iter().enumerate() {
            if self.random.below(4) == 0 {
                text.push_str(&self.change(own, day, 1 + at % articles));
                own += 1;
            }
        }
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

    /// The head of the first instrument, or of another that judges.
    fn head(&mut self, number: usize) -> String {
        let mut text = format!(
            "policy EXAMPLE {number}/2026 \"Rules {number}\" zh \"规则{number}\"\n  language 1\n  \
             published on 2026-01-03\n"
        );
        let first = number == 1;
        text.push_str(&match self.random.below(if first { 3 } else { 8 }) {
            0..=2 if first => "  in force from 2026-01-10\n".to_owned(),
            0 => "  in force from 2026-02-01 until 2026-06-30\n".to_owned(),
            1 => "  in force between 2026-04-30 and 2026-05-01\n".to_owned(),
            2 => "  in force no later than 2026-03-15\n".to_owned(),
            _ => format!("  in force from {}\n", self.random.pick(BEGINNINGS)),
        });
        if !first && self.random.below(4) == 0 {
            text.push_str("  dated by export_date\n");
        }
        if !first && self.random.below(4) == 0 {
            text.push_str("  only in markets yiwu, keqiao\n");
        } else if first || self.random.below(3) == 0 {
            let more = match self.random.below(4) {
                0 => format!(" and {}", self.condition(1, false)),
                1 => " and direction = \"export\"".to_owned(),
                _ => String::new(),
            };
            text.push_str(&format!("  applies when supervision_mode = \"1039\"{more}\n"));
        }
        text.push('\n');
        text
    }

    fn article(&mut self, number: &str) -> String {
        let mut text = format!("article {number} \"Article {number}\" zh \"第{number}条\"\n");
        let statements = if self.random.below(10) == 0 { 0 } else { 1 + self.random.below(2) };
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

    /// An instrument that changes the law from a day on; `article` is one of the first.
    fn change(&mut self, number: usize, day: &str, article: usize) -> String {
        let mut text = format!(
            "policy EXAMPLE {number}/2026 \"Changes {number}\" zh \"修改{number}\"\n  language 1\n  \
             published on 2026-01-20\n  in force from {day}{}\n\n",
            self.random.pick(&["", "", " until 2026-12-30"])
        );
        let list = self.random.pick(&self.lists).clone();
        match self.random.below(9) {
            0 => text
                .push_str(&format!("amend EXAMPLE 1/2026\n  insert {}\n", self.words(&format!("{number}0")))),
            1 | 2 => text
                .push_str(&format!("amend EXAMPLE 1/2026\n  replace {}\n", self.words(&article.to_string()))),
            3 => text.push_str(&format!("amend EXAMPLE 1/2026\n  repeal article {article}\n\n")),
            4 => {
                let entry = self.ten();
                text.push_str(&format!(
                    "amend\n  add to catalog {list} under tariff 2026\n    {entry} \"more\" zh \"更多\"\n\n"
                ));
            }
            5 => {
                let market = self.market(&format!("new-{number}"));
                text.push_str(&format!("amend\n  add to markets places\n    {market}\n\n"));
            }
            6 => text.push_str(&format!("suspend catalog {list} until 2026-12-30\n\n")),
            7 => text.push_str(&format!("suspend article {article} of EXAMPLE 1/2026 until 2026-12-30\n\n")),
            _ => text.push_str("suspend EXAMPLE 1/2026 until 2026-07-15\n\n"),
        }
        text
    }

    /// An article below the line of an edit.
    fn words(&mut self, number: &str) -> String {
        let article = self.article(number);
        let mut lines = article.trim_end().lines();
        let head = lines.next().unwrap_or_default().to_owned();
        lines.fold(head, |text, line| format!("{text}\n  {line}")) + "\n"
    }
}
