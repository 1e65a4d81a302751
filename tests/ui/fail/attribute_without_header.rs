//! Attributes stand at a type.

fn main() {
    let _ = eql::eql! {
        #[derive(Debug)]
        process where true
    };
}
