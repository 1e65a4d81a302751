//! Rust's braces are not EQL's.

fn main() {
    let _ = eql::eql! { process where { process.pid == 4 } };
}
