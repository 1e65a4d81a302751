//! What pipes have made of a hit, as cases write it.

use eql_runtime::ops::text::string;
use eql_runtime::pipes::Record;
use eql_runtime::{Datum, Scalar};
use serde_json::{Value, json};

/// A record as JSON; nothing for an empty one.
#[must_use]
pub fn record_text(record: &Record) -> Option<String> {
    let fields = record.iter().map(|(name, value)| format!("{}: {}", json!(name), json_of(value)));
    let fields: Vec<String> = fields.collect();
    (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(", ")))
}

fn json_of(value: &Datum<'_>) -> Value {
    match value {
        Datum::Plain(Scalar::Null) => Value::Null,
        Datum::Plain(Scalar::Bool(value)) => json!(value),
        Datum::Plain(Scalar::Int(value)) => json!(value),
        Datum::Plain(Scalar::Float(value)) => json!(value),
        Datum::Plain(value) => match string(value) {
            Scalar::Str(text) => json!(text),
            _ => Value::Null,
        },
        Datum::List(items) => items.iter().map(json_of).collect(),
        Datum::Object(fields) => fields.iter().map(|(key, value)| (key.to_string(), json_of(value))).collect(),
    }
}
