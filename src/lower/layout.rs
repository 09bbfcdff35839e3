//! What the texts of a rulebook read of a declaration.

use std::collections::{BTreeMap, BTreeSet};

use crate::hir::{Edition, Expr, ExprId, Exprs, FactId, NormKind, Piece, Place, Type};
use crate::ir::{Column, Domain, Layout, Slot};
use crate::value::Value;

/// What is asked of a fact.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    stated: bool,
    words: bool,
}

/// Facts that are read, with the texts that each is compared with.
struct Reading<'e> {
    texts: &'e Edition,
    uses: BTreeMap<FactId, Use>,
    /// Facts that are compared with each other share a domain: each points to another of
    /// its kind, or to itself.
    joined: BTreeMap<FactId, FactId>,
    named: BTreeMap<FactId, Vec<String>>,
}

/// The layout of a rulebook, from all its texts at once.
pub fn layout(texts: &Edition) -> Layout {
    let mut reading =
        Reading { texts, uses: BTreeMap::new(), joined: BTreeMap::new(), named: BTreeMap::new() };
    for expr in texts.exprs.iter() {
        reading.expr(expr);
    }
    for path in ["accepted_on", "declared_on"] {
        reading.fact(texts.schema.find(path));
    }
    for (fact, _) in texts.rates.iter().flat_map(|r| &r.dated_by) {
        reading.fact(Some(*fact));
    }
    let code = texts.schema.find("good.hs_code");
    let name = texts.schema.find("good.name");
    reading.fact(code);
    reading.words(name);
    let market = texts.schema.find("market.id");
    reading.words(market);
    let conditions = texts.catalogs.iter().flat_map(|c| &c.entries).filter_map(|e| e.condition);
    let mut stated = BTreeSet::new();
    conditions.for_each(|condition| facts(&texts.exprs, condition, &mut stated));
    let mut named = BTreeSet::new();
    holes(texts).for_each(|hole| facts(&texts.exprs, hole, &mut named));
    for fact in stated {
        if let Some(used) = reading.fact(Some(fact)) {
            used.stated = true;
        }
    }
    named.into_iter().for_each(|fact| reading.words(Some(fact)));
    Layout { code, name, market, ..reading.layout() }
}

/// The facts that an expression looks at.
pub fn facts(exprs: &Exprs, id: ExprId, found: &mut BTreeSet<FactId>) {
    match exprs.get(id) {
        Some(Expr::Fact(fact) | Expr::IsStated(fact)) => drop(found.insert(*fact)),
        Some(expr) => expr.parts().iter().for_each(|part| facts(exprs, *part, found)),
        None => {}
    }
}

/// The expressions that notes name.
fn holes(texts: &Edition) -> impl Iterator<Item = ExprId> {
    let law = texts.instruments.iter().flat_map(|i| &i.articles).flat_map(|a| &a.norms);
    let notes = law.chain(texts.advice.iter().flat_map(|a| &a.notes));
    let messages = notes.filter_map(|norm| match &norm.kind {
        NormKind::Note { message, .. } => Some(message),
        _ => None,
    });
    messages.flat_map(|m| m.en.iter().chain(&m.zh)).filter_map(|piece| match piece {
        Piece::Hole(id) => Some(*id),
        Piece::Words(_) => None,
    })
}

impl Reading<'_> {
    fn fact(&mut self, fact: Option<FactId>) -> Option<&mut Use> {
        let fact = fact?;
        let def = self.texts.schema.get(fact)?;
        if !matches!(def.place, Place::Head | Place::Line) || def.ty == Type::Opaque {
            return None;
        }
        let currency = def.currency;
        if let Some(currency) = currency {
            self.fact(Some(currency));
        }
        Some(self.uses.entry(fact).or_default())
    }

    fn words(&mut self, fact: Option<FactId>) {
        if let Some(used) = self.fact(fact) {
            used.words = true;
        }
    }

    /// The fact that an expression is.
    fn of(&self, id: ExprId) -> Option<FactId> {
        match self.texts.exprs.get(id) {
            Some(Expr::Fact(fact)) => Some(*fact),
            _ => None,
        }
    }

    fn name(&mut self, fact: Option<FactId>, texts: impl Iterator<Item = String>) {
        if let Some(fact) = fact {
            self.named.entry(fact).or_default().extend(texts);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Fact(fact) => drop(self.fact(Some(*fact))),
            Expr::Kinds => self.words(self.texts.schema.find("good.spec")),
            Expr::IsStated(fact) => {
                if let Some(used) = self.fact(Some(*fact)) {
                    used.stated = true;
                }
            }
            Expr::Compare(_, a, b) => self.compare(*a, *b),
            Expr::Contains(text, _) | Expr::TextStarts(text, _) => self.words(self.of(*text)),
            Expr::IsOpen(market, list, _) => {
                let ids = self.texts.markets.get(*list).into_iter().flat_map(|l| &l.markets);
                let ids: Vec<String> = ids.map(|m| m.id.clone()).collect();
                self.name(self.of(*market), ids.into_iter());
            }
            Expr::IsOffice(office, market, list, stated) => {
                let rows = self.texts.markets.get(*list).map(|l| l.markets.as_slice()).unwrap_or_default();
                let ids: Vec<String> = rows.iter().map(|m| m.id.clone()).collect();
                let offices: Vec<String> = rows.iter().flat_map(|m| m.offices.clone()).collect();
                self.name(self.of(*market), ids.into_iter());
                self.name(self.of(*office), offices.into_iter());
                self.words(self.of(*office));
                self.words(*stated);
                self.join(self.of(*office), *stated);
            }
            Expr::Convert(amount, to, rates) => {
                let currency = self.of(*amount).and_then(|f| self.texts.schema.get(f)?.currency);
                let table = self.texts.rates.get(*rates).map(|r| r.table.clone());
                let known = table.iter().flat_map(|t| t.months.values()).flat_map(|m| m.keys());
                let known: Vec<String> = known.chain([to]).map(ToString::to_string).collect();
                self.name(currency, known.into_iter().chain(["CNY".to_owned()]));
            }
            _ => {}
        }
    }

    fn compare(&mut self, a: ExprId, b: ExprId) {
        let text = |id: ExprId| match self.texts.exprs.get(id) {
            Some(Expr::Literal(Value::Text(text))) => Some(text.clone()),
            _ => None,
        };
        match (self.of(a), self.of(b), text(a), text(b)) {
            (Some(a), Some(b), ..) if self.texts.schema.get(a).is_some_and(|d| d.ty == Type::Text) => {
                self.words(Some(a));
                self.words(Some(b));
                self.join(Some(a), Some(b));
            }
            (Some(fact), _, _, Some(text)) | (_, Some(fact), Some(text), _) => {
                self.name(Some(fact), std::iter::once(text));
            }
            _ => {}
        }
    }

    fn join(&mut self, a: Option<FactId>, b: Option<FactId>) {
        if let (Some(a), Some(b)) = (a, b) {
            let (a, b) = (self.root(a), self.root(b));
            self.joined.insert(a.max(b), a.min(b));
        }
    }

    fn root(&self, fact: FactId) -> FactId {
        match self.joined.get(&fact) {
            Some(other) if *other != fact => self.root(*other),
            _ => fact,
        }
    }

    fn layout(&self) -> Layout {
        let mut layout = Layout::default();
        let mut domains: BTreeMap<FactId, usize> = BTreeMap::new();
        for (fact, used) in &self.uses {
            let Some(def) = self.texts.schema.get(*fact) else { continue };
            let line = def.place == Place::Line;
            let column = match def.ty {
                Type::Bool => Column::Bool,
                Type::Date => Column::Date,
                Type::Code => Column::Code,
                Type::Text => {
                    let next = domains.len();
                    let domain = *domains.entry(self.root(*fact)).or_insert(next);
                    if domain == next {
                        layout.domains.push(Domain::default());
                    }
                    let own = layout.domains.get_mut(domain);
                    own.into_iter()
                        .for_each(|d| self.named.get(fact).into_iter().flatten().for_each(|t| d.add(t)));
                    Column::Text(domain)
                }
                _ => Column::Number,
            };
            let own = layout.slots.iter().filter(|s| s.line == line);
            let at = own.clone().filter(|s| same_form(s.column, column)).count();
            let stated = used.stated.then(|| own.clone().filter(|s| s.stated.is_some()).count());
            let words = used.words.then(|| own.filter(|s| s.words.is_some()).count());
            let (fact, path) = (*fact, def.path.clone());
            layout.slots.push(Slot { fact, path, line, column, at, stated, words });
        }
        let entries = self.texts.catalogs.iter().flat_map(|c| &c.entries);
        entries.filter_map(|e| e.ex.as_deref()).for_each(|ex| layout.answers.add(ex));
        for expr in self.texts.exprs.iter() {
            if let Expr::HasDocument(letter) | Expr::HasNumber(letter) = expr {
                layout.letters.add(letter);
            }
        }
        layout
    }
}

fn same_form(a: Column, b: Column) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}
