//! A mistake in a file is shown with its place there.

fn main() {
    let _ = eql::eql!(file = "rules/mistake.toml");
}
