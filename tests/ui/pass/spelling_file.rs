//! A rule in a file: a detection rule, a behaviour rule (whose dialect is another), and plain EQL.

use eql::{Event, eql};

#[derive(Event)]
struct Process<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.name")]
    name: &'a str,
    #[eql("process.parent.name")]
    parent: &'a str,
}

eql! {
    /// A shell.
    pub struct Shell;
    file = "rules/rule.toml"
}

fn main() {
    let plain = eql!(file = "rules/rule.eql");
    let behavior = eql!(file = "rules/behavior.toml");
    let event = Process { category: "process", name: "cmd.exe", parent: "cmd.exe" };
    assert!(Shell.matches(&event) && plain.matches(&event) && behavior.matches(&event));
    let event = Process { name: "sh", ..event };
    assert!(Shell.matches(&event) && plain.matches(&event) && !behavior.matches(&event));
}
