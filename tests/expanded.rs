//! The goldens of generated code (`eql-compiler/tests/goldens/*.rs`) compile where the least is at hand, without a prelude
//! and without unsafe code, and give the verdicts of their rules.

#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::single_match, reason = "the macro's user does not see the code")]

use eql::Rule;
use serde_json::{Value, json};

/// Each golden in a module of its own, in which only paths that start with `::` and generated names resolve.
macro_rules! goldens {
    ($($name:ident)*) => {
        $(
            #[no_implicit_prelude]
            mod $name {
                ::core::include!(::core::concat!("../eql-compiler/tests/goldens/", ::core::stringify!($name), ".rs"));
            }
        )*
    };
}

goldens! {
    computed domains endpoint_alias lineage networks numbers optional_and_null paths_on_any_drive regex sample sequence text_few
    text_many time
}

fn check(name: &str, rule: impl Rule<Value>, event: Value, expected: bool) {
    assert_eq!(rule.matches(&event), expected, "{name} on {event}");
}

/// Verdicts by `language.md` §3–§6.
#[test]
fn goldens_give_their_verdicts() {
    let process = |more: Value| {
        let mut event = json!({"event": {"category": "process", "type": "start"}});
        event.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        event
    };
    for (name, expected) in [
        ("CMD.exe", true),
        ("pwshell", true),
        ("x.PIF", true),
        ("anEncodedone", true),
        ("cmd.ex", false),
        ("bash", false),
    ] {
        check("text_few", text_few::Golden, process(json!({"process.name": name})), expected);
    }
    for (name, expected) in [("TOOL00.exe", true), ("tool49.exe", true), ("tool50.exe", false), ("", false)] {
        check("text_many", text_many::Golden, process(json!({"process.name": name})), expected);
    }
    for (path, expected) in [
        ("C:\\Users\\me\\Downloads\\Tool.EXE", true),
        ("C:\\Users\\me\\Downloads\\tool.dll", false),
        ("é:\\windows\\temp\\x", true),
        ("D:\\pagefile.sys", true),
        ("DD:\\pagefile.sys", false),
        ("\\\\host\\C$\\x", true),
    ] {
        let event = json!({"event.category": "file", "file": {"path": path}});
        check("paths_on_any_drive", paths_on_any_drive::Golden, event, expected);
    }
    for (name, expected) in [("a.one.example", true), (".TWO.example", true), ("one.example", false)] {
        let event = json!({"event.category": "dns", "dns": {"question": {"name": name}}});
        check("domains", domains::Golden, event, expected);
    }
    for (pid, load, expected) in [(4, json!(0.75), true), (3, json!(0.75), false), (4, json!(0.5), false)] {
        let event = json!({
            "process": {"pid": pid, "exit_code": -1}, "destination.port": 22, "system": {"load": {"one": load}},
        });
        check("numbers", numbers::Golden, event, expected);
    }
    for (address, expected) in [("10.1.2.3", false), ("::1", false), ("8.8.8.8", true), ("2001:db8::1", true)] {
        let event = json!({"event.category": "network", "destination": {"ip": address}});
        check("networks", networks::Golden, event, expected);
    }
    let event = process(json!({"process.parent.name": "a", "process.code_signature.trusted": true}));
    check("optional_and_null", optional_and_null::Golden, event, true);
    for (line, expected) in [("x -enc AAAAAAAAAAAAAAAAAAAAAAAA==", true), ("x -enc short", false)] {
        check("regex", regex::Golden, process(json!({"process.command_line": line})), expected);
    }
    for (at, expected) in [("2024-05-01T00:00:00Z", true), ("2024-04-30T23:59:59.999Z", false)] {
        check("time", time::Golden, json!({"@timestamp": at, "event.created": "2024-05-31T23:59:59Z"}), expected);
    }
    for (pid, expected) in [(4, true), (5, false)] {
        let more = json!({
            "process": {"command_line": "x".repeat(101), "pid": pid, "name": "abc"}, "user.name": "root",
        });
        check("computed", computed::Golden, process(more), expected);
    }
}

/// `sequences.md` §2, §6 and §7 through a generated rule.
#[test]
fn a_generated_sequence_finds_its_events() {
    let start = |second: u32, name: &str| {
        json!({
            "@timestamp": format!("2024-05-01T10:00:{second:02}Z"), "event": {"category": "process", "type": "start"},
            "process": {"entity_id": "p", "name": name}, "user": {"id": 7},
        })
    };
    let connection = json!({
        "@timestamp": "2024-05-01T10:00:20Z", "event": {"category": "network"}, "process": {"entity_id": "p"},
        "user": {"id": 7}, "destination": {"port": 443},
    });
    let events = [start(1, "gzip"), start(2, "tar"), connection];
    let mut detector = sequence::Golden.detector();
    let matches: Vec<_> =
        events.iter().enumerate().flat_map(|(id, event)| detector.push(event, id)).chain(Vec::new()).collect();
    assert_eq!(matches.len(), 1);
    assert_eq!(matches[0].events.iter().flatten().copied().collect::<Vec<usize>>(), [0, 1, 2]);
    assert_eq!(matches[0].keys().len(), 2);
}

/// Endpoint's aliases (`sequences.md` §13) and array searches (`language.md` §6.12).
#[test]
fn a_generated_stage_reads_an_earlier_one() {
    let first = json!({
        "@timestamp": 1_000, "event": {"category": "process", "action": "start"},
        "process": {"entity_id": "p", "command_line": "python /tmp/X.py", "name": "python"},
    });
    let second = |path: &str| {
        json!({
            "@timestamp": 2_000, "event": {"category": "file"}, "file": {"path": path},
            "process": {"entity_id": "p", "thread": {"Ext": {"call_stack": [
                {"symbol_info": "ntdll!A", "module_path": "/usr/bin/other"},
                {"symbol_info": "NTDLL!B", "module_path": "/usr/bin/Python3"},
            ]}}},
        })
    };
    for (path, expected) in [("/tmp/x.py", 1), ("/tmp/y.py", 0)] {
        let mut detector = endpoint_alias::Golden.detector();
        let found = detector.push(&first, 0).len() + detector.push(&second(path), 1).len();
        assert_eq!(found, expected, "{path}");
    }
}

/// `sequences.md` §8 through a generated rule.
#[test]
fn a_generated_sample_finds_its_events() {
    let events = [
        json!({"host.id": "h", "event.category": "file", "file.name": "b"}),
        json!({"host.id": "h", "event.category": "process", "process.name": "a"}),
        json!({"host.id": "other", "event.category": "process", "process.name": "a"}),
    ];
    let mut sampler = sample::Golden.sampler(Default::default());
    events.iter().enumerate().for_each(|(id, event)| sampler.push(event, id));
    let found: Vec<Vec<usize>> =
        sampler.finish().iter().map(|found| found.events.iter().flatten().copied().collect()).collect();
    assert_eq!(found, [[1, 0]]);
}

/// A rule with a lineage depends on the events before.
#[test]
fn lineages_are_tracked() {
    let mut tracker = lineage::Golden.tracker();
    let start = |id: &str, parent: &str, name: &str| {
        json!({
            "event": {"category": "process", "type": "start"},
            "process": {"entity_id": id, "name": name, "parent": {"entity_id": parent}},
        })
    };
    for (event, expected) in [
        (start("s", "0", "services.exe"), false),
        (start("m", "s", "msiexec.exe"), false),
        (start("a", "m", "cmd.exe"), false),
        (start("n", "x", "MsiExec.exe"), false),
        (start("b", "n", "cmd.exe"), true),
        (start("c", "b", "calc.exe"), true),
    ] {
        assert_eq!(tracker.matches(&event), expected, "{event}");
    }
}
