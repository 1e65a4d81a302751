//! The same rules and events as text and documents, for whole engines.
//!
//! The predicate `A` is `any where A == true`, the key columns are `k0` and `k1`, the tiebreaker is `t`, and `n` is the
//! event's number.

use super::notation::{TraceEvent, TraceRule};
use eql_runtime::sequence::{Order, StagePlan};
use serde_json::{Map, json};

/// The field of documents that orders those of the same instant.
pub const TIEBREAKER: &str = "t";

/// The rule as a query in the dialect of Elasticsearch; none where it has no such text: rules of Endgame's order, and
/// those of a single stage.
#[must_use]
pub fn query(rule: &TraceRule) -> Option<String> {
    let plan = &rule.plan;
    if plan.mode.order == Order::Arrival || plan.stages.len() < 2 {
        return None;
    }
    // Keys that all stages share are written once, as people do.
    let shared = rule.groups.len() == 1;
    let mut text = "sequence".to_owned();
    text.extend(rule.groups.first().filter(|_| shared).map(|group| by(group)));
    text.extend(plan.maxspan.map(|maxspan| format!(" with maxspan={}ms", maxspan / 1_000_000)));
    let keys = |group: u16| rule.groups.get(usize::from(group)).filter(|_| !shared).map(|group| by(group));
    for run in plan.stages.chunk_by(StagePlan::eq) {
        text.push_str(if run[0].missing { " !" } else { " " });
        text.push_str(&format!("[any where {} == true]", letter(run[0].predicate)));
        text.extend(keys(run[0].keys));
        if run.len() > 1 {
            text.push_str(&format!(" with runs={}", run.len()));
        }
    }
    if let Some(until) = plan.until {
        text.push_str(&format!(" until [any where {} == true]", letter(until.predicate)));
        text.extend(keys(until.keys));
    }
    Some(text)
}

fn by(group: &[(usize, bool)]) -> String {
    let keys: Vec<String> =
        group.iter().map(|(column, optional)| format!("{}k{column}", if *optional { "?" } else { "" })).collect();
    if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) }
}

fn letter(predicate: u16) -> char {
    char::from(b'A' + (predicate % 26) as u8)
}

/// The event as a document.
#[must_use]
pub fn document(event: &TraceEvent) -> serde_json::Value {
    let mut fields = Map::new();
    fields.insert("@timestamp".to_owned(), json!(event.time.to_string()));
    fields.insert("n".to_owned(), json!(event.number));
    fields.extend(event.tiebreaker.map(|value| (TIEBREAKER.to_owned(), json!(value))));
    fields.extend(event.letters.chars().map(|letter| (letter.to_string(), json!(true))));
    for (column, values) in event.keys.iter().flatten().enumerate() {
        // One value stands alone, as in most documents.
        let value = if let [value] = &values[..] { json!(value) } else { json!(values) };
        fields.insert(format!("k{column}"), value);
    }
    serde_json::Value::Object(fields)
}
