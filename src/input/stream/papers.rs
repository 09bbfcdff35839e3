//! The papers of a declaration, and the lines that each covers.

use super::cursor::Cursor;
use super::{Stream, list};
use crate::ir::Batch;

impl Stream {
    /// Reads the papers.
    pub(super) fn documents(
        &mut self,
        cursor: &mut Cursor<'_>,
        batch: &mut Batch,
        depth: usize,
    ) -> Option<()> {
        let below = depth.checked_sub(1)?;
        self.heard.documents = true;
        list(cursor, |cursor| {
            self.heard.begin_paper();
            self.object(self.roots.document, cursor, (batch, 0), below)?;
            batch.documents.push(self.heard.paper.take()?);
            Some(())
        })?;
        let end = batch.documents.len();
        batch.document_ends.last_mut().into_iter().for_each(|place| *place = end);
        Some(())
    }

    /// Reads which lines a paper covers.
    pub(super) fn lines_of_paper(&mut self, cursor: &mut Cursor<'_>, batch: &mut Batch) -> Option<()> {
        let paper = self.heard.paper.as_mut()?;
        paper.doubtful = false;
        if cursor.expect(b'"').is_some() {
            let piece = cursor.piece()?;
            return cursor.is(&piece, "all");
        }
        let start = batch.covered.len();
        list(cursor, |cursor| {
            let number = cursor.line_number()?;
            batch.covered.push(number);
            Some(())
        })?;
        paper.lines = Some((start, batch.covered.len()));
        self.heard.names_lines |= batch.covered.len() > start;
        Some(())
    }
}

/// Whether each line that a paper names is there, and is certainly the one that is meant.
pub(super) fn are_there(batch: &Batch, at: usize, known: bool, renumbered: bool) -> Option<()> {
    if renumbered {
        return None;
    }
    let numbers = batch.numbers.get(batch.lines_of(at))?;
    let last = u64::try_from(numbers.len()).ok()?;
    let in_order = numbers.iter().zip(1..=last).all(|(number, position)| *number == position);
    let is_there = |number: &u64| if in_order { *number <= last } else { numbers.contains(number) };
    let stretches = batch.documents_of(at).iter().filter_map(|paper| paper.lines);
    let named = stretches.filter_map(|(start, end)| batch.covered.get(start..end)).flatten();
    (!known || named.into_iter().all(is_there)).then_some(())
}
