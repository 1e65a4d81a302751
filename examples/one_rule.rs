//! One rule over JSON events: `cargo run --example one_rule`.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use eql::eql;
use serde_json::json;

fn main() {
    // Parsed, checked and turned into Rust while this file is compiled; a typo in it is a compile error at that place.
    let encoded_command = eql! {
        process where event.type == "start"
          and process.name : ("powershell.exe", "pwsh.exe")
          and process.args : ("-e", "-enc*")
    };

    let event = |name: &str, args: &[&str]| {
        json!({
            "event": { "category": "process", "type": ["start"] },
            "process": { "name": name, "args": args },
        })
    };
    let events = [
        event("PowerShell.exe", &["powershell", "-EncodedCommand", "SQBFAFgA"]),
        event("powershell.exe", &["powershell", "-File", "backup.ps1"]),
        event("notepad.exe", &["notepad", "-e"]),
    ];

    for event in &events {
        let verdict = if encoded_command.matches(event) { "match" } else { "-" };
        println!("{verdict:<6} {}", event["process"]);
    }
}
