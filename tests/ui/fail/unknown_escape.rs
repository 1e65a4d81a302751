//! Rust's lexer takes `\x41`, EQL does not: the mark is inside the string.

fn main() {
    let _ = eql::eql! {
        process where process.name == "cmd\x41.exe"
    };
}
