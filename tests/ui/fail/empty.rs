//! No rule at all.

fn main() {
    let _ = eql::eql! {};
}
