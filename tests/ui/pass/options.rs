//! Options, in an attribute or beside a string or a file.

use eql::{Event, eql};

#[derive(Event)]
struct Record<'a> {
    #[eql("kind")]
    kind: &'a str,
    #[eql("process.name")]
    name: &'a str,
    #[eql("process.parent.name")]
    parent: &'a str,
}

fn main() {
    let attribute = eql! {
        #[eql(category = "kind", dialect = "endpoint")]
        process where process.name == process.parent.name
    };
    let before = eql!(category = "kind", dialect = "endpoint", r#"process where process.name == process.parent.name"#);
    let behind = eql!(r#"process where process.name == process.parent.name"#, dialect = "endpoint", category = "kind");
    let file = eql!(file = "rules/behavior.toml", category = "kind");
    for (name, expected) in [("cmd.exe", true), ("sh", false)] {
        let event = Record { kind: "process", name, parent: "cmd.exe" };
        assert_eq!(attribute.matches(&event), expected);
        assert_eq!(before.matches(&event), expected);
        assert_eq!(behind.matches(&event), expected);
        assert_eq!(file.matches(&event), expected);
    }
    let schema = eql! { #[eql(schema = "ecs", category = "process.name")] any where process.parent.name == "cmd.exe" };
    assert!(schema.matches(&Record { kind: "process", name: "sh", parent: "cmd.exe" }));
}
