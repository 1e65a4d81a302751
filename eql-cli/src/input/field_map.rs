//! `--field-map`: events that are not in the Elastic Common Schema, read as if they were.
//!
//! A map adds fields to each event and takes none away. A field that the event has already is left as it is.

use crate::failure::Failure;
use eql::{Event, FieldBuf};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// The maps that come with `eqlc`.
const SHIPPED: [(&str, &str); 2] =
    [("sysmon", include_str!("maps/sysmon.toml")), ("winlogbeat", include_str!("maps/winlogbeat.toml"))];

/// What a file of TOML says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// What may stand before the names of fields; tried in order.
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    field: Vec<WrittenField>,
    #[serde(default)]
    event: Vec<WrittenEvent>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenField {
    from: String,
    to: String,
    #[serde(default)]
    take: Take,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEvent {
    #[serde(default)]
    when: toml::Table,
    set: toml::Table,
}

/// What of a value is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Take {
    /// All of it.
    #[default]
    All,
    /// What follows the last slash or backslash.
    FileName,
    /// What follows the last dot of that.
    Extension,
    /// A number that is written as text.
    Number,
    /// The words of a command line, as an array.
    Words,
    /// A time with a blank between date and time, in UTC.
    Time,
}

/// How events are read as events of the Elastic Common Schema.
#[derive(Debug)]
pub(crate) struct FieldMap {
    fields: Vec<MappedField>,
    events: Vec<MappedEvent>,
}

#[derive(Debug)]
struct MappedField {
    from: Vec<FieldBuf>,
    to: FieldBuf,
    take: Take,
}

/// Constants for the events of a kind.
#[derive(Debug)]
struct MappedEvent {
    when: Vec<(Vec<FieldBuf>, Value)>,
    set: Vec<(FieldBuf, Value)>,
}

impl FieldMap {
    /// A map by its name, or from a file.
    pub(crate) fn named(name: &Path) -> Result<Self, Failure> {
        let shipped = SHIPPED.iter().find(|(known, _)| Path::new(known) == name);
        let text = match shipped {
            Some((_, text)) => (*text).to_owned(),
            None => fs::read_to_string(name).map_err(|error| {
                let names = SHIPPED.map(|(name, _)| name).join("`, `");
                Failure::reading(name, &error).with_help(format!("name a file, or one of `{names}`"))
            })?,
        };
        let written: Written = toml::from_str(&text)
            .map_err(|error| Failure::usage(format!("{}: {}", name.display(), error.to_string().trim_end())))?;
        Ok(Self::of(written))
    }

    fn of(written: Written) -> Self {
        let prefixes = if written.prefixes.is_empty() { vec![String::new()] } else { written.prefixes };
        let spellings = |name: &str| prefixes.iter().map(|prefix| FieldBuf::new(&format!("{prefix}{name}"))).collect();
        let field = |field: WrittenField| MappedField {
            from: spellings(&field.from),
            to: FieldBuf::new(&field.to),
            take: field.take,
        };
        let event = |event: WrittenEvent| MappedEvent {
            when: event.when.iter().map(|(name, value)| (spellings(name), json_of(value))).collect(),
            set: event.set.iter().map(|(name, value)| (FieldBuf::new(name), json_of(value))).collect(),
        };
        Self {
            fields: written.field.into_iter().map(field).collect(),
            events: written.event.into_iter().map(event).collect(),
        }
    }

    /// The event with the fields that the map adds; none where the text is no JSON object, for the reader to say.
    pub(crate) fn apply(&self, document: &[u8]) -> Option<Vec<u8>> {
        let event: Value = serde_json::from_slice(document).ok()?;
        let mut added = Map::new();
        let mut add = |to: &FieldBuf, value: Value| {
            let path = to.as_field().path().to_owned();
            if !has(&event, to) {
                added.entry(path).or_insert(value);
            }
        };
        for field in &self.fields {
            let value =
                field.from.iter().find_map(|from| value_of(&event, from)).and_then(|value| taken(value, field.take));
            if let Some(value) = value {
                add(&field.to, value);
            }
        }
        for kind in &self.events {
            let is_of_kind = kind.when.iter().all(|(fields, expected)| {
                let actual = fields.iter().find_map(|field| value_of(&event, field));
                actual.is_some_and(|actual| as_text(&actual) == as_text(expected))
            });
            if is_of_kind {
                kind.set.iter().for_each(|(to, value)| add(to, value.clone()));
            }
        }
        let Value::Object(mut whole) = event else { return None };
        whole.extend(added);
        serde_json::to_vec(&whole).ok()
    }
}

fn has(event: &Value, field: &FieldBuf) -> bool {
    Event::get(event, &field.as_field(), |_| ()).is_some()
}

/// The first value of a field.
fn value_of(event: &Value, field: &FieldBuf) -> Option<Value> {
    Event::get(event, &field.as_field(), |value| match value {
        eql::Value::Bool(value) => value.into(),
        eql::Value::Int(value) => value.into(),
        eql::Value::UInt(value) => value.into(),
        eql::Value::Float(value) => value.into(),
        eql::Value::Str(value) => value.into(),
        _ => Value::Null,
    })
    .filter(|value| !value.is_null())
}

fn taken(value: Value, take: Take) -> Option<Value> {
    let text = || as_text(&value);
    let file_name = |text: &str| text.rsplit(['\\', '/']).next().unwrap_or_default().to_owned();
    Some(match take {
        Take::All => value,
        Take::FileName => file_name(&text()).into(),
        Take::Extension => file_name(&text()).rsplit_once('.')?.1.into(),
        Take::Number => {
            let text = text();
            let hexadecimal = text.strip_prefix("0x").map(|digits| i64::from_str_radix(digits, 16));
            hexadecimal.unwrap_or_else(|| text.parse()).ok()?.into()
        }
        Take::Words => words(&text()).into(),
        Take::Time => format!("{}Z", text().trim_end_matches('Z').replacen(' ', "T", 1)).into(),
    })
}

/// A command line cut at its blanks, apart from those between double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for char in line.chars() {
        match char {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            blank if blank.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            other => {
                word.push(other);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn json_of(value: &toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn applied(map: &str, event: Value) -> Value {
        let map = FieldMap::named(Path::new(map)).unwrap();
        serde_json::from_slice(&map.apply(event.to_string().as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn shipped_maps_give_events_of_the_common_schema() {
        let start = json!({
            "EventID": 1, "UtcTime": "2026-01-01 08:00:00.123", "Image": "C:\\Windows\\System32\\cmd.exe", "ProcessId": "42",
            "CommandLine": "cmd /c \"echo a b\"", "User": "CORP\\lena", "ParentImage": "C:\\Windows\\explorer.exe", "ProcessGuid": "{g}",
        });
        for (map, event) in [
            ("sysmon", start.clone()),
            ("sysmon", json!({"Event": {"System": {"EventID": 1}, "EventData": start.clone()}})),
            (
                "winlogbeat",
                json!({"@timestamp": "2026-01-01T08:00:00.123Z", "winlog": {"event_id": 1, "provider_name": "Microsoft-Windows-Sysmon", "event_data": start.clone()}}),
            ),
        ] {
            let event = applied(map, event);
            let expected = json!({
                "@timestamp": "2026-01-01T08:00:00.123Z", "event.category": "process", "event.type": "start", "host.os.type": "windows",
                "process.name": "cmd.exe", "process.executable": "C:\\Windows\\System32\\cmd.exe", "process.pid": 42,
                "process.args": ["cmd", "/c", "echo a b"], "user.name": "lena", "process.parent.name": "explorer.exe",
                "process.entity_id": "{g}",
            });
            for (field, value) in expected.as_object().unwrap() {
                assert_eq!(&event[field], value, "{map}: {field} of {event}");
            }
        }
    }

    #[test]
    fn what_an_event_has_stays() {
        let event = applied(
            "sysmon",
            json!({"EventID": 3, "Image": "C:\\a.exe", "process": {"name": "b.exe"}, "DestinationPort": "443"}),
        );
        assert_eq!(event["process"], json!({"name": "b.exe"}));
        assert_eq!(event.get("process.name"), None);
        assert_eq!(json!([event["event.category"], event["destination.port"]]), json!(["network", 443]));
        assert_eq!(event["Image"], "C:\\a.exe");
    }

    #[test]
    fn words_of_command_lines() {
        let rows: [(&str, &[&str]); 4] = [
            ("a  b", &["a", "b"]),
            ("\"C:\\Program Files\\x.exe\" -y", &["C:\\Program Files\\x.exe", "-y"]),
            ("a \"\" b", &["a", "", "b"]),
            (" ", &[]),
        ];
        for (line, expected) in rows {
            assert_eq!(words(line), expected, "{line}");
        }
    }
}
