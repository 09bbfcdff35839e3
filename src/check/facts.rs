//! The schema: facts as they are declared.

use std::collections::BTreeMap;

use super::{Checker, errors, title_text};
use crate::hir::{FactDef, Form, Knower, Place, Type};
use crate::syntax::ast::{Fact, FactType, Ident, ItemKind, MoneyIn, Str};
use crate::value::{Number, Text, Unit, Value};

impl Checker<'_> {
    /// Builds the schema from every `facts` item.
    pub fn facts(&mut self) {
        let mut declared: Vec<&Fact> = Vec::new();
        for item in self.items() {
            if let ItemKind::Facts(facts) = item {
                declared.extend(&facts.facts);
            }
        }
        if declared.is_empty() {
            self.no_facts();
        }
        declared.sort_by_key(|fact| fact.path.dotted());
        // A record whose parts are declared is a name for them, and no fact beside them.
        let paths: Vec<String> = declared.iter().map(|fact| fact.path.dotted()).collect();
        let has_parts =
            |path: &str| paths.iter().any(|p| p.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')));
        declared.retain(|fact| !matches!(fact.ty, FactType::Record) || !has_parts(&fact.path.dotted()));
        let mut seen = BTreeMap::new();
        for fact in &declared {
            self.once(&mut seen, 0, &fact.path.dotted(), fact.path.span);
            let known_to = fact.known_to.as_ref().and_then(|who| self.knower(who));
            let def = FactDef { known_to, ..self.fact_def(fact) };
            self.schema.facts.push(def);
        }
        if self.resolved.version.is_none() {
            let names: Vec<&Str> = declared.iter().flat_map(|fact| &fact.stated_in).collect();
            self.named_elements(&names);
        }
        for (index, fact) in declared.iter().enumerate() {
            if let FactType::Money(MoneyIn::Fact(path)) = &fact.ty {
                self.currency_of(index, path);
            }
        }
    }

    fn no_facts(&mut self) {
        let span = self.resolved.rulebook.instruments.first().map(|i| i.span);
        if let Some(span) = span {
            let help = Text::new(
                "write `use \"facts/export-declaration.pol\"`",
                "请写 `use \"facts/export-declaration.pol\"`",
            );
            self.report(errors::missing(span, &Text::new("a list of facts", "数据项声明"), help));
        }
    }

    fn fact_def(&mut self, fact: &Fact) -> FactDef {
        let path = fact.path.dotted();
        let mut keys: Vec<String> = path.split('.').map(str::to_owned).collect();
        let place = match keys.first().map(String::as_str) {
            Some("good") => Place::Line,
            Some("document") => Place::Document,
            Some("container") => Place::Container,
            _ => Place::Head,
        };
        if place != Place::Head {
            keys.remove(0);
        }
        let unit = match &fact.ty {
            FactType::Quantity(unit) => Unit::parse(&unit.name),
            _ => None,
        };
        let choices = match &fact.ty {
            FactType::OneOf(choices) => choices.iter().map(|c| c.text.clone()).collect(),
            _ => Vec::new(),
        };
        let ty = match &fact.ty {
            FactType::Text | FactType::Digits(_) | FactType::OneOf(_) => Type::Text,
            FactType::Cas | FactType::Species => Type::Text,
            FactType::Bool => Type::Bool,
            FactType::Date => Type::Date,
            FactType::Decimal | FactType::Count => Type::Number,
            FactType::Percent => Type::Percent,
            FactType::Code => Type::Code,
            FactType::Money(MoneyIn::Fixed(currency, _)) => Type::Money(Some(*currency)),
            FactType::Money(MoneyIn::Fact(_)) => Type::Money(None),
            FactType::Quantity(_) => unit.map_or(Type::Opaque, |u| Type::Quantity(u.dimension)),
            FactType::List | FactType::Record => Type::Opaque,
        };
        FactDef {
            keys,
            place,
            ty,
            currency: None,
            unit,
            digits: match fact.ty {
                FactType::Digits(count) => Some(count),
                _ => None,
            },
            form: match fact.ty {
                FactType::Cas => Some(Form::Cas),
                FactType::Species => Some(Form::Species),
                _ => None,
            },
            coded: fact.coded_by.as_ref().and_then(|name| self.table_of_codes(name)),
            stated_in: fact.stated_in.iter().map(|name| name.text.clone()).collect(),
            whole: matches!(fact.ty, FactType::Count),
            at_least: fact.at_least.as_ref().and_then(|(value, _)| least(value, unit)),
            choices,
            label: title_text(&fact.title, &path),
            known_to: None,
            path,
        }
    }

    fn knower(&mut self, who: &Ident) -> Option<Knower> {
        let row = Knower::ALL.iter().find(|(word, ..)| *word == who.name);
        if row.is_none() {
            self.report(errors::unknown_knower(who.span, &who.name));
        }
        row.map(|(_, knower, ..)| *knower)
    }

    fn currency_of(&mut self, index: usize, path: &crate::syntax::ast::Path) {
        let name = path.dotted();
        let found =
            self.schema.find(&name).filter(|id| self.schema.get(*id).is_some_and(|d| d.ty == Type::Text));
        if found.is_none() {
            let texts = self.schema.facts.iter().filter(|f| f.ty == Type::Text).map(|f| f.path.as_str());
            let problem = errors::unknown_name(path.span, &name, texts.chain(self.chinese()), &[]);
            self.report(problem);
        }
        if let Some(def) = self.schema.facts.get_mut(index) {
            def.currency = found;
        }
    }
}

/// The bound of `at least`, in base units for a quantity.
fn least(value: &Value, unit: Option<Unit>) -> Option<Number> {
    match value {
        Value::Number(n) | Value::Percent(n) => Some(unit.map_or_else(|| n.clone(), |u| n.times(&u.size()))),
        Value::Money(m) => Some(m.amount.clone()),
        Value::Quantity(q) => Some(q.in_base()),
        _ => None,
    }
}
