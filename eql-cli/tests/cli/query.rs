//! `eqlc query`.

use crate::program::Folder;
use serde_json::{Value, json};

const EVENTS: &str = r#"{"@timestamp":"2026-01-01T00:00:03Z","id":3,"event":{"category":"process"},"k":"x","n":1}
{"@timestamp":"2026-01-01T00:00:01Z","id":1,"event":{"category":"process"},"k":"x","n":1}
{"@timestamp":"2026-01-01T00:00:02Z","id":2,"event":{"category":["network"]},"k":"x","n":2}
{"@timestamp":"2026-01-01T00:00:04Z","id":4,"event":{"category":"network"},"k":"y","n":2}
{"@timestamp":"2026-01-01T00:00:05Z","id":5,"event":{"category":"network"},"k":["x"],"n":2}
{"id":6,"event":{"category":"process"},"k":"y","n":1}
"#;

/// A query with its arguments, and the ids of the events of each match.
fn check(arguments: &[&str], expected: Value) {
    let folder = Folder::new("query");
    let arguments: Vec<&str> = ["query"].iter().chain(arguments).copied().collect();
    let run = folder.run_with_input(&arguments, EVENTS.as_bytes()).ended(0);
    assert_eq!(json!(run.ids()), expected, "{arguments:?}: {run:#?}");
    assert!(run.lines().iter().all(|line| line.get("rule").is_none()));
}

#[test]
fn event_queries_answer_in_the_order_of_input() {
    check(&["process where true"], json!([[3], [1], [6]]));
    check(&["any where n == 2 and k : \"X\""], json!([[2], [5]]));
    check(&["any where n == 7"], json!([]));
}

#[test]
fn limits_choose_by_time() {
    check(&["any where true | head 2"], json!([[1], [2]]));
    check(&["any where @timestamp != null | tail 2"], json!([[4], [5]]));
    check(&["any where @timestamp != null", "--size", "2"], json!([[4], [5]]));
    check(&["any where true", "--size", "2", "--result-position", "head"], json!([[1], [2]]));
    check(&["any where true", "--size", "0"], json!([]));
}

#[test]
fn sequences_are_followed_in_the_order_of_time() {
    check(&["sequence by k [process where true] [network where true]"], json!([[1, 2], [3, 5]]));
    check(&["sequence by k with maxspan=1s [process where true] [network where true]"], json!([[1, 2]]));
    check(&["sequence by k with maxspan=1s [process where true] ![network where true]"], json!([[3, null]]));
}

#[test]
fn a_sequence_counts_events_without_a_time() {
    let folder = Folder::new("timeless");
    let query = "sequence [process where true] [network where true]";
    let run = folder.run_with_input(&["query", query], EVENTS.as_bytes()).ended(0);
    assert!(run.last_line().contains(" 1 without timestamp;"), "{run:#?}");
}

#[test]
fn a_match_has_its_keys_and_times() {
    let folder = Folder::new("shape");
    let query = "sequence by k, n with maxspan=1h [process where true] [process where true]";
    let line = folder.run_with_input(&["query", query], EVENTS.as_bytes()).ended(0).lines().remove(0);
    assert_eq!(line["join_keys"], json!(["x", 1]));
    assert_eq!(line["first"], "2026-01-01T00:00:01.000000000Z");
    assert_eq!(line["last"], "2026-01-01T00:00:03.000000000Z");
    assert_eq!(line["id"].as_str().map(str::len), Some(32));
    let again = folder.run_with_input(&["query", query], EVENTS.as_bytes()).lines().remove(0);
    assert_eq!(again["id"], line["id"]);
}

#[test]
fn documents_stay_as_they_were_written() {
    let folder = Folder::new("verbatim");
    let document = r#"{ "b": 1.50, "a": "\u0041", "big": 123456789012345678901234567890 }"#;
    let run = folder.run_with_input(&["query", "any where a == \"A\""], document.as_bytes()).ended(0);
    assert!(run.out.contains(document), "{run:#?}");
}

#[test]
fn samples_are_limited_by_key() {
    let query = "sample by k [process where @timestamp != null] [network where true]";
    check(&[query], json!([[3, 2]]));
    check(&[query, "--max-samples-per-key", "9"], json!([[3, 2], [3, 5], [1, 2], [1, 5]]));
}

#[test]
fn fields_and_dialects_can_be_chosen() {
    let folder = Folder::new("fields");
    let event = r#"{"time":1767225600000,"kind":"process","n":1}"#;
    let run = |arguments: &[&str]| folder.run_with_input(arguments, event.as_bytes()).ended(0);
    let query = "process where n == 1";
    let found =
        run(&["query", query, "--event-category-field", "kind", "--timestamp-field", "time", "--dialect", "es"]);
    assert_eq!(found.lines()[0]["first"], "2026-01-01T00:00:00.000000000Z");
    assert_eq!(run(&["query", query]).lines().len(), 0);
}

#[test]
fn a_query_comes_from_a_file_too() {
    let folder = Folder::new("file");
    folder.file("q.eql", "// all\nprocess where n == 1\n").file("events", EVENTS);
    assert_eq!(folder.run(&["query", "--file", "q.eql", "events"]).ended(0).ids().len(), 3);
    folder.file(
        "two.ndjson",
        "{\"rule_id\":\"1\",\"query\":\"any where true\"}\n{\"rule_id\":\"2\",\"query\":\"any where true\"}\n",
    );
    folder.run(&["query", "--file", "two.ndjson", "events"]).ended(3).says(&["more than one rule"]);
    folder.run(&["query", "--file", "missing.eql", "events"]).ended(3).says(&["can't read missing.eql"]);
}

#[test]
fn a_wrong_query_is_shown_where_it_is_wrong() {
    let folder = Folder::new("wrong");
    let run = folder.run(&["query", "process where process.name = \"x\""]).ended(2);
    assert!(run.err.contains("process where process.name = \"x\""), "{run:#?}");
    run.says(&["error[E013]", "--> query:1:28", "^"]);
}

#[test]
fn a_schema_gives_types_and_names() {
    let folder = Folder::new("schema");
    folder.file("m.json", r#"{"properties":{"n":{"type":"keyword"},"event":{"properties":{"category":{"type":"keyword"}}},"@timestamp":{"type":"date"}}}"#);
    let event = b"{\"n\":4624}";
    let run = |query: &str, schema: &str| folder.run_with_input(&["query", query, "--schema", schema], event);
    assert_eq!(run("any where n == \"4624\"", "m.json").ended(0).lines().len(), 1);
    run("any where m == \"4624\"", "m.json").ended(2).says(&["error[E105]"]);
    run("any where process.nmae == \"x\"", "ecs").ended(2).says(&["process.name"]);
    run("any where true", "missing.json").ended(3).says(&["can't read missing.json"]);
    folder.file("bad.json", "{\n x").file("odd.json", "{}");
    run("any where true", "bad.json").ended(3).says(&["bad.json:2:2: invalid JSON"]);
    run("any where true", "odd.json").ended(3).says(&["odd.json: not an Elasticsearch mapping", "help:"]);
}
