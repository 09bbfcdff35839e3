//! What was looked up, for a person: a card for each thing that a name means.

use serde::Serialize;

use super::page::{Page, Style};
use super::{article, findings};
use crate::lookup::cards::{
    ArticleCard, Card, CatalogCard, CodeCard, CodedCard, ListCard, MarketCard, PaperCard, RowCard,
};
use crate::lookup::{Rule, Source};
use crate::syntax::ast::Effect;
use crate::value::{Date, Text, text::Lang};

/// Entries of a list, or codes, that are printed.
const SHOWN: usize = 20;

/// `mp1039/card@1` on one line.
pub fn card_json(card: &Card) -> String {
    #[derive(Serialize)]
    struct Record<'a> {
        schema: &'static str,
        #[serde(flatten)]
        card: &'a Card,
    }
    super::json::line(&Record { schema: "mp1039/card@1", card })
}

/// The cards for a person. `english` gives the name of a heading in English.
pub fn cards(cards: &[Card], english: &dyn Fn(&str) -> Option<String>, lang: Lang, colour: bool) -> String {
    let mut page = Page::new(lang, colour);
    for (number, card) in cards.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        match card {
            Card::Code(card) => code(&mut page, card, english),
            Card::Article(card) => article_card(&mut page, card),
            Card::Catalog(card) => catalog(&mut page, card),
            Card::Market(card) => market(&mut page, card),
            Card::Paper(card) => paper(&mut page, card),
            Card::Coded(card) => coded(&mut page, card),
        }
    }
    page.finish()
}

fn code(page: &mut Page, card: &CodeCard, english: &dyn Fn(&str) -> Option<String>) {
    let year = card.tariff;
    if card.rows.is_empty() {
        let words = match page.lang {
            Lang::En => format!("{} is not in the tariff of {year}", card.code),
            Lang::Zh => format!("{year}年税则中没有{}", card.code),
        };
        page.line(0, &[(Style::Bold, &words)]);
        if !card.became.is_empty() {
            let became = card.became.join(page.comma());
            let words = format!("{}{became}", page.say("it may have become ", "可能已改为"));
            page.plain(2, &words);
        }
    }
    for row in card.rows.iter().take(SHOWN) {
        self::row(page, row, english);
    }
    more(page, card.rows.len().saturating_sub(SHOWN));
    let words = match page.lang {
        Lang::En => format!("Tariff of {year}"),
        Lang::Zh => format!("{year}年税则"),
    };
    page.line(2, &[(Style::Dim, &words)]);
    if card.lists.is_empty() {
        let words = page.say(
            "No list of the policy names this code; words in the declared name may still raise a question.",
            "规则库各名录均未列入此编码；申报品名中的用词仍可能引出询问。",
        );
        page.gap();
        page.plain(0, words);
    }
    for list in &card.lists {
        self::list(page, list);
    }
}

fn row(page: &mut Page, row: &RowCard, english: &dyn Fn(&str) -> Option<String>) {
    page.line(0, &[(Style::Bold, &row.code), (Style::Plain, " "), (Style::Plain, &row.name)]);
    if page.lang == Lang::En
        && let Some(name) = english(&row.code)
    {
        let words = format!("heading in English: {name}");
        page.line(2, &[(Style::Dim, &words)]);
    }
    let none = page.say("none", "无").to_owned();
    let papers: Vec<&str> = row.papers.iter().map(|p| page.text(p)).collect();
    let papers = if papers.is_empty() { none } else { papers.join(page.comma()) };
    let words = format!("{}{}{papers}", page.say("papers", "监管证件"), page.colon());
    page.plain(2, &words);
    if !row.inspection.is_empty() {
        let words = format!("{}{}{}", page.say("inspection", "检验检疫类别"), page.colon(), row.inspection);
        page.plain(2, &words);
    }
    if let Some(duty) = &row.duty {
        let words = format!("{}{}{duty}", page.say("export duty", "出口关税"), page.colon());
        page.plain(2, &words);
    }
}

fn list(page: &mut Page, card: &ListCard) {
    page.gap();
    let how = match card.how {
        "in" => page.say("in", "列入"),
        "asks" => page.say("asked about by", "须询问"),
        _ => page.say("in part in", "部分列入"),
    };
    let what = page.text(&card.what);
    let colon = if what.is_empty() { "" } else { page.colon() };
    let title = page.text(&card.title).to_owned();
    let words = format!("{how} {title}{colon}{what}");
    let id = format!("  {}", card.catalog);
    page.line(0, &[(Style::Bold, &words), (Style::Dim, &id)]);
    days(page, &card.days);
    for item in card.items.iter().take(SHOWN) {
        let words =
            format!("{}{}{}", page.say("item of the list", "清单物项"), page.colon(), page.text(item));
        page.plain(2, &words);
    }
    more(page, card.items.len().saturating_sub(SHOWN));
    for note in &card.notes {
        let words = page.text(note).to_owned();
        page.plain(2, &words);
    }
    rules(page, &card.rules);
    source(page, &card.source);
}

fn days(page: &mut Page, (from, until): &(Option<String>, Option<String>)) {
    let words = match (page.lang, from, until) {
        (_, None, None) => return,
        (Lang::En, Some(from), Some(until)) => format!("from {from} until {until}"),
        (Lang::En, Some(from), None) => format!("from {from}"),
        (Lang::En, None, Some(until)) => format!("until {until}"),
        (Lang::Zh, Some(from), Some(until)) => format!("{from}至{until}"),
        (Lang::Zh, Some(from), None) => format!("自{from}起"),
        (Lang::Zh, None, Some(until)) => format!("至{until}止"),
    };
    page.plain(2, &words);
}

fn rules(page: &mut Page, rules: &[Rule]) {
    for rule in rules {
        let number = article(&rule.article, page.lang);
        let style = match rule.effect {
            Some(Effect::Reject) => Style::Bad,
            Some(_) => Style::Doubt,
            None => Style::Plain,
        };
        let head = format!("{} {number}{}", page.text(&rule.called), page.colon());
        let days = in_force(page, &rule.days);
        page.line(2, &[(style, &head), (Style::Plain, page.text(&rule.says)), (Style::Dim, &days)]);
    }
}

/// The stretches in which something is in force, behind it in brackets.
fn in_force(page: &Page, days: &[(Date, Option<Date>)]) -> String {
    let stretch = |(from, until): &(Date, Option<Date>)| match until {
        Some(until) => format!("{from} – {until}"),
        None => format!("{from} –"),
    };
    let all: Vec<String> = days.iter().map(stretch).collect();
    if all.is_empty() { String::new() } else { page.brackets(&all.join(page.comma())) }
}

fn source(page: &mut Page, source: &Source) {
    let grade = findings::grade_word(page, source.grade);
    let reason = source.reason.as_deref().unwrap_or_default();
    let colon = if reason.is_empty() { "" } else { page.colon() };
    let words = format!("{grade}{colon}{reason}");
    page.line(2, &[(Style::Dim, &words)]);
}

fn more(page: &mut Page, count: usize) {
    if count > 0 {
        let words = match page.lang {
            Lang::En => format!("… and {count} more"),
            Lang::Zh => format!("……另有{count}项"),
        };
        page.plain(2, &words);
    }
}

fn article_card(page: &mut Page, card: &ArticleCard) {
    let head = format!("{} {}", page.text(&card.called), article(&card.number, page.lang));
    let title = format!("{}{}", page.colon(), page.text(&card.title));
    let days = in_force(page, &card.days);
    page.line(0, &[(Style::Bold, &head), (Style::Plain, &title), (Style::Dim, &days)]);
    if let Some(by) = &card.amended_by {
        let words = format!("{}{by}", page.say("as amended by ", "修订依据："));
        page.plain(2, &words);
    }
    for cites in &card.cites {
        let words = format!("{}“{cites}”", page.say("the text says: ", "原文："));
        page.line(2, &[(Style::Dim, &words)]);
    }
    if card.says.is_empty() {
        let words = page
            .say("says nothing that can be judged from a declaration", "无可据申报数据判断的内容")
            .to_owned();
        page.plain(2, &words);
    }
    for says in &card.says {
        let words = format!("- {}", page.text(says));
        page.plain(2, &words);
    }
    source(page, &card.source);
}

fn catalog(page: &mut Page, card: &CatalogCard) {
    let id = format!("  {}", card.id);
    page.line(0, &[(Style::Bold, page.text(&card.title)), (Style::Dim, &id)]);
    if let Some((from, until)) = &card.complete {
        let words = match page.lang {
            Lang::En => format!("complete from {from} until {until}"),
            Lang::Zh => format!("{from}至{until}期间完整"),
        };
        page.plain(2, &words);
    } else {
        let words = page
            .say("entries come by notice: it does not claim to be complete", "条目随通知增补，不声称完整")
            .to_owned();
        page.plain(2, &words);
    }
    if card.codes > 0 {
        let first = card.first.join(page.comma());
        let year = card.tariff.map(|y| y.to_string()).unwrap_or_default();
        let words = match page.lang {
            Lang::En => format!("{} codes of the tariff of {year}, the first: {first}", card.codes),
            Lang::Zh => format!("{year}年税则编码{}个，首列：{first}", card.codes),
        };
        page.plain(2, &words);
    }
    for (code, what) in card.entries.iter().take(SHOWN) {
        let words = format!("- {code}{}{}", page.colon(), page.text(what));
        page.plain(2, &words);
    }
    more(page, card.entries.len().saturating_sub(SHOWN));
    for note in &card.notes {
        let words = page.text(note).to_owned();
        page.plain(2, &words);
    }
    rules(page, &card.rules);
    source(page, &card.source);
}

fn market(page: &mut Page, card: &MarketCard) {
    let id = format!("  {}", card.id);
    page.line(0, &[(Style::Bold, page.text(&card.title)), (Style::Dim, &id)]);
    let none = page.say("not known", "不详").to_owned();
    let named = card.named_on.clone().unwrap_or_else(|| none.clone());
    let opened = page.text(&card.opened).to_owned();
    let offices = if card.offices.is_empty() { none.clone() } else { card.offices.join(page.comma()) };
    let district = card.district.clone().unwrap_or(none);
    let rows: [(Text, String); 4] = [
        (Text::new("named on", "列名日期"), named),
        (Text::new("opened", "开展日期"), opened),
        (Text::new("offices", "采购地海关"), offices),
        (Text::new("district of its customs", "关区代码前两位"), district),
    ];
    for (label, value) in &rows {
        let words = format!("{}{}{value}", page.text(label), page.colon());
        page.plain(2, &words);
    }
    source(page, &card.source);
}

fn paper(page: &mut Page, card: &PaperCard) {
    let letter = card.letter.to_string();
    page.line(0, &[(Style::Bold, &letter), (Style::Plain, " "), (Style::Plain, page.text(&card.title))]);
    let words = match page.lang {
        Lang::En => format!("on {} codes of the tariff", card.codes),
        Lang::Zh => format!("税则中有{}个编码", card.codes),
    };
    page.plain(2, &words);
    let lists: Vec<&str> = card.lists.iter().map(|l| page.text(l)).collect();
    if !lists.is_empty() {
        let words = format!("{}{}{}", page.say("lists", "名录"), page.colon(), lists.join(page.semicolon()));
        page.plain(2, &words);
    }
    source(page, &card.source);
}

fn coded(page: &mut Page, card: &CodedCard) {
    let own = if page.lang == Lang::Zh || card.en.is_empty() { &card.zh } else { &card.en };
    let (first, others) = own.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    page.line(0, &[(Style::Bold, &card.code), (Style::Plain, " "), (Style::Plain, first)]);
    let foreign = if page.lang == Lang::Zh { &card.en } else { &card.zh };
    let foreign: Vec<&str> = foreign.iter().filter(|_| !card.en.is_empty()).map(String::as_str).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).chain(foreign).collect();
    let rows = [
        (Text::new("also", "又名"), others.join(page.comma())),
        (Text::new("old code", "旧代码"), card.old.join(page.comma())),
    ];
    for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let words = format!("{}{}{value}", page.text(label), page.colon());
        page.plain(2, &words);
    }
    let (title, day) = (page.text(&card.title).to_owned(), card.day.clone().unwrap_or_default());
    let whole = match (card.complete, page.lang) {
        (true, Lang::En) => format!("{title} of {day}, complete"),
        (true, Lang::Zh) => format!("{title}（{day}，完整）"),
        (false, Lang::En) => format!("{title} of {day}, partial: what it lacks is not known here"),
        (false, Lang::Zh) => format!("{title}（{day}，不完整：未收录的代码此处不详）"),
    };
    page.plain(2, &whole);
    let words = format!("{}{}{}", page.say("row from", "本行来源"), page.colon(), card.row);
    page.line(2, &[(Style::Dim, &words)]);
    source(page, &card.source);
}
