//! The type of a rule has no fields. It is there all the same.

eql::eql! {
    pub struct Rule { name: String }
    process where true
}

fn main() {
    let _ = Rule.matches(&7);
}
