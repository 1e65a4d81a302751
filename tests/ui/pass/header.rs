//! A header makes the rule's type nameable, and takes documentation, attributes and visibility.

use eql::{BoxRule, Event, Rule, eql};

#[derive(Event)]
struct Process<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.name")]
    name: &'a str,
}

mod rules {
    eql::eql! {
        /// A shell starts.
        #[eql(dialect = "elasticsearch")]
        #[derive(PartialEq, Eq)]
        pub(crate) struct Shell;
        // Which shell does not matter.
        process where process.name in ("sh", "cmd.exe")
    }
}

eql! {
    struct Anything;
    any where true
}

static SHELL: rules::Shell = rules::Shell;

fn main() {
    eql! { struct Inner; process where process.name == "sh" }
    let event = Process { category: "process", name: "sh" };
    let all: Vec<BoxRule<Process<'_>>> = vec![Box::new(SHELL), Box::new(Anything), Box::new(Inner)];
    assert!(all.iter().all(|rule| rule.matches(&event)));
    assert!(SHELL == rules::Shell);
}
