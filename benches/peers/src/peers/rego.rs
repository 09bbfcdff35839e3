//! regorus: the bytecode machine, and the interpreter of syntax trees. Policy and data are
//! compiled once; the input is built before it is measured.

use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{CompiledPolicy, Engine, Value};

use super::data::{self, Days};
use super::{Peer, keep};
use crate::law::Law;
use crate::model::{Answers, Declaration};

const RULES: &str = include_str!("rules.rego");
const ENTRY: &str = "data.peers.found";

fn engine(law: &Law) -> Engine {
    let mut engine = Engine::new();
    engine.add_policy("rules.rego".to_owned(), RULES.to_owned()).expect("a policy");
    let law = data::law(law, Days::Text).to_string();
    engine.add_data_json(&format!("{{\"law\":{law}}}")).expect("data");
    engine
}

fn inputs(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| Value::from_json_str(line).expect("JSON")).collect()
}

fn numbers(found: &Value) -> Vec<u64> {
    found.as_set().expect("a set").iter().map(|n| n.as_f64().expect("a number") as u64).collect()
}

/// The bytecode machine.
pub struct Vm {
    machine: RegoVM,
    inputs: Vec<Value>,
}

impl Vm {
    /// Compiles the rules.
    pub fn new(law: &Law) -> Vm {
        let mut engine = engine(law);
        let data = engine.get_data();
        let policy = engine.compile_with_entrypoint(&ENTRY.into()).expect("a policy");
        let program = Compiler::compile_from_policy(&policy, &[ENTRY]).expect("a program");
        let mut machine = RegoVM::new();
        machine.set_max_instructions(usize::MAX);
        machine.load_program(Arc::clone(&program));
        machine.set_data(data).expect("data");
        Vm { machine, inputs: Vec::new() }
    }

    fn one(&mut self, index: usize, input: Value, answers: &mut Answers) {
        self.machine.set_input(input);
        let found = self.machine.execute().expect("an answer");
        keep(index, numbers(&found), answers);
    }
}

impl Peer for Vm {
    fn name(&self) -> &'static str {
        "regorus 0.14 (RVM)"
    }

    fn host(&self) -> (&'static str, &'static str) {
        ("nothing", "无")
    }

    fn prepare(&mut self, _: &[Declaration], ndjson: &str) {
        self.inputs = inputs(ndjson);
    }

    fn judge(&mut self, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for index in 0..self.inputs.len() {
            self.one(index, self.inputs[index].clone(), answers);
        }
        None
    }

    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, line) in ndjson.lines().enumerate() {
            self.one(index, Value::from_json_str(line).expect("JSON"), answers);
        }
        None
    }
}

/// The interpreter.
pub struct Interpreter {
    policy: CompiledPolicy,
    inputs: Vec<Value>,
}

impl Interpreter {
    /// Compiles the rules.
    pub fn new(law: &Law) -> Interpreter {
        let policy = engine(law).compile_with_entrypoint(&ENTRY.into()).expect("a policy");
        Interpreter { policy, inputs: Vec::new() }
    }

    fn one(&self, index: usize, input: Value, answers: &mut Answers) {
        let found = self.policy.eval_with_input(input).expect("an answer");
        keep(index, numbers(&found), answers);
    }
}

impl Peer for Interpreter {
    fn name(&self) -> &'static str {
        "regorus 0.14 (interpreter)"
    }

    fn host(&self) -> (&'static str, &'static str) {
        ("nothing", "无")
    }

    fn prepare(&mut self, _: &[Declaration], ndjson: &str) {
        self.inputs = inputs(ndjson);
    }

    fn judge(&mut self, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, input) in self.inputs.iter().enumerate() {
            self.one(index, input.clone(), answers);
        }
        None
    }

    fn stream(&mut self, ndjson: &str, answers: &mut Answers) -> Option<u64> {
        answers.clear();
        for (index, line) in ndjson.lines().enumerate() {
            self.one(index, Value::from_json_str(line).expect("JSON"), answers);
        }
        None
    }
}
