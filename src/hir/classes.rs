//! Codes that stand for all the ways in which codes can stand in lists: found once for an
//! edition, since thousands of codes have to be looked at for it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::CatalogId;
use crate::value::HsCode;

/// So many are kept: what declarations state may differ in each.
const MOST: usize = 256;

/// Of what codes it is asked how they stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodesAsked {
    /// The year of the tariff by which codes are read.
    pub year: u16,
    /// The code that is declared short; all codes where there is none.
    pub short: Option<HsCode>,
    /// The lists.
    pub lists: BTreeSet<CatalogId>,
    /// Codes that the declaration states elsewhere.
    pub stated: Vec<HsCode>,
}

/// What was found so far.
#[derive(Debug, Default)]
pub struct Classes(Mutex<HashMap<CodesAsked, Arc<[HsCode]>>>);

impl Classes {
    /// A code for each way in which the codes stand, as `find` finds them, or has found them.
    pub fn of(&self, asked: &CodesAsked, find: impl FnOnce() -> Vec<HsCode>) -> Arc<[HsCode]> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(asked) {
            return found.clone();
        }
        let found: Arc<[HsCode]> = find().into();
        let mut known = known();
        if known.len() < MOST {
            known.insert(asked.clone(), found.clone());
        }
        found
    }
}

/// A copy may become another edition.
impl Clone for Classes {
    fn clone(&self) -> Classes {
        Classes::default()
    }
}
