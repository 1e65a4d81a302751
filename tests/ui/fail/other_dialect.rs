//! Syntax of another dialect.

fn main() {
    let _ = eql::eql! {
        process where process.parent.name : "a" and descendant of [process where true]
    };
}
