//! cedar-policy: one request for the head of a declaration and one for each line; codes,
//! their beginnings and the lists are a hierarchy of entities.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};

use super::{Peer, data, keep};
use crate::law::{Law, month};
use crate::model::{Answers, CAP, Declaration, Filing, Item, MONEY, OPEN};

const RULES: &str = include_str!("rules.cedar");

/// Policies and entities.
pub struct Cedar {
    law: Law,
    authorizer: Authorizer,
    policies: PolicySet,
    rules: HashMap<String, u64>,
    entities: Entities,
    prepared: Vec<Vec<(u64, Request)>>,
}

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).expect("a type"), EntityId::new(id))
}

fn long(value: i64) -> RestrictedExpression {
    RestrictedExpression::new_long(value)
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

impl Cedar {
    /// Parses the rules, and builds the entities of every code that is declared.
    pub fn new(law: &Law, declarations: &[Declaration]) -> Cedar {
        let policies = PolicySet::from_str(RULES).expect("policies");
        let rule = |p: &cedar_policy::Policy| p.annotation("rule").and_then(|r| r.parse().ok()).unwrap_or(0);
        Cedar {
            rules: policies.policies().map(|p| (p.id().to_string(), rule(p))).collect(),
            policies,
            authorizer: Authorizer::new(),
            entities: entities(law, declarations),
            law: law.clone(),
            prepared: Vec::new(),
        }
    }

    fn requests(&self, d: &Declaration) -> Vec<(u64, Request)> {
        let mut made = vec![(0, self.head(d))];
        made.extend(d.items.iter().map(|item| (u64::from(item.line_no), self.line(d, item))));
        made
    }

    fn head(&self, d: &Declaration) -> Request {
        let rates = self.law.rates[month(d.declared_on)];
        let worth = |i: &Item| i.total.unwrap_or(0) * rates[usize::from(i.currency.unwrap_or(0))];
        let market = d.market.as_deref().unwrap_or("");
        let pairs = [
            ("value", long(d.items.iter().map(worth).sum())),
            ("cap", long(CAP * MONEY * rates[0])),
            ("day", long(d.accepted_on.into())),
            ("commerce", filing(&d.commerce)),
            ("customs", filing(&d.customs)),
            ("market", text(market)),
            ("filing_market", text(d.filing_market.as_deref().unwrap_or(""))),
            ("office", text(d.office.as_deref().unwrap_or(""))),
        ];
        request("file", uid("Market", market), pairs)
    }

    fn line(&self, d: &Declaration, item: &Item) -> Request {
        let rate = self.law.rates[month(d.declared_on)][usize::from(item.currency.unwrap_or(0))];
        let pairs = [
            ("day", long(d.accepted_on.into())),
            ("status", text(item.status.unwrap_or(""))),
            ("quantity", long(item.quantity.unwrap_or(0))),
            ("price", long(item.unit_price.unwrap_or(0))),
            ("total", long(item.total.unwrap_or(0))),
            ("slack", long(100_000_000_000 / rate)),
            ("lines", long(d.items.len() as i64)),
            ("transit", RestrictedExpression::new_bool(d.transit.unwrap_or(false))),
        ];
        request("line", uid("Code", &format!("{:010}", item.code.unwrap_or(0))), pairs)
    }

    fn one(&self, index: usize, requests: &[(u64, Request)], answers: &mut Answers) {
        let mut found = Vec::new();
        for (line, request) in requests {
            let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
            let rules = response.diagnostics().reason().map(|id| self.rules[&id.to_string()]);
            found.extend(rules.filter(|rule| *rule > 0).map(|rule| rule * 100_000 + line));
        }
        keep(index, found, answers);
    }
}

fn request<const N: usize>(
    action: &str,
    resource: EntityUid,
    pairs: [(&str, RestrictedExpression); N],
) -> Request {
    let pairs = pairs.map(|(key, value)| (key.to_owned(), value));
    let context = Context::from_pairs(pairs).expect("a context");
    Request::new(uid("Operator", "one"), uid("Action", action), resource, context, None).expect("a request")
}

fn filing(f: &Filing) -> RestrictedExpression {
    let ends = [("from", f.from), ("until", f.until.unwrap_or(OPEN))];
    let pairs = ends.map(|(key, day)| (key.to_owned(), long(day.into())));
    RestrictedExpression::new_record(pairs).expect("a record")
}

fn entities(law: &Law, declarations: &[Declaration]) -> Entities {
    let index = data::index(law);
    // The longest beginning that is listed; it is itself under the next shorter one.
    let above = |digits: &str| -> Option<EntityUid> {
        let mut shorter = (4..digits.len()).rev().map(|n| &digits[..n]);
        shorter.find(|s| index.contains_key(*s)).map(|s| uid("Prefix", s))
    };
    let mut made: BTreeMap<String, Entity> = BTreeMap::new();
    for (prefix, lists) in &index {
        let mut parents: HashSet<EntityUid> = lists.iter().map(|l| uid("List", &l.to_string())).collect();
        parents.extend(above(prefix));
        made.insert(format!("prefix {prefix}"), Entity::new_no_attrs(uid("Prefix", prefix), parents));
    }
    for code in declarations.iter().flat_map(|d| &d.items).filter_map(|i| i.code) {
        let code = format!("{code:010}");
        let own = index.contains_key(&code).then(|| uid("Prefix", &code));
        let parents: HashSet<EntityUid> = own.or_else(|| above(&code)).into_iter().collect();
        made.entry(code.clone()).or_insert_with(|| Entity::new_no_attrs(uid("Code", &code), parents));
    }
    for market in &law.markets {
        let attributes = [("open_from", long(market.open_from.into())), ("office", text(&market.office))];
        let attributes = attributes.map(|(key, value)| (key.to_owned(), value)).into_iter().collect();
        let entity = Entity::new(uid("Market", &market.id), attributes, HashSet::new()).expect("a market");
        made.insert(market.id.clone(), entity);
    }
    Entities::from_entities(made.into_values(), None).expect("entities")
}

impl Peer for Cedar {
    fn name(&self) -> &'static str {
        "cedar-policy 4.14"
    }

    fn host(&self) -> (&'static str, &'static str) {
        (
            "reads, scales, sums, converts, counts; a request for each line; every declared code as an entity",
            "读取、定标、求和、折算、计数；每项一个请求；每个申报的编码作为实体",
        )
    }

    fn prepare(&mut self, declarations: &[Declaration], _: &str) {
        self.prepared = declarations.iter().map(|d| self.requests(d)).collect();
    }

    fn judge(&mut self, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, requests) in self.prepared.iter().enumerate() {
            self.one(index, requests, answers);
        }
        None
    }

    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, line) in ndjson.lines().enumerate() {
            let declaration = crate::ndjson::read(line);
            self.one(index, &self.requests(&declaration), answers);
        }
        None
    }
}
