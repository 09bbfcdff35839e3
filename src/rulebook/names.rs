//! The Chinese names of what a rulebook defines, and what they stand for.
//!
//! A fact, a `let` and a list are called by their Chinese title, without what stands in
//! brackets at its end: 运抵国（地区） is 运抵国. A title that is no name (it has quotes or
//! spaces) stands between 《》 where a list is meant, and is no name of a fact. A fact of a
//! good is called 商品的总价, in an aggregate 各商品的总价. A name that several things of a
//! kind share stands for none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Rulebook;
use crate::diagnostic::nearest;
use crate::syntax::ast::{ItemKind, Title};
use crate::syntax::{is_chinese_name, parse_instrument};

/// What a Chinese name may be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A fact of the declaration, by its path.
    Fact,
    /// A fact of a line, by its path below `good`.
    LineFact,
    /// A `let`.
    Let,
    /// A catalog.
    Catalog,
    /// A table of rates.
    Rates,
    /// A list of markets.
    Markets,
    /// A function.
    Function,
    /// What a `permit` answers.
    Permit,
    /// An issuer.
    Issuer,
    /// An unnumbered notice, by its title.
    Notice,
}

/// The permits that this program knows what to do with.
const PERMITS: &[(&str, &str)] = &[("simplified", "简化申报"), ("merging", "归并申报")];

/// Authorities whose numbers are written with these letters.
const ISSUERS: &[(&str, &str)] = &[
    ("GACC", "海关总署"),
    ("MOFCOM", "商务部"),
    ("STA", "国家税务总局"),
    ("SAFE", "国家外汇管理局"),
    ("MIIT", "工业和信息化部"),
    ("SAMR", "国家市场监督管理总局"),
    ("NMPA", "国家药品监督管理局"),
];

/// Names in both tongues.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// What is called so by itself, in whatever script: it stands for nothing else.
    own: BTreeSet<(Named, String)>,
    /// What a Chinese name stands for; nothing where it stands for several.
    english: BTreeMap<(Named, String), Option<String>>,
    chinese: BTreeMap<(Named, String), String>,
}

/// An instrument as English writes it: 海关总署 2019年第221号 is `GACC 221/2019`; anything
/// else as it is.
///
/// ```
/// use mp1039::rulebook::english_id;
/// assert_eq!(english_id("海关总署公告2019年第221号"), "GACC 221/2019");
/// assert_eq!(english_id("GACC 54/2014"), "GACC 54/2014");
/// ```
pub fn english_id(text: &str) -> String {
    let Some(mut id) = parse_instrument(text) else { return text.to_owned() };
    if let Some(issuer) = Names::of(&Rulebook::default(), &[]).english(Named::Issuer, &id.issuer) {
        issuer.clone_into(&mut id.issuer);
    }
    id.to_string()
}

impl Names {
    /// The names of all that a rulebook defines, and of these functions.
    pub fn of(book: &Rulebook, functions: &[(&str, &str)]) -> Names {
        let mut names = Names::default();
        for (name, zh) in PERMITS {
            names.add(Named::Permit, name, zh);
        }
        for (name, zh) in functions {
            names.add(Named::Function, name, zh);
        }
        for (name, zh) in ISSUERS {
            names.add(Named::Issuer, name, zh);
        }
        for instrument in &book.instruments {
            let head = &instrument.head;
            if let (None, Some(en), Some(zh)) = (&head.id, &head.title.en, &head.title.zh) {
                names.add(Named::Notice, &en.text, &zh.text);
            }
        }
        for owned in &book.items {
            names.define(&owned.item.kind);
        }
        names.settle();
        names
    }

    /// These names as a file sees them: its own `let`s before those of others.
    pub fn with_lets<'i>(&self, items: impl Iterator<Item = &'i ItemKind>) -> Names {
        let mut names = self.clone();
        let mut seen = BTreeSet::new();
        for item in items {
            let ItemKind::Let(it) = item else { continue };
            let id = &it.name.name;
            names.chinese.remove(&(Named::Let, id.clone()));
            names.own.insert((Named::Let, id.clone()));
            if let Some(name) = name_of(&it.title) {
                let key = (Named::Let, name.to_owned());
                names.english.insert(key.clone(), seen.insert(key).then(|| id.clone()));
                names.chinese.insert((Named::Let, id.clone()), name.to_owned());
            }
        }
        names.settle();
        names
    }

    fn define(&mut self, item: &ItemKind) {
        match item {
            ItemKind::Let(it) => self.add_title(Named::Let, &it.name.name, &it.title),
            ItemKind::Catalog(it) => self.add_list(Named::Catalog, &it.name.name, &it.title),
            ItemKind::Rates(it) => self.add_list(Named::Rates, &it.name.name, &it.title),
            ItemKind::Markets(it) => self.add_list(Named::Markets, &it.name.name, &it.title),
            ItemKind::Facts(it) => {
                for fact in &it.facts {
                    let path = fact.path.dotted();
                    match path.strip_prefix("good.") {
                        Some(path) => self.add_title(Named::LineFact, path, &fact.title),
                        None => self.add_title(Named::Fact, &path, &fact.title),
                    }
                }
            }
            _ => {}
        }
    }

    fn add_title(&mut self, kind: Named, id: &str, title: &Title) {
        self.own.insert((kind, id.to_owned()));
        if let Some(name) = name_of(title) {
            self.add(kind, id, name);
        }
    }

    fn add_list(&mut self, kind: Named, id: &str, title: &Title) {
        let Some(zh) = &title.zh else { return };
        let inner = zh.text.strip_prefix('《').and_then(|t| t.strip_suffix('》')).unwrap_or(&zh.text);
        if !inner.contains(['《', '》', '\n']) {
            self.add(kind, id, &format!("《{inner}》"));
        }
    }

    fn add(&mut self, kind: Named, id: &str, zh: &str) {
        let meant = self.english.entry((kind, zh.to_owned())).or_insert_with(|| Some(id.to_owned()));
        if meant.as_deref() != Some(id) {
            *meant = None;
        }
        self.chinese.entry((kind, id.to_owned())).or_insert_with(|| zh.to_owned());
    }

    /// Takes out Chinese names that something bears by itself.
    fn settle(&mut self) {
        let own = &self.own;
        let facts =
            |zh: &String| own.contains(&(Named::Fact, zh.clone())) || own.contains(&(Named::Let, zh.clone()));
        self.english.retain(|(kind, zh), _| match kind {
            Named::Fact | Named::Let => !facts(zh),
            kind => !own.contains(&(*kind, zh.clone())),
        });
    }

    /// What a Chinese name stands for; an authority is also named by its announcements, as
    /// 海关总署公告.
    pub fn english(&self, kind: Named, zh: &str) -> Option<&str> {
        let zh = if kind == Named::Issuer { zh.trim_end_matches("公告") } else { zh };
        self.english.get(&(kind, zh.to_owned()))?.as_deref()
    }

    /// Every Chinese name that there is, of whatever kind.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.english.keys().map(|(_, zh)| zh.as_str())
    }

    /// The permit that a name may be a slip for, in the tongue of the name.
    pub fn near_permit(name: &str) -> Option<&'static str> {
        let known = PERMITS.iter().flat_map(|(en, zh)| [*en, *zh]);
        nearest(name, known).filter(|near| *near != name)
    }

    /// The Chinese name of something, where it has one of its own.
    pub fn chinese(&self, kind: Named, id: &str) -> Option<&str> {
        let zh = self.chinese.get(&(kind, id.to_owned()))?;
        (self.english(kind, zh) == Some(id)).then_some(zh)
    }

    /// A path as English writes it: 采购市场 is `market.id`, of `["good", "总价"]` the
    /// second becomes `total`. Nothing where no part of it is a Chinese name.
    pub fn english_path(&self, segments: &[String]) -> Option<Vec<String>> {
        let split = |path: &str| path.split('.').map(str::to_owned).collect();
        match segments {
            [one] => match self.english(Named::Let, one) {
                Some(id) => Some(vec![id.to_owned()]),
                None => self.english(Named::Fact, one).map(split),
            },
            [good, rest @ ..] if is_good(good) => {
                let mut path: Vec<String> = split(self.english(Named::LineFact, &rest.join("."))?);
                path.insert(0, good.clone());
                Some(path)
            }
            _ => None,
        }
    }

    /// A path as Chinese writes it; nothing where it has no Chinese name.
    pub fn chinese_path(&self, segments: &[String]) -> Option<String> {
        let good = |word: &str| if word == "goods" { "各商品" } else { "商品" };
        let zh = match segments {
            [one] if is_good(one) => return Some(good(one).to_owned()),
            [good_or_goods, rest @ ..] if is_good(good_or_goods) => {
                let zh = self.chinese(Named::LineFact, &rest.join("."))?;
                return Some(format!("{}的{zh}", good(good_or_goods)));
            }
            [one] => self.chinese(Named::Let, one).or_else(|| self.chinese(Named::Fact, one))?,
            path => self.chinese(Named::Fact, &path.join("."))?,
        };
        let back = self.english_path(&[zh.to_owned()]);
        (back.as_deref() == Some(segments)).then(|| zh.to_owned())
    }
}

fn is_good(segment: &str) -> bool {
    matches!(segment, "good" | "goods")
}

/// The name that a title is.
fn name_of(title: &Title) -> Option<&str> {
    let name = without_brackets(&title.zh.as_ref()?.text);
    is_chinese_name(name).then_some(name)
}

/// A title without what stands in brackets at its end.
fn without_brackets(title: &str) -> &str {
    match title.split_once(['（', '(']) {
        Some((name, _)) if title.ends_with(['）', ')']) => name.trim_end(),
        _ => title,
    }
}
