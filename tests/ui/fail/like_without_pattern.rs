//! `like` wants a pattern, not a field.

fn main() {
    let _ = eql::eql! { process where process.name like process.parent.name };
}
