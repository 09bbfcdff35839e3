//! How two editions of the law differ: instruments, articles and their
//! statements, values, lists, markets, rates, tariffs, facts. One sentence each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::phrase;
use crate::bilingual;
use crate::hir::{Article, Catalog, Edition, Entry, Instrument, Market, NormKind, article_order};
use crate::syntax::ast::GradeLevel;
use crate::value::{Date, HsCode, Text};

/// Codes or entries that one sentence names.
const NAMED: usize = 8;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `instrument`, `article`, `value`, `list`, `market`, `rates`, `tariff`, `fact`, `text`.
    pub kind: &'static str,
    /// What differs: an instrument, an article of it, a list, a name.
    pub of: String,
    /// In a sentence.
    pub says: Text,
}

/// What the second edition says otherwise than the first, in the order of the law.
pub fn diff(before: &Edition, after: &Edition) -> Vec<Difference> {
    let mut found = Vec::new();
    // All texts at once have no digest.
    if before.digest == after.digest && !before.digest.is_empty() {
        return found;
    }
    instruments(before, after, &mut found);
    values(before, after, &mut found);
    catalogs(before, after, &mut found);
    markets(before, after, &mut found);
    tables(before, after, &mut found);
    if found.is_empty() && !before.digest.is_empty() {
        let says = Text::new(
            "words, sources or grades of the texts differ, and nothing that is listed here",
            "仅文字、来源或等级有所不同",
        );
        found.push(Difference { kind: "text", of: String::new(), says });
    }
    // What is in force first, then what it says.
    found.sort_by_key(|d| d.kind != "instrument");
    found
}

fn add(found: &mut Vec<Difference>, kind: &'static str, of: impl Into<String>, says: Text) {
    found.push(Difference { kind, of: of.into(), says });
}

/// Pairs of two sorted sets by name: what only one has, and what both have.
fn pairs<'a, T>(
    before: impl Iterator<Item = (String, &'a T)>,
    after: impl Iterator<Item = (String, &'a T)>,
) -> BTreeMap<String, (Option<&'a T>, Option<&'a T>)> {
    let mut all: BTreeMap<String, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for (name, one) in before {
        all.entry(name).or_default().0.get_or_insert(one);
    }
    for (name, one) in after {
        all.entry(name).or_default().1.get_or_insert(one);
    }
    all
}

fn instruments(before: &Edition, after: &Edition, found: &mut Vec<Difference>) {
    let named = |i: &'_ Instrument| i.id.clone();
    let all = pairs(
        before.instruments.iter().map(|i| (named(i), i)),
        after.instruments.iter().map(|i| (named(i), i)),
    );
    for (id, pair) in all {
        match pair {
            (None, Some(new)) => {
                let (name, title) = called(new);
                let says = bilingual!("{name} is in force{title}", "{name}施行{title}"; name, title);
                add(found, "instrument", &id, says);
            }
            (Some(old), None) => {
                let (name, title) = called(old);
                let says =
                    bilingual!("{name} is in force no more{title}", "{name}不再施行{title}"; name, title);
                add(found, "instrument", &id, says);
            }
            (Some(old), Some(new)) => articles((before, old), (after, new), found),
            (None, None) => {}
        }
    }
}

/// What people call an instrument, and `: ` with its title where that is not the same.
fn called(instrument: &Instrument) -> (Text, Text) {
    let (name, title) = (instrument.called(), &instrument.title);
    let title = if name == *title { Text::default() } else { bilingual!(": {title}", "：{title}"; title) };
    (name, title)
}

fn articles(
    (before, old): (&Edition, &Instrument),
    (after, new): (&Edition, &Instrument),
    found: &mut Vec<Difference>,
) {
    let id = called(new).0;
    let scope = |e: &Edition, i: &Instrument| {
        let all = i.scope.iter().chain(&i.within).map(|s| phrase::expr(e, *s));
        Text::join(&all.collect::<Vec<_>>(), " and ", "且")
    };
    if old.title != new.title {
        let (old, new) = (&old.title, &new.title);
        let says = bilingual!("{id} is called “{new}”; before: “{old}”", "{id}标题为“{new}”；此前为“{old}”"; id, new, old);
        add(found, "instrument", id.en.as_str(), says);
    }
    let (was, is) = (scope(before, old), scope(after, new));
    if was != is {
        let says = bilingual!("{id} applies when {is}; before: {was}", "{id}的适用范围：{is}；此前：{was}"; id, is, was);
        add(found, "instrument", &new.id, says);
    }
    let all = pairs(
        old.articles.iter().map(|a| (a.number.clone(), a)),
        new.articles.iter().map(|a| (a.number.clone(), a)),
    );
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by(|a, b| article_order(&a.0).cmp(&article_order(&b.0)));
    for (number, pair) in all {
        let of = format!("{} {number}", new.id);
        match pair {
            (None, Some(article)) => {
                let (title, by) = (&article.title, by(article));
                let says = bilingual!(
                    "article {number} of {id} is in force{by}: {title}",
                    "{id}第{number}条施行{by}：{title}"; id, by, title
                );
                add(found, "article", &of, says);
                for says in statements(after, article) {
                    let says = bilingual!("article {number} of {id} says: {says}", "{id}第{number}条规定：{says}"; id, says);
                    add(found, "article", &of, says);
                }
            }
            (Some(article), None) => {
                let title = &article.title;
                let says = bilingual!("article {number} of {id} is in force no more: {title}", "{id}第{number}条不再施行：{title}"; id, title);
                add(found, "article", &of, says);
            }
            (Some(a), Some(b)) => article(&of, &id, (before, a), (after, b), found),
            (None, None) => {}
        }
    }
}

/// ` (by GACC 1/2027)` where another instrument gave an article its words.
fn by(article: &Article) -> Text {
    match &article.amended_by {
        Some(by) => bilingual!(" (by {by})", "（依{by}）"),
        None => Text::default(),
    }
}

fn statements(edition: &Edition, article: &Article) -> Vec<Text> {
    article.norms.iter().map(|norm| phrase::norm(edition, norm)).collect()
}

/// What else of an article can differ: its messages, quotations and grade.
fn words(edition: &Edition, article: &Article) -> (Vec<Text>, Vec<String>, GradeLevel) {
    let messages = article.norms.iter().filter_map(|norm| match &norm.kind {
        NormKind::Demand(demand) => demand.message.as_ref().map(|m| phrase::message(edition, m)),
        _ => None,
    });
    (messages.collect(), article.cites.clone(), article.grade)
}

fn article(
    of: &str,
    id: &Text,
    (before, old): (&Edition, &Article),
    (after, new): (&Edition, &Article),
    found: &mut Vec<Difference>,
) {
    let number = &new.number;
    let (was, is) = (statements(before, old), statements(after, new));
    let by = by(new);
    if old.title != new.title {
        let (old, new) = (&old.title, &new.title);
        let says = bilingual!(
            "article {number} of {id} is called “{new}”{by}; before: “{old}”",
            "{id}第{number}条标题为“{new}”{by}；此前为“{old}”"; id, new, by, old
        );
        add(found, "article", of, says);
    }
    for gone in was.iter().filter(|s| !is.contains(s)) {
        let says = bilingual!("article {number} of {id} no longer says: {gone}", "{id}第{number}条不再规定：{gone}"; id, gone);
        add(found, "article", of, says);
    }
    if was == is && words(before, old) != words(after, new) {
        let says = bilingual!(
            "article {number} of {id} says the same{by} in other words, or on other grounds",
            "{id}第{number}条内容不变{by}，文字或依据有变"; id, by
        );
        add(found, "article", of, says);
    }
    for new in is.iter().filter(|s| !was.contains(s)) {
        let says = bilingual!("article {number} of {id} says{by}: {new}", "{id}第{number}条规定{by}：{new}"; id, by, new);
        add(found, "article", of, says);
    }
}

fn values(before: &Edition, after: &Edition, found: &mut Vec<Difference>) {
    let texts = |edition: &Edition| {
        let mut all: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
        for (name, id) in &edition.lets {
            let text = phrase::definition(edition, *id);
            all.entry(name.clone()).or_default().insert((text.en, text.zh));
        }
        all
    };
    let (was, is) = (texts(before), texts(after));
    let join = |all: &BTreeSet<(String, String)>| {
        let all: Vec<Text> = all.iter().map(|(en, zh)| Text::new(en.as_str(), zh.as_str())).collect();
        Text::join(&all, " / ", " / ")
    };
    for (name, now) in &is {
        match was.get(name) {
            Some(then) if then != now => {
                let (now, then) = (join(now), join(then));
                let says = bilingual!("`{name}` is {now}; before: {then}", "“{name}”为{now}；此前为{then}"; now, then);
                add(found, "value", name, says);
            }
            _ => {}
        }
    }
}

fn catalogs(before: &Edition, after: &Edition, found: &mut Vec<Difference>) {
    let all = pairs(
        before.catalogs.iter().map(|c| (c.id.clone(), c)),
        after.catalogs.iter().map(|c| (c.id.clone(), c)),
    );
    for (id, pair) in all {
        match pair {
            (None, Some(list)) => {
                let title = &list.title;
                add(
                    found,
                    "list",
                    &id,
                    bilingual!("the list “{title}” ({id}) is new", "新增名录《{title}》（{id}）"; title),
                );
            }
            (Some(list), None) => {
                let title = &list.title;
                let says =
                    bilingual!("the list “{title}” ({id}) is gone", "名录《{title}》（{id}）不再使用"; title);
                add(found, "list", &id, says);
            }
            (Some(old), Some(new)) => catalog((old, new), (before, after), found),
            (None, None) => {}
        }
    }
}

fn catalog((old, new): (&Catalog, &Catalog), editions: (&Edition, &Edition), found: &mut Vec<Difference>) {
    let title = &new.title;
    let mut say = |says: Text| {
        let says = bilingual!("“{title}”: {says}", "《{title}》：{says}"; title, says);
        add(found, "list", &new.id, says);
    };
    if old.suspended != new.suspended {
        say(match new.suspended {
            true => Text::new("it is suspended", "停止执行"),
            false => Text::new("it is suspended no more", "恢复执行"),
        });
    }
    if old.complete != new.complete {
        let days = |of: Option<(Date, Date)>| match of {
            Some((from, until)) => Text::same(format!("{from} – {until}")),
            None => Text::new("no days", "无"),
        };
        let (is, was) = (days(new.complete), days(old.complete));
        say(bilingual!("it is complete for {is}; before: {was}", "完整期间为{is}；此前为{was}"; is, was));
    }
    let code = |code: &u64| HsCode::of_ten(*code).to_string();
    let only = |a: &Catalog, b: &Catalog| -> Vec<String> {
        a.codes.iter().filter(|c| b.codes.binary_search(c).is_err()).map(code).collect()
    };
    let entries = |a: &Catalog, b: &Catalog| -> Vec<String> {
        let lacks = |e: &&Entry| !b.entries.iter().any(|o| same_entry(e, o));
        a.entries.iter().filter(lacks).map(entry_name).collect()
    };
    let changed = new.entries.iter().filter(|e| {
        let old = old.entries.iter().find(|o| same_entry(e, o));
        old.is_some_and(|o| reads((editions.1, e)) != reads((editions.0, o)))
    });
    let changed: Vec<String> = changed.map(entry_name).collect();
    for (all, en, zh) in [
        (changed, "entries that read otherwise", "条目内容有变"),
        (only(new, old), "codes that are new", "新增编码"),
        (only(old, new), "codes that are gone", "删除编码"),
        (entries(new, old), "entries that are new", "新增条目"),
        (entries(old, new), "entries that are gone", "删除条目"),
    ] {
        if !all.is_empty() {
            let count = all.len();
            let named: Vec<String> = all.into_iter().take(NAMED).collect();
            let more = count - named.len();
            let named = Text::join(&named.into_iter().map(Text::same).collect::<Vec<_>>(), ", ", "、");
            let more = match more {
                0 => Text::default(),
                more => bilingual!(" and {more} more", "等另{more}个"),
            };
            say(bilingual!("{en} ({count}): {named}{more}", "{zh}（{count}个）：{named}{more}"; named, more));
        }
    }
}

/// One entry in two editions, whatever else of it changed.
fn same_entry(a: &Entry, b: &Entry) -> bool {
    let key =
        |e: &Entry| (e.range, e.ex.clone(), e.tariff, e.words.clone(), e.asks_on.clone(), e.near.clone());
    key(a) == key(b) && a.title == b.title
}

/// Everything else that an entry says.
fn reads((edition, entry): (&Edition, &Entry)) -> String {
    let condition = entry.condition.map(|c| phrase::definition(edition, c).en);
    serde_json::to_string(&(entry, condition, entry.days)).unwrap_or_default()
}

fn entry_name(entry: &Entry) -> String {
    let code = entry.range.map(|(first, last)| {
        let codes = (HsCode::of_ten(first), HsCode::of_ten(last));
        let short =
            (2..=10).step_by(2).map(|n| codes.0.prefix(n)).find(|c| c.first() == first && c.last() == last);
        short.unwrap_or(codes.0).to_string()
    });
    [code, entry.ex.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn markets(before: &Edition, after: &Edition, found: &mut Vec<Difference>) {
    let rows = |edition: &'_ Edition| -> Vec<(String, Market)> {
        edition.markets.iter().flat_map(|l| l.markets.iter().map(|m| (m.id.clone(), m.clone()))).collect()
    };
    let (was, is) = (rows(before), rows(after));
    let all = pairs(was.iter().map(|(id, m)| (id.clone(), m)), is.iter().map(|(id, m)| (id.clone(), m)));
    for (id, pair) in all {
        let (old, new) = pair;
        let title = new.or(old).map(|m| m.title.clone()).unwrap_or_default();
        let says = match pair {
            (None, Some(_)) => bilingual!("market {id} is new: {title}", "新增市场“{id}”：{title}"; title),
            (Some(_), None) => bilingual!("market {id} is gone: {title}", "市场“{id}”已删除：{title}"; title),
            (Some(old), Some(new)) if old.opened != new.opened || old.named_on != new.named_on => {
                bilingual!("market {id} opens on other days: {title}", "市场“{id}”的开展日期不同：{title}"; title)
            }
            (Some(old), Some(new)) if old.offices != new.offices || old.district != new.district => {
                bilingual!("market {id} has other customs offices: {title}", "市场“{id}”的采购地海关不同：{title}"; title)
            }
            _ => continue,
        };
        add(found, "market", &id, says);
    }
}

/// Rates, tariffs and facts.
fn tables(before: &Edition, after: &Edition, found: &mut Vec<Difference>) {
    for new in &after.rates {
        let Some(old) = before.rates.iter().find(|r| r.id == new.id) else { continue };
        if old.table != new.table {
            let (id, months) = (&new.id, new.table.differences(&old.table));
            let says = bilingual!("rates {id}: {months} rates differ", "汇率表{id}：{months}个汇率不同");
            add(found, "rates", id, says);
        }
    }
    let years = |e: &Edition| e.tariffs.iter().map(|t| t.year).collect::<BTreeSet<_>>();
    let (was, is) = (years(before), years(after));
    for year in is.symmetric_difference(&was) {
        let says = match is.contains(year) {
            true => bilingual!("codes may be read by the tariff of {year}", "可按{year}年税则识别编码"),
            false => bilingual!(
                "codes are not read by the tariff of {year} any more",
                "不再按{year}年税则识别编码"
            ),
        };
        add(found, "tariff", year.to_string(), says);
    }
    for new in &after.tariffs {
        let old = before.tariff(new.year).filter(|old| old != &new);
        if old.is_some() {
            let year = new.year;
            let says = bilingual!("rows of the tariff of {year} differ", "{year}年税则的数据不同");
            add(found, "tariff", year.to_string(), says);
        }
    }
    let paths = |e: &Edition| e.schema.facts.iter().map(|f| f.path.clone()).collect::<BTreeSet<_>>();
    let (was, is) = (paths(before), paths(after));
    for path in is.symmetric_difference(&was) {
        let says = match is.contains(path) {
            true => bilingual!("declarations can state {path}", "申报数据可填写{path}"),
            false => bilingual!("declarations cannot state {path} any more", "申报数据不再有{path}"),
        };
        add(found, "fact", path, says);
    }
}
