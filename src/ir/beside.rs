//! What a decision holds beside its verdict: permissions, notes, and what was looked at.

use serde::{Deserialize, Serialize};

use super::layout::Symbol;
use super::op::{Opening, Reg};

/// A permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The scope, by position.
    pub scope: usize,
    /// The question.
    pub name: String,
    /// Whether it is answered yes; over lines where each must be.
    pub holds: Reg,
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NotePlace {
    /// Instrument, article and statement, by position.
    Law(usize, usize, usize),
    /// Advice and statement, by position.
    Advice(usize, usize),
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The scope, by position; advice has none.
    pub scope: Option<usize>,
    /// Where it stands.
    pub place: NotePlace,
    /// When it is given; over lines where it speaks of each.
    pub when: Reg,
    /// Whether what is not known of `when` here is not known to the reference either, where
    /// each code is known and nothing is stated of a line beside it.
    pub exact: bool,
    /// The facts of the head that its words name, by position in the layout; `None`
    /// where they may name others.
    pub names: Option<Vec<usize>>,
}

/// A day on which an answer may turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Watch {
    /// The day of the law is compared with a day, by position among those of the head;
    /// and whether it turns on the eve.
    Day(usize, bool),
    /// The same, with a day that is always the same.
    Fixed(i64, bool),
    /// A market, by position among the texts of the head, when each opened, by symbol, and
    /// whether a day that is stated counts where that leaves it open.
    Opening(usize, Vec<Opening>, bool),
    /// Every paper's last day.
    Documents,
    /// Rates: the amounts' currency, by position among the texts of lines, the symbol of
    /// the currency asked for, the table of rates, and lines that count.
    Rates {
        /// The currency of a line, by position among the texts of lines.
        currency: usize,
        /// Currencies by symbol.
        codes: Vec<Option<String>>,
        /// The symbol of the currency that amounts are converted to.
        to: Symbol,
        /// Days that date a rate, as in [`super::Sum::dated_by`].
        dated_by: Vec<(usize, Option<i64>)>,
        /// The table, by position.
        table: usize,
        /// Lines that count; all without it.
        filter: Option<Reg>,
    },
}

/// What an instrument makes one look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks {
    /// Lists that its scope looks into.
    pub scope: Vec<usize>,
    /// Lists that its demands look into.
    pub demands: Vec<usize>,
    /// Lists that its permissions and notes look into.
    pub beside: Vec<usize>,
    /// Days and rates of its scope.
    pub scope_watches: Vec<Watch>,
    /// Days and rates of its demands.
    pub watches: Vec<Watch>,
    /// How many demands it makes.
    pub count: usize,
}

/// All that is beside the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Whether all of it could be lowered; else the reference says it.
    pub whole: bool,
    /// Permissions in the order of the law.
    pub permissions: Vec<Permission>,
    /// Notes in the order of the law, then advice.
    pub remarks: Vec<Remark>,
    /// By instrument.
    pub looks: Vec<Looks>,
    /// Lists that advice looks into.
    pub advice: Vec<usize>,
    /// Facts of lines that conditions of entries name: their values are repeated.
    pub attributes: Vec<usize>,
    /// Those of them that are texts, by position among the texts of lines: a text that claims
    /// nothing is repeated, too.
    pub texts: Vec<usize>,
}
