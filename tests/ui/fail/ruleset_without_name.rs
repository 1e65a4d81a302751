//! A pack has a type.

eql::ruleset! { "rules/*.toml" }

fn main() {}
