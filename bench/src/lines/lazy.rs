//! A walk over sonic-rs's lazy values: objects on the way are iterated, all else is passed over.

use super::wanted::Wanted;
use sonic_rs::{JsonType, JsonValueTrait, LazyValue};
use std::hint::black_box;

/// How many values of wanted fields there are.
pub fn walk(wanted: &Wanted, line: &[u8]) -> usize {
    object(wanted, line)
}

fn object(wanted: &Wanted, json: &[u8]) -> usize {
    let mut found = 0;
    for member in sonic_rs::to_object_iter(json) {
        let (key, value) = member.expect("the corpora are JSON");
        if let Some(node) = wanted.keys.get(&*key) {
            found += one(node, &value);
        }
    }
    found
}

fn one(node: &Wanted, value: &LazyValue<'_>) -> usize {
    let raw = value.as_raw_str().as_bytes();
    match value.get_type() {
        JsonType::Object if !node.keys.is_empty() => object(node, raw),
        JsonType::Array => {
            let elements = sonic_rs::to_array_iter(raw);
            elements.map(|element| one(node, &element.expect("the corpora are JSON"))).sum()
        }
        JsonType::String if node.field.is_some() => black_box(value.as_str()).map_or(0, |_| 1),
        JsonType::Number if node.field.is_some() => black_box(value.as_f64()).map_or(0, |_| 1),
        JsonType::Boolean if node.field.is_some() => black_box(value.as_bool()).map_or(0, |_| 1),
        _ => 0,
    }
}
