//! A three-valued oracle over every code of the tariff, written apart from the
//! engine: verdicts straight from the columns of the tariff and from the text of
//! the entries, read line by line without the language's own parser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::collections::BTreeMap;

use mp1039::cli::EmbeddedWorld;
use mp1039::world::World;
use serde_json::{Value, json};
use support::{judge, policy, sample};

/// From best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Admit,
    Review,
    Reject,
}

/// Best and worst.
type Ends = (Effect, Effect);

fn join(a: Ends, b: Ends) -> Ends {
    (a.0.max(b.0), a.1.max(b.1))
}

/// The lists that send a line away, by letters, by file of entries, with their worth.
const LETTERED: &[(&str, &str, Effect)] = &[
    ("export-prohibited", "8", Effect::Reject),
    ("needs-export-licence", "4xy", Effect::Reject),
    ("dual-use", "3G", Effect::Reject),
    ("endangered-species", "E", Effect::Reject),
    ("narcotics-and-psychotropics", "I", Effect::Reject),
    ("pesticides", "S", Effect::Reject),
    ("stimulants", "L", Effect::Reject),
    ("gold", "J", Effect::Reject),
    ("toxic-chemicals", "X", Effect::Reject),
    ("other-export-papers", "kzVD", Effect::Review),
    ("needs-export-inspection", "B", Effect::Review),
];
const ENTRIES: &[(&str, &str, Effect)] = &[
    ("dual-use", "catalogs/export-controls.pol", Effect::Reject),
    ("dual-use-without-code", "catalogs/dual-use-without-code.pol", Effect::Reject),
    ("drug-classes", "catalogs/drug-classes.pol", Effect::Reject),
    ("not-for-market-procurement", "suspension-2020.pol", Effect::Reject),
    ("watch-review", "catalogs/watch.pol", Effect::Review),
];

fn read(path: &str) -> String {
    String::from_utf8(EmbeddedWorld.read(path).unwrap()).unwrap()
}

/// A row of the tariff of 2026.
struct Row {
    code: String,
    name: String,
    letters: String,
    inspection: String,
}

fn tariff() -> Vec<Row> {
    let text = read("tariff/2026.tsv");
    let rows = text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    rows.map(|c| Row {
        code: c[0].clone(),
        name: c[1].clone(),
        letters: c[2].clone(),
        inspection: c[3].clone(),
    })
    .collect()
}

/// An entry as its text says.
#[derive(Debug)]
struct Entry {
    list: &'static str,
    worth: Effect,
    /// The beginning of the codes; empty for an entry without a code.
    code: String,
    asks: bool,
    words: Vec<String>,
    asks_on: Vec<String>,
    near: Vec<String>,
}

/// The strings, or codes, behind a word of a statement.
fn behind(text: &str, word: &str) -> Vec<String> {
    // Outside quotes only.
    let mut quoted = false;
    let at = text.char_indices().find(|(i, c)| {
        quoted ^= *c == '"';
        !quoted && text[*i..].starts_with(&format!(" {word} "))
    });
    let Some((at, _)) = at else { return Vec::new() };
    let mut rest = text[at + word.len() + 2..].trim_start();
    let mut found = Vec::new();
    loop {
        let (item, tail) = match rest.strip_prefix('"') {
            Some(inner) => inner.split_once('"').unwrap(),
            None => {
                let end = rest.find([',', ' ']).unwrap_or(rest.len());
                rest.split_at(end)
            }
        };
        found.push(item.to_owned());
        match tail.trim_start().strip_prefix(',') {
            Some(tail) => rest = tail.trim_start(),
            None => return found,
        }
    }
}

/// The entries of the lists of 2026, each statement with its continuations on one line.
fn entries() -> Vec<Entry> {
    let mut found = Vec::new();
    for (list, file, worth) in ENTRIES {
        let text = read(file);
        let mut statements: Vec<String> = Vec::new();
        // Entries stand under the list itself, or under what adds to it.
        let mut own = None;
        for line in text.lines().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')) {
            let indent = line.len() - line.trim_start().len();
            if indent == 0 {
                own = line.starts_with(&format!("catalog {list} ")).then_some(2);
            } else if line.trim() == format!("add to catalog {list} under tariff 2026") {
                own = Some(4);
            } else if own.is_some_and(|deep| indent < deep) {
                own = None;
            } else if own == Some(indent) {
                statements.push(line.trim().to_owned());
            } else if own.is_some() {
                let last = statements.last_mut();
                if let Some(last) = last {
                    last.push(' ');
                    last.push_str(line.trim());
                }
            }
        }
        for statement in statements {
            let coded = statement.starts_with(|c: char| c.is_ascii_digit());
            let of_2020 = statement.contains("under tariff 2020");
            if (!coded && !statement.starts_with("no code ")) || of_2020 {
                continue;
            }
            let first = statement.split(' ').next().unwrap();
            let strip = |codes: Vec<String>| codes.into_iter().map(|c| c.replace('.', "")).collect();
            found.push(Entry {
                list,
                worth: *worth,
                code: if coded { first.replace('.', "") } else { String::new() },
                asks: !coded || statement.contains(" ex "),
                words: behind(&statement, "words"),
                asks_on: behind(&statement, "asks on"),
                near: strip(behind(&statement, "near")),
            });
        }
    }
    assert!(found.len() > 140, "{} entries", found.len());
    found
}

/// What one entry says of a code with a name.
fn by_entry(entry: &Entry, code: &str, name: &str) -> Ends {
    let says = |words: &[String]| words.iter().any(|w| name.to_lowercase().contains(&w.to_lowercase()));
    let coded = !entry.code.is_empty();
    let concerned = if coded {
        code.starts_with(&entry.code) && (entry.asks_on.is_empty() || says(&entry.asks_on))
    } else {
        says(&entry.words) || says(&entry.asks_on) || entry.near.iter().any(|n| code.starts_with(n.as_str()))
    };
    match (concerned, !entry.asks || says(&entry.words)) {
        (false, _) => (Effect::Admit, Effect::Admit),
        (true, true) => (entry.worth, entry.worth),
        (true, false) => (Effect::Admit, entry.worth),
    }
}

/// What is stated beside the code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Papers {
    /// Known to be none.
    None,
    /// The electronic ledger, and that food is on its lists.
    Ledger,
}

/// What the lists say, each by itself.
fn by_lists(entries: &[Entry], row: &Row, name: &str, papers: Papers) -> Vec<(&'static str, Ends)> {
    let mut found = Vec::new();
    for (list, letters, worth) in LETTERED {
        let hit = row.letters.chars().any(|l| letters.contains(l));
        let lifted = *list == "needs-export-inspection" && papers == Papers::Ledger;
        if hit && !lifted {
            found.push((*list, (*worth, *worth)));
        }
    }
    for entry in entries {
        let ends = by_entry(entry, &row.code, name);
        if ends.1 > Effect::Admit {
            found.push((entry.list, ends));
        }
    }
    // Food is asked about its lists.
    let food = row.inspection.contains('S') && ("02".."23").contains(&&row.code[..2]);
    if food && papers == Papers::None {
        found.push(("food-for-export", (Effect::Admit, Effect::Review)));
    }
    found
}

fn expected(entries: &[Entry], row: &Row, name: &str, papers: Papers) -> Ends {
    let nothing = (Effect::Admit, Effect::Admit);
    by_lists(entries, row, name, papers).into_iter().map(|(_, ends)| ends).fold(nothing, join)
}

fn effect(word: &str) -> Effect {
    match word {
        "admit" => Effect::Admit,
        "review" => Effect::Review,
        "reject" => Effect::Reject,
        other => panic!("{other}"),
    }
}

/// A line of this code and name in a declaration that is in order.
fn declaration(code: &str, name: &str, papers: Papers) -> Value {
    let mut declaration = sample("one-toy");
    let line = &mut declaration["items"][0];
    line["hs_code"] = json!(code);
    line["name"] = json!(name);
    if papers == Papers::Ledger {
        line["food"] = json!({"on_market_list": true, "supplier_listed": true});
        declaration["documents"] = json!([{"letter": "B", "number": "118000000000001", "lines": [1]}]);
    }
    declaration
}

fn compare(papers: Papers) {
    let (policy, entries) = (policy(), entries());
    let mut wrong = Vec::new();
    for row in tariff() {
        let decision = judge(&policy, &declaration(&row.code, &row.name, papers));
        let found = (effect(decision.best.as_str()), effect(decision.worst.as_str()));
        let wanted = expected(&entries, &row, &row.name, papers);
        if found != wanted {
            wrong.push(format!("{} {} [{}]: {found:?}, not {wanted:?}", row.code, row.name, row.letters));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
}

#[test]
fn every_code_without_papers_gets_the_ends_of_its_letters_and_entries() {
    compare(Papers::None);
}

#[test]
fn every_code_with_its_ledger_gets_the_ends_of_its_letters_and_entries() {
    compare(Papers::Ledger);
}

#[test]
fn every_short_code_gets_the_ends_of_its_children() {
    let (policy, entries) = (policy(), entries());
    let mut lines: BTreeMap<String, Ends> = BTreeMap::new();
    for row in tariff() {
        let ends = expected(&entries, &row, "货物", Papers::None);
        lines
            .entry(row.code[..8].to_owned())
            .and_modify(|e| *e = (e.0.min(ends.0), e.1.max(ends.1)))
            .or_insert(ends);
    }
    assert_eq!(lines.len(), 8_978);
    let mut wrong = Vec::new();
    for (code, wanted) in &lines {
        let decision = judge(&policy, &declaration(code, "货物", Papers::None));
        let found = (effect(decision.best.as_str()), effect(decision.worst.as_str()));
        if found != *wanted {
            wrong.push(format!("{code}: {found:?}, not {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
}

#[test]
fn figures_by_catalog() {
    let entries = entries();
    let mut figures: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for row in tariff() {
        let mut seen: BTreeMap<&str, Ends> = BTreeMap::new();
        for (list, ends) in by_lists(&entries, &row, &row.name, Papers::None) {
            seen.entry(list).and_modify(|e| *e = join(*e, ends)).or_insert(ends);
        }
        for (list, ends) in seen {
            let (hits, asked) = figures.entry(list).or_default();
            *(if ends.0 == ends.1 { hits } else { asked }) += 1;
        }
        let ends = expected(&entries, &row, &row.name, Papers::None);
        *verdicts.entry(format!("{:?} to {:?}", ends.0, ends.1)).or_default() += 1;
    }
    let lists = figures.iter().map(|(list, (hits, asked))| format!("{list}: {hits} codes in, {asked} asked"));
    let verdicts = verdicts.iter().map(|(ends, count)| format!("{ends}: {count} codes"));
    insta::assert_snapshot!(lists.chain(verdicts).collect::<Vec<_>>().join("\n"));
}

#[test]
fn ordinary_goods_with_ordinary_papers_get_a_plain_answer() {
    let policy = policy();
    let mut last: BTreeMap<String, Row> = BTreeMap::new();
    for row in tariff().into_iter().filter(|r| ("39".."97").contains(&&r.code[..2])) {
        last.insert(row.code[..4].to_owned(), row);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut listed = Vec::new();
    for row in last.values() {
        let decision = judge(&policy, &declaration(&row.code, &row.name, Papers::Ledger));
        let verdict = decision.verdict.as_str();
        *counts.entry(verdict).or_default() += 1;
        if verdict != "admit" {
            let lists: Vec<&str> = decision.findings.iter().filter_map(|f| f.catalog.as_deref()).collect();
            listed.push(format!("{verdict} {} {} [{}]", row.code, row.name, lists.join(", ")));
        }
    }
    let asked = counts.get("undecided").copied().unwrap_or_default();
    assert!(asked * 50 <= last.len(), "{asked} of {} asked", last.len());
    listed.sort();
    insta::assert_snapshot!(format!("{} headings: {counts:?}\n{}", last.len(), listed.join("\n")));
}
