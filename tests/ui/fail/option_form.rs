//! Options beside a file or a string.

fn main() {
    let _ = eql::eql!(dialect = "endpoint", fiel = "rules/rule.toml");
    let _ = eql::eql!(dialect = "endpoint");
    let _ = eql::eql!("process where true", file = "rules/rule.toml");
    let _ = eql::eql!("process where true", dialect = endpoint);
}
