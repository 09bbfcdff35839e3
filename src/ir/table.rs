//! All lists of codes over one fact as one table of intervals.
//!
//! The ten-digit codes are cut where anything changes. Each stretch has a
//! [`Class`]: which lists hold every code of it, which are open, which entries ask.
//! Most stretches share few classes, so that a table stores each class once.

use serde::{Deserialize, Serialize};

/// A set of lists of a table, by position; [`Table::MOST_LISTS`] at most.
pub type Lists = u128;

/// How the codes of a stretch stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Class {
    /// No code of the tariff of the day: nothing is known of it.
    pub no_code: bool,
    /// Lists that hold it.
    pub hit: Lists,
    /// Lists of which that is not known, whatever else is stated.
    pub open: Lists,
    /// Entries that ask, or may.
    pub asks: Vec<Ask>,
}

/// An entry that asks something of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ask {
    /// The entry, by its position in [`Table::entries`].
    pub entry: usize,
    /// Whether the code certainly belongs to it, and not only maybe.
    pub certain: bool,
}

/// An entry that a code alone does not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its list, by position.
    pub list: usize,
    /// The symbol of its question among the answers; `None` where it asks nothing.
    pub ex: Option<u16>,
    /// Whether it has a code; else only its words, or headings nearby, raise it.
    pub coded: bool,
    /// Words in the declared name that answer yes, in small letters.
    pub words: Vec<String>,
    /// Words in the declared name that raise the question.
    pub asks_on: Vec<String>,
    /// Answered by a condition, which is not carried out here.
    pub condition: bool,
}

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// First codes of the stretches, sorted; the first is 0.
    pub starts: Vec<u64>,
    /// The class of each stretch.
    pub class_of: Vec<u32>,
    /// Every class once; the first is the plain one.
    pub classes: Vec<Class>,
    /// Entries that classes name, or words raise.
    pub entries: Vec<Entry>,
    /// How many lists there are.
    pub lists: usize,
    /// Where the declared name of a line stands, among the texts and the words of lines.
    pub name: Option<(usize, usize)>,
    /// Lists that cannot be decided without a name.
    pub by_name: Lists,
}

impl Table {
    /// So many lists a table can hold.
    pub const MOST_LISTS: usize = 128;

    /// The class of a code, by position.
    ///
    /// ```
    /// use mp1039::ir::Table;
    /// let table = Table { starts: vec![0, 9_503_000_000], class_of: vec![0, 4], ..Table::default() };
    /// assert_eq!((table.class(101_210_000), table.class(9_503_008_900)), (0, 4));
    /// ```
    pub fn class(&self, code: u64) -> u32 {
        let at = self.starts.partition_point(|start| *start <= code).checked_sub(1);
        at.and_then(|at| self.class_of.get(at)).copied().unwrap_or(0)
    }
}
