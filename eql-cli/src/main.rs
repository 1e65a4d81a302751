//! `eqlc`.
fn main() {}
