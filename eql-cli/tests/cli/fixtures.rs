//! `eqlc test`.

use crate::program::Folder;
use serde_json::{Value, json};

const RULE: &str = "sequence by k with maxspan=1s [process where a == \"x\"] [network where true]";

const FIXTURE: &str = r#"rule = "pair.eql"

[[case]]
name = "in time"
expect = { count = 1, steps = [["1", "2"]] }
events = [
  { "@timestamp" = 1000, event.id = "1", event.category = "process", k = 1, a = "x" },
  { "@timestamp" = 2000, event.id = "2", event.category = "network", k = 1 },
]

[[case]]
name = "too late"
note = "a millisecond"
why = ["maxspan"]
expect = "none"
events = "late.ndjson"
"#;

const LATE: &str = "{\"@timestamp\":1000,\"event\":{\"id\":\"1\",\"category\":\"process\"},\"k\":1,\"a\":\"x\"}
{\"@timestamp\":2001,\"event\":{\"id\":\"2\",\"category\":\"network\"},\"k\":1}\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.file("rules/pair.eql", RULE).file("rules/pair.test.toml", FIXTURE).file("rules/late.ndjson", LATE);
    folder
}

#[test]
fn cases_pass() {
    let folder = folder("test_pass");
    folder.file("rules/other.eql", "any where true");
    for path in ["rules", "rules/pair.test.toml", "rules/pair.eql"] {
        let run = folder.run(&["test", path]).ended(0);
        let cases: Vec<Value> =
            run.lines().iter().map(|line| json!([line["type"], line["case"], line["status"]])).collect();
        assert_eq!(
            json!(cases),
            json!([["case", "in time", "passed"], ["case", "too late", "passed"], ["summary", null, null]]),
            "{run:#?}"
        );
        assert_eq!(run.lines()[1]["codes"][0], "category");
    }
    let run = folder.run(&["test", "rules", "--format", "pretty"]).ended(0);
    assert!(run.out.contains("rules/pair.test.toml\n  ✓ in time\n  ✓ too late\n"), "{}", run.out);
    assert!(
        run.out.ends_with("2 cases: 2 passed, 0 failed; 1 fixtures; 1 rules without a\n  fixture: rules/other.eql\n"),
        "{}",
        run.out
    );
}

#[test]
fn cases_fail() {
    let folder = folder("test_fail");
    let failing = FIXTURE.replace("[\"1\", \"2\"]", "[\"1\", \"3\"]").replace("\"maxspan\"", "\"order\"");
    folder.file("rules/pair.test.toml", failing);
    let run = folder.run(&["test", "rules", "--format", "pretty"]).ended(1);
    for part in [
        "expected the events [1, 3], found 1: [1, 2]",
        "--> rules/pair.test.toml:5:10",
        "5 | expect = { count = 1, steps = [[\"1\", \"3\"]] }",
        "expected the reason order, found",
        "--> rules/pair.test.toml:14:8",
        "no match: maxspan",
        "2 cases: 0 passed, 2 failed",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    let lines = folder.run(&["test", "rules", "--format", "ndjson"]).ended(1).lines();
    assert_eq!((&lines[0]["status"], &lines[0]["found"]), (&json!("failed"), &json!([["1", "2"]])));
    assert_eq!((&lines[0]["problems"][0]["line"], &lines[2]["failed"]), (&json!(5), &json!(2)));
}

#[test]
fn junit_is_xml() {
    let folder = folder("test_junit");
    folder.file("rules/pair.test.toml", FIXTURE.replace("\"none\"", "\"match\""));
    let run = folder.run(&["test", "rules", "--format", "junit"]).ended(1);
    for part in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<testsuites name=\"eqlc test\" tests=\"2\" skipped=\"0\" failures=\"1\" errors=\"0\"",
        "<testsuite name=\"rules/pair.test.toml\" tests=\"2\"",
        "<testcase name=\"in time\" classname=\"rules/pair.eql\"",
        "<failure message=\"expected a match, found none\">",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    assert!(run.last_line().starts_with("2 cases: 1 passed, 1 failed"), "{run:#?}");
}

#[test]
fn broken_fixtures_say_where() {
    let rows: [(&str, String, i32, &[&str]); 6] = [
        ("key", FIXTURE.replace("expect = \"none\"", "expects = \"none\""), 3, &["error[E306]", "expects", ":15:1"]),
        ("toml", FIXTURE.replace("[[case]]", "[[case"), 3, &["error[E301]", "invalid TOML"]),
        ("rule", FIXTURE.replace("pair.eql", "missing.eql"), 3, &["error[E307]", "can't read the rule", ":1:8"]),
        ("code", FIXTURE.replace("\"maxspan\"", "\"maxspam\""), 3, &["unknown reason code \"maxspam\"", "help"]),
        ("file", FIXTURE.replace("late.ndjson", "absent"), 3, &["can't read rules/absent", ":12:8"]),
        ("none", "rule = \"pair.eql\"\n".to_owned(), 3, &["error[E306]", "`case` is missing"]),
    ];
    for (name, fixture, code, parts) in rows {
        let folder = folder(&format!("test_broken_{name}"));
        folder.file("rules/pair.test.toml", fixture);
        let run = folder.run(&["test", "rules/pair.test.toml", "--format", "pretty"]).ended(code);
        for part in parts {
            assert!(run.out.contains(part), "{name}: no {part:?} in {}", run.out);
        }
        let line = &folder.run(&["test", "rules/pair.test.toml"]).ended(code).lines()[0];
        assert!(["error", "case"].contains(&line["type"].as_str().unwrap()), "{name}: {line}");
    }
}

#[test]
fn statuses() {
    let folder = folder("test_status");
    folder.file("rules/pair.eql", "process where (").file("empty/x.eql", "any where true");
    folder.run(&["test", "rules"]).ended(2);
    folder.run(&["test", "empty"]).ended(3).says(&["no fixtures in empty", "help:"]);
    folder.run(&["test", "missing"]).ended(3).says(&["can't read missing"]);
    folder.run(&["test"]).ended(3);
}
