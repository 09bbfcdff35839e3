//! Standing facts: what an office states once for all its declarations, laid
//! under each of them.
//!
//! They fill what a declaration leaves open and never overrule it: two
//! different values for one fact are an error. `identification`, `answers` and
//! `attributes` of the office are defaults for the lines that have none;
//! `by_goods_code` and `by_hs_code` ([`super::by_goods`]) are nearer to a line, and
//! come before them.

use std::collections::BTreeMap;

use super::by_goods::Tables;
use super::coded;
use super::error::InputError;
use super::keys;
use super::node::{Kind, Member, Node, child, quote};
use super::notes::Notes;
use super::typed::yes_no_word;
use crate::bilingual;
use crate::hir::{FactDef, Place, Schema};
use crate::value::Text;

/// Facts that someone other than the declaration states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who states them, as reports say it: `office`, `--set`.
    pub name: String,
    /// The facts, shaped like a declaration.
    pub node: Node,
}

impl Standing {
    /// The answers to questions of lists that it states, with their pointers.
    pub fn answers(&self) -> impl Iterator<Item = (String, &Member)> {
        let tables = TABLES.iter().filter_map(|table| Some((child("", table), self.node.get(table)?)));
        let goods =
            tables.flat_map(|(at, table)| table.members().iter().map(move |m| (child(&at, &m.key), &m.node)));
        std::iter::once((String::new(), &self.node)).chain(goods).flat_map(|(at, facts)| {
            let at = child(&at, "answers");
            let given = facts.get("answers").map_or(&[][..], Node::members);
            given.iter().map(move |m| (child(&at, &m.key), m))
        })
    }
}

/// Who stated what, by pointer.
pub(super) type Stated = BTreeMap<String, String>;

/// Keys of standing facts that belong to the lines of one good.
pub(super) const TABLES: [&str; 2] = ["by_goods_code", "by_hs_code"];

/// Keys of standing facts that belong to each line.
pub(super) const DEFAULTS: [&str; 3] = ["identification", "answers", "attributes"];

/// Reads `market.id=yiwu`. `yes`, `no`, `true`, `false`, `null` and `[]` mean
/// what they say; anything else is a text.
///
/// ```
/// use mp1039::input::{Node, parse_set};
/// let simplified = Node::object([("simplified", Node::bool(false))]);
/// assert_eq!(parse_set("simplified=no").unwrap(), simplified);
/// assert!(parse_set("simplified").is_err());
/// ```
pub fn parse_set(text: &str) -> Result<Node, Text> {
    let shown = quote(text);
    let Some((path, value)) = text.split_once('=') else {
        return Err(bilingual!("{shown} has no `=`; write FACT=VALUE", "{shown}缺少“=”，应写作“事实=值”"));
    };
    let keys: Vec<&str> = path.trim().split('.').collect();
    if keys.iter().any(|key| key.is_empty() || key.contains(['[', ']', '/', ' '])) {
        return Err(bilingual!(
            "{shown} does not name a fact of the whole declaration, such as market.id",
            "{shown}未指明整票申报的事实，例如market.id"
        ));
    }
    let value = value.trim();
    let node = match value {
        "null" => Node::null(),
        "[]" => Node::list(Vec::new()),
        _ => yes_no_word(value).map_or_else(|| Node::text(value), Node::bool),
    };
    Ok(keys.iter().rev().fold(node, |node, key| Node::object([(*key, node)])))
}

/// Lays standing facts under a declaration; says who stated which fact.
pub(super) fn merge(
    declaration: &Node,
    standing: &[Standing],
    schema: &Schema,
    notes: &mut Notes,
) -> Result<(Node, Stated), InputError> {
    let mut all = Vec::new();
    let mut names = Stated::new();
    for one in standing {
        if !matches!(one.node.kind, Kind::Object(_)) {
            let (who, what) = (&one.name, one.node.what());
            let message = bilingual!("{who}: standing facts are one object, not {what}", "{who}：常设事实应为对象，而非{what}"; what);
            return Err(InputError::at(one.node.span, message));
        }
        once_each(&one.node, "", &one.name)?;
        keys::check_standing(&one.node, schema, notes);
        let name = |_: &str| one.name.clone();
        let mut merge = Merge { name: &name, schema: Some(schema), stated: names };
        for member in one.node.members().iter().filter(|m| !TABLES.contains(&m.key.as_str())) {
            merge.member(&mut all, member, "")?;
        }
        names = merge.stated;
    }
    let tables = Tables::of(standing)?;
    all.retain(|m| m.key != "schema");
    let mut defaults: Vec<Member> = all.extract_if(.., |m| DEFAULTS.contains(&m.key.as_str())).collect();
    defaults.iter_mut().for_each(without_goods_code);
    let mut merged = declaration.clone();
    let name = |pointer: &str| names.get(pointer).cloned().unwrap_or_default();
    let mut merge = Merge { name: &name, schema: Some(schema), stated: Stated::new() };
    merge.value(&mut merged, &Node::new(Kind::Object(all)), "")?;
    let mut stated = merge.stated;
    if let Kind::Object(members) = &mut merged.kind {
        for member in members.iter_mut().filter(|m| matches!(m.key.as_str(), "items" | "goods_list")) {
            let pointer = child("", &member.key);
            if let Kind::List(nodes) = &mut member.node.kind {
                for (i, line) in nodes.iter_mut().enumerate() {
                    let pointer = format!("{pointer}/{i}");
                    tables.fill(line, &pointer, &mut stated, notes)?;
                    fill_line(line, &pointer, &defaults, &names, &mut stated);
                }
            }
        }
    }
    Ok((merged, stated))
}

/// Takes a goods code out of facts about a good: only a declaration can say which good
/// a line is.
pub(super) fn without_goods_code(member: &mut Member) {
    if let (true, Kind::Object(members)) = (member.key == "identification", &mut member.node.kind) {
        members.retain(|m| m.key != "goods_code");
    }
}

/// Gives a line the defaults that it lacks.
fn fill_line(line: &mut Node, pointer: &str, defaults: &[Member], names: &Stated, stated: &mut Stated) {
    let Kind::Object(members) = &mut line.kind else { return };
    let name = |at: &str| at.strip_prefix(pointer).and_then(|p| names.get(p)).cloned().unwrap_or_default();
    let mut merge = Merge { name: &name, schema: None, stated: std::mem::take(stated) };
    for default in defaults {
        merge.fill(members, default, pointer, default.key != "identification");
    }
    *stated = merge.stated;
}

pub(super) struct Merge<'a> {
    /// Who states the fact at a pointer.
    pub(super) name: &'a dyn Fn(&str) -> String,
    /// The facts of the head, with the tables of their codes; none below the head.
    pub(super) schema: Option<&'a Schema>,
    /// What has been filled in, and by whom.
    pub(super) stated: Stated,
}

impl Merge<'_> {
    pub(super) fn value(&mut self, held: &mut Node, from: &Node, pointer: &str) -> Result<(), InputError> {
        if let (Kind::Object(members), Kind::Object(theirs)) = (&mut held.kind, &from.kind) {
            return theirs.iter().try_for_each(|m| self.member(members, m, pointer));
        }
        if held.is_null() {
            self.record(from, pointer);
            *held = from.clone();
        } else if !from.is_null() && !same(held, from) && !self.is_one_code(held, from, pointer) {
            return Err(self.conflict(held, from, pointer));
        }
        Ok(())
    }

    fn member(&mut self, into: &mut Vec<Member>, from: &Member, pointer: &str) -> Result<(), InputError> {
        let at = child(pointer, &from.key);
        let mut held = into.iter_mut().filter(|m| m.key == from.key);
        match (held.next(), held.next()) {
            (Some(member), None) => return self.value(&mut member.node, &from.node, &at),
            (Some(_), Some(_)) => {} // stands twice: unknown, and stays so
            _ => {
                self.record(&from.node, &at);
                into.push(from.clone());
            }
        }
        Ok(())
    }

    /// Fills what is absent or null, and leaves the rest as it is.
    pub(super) fn fill(&mut self, into: &mut Vec<Member>, from: &Member, pointer: &str, inside: bool) {
        let at = child(pointer, &from.key);
        let mut held = into.iter_mut().filter(|m| m.key == from.key);
        match (held.next(), held.next()) {
            (None, _) => {
                self.record(&from.node, &at);
                into.push(from.clone());
            }
            (Some(member), None) => match (&mut member.node.kind, &from.node.kind) {
                (Kind::Null, _) => {
                    self.record(&from.node, &at);
                    member.node = from.node.clone();
                }
                (Kind::Object(members), Kind::Object(theirs)) if inside => {
                    theirs.iter().for_each(|m| self.fill(members, m, &at, false));
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Notes who stated each fact of a value.
    pub(super) fn record(&mut self, node: &Node, pointer: &str) {
        match &node.kind {
            Kind::Null => {}
            Kind::Object(members) => {
                members.iter().for_each(|m| self.record(&m.node, &child(pointer, &m.key)));
            }
            _ => {
                self.stated.insert(pointer.to_owned(), (self.name)(pointer));
                if let Kind::List(nodes) = &node.kind {
                    nodes.iter().enumerate().for_each(|(i, n)| self.record(n, &format!("{pointer}/{i}")));
                }
            }
        }
    }

    /// Whether two texts are one code of the fact's table: `USD` and `502`, `1039` and
    /// 市场采购(1039).
    fn is_one_code(&self, held: &Node, from: &Node, pointer: &str) -> bool {
        let (Kind::Text(held), Kind::Text(from)) = (&held.kind, &from.kind) else { return false };
        let is_here = |def: &&FactDef| {
            def.place == Place::Head && pointer.strip_prefix('/') == Some(def.keys.join("/").as_str())
        };
        let facts = self.schema.into_iter().flat_map(|schema| &schema.facts);
        let codes = facts.into_iter().find(is_here).and_then(|def| def.coded.as_deref());
        codes.is_some() && coded::current(codes, held.trim()) == coded::current(codes, from.trim())
    }

    fn conflict(&self, held: &Node, from: &Node, pointer: &str) -> InputError {
        let holder = match self.stated.get(pointer).map(String::as_str).or_else(|| self.stated_below(pointer))
        {
            Some(name) => Text::same(name),
            None => Text::new("the declaration", "申报数据"),
        };
        let other = match (self.name)(pointer) {
            name if name.is_empty() => Text::new("the standing facts", "常设事实"),
            name => Text::same(name),
        };
        let (a, b) = (shown(held), shown(from));
        let message = bilingual!(
            "{pointer}: {holder} says {a}, {other} says {b}",
            "{pointer}：{holder}为{a}，{other}为{b}"; holder, other, a, b
        );
        InputError::at(held.span.or(from.span), message)
    }

    /// Who stated something below a pointer.
    fn stated_below(&self, pointer: &str) -> Option<&str> {
        let below = format!("{pointer}/");
        let first = self.stated.range(below.clone()..).next()?;
        first.0.starts_with(&below).then_some(first.1.as_str())
    }
}

/// Refuses standing facts in which a key stands twice.
fn once_each(node: &Node, pointer: &str, who: &str) -> Result<(), InputError> {
    if let Kind::List(nodes) = &node.kind {
        return nodes.iter().enumerate().try_for_each(|(i, n)| once_each(n, &format!("{pointer}/{i}"), who));
    }
    let mut seen = std::collections::BTreeSet::new();
    for member in node.members() {
        let at = child(pointer, &member.key);
        if !seen.insert(&member.key) {
            let message = bilingual!("{who}: {at} stands twice", "{who}：{at}重复出现");
            return Err(InputError::at(member.key_span, message));
        }
        once_each(&member.node, &at, who)?;
    }
    Ok(())
}

/// Whether two values say the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Number(x), Kind::Text(y)) | (Kind::Text(x), Kind::Number(y)) => x == y,
        (Kind::Bool(x), Kind::Text(y)) | (Kind::Text(y), Kind::Bool(x)) => yes_no_word(y) == Some(*x),
        (Kind::List(x), Kind::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(p, q)| same(p, q)),
        (Kind::Object(x), Kind::Object(y)) => {
            x.len() == y.len() && x.iter().all(|m| b.get(&m.key).is_some_and(|n| same(&m.node, n)))
        }
        (x, y) => x == y,
    }
}

fn shown(node: &Node) -> Text {
    match &node.kind {
        Kind::Text(text) => Text::same(quote(text).to_string()),
        Kind::Number(raw) => Text::same(quote(raw).to_string().trim_matches('"')),
        Kind::Bool(value) => Text::same(value.to_string()),
        Kind::List(nodes) if nodes.is_empty() => Text::same("[]"),
        _ => node.what(),
    }
}
