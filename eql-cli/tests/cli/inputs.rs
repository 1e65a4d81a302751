//! Where events come from, and what can be wrong with them.

use crate::program::Folder;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const ALL: &str = "any where true";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(text: &str) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn every_form_of_input_gives_the_same_events() {
    let folder = Folder::new("forms");
    let lines = "{\"id\":1}\n\n{\"id\":2}";
    let array = "\u{feff}[ {\"id\":\n1},\n{\"id\":2} ]\n";
    // The names say nothing.
    folder.file("a", lines).file("b", array).file("c", gzip(lines)).file("d.ndjson", zstandard(array));
    for input in ["a", "b", "c", "d.ndjson"] {
        let run = folder.run(&["query", ALL, input]).ended(0);
        assert_eq!(run.ids(), [[1], [2]], "{input}");
        assert!(run.last_line().starts_with("2 events read, 0 malformed,"), "{run:#?}");
    }
    assert_eq!(folder.run_with_input(&["query", ALL], lines.as_bytes()).ended(0).ids(), [[1], [2]]);
    assert_eq!(folder.run_with_input(&["query", ALL, "a", "-"], &gzip(lines)).ended(0).ids(), [[1], [2], [1], [2]]);
    assert_eq!(folder.run(&["query", ALL]).ended(0).ids().len(), 0);
}

/// Documents that are no events: what is said, on which line and at which byte; the good one beside them counts.
#[test]
fn malformed_events_are_reported_and_skipped() {
    let folder = Folder::new("malformed");
    let rows: [(&[u8], &str); 9] = [
        (b"{\"id\":", "x:2: invalid JSON: EOF while parsing a value (byte 14)"),
        (b"{id:1}", "x:2: invalid JSON: key must be a string (byte 9)"),
        (b"[{\"id\":1}]", "x:2: an event is a JSON object, not an array (byte 8)"),
        (b"7", "x:2: an event is a JSON object, not a number (byte 8)"),
        (b"null", "x:2: an event is a JSON object, not null (byte 8)"),
        (b"{\"a\":\"\xff\"}", "x:2: invalid UTF-8 (byte 14)"),
        (b"{\"a\":1e999}", "x:2: invalid JSON: number out of range"),
        (b"\x00\x01\x02", "x:2: invalid JSON: expected value (byte 8)"),
        (b"{} {}", "x:2: invalid JSON: trailing characters (byte 11)"),
    ];
    for (line, message) in rows {
        folder.file("x", [b"{\"a\":1}\n", line, b"\n{\"id\":3}\n"].concat());
        let run = folder.run(&["query", "any where id == 3", "x"]).ended(0).says(&[message, "; skipped"]);
        assert_eq!(run.ids(), [[3]]);
        assert!(run.last_line().starts_with("2 events read, 1 malformed,"), "{run:#?}");
        let strict = folder.run(&["query", "any where id == 3", "x", "--strict"]).ended(3).says(&[message]);
        assert_eq!(strict.out, "");
    }
}

#[test]
fn malformed_elements_of_an_array_do_not_hide_the_others() {
    let folder = Folder::new("elements");
    folder.file("x", "[{\"id\":1},\n{\"id\" 2},\n{\"id\":3}] tail");
    let run = folder.run(&["query", ALL, "x"]).ended(0);
    assert_eq!(run.ids(), [[1], [3]]);
    run.says(&["x:2: invalid JSON: expected `:` (byte 17)", "x:3: invalid JSON: expected"]);
    folder.file("z", "[2026-01-01] started\n{\"id\":1}\n[7]\n{\"id\":2}\n");
    let run = folder.run(&["query", ALL, "z"]).ended(0);
    assert_eq!(run.ids(), [[1], [2]], "a first line in brackets does not hide the lines behind it");
    folder.file("y", "[{\"id\":1},{\"id\":2}");
    let run = folder.run(&["query", ALL, "y"]).ended(0).says(&["y:1: the JSON array is not closed"]);
    assert_eq!(run.ids(), [[1]]);
}

#[test]
fn many_malformed_events_are_counted_not_listed() {
    let folder = Folder::new("many");
    let text = format!("{}{{\"id\":1}}\n", "oops\n".repeat(500));
    let run = folder.run_with_input(&["query", ALL], text.as_bytes()).ended(0);
    assert_eq!(run.err.lines().count(), 12, "{run:#?}");
    let run = run.says(&["standard input: 490 more malformed events skipped", "1 events read, 500 malformed"]);
    assert_eq!(run.ids(), [[1]]);
}

#[test]
fn deep_and_long_events_are_malformed_not_fatal() {
    let folder = Folder::new("deep");
    let deep = format!("{{\"a\":{}1{}}}\n{{\"id\":1}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let run = folder
        .run_with_input(&["query", ALL], deep.as_bytes())
        .ended(0)
        .says(&["nested deeper than 127 levels (byte 131)"]);
    assert_eq!(run.ids(), [[1]]);
    let long = format!("{{\"a\":\"{}\"}}\n{{\"id\":1}}\n", "x".repeat(65 * 1024 * 1024));
    let run = folder.run_with_input(&["query", ALL], long.as_bytes()).ended(0).says(&["longer than 64 MiB"]);
    assert_eq!(run.ids(), [[1]]);
}

#[test]
fn an_input_that_cannot_be_read_does_not_hide_the_others() {
    let folder = Folder::new("unreadable");
    let mut cut = gzip("{\"id\":2}\n{\"id\":3}\n");
    cut.truncate(cut.len() - 9);
    folder.file("good", "{\"id\":1}\n").file("folder/x", "").file("cut.gz", cut).file("empty", "");
    let run = folder.run(&["query", ALL, "missing", "folder", "cut.gz", "empty", "good"]).ended(3);
    let run = run.says(&[
        "can't read missing: no such file or directory",
        "can't read folder: it is a folder",
        "can't read cut.gz:",
        "(after byte ",
    ]);
    assert!(run.ids().contains(&vec![1.into()]), "{run:#?}");
}

#[test]
fn times_come_in_many_forms() {
    let folder = Folder::new("times");
    let rows = [
        ("\"2026-01-01T00:00:00.0000001Z\"", Some("2026-01-01T00:00:00.000000100Z")),
        ("\"2026-01-01T01:00:00+01:00\"", Some("2026-01-01T00:00:00.000000000Z")),
        ("1767225600000", Some("2026-01-01T00:00:00.000000000Z")),
        ("1767225600000.5", Some("2026-01-01T00:00:00.000500000Z")),
        ("\"1767225600000\"", Some("2026-01-01T00:00:00.000000000Z")),
        ("\"yesterday\"", None),
        ("{\"a\":1}", None),
        ("true", None),
    ];
    for (time, expected) in rows {
        let run = folder.run_with_input(&["query", ALL], format!("{{\"@timestamp\":{time}}}\n").as_bytes()).ended(0);
        let line = &run.lines()[0];
        assert_eq!((line["first"].as_str(), line["last"].as_str()), (expected, expected), "{time}: {run:#?}");
        assert_eq!(line.get("first").is_some(), expected.is_some(), "{time}");
    }
}

/// A limit that was reached is said, with the rule.
#[test]
fn what_a_limit_left_out_is_said() {
    let folder = Folder::new("limits");
    let many: Vec<String> = (0..100).map(|number| format!("\"{number}\"")).collect();
    let keys = many.join(",");
    let event = |id: u32| format!("{{\"@timestamp\":{id},\"id\":{id},\"a\":[{keys}],\"b\":[{keys}]}}\n");
    folder.file("x", event(1) + &event(2));
    let query = "sequence by a, b [any where id == 1] [any where id == 2]";
    folder.run(&["query", query, "x"]).ended(0).says(&["the query may have missed matches", "11808 combinations"]);
}
