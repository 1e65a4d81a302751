//! What a nested struct covers cannot stand beside it.

#[derive(eql::Event)]
struct Outer {
    #[eql(nested)]
    process: Process,
    #[eql("process.pid")]
    pid: u32,
}

#[derive(eql::Event)]
struct Process {
    #[eql("name")]
    name: String,
}

fn main() {}
