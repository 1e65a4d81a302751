//! A type that holds no values of events.

#[derive(eql::Event)]
struct Process {
    #[eql("process.started")]
    started: std::time::Duration,
}

fn main() {}
