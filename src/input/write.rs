//! A [`Node`] → JSON, as it was read: numbers as they were written, a key that
//! stands twice still twice.

use serde::ser::{Error as _, SerializeMap as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::node::{Kind, Node};

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.kind {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool(value) => serializer.serialize_bool(*value),
            Kind::Number(raw) => {
                let raw = RawValue::from_string(raw.clone()).map_err(S::Error::custom)?;
                raw.serialize(serializer)
            }
            Kind::Text(text) => serializer.serialize_str(text),
            Kind::List(nodes) => serializer.collect_seq(nodes),
            Kind::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for member in members {
                    map.serialize_entry(&member.key, &member.node)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::input::{Limits, parse};
    use crate::source::SourceId;

    #[test]
    fn what_was_read_is_written() {
        let text = r#"{"a":[1.50,1e3,null,true],"货":"\"\\","a":{"b":""}}"#;
        let node = parse(SourceId::default(), text, &Limits::default()).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), text);
    }
}
