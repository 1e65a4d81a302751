//! `eqlc profile`.

use crate::program::Folder;
use serde_json::json;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    let event = |at: u64| {
        let category = if at.is_multiple_of(4) { "network" } else { "process" };
        let (a, k) = (at % 2, at % 10);
        format!("{{\"@timestamp\":{},\"event\":{{\"category\":\"{category}\"}},\"a\":{a},\"k\":{k}}}\n", at * 1000)
    };
    folder
        .file("rules/one.eql", "process where a == 1 and k > 8")
        .file("rules/two.eql", "sequence by k [process where a == 1] [network where a == 1]")
        .file("events", (0..200).map(event).collect::<String>());
    folder
}

#[test]
fn rules_and_tests_are_counted() {
    let run = folder("profile_counts").run(&["profile", "-r", "rules", "events", "--format", "ndjson"]).ended(0);
    let lines = run.lines();
    let of = |path: &str| lines.iter().find(|line| line["path"] == path).unwrap_or_else(|| panic!("{run:#?}"));
    let one = of("rules/one.eql");
    assert_eq!((&one["events"], &one["wake_ups"], &one["hits"]), (&json!(200), &json!(100), &json!(20)));
    assert_eq!((&one["matches"], &one["keys"], &one["state_bytes"]), (&json!(20), &json!(0), &json!(0)));
    assert!(one["ns_per_event"].as_f64().unwrap() > 0.0 && one["clock_ns"].as_f64().unwrap() >= 0.0);
    let test = |text: &str| one["tests"].as_array().unwrap().iter().find(|test| test["test"] == text).unwrap();
    // Each test is reached by what the ones before have let through.
    assert_eq!((&test("a == 1")["wake_ups"], &test("a == 1")["hits"]), (&json!(200), &json!(100)));
    assert_eq!((&test("k > 8")["wake_ups"], &test("k > 8")["hits"]), (&json!(100), &json!(20)));
    assert_eq!((&test("process")["wake_ups"], &test("process")["hits"]), (&json!(20), &json!(20)));
    let two = of("rules/two.eql");
    assert_eq!((&two["keys"], &two["kind"]), (&json!(5), &json!("sequence")));
    assert!(two["state_bytes"].as_u64().unwrap() > 0);
}

#[test]
fn the_table_fits_a_narrow_terminal() {
    let folder = folder("profile_table");
    let run = folder.run(&["profile", "-r", "rules", "events", "--format", "pretty", "--events", "50"]).ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 60), "{}", run.out);
    for part in ["ns/event  woken   hits    state  rule", "rules/two.eql", "at most 5 keys", "The clock takes"] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    run.says(&["the first 50 events; 150 more were left out"]);
}

#[test]
fn wrong_rules_are_left_out() {
    let folder = folder("profile_wrong");
    folder.file("rules/bad.eql", "process where (");
    let run = folder.run(&["profile", "-r", "rules", "events", "--format", "ndjson"]).ended(2);
    assert_eq!(run.lines().len(), 2);
    folder.run(&["profile", "events"]).ended(3);
}
