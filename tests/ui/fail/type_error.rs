//! A function asks for text and gets a number; the number is the mistake.

fn main() {
    let _ = eql::eql! { process where startsWith(process.name, 5) };
}
