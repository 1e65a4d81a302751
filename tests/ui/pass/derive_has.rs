//! The derive says which fields a type has, those of nested structs and of what they nest included.

use eql::{Event, FieldId, Has};
use eql::__private::Segment;

#[derive(Event)]
struct Outer {
    #[eql("user.name")]
    user: String,
    #[eql(nested)]
    process: Option<Process>,
}

#[derive(Event)]
struct Process {
    #[eql("name")]
    name: String,
    #[eql(nested = "thread.Ext.call_stack")]
    call_stack: Vec<Frame>,
}

#[derive(Event)]
struct Frame {
    #[eql("symbol_info")]
    symbol_info: String,
}

const fn hash(segment: &str) -> u64 {
    FieldId::of(segment).0
}

type List<const HASH: u64, Rest = ()> = (Segment<HASH>, Rest);
type Process_<Rest> = List<{ hash("process") }, Rest>;
type CallStack<Rest> = List<{ hash("thread") }, List<{ hash("Ext") }, List<{ hash("call_stack") }, Rest>>>;

fn has<Path>(_: &impl Has<Path>) {}

fn main() {
    let event = Outer { user: String::new(), process: None };
    has::<List<{ hash("user") }, List<{ hash("name") }>>>(&event);
    has::<Process_<()>>(&event);
    has::<Process_<List<{ hash("name") }>>>(&event);
    has::<Process_<CallStack<()>>>(&event);
    has::<Process_<CallStack<List<{ hash("symbol_info") }>>>>(&event);
    let _ = (&event.user, event.process.map(|process| (process.name, process.call_stack.len())));
    let _ = Frame { symbol_info: String::new() }.symbol_info;
}
