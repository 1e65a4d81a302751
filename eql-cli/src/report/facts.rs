//! What is worth knowing of an event at a glance.

use eql::{Event, FieldBuf, Timestamp, Value};
use serde_json::Value as Json;

/// A label, and the fields that say it: the first that has a value is taken.
const FACTS: [(&str, &[&str]); 10] = [
    ("host", &["host.name", "host.id"]),
    ("user", &["user.name"]),
    ("process", &["process.name", "process.executable"]),
    ("command", &["process.command_line"]),
    ("parent", &["process.parent.name", "process.parent.executable"]),
    ("asks for", &["dns.question.name"]),
    ("to", &["destination.ip", "destination.address"]),
    ("file", &["file.path", "file.name"]),
    ("library", &["dll.path", "dll.name"]),
    ("registry", &["registry.path"]),
];

/// What there is of it, in a fixed order.
pub(crate) fn facts(event: &Json) -> Vec<(&'static str, String)> {
    let value = |fields: &[&str]| fields.iter().find_map(|field| first_text(event, field));
    FACTS.iter().filter_map(|(label, fields)| Some((*label, value(fields)?))).collect()
}

/// What happened: its category and action.
pub(crate) fn headline(event: &Json) -> String {
    let words: Vec<String> =
        ["event.category", "event.action"].iter().filter_map(|field| first_text(event, field)).collect();
    words.join(" ")
}

/// The first value of a field, as text.
pub(crate) fn first_text(event: &impl Event, field: &str) -> Option<String> {
    // Not `Json::get`, which knows no dotted paths.
    Event::get(event, &FieldBuf::new(field).as_field(), |value| match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Str(value) => value.to_owned(),
        Value::Ip(value) => value.to_string(),
        Value::Time(value) => value.to_string(),
        _ => String::new(),
    })
}

/// The time of an event.
pub(crate) fn time(event: &Json, field: &str) -> Option<Timestamp> {
    Event::get(event, &FieldBuf::new(field).as_field(), Timestamp::from_value).flatten()
}

/// A value as it is read, without the quotes of a string.
pub(crate) fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The ATT&CK entries of a rule as `T1059.001 PowerShell`, tactics first, each once.
pub(crate) fn attack_tags(threats: &[eql_compiler::rule_file::Threat]) -> Vec<String> {
    let tactics = threats.iter().filter_map(|threat| threat.tactic.as_ref());
    let techniques = threats.iter().flat_map(|threat| &threat.techniques);
    let techniques = techniques.flat_map(|technique| std::iter::once(&technique.entry).chain(&technique.subtechniques));
    let mut tags: Vec<String> = Vec::new();
    for entry in tactics.chain(techniques) {
        let tag = format!("{} {}", entry.id, entry.name.as_deref().unwrap_or_default()).trim().to_owned();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
