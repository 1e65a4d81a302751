//! A field of the struct stands for one field of the event.

#[derive(eql::Event)]
struct Process {
    #[eql("process.name")]
    #[eql("process.executable")]
    name: String,
}

fn main() {}
