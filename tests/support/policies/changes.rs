//! Instruments of made-up policies that change others from a day on: their edits, what they
//! suspend, end and bring into force, and those that come in their place.

use super::Author;

/// When instruments begin that change others: published, the first day, and the last of a
/// window where it is not known which.
const BEGINNINGS: &[[&str; 3]] = &[
    ["2026-01-20", "2026-02-01", "2026-02-04"],
    ["2026-03-10", "2026-03-15", "2026-03-20"],
    ["2026-04-20", "2026-05-01", "2026-05-04"],
    ["2026-06-25", "2026-07-01", "2026-07-04"],
];
/// These days and their eves.
pub const AROUND: &[&str] = &[
    "2026-01-31",
    "2026-02-01",
    "2026-03-14",
    "2026-03-15",
    "2026-03-20",
    "2026-04-30",
    "2026-05-01",
    "2026-05-04",
    "2026-06-30",
    "2026-07-01",
    "2026-07-02",
];
/// How many kinds of change there are; the last answers what was yet to be announced.
const KINDS: usize = 14;
/// Kinds that are about an article: an instrument makes one of them at most.
const OF_ARTICLES: &[usize] = &[0, 1, 2, 10];

/// What later instruments can change.
#[derive(Default)]
pub struct Later {
    /// Instruments that judge.
    pub judging: Vec<Judging>,
    /// What an entry of a list is called, with its list.
    pub entries: Vec<(String, String)>,
    /// Lists that are complete until a day, and those with codes in ranges.
    pub complete: Vec<String>,
    pub ranged: Vec<String>,
    /// Instruments whose first day was yet to be announced.
    pub announced: Vec<String>,
    /// Instruments that change others.
    changing: Vec<String>,
}

/// An instrument that judges, as far as it can be edited.
pub struct Judging {
    pub id: String,
    pub articles: Vec<String>,
    /// Whether it has a limit of its own.
    pub limit: bool,
}

impl Author<'_> {
    /// Instruments that follow each other; the first has this number.
    pub fn changes(&mut self, first: usize) -> String {
        let often = *self.random.pick(&[0, 1, 2, 3]);
        let mut text = String::new();
        for (at, days) in BEGINNINGS.iter().enumerate() {
            if self.random.below(4) < often {
                text.push_str(&self.change(first + at, days));
            }
        }
        text
    }

    /// An instrument that changes the law from a day on, or comes in the place of another.
    fn change(&mut self, number: usize, days: &[&str; 3]) -> String {
        if self.random.below(6) == 0 && !self.later.judging.is_empty() {
            let at = self.random.below(self.later.judging.len());
            let old = self.later.judging.swap_remove(at);
            let more = format!("  replaces {}\n", old.id);
            let how = *self.random.pick(&[" from ", " from ", " between "]);
            return self.judging(number, &format!("{}{more}", began(days, how)));
        }
        let notice = self.random.below(3) == 0;
        let (id, mut text) = match notice {
            true => {
                let title = format!("\"Notice {number}\"");
                (format!("notice {title}"), format!("unnumbered notice {title} zh \"通知{number}\"\n"))
            }
            false => {
                let id = format!("EXAMPLE {number}/2026");
                let head = format!("policy {id} \"Changes {number}\" zh \"修改{number}\"\n");
                (id, head)
            }
        };
        text.push_str("  language 1\n");
        text.push_str(&match self.random.below(12) {
            0 => began(days, " between "),
            1 => began(days, " no later than "),
            2 => format!("  published on {}\n  in force from publication\n", days[1]),
            // Known only after it began.
            3 => format!("  published on 2026-07-10\n  in force from {}\n", days[1]),
            4..=7 => {
                let brief = self.random.below(4) == 0 && days[1] < "2026-06";
                let until = if brief { "2026-06-30" } else { "2026-12-30" };
                format!("  published on {}\n  in force from {} until {until}\n", days[0], days[1])
            }
            _ => began(days, " from "),
        });
        text.push('\n');
        text.push_str(&self.effects(number));
        self.later.changing.push(id);
        text
    }

    /// One or two changes, each of another kind.
    fn effects(&mut self, number: usize) -> String {
        let mut kinds: Vec<usize> = (0..KINDS).collect();
        let mut wanted = 1 + self.random.below(2);
        let mut text = String::new();
        while wanted > 0 && !kinds.is_empty() {
            let announces = !self.later.announced.is_empty() && self.random.below(2) == 0;
            let kind = if announces { KINDS - 1 } else { *self.random.pick(&kinds) };
            let of_article = OF_ARTICLES.contains(&kind);
            kinds.retain(|own| *own != kind && !(of_article && OF_ARTICLES.contains(own)));
            if let Some(effect) = self.effect(number, kind) {
                text.push_str(&effect);
                text.push('\n');
                wanted -= 1;
            }
        }
        text
    }

    /// A change of a kind, where there is something to change.
    fn effect(&mut self, number: usize, kind: usize) -> Option<String> {
        let list = self.random.pick(&self.lists).clone();
        let until = *self.random.pick(&["", " until 2026-06-29", " until 2026-12-30"]);
        Some(match kind {
            0..=4 => return self.edit(number, kind),
            5 => {
                let (list, entry) = self.named_once()?;
                format!("amend\n  remove from catalog {list}\n    {entry}\n")
            }
            6 => {
                let codes: Vec<&String> = self.codes.iter().filter(|code| code.starts_with("84")).collect();
                let code = (*self.random.pick(&codes)).clone();
                let ranged = !self.later.ranged.is_empty();
                let list = ranged.then(|| self.random.pick(&self.later.ranged).clone())?;
                let stands = |(own, entry): &(String, String)| *own == list && entry.starts_with(&code);
                if self.later.entries.iter().any(stands) {
                    return None;
                }
                self.later.ranged.clear();
                format!("amend\n  remove from catalog {list}\n    {code}\n")
            }
            7 => {
                let complete = !self.later.complete.is_empty();
                let list = complete.then(|| self.random.pick(&self.later.complete).clone())?;
                format!(
                    "amend\n  extend catalog {list} until {}\n",
                    self.random.pick(&["2027-06-30", "2028-12-31"])
                )
            }
            8 => {
                let market = self.market(&format!("new-{number}"));
                format!("amend\n  add to markets places\n    {market}\n")
            }
            9 => format!("suspend catalog {list}{until}\n"),
            10 => {
                let (id, article) = self.article_of()?;
                let from = *self.random.pick(&["", " from 2026-07-02"]);
                let until = if from.is_empty() { until } else { "" };
                format!("suspend article {article} of {id}{from}{until}\n")
            }
            11 => {
                let id = self.instrument()?;
                format!("suspend {id}{until}\n")
            }
            12 => {
                let id = self.ended()?;
                format!("repeal {id}\n")
            }
            _ => {
                let id = self.later.announced.pop()?;
                let day = *self.random.pick(&["2026-02-02", "2026-05-01", "2026-07-02"]);
                format!("bring {id} into force from {day}\n")
            }
        })
    }

    /// An edit of an instrument or of a list.
    fn edit(&mut self, number: usize, kind: usize) -> Option<String> {
        if kind == 4 {
            let list = self.random.pick(&self.lists).clone();
            let entry = self.ten();
            let stands = |(own, there): &(String, String)| *own == list && there.starts_with(&entry);
            if self.later.entries.iter().any(stands) {
                return None;
            }
            let question = match self.random.below(2) {
                0 => String::new(),
                _ => {
                    let question = format!("heavy-new-{number}");
                    self.named.questions.push(question.clone());
                    format!(" ex {question}")
                }
            };
            self.later.entries.push((list.clone(), format!("{entry} unsure")));
            return Some(format!(
                "amend\n  add to catalog {list} under tariff 2026\n    {entry}{question} \"more\" zh \"更多\"\n"
            ));
        }
        if self.later.judging.is_empty() {
            return None;
        }
        let at = self.random.below(self.later.judging.len());
        let id = self.later.judging[at].id.clone();
        let edit = match kind {
            0 => {
                let article = format!("{number}0");
                self.later.judging[at].articles.push(article.clone());
                format!("insert {}", self.words(&article))
            }
            1 => {
                let articles = &self.later.judging[at].articles;
                let article = (!articles.is_empty()).then(|| self.random.pick(articles).clone())?;
                format!("replace {}", self.words(&article))
            }
            2 => {
                let articles = &mut self.later.judging[at].articles;
                let article = (!articles.is_empty()).then(|| self.random.below(articles.len()))?;
                format!("repeal article {}\n", articles.swap_remove(article))
            }
            _ => {
                let limit = self.later.judging[at].limit.then(|| self.number())?;
                format!("set limit = {} {limit}\n", self.currency_of_worth)
            }
        };
        Some(format!("amend {id}\n  {edit}"))
    }

    /// An article below the line of an edit.
    fn words(&mut self, number: &str) -> String {
        let article = self.article(number);
        let mut lines = article.trim_end().lines();
        let head = lines.next().unwrap_or_default().to_owned();
        lines.fold(head, |text, line| format!("{text}\n  {line}")) + "\n"
    }

    /// An entry of a list that nothing else there is called like; it is not named again.
    fn named_once(&mut self) -> Option<(String, String)> {
        let code = |entry: &str| entry.split(' ').next().unwrap_or_default().to_owned();
        let entries = &self.later.entries;
        let alone = |at: &usize| {
            let (list, entry) = &entries[*at];
            let like = entries.iter().filter(|(own, other)| own == list && code(other) == code(entry));
            !entry.ends_with(" unsure") && (entry.starts_with("no code") || like.count() == 1)
        };
        let alone: Vec<usize> = (0..entries.len()).filter(alone).collect();
        let at = (!alone.is_empty()).then(|| *self.random.pick(&alone))?;
        let own = self.later.entries[at].clone();
        // Its code stays known as one that stood there.
        self.later.entries[at].1.push_str(" unsure");
        Some(own)
    }

    /// An article of an instrument that judges; nobody edits it any more.
    fn article_of(&mut self) -> Option<(String, String)> {
        let at = (!self.later.judging.is_empty()).then(|| self.random.below(self.later.judging.len()))?;
        let own = &mut self.later.judging[at];
        let article = (!own.articles.is_empty()).then(|| self.random.below(own.articles.len()))?;
        Some((own.id.clone(), own.articles.swap_remove(article)))
    }

    /// Any instrument before.
    fn instrument(&mut self) -> Option<String> {
        let judging = self.later.judging.iter().map(|own| own.id.clone());
        let all: Vec<String> = judging.chain(self.later.changing.iter().cloned()).collect();
        (!all.is_empty()).then(|| self.random.pick(&all).clone())
    }

    /// An instrument that is ended: seldom the only one that judges.
    fn ended(&mut self) -> Option<String> {
        let judging = self.later.judging.len();
        let (changing, few) = (self.later.changing.len(), judging < 2 && self.random.below(4) > 0);
        if changing > 0 && (few || self.random.below(2) == 0) {
            return Some(self.later.changing.swap_remove(self.random.below(changing)));
        }
        (judging > 0 && !few).then(|| self.later.judging.swap_remove(self.random.below(judging)).id)
    }
}

/// When an instrument was published, and when it begins: from a day on, or within a window.
fn began([published, first, last]: &[&str; 3], how: &str) -> String {
    let when = match how {
        " between " => format!("{first} and {last}"),
        _ => (*first).to_owned(),
    };
    format!("  published on {published}\n  in force{how}{when}\n")
}
