//! `#[eql]` alone says nothing.

#[derive(eql::Event)]
struct Process {
    #[eql]
    name: String,
    #[eql()]
    pid: u32,
    #[eql = "process.args"]
    args: Vec<String>,
}

fn main() {}
