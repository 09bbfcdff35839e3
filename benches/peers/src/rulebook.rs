//! The same law as texts of the language: a rulebook of its own in memory, nothing of the
//! embedded one.

use mp1039::world::MemoryWorld;

use crate::law::{FIRST_YEAR, LISTS, Law, MONTHS, Prefix, SUSPENDED, WATCHED, WATCHED_LOCAL, WINDOW};
use crate::model::{CURRENCIES, RATE, decimal, iso};

const RULES: &str = include_str!("rules.pol");
const FACTS: &str = include_str!("facts.pol");
const TARIFF: &str =
    "tariff 2022 \"Synthetic tariff\" zh \"合成税则\"\n  unverified \"synthetic, without rows\"\n";
const RATES: &str = "rates monthly \"Synthetic rate of the month\" zh \"合成月度汇率\"
  dated by declared_on
  rows in \"rates.tsv\"
  unverified \"synthetic\"
";

/// The name of a list.
pub fn name(list: usize) -> String {
    match list {
        SUSPENDED => "suspended".to_owned(),
        WATCHED => "watched".to_owned(),
        WATCHED_LOCAL => "watched-local".to_owned(),
        _ => format!("banned-{:02}", list + 1),
    }
}

/// The files of the rulebook, by path.
pub fn files(law: &Law) -> Vec<(String, String)> {
    let mut files = vec![
        ("rules.pol".to_owned(), RULES.to_owned()),
        ("facts.pol".to_owned(), FACTS.to_owned()),
        ("markets.pol".to_owned(), markets(law)),
        ("tariff.pol".to_owned(), TARIFF.to_owned()),
        ("rates.pol".to_owned(), RATES.to_owned()),
        ("rates.tsv".to_owned(), rates(law)),
    ];
    files.extend((0..LISTS).map(|list| (format!("lists/{}.pol", name(list)), catalog(law, list))));
    files
}

/// The rulebook as a world.
pub fn world(law: &Law) -> MemoryWorld {
    let mut world = MemoryWorld::default();
    for (path, text) in files(law) {
        world.insert(path, text);
    }
    world
}

/// The rulebook with its articles several times over, under other numbers.
pub fn repeated(law: &Law, times: usize) -> MemoryWorld {
    let mut world = world(law);
    let articles = RULES.find("\narticle ").map_or("", |at| &RULES[at + 1..]);
    let mut text = RULES.to_owned();
    for turn in 1..times {
        for line in articles.lines() {
            text.push('\n');
            match line.strip_prefix("article ").and_then(|rest| rest.split_once(' ')) {
                Some((number, rest)) => text.push_str(&format!("article {number}.{turn} {rest}")),
                None => text.push_str(line),
            }
        }
        text.push('\n');
    }
    world.insert("rules.pol", text);
    world
}

fn catalog(law: &Law, list: usize) -> String {
    let name = name(list);
    let codes = &law.lists[list];
    let head =
        format!("catalog {name} \"Synthetic list {name}\" zh \"合成名录{name}\"\n  under tariff 2022\n");
    let rest = match list {
        SUSPENDED => format!("  entries come by notice\n{}", entries(codes)),
        _ => format!("  complete from 2022-01-01 until 2026-12-31\n{}", statement(codes)),
    };
    format!(
        "# Synthetic: made by benches/peers, no law of any country.\n\n{head}{rest}  unverified \"synthetic\"\n"
    )
}

fn entries(codes: &[Prefix]) -> String {
    let (from, until) = (iso(WINDOW.0), iso(WINDOW.1));
    let entry = |p: &Prefix| format!("  {} \"synthetic\" zh \"合成\" from {from} until {until}\n", p.text());
    codes.iter().map(entry).collect()
}

fn statement(codes: &[Prefix]) -> String {
    let texts: Vec<String> = codes.iter().map(|p| p.text()).collect();
    let lines: Vec<String> = texts.chunks(8).map(|c| c.join(", ")).collect();
    format!("  codes {}\n", lines.join(",\n    "))
}

fn rates(law: &Law) -> String {
    let mut text = "month\tcurrency\tcny\ttolerance\tpublished\tgrade\tsource\n".to_owned();
    for month in 0..MONTHS {
        let of = format!("{}-{:02}", FIRST_YEAR as usize + month / 12, month % 12 + 1);
        for (currency, rate) in CURRENCIES.iter().zip(law.rates[month]).take(3) {
            let cny = decimal(rate, RATE, 1);
            text.push_str(&format!("{of}\t{currency}\t{cny}\t\t\tunverified\tsynthetic\n"));
        }
    }
    text
}

fn markets(law: &Law) -> String {
    let mut text =
        "markets pilots \"Synthetic markets\" zh \"合成市场\"\n  unverified \"synthetic\"\n".to_owned();
    for market in &law.markets {
        let (id, from, office) = (&market.id, iso(market.open_from), &market.office);
        text.push_str(&format!(
            "\n  market {id} \"{id}\" zh \"{id}\"\n    open from {from}\n    offices {office}\n"
        ));
    }
    text
}
