//! Rules that arrive while the program runs: `cargo run --example dynamic_rules --features dynamic`.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use eql::dynamic::{CompileOptions, Rule};
use serde_json::json;

fn main() {
    // As from a file, a queue or a form. The second has a mistake.
    let texts = [
        r#"process where process.name : "mimikatz*""#,
        r#"process where stringContain(process.command_line, "sekurlsa")"#,
        r#"process where process.parent.name : ("winword.exe", "excel.exe") and process.name : ("cmd.exe", "*shell.exe")"#,
    ];

    let mut rules = Vec::new();
    for text in texts {
        match Rule::compile(text, &CompileOptions::default()) {
            Ok(rule) => rules.push((text, rule)),
            Err(diagnostics) => println!("does not compile: {text}\n{}\n", diagnostics),
        }
    }

    let event = json!({
        "event": { "category": "process" },
        "process": { "name": "PowerShell.exe", "parent": { "name": "WINWORD.EXE" } },
    });
    for (text, rule) in &rules {
        let verdict = if rule.matches(&event) { "match" } else { "-" };
        println!("{verdict:<6} {text}");
    }
}
