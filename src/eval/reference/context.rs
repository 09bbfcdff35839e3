//! What one evaluation may look at, and what it looked at.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::abs::{Abs, Open, Opens};
use crate::eval::decision::RateRef;
use crate::hir::{CatalogId, Edition, ExprId, FactId};
use crate::input::{Declaration, Line};
use crate::value::{Date, HsCode, Interval, Number, Truth};

/// A term that can be assumed to have a value: an expression on a line or of
/// the head, a line's code, or an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// An expression whose value is open.
    Term(ExprId, Option<usize>),
    /// The tariff code of a line.
    Code(usize),
    /// The answer to the question with this id on a line.
    Answer(usize, String),
}

/// What is assumed of terms while cases are tried.
pub type Assumptions = HashMap<Key, Abs>;

/// What an open term was compared with: the cases that tell its values apart
/// (manual: "Trying every case").
#[derive(Clone, Debug, Default)]
pub struct Theory {
    /// Thresholds of an ordered number.
    pub numbers: BTreeSet<Number>,
    /// Thresholds of a day.
    pub dates: BTreeSet<Date>,
    /// Texts that it was compared with.
    pub texts: BTreeSet<String>,
    /// It is a yes or no.
    pub yes_no: bool,
    /// It is a code of the tariff.
    pub code: bool,
    /// The values that were possible.
    pub range: Option<Interval<Number>>,
    /// The days that were possible.
    pub days: Option<Interval<Date>>,
    /// The open facts behind it.
    pub open: Opens,
}

/// Values by expression, line and worth of expired lists.
type Known = HashMap<(ExprId, Option<usize>, Stale), (Abs, Opens)>;

/// What an evaluation looked at.
#[derive(Debug, Default)]
pub struct Seen {
    /// Rates.
    pub rates: BTreeSet<RateRef>,
    /// Catalogs.
    pub catalogs: BTreeSet<CatalogId>,
    /// Last days before something that was looked at changes.
    pub changes: BTreeSet<Date>,
    /// Open terms and the cases that matter.
    pub theory: BTreeMap<Key, Theory>,
}

/// What a list says outside the days for which it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stale {
    /// A hit counts; what a miss is worth is noted once for the declaration.
    Noted,
    /// A hit counts, a miss is open.
    MissOpen,
    /// Nothing for certain.
    Open,
    /// Nothing for certain in the lists of this set, by position; in the others as [`Stale::Noted`].
    OpenIn(u64),
}

impl Stale {
    /// Nothing for certain in some lists only.
    pub fn open_in(lists: impl Iterator<Item = CatalogId>) -> Stale {
        let mut set = 0u64;
        for list in lists {
            match u32::try_from(list).ok().and_then(|list| 1u64.checked_shl(list)) {
                Some(bit) => set |= bit,
                None => return Stale::Open,
            }
        }
        if set == 0 { Stale::Noted } else { Stale::OpenIn(set) }
    }

    /// Whether nothing is certain in a list.
    pub fn is_open(self, list: CatalogId) -> bool {
        match self {
            Stale::Open => true,
            Stale::OpenIn(set) => u32::try_from(list).is_ok_and(|l| set.checked_shr(l).unwrap_or(0) & 1 == 1),
            Stale::Noted | Stale::MissOpen => false,
        }
    }
}

/// An edition, a declaration and a day.
pub struct Context<'a> {
    /// The law.
    pub edition: &'a Edition,
    /// The declaration.
    pub declaration: &'a Declaration,
    /// The day of the law, where it is known.
    pub day: Option<Date>,
    /// The line at hand, by position.
    pub line: Option<usize>,
    /// What an expired list is worth where it stands.
    pub stale: Stale,
    /// What is assumed.
    pub assume: &'a Assumptions,
    /// The fact `good.hs_code`.
    pub code_fact: Option<FactId>,
    /// The fact `good.name`.
    pub name_fact: Option<FactId>,
    /// Values found so far under the same assumptions, so that what several
    /// expressions share is evaluated once.
    pub known: std::rc::Rc<RefCell<Known>>,
    /// What was looked at; shared by all contexts of one evaluation.
    pub seen: std::rc::Rc<RefCell<Seen>>,
}

impl<'a> Context<'a> {
    /// A fresh context.
    pub fn new(
        edition: &'a Edition,
        declaration: &'a Declaration,
        day: Option<Date>,
        assume: &'a Assumptions,
    ) -> Context<'a> {
        Context {
            edition,
            declaration,
            day,
            line: None,
            stale: Stale::Noted,
            assume,
            code_fact: edition.schema.find("good.hs_code"),
            name_fact: edition.schema.find("good.name"),
            known: std::rc::Rc::default(),
            seen: std::rc::Rc::default(),
        }
    }

    /// Another view of the same evaluation.
    fn view(&self) -> Context<'a> {
        Context { seen: self.seen.clone(), known: self.known.clone(), ..*self }
    }

    /// The same, with a line at hand.
    pub fn at(&self, line: usize) -> Context<'a> {
        Context { line: Some(line), ..self.view() }
    }

    /// The same, with another worth of expired lists.
    pub fn with_stale(&self, stale: Stale) -> Context<'a> {
        Context { stale, ..self.view() }
    }

    /// The same, under assumptions, noting what it looks at by itself.
    pub fn assuming(&self, assume: &'a Assumptions) -> Context<'a> {
        Context { assume, seen: std::rc::Rc::default(), known: std::rc::Rc::default(), ..self.view() }
    }

    /// The line at a position.
    pub fn goods_line(&self, line: usize) -> Option<&'a Line> {
        self.declaration.goods.lines.get(line)
    }

    /// The declared name of a line.
    pub fn name(&self, line: usize) -> Option<&'a str> {
        match self.goods_line(line)?.facts.known(self.name_fact?)? {
            crate::value::Value::Text(name) => Some(name),
            _ => None,
        }
    }

    /// The declared code of a line, as far as it can be used.
    pub fn code(&self, line: usize) -> Option<HsCode> {
        if let Some(Abs::Code(code)) = self.assume.get(&Key::Code(line)) {
            return *code;
        }
        let code = self.stated_code(line)?;
        self.edition.is_code(code, self.tariff_year()).then_some(code)
    }

    /// The code of a line as it is declared.
    pub fn stated_code(&self, line: usize) -> Option<HsCode> {
        match self.goods_line(line)?.facts.known(self.code_fact?)? {
            crate::value::Value::Code(code) => Some(*code),
            _ => None,
        }
    }

    /// The year of the tariff that declared codes are read by.
    pub fn tariff_year(&self) -> Option<u16> {
        self.edition.tariff_year(self.day?)
    }

    /// Notes an open term and a case that matters for it.
    pub fn note(&self, key: Key, open: &Opens, fill: impl FnOnce(&mut Theory)) {
        let mut seen = self.seen.borrow_mut();
        let theory = seen.theory.entry(key).or_default();
        theory.open.extend(open.iter().cloned());
        fill(theory);
    }

    /// The truth of an expression, with what keeps it open.
    pub fn truth(&self, id: ExprId) -> (Truth, Opens) {
        let (abs, open) = self.eval(id);
        match abs {
            Abs::Truth(Truth::Unknown) => (Truth::Unknown, open),
            Abs::Truth(truth) => (truth, Opens::new()),
            _ => (Truth::Unknown, open),
        }
    }

    /// Unknown because of one thing.
    pub fn unknown(open: Open) -> (Truth, Opens) {
        (Truth::Unknown, Opens::from([open]))
    }
}
