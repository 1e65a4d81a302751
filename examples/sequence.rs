//! Events in order: `cargo run --example sequence`.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use eql::eql;
use serde_json::{Value, json};

eql! {
    /// A program that packs data, then connects out.
    pub struct PackThenConnect;

    sequence by process.entity_id with maxspan=30s
      [process where event.type == "start" and process.name in ("gzip", "tar", "zip")]
      [network where destination.ip != null and not cidrMatch(destination.ip, "10.0.0.0/8", "::1")]
    until [process where event.type == "end"]
}

fn main() {
    // The detector owns the state of the sequence; each event gets an id of our choice, which comes back in a match.
    let mut detector = PackThenConnect.detector();
    for (line, event) in stream().iter().enumerate() {
        let id = line + 1;
        println!("{id}  {} {}", event["@timestamp"], event["process"]);
        for hit in detector.push(event, id) {
            let events: Vec<usize> = hit.events.iter().copied().flatten().collect();
            println!("   match: events {events:?}, joined by {:?}", hit.keys());
        }
    }
}

/// One process that packs and connects, one that ends before it connects, one that connects too late.
fn stream() -> Vec<Value> {
    vec![
        start("2026-01-05T08:00:00Z", "a", "tar"),
        start("2026-01-05T08:00:01Z", "b", "gzip"),
        start("2026-01-05T08:00:02Z", "c", "zip"),
        end("2026-01-05T08:00:03Z", "b", "gzip"),
        connection("2026-01-05T08:00:09Z", "a", "tar", "203.0.113.7"),
        connection("2026-01-05T08:00:10Z", "b", "gzip", "203.0.113.7"),
        connection("2026-01-05T08:00:33Z", "c", "zip", "203.0.113.7"),
    ]
}

fn start(time: &str, id: &str, name: &str) -> Value {
    json!({
        "@timestamp": time,
        "event": { "category": "process", "type": "start" },
        "process": { "entity_id": id, "name": name },
    })
}

fn end(time: &str, id: &str, name: &str) -> Value {
    json!({
        "@timestamp": time,
        "event": { "category": "process", "type": "end" },
        "process": { "entity_id": id, "name": name },
    })
}

fn connection(time: &str, id: &str, name: &str, address: &str) -> Value {
    json!({
        "@timestamp": time,
        "event": { "category": "network", "type": "start" },
        "process": { "entity_id": id, "name": name },
        "destination": { "ip": address },
    })
}
