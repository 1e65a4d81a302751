//! A rule in another language.

fn main() {
    let _ = eql::eql!(file = "rules/kuery.toml");
}
