//! A comment is no rule.

fn main() {
    let _ = eql::eql! {
        // process where true
    };
}
