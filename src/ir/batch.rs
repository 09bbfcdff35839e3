//! The facts of some declarations in columns.

use std::ops::Range;

use super::bits::{Bits, Planes};
use super::layout::{Column, Layout, Symbol, UNKNOWN};
use super::op::Space;

/// A column of texts of which only the symbol counts, or also the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// By position; [`UNKNOWN`] where nothing is known.
    pub symbols: Vec<Symbol>,
}

/// Where the words of a text stand among [`Batch::words`].
pub type Place = (u32, u32);

/// The columns of the head, or of the lines.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Yes or no.
    pub bools: Vec<Planes>,
    /// Numbers, nought where they are not known.
    pub numbers: Vec<(Vec<i64>, Bits)>,
    /// Days.
    pub dates: Vec<(Vec<i64>, Bits)>,
    /// Symbols of texts.
    pub texts: Vec<Texts>,
    /// Words of texts.
    pub words: Vec<Vec<Place>>,
    /// Whether a fact is stated.
    pub stated: Vec<Planes>,
}

impl Columns {
    fn new(layout: &Layout, line: bool) -> Columns {
        let own = || layout.slots.iter().filter(move |slot| slot.line == line);
        Columns {
            bools: vec![Planes::default(); layout.count(line, |c| matches!(c, Column::Bool))],
            numbers: vec![(Vec::new(), Bits::default()); layout.count(line, |c| matches!(c, Column::Number))],
            dates: vec![(Vec::new(), Bits::default()); layout.count(line, |c| matches!(c, Column::Date))],
            texts: vec![Texts::default(); layout.count(line, |c| matches!(c, Column::Text(_)))],
            words: vec![Vec::new(); own().filter(|s| s.words.is_some()).count()],
            stated: vec![Planes::default(); own().filter(|s| s.stated.is_some()).count()],
        }
    }

    fn clear(&mut self) {
        self.bools.iter_mut().chain(&mut self.stated).for_each(Planes::clear);
        for (values, known) in self.numbers.iter_mut().chain(&mut self.dates) {
            values.clear();
            known.clear();
        }
        self.texts.iter_mut().for_each(|texts| texts.symbols.clear());
        self.words.iter_mut().for_each(Vec::clear);
    }

    /// Adds some of which nothing is known, and nothing stated.
    fn extend(&mut self, from: usize, to: usize) {
        self.bools.iter_mut().for_each(|planes| planes.extend(to));
        for planes in &mut self.stated {
            planes.extend(to);
            planes.no.fill(from..to);
        }
        for (values, known) in self.numbers.iter_mut().chain(&mut self.dates) {
            values.resize(to, 0);
            known.extend(to);
        }
        self.texts.iter_mut().for_each(|texts| texts.symbols.resize(to, UNKNOWN));
        self.words.iter_mut().for_each(|words| words.resize(to, (0, 0)));
    }

    /// Adds a stretch of others past its first `len`; `moved` says where a text stands now.
    fn append(&mut self, len: usize, from: &Columns, stretch: &Range<usize>, moved: impl Fn(Place) -> Place) {
        let bools = self.bools.iter_mut().zip(&from.bools).chain(self.stated.iter_mut().zip(&from.stated));
        bools.for_each(|(to, from)| to.append(len, from, stretch.clone()));
        let numbers = self.numbers.iter_mut().zip(&from.numbers);
        for ((values, known), (from, from_known)) in numbers.chain(self.dates.iter_mut().zip(&from.dates)) {
            values.extend_from_slice(from.get(stretch.clone()).unwrap_or(&[]));
            known.append(len, from_known, stretch.clone());
        }
        for (to, from) in self.texts.iter_mut().zip(&from.texts) {
            to.symbols.extend_from_slice(from.symbols.get(stretch.clone()).unwrap_or(&[]));
        }
        for (to, from) in self.words.iter_mut().zip(&from.words) {
            to.extend(from.get(stretch.clone()).unwrap_or(&[]).iter().map(|place| moved(*place)));
        }
    }

    /// Keeps so many, and forgets the rest.
    fn truncate(&mut self, to: usize) {
        self.bools.iter_mut().chain(&mut self.stated).for_each(|planes| planes.truncate(to));
        for (values, known) in self.numbers.iter_mut().chain(&mut self.dates) {
            values.truncate(to);
            known.truncate(to);
        }
        self.texts.iter_mut().for_each(|texts| texts.symbols.truncate(to));
        self.words.iter_mut().for_each(|words| words.truncate(to));
    }
}

/// What a line answers to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The line.
    pub line: usize,
    /// The question, by symbol.
    pub question: Symbol,
    /// The answer; `None` where it cannot be read.
    pub yes: Option<bool>,
}

/// A paper of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its letter, by symbol.
    pub letter: Symbol,
    /// Whether it has a number; `None` where that is not known.
    pub number: Option<bool>,
    /// Its last day: known, not stated, or not readable.
    pub valid_until: Option<Option<i64>>,
    /// The numbers of the lines that it covers, as a range of [`Batch::covered`]; all where
    /// absent.
    pub lines: Option<(usize, usize)>,
    /// Whether what it covers is not known.
    pub doubtful: bool,
}

/// How far a batch was filled, by [`Batch::mark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    declarations: usize,
    lines: usize,
    answers: usize,
    documents: usize,
    covered: usize,
    words: usize,
}

/// Declarations in columns.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The columns of the declarations.
    pub head: Columns,
    /// The columns of the lines.
    pub line: Columns,
    /// The day of the law; nought where it is not known.
    pub days: Vec<i64>,
    /// Declarations of which the goods are known.
    pub goods: Bits,
    /// Declarations of which the papers are known.
    pub documents_known: Bits,
    /// For each declaration, where its lines end.
    pub ends: Vec<usize>,
    /// For each line, its declaration.
    pub owner: Vec<usize>,
    /// For each line, its number.
    pub numbers: Vec<u64>,
    /// For each line, its code of ten digits; nought where it is not known.
    pub codes: Vec<u64>,
    /// Answers, by line.
    pub answers: Vec<Answer>,
    /// Lines of which no answer can be read.
    pub unanswered: Bits,
    /// Papers, with where those of each declaration end.
    pub documents: Vec<Document>,
    /// Where the papers of each declaration end.
    pub document_ends: Vec<usize>,
    /// Numbers of lines that papers cover.
    pub covered: Vec<u64>,
    /// All words, one after the other.
    pub words: String,
}

impl Batch {
    /// An empty batch.
    pub fn new(layout: &Layout) -> Batch {
        Batch { head: Columns::new(layout, false), line: Columns::new(layout, true), ..Batch::default() }
    }

    /// Forgets all declarations, and keeps the room.
    pub fn clear(&mut self) {
        self.head.clear();
        self.line.clear();
        self.days.clear();
        self.goods.clear();
        self.documents_known.clear();
        self.ends.clear();
        self.owner.clear();
        self.numbers.clear();
        self.codes.clear();
        self.answers.clear();
        self.unanswered.clear();
        self.documents.clear();
        self.document_ends.clear();
        self.covered.clear();
        self.words.clear();
    }

    /// How many declarations it holds.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many lines it holds.
    pub fn lines(&self) -> usize {
        self.owner.len()
    }

    /// How many declarations, or lines, it holds.
    pub fn rows(&self, space: Space) -> usize {
        match space {
            Space::Head => self.len(),
            Space::Line => self.lines(),
        }
    }

    /// The columns of the declarations, or of the lines.
    pub fn columns(&self, space: Space) -> &Columns {
        match space {
            Space::Head => &self.head,
            Space::Line => &self.line,
        }
    }

    /// How far it is filled.
    pub fn mark(&self) -> Mark {
        Mark {
            declarations: self.len(),
            lines: self.lines(),
            answers: self.answers.len(),
            documents: self.documents.len(),
            covered: self.covered.len(),
            words: self.words.len(),
        }
    }

    /// Forgets what was added since a mark.
    pub fn back_to(&mut self, mark: &Mark) {
        self.head.truncate(mark.declarations);
        self.days.truncate(mark.declarations);
        self.goods.truncate(mark.declarations);
        self.documents_known.truncate(mark.declarations);
        self.ends.truncate(mark.declarations);
        self.document_ends.truncate(mark.declarations);
        self.truncate_lines(mark.lines);
        self.answers.truncate(mark.answers);
        self.documents.truncate(mark.documents);
        self.covered.truncate(mark.covered);
        self.words.truncate(mark.words);
    }

    /// Whether 32 bits count the words of both, so that texts of the other can be moved here.
    pub fn fits(&self, other: &Batch) -> bool {
        u32::try_from(self.words.len() + other.words.len()).is_ok()
    }

    /// Moves the declarations that were added since a mark to the end of another batch of the
    /// same layout, in which they [fit](Batch::fits); else their texts are lost.
    pub fn move_since(&mut self, mark: &Mark, to: &mut Batch) {
        let at = to.mark();
        to.words.push_str(self.words.get(mark.words..).unwrap_or(""));
        let shift = |place: u32| u32::try_from(place as usize - mark.words + at.words).unwrap_or(0);
        let moved = |(start, end): Place| if start < end { (shift(start), shift(end)) } else { (0, 0) };
        let (heads, lines) = (mark.declarations..self.len(), mark.lines..self.lines());
        to.head.append(at.declarations, &self.head, &heads, moved);
        to.line.append(at.lines, &self.line, &lines, moved);
        to.goods.append(at.declarations, &self.goods, heads.clone());
        to.documents_known.append(at.declarations, &self.documents_known, heads);
        to.unanswered.append(at.lines, &self.unanswered, lines);
        to.days.extend(self.days.drain(mark.declarations..));
        to.ends.extend(self.ends.drain(mark.declarations..).map(|end| end - mark.lines + at.lines));
        let owners = self.owner.drain(mark.lines..);
        to.owner.extend(owners.map(|owner| owner - mark.declarations + at.declarations));
        to.numbers.extend(self.numbers.drain(mark.lines..));
        to.codes.extend(self.codes.drain(mark.lines..));
        let answers = self.answers.drain(mark.answers..);
        to.answers.extend(answers.map(|a| Answer { line: a.line - mark.lines + at.lines, ..a }));
        let covered = |place: usize| place - mark.covered + at.covered;
        let documents = self.documents.drain(mark.documents..);
        to.documents.extend(documents.map(|document| Document {
            lines: document.lines.map(|(start, end)| (covered(start), covered(end))),
            ..document
        }));
        let ends = self.document_ends.drain(mark.declarations..);
        to.document_ends.extend(ends.map(|end| end - mark.documents + at.documents));
        to.covered.extend(self.covered.drain(mark.covered..));
        self.back_to(mark);
    }

    /// Forgets the lines of the last declaration past so many lines in all.
    pub fn cut_lines(&mut self, lines: usize) {
        self.truncate_lines(lines);
        self.answers.truncate(self.answers.partition_point(|answer| answer.line < lines));
        self.ends.last_mut().into_iter().for_each(|end| *end = lines);
    }

    fn truncate_lines(&mut self, lines: usize) {
        self.line.truncate(lines);
        self.owner.truncate(lines);
        self.numbers.truncate(lines);
        self.codes.truncate(lines);
        self.unanswered.truncate(lines);
    }

    /// Adds a declaration of which nothing is known; gives its position.
    pub fn begin(&mut self) -> usize {
        let at = self.ends.len();
        self.head.extend(at, at + 1);
        self.days.push(0);
        self.goods.extend(at + 1);
        self.documents_known.extend(at + 1);
        self.ends.push(self.owner.len());
        self.document_ends.push(self.documents.len());
        at
    }

    /// Adds some lines to the last declaration, all with the number nought; gives the
    /// position of the first.
    pub fn begin_lines(&mut self, count: usize) -> usize {
        let at = self.owner.len();
        let to = at + count;
        self.line.extend(at, to);
        self.owner.resize(to, self.ends.len().saturating_sub(1));
        self.numbers.resize(to, 0);
        self.codes.resize(to, 0);
        self.unanswered.extend(to);
        self.ends.last_mut().into_iter().for_each(|end| *end = to);
        at
    }

    /// Keeps the words of a text; gives where they stand. Words past what 32 bits count
    /// are not kept, and the text is not known.
    pub fn keep(&mut self, text: &str) -> Option<Place> {
        let start = u32::try_from(self.words.len()).ok()?;
        let end = u32::try_from(self.words.len() + text.len()).ok()?;
        self.words.push_str(text);
        Some((start, end))
    }

    /// The words that stand at a place.
    pub fn text(&self, (start, end): Place) -> &str {
        self.words.get(start as usize..end as usize).unwrap_or("")
    }

    /// The lines of a declaration.
    pub fn lines_of(&self, declaration: usize) -> Range<usize> {
        let end = |at: Option<usize>| at.and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        end(declaration.checked_sub(1))..end(Some(declaration))
    }

    /// The answers of a line.
    pub fn answers_of(&self, line: usize) -> impl Iterator<Item = &Answer> {
        let start = self.answers.partition_point(|answer| answer.line < line);
        let own = self.answers.get(start..).unwrap_or(&[]).iter();
        own.take_while(move |answer| answer.line == line)
    }

    /// The papers of a declaration.
    pub fn documents_of(&self, declaration: usize) -> &[Document] {
        let end = |at: Option<usize>| at.and_then(|at| self.document_ends.get(at)).copied().unwrap_or(0);
        self.documents.get(end(declaration.checked_sub(1))..end(Some(declaration))).unwrap_or(&[])
    }
}

/// Two batches are the same where they say the same of the same declarations; in which
/// order their words are kept is no difference.
impl PartialEq for Batch {
    fn eq(&self, other: &Batch) -> bool {
        let columns = |own: &Columns, theirs: &Columns| {
            let words = |batch: &Batch, columns: &Columns| -> Vec<Vec<String>> {
                let text = |place: &Place| batch.text(*place).to_owned();
                columns.words.iter().map(|column| column.iter().map(text).collect()).collect()
            };
            (&own.bools, &own.numbers, &own.dates, &own.texts, &own.stated)
                == (&theirs.bools, &theirs.numbers, &theirs.dates, &theirs.texts, &theirs.stated)
                && words(self, own) == words(other, theirs)
        };
        columns(&self.head, &other.head)
            && columns(&self.line, &other.line)
            && (&self.goods, &self.documents_known, &self.unanswered)
                == (&other.goods, &other.documents_known, &other.unanswered)
            && (&self.answers, &self.documents) == (&other.answers, &other.documents)
            && (&self.days, &self.ends, &self.owner) == (&other.days, &other.ends, &other.owner)
            && (&self.numbers, &self.codes) == (&other.numbers, &other.codes)
            && (&self.document_ends, &self.covered) == (&other.document_ends, &other.covered)
    }
}
