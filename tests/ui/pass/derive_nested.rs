//! Nested structs, by name and by prefix; arrays of structs flatten, and stay whole for an array search.

use eql::{Event, Field, FieldBuf};
use std::sync::Arc;

#[derive(Event)]
struct Outer<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql(nested)]
    process: Process<'a>,
    #[eql(nested = "host.os")]
    os: Option<Box<System>>,
    #[eql(nested)]
    r#type: Arc<System>,
}

#[derive(Event)]
struct Process<'a> {
    #[eql("name")]
    name: &'a str,
    #[eql("args")]
    args: Vec<&'a str>,
    #[eql(nested = "thread.Ext.call_stack")]
    call_stack: Vec<Frame>,
    #[eql(nested)]
    parent: Option<&'a Process<'a>>,
}

#[derive(Event)]
struct Frame {
    #[eql("symbol_info")]
    symbol_info: String,
    #[eql("allocation_private_bytes")]
    private_bytes: Option<u64>,
}

#[derive(Event)]
struct System {
    #[eql("type")]
    kind: String,
}

fn values(event: &impl Event, path: &str) -> String {
    let mut values = Vec::new();
    event.visit(&FieldBuf::new(path).as_field(), |value| {
        values.push(format!("{value:?}"));
        false
    });
    values.join(" ")
}

/// The values of `inner` in each element of the array at `path`, elements in parentheses.
fn elements(event: &impl Event, path: &str, inner: &str) -> String {
    let mut found = String::new();
    event.visit_elements(&FieldBuf::new(path).as_field(), &mut |element| {
        found.push('(');
        element.visit_field(&FieldBuf::new(inner).as_field(), &mut |value| {
            found += &format!("{value:?}");
            false
        });
        found.push(')');
        false
    });
    found
}

fn main() {
    let frame = |symbol: &str, private_bytes| Frame { symbol_info: symbol.to_owned(), private_bytes };
    let parent = Process { name: "p", args: vec![], call_stack: vec![], parent: None };
    let event = Outer {
        category: "process",
        process: Process {
            name: "c",
            args: vec!["x", "y"],
            call_stack: vec![frame("ntdll", Some(1)), frame("kernel32", None)],
            parent: Some(&parent),
        },
        os: Some(Box::new(System { kind: "windows".to_owned() })),
        r#type: Arc::new(System { kind: "t".to_owned() }),
    };
    for (path, expected) in [
        ("event.category", "Str(\"process\")"),
        ("process.name", "Str(\"c\")"),
        ("process.args", "Str(\"x\") Str(\"y\")"),
        ("process.parent.name", "Str(\"p\")"),
        ("process.parent.parent.name", ""),
        ("process.thread.Ext.call_stack.symbol_info", "Str(\"ntdll\") Str(\"kernel32\")"),
        ("process.thread.Ext.call_stack.allocation_private_bytes", "Int(1)"),
        ("process.thread.Ext.call_stack", ""),
        ("process.thread", ""),
        ("process", ""),
        ("host.os.type", "Str(\"windows\")"),
        ("host.type", ""),
        ("type.type", "Str(\"t\")"),
        ("", ""),
    ] {
        assert_eq!(values(&event, path), expected, "{path}");
    }
    let stack = "process.thread.Ext.call_stack";
    assert_eq!(elements(&event, stack, "symbol_info"), "(Str(\"ntdll\"))(Str(\"kernel32\"))");
    assert_eq!(elements(&event, stack, "allocation_private_bytes"), "(Int(1))()");
    assert_eq!(elements(&event, "process.args", ""), "(Str(\"x\"))(Str(\"y\"))");
    assert_eq!(elements(&event, "process.args", "name"), "()()");
    assert_eq!(elements(&event, "process", "parent.name"), "(Str(\"p\"))");
    assert_eq!(elements(&event, "host.os", "type"), "(Str(\"windows\"))");
    assert_eq!(elements(&event, "nothing", "at.all"), "");

    const NAME: Field<'static> = Field::new("process.parent.name", &[7, 14]);
    assert_eq!(event.get(&NAME, |value| format!("{value:?}")).as_deref(), Some("Str(\"p\")"));
}
