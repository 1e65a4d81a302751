//! Every field says where it belongs.

#[derive(eql::Event)]
struct Process {
    #[eql("process.name")]
    name: String,
    pid: u32,
}

fn main() {}
