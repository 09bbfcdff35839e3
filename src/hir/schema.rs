//! The facts that a declaration can state, as the policy declares them.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::catalog::{Codes, Elements};
use crate::value::quantity::Dimension;
use crate::value::{Currency, Number, Text, Unit};

/// The index of a fact in its [`Schema`].
pub type FactId = usize;

/// Where a fact stands in a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Place {
    /// Once.
    Head,
    /// On each line of goods: `good.…`.
    Line,
    /// On each paper: `document.…`; read by `has document` only.
    Document,
    /// On each container: `container.…`; kept, no rule looks into it.
    Container,
}

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A text.
    Text,
    /// A day.
    Date,
    /// A plain number, whole or not.
    Number,
    /// A percentage.
    Percent,
    /// A tariff code.
    Code,
    /// Money; `None` when each line may have a currency of its own.
    Money(Option<Currency>),
    /// A quantity.
    Quantity(Dimension),
    /// A list or record that no rule looks into.
    Opaque,
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self:?}"))
    }
}

/// A fact.
#[derive(Clone, Debug, Serialize)]
pub struct FactDef {
    /// As policies write it: `good.total`.
    pub path: String,
    /// The keys in the declaration, below its place: `["total"]`.
    pub keys: Vec<String>,
    /// Where it stands.
    pub place: Place,
    /// Its type. Money facts are bound as plain numbers; see `currency`.
    pub ty: Type,
    /// For money whose currency stands in another fact.
    pub currency: Option<FactId>,
    /// For quantities: the unit of a bare number.
    pub unit: Option<Unit>,
    /// Whole numbers only.
    pub whole: bool,
    /// The least value that is not a mistake; of a quantity, in base units.
    pub at_least: Option<Number>,
    /// For codes of customs: how many digits the text has.
    pub digits: Option<u8>,
    /// For `one of`: the texts that are allowed.
    pub choices: Vec<String>,
    /// Its name for people.
    pub label: Text,
    /// For a text of its own form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// The table of its codes; no part of the digest, since it decides nothing that a
    /// declaration with current codes says.
    #[serde(skip)]
    pub coded: Option<Arc<Codes>>,
    /// Elements of a specification that state it; no part of the digest.
    #[serde(skip)]
    pub stated_in: Vec<String>,
    /// Who can usually say; no part of the digest.
    #[serde(skip)]
    pub known_to: Option<Knower>,
}

/// Texts that are written in one way only, so that two that mean the same are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Form {
    /// `7782-42-5`, with the right last digit.
    Cas,
    /// `Panthera tigris`: genus and species.
    Species,
}

/// Who can usually say what a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knower {
    /// It stands in the customs declaration.
    Declaration,
    /// The operator, or its office.
    Operator,
    /// The market's management system.
    Market,
    /// Who supplied or made the goods.
    Supplier,
    /// Who entrusted the export.
    Principal,
    /// Customs.
    Customs,
}

impl Knower {
    /// By the word of the language, with names for people.
    pub const ALL: &[(&str, Knower, &str, &str)] = &[
        ("declaration", Knower::Declaration, "the customs declaration", "报关单"),
        ("operator", Knower::Operator, "the operator's office", "经营者（报关部门）"),
        ("market", Knower::Market, "the market's management system", "市场综合管理系统"),
        ("supplier", Knower::Supplier, "the supplier or maker", "供货商或生产企业"),
        ("principal", Knower::Principal, "the principal", "委托人"),
        ("customs", Knower::Customs, "customs", "海关"),
    ];

    /// Its name for people.
    pub fn label(self) -> Text {
        let row = Knower::ALL.iter().find(|(_, knower, ..)| *knower == self);
        row.map(|(_, _, en, zh)| Text::new(*en, *zh)).unwrap_or_default()
    }
}

/// All facts of an edition.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schema {
    /// By [`FactId`].
    pub facts: Vec<FactDef>,
    /// Tables of codes, sorted by name; no part of the digest.
    #[serde(skip)]
    pub codes: Vec<Arc<Codes>>,
    /// Declaration elements, sorted by year; no part of the digest.
    #[serde(skip)]
    pub elements: Vec<Arc<Elements>>,
}

impl Schema {
    /// The fact with this path.
    pub fn find(&self, path: &str) -> Option<FactId> {
        self.facts.iter().position(|f| f.path == path)
    }

    /// The fact with this id.
    pub fn get(&self, id: FactId) -> Option<&FactDef> {
        self.facts.get(id)
    }
}
