//! `eqlc run`.

use crate::program::{Folder, Run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const PAIR: &str = "sequence by u with maxspan=1m [any where k == \"a\"] [any where k == \"b\"]";
const LONELY: &str = "sequence by u with maxspan=10s [any where k == \"a\"] ![any where k == \"b\"]";
const SINGLE: &str = "any where k == \"c\"";

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// A folder with rules, and events of which none is later than five seconds.
fn folder(test: &str, events: u64) -> (Folder, Vec<String>) {
    let folder = Folder::new(test);
    folder.file("rules/pair.eql", PAIR).file("rules/lonely.eql", LONELY).file("rules/single.eql", SINGLE);
    let mut random = Random(7);
    let mut lines: Vec<(u64, String)> = (0..events)
        .map(|number| {
            let time = 1_767_225_600_000 + number * 500;
            let (kind, user) = (["a", "b", "c"][random.below(3) as usize], random.below(4));
            let line = format!("{{\"@timestamp\":{time},\"id\":{number},\"k\":\"{kind}\",\"u\":{user}}}\n");
            (time + random.below(5_000), line)
        })
        .collect();
    lines.sort();
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    (folder, lines)
}

/// What a search over all events at once finds.
fn expected(folder: &Folder, lines: &[String]) -> BTreeSet<String> {
    folder.file("all", lines.concat());
    ids(&folder.run(&["scan", "-r", "rules", "all"]).ended(0).out)
}

fn ids(output: &str) -> BTreeSet<String> {
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}"))["id"].to_string();
    output.lines().map(id).collect()
}

fn append(path: &Path, lines: &[String]) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(lines.concat().as_bytes()).unwrap();
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

#[test]
fn a_stream_out_of_order_gives_what_a_search_gives() {
    let (folder, lines) = folder("run_order", 200);
    let expected = expected(&folder, &lines);
    let run = folder.run_with_input(&["run", "-r", "rules"], lines.concat().as_bytes()).ended(0);
    assert_eq!(ids(&run.out), expected);
    assert!(run.last_line().starts_with("200 events read, 0 malformed, 0 late, 0 without timestamp; 3 rules loaded"));
    // Without patience, some events are late: they are counted, and sequences do without them.
    let run = folder.run_with_input(&["run", "-r", "rules", "--lateness", "0"], lines.concat().as_bytes()).ended(0);
    assert!(!run.last_line().contains(" 0 late,"), "{run:#?}");
    let single = |found: &str| found.lines().filter(|line| line.contains("single.eql")).count();
    let all = folder.run(&["scan", "-r", "rules/single.eql", "all"]).ended(0);
    assert_eq!(single(&run.out), all.out.lines().count(), "one event needs no order");
}

#[test]
fn malformed_and_timeless_events_are_counted() {
    let (folder, _) = folder("run_malformed", 0);
    let input = "{\"k\":\n\n{\"k\":\"c\",\"id\":1}\n5\n{\"@timestamp\":1,\"k\":\"c\",\"id\":2}";
    let run = folder.run_with_input(&["run", "-r", "rules"], input.as_bytes()).ended(0);
    assert_eq!(run.ids(), [vec![Value::from(1)], vec![Value::from(2)]], "{run:#?}");
    let run = run.says(&["standard input:1: invalid JSON", "standard input:4: an event is a JSON object"]);
    assert!(run.last_line().starts_with("2 events read, 2 malformed, 0 late, 1 without timestamp"), "{run:#?}");
}

#[test]
fn state_goes_on_over_restarts() {
    let (folder, lines) = folder("run_state", 200);
    let expected = expected(&folder, &lines);
    let arguments = ["run", "-r", "rules", "--state", "state", "--output", "matches"];
    for part in lines.chunks(37) {
        folder.run_with_input(&arguments, part.concat().as_bytes()).ended(0);
    }
    // A new life knows where the one before stood, and that a snapshot may be damaged.
    let newest = folder.path("state/snapshot");
    fs::write(&newest, "damaged").unwrap();
    let damaged = folder.run(&arguments).ended(0);
    let damaged =
        damaged.says(&["can't use state/snapshot: it is no snapshot", "going on from state/snapshot.previous"]);
    damaged.says(&["going on behind line "]);
    // As a crash leaves it between the two renames of a new snapshot.
    fs::rename(&newest, folder.path("state/snapshot.new")).unwrap();
    fs::write(folder.path("state/snapshot.previous"), "damaged").unwrap();
    let renamed = folder.run(&arguments).ended(0);
    renamed.says(&["going on behind line "]);
    // The last part again: the previous snapshot stood before it. What comes twice has the same id.
    let last = lines.chunks(37).last().unwrap().concat();
    let run = folder.run_with_input(&[&arguments[..], &["--finish"]].concat(), last.as_bytes()).ended(0);
    let found = fs::read_to_string(folder.path("matches")).unwrap();
    assert_eq!(ids(&found), expected, "{run:#?}");
}

#[test]
fn a_changed_rule_loses_only_its_own_state() {
    let (folder, _) = folder("run_changed", 0);
    let start = "{\"@timestamp\":1000,\"k\":\"a\",\"u\":1,\"id\":1}\n";
    let end = "{\"@timestamp\":2000,\"k\":\"b\",\"u\":1,\"id\":2}\n";
    let arguments = ["run", "-r", "rules", "--state", "state"];
    folder.file("rules/other.eql", PAIR);
    folder.run_with_input(&[&arguments[..], &["--lateness", "0"]].concat(), start.as_bytes()).ended(0);
    // The start is still held; a later event lets it through.
    folder.run_with_input(&[&arguments[..], &["--lateness", "0"]].concat(), start.replace("1000", "1500").as_bytes());
    folder.file("rules/other.eql", PAIR.replace("1m", "2m"));
    fs::remove_file(folder.path("rules/lonely.eql")).unwrap();
    let run = folder.run_with_input(&[&arguments[..], &["--finish"]].concat(), end.as_bytes()).ended(0);
    let run = run.says(&["rules/other.eql looks for something else than before", "rules that are gone"]);
    let rules: Vec<Value> = run.lines().iter().map(|line| line["rule"]["path"].clone()).collect();
    assert_eq!(rules, ["rules/other.eql", "rules/pair.eql"], "the event that was held starts anew: {run:#?}");
}

/// What rules know of processes together goes to those that are the same, wherever their lineages stand then.
#[test]
fn lineages_go_on_over_restarts_and_changes() {
    let (folder, _) = folder("run_lineages", 0);
    let descendant = |name: &str| format!("process where descendant of [process where process.name == \"{name}\"]");
    folder.file("rules/below-a.eql", descendant("a")).file("rules/below-b.eql", descendant("b"));
    let sequence = format!("sequence by user.id with maxspan=1m [{}] [any where k == \"end\"]", descendant("a"));
    folder.file("rules/sequence.eql", sequence);
    let event = |second: u64, entity: u64, parent: u64, name: &str| {
        format!(
            "{{\"@timestamp\":{},\"event\":{{\"category\":\"process\",\"type\":\"start\"}},\"host\":{{\"id\":\"h\"}},\
             \"user\":{{\"id\":\"u\"}},\"process\":{{\"entity_id\":\"{entity}\",\"name\":\"{name}\",\
             \"parent\":{{\"entity_id\":\"{parent}\"}}}},\"k\":\"{name}\"}}\n",
            second * 1000
        )
    };
    let arguments = ["run", "-r", "rules", "--dialect", "endpoint", "--state", "state", "--lateness", "0"];
    let life = |input: String, more: &[&str]| {
        folder.run_with_input(&[&arguments[..], more].concat(), input.as_bytes()).ended(0)
    };
    let paths = |run: &Run| -> Vec<String> {
        let paths = run.lines().into_iter().map(|line| line["rule"]["path"].as_str().unwrap_or_default().to_owned());
        paths.collect()
    };
    let first = life([event(1, 1, 0, "a"), event(2, 2, 0, "b"), event(3, 9, 0, "x")].concat(), &[]);
    assert!(paths(&first).is_empty(), "{first:#?}");
    // Another rule stands before those that go on, so that their lineages have other places; one is changed.
    folder.file("rules/a-new.eql", descendant("x"));
    folder.file("rules/below-b.eql", "process where child of [process where process.name == \"b\"]");
    let second = life([event(4, 3, 1, "y"), event(5, 4, 2, "y"), event(6, 9, 0, "x")].concat(), &[]);
    let second = second.says(&["rules/below-b.eql looks for something else than before"]);
    assert_eq!(paths(&second), ["rules/below-a.eql"], "{second:#?}");
    let third = life([event(7, 5, 3, "end"), event(8, 6, 9, "z")].concat(), &["--finish"]);
    let mut found = paths(&third);
    found.sort();
    assert_eq!(found, ["rules/a-new.eql", "rules/below-a.eql", "rules/sequence.eql"], "{third:#?}");
}

/// A rule that reads time elsewhere comes first, so that the others follow their lineages apart; and goes again.
#[test]
fn lineages_go_on_where_they_are_no_longer_shared() {
    let (folder, _) = folder("run_lineages_apart", 0);
    let descendant = "process where descendant of [process where process.name == \"a\"]";
    folder.file("rules/below.eql", descendant);
    folder.file("rules/pair.eql", format!("sequence with maxspan=1m [{descendant}] [{descendant} and k == \"end\"]"));
    let process = |second: u64, entity: u64, name: &str| {
        format!(
            "{{\"@timestamp\":{},\"event.category\":\"process\",\"host.id\":\"h\",\"process.entity_id\":\"{entity}\",\
             \"process.name\":\"{name}\",\"process.parent.entity_id\":\"{}\",\"k\":\"{name}\"}}\n",
            second * 1000,
            entity - 1
        )
    };
    let arguments = ["run", "-r", "rules", "--dialect", "endpoint", "--state", "state", "--lateness", "0"];
    let found = |input: [String; 2]| -> Vec<String> {
        let run = folder.run_with_input(&arguments, input.concat().as_bytes()).ended(0);
        let mut paths: Vec<String> = run.lines().iter().map(|line| line["rule"]["path"].to_string()).collect();
        paths.sort();
        paths
    };
    // The last event of each life is held until the next one.
    assert!(found([process(1, 10, "a"), process(2, 50, "x")]).is_empty());
    let elsewhere = "[rule]\nrule_id = \"e\"\nname = \"e\"\nlanguage = \"eql\"\ntimestamp_field = \"t\"\nquery = ";
    folder.file("rules/a.toml", format!("{elsewhere}'{descendant} and k == \"never\"'\n"));
    assert_eq!(found([process(3, 11, "y"), process(4, 50, "x")]), ["\"rules/below.eql\""]);
    fs::remove_file(folder.path("rules/a.toml")).unwrap();
    let both = ["\"rules/below.eql\"", "\"rules/pair.eql\""];
    assert_eq!(found([process(5, 12, "end"), process(6, 50, "x")]), both);
}

/// What was written to a pipe before the end is asked for is not dropped, also if nothing of it was looked at yet.
#[test]
fn what_waits_in_a_pipe_is_drained() {
    let (folder, _) = folder("run_drained", 0);
    let mut child = folder.start(&["run", "-r", "rules", "--state", "state", "--output", "matches"]);
    until("the lock", || folder.path("state/lock").exists());
    let line = |number: u64| format!("{{\"@timestamp\":{},\"k\":\"x\",\"u\":1}}\n", number * 1_000);
    let input: String = (0..500).map(line).collect();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    signal(&child, "-TERM");
    let run = Run::of(child).ended(0);
    assert!(run.last_line().starts_with("500 events read"), "{run:#?}");
    let again = folder.run(&["run", "-r", "rules", "--state", "state", "--output", "matches"]).ended(0);
    again.says(&["going on behind line 500 of the input before"]);
}

/// `kill -9` at any moment: nothing is lost, and what comes twice has the same id.
#[test]
fn a_followed_file_survives_being_killed() {
    let (folder, lines) = folder("run_killed", 1_000);
    let expected = expected(&folder, &lines);
    let (stream, matches) = (folder.path("stream"), folder.path("matches"));
    let arguments = [
        "run",
        "-r",
        "rules",
        "--follow",
        "stream",
        "--state",
        "state",
        "--snapshot-interval",
        "50ms",
        "--output",
        "matches",
    ];
    let mut random = Random(11);
    for part in lines.chunks(250) {
        let mut child = folder.start(&arguments);
        let (first, second) = part.split_at(random.below(250) as usize);
        append(&stream, first);
        std::thread::sleep(Duration::from_millis(random.below(400)));
        append(&stream, second);
        std::thread::sleep(Duration::from_millis(random.below(300)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let run = folder.run(&[&arguments[..], &["--finish"]].concat()).ended(0);
    let found = fs::read_to_string(matches).unwrap();
    assert_eq!(ids(&found), expected, "{run:#?}");
}

#[test]
fn rotation_and_truncation_are_followed() {
    let (folder, lines) = folder("run_rotated", 200);
    let expected = expected(&folder, &lines);
    let (stream, matches) = (folder.path("stream"), folder.path("matches"));
    let arguments = ["run", "-r", "rules", "--follow", "stream", "--output", "matches", "--state", "state"];
    let child = folder.start(&arguments);
    append(&stream, &lines[..80]);
    until("a match", || length(&matches) > 0);
    fs::rename(&stream, folder.path("stream.1")).unwrap();
    append(&stream, &lines[80..120]);
    let before = length(&matches);
    until("a match of the new file", || length(&matches) > before);
    // Rotated again while nobody looks.
    signal(&child, "-TERM");
    Run::of(child).ended(0).says(&["stream was rotated; reading the new file"]);
    append(&stream, &lines[120..140]);
    fs::rename(&stream, folder.path("stream.2")).unwrap();
    append(&stream, &lines[140..160]);
    let child = folder.start(&arguments);
    let before = length(&matches);
    until("a match after the restart", || length(&matches) > before);
    std::thread::sleep(Duration::from_millis(500));
    fs::File::create(&stream).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    append(&stream, &lines[160..]);
    std::thread::sleep(Duration::from_millis(500));
    signal(&child, "-TERM");
    let run = Run::of(child).ended(0).says(&["reading the rest of ", "stream.2", "was truncated"]);
    folder.run(&[&arguments[..], &["--finish"]].concat()).ended(0);
    let found = fs::read_to_string(matches).unwrap();
    assert_eq!(ids(&found), expected, "{run:#?}");
}

#[test]
fn signals_end_a_stream_in_order() {
    let (folder, lines) = folder("run_signals", 40);
    folder.file("stream", lines.concat());
    for (name, code) in [("-TERM", 0), ("-INT", 130)] {
        let child =
            folder.start(&["run", "-r", "rules", "--follow", "stream", "--state", name.trim_start_matches('-')]);
        until("the lock", || folder.path(&format!("{}/lock", name.trim_start_matches('-'))).exists());
        std::thread::sleep(Duration::from_millis(500));
        signal(&child, name);
        let run = Run::of(child).ended(code);
        assert!(run.last_line().starts_with("40 events read"), "{run:#?}");
        assert!(folder.path(&format!("{}/snapshot", name.trim_start_matches('-'))).exists());
    }
    // Without state, what was held is shown to the rules; absences are not certain.
    let child = folder.start(&["run", "-r", "rules", "--follow", "stream"]);
    std::thread::sleep(Duration::from_millis(1_000));
    signal(&child, "-TERM");
    Run::of(child).ended(0).says(&["waited for an absence that is not certain yet"]);
}

#[test]
fn changed_rules_are_taken_over() {
    let (folder, _) = folder("run_watch", 0);
    let (stream, matches) = (folder.path("stream"), folder.path("matches"));
    let arguments = ["run", "-r", "rules", "--follow", "stream", "--output", "matches", "--watch", "--lateness", "0"];
    let child = folder.start(&arguments);
    let event = |time: u64, kind: &str| vec![format!("{{\"@timestamp\":{time},\"k\":\"{kind}\",\"u\":1}}\n")];
    append(&stream, &event(1000, "a"));
    append(&stream, &event(1001, "x"));
    std::thread::sleep(Duration::from_millis(500));
    // A rule that does not compile leaves the others as they are, and so does taking it back.
    folder.file("rules/wrong.eql", "any where");
    std::thread::sleep(Duration::from_millis(1_500));
    fs::remove_file(folder.path("rules/wrong.eql")).unwrap();
    folder.file("rules/new.eql", "any where k == \"n\"");
    std::thread::sleep(Duration::from_millis(1_500));
    append(&stream, &event(2000, "b"));
    append(&stream, &event(2001, "n"));
    append(&stream, &event(2002, "x"));
    until("both matches", || fs::read_to_string(&matches).unwrap_or_default().lines().count() == 2);
    signal(&child, "-TERM");
    let run = Run::of(child).ended(0).says(&[
        "rules/wrong.eql:1:",
        "the changed rules are not taken over: 1 do not compile; the 3 before go on",
        "4 rules loaded; 3 go on as they were",
    ]);
    let found = fs::read_to_string(matches).unwrap();
    assert!(found.contains("rules/pair.eql") && found.contains("rules/new.eql"), "{found}\n{run:#?}");
}

#[test]
fn metrics_are_served() {
    let (folder, lines) = folder("run_metrics", 40);
    folder.file("stream", lines.concat());
    let mut child = folder.start(&["run", "-r", "rules", "--follow", "stream", "--metrics", "127.0.0.1:0"]);
    let mut said = String::new();
    let mut errors = child.stderr.take().unwrap();
    let mut byte = [0];
    while !said.contains("/metrics\n") && errors.read(&mut byte).unwrap() > 0 {
        said.push(char::from(byte[0]));
    }
    let address = said.trim().trim_start_matches("metrics at http://").trim_end_matches("/metrics").to_owned();
    let mut page = String::new();
    until("forty events", || {
        let mut connection = TcpStream::connect(&address).unwrap();
        connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        page.clear();
        connection.read_to_string(&mut page).unwrap();
        page.contains("\neql_events_total 40\n")
    });
    for part in [
        "HTTP/1.1 200 OK",
        "\neql_watermark_lag_seconds 10",
        "\neql_matches_total{rule=\"single\",path=\"rules/single.eql\"}",
        "\neql_keys{rule=\"pair\"",
        "\neql_partials{rule=\"pair\",path=\"rules/pair.eql\"} ",
        "\neql_events_late_total 0",
        "\neql_events_malformed_total 0",
        "\neql_events_ahead_total 0",
        "\neql_events_refused_total 0",
        "\neql_shared_processes 0",
        "\neql_evictions_total{rule=\"pair\",path=\"rules/pair.eql\",limit=\"keys\"} 0",
    ] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn output_is_rotated_and_cut_lines_are_taken_away() {
    let (folder, lines) = folder("run_output", 200);
    let expected = expected(&folder, &lines);
    folder.file("matches", "{\"id\": \"cut");
    let limits = ["--rotate-bytes", "5000", "--rotate-keep", "100"];
    let run = folder.run_with_input(
        &[&["run", "-r", "rules", "--output", "matches"][..], &limits].concat(),
        lines.concat().as_bytes(),
    );
    run.ended(0);
    let mut found = fs::read_to_string(folder.path("matches")).unwrap();
    assert!(found.len() <= 5000);
    let mut number = 1;
    while let Ok(older) = fs::read_to_string(folder.path(&format!("matches.{number}"))) {
        assert!(older.len() <= 5000);
        found = older + &found;
        number += 1;
    }
    assert!(number > 3);
    assert_eq!(ids(&found), expected);
}

#[test]
fn memory_is_bounded_and_what_is_lost_is_told() {
    let folder = Folder::new("run_memory");
    folder.file("rules/open.eql", "sequence by u [any where k == \"a\"] [any where k == \"b\"]");
    let line = |number: u64| format!("{{\"@timestamp\":{number},\"k\":\"a\",\"u\":{number}}}\n");
    let input: String = (0..2_000).map(line).collect();
    let run = folder.run_with_input(&["run", "-r", "rules", "--max-keys", "100"], input.as_bytes()).ended(0);
    run.says(&["rules/open.eql may have missed matches: 1900 keys"]);
    let run = folder.run_with_input(&["run", "-r", "rules", "--max-memory", "20000"], input.as_bytes()).ended(0);
    run.says(&["rules/open.eql may have missed matches: "]);
}

#[test]
fn usage() {
    let (folder, _) = folder("run_usage", 0);
    folder.run(&["run", "-r", "rules", "--lateness", "10"]).ended(3).says(&["the unit is one of"]);
    folder.run(&["run", "--watch"]).ended(3);
    folder.run(&["run", "-r", "missing"]).ended(3);
    folder.run(&["run", "-r", "rules", "--metrics", "nowhere"]).ended(3).says(&["can't serve metrics at nowhere"]);
    folder.run(&["run", "-r", "rules", "--output", "rules"]).ended(3).says(&["can't write rules"]);
    folder.run(&["run", "-r", "rules", "--follow", "rules", "--once"]).ended(3).says(&["it is a folder"]);
    folder.file("rules/wrong.eql", "any where");
    folder.run(&["run", "-r", "rules"]).ended(2);
    let mut child = folder.start(&["run", "-r", "rules", "--state", "state"]);
    until("the lock", || folder.path("state/lock").exists());
    std::thread::sleep(Duration::from_millis(300));
    folder.run(&["run", "-r", "rules", "--state", "state"]).ended(3).says(&["another eqlc keeps its state in state"]);
    child.kill().unwrap();
    child.wait().unwrap();
}
