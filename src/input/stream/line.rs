//! The lines of goods: their numbers, and the answers that they give.

use super::cursor::{Cursor, Piece};
use super::heard::List;
use super::{Stream, list};
use crate::input::typed::yes_no_word;
use crate::ir::{Answer, Batch, OTHER};

/// Room for so many lines is made at once.
const AT_ONCE: usize = 16;

/// Keys of answers of one line at most.
const MOST_ANSWERS: usize = 64;

impl Stream {
    /// Reads the list of goods; `goods` for the one that is called so.
    pub(super) fn goods(
        &mut self,
        goods: bool,
        cursor: &mut Cursor<'_>,
        batch: &mut Batch,
        depth: usize,
    ) -> Option<()> {
        let (first, below) = (batch.lines(), depth.checked_sub(1)?);
        let mut row = first;
        list(cursor, |cursor| {
            if row == batch.lines() {
                batch.begin_lines(AT_ONCE);
            }
            self.heard.begin_line();
            self.object(self.roots.line, cursor, (batch, row), below)?;
            self.end_line(batch, row)?;
            row += 1;
            Some(())
        })?;
        if row - first > self.limits.lines {
            return None;
        }
        batch.cut_lines(row);
        let found = if row == first { List::Empty } else { List::Lines };
        if goods {
            self.heard.goods = found;
        } else {
            self.heard.items = found;
        }
        // Two lists are compared by the plain reader.
        if (self.heard.goods, self.heard.items) == (List::Lines, List::Lines) {
            return None;
        }
        self.number(batch, first)
    }

    /// What is told when a line is read.
    #[inline(always)]
    fn end_line(&mut self, batch: &mut Batch, row: usize) -> Option<()> {
        let heard = &mut self.heard;
        heard.go_together()?;
        batch.numbers.get_mut(row).into_iter().for_each(|place| *place = heard.line);
        if heard.bars {
            self.late.hold(row, &heard.held);
        }
        if !heard.answers.is_empty() {
            heard.answers.sort_unstable_by_key(|(rank, _)| *rank);
            batch.answers.extend(heard.answers.iter().map(|(_, answer)| *answer));
        }
        Some(())
    }

    /// Gives a number to each line that has none: its position, where no other line has it.
    /// Two lines of one number are for the plain reader.
    fn number(&mut self, batch: &mut Batch, first: usize) -> Option<()> {
        let own = batch.numbers.get_mut(first..)?;
        let mut before = 0;
        let rises = own.iter().all(|number| std::mem::replace(&mut before, *number) < *number);
        if rises {
            return Some(());
        }
        self.numbers.clear();
        self.numbers.extend(own.iter().filter(|number| **number != 0));
        self.numbers.sort_unstable();
        if self.numbers.is_sorted_by(|a, b| a < b) {
            for (position, number) in (1..).zip(own).filter(|(_, number)| **number == 0) {
                if self.numbers.binary_search(&position).is_ok() {
                    return None;
                }
                *number = position;
            }
            return Some(());
        }
        None
    }

    /// Reads the answers of a line.
    pub(super) fn answers(&mut self, cursor: &mut Cursor<'_>, row: usize) -> Option<()> {
        self.keys.clear();
        cursor.expect(b'{')?;
        cursor.blanks();
        if cursor.expect(b'}').is_some() {
            return Some(());
        }
        loop {
            cursor.expect(b'"')?;
            let key = cursor.piece()?;
            let own = cursor.slice(key.start, key.end);
            let twice = self.keys.iter().any(|(start, end)| cursor.slice(*start, *end) == own);
            if twice || key.escaped || self.keys.len() == MOST_ANSWERS {
                return None;
            }
            self.keys.push((key.start, key.end));
            cursor.blanks();
            cursor.expect(b':')?;
            cursor.blanks();
            match cursor.peek() {
                b'n' => {
                    cursor.text(&key)?;
                    cursor.word(b"null")?;
                }
                first => {
                    let yes = first == b't';
                    cursor.word(if yes { b"true" } else { b"false" })?;
                    self.answer(cursor, &key, row, yes)?;
                }
            }
            cursor.blanks();
            if cursor.expect(b',').is_none() {
                return cursor.expect(b'}');
            }
            cursor.blanks();
        }
    }

    /// Reads an attribute that is no fact: a plain yes or no answers the question of its
    /// name.
    pub(super) fn attribute(
        &mut self,
        cursor: &mut Cursor<'_>,
        key: &Piece,
        row: usize,
        depth: usize,
    ) -> Option<()> {
        let yes = match cursor.peek() {
            b't' => cursor.word(b"true").map(|()| Some(true))?,
            b'f' => cursor.word(b"false").map(|()| Some(false))?,
            b'"' => {
                cursor.at += 1;
                let piece = cursor.piece()?;
                if piece.escaped {
                    let mut text = String::new();
                    cursor.decode(&piece, &mut text)?;
                    yes_no_word(text.trim())
                } else {
                    yes_no_word(cursor.text(&piece)?.trim())
                }
            }
            _ => cursor.skip(depth).map(|()| None)?,
        };
        yes.map_or(Some(()), |yes| self.answer(cursor, key, row, yes))
    }

    /// Keeps an answer; two that contradict each other are for the plain reader.
    fn answer(&mut self, cursor: &Cursor<'_>, key: &Piece, row: usize, yes: bool) -> Option<()> {
        let question = self.layout.answers.symbol(cursor.text(key)?);
        if question == OTHER {
            return Some(());
        }
        let answers = &mut self.heard.answers;
        match answers.iter().find(|(_, own)| own.question == question) {
            Some((_, own)) => (own.yes == Some(yes)).then_some(()),
            None => {
                let rank = *self.ranks.get(usize::from(question))?;
                answers.push((rank, Answer { line: row, question, yes: Some(yes) }));
                Some(())
            }
        }
    }
}
