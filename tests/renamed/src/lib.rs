//! Generated code finds the facade by the name that `Cargo.toml` gives it, without being told.

#![forbid(unsafe_code)]

use detection::{Event, eql};

/// An event.
#[derive(Debug, Event)]
pub struct Process<'a> {
    /// What kind of event it is.
    #[eql("event.category")]
    pub category: &'a str,
    /// The name of the process.
    #[eql("process.name")]
    pub name: &'a str,
}

eql! {
    /// A shell.
    pub struct Shell;
    process where process.name : ("cmd.exe", "*sh")
}

eql! {
    /// A shell, from a file.
    pub struct ShellOfFile;
    file = "../ui/rules/rule.toml"
}

#[test]
fn rules_match() {
    for (name, expected) in [("cmd.exe", true), ("sh", true), ("explorer.exe", false)] {
        let event = Process { category: "process", name };
        assert_eq!(Shell.matches(&event), expected, "{name}");
        assert_eq!(ShellOfFile.matches(&event), expected, "{name}");
    }
}
