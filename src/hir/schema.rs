//! The facts that a declaration can state, as the policy declares them.

use serde::{Serialize, Serializer};

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
}

/// All facts of an edition.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schema {
    /// By [`FactId`].
    pub facts: Vec<FactDef>,
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
