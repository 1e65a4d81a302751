//! A struct without fields is no event.

#[derive(eql::Event)]
struct Nothing;

fn main() {}
