//! Back-quoted names are EQL, but no Rust tokens: the way out is a string.

fn main() {
    let _ = eql::eql! { process where `my-field` == "x" };
}
