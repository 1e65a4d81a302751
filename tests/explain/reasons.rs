//! The reason of each test that does not hold, and what of the text it points at.

use eql::dynamic::explain::{Explainer, Reason};
use eql::dynamic::{CompileOptions, Dialect};
use serde_json::{Value, json};

/// A condition on an event of category `process`, and the tests to blame: their text, reason, and what they nearly match.
fn check(condition: &str, event: &Value, expected: &[(&str, Reason, Option<&str>)]) {
    check_in(Dialect::Elasticsearch, condition, event, expected);
}

fn check_in(dialect: Dialect, condition: &str, event: &Value, expected: &[(&str, Reason, Option<&str>)]) {
    let query = format!("process where {condition}");
    let mut options = CompileOptions::default();
    options.dialect = dialect;
    let explainer = Explainer::compile(&query, &options).unwrap_or_else(|faults| panic!("{query}: {faults}"));
    let mut event = event.clone();
    if event.get("event").is_none() {
        event["event"] = json!({"category": "process"});
    }
    let blames = explainer.explain(0, &event).expect("a condition").blames();
    let text = |range: &std::ops::Range<u32>| &query[range.start as usize..range.end as usize];
    let found: Vec<(&str, Reason, Option<&str>)> =
        blames.iter().map(|blame| (text(&blame.leaf.range), blame.reason, blame.leaf.near.as_deref())).collect();
    assert_eq!(found, expected, "{query} on {event}");
}

#[test]
fn tests_of_text() {
    let event = json!({"process": {"name": "CMD.EXE", "args": ["a", "B c"], "pid": 4}});
    check("process.name == \"cmd.exe\"", &event, &[("process.name == \"cmd.exe\"", Reason::Case, Some("cmd.exe"))]);
    check("process.name : \"cmd.exe\"", &event, &[]);
    let list = "process.name in (\"x\", \"Cmd.exe\")";
    check(list, &event, &[(list, Reason::Case, Some("Cmd.exe"))]);
    check("process.name like \"cmd*\"", &event, &[("process.name like \"cmd*\"", Reason::Case, Some("cmd*"))]);
    check("process.name == \"CMD*\"", &event, &[("process.name == \"CMD*\"", Reason::LiteralWildcard, Some("CMD*"))]);
    check("process.name : \"cmd\"", &event, &[("process.name : \"cmd\"", Reason::Part, Some("cmd"))]);
    check("process.name : \"md.*\"", &event, &[("process.name : \"md.*\"", Reason::Part, Some("md.*"))]);
    check("process.name : \"pwsh*\"", &event, &[("process.name : \"pwsh*\"", Reason::Value, None)]);
    check("process.args == \"b c\"", &event, &[("process.args == \"b c\"", Reason::Case, Some("b c"))]);
    check("process.title == \"x\"", &event, &[("process.title == \"x\"", Reason::MissingField, None)]);
    let starts = "startsWith(process.name, \"cmd\")";
    check(starts, &event, &[(starts, Reason::Case, Some("cmd*"))]);
}

#[test]
fn tests_of_other_types() {
    let event = json!({"process": {"pid": "x", "name": 5}, "destination": {"ip": "nowhere"}, "n": "x"});
    check("process.pid == 4", &event, &[("process.pid == 4", Reason::WrongType, None)]);
    check("process.pid == 4", &json!({"process": {"pid": 5}}), &[("process.pid == 4", Reason::Value, None)]);
    let block = "cidrMatch(destination.ip, \"10.0.0.0/8\")";
    check(block, &event, &[(block, Reason::WrongType, None)]);
    check("n > 3", &event, &[("n > 3", Reason::WrongType, None)]);
    // Without a type, a text is not compared with a number.
    check_in(Dialect::Endpoint, "process.name == \"5\"", &event, &[("process.name == \"5\"", Reason::WrongType, None)]);
}

#[test]
fn negations_are_shown_as_written() {
    let event = json!({"process": {"name": "a", "args_count": 2}});
    check("process.name != \"a\"", &event, &[("process.name != \"a\"", Reason::Excluded, None)]);
    check("not process.name == \"a\"", &event, &[("process.name == \"a\"", Reason::Excluded, None)]);
    check(
        "process.name not in (\"a\", \"b\")",
        &event,
        &[("process.name not in (\"a\", \"b\")", Reason::Excluded, None)],
    );
    check("not process.name != \"b\"", &event, &[("process.name != \"b\"", Reason::Excluded, None)]);
    check("process.name == null", &event, &[("process.name == null", Reason::ValuePresent, None)]);
    check("process.title != null", &event, &[("process.title != null", Reason::MissingField, None)]);
    check("not process.name != null", &event, &[("process.name != null", Reason::Excluded, None)]);
    check("not process.title == null", &event, &[("process.title == null", Reason::MissingField, None)]);
    check("length(process.name) != 1", &event, &[("length(process.name) != 1", Reason::Excluded, None)]);
    check("length(process.title) > 1", &event, &[("length(process.title) > 1", Reason::NullOperand, None)]);
    check("not length(process.title) > 1", &event, &[]);
    let signature = "process.Ext.code_signature != null";
    check_in(Dialect::Endpoint, signature, &event, &[(signature, Reason::MissingField, None)]);
    check_in(Dialect::Endpoint, "process.Ext.code_signature == null", &event, &[]);
}

/// Three truth values: a negation is part of the test, and a missing field makes it neither true nor false.
#[test]
fn negations_of_endgame() {
    let event =
        json!({"event_type": "process", "event_type_full": "process", "process_name": "a", "command_line": "b c"});
    let rows: [(&str, &[(&str, Reason)]); 8] = [
        ("process_name == \"x\"", &[("process_name == \"x\"", Reason::Value)]),
        ("process_name != \"a\"", &[("process_name != \"a\"", Reason::Excluded)]),
        ("not process_name == \"a\"", &[("process_name == \"a\"", Reason::Excluded)]),
        ("not user_name == \"a\"", &[("user_name == \"a\"", Reason::MissingField)]),
        ("process_name == null", &[("process_name == null", Reason::ValuePresent)]),
        ("not user_name == null", &[("user_name == null", Reason::MissingField)]),
        (
            "length(user_name) > length(process_name)",
            &[("length(user_name) > length(process_name)", Reason::NullOperand)],
        ),
        ("not (process_name == \"a\" and command_line == \"b *\")", &[("process_name == \"a\"", Reason::Excluded)]),
    ];
    for (condition, expected) in rows {
        let query = format!("any where {condition}");
        let mut options = CompileOptions::default();
        options.dialect = Dialect::Endgame;
        let explainer = Explainer::compile(&query, &options).unwrap_or_else(|faults| panic!("{query}: {faults}"));
        let blames = explainer.explain(0, &event).expect("a condition").blames();
        let found: Vec<(&str, Reason)> = blames
            .iter()
            .map(|blame| (&query[blame.leaf.range.start as usize..blame.leaf.range.end as usize], blame.reason))
            .collect();
        assert_eq!(found, expected, "{query}");
        assert_eq!(blames[0].leaf.negated, condition.starts_with("not "), "{query}");
    }
}

#[test]
fn the_nearest_alternative_is_to_blame() {
    let event = json!({"process": {"name": "a", "title": "t"}});
    check(
        "process.name == \"a\" and (process.title == \"u\" or (process.name == \"b\" and process.title == \"v\"))",
        &event,
        &[("process.title == \"u\"", Reason::Value, None)],
    );
    check(
        "not (process.name == \"a\" or process.title == \"t\")",
        &event,
        &[("process.name == \"a\"", Reason::Excluded, None), ("process.title == \"t\"", Reason::Excluded, None)],
    );
    check("true", &json!({"event": {"category": "file"}}), &[("process", Reason::Category, None)]);
}

/// Every code is in the documentation, once, with the meaning that the code has.
#[test]
fn every_code_is_documented() {
    let path = format!("{}/docs/explain.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the documentation");
    for reason in Reason::ALL {
        assert_eq!(text.matches(&format!("\n| `{}` |", reason.code())).count(), 1, "{}", reason.code());
    }
    assert_eq!(text.matches("\n| `").count(), Reason::ALL.len(), "a code that there is not");
}
