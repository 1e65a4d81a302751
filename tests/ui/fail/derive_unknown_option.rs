//! Options that other derives have lead to the right spelling.

#[derive(eql::Event)]
struct Process {
    #[eql(rename = "process.name")]
    name: String,
    #[eql(ignore)]
    handle: u64,
    #[eql(flatten)]
    parent: Parent,
    #[eql("event.created", date)]
    created: i64,
    #[eql(time)]
    at: i64,
    #[eql(nmae)]
    other: u64,
    #[eql(nestd)]
    child: Parent,
}

#[derive(eql::Event)]
struct Parent {
    #[eql("name")]
    name: String,
}

fn main() {}
