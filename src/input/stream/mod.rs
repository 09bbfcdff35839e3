//! Records of a stream of JSON → columns, without a tree in between.
//!
//! [`Stream`] reads the bytes of a record once and puts each value where the policy looks
//! for it. It reads what is written as records commonly are, and of that every form:
//! keys in any order, escapes, papers, answers, any number of lines. Where the plain
//! reader would say anything at all of a record, or may, it says so, and mostly leaves the
//! batch as it was, so that the record has to be read the plain way: there is one account of
//! what is wrong with a record, and one place that gives it.
//!
//! | file | does |
//! |---|---|
//! | `build` | schema and layout → shapes of objects, and how each fact is read |
//! | `cursor`, `chunk` | JSON, token by token; sixteen bytes at once |
//! | `shape` | the keys of an object, and which comes next |
//! | `fact`, `words` | one value → its column; texts → symbols |
//! | `heard` | what several values together decide |
//! | `line`, `papers`, `late` | lines of goods, papers, specifications |

mod build;
mod chunk;
mod cursor;
mod fact;
mod heard;
mod late;
mod line;
mod papers;
mod shape;
mod words;

use cursor::Cursor;
use fact::{Fact, Row};
use heard::{Heard, List};
use late::Late;
use shape::{Action, Found, Logged, Shape, Step};

use super::{Limits, SCHEMA};
use crate::hir::Schema;
use crate::ir::{Batch, Layout};
use crate::value::Date;

/// What came of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// It is in the batch, and the plain reader has nothing to say of it.
    Pushed,
    /// It is in the batch, and the plain reader warns that a total is not quantity times
    /// unit price.
    Warned,
    /// The batch is as it was: the record has to be read the plain way.
    Plain,
}

/// A reader of records of one policy.
///
/// ```
/// use mp1039::{cli::EmbeddedWorld, input::{Limits, Read, Stream}, ir::Batch};
/// use mp1039::{pipeline::Policy, rulebook::Start, source::SourceMap};
/// let start = Start::File("221-2019.pol".into());
/// let policy = Policy::load(&EmbeddedWorld, start, &mut SourceMap::default()).unwrap().policy;
/// let layout = policy.layout();
/// let mut stream = Stream::new(policy.schema(), &layout, &Limits::default());
/// let mut batch = Batch::new(&layout);
/// let record = br#"{"declaration_no": "1", "declared_on": "2026-03-01", "transit": true}"#;
/// assert_eq!(stream.push(record, None, &mut batch), Read::Pushed);
/// assert_eq!((stream.id(), batch.len(), batch.days[0]), (Some("1"), 1, 20_260_301));
/// let doubtful = br#"{"declaration_no": "2", "transit": "yes"}"#;
/// assert_eq!(stream.push(doubtful, None, &mut batch), Read::Plain);
/// assert_eq!(batch.len(), 1);
/// ```
#[derive(Debug)]
pub struct Stream {
    shapes: Vec<Shape>,
    facts: Vec<Fact>,
    layout: Layout,
    limits: Limits,
    roots: Roots,
    heard: Heard,
    late: Late,
    /// How the objects that are open were read so far.
    log: Vec<Logged>,
    /// Keys of answers of a line; numbers of lines.
    keys: Vec<(usize, usize)>,
    numbers: Vec<u64>,
    /// By symbol of a question, its place in the order of answers.
    ranks: Vec<usize>,
}

/// The shapes of objects that stand in lists, and of the declaration.
#[derive(Clone, Copy, Debug)]
struct Roots {
    /// Whether the schema is one that can be read here.
    fit: bool,
    head: usize,
    line: usize,
    document: usize,
    container: usize,
    /// Attributes of a line.
    attributes: usize,
}

impl Stream {
    /// A reader of declarations of a schema into batches of a layout.
    pub fn new(schema: &Schema, layout: &Layout, limits: &Limits) -> Stream {
        build::stream(schema, layout, limits)
    }

    /// Reads one record into a batch of the layout; `as_of` is the day of the law where it
    /// is not the declaration's own.
    pub fn push(&mut self, record: &[u8], as_of: Option<Date>, batch: &mut Batch) -> Read {
        let mark = batch.mark();
        if self.read(record, as_of, batch).is_some() {
            return if self.heard.apart { Read::Warned } else { Read::Pushed };
        }
        batch.back_to(&mark);
        Read::Plain
    }

    /// How much it reads.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What the record that was read last calls itself: `declaration_no`, else `client_ref`.
    pub fn id(&self) -> Option<&str> {
        [&self.heard.number, &self.heard.reference].into_iter().find(|id| !id.is_empty()).map(String::as_str)
    }

    fn read(&mut self, record: &[u8], as_of: Option<Date>, batch: &mut Batch) -> Option<()> {
        self.heard.begin();
        self.log.clear();
        self.late.begin();
        // Each value takes two bytes with its comma.
        let most_values = record.len() / 2 + 1;
        if !self.roots.fit || record.len() > self.limits.bytes || most_values > self.limits.values {
            return None;
        }
        let mut cursor = Cursor::new(record);
        cursor.blanks();
        let (at, first) = (batch.begin(), batch.lines());
        self.object(self.roots.head, &mut cursor, (batch, at), self.limits.depth)?;
        if !cursor.is_at_end() {
            return None;
        }
        self.finish(&cursor, batch, (at, first), as_of)
    }

    /// What can only be told when all is read.
    fn finish(
        &mut self,
        cursor: &Cursor<'_>,
        batch: &mut Batch,
        (at, first): (usize, usize),
        as_of: Option<Date>,
    ) -> Option<()> {
        let heard = &self.heard;
        let day = as_of.map_or_else(|| first_known([heard.accepted, heard.declared]), Date::packed);
        batch.days.get_mut(at).into_iter().for_each(|place| *place = day);
        // The list that norms look at, and whether papers number the lines of another.
        let (known, renumbered) = match (heard.goods, heard.items, heard.simplified) {
            (List::Lines, List::Lines, _) => return None,
            (List::Lines, ..) => (true, false),
            (List::Empty, ..) => (false, true),
            (List::Absent, items, Some(false)) => (items == List::Lines, false),
            (List::Absent, ..) => (false, true),
        };
        if known {
            batch.goods.set(at);
        } else {
            batch.cut_lines(first);
        }
        // Nothing is said of lines that are not looked at.
        self.heard.apart &= known;
        let heard = &self.heard;
        if heard.documents {
            batch.documents_known.set(at);
        }
        if heard.names_lines {
            papers::are_there(batch, at, known, renumbered)?;
        }
        if known {
            let day = first_known([heard.declared, heard.accepted]);
            self.late.settle(cursor, batch, &self.layout, day)?;
        }
        Some(())
    }

    /// Reads an object of a shape; objects and lists may stand so deep inside each other.
    fn object(
        &mut self,
        shape: usize,
        cursor: &mut Cursor<'_>,
        (batch, row): Row<'_>,
        depth: usize,
    ) -> Option<()> {
        let below = depth.checked_sub(1)?;
        let own = self.shapes.get_mut(shape)?;
        let steps = std::mem::take(&mut own.steps);
        let followed = self.follow(&steps, cursor, (batch, row), below);
        let whole = followed == Some(steps.len()) && !steps.is_empty();
        let last = followed.and_then(|count| steps.get(count.checked_sub(1)?));
        let last = last.map(|step| (step.key, step.seen));
        let own = self.shapes.get_mut(shape)?;
        own.steps = steps;
        let followed = followed?;
        if whole {
            cursor.blanks();
            if cursor.expect(b'}').is_some() {
                own.was_followed();
                return Some(());
            }
        }
        let base = self.log.len();
        let learnt = self.by_keys(shape, cursor, (batch, row), below, last)?;
        if learnt && let Some(own) = self.shapes.get_mut(shape) {
            own.take_down(cursor, followed, self.log.get(base..)?);
        }
        self.log.truncate(base);
        Some(())
    }

    /// Reads an object as the one before it was, as far as that goes; gives how many values
    /// were read.
    #[inline(always)]
    fn follow(
        &mut self,
        steps: &[Step],
        cursor: &mut Cursor<'_>,
        (batch, row): Row<'_>,
        below: usize,
    ) -> Option<usize> {
        for (count, step) in steps.iter().enumerate() {
            if !step.pass(cursor) {
                return Some(count);
            }
            match step.action {
                Action::Fact(fact) if step.quoted => {
                    let fact = self.facts.get_mut(fact)?;
                    fact.quoted(cursor, (batch, row), &self.layout, &mut self.heard)?;
                }
                Action::Fact(fact) => {
                    let fact = self.facts.get_mut(fact)?;
                    fact.read(cursor, (batch, row), &self.layout, &mut self.heard)?;
                }
                Action::Object(shape) if cursor.peek() == b'{' => {
                    self.object(shape, cursor, (batch, row), below)?;
                }
                action => self.act(action, cursor, (batch, row), below)?,
            }
        }
        Some(steps.len())
    }

    /// Reads an object, or what is left of it behind a key, key by key; says whether it can be
    /// read in the same way again.
    #[inline(never)]
    fn by_keys(
        &mut self,
        shape: usize,
        cursor: &mut Cursor<'_>,
        (batch, row): Row<'_>,
        below: usize,
        last: Option<(usize, u64)>,
    ) -> Option<bool> {
        let mut start = cursor.at;
        let (mut before, mut seen) = last.unwrap_or((self.shapes.get(shape)?.start(), 0));
        let mut learnt = true;
        cursor.blanks();
        if last.is_none() {
            cursor.expect(b'{')?;
            cursor.blanks();
            if cursor.expect(b'}').is_some() {
                return Some(false);
            }
        } else if cursor.expect(b',').is_none() {
            // A shorter one; the longer one may come again.
            return cursor.expect(b'}').map(|()| false);
        }
        loop {
            match self.shapes.get_mut(shape)?.key(cursor, before)? {
                Found::Key(key, action) => {
                    let own = 1 << key;
                    if seen & own != 0 {
                        return None;
                    }
                    seen |= own;
                    before = key;
                    cursor.blanks();
                    let quoted = cursor.peek() == b'"' && matches!(action, Action::Fact(_));
                    let end = cursor.at + usize::from(quoted);
                    self.log.push(Logged { start, end, action, quoted, key, seen });
                    self.act(action, cursor, (batch, row), below)?;
                }
                Found::Other(key) => {
                    learnt = false;
                    cursor.blanks();
                    if shape == self.roots.attributes {
                        self.attribute(cursor, &key, row, below)?;
                    } else {
                        cursor.skip(below)?;
                    }
                }
            }
            start = cursor.at;
            cursor.blanks();
            if cursor.expect(b',').is_none() {
                return cursor.expect(b'}').map(|()| learnt);
            }
        }
    }

    /// Does what belongs to a key with its value.
    fn act(
        &mut self,
        action: Action,
        cursor: &mut Cursor<'_>,
        (batch, row): Row<'_>,
        depth: usize,
    ) -> Option<()> {
        if let Action::Fact(fact) = action {
            return self.facts.get_mut(fact)?.read(cursor, (batch, row), &self.layout, &mut self.heard);
        }
        if cursor.peek() == b'n' {
            return cursor.word(b"null");
        }
        match action {
            Action::Fact(_) => None,
            Action::Object(shape) => self.object(shape, cursor, (batch, row), depth),
            Action::Any => cursor.skip(depth),
            Action::Schema => {
                cursor.expect(b'"')?;
                let piece = cursor.piece()?;
                cursor.is(&piece, SCHEMA)
            }
            Action::Goods(list) => self.goods(list, cursor, batch, depth),
            Action::Documents => self.documents(cursor, batch, depth),
            Action::Containers => {
                let shape = self.roots.container;
                list(cursor, |cursor| self.object(shape, cursor, (batch, row), depth.checked_sub(1)?))
            }
            Action::Answers => self.answers(cursor, row),
            Action::Lines => self.lines_of_paper(cursor, batch),
        }
    }
}

/// The first day that is stated; nought where none is.
fn first_known(days: [i64; 2]) -> i64 {
    days.into_iter().find(|day| *day != 0).unwrap_or(0)
}

/// Reads a list, one by one.
fn list<'l>(cursor: &mut Cursor<'l>, mut one: impl FnMut(&mut Cursor<'l>) -> Option<()>) -> Option<()> {
    cursor.expect(b'[')?;
    cursor.blanks();
    if cursor.expect(b']').is_some() {
        return Some(());
    }
    loop {
        one(cursor)?;
        cursor.blanks();
        if cursor.expect(b',').is_none() {
            return cursor.expect(b']');
        }
        cursor.blanks();
    }
}
