//! The type of a rule has no fields.

eql::eql! {
    pub struct Rule { name: String }
    process where true
}

fn main() {}
