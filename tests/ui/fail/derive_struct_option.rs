//! Paths stand at the fields.

#[derive(eql::Event)]
#[eql(prefix = "process")]
struct Process {
    #[eql("name")]
    name: String,
}

fn main() {}
