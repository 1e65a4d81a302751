//! Matches.

use eql::sequence::KeyValue;
use eql::{Scalar, Timestamp};
use eql_compiler::rule_file::Metadata;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Whose match it is; a query of the command line has none of this.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RuleLabel {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) path: String,
    pub(crate) dialect: &'static str,
    pub(crate) severity: Option<String>,
    pub(crate) risk_score: Option<u8>,
    /// What the first stage calls the join keys.
    #[serde(skip)]
    pub(crate) key_names: Vec<String>,
    /// The longest that a match of a sequence may take, in nanoseconds.
    #[serde(skip)]
    pub(crate) maxspan: Option<i64>,
    /// Fields without which it can't match.
    #[serde(skip)]
    pub(crate) needs: Vec<String>,
    #[serde(skip)]
    pub(crate) query: String,
    #[serde(skip)]
    pub(crate) metadata: Metadata,
}

/// A match of a rule.
#[derive(Clone, Debug)]
pub(crate) struct MatchRecord<'r> {
    pub(crate) rule: Option<&'r RuleLabel>,
    pub(crate) join_keys: Vec<Value>,
    /// The documents as they were written; none for an absence.
    pub(crate) events: Vec<Option<Arc<str>>>,
    pub(crate) first: Option<Timestamp>,
    pub(crate) last: Option<Timestamp>,
    /// What pipes have made: `count`, `percent` and so on.
    pub(crate) made: Map<String, Value>,
}

#[derive(Serialize)]
struct Line<'m> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'m RuleLabel>,
    join_keys: &'m [Value],
    events: Vec<Option<Box<RawValue>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'m Map<String, Value>>,
}

impl MatchRecord<'_> {
    /// The match as one line of JSON, without the line's end.
    pub(crate) fn ndjson(&self) -> String {
        let line = Line {
            id: self.id(),
            rule: self.rule,
            join_keys: &self.join_keys,
            events: self.events.iter().map(|event| event.as_deref().map(on_one_line)).collect(),
            first: self.first.map(|time| time.to_string()),
            last: self.last.map(|time| time.to_string()),
            record: (!self.made.is_empty()).then_some(&self.made),
        };
        // Nothing in the record can fail to be written: no map with odd keys, no failing writer.
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// The same for the same rule, key and events, in every run.
    pub(crate) fn id(&self) -> String {
        let mut hash = Fingerprint::default();
        hash.part(self.rule.map_or("", |rule| &rule.id).as_bytes());
        for key in &self.join_keys {
            hash.part(key.to_string().as_bytes());
        }
        hash.part(&[]);
        for event in &self.events {
            hash.part(event.as_deref().unwrap_or_default().as_bytes());
        }
        for (name, value) in &self.made {
            hash.part(name.as_bytes());
            hash.part(value.to_string().as_bytes());
        }
        format!("{:032x}", hash.0)
    }
}

/// A column of a join key as JSON.
pub(crate) fn json_of_key(key: &KeyValue) -> Value {
    match (key.elements(), key.as_scalar()) {
        (Some(elements), _) => elements.iter().map(json_of_key).collect(),
        (None, Some(scalar)) => json_of(scalar),
        (None, None) => Value::Null,
    }
}

pub(crate) fn json_of(value: Scalar<'_>) -> Value {
    match value {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => value.into(),
        Scalar::Int(value) => value.into(),
        Scalar::UInt(value) => value.into(),
        Scalar::Float(value) => value.into(),
        Scalar::Str(value) => value.into_owned().into(),
        Scalar::Ip(value) => value.to_string().into(),
        Scalar::Time(value) => value.to_string().into(),
        _ => Value::Null,
    }
}

/// An element of an array may be spread over lines, a record may not. Line ends are only legal between tokens, so that
/// the strings stay what they are.
fn on_one_line(text: &str) -> Box<RawValue> {
    let line: String = text.split(['\n', '\r']).map(str::trim_start).collect();
    // The text was read as JSON before.
    RawValue::from_string(line).unwrap_or_default()
}

/// 128-bit FNV-1a over length-prefixed parts.
struct Fingerprint(u128);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fingerprint {
    fn part(&mut self, bytes: &[u8]) {
        for &byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(keys: Vec<Value>, events: &[Option<&str>]) -> MatchRecord<'static> {
        MatchRecord {
            rule: None,
            join_keys: keys,
            events: events.iter().map(|event| event.map(Arc::from)).collect(),
            first: Some(Timestamp::from_nanos(1_767_225_600_000_000_100)),
            last: None,
            made: Map::new(),
        }
    }

    #[test]
    fn a_line_keeps_documents_as_they_were() {
        let line = record(vec!["k".into(), 7.into()], &[Some("{ \"a\":1.0,\n  \"b\": \"x\\n y\"}"), None]).ndjson();
        let id = line.get(7..39).unwrap();
        assert_eq!(
            line,
            format!(
                "{{\"id\":\"{id}\",\"join_keys\":[\"k\",7],\"events\":[{{ \"a\":1.0,\"b\": \"x\\n y\"}},null],\
                 \"first\":\"2026-01-01T00:00:00.000000100Z\"}}"
            )
        );
    }

    #[test]
    fn ids_differ_where_matches_do() {
        let ids = [
            record(vec![], &[Some("{}")]),
            record(vec![], &[Some("{}"), None]),
            record(vec![], &[None, Some("{}")]),
            record(vec!["{}".into()], &[]),
            record(vec![Value::Null], &[Some("{}")]),
            record(vec![1.into(), 23.into()], &[]),
            record(vec![12.into(), 3.into()], &[]),
        ]
        .map(|record| record.id());
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids.iter().skip(at + 1).any(|other| other == id), "{at}");
        }
        assert_eq!(ids[0], record(vec![], &[Some("{}")]).id());
    }
}
