//! Lists of made-up policies: tariffs of two years and what became of codes, catalogs,
//! rates, markets.

use super::{Author, DAYS};

/// Codes of six digits that headings of a made-up tariff are made of.
const HEADINGS: &[&str] = &["950300", "950510", "940421", "630790", "710812", "840733"];
const NAMES: &[&str] = &["玩具", "濒危玩具", "床垫", "黄金", "mask", "其他"];
const WORDS: &[&str] = &["电动", "mask", "KN95", "İ", "ß", "玩具", "abc"];
const QUESTIONS: &[&str] = &["motor", "drone", "heavy", "pure", "old-kind"];
const MONTHS: &[&str] = &["2025-12", "2026-01", "2026-02", "2026-04", "2026-05", "2026-06", "2026-07"];

impl Author<'_> {
    /// A tariff of 2026, one of an earlier year, what became of its codes, and their rows.
    pub fn tariffs(&mut self) -> (String, Vec<(String, String)>) {
        let mut files = Vec::new();
        let mut text = String::new();
        self.codes = self.tariff_codes();
        let earlier = *self.random.pick(&[2020, 2025]);
        self.years = vec![2026, earlier];
        self.complete = self.random.below(8) > 0;
        for (year, complete) in [(2026, self.complete), (earlier, self.random.below(3) == 0)] {
            text.push_str(&format!("tariff {year} \"Tariff\" zh \"税则\"\n"));
            if complete {
                text.push_str(&format!("  complete from {year}-01-01 until {year}-12-31\n"));
            }
            if complete || self.random.below(2) == 0 {
                text.push_str(&format!("  rows in \"{year}.tsv\"\n"));
                files.push((format!("{year}.tsv"), self.tariff_rows(year == 2026)));
            }
            if year == 2026 {
                text.push_str("  successors in \"successors.tsv\"\n  correlated in \"correlated.tsv\"\n");
            }
            text.push_str("  reported \"made up\"\n\n");
        }
        files.push(("successors.tsv".to_owned(), self.successors(earlier)));
        files.push(("correlated.tsv".to_owned(), "hs2017\ths2022\n950300\t950510\n".to_owned()));
        (text, files)
    }

    fn tariff_codes(&mut self) -> Vec<String> {
        let mut codes = Vec::new();
        for heading in HEADINGS {
            for eight in 0..1 + self.random.below(3) {
                for ten in 0..1 + self.random.below(3) {
                    codes.push(format!("{heading}{}0{}0", eight + 1, ten));
                }
            }
        }
        codes
    }

    fn tariff_rows(&mut self, whole: bool) -> String {
        let mut rows = "code\tname\tletters\tinspection\tduty\tprovisional\n".to_owned();
        for code in self.codes.clone() {
            // Of each heading there is one at least.
            if !whole && !code.ends_with("1000") && self.random.below(3) == 0 {
                continue;
            }
            let name = *self.random.pick(NAMES);
            let letters = *self.random.pick(&["", "", "4", "x", "4xB", "B"]);
            let inspection = *self.random.pick(&["", "S", "PS"]);
            let (duty, own) = *self.random.pick(&[("", ""), ("20%", ""), ("20%", "0%"), ("0%", "5%")]);
            rows.push_str(&format!("{code}\t{name}\t{letters}\t{inspection}\t{duty}\t{own}\n"));
        }
        // One row with everything, so that no letter is without a code.
        if whole {
            rows.push_str("9999999990\t濒危玩具\t4xB\tPS\t20%\t\n");
        }
        rows
    }

    fn successors(&mut self, from: u16) -> String {
        let mut rows = "from_year\tfrom\tto_year\tto\trelation\tgrade\tsource\n".to_owned();
        for _ in 0..self.random.below(6) {
            let (old, new) = (self.ten(), self.ten());
            let year = if self.random.below(3) == 0 { String::new() } else { from.to_string() };
            let relation = *self.random.pick(&["same", "part", "split", "hint"]);
            rows.push_str(&format!("{year}\t{old}\t2026\t{new}\t{relation}\treported\tmade up\n"));
        }
        rows
    }

    /// A list of goods.
    pub fn catalog(&mut self, name: &str) -> String {
        let year = if self.random.below(4) == 0 { self.years[1] } else { 2026 };
        let mut text = format!("catalog {name} \"{name}\" zh \"{name}\"\n  under tariff {year}\n");
        text.push_str(&match self.random.below(3) {
            0 => {
                let (from, until) = self.stretch();
                if until.as_str() < "2027" {
                    self.later.complete.push(name.to_owned());
                }
                format!("  complete from {from} until {until}\n")
            }
            1 => "  complete from 2025-01-01 until 2027-12-31\n".to_owned(),
            _ => "  entries come by notice\n".to_owned(),
        });
        text.push_str("  reported \"made up\"\n");
        let own = year == 2026 && self.complete;
        match self.random.below(7) {
            0 if own => text.push_str("  codes lettered 4, x\n"),
            1 if own => text.push_str("  codes inspected S in 60 to 99\n"),
            2 if own => text.push_str("  codes bearing export duty\n"),
            3 if own => text.push_str("  codes lettered B named \"玩具\"\n"),
            4 => {
                text.push_str("  codes 7108 to 9503\n");
                if own {
                    self.later.ranged.push(name.to_owned());
                }
                if self.random.below(3) == 0 {
                    text.push_str("  except codes 9404.21\n");
                }
            }
            5 if own => text.push_str(&format!("  codes {}, 9999\n", self.code())),
            _ => {}
        }
        for _ in 0..self.random.below(4) {
            let entry = self.entry(name, year);
            text.push_str(&format!("  {entry}\n"));
        }
        if self.random.below(4) == 0 {
            let rows = format!("{name}.tsv");
            text.push_str(&format!("  explained by \"{rows}\"\n"));
            let explained = self.explained();
            self.rows.push((rows, explained));
        }
        if self.random.below(12) == 0 {
            text.push_str("  suspended\n");
        }
        if self.random.below(4) == 0 {
            text.push_str("  note \"Look twice.\" zh \"请复核。\"\n");
        }
        text
    }

    /// Rows that explain codes, some of them several times.
    fn explained(&mut self) -> String {
        let mut rows = "code\tnumbered\tname\ten\tgrade\tsource\n".to_owned();
        for at in 0..1 + self.random.below(8) {
            let (number, en) = *self.random.pick(&[("1C108.b", "item"), ("1C108.b", ""), ("", "item")]);
            rows.push_str(&format!("{}\t{number}\t物项{at}\t{en}\treported\tmade up\n", self.ten()));
        }
        rows
    }

    fn entry(&mut self, list: &str, year: u16) -> String {
        let question = match self.random.below(3) {
            // One answer counts for every list.
            0 => (*self.random.pick(QUESTIONS)).to_owned(),
            _ => format!("{}-{list}-{}", self.random.pick(QUESTIONS), self.random.below(100)),
        };
        if self.asked.contains(&(list.to_owned(), question.clone())) {
            let code = self.code_of(year);
            self.later.entries.push((list.to_owned(), code.clone()));
            return format!("{code} \"goods\" zh \"商品\"");
        }
        let no_code = self.random.below(4) == 0;
        let asks = no_code || self.random.below(3) > 0;
        let mut entry = match (no_code, asks) {
            (true, _) => format!("no code {question}"),
            (_, true) => format!("{} ex {question}", self.code_of(year)),
            _ => self.code_of(year),
        };
        self.later.entries.push((list.to_owned(), entry.clone()));
        if asks {
            self.asked.push((list.to_owned(), question.clone()));
            self.named.questions.push(question.clone());
            let title = question.split('-').next().unwrap_or_default();
            entry.push_str(&format!(" \"{title}\" zh \"{title}\""));
        } else {
            entry.push_str(" \"goods\" zh \"商品\"");
        }
        if no_code {
            entry.push_str(&format!(" near {}", &self.ten()[..4]));
        }
        if asks {
            let word = |own: &mut Self| (*own.random.pick(WORDS)).to_owned();
            match self.random.below(6) {
                0 | 1 => entry.push_str(&format!(" words \"{}\", \"{}\"", word(self), word(self))),
                2 => entry.push_str(&format!(" asks on \"{}\"", word(self))),
                3 => entry.push_str(&format!(" when {}", self.of_attributes())),
                4 => entry.push_str(&format!(" asks on \"{}\" when {}", word(self), self.of_attributes())),
                _ => {}
            }
        }
        match self.random.below(8) {
            0 => entry.push_str(&format!(" from {}", self.day())),
            1 => entry.push_str(&format!(" until {}", self.day())),
            2 => entry.push_str(" published on 2026-03-10"),
            3 => entry.push_str(" reported \"made up\""),
            _ => {}
        }
        entry
    }

    /// What the condition of an entry asks.
    fn of_attributes(&mut self) -> String {
        let number = self.number();
        match self.random.below(6) {
            0 => format!("purity > {number} %"),
            1 => format!("power >= {number} and purity <= 99.9 %"),
            2 => format!("good.weight < {number} kg or good.fresh"),
            3 => format!("good.name contains \"{}\"", self.random.pick(WORDS)),
            4 => "transit and good.attributes.power is stated".to_owned(),
            _ => format!("power * good.quantity > {number}"),
        }
    }

    /// A code as an entry of a tariff edition names it.
    fn code_of(&mut self, year: u16) -> String {
        if year == 2026 { self.code() } else { self.ten()[..6].to_owned() }
    }

    /// Markets with their offices.
    pub fn markets(&mut self) -> String {
        let mut text = "markets places \"Markets\" zh \"市场\"\n  reported \"made up\"\n".to_owned();
        for id in ["yiwu", "keqiao", "haining", "linyi"] {
            text.push_str(&format!("  {}\n", self.market(id)));
        }
        text
    }

    /// A market of a list.
    pub fn market(&mut self, id: &str) -> String {
        let mut text = format!("market {id} \"{id}\" zh \"{id}\"");
        if self.random.below(3) == 0 {
            text.push_str(" named on 2026-01-08");
        }
        match self.random.below(5) {
            0 => text.push_str(&format!(" open from {}", self.random.pick(&DAYS[3..]))),
            1 => text.push_str(" open between 2026-02-01 and 2026-06-30"),
            2 => text.push_str(&format!(" open no later than {}", self.random.pick(&DAYS[3..]))),
            3 => text.push_str(" open from 2026-01-20"),
            _ => {}
        }
        if self.random.below(6) == 0 {
            text.push_str(" published on 2026-03-10");
        }
        match self.random.below(5) {
            0 => text.push_str(" offices 2921"),
            1 => text.push_str(" offices 2921, 2923 in district 29 partial"),
            2 => text.push_str(" in district 51 partial"),
            3 => text.push_str(" offices 5165 partial"),
            _ => {}
        }
        text
    }

    /// Two tables of rates, and their rows.
    pub fn rate_tables(&mut self) -> (String, Vec<(String, String)>) {
        let mut text = String::new();
        let mut files = Vec::new();
        for name in ["monthly", "other"] {
            text.push_str(&format!("rates {name} \"Rates\" zh \"汇率\"\n"));
            text.push_str(match self.random.below(3) {
                0 => "  dated by accepted_on\n  dated by declared_on from 2026-05-01\n",
                1 => "  dated by export_date\n",
                _ => "  dated by declared_on\n",
            });
            text.push_str(&format!("  rows in \"{name}.tsv\"\n  reported \"made up\"\n\n"));
            let mut rows = "month\tcurrency\tcny\ttolerance\tpublished\tgrade\tsource\n".to_owned();
            let exact = self.random.below(3) > 0;
            for month in MONTHS {
                for currency in ["USD", "EUR", "JPY"] {
                    if self.random.below(9) == 0 {
                        continue;
                    }
                    let rate = format!("{}.{:04}", self.random.below(9), 1 + self.random.below(9_998));
                    let long = ["", "", "", "0307", "03070000001"][self.random.below(5)];
                    let slack = if exact || self.random.below(2) == 0 { "" } else { "2%" };
                    let published = *self.random.pick(&["", "", "2026-03-01"]);
                    rows.push_str(&format!(
                        "{month}\t{currency}\t{rate}{long}\t{slack}\t{published}\treported\tmade up\n"
                    ));
                    self.named.rates.push([name, month, currency, &rate].map(str::to_owned));
                }
            }
            files.push((format!("{name}.tsv"), rows));
        }
        self.rates = vec!["monthly".to_owned(), "other".to_owned()];
        (text, files)
    }

    /// Two days in their order.
    pub fn stretch(&mut self) -> (String, String) {
        let (a, b) = (self.day(), self.day());
        if a <= b { (a, b) } else { (b, a) }
    }
}
