//! Rules find the fields of nested structs, and of arrays of them.

use eql::{Event, eql};

#[derive(Event)]
struct Record {
    #[eql("event.category")]
    category: String,
    #[eql(nested)]
    process: Process,
}

#[derive(Event)]
struct Process {
    #[eql("name")]
    name: String,
    #[eql(nested)]
    parent: Option<Box<Process>>,
    #[eql(nested = "thread.Ext.call_stack")]
    call_stack: Vec<Frame>,
}

#[derive(Event)]
struct Frame {
    #[eql("symbol_info")]
    symbol_info: String,
    #[eql("allocation_private_bytes")]
    private_bytes: u64,
}

fn process(name: &str, parent: Option<Process>) -> Process {
    let frame = |symbol: &str, private_bytes| Frame { symbol_info: symbol.to_owned(), private_bytes };
    let call_stack = vec![frame("c:\\ntdll.dll!x", 50), frame("c:\\other.dll!y", 500)];
    Process { name: name.to_owned(), parent: parent.map(Box::new), call_stack }
}

fn main() {
    let event = Record { category: "process".to_owned(), process: process("a", Some(process("b", None))) };
    assert!(eql! { process where process.name == "a" and process.parent.name == "b" }.matches(&event));
    assert!(!eql! { process where process.parent.parent.name == "c" }.matches(&event));
    assert!(eql! { process where process.thread.Ext.call_stack.symbol_info : "*other.dll*" }.matches(&event));
    let one_frame = eql! {
        #[eql(dialect = "endpoint")]
        process where _arraysearch(process.thread.Ext.call_stack, $frame,
            $frame.symbol_info : "*ntdll*" and $frame.allocation_private_bytes >= 100)
    };
    assert!(!one_frame.matches(&event));
    let other_frame = eql! {
        #[eql(dialect = "endpoint")]
        process where _arraysearch(process.thread.Ext.call_stack, $frame,
            $frame.symbol_info : "*other*" and $frame.allocation_private_bytes >= 100)
    };
    assert!(other_frame.matches(&event));
}
