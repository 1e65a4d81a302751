//! One field of the event, one field of the struct: the second is the mistake.

#[derive(eql::Event)]
struct Process {
    #[eql("process.name")]
    name: String,
    #[eql("process.name")]
    image: String,
}

fn main() {}
