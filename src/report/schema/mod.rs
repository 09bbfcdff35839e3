//! The contracts as JSON Schema (2020-12): what a declaration may state, from the facts
//! of a policy; what a decision, an error and an envelope hold, from the types that
//! are written.

mod declaration;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::json::{Envelope, ErrorRecord};
use crate::eval::decision::Decision;
use crate::hir;

/// A contract that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// What is read.
    Declaration,
    /// What is answered.
    Decision,
    /// What is said of a declaration that could not be judged.
    Error,
    /// What travels around either.
    Envelope,
}

impl Contract {
    /// All of them.
    pub const ALL: [Contract; 4] =
        [Contract::Declaration, Contract::Decision, Contract::Error, Contract::Envelope];

    /// `declaration@1`: its name without the program's.
    pub fn name(self) -> &'static str {
        match self {
            Contract::Declaration => "declaration@1",
            Contract::Decision => "decision@1",
            Contract::Error => "error@1",
            Contract::Envelope => "envelope@1",
        }
    }
}

/// The schema of a contract as a text of many lines; `facts` are those that
/// declarations state.
///
/// ```
/// use mp1039::{hir, report::schema::{Contract, schema}};
/// let text = schema(Contract::Error, &hir::Schema::default());
/// assert!(text.contains("https://json-schema.org/draft/2020-12/schema"));
/// ```
pub fn schema(contract: Contract, facts: &hir::Schema) -> String {
    let schema = match contract {
        Contract::Declaration => declaration::declaration(facts),
        Contract::Decision => written::<Decision>(contract),
        Contract::Error => written::<ErrorRecord<'static>>(contract),
        Contract::Envelope => written::<Envelope<'static>>(contract),
    };
    // A tree of texts and whole numbers can always be written.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// The schema of what a type is written as.
fn written<T: JsonSchema>(contract: Contract) -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema: Schema = generator.into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), json!(id(contract)));
    schema.insert("title".to_owned(), json!(format!("mp1039/{}", contract.name())));
    let mut schema = schema.to_value();
    plain(&mut schema);
    name_records(&mut schema, &format!("mp1039/{}", contract.name()));
    schema
}

/// Keeps of each description its first paragraph: the rest is for who reads the code.
fn plain(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(words)) = members.get_mut("description") {
                *words = words.split("\n\n").next().unwrap_or_default().replace('\n', " ");
            }
            members.values_mut().for_each(plain);
        }
        Value::Array(values) => values.iter_mut().for_each(plain),
        _ => {}
    }
}

/// Says what `schema` always is, here and in what is inside.
fn name_records(schema: &mut Value, own: &str) {
    say(schema, own);
    for (inside, name) in [("Decision", "mp1039/decision@1"), ("Error", "mp1039/error@1")] {
        if let Some(definition) = schema.pointer_mut(&format!("/$defs/{inside}")) {
            say(definition, name);
        }
    }
}

fn say(record: &mut Value, name: &str) {
    if let Some(Value::Object(field)) = record.pointer_mut("/properties/schema") {
        field.insert("const".to_owned(), json!(name));
    }
}

/// The name of a schema among all schemas.
fn id(contract: Contract) -> String {
    format!("urn:mp1039:{}", contract.name().replace('@', ":"))
}
