//! Which names each file uses, and which each declares.

use super::Law;
use super::walk::{each, paths};
use crate::rulebook::{Action, FileId};
use crate::source::Span;
use crate::syntax::ast::{Column, EditKind, Entry, ExprKind, FactType, ItemKind, MoneyIn, Path, Suspended};
use crate::value::Value;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A `let`, or a fact, by its whole path.
    Path,
    /// A list of codes.
    Catalog,
    /// A list of markets.
    Markets,
    /// One market.
    Market,
    /// A table of rates.
    Rates,
    /// A tariff, by its year.
    Tariff,
    /// A table of codes of customs.
    Codes,
}

/// A name of a kind.
pub type Name = (Kind, String);

/// A name that an item declares.
pub struct Declared {
    /// The file of the item.
    pub file: FileId,
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
}

/// Every name that is used, with the file that uses it.
pub fn used(law: &Law) -> Vec<(FileId, Name)> {
    let mut found: Vec<(FileId, Name)> = Vec::new();
    for (file, root) in law.expressions() {
        each(root, &mut |expr| {
            let mut add = |kind, name: &str| found.push((file, (kind, name.to_owned())));
            paths(expr).into_iter().for_each(|path| add(Kind::Path, &path.dotted()));
            match &expr.kind {
                ExprKind::IsOpen { list, .. } | ExprKind::IsOffice { list, .. } => {
                    add(Kind::Markets, &list.name);
                }
                ExprKind::Convert(_, _, rates) => add(Kind::Rates, &rates.name),
                // The id of a market is a text where it is compared.
                ExprKind::Literal(Value::Text(id)) => add(Kind::Market, id),
                ExprKind::InCatalog { catalogs, .. } => {
                    catalogs.iter().for_each(|name| add(Kind::Catalog, &name.name));
                }
                _ => {}
            }
        });
    }
    for (file, entry) in law.entries() {
        found.extend(tariff(entry).map(|name| (file, name)));
    }
    for instrument in &law.book.instruments {
        let head = &instrument.head;
        let own = head.dated_by.iter().map(|fact| (Kind::Path, fact.name.clone()));
        let own = own.chain(head.only_in.iter().map(|market| (Kind::Market, market.name.clone())));
        found.extend(own.map(|name| (instrument.file, name)));
    }
    law.actions().for_each(|(file, action)| of_action(file, action, &mut found));
    for owned in &law.book.items {
        of_item(owned.owner.0, &owned.item.kind, &mut found);
    }
    found
}

fn tariff(entry: &Entry) -> Option<Name> {
    entry.tariff.map(|(year, _)| (Kind::Tariff, year.to_string()))
}

/// What edits a list, or sets a `let`, is about it.
fn of_action(file: FileId, action: &Action, found: &mut Vec<(FileId, Name)>) {
    let mut add = |kind, name: &str| found.push((file, (kind, name.to_owned())));
    match action {
        Action::Amend(amend) => {
            for edit in &amend.edits {
                match &edit.kind {
                    EditKind::Set(binding) => add(Kind::Path, &binding.name.name),
                    EditKind::AddEntries(list, _) | EditKind::Extend(list, _) => {
                        add(Kind::Catalog, &list.name)
                    }
                    EditKind::RemoveEntries(list, entries) => {
                        add(Kind::Catalog, &list.name);
                        let years = entries.iter().filter_map(|e| e.tariff);
                        years.for_each(|(year, _)| add(Kind::Tariff, &year.to_string()));
                    }
                    EditKind::AddMarkets(list, _) => add(Kind::Markets, &list.name),
                    EditKind::Insert(_) | EditKind::Replace(_) | EditKind::RepealArticle(_) => {}
                }
            }
        }
        Action::Suspend(suspend) => {
            if let Suspended::Catalog(list) = &suspend.what {
                add(Kind::Catalog, &list.name);
            }
        }
        Action::Repeal(_) | Action::Bring(_) => {}
    }
}

fn of_item(file: FileId, item: &ItemKind, found: &mut Vec<(FileId, Name)>) {
    let mut add = |kind, name: &str| found.push((file, (kind, name.to_owned())));
    match item {
        ItemKind::Catalog(catalog) => {
            catalog.tariff.iter().for_each(|(year, _)| add(Kind::Tariff, &year.to_string()));
        }
        ItemKind::Rates(rates) => rates.dated_by.iter().for_each(|(fact, _)| add(Kind::Path, &fact.name)),
        ItemKind::Facts(facts) => {
            for fact in &facts.facts {
                fact.coded_by.iter().for_each(|codes| add(Kind::Codes, &codes.name));
                if let FactType::Money(MoneyIn::Fact(path)) = &fact.ty {
                    add(Kind::Path, &path.dotted());
                }
            }
        }
        ItemKind::Elements(elements) => {
            elements.coded.iter().for_each(|(_, codes)| add(Kind::Codes, &codes.name));
        }
        ItemKind::Sample(sample) => {
            sample.start.given.iter().for_each(|(path, ..)| add(Kind::Path, &as_fact(path)));
        }
        ItemKind::Test(test) => {
            let columns = test.cases.iter().flat_map(|cases| &cases.columns);
            let columns = columns.filter_map(|(column, _)| match column {
                Column::Fact(path) => Some(path),
                _ => None,
            });
            let given = test.start.given.iter().map(|(path, ..)| path);
            given.chain(columns).for_each(|path| add(Kind::Path, &as_fact(path)));
        }
        _ => {}
    }
}

/// `goods[1].total` is the fact `good.total`.
fn as_fact(path: &Path) -> String {
    let dotted = path.dotted();
    dotted.strip_prefix("goods.").map_or(dotted.clone(), |rest| format!("good.{rest}"))
}

/// Every name that is declared, save facts.
pub fn declared(law: &Law) -> Vec<Declared> {
    let mut found = Vec::new();
    for owned in &law.book.items {
        let file = owned.owner.0;
        let mut add = |kind, name: &str, span| {
            found.push(Declared { file, name: (kind, name.to_owned()), span });
        };
        match &owned.item.kind {
            ItemKind::Let(it) => add(Kind::Path, &it.name.name, it.name.span),
            ItemKind::Catalog(it) => add(Kind::Catalog, &it.name.name, it.name.span),
            ItemKind::Rates(it) => add(Kind::Rates, &it.name.name, it.name.span),
            ItemKind::Codes(it) => add(Kind::Codes, &it.name.name, it.name.span),
            ItemKind::Tariff(it) => add(Kind::Tariff, &it.year.0.to_string(), it.year.1),
            ItemKind::Markets(it) => {
                add(Kind::Markets, &it.name.name, it.name.span);
                it.markets.iter().for_each(|m| add(Kind::Market, &m.id.name, m.id.span));
            }
            _ => {}
        }
    }
    found
}
