//! cel: a program for each question, compiled once, with the law in a context of its own.
//! It has no fold, so that the host adds `sum`.

use std::collections::HashMap;
use std::sync::Arc;

use cel::objects::{Key, Map};
use cel::{Context, Env, Program, Value, extensions};

use super::data::{self, Days};
use super::{Peer, keep};
use crate::law::Law;
use crate::model::{Answers, Declaration};

/// What the head breaks: rule and condition.
const HEAD: [(u64, &str); 5] = [
    (
        1,
        "sum(d.items.map(i, double(i.total) * rates[d.declared_on.substring(0, 7)][i.currency])) > 150000.0 * rates[d.declared_on.substring(0, 7)].USD",
    ),
    (
        13,
        "[d.operator.commerce_filing, d.operator.customs_filing].exists(f, d.accepted_on < f.valid_from || (f.valid_until != 'open' && d.accepted_on > f.valid_until))",
    ),
    (14, "d.operator.commerce_filing.market != d.market.id"),
    (16, "d.accepted_on < markets[d.market.id].open_from"),
    (17, "d.declaring_customs != markets[d.market.id].office"),
];

/// What lines break: rule, and the numbers of the lines.
const LINES: [(u64, &str); 2] = [
    (15, "d.items.filter(i, i.identification.status != 'confirmed').map(i, i.line_no)"),
    (
        18,
        "d.items.filter(i, (double(i.quantity) * double(i.unit_price) - double(i.total)) * rates[d.declared_on.substring(0, 7)][i.currency] > 0.1 || (double(i.total) - double(i.quantity) * double(i.unit_price)) * rates[d.declared_on.substring(0, 7)][i.currency] > 0.1).map(i, i.line_no)",
    ),
];

/// The lists that bind each line, for each of its beginnings that is listed.
const LISTS: &str = "d.items.map(i, [4, 5, 6, 7, 8, 9, 10].filter(n, i.hs_code.substring(0, n) in index).map(n, \
  index[i.hs_code.substring(0, n)].filter(l, l < 10 || (l == 10 && d.accepted_on >= window.from && d.accepted_on <= window.until) \
  || (l == 11 && size(d.items) > 5) || (l == 12 && size(d.items) > 5 && !d.transit)) \
  .map(l, (l < 11 ? l + 2 : 19) * 100000 + i.line_no)))";

/// The compiled rules.
pub struct Cel {
    law: &'static Context<'static, 'static>,
    head: Vec<(u64, Program)>,
    lines: Vec<(u64, Program)>,
    lists: Program,
    contexts: Vec<Context<'static, 'static>>,
}

impl Cel {
    /// Compiles the rules.
    pub fn new(law: &Law) -> Cel {
        let mut env = Env::stdlib();
        env.add_extension(extensions::strings).expect("strings");
        let env = Arc::new(env);
        let compile = |text: &str| env.compile(text).expect("a program");
        let mut context = Context::with_env(Arc::clone(&env));
        context.add_function("sum", sum).expect("a function");
        let law = data::law(law, Days::Text);
        for (name, value) in law.as_object().expect("an object") {
            context.add_variable_from_value(name.as_str(), convert(value));
        }
        Cel {
            // One for the whole run, which the contexts of declarations borrow.
            law: Box::leak(Box::new(context)),
            head: HEAD.iter().map(|(rule, text)| (*rule, compile(text))).collect(),
            lines: LINES.iter().map(|(rule, text)| (*rule, compile(text))).collect(),
            lists: compile(LISTS),
            contexts: Vec::new(),
        }
    }

    fn context(&self, line: &str) -> Context<'static, 'static> {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let mut context = self.law.new_inner_scope();
        context.add_variable_from_value("d", convert(&value));
        context
    }

    fn one(&self, index: usize, context: &Context, answers: &mut Answers) {
        let mut found = Vec::new();
        for (rule, program) in &self.head {
            if matches!(program.execute(context).expect("an answer"), Value::Bool(true)) {
                found.push(rule * 100_000);
            }
        }
        for (rule, program) in &self.lines {
            let mut lines = Vec::new();
            leaves(&program.execute(context).expect("an answer"), &mut lines);
            found.extend(lines.into_iter().map(|line| rule * 100_000 + line));
        }
        leaves(&self.lists.execute(context).expect("an answer"), &mut found);
        keep(index, found, answers);
    }
}

fn sum(values: Arc<Vec<Value>>) -> f64 {
    let number = |value: &Value| if let Value::Float(number) = value { *number } else { 0.0 };
    values.iter().map(number).sum()
}

/// The numbers in lists of lists.
fn leaves(value: &Value, into: &mut Vec<u64>) {
    match value {
        Value::List(values) => values.iter().for_each(|value| leaves(value, into)),
        Value::Int(number) => into.push(*number as u64),
        _ => {}
    }
}

fn convert(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => match n.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Float(n.as_f64().unwrap_or(0.0)),
        },
        serde_json::Value::String(s) => Value::String(Arc::new(s.clone())),
        serde_json::Value::Array(all) => Value::List(Arc::new(all.iter().map(convert).collect())),
        serde_json::Value::Object(all) => {
            let pairs = all.iter().map(|(k, v)| (Key::from(k.as_str()), convert(v)));
            Value::Map(Map { map: Arc::new(pairs.collect::<HashMap<_, _>>()) })
        }
    }
}

impl Peer for Cel {
    fn name(&self) -> &'static str {
        "cel 0.15"
    }

    fn host(&self) -> (&'static str, &'static str) {
        ("sum", "求和函数")
    }

    fn prepare(&mut self, _: &[Declaration], ndjson: &str) {
        self.contexts = ndjson.lines().map(|line| self.context(line)).collect();
    }

    fn judge(&mut self, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, context) in self.contexts.iter().enumerate() {
            self.one(index, context, answers);
        }
        None
    }

    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, line) in ndjson.lines().enumerate() {
            self.one(index, &self.context(line), answers);
        }
        None
    }
}
