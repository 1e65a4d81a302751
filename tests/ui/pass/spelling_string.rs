//! A rule as a string: what Rust's lexer refuses can be written too.

use eql::{Event, eql};

#[derive(Event)]
struct Process<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("my-field")]
    field: &'a str,
}

fn main() {
    let raw = eql!(r#"process where `my-field` regex """\d+""""#);
    let plain = eql!("process where `my-field` == \"42\"",);
    let event = Process { category: "process", field: "42" };
    assert!(raw.matches(&event) && plain.matches(&event));
    assert!(!raw.matches(&Process { field: "x", ..event }));
}
