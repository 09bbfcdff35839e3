//! Lists of codes → one table of intervals (manual: "Catalogs").
//!
//! Where the tariff of the day is complete, only its codes are codes. A list, or an
//! entry, of another edition is weighed code by code, by what became of each; where the
//! tariff of the day is not complete, its codes are not known, and that list is open.

use std::collections::HashMap;

use crate::hir::{Catalog, CatalogId, Edition, Entry, Share, is_own};
use crate::ir::{self, Ask, Class, Layout, Table};
use crate::value::HsCode;

/// What a line can be asked of by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Whether it is in a catalog.
    Catalog(CatalogId),
    /// Whether its code lies between two numbers.
    Between(u64, u64),
}

/// The entries of a list, by the codes that they are about.
#[derive(Default)]
struct Sweep {
    /// First and last code with the position of the entry, by first code, of those whose
    /// range is of the tariff of the day.
    ranges: Vec<(u64, u64, usize)>,
    /// How many of these begin at or before the code at hand.
    begun: usize,
    /// Those of them that do not end before it.
    held: Vec<(u64, usize)>,
    /// All other entries, which are looked at for every code.
    others: Vec<usize>,
}

impl Sweep {
    /// The entries to be looked at for a code, in their order; codes come in theirs.
    fn at(&mut self, code: u64) -> Vec<usize> {
        while let Some((_, last, entry)) = self.ranges.get(self.begun).filter(|(first, ..)| *first <= code) {
            self.held.push((*last, *entry));
            self.begun += 1;
        }
        self.held.retain(|(last, _)| *last >= code);
        let held = self.held.iter().map(|(_, entry)| *entry);
        let mut entries: Vec<usize> = self.others.iter().copied().chain(held).collect();
        entries.sort_unstable();
        entries
    }
}

/// An edition with the year of the tariff by which codes are read.
struct Weigh<'e> {
    edition: &'e Edition,
    year: u16,
    /// Whether the tariff of that year is complete, so that each of its codes is cut out.
    complete: bool,
    lists: &'e [List],
    /// Positions of entries in the table, by catalog.
    entries: Vec<Vec<Option<usize>>>,
}

/// The table of several lists.
pub fn table(edition: &Edition, layout: &Layout, year: u16, lists: &[List]) -> Table {
    let name = layout.name.and_then(|fact| layout.slot(fact)).and_then(|slot| Some((slot.at, slot.words?)));
    let mut table = Table { lists: lists.len(), name, ..Table::default() };
    let complete = edition.tariff(year).is_some_and(|t| t.complete.is_some());
    let mut weigh = Weigh { edition, year, complete, lists, entries: Vec::new() };
    for (at, list) in lists.iter().enumerate() {
        let catalog = weigh.catalog(*list);
        let own = catalog.into_iter().flat_map(|c| &c.entries).map(|entry| {
            let asks = entry.ex.is_some() || !entry.asks_on.is_empty() || entry.range.is_none();
            asks.then(|| {
                let named = !entry.words.is_empty() || !entry.asks_on.is_empty();
                if entry.range.is_none() && named {
                    table.by_name |= 1 << at;
                }
                table.entries.push(lowered(entry, at, layout));
                table.entries.len() - 1
            })
        });
        let own = own.collect();
        weigh.entries.push(own);
    }
    let mut known: HashMap<Class, u32> = HashMap::from([(Class::default(), 0)]);
    table.classes.push(Class::default());
    let mut sweeps: Vec<Sweep> = lists.iter().map(|list| weigh.sweep(*list)).collect();
    for start in weigh.cuts() {
        let class = weigh.class(start, &mut sweeps);
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let id = *known.entry(class).or_insert_with_key(|class| {
            table.classes.push(class.clone());
            next
        });
        if table.class_of.last() != Some(&id) {
            table.starts.push(start);
            table.class_of.push(id);
        }
    }
    table
}

fn lowered(entry: &Entry, list: usize, layout: &Layout) -> ir::Entry {
    ir::Entry {
        list,
        ex: entry.ex.as_deref().map(|ex| layout.answers.symbol(ex)),
        coded: entry.range.is_some(),
        words: entry.words.clone(),
        asks_on: entry.asks_on.clone(),
        condition: entry.condition.is_some(),
    }
}

impl<'e> Weigh<'e> {
    fn catalog(&self, list: List) -> Option<&'e Catalog> {
        match list {
            List::Catalog(id) => self.edition.catalogs.get(id),
            List::Between(..) => None,
        }
    }

    /// First codes of the stretches in which all codes stand alike.
    fn cuts(&self) -> Vec<u64> {
        let mut cuts = vec![0];
        let mut stretch = |first: u64, last: u64| cuts.extend([first, last + 1]);
        let rows = self.edition.tariff(self.year).map(|t| t.rows.as_slice()).unwrap_or_default();
        rows.iter().for_each(|row| stretch(row.code, row.code));
        for list in self.lists {
            if let List::Between(first, last) = list {
                stretch(*first, *last);
            }
            let Some(catalog) = self.catalog(*list) else { continue };
            catalog.held.iter().for_each(|code| stretch(*code, *code));
            for entry in &catalog.entries {
                entry.range.into_iter().for_each(|(first, last)| stretch(first, last));
                entry.near.iter().for_each(|near| stretch(near.first(), near.last()));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    fn sweep(&self, list: List) -> Sweep {
        let mut sweep = Sweep::default();
        let Some(catalog) = self.catalog(list) else { return sweep };
        for (at, entry) in catalog.entries.iter().enumerate() {
            match entry.range {
                Some((first, last)) if is_own(entry.tariff.or(catalog.tariff), Some(self.year)) => {
                    sweep.ranges.push((first, last, at));
                }
                _ => sweep.others.push(at),
            }
        }
        sweep.ranges.sort_unstable();
        sweep
    }

    /// How the codes of a stretch stand, by its first.
    fn class(&self, code: u64, sweeps: &mut [Sweep]) -> Class {
        let mut class = Class::default();
        if !self.edition.is_code(HsCode::of_ten(code), Some(self.year)) {
            class.no_code = true;
            return class;
        }
        for ((at, list), sweep) in self.lists.iter().enumerate().zip(sweeps) {
            match list {
                List::Between(first, last) => {
                    class.hit |= u128::from((*first..=*last).contains(&code)) << at;
                }
                List::Catalog(id) => {
                    if let Some(catalog) = self.edition.catalogs.get(*id) {
                        self.stands((at, catalog), HsCode::of_ten(code), &sweep.at(code), &mut class);
                    }
                }
            }
        }
        class
    }

    fn stands(&self, (at, catalog): (usize, &Catalog), code: HsCode, entries: &[usize], class: &mut Class) {
        let bit = 1u128 << at;
        match self.edition.share(code, catalog, Some(self.year)) {
            _ if catalog.held.is_empty() => {}
            _ if !self.is_known(catalog.tariff) => class.open |= bit,
            Share::All => class.hit |= bit,
            Share::Some => class.open |= bit,
            Share::None => {}
        }
        let entries = entries.iter().filter_map(|index| Some((*index, catalog.entries.get(*index)?)));
        for (index, entry) in entries {
            let asks = self.entries.get(at).and_then(|own| own.get(index)).copied().flatten();
            let belongs = match entry.range {
                Some(range) => self.belongs(code, catalog, entry, range),
                None => match entry.near.iter().any(|near| near.covers(code)) {
                    true => Share::All,
                    false => Share::None,
                },
            };
            match (belongs, asks) {
                (Share::None, _) => {}
                (_, Some(entry)) => class.asks.push(Ask { entry, certain: belongs == Share::All }),
                (Share::All, None) => class.hit |= bit,
                (Share::Some, None) => class.open |= bit,
            }
        }
    }

    /// Whether it is known how the codes of a list of a year are to be read on the day.
    fn is_known(&self, year: Option<u16>) -> bool {
        self.complete || is_own(year, Some(self.year))
    }

    /// How much of a code lies in the range of an entry.
    fn belongs(&self, code: HsCode, catalog: &Catalog, entry: &Entry, (first, last): (u64, u64)) -> Share {
        let (year, own) = (entry.tariff.or(catalog.tariff), Some(self.year));
        match () {
            () if is_own(year, own) && (first..=last).contains(&code.first()) => Share::All,
            () if is_own(year, own) || catalog.speaks_elsewhere(entry, own) => Share::None,
            () if !self.is_known(year) => Share::Some,
            () => self.edition.share_of_range(code, year, (first, last), own),
        }
    }
}
