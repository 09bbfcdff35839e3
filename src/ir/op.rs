//! Operations, and the program that they make.

use serde::{Deserialize, Serialize};

use super::beside::Beside;
use super::layout::Symbol;
use super::table::Table;
use crate::syntax::ast::{CompareOp, Effect};

/// Over what a register has values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Space {
    /// Each declaration of a batch.
    Head,
    /// Each line of goods of a batch.
    Line,
}

/// A register of truth values, by space and position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reg {
    /// Over what.
    pub space: Space,
    /// Which.
    pub at: usize,
    /// Whether the opposite of it is meant.
    pub not: bool,
}

impl std::ops::Not for Reg {
    type Output = Reg;

    fn not(self) -> Reg {
        Reg { not: !self.not, ..self }
    }
}

/// A column of whole numbers, head or line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Series {
    /// A number with [`super::PLACES`] decimal places, by position among the numbers.
    Number(usize),
    /// A day, by position among the days.
    Date(usize),
    /// The day of the law.
    Day,
}

/// A test of the words of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TextTest {
    /// They begin with this.
    Starts(String),
    /// They hold this.
    Contains(String),
}

/// What a paper must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DocumentProof {
    /// That it is valid on the day.
    Valid,
    /// Its number.
    Number,
}

/// When a market opened: between two days; no bound where that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Opening {
    /// Not before this day.
    pub first: Option<i64>,
    /// Not after this one.
    pub last: Option<i64>,
}

/// The offices of a market.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Office {
    /// Their symbols, sorted.
    pub offices: Vec<Symbol>,
    /// Whether it may have others.
    pub partial: bool,
    /// With what the code of another begins.
    pub district: Option<String>,
}

/// CNY for one unit, with [`Compute::RATE_PLACES`] decimal places; equal ends where it is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// The least.
    pub low: i64,
    /// The most.
    pub high: i64,
}

impl Rate {
    /// The rate, if it is exact: within a tolerance there is more than one amount.
    pub fn exact(self) -> Option<i64> {
        (self.low == self.high).then_some(self.low)
    }
}

/// Rates of one month: by symbol of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RateMonths {
    /// The digits of year and month: 202603.
    pub month: i64,
    /// Rates by symbol; `None` where the table has none.
    pub rates: Vec<Option<Rate>>,
    /// The rate of the currency that amounts are converted to.
    pub to: Option<Rate>,
}

impl RateMonths {
    /// The rate of a currency.
    pub fn rate(&self, currency: Symbol) -> Option<Rate> {
        self.rates.get(usize::from(currency)).copied().flatten()
    }
}

/// A sum over lines, compared with a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sum {
    /// The amount of a line, by position among the numbers of lines.
    pub amount: usize,
    /// Whether no amount is below nought, so that what is known is the least.
    pub from_nought: bool,
    /// The currency of a line, by position among its texts; without one nothing is converted.
    pub currency: Option<usize>,
    /// The symbol of the currency that amounts are converted to.
    pub to: Symbol,
    /// The days that date a rate, each with the first day of that fact from which on it
    /// does; the last that fits counts.
    pub dated_by: Vec<(usize, Option<i64>)>,
    /// Rates by month, sorted.
    pub months: Vec<RateMonths>,
    /// Lines that count; all without it.
    pub filter: Option<Reg>,
    /// The comparison with…
    pub op: CompareOp,
    /// … this number, with [`super::PLACES`] decimal places.
    pub than: i64,
}

/// A number of each declaration or line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operand {
    /// A column.
    Column(Series),
    /// Always the same, with [`super::PLACES`] decimal places.
    Always(i64),
    /// A column that was computed, by position in [`Program::computed`].
    Computed(usize),
}

/// How a number is computed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Compute {
    /// The sum.
    Add(Operand, Operand),
    /// The difference.
    Sub(Operand, Operand),
    /// The product.
    Mul(Operand, Operand),
    /// An amount of a line in CNY, where the rates are exact.
    ToCny {
        /// The amount.
        amount: Operand,
        /// Its currency, by position among the texts of lines.
        currency: usize,
        /// The symbol of CNY.
        cny: Symbol,
        /// Days that date a rate, as in [`Sum::dated_by`].
        dated_by: Vec<(usize, Option<i64>)>,
        /// Rates by month, sorted, with [`Compute::RATE_PLACES`] decimal places.
        months: Vec<RateMonths>,
    },
}

impl Compute {
    /// Decimal places of rates.
    pub const RATE_PLACES: u32 = 12;
}

/// A column of numbers that is computed, in 128 bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Computed {
    /// Over what.
    pub space: Space,
    /// How.
    pub how: Compute,
    /// Its decimal places.
    pub places: u32,
}

/// Between which two whole numbers an amount lies, both included; the least and the greatest
/// that 64 bits hold stand for no bound.
pub type Bounds = (i64, i64);

/// An amount of a line in CNY, compared with a number: what the number comes to at each
/// rate is known, so that nothing has to be converted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Converted {
    /// The amount.
    pub amount: Operand,
    /// Its currency, by position among the texts of lines.
    pub currency: usize,
    /// Days that date a rate, as in [`Sum::dated_by`].
    pub dated_by: Vec<(usize, Option<i64>)>,
    /// The bounds by month, sorted, each with those of its currencies by symbol; `None` where
    /// the rate is not exact.
    pub months: Vec<(i64, Vec<Option<Bounds>>)>,
    /// Those of a month without rates: of CNY, which needs none.
    pub otherwise: Vec<Option<Bounds>>,
}

/// What fills one register.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    /// Known, and always the same.
    Always(bool),
    /// Not known here.
    Open,
    /// Both.
    And(Reg, Reg),
    /// At least one.
    Or(Reg, Reg),
    /// A yes or no, by position.
    Bool(usize),
    /// A text is the one with this symbol.
    Is(usize, Symbol),
    /// Two texts of one domain are the same: positions among texts, and among words.
    Same((usize, Option<usize>), (usize, Option<usize>)),
    /// A test of words, by position among the texts and the words.
    Test(usize, usize, TextTest),
    /// A number or day lies between two, both included.
    Within(Series, i64, i64),
    /// Numbers of which one at least is computed, compared.
    CompareComputed(CompareOp, Operand, Operand),
    /// An amount in CNY compared with a number.
    Converted(Box<Converted>),
    /// Two numbers or days compared.
    Compare(CompareOp, Series, Series),
    /// A fact is stated, by position.
    Stated(usize),
    /// The code of the line, and its name, are in the list of the table with this position.
    Listed(usize),
    /// A paper covers the line, or the declaration: letter and proof.
    Document(Symbol, DocumentProof),
    /// A market is open on the day: the text, and when each opened, by symbol.
    Opened(usize, Vec<Opening>),
    /// An office is one of a market's: office (text, words), market, offices by symbol of the
    /// market, none where the list does not have it, and the text and words of an office that
    /// is stated to be one.
    OfficeOf((usize, usize), usize, Vec<Option<Office>>, Option<(usize, usize)>),
    /// At least one line for which it holds.
    AnyLine(Reg),
    /// The value of the declaration, on each of its lines.
    Spread(Reg),
    /// A sum over lines, compared.
    Sum(Box<Sum>),
    /// How many kinds of goods there are lies between two numbers, both included: by code,
    /// and these two texts, by positions among the texts and the words of lines.
    Kinds([(usize, usize); 2], i64, i64),
    /// How many lines count lies between two numbers, both included.
    Count(Option<Reg>, i64, i64),
}

/// Whether an instrument binds a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The instrument, by position.
    pub instrument: usize,
    /// The register; over declarations.
    pub truth: Reg,
    /// Whether it makes the declaration one of a regime.
    pub regime: bool,
}

/// A norm: violated where its register is true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Norm {
    /// The scope, by position in [`Program::scopes`].
    pub scope: usize,
    /// The article, by position in its instrument.
    pub article: usize,
    /// The statement, by position in its article.
    pub norm: usize,
    /// What a violation is worth.
    pub effect: Effect,
    /// Whether it is violated, whatever the scope.
    pub violated: Reg,
}

/// The law of a stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Days for which it stands, both included.
    pub days: (i64, i64),
    /// Numbers that are computed first, in the order in which it has to be done.
    pub computed: Vec<Computed>,
    /// What fills the registers of declarations and of lines, in the order in which it
    /// has to be done.
    pub ops: Vec<(Reg, Op)>,
    /// The lists of codes.
    pub table: Table,
    /// How many of them the verdict needs; the rest is for what is beside it.
    pub for_verdict: usize,
    /// Which instruments bind.
    pub scopes: Vec<Scope>,
    /// What is demanded.
    pub norms: Vec<Norm>,
    /// What is beside the verdict.
    pub beside: Beside,
}
