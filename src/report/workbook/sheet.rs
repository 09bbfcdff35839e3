//! One sheet: its XML copied through, with cells written and marked on the way.

use std::collections::BTreeMap;

use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::styles::{self, Styles};
use super::{Edit, Edits, attribute, broken, escape, is};
use crate::source::column_name;
use crate::value::Text;

/// The sheet with its edits.
pub(super) fn edit(text: &str, edits: &Edits, styles: &mut Styles) -> Result<Vec<u8>, Text> {
    let mut rows: BTreeMap<usize, BTreeMap<usize, &Edit>> = BTreeMap::new();
    for ((row, column), edit) in edits {
        rows.entry(*row).or_default().insert(*column, edit);
    }
    let mut pass = Pass {
        writer: Writer::new(Vec::new()),
        styles,
        rows,
        prefix: String::new(),
        row: None,
        next_row: 0,
        next_column: 0,
        replaced: None,
    };
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|e| broken(&e.to_string()))?;
        if event == Event::Eof {
            return Ok(pass.writer.into_inner());
        }
        pass.event(event).map_err(|e| broken(&e.to_string()))?;
    }
}

struct Pass<'p, 't> {
    writer: Writer<Vec<u8>>,
    styles: &'p mut Styles<'t>,
    /// What is still to come, by row and column.
    rows: BTreeMap<usize, BTreeMap<usize, &'p Edit>>,
    /// `x:` where the sheet writes its elements so.
    prefix: String,
    /// The row at hand with its edits.
    row: Option<(usize, BTreeMap<usize, &'p Edit>)>,
    /// The row and column that come next where they do not say their own.
    next_row: usize,
    next_column: usize,
    /// How deep inside a cell that was written anew.
    replaced: Option<usize>,
}

type Done = std::io::Result<()>;

impl Pass<'_, '_> {
    fn event(&mut self, event: Event) -> Done {
        if let Some(depth) = &mut self.replaced {
            match event {
                Event::Start(_) => *depth += 1,
                Event::End(_) if *depth == 0 => self.replaced = None,
                Event::End(_) => *depth -= 1,
                _ => {}
            }
            return Ok(());
        }
        match event {
            Event::Empty(element) if is(&element, "sheetData") => {
                self.prefix_of(&element);
                self.writer.write_event(Event::Start(element.borrow()))?;
                self.rows_before(usize::MAX)?;
                self.writer.write_event(Event::End(element.to_end()))
            }
            Event::End(element) if element.local_name().as_ref() == "sheetData" => {
                self.rows_before(usize::MAX)?;
                self.writer.write_event(Event::End(element))
            }
            Event::Start(element) if is(&element, "row") => self.begin_row(&element),
            Event::Empty(element) if is(&element, "row") => {
                self.begin_row(&element)?;
                self.end_row(element.to_end().into_owned())
            }
            Event::End(element) if element.local_name().as_ref() == "row" => {
                self.end_row(element.into_owned())
            }
            Event::Start(element) if self.row.is_some() && is(&element, "c") => self.cell(&element, false),
            Event::Empty(element) if self.row.is_some() && is(&element, "c") => self.cell(&element, true),
            other => self.writer.write_event(other),
        }
    }

    fn prefix_of(&mut self, element: &BytesStart) {
        let name = element.name().as_ref().to_owned();
        self.prefix = name.split_once(':').map(|(prefix, _)| format!("{prefix}:")).unwrap_or_default();
    }

    fn begin_row(&mut self, element: &BytesStart) -> Done {
        self.prefix_of(element);
        let stated = attribute(element, "r").and_then(|r| r.parse::<usize>().ok());
        let row = stated.map_or(self.next_row, |r| r.saturating_sub(1));
        self.rows_before(row)?;
        (self.next_row, self.next_column) = (row + 1, 0);
        self.row = Some((row, self.rows.remove(&row).unwrap_or_default()));
        // How far its cells reach is only a hint, and wrong from now on.
        let kept = element.attributes().flatten().filter(|a| a.key.as_ref() != "spans");
        let mut copy = BytesStart::new(element.name().as_ref().to_owned());
        kept.for_each(|attribute| copy.push_attribute(attribute));
        self.writer.write_event(Event::Start(copy))
    }

    fn end_row(&mut self, element: BytesEnd) -> Done {
        if let Some((row, edits)) = self.row.take() {
            for (column, edit) in edits {
                self.write(row, column, 0, edit)?;
            }
        }
        self.writer.write_event(Event::End(element))
    }

    /// A cell that stands there: copied, marked, or written anew.
    fn cell(&mut self, element: &BytesStart, is_empty: bool) -> Done {
        let stated = attribute(element, "r").and_then(|r| column_of(&r));
        let column = stated.unwrap_or(self.next_column);
        self.next_column = column + 1;
        let Some((row, edits)) = &mut self.row else { return Ok(()) };
        let row = *row;
        let mut before = edits.split_off(&column);
        std::mem::swap(edits, &mut before);
        let own = edits.remove(&column);
        for (column, edit) in before {
            self.write(row, column, 0, edit)?;
        }
        let format = styles::of(element);
        match own {
            Some(edit) if edit.text.is_some() => {
                self.write(row, column, format, edit)?;
                self.replaced = (!is_empty).then_some(0);
                Ok(())
            }
            own => {
                let mut copy = element.clone().into_owned();
                if let Some(mark) = own.and_then(|edit| edit.mark) {
                    let marked = self.styles.marked(format, mark).to_string();
                    copy = BytesStart::new(element.name().as_ref().to_owned());
                    let kept = element.attributes().flatten().filter(|a| a.key.as_ref() != "s");
                    kept.for_each(|attribute| copy.push_attribute(attribute));
                    copy.push_attribute(("s", marked.as_str()));
                }
                self.writer.write_event(if is_empty { Event::Empty(copy) } else { Event::Start(copy) })
            }
        }
    }

    /// Rows that are not there yet.
    fn rows_before(&mut self, row: usize) -> Done {
        let later = self.rows.split_off(&row);
        for (row, edits) in std::mem::replace(&mut self.rows, later) {
            let (name, number) = (format!("{}row", self.prefix), (row + 1).to_string());
            let mut start = BytesStart::new(name.as_str());
            start.push_attribute(("r", number.as_str()));
            self.writer.write_event(Event::Start(start))?;
            for (column, edit) in edits {
                self.write(row, column, 0, edit)?;
            }
            self.writer.write_event(Event::End(BytesEnd::new(name.as_str())))?;
        }
        Ok(())
    }

    /// A cell of our own.
    fn write(&mut self, row: usize, column: usize, format: usize, edit: &Edit) -> Done {
        let Some(text) = &edit.text else { return Ok(()) };
        let format = edit.mark.map_or(format, |mark| self.styles.marked(format, mark));
        let (p, at) = (&self.prefix, format!("{}{}", column_name(column), row + 1));
        let text = escape(text);
        let cell = format!(
            r#"<{p}c r="{at}" s="{format}" t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>"#
        );
        self.writer.get_mut().extend_from_slice(cell.as_bytes());
        Ok(())
    }
}

/// The column, from nought, of a cell such as `C9`.
fn column_of(cell: &str) -> Option<usize> {
    let letters = cell.chars().take_while(char::is_ascii_alphabetic);
    letters
        .map(|c| usize::try_from(u32::from(c.to_ascii_uppercase()) - u32::from('A')).ok())
        .try_fold(0_usize, |column, digit| column.checked_mul(26)?.checked_add(digit? + 1))?
        .checked_sub(1)
}
