//! A file that isn't there.

fn main() {
    let _ = eql::eql!(file = "rules/no_such_rule.toml");
}
