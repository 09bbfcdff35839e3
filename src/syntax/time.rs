//! Builds what changes other law: amendments with their edits, suspensions,
//! repeals, days that are announced, and the days of a consolidated text.
//!
//! An edit has lines of its own, so it is cut once more, as an item is; then its
//! head and each of its lines are read by themselves. What an edit holds is read
//! by those who read it elsewhere: an article by `law`, a row of a list by `data`.

use super::ast::{
    Amend, Bring, Consolidated, DateLit, Edit, EditKind, Entry, EntryRef, Ident, InstrumentRef, ItemKind,
    Market, Suspend, Suspended,
};
use super::grammar::{Node, Rule};
use super::items::{self, Table};
use super::layout::{self, RawItem};
use super::literal::{article_number, code, date_of, ident, instrument_ref, year};
use super::reader::{Reader, Scope};
use super::{Fallible, data, law};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::Text;

/// The edits of an amendment.
pub(crate) const AMEND: Table = &[
    ("insert", "增加", Rule::edit_insert),
    ("replace", "替换", Rule::edit_replace),
    ("repeal", "删去", Rule::edit_repeal),
    ("set", "设定", Rule::edit_set),
    ("add", "增列", Rule::edit_add),
    ("remove", "移出", Rule::edit_remove),
    ("extend", "延长", Rule::edit_extend),
];
pub(crate) const ENTRIES: Table = &[("no", "无编码", Rule::st_no_code), ("0", "", Rule::st_entry)];
pub(crate) const REMOVED: Table = &[("no", "无编码", Rule::st_entry_ref), ("0", "", Rule::st_entry_ref)];
pub(crate) const MARKETS: Table = &[("market", "市场", Rule::st_market)];

/// Words that people may write for an edit, and what to write instead.
const MEANT: &[(&[&str], &[&str])] = &[
    (&["article"], &["insert article", "replace article"]),
    (&["let", "change"], &["set cap = USD 200,000"]),
    (&["catalog", "markets"], &["add to catalog", "add to markets"]),
    (&["delete", "drop", "strike"], &["repeal article", "remove from catalog"]),
    (&["complete", "prolong"], &["extend catalog NAME until 2027-12-31"]),
];

/// `amend …` and its edits.
pub(crate) fn amend(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let head = reader.read_head(Rule::head_amend, raw).and_then(|node| target(&node));
    let head = reader.keep(head);
    let mut edits = Vec::new();
    for span in &raw.statements {
        let kind = edit(reader, *span);
        edits.extend(kind.map(|kind| Edit { span: *span, kind }));
    }
    if raw.statements.is_empty() {
        if head.is_some() {
            let message = Text::new("`amend` changes nothing", "`amend` 没有任何修改");
            let help = Text::new(
                "write what it changes, indented below it: `  set cap = USD 200,000`, `  repeal article 1.3(2)`, `  add to catalog NAME`",
                "请在其下缩进写明修改内容：`  set cap = USD 200,000`、`  repeal article 1.3(2)`、`  add to catalog 名录`",
            );
            reader.report(empty(raw.head, message, help));
        }
        return None;
    }
    head.map(|target| ItemKind::Amend(Amend { target, edits }))
}

/// The instrument that a head names, if it names one.
fn target(node: &Node) -> Fallible<Option<InstrumentRef>> {
    node.find(Rule::instrument_ref).map(|n| instrument_ref(&n)).transpose()
}

/// One edit, by its first word.
fn edit(reader: &mut Reader, span: Span) -> Option<EditKind> {
    let raw = &layout::inner(reader.text, span);
    let word = items::first_word(reader.slice(span));
    match items::rule_of(reader.slice(span), AMEND) {
        Some(rule @ Rule::edit_insert) => law::article(reader, raw, rule).map(EditKind::Insert),
        Some(rule @ Rule::edit_replace) => law::article(reader, raw, rule).map(EditKind::Replace),
        Some(rule @ Rule::edit_set) => law::assignment(reader, raw, rule).map(EditKind::Set),
        Some(Rule::edit_add) => add(reader, raw),
        Some(Rule::edit_remove) => remove(reader, raw),
        Some(rule) => {
            let node = items::whole(reader, raw, rule)?;
            let kind = short(&node);
            reader.keep(kind)
        }
        None => {
            reader.report(unknown_edit(span, reader.slice(span), word));
            None
        }
    }
}

/// `repeal article …` or `extend catalog … until …`.
fn short(node: &Node) -> Fallible<EditKind> {
    Ok(match node.rule() {
        Rule::edit_repeal => EditKind::RepealArticle(article_number(node)?),
        _ => EditKind::Extend(ident(&node.need(Rule::name)?), date_of(&node.need(Rule::until)?)?),
    })
}

/// What `add` adds to.
enum List {
    /// Entries to a catalog, by the codes of a tariff.
    Catalog(Ident, Option<(u16, Span)>),
    Markets(Ident),
}

/// `add to catalog …` or `add to markets …`, and the rows below it. Where the
/// head is wrong, its rows are still read as what they seem to be.
fn add(reader: &mut Reader, raw: &RawItem) -> Option<EditKind> {
    let list = reader.read_head(Rule::edit_add, raw).and_then(|node| {
        Ok(match node.find(Rule::to_markets) {
            Some(markets) => List::Markets(ident(&markets.need(Rule::name)?)),
            None => {
                let under = node.find(Rule::under).map(|u| year(&u.need(Rule::year)?)).transpose()?;
                List::Catalog(ident(&node.need(Rule::name)?), under)
            }
        })
    });
    let list = reader.keep(list);
    let first = raw.statements.first().and_then(|row| items::rule_of(reader.slice(*row), MARKETS));
    if matches!(&list, Some(List::Markets(_))) || list.is_none() && first.is_some() {
        let markets: Vec<Market> = rows(reader, raw, MARKETS, data::market);
        let Some(List::Markets(name)) = list else { return None };
        let help = Text::new(
            "write one market a line, indented below it: `market yiwu \"Yiwu\" zh \"义乌\" named on 2013-04-18`",
            "请在其下缩进，每行写一个市场：`market yiwu \"Yiwu\" zh \"义乌\" named on 2013-04-18`",
        );
        return listed(reader, raw, help).then_some(EditKind::AddMarkets(name, markets));
    }
    let mut entries: Vec<Entry> = rows(reader, raw, ENTRIES, data::entry);
    let Some(List::Catalog(name, tariff)) = list else { return None };
    for entry in &mut entries {
        entry.tariff = entry.tariff.or(tariff);
    }
    let help = Text::new(
        "write one entry a line, indented below it: `6307.9000.10 ex mask \"mask\" zh \"口罩\"`",
        "请在其下缩进，每行写一项：`6307.9000.10 ex mask \"mask\" zh \"口罩\"`",
    );
    listed(reader, raw, help).then_some(EditKind::AddEntries(name, entries))
}

/// `remove from catalog …`, and what is removed below it.
fn remove(reader: &mut Reader, raw: &RawItem) -> Option<EditKind> {
    let head = reader.read_head(Rule::edit_remove, raw).and_then(|node| node.need(Rule::name));
    let head = reader.keep(head);
    let entries = rows(reader, raw, REMOVED, entry_ref);
    let name = ident(&head?);
    let help = Text::new(
        "write one entry a line, indented below it: `6307.9000.10 ex mask`, or its code alone",
        "请在其下缩进，每行写一项：`6307.9000.10 ex mask`，或仅写编码",
    );
    listed(reader, raw, help).then_some(EditKind::RemoveEntries(name, entries))
}

/// The rows below an edit; each that is wrong is one diagnostic.
fn rows<T>(reader: &mut Reader, raw: &RawItem, table: Table, read: Row<T>) -> Vec<T> {
    let mut found = (Vec::new(), read);
    let mut scope = Scope::new(reader.limits);
    items::statements(reader, raw, table, &mut scope, &mut found, |(rows, read), node, scope| {
        rows.push(read(node, scope)?);
        Ok(())
    });
    found.0
}

/// What reads a row.
type Row<T> = fn(&Node, &Scope) -> Fallible<T>;

/// `6307.9010.10 ex mask under tariff 2020`, or `no code test-reagent`.
fn entry_ref(node: &Node, _: &Scope) -> Fallible<EntryRef> {
    let name = match node.find(Rule::ex) {
        Some(ex) => ex.find(Rule::name),
        None => node.find(Rule::name),
    };
    Ok(EntryRef {
        span: node.span(),
        code: node.find(Rule::code).map(|n| code(&n)).transpose()?,
        ex: name.map(|n| ident(&n)),
        tariff: node.find(Rule::under).map(|u| year(&u.need(Rule::year)?)).transpose()?,
    })
}

/// Whether an edit has rows; reports it where it has none.
fn listed(reader: &mut Reader, raw: &RawItem, help: Text) -> bool {
    if raw.statements.is_empty() {
        let edit = reader.slice(raw.head).split_whitespace().collect::<Vec<_>>().join(" ");
        let message = bilingual!("`{edit}` names nothing", "`{edit}` 之下没有内容");
        reader.report(empty(raw.head, message, help));
    }
    !raw.statements.is_empty()
}

fn empty(span: Span, message: Text, help: Text) -> Diagnostic {
    Diagnostic::error(Code::MissingPart, span, message).help(help)
}

/// What to say of a word that begins no edit.
fn unknown_edit(span: Span, text: &str, word: &str) -> Diagnostic {
    let diagnostic = items::unknown_statement(span, text, AMEND);
    if let Some((_, meant)) = MEANT.iter().find(|(words, _)| words.contains(&word)) {
        let meant: Vec<Text> = meant.iter().map(|m| Text::same(format!("`{m}`"))).collect();
        let meant = Text::join(&meant, " or ", " 或 ");
        return diagnostic.help(bilingual!("in an amendment write {meant}", "在修改中请写 {meant}"; meant));
    }
    let below =
        law::ARTICLE.iter().chain(ENTRIES).chain(MARKETS).any(|(key, zh, _)| *key == word || *zh == word);
    if below || word.starts_with(|c: char| c.is_ascii_digit()) {
        return diagnostic.help(bilingual!(
            "indent `{word}` deeper than the edit above, such as `insert article` or `add to catalog`, to which it belongs",
            "`{word}` 属于上方的修改（如 `insert article`、`add to catalog`），请比其缩进更深"
        ));
    }
    diagnostic
}

/// `suspend …`.
pub(crate) fn suspend(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let node = items::whole(reader, raw, Rule::head_suspend)?;
    let what = |node: &Node| {
        Ok(match (node.find(Rule::of_article), node.find(Rule::of_catalog)) {
            (Some(article), _) => Suspended::Article(
                article_number(&article)?,
                instrument_ref(&article.need(Rule::instrument_ref)?)?,
            ),
            (_, Some(catalog)) => Suspended::Catalog(ident(&catalog.need(Rule::name)?)),
            _ => Suspended::Instrument(instrument_ref(&node.need(Rule::instrument_ref)?)?),
        })
    };
    let result = what(&node).and_then(|what| {
        Ok(Suspend {
            what,
            from: day(&node, Rule::from)?,
            until: day(&node, Rule::until)?,
            review: day(&node, Rule::review_by)?,
        })
    });
    reader.keep(result).map(ItemKind::Suspend)
}

/// The day of a clause, where the clause is there.
fn day(node: &Node, clause: Rule) -> Fallible<Option<DateLit>> {
    node.find(clause).map(|n| date_of(&n)).transpose()
}

/// `repeal …`.
pub(crate) fn repeal(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let node = reader.read(Rule::head_repeal, raw.whole).map_err(|diagnostic| {
        if !matches!(items::first_word(reader.slice(diagnostic.span)), "article" | "第" | "条") {
            return diagnostic;
        }
        Box::new((*diagnostic).help(Text::new(
            "an article is repealed in an amendment: `amend GACC 221/2019`, and `  repeal article 1.3(2)` below it",
            "条文在修改中废止：先写 `amend GACC 221/2019`，其下缩进写 `  repeal article 1.3(2)`",
        )))
    });
    let node = reader.keep(node)?;
    let result = node.all(Rule::instrument_ref).map(|n| instrument_ref(&n)).collect();
    reader.keep(result).map(ItemKind::Repeal)
}

/// `bring … into force from …`.
pub(crate) fn bring(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let node = items::whole(reader, raw, Rule::head_bring)?;
    let target = node.need(Rule::instrument_ref).and_then(|n| instrument_ref(&n));
    let from = node.need(Rule::from).and_then(|n| date_of(&n));
    let result = target.and_then(|target| Ok(Bring { target, from: from? }));
    reader.keep(result).map(ItemKind::Bring)
}

/// `consolidated …`.
pub(crate) fn consolidated(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let node = items::whole(reader, raw, Rule::head_consolidated)?;
    let from = day(&node, Rule::from);
    let result = from.and_then(|from| Ok(Consolidated { from, until: day(&node, Rule::until)? }));
    reader.keep(result).map(ItemKind::Consolidated)
}
