//! Events are structs.

#[derive(eql::Event)]
enum Event {
    Process,
}

fn main() {}
