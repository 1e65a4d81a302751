//! A rule as tokens, in each kind of delimiter.

use eql::{Event, eql};

#[derive(Event)]
struct Process<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.name")]
    name: &'a str,
    #[eql("process.pid")]
    pid: u32,
}

fn main() {
    let braces = eql! {
        // What is wanted.
        process where /* either */ process.name : ("CMD.exe", "power*")
          /// or, as long as it is small:
          or process.pid < 10
    };
    let parentheses = eql!(process where process.name : ("CMD.exe", "power*") or process.pid < 10);
    let brackets = eql![process where process.name : ("CMD.exe", "power*") or process.pid < 10];
    for (category, name, pid, expected) in [
        ("process", "cmd.exe", 100, true),
        ("process", "PowerShell.exe", 100, true),
        ("process", "sh", 9, true),
        ("process", "sh", 10, false),
        ("file", "cmd.exe", 1, false),
    ] {
        let event = Process { category, name, pid };
        assert_eq!(braces.matches(&event), expected, "{category} {name} {pid}");
        assert_eq!(parentheses.matches(&event), expected);
        assert_eq!(brackets.matches(&event), expected);
    }
}
