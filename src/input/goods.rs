//! The goods: which list holds them, its lines, and the numbers of the lines.

use std::collections::{BTreeMap, BTreeSet};

use super::agree;
use super::declaration::{Cause, CauseKind, Fact, Facts, Goods, Line};
use super::error::{InputError, Limits};
use super::keys;
use super::node::{Kind, Node, child, quote};
use super::notes::{Found, Notes, facts, find, read, twice};
use super::typed::{wrong_type, yes_no, yes_no_word};
use super::{product, spec};
use crate::bilingual;
use crate::hir::{Place, Schema};
use crate::value::{Date, Text, Value, decimal};

/// The goods, and what papers must know to name their lines.
pub(super) struct Bound {
    pub(super) goods: Goods,
    /// Numbers that may mean more than one line, or another than it seems.
    pub(super) doubtful: BTreeSet<u64>,
    /// The goods are another list than the items that papers number.
    pub(super) renumbered: bool,
}

/// Binds the goods of a declaration.
pub(super) fn goods(
    declaration: &Node,
    day: Option<Date>,
    schema: &Schema,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Bound, InputError> {
    for key in ["items", "goods_list"] {
        for member in declaration.members().iter().filter(|m| m.key == key) {
            within(&member.node, limits)?;
        }
    }
    let (pointer, list) = match choose(declaration, schema, notes) {
        Ok((key, list)) => (child("", key), list),
        Err((key, cause)) => {
            let goods = Goods { pointer: child("", key), lines: Vec::new(), unknown: Some(cause) };
            return Ok(Bound { goods, doubtful: BTreeSet::new(), renumbered: key == "goods_list" });
        }
    };
    let renumbered = pointer == "/goods_list"
        && matches!(find(declaration, &["items"]), Found::One(items) if !corresponds(items, list));
    let numbers = Numbers::of(list);
    let lines = list
        .iter()
        .enumerate()
        .map(|(i, node)| {
            let mut line = line(node, i, format!("{pointer}/{i}"), &numbers, schema, notes);
            spec::read(&mut line, node.get("spec").and_then(|n| n.span), day, schema, notes);
            line
        })
        .collect();
    let goods = Goods { pointer, lines, unknown: None };
    Ok(Bound { goods, doubtful: numbers.doubtful, renumbered })
}

/// Refuses a list with too many lines.
fn within(list: &Node, limits: &Limits) -> Result<(), InputError> {
    let Kind::List(nodes) = &list.kind else { return Ok(()) };
    let (count, most) = (nodes.len(), limits.lines);
    if count <= most {
        return Ok(());
    }
    let message = bilingual!(
        "{count} lines of goods are more than are read at once, {most}",
        "商品共{count}项，超过一次可读取的{most}项"
    );
    Err(InputError::at(nodes.get(most).and_then(|n| n.span).or(list.span), message))
}

type Chosen<'n> = Result<(&'static str, &'n [Node]), (&'static str, Cause)>;

/// The list that norms look at: the items of a declaration that is not
/// simplified, else the goods list. Lists that contradict each other are neither.
fn choose<'n>(declaration: &'n Node, schema: &Schema, notes: &mut Notes) -> Chosen<'n> {
    if let Some((key, span)) = keys::other_goods(declaration, schema) {
        let shown = quote(key);
        let detail = bilingual!(
            "{shown} holds goods, too, and is not read: goods stand in items or goods_list, under the keys of those",
            "{shown}中亦有商品而未读取：商品应列于items或goods_list，并使用其键名"
        );
        notes.warn(child("", key), span, detail.clone());
        let own = if declaration.get("goods_list").is_some() { "goods_list" } else { "items" };
        return Err((own, Cause { kind: CauseKind::Malformed, detail }));
    }
    let simplified = read(declaration, &["simplified"], "", &mut Notes::default(), yes_no);
    if let Some(chosen) = list(declaration, "goods_list") {
        let goods = chosen?;
        let Some(Ok((_, items))) = list(declaration, "items") else { return Ok(goods) };
        let currency = schema.find("good.currency").and_then(|id| schema.get(id));
        let currencies = currency.and_then(|def| def.coded.as_deref());
        return match agree::contradiction(items, goods.1, simplified == Ok(false), currencies) {
            Some(detail) => Err(("goods_list", Cause { kind: CauseKind::Malformed, detail })),
            None => Ok(if simplified == Ok(false) { ("items", items) } else { goods }),
        };
    }
    let detail = match simplified {
        Ok(false) => return list(declaration, "items").unwrap_or(Err(("items", Cause::absent()))),
        Ok(true) => Text::new(
            "a simplified declaration merges its lines; the goods list is missing",
            "简化申报的商品项为归并结果，缺少货物清单",
        ),
        Err(_) => Text::new(
            "it is not known whether the declaration is simplified, so its lines may be merged",
            "不知是否简化申报，商品项可能已归并",
        ),
    };
    if let Found::Twice(_) = find(declaration, &["items"]) {
        notes.warn("/items", declaration.get("items").and_then(|n| n.span), twice("items").detail);
    }
    Err(("goods_list", Cause { kind: CauseKind::NoGoodsList, detail }))
}

/// The list under a key; `None` where there is nothing.
fn list<'n>(declaration: &'n Node, key: &'static str) -> Option<Chosen<'n>> {
    let cause = match find(declaration, &[key]) {
        Found::Absent => return None,
        Found::Twice(key) => twice(key),
        Found::NotObject(node) => wrong_type(node, ("an object", "对象")),
        Found::One(node) => match &node.kind {
            Kind::List(nodes) if nodes.is_empty() => {
                let detail = Text::new("goods need at least one line", "商品至少须有一项");
                Cause { kind: CauseKind::OutOfRange, detail }
            }
            Kind::List(nodes) => return Some(Ok((key, nodes))),
            _ => wrong_type(node, ("a list of goods", "商品列表")),
        },
    };
    Some(Err((key, cause)))
}

/// Whether two lists hold the same goods under the same numbers.
fn corresponds(items: &Node, list: &[Node]) -> bool {
    let Kind::List(items) = &items.kind else { return true };
    let same = |a: &Node, b: &Node, key: &str| a.get(key).map(|n| &n.kind) == b.get(key).map(|n| &n.kind);
    items.is_empty()
        || items.len() == list.len()
            && items.iter().zip(list).all(|(a, b)| same(a, b, "line_no") && same(a, b, "hs_code"))
}

/// What a line says of its number.
enum Claim {
    Nothing,
    Bad,
    Number(u64),
}

fn claim(line: &Node) -> Claim {
    let raw = match find(line, &["line_no"]) {
        Found::Absent | Found::NotObject(_) => return Claim::Nothing,
        Found::Twice(_) => return Claim::Bad,
        Found::One(node) => whole(node),
    };
    raw.map_or(Claim::Bad, Claim::Number)
}

/// A whole number from 1.
pub(super) fn whole(node: &Node) -> Option<u64> {
    let number = decimal::parse_json_number(node.written()?.trim()).ok()?;
    let whole = number.fract().is_zero().then(|| u64::try_from(number).ok()).flatten();
    whole.filter(|n| *n >= 1)
}

/// The numbers of all lines.
struct Numbers {
    claims: Vec<Claim>,
    /// How many lines claim a number.
    count: BTreeMap<u64, usize>,
    doubtful: BTreeSet<u64>,
}

/// The position of a line, from 1.
fn position(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1)
}

impl Numbers {
    fn of(list: &[Node]) -> Numbers {
        let claims: Vec<Claim> = list.iter().map(claim).collect();
        let mut numbers = Numbers { claims, count: BTreeMap::new(), doubtful: BTreeSet::new() };
        for claim in &numbers.claims {
            if let Claim::Number(n) = claim {
                *numbers.count.entry(*n).or_default() += 1;
            }
        }
        let mut held = BTreeSet::new();
        let mut doubtful = BTreeSet::new();
        for index in 0..list.len() {
            let number = numbers.number(index);
            match numbers.claims.get(index) {
                Some(Claim::Number(n)) if *n != number || numbers.is_double(*n) => {
                    doubtful.extend([*n, number]);
                }
                Some(Claim::Bad) => {
                    doubtful.insert(number);
                }
                _ => {}
            }
            if !held.insert(number) {
                doubtful.insert(number);
            }
        }
        numbers.doubtful = doubtful;
        numbers
    }

    fn is_double(&self, number: u64) -> bool {
        self.count.get(&number).is_some_and(|count| *count > 1)
    }

    fn number(&self, index: usize) -> u64 {
        match self.claims.get(index) {
            Some(Claim::Number(n)) if !self.is_double(*n) => *n,
            _ => position(index),
        }
    }
}

fn line(
    node: &Node,
    index: usize,
    pointer: String,
    numbers: &Numbers,
    schema: &Schema,
    notes: &mut Notes,
) -> Line {
    let number = numbers.number(index);
    let mut facts = facts(node, Place::Line, &pointer, schema, notes);
    if !matches!(node.kind, Kind::Object(_)) {
        let cause = wrong_type(node, ("a line of goods, an object,", "一项商品（对象）"));
        spoil(&mut facts, schema, &cause, |_| true);
    }
    product::check(node, &pointer, notes);
    let at = || child(&pointer, "line_no");
    let place = || node.get("line_no").and_then(|n| n.span).or(node.span);
    match numbers.claims.get(index) {
        Some(Claim::Number(n)) if numbers.is_double(*n) => {
            let detail = bilingual!(
                "more than one line has the number {n}; this one is counted as {number}",
                "序号{n}重复；此项按位置计为第{number}项"
            );
            let cause = Cause { kind: CauseKind::Duplicate, detail };
            spoil(&mut facts, schema, &cause, |keys| keys == ["line_no"]);
            notes.warn(at(), place(), cause.detail);
        }
        Some(Claim::Bad) => {
            let message = bilingual!(
                "a line number is a whole number from 1; this line is counted as {number}",
                "序号应为自1起的整数；此项按位置计为第{number}项"
            );
            notes.warn(at(), place(), message);
        }
        Some(Claim::Nothing) if numbers.is_taken(number) => {
            let message = bilingual!(
                "without a number of its own this line counts as {number}, the number of another",
                "此项无序号，按位置计为第{number}项，与另一项相同"
            );
            notes.warn(at(), place(), message);
        }
        _ => {}
    }
    let (answers, unanswered) = answers(node, &pointer, notes);
    Line { number, pointer, facts, elements: Vec::new(), answers, unanswered }
}

impl Numbers {
    /// Whether a line claims a number as its own.
    fn is_taken(&self, number: u64) -> bool {
        self.count.contains_key(&number)
    }
}

/// Makes facts of a line unknown.
fn spoil(facts: &mut Facts, schema: &Schema, cause: &Cause, which: impl Fn(&[String]) -> bool) {
    for (fact, def) in facts.0.iter_mut().zip(&schema.facts) {
        if def.place == Place::Line && which(&def.keys) {
            *fact = Fact::Unknown(cause.clone());
        }
    }
}

/// The answers that a line gives to questions of catalogs, and why they cannot be
/// read where they cannot.
fn answers(line: &Node, pointer: &str, notes: &mut Notes) -> (BTreeMap<String, Fact>, Option<Cause>) {
    let mut answers = BTreeMap::new();
    let pointer = child(pointer, "answers");
    let given: Vec<&Node> = line.members().iter().filter(|m| m.key == "answers").map(|m| &m.node).collect();
    let mut trouble = (given.len() > 1).then(|| twice("answers"));
    for node in &given {
        if !matches!(node.kind, Kind::Object(_) | Kind::Null) {
            let problem = wrong_type(node, ("an object of answers", "答复对象"));
            notes.warn(&pointer, node.span, problem.detail.clone());
            trouble.get_or_insert(problem);
        }
        for member in node.members() {
            let key = &member.key;
            let fact = match () {
                () if given.len() > 1 => Err(twice("answers")),
                () if answers.contains_key(key) => Err(twice(key)),
                () if member.node.is_null() => Err(Cause::absent()),
                () => notes.read(|| child(&pointer, key), &member.node, yes_no),
            };
            if let Err(cause) = &fact
                && cause.kind != CauseKind::Absent
            {
                notes.warn(child(&pointer, key), member.node.span, cause.detail.clone());
            }
            answers.insert(key.clone(), fact.map_or_else(Fact::Unknown, |yes| Fact::Known(Value::Bool(yes))));
        }
    }
    among_attributes(line, &mut answers);
    (answers, trouble)
}

/// A plain yes or no among the attributes answers the question of its name, too;
/// two answers that contradict each other answer nothing.
fn among_attributes(line: &Node, answers: &mut BTreeMap<String, Fact>) {
    let given = line.members().iter().filter(|m| m.key == "attributes").flat_map(|m| m.node.members());
    for member in given {
        let yes = match &member.node.kind {
            Kind::Bool(yes) => *yes,
            Kind::Text(text) => match yes_no_word(text.trim()) {
                Some(yes) => yes,
                None => continue,
            },
            _ => continue,
        };
        let own = Fact::Known(Value::Bool(yes));
        match answers.get(&member.key) {
            Some(Fact::Known(other)) if *other != Value::Bool(yes) => {
                answers.insert(member.key.clone(), Fact::Unknown(twice(&member.key)));
            }
            Some(Fact::Unknown(cause)) if cause.kind != CauseKind::Absent => {}
            Some(Fact::Known(_)) => {}
            _ => {
                answers.insert(member.key.clone(), own);
            }
        }
    }
}
