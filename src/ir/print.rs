//! A program as text: what each register is, in the order in which it is filled, with facts
//! by their path and norms by where they stand.
//!
//! `h3` is a register over declarations, `l3` one over lines, `c3` a column that is computed.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use super::{
    Class, Column, Compute, Layout, NotePlace, Op, Opening, Operand, Program, Reg, Series, Space, Sum,
    Symbol, Table, TextTest, UNKNOWN,
};
use crate::hir::Edition;
use crate::syntax::ast::CompareOp;

/// How much there is of everything in a program.
///
/// ```
/// use mp1039::{cli::EmbeddedWorld, ir, pipeline::Policy};
/// let law = Policy::compile(&EmbeddedWorld, "221-2019.pol").unwrap();
/// let (edition, program) = &law.programs[0];
/// assert!(ir::summary(program).starts_with("days 20260101 to 20261231"));
/// assert!(ir::print(program, &law.layout, edition).contains(r#"supervision_mode is "1039""#));
/// ```
pub fn summary(program: &Program) -> String {
    let Program { days, computed, ops, table, for_verdict, scopes, norms, beside } = program;
    let registers = |space: Space| ops.iter().filter(|(reg, _)| reg.space == space).count();
    let lists = if table.name.is_some() && table.by_name != 0 { ", some by name" } else { "" };
    [
        format!("days {} to {}", days.0, days.1),
        format!("{} operations, {} of them beside the verdict", ops.len(), ops.len() - for_verdict),
        format!(
            "{} registers over declarations, {} over lines, {} computed columns",
            registers(Space::Head),
            registers(Space::Line),
            computed.len()
        ),
        format!(
            "{} lists{lists}, {} entries, {} stretches of codes, {} classes",
            table.lists,
            table.entries.len(),
            table.starts.len(),
            table.classes.len()
        ),
        format!(
            "{} instruments, {} norms, {} permissions, {} notes{}",
            scopes.len(),
            norms.len(),
            beside.permissions.len(),
            beside.remarks.len(),
            if beside.whole { "" } else { ", not all that is beside the verdict" }
        ),
    ]
    .map(|line| line + "\n")
    .concat()
}

/// The whole program.
pub fn print(program: &Program, layout: &Layout, edition: &Edition) -> String {
    let mut out = summary(program);
    let show = Show(layout);
    let mut line = |text: &dyn Display| out.push_str(&format!("{text}\n"));
    line(&"\nclasses");
    classes(&program.table).into_iter().for_each(|class| line(&format!("  {class}")));
    line(&"\noperations");
    for (at, column) in program.computed.iter().enumerate() {
        line(&format!("  c{at} = {}", show.compute(&column.how, column.space)));
    }
    for (at, (reg, op)) in program.ops.iter().enumerate() {
        if at == program.for_verdict {
            line(&"  beside the verdict");
        }
        line(&format!("  {} = {}", name(*reg), show.op(op, reg.space)));
    }
    line(&"\ninstruments");
    let called = |at: usize| edition.instruments.get(at).map_or("?", |own| own.id.as_str());
    for scope in &program.scopes {
        let regime = if scope.regime { ", a regime" } else { "" };
        line(&format!("  {} where {}{regime}", called(scope.instrument), name(scope.truth)));
    }
    line(&"\nnorms");
    let place = |instrument: usize, article: usize, norm: usize| {
        let own = edition.instruments.get(instrument).and_then(|own| own.articles.get(article));
        let number = own.and_then(|own| own.norms.get(norm)).map_or(0, |own| own.number);
        format!("{} {} statement {number}", called(instrument), own.map_or("?", |own| own.number.as_str()))
    };
    for norm in &program.norms {
        let instrument = program.scopes.get(norm.scope).map_or(usize::MAX, |scope| scope.instrument);
        let (at, effect) = (place(instrument, norm.article, norm.norm), norm.effect);
        line(&format!("  {at}: {effect:?} where {}", name(norm.violated)));
    }
    line(&"\nbeside the verdict");
    for own in &program.beside.permissions {
        line(&format!("  permit {} where {}", own.name, name(own.holds)));
    }
    for own in &program.beside.remarks {
        let at = match own.place {
            NotePlace::Law(instrument, article, norm) => place(instrument, article, norm),
            NotePlace::Advice(advice, norm) => {
                let id = edition.advice.get(advice).map_or("?", |own| own.id.as_str());
                format!("advice {id} statement {}", norm + 1)
            }
        };
        line(&format!("  note of {at} where {}", name(own.when)));
    }
    out
}

fn name(reg: Reg) -> String {
    let space = if reg.space == Space::Head { 'h' } else { 'l' };
    format!("{}{space}{}", if reg.not { "not " } else { "" }, reg.at)
}

/// The classes of a table, each with how many stretches are of it; those of which only the
/// entries differ as one.
fn classes(table: &Table) -> Vec<String> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for class in &table.class_of {
        let own = table.classes.get(*class as usize);
        *found.entry(own.map_or_else(|| "?".to_owned(), class_text)).or_default() += 1;
    }
    found.into_iter().map(|(class, stretches)| format!("{class}: {stretches} stretches")).collect()
}

fn class_text(class: &Class) -> String {
    let lists = |lists: u128| {
        let held = (0..Table::MOST_LISTS).filter(|at| lists >> at & 1 == 1);
        held.map(|at| at.to_string()).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if class.no_code {
        parts.push("no code".to_owned());
    }
    if class.hit != 0 {
        parts.push(format!("in {}", lists(class.hit)));
    }
    if class.open != 0 {
        parts.push(format!("open in {}", lists(class.open)));
    }
    match class.asks.len() {
        0 => {}
        1 => parts.push("1 entry asks".to_owned()),
        count => parts.push(format!("{count} entries ask")),
    }
    if parts.is_empty() { "plain".to_owned() } else { parts.join("; ") }
}

/// Names of facts.
struct Show<'l>(&'l Layout);

impl Show<'_> {
    /// The path of the fact in a column.
    fn fact(&self, space: Space, at: usize, form: fn(Column) -> bool) -> &str {
        let own =
            |slot: &&super::Slot| slot.line == (space == Space::Line) && slot.at == at && form(slot.column);
        self.0.slots.iter().find(own).map_or("?", |slot| slot.path.as_str())
    }

    fn text(&self, space: Space, at: usize) -> &str {
        self.fact(space, at, |column| matches!(column, Column::Text(_)))
    }

    fn number(&self, space: Space, at: usize) -> &str {
        self.fact(space, at, |column| column == Column::Number)
    }

    fn date(&self, space: Space, at: usize) -> &str {
        self.fact(space, at, |column| column == Column::Date)
    }

    /// The text of a symbol of a column.
    fn symbol(&self, space: Space, at: usize, symbol: Symbol) -> String {
        let path = self.text(space, at);
        let slot = self.0.slots.iter().find(|slot| slot.path == path);
        let found = slot.and_then(|slot| self.0.domain(slot)?.iter().find(|(_, own)| *own == symbol));
        found.map_or_else(|| format!("symbol {symbol}"), |(text, _)| format!("{text:?}"))
    }

    fn series(&self, series: Series, space: Space) -> &str {
        match series {
            Series::Number(at) => self.number(space, at),
            Series::Date(at) => self.date(space, at),
            Series::Day => "day",
        }
    }

    fn operand(&self, operand: &Operand, space: Space) -> String {
        match operand {
            Operand::Column(series) => self.series(*series, space).to_owned(),
            Operand::Always(number) => number.to_string(),
            Operand::Computed(at) => format!("c{at}"),
        }
    }

    fn compute(&self, how: &Compute, space: Space) -> String {
        let of = |operand| self.operand(operand, space);
        match how {
            Compute::Add(a, b) => format!("{} + {}", of(a), of(b)),
            Compute::Sub(a, b) => format!("{} - {}", of(a), of(b)),
            Compute::Mul(a, b) => format!("{} * {}", of(a), of(b)),
            Compute::ToCny { amount, currency, months, .. } => {
                let currency = self.text(Space::Line, *currency);
                format!("{} in {currency} to CNY, rates of {} months", of(amount), months.len())
            }
        }
    }

    fn sum(&self, sum: &Sum) -> String {
        let (amount, op) = (self.number(Space::Line, sum.amount), sign(sum.op));
        let currency = sum.currency.map(|at| {
            let to = self.symbol(Space::Line, at, sum.to);
            format!(" in {} to {to}, rates of {} months", self.text(Space::Line, at), sum.months.len())
        });
        let filter = sum.filter.map(|reg| format!(" where {}", name(reg))).unwrap_or_default();
        format!("sum of {amount}{}{filter} {op} {}", currency.unwrap_or_default(), sum.than)
    }

    fn op(&self, op: &Op, space: Space) -> String {
        match op {
            Op::Always(it) => it.to_string(),
            Op::Open => "open".to_owned(),
            Op::And(a, b) => format!("{} and {}", name(*a), name(*b)),
            Op::Or(a, b) => format!("{} or {}", name(*a), name(*b)),
            Op::Bool(at) => self.fact(space, *at, |column| column == Column::Bool).to_owned(),
            Op::Is(at, symbol) => {
                format!("{} is {}", self.text(space, *at), self.symbol(space, *at, *symbol))
            }
            Op::Same((a, _), (b, _)) => format!("{} is {}", self.text(space, *a), self.text(space, *b)),
            Op::Test(at, _, TextTest::Starts(text)) => {
                format!("{} starts with {text:?}", self.text(space, *at))
            }
            Op::Test(at, _, TextTest::Contains(text)) => {
                format!("{} contains {text:?}", self.text(space, *at))
            }
            Op::Within(series, low, high) => {
                format!("{} {}", self.series(*series, space), Within(*low, *high))
            }
            Op::CompareComputed(op, a, b) => {
                format!("{} {} {}", self.operand(a, space), sign(*op), self.operand(b, space))
            }
            Op::Converted(own) => {
                let (amount, currency) =
                    (self.operand(&own.amount, space), self.text(Space::Line, own.currency));
                let cny = own.otherwise.iter().flatten().next().copied().unwrap_or_default();
                let within = Within(cny.0, cny.1);
                format!("{amount} {within} in CNY, others in {currency} by {} months", own.months.len())
            }
            Op::Compare(op, a, b) => {
                format!("{} {} {}", self.series(*a, space), sign(*op), self.series(*b, space))
            }
            Op::Stated(at) => {
                let own =
                    |slot: &&super::Slot| slot.line == (space == Space::Line) && slot.stated == Some(*at);
                let path = self.0.slots.iter().find(own).map_or("?", |slot| slot.path.as_str());
                format!("{path} is stated")
            }
            Op::Listed(at) => format!("in list {at}"),
            Op::Document(letter, proof) => {
                let letter = self.0.letters.iter().find(|(_, own)| own == letter).map_or("?", |(own, _)| own);
                format!("paper {letter}: {proof:?}")
            }
            Op::Opened(at, openings) => {
                format!("{} is one of {} open markets", self.text(space, *at), known(openings))
            }
            Op::OfficeOf((office, _), market, offices, _) => {
                let (office, market) = (self.text(space, *office), self.text(space, *market));
                let count = offices.iter().flatten().map(|own| own.offices.len()).sum::<usize>();
                format!("{office} is one of the offices of {market}, of {count}")
            }
            Op::AnyLine(a) => format!("any line {}", name(*a)),
            Op::Spread(a) => format!("each line {}", name(*a)),
            Op::Sum(sum) => self.sum(sum),
            Op::Kinds(_, low, high) => format!("kinds of goods {}", Within(*low, *high)),
            Op::Count(filter, low, high) => {
                let filter = filter.map(|reg| format!(" where {}", name(reg))).unwrap_or_default();
                format!("count of lines{filter} {}", Within(*low, *high))
            }
        }
    }
}

/// Markets of which it is known when they opened.
fn known(openings: &[Opening]) -> usize {
    let first = usize::from(UNKNOWN) + 2;
    openings.iter().skip(first).filter(|own| **own != Opening::default()).count()
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "=",
        CompareOp::Ne => "<>",
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
    }
}

/// Two numbers and all between.
struct Within(i64, i64);

impl Display for Within {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (i64::MIN, high) => write!(f, "<= {high}"),
            (low, i64::MAX) => write!(f, ">= {low}"),
            (low, high) if low == high => write!(f, "= {low}"),
            (low, high) => write!(f, "from {low} to {high}"),
        }
    }
}
