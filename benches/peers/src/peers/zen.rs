//! zen's expression machine, without its graph: two expressions, compiled once, run over
//! decimals. Its texts have no order, so that the host gives days and amounts as numbers; and
//! the host closes the lists upwards, so that the longest beginning that is listed tells all.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use zen_expression::expression::Standard;
use zen_expression::variable::Variable;
use zen_expression::vm::VM;
use zen_expression::{Expression, Isolate};

use super::data::{self, Days};
use super::{Peer, keep};
use crate::law::Law;
use crate::model::{Answers, Declaration};

const HEAD: &str = include_str!("head.zen");
const LINES: &str = include_str!("lines.zen");

/// The compiled rules.
pub struct Zen {
    law: Variable,
    head: Expression<Standard>,
    lines: Expression<Standard>,
    vm: VM,
    contexts: Vec<Variable>,
}

impl Zen {
    /// Compiles the rules.
    pub fn new(law: &Law) -> Zen {
        let mut isolate = Isolate::new();
        let mut compile = |text: &str| isolate.compile_standard(text).expect("an expression");
        Zen {
            law: Variable::from(closed(data::law(law, Days::Number))),
            head: compile(HEAD),
            lines: compile(LINES),
            vm: VM::new(),
            contexts: Vec::new(),
        }
    }

    fn context(&self, line: &str) -> Variable {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        value["day"] = number(&value["accepted_on"]);
        for filing in ["commerce_filing", "customs_filing"] {
            for end in ["valid_from", "valid_until"] {
                value["operator"][filing][end] = number(&value["operator"][filing][end]);
            }
        }
        for item in value["items"].as_array_mut().into_iter().flatten() {
            for key in ["quantity", "unit_price", "total"] {
                item[key] = serde_json::from_str(item[key].as_str().unwrap_or("null")).expect("a number");
            }
        }
        let context = Variable::from(value);
        context.dot_insert("law", self.law.clone());
        context
    }

    fn one(&mut self, index: usize, context: &Variable, answers: &mut Answers) {
        let mut found = Vec::new();
        for expression in [&self.head, &self.lines] {
            let result = expression.evaluate_with(context.clone(), &mut self.vm).expect("an answer");
            let list = result.as_array().expect("a list");
            let numbers = list.borrow();
            found.extend(numbers.iter().filter_map(|n| u64::try_from(n.as_number()?).ok()));
        }
        keep(index, found, answers);
    }
}

/// Every beginning with the lists of all shorter ones that are listed.
fn closed(mut law: Value) -> Value {
    let index = law["index"].take();
    let lists = |prefix: &str| index[prefix].as_array().into_iter().flatten().filter_map(Value::as_u64);
    let all =
        |prefix: &String| -> BTreeSet<u64> { (4..=prefix.len()).flat_map(|n| lists(&prefix[..n])).collect() };
    let closed = index.as_object().into_iter().flat_map(|o| o.keys()).map(|p| (p.clone(), json!(all(p))));
    law["index"] = Value::Object(closed.collect());
    law
}

/// `"2024-01-31"` as 20240131; `"open"` as a day that does not come.
fn number(text: &Value) -> Value {
    let digits: String = text.as_str().unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    json!(digits.parse::<u64>().unwrap_or(99_991_231))
}

impl Peer for Zen {
    fn name(&self) -> &'static str {
        "zen-expression 2.1 (VM)"
    }

    fn host(&self) -> (&'static str, &'static str) {
        (
            "days and amounts as numbers; the index of codes closed upwards",
            "日期和金额改为数字；编码索引向上闭合",
        )
    }

    fn prepare(&mut self, _: &[Declaration], ndjson: &str) {
        self.contexts = ndjson.lines().map(|line| self.context(line)).collect();
    }

    fn judge(&mut self, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for index in 0..self.contexts.len() {
            let context = self.contexts[index].clone();
            self.one(index, &context, answers);
        }
        None
    }

    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, line) in ndjson.lines().enumerate() {
            let context = self.context(line);
            self.one(index, &context, answers);
        }
        None
    }

    fn round(&self) -> usize {
        1_500
    }
}
