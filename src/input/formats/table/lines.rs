//! Whether the lines of two sheets are the same goods: a set of papers lists them more
//! than once, as the list, the invoice and the packing list.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::draft::Draft;
use super::sheet::Sheet;
use crate::value::decimal;

/// What tells lines apart, as far as they say it.
struct Key<'d> {
    code: Option<&'d str>,
    name: Option<&'d str>,
    amounts: [Option<Decimal>; 2],
}

impl<'d> Key<'d> {
    fn of(draft: &'d Draft) -> Key<'d> {
        let amount = |path: &str| decimal::parse(draft.text(path)?).ok();
        let amounts = [amount("total"), amount("quantity")];
        Key { code: draft.text("hs_code"), name: draft.text("name"), amounts }
    }

    /// Whether both may be of one line: they say the same wherever both say something.
    fn fits(&self, other: &Key) -> bool {
        let both = |a: Option<&str>, b: Option<&str>| a.zip(b).map(|(a, b)| a == b);
        // Names are written in many ways; codes are not.
        let same = both(self.code, other.code).or_else(|| both(self.name, other.name)).unwrap_or(false);
        let mut amounts = self.amounts.iter().zip(&other.amounts);
        same && amounts.all(|(a, b)| a.is_none() || b.is_none() || a == b)
    }
}

impl Sheet {
    /// Whether every line of another sheet is one of this, or the other has its sums by
    /// code.
    pub(super) fn holds(&self, other: &Sheet) -> bool {
        self.has_lines(other) || self.sums_up_to(other)
    }

    fn has_lines(&self, other: &Sheet) -> bool {
        let mut own: Vec<Option<Key>> = self.goods.iter().map(|draft| Some(Key::of(draft))).collect();
        // Lines mostly stand in the same order: the search goes on where it ended.
        let mut next = 0;
        other.goods.iter().map(Key::of).all(|key| {
            let fits = |place: &Option<Key>| place.as_ref().is_some_and(|own| own.fits(&key));
            let (before, after) = own.split_at(next);
            let found = after.iter().position(fits).map(|at| at.saturating_add(next));
            let Some(at) = found.or_else(|| before.iter().position(fits)) else { return false };
            if let Some(place) = own.get_mut(at) {
                *place = None;
            }
            next = at;
            true
        })
    }

    fn sums_up_to(&self, other: &Sheet) -> bool {
        let (Some(own), Some(sums)) = (sums(&self.goods), sums(&other.goods)) else { return false };
        sums.iter().all(|(code, sum)| own.get(code) == Some(sum))
    }
}

/// The totals by code; `None` where a line lacks either.
fn sums(goods: &[Draft]) -> Option<BTreeMap<&str, Decimal>> {
    let mut sums = BTreeMap::new();
    for draft in goods {
        let total = decimal::parse(draft.text("total")?).ok()?;
        let sum: &mut Decimal = sums.entry(draft.text("hs_code")?).or_default();
        *sum = sum.checked_add(total)?;
    }
    Some(sums)
}
