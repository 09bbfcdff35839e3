//! The resolved and typed policy of one edition: no dates of law, no names
//! that are not known, no expression without a type.
//!
//! Expressions are interned: equal expressions share an [`ExprId`], so that a
//! term can be recognised wherever it stands.

mod classes;
mod expr;
mod schema;
mod stands;

use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use classes::{Classes, CodesAsked};
pub use expr::{Expr, ExprId, Exprs};
pub use schema::{FactDef, FactId, Form, Knower, Place, Schema, Type};
pub use stands::{Share, is_own};

use crate::bilingual;
use crate::catalog::{Explanation, RateTable, Successors, Tariff};
use crate::syntax::ast::{Effect, GradeLevel};
use crate::value::{Date, HsCode, Interval, Later, Text};

/// The index of a catalog in its edition.
pub type CatalogId = usize;
/// The index of a list of markets in its edition.
pub type MarketsId = usize;
/// The index of a rate table in its edition.
pub type RatesId = usize;

/// The law of one stretch of days, ready to be evaluated.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Edition {
    /// What decisions call the policy: the id of the chosen instrument; not part
    /// of the digest.
    #[serde(skip)]
    pub policy: String,
    /// `sha256:…` over everything that decides; empty where all texts stand at once,
    /// since they decide nothing.
    #[serde(skip)]
    pub digest: String,
    /// The first and the last day on which this is the law; not part of the digest.
    #[serde(skip)]
    pub span: (Option<Date>, Option<Date>),
    /// The facts that declarations state.
    pub schema: Schema,
    /// All expressions.
    pub exprs: Exprs,
    /// `let`s by name, for placeholders and reports: of a day, those of its law.
    pub lets: Vec<(String, ExprId)>,
    /// Instruments that are in force, sorted by id.
    pub instruments: Vec<Instrument>,
    /// Catalogs, sorted by id.
    pub catalogs: Vec<Catalog>,
    /// Lists of markets.
    pub markets: Vec<MarketList>,
    /// Rate tables.
    pub rates: Vec<Rates>,
    /// Tariff editions by year.
    pub tariffs: Vec<Arc<Tariff>>,
    /// How codes of one edition became codes of another.
    pub successors: Arc<Later<Successors>>,
    /// Names of the papers behind the letters of a tariff.
    pub papers: Vec<Paper>,
    /// Notes that are no law of the trade mode.
    pub advice: Vec<Advice>,
    /// Trade modes compared; no part of the digest, since no decision shows them.
    #[serde(skip)]
    pub comparison: Comparison,
    /// How codes stand in its lists, as far as it was asked.
    #[serde(skip)]
    pub classes: Classes,
}

impl Edition {
    /// The tariff of a year.
    pub fn tariff(&self, year: u16) -> Option<&Arc<Tariff>> {
        self.tariffs.iter().find(|t| t.year == year)
    }

    /// The paper that a letter stands for.
    pub fn paper(&self, letter: char) -> Option<&Paper> {
        self.papers.iter().find(|p| p.letter == letter)
    }

    /// A paper as texts name it: its letter, with its title where it is known.
    pub fn paper_text(&self, letter: &str) -> Text {
        let mut chars = letter.chars();
        let known = match (chars.next(), chars.next()) {
            (Some(letter), None) => self.paper(letter),
            _ => None,
        };
        match known.map(|p| &p.title) {
            Some(title) => bilingual!("{letter} ({title})", "{letter}（{title}）"; title),
            None => Text::same(letter),
        }
    }
}

/// An instrument in an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Instrument {
    /// `GACC 221/2019`, or the title of an unnumbered notice.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// First and last days of force, where all versions stand at once; an edition of a
    /// day has none.
    #[serde(skip)]
    pub days: Vec<(Date, Option<Date>)>,
    /// `applies when`; present for a regime instrument.
    pub scope: Option<ExprId>,
    /// `only in markets`: binds only where this holds.
    pub within: Option<ExprId>,
    /// The grade of its text.
    pub grade: GradeLevel,
    /// Its articles, in the order of their numbers.
    pub articles: Vec<Article>,
}

impl Instrument {
    /// As a person calls it: by its number, or a notice by its title.
    pub fn called(&self) -> Text {
        if self.title.en == self.id { self.title.clone() } else { Text::same(self.id.as_str()) }
    }
}

/// An article.
#[derive(Clone, Debug, Serialize)]
pub struct Article {
    /// `1.3(1)`.
    pub number: String,
    /// Its title.
    pub title: Text,
    /// The weaker of its own grade and the instrument's.
    pub grade: GradeLevel,
    /// Why it is no better.
    pub reason: Option<String>,
    /// Who gave it these words, if not the instrument itself.
    pub amended_by: Option<String>,
    /// Words of the law that it cites.
    pub cites: Vec<String>,
    /// Its statements in order.
    pub norms: Vec<Norm>,
}

/// A digest as it is written: `sha256:…`.
///
/// ```
/// use mp1039::hir::digest_text;
/// use sha2::{Digest, Sha256};
/// assert!(digest_text(Sha256::new()).starts_with("sha256:e3b0c442"));
/// ```
pub fn digest_text(hash: Sha256) -> String {
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// By what articles are sorted: the numbers in their number, then its letters.
///
/// ```
/// use mp1039::hir::article_order;
/// assert!(article_order("1.3(2)") < article_order("1.3(10)"));
/// ```
pub fn article_order(number: &str) -> (Vec<u32>, &str) {
    let parts = number.split(|c: char| !c.is_ascii_digit());
    (parts.filter_map(|part| part.parse().ok()).collect(), number)
}

/// One statement of an article.
#[derive(Clone, Debug, Serialize)]
pub struct Norm {
    /// Its place in the article, from 1.
    pub number: usize,
    /// The weakest grade that it rests on.
    pub grade: GradeLevel,
    /// What it does.
    pub kind: NormKind,
}

/// What a statement does.
#[derive(Clone, Debug, Serialize)]
pub enum NormKind {
    /// A condition that must hold, or must not.
    Demand(Demand),
    /// A question answered beside the verdict.
    Permit {
        /// The question.
        name: String,
        /// Yes when this holds; over each line when `per_line`.
        condition: ExprId,
        /// Whether `condition` speaks of one line, and must hold for each.
        per_line: bool,
    },
    /// Information.
    Note {
        /// What it says.
        message: Message,
        /// When; always if absent.
        when: Option<ExprId>,
    },
    /// What a list says of each line that it names.
    NoteEach {
        /// Holds for a line that the note is about.
        condition: ExprId,
        /// The lists.
        catalogs: Vec<CatalogId>,
    },
}

/// `require` or `forbid`.
#[derive(Clone, Debug, Serialize)]
pub struct Demand {
    /// The condition; over one line when `per_line`.
    pub condition: ExprId,
    /// Whether each line is judged by itself, with a finding of its own.
    pub per_line: bool,
    /// The norm is violated when the condition has this value.
    pub violated_if: bool,
    /// What a violation is worth.
    pub effect: Effect,
    /// Lifted when any of these holds.
    pub exceptions: Vec<ExprId>,
    /// The author's sentence.
    pub message: Option<Message>,
    /// Catalogs that the condition looks into.
    pub catalogs: Vec<CatalogId>,
    /// Those of them in which a good must not be.
    pub banned: Vec<CatalogId>,
}

/// A sentence with typed placeholders, in both languages; a language that the
/// author left out is empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Message {
    /// English.
    pub en: Vec<Piece>,
    /// Chinese.
    pub zh: Vec<Piece>,
}

/// A piece of a message.
#[derive(Clone, Debug, Serialize)]
pub enum Piece {
    /// Words.
    Words(String),
    /// The value of an expression.
    Hole(ExprId),
}

/// A dated list of codes.
#[derive(Clone, Debug, Serialize)]
pub struct Catalog {
    /// `needs-export-licence`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The tariff under which its codes are read.
    pub tariff: Option<u16>,
    /// Days for which it is complete.
    pub complete: Option<(Date, Date)>,
    /// Suspended by an instrument: what it bans is not banned, and what it allows is open.
    pub suspended: bool,
    /// Letters of papers that define it.
    pub letters: Vec<char>,
    /// Ten-digit codes that hit whole under [`Catalog::tariff`], sorted, by what the tariff says or by range.
    pub codes: Later<Vec<u64>>,
    /// The same, with those of entries that hit whole: what a short code is weighed by.
    pub held: Later<Vec<u64>>,
    /// Entries with words, questions or another tariff.
    pub entries: Vec<Entry>,
    /// Rows that say more of a hit, sorted by code.
    pub explained: Arc<Later<Vec<Explanation>>>,
    /// What to know about a hit or a miss.
    pub notes: Vec<Text>,
    /// How sure the list is.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    pub reason: Option<String>,
}

/// An entry of a catalog.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The stable id whose answer decides it; `None` when the code alone does.
    pub ex: Option<String>,
    /// First and last ten-digit number; `None` for an entry without a code.
    pub range: Option<(u64, u64)>,
    /// The tariff under which its code is read.
    pub tariff: Option<u16>,
    /// Headings near which an entry without a code asks.
    pub near: Vec<HsCode>,
    /// What it is.
    pub title: Text,
    /// Words in the declared name, in small letters, that answer yes.
    pub words: Vec<String>,
    /// Words in the declared name, in small letters, that raise the question; where
    /// there are some, nothing else but a heading nearby does.
    pub asks_on: Vec<String>,
    /// The condition over one line that answers; the digest writes it out.
    #[serde(skip)]
    pub condition: Option<ExprId>,
    /// Its number in the official list.
    pub numbered: Option<String>,
    /// What to know about it.
    pub note: Option<Text>,
    /// From when on, until when; an edition of a day has only what holds then, and
    /// this is no part of the digest.
    #[serde(skip)]
    pub days: (Option<Date>, Option<Date>),
    /// How sure it is.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    pub reason: Option<String>,
}

/// A paper that customs asks for.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    /// Its letter; case matters.
    pub letter: char,
    /// Its name.
    pub title: Text,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    pub reason: Option<String>,
}

/// A group of notes that are no law of the trade mode.
#[derive(Clone, Debug, Serialize)]
pub struct Advice {
    /// `tax`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Its notes; nothing else.
    pub notes: Vec<Norm>,
}

/// Trade modes side by side.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Its title.
    pub title: Text,
    /// In what they are compared: name and title, in order.
    pub aspects: Vec<(String, Text)>,
    /// The modes.
    pub modes: Vec<Mode>,
}

/// What is known of a trade mode.
#[derive(Clone, Debug)]
pub struct Mode {
    /// `1039`.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// By aspect.
    pub points: Vec<Point>,
}

/// What is known of one aspect of a trade mode.
#[derive(Clone, Debug)]
pub struct Point {
    /// The aspect's name.
    pub aspect: String,
    /// What is known.
    pub text: Text,
    /// How sure it is.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    pub reason: Option<String>,
}

/// A list of markets.
#[derive(Clone, Debug, Serialize)]
pub struct MarketList {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Its markets.
    pub markets: Vec<Market>,
    /// Source or reason of its grade.
    #[serde(skip)]
    pub reason: Option<String>,
}

/// A market.
#[derive(Clone, Debug, Serialize)]
pub struct Market {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Not open before this day.
    pub named_on: Option<Date>,
    /// The first day open lies in here (both ends included); ends may be open.
    #[serde(serialize_with = "interval_as_text")]
    pub opened: Interval<Date>,
    /// Codes of its customs offices.
    pub offices: Vec<String>,
    /// The first two digits of offices that may be its own.
    pub district: Option<String>,
    /// Whether the list of offices may lack some of the district.
    pub partial: bool,
    /// How sure the row is.
    pub grade: GradeLevel,
    /// Source or reason of the grade.
    #[serde(skip)]
    pub reason: Option<String>,
}

fn interval_as_text<S: serde::Serializer>(interval: &Interval<Date>, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(&format_args!("{interval:?}"))
}

/// A rate table in an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Rates {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Which fact dates it, from which value of that fact on; first match from the last.
    pub dated_by: Vec<(FactId, Option<Date>)>,
    /// Its rows.
    pub table: Arc<RateTable>,
}
