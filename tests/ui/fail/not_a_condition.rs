//! A rule is a condition; text is none.

fn main() {
    let _ = eql::eql! { process where concat(process.name, "x") };
}
