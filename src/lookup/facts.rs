//! `facts`: what a policy asks for, of which type, for which articles, and who
//! usually knows; and the questions of its lists.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::bilingual;
use crate::eval::decision::ADVICE;
use crate::hir::{Edition, ExprId, FactDef, FactId, Message, NormKind, Piece, Place, Type};
use crate::value::Text;

/// Everything that a policy asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Facts that rules look at, then the others.
    pub facts: Vec<FactCard>,
    /// Questions of lists.
    pub questions: Vec<Question>,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactCard {
    /// As policies write it.
    pub path: String,
    /// Where it stands in the declaration.
    pub key: String,
    /// Its type, in words.
    pub ty: Text,
    /// The texts that it can have.
    pub choices: Vec<String>,
    /// Its name.
    pub label: Text,
    /// Who can usually say.
    pub known_to: Option<Text>,
    /// Articles that look at it: instrument and number.
    pub asked_by: Vec<String>,
}

/// A question of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Question {
    /// The key of its answer.
    pub id: String,
    /// What it asks about.
    pub asks: Text,
    /// The list.
    pub catalog: String,
}

/// What a policy asks for.
pub fn sheet(edition: &Edition) -> Sheet {
    let asked = asked(edition);
    let card = |(id, def): (FactId, &FactDef)| FactCard {
        path: def.path.clone(),
        key: key(def),
        ty: type_words(edition, def),
        choices: def.choices.clone(),
        label: def.label.clone(),
        known_to: def.known_to.map(crate::hir::Knower::label),
        asked_by: asked.get(&id).map(|by| by.iter().cloned().collect()).unwrap_or_default(),
    };
    let all = edition.schema.facts.iter().enumerate().filter(|(_, d)| d.ty != Type::Opaque);
    let mut facts: Vec<FactCard> = all.map(card).collect();
    facts.sort_by_key(|f| f.asked_by.is_empty());
    let mut questions = BTreeSet::new();
    for catalog in &edition.catalogs {
        for entry in &catalog.entries {
            if let Some(id) = &entry.ex {
                let (asks, catalog) = (entry.title.clone(), catalog.id.clone());
                questions.insert(Question { id: id.clone(), asks, catalog });
            }
        }
    }
    Sheet { facts, questions: questions.into_iter().collect() }
}

/// `/items/*/hs_code`.
fn key(def: &FactDef) -> String {
    let place = match def.place {
        Place::Head => "",
        Place::Line => "/items/*",
        Place::Document => "/documents/*",
        Place::Container => "/containers/*",
    };
    def.keys.iter().fold(place.to_owned(), |at, key| format!("{at}/{key}"))
}

fn type_words(edition: &Edition, def: &FactDef) -> Text {
    if let Some(digits) = def.digits {
        return Text::new(format!("{digits} digits"), format!("{digits}位数字"));
    }
    let in_fact = def.currency.and_then(|id| edition.schema.get(id)).map(|d| &d.path);
    match (def.ty, in_fact, def.unit) {
        (Type::Money(None), Some(path), _) => {
            Text::new(format!("money in {path}"), format!("金额，币制见{path}"))
        }
        (Type::Quantity(_), _, Some(unit)) => {
            let unit = unit.symbol();
            bilingual!("a quantity, such as 1 {unit}", "数量，如1 {unit}")
        }
        _ if !def.choices.is_empty() => Text::new("one of", "选项"),
        _ => crate::check::type_name(def.ty),
    }
}

/// The articles, and the advice, that look at each fact, in a condition or in
/// what they say.
fn asked(edition: &Edition) -> BTreeMap<FactId, BTreeSet<String>> {
    let mut asked: BTreeMap<FactId, BTreeSet<String>> = BTreeMap::new();
    let mut note = |id: ExprId, by: &str| {
        for fact in looked_at(edition, id) {
            asked.entry(fact).or_default().insert(by.to_owned());
        }
    };
    for instrument in &edition.instruments {
        if let Some(scope) = instrument.scope {
            note(scope, &format!("{} applies when", instrument.id));
        }
        for article in &instrument.articles {
            let by = format!("{} {}", instrument.id, article.number);
            article.norms.iter().flat_map(|n| exprs(&n.kind)).for_each(|id| note(id, &by));
        }
    }
    for advice in &edition.advice {
        let by = format!("{ADVICE} {}", advice.id);
        advice.notes.iter().flat_map(|n| exprs(&n.kind)).for_each(|id| note(id, &by));
    }
    asked
}

/// Every expression of a statement.
fn exprs(kind: &NormKind) -> Vec<ExprId> {
    let holes = |message: &Message| {
        let pieces = message.en.iter().chain(&message.zh);
        let hole = |piece: &Piece| match piece {
            Piece::Hole(id) => Some(*id),
            Piece::Words(_) => None,
        };
        pieces.filter_map(hole).collect::<Vec<_>>()
    };
    match kind {
        NormKind::Demand(demand) => {
            let own = std::iter::once(demand.condition).chain(demand.exceptions.iter().copied());
            own.chain(demand.message.iter().flat_map(holes)).collect()
        }
        NormKind::Permit { condition, .. } | NormKind::NoteEach { condition, .. } => vec![*condition],
        NormKind::Note { message, when } => when.iter().copied().chain(holes(message)).collect(),
    }
}

/// The facts that an expression looks at, through lists too.
fn looked_at(edition: &Edition, id: ExprId) -> BTreeSet<FactId> {
    use crate::hir::Expr;
    let mut found = BTreeSet::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let Some(expr) = edition.exprs.get(id) else { continue };
        waiting.extend(expr.parts());
        match expr {
            Expr::Fact(fact) | Expr::IsStated(fact) => {
                found.insert(*fact);
            }
            Expr::IsOpen(_, _, Some(stated)) | Expr::IsOffice(_, _, _, Some(stated)) => {
                found.insert(*stated);
            }
            Expr::InCatalog(list) => {
                let own = ["good.hs_code", "good.name"].into_iter().filter_map(|p| edition.schema.find(p));
                found.extend(own);
                let entries = edition.catalogs.get(*list).into_iter().flat_map(|c| &c.entries);
                waiting.extend(entries.filter_map(|e| e.condition));
            }
            Expr::Kinds => {
                let own = ["good.hs_code", "good.name", "good.spec"].into_iter();
                found.extend(own.filter_map(|p| edition.schema.find(p)));
            }
            Expr::HasDocument(_) | Expr::HasNumber(_) => {
                let papers = edition.schema.facts.iter().enumerate();
                found.extend(papers.filter(|(_, d)| d.place == Place::Document).map(|(id, _)| id));
            }
            Expr::Convert(_, _, rates) => {
                let dated = edition.rates.get(*rates).into_iter().flat_map(|r| &r.dated_by);
                found.extend(dated.map(|(fact, _)| *fact));
            }
            _ => {}
        }
        let money: Vec<FactId> =
            found.iter().filter_map(|f| edition.schema.get(*f).and_then(|d| d.currency)).collect();
        found.extend(money);
    }
    found
}
