//! A decision as a text that a person reads and compares, and that is read back: the
//! content of a snapshot, and the head in which `cargo insta` keeps what it is of.
//!
//! A text is a block for the verdict, then a block for each thing that was said; the
//! second line of a sentence is Chinese. The digest is left out: it moves with every
//! edit of the data, and decides nothing that the rest does not show.

use std::fmt::Write as _;

use crate::eval::decision::{Decision, Finding, Verdict};
use crate::value::Text;

/// What a decision says, without what moves for no reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// `reject`, or `undecided, admit to reject`.
    pub verdict: String,
    /// `law of 2026-08-20`.
    pub day: String,
    /// What was said, in the order of the decision.
    pub entries: Vec<Entry>,
}

/// What kind of thing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A norm is violated, or may be.
    Finding,
    /// What is missing.
    Ask,
    /// A permission.
    Permit,
    /// Information.
    Note,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What kind of thing.
    pub kind: Kind,
    /// Of a finding what it is worth (`reject`, `admit to reject`), of a permission the
    /// answer, of a fact why it is missing.
    pub worth: String,
    /// The name of a permission, or the place of a fact; empty for the others.
    pub name: String,
    /// Who says it.
    pub by: By,
    /// In both languages.
    pub message: Text,
}

/// Who says something, and of which line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct By {
    /// The instrument.
    pub policy: String,
    /// The article.
    pub article: String,
    /// The line of goods.
    pub line: Option<u64>,
    /// The list.
    pub list: Option<String>,
    /// Who gave the article its words.
    pub amended_by: Option<String>,
}

impl Snapshot {
    /// What a decision says.
    pub fn of(decision: &Decision) -> Snapshot {
        let word = |verdict: Verdict| verdict.as_str().replace('_', " ");
        let mut verdict = word(decision.verdict);
        if decision.best != decision.worst {
            let _ = write!(verdict, ", {} to {}", word(decision.best), word(decision.worst));
        }
        let mut day = match &decision.as_of {
            Some(day) => format!("law of {day}"),
            None => "day of the law not known".to_owned(),
        };
        if let Some(known) = &decision.known_on {
            let _ = write!(day, ", as known on {known}");
        }
        let mut entries: Vec<Entry> = decision.findings.iter().map(of_finding).collect();
        entries.extend(decision.unknowns.iter().map(|unknown| Entry {
            kind: Kind::Ask,
            worth: unknown.cause.clone(),
            name: unknown.fact.clone(),
            by: By::default(),
            message: one_line(&unknown.asks),
        }));
        entries.extend(decision.permits.iter().map(|(name, permit)| Entry {
            kind: Kind::Permit,
            worth: match permit.because.is_empty() {
                true => permit.answer.clone(),
                false => format!("{}, because of {}", permit.answer, permit.because.join(", ")),
            },
            name: name.clone(),
            by: By::default(),
            message: Text::default(),
        }));
        entries.extend(decision.notes.iter().map(|note| Entry {
            kind: Kind::Note,
            worth: "note".to_owned(),
            name: String::new(),
            by: By {
                policy: note.policy.clone(),
                article: note.article.clone(),
                line: note.line,
                ..By::default()
            },
            message: one_line(&note.message),
        }));
        Snapshot { verdict, day, entries }
    }

    /// The verdict's word.
    pub fn word(&self) -> &str {
        self.verdict.split(',').next().unwrap_or(&self.verdict)
    }

    /// Whether it begins as a record does: with a verdict.
    pub fn has_verdict(&self) -> bool {
        let word = self.word().trim().replace(' ', "_");
        let all = [Verdict::Admit, Verdict::Review, Verdict::Reject, Verdict::Undecided, Verdict::OutOfScope];
        all.iter().any(|verdict| verdict.as_str() == word)
    }

    /// As it is written.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.verdict, self.day);
        for entry in &self.entries {
            let _ = write!(text, "\n{}\n", entry.head());
            let Text { en, zh } = &entry.message;
            for line in [Some(en), (zh != en).then_some(zh)].into_iter().flatten().filter(|l| !l.is_empty()) {
                let _ = writeln!(text, "  {line}");
            }
        }
        text
    }

    /// What a text says; a block that is of no known form is left out, and is still
    /// seen, since texts are compared as they are.
    pub fn read(text: &str) -> Snapshot {
        let mut blocks = text.trim().split("\n\n");
        let mut first = blocks.next().unwrap_or_default().lines();
        Snapshot {
            verdict: first.next().unwrap_or_default().trim().to_owned(),
            day: first.next().unwrap_or_default().trim().to_owned(),
            entries: blocks.filter_map(Entry::read).collect(),
        }
    }
}

fn of_finding(finding: &Finding) -> Entry {
    let (best, worst) = (finding.best.as_str(), finding.worst.as_str());
    Entry {
        kind: Kind::Finding,
        worth: if best == worst { worst.to_owned() } else { format!("{best} to {worst}") },
        name: String::new(),
        by: By {
            policy: finding.policy.clone(),
            article: finding.article.clone(),
            line: finding.line,
            list: finding.catalog.clone(),
            amended_by: finding.amended_by.clone(),
        },
        message: one_line(&finding.message),
    }
}

fn one_line(text: &Text) -> Text {
    let plain = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    Text::new(plain(&text.en), plain(&text.zh))
}

impl Entry {
    /// The first line of its block.
    fn head(&self) -> String {
        let Entry { worth, name, by, .. } = self;
        match self.kind {
            Kind::Finding | Kind::Note => format!("{worth} by {by}"),
            Kind::Ask => format!("asks {name} ({worth})"),
            Kind::Permit => format!("permit {name}: {worth}"),
        }
    }

    fn read(block: &str) -> Option<Entry> {
        let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
        let head = lines.next()?;
        let en = lines.next().unwrap_or_default();
        let message = Text::new(en, lines.next().unwrap_or(en));
        let entry = |kind, worth: &str, name: &str, by| Entry {
            kind,
            worth: worth.to_owned(),
            name: name.to_owned(),
            by,
            message: message.clone(),
        };
        if let Some((name, why)) = head.strip_prefix("asks ").and_then(|rest| rest.rsplit_once(" (")) {
            return Some(entry(Kind::Ask, why.trim_end_matches(')'), name, By::default()));
        }
        if let Some((name, answer)) = head.strip_prefix("permit ").and_then(|rest| rest.split_once(": ")) {
            return Some(entry(Kind::Permit, answer, name, By::default()));
        }
        let (worth, by) = head.split_once(" by ")?;
        let kind = if worth == "note" { Kind::Note } else { Kind::Finding };
        Some(entry(kind, worth, "", By::read(by)))
    }

    /// Whether two say the same thing of the same, whatever it comes to.
    pub fn is_about(&self, other: &Entry) -> bool {
        let by = |e: &Entry| (e.by.policy.clone(), e.by.article.clone(), e.by.line, e.by.list.clone());
        (self.kind, &self.name, by(self)) == (other.kind, &other.name, by(other))
    }
}

impl std::fmt::Display for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let By { policy, article, line, list, amended_by } = self;
        write!(f, "{policy}, article {article}")?;
        line.iter().try_for_each(|line| write!(f, ", line {line}"))?;
        list.iter().try_for_each(|list| write!(f, ", in {list}"))?;
        amended_by.iter().try_for_each(|by| write!(f, ", as amended by {by}"))
    }
}

impl By {
    fn read(text: &str) -> By {
        let (text, amended_by) = match text.split_once(", as amended by ") {
            Some((text, by)) => (text, Some(by.to_owned())),
            None => (text, None),
        };
        let (policy, rest) = text.rsplit_once(", article ").unwrap_or((text, ""));
        let mut by = By { policy: policy.to_owned(), amended_by, ..By::default() };
        for (i, part) in rest.split(", ").enumerate() {
            match (i, part.strip_prefix("line "), part.strip_prefix("in ")) {
                (0, ..) => by.article = part.to_owned(),
                (_, Some(line), _) => by.line = line.parse().ok(),
                (_, _, list) => by.list = list.map(str::to_owned),
            }
        }
        by
    }
}

/// What stands in a file `.snap` besides its content: what it is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The file of the declaration, from the rulebook's folder.
    pub source: String,
    /// Which record, as a person calls it.
    pub expression: String,
    /// By which instruments it was decided.
    pub description: String,
}

/// A file `.snap` or `.snap.new` as `cargo insta` reads it.
pub fn write_file(head: &Head, content: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let Head { source, expression, description } = head;
    let (source, expression, description) = (quoted(source), quoted(expression), quoted(description));
    format!(
        "---\nsource: {source}\ndescription: {description}\nexpression: {expression}\n---\n{}\n",
        content.trim_end()
    )
}

/// The content of such a file: what stands behind its second line of dashes.
pub fn content(file: &str) -> String {
    let file = file.replace("\r\n", "\n");
    let body = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map(|(_, body)| body);
    format!("{}\n", body.unwrap_or(&file).trim())
}
