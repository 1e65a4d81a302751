//! Events that nobody's sensor writes: every kind of value in every field.

use serde_json::{Value, json};

/// Ticks of 100 ns since 1601, behind all events of the package.
const FIRST: u64 = 131_900_000_000_000_000;

/// A second of them.
const SECOND: u64 = 10_000_000;

/// The odd events, in order.
pub(crate) fn odd() -> Vec<Value> {
    let mut events = vec![
        json!({"mixed": null, "flag": true, "decimal": 1.5, "list": ["a", "B", "a*"], "objects": [{"a": 1, "b": "x"}, {"a": 3, "b": "y"}], "tags": ["text", 7, 1.5]}),
        json!({"mixed": "text", "flag": false, "decimal": -0.0, "list": [], "objects": [], "subtype": "Create"}),
        json!({"mixed": 7, "flag": null, "decimal": 2.0, "list": [1, 2.0, "2"], "objects": [{"b": ["x", "y"]}, null, 5]}),
        json!({"mixed": -7.5, "decimal": 1e300, "list": [null], "inner": {"a": {"b": "deep"}, "n": 3}, "tags": [null, "null"]}),
        json!({"mixed": true, "list": ["é", "ß", "İ"], "process_name": "ÉCOLE.exe", "inner": {"a": null}, "tags": ["É", "e"]}),
        json!({"mixed": ["text", 7], "list": [["x"], ["y", ["z"]]], "inner": {"a": "text"}, "tags": [["x"], "x"]}),
        json!({"mixed": {"text": 1}, "list": "not a list", "objects": {"a": 1}, "word": "Text", "tags": []}),
        json!({"mixed": "", "flags": [true, false], "process_name": "", "command_line": "", "pid": 0}),
        json!({"mixed": "7", "process_name": "日本語.exe", "command_line": "tab\there \"quoted\" back\\slash\nline", "pid": 7}),
        json!({"mixed": "TEXT", "process_name": "😀 smile.EXE", "user_name": null, "pid": -1, "ppid": null}),
        json!({"mixed": 0, "source_address": "10.6.1.2", "destination_address": "::1", "pid": 9_007_199_254_740_993_u64}),
        json!({"mixed": "a.b", "source_address": "not an address", "file_name": "*", "registry_value": "?"}),
        json!({"mixed": "0x1F", "source_address": "192.168.0.1", "exit_code": -2_147_483_648_i64}),
        json!({"mixed": "3.25", "source_address": "fe80::1", "subtype": "create", "file_name": "a*b"}),
    ];
    for (at, event) in (0_u64..).zip(&mut events) {
        let kinds = ["process", "file", "network", "odd"];
        event["event_type"] = json!(kinds[at as usize % kinds.len()]);
        event["serial_event_id"] = json!(100_000 + at);
        event["unique_pid"] = json!(500_000 + at % 3);
        event["timestamp"] = json!(FIRST + at * SECOND);
        event["opcode"] = json!(at % 4);
    }
    events
}
