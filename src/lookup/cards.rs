//! `show`: what the law says of a code, an article, a list, a market, a paper.

use serde::Serialize;

use super::{Rule, Source, phrase, rules};
use crate::bilingual;
use crate::catalog::codes::Found;
use crate::catalog::{Tariff, explanation};
use crate::hir::{Article, Catalog, CatalogId, Edition, Entry, Instrument, Market};
use crate::value::{Date, HsCode, Text};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Card {
    /// A code of the tariff, or the codes under a short one.
    Code(CodeCard),
    /// An article.
    Article(ArticleCard),
    /// A list.
    Catalog(CatalogCard),
    /// A market.
    Market(MarketCard),
    /// A paper, by its letter.
    Paper(PaperCard),
    /// A code of a table: a currency, a country, a customs office.
    Coded(CodedCard),
}

/// What is known of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeCard {
    /// Digits.
    pub code: String,
    /// The tariff edition that it is read by.
    pub tariff: u16,
    /// The ten-digit codes that it stands for.
    pub rows: Vec<RowCard>,
    /// Lists that hold it, or ask about it.
    pub lists: Vec<ListCard>,
    /// Codes that it may have become, where the tariff does not have it.
    pub became: Vec<String>,
}

/// A ten-digit code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowCard {
    /// Digits.
    pub code: String,
    /// Its name in the tariff.
    pub name: String,
    /// Papers that customs asks for.
    pub papers: Vec<Text>,
    /// Letters of inspection.
    pub inspection: String,
    /// Export duty in percent.
    pub duty: Option<String>,
}

/// How a list stands to a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListCard {
    /// The list.
    pub catalog: String,
    /// Its title.
    pub title: Text,
    /// `in`, `part of it` or `asks`.
    pub how: &'static str,
    /// What is in, or asked: the entry's title and number.
    pub what: Text,
    /// From when, until when, as far as the list says.
    pub days: (Option<String>, Option<String>),
    /// What to know.
    pub notes: Vec<Text>,
    /// Rows of the official list behind the code.
    pub items: Vec<Text>,
    /// Where it comes from.
    pub source: Source,
    /// The norms that look into the list.
    pub rules: Vec<Rule>,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArticleCard {
    /// The instrument.
    pub policy: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: Text,
    /// The instrument as a person calls it.
    #[serde(skip)]
    pub called: Text,
    /// The days on which its words are in force, where no day was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<(Date, Option<Date>)>,
    /// The instrument that gave it its words, where it was amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_by: Option<String>,
    /// Words of the law.
    pub cites: Vec<String>,
    /// Its statements in words.
    pub says: Vec<Text>,
    /// Where it comes from.
    pub source: Source,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CatalogCard {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The tariff of its codes.
    pub tariff: Option<u16>,
    /// Days for which it is complete.
    pub complete: Option<(String, String)>,
    /// Codes that it holds whole.
    pub codes: usize,
    /// The first of them.
    pub first: Vec<String>,
    /// Its entries: code or question, and what they are.
    pub entries: Vec<(String, Text)>,
    /// What to know.
    pub notes: Vec<Text>,
    /// Where it comes from.
    pub source: Source,
    /// The norms that look into it.
    pub rules: Vec<Rule>,
}

/// A market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarketCard {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// The day of the announcement that names it.
    pub named_on: Option<String>,
    /// When it opened, as far as it is known.
    pub opened: Text,
    /// Its offices.
    pub offices: Vec<String>,
    /// The first two digits of offices that may be its own.
    pub district: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaperCard {
    /// Its letter.
    pub letter: char,
    /// Its name.
    pub title: Text,
    /// Codes of the latest tariff that carry the letter.
    pub codes: usize,
    /// Lists that the letter defines.
    pub lists: Vec<Text>,
    /// Where it comes from.
    pub source: Source,
}

/// A code of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodedCard {
    /// The code.
    pub code: String,
    /// What it was before.
    pub old: Vec<String>,
    /// Its names in Chinese.
    pub zh: Vec<String>,
    /// Its names in English.
    pub en: Vec<String>,
    /// The table.
    pub table: String,
    /// Its title.
    pub title: Text,
    /// The day of the table.
    pub day: Option<String>,
    /// Whether it has all codes of that day.
    pub complete: bool,
    /// Where the row comes from.
    pub row: String,
    /// Where the table comes from.
    pub source: Source,
}

/// Everything that goes by a name: a code with or without dots, the number of an
/// article (alone, or behind its instrument), a list, a market, a letter, a code of a
/// table or its name.
pub fn cards(edition: &Edition, what: &str, day: Option<Date>) -> Vec<Card> {
    let what = plain(what);
    let what = what.as_str();
    let small = what.to_lowercase();
    let mut found = Vec::new();
    for instrument in &edition.instruments {
        let own = what.strip_prefix(instrument.id.as_str()).map_or(what, str::trim);
        let articles = instrument.articles.iter().filter(|a| a.number == own);
        found.extend(articles.map(|a| Card::Article(article(edition, instrument, a))));
    }
    let asks = |c: &Catalog| c.entries.iter().any(|e| e.ex.as_deref() == Some(small.as_str()));
    let lists = edition.catalogs.iter().enumerate().filter(|(_, c)| c.id == small || asks(c));
    found.extend(lists.map(|(id, c)| Card::Catalog(catalog(edition, id, c))));
    let named = |m: &&Market| m.id == small || what.chars().count() > 1 && m.title.zh.contains(what);
    let markets = edition.markets.iter().flat_map(|list| &list.markets).filter(named);
    found.extend(markets.map(|m| Card::Market(market(m))));
    let mut chars = what.chars();
    if let (Some(letter), None) = (chars.next(), chars.next()) {
        found.extend(paper(edition, letter).map(Card::Paper));
    }
    found.extend(coded(edition, what).map(Card::Coded));
    // Dots stand behind the fourth digit of a code; anything else is an article.
    let dotted = what.split('.').next().is_some_and(|first| first.len() != 4) && what.contains('.');
    let coded = !dotted && (what.len() > 3 || found.is_empty());
    if let (true, Some(code)) = (coded, HsCode::parse(what)) {
        found.extend(code_card(edition, code, day).map(Card::Code));
    }
    found
}

/// What a person typed, as names and codes are written: full-width digits and
/// spaces as plain ones, thirteen digits as the ten of the code.
fn plain(what: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '．' => '.',
        '\u{3000}' => ' ',
        c => c,
    };
    let text: String = what.trim().chars().map(narrow).collect();
    if !text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ') {
        return text;
    }
    let digits: String = text.chars().filter(|c| *c != ' ').collect();
    if digits.len() == 13 && !digits.contains('.') { digits.chars().take(10).collect() } else { digits }
}

/// The complete tariff of a day, else the latest.
fn tariff(edition: &Edition, day: Option<Date>) -> Option<&std::sync::Arc<Tariff>> {
    let year = day.and_then(|d| u16::try_from(d.year()).ok()).unwrap_or(u16::MAX);
    let complete = || edition.tariffs.iter().filter(|t| t.complete.is_some());
    let past = complete().filter(|t| t.year <= year).max_by_key(|t| t.year);
    past.or_else(|| complete().min_by_key(|t| t.year))
}

/// The names that [`cards`] knows besides codes and letters.
pub fn names(edition: &Edition) -> Vec<&str> {
    let articles = edition.instruments.iter().flat_map(|i| i.articles.iter().map(|a| a.number.as_str()));
    let lists = edition.catalogs.iter().map(|c| c.id.as_str());
    let markets = edition.markets.iter().flat_map(|list| list.markets.iter().map(|m| m.id.as_str()));
    articles.chain(lists).chain(markets).collect()
}

fn code_card(edition: &Edition, code: HsCode, day: Option<Date>) -> Option<CodeCard> {
    let tariff = tariff(edition, day)?;
    let rows = tariff.under(code);
    let lists = edition.catalogs.iter().enumerate();
    let lists = lists.flat_map(|(id, c)| about(edition, id, c, code, tariff.year, rows.len())).collect();
    Some(CodeCard {
        code: code.digits(),
        tariff: tariff.year,
        rows: rows
            .iter()
            .map(|row| RowCard {
                code: HsCode::of_ten(row.code).to_string(),
                name: row.name.clone(),
                papers: row.letters.chars().map(|l| edition.paper_text(&l.to_string())).collect(),
                inspection: row.inspection.clone(),
                duty: row.duty.as_ref().map(|d| format!("{} %", d.to_text(0))),
            })
            .collect(),
        lists,
        became: edition.successors.became(code, tariff.year).iter().map(ToString::to_string).collect(),
    })
}

/// What one list says of a code.
fn about(
    edition: &Edition,
    id: CatalogId,
    catalog: &Catalog,
    code: HsCode,
    year: u16,
    all: usize,
) -> Vec<ListCard> {
    let mut found = Vec::new();
    let same = |tariff: Option<u16>| tariff.is_none_or(|y| y == year);
    let listed = catalog.codes.iter().filter(|c| code.first() <= **c && **c <= code.last()).count();
    let card = |how, what, days, notes, source| ListCard {
        catalog: catalog.id.clone(),
        title: catalog.title.clone(),
        how,
        what,
        days,
        notes,
        items: Vec::new(),
        source,
        rules: rules(edition, id),
    };
    if listed > 0 && same(catalog.tariff) {
        let how = if listed >= all { "in" } else { "part of it" };
        let days = match catalog.complete {
            Some((from, until)) => (Some(from.to_string()), Some(until.to_string())),
            None => (None, None),
        };
        let source = Source { grade: catalog.grade, reason: catalog.reason.clone() };
        let items = explanation::between(&catalog.explained, code.first(), code.last());
        let items = items.iter().map(|row| Text::numbered(&row.numbered, &row.name)).collect();
        found.push(ListCard { items, ..card(how, Text::default(), days, catalog.notes.clone(), source) });
    }
    for entry in &catalog.entries {
        let own = match entry.range {
            Some((first, last)) => first <= code.last() && code.first() <= last,
            None => entry.near.iter().any(|n| n.covers(code) || code.covers(*n)),
        };
        if own {
            let source = Source { grade: entry.grade, reason: entry.reason.clone() };
            let notes = catalog.notes.iter().chain(&entry.note).cloned().collect();
            let days = (entry.days.0.map(|d| d.to_string()), entry.days.1.map(|d| d.to_string()));
            let how = if entry.ex.is_some() { "asks" } else { "in" };
            let mut what = entry_words(edition, entry);
            let other = entry
                .range
                .and(entry.tariff.or(catalog.tariff))
                .filter(|_| !same(entry.tariff.or(catalog.tariff)));
            if let Some(year) = other {
                what.push(&bilingual!(", by the tariff of {year}", "（{year}年税则）"));
            }
            found.push(card(how, what, days, notes, source));
        }
    }
    found
}

/// What an entry is, with its condition or what raises its question.
fn entry_words(edition: &Edition, entry: &Entry) -> Text {
    let mut text = Text::numbered(entry.numbered.as_deref().unwrap_or_default(), &entry.title);
    if let Some(condition) = entry.condition {
        let condition = phrase::expr(edition, condition);
        text.push(&bilingual!(", when {condition}", "（{condition}）"; condition));
    }
    let words: Vec<&str> = entry.words.iter().chain(&entry.asks_on).map(String::as_str).collect();
    if !words.is_empty() {
        let words = Text::new(words.join(", "), words.join("、"));
        text.push(&bilingual!(" [{words}]", "［{words}］"; words));
    }
    text
}

fn article(edition: &Edition, instrument: &Instrument, article: &Article) -> ArticleCard {
    ArticleCard {
        policy: instrument.id.clone(),
        called: instrument.called(),
        days: instrument.days.clone(),
        number: article.number.clone(),
        title: article.title.clone(),
        amended_by: article.amended_by.clone(),
        cites: article.cites.clone(),
        says: article.norms.iter().map(|norm| phrase::norm(edition, norm)).collect(),
        source: Source { grade: article.grade, reason: article.reason.clone() },
    }
}

/// The code that spans a range, or its two ends.
fn range(first: u64, last: u64) -> String {
    let ten = HsCode::of_ten(first);
    let whole = (2..=10).map(|length| ten.prefix(length)).find(|c| c.first() == first && c.last() == last);
    whole.map_or_else(|| format!("{ten} – {}", HsCode::of_ten(last)), |code| code.to_string())
}

/// Codes of a list that a card names.
const FIRST: usize = 12;

fn catalog(edition: &Edition, id: CatalogId, catalog: &Catalog) -> CatalogCard {
    let entry = |entry: &Entry| {
        let code = match (entry.range, &entry.ex) {
            (Some((first, last)), ex) => {
                let ex = ex.as_ref().map(|ex| format!(" ex {ex}")).unwrap_or_default();
                let year = entry.tariff.map(|year| format!(" ({year})")).unwrap_or_default();
                format!("{}{year}{ex}", range(first, last))
            }
            (None, ex) => ex.clone().unwrap_or_default(),
        };
        (code, entry_words(edition, entry))
    };
    CatalogCard {
        id: catalog.id.clone(),
        title: catalog.title.clone(),
        tariff: catalog.tariff,
        complete: catalog.complete.map(|(from, until)| (from.to_string(), until.to_string())),
        codes: catalog.codes.len(),
        first: catalog.codes.iter().take(FIRST).map(|c| HsCode::of_ten(*c).to_string()).collect(),
        entries: catalog.entries.iter().map(entry).collect(),
        notes: catalog.notes.clone(),
        source: Source { grade: catalog.grade, reason: catalog.reason.clone() },
        rules: rules(edition, id),
    }
}

fn market(market: &Market) -> MarketCard {
    let (low, high) = (market.opened.low.value(), market.opened.high.value());
    let opened = match (low, high) {
        (Some(low), Some(high)) if low == high => bilingual!("on {low}", "{low}"),
        (Some(low), Some(high)) => bilingual!("between {low} and {high}", "{low}至{high}之间"),
        (None, Some(high)) => bilingual!("on {high} at the latest", "不晚于{high}"),
        (Some(low), None) => bilingual!("not known; not before {low}", "不详（不早于{low}）"),
        (None, None) => Text::new("not known", "不详"),
    };
    MarketCard {
        id: market.id.clone(),
        title: market.title.clone(),
        named_on: market.named_on.map(|d| d.to_string()),
        opened,
        offices: market.offices.clone(),
        district: market.district.clone(),
        source: Source { grade: market.grade, reason: market.reason.clone() },
    }
}

fn paper(edition: &Edition, letter: char) -> Option<PaperCard> {
    let paper = edition.paper(letter)?;
    let tariff = edition.tariffs.iter().filter(|t| t.complete.is_some()).max_by_key(|t| t.year);
    let carries = |t: &std::sync::Arc<crate::catalog::Tariff>| {
        t.rows.iter().filter(|r| r.letters.contains(letter)).count()
    };
    let lists = edition.catalogs.iter().filter(|c| c.letters.contains(&letter));
    Some(PaperCard {
        letter,
        title: paper.title.clone(),
        codes: tariff.map_or(0, carries),
        lists: lists.map(|c| c.title.clone()).collect(),
        source: Source { grade: paper.grade, reason: paper.reason.clone() },
    })
}

/// The rows of all tables that a text means. A letter with a paper of its own is
/// shown by that.
fn coded<'e>(edition: &'e Edition, what: &'e str) -> impl Iterator<Item = CodedCard> + use<'e> {
    let letters =
        edition.schema.find("document.letter").and_then(|id| edition.schema.get(id)?.coded.as_ref());
    let paper = what.chars().count() == 1 && what.chars().any(|letter| edition.paper(letter).is_some());
    let tables = edition.schema.codes.iter();
    let tables = tables.filter(move |table| !paper || letters.is_none_or(|l| l.id != table.id));
    tables.flat_map(move |table| {
        let rows = match table.rows.find(what) {
            Found::Code(row) | Found::Old(row) | Found::Name(row) => vec![row],
            Found::Several(rows) => rows,
            Found::Unlisted | Found::Nothing => Vec::new(),
        };
        rows.into_iter().map(|row| CodedCard {
            code: row.code.clone(),
            old: row.old.clone(),
            zh: row.zh.clone(),
            en: row.en.clone(),
            table: table.id.clone(),
            title: table.title.clone(),
            day: table.day.map(|day| day.to_string()),
            complete: table.complete,
            row: row.source.clone(),
            source: Source { grade: table.grade, reason: table.reason.clone() },
        })
    })
}
