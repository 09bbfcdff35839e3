//! Builds what holds data: catalogs, tariffs, rates, markets, facts, and `use`.

use super::Fallible;
use super::ast::{
    By, Catalog, Criterion, Entry, Fact, FactType, Facts, ItemKind, Market, Markets, MoneyIn, Rates, Str,
    Tariff, Title, When,
};
use super::expr::expr;
use super::grammar::{Node, Rule};
use super::items::{self, Table};
use super::law::say_zh;
use super::layout::RawItem;
use super::literal::{
    code, currency, date_of, dates, grade, ident, literal, path, string, title, unit, when, wrong, year,
};
use super::reader::{Reader, Scope, nameless};
use super::tongue;
use crate::source::Span;
use crate::value::{HsCode, Text};

/// The statements of a catalog.
pub(crate) const CATALOG: Table = &[
    ("under", "按税则", Rule::st_under),
    ("complete", "完整", Rule::st_complete),
    ("codes", "编码", Rule::st_codes),
    ("except", "不含编码", Rule::st_except),
    ("entries", "条目另行公布", Rule::st_entries),
    ("suspended", "已暂停", Rule::st_suspended),
    ("explained", "说明文件", Rule::st_explained),
    ("no", "无编码", Rule::st_no_code),
    ("note", "提示", Rule::st_remark),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
    ("0", "", Rule::st_entry),
];
pub(crate) const TARIFF: Table = &[
    ("complete", "完整", Rule::st_complete),
    ("rows", "数据文件", Rule::st_rows),
    ("successors", "沿革文件", Rule::st_successors),
    ("correlated", "对照文件", Rule::st_correlated),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];
pub(crate) const RATES: Table = &[
    ("dated", "日期依据", Rule::st_dated),
    ("rows", "数据文件", Rule::st_rows),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];
pub(crate) const MARKETS: Table = &[
    ("market", "市场", Rule::st_market),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];
pub(crate) const FACTS: Table = &[("zh", "en", Rule::st_zh), ("*", "", Rule::st_fact)];

const GRADE: &str = "verified, reported or unverified";

/// `use "path"`.
pub(crate) fn include(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let node = items::whole(reader, raw, Rule::head_use)?;
    let result = node.need(Rule::string).and_then(|s| string(&s));
    reader.keep(result).map(ItemKind::Use)
}

/// Reads a head and the statements below it; nothing if the head is wrong.
pub(crate) fn item<T>(
    reader: &mut Reader,
    raw: &RawItem,
    (rule, table): (Rule, Table),
    mut blank: T,
    head: fn(&mut T, &Node) -> Fallible<()>,
    say: fn(&mut T, &Node, &mut Scope) -> Fallible<()>,
) -> Option<T> {
    let read = reader.read_head(rule, raw).and_then(|node| head(&mut blank, &node));
    let good = reader.keep(read).is_some();
    let mut scope = Scope::new(reader.limits);
    items::statements(reader, raw, table, &mut scope, &mut blank, say);
    good.then_some(blank)
}

/// `catalog …`.
pub(crate) fn catalog(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Catalog {
        name: nameless(raw.head),
        title: Title::default(),
        tariff: None,
        complete: None,
        criteria: Vec::new(),
        ranges: Vec::new(),
        except: Vec::new(),
        suspended: false,
        by_notice: false,
        entries: Vec::new(),
        explained: None,
        notes: Vec::new(),
        grade: None,
    };
    let head = |c: &mut Catalog, node: &Node| {
        c.name = ident(&node.need(Rule::name)?);
        c.title = title(node)?;
        Ok(())
    };
    item(reader, raw, (Rule::head_catalog, CATALOG), blank, head, say_catalog).map(ItemKind::Catalog)
}

fn say_catalog(catalog: &mut Catalog, node: &Node, scope: &mut Scope) -> Fallible<()> {
    let span = node.span();
    match node.rule() {
        Rule::st_under => {
            scope.once("under tariff", span)?;
            catalog.tariff = Some(year(&node.need(Rule::under)?.need(Rule::year)?)?);
        }
        Rule::st_complete => {
            scope.once("complete", span)?;
            catalog.complete = Some(dates(node)?);
        }
        Rule::st_codes => say_codes(catalog, node, scope)?,
        Rule::st_except => catalog.except.extend(code_ranges(&node.need(Rule::code_ranges)?)?),
        Rule::st_entries => {
            scope.once("entries come by notice", span)?;
            catalog.by_notice = true;
        }
        Rule::st_suspended => {
            scope.once("suspended", span)?;
            catalog.suspended = true;
        }
        Rule::st_entry | Rule::st_no_code => catalog.entries.push(entry(node, scope)?),
        Rule::st_explained => {
            scope.once("explained by", span)?;
            catalog.explained = Some(string(&node.need(Rule::string)?)?);
        }
        Rule::st_remark => catalog.notes.push(title(node)?),
        Rule::st_zh => say_zh(&mut catalog.title, node)?,
        _ => {
            scope.once(GRADE, span)?;
            catalog.grade = grade(node)?;
        }
    }
    Ok(())
}

fn say_codes(catalog: &mut Catalog, node: &Node, scope: &mut Scope) -> Fallible<()> {
    let by = match (node.find(Rule::lettered), node.find(Rule::inspected)) {
        (Some(lettered), _) => Some(By::Letters(letter_marks(&lettered)?)),
        (_, Some(inspected)) => Some(By::Inspection(letter_marks(&inspected)?)),
        _ if node.has(Rule::bearing) => {
            scope.once("codes bearing export duty", node.span())?;
            Some(By::ExportDuty)
        }
        _ => None,
    };
    if let Some(by) = by {
        let named = match node.find(Rule::called) {
            Some(called) => {
                let texts = called.all(Rule::string).map(|s| string(&s)).collect::<Fallible<_>>()?;
                Some((!tongue::denied(&called), texts))
            }
            None => None,
        };
        let within = match node.find(Rule::within) {
            Some(within) => code_ranges(&within.need(Rule::code_ranges)?)?,
            None => Vec::new(),
        };
        catalog.criteria.push(Criterion { span: node.span(), by, within, named });
    }
    if let Some(ranges) = node.find(Rule::code_ranges) {
        catalog.ranges.extend(code_ranges(&ranges)?);
    }
    Ok(())
}

/// `9404.21, 2501 to 2504`.
fn code_ranges(node: &Node) -> Fallible<Vec<(HsCode, HsCode, Span)>> {
    let range = |range: Node| {
        let mut codes = range.all(Rule::code);
        let (from, _) = code(&codes.next().ok_or_else(|| range.broken())?)?;
        let to = codes.next().map(|c| code(&c)).transpose()?.map_or(from, |(to, _)| to);
        if to.last() < from.first() {
            let message = Text::new("this range ends before it begins", "此区间的终点早于起点");
            let help = Text::new("write the smaller code first", "请先写较小的编码");
            return Err(wrong(range.span(), message, help));
        }
        Ok((from, to, range.span()))
    };
    node.all(Rule::code_range).map(range).collect()
}

/// Letters of a tariff, each a single character.
pub(crate) fn letter_marks(node: &Node) -> Fallible<Vec<(char, Span)>> {
    let mark = |mark: Node| {
        let mut chars = mark.text().chars();
        match (chars.next(), chars.next()) {
            (Some(letter), None) => Ok((letter, mark.span())),
            _ => {
                let message = Text::new("a letter of the tariff is one character", "监管证件代码为单个字符");
                let help = Text::new(
                    "separate them by commas: `codes lettered 4, x, y`",
                    "请以逗号分隔：`codes lettered 4, x, y`",
                );
                Err(wrong(mark.span(), message, help))
            }
        }
    };
    node.all(Rule::letter_mark).map(mark).collect()
}

/// `6307.9000.10 ex mask …` or `no code test-reagent …`.
pub(crate) fn entry(node: &Node, scope: &Scope) -> Fallible<Entry> {
    let mut own = scope.inner();
    let mut entry = Entry {
        span: node.span(),
        code: None,
        ex: None,
        title: title(node)?,
        words: Vec::new(),
        asks_on: Vec::new(),
        numbered: None,
        condition: None,
        note: None,
        near: Vec::new(),
        tariff: None,
        from: None,
        until: None,
        published: None,
        grade: grade(node)?,
    };
    for part in node.children() {
        match part.rule() {
            Rule::code => entry.code = Some(code(&part)?),
            Rule::name => entry.ex = Some(ident(&part)),
            Rule::ex => entry.ex = Some(ident(&part.need(Rule::name)?)),
            Rule::words => entry.words.extend(strings(&part)?),
            Rule::asks_on => entry.asks_on.extend(strings(&part)?),
            Rule::numbered => {
                own.once("numbered", part.span())?;
                entry.numbered = Some(string(&part.need(Rule::string)?)?);
            }
            Rule::when => {
                own.once("when", part.span())?;
                entry.condition = Some(expr(&part.need(Rule::expr)?)?);
            }
            Rule::remark => {
                own.once("note", part.span())?;
                entry.note = Some(title(&part)?);
            }
            Rule::near => {
                for heading in part.all(Rule::code) {
                    entry.near.push(code(&heading)?);
                }
            }
            Rule::under => {
                own.once("under tariff", part.span())?;
                entry.tariff = Some(year(&part.need(Rule::year)?)?);
            }
            Rule::from => {
                own.once("from", part.span())?;
                entry.from = Some(date_of(&part)?);
            }
            Rule::until => {
                own.once("until", part.span())?;
                entry.until = Some(date_of(&part)?);
            }
            Rule::published_on => {
                own.once("published on", part.span())?;
                entry.published = Some(date_of(&part)?);
            }
            Rule::grade => own.once(GRADE, part.span())?,
            _ => {}
        }
    }
    Ok(entry)
}

fn strings(node: &Node) -> Fallible<Vec<Str>> {
    node.all(Rule::string).map(|s| string(&s)).collect()
}

/// `tariff 2026 …`.
pub(crate) fn tariff(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Tariff {
        year: (0, raw.head),
        title: Title::default(),
        complete: None,
        rows: None,
        successors: None,
        correlated: None,
        grade: None,
    };
    let head = |t: &mut Tariff, node: &Node| {
        t.year = year(&node.need(Rule::year)?)?;
        t.title = title(node)?;
        Ok(())
    };
    let say = |t: &mut Tariff, node: &Node, scope: &mut Scope| {
        let span = node.span();
        match node.rule() {
            Rule::st_complete => {
                scope.once("complete", span)?;
                t.complete = Some(dates(node)?);
            }
            Rule::st_rows => {
                scope.once("rows in", span)?;
                t.rows = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_successors => {
                scope.once("successors in", span)?;
                t.successors = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_correlated => {
                scope.once("correlated in", span)?;
                t.correlated = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_zh => say_zh(&mut t.title, node)?,
            _ => {
                scope.once(GRADE, span)?;
                t.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_tariff, TARIFF), blank, head, say).map(ItemKind::Tariff)
}

/// `rates …`.
pub(crate) fn rates(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Rates {
        name: nameless(raw.head),
        title: Title::default(),
        dated_by: Vec::new(),
        rows: None,
        grade: None,
    };
    let head = |r: &mut Rates, node: &Node| {
        r.name = ident(&node.need(Rule::name)?);
        r.title = title(node)?;
        Ok(())
    };
    let say = |r: &mut Rates, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_dated => {
                let from = node.find(Rule::from).map(|n| date_of(&n)).transpose()?;
                r.dated_by.push((ident(&node.need(Rule::name)?), from));
            }
            Rule::st_rows => {
                scope.once("rows in", node.span())?;
                r.rows = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_zh => say_zh(&mut r.title, node)?,
            _ => {
                scope.once(GRADE, node.span())?;
                r.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_rates, RATES), blank, head, say).map(ItemKind::Rates)
}

/// `markets …`.
pub(crate) fn markets(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank =
        Markets { name: nameless(raw.head), title: Title::default(), markets: Vec::new(), grade: None };
    let head = |m: &mut Markets, node: &Node| {
        m.name = ident(&node.need(Rule::name)?);
        m.title = title(node)?;
        Ok(())
    };
    let say = |m: &mut Markets, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_market => m.markets.push(market(node, scope)?),
            Rule::st_zh => say_zh(&mut m.title, node)?,
            _ => {
                scope.once(GRADE, node.span())?;
                m.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_markets, MARKETS), blank, head, say).map(ItemKind::Markets)
}

/// `market yiwu "…" zh "…" …`.
pub(crate) fn market(node: &Node, scope: &Scope) -> Fallible<Market> {
    let mut own = scope.inner();
    let mut market = Market {
        span: node.span(),
        id: ident(&node.need(Rule::name)?),
        title: title(node)?,
        named_on: None,
        open: None,
        published: None,
        offices: Vec::new(),
        district: None,
        partial: node.has(Rule::partial),
        grade: grade(node)?,
    };
    let office = |n: &Node| -> (String, Span) { (n.text().to_owned(), n.span()) };
    for clause in node.children() {
        let what = match clause.rule() {
            Rule::named => "named on",
            Rule::opened => "open",
            Rule::published_on => "published on",
            Rule::offices => "offices",
            Rule::district => "in district",
            Rule::partial => "partial",
            Rule::grade => GRADE,
            _ => continue,
        };
        own.once(what, clause.span())?;
        match clause.rule() {
            Rule::named => market.named_on = Some(date_of(&clause)?),
            Rule::opened => market.open = when(&clause)?.map(|day: When| day),
            Rule::published_on => market.published = Some(date_of(&clause)?),
            Rule::offices => market.offices = clause.all(Rule::office).map(|n| office(&n)).collect(),
            Rule::district => market.district = Some(office(&clause.need(Rule::office)?)),
            _ => {}
        }
    }
    Ok(market)
}

/// `facts …`.
pub(crate) fn facts(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Facts { name: nameless(raw.head), title: Title::default(), facts: Vec::new() };
    let head = |f: &mut Facts, node: &Node| {
        f.name = ident(&node.need(Rule::name)?);
        f.title = title(node)?;
        Ok(())
    };
    let say = |f: &mut Facts, node: &Node, _: &mut Scope| {
        match node.rule() {
            Rule::st_fact => f.facts.push(fact(node)?),
            _ => say_zh(&mut f.title, node)?,
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_facts, FACTS), blank, head, say).map(ItemKind::Facts)
}

fn fact(node: &Node) -> Fallible<Fact> {
    let place = node.need(Rule::fact_path)?;
    if let Some(index) = place.find(Rule::index) {
        let message = Text::new("a declared fact has no position", "声明数据时不写序号");
        let help =
            Text::new("write `good.total`, which stands for every line", "请写 `good.total`，代表每一行");
        return Err(wrong(index.span(), message, help));
    }
    let at_least = match node.find(Rule::at_least) {
        Some(clause) => {
            let value = clause.need(Rule::literal)?;
            Some((literal(&value)?, value.span()))
        }
        None => None,
    };
    let written = node.need(Rule::fact_type)?.first()?;
    let ty = fact_type(&written)?;
    let coded_by = written.find(Rule::coded_by).map(|clause| clause.need(Rule::name)).transpose()?;
    let stated_in = node.find(Rule::stated_in).map(|clause| strings(&clause)).transpose()?;
    let known_to = match node.find(Rule::known_to) {
        Some(clause) => Some(ident(&clause.need(Rule::segment)?)),
        None => None,
    };
    Ok(Fact {
        path: path(&place)?,
        ty,
        coded_by: coded_by.map(|name| ident(&name)),
        at_least,
        title: title(node)?,
        stated_in: stated_in.unwrap_or_default(),
        known_to,
    })
}

fn fact_type(node: &Node) -> Fallible<FactType> {
    Ok(match node.rule() {
        Rule::type_digits => {
            FactType::Digits(node.need(Rule::digit_count)?.text().parse().unwrap_or_default())
        }
        Rule::type_text => FactType::Text,
        Rule::type_cas => FactType::Cas,
        Rule::type_species => FactType::Species,
        Rule::type_bool => FactType::Bool,
        Rule::type_date => FactType::Date,
        Rule::type_decimal => FactType::Decimal,
        Rule::type_count => FactType::Count,
        Rule::type_percent => FactType::Percent,
        Rule::type_code => FactType::Code,
        Rule::type_money => FactType::Money(match node.find(Rule::currency) {
            Some(fixed) => {
                let (currency, span) = currency(&fixed)?;
                MoneyIn::Fixed(currency, span)
            }
            None => MoneyIn::Fact(path(&node.need(Rule::fact_path)?)?),
        }),
        Rule::type_quantity => {
            let name = node.need(Rule::unit)?;
            unit(&name)?;
            FactType::Quantity(ident(&name))
        }
        Rule::type_one_of => {
            FactType::OneOf(node.all(Rule::string).map(|s| string(&s)).collect::<Fallible<_>>()?)
        }
        Rule::type_list => FactType::List,
        _ => FactType::Record,
    })
}
