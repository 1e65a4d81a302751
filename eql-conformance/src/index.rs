//! The documents that the suites query, loaded as Elasticsearch's own tests load them (README of the suites, §5).

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The definitions of fields as Elasticsearch writes them (`{"type": "keyword"}`), by dotted path.
pub type Mapping = BTreeMap<String, Value>;

/// Documents, and what queries need to know about them.
#[derive(Clone, Debug)]
pub struct Index {
    /// The documents, in no particular order.
    pub documents: Vec<Value>,
    /// Their fields; empty for documents without a schema.
    pub mapping: Mapping,
    /// The field that identifies an event in the expected results.
    pub id_field: &'static str,
    /// The field that orders events of one instant.
    pub tiebreaker_field: Option<&'static str>,
}

/// The field that numbers documents of our own.
const OWN_ID: &str = "id";

/// How the endgame documents' `timestamp` becomes `@timestamp`.
#[derive(Clone, Copy)]
enum Clock {
    /// Windows file time: ticks of 100 ns since 1601; the result is whole milliseconds.
    FileTime,
    /// Nanoseconds since the epoch.
    Nanos,
}

impl Index {
    /// The events of the endgame reference suite, with millisecond times.
    #[must_use]
    pub fn endgame(suites: &Path) -> Self {
        Self::endgame_with(suites, "data/endgame-140.mapping", Clock::FileTime)
    }

    /// The same events with nanosecond times.
    #[must_use]
    pub fn endgame_nanos(suites: &Path) -> Self {
        Self::endgame_with(suites, "data/endgame-140-nanos.mapping", Clock::Nanos)
    }

    fn endgame_with(suites: &Path, mapping: &str, clock: Clock) -> Self {
        let mut documents = read_documents(&suites.join("test_data.json"));
        for document in &mut documents {
            set_time(document, clock);
        }
        let (documents, mapping) = stored(documents, read_mapping(&suites.join(mapping)));
        Self { documents, mapping, id_field: "serial_event_id", tiebreaker_field: Some("serial_event_id") }
    }

    /// `extra` and `missing-events`.
    #[must_use]
    pub fn named(suites: &Path, name: &str) -> Self {
        let (documents, mapping) = load(suites, name);
        Self { documents, mapping, id_field: "sequence", tiebreaker_field: Some("sequence") }
    }

    /// The indices of the samples, several as one.
    #[must_use]
    pub fn samples(suites: &Path, names: &[&str]) -> Self {
        let mut index = Self { documents: Vec::new(), mapping: Mapping::new(), id_field: "id", tiebreaker_field: None };
        for name in names {
            let (documents, mapping) = load(suites, name);
            index.documents.extend(documents);
            index.mapping.extend(mapping);
        }
        index
    }

    /// Documents of our own: they are numbered from 1 where they have no id.
    #[must_use]
    pub fn of_documents(mut documents: Vec<Value>) -> Self {
        for (number, document) in (1..).zip(&mut documents) {
            if let Some(fields) = document.as_object_mut() {
                fields.entry(OWN_ID).or_insert_with(|| Value::from(number));
            }
        }
        Self { documents, mapping: Mapping::new(), id_field: OWN_ID, tiebreaker_field: None }
    }

    /// The mapping as Elasticsearch writes it; `None` for documents without a schema.
    #[must_use]
    pub fn mapping_json(&self) -> Option<String> {
        (!self.mapping.is_empty()).then(|| json!({"properties": self.mapping}).to_string())
    }

    /// The id of a document.
    ///
    /// # Panics
    ///
    /// If it has none.
    #[must_use]
    pub fn id(&self, document: &Value) -> i64 {
        document[self.id_field].as_i64().expect("every document has an id")
    }
}

fn load(suites: &Path, name: &str) -> (Vec<Value>, Mapping) {
    let mapping = read_mapping(&suites.join(format!("data/{name}.mapping")));
    stored(read_documents(&suites.join(format!("data/{name}.data"))), mapping)
}

fn stored(documents: Vec<Value>, mut mapping: Mapping) -> (Vec<Value>, Mapping) {
    for document in &documents {
        map_dynamically(&mut mapping, document);
    }
    (documents.into_iter().map(|document| indexed(document, &mapping)).collect(), mapping)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_documents(path: &Path) -> Vec<Value> {
    let text: Vec<String> =
        read(path).lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned).collect();
    serde_json::from_str(&text.join("\n")).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_mapping(path: &Path) -> Mapping {
    let text: Vec<String> = read(path).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let text = text.join("\n").replace("[runtime_random_keyword_type]", "keyword");
    let root: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut mapping = Mapping::new();
    add_properties(&mut mapping, "", &root["properties"]);
    mapping
}

fn add_properties(mapping: &mut Mapping, prefix: &str, properties: &Value) {
    for (name, field) in properties.as_object().into_iter().flatten() {
        let path = format!("{prefix}{name}");
        if field["properties"].is_object() {
            add_properties(mapping, &format!("{path}."), &field["properties"]);
        } else {
            mapping.insert(path, field.clone());
        }
    }
}

/// Maps the fields that a document has and the mapping lacks, as Elasticsearch does when it first sees them.
fn map_dynamically(mapping: &mut Mapping, document: &Value) {
    for (path, value) in document.as_object().into_iter().flatten() {
        let first = value.as_array().map_or(Some(value), |values| values.iter().find(|value| !value.is_null()));
        let kind = match first {
            Some(Value::String(_)) => "keyword",
            Some(Value::Bool(_)) => "boolean",
            Some(Value::Number(number)) if number.is_f64() => "float",
            Some(Value::Number(_)) => "long",
            _ => continue,
        };
        mapping.entry(path.clone()).or_insert_with(|| json!({"type": kind}));
    }
}

/// `timestamp` → `@timestamp` (README §5.1, §5.2).
fn set_time(document: &mut Value, clock: Clock) {
    const FILE_TIME_TICKS_PER_MILLISECOND: i64 = 10_000;
    const FILE_TIME_EPOCH_MILLISECONDS: i64 = 11_644_473_600_000;
    let Some(ticks) = document["timestamp"].as_i64() else { return };
    document["@timestamp"] = match clock {
        Clock::FileTime => (ticks / FILE_TIME_TICKS_PER_MILLISECOND - FILE_TIME_EPOCH_MILLISECONDS).into(),
        Clock::Nanos => {
            document["timestamp"] = (ticks / 1_000_000).into();
            iso(ticks).into()
        }
    };
}

/// An instant in nanoseconds as ISO 8601 text.
fn iso(nanos: i64) -> String {
    jiff::Timestamp::from_nanosecond(i128::from(nanos)).expect("the instants of the suites fit").to_string()
}

/// A document as its index stores it: nulls and dates are read as the mapping says.
fn indexed(mut document: Value, mapping: &Mapping) -> Value {
    let Some(fields) = document.as_object_mut() else { return document };
    for (path, definition) in mapping {
        let Some(value) = fields.get_mut(path) else { continue };
        if let (Some(null_value), Value::Null) = (definition.get("null_value"), &*value) {
            *value = null_value.clone();
        }
        if matches!(definition["type"].as_str(), Some("date" | "date_nanos")) {
            read_dates(value, definition["format"].as_str());
        }
    }
    document
}

/// Digits are milliseconds; some of the samples have a format of their own.
fn read_dates(value: &mut Value, format: Option<&str>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| read_dates(value, format)),
        Value::String(text) => {
            if let Ok(millis) = text.parse::<i64>() {
                *value = millis.into();
            } else if let (Some("dd-MM-yyyy"), [day, month, year]) =
                (format, text.split('-').collect::<Vec<_>>().as_slice())
            {
                *value = format!("{year}-{month}-{day}").into();
            }
        }
        _ => {}
    }
}
