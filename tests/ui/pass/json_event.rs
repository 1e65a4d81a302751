//! Events from JSON need no struct, and have every field; a struct can keep a part of an event as JSON.

use eql::{Event, eql};
use serde_json::{Value, json};

#[derive(Event)]
struct Record {
    #[eql("event.category")]
    category: &'static str,
    #[eql(nested)]
    winlog: Option<Value>,
}

fn main() {
    let rule = eql! { process where process.args : "-enc*" and host.os.type == "windows" };
    let event =
        json!({"event.category": "process", "process": {"args": ["a", "-Encoded"]}, "host": {"os.type": "windows"}});
    assert!(rule.matches(&event));
    assert!(!rule.matches(&json!({"event": {"category": "process"}})));

    let rule = eql! { iam where winlog.event_data.SubjectUserName : "adm*" and winlog.event_id == "4720" };
    let winlog = json!({"event_data": {"SubjectUserName": ["x", "Admin"]}, "event_id": "4720"});
    assert!(rule.matches(&Record { category: "iam", winlog: Some(winlog) }));
    assert!(!rule.matches(&Record { category: "iam", winlog: None }));
}
