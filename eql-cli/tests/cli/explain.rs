//! `eqlc explain`.

use crate::program::Folder;
use serde_json::{Value, json};

const PAIR: &str = "sequence by k with maxspan=10s\n  [process where a == \"x\"]\n  [network where not b == \"y\"]\n";

const EVENTS: &str = r#"{"@timestamp":1000,"event":{"id":"p1","category":"process"},"k":1,"a":"x"}
{"@timestamp":2000,"event":{"id":"n1","category":"network"},"k":1,"b":"y"}
{"@timestamp":3000,"event":{"id":"p2","category":"process"},"k":2,"a":"x"}
{"@timestamp":15500,"event":{"id":"n2","category":"network"},"k":2,"b":"z"}
{"@timestamp":16000,"event":{"id":"p3","category":"process"},"k":3,"a":"X"}
{"@timestamp":17000,"event":{"id":"p4","category":"process"},"k":4,"a":"x"}
{"@timestamp":17001,"event":{"id":"n4","category":"network"},"k":4}
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.file("pair.eql", PAIR).file("events", EVENTS);
    folder
}

fn of_type<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn each_key_has_its_reason() {
    let run = folder("explain_keys").run(&["explain", "-r", "pair.eql", "events"]).ended(0);
    let lines = run.lines();
    let keys: Vec<Value> = of_type(&lines, "key").iter().map(|line| json!([line["key"], line["code"]])).collect();
    assert_eq!(json!(keys), json!([[[2], "maxspan"], [[1], "condition"], [[4], "match"]]), "{run:#?}");
    let late = &of_type(&lines, "key")[0]["nearest"];
    assert_eq!((&late["event"]["id"], &late["excess_ns"]), (&json!("n2"), &json!(2_500_000_000_i64)));
    let excluded = &of_type(&lines, "key")[1]["nearest"]["reasons"][0];
    assert_eq!(
        *excluded,
        json!({"test": "b == \"y\"", "line": 3, "column": 22, "code": "excluded", "fields": {"b": ["y"]}})
    );
    let summary = of_type(&lines, "summary")[0];
    assert_eq!(
        (&summary["events"], &summary["matches"], &summary["unmatched_keys"]),
        (&json!(7), &json!(1), &json!(2))
    );
    let stages = of_type(&lines, "stage");
    assert_eq!((&stages[0]["of_category"], &stages[0]["satisfied"]), (&json!(4), &json!(3)));
    assert!(run.last_line().starts_with("7 events read"), "{run:#?}");
}

#[test]
fn events_are_picked_by_id_and_line() {
    let folder = folder("explain_pick");
    let run = folder.run(&["explain", "-r", "pair.eql", "--event", "p3", "--event", "1", "events"]).ended(0);
    let lines = run.lines();
    let events = of_type(&lines, "event");
    assert_eq!(events.len(), 2, "{run:#?}");
    assert_eq!((&events[0]["event"]["line"], &events[0]["code"]), (&json!(1), &json!("condition")));
    assert_eq!((&events[1]["verdict"], &events[1]["code"]), (&json!(false), &json!("case")));
    let reason = &events[1]["reasons"][0];
    assert_eq!((&reason["near"], &reason["instead"]), (&json!("x"), &json!(":")));
    assert_eq!(events[1]["stages"][0]["condition"]["of"][1]["code"], "case");
    folder
        .run(&["explain", "-r", "pair.eql", "--event", "p9", "events"])
        .ended(3)
        .says(&["no event has the id \"p9\""]);
}

#[test]
fn few_events_are_shown_whole() {
    let folder = Folder::new("explain_tree");
    let event = r#"{"event":{"category":"process"},"process":{"name":"CMD.EXE","pid":4}}"#;
    let query = "process where process.name == \"cmd.exe\" and (process.pid > 9 or process.title : \"a*\")";
    let run = folder.run_with_input(&["explain", "-e", query, "--format", "pretty"], event.as_bytes()).ended(0);
    let expected = "query
  1 event: 0 matches

line 1 no time process CMD.EXE
  no match: case
    ✗ all of
      ✓ category process
          event.category = \"process\"
      ✗ process.name == \"cmd.exe\"
          process.name = \"CMD.EXE\"
          differs only in case from \"cmd.exe\"; did you mean
          `:`?
      ✗ any of
        ✗ process.pid > 9
            process.pid = 4
        ✗ process.title : \"a*\"
            process.title is missing

";
    assert_eq!(run.out, expected);
}

#[test]
fn pretty_explanations_fit_a_narrow_terminal() {
    let folder = folder("explain_pretty");
    let run = folder.run(&["explain", "-r", "pair.eql", "events", "--format", "pretty"]).ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 60), "{}", run.out);
    for part in
        ["k 2", "no match: maxspan", "2.5 s after", "not b == \"y\"", "stage 2: 3 of the category, 2 satisfy it"]
    {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
}

#[test]
fn wrong_rules_and_inputs() {
    let folder = folder("explain_wrong");
    folder.run(&["explain", "events"]).ended(3);
    folder.run(&["explain", "-e", "process where", "events"]).ended(2).says(&["error[E"]);
    folder.run(&["explain", "-e", "process where true", "missing"]).ended(3).says(&["can't read missing"]);
    let run = folder.run_with_input(&["explain", "-e", "process where true"], b"{}\nx\n").ended(0);
    assert!(run.last_line().contains("1 malformed"), "{run:#?}");
}

/// `descendant of` depends on the events before, in the order of time.
#[test]
fn processes_are_followed_in_the_order_of_input() {
    let folder = Folder::new("explain_lineage");
    let event = |at: u64, id: &str, parent: &str, name: &str| {
        let process = json!({"entity_id": id, "name": name, "parent": {"entity_id": parent}});
        let event = json!({"id": id, "category": "process", "type": "start"});
        format!("{}\n", json!({"@timestamp": at, "event": event, "process": process}))
    };
    let (first, second) = (event(1, "1", "0", "winword.exe"), event(2, "2", "1", "cmd.exe"));
    let query = "process where descendant of [process where process.name == \"winword.exe\"]";
    let run = |events: String| {
        let arguments = ["explain", "--dialect", "endpoint", "-e", query, "--event", "2"];
        folder.run_with_input(&[&arguments[..], &["--format", "ndjson"]].concat(), events.as_bytes()).ended(0)
    };
    let sorted = run(format!("{first}{second}"));
    assert_eq!((&sorted.lines()[0]["verdict"], sorted.err.contains("warning")), (&json!(true), false), "{sorted:#?}");
    let reversed = run(format!("{second}{first}"));
    let line = reversed.lines().into_iter().find(|line| line["event"]["id"] == "2").unwrap();
    assert_eq!((&line["verdict"], &line["code"]), (&json!(false), &json!("lineage")), "{reversed:#?}");
    reversed.says(&["1 events come after later ones"]);
}

/// The code of a reason, or one of some, and a part of the test that is to blame.
type Blamed = (&'static str, &'static str);

/// What each kind of planted group of `make_stream.py` comes to: the code, and a test that is to blame.
const KINDS: [(&str, &str, &str, Option<Blamed>); 11] = [
    ("llm_endpoint", "llm", "match", None),
    ("llm_endpoint", "llm_browser", "value", Some(("excluded", "process.executable"))),
    ("llm_endpoint", "llm_other_domain", "value|part", Some(("value|part", "dns.question.name"))),
    ("llm_endpoint", "llm_macos", "value", Some(("value", "host.os.type"))),
    ("genai_encoding", "genai_seq", "match", None),
    ("genai_encoding", "genai_seq_edge", "match", None),
    ("genai_encoding", "genai_seq_late", "maxspan", None),
    ("genai_encoding", "genai_seq_private", "condition", Some(("excluded", "cidrmatch"))),
    ("genai_encoding", "genai_seq_entity", "key", None),
    ("genai_encoding", "genai_seq_parent", "value", Some(("value", "process.parent.name"))),
    ("genai_encoding", "genai_seq_reversed", "order", None),
];

/// `make_stream.py`: each planted group gets the reason of its kind.
#[test]
#[expect(clippy::print_stdout, reason = "says what it could not look at")]
fn planted_groups_get_the_reason_of_their_kind() {
    let shared = std::env::var_os("EQL_SHARED")
        .map_or_else(|| std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")), Into::into);
    let corpora = shared.join("corpora");
    if !corpora.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "the shared corpora are absent, and CI is set");
        println!("passed without looking: the shared corpora are absent");
        return;
    }
    let folder = Folder::new("explain_planted");
    let made = std::process::Command::new("python3")
        .arg(corpora.join("events/make_stream.py"))
        .args(["--events", "8000", "--seed", "5", "--plant", "0.012", "--out", "s.ndjson", "--truth", "truth.json"])
        .current_dir(folder.path("."))
        .output();
    let Ok(made) = made else {
        assert!(std::env::var_os("CI").is_none(), "there is no python3, and CI is set");
        println!("passed without looking: there is no python3");
        return;
    };
    assert!(made.status.success(), "make_stream.py failed: {made:?}");
    let truth = std::fs::read(folder.path("truth.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    // A group that the stream's end cuts off lacks its second event.
    let groups: Vec<&Value> =
        truth["planted"].as_array().unwrap().iter().filter(|group| group.get("truncated").is_none()).collect();
    for seed in ["llm_endpoint", "genai_encoding"] {
        let rule = corpora.join(format!("seeds/{seed}.eql"));
        let mut arguments = vec!["explain", "-r", rule.to_str().unwrap(), "s.ndjson", "--format", "ndjson"];
        let kinds = || KINDS.iter().filter(|(of, ..)| *of == seed);
        let of_seed = groups.iter().filter(|group| kinds().any(|(_, kind, ..)| group["kind"] == *kind));
        let ids: Vec<(&str, &str)> =
            of_seed.map(|group| (group["kind"].as_str().unwrap(), group["event_ids"][0].as_str().unwrap())).collect();
        arguments.extend(ids.iter().flat_map(|(_, id)| ["--event", *id]));
        let lines = folder.run(&arguments).ended(0).lines();
        let events = of_type(&lines, "event");
        for (_, kind, code, reason) in kinds() {
            let of_kind: Vec<&str> = ids.iter().filter(|(of, _)| of == kind).map(|(_, id)| *id).collect();
            assert!(!of_kind.is_empty(), "no {kind} planted");
            for id in of_kind {
                let event = events.iter().find(|event| event["event"]["id"] == id).unwrap();
                assert!(code.split('|').any(|code| event["code"] == code), "{kind}: {event:#}");
                assert_eq!(event["verdict"], *code == "match", "{kind}: {event:#}");
                let is_there = |(code, test): Blamed| {
                    let mut reasons = event["reasons"].as_array().unwrap().iter();
                    reasons.any(|reason| {
                        code.split('|').any(|code| reason["code"] == code)
                            && reason["test"].as_str().unwrap().contains(test)
                    })
                };
                assert!(reason.is_none_or(is_there), "{kind}: {event:#}");
            }
        }
    }
}
