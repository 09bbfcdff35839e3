//! Which lists each line is in: one look into the table, and the entries that ask.

use super::Compiled;
use super::entry::{Good, entry};
use super::registers::{Filling, Pairs};
use super::run::mask;
use crate::ir::{Batch, Bits, Lists, Table, UNKNOWN, ones};
use crate::value::Truth;

/// Lists by line.
#[derive(Debug, Default)]
pub struct Found {
    /// For each list those in it, and those of which that is not known.
    lists: Pairs,
    /// Lines of which the code is known.
    known: Bits,
    /// The declared name of the line at hand in small letters.
    name: String,
}

impl Found {
    /// Looks every line of a batch up.
    pub fn look_up(&mut self, compiled: &Compiled, batch: &Batch) {
        let table = &compiled.program.table;
        let lines = batch.lines();
        self.lists.reset(table.lists, lines);
        self.known.reset(lines);
        let known = self.known.words_mut().iter_mut().zip(batch.codes.chunks(64));
        known.for_each(|(word, codes)| *word = mask(codes, |code| code != 0));
        let index = compiled.codes.index(table, lines);
        let mut answers = batch.answers.iter().map(|answer| answer.line).peekable();
        for (word, codes) in batch.codes.chunks(64).enumerate() {
            let first = word * 64;
            let mut classes = [0; 64];
            let places = classes.iter_mut().zip(codes);
            match index {
                Some(index) => places.for_each(|(class, code)| *class = index.class(*code)),
                None => places.for_each(|(class, code)| *class = table.class(*code)),
            }
            // Of most lines the code says all.
            let mut asked = batch.unanswered.words().get(word).copied().unwrap_or(0);
            while let Some(line) = answers.next_if(|line| *line < first + 64) {
                asked |= 1 << (line - first);
            }
            if table.by_name != 0 {
                asked = u64::MAX;
            }
            let known = self.known.words().get(word).copied().unwrap_or(0);
            for at in ones((asked | mask(&classes, |class| class != 0)) & known) {
                let class = classes.get(at).copied().unwrap_or(0);
                self.careful(compiled, batch, first + at, class);
            }
        }
    }

    /// A line of which more is to be said than its code.
    fn careful(&mut self, compiled: &Compiled, batch: &Batch, line: usize, class: u32) {
        let table = &compiled.program.table;
        let Some(class) = table.classes.get(class as usize) else { return };
        if class.no_code {
            self.known.unset(line);
            return;
        }
        self.mark(line, class.hit, class.open);
        if batch.unanswered.has(line) && !table.entries.is_empty() {
            // Whatever may have been answered.
            self.mark(line, 0, table.entries.iter().fold(0, |lists, e| lists | 1 << e.list));
            return;
        }
        let mut name = std::mem::take(&mut self.name);
        let is_named = table.name.is_some_and(|place| lowered(batch, line, place, &mut name));
        let good = Good { batch, line, name: is_named.then_some(name.as_str()) };
        for ask in &class.asks {
            self.ask(table, &good, ask.entry, Truth::Unknown.or(Truth::from(ask.certain)));
        }
        match is_named {
            true => compiled.raises.each(&name, |at| self.ask(table, &good, at, Truth::False)),
            false => self.mark(line, 0, table.by_name),
        }
        for answer in batch.answers_of(line).filter(|answer| answer.yes != Some(false)) {
            let asks = |e: &&crate::ir::Entry| !e.coded && e.ex == Some(answer.question);
            for (at, _) in table.entries.iter().enumerate().filter(|(_, e)| asks(e)) {
                self.ask(table, &good, at, Truth::False);
            }
        }
        self.name = name;
    }

    fn ask(&mut self, table: &Table, good: &Good, at: usize, by_code: Truth) {
        let Some(own) = table.entries.get(at) else { return };
        let list = 1 << own.list;
        match entry(own, good, by_code) {
            Truth::True => self.mark(good.line, list, 0),
            Truth::Unknown => self.mark(good.line, 0, list),
            Truth::False => {}
        }
    }

    fn mark(&mut self, line: usize, hit: Lists, open: Lists) {
        each(hit, |list| self.lists.get_mut(list).0.set(line));
        each(open, |list| self.lists.get_mut(list).1.set(line));
    }

    /// Lines of which the code is known.
    pub fn known(&self) -> &Bits {
        &self.known
    }

    /// What is known of one list.
    pub fn list(&self, at: usize, out: &mut Filling) {
        let (hit, open) = self.lists.all().get(at);
        let words = hit.words().iter().zip(open.words()).zip(self.known.words());
        let own = out.yes.words_mut().iter_mut().zip(out.no.words_mut());
        for (((hit, open), known), (yes, no)) in words.zip(own) {
            (*yes, *no) = (*hit, known & !hit & !open);
        }
    }
}

fn each(mut lists: Lists, mut then: impl FnMut(usize)) {
    while lists != 0 {
        then(lists.trailing_zeros() as usize);
        lists &= lists - 1;
    }
}

/// Puts the name of a line in small letters into `name`; says whether there is one.
fn lowered(batch: &Batch, line: usize, (text, words): (usize, usize), name: &mut String) -> bool {
    name.clear();
    let symbol = batch.line.texts.get(text).and_then(|t| t.symbols.get(line));
    if symbol.is_none_or(|symbol| *symbol == UNKNOWN) {
        return false;
    }
    let place = batch.line.words.get(words).and_then(|w| w.get(line)).copied().unwrap_or_default();
    let own = batch.text(place);
    // Of Han, kana and their signs none has a small form.
    if own.bytes().all(|b| b < 0xc0 || matches!(b, 0xe3..=0xe9)) {
        name.push_str(own);
        name.make_ascii_lowercase();
        return true;
    }
    match own.contains('Σ') {
        // At the end of a word this letter has a small form of its own.
        true => name.push_str(&own.to_lowercase()),
        false => name.extend(own.chars().flat_map(char::to_lowercase)),
    }
    true
}
