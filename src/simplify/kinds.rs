//! Lines of goods → kinds: lines that agree in code, name and specification are one
//! kind, wherever they stand in the list.

use super::{Asked, lines};
use crate::bilingual;
use crate::hir::{FactId, Schema};
use crate::input::{Line, Node};
use crate::value::{Currency, HsCode, Interval, Number, Text, Value};

/// A line of goods, with what merging needs of it.
#[derive(Clone, Debug)]
pub(super) struct Good<'a> {
    /// Its number.
    pub(super) line: u64,
    /// Its place in the goods, from 0.
    pub(super) at: usize,
    /// As it was written.
    pub(super) node: &'a Node,
    pub(super) code: Option<HsCode>,
    pub(super) name: Option<String>,
    pub(super) spec: Option<String>,
    /// What it is worth.
    pub(super) total: Number,
    pub(super) currency: Currency,
    /// Quantities that are known with their unit, by the key of the quantity.
    pub(super) quantities: Vec<(&'static str, Number, String)>,
    /// Whether it stays alone.
    pub(super) alone: bool,
}

/// Goods of one kind, in the order of the list.
#[derive(Clone, Debug)]
pub(super) struct Kind<'a> {
    pub(super) goods: Vec<Good<'a>>,
    /// What they are worth, in one currency for all kinds; within ends where a rate
    /// is approximate. Set by [`super::order`].
    pub(super) worth: Interval<Number>,
}

impl Kind<'_> {
    /// The numbers of its lines.
    pub(super) fn lines(&self) -> Vec<u64> {
        self.goods.iter().map(|good| good.line).collect()
    }

    /// As a person tells it from others: its name, and its lines.
    pub(super) fn called(&self) -> Text {
        let lines = lines(&self.lines());
        match self.goods.first().and_then(|good| good.name.as_deref()) {
            Some(name) => bilingual!("{name} ({lines})", "{name}（{lines}）"; lines),
            None => lines,
        }
    }
}

/// Quantities of a line, and the units that they are in.
pub(super) const QUANTITIES: [(&str, &str); 3] =
    [("quantity", "unit"), ("legal_quantity_1", "legal_unit_1"), ("legal_quantity_2", "legal_unit_2")];

/// The facts of a line that merging looks at.
struct Facts<'a>(&'a Schema);

impl Facts<'_> {
    fn known<'l>(&self, line: &'l Line, key: &str) -> Option<&'l Value> {
        let fact: FactId = self.0.find(&format!("good.{key}"))?;
        line.facts.known(fact)
    }

    fn text(&self, line: &Line, key: &str) -> Option<String> {
        match self.known(line, key)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn number(&self, line: &Line, key: &str) -> Option<Number> {
        match self.known(line, key)? {
            Value::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    fn code(&self, line: &Line) -> Option<HsCode> {
        match self.known(line, "hs_code")? {
            Value::Code(code) => Some(*code),
            _ => None,
        }
    }
}

/// The goods of a declaration; says which of them have no worth that is known.
pub(super) fn goods<'a>(asked: &Asked<'a>, alone: impl Fn(u64) -> bool) -> Result<Vec<Good<'a>>, Text> {
    let facts = Facts(&asked.edition.schema);
    let (mut goods, mut unknown) = (Vec::new(), Vec::new());
    for (at, line) in asked.declaration.goods.lines.iter().enumerate() {
        let currency = facts.text(line, "currency").and_then(|text| Currency::parse(&text));
        let (Some(total), Some(currency), Some(node)) =
            (facts.number(line, "total"), currency, asked.node.at(&line.pointer))
        else {
            unknown.push(line.number);
            continue;
        };
        let quantities = QUANTITIES.into_iter().filter_map(|(quantity, unit)| {
            Some((quantity, facts.number(line, quantity)?, facts.text(line, unit)?))
        });
        goods.push(Good {
            line: line.number,
            at,
            node,
            code: facts.code(line),
            name: facts.text(line, "name"),
            spec: facts.text(line, "spec"),
            total,
            currency,
            quantities: quantities.collect(),
            // Without a code there is no chapter to merge it into.
            alone: alone(line.number) || facts.code(line).is_none(),
        });
    }
    if unknown.is_empty() {
        return Ok(goods);
    }
    let lines = lines(&unknown);
    Err(bilingual!(
        "{lines}: total or currency is not known, so it cannot be told which kinds are dearest",
        "{lines}：总价或币制不详，无法确定货值最高的品种"; lines
    ))
}

/// Groups goods into kinds. A good without a ten-digit code, a name or a specification
/// may be of the kind of another: it is taken as a kind of its own, and that is noted.
pub(super) fn kinds<'a>(goods: Vec<Good<'a>>, notes: &mut Vec<Text>) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut partial = Vec::new();
    for good in goods {
        let key = key(&good);
        if key.is_none() {
            partial.push(good.line);
        }
        let same =
            |kind: &&mut Kind| key.is_some() && kind.goods.first().is_some_and(|g| self::key(g) == key);
        match kinds.iter_mut().find(same) {
            Some(kind) => kind.goods.push(good),
            None => kinds.push(Kind { goods: vec![good], worth: Interval::any() }),
        }
    }
    if !partial.is_empty() {
        let lines = lines(&partial);
        notes.push(bilingual!(
            "{lines}: ten-digit code, name or specification is missing; each is taken as a kind of its own",
            "{lines}：缺少10位商品编号、品名或规格型号，各按单独一个品种处理"; lines
        ));
    }
    kinds
}

/// What tells kinds apart.
fn key(good: &Good) -> Option<(HsCode, String, String)> {
    let code = good.code.filter(|code| code.len() == 10)?;
    Some((code, good.name.clone()?, good.spec.clone()?))
}
