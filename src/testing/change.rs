//! How a decision differs from the one that was recorded, and why: what came, what is
//! gone, and what says something else now.

use super::snapshot::{By, Entry, Kind, Snapshot};
use crate::bilingual;
use crate::report;
use crate::value::{Text, text::Lang};

/// What became of something that was said.
#[allow(clippy::large_enum_variant, reason = "a decision has few, and each is printed once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is said now.
    Came(Entry),
    /// It is said no more.
    Gone(Entry),
    /// It says something else: before, and now.
    Moved(Entry, Entry),
}

/// What differs between two decisions; what is said in another order only does not.
pub fn differences(before: &Snapshot, now: &Snapshot) -> Vec<Difference> {
    let mut old: Vec<&Entry> = before.entries.iter().collect();
    let mut new: Vec<Option<&Entry>> = now.entries.iter().map(Some).collect();
    for slot in &mut new {
        if let Some(at) = slot.and_then(|entry| old.iter().position(|o| *o == entry)) {
            old.remove(at);
            *slot = None;
        }
    }
    let mut found = Vec::new();
    for entry in new.into_iter().flatten() {
        found.push(match old.iter().position(|o| o.is_about(entry)) {
            Some(at) => Difference::Moved(old.remove(at).clone(), entry.clone()),
            None => Difference::Came(entry.clone()),
        });
    }
    found.extend(old.into_iter().cloned().map(Difference::Gone));
    // What decides comes before what is only noted.
    found.sort_by_key(|difference| match difference {
        Difference::Came(entry) | Difference::Gone(entry) | Difference::Moved(_, entry) => entry.kind,
    });
    found
}

/// Before and after in words, and every difference with its article.
pub fn says(before: &Snapshot, now: &Snapshot) -> Vec<Text> {
    let mut lines = vec![verdicts(before, now)];
    if before.day != now.day {
        let (a, b) = (&before.day, &now.day);
        lines.push(bilingual!("  {b}; was {a}", "  {b}；原为{a}"));
    }
    for difference in differences(before, now) {
        match difference {
            Difference::Came(entry) => lines.push(line("+", &entry)),
            Difference::Gone(entry) => lines.push(line("-", &entry)),
            Difference::Moved(old, new) => {
                lines.push(line("~", &new));
                let was = match old.worth == new.worth && !old.message.en.is_empty() {
                    true => old.message.clone(),
                    false => worth(&old),
                };
                let amended = amended(&old.by);
                lines.push(bilingual!("    was{amended}: {was}", "    原为{amended}：{was}"; amended, was));
            }
        }
    }
    if lines.len() == 1 && before.verdict == now.verdict {
        lines.push(Text::new(
            "  the same things are said in another order or form",
            "  内容相同，仅次序或写法不同",
        ));
    }
    lines
}

/// So many findings are shown of a decision that is new.
const SHOWN: usize = 5;

/// What a decision says that was not recorded before.
pub fn says_new(now: &Snapshot) -> Vec<Text> {
    let mut lines = vec![verdict(&now.verdict)];
    let counts = |e: &&Entry| e.kind == Kind::Finding;
    lines.extend(now.entries.iter().filter(counts).take(SHOWN).map(|entry| line("+", entry)));
    let more = now.entries.iter().filter(counts).count().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(bilingual!("  … and {more} more", "  ……另有{more}项"));
    }
    lines
}

/// `admit → reject`.
fn verdicts(before: &Snapshot, now: &Snapshot) -> Text {
    let (a, b) = (verdict(&before.verdict), verdict(&now.verdict));
    match before.verdict == now.verdict {
        true => bilingual!("{b}, as before", "{b}（结论不变）"; b),
        false => bilingual!("{a} → {b}", "{a} → {b}"; a, b),
    }
}

/// A verdict of a snapshot in both languages: `undecided, admit to reject`.
pub fn verdict(words: &str) -> Text {
    let mut parts = words.split(", ");
    let mut text = Text::new(words, word(parts.next().unwrap_or_default()));
    if let Some((best, worst)) = parts.next().and_then(|ends| ends.split_once(" to ")) {
        text.zh.push_str(&format!("（{}至{}）", word(best), word(worst)));
    }
    text
}

/// Words of verdicts and effects in Chinese.
fn word(english: &str) -> &str {
    match english {
        "admit" => "未见禁限",
        "review" => "人工复核",
        "reject" => "不得申报",
        "undecided" => "资料不足",
        "out of scope" => "不属1039",
        "yes" => "是",
        "no" => "否",
        "unknown" => "不能确定",
        other => other,
    }
}

fn worth(entry: &Entry) -> Text {
    let words = &entry.worth;
    match words.split_once(" to ") {
        Some((best, worst)) => Text::new(words, format!("{}至{}", word(best), word(worst))),
        None => match words.split_once(", because of ") {
            Some((answer, why)) => Text::new(words, format!("{}（因{why}）", word(answer))),
            None => Text::new(words, word(words)),
        },
    }
}

fn amended(by: &By) -> Text {
    match &by.amended_by {
        Some(by) => bilingual!(", as amended by {by}", "（依{by}修订）"),
        None => Text::default(),
    }
}

/// One difference: who says what.
fn line(sign: &str, entry: &Entry) -> Text {
    let (name, message, worth) = (&entry.name, &entry.message, worth(entry));
    match entry.kind {
        Kind::Ask => bilingual!("  {sign} asks: {message}", "  {sign} 询问：{message}"; message),
        Kind::Permit => bilingual!("  {sign} permit {name}: {worth}", "  {sign} 许可 {name}：{worth}"; worth),
        Kind::Finding | Kind::Note => {
            let by = who(&entry.by);
            let note = Text::new("note", "提示");
            let worth = if entry.kind == Kind::Note { note } else { worth };
            bilingual!("  {sign} {worth} by {by}: {message}", "  {sign} {worth}　{by}：{message}"; worth, by, message)
        }
    }
}

/// `article 1.2 (GACC 221/2019), line 3`.
fn who(by: &By) -> Text {
    let By { policy, article, line, list, .. } = by;
    let (en, zh) = (report::article(article, Lang::En), report::article(article, Lang::Zh));
    let en = en.strip_prefix("Article ").map_or(en.clone(), |number| format!("article {number}"));
    let amended = amended(by);
    let mut text = bilingual!("{en} ({policy}){amended}", "{zh}（{policy}）{amended}"; amended);
    if let Some(list) = list {
        text.push(&bilingual!(", {list}", "，{list}"));
    }
    if let Some(line) = line {
        text.push(&bilingual!(", line {line}", "，第{line}项"));
    }
    text
}
