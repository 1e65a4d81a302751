//! `eqlc scan`.

use crate::program::{Folder, Run};
use serde_json::json;

const RULE: &str = r#"[rule]
language = "eql"
rule_id = "r-1"
name = "Starts"
severity = "low"
risk_score = 21
query = 'process where event.type == "start"'
"#;

const EVENTS: &str = r#"{"@timestamp":30,"id":3,"event":{"category":"process","type":"start"},"u":"a"}
{"@timestamp":10,"id":1,"event":{"category":"process","type":"start"},"u":"a"}
{"@timestamp":20,"id":2,"event":{"category":"process","type":"end"},"u":"a"}
{"@timestamp":40,"id":4,"event":{"category":"process","type":"end"},"u":"a"}
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .file("rules/event.toml", RULE)
        .file(
            "rules/pairs.eql",
            "sequence by u [process where event.type == \"start\"] [process where event.type == \"end\"]",
        )
        .file("events", EVENTS);
    folder
}

#[test]
fn events_come_in_the_order_of_input_and_sequences_in_that_of_time() {
    let folder = folder("scan_order");
    let run = folder.run(&["scan", "-r", "rules", "events"]).ended(0);
    assert_eq!(json!(run.ids()), json!([[3], [1], [1, 2], [3, 4]]), "{run:#?}");
    let lines = run.lines();
    assert_eq!(
        lines[0]["rule"],
        json!({"id": "r-1", "name": "Starts", "path": "rules/event.toml", "dialect": "elasticsearch", "severity": "low", "risk_score": 21})
    );
    assert_eq!(lines[2]["rule"]["id"], "pairs");
    assert_eq!(lines[2]["join_keys"], json!(["a"]));
    assert!(run.last_line().starts_with(
        "4 events read, 0 malformed, 0 late, 0 without timestamp; 2 rules loaded, 0 skipped; 4 matches; "
    ));
}

#[test]
fn sorted_events_are_reported_at_once() {
    let folder = folder("scan_sorted");
    let mut sorted: Vec<&str> = EVENTS.lines().collect();
    sorted.sort_unstable();
    folder.file("sorted", sorted.join("\n"));
    let run = folder.run(&["scan", "-r", "rules", "--assume-sorted", "sorted"]).ended(0);
    assert_eq!(json!(run.ids()), json!([[1], [1, 2], [3], [3, 4]]), "{run:#?}");
    // Events that are not are counted.
    let run = folder.run(&["scan", "-r", "rules/pairs.eql", "--assume-sorted", "events"]).ended(0);
    assert!(!run.last_line().contains(" 0 late,"), "{run:#?}");
}

/// Rules of every kind (conditions, sequences, samples, absences, lineages, limited results), events in and out of order,
/// malformed ones between: whatever the number of threads, the output is the same.
#[test]
fn any_number_of_threads_prints_the_same() {
    let folder = Folder::new("scan_threads");
    let behaviour =
        |query: &str| format!("[rule]\nid = \"x\"\nname = \"x\"\nos_list = [\"linux\"]\nquery = '''\n{query}\n'''\n");
    let chain = "sequence by u with maxspan=9s [process where n == 3] [process where n == 2 and child of [process where n == 1]]";
    let alone = "sequence by u with maxspan=9s [process where n == 3] as first [process where n == first.n or child of [process where n == 1]]";
    folder
        .file("rules/event.toml", RULE)
        .file("rules/pair.eql", "sequence by u with maxspan=20s [process where n == 1] [process where n == 2]")
        .file("rules/absence.eql", "sequence by u with maxspan=9s [process where n == 3] ![process where n == 4]")
        .file("rules/sample.eql", "sample by u [process where n == 5] [process where n == 6]")
        .file("rules/limited.eql", "process where n == 6 | tail 3")
        .file("rules/lineage.toml", behaviour("process where n == 2 and descendant of [process where n == 1]"))
        .file("rules/chain.toml", behaviour(chain))
        .file("rules/alone.toml", behaviour(alone));
    let mut lines = Vec::new();
    for number in 0..9_000_u64 {
        let (own, parent) = (format!("p{}", number % 41), format!("p{}", number * 3 % 41));
        let event = json!({
            "@timestamp": number * 1_000, "id": number, "u": number * 7 % 5, "n": number * 13 % 11 % 7,
            "event": {"category": "process", "type": if number % 97 == 0 { "start" } else { "info" }},
            "process": {"entity_id": own, "parent": {"entity_id": parent}},
            "host": {"id": "h"},
            "fill": "x".repeat(60),
        });
        lines.push(event.to_string());
        if number % 1_000 == 0 {
            lines.push(format!("{{\"broken\": {number}"));
        }
    }
    folder.file("sorted", lines.join("\n"));
    for at in (0..lines.len() - 40).step_by(50) {
        lines.swap(at, at + 37);
    }
    folder.file("disordered", lines.join("\n"));
    for arguments in [&["disordered"][..], &["sorted"], &["--assume-sorted", "sorted"]] {
        let scan = |threads: &str| folder.run(&[&["scan", "-r", "rules", "--threads", threads], arguments].concat());
        let (one, four) = (scan("1").ended(0), scan("4").ended(0));
        assert!(one.lines().len() > 1_000, "{arguments:?}");
        assert_eq!(one.out, four.out, "{arguments:?}");
        let without_rate = |run: &Run| {
            run.err.lines().map(|line| line.split(" matches; ").next().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(without_rate(&one), without_rate(&four), "{arguments:?}");
    }
    folder.run(&["scan", "-r", "rules", "--threads", "0", "sorted"]).ended(3);
    folder.run(&["scan", "-r", "rules", "--threads", "3", "--strict", "sorted"]).ended(3).says(&["sorted:2"]);
}

#[test]
fn a_wrong_rule_does_not_stop_the_others() {
    let folder = folder("scan_wrong");
    folder
        .file("rules/a.eql", "process where")
        .file("rules/k.toml", "[rule]\nlanguage = \"esql\"\nquery = \"FROM x\"\n");
    let run = folder.run(&["scan", "-r", "rules", "events"]).ended(2).says(&["rules/a.eql:1:"]);
    assert_eq!(run.ids().len(), 4);
    assert!(run.last_line().contains("2 rules loaded, 2 skipped; 4 matches"), "{run:#?}");
}

#[test]
fn many_wrong_rules_take_a_line_each() {
    let folder = folder("scan_many_wrong");
    for number in 0..8 {
        folder.file(&format!("rules/w{number}.eql"), "process where\n  lenth(x) > 1");
    }
    let run = folder.run(&["scan", "-r", "rules", "events"]).ended(2);
    assert_eq!(run.err.lines().count(), 9, "{run:#?}");
    run.says(&["rules/w7.eql:2:3: error[E101]: "]);
}

#[test]
fn statuses() {
    let folder = folder("scan_status");
    folder.file("none", "{}\n").file("rules2/a.eql", "process where");
    folder.run(&["scan", "-r", "rules", "--fail-on-match", "events"]).ended(1);
    folder.run(&["scan", "-r", "rules", "--fail-on-match", "none"]).ended(0);
    folder.run(&["scan", "-r", "rules", "-r", "rules2", "--fail-on-match", "events"]).ended(2);
    folder.run(&["scan", "-r", "rules", "-r", "rules2", "--fail-on-match", "events", "missing"]).ended(3);
    folder.run(&["scan", "-r", "missing", "events"]).ended(3);
    assert_eq!(folder.run(&["scan", "-r", "rules", "-q", "events"]).ended(0).err, "");
}

#[test]
fn pretty_matches_fit_a_narrow_terminal() {
    let run = Folder::new("scan_pretty").run(&["scan", "--demo", "--format", "pretty"]).ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 60), "{}", run.out);
    for part in [
        "HIGH 73",
        "rules/genai_encode_then_connect.toml",
        "1. 2026-03-02T09:14:00.000Z",
        "key       process.entity_id dev-05-90002",
        "took      11 s",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
}

/// The demo: what was planted is found, and nothing else.
#[test]
fn the_demo_finds_the_attack_alone() {
    let run = Folder::new("scan_demo").run(&["scan", "--demo"]).ended(0);
    let found: Vec<_> = run
        .lines()
        .iter()
        .map(|line| {
            let events = line["events"].as_array().unwrap();
            let notes: Vec<_> = events.iter().map(|event| event["labels"]["note"].clone()).collect();
            json!([line["rule"]["path"], notes])
        })
        .collect();
    let beacon = json!(["rules/llm_endpoint_unusual_process.toml", ["attack: beacon"]]);
    let sequence =
        json!(["rules/genai_encode_then_connect.toml", ["attack: packs and sends", "attack: packs and sends"]]);
    assert_eq!(found, [beacon.clone(), beacon.clone(), beacon, sequence]);
    assert!(run.last_line().contains("2 rules loaded, 0 skipped; 4 matches"), "{run:#?}");
    let sorted = Folder::new("scan_demo").run(&["scan", "--demo", "--assume-sorted"]).ended(0);
    assert_eq!(sorted.lines().len(), 4);
}
