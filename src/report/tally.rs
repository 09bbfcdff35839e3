//! What a batch came to: every record counted once by its outcome, and again by
//! article, by chapter of the tariff and by market.
//!
//! The counts reconcile: what was read is the sum of the outcomes, and so is the sum
//! over the markets with what could not be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::page::{Page, Style};
use super::{article, human::verdict};
use crate::eval::decision::{Decision, Verdict};
use crate::input::Particulars;
use crate::syntax::ast::Effect;
use crate::value::{Text, text::Lang};

/// Counts of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Every outcome.
    all: Outcomes,
    /// Declarations with a finding at an article, by instrument and article.
    articles: BTreeMap<String, Findings>,
    /// Lines of goods with a finding, by the chapter of their code; none where that is not known.
    chapters: BTreeMap<Option<u8>, Chapter>,
    /// Outcomes by market; `""` where it is not stated.
    markets: BTreeMap<String, Outcomes>,
}

/// Records by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Outcomes {
    read: u64,
    admit: u64,
    review: u64,
    reject: u64,
    undecided: u64,
    out_of_scope: u64,
    unreadable: u64,
}

/// What was found, by what it comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Findings {
    reject: u64,
    review: u64,
    open: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Chapter {
    lines: u64,
    #[serde(flatten)]
    found: Findings,
}

/// What of a decision is counted; read back from its line, too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// The declaration's own number.
    pub declaration: Option<String>,
    verdict: String,
    worst: String,
    findings: Vec<Finding>,
    checked: Checked,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Checked {
    lines: usize,
}

impl Told {
    /// The word of the verdict.
    pub fn verdict(&self) -> &str {
        &self.verdict
    }

    /// Whether it is about as many lines of goods as a declaration has; what is out of
    /// scope was not looked at.
    pub fn has_lines(&self, of: &Particulars) -> bool {
        self.verdict == Verdict::OutOfScope.as_str() || self.checked.lines == of.lines.len()
    }

    /// The word of the worst that it can come to.
    pub fn worst(&self) -> &str {
        &self.worst
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Finding {
    best: String,
    worst: String,
    policy: String,
    article: String,
    line: Option<u64>,
}

impl From<&Decision> for Told {
    fn from(decision: &Decision) -> Told {
        let word = |effect: Effect| Verdict::from(effect).as_str().to_owned();
        let findings = decision.findings.iter().map(|f| Finding {
            best: word(f.best),
            worst: word(f.worst),
            policy: f.policy.clone(),
            article: f.article.clone(),
            line: f.line,
        });
        Told {
            declaration: decision.declaration.clone(),
            verdict: decision.verdict.as_str().to_owned(),
            worst: decision.worst.as_str().to_owned(),
            findings: findings.collect(),
            checked: Checked { lines: decision.checked.lines },
        }
    }
}

impl Finding {
    /// The count that it belongs to.
    fn slot<'f>(&self, found: &'f mut Findings) -> &'f mut u64 {
        match (self.best == self.worst, self.worst.as_str()) {
            (false, _) => &mut found.open,
            (true, "reject") => &mut found.reject,
            (true, _) => &mut found.review,
        }
    }

    /// Of several, the one that weighs most comes last.
    fn weight(&self) -> u8 {
        match (self.best == self.worst, self.worst.as_str()) {
            (true, "reject") => 2,
            (false, _) => 1,
            (true, _) => 0,
        }
    }
}

impl Outcomes {
    fn add(&mut self, verdict: &str) {
        self.read += 1;
        *match verdict {
            "admit" => &mut self.admit,
            "review" => &mut self.review,
            "reject" => &mut self.reject,
            "undecided" => &mut self.undecided,
            "out_of_scope" => &mut self.out_of_scope,
            _ => &mut self.unreadable,
        } += 1;
    }

    /// Every count with its words.
    fn each(&self) -> [(u64, Text); 6] {
        [
            (self.admit, verdict(Verdict::Admit)),
            (self.review, verdict(Verdict::Review)),
            (self.reject, verdict(Verdict::Reject)),
            (self.undecided, verdict(Verdict::Undecided)),
            (self.out_of_scope, verdict(Verdict::OutOfScope)),
            (self.unreadable, Text::new("could not be judged", "未能核查")),
        ]
    }
}

impl Findings {
    fn each(&self) -> [(u64, Text); 3] {
        [
            (self.reject, verdict(Verdict::Reject)),
            (self.review, verdict(Verdict::Review)),
            (self.open, Text::new("open", "待定")),
        ]
    }
}

impl Tally {
    /// How many records were read.
    pub fn read(&self) -> u64 {
        self.all.read
    }

    /// Counts a record that could not be judged.
    pub fn add_unreadable(&mut self) {
        self.all.add("");
    }

    /// Counts a decision about a declaration.
    pub fn add(&mut self, told: &Told, of: &Particulars) {
        self.all.add(&told.verdict);
        self.markets.entry(of.market.clone()).or_default().add(&told.verdict);
        let mut articles: BTreeMap<String, &Finding> = BTreeMap::new();
        let mut lines: BTreeMap<u64, &Finding> = BTreeMap::new();
        for finding in &told.findings {
            weightier(&mut articles, format!("{} {}", finding.policy, finding.article), finding);
            if let Some(line) = finding.line {
                weightier(&mut lines, line, finding);
            }
        }
        for (name, finding) in articles {
            *finding.slot(self.articles.entry(name).or_default()) += 1;
        }
        for (number, chapter) in &of.lines {
            let chapter = self.chapters.entry(*chapter).or_default();
            chapter.lines += 1;
            if let Some(finding) = lines.get(number) {
                *finding.slot(&mut chapter.found) += 1;
            }
        }
    }

    /// `12 declarations: 10 no obstacle found, 2 may not use 1039`;
    /// `共12票。未见禁限：10；不得以1039申报：2`.
    pub fn line(&self, lang: Lang) -> String {
        let page = Page::new(lang, false);
        let all = self.all.read;
        match lang {
            Lang::En if all == 1 => format!("1 declaration: {}", counts(&page, &self.all.each())),
            Lang::En => format!("{all} declarations: {}", counts(&page, &self.all.each())),
            Lang::Zh => format!("共{all}票。{}", counts(&page, &self.all.each())),
        }
    }

    /// The summary for a person.
    pub fn human(&self, lang: Lang, colour: bool) -> String {
        let mut page = Page::new(lang, colour);
        page.line(0, &[(Style::Bold, &self.line(lang))]);
        if !self.articles.is_empty() {
            page.heading("By article (declarations)", "按条款（票）");
        }
        for (name, found) in &self.articles {
            let name = match name.rsplit_once(' ') {
                Some((policy, number)) => format!("{policy} {}", article(number, lang)),
                None => name.clone(),
            };
            row(&mut page, &name, &found.each());
        }
        if !self.chapters.is_empty() {
            page.heading("By chapter (lines of goods)", "按章（商品项）");
        }
        for (chapter, of) in &self.chapters {
            let name = chapter.map_or_else(|| page.say("no code", "无编码").to_owned(), digits);
            let mut each = vec![(of.lines, Text::new("all", "共"))];
            each.extend(of.found.each());
            row(&mut page, &name, &each);
        }
        if !self.markets.is_empty() {
            page.heading("By market (declarations)", "按市场（票）");
        }
        for (market, of) in &self.markets {
            let name = if market.is_empty() { page.say("not stated", "未填") } else { market };
            let name = name.to_owned();
            let mut each = vec![(of.read, Text::new("all", "共"))];
            each.extend(of.each());
            row(&mut page, &name, &each);
        }
        page.finish()
    }

    /// `mp1039/summary@1` on one line.
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Record<'a> {
            schema: &'static str,
            #[serde(flatten)]
            all: &'a Outcomes,
            articles: &'a BTreeMap<String, Findings>,
            chapters: BTreeMap<String, &'a Chapter>,
            markets: &'a BTreeMap<String, Outcomes>,
        }
        super::json::line(&Record {
            schema: "mp1039/summary@1",
            all: &self.all,
            articles: &self.articles,
            chapters: self
                .chapters
                .iter()
                .map(|(of, chapter)| (of.map_or_else(String::new, digits), chapter))
                .collect(),
            markets: &self.markets,
        })
    }
}

/// The two digits of a chapter.
fn digits(chapter: u8) -> String {
    format!("{chapter:02}")
}

/// Keeps the weightier of two findings under a key.
fn weightier<'f, K: Ord>(kept: &mut BTreeMap<K, &'f Finding>, key: K, finding: &'f Finding) {
    let held = kept.entry(key).or_insert(finding);
    if finding.weight() > held.weight() {
        *held = finding;
    }
}

fn row(page: &mut Page, name: &str, each: &[(u64, Text)]) {
    let (name, counts) = (format!("{name}{}", page.colon()), counts(page, each));
    page.line(2, &[(Style::Bold, &name), (Style::Plain, &counts)]);
}

/// Every count above nought: `2 ask a person, 1 may not use 1039`.
fn counts(page: &Page, each: &[(u64, Text)]) -> String {
    let each = each.iter().filter(|(count, _)| *count > 0);
    let each = each.map(|(count, words)| match page.lang {
        Lang::En => format!("{count} {}", page.text(words)),
        Lang::Zh => format!("{}：{count}", page.text(words)),
    });
    let between = page.say(", ", "；");
    each.collect::<Vec<_>>().join(between)
}
