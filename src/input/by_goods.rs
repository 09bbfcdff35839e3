//! Standing facts about goods: what an office knows of a good by the market's goods
//! code, or of all goods under a tariff code.
//!
//! A line takes from the entry of its goods code what it does not say itself, then
//! from that of its ten-digit code, then of its eight-digit code. An entry that gives
//! the good another tariff code than the line has is about another good: it is not
//! used, and that is said.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use super::error::InputError;
use super::node::{Kind, Member, Node, child, quote};
use super::notes::{Found, Notes, find};
use super::standing::{Merge, Standing, Stated, TABLES, without_goods_code};
use crate::bilingual;
use crate::source::Span;
use crate::value::{Text, text::half_width};

/// What one office states of a good.
struct Entry<'s> {
    /// The office.
    name: &'s str,
    /// Where it stands: `/by_goods_code/G0001`.
    pointer: String,
    facts: &'s Node,
}

/// Entries by code, spelt one way.
type Table<'s> = BTreeMap<String, Vec<Entry<'s>>>;

/// The entries of all offices.
pub(super) struct Tables<'s> {
    goods: Table<'s>,
    hs: Table<'s>,
    /// Goods codes by what is left of them without case, width and signs.
    folded: OnceCell<HashMap<String, String>>,
}

/// A line, and where it stands.
type Line<'l> = (&'l mut Node, &'l str);

impl<'s> Tables<'s> {
    /// The entries of standing facts.
    ///
    /// # Errors
    /// A table or an entry that is no object, a code that is none, or that stands twice.
    pub(super) fn of(standing: &'s [Standing]) -> Result<Tables<'s>, InputError> {
        let [goods, hs] = TABLES;
        Ok(Tables {
            goods: table(standing, goods, goods_code)?,
            hs: table(standing, hs, tariff_code)?,
            folded: OnceCell::new(),
        })
    }

    /// Gives a line what is known of its good.
    ///
    /// # Errors
    /// Two offices that say different things of one good.
    pub(super) fn fill(
        &self,
        line: &mut Node,
        pointer: &str,
        stated: &mut Stated,
        notes: &mut Notes,
    ) -> Result<(), InputError> {
        if let (false, Some((code, span))) = (self.goods.is_empty(), goods_code_of(line)) {
            match self.goods.get(&code) {
                Some(entries) => apply(entries, (line, pointer), stated, notes)?,
                None => self.misspelt(&code, &format!("{pointer}/identification/goods_code"), span, notes),
            }
        }
        let Some(stated_code) = code_of(line).filter(|_| !self.hs.is_empty()) else { return Ok(()) };
        let short: String = stated_code.chars().take(8).collect();
        let below = self.hs.get(&short).map_or(&[][..], Vec::as_slice);
        // It may say which of the ten-digit codes is meant, so that it comes first here.
        below.iter().for_each(|entry| refine(entry, (line, pointer), stated));
        let code = code_of(line).filter(|code| code.len() > short.len());
        if let Some(entries) = code.and_then(|code| self.hs.get(&code)) {
            apply(entries, (line, pointer), stated, notes)?;
        }
        apply(below, (line, pointer), stated, notes)
    }

    /// Says that a goods code is probably spelt otherwise in the office's table.
    fn misspelt(&self, code: &str, pointer: &str, span: Option<Span>, notes: &mut Notes) {
        let folded =
            self.folded.get_or_init(|| self.goods.keys().map(|key| (fold(key), key.clone())).collect());
        let Some(near) = folded.get(&fold(code)) else { return };
        let (near, code) = (quote(near), quote(code));
        let message = bilingual!(
            "the standing facts know the good {near}, not {code}; they were not used",
            "常设事实中有商品编码{near}而无{code}，未予使用"
        );
        notes.warn(pointer, span, message);
    }
}

/// A table of every office.
fn table<'s>(
    standing: &'s [Standing],
    key: &str,
    spell: fn(&str) -> Result<String, Text>,
) -> Result<Table<'s>, InputError> {
    let mut table = Table::new();
    for one in standing {
        let Some(node) = one.node.get(key).filter(|n| !n.is_null()) else { continue };
        let root = child("", key);
        object(node, &one.name, &root)?;
        for member in node.members() {
            let pointer = child(&root, &member.key);
            let wrong = |why: Text| {
                let name = &one.name;
                let message = bilingual!("{name}: {pointer}: {why}", "{name}：{pointer}：{why}"; why);
                InputError::at(member.key_span, message)
            };
            let entries = table.entry(spell(&member.key).map_err(wrong)?).or_default();
            if entries.iter().any(|e: &Entry| std::ptr::eq(e.name, one.name.as_str())) {
                return Err(wrong(Text::new("the code stands twice", "编码重复出现")));
            }
            object(&member.node, &one.name, &pointer)?;
            entries.push(Entry { name: &one.name, pointer, facts: &member.node });
        }
    }
    Ok(table)
}

fn object(node: &Node, name: &str, pointer: &str) -> Result<(), InputError> {
    if matches!(node.kind, Kind::Object(_) | Kind::Null) {
        return Ok(());
    }
    let what = node.what();
    let message = bilingual!("{name}: {pointer} is an object, not {what}", "{name}：{pointer}应为对象，而非{what}"; what);
    Err(InputError::at(node.span, message))
}

/// A goods code of the market as it is looked up.
///
/// # Errors
/// That there is none.
pub fn goods_code(text: &str) -> Result<String, Text> {
    match text.trim() {
        "" => Err(Text::new("a goods code is missing", "缺少商品编码")),
        code => Ok(code.to_owned()),
    }
}

/// A tariff code as it is looked up: its digits.
///
/// # Errors
/// That it is no code of 8 or 10 digits.
pub fn tariff_code(text: &str) -> Result<String, Text> {
    let digits: String = text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    if matches!(digits.len(), 8 | 10) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits);
    }
    let shown = quote(text);
    Err(bilingual!(
        "{shown} is not a tariff code; write its 8 or 10 digits",
        "{shown}不是商品编号，应写8位或10位数字"
    ))
}

/// The goods code that a line states.
fn goods_code_of(line: &Node) -> Option<(String, Option<Span>)> {
    match find(line, &["identification", "goods_code"]) {
        Found::One(Node { kind: Kind::Text(text), span }) => Some((goods_code(text).ok()?, *span)),
        _ => None,
    }
}

/// The tariff code that a line states, of 8 or 10 digits.
fn code_of(line: &Node) -> Option<String> {
    let Found::One(Node { kind: Kind::Text(text), .. }) = find(line, &["hs_code"]) else { return None };
    let digits: String = text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    // The last three of thirteen are for inspection.
    let known = if digits.len() == 13 { digits.chars().take(10).collect() } else { digits };
    tariff_code(&known).ok()
}

/// What is left of a code without case, width and signs.
fn fold(code: &str) -> String {
    code.chars().map(half_width).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Fills a line from the entries of its good.
fn apply(
    entries: &[Entry],
    (line, pointer): Line,
    stated: &mut Stated,
    notes: &mut Notes,
) -> Result<(), InputError> {
    let mut known = Node::object::<String>([]);
    let mut names = Stated::new();
    let root = entries.first().map(|e| e.pointer.as_str()).unwrap_or_default();
    for entry in entries {
        if let Some(other) = contradicted(entry, line) {
            let (name, own) = (entry.name, &entry.pointer);
            let message = bilingual!(
                "{name} has this good under {other} ({own}); what it states there was not used",
                "{name}中该商品的编号为{other}（{own}），未予使用"
            );
            notes.warn(format!("{pointer}/hs_code"), line.get("hs_code").and_then(|n| n.span), message);
            continue;
        }
        refine(entry, (line, pointer), stated);
        let name = |_: &str| entry.name.to_owned();
        let mut merge = Merge { name: &name, schema: None, stated: names };
        merge.value(&mut known, entry.facts, root)?;
        names = merge.stated;
    }
    let (Kind::Object(members), Kind::Object(mut facts)) = (&mut line.kind, known.kind) else {
        return Ok(());
    };
    let there = |at: &str| at.strip_prefix(pointer).map(|rest| format!("{root}{rest}")).unwrap_or_default();
    let name = |at: &str| names.get(&there(at)).cloned().unwrap_or_default();
    let mut merge = Merge { name: &name, schema: None, stated: std::mem::take(stated) };
    for fact in facts.iter_mut().filter(|m| m.key != "line_no") {
        without_goods_code(fact);
        merge.fill(members, fact, pointer, true);
    }
    *stated = merge.stated;
    Ok(())
}

/// The tariff code of an entry, where the line has one that is neither it nor its beginning.
fn contradicted(entry: &Entry, line: &Node) -> Option<String> {
    let (own, stated) = (code_of(entry.facts)?, code_of(line)?);
    (!own.starts_with(&stated) && !stated.starts_with(&own)).then_some(own)
}

/// Puts the ten digits of an entry where the line has their first eight: that says
/// more, and overrules nothing.
fn refine(entry: &Entry, (line, pointer): Line, stated: &mut Stated) {
    let (Some(own), Some(short)) = (code_of(entry.facts), code_of(line)) else { return };
    let Kind::Object(members) = &mut line.kind else { return };
    let more = own.len() > short.len() && own.starts_with(&short);
    let held: Option<&mut Member> = members.iter_mut().find(|m| m.key == "hs_code");
    if let (true, Some(held)) = (more, held) {
        stated.insert(format!("{pointer}/hs_code"), entry.name.to_owned());
        held.node = Node { span: held.node.span, kind: Kind::Text(own) };
    }
}
