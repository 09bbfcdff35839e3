//! The one table of operations.
//!
//! Every operation goes through a column once, a word of 64 bits at a time. No
//! operation allocates once its room has been made.

use std::ops::Range;

use super::lookup::Found;
use super::number::{Numbers, Room, Source, compute};
use super::registers::{Filled, Filling, Known, Registers};
use super::ruling::{Rulings, owners};
use super::{Compiled, office, sum};
use crate::ir::{
    Batch, Columns, Document, DocumentProof, OTHER, Op, Opening, Planes, Program, Reg, Series, Space, Symbol,
    TextTest, UNKNOWN,
};
use crate::syntax::ast::CompareOp;
use crate::value::Truth;

/// Room for what a program finds; kept from batch to batch.
#[derive(Debug, Default)]
pub struct Runner {
    registers: Registers,
    found: Found,
    made: Vec<Numbers>,
    room: Room,
    /// What came out of the last batch.
    pub rulings: Rulings,
}

impl Runner {
    /// Computes every number in 128 bits, as is done where 64 do not hold it.
    pub fn compute_in_128_bits(&mut self) {
        self.room.only_wide = true;
    }

    /// Carries out a program over a batch; the answer is in [`Runner::rulings`].
    pub fn run(&mut self, compiled: &Compiled, batch: &Batch) {
        let program = &compiled.program;
        self.registers.reset(batch.len(), batch.lines());
        if compiled.looks_up {
            self.found.look_up(compiled, batch);
        }
        compute(&program.computed, batch, &mut self.made, &mut self.room);
        let verdict = program.ops.get(..program.for_verdict).unwrap_or(&program.ops);
        self.carry_out(verdict, program, batch);
        self.rulings.judge(program, batch, self.registers.filled());
    }

    /// Carries out what is beside the verdict, after [`Runner::run`].
    pub fn run_beside(&mut self, compiled: &Compiled, batch: &Batch) {
        let program = &compiled.program;
        self.carry_out(program.ops.get(program.for_verdict..).unwrap_or(&[]), program, batch);
    }

    fn carry_out(&mut self, ops: &[(Reg, Op)], program: &Program, batch: &Batch) {
        let Runner { registers, found, made, room, .. } = self;
        for (reg, op) in ops {
            let (filled, mut out) = registers.next(reg.space);
            let source = Source { computed: &program.computed, made, batch, space: reg.space };
            match op {
                Op::CompareComputed(op, a, b) => source.compare(&mut out, *op, (a, b), room),
                Op::Converted(own) => source.converted(&mut out, own, room),
                _ => Given { batch, space: reg.space, filled, found }.fill(op, &mut out),
            }
        }
    }

    /// Whether the code of each of some lines is known.
    pub fn knows_codes(&self, program: &Program, mut lines: Range<usize>) -> bool {
        program.table.lists == 0 || lines.all(|line| self.found.known().has(line))
    }

    /// A register; nothing is known in one that there is not.
    pub fn get(&self, reg: Reg) -> Known<'_> {
        self.registers.filled().get(reg)
    }
}

/// What an operation works with.
struct Given<'g> {
    batch: &'g Batch,
    space: Space,
    filled: Filled<'g>,
    found: &'g Found,
}

impl Given<'_> {
    fn fill(&self, op: &Op, out: &mut Filling) {
        let Given { batch, space, filled, found } = *self;
        let columns = batch.columns(space);
        match op {
            Op::Always(yes) => if *yes { &mut out.yes } else { &mut out.no }.fill(0..batch.rows(space)),
            Op::Open | Op::CompareComputed(..) | Op::Converted(_) => {}
            Op::And(a, b) => {
                combine(out, filled.get(*a), filled.get(*b), |a, b| (a.0 & b.0, a.1 | b.1));
            }
            Op::Or(a, b) => {
                combine(out, filled.get(*a), filled.get(*b), |a, b| (a.0 | b.0, a.1 & b.1));
            }
            Op::Bool(at) => copy(out, columns.bools.get(*at)),
            Op::Stated(at) => copy(out, columns.stated.get(*at)),
            Op::Is(at, symbol) => is(out, columns, *at, *symbol),
            Op::Same(a, b) => same(out, columns, batch, *a, *b),
            Op::Test(text, words, test) => words_test(out, columns, batch, (*text, *words), test),
            Op::Within(series, low, high) => {
                let (values, known) = series_of(columns, batch, space, *series);
                within(out, values, known, *low, *high);
            }
            Op::Compare(op, a, b) => {
                let (left, right) =
                    (series_of(columns, batch, space, *a), series_of(columns, batch, space, *b));
                compare(out, *op, left, right);
            }
            Op::Listed(at) => found.list(*at, out),
            Op::Document(letter, proof) => documents(out, batch, space, *letter, *proof),
            Op::Opened(text, opened) => opens(out, columns, batch, space, *text, opened),
            Op::OfficeOf(of, market, offices, stated) => {
                office::fill(out, columns, batch, *of, *market, offices, *stated);
            }
            Op::AnyLine(line) => any_line(out, filled.get(*line), batch),
            Op::Spread(head) => spread(out, filled.get(*head), batch),
            Op::Sum(sum) => sum::sum(out, sum, batch, sum.filter.map(|filter| filled.get(filter))),
            Op::Kinds(texts, low, high) => sum::kinds(out, batch, found.known(), *texts, (*low, *high)),
            Op::Count(filter, low, high) => {
                sum::count(out, batch, filter.map(|filter| filled.get(filter)), (*low, *high));
            }
        }
    }
}

/// Word by word, of two registers.
fn combine(out: &mut Filling, a: Known, b: Known, f: impl Fn((u64, u64), (u64, u64)) -> (u64, u64)) {
    let left = a.yes.words().iter().zip(a.no.words());
    let right = b.yes.words().iter().zip(b.no.words());
    let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
    for (((ay, an), (by, bn)), (yes, no)) in left.zip(right).zip(own) {
        (*yes, *no) = f((*ay, *an), (*by, *bn));
    }
}

fn copy(out: &mut Filling, from: Option<&Planes>) {
    let Some(from) = from else { return };
    out.yes.words_mut().iter_mut().zip(from.yes.words()).for_each(|(out, word)| *out = *word);
    out.no.words_mut().iter_mut().zip(from.no.words()).for_each(|(out, word)| *out = *word);
}

/// A bit for each of at most 64 values. The tests fill bytes, which a processor does many at
/// a time; eight bytes at once become eight bits.
pub fn mask<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> u64 {
    mask_of(values.iter(), |value| test(*value))
}

/// The same, of what an iterator gives.
pub fn mask_of<T>(values: impl Iterator<Item = T>, test: impl Fn(T) -> bool) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut bytes = [0u8; 64];
    for (byte, value) in bytes.iter_mut().zip(values) {
        *byte = u8::from(test(value));
    }
    let (eights, _) = bytes.as_chunks::<8>();
    let bits = eights.iter().map(|eight| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56);
    bits.enumerate().fold(0, |mask, (at, bits)| mask | bits << (at * 8))
}

/// Sets the truth of at most 64 that are known.
pub fn known_as((yes, no): (&mut u64, &mut u64), is: u64, known: u64) {
    (*yes, *no) = (is & known, !is & known);
}

fn is(out: &mut Filling, columns: &Columns, at: usize, symbol: Symbol) {
    let symbols = columns.texts.get(at).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
    let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
    for (chunk, word) in symbols.chunks(64).zip(own) {
        known_as(word, mask(chunk, |own| own == symbol), mask(chunk, |own| own != UNKNOWN));
    }
}

fn same(
    out: &mut Filling,
    columns: &Columns,
    batch: &Batch,
    a: (usize, Option<usize>),
    b: (usize, Option<usize>),
) {
    let symbols = |at: usize| columns.texts.get(at).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
    let words = |at: Option<usize>, row: usize| {
        at.and_then(|at| columns.words.get(at)?.get(row)).map(|place| batch.text(*place))
    };
    for (row, (left, right)) in symbols(a.0).iter().zip(symbols(b.0)).enumerate() {
        let yes = match (*left, *right) {
            (UNKNOWN, _) | (_, UNKNOWN) => continue,
            (OTHER, OTHER) => match (words(a.1, row), words(b.1, row)) {
                (Some(left), Some(right)) => left == right,
                _ => continue,
            },
            (left, right) => left == right,
        };
        out.set(row, yes);
    }
}

fn words_test(
    out: &mut Filling,
    columns: &Columns,
    batch: &Batch,
    (text, words): (usize, usize),
    test: &TextTest,
) {
    let symbols = columns.texts.get(text).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
    let places = columns.words.get(words).map(Vec::as_slice).unwrap_or(&[]);
    for (row, (symbol, place)) in symbols.iter().zip(places).enumerate() {
        if *symbol != UNKNOWN {
            let own = batch.text(*place);
            out.set(
                row,
                match test {
                    TextTest::Starts(part) => own.starts_with(part.as_str()),
                    TextTest::Contains(part) => own.contains(part.as_str()),
                },
            );
        }
    }
}

/// A column of numbers, and which of them are known; without the latter those that are not nought.
type Values<'b> = (&'b [i64], Option<&'b [u64]>);

fn series_of<'b>(columns: &'b Columns, batch: &'b Batch, space: Space, series: Series) -> Values<'b> {
    let column = match series {
        Series::Number(at) => columns.numbers.get(at),
        Series::Date(at) => columns.dates.get(at),
        Series::Day if space == Space::Head => return (&batch.days, None),
        Series::Day => None,
    };
    column.map_or((&[], None), |(values, known)| (values, Some(known.words())))
}

/// Which of a stretch of values are known.
fn known_of(known: Option<&[u64]>, at: usize, chunk: &[i64]) -> u64 {
    match known {
        Some(known) => known.get(at).copied().unwrap_or(0),
        None => mask(chunk, |value| value != 0),
    }
}

fn within(out: &mut Filling, values: &[i64], known: Option<&[u64]>, low: i64, high: i64) {
    let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
    for (at, (chunk, word)) in values.chunks(64).zip(own).enumerate() {
        let is = mask(chunk, |value| low <= value && value <= high);
        known_as(word, is, known_of(known, at, chunk));
    }
}

fn compare(out: &mut Filling, op: CompareOp, left: Values, right: Values) {
    let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
    let pairs = left.0.chunks(64).zip(right.0.chunks(64));
    for (at, ((a, b), word)) in pairs.zip(own).enumerate() {
        let known = known_of(left.1, at, a) & known_of(right.1, at, b);
        known_as(word, mask_of(a.iter().zip(b), |(a, b)| holds(op, a, b)), known);
    }
}

/// Whether a comparison holds.
pub fn holds<T: Ord>(op: CompareOp, a: &T, b: &T) -> bool {
    match op {
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    }
}

fn opens(out: &mut Filling, columns: &Columns, batch: &Batch, space: Space, text: usize, opened: &[Opening]) {
    if space == Space::Line {
        return;
    }
    let symbols = columns.texts.get(text).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
    for (row, (symbol, day)) in symbols.iter().zip(&batch.days).enumerate() {
        let Some(opening) = opened.get(usize::from(*symbol)).filter(|_| *symbol != UNKNOWN && *day != 0)
        else {
            continue;
        };
        match opening {
            Opening { last: Some(last), .. } if last <= day => out.set(row, true),
            Opening { first: Some(first), .. } if day < first => out.set(row, false),
            _ => {}
        }
    }
}

fn any_line(out: &mut Filling, line: Known, batch: &Batch) {
    owners(batch, line.yes.ones(), &mut out.yes);
    for declaration in batch.goods.ones() {
        if !out.yes.has(declaration) && line.no.covers(batch.lines_of(declaration)) {
            out.no.set(declaration);
        }
    }
}

fn spread(out: &mut Filling, head: Known, batch: &Batch) {
    head.yes.ones().for_each(|declaration| out.yes.fill(batch.lines_of(declaration)));
    head.no.ones().for_each(|declaration| out.no.fill(batch.lines_of(declaration)));
}

/// Whether a paper covers each line, or the declaration (manual: "Papers").
fn documents(out: &mut Filling, batch: &Batch, space: Space, letter: Symbol, proof: DocumentProof) {
    for row in 0..batch.rows(space) {
        let line = (space == Space::Line).then_some(row);
        let owner = line.and_then(|line| batch.owner.get(line)).copied().unwrap_or(row);
        if !batch.documents_known.has(owner) {
            continue;
        }
        let day = batch.days.get(owner).copied().unwrap_or(0);
        let own = batch.documents_of(owner).iter();
        let any = own.map(|d| document(batch, d, line, day, letter, proof)).fold(Truth::False, Truth::or);
        any.known().into_iter().for_each(|yes| out.set(row, yes));
    }
}

fn document(
    batch: &Batch,
    document: &Document,
    line: Option<usize>,
    day: i64,
    letter: Symbol,
    proof: DocumentProof,
) -> Truth {
    let right = match document.letter {
        UNKNOWN => Truth::Unknown,
        own => Truth::from(own == letter),
    };
    let number = line.and_then(|line| batch.numbers.get(line));
    let covers = match (document.lines, number) {
        _ if document.doubtful => Truth::Unknown,
        (None, _) => Truth::True,
        (Some((start, end)), Some(number)) => {
            Truth::from(batch.covered.get(start..end).unwrap_or(&[]).contains(number))
        }
        (Some(_), None) => Truth::Unknown,
    };
    let there = document.number.map_or(Truth::Unknown, Truth::from);
    let valid = match document.valid_until {
        Some(Some(until)) if day != 0 => Truth::from(day <= until),
        Some(None) if proof == DocumentProof::Number => Truth::True,
        _ => Truth::Unknown,
    };
    right.and(covers).and(there).and(valid)
}
