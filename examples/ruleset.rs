//! A folder of rules as one pack: `cargo run --example ruleset < events.ndjson`, without a file two lines of its own.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use eql::ruleset;
use std::io::{self, BufRead, IsTerminal};

ruleset! {
    /// The rules that come with this project.
    pub struct Rules;
    "rules/*.toml"
}

const EVENTS: &str = r#"{"@timestamp": "2026-01-05T08:00:00Z", "event": {"category": "network", "type": "start"}}
{"@timestamp": "2026-01-05T08:00:01Z", "event": {"category": "process", "type": "start"}, "process": {"name": "tar"}}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lines: Vec<String> = match io::stdin() {
        input if input.is_terminal() => EVENTS.lines().map(str::to_owned).collect(),
        input => input.lock().lines().collect::<Result<_, _>>()?,
    };
    println!("{} rules read {} fields", Rules::RULES.len(), Rules::FIELDS.len());

    let mut engine = Rules::engine();
    let mut alerts = Vec::new();
    for line in &lines {
        alerts.extend(engine.push_json(line)?);
    }
    // What had to wait for the end: events that did not come.
    alerts.extend(engine.finish());

    for alert in &alerts {
        println!("{} ({})", alert.rule.name.unwrap_or(alert.rule.id), alert.rule.severity.unwrap_or("no severity"));
        for event in alert.found.events.iter().flatten() {
            println!("  {event}");
        }
    }
    println!("{} alerts on {} events", alerts.len(), lines.len());
    Ok(())
}
