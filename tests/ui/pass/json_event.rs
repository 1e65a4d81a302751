//! Events from JSON need no struct, and have every field.

use serde_json::json;

fn main() {
    let rule = eql::eql! { process where process.args : "-enc*" and host.os.type == "windows" };
    let event = json!({"event.category": "process", "process": {"args": ["a", "-Encoded"]}, "host": {"os.type": "windows"}});
    assert!(rule.matches(&event));
    assert!(!rule.matches(&json!({"event": {"category": "process"}})));
}
