//! What has a name, and where. One kind of thing has a name once.

use std::collections::BTreeMap;

use super::{Checker, errors};
use crate::hir::ExprId;
use crate::source::Span;
use crate::syntax::ast::{Catalog, Expr, Ident, ItemKind, Let, Markets, Rates};

/// How far a `let` has come.
#[derive(Clone, Copy, Debug)]
pub enum LetState {
    /// Not looked at yet.
    Waiting,
    /// Being resolved: to meet it again is a circle.
    Open,
    /// Resolved; nothing if it was wrong, which has been said.
    Done(Option<ExprId>),
}

/// Names by kind, sorted, so that the order of files does not matter.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    pub lets: BTreeMap<&'a str, (&'a Let, LetState)>,
    pub catalogs: BTreeMap<&'a str, &'a Catalog>,
    pub markets: BTreeMap<&'a str, &'a Markets>,
    pub rates: BTreeMap<&'a str, &'a Rates>,
}

impl<'a> Scope<'a> {
    /// The position of a name among its kind.
    pub fn position<T>(map: &BTreeMap<&'a str, T>, name: &str) -> Option<usize> {
        map.keys().position(|k| *k == name)
    }
}

impl<'a> Checker<'a> {
    /// Collects names; a second one of a kind is an error at both places.
    pub fn scope(&mut self) {
        let mut seen: BTreeMap<(u8, String), Span> = BTreeMap::new();
        for item in self.items() {
            let (kind, name): (u8, &Ident) = match item {
                ItemKind::Let(l) => {
                    self.names.lets.entry(&l.name.name).or_insert((l, LetState::Waiting));
                    (0, &l.name)
                }
                ItemKind::Catalog(c) => {
                    self.names.catalogs.entry(&c.name.name).or_insert(c);
                    (1, &c.name)
                }
                ItemKind::Markets(m) => {
                    self.names.markets.entry(&m.name.name).or_insert(m);
                    (2, &m.name)
                }
                ItemKind::Rates(r) => {
                    self.names.rates.entry(&r.name.name).or_insert(r);
                    (3, &r.name)
                }
                ItemKind::Tariff(t) => {
                    let (year, span) = t.year;
                    self.once(&mut seen, 5, &format!("tariff {year}"), span);
                    continue;
                }
                _ => continue,
            };
            self.once(&mut seen, kind, &name.name, name.span);
        }
    }

    /// Reports a name that stands twice.
    pub fn once(&mut self, seen: &mut BTreeMap<(u8, String), Span>, kind: u8, name: &str, span: Span) {
        if let Some(first) = seen.insert((kind, name.to_owned()), span) {
            self.report(errors::twice(name, span, first));
        }
    }

    /// Test names stand once, and a test expects something.
    pub fn tests(&mut self) {
        let mut seen = BTreeMap::new();
        for item in self.items() {
            let ItemKind::Test(test) = item else { continue };
            self.once(&mut seen, 4, &test.name.text, test.name.span);
            for (path, _, _) in &test.given {
                self.given(path);
            }
            if test.expect.is_empty() {
                self.report(errors::test_without_expect(test.name.span));
            }
        }
    }

    /// What a test states is a fact, or an answer or attribute of a line.
    fn given(&mut self, path: &crate::syntax::ast::Path) {
        let name = path.dotted();
        let name = name.strip_prefix("goods").map_or(name.clone(), |rest| format!("good{rest}"));
        let free = ["good.answers.", "good.attributes."].iter().any(|p| name.starts_with(p));
        let whole = ["good", "document", "container", "good.answers", "good.attributes"]
            .contains(&name.as_str())
            || name == "documents"
            || name == "containers";
        let within = format!("{name}.");
        let record = self.schema.facts.iter().any(|f| f.path == name || f.path.starts_with(&within));
        if !free && !whole && !record {
            let known = self.schema.facts.iter().map(|f| f.path.as_str());
            let problem = errors::unknown_name(path.span, &name, known, &[]);
            self.report(problem);
        }
    }

    /// Every `let` by name, resolved.
    pub fn lets(&mut self) -> Vec<(String, ExprId)> {
        let names: Vec<&'a str> = self.names.lets.keys().copied().collect();
        names.iter().filter_map(|name| Some(((*name).to_owned(), self.resolve_let(name, None)?))).collect()
    }

    /// The expression of a `let`; a circle is reported where it is closed.
    pub fn resolve_let(&mut self, name: &str, from: Option<&Expr>) -> Option<ExprId> {
        let (item, state) = *self.names.lets.get(name)?;
        match state {
            LetState::Done(id) => return id,
            LetState::Open => {
                self.report(errors::cyclic_let(name, from.map_or(item.name.span, |e| e.span)));
                return None;
            }
            LetState::Waiting => {}
        }
        self.set_let(name, LetState::Open);
        if self.schema.find(name).is_some() {
            self.report(errors::hides_fact(name, item.name.span));
        }
        let id = self.infer(&item.value, super::expr::Env::head());
        let id = id.filter(|id| self.not_too_large(*id, item.value.span));
        self.set_let(name, LetState::Done(id));
        id
    }

    fn set_let(&mut self, name: &str, to: LetState) {
        if let Some((_, state)) = self.names.lets.get_mut(name) {
            *state = to;
        }
    }
}
