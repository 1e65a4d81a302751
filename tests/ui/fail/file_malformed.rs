//! A file that is no TOML.

fn main() {
    let _ = eql::eql!(file = "rules/malformed.toml");
}
