//! Events as structs, read from JSON before anything is timed.

use serde_json::Value;
use std::net::IpAddr;

/// What a struct can have for a field of an event.
pub trait FromJson {
    /// From what stands at the field; nothing where nothing does.
    fn from_json(value: Option<&'static Value>) -> Self;
}

/// The value of a field.
#[must_use]
pub fn read<T: FromJson>(event: &'static Value, path: &str) -> T {
    let found = path.split('.').try_fold(event, |value, name| value.get(name));
    T::from_json(found.filter(|value| !value.is_null()))
}

/// The only value, or that of a list of one.
fn one(value: &'static Value) -> &'static Value {
    match value.as_array().map(Vec::as_slice) {
        Some([only]) => only,
        _ => value,
    }
}

impl FromJson for Option<&'static str> {
    fn from_json(value: Option<&'static Value>) -> Self {
        one(value?).as_str()
    }
}

impl FromJson for &'static [&'static str] {
    fn from_json(value: Option<&'static Value>) -> Self {
        let texts: Vec<&str> = match value {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(value) => value.as_str().into_iter().collect(),
            None => Vec::new(),
        };
        // For as long as the program runs, as the documents are.
        if texts.is_empty() { &[] } else { texts.leak() }
    }
}

impl FromJson for Option<bool> {
    fn from_json(value: Option<&'static Value>) -> Self {
        one(value?).as_bool()
    }
}

impl FromJson for Option<i64> {
    fn from_json(value: Option<&'static Value>) -> Self {
        one(value?).as_i64()
    }
}

impl FromJson for Option<f64> {
    fn from_json(value: Option<&'static Value>) -> Self {
        one(value?).as_f64()
    }
}

impl FromJson for Option<IpAddr> {
    fn from_json(value: Option<&'static Value>) -> Self {
        one(value?).as_str()?.parse().ok()
    }
}

/// The time of an event, in nanoseconds since the epoch.
#[must_use]
pub fn time(event: &'static Value) -> Option<i64> {
    let text = event.get("@timestamp")?.as_str()?;
    text.parse::<jiff::Timestamp>().ok()?.as_nanosecond().try_into().ok()
}
