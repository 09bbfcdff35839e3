//! Which facts are read, and where each goes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hir::FactId;

/// Decimal places of a number in a column: `1.5` is held as 1,500,000.
pub const PLACES: u32 = 6;

/// What a text stands for in its [`Domain`].
pub type Symbol = u16;

/// The symbol of a text that is not known.
pub const UNKNOWN: Symbol = 0;

/// The symbol of a text that no rule names.
pub const OTHER: Symbol = 1;

/// Texts that rules compare facts with, each with its symbol, from 2.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    symbols: BTreeMap<String, Symbol>,
}

impl Domain {
    /// The symbol of a text.
    ///
    /// ```
    /// use mp1039::ir::{Domain, OTHER};
    /// let mut domain = Domain::default();
    /// domain.add("1039");
    /// assert_eq!((domain.symbol("1039"), domain.symbol("0110")), (2, OTHER));
    /// ```
    pub fn symbol(&self, text: &str) -> Symbol {
        self.symbols.get(text).copied().unwrap_or(OTHER)
    }

    /// Adds a text; past what a symbol can count, it stays a text that no rule names.
    pub fn add(&mut self, text: &str) {
        if let Ok(next) = Symbol::try_from(self.symbols.len() + 2)
            && !self.symbols.contains_key(text)
        {
            self.symbols.insert(text.to_owned(), next);
        }
    }

    /// Every text with its symbol.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Symbol)> {
        self.symbols.iter().map(|(text, symbol)| (text.as_str(), *symbol))
    }

    /// One more than the last symbol.
    pub fn len(&self) -> usize {
        self.symbols.len() + 2
    }

    /// Whether no rule names a text.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }
}

/// In which form a fact is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    /// Two planes: known to be true, known to be false.
    Bool,
    /// A number with [`PLACES`] decimal places.
    Number,
    /// A day, as the digits of one number: 20260301.
    Date,
    /// The symbol of a text, by the domain with this position.
    Text(usize),
    /// A tariff code of ten digits.
    Code,
}

/// A fact that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The fact.
    pub fact: FactId,
    /// Its path, for people.
    pub path: String,
    /// Whether it stands on each line.
    pub line: bool,
    /// Its form.
    pub column: Column,
    /// Its position among the columns of its form, head and lines apart.
    pub at: usize,
    /// Whether a rule asks if it is stated: then its position among those.
    pub stated: Option<usize>,
    /// Whether the words themselves are looked at: then its position among those.
    pub words: Option<usize>,
}

/// What is read of a declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The facts that are read, sorted by fact.
    pub slots: Vec<Slot>,
    /// Texts that rules name.
    pub domains: Vec<Domain>,
    /// Ids of questions that a line may answer, with their symbols.
    pub answers: Domain,
    /// Letters of papers that rules ask for.
    pub letters: Domain,
    /// The code of a line, its name, and the days by which the law is chosen.
    pub code: Option<FactId>,
    /// The name of a line.
    pub name: Option<FactId>,
    /// The market, whose words summaries count by.
    pub market: Option<FactId>,
}

impl Layout {
    /// The slot of a fact, if it is read.
    pub fn slot(&self, fact: FactId) -> Option<&Slot> {
        self.slots.binary_search_by_key(&fact, |slot| slot.fact).ok().and_then(|at| self.slots.get(at))
    }

    /// The domain of a text slot.
    pub fn domain(&self, slot: &Slot) -> Option<&Domain> {
        match slot.column {
            Column::Text(domain) => self.domains.get(domain),
            _ => None,
        }
    }

    /// How many columns of a form the head or a line has.
    pub fn count(&self, line: bool, form: fn(&Column) -> bool) -> usize {
        self.slots.iter().filter(|slot| slot.line == line && form(&slot.column)).count()
    }
}
