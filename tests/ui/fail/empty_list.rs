//! A list without anything in it.

fn main() {
    let _ = eql::eql! { process where process.name in () };
}
