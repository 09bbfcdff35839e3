//! Customs offices of markets (manual: "Markets").

use super::registers::Filling;
use crate::ir::{Batch, Columns, OTHER, Office, Symbol, UNKNOWN};

/// Whether each office is one of its market's.
pub fn fill(
    out: &mut Filling,
    columns: &Columns,
    batch: &Batch,
    (office, words): (usize, usize),
    market: usize,
    offices: &[Option<Office>],
    stated: Option<(usize, usize)>,
) {
    let text = |(text, words): (usize, usize), row: usize| Said {
        symbol: columns.texts.get(text).and_then(|t| t.symbols.get(row)).copied().unwrap_or(UNKNOWN),
        words: columns.words.get(words).and_then(|w| w.get(row)).map_or("", |place| batch.text(*place)),
    };
    let markets = columns.texts.get(market).map(|t| t.symbols.as_slice()).unwrap_or(&[]);
    for (row, market) in markets.iter().enumerate() {
        let own = text((office, words), row);
        // What the list does not have is not known.
        let known = offices.get(usize::from(*market)).and_then(Option::as_ref);
        let Some(known) = known.filter(|_| *market > OTHER && own.symbol != UNKNOWN) else { continue };
        let may_be = || known.partial && known.district.as_ref().is_none_or(|d| own.words.starts_with(d));
        if known.offices.binary_search(&own.symbol).is_ok() {
            out.yes.set(row);
        } else if !may_be() {
            out.no.set(row);
        } else if let Some(stated) = stated
            && own.is(&text(stated, row))
        {
            out.yes.set(row);
        }
    }
}

/// A text: its symbol, and its words.
struct Said<'b> {
    symbol: Symbol,
    words: &'b str,
}

impl Said<'_> {
    fn is(&self, other: &Said) -> bool {
        other.symbol != UNKNOWN && self.words == other.words
    }
}
