//! Single quotes are an older syntax; one letter in them even is a Rust token.

fn main() {
    let _ = eql::eql! { process where process.name == 'c' };
}
