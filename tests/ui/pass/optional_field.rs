//! `?field` may be missing from the event type, and is null there.

use eql::{Event, eql};

#[derive(Event)]
struct Process<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.name")]
    name: &'a str,
}

fn main() {
    let event = Process { category: "process", name: "cmd.exe" };
    assert!(eql! { process where process.name == "cmd.exe" and ?user.id != "S-1-5-18" }.matches(&event));
    assert!(eql! { process where ?user.id == null }.matches(&event));
    assert!(!eql! { process where ?user.id : "S-1-5-*" }.matches(&event));
}
