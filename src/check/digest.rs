//! The digest of an edition: a hash over everything that decides, and nothing else.
//!
//! Comments, files, places, days of law and what nothing in force refers to leave
//! it as it is; so the law of a day has one digest, however it was written down.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::catalog::Tariff;
use crate::hir::{
    Article, Demand, Edition, Expr, ExprId, FactId, Message, Norm, NormKind, Piece, digest_text,
};

/// `sha256:…`
pub fn digest(edition: &Edition) -> String {
    let mut seen = Seen::of(edition);
    let mut hash = Hash(Sha256::new());
    hash.add(&seen.law());
    seen.lists(&mut hash);
    digest_text(hash.0)
}

/// A hash that values are written into as JSON, one after the other.
struct Hash(Sha256);

impl Hash {
    fn add(&mut self, value: &impl Serialize) {
        // Writing into a hash cannot fail, and what is written here are plain values.
        let _ = serde_json::to_writer(&mut *self, value);
        self.0.update([0]);
    }

    /// A tariff has many rows of few and plain parts.
    fn tariff(&mut self, tariff: &Tariff) {
        self.add(&(tariff.year, tariff.complete));
        for row in tariff.rows.iter() {
            self.0.update(row.code.to_be_bytes());
            for part in [&row.name, &row.letters, &row.inspection] {
                self.0.update(part.as_bytes());
                self.0.update([0]);
            }
            if let Some(duty) = &row.duty {
                self.add(duty);
            }
        }
    }
}

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the law that is in force refers to.
struct Seen<'a> {
    edition: &'a Edition,
    facts: BTreeSet<FactId>,
    exprs: BTreeSet<ExprId>,
    catalogs: BTreeSet<usize>,
    markets: BTreeSet<usize>,
    rates: BTreeSet<usize>,
}

impl<'a> Seen<'a> {
    fn of(edition: &'a Edition) -> Seen<'a> {
        Seen {
            edition,
            facts: BTreeSet::new(),
            exprs: BTreeSet::new(),
            catalogs: BTreeSet::new(),
            markets: BTreeSet::new(),
            rates: BTreeSet::new(),
        }
    }

    /// Instruments and advice.
    fn law(&mut self) -> Value {
        let edition = self.edition;
        let instruments = edition.instruments.iter().map(|i| {
            let scope = i.scope.map(|e| self.expr(e));
            let within = i.within.map(|e| self.expr(e));
            let articles: Vec<Value> = i.articles.iter().map(|a| self.article(a)).collect();
            json!([i.id, i.title, scope, within, i.grade, articles])
        });
        let instruments: Vec<Value> = instruments.collect();
        let advice = edition.advice.iter().map(|a| json!([a.id, a.title, self.norms(&a.notes)]));
        let advice: Vec<Value> = advice.collect();
        json!([instruments, advice])
    }

    fn article(&mut self, article: &Article) -> Value {
        let a = article;
        json!([a.number, a.title, a.grade, a.reason, a.amended_by, a.cites, self.norms(&a.norms)])
    }

    fn norms(&mut self, norms: &[Norm]) -> Vec<Value> {
        norms.iter().map(|n| json!([n.number, n.grade, self.kind(&n.kind)])).collect()
    }

    fn kind(&mut self, kind: &NormKind) -> Value {
        match kind {
            NormKind::Demand(demand) => self.demand(demand),
            NormKind::Permit { name, condition, per_line } => {
                json!(["permit", name, self.expr(*condition), per_line])
            }
            NormKind::Note { message, when } => {
                json!(["note", self.message(message), when.map(|e| self.expr(e))])
            }
            NormKind::NoteEach { condition, .. } => json!(["note each", self.expr(*condition)]),
        }
    }

    fn demand(&mut self, d: &Demand) -> Value {
        let exceptions: Vec<String> = d.exceptions.iter().map(|e| self.expr(*e)).collect();
        let message = d.message.as_ref().map(|m| self.message(m));
        json!([self.expr(d.condition), d.per_line, d.violated_if, d.effect, exceptions, message])
    }

    fn message(&mut self, message: &Message) -> Value {
        let pieces = |seen: &mut Self, pieces: &[Piece]| -> Vec<Value> {
            let piece = |piece: &Piece| match piece {
                Piece::Words(words) => json!(words),
                Piece::Hole(e) => json!([seen.expr(*e)]),
            };
            pieces.iter().map(piece).collect()
        };
        json!([pieces(self, &message.en), pieces(self, &message.zh)])
    }

    /// Lists, facts, rates and names that the law refers to.
    fn lists(&mut self, hash: &mut Hash) {
        let edition = self.edition;
        for at in self.catalogs.clone() {
            let Some(catalog) = edition.catalogs.get(at) else { continue };
            hash.add(catalog);
            for condition in catalog.entries.iter().map(|e| e.condition) {
                hash.add(&condition.map(|c| self.expr(c)));
            }
        }
        for at in &self.markets {
            hash.add(&edition.markets.get(*at));
        }
        for rates in self.rates.iter().filter_map(|at| edition.rates.get(*at)) {
            let path = |fact: &FactId| edition.schema.get(*fact).map(|d| d.path.clone());
            let dated: Vec<_> = rates.dated_by.iter().map(|(fact, from)| (path(fact), *from)).collect();
            hash.add(&(&rates.id, &rates.title, dated, &rates.table));
        }
        self.facts.extend(["good.hs_code", "good.name"].iter().filter_map(|f| edition.schema.find(f)));
        for fact in &self.facts {
            hash.add(&edition.schema.get(*fact));
        }
        // Each once, whoever says it.
        let named = edition.lets.iter().filter(|(_, e)| self.exprs.contains(e));
        for name in named.map(|(name, _)| name).collect::<BTreeSet<_>>() {
            hash.add(name);
        }
        // Codes and the papers behind their letters matter to lists only.
        if !self.catalogs.is_empty() {
            hash.add(&edition.successors);
            hash.add(&edition.papers);
            edition.tariffs.iter().for_each(|tariff| hash.tariff(tariff));
        }
    }

    /// An expression written out, by names and not by positions.
    fn expr(&mut self, id: ExprId) -> String {
        let edition = self.edition;
        let Some(expr) = edition.exprs.get(id) else { return String::new() };
        self.exprs.insert(id);
        let fact = |seen: &mut Self, id: FactId| {
            seen.facts.insert(id);
            edition.schema.get(id).map(|d| d.path.clone()).unwrap_or_default()
        };
        let own = match expr {
            Expr::Literal(value) => format!("{value:?}"),
            Expr::Fact(id) => fact(self, *id),
            Expr::IsStated(id) => format!("stated {}", fact(self, *id)),
            Expr::InCatalog(at) => {
                self.catalogs.insert(*at);
                format!("in {}", edition.catalogs.get(*at).map_or("", |c| &c.id))
            }
            Expr::IsOpen(_, at, since) => {
                self.markets.insert(*at);
                let list = edition.markets.get(*at).map_or("", |m| &m.id);
                format!("open {list} {:?}", since.map(|id| fact(self, id)))
            }
            Expr::IsOffice(_, _, at, stated) => {
                self.markets.insert(*at);
                let list = edition.markets.get(*at).map_or("", |m| &m.id);
                format!("office {list} {:?}", stated.map(|id| fact(self, id)))
            }
            Expr::Convert(_, to, at) => {
                self.rates.insert(*at);
                format!("convert {to} {}", edition.rates.get(*at).map_or("", |r| &r.id))
            }
            Expr::Compare(op, ..) => format!("{op:?}"),
            Expr::Arith(op, ..) => format!("{op:?}"),
            Expr::Contains(_, text) => format!("contains {text:?}"),
            Expr::TextStarts(_, text) => format!("starts {text:?}"),
            Expr::CodeStarts(_, code) => format!("under {}", code.digits()),
            Expr::HasDocument(letter) => format!("document {letter:?}"),
            Expr::HasNumber(letter) => format!("number {letter:?}"),
            Expr::Call(name, _) => format!("call {name}"),
            Expr::Day => "day".to_owned(),
            Expr::Not(_) => "not".to_owned(),
            Expr::And(_) => "and".to_owned(),
            Expr::Or(_) => "or".to_owned(),
            Expr::AnyLine(_) => "any".to_owned(),
            Expr::Sum(_, filter) => format!("sum {}", filter.is_some()),
            Expr::Count(filter) => format!("count {}", filter.is_some()),
            Expr::Kinds => "kinds".to_owned(),
        };
        let parts: Vec<String> = expr.parts().iter().map(|part| self.expr(*part)).collect();
        format!("({own} {})", parts.join(" "))
    }
}
