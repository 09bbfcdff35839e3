//! The sentences of findings: the author's where there is one, else made from
//! labels (manual: "Messages").

use super::abs::{Abs, Open, Opens, Words, range_text};
use super::asks;
use super::context::Context;
use crate::bilingual;
use crate::hir::{Catalog, CatalogId, Demand, Entry, Expr, ExprId, FactId, Message, Piece, Type};
use crate::syntax::ast::CompareOp;
use crate::value::{Interval, Number, Text, Truth, text::Lang};

/// The sentence of a violated or open demand.
pub fn demand(at: &Context, demand: &Demand, hit: Option<usize>, open: bool, why: &Opens) -> Text {
    // A good that is known to be in the list is said to be, whatever else is open.
    let listed = hit.is_some_and(|id| at.line.is_some() && at.in_catalog(id).0 == Truth::True);
    match hit {
        None if open => return open_sentence(at, why),
        Some(id) if open && !listed => return may_be_in_list(at, id, why),
        _ => {}
    }
    let made = || match hit {
        Some(id) if listed => in_list(at, id),
        _ => wrong(at, demand.condition, !demand.violated_if),
    };
    let mut text = match &demand.message {
        Some(written) => {
            let text = message(at, written);
            // A language that the author left out is made from labels.
            let made = if text.en.is_empty() || text.zh.is_empty() { made() } else { Text::default() };
            let mut text = Text {
                en: if text.en.is_empty() { made.en } else { text.en },
                zh: if text.zh.is_empty() { made.zh } else { text.zh },
            };
            let items = hit.and_then(|id| at.edition.catalogs.get(id)).zip(at.line);
            let items = items.map(|(catalog, line)| items_behind(at, catalog, line)).unwrap_or_default();
            if !items.en.is_empty() {
                text.push(&bilingual!(" In the list: {items}.", "清单物项：{items}。"; items));
            }
            text
        }
        None => made(),
    };
    if open {
        let asks = open_sentence(at, why);
        trim_stop(&mut text);
        text.push(&bilingual!("; {asks}", "；{asks}"; asks));
    }
    text
}

/// A message with its placeholders filled.
pub fn message(at: &Context, message: &Message) -> Text {
    let fill = |pieces: &[Piece], lang| {
        let piece = |p: &Piece| match p {
            Piece::Words(words) => words.clone(),
            Piece::Hole(id) => value(at, *id).get(lang).to_owned(),
        };
        pieces.iter().map(piece).collect::<String>()
    };
    Text { en: fill(&message.en, Lang::En), zh: fill(&message.zh, Lang::Zh) }
}

/// Whether an amount that a message states is not known at all.
pub fn lacks_amount(at: &Context, message: &Message) -> bool {
    let open = |id: ExprId| match at.eval(id).0 {
        Abs::Money(range, _) => {
            let least = range.low.value();
            range.high.value().is_none() && least.is_none_or(|least| *least <= Number::zero())
        }
        _ => false,
    };
    message.en.iter().chain(&message.zh).any(|piece| matches!(piece, Piece::Hole(id) if open(*id)))
}

/// What is not known, in a sentence.
fn open_sentence(at: &Context, why: &Opens) -> Text {
    let mut asks: Vec<Text> = why.iter().map(|o| asks::ask(at, o).1).collect();
    asks.dedup();
    let more = asks.len().saturating_sub(3);
    asks.truncate(3);
    let asks = Text::join(&asks, "; ", "；");
    let more = if more > 0 { bilingual!("; and {more} more", "；另有{more}项") } else { Text::default() };
    bilingual!("not decided: {asks}{more}", "尚不能判断：{asks}{more}"; asks, more)
}

fn list_title(at: &Context, id: CatalogId) -> Text {
    at.edition.catalogs.get(id).map(|c| c.title.clone()).unwrap_or_default()
}

/// The good of the line at hand, its code, and the title of a list.
fn good_and_list(at: &Context, id: usize) -> (Text, String, Text) {
    let good = at.line.and_then(|line| at.name(line)).map(asks::short);
    let good = good.map_or_else(|| asks::of_line(at, &Text::default(), at.line), Text::same);
    let code = at.line.and_then(|line| at.stated_code(line)).map(|c| c.to_string());
    let list = list_title(at, id);
    (good, code.unwrap_or_else(|| "?".to_owned()), list)
}

/// The line may be in a list.
fn may_be_in_list(at: &Context, id: usize, why: &Opens) -> Text {
    let (good, code, list) = good_and_list(at, id);
    let mut first: Vec<Text> = why.iter().map(|o| asks::ask(at, o).1).collect();
    first.dedup();
    first.truncate(2);
    let first = Text::join(&first, "; ", "；");
    bilingual!("{good} ({code}) may be in “{list}”: {first}", "{good}（{code}）可能属于《{list}》：{first}"; good, list, first)
}

/// The line is in a list.
fn in_list(at: &Context, id: usize) -> Text {
    let (good, code, list) = good_and_list(at, id);
    let mut text = bilingual!("{good} ({code}) is in “{list}”", "{good}（{code}）属于《{list}》"; good, list);
    text.push(&grounds(at, id, at.line.unwrap_or_default()));
    for note in at.edition.catalogs.get(id).into_iter().flat_map(|c| &c.notes) {
        add_sentence(&mut text, note);
    }
    text
}

/// Takes away the stop with which an author's sentence may end.
fn trim_stop(text: &mut Text) {
    text.en.truncate(text.en.trim_end_matches('.').len());
    text.zh.truncate(text.zh.trim_end_matches('。').len());
}

/// Adds a sentence behind another.
fn add_sentence(text: &mut Text, more: &Text) {
    trim_stop(text);
    text.push(&bilingual!(". {more}", "。{more}"; more));
}

/// By which entry and letters a line is in a list, and what the list says of it.
pub fn grounds(at: &Context, id: usize, line: usize) -> Text {
    let mut text = Text::default();
    let Some(catalog) = at.edition.catalogs.get(id) else { return text };
    let hit = at.hits(id, catalog).into_iter().find(|(_, truth)| *truth == Truth::True);
    let entry = hit.map(|(entry, _)| entry);
    if let Some(entry) = entry {
        let what = Text::numbered(entry.numbered.as_deref().unwrap_or_default(), &entry.title);
        text.push(&bilingual!(": {what}", "：{what}"; what));
        let values = stated_values(at, entry);
        if at.stated_answer(line, entry.ex.as_deref()) == Some(true) {
            text.push(&Text::new(", as the declarant stated", "（申报人自述）"));
        } else if !values.is_empty() {
            let values =
                values.iter().map(|(label, value)| bilingual!("{label} {value}", "{label}{value}"; label));
            let values = Text::join(&values.collect::<Vec<_>>(), ", ", "、");
            text.push(
                &bilingual!(", as the declarant stated ({values})", "（申报人自述：{values}）"; values),
            );
        } else if entry.ex.is_some() && at.said(line, entry).0 == Truth::True {
            text.push(&Text::new(", as the declared name says", "（依申报品名）"));
        }
    } else {
        let items = items_behind(at, catalog, line);
        if !items.en.is_empty() {
            text.push(&bilingual!(": {items}", "：{items}"; items));
        }
    }
    let letters = letters(at, line).into_iter().filter(|l| catalog.letters.contains(l));
    let papers =
        Text::join(&letters.map(|l| at.edition.paper_text(&l.to_string())).collect::<Vec<_>>(), ", ", "、");
    if let (false, Some(year)) = (papers.en.is_empty(), at.tariff_year()) {
        text.push(&bilingual!(
            "; the tariff of {year} asks for {papers}",
            "；{year}年税则监管证件：{papers}"; papers
        ));
    }
    if let Some(note) = entry.and_then(|e| e.note.as_ref()) {
        add_sentence(&mut text, note);
    }
    text
}

/// Rows that are printed of those that explain a hit.
const ROWS: usize = 2;

/// The items of the official list behind a code.
fn items_behind(at: &Context, catalog: &Catalog, line: usize) -> Text {
    let Some(code) = at.code(line).filter(|_| catalog.tariff == at.tariff_year()) else {
        return Text::default();
    };
    let rows = crate::catalog::explanation::between(&catalog.explained, code.first(), code.last());
    let mut items: Vec<Text> =
        rows.iter().take(ROWS).map(|row| Text::numbered(&row.numbered, &row.name)).collect();
    let more = rows.len().saturating_sub(ROWS);
    if more > 0 {
        items.push(bilingual!("and {more} more items of it", "另有{more}条"));
    }
    Text::join(&items, "; ", "；")
}

/// The attributes of the line that the condition of an entry looks at, as stated.
pub fn stated_values(at: &Context, entry: &Entry) -> Vec<(Text, String)> {
    let mut facts = Vec::new();
    if let Some(condition) = entry.condition {
        super::finding::collect(at, condition, &mut facts);
    }
    facts.sort_unstable();
    facts.dedup();
    let line = at.line.and_then(|l| at.goods_line(l));
    let stated = facts.into_iter().filter_map(|fact| {
        let def = at.edition.schema.get(fact).filter(|d| d.place == crate::hir::Place::Line)?;
        let value = line?.facts.known(fact)?;
        Some((def.label.clone(), value.to_string()))
    });
    stated.collect()
}

/// The letters of a line's code in its tariff.
fn letters(at: &Context, line: usize) -> Vec<char> {
    let tariff = at.tariff_year().and_then(|y| at.edition.tariff(y));
    let rows = at.code(line).and_then(|c| tariff.map(|t| t.under(c)));
    let mut letters: Vec<char> = rows.into_iter().flatten().flat_map(|r| r.letters.chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

/// Why an expression does not have the value that it should.
fn wrong(at: &Context, id: ExprId, wanted: bool) -> Text {
    let Some(expr) = at.edition.exprs.get(id) else { return Text::default() };
    match (expr, wanted) {
        (Expr::Not(e), _) => wrong(at, *e, !wanted),
        (Expr::And(parts), true) | (Expr::Or(parts), false) => {
            let failing = parts.iter().filter(|p| at.truth(**p).0 != Truth::from(wanted));
            let texts: Vec<Text> = failing.map(|p| wrong(at, *p, wanted)).collect();
            Text::join(&texts, "; ", "；")
        }
        (Expr::And(parts), false) => {
            let texts: Vec<Text> = parts.iter().map(|p| wrong(at, *p, wanted)).collect();
            Text::join(&texts, ", or ", "，或")
        }
        (Expr::Or(parts), true) => {
            // Of a list of what is allowed, only that the good is not in it matters.
            let lists =
                parts.iter().filter(|p| matches!(at.edition.exprs.get(**p), Some(Expr::InCatalog(_))));
            let lists: Vec<Text> = lists.map(|p| wrong(at, *p, wanted)).collect();
            if !lists.is_empty() {
                return Text::join(&lists, ", and ", "，且");
            }
            let mut texts: Vec<Text> = parts.iter().map(|p| wrong(at, *p, wanted)).collect();
            // What was only said to hold is left out where something says more.
            if texts.iter().any(|t| *t != holds()) {
                texts.retain(|t| *t != holds());
            }
            Text::join(&texts, ", and ", "，且")
        }
        (Expr::Compare(op, a, b), _) => wrong_order(at, *op, *a, *b, wanted),
        (Expr::InCatalog(list), true) => {
            let list = list_title(at, *list);
            bilingual!("it is not in “{list}”", "不在《{list}》之列"; list)
        }
        (Expr::InCatalog(list), false) => {
            let list = list_title(at, *list);
            match at.truth(id).0 {
                Truth::True => bilingual!("it is in “{list}”", "属于《{list}》"; list),
                _ => bilingual!("it may be in “{list}”", "可能属于《{list}》"; list),
            }
        }
        (Expr::IsStated(fact), true) => {
            let label = at.edition.schema.get(*fact).map(|d| d.label.clone()).unwrap_or_default();
            bilingual!("the {label} is not stated", "未填写{label}"; label)
        }
        (Expr::HasNumber(letter), true) => {
            let paper = at.edition.paper_text(letter);
            bilingual!("no number of a paper {paper} is stated for it", "该项未填写{paper}的编号"; paper)
        }
        (Expr::IsOpen(market, ..), true) => {
            let market = value(at, *market);
            bilingual!("market {market} is not open for this mode on the day", "市场“{market}”当日尚未开展市场采购贸易"; market)
        }
        (Expr::IsOffice(office, market, ..), true) => {
            let (office, market) = (value(at, *office), value(at, *market));
            bilingual!("customs office {office} is not an office of market {market}", "海关{office}不是市场“{market}”的采购地海关"; office, market)
        }
        (Expr::HasDocument(letter), true) => {
            let paper = at.edition.paper_text(letter);
            bilingual!("no valid paper {paper} covers it", "没有涵盖该项且有效的{paper}"; paper)
        }
        (Expr::AnyLine(_), true) => {
            Text::new("no line of goods meets the condition", "没有任何商品项符合条件")
        }
        (Expr::AnyLine(body), false) => {
            let lines = at.lines().filter(|l| at.at(*l).truth(*body).0 == Truth::True);
            let numbers: Vec<String> =
                lines.filter_map(|l| at.goods_line(l)).map(|l| l.number.to_string()).collect();
            let numbers = numbers.join(", ");
            bilingual!("because of line {numbers}", "涉及第{numbers}项")
        }
        (Expr::Fact(_), _) => {
            let (label, is) = (label(at, id), value(at, id));
            bilingual!("{label} is {is}", "{label}为{is}"; label, is)
        }
        (_, true) => Text::new("the condition does not hold", "条件不成立"),
        (_, false) => holds(),
    }
}

/// A condition that holds and must not, of which there is nothing better to say.
fn holds() -> Text {
    Text::new("the condition holds, which the rule forbids", "符合规则所禁止的条件")
}

/// `A is 3; it must be at most 2`.
fn wrong_order(at: &Context, op: CompareOp, a: ExprId, b: ExprId, wanted: bool) -> Text {
    let exprs = &at.edition.exprs;
    let constant = |id| matches!(exprs.get(id), Some(Expr::Literal(_) | Expr::Day));
    let (a, b, op) = if constant(a) && !constant(b) { (b, a, op.turned()) } else { (a, b, op) };
    let op = if wanted { op } else { op.negated() };
    let (what, is, than) = (label(at, a), value(at, a), value(at, b));
    let other = if constant(b) { Text::default() } else { label(at, b) };
    let other = if other.en.is_empty() { other } else { bilingual!(" ({other})", "（{other}）"; other) };
    let must = match op {
        CompareOp::Eq => Text::new("it must be", "应为"),
        CompareOp::Ne => Text::new("it must not be", "不得为"),
        CompareOp::Lt => Text::new("it must be below", "应小于"),
        CompareOp::Le => Text::new("it must be at most", "不得超过"),
        CompareOp::Gt => Text::new("it must be above", "应大于"),
        CompareOp::Ge => Text::new("it must be at least", "应不少于"),
    };
    let must = match (exprs.ty(a), op) {
        (Type::Date, CompareOp::Lt) => Text::new("it must be before", "应早于"),
        (Type::Date, CompareOp::Gt) => Text::new("it must be after", "应晚于"),
        (Type::Date, CompareOp::Le) => Text::new("it must not be after", "不得晚于"),
        (Type::Date, CompareOp::Ge) => Text::new("it must not be before", "不得早于"),
        _ => must,
    };
    bilingual!("{what} is {is}; {must} {than}{other}", "{what}为{is}，{must}{than}{other}"; what, is, must, than, other)
}

/// The first fact of the part of a demand that fails.
pub fn failing_fact(at: &Context, demand: &Demand) -> Option<FactId> {
    failing(at, demand.condition, !demand.violated_if)
}

fn failing(at: &Context, id: ExprId, wanted: bool) -> Option<FactId> {
    match at.edition.exprs.get(id)? {
        Expr::Not(e) => failing(at, *e, !wanted),
        Expr::And(parts) | Expr::Or(parts) => {
            let wrong = parts.iter().find(|p| at.truth(**p).0 != Truth::from(wanted));
            failing(at, *wrong?, wanted)
        }
        Expr::Compare(_, a, b) => failing(at, *a, wanted).or_else(|| failing(at, *b, wanted)),
        Expr::Convert(e, ..) => failing(at, *e, wanted),
        Expr::IsOpen(e, ..) | Expr::IsOffice(e, ..) => failing(at, *e, wanted),
        Expr::Fact(fact) | Expr::IsStated(fact) => Some(*fact),
        Expr::InCatalog(_) => at.code_fact,
        _ => None,
    }
}

/// What a person calls an expression.
fn label(at: &Context, id: ExprId) -> Text {
    let named = at.edition.lets.iter().find(|(_, e)| *e == id).map(|(name, _)| name);
    match at.edition.exprs.get(id) {
        Some(Expr::Fact(fact)) => at.edition.schema.get(*fact).map(|d| d.label.clone()).unwrap_or_default(),
        Some(Expr::Day) => Text::new("the day", "当日"),
        Some(Expr::Kinds) => Text::new("the number of kinds of goods", "商品品种数"),
        Some(Expr::Count(_)) => Text::new("the number of lines", "商品项数"),
        _ if named.is_some() => named.map(Text::same).unwrap_or_default(),
        Some(Expr::Sum(..)) => Text::new("the sum", "合计"),
        Some(Expr::Convert(e, ..)) => label(at, *e),
        Some(Expr::Call(name, e)) => {
            let of = label(at, *e);
            bilingual!("the {name} of the {of}", "{of}的{name}"; of)
        }
        _ => Text::new("the value", "数值"),
    }
}

/// What is known of an expression, for a person.
pub fn value(at: &Context, id: ExprId) -> Text {
    let (abs, open) = at.eval(id);
    let ty = at.edition.exprs.ty(id);
    match abs {
        Abs::Truth(Truth::True) => Text::new("yes", "是"),
        Abs::Truth(Truth::False) => Text::new("no", "否"),
        Abs::Range(range) => match ty {
            Type::Percent => range_text(&range, |n| format!("{} %", n.to_text(0))),
            // A count or a year: without a comma between its thousands.
            Type::Number => range_text(&range, Number::to_plain),
            _ => range_text(&range, |n| n.to_text(0)),
        },
        Abs::Money(range, currency) => {
            let currency = currency.map(|c| format!("{c} ")).unwrap_or_default();
            range_text(&range, |n: &Number| format!("{currency}{}", n.to_text(2)))
        }
        Abs::Day(day) => day_text(&day),
        Abs::Words(Words::Known(text)) => Text::same(text),
        Abs::Code(Some(code)) => Text::same(code.to_string()),
        _ => stated(at, &open).unwrap_or_else(|| Text::new("not known", "不详")),
    }
}

fn day_text(day: &Interval<crate::value::Date>) -> Text {
    match day.known() {
        Some(d) if *d == crate::value::Date::OPEN => Text::new("open", "长期"),
        Some(d) => Text::same(d.to_string()),
        None => Text::new("not known", "不详"),
    }
}

/// A code that is declared but cannot be used is still shown.
fn stated(at: &Context, open: &Opens) -> Option<Text> {
    let code = open.iter().find_map(|o| match o {
        Open::Fact { fact, line: Some(line) } if Some(*fact) == at.code_fact => at.stated_code(*line),
        _ => None,
    });
    code.map(|c| Text::same(c.to_string()))
}
