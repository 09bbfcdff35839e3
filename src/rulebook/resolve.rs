//! One version of the law as a plain text without dates of law, ready to be
//! checked; and all versions at once, so that every word of the texts is checked
//! whatever the day.

use std::borrow::Cow;

use super::edits::{Edits, Unmatched, Worded};
use super::force::Stretch;
use super::version::Version;
use super::{InstrumentId, Owner, Rulebook, Written, known};
use crate::syntax::ast::{Article, Catalog, EditKind, Entry, ItemKind, Let, Market, Markets};
use crate::value::Date;

/// The law of one version.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// What is in force, by identity.
    pub instruments: Vec<InForce<'a>>,
    /// Items that stand in files of what is in force.
    pub items: Vec<Visible<'a>>,
    /// The version; all at once where absent.
    pub version: Option<Version>,
}

/// An instrument with its articles as they read.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    /// Which.
    pub index: InstrumentId,
    /// Its articles, by number.
    pub articles: Vec<Worded<'a>>,
    /// Words that another instrument gives it, beside its own: only where all
    /// versions stand at once.
    pub beside: bool,
    /// The days on which it is in force; only where all versions stand at once.
    pub days: Vec<Stretch>,
}

/// An item as it reads.
#[derive(Clone, Debug)]
pub struct Visible<'a> {
    /// Where it belongs.
    pub owner: Owner,
    /// The item.
    pub kind: Cow<'a, ItemKind>,
}

impl Resolved<'_> {
    /// The day, where one version is meant.
    pub fn day(&self) -> Option<Date> {
        self.version.as_ref().map(|v| v.day)
    }

    /// Whether an entry holds in this version; of all versions, whether it ever does.
    pub fn holds(&self, entry: &Entry) -> bool {
        let Some(version) = &self.version else { return true };
        let begun = entry.from.is_none_or(|(from, _)| from <= version.day);
        let ended = entry.until.is_some_and(|(until, _)| until < version.day);
        begun && !ended && known(entry.published.as_ref(), version.known_on)
    }
}

impl Rulebook {
    /// One version of the law, and the edits that match nothing in it.
    pub fn resolve(&self, version: &Version) -> (Resolved<'_>, Unmatched) {
        let edits = Edits::new(self);
        let mut unmatched = Vec::new();
        let mut instruments = Vec::new();
        for index in (0..self.instruments.len()).filter(|i| version.has(*i)) {
            let (articles, problems) = edits.articles(index, version);
            unmatched.extend(problems);
            instruments.push(InForce { index, articles, beside: false, days: Vec::new() });
        }
        instruments.sort_by_cached_key(|i| self.name(i.index));
        let items = self.items_of(&edits, version, &version.living, &mut unmatched);
        (Resolved { rulebook: self, instruments, items, version: Some(version.clone()) }, unmatched)
    }

    /// The items of living files as they read in a version.
    pub fn items_of<'a>(
        &'a self,
        edits: &Edits<'a>,
        version: &Version,
        living: &[bool],
        unmatched: &mut Unmatched,
    ) -> Vec<Visible<'a>> {
        let mut items = Vec::new();
        for owned in &self.items {
            // What declarations can state, and how it is written, is the same on every day.
            let always =
                matches!(owned.item.kind, ItemKind::Facts(_) | ItemKind::Codes(_) | ItemKind::Elements(_));
            if !always && living.get(owned.owner.0) != Some(&true) {
                continue;
            }
            let kind = match &owned.item.kind {
                ItemKind::Catalog(catalog) => {
                    let (catalog, problems) = edits.catalog(catalog, version);
                    unmatched.extend(problems);
                    own(catalog, &owned.item.kind, ItemKind::Catalog)
                }
                ItemKind::Markets(markets) => {
                    let (markets, problems) = edits.markets(markets, version);
                    unmatched.extend(problems);
                    own(markets, &owned.item.kind, ItemKind::Markets)
                }
                ItemKind::Let(binding) => {
                    self.binding(edits, owned.owner, binding, version, &owned.item.kind)
                }
                other => Cow::Borrowed(other),
            };
            items.push(Visible { owner: owned.owner, kind });
        }
        items
    }

    /// A `let` with the value that it has in a version.
    fn binding<'a>(
        &'a self,
        edits: &Edits<'a>,
        owner: Owner,
        binding: &Let,
        version: &Version,
        kind: &'a ItemKind,
    ) -> Cow<'a, ItemKind> {
        let mut targets = (0..self.instruments.len()).filter(|i| {
            let own = owner.1.is_none_or(|section| section == *i);
            let file = self.instruments.get(*i).is_some_and(|i| i.file == owner.0);
            own && file && self.lets_of(*i).any(|own| own.name.span == binding.name.span)
        });
        match targets.find_map(|t| edits.value_of(t, &binding.name.name, version)) {
            Some((set, _)) => Cow::Owned(ItemKind::Let(Let { value: set.value.clone(), ..binding.clone() })),
            None => Cow::Borrowed(kind),
        }
    }

    /// All versions at once: every text of the rulebook, and beside it every text
    /// that an amendment gives.
    pub fn all_at_once(&self) -> Resolved<'_> {
        let lives = self.calendar(None).lives;
        let days = |i: InstrumentId| lives.get(i).cloned().unwrap_or_default();
        let mut instruments: Vec<InForce> = (0..self.instruments.len())
            .filter_map(|index| {
                let own = self.instruments.get(index)?;
                let articles = own.articles.iter().map(worded).collect();
                Some(InForce { index, articles, beside: false, days: days(index) })
            })
            .collect();
        let edits = Edits::new(self);
        for (index, own) in edits.groups().filter_map(|(target, own)| Some((target?, own))) {
            for edit in own {
                if let EditKind::Insert(article) | EditKind::Replace(article) = &edit.edit.kind {
                    let by = self.instruments.get(edit.by);
                    let article = Worded { article, by, whole: edit.edit.span };
                    instruments.push(InForce {
                        index,
                        articles: vec![article],
                        beside: true,
                        days: days(edit.by),
                    });
                }
            }
        }
        instruments.sort_by_cached_key(|i| self.name(i.index));
        let items = self.items.iter().map(|owned| {
            let kind = match &owned.item.kind {
                ItemKind::Catalog(catalog) => with_entries(catalog, &edits, &owned.item.kind),
                ItemKind::Markets(markets) => with_markets(markets, &edits, &owned.item.kind),
                other => Cow::Borrowed(other),
            };
            Visible { owner: owned.owner, kind }
        });
        Resolved { rulebook: self, instruments, items: items.collect(), version: None }
    }
}

/// An article in the instrument's own words.
pub fn worded(article: &Written<Article>) -> Worded<'_> {
    Worded { article: &article.it, by: None, whole: article.whole }
}

/// What was edited becomes an item of its own; the rest stays as it is.
fn own<'a, T: Clone>(
    edited: Cow<'a, T>,
    kind: &'a ItemKind,
    wrap: impl Fn(T) -> ItemKind,
) -> Cow<'a, ItemKind> {
    match edited {
        Cow::Borrowed(_) => Cow::Borrowed(kind),
        Cow::Owned(own) => Cow::Owned(wrap(own)),
    }
}

/// A catalog with every entry that is ever added to it.
fn with_entries<'a>(catalog: &Catalog, edits: &Edits<'a>, kind: &'a ItemKind) -> Cow<'a, ItemKind> {
    let added = edits.groups().flat_map(|(_, own)| own).filter_map(|e| match &e.edit.kind {
        EditKind::AddEntries(name, entries) if name.name == catalog.name.name => Some((e.by, entries)),
        _ => None,
    });
    let added: Vec<Entry> =
        added.flat_map(|(by, entries)| entries.iter().map(move |e| edits.dated(e, by))).collect();
    if added.is_empty() {
        return Cow::Borrowed(kind);
    }
    let mut catalog = catalog.clone();
    catalog.entries.extend(added);
    Cow::Owned(ItemKind::Catalog(catalog))
}

/// A list with every market that is ever added to it.
fn with_markets<'a>(list: &Markets, edits: &Edits<'a>, kind: &'a ItemKind) -> Cow<'a, ItemKind> {
    let added = edits.groups().flat_map(|(_, own)| own).filter_map(|e| match &e.edit.kind {
        EditKind::AddMarkets(name, markets) if name.name == list.name.name => Some((e.by, markets)),
        _ => None,
    });
    let added: Vec<Market> =
        added.flat_map(|(by, markets)| markets.iter().map(move |m| edits.graded_market(m, by))).collect();
    if added.is_empty() {
        return Cow::Borrowed(kind);
    }
    let mut list = list.clone();
    let fresh = |m: &Market, list: &Markets| !list.markets.iter().any(|own| own.id.name == m.id.name);
    for market in added {
        if fresh(&market, &list) {
            list.markets.push(market);
        }
    }
    Cow::Owned(ItemKind::Markets(list))
}
