//! Only a struct that is an event itself can be nested.

#[derive(eql::Event)]
struct Outer {
    #[eql(nested)]
    process: String,
}

fn main() {}
