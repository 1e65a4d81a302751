//! Events and queries in the short notation of `sequences.md`.

use serde_json::{Map, Value, json};

/// The documents of a trace such as `5:A 7:AB(x) 9:U`: time in milliseconds, the stages whose condition the event
/// satisfies, and the join key. A stage `A` is the field `A`, the key the field `k`.
///
/// # Panics
///
/// If the text is not a trace.
#[must_use]
pub fn documents(trace: &str) -> Vec<Value> {
    trace.split_whitespace().map(document).collect()
}

fn document(event: &str) -> Value {
    let (time, rest) = event.split_once(':').unwrap_or_else(|| panic!("no time in `{event}`"));
    let (stages, key) = match rest.split_once('(') {
        Some((stages, key)) => (stages, Some(key.trim_end_matches(')'))),
        None => (rest, None),
    };
    let mut fields = Map::new();
    let time: i64 = time.parse().unwrap_or_else(|error| panic!("`{event}`: {error}"));
    fields.insert("@timestamp".to_owned(), json!(time));
    fields.extend(stages.chars().map(|stage| (stage.to_string(), json!(true))));
    fields.extend(key.map(|key| ("k".to_owned(), json!(key))));
    Value::Object(fields)
}

/// The query in which every `[A]` and `![A]` is written out as `[any where A == true]`.
#[must_use]
pub fn query(short: &str) -> String {
    let mut query = String::new();
    let mut rest = short;
    while let Some((before, after)) = rest.split_once('[') {
        let (stage, after) = after.split_once(']').unwrap_or((after, ""));
        let is_letter = stage.len() == 1 && stage.bytes().all(|byte| byte.is_ascii_uppercase());
        let stage = if is_letter { format!("any where {stage} == true") } else { stage.to_owned() };
        query.push_str(&format!("{before}[{stage}]"));
        rest = after;
    }
    query.push_str(rest);
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_becomes_documents() {
        let expected = [json!({"@timestamp": 5, "A": true}), json!({"@timestamp": 7, "A": true, "B": true, "k": "x"})];
        assert_eq!(documents("5:A 7:AB(x)"), expected);
    }

    #[test]
    fn short_stages_are_written_out() {
        let expected = "sequence [any where A == true] ![any where M == true] [process where x == 1]";
        assert_eq!(query("sequence [A] ![M] [process where x == 1]"), expected);
    }
}
